/** What consumers get: new entries, their own again, and what was pending for too long. */
import { copyBytes, uint32At } from '#foundation/bytes/bytes'
import type { Entry } from '#business/data/node/entry'
import type { ScannedRow } from '#business/data/store/store'
import { TXN_READ_BYTES_MAX } from '#business/data/txn/plan'
import { compareIds, FIRST_ID, formatStreamId, nextId } from '../../id.ts'
import type { StreamId } from '../../id.ts'
import { readFields, valueBytes } from '../../operations/append-bytes.ts'
import type { StreamRows } from '../../operations/stream-rows.ts'
import { ENTRY_HEADER_BYTES, idOfRow } from '../../stream-state.ts'
import type {
  Claim,
  ClaimIdle,
  GroupEntry,
  GroupResult,
  PendingBefore,
  ReadGroup,
  ReadPlace,
} from '../group-model.ts'
import { FATAL_DELIVERIES, GROUP_ENTRIES_MAX } from '../group-model.ts'
import type { Consumer, Group, Pending } from '../group-state.ts'
import type { StreamCounts } from '../lag.ts'
import { entriesUpTo, hasGap } from '../lag.ts'
import type { ReadTotal } from '../read-total.ts'
import { NO_TOTAL, TotalLeft } from '../read-total.ts'
import { DeadLetters } from './dead-letters.ts'
import type { GroupContext } from './hand-over.ts'
import { assign, assignNew, release } from './hand-over.ts'

/** Of pending entries that a claim of idle ones looks at, for each that it may claim. */
const LOOKS_PER_CLAIM = 10
const NONE: ReadonlySet<string> = new Set()
/** What a returned entry counts besides what it has. */
const RETURNED_BYTES = 64

/** Memory for so much of what is returned is got at once. */
const PIECE_BYTES = 16 * 1024

/** The row of an entry: a part of somebody else's memory. */
type EntryRow = { readonly bytes: Uint8Array; readonly start: number; readonly end: number }

/** What an operation returns of entries, bounded. */
export class Returned {
  /** Of rows that were copied last; what is used of it belongs to entries that were returned. */
  #piece = new Uint8Array()
  #used = 0
  #entries: GroupEntry[] = []
  #count = 0
  #bytes = 0
  readonly #entry: Entry
  readonly #left: TotalLeft

  constructor(entry: Entry, total: ReadTotal = NO_TOTAL) {
    this.#entry = entry
    this.#left = new TotalLeft(total)
  }

  get isFull(): boolean {
    const isLarge = this.#bytes >= TXN_READ_BYTES_MAX || this.#count >= GROUP_ENTRIES_MAX
    return isLarge || this.#left.entries === 0
  }

  /** Whether the entry is to be returned: see `TotalLeft`. Its `add` has to follow. */
  takes(row: EntryRow | undefined): boolean {
    return this.#left.takes(row ? bytesOfValues(row) : 0)
  }

  /** The row is copied. */
  add(id: StreamId, row: EntryRow | undefined, before: PendingBefore | undefined): void {
    this.pass(row)
    this.#entries.push({ id, fields: row && this.#fieldsOf(row), before })
  }

  addId(id: StreamId): void {
    this.pass(undefined)
    this.#entries.push({ id, fields: undefined, before: undefined })
  }

  /** An entry goes another way, but counts. */
  pass(row: EntryRow | undefined): void {
    const bytes = RETURNED_BYTES + (row ? row.end - row.start : 0)
    this.#count++
    this.#bytes += bytes
    this.#entry.readBytes += bytes
  }

  /** Those since the last call. */
  take(): readonly GroupEntry[] {
    const entries = this.#entries
    this.#entries = []
    return entries
  }

  get length(): number {
    return this.#entries.length
  }

