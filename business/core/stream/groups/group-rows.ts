/** The rows of the groups of one stream: see group-state.ts. */
import { OBJECT_ID_BYTES } from '#business/data/keyspace/key-row'
import type { StoredRow } from '#business/data/store/base'
import type { Row, Store } from '#business/data/store/store'
import { StoreDamaged } from '#business/data/store/store'
import {
  CONSUMER_PENDING,
  GROUP_CONSUMERS,
  GROUP_ORDER,
  GROUP_PENDING,
  REMOVED_OBJECTS,
  STREAM_GROUPS,
} from '#business/data/store/tables'
import { compareIds, FIRST_ID, nextId } from '../id.ts'
import type { StreamId } from '../id.ts'
import { behindObject, idOfKey } from '../stream-state.ts'
import type { Consumer, Group, Held, Pending, Run } from './group-state.ts'
import type { OrderRange } from './group-keys.ts'
import {
  namedKey,
  OrderKey,
  orderRange,
  OwnKey,
  PendingKey,
  placeOfOrderKey,
  runOfOwnKey,
  wholeOf,
} from './group-keys.ts'
import {
  CONSUMER_ROW_BYTES,
  groupRowBytes,
  pendingRowBytes,
  readConsumer,
  readGroup,
  readPending,
  readRun,
  rowOf,
  RUN_ENTRIES_MAX,
  RUN_ROW_BYTES,
  writeConsumer,
  writeGroup,
  writePending,
  writeRun,
} from './group-state.ts'

/** In front of all others. */
const NO_NAME = new Uint8Array()
/** Runs of a consumer before an id, of which the last ones may reach to it: ten times what a run has entries. */
const LOOK_BACK_MAX = 10 * RUN_ENTRIES_MAX

/** From the first id of a run up to its last one, or those of several that overlap. */
type Span = {
  /** Of the first of their rows. */
  readonly key: Uint8Array
  readonly time: number
  readonly first: StreamId
  readonly last: StreamId
}

export class GroupRows {
  readonly #store: Store
  readonly #pendingKey = new PendingKey()
  readonly #ownKey = new OwnKey()
  readonly #orderKey = new OrderKey()

  constructor(store: Store) {
    this.#store = store
  }

  group(stream: Uint8Array, name: Uint8Array): Group | undefined {
    const found = this.#find(STREAM_GROUPS, namedKey(stream, name))
    return found && readGroup(found)
  }

  /** From this name on. */
  *groups(
    stream: Uint8Array,
    from: Uint8Array = NO_NAME,
  ): Generator<{ readonly name: Uint8Array; readonly group: Group }> {
    const lower = namedKey(stream, from)
    for (const { key, value } of this.#store.range(STREAM_GROUPS, lower, behindObject(stream))) {
      yield { name: key.slice(OBJECT_ID_BYTES), group: readGroup(rowOf(value)) }
    }
  }

