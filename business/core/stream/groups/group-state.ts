/**
 * The rows of consumer groups. Numbers are little endian but for ids. A group's id is one of an object: no other stream or
 * group ever has it.
 *
 *     STREAM_GROUPS      object id, name of the group  ->  group id | last delivered id | entries read f64, NaN if that is not
 *                        known | pending f64 | consumers f64 | consumers ever made f64 | free f64 |
 *                        turns ever given f64 | redelivery after f64, NaN for none | most deliveries f64, 0 for any number |
 *                        name of the dead-letter stream
 *     GROUP_CONSUMERS    group id, name of the consumer  ->  number f64 | seen f64 | active f64, 0 for never | pending f64
 *     GROUP_PENDING      group id, entry's id  ->  delivered f64 | deliveries f64 | consumer's number f64 | id of its run |
 *                        its name; or, of a free one, claimable from f64 | deliveries f64 | 0 f64 | turn f64
 *     CONSUMER_PENDING   group id, consumer's number u32 big endian, id of a run  ->  last id of the run | entries f64
 *     GROUP_ORDER        group id, 0 u8, claimable from u64 big endian, turn u64 big endian, entry's id, of free ones  ->
 *                        nothing; group id, 1 u8, delivered u64 big endian, 0 u64, id of a run  ->  last id of the run | entries
 *                        f64 that were delivered then
 *
 * A run is what one consumer got at once: entries that lay beside each other in the stream, named by the id of the first. They
 * are between that and the last one until they leave it, one by one. A consumer has one row for all its runs with the same
 * first id. Times are in milliseconds since 1970.
 */
import { copyBytes } from '#foundation/bytes/bytes'
import { OBJECT_ID_BYTES } from '#business/data/keyspace/key-row'
import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { Row } from '#business/data/store/store'
import { readId, STREAM_ID_BYTES, writeId } from '../id.ts'
import type { StreamId } from '../id.ts'
import type { GroupSettings } from './group-model.ts'

const GROUP_ROW_BYTES = 88
export const CONSUMER_ROW_BYTES = 32
const PENDING_ROW_BYTES = 24
const TURN_BYTES = 8
export const RUN_ROW_BYTES = STREAM_ID_BYTES + 8
/** Entries of one: a look into it is at no more of the stream. */
export const RUN_ENTRIES_MAX = 100

export type Group = {
  /** Names its rows. */
  readonly id: Uint8Array
  lastId: StreamId
  /** Entries that were delivered since the stream was created; undefined if that is not known. */
  entriesRead: number | undefined
  pending: number
  /** Pending entries that no consumer has. */
  free: number
  consumers: number
  consumersMade: number
  turnsGiven: number
  settings: GroupSettings
}

export type Consumer = {
  readonly name: Uint8Array
  readonly number: number
  seenAt: number
  /** Undefined before it got anything. */
  activeAt: number | undefined
  pending: number
}

export type Held = {
  readonly id: StreamId
  readonly deliveries: number
  readonly consumer: { readonly number: number; readonly name: Uint8Array }
  readonly deliveredAt: number
  /** The first id of the run. */
  readonly run: StreamId
}

/** What of a run is left. */
export type Run = { readonly last: StreamId; readonly entries: number }

/** What consumers gave back. */
export type Free = {
  readonly id: StreamId
  readonly deliveries: number
  readonly consumer: undefined
  readonly claimableAt: number
  /** Of two that are claimable at the same time, the one with the smaller turn is delivered first. */
  readonly turn: number
}

export type Pending = Held | Free

export function readGroup(row: Row): Group {
  const { view, start } = row
  const number = (at: number): number => view.getFloat64(start + at, true)
  const entriesRead = number(24)
  const redeliverAfterMs = number(72)
  const maxDeliveries = number(80)
  const stream = (): Key => parseKey(copyOf(row, GROUP_ROW_BYTES, row.length))
  return {
    id: copyOf(row, 0, OBJECT_ID_BYTES),
    lastId: readId(view, start + 8),
    entriesRead: Number.isNaN(entriesRead) ? undefined : entriesRead,
    pending: number(32),
    consumers: number(40),
    consumersMade: number(48),
    free: number(56),
    turnsGiven: number(64),
    settings: {
      redeliverAfterMs: Number.isNaN(redeliverAfterMs) ? undefined : redeliverAfterMs,
      deadLetter: maxDeliveries === 0 ? undefined : { stream: stream(), maxDeliveries },
    },
  }
}

