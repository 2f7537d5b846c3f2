/**
 * Reading keys in a transaction. What a read returns counts against the plan's bounds.
 *
 * A get:      code u8, 0 u8 | key length u16, 0 u32 | key
 * A range:    code u8, flags u8 | lower length u16 | upper length u16, 0 u16 | limit u32, 0 u32 | lower | upper
 */
import type { History } from '#business/data/keyspace/history'
import { KV_TYPE } from '#business/data/keyspace/key-row'
import type { Keyspace } from '#business/data/keyspace/keyspace'
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import type { BatchBytes, Operation } from '#business/data/node/operation'
import type { Store } from '#business/data/store/store'
import { StoreDamaged } from '#business/data/store/store'
import type { Plan } from '#business/data/txn/plan'
import { itemBytes } from '#business/data/txn/plan'
import { keyValueOf } from '../key-value.ts'
import type { Get, KeyValue, Range, ReadResult, Refusal } from '../model.ts'
import { RANGE_KEYS_MAX, TXN_RANGE_BYTES_MAX } from '../model.ts'
import { GET, KV_DOMAIN, RANGE } from './codes.ts'

const GET_HEADER_BYTES = 8
const RANGE_HEADER_BYTES = 16
const HAS_UPPER = 1
const IS_REVERSE = 2

export function getOperation(history: History, plan: Plan): Operation<Get, ReadResult | Refusal> {
  const keyAt = ({ bytes, view }: BatchBytes, at: number): Uint8Array => {
    const start = at + GET_HEADER_BYTES
    return bytes.subarray(start, start + view.getUint16(at + 2, true))
  }
  return {
    domain: KV_DOMAIN,
    code: GET,
    isAlone: false,
    isFreeing: () => true,
    bytes: ({ key }) => GET_HEADER_BYTES + key.length,
    encode: ({ key }, { bytes, view }, at) => {
      view.setUint16(at, GET, true)
      view.setUint16(at + 2, key.length, true)
      view.setUint32(at + 4, 0, true)
      bytes.set(key, at + GET_HEADER_BYTES)
    },
    refuse: (batch, at, { now }) => {
      const key = keyAt(batch, at)
      let counts = plan.bytesAfter(key)
      if (counts === undefined) {
        const found = orDamaged(() => history.get(key, now))
        if (found instanceof StoreDamaged) return { kind: 'damaged', what: found.what }
        counts = found ? itemBytes(key.length, found.valueLength) : 0
      }
      plan.get(counts)
      return undefined
    },
    perform: (batch, at, entry) => {
      const key = keyAt(batch, at).slice()
      const found = history.get(key, entry.now)
      const keyValue = found && keyValueOf(key, found)
      entry.readBytes += keyValue ? itemBytes(key.length, keyValue.value.length) : 0
      return { kind: 'get', found: keyValue }
    },
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as ReadResult | Refusal,
  }
}

export function rangeOperation(
  store: Store,
  keyspace: Keyspace,
  history: History,
  plan: Plan,
): Operation<Range, ReadResult | Refusal> {
  /** Goes through a range until it has as many items as it may return. Ends before a damaged row. */
  const walk = (range: Range, bytesMax: number, now: number, found?: KeyValue[]): Walked => {
    const { lower, upper, reverse } = range
    const countMax = Math.min(range.limit, RANGE_KEYS_MAX)
    const { revision } = store.state
    let count = 0
    let bytes = 0
    for (const { key, state } of history.states(lower, upper, reverse, revision)) {
      if (count >= countMax) return { bytes, more: true }
      if (state.damage) return { bytes, more: true, damage: state.damage }
      if (state.type !== KV_TYPE || keyspace.isExpired(state, now)) continue
      const version = orDamaged(() => history.current(state, key, 'value'))
      if (version instanceof StoreDamaged) return { bytes, more: true, damage: version }
      const counts = itemBytes(key.length, version.valueLength)
      const most = count === 0 ? bytesMax : Math.min(bytesMax, TXN_RANGE_BYTES_MAX)
      if (bytes + counts > most) return { bytes, more: true }
      found?.push(keyValueOf(key, version))
      bytes += counts
      count++
    }
    return { bytes, more: false }
  }
  return {
    domain: KV_DOMAIN,
    code: RANGE,
    isAlone: false,
    isFreeing: () => true,
    bytes: ({ lower, upper }) => RANGE_HEADER_BYTES + lower.length + (upper?.length ?? 0),
    encode: encodeRange,
    refuse: (batch, at, { now }) => {
      plan.range()
      const { damage } = walk(decodeRange(batch, at), TXN_RANGE_BYTES_MAX, now)
      return damage && { kind: 'damaged', what: damage.what }
    },
    perform: (batch, at, entry) => {
      const found: KeyValue[] = []
      const walked = walk(decodeRange(batch, at), plan.readBytesLeft, entry.now, found)
      plan.readBytesLeft -= walked.bytes
      entry.readBytes += walked.bytes
      return { kind: 'range', found, more: walked.more }
    },
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as ReadResult | Refusal,
  }
}

/** What the items count, and whether there are more. */
type Walked = { readonly bytes: number; readonly more: boolean; readonly damage?: StoreDamaged }

/** What is read, or why it cannot be. */
export function orDamaged<Found>(read: () => Found): Found | StoreDamaged {
  try {
    return read()
  } catch (error) {
    if (error instanceof StoreDamaged) return error
    throw error
  }
}

function encodeRange(range: Range, { bytes, view }: BatchBytes, at: number): void {
  const { lower, upper, limit, reverse } = range
  view.setUint8(at, RANGE)
  view.setUint8(at + 1, (upper ? HAS_UPPER : 0) | (reverse ? IS_REVERSE : 0))
  view.setUint16(at + 2, lower.length, true)
  view.setUint32(at + 4, upper?.length ?? 0, true)
  view.setUint32(at + 8, limit, true)
  view.setUint32(at + 12, 0, true)
  bytes.set(lower, at + RANGE_HEADER_BYTES)
  if (upper) bytes.set(upper, at + RANGE_HEADER_BYTES + lower.length)
}

function decodeRange({ bytes, view }: BatchBytes, at: number): Range {
  const flags = view.getUint8(at + 1)
  const start = at + RANGE_HEADER_BYTES
  const middle = start + view.getUint16(at + 2, true)
  const end = middle + view.getUint32(at + 4, true)
  return {
    kind: 'range',
    lower: bytes.slice(start, middle),
    upper: flags & HAS_UPPER ? bytes.slice(middle, end) : undefined,
    limit: view.getUint32(at + 8, true),
    reverse: (flags & IS_REVERSE) !== 0,
  }
}
