/** What the changes of groups do, as Redis does it. */
import type { Entry } from '#business/data/node/entry'
import { ENTRY_READ_BYTES_MAX, TXN_READ_BYTES_MAX } from '#business/data/txn/plan'
import { compareIds, FIRST_ID, nextId } from '../id.ts'
import type { StreamId } from '../id.ts'
import { readFields } from '../operations/append-bytes.ts'
import type { StreamRows } from '../operations/stream-rows.ts'
import { ENTRY_HEADER_BYTES } from '../stream-state.ts'
import type {
  Acknowledge,
  Claim,
  ClaimIdle,
  GroupChange,
  GroupEntry,
  GroupRefusal,
  GroupResult,
  ReadGroup,
} from './group-model.ts'
import type { GroupRows } from './group-rows.ts'
import type { Consumer, Group, Pending } from './group-state.ts'
import { viewOf } from './group-state.ts'
import type { StreamCounts } from './lag.ts'
import { entriesUpTo, hasGap } from './lag.ts'

export type GroupContext = {
  readonly streams: StreamRows
  readonly groups: GroupRows
  readonly entry: Entry
}

/** Of pending entries that a claim of idle ones looks at, for each that it may claim. */
const LOOKS_PER_CLAIM = 10

export function refuseGroupChange(
  change: GroupChange,
  { streams, groups, entry }: GroupContext,
): GroupRefusal | undefined {
  const lack = streams.load(whole(change.stream), entry)
  if (lack) {
    const creates = change.kind === 'create' && change.createsStream
    return lack.kind === 'noSuchStream' && creates ? undefined : lack
  }
  const group = groups.group(streams.objectId, change.group)
  if (change.kind === 'create') return group ? { kind: 'groupExists' } : undefined
  if (!group) return { kind: 'noSuchGroup' }
  const reads = change.kind === 'read' || change.kind === 'claim' || change.kind === 'claimIdle'
  // Each returns no more than `TXN_READ_BYTES_MAX`, and one entry.
  if (!reads) return undefined
  return entry.readBytes + TXN_READ_BYTES_MAX > ENTRY_READ_BYTES_MAX ? { kind: 'busy' } : undefined
}

export function performGroupChange(change: GroupChange, context: GroupContext): GroupResult {
  const { streams, groups, entry } = context
  const lack = streams.load(whole(change.stream), entry)
  if (lack) streams.create(whole(change.stream), entry)
  else entry.nextChange()
  const stream = streams.objectId
  if (change.kind === 'create') {
    // The change that created the stream names the stream.
    if (lack) entry.nextChange()
    const { id = streams.state.lastId, entriesRead } = change
    const made: Group = {
      id: idOfChange(entry),
      lastId: id,
      entriesRead: capped(entriesRead, streams),
      pending: 0,
      consumers: 0,
      consumersMade: 0,
    }
    groups.saveGroup(stream, change.group, made)
    streams.note('xgroup-create')
    return done(1)
  }
  const group = groups.group(stream, change.group)
  if (!group) throw new Error('a change of a group that was not refused has one')
  if (change.kind === 'destroy') {
    groups.removeGroup(stream, change.group, group)
    streams.wake(whole(change.stream))
    streams.note('xgroup-destroy')
    return done(1)
  }
  const result = resultOf(change, group, context)
  groups.saveGroup(stream, change.group, group)
  return result
}

type ChangeOfGroup = Exclude<GroupChange, { kind: 'create' | 'destroy' }>

function resultOf(change: ChangeOfGroup, group: Group, context: GroupContext): GroupResult {
  const { streams, groups } = context
  switch (change.kind) {
    case 'setId':
      group.lastId = change.id ?? streams.state.lastId
      group.entriesRead = capped(change.entriesRead, streams)
      streams.note('xgroup-setid')
      return done(1)
    case 'createConsumer': {
      const existed = groups.consumer(group, change.consumer) !== undefined
      if (!existed) groups.saveConsumer(group, consumerOf(change.consumer, group, context))
      return done(existed ? 0 : 1)
    }
    case 'deleteConsumer':
      return deleteConsumer(change.consumer, group, context)
    case 'read':
      return change.after === undefined
        ? readNew(change, group, context)
        : readAgain(change, change.after, group, context)
    case 'ack':
      return acknowledge(change, group, groups)
    case 'claim':
      return claim(change, group, context)
    case 'claimIdle':
      return claimIdle(change, group, context)
  }
}

function done(count: number): GroupResult {
  return { kind: 'done', count }
}

function whole(bytes: Uint8Array) {
  return { bytes, start: 0, end: bytes.length }
}

