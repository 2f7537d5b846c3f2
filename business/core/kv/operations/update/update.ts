/**
 * Reading a key, computing its next value, and writing that: what SET with options, GETDEL, GETEX, APPEND, SETRANGE, INCR and
 * EXPIRE of Redis have in common. An update is not for transactions: it is performed right after it was asked.
 */
import { equalBytes } from '#foundation/bytes/bytes'
import type { KeyVersion } from '#business/data/keyspace/change'
import type { History } from '#business/data/keyspace/history'
import type { KeyState } from '#business/data/keyspace/key-row'
import { KV_TYPE } from '#business/data/keyspace/key-row'
import type { KeyEvent, KeyEvents } from '#business/data/key-events/key-events'
import type { Keyspace } from '#business/data/keyspace/keyspace'
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import type { Entry } from '#business/data/node/entry'
import type { Later, Operation } from '#business/data/node/operation'
import { LATER } from '#business/data/node/operation'
import { KV_PUT } from '#business/data/store/tables'
import { ENTRY_READ_BYTES_MAX, itemBytes } from '#business/data/txn/plan'
import type { Update, UpdateRefusal, UpdateResult } from '../../model.ts'
import { KV_DOMAIN, UPDATE } from '../codes.ts'
import { orDamaged } from '../read.ts'
import { Arguments, encodeUpdate, updateBytes } from './arguments.ts'
import { digest } from './digest.ts'
import { Draft } from './draft.ts'
import type { Computed } from './value.ts'
import { compute } from './value.ts'

type Outcome = UpdateResult | UpdateRefusal

/** What is told of changes of a value. */
const EVENTS: Readonly<Record<Update['change']['kind'], KeyEvent | undefined>> = {
  set: 'set',
  same: undefined,
  remove: 'del',
  append: 'append',
  setRange: 'setrange',
  addInteger: 'incrby',
  addFloat: 'incrbyfloat',
}

export function updateOperation(keyspace: Keyspace, history: History): Operation<Update, Outcome> {
  const update = new Arguments()
  const draft = new Draft()
  /** Of the update that was asked last. */
  let existed = false
  let previous: Uint8Array | undefined
  let computed: Computed = {}
  let isObject = false

  const resultOf = (applied: boolean, valueBytes: number): UpdateResult => {
    const { sum, added } = computed
    return { kind: 'update', applied, existed, valueBytes, previous, sum, added }
  }

  /** What it leads to without being performed, if so; else the draft is what is to be written. */
  const ask = (entry: Entry): Outcome | Later | undefined => {
    const { bytes, keyStart, keyEnd, change } = update
    const state = keyspace.load(bytes, keyStart, keyEnd, entry)
    const overwrites = change === 'set' && !looksAt(update)
    if (state.damage && !overwrites) return { kind: 'damaged', what: state.damage.what }
    existed = state.isPresent
    previous = undefined
    computed = {}
    isObject = existed && state.type !== KV_TYPE
    if (isObject && !overwrites) {
      // Of keys of all types the expiry can be changed.
      if (change !== 'same' || looksAt(update)) return { kind: 'wrongType' }
      bind(update, draft, state, existed)
      return holds(update, draft.expiresAt, state, undefined) ? undefined : resultOf(false, 0)
    }
    const needsValue = existed && (change !== 'set' || update.returnsPrevious || compares(update))
    const key = bytes.subarray(keyStart, keyEnd)
    const found = needsValue ? orDamaged(() => history.current(state, key, 'value')) : undefined
    if (found && 'what' in found) return { kind: 'damaged', what: found.what }
    const returned = update.returnsPrevious ? found : undefined
    if (returned && !mayReturn(returned, key, entry)) return LATER
    previous = returned?.value()
    bind(update, draft, state, existed)
    const isAbsent = !existed && (change === 'same' || change === 'remove')
    if (isAbsent || !holds(update, draft.expiresAt, state, found)) {
      return resultOf(false, existed ? (found?.valueLength ?? state.valueLength) : 0)
    }
    const result = compute(update, draft, found)
    if ('kind' in result) return result
    computed = result
    if (computed.isUnchanged === true) return resultOf(false, found?.valueLength ?? 0)
    const copies = change !== 'set' && change !== 'remove'
    return !copies || entry.mayCopy(draft.valueLength) ? undefined : LATER
  }

  const write = (entry: Entry): Outcome => {
    const { bytes, keyStart, keyEnd, change } = update
    const isOver = draft.expiresAt !== 0 && draft.expiresAt <= entry.now
    if (change === 'remove' || isOver) {
      if (existed) keyspace.remove(bytes, keyStart, keyEnd, entry)
      return resultOf(true, 0)
    }
    if (isObject && change === 'same') {
      keyspace.setExpiry(bytes, keyStart, keyEnd, draft.expiresAt, entry)
      note(update, draft.expiresAt, keyspace.events)
      return resultOf(true, 0)
    }
    if (draft.bytes !== bytes) keyspace.loadedAs(draft.bytes, draft.keyStart, entry)
    keyspace.put(KV_TYPE, KV_PUT, draft, entry)
    note(update, draft.expiresAt, keyspace.events)
    return resultOf(true, draft.valueLength)
  }

  return {
    ...FORMAT,
    refuse: (batch, at, entry) => {
      update.at(batch, at)
      return ask(entry)
    },
    perform: (_batch, _at, entry) => write(entry),
  }
}