  saveGroup(stream: Uint8Array, name: Uint8Array, group: Group): void {
    const key = namedKey(stream, name)
    writeGroup(group, this.#store.put(STREAM_GROUPS, key, 0, key.length, groupRowBytes(group)))
  }

  /** What it has goes later. */
  removeGroup(stream: Uint8Array, name: Uint8Array, { id }: Group): void {
    const key = namedKey(stream, name)
    this.#store.remove(STREAM_GROUPS, key, 0, key.length)
    this.#store.put(REMOVED_OBJECTS, id, 0, id.length, 0)
  }

  consumer({ id }: Group, name: Uint8Array): Consumer | undefined {
    const found = this.#find(GROUP_CONSUMERS, namedKey(id, name))
    return found && readConsumer(name, found)
  }

  /** From this name on. */
  *consumers({ id }: Group, from: Uint8Array = NO_NAME): Generator<Consumer> {
    const lower = namedKey(id, from)
    for (const { key, value } of this.#store.range(GROUP_CONSUMERS, lower, behindObject(id))) {
      yield readConsumer(key.slice(OBJECT_ID_BYTES), rowOf(value))
    }
  }

  saveConsumer({ id }: Group, consumer: Consumer): void {
    const key = namedKey(id, consumer.name)
    const row = this.#store.put(GROUP_CONSUMERS, key, 0, key.length, CONSUMER_ROW_BYTES)
    writeConsumer(consumer, row)
  }

  removeConsumer({ id }: Group, name: Uint8Array): void {
    const key = namedKey(id, name)
    this.#store.remove(GROUP_CONSUMERS, key, 0, key.length)
  }

  pending({ id: group }: Group, id: StreamId): Pending | undefined {
    const found = this.#find(GROUP_PENDING, this.#pendingKey.of(group, id))
    return found && readPending(id, found)
  }

  /** Whether any entry from one id up to another is pending. */
  hasPending(group: Group, from: StreamId, to: StreamId): boolean {
    if (group.pending === 0) return false
    const lower = this.#pendingKey.of(group.id, from).slice()
    const upper = this.#pendingKey.of(group.id, to).slice()
    for (const _ of this.#store.range(GROUP_PENDING, lower, upper)) return true
    return this.#find(GROUP_PENDING, upper) !== undefined
  }

  /** From an id on, or up to one from the last on. */
  *allPending({ id }: Group, from: StreamId, reverse = false): Generator<Pending> {
    const lower = this.#pendingKey.of(id, reverse ? FIRST_ID : from).slice()
    for (const row of this.#store.range(GROUP_PENDING, lower, behindObject(id), reverse)) {
      yield readPending(idOfKey(row.key), rowOf(row.value))
    }
  }

  /** A consumer's, from an id on. */
  *own(group: Group, { number }: Consumer, from: StreamId): Generator<Pending> {
    const { id } = group
    const first = this.#ownKey.of(id, number, FIRST_ID).slice()
    const end = this.#ownKey.of(id, number + 1, FIRST_ID).slice()
    const next = nextId(from)
    const behind = next ? this.#ownKey.of(id, number, next).slice() : end
    let lower = behind
    let looks = 0
    for (const { key, value } of this.#store.range(CONSUMER_PENDING, first, behind, true)) {
      if (compareIds(readRun(rowOf(value)).last, from) >= 0) lower = key.slice()
      if (++looks === LOOK_BACK_MAX) break
    }
    const place = (key: Uint8Array) => ({ id: runOfOwnKey(key), time: 0 })
    for (const span of spansOf(this.#store.range(CONSUMER_PENDING, lower, end), place)) {
      for (const pending of this.#within(group, span, from)) {
        if (pending.consumer?.number === number) yield pending
      }
    }
  }

  /** All pending entries of a span from an id on, those of other consumers too. */
  *#within(group: Group, { first, last }: Span, from: StreamId): Generator<Pending> {
    const lower = compareIds(first, from) < 0 ? from : first
    const order = compareIds(lower, last)
    if (order >= 0) {
      // Of a single entry, which most are that were claimed: a range would cost more.
      const pending = order === 0 ? this.pending(group, last) : undefined
      if (pending) yield pending
      return
    }
    const { id } = group
    const next = nextId(last)
    const start = this.#pendingKey.of(id, lower).slice()
    const end = next ? this.#pendingKey.of(id, next).slice() : behindObject(id)
    for (const { key, value } of this.#store.range(GROUP_PENDING, start, end)) {
      yield readPending(idOfKey(key), rowOf(value))
    }
  }

  /**
   * Ids of pending entries, in the order in which they are delivered again: those that are free and claimable, then those that
   * were delivered at least `minIdleMs` ago. Returns `max` ids, or more to finish the run of the last one. A call that is given
   * `next` of the call before goes on there.
   */
  due(
    group: Group,
    now: number,
    minIdleMs: number,
    max: number,
    from: Uint8Array | undefined,
  ): { readonly ids: readonly StreamId[]; readonly next: Uint8Array | undefined } {
    const { id } = group
    const ids: StreamId[] = []
    const behind = ({ lower, upper }: OrderRange): OrderRange => {
      return { lower: from && Buffer.compare(from, lower) > 0 ? from : lower, upper }
    }
    for (const { key } of this.#order(behind(orderRange(id, true, now)))) {
      if (ids.length >= max) return { ids, next: key.slice() }
      ids.push(placeOfOrderKey(key).id)
    }
    const held = this.#order(behind(orderRange(id, false, now - minIdleMs)))
    for (const span of spansOf(held, placeOfOrderKey)) {
      if (ids.length >= max) return { ids, next: span.key }
      for (const pending of this.#within(group, span, span.first)) {
        if (pending.consumer && wholeOf(pending.deliveredAt) === span.time) ids.push(pending.id)
      }
    }
    return { ids, next: undefined }
  }

  /** When the first of what is pending may be delivered again; undefined if nothing is. */
  dueAt({ id }: Group, minIdleMs: number): number | undefined {
    let dueAt: number | undefined
    for (const isFree of [true, false]) {
      for (const { key } of this.#order(orderRange(id, isFree, Number.MAX_SAFE_INTEGER))) {
        const at = placeOfOrderKey(key).time + (isFree ? 0 : minIdleMs)
        dueAt = Math.min(dueAt ?? at, at)
        break
      }
    }
    return dueAt
  }

  *#order({ lower, upper }: OrderRange): Generator<StoredRow> {
    if (Buffer.compare(lower, upper) < 0) yield* this.#store.range(GROUP_ORDER, lower, upper)
  }

  /** Writes a pending entry in the place of what it was before. The caller changes the counts. */
  savePending(group: Group, pending: Pending, before: Pending | undefined): void {
    const { id } = group
    if (before) this.#leave(group, before, 1)
    if (pending.consumer) {
      this.#join(group, pending, { last: pending.id, entries: 1 })
    } else {
      const key = this.#orderKey.of(id, pending)
      this.#store.put(GROUP_ORDER, key, 0, key.length, 0, true)
    }
    const key = this.#pendingKey.of(id, pending.id)
    const bytes = pendingRowBytes(pending)
    const row = this.#store.put(GROUP_PENDING, key, 0, key.length, bytes, !before)
    writePending(pending, row)
  }

  /**
   * Writes entries that a consumer gets, which lie beside each other in the stream, if none of them is pending, nor any id
   * between them. The caller changes the counts.
   */
  saveNew(group: Group, ids: readonly StreamId[], held: Omit<Held, 'id' | 'run'>): void {
    for (let at = 0; at < ids.length;) {
      const run = ids[at]
      if (!run) return
      // A row of this name may be of a run that reaches less far: it must not get longer.
      const isNamed = this.#find(
        CONSUMER_PENDING,
        this.#ownKey.of(group.id, held.consumer.number, run),
      )
      const entries = ids.slice(at, at + (isNamed ? 1 : RUN_ENTRIES_MAX))
      const last = entries.at(-1) ?? run
      this.#join(group, { ...held, id: run, run }, { last, entries: entries.length })
      for (const id of entries) {
        const pending = { ...held, id, run }
        const key = this.#pendingKey.of(group.id, id)
        const bytes = pendingRowBytes(pending)
        writePending(pending, this.#store.put(GROUP_PENDING, key, 0, key.length, bytes, true))
      }
      at += entries.length
    }
  }

  /** An entry is not pending any more. The caller changes the counts. */
  removePending(group: Group, pending: Pending): void {
    this.#leave(group, pending, 1)
    this.#remove(GROUP_PENDING, this.#pendingKey.of(group.id, pending.id))
  }

  /** The same for many. Returns those that were pending. */
  takePending(group: Group, ids: readonly StreamId[]): readonly Pending[] {
    const taken: Pending[] = []
    let leaving = 0
    for (const id of ids) {
      const pending = this.pending(group, id)
      if (!pending) continue
      const before = taken.at(-1)
      if (before && !isOfSameRun(before, pending)) {
        this.#leave(group, before, leaving)
        leaving = 0
      }
      this.#remove(GROUP_PENDING, this.#pendingKey.of(group.id, id))
      taken.push(pending)
      leaving++
    }
    const last = taken.at(-1)
    if (last) this.#leave(group, last, leaving)
    return taken
  }

  /** Entries come into the run of one of them. */
  #join({ id }: Group, held: Held, more: Run): void {
    this.#addTo(CONSUMER_PENDING, this.#ownKey.of(id, held.consumer.number, held.run), more)
    this.#addTo(GROUP_ORDER, this.#orderKey.of(id, held), more)
  }