  #fieldsOf({ bytes, start, end }: EntryRow): Uint8Array[] {
    const from = start + ENTRY_HEADER_BYTES
    const length = end - from
    if (this.#used + length > this.#piece.length) {
      this.#piece = new Uint8Array(Math.max(PIECE_BYTES, length))
      this.#used = 0
    }
    const at = this.#used
    copyBytes(bytes, from, end, this.#piece, at)
    this.#used += length
    return readFields(this.#piece, at, uint32At(bytes, start + 8))
  }
}

function bytesOfValues({ bytes, start, end }: EntryRow): number {
  return valueBytes(end - start - ENTRY_HEADER_BYTES, uint32At(bytes, start + 8))
}

function rowOf({ bytes, valueStart, valueEnd }: ScannedRow): EntryRow {
  return { bytes, start: valueStart, end: valueEnd }
}

function wholeRow(bytes: Uint8Array): EntryRow {
  return { bytes, start: 0, end: bytes.length }
}

/** The consumer of this name, made if need be, which asks for something now. */
export function consumerOf(
  name: Uint8Array,
  group: Group,
  { streams, members, entry }: GroupContext,
): Consumer {
  const found = members.named(name)
  if (found) {
    found.seenAt = entry.time
    return found
  }
  streams.note('xgroup-createconsumer')
  group.consumers++
  group.consumersMade++
  return members.add({
    name,
    number: group.consumersMade,
    seenAt: entry.time,
    activeAt: undefined,
    pending: 0,
  })
}

/** What the consumer gets of one stream, which is loaded. Another one may be afterwards. */
export function read(
  change: ReadGroup,
  { stream, after }: ReadPlace,
  group: Group,
  returned: Returned,
  context: GroupContext,
): readonly GroupEntry[] {
  const { streams, entry } = context
  const consumer = consumerOf(change.consumer, group, context)
  const place = { stream, group: change.group }
  const dead = new DeadLetters(place, group, streams, entry)
  const delivery = new Delivery(consumer, group, returned, dead, context)
  if (after === undefined) {
    const { minIdleMs = group.settings.redeliverAfterMs } = change
    const due = minIdleMs === undefined ? NONE : delivery.addDue(minIdleMs, change.limit)
    readNew(change, due, consumer, group, returned, context)
  } else {
    readAgain(change.limit, after, consumer, group, delivery, context)
  }
  dead.send()
  return returned.take()
}

function countsOf({ state }: StreamRows, oldestId: StreamId): StreamCounts {
  const { length, entriesAdded, lastId, maxDeletedId } = state
  return { length, entriesAdded, lastId, maxDeletedId, oldestId }
}

function oldestOf(streams: StreamRows): StreamId {
  for (const row of streams.entries(FIRST_ID, 1)) return idOfRow(row)
  return FIRST_ID
}

/** `due` are those that were pending: what of them was never delivered as new is not returned again. */
function readNew(
  change: ReadGroup,
  due: ReadonlySet<string>,
  consumer: Consumer,
  group: Group,
  returned: Returned,
  context: GroupContext,
): void {
  const { streams, groups, entry } = context
  const from = nextId(group.lastId)
  const ids: StreamId[] = []
  const fresh: StreamId[] = []
  if (from) {
    for (const found of streams.entries(from, Number.POSITIVE_INFINITY)) {
      const id = idOfRow(found)
      if (due.size === 0 || !due.has(formatStreamId(id))) {
        const isEnough = returned.isFull || returned.length >= change.limit
        const row = rowOf(found)
        if (isEnough || !returned.takes(row)) break
        returned.add(id, row, undefined)
        fresh.push(id)
      }
      ids.push(id)
    }
  }
  const to = ids.at(-1)
  if (!from || !to) return
  // Without claims by force, and setting back the group's last id, nothing new is pending.
  const isAnyKnown = fresh.length < ids.length || groups.hasPending(group, from, to)
  const counts = countsOf(streams, oldestOf(streams))
  if (!change.isAcked) give(consumer, group, fresh, isAnyKnown, context)
  for (const id of ids) {
    const isKnown =
      group.entriesRead !== undefined &&
      compareIds(group.lastId, counts.oldestId) >= 0 &&
      !hasGap(group.lastId, counts)
    group.entriesRead = isKnown ? (group.entriesRead ?? 0) + 1 : entriesUpTo(id, counts)
    group.lastId = id
  }
  consumer.activeAt = entry.time
}

/** New entries, of which some may be pending if `isAnyKnown`. */
function give(
  consumer: Consumer,
  group: Group,
  ids: readonly StreamId[],
  isAnyKnown: boolean,
  context: GroupContext,
): void {
  if (!isAnyKnown) {
    assignNew(group, consumer, ids, context)
    return
  }
  const { groups, entry } = context
  for (const id of ids) {
    const held = { id, deliveredAt: entry.time, deliveries: 1 }
    assign(group, consumer, held, groups.pending(group, id), context)
  }
}

/** What the consumer has not acknowledged. Each counts one more delivery. */
function readAgain(
  limit: number,
  after: StreamId,
  consumer: Consumer,
  group: Group,
  delivery: Delivery,
  { groups }: GroupContext,
): void {
  const from = nextId(after)
  if (!from) return
  const most = Math.min(limit, GROUP_ENTRIES_MAX)
  for (const before of groups.own(group, consumer, from).take(most).toArray()) {
    if (delivery.isFull) break
    if (!delivery.deliver(before)) delivery.returnRemoved(before)
  }
}

/** Delivers pending entries to one consumer. */
class Delivery {
  readonly #consumer: Consumer
  readonly #group: Group
  readonly #returned: Returned
  readonly #dead: DeadLetters
  readonly #context: GroupContext