/** All of the operation but what it does. */
const FORMAT: Omit<Operation<Update, Outcome>, 'refuse' | 'perform'> = {
  domain: KV_DOMAIN,
  code: UPDATE,
  isAlone: false,
  isFreeing: ({ change }) => change.kind === 'remove',
  bytes: updateBytes,
  encode: encodeUpdate,
  encodeResult: encodeJson,
  decodeResult: bytes => decodeJson(bytes) as Outcome,
}

/** For those who want to be told. The update was performed, and did not remove the key. */
function note(
  { bytes, keyStart, keyEnd, change, expiry }: Arguments,
  expiresAt: number,
  events: KeyEvents,
) {
  const ofValue = EVENTS[change]
  if (ofValue) events.note(ofValue, bytes, keyStart, keyEnd)
  if (expiry === 'keep' || (expiry === 'none' && change === 'set')) return
  events.note(expiresAt === 0 ? 'persist' : 'expire', bytes, keyStart, keyEnd)
}

/** Whether the results of an entry take this value too; if so, it counts. */
function mayReturn({ valueLength }: KeyVersion, key: Uint8Array, entry: Entry): boolean {
  const bytes = itemBytes(key.length, valueLength)
  if (entry.readBytes + bytes > ENTRY_READ_BYTES_MAX) return false
  entry.readBytes += bytes
  return true
}

const COMPARING: ReadonlySet<Update['condition']['kind']> = new Set([
  'equal',
  'different',
  'digestEqual',
  'digestDifferent',
])

function compares({ condition }: Arguments): boolean {
  return COMPARING.has(condition)
}

/** Whether a set has to know what it overwrites. */
function looksAt(update: Arguments): boolean {
  return update.returnsPrevious || compares(update)
}

/** What the key's expiry and lease will be. */
function bind(update: Arguments, draft: Draft, state: KeyState, exists: boolean): void {
  const before = exists ? state.expiresAt : 0
  switch (update.expiry) {
    case 'keep':
      draft.expiresAt = before
      break
    case 'none':
      draft.expiresAt = 0
      break
    case 'at':
      draft.expiresAt = update.time
      break
    case 'atIfNone':
      draft.expiresAt = before === 0 ? update.time : before
  }
  const leaves = update.change === 'set' && update.expiry !== 'keep'
  draft.lease = exists && !leaves ? state.lease : 0
}

function holds(
  update: Arguments,
  expiresAt: number,
  state: KeyState,
  found: KeyVersion | undefined,
): boolean {
  const exists = state.isPresent
  const next = expiresAt === 0 ? Number.POSITIVE_INFINITY : expiresAt
  const before = exists && state.expiresAt !== 0 ? state.expiresAt : Number.POSITIVE_INFINITY
  const isExpiring = before !== Number.POSITIVE_INFINITY
  switch (update.condition) {
    case 'none':
      return true
    case 'absent':
      return !exists
    case 'present':
      return exists
    case 'equal':
      return found !== undefined && isEqual(update, found)
    case 'different':
      return found === undefined || !isEqual(update, found)
    case 'digestEqual':
      return found !== undefined && hasDigest(update, found)
    case 'digestDifferent':
      return found === undefined || !hasDigest(update, found)
    case 'notExpiring':
      return !isExpiring
    case 'expiring':
      return isExpiring
    case 'later':
      return next > before
    case 'earlier':
      return next < before
    case 'expiringEarlier':
      return isExpiring && next < before
  }
}

function isEqual(update: Arguments, { bytes, valueStart, valueLength }: KeyVersion): boolean {
  const { contentTypeEnd, comparedEnd } = update
  const isAsLong = valueLength === comparedEnd - contentTypeEnd
  return isAsLong && equalBytes(update.bytes, contentTypeEnd, bytes, valueStart, valueLength)
}

function hasDigest(update: Arguments, { bytes, valueStart, valueLength }: KeyVersion): boolean {
  return digest(bytes.subarray(valueStart, valueStart + valueLength)) === update.comparedDigest
}