/** Revision u48 and number u16 of the change that is under way, as an object's id. */
function idOfChange({ revision, sub }: Entry): Uint8Array {
  const id = new Uint8Array(8)
  const view = viewOf(id)
  view.setUint16(0, Math.floor(revision / 2 ** 32))
  view.setUint32(2, revision % 2 ** 32)
  view.setUint16(6, sub)
  return id
}

function capped(entriesRead: number | undefined, { state }: StreamRows): number | undefined {
  return entriesRead === undefined ? undefined : Math.min(entriesRead, state.entriesAdded)
}

/** The consumer of this name, made if need be, which asks for something now. */
function consumerOf(
  name: Uint8Array,
  group: Group,
  { streams, groups, entry }: GroupContext,
): Consumer {
  const found = groups.consumer(group, name)
  if (found) {
    found.seenAt = entry.time
    return found
  }
  streams.note('xgroup-createconsumer')
  group.consumers++
  group.consumersMade++
  return { name, number: group.consumersMade, seenAt: entry.time, activeAt: undefined, pending: 0 }
}

function deleteConsumer(
  name: Uint8Array,
  group: Group,
  { streams, groups }: GroupContext,
): GroupResult {
  const consumer = groups.consumer(group, name)
  if (!consumer) return done(0)
  streams.note('xgroup-delconsumer')
  for (const id of [...groups.own(group, consumer, FIRST_ID)]) {
    const pending = groups.pending(group, id)
    if (pending) groups.drop(group, pending)
  }
  group.pending -= consumer.pending
  group.consumers--
  groups.removeConsumer(group, name)
  return done(consumer.pending)
}

/** What a result returns of entries, bounded. */
class Returned {
  readonly entries: GroupEntry[] = []
  #bytes = 0
  readonly #entry: Entry

  constructor(entry: Entry) {
    this.#entry = entry
  }

  get isFull(): boolean {
    return this.#bytes >= TXN_READ_BYTES_MAX
  }

  add(id: StreamId, row: Uint8Array | undefined): void {
    const bytes = row?.length ?? 0
    this.#bytes += bytes
    this.#entry.readBytes += bytes
    const view = row && viewOf(row)
    const fields =
      row && view ? readFields(row, view, ENTRY_HEADER_BYTES, view.getUint32(8, true)) : undefined
    this.entries.push({ id, fields })
  }

  addId(id: StreamId): void {
    this.entries.push({ id, fields: undefined })
  }
}

function countsOf({ state }: StreamRows, oldestId: StreamId): StreamCounts {
  const { length, entriesAdded, lastId, maxDeletedId } = state
  return { length, entriesAdded, lastId, maxDeletedId, oldestId }
}

function oldestOf(streams: StreamRows): StreamId {
  for (const { id } of streams.entries(FIRST_ID, 1)) return id
  return FIRST_ID
}

function readNew(change: ReadGroup, group: Group, context: GroupContext): GroupResult {
  const { streams, groups, entry } = context
  const consumer = consumerOf(change.consumer, group, context)
  const returned = new Returned(entry)
  const from = nextId(group.lastId)
  if (from) {
    for (const { id, row } of streams.entries(from, change.limit)) {
      if (returned.isFull) break
      returned.add(id, row)
    }
  }
  const counts = countsOf(streams, oldestOf(streams))
  for (const { id } of returned.entries) {
    const isKnown =
      group.entriesRead !== undefined &&
      compareIds(group.lastId, counts.oldestId) >= 0 &&
      !hasGap(group.lastId, counts)
    group.entriesRead = isKnown ? (group.entriesRead ?? 0) + 1 : entriesUpTo(id, counts)
    group.lastId = id
    if (change.isAcked) continue
    const before = groups.pending(group, id)
    const pending = { id, deliveredAt: entry.time, deliveries: 1, consumer }
    assign(group, consumer, pending, before, groups)
  }
  if (returned.entries.length > 0) consumer.activeAt = entry.time
  groups.saveConsumer(group, consumer)
  return { kind: 'entries', entries: returned.entries }
}

/** Notes who has the entry, and counts. `consumer` is saved by the caller. */
function assign(
  group: Group,
  consumer: Consumer,
  pending: Pending,
  before: Pending | undefined,
  groups: GroupRows,
): void {
  if (!before) {
    group.pending++
    consumer.pending++
  } else if (before.consumer.number !== consumer.number) {
    const other = groups.consumer(group, before.consumer.name)
    if (other) groups.saveConsumer(group, { ...other, pending: other.pending - 1 })
    consumer.pending++
  }
  groups.give(group, pending, before)
}