  constructor(
    consumer: Consumer,
    group: Group,
    returned: Returned,
    dead: DeadLetters,
    context: GroupContext,
  ) {
    this.#consumer = consumer
    this.#group = group
    this.#returned = returned
    this.#dead = dead
    this.#context = context
  }

  get isFull(): boolean {
    return this.#returned.isFull
  }

  /** Those that have been pending for so long, the longest first; and before them what is free. Returns which it looked at. */
  addDue(minIdleMs: number, limit: number): ReadonlySet<string> {
    const { groups, entry } = this.#context
    const seen = new Set<string>()
    let from: Uint8Array | undefined
    do {
      const left = limit - this.#returned.length
      const { ids, next } = groups.due(this.#group, entry.time, minIdleMs, left, from)
      for (const id of ids) {
        if (this.isFull || this.#returned.length >= limit) return seen
        // What was delivered just now is due at once if it need not be idle.
        const text = formatStreamId(id)
        const before = seen.has(text) ? undefined : groups.pending(this.#group, id)
        seen.add(text)
        if (before && !this.deliver(before)) this.drop(before)
      }
      from = next
    } while (from && this.#returned.length < limit)
    return seen
  }

  /**
   * False if the stream does not have the entry any more. It may go to the dead letters instead, and stays as it is if there is
   * no room for it.
   */
  deliver(before: Pending): boolean {
    const { streams, entry } = this.#context
    const { id } = before
    const copy = streams.copyOf(id)
    if (!copy) return false
    const row = wholeRow(copy)
    if (this.#dead.take(id, before.deliveries, copy)) {
      this.#returned.pass(row)
      release(this.#group, before, this.#context)
      return true
    }
    if (!this.#returned.takes(row)) return true
    this.take({ id, deliveredAt: entry.time, deliveries: oneMore(before.deliveries) }, before)
    this.#returned.add(id, row, asBefore(before, entry.time))
    return true
  }

  take(held: Parameters<typeof assign>[2], before: Pending | undefined): void {
    this.#consumer.activeAt = this.#context.entry.time
    assign(this.#group, this.#consumer, held, before, this.#context)
  }

  /** The stream does not have the entry any more. */
  drop(before: Pending): void {
    this.#returned.pass(undefined)
    release(this.#group, before, this.#context)
  }

  /** The same, but the consumer has it until it acknowledges it. */
  returnRemoved(before: Pending): void {
    const { entry } = this.#context
    const { id } = before
    if (!this.#returned.takes(undefined)) return
    this.take({ id, deliveredAt: entry.time, deliveries: oneMore(before.deliveries) }, before)
    this.#returned.add(id, undefined, asBefore(before, entry.time))
  }
}

/** What is fatal remains so. */
function oneMore(deliveries: number): number {
  return Math.min(deliveries + 1, FATAL_DELIVERIES)
}

function asBefore(pending: Pending, now: number): PendingBefore {
  const idleMs = pending.consumer ? Math.max(0, now - pending.deliveredAt) : undefined
  return { deliveries: pending.deliveries, idleMs }
}

function isClaimable(pending: Pending, minIdleMs: number, now: number): boolean {
  return pending.consumer ? now - pending.deliveredAt >= minIdleMs : now >= pending.claimableAt
}

export function claim(change: Claim, group: Group, context: GroupContext): GroupResult {
  const { streams, groups, entry } = context
  const { lastId, minIdleMs, isForced, idsOnly } = change
  if (lastId && compareIds(lastId, group.lastId) > 0) group.lastId = lastId
  const consumer = consumerOf(change.consumer, group, context)
  const returned = new Returned(entry)
  const dead = new DeadLetters(change, group, streams, entry)
  const delivery = new Delivery(consumer, group, returned, dead, context)
  const deliveredAt = Math.min(change.deliveredAt ?? entry.time, entry.time)
  const isCounted = !idsOnly && change.deliveries === undefined
  for (const id of change.ids) {
    if (returned.isFull) break
    const before = groups.pending(group, id)
    if (before ? !isClaimable(before, minIdleMs, entry.time) : !isForced) continue
    const copy = streams.copyOf(id)
    if (!copy) {
      if (before) delivery.drop(before)
      continue
    }
    const row = wholeRow(copy)
    if (before && isCounted && dead.take(id, before.deliveries, copy)) {
      returned.pass(row)
      release(group, before, context)
      continue
    }
    // As Redis counts: what is claimed by force is taken as delivered once before.
    const deliveries = before?.deliveries ?? 1
    const counted = idsOnly ? deliveries : oneMore(deliveries)
    delivery.take({ id, deliveredAt, deliveries: change.deliveries ?? counted }, before)
    if (idsOnly) returned.addId(id)
    else returned.add(id, row, before && asBefore(before, entry.time))
  }
  dead.send()
  return { kind: 'entries', entries: returned.take() }
}

export function claimIdle(change: ClaimIdle, group: Group, context: GroupContext): GroupResult {
  const { streams, groups, entry } = context
  const { from, limit, minIdleMs, idsOnly } = change
  const consumer = consumerOf(change.consumer, group, context)
  const looked: Pending[] = []
  let next: StreamId | undefined
  for (const pending of groups.allPending(group, from)) {
    if (looked.length === Math.min(limit * LOOKS_PER_CLAIM, GROUP_ENTRIES_MAX)) {
      next = pending.id
      break
    }
    looked.push(pending)
  }
  const returned = new Returned(entry)
  const dead = new DeadLetters(change, group, streams, entry)
  const delivery = new Delivery(consumer, group, returned, dead, context)
  const removed: StreamId[] = []
  let count = 0
  for (const before of looked) {
    if (count >= limit || returned.isFull) {
      next = before.id
      break
    }
    if (!isClaimable(before, minIdleMs, entry.time)) continue
    count++
    const { id, deliveries } = before
    if (!streams.entry(id)) {
      delivery.drop(before)
      removed.push(id)
    } else if (idsOnly) {
      delivery.take({ id, deliveredAt: entry.time, deliveries }, before)
      returned.addId(id)
    } else {
      delivery.deliver(before)
    }
  }
  dead.send()
  return { kind: 'claimed', entries: returned.take(), next, removed }
}
