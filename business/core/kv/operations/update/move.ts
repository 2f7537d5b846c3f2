/**
 * Giving a key another name, or a second one:
 *
 *      0     code u8 | copies u8, replaces u8, 0 u8 | from length u16 | to length u16
 *      8     from | to
 *
 * A move is not for transactions: it is performed right after it was asked.
 */
import { equalBytes } from '#foundation/bytes/bytes'
import type { History } from '#business/data/keyspace/history'
import type { KeyState } from '#business/data/keyspace/key-row'
import { KV_TYPE } from '#business/data/keyspace/key-row'
import type { Keyspace } from '#business/data/keyspace/keyspace'
import type { Entry } from '#business/data/node/entry'
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import type { BatchBytes, Later, Operation } from '#business/data/node/operation'
import { LATER } from '#business/data/node/operation'
import { StoreDamaged } from '#business/data/store/store'
import { KV_PUT } from '#business/data/store/tables'
import type { Move, MoveResult, UpdateRefusal } from '../../model.ts'
import { KV_DOMAIN, MOVE } from '../codes.ts'
import { orDamaged } from '../read.ts'
import { Draft } from './draft.ts'

const HEADER_BYTES = 8

export function moveOperation(
  keyspace: Keyspace,
  history: History,
): Operation<Move, MoveResult | UpdateRefusal> {
  const draft = new Draft()
  return {
    domain: KV_DOMAIN,
    code: MOVE,
    isAlone: false,
    isFreeing: () => false,
    bytes: ({ from, to }) => HEADER_BYTES + from.length + to.length,
    encode: ({ from, to, copies, replaces }, { bytes, view }, at) => {
      view.setUint32(at, MOVE | (Number(copies) << 8) | (Number(replaces) << 16), true)
      view.setUint16(at + 4, from.length, true)
      view.setUint16(at + 6, to.length, true)
      bytes.set(from, at + HEADER_BYTES)
      bytes.set(to, at + HEADER_BYTES + from.length)
    },
    refuse: (batch, at, entry) => {
      const { bytes, start, middle, end, copies, replaces } = partsOf(batch, at)
      const isSame =
        middle - start === end - middle && equalBytes(bytes, start, bytes, middle, middle - start)
      const target = keyspace.load(bytes, middle, end, entry)
      if (target.damage && !replaces) return { kind: 'damaged', what: target.damage.what }
      const isTaken = target.isPresent && !replaces
      const state = keyspace.load(bytes, start, middle, entry)
      if (state.damage) return { kind: 'damaged', what: state.damage.what }
      if (!state.isPresent) return { kind: 'noSuchKey' }
      if (isTaken || isSame) return { kind: 'move', applied: !isTaken }
      if (state.type !== KV_TYPE) return copies ? refuseCopy(keyspace, state, entry) : undefined
      const { expiresAt } = state
      const key = bytes.subarray(start, middle)
      const found = orDamaged(() => history.current(state, key, 'value'))
      if ('what' in found) return { kind: 'damaged', what: found.what }
      draft.copyOf(found, bytes, middle, end)
      draft.expiresAt = expiresAt
      return entry.mayCopy(draft.valueLength) ? undefined : LATER
    },
    perform: (batch, at, entry) => {
      const { bytes, start, middle, end, copies } = partsOf(batch, at)
      if (keyspace.load(bytes, start, middle, entry).type !== KV_TYPE) {
        const to = { start: middle, end }
        if (copies) keyspace.objects?.copy(bytes, to, entry)
        else keyspace.objects?.rename(bytes, { start, end: middle }, to, entry)
      } else {
        keyspace.removeExpired(bytes, middle, end, entry)
        entry.beginOperation()
        keyspace.put(KV_TYPE, KV_PUT, draft, entry)
        if (!copies) keyspace.remove(bytes, start, middle, entry, 'rename_from')
      }
      keyspace.events.note(copies ? 'copy_to' : 'rename_to', bytes, middle, end)
      return { kind: 'move', applied: true }
    },
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as MoveResult | UpdateRefusal,
  }
}

function refuseCopy(
  keyspace: Keyspace,
  state: KeyState,
  entry: Entry,
): UpdateRefusal | Later | undefined {
  const copied = orDamaged(() => keyspace.objects?.read(state))
  if (copied instanceof StoreDamaged) return { kind: 'damaged', what: copied.what }
  if (copied === undefined) return { kind: 'objectTooLarge' }
  return entry.mayCopy(copied) ? undefined : LATER
}

function partsOf({ bytes, view }: BatchBytes, at: number) {
  const start = at + HEADER_BYTES
  const middle = start + view.getUint16(at + 4, true)
  const end = middle + view.getUint16(at + 6, true)
  const copies = view.getUint8(at + 1) === 1
  return { bytes, start, middle, end, copies, replaces: view.getUint8(at + 2) === 1 }
}