  #addTo(table: number, key: Uint8Array, { last, entries }: Run): void {
    const found = this.#find(table, key)
    const run = found && readRun(found)
    const row = this.#store.put(table, key, 0, key.length, RUN_ROW_BYTES, !run)
    const isLonger = !run || compareIds(last, run.last) > 0
    writeRun({ last: isLonger ? last : run.last, entries: entries + (run?.entries ?? 0) }, row)
  }

  /** So many entries leave the run of one of them. A free one is in none. */
  #leave({ id }: Group, pending: Pending, entries: number): void {
    const { consumer } = pending
    const order = this.#orderKey.of(id, pending)
    if (!consumer) {
      this.#remove(GROUP_ORDER, order)
      return
    }
    this.#takeFrom(GROUP_ORDER, order, entries)
    this.#takeFrom(CONSUMER_PENDING, this.#ownKey.of(id, consumer.number, pending.run), entries)
  }

  #takeFrom(table: number, key: Uint8Array, entries: number): void {
    const found = this.#find(table, key)
    // Damage kept an operation before from writing all rows of an entry.
    if (!found) throw new StoreDamaged("A row of a group's pending entries")
    const run = readRun(found)
    if (run.entries <= entries) {
      this.#remove(table, key)
      return
    }
    const row = this.#store.put(table, key, 0, key.length, RUN_ROW_BYTES)
    writeRun({ last: run.last, entries: run.entries - entries }, row)
  }

  #remove(table: number, key: Uint8Array): void {
    this.#store.remove(table, key, 0, key.length)
  }

  /** Good until the store is used again. */
  #find(table: number, key: Uint8Array): Row | undefined {
    return this.#store.find(table, key, 0, key.length)
  }
}

/** Of rows of runs in their order; `placeOf` reads their keys. Those of one time that overlap become one. */
function* spansOf(
  rows: Iterable<StoredRow>,
  placeOf: (key: Uint8Array) => { readonly id: StreamId; readonly time: number },
): Generator<Span> {
  let span: Span | undefined
  for (const { key, value } of rows) {
    const { id: first, time } = placeOf(key)
    const { last } = readRun(rowOf(value))
    if (span?.time === time && compareIds(first, span.last) <= 0) {
      if (compareIds(last, span.last) > 0) span = { ...span, last }
      continue
    }
    if (span) yield span
    span = { key: key.slice(), time, first, last }
  }
  if (span) yield span
}

function isOfSameRun(a: Pending, b: Pending): boolean {
  if (!a.consumer || !b.consumer) return false
  if (a.consumer.number !== b.consumer.number || a.deliveredAt !== b.deliveredAt) return false
  return compareIds(a.run, b.run) === 0
}
