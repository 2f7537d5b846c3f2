/**
 * Comparing a key with what a client knows of it, in a transaction:
 *
 *      0     code u8 | target u8 | operator u8, 0 u8 | key length u16, 0 u16
 *      8     number f64 | value length u32, 0 u32
 *     24     key | value
 */
import { parseKey } from '#business/data/keyspace/key'
import { strict as assert } from 'node:assert'
import { compareBytes } from '#foundation/bytes/bytes'
import type { History } from '#business/data/keyspace/history'
import type { KeyState } from '#business/data/keyspace/key-row'
import { KV_TYPE } from '#business/data/keyspace/key-row'
import type { Keyspace } from '#business/data/keyspace/keyspace'
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import type { BatchBytes } from '#business/data/node/operation'
import type { Store } from '#business/data/store/store'
import { StoreDamaged } from '#business/data/store/store'
import type { Check } from '#business/data/txn/txn'
import type { Compare, Refusal } from '../model.ts'
import { COMPARE, KV_DOMAIN } from './codes.ts'

const TARGETS = ['value', 'version', 'createRevision', 'modRevision'] as const
const OPERATORS = ['=', '!=', '<', '>'] as const
const HEADER_BYTES = 24

export function compareOperation(
  store: Store,
  keyspace: Keyspace,
  history: History,
): Check<Compare, Refusal> {
  const holds = (compare: Compare, now: number): boolean | StoreDamaged => {
    try {
      return holdsFor(compare, keyspace, history, now)
    } catch (error) {
      if (error instanceof StoreDamaged) return error
      throw error
    }
  }
  return {
    domain: KV_DOMAIN,
    code: COMPARE,
    isAlone: false,
    isFreeing: () => true,
    bytes: ({ key, target }) => HEADER_BYTES + key.length + valueOf(target).length,
    encode: encodeCompare,
    refuse: (batch, at, { now }) => {
      const found = holds(decodeCompare(batch, at), now)
      return found instanceof StoreDamaged ? { kind: 'damaged', what: found.what } : undefined
    },
    perform: (batch, at, { now }) => holds(decodeCompare(batch, at), now) === true,
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as boolean | Refusal,
    holdsNow: compare => holds(compare, store.state.time) === true,
  }
}

function holdsFor(
  { key, target, operator }: Compare,
  keyspace: Keyspace,
  history: History,
  now: number,
): boolean {
  const state = keyspace.peek(key)
  if (state.damage) throw state.damage
  const exists = state.exists && !keyspace.isExpired(state, now)
  let order: number
  if (target.kind === 'value') {
    // An absent key has no value, nor has a key of another type: nothing is equal to it, everything different.
    if (!exists || state.type !== KV_TYPE) return operator === '!='
    const { bytes, valueStart, valueLength } = history.current(state, key, 'value')
    const end = valueStart + valueLength
    order = compareBytes(bytes, valueStart, end, target.value, 0, target.value.length)
  } else {
    order = (exists ? numberOf(state, target.kind) : 0) - target.number
  }
  switch (operator) {
    case '=':
      return order === 0
    case '!=':
      return order !== 0
    case '<':
      return order < 0
    case '>':
      return order > 0
  }
}

function numberOf(state: KeyState, target: 'version' | 'createRevision' | 'modRevision'): number {
  switch (target) {
    case 'version':
      return state.version
    case 'createRevision':
      return state.createRevision
    case 'modRevision':
      return state.revision
  }
}

const NOTHING = new Uint8Array()

function valueOf(target: Compare['target']): Uint8Array {
  return target.kind === 'value' ? target.value : NOTHING
}

function encodeCompare({ key, target, operator }: Compare, into: BatchBytes, at: number): void {
  const { bytes, view } = into
  const value = valueOf(target)
  view.setUint8(at, COMPARE)
  view.setUint8(at + 1, TARGETS.indexOf(target.kind))
  view.setUint16(at + 2, OPERATORS.indexOf(operator), true)
  view.setUint32(at + 4, key.length, true)
  view.setFloat64(at + 8, target.kind === 'value' ? 0 : target.number, true)
  view.setUint32(at + 16, value.length, true)
  view.setUint32(at + 20, 0, true)
  bytes.set(key, at + HEADER_BYTES)
  bytes.set(value, at + HEADER_BYTES + key.length)
}

function decodeCompare({ bytes, view }: BatchBytes, at: number): Compare {
  const keyStart = at + HEADER_BYTES
  const keyEnd = keyStart + view.getUint32(at + 4, true)
  const kind = known(TARGETS[view.getUint8(at + 1)])
  const operator = known(OPERATORS[view.getUint16(at + 2, true)])
  const target =
    kind === 'value'
      ? { kind, value: bytes.subarray(keyEnd, keyEnd + view.getUint32(at + 16, true)) }
      : { kind, number: view.getFloat64(at + 8, true) }
  return { key: parseKey(bytes.subarray(keyStart, keyEnd)), target, operator }
}

function known<T>(value: T | undefined): T {
  assert(value !== undefined, 'a compare in the log has an unknown code')
  return value
}