export function groupRowBytes({ settings: { deadLetter } }: Group): number {
  return GROUP_ROW_BYTES + (deadLetter?.stream.length ?? 0)
}

export function writeGroup(group: Group, { bytes, view, start }: Row): void {
  const { redeliverAfterMs, deadLetter } = group.settings
  copyBytes(group.id, 0, group.id.length, bytes, start)
  writeId(group.lastId, view, start + 8)
  view.setFloat64(start + 24, group.entriesRead ?? Number.NaN, true)
  view.setFloat64(start + 32, group.pending, true)
  view.setFloat64(start + 40, group.consumers, true)
  view.setFloat64(start + 48, group.consumersMade, true)
  view.setFloat64(start + 56, group.free, true)
  view.setFloat64(start + 64, group.turnsGiven, true)
  view.setFloat64(start + 72, redeliverAfterMs ?? Number.NaN, true)
  view.setFloat64(start + 80, deadLetter?.maxDeliveries ?? 0, true)
  if (deadLetter) bytes.set(deadLetter.stream, start + GROUP_ROW_BYTES)
}

export function readConsumer(name: Uint8Array, { view, start }: Row): Consumer {
  const activeAt = view.getFloat64(start + 16, true)
  return {
    name,
    number: view.getFloat64(start, true),
    seenAt: view.getFloat64(start + 8, true),
    activeAt: activeAt === 0 ? undefined : activeAt,
    pending: view.getFloat64(start + 24, true),
  }
}

export function writeConsumer(consumer: Consumer, { view, start }: Row): void {
  view.setFloat64(start, consumer.number, true)
  view.setFloat64(start + 8, consumer.seenAt, true)
  view.setFloat64(start + 16, consumer.activeAt ?? 0, true)
  view.setFloat64(start + 24, consumer.pending, true)
}

export function readPending(id: StreamId, row: Row): Pending {
  const { view, start } = row
  const time = view.getFloat64(start, true)
  const deliveries = view.getFloat64(start + 8, true)
  const number = view.getFloat64(start + 16, true)
  if (number === 0) {
    const turn = view.getFloat64(start + PENDING_ROW_BYTES, true)
    return { id, deliveries, consumer: undefined, claimableAt: time, turn }
  }
  const run = readId(view, start + PENDING_ROW_BYTES)
  const name = copyOf(row, PENDING_ROW_BYTES + STREAM_ID_BYTES, row.length)
  return { id, deliveries, consumer: { number, name }, deliveredAt: time, run }
}

export function readRun({ view, start }: Row): Run {
  return { last: readId(view, start), entries: view.getFloat64(start + STREAM_ID_BYTES, true) }
}

export function writeRun({ last, entries }: Run, { view, start }: Row): void {
  writeId(last, view, start)
  view.setFloat64(start + STREAM_ID_BYTES, entries, true)
}

export function pendingRowBytes({ consumer }: Pending): number {
  return PENDING_ROW_BYTES + (consumer ? STREAM_ID_BYTES + consumer.name.length : TURN_BYTES)
}

export function writePending(pending: Pending, { bytes, view, start }: Row): void {
  view.setFloat64(start + 8, pending.deliveries, true)
  if (pending.consumer) {
    view.setFloat64(start, pending.deliveredAt, true)
    view.setFloat64(start + 16, pending.consumer.number, true)
    writeId(pending.run, view, start + PENDING_ROW_BYTES)
    const { name } = pending.consumer
    copyBytes(name, 0, name.length, bytes, start + PENDING_ROW_BYTES + STREAM_ID_BYTES)
  } else {
    view.setFloat64(start, pending.claimableAt, true)
    view.setFloat64(start + 16, 0, true)
    view.setFloat64(start + PENDING_ROW_BYTES, pending.turn, true)
  }
}

/** Bytes of the row that `range` found. */
export function rowOf(bytes: Uint8Array): Row {
  return new Row().at(bytes, viewOf(bytes), 0, bytes.length)
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function copyOf({ bytes, start }: Row, from: number, to: number): Uint8Array {
  const copy = new Uint8Array(to - from)
  copyBytes(bytes, start + from, start + to, copy, 0)
  return copy
}