/** What the consumer has not acknowledged. Each counts one more delivery. */
function readAgain(
  change: ReadGroup,
  after: StreamId,
  group: Group,
  context: GroupContext,
): GroupResult {
  const { streams, groups, entry } = context
  const consumer = consumerOf(change.consumer, group, context)
  const returned = new Returned(entry)
  const from = nextId(after)
  const ids: StreamId[] = []
  if (from) {
    for (const id of groups.own(group, consumer, from)) {
      if (ids.length >= change.limit) break
      ids.push(id)
    }
  }
  for (const id of ids) {
    if (returned.isFull) break
    returned.add(id, rowOf(streams, id))
    const before = groups.pending(group, id)
    if (!before) continue
    const deliveries = before.deliveries + 1
    groups.give(group, { ...before, deliveredAt: entry.time, deliveries }, before)
  }
  if (returned.entries.length > 0) consumer.activeAt = entry.time
  groups.saveConsumer(group, consumer)
  return { kind: 'entries', entries: returned.entries }
}

/** A copy of the entry's row. */
function rowOf(streams: StreamRows, id: StreamId): Uint8Array | undefined {
  const row = streams.entry(id)
  return row && new Uint8Array(row.bytes.subarray(row.start, row.start + row.length))
}

function acknowledge({ ids }: Acknowledge, group: Group, groups: GroupRows): GroupResult {
  let count = 0
  for (const id of ids) {
    const pending = groups.pending(group, id)
    if (!pending) continue
    release(group, pending, groups)
    count++
  }
  return done(count)
}

/** The entry is not pending any more. */
function release(group: Group, pending: Pending, groups: GroupRows): void {
  groups.drop(group, pending)
  group.pending--
  const consumer = groups.consumer(group, pending.consumer.name)
  if (consumer) groups.saveConsumer(group, { ...consumer, pending: consumer.pending - 1 })
}

function claim(change: Claim, group: Group, context: GroupContext): GroupResult {
  const { streams, groups, entry } = context
  const { lastId, minIdleMs, isForced, idsOnly } = change
  if (lastId && compareIds(lastId, group.lastId) > 0) group.lastId = lastId
  groups.saveConsumer(group, consumerOf(change.consumer, group, context))
  const returned = new Returned(entry)
  const deliveredAt = Math.min(change.deliveredAt ?? entry.time, entry.time)
  for (const id of change.ids) {
    if (returned.isFull) break
    const before = groups.pending(group, id)
    if (before && entry.time - before.deliveredAt < minIdleMs) continue
    const row = rowOf(streams, id)
    if (!row) {
      if (before) release(group, before, groups)
      continue
    }
    if (!before && !isForced) continue
    const counted = (before?.deliveries ?? 0) + (idsOnly ? 0 : 1)
    const deliveries = change.deliveries ?? counted
    take(change.consumer, { id, deliveredAt, deliveries }, before, group, context)
    if (idsOnly) returned.addId(id)
    else returned.add(id, row)
  }
  return { kind: 'entries', entries: returned.entries }
}

/** The consumer, which exists, gets the entry. */
function take(
  name: Uint8Array,
  taken: Omit<Pending, 'consumer'>,
  before: Pending | undefined,
  group: Group,
  { groups, entry }: GroupContext,
): void {
  const consumer = groups.consumer(group, name)
  if (!consumer) throw new Error('a consumer that claims exists')
  consumer.activeAt = entry.time
  assign(group, consumer, { ...taken, consumer }, before, groups)
  groups.saveConsumer(group, consumer)
}

function claimIdle(change: ClaimIdle, group: Group, context: GroupContext): GroupResult {
  const { streams, groups, entry } = context
  const { from, limit, minIdleMs, idsOnly } = change
  groups.saveConsumer(group, consumerOf(change.consumer, group, context))
  const looked: Pending[] = []
  let next: StreamId | undefined
  for (const pending of groups.allPending(group, from)) {
    if (looked.length === limit * LOOKS_PER_CLAIM) {
      next = pending.id
      break
    }
    looked.push(pending)
  }
  const returned = new Returned(entry)
  const removed: StreamId[] = []
  for (const before of looked) {
    if (returned.entries.length + removed.length >= limit || returned.isFull) {
      next = before.id
      break
    }
    if (entry.time - before.deliveredAt < minIdleMs) continue
    const { id } = before
    const row = rowOf(streams, id)
    if (!row) {
      release(group, before, groups)
      removed.push(id)
      continue
    }
    const deliveries = before.deliveries + (idsOnly ? 0 : 1)
    take(change.consumer, { id, deliveredAt: entry.time, deliveries }, before, group, context)
    if (idsOnly) returned.addId(id)
    else returned.add(id, row)
  }
  return { kind: 'claimed', entries: returned.entries, next, removed }
}
