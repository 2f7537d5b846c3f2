/**
 * The rows of consumer groups. Numbers are little endian but for ids. A group's id is one of an object: no other stream or
 * group ever has it.
 *
 *     STREAM_GROUPS      object id, name of the group  ->  group id | last delivered id | entries read f64, NaN if that is not
 *                        known | pending f64 | consumers f64 | consumers ever made f64
 *     GROUP_CONSUMERS    group id, name of the consumer  ->  number f64 | seen f64 | active f64, 0 for never | pending f64
 *     GROUP_PENDING      group id, entry's id  ->  delivered f64 | deliveries f64 | consumer's number f64 | its name
 *     CONSUMER_PENDING   group id, consumer's number u32 big endian, entry's id  ->  nothing
 *
 * Times are in milliseconds since 1970.
 */
import { OBJECT_ID_BYTES } from '#business/data/keyspace/key-row'
import type { Row } from '#business/data/store/store'
import { readId, STREAM_ID_BYTES, writeId } from '../id.ts'
import type { StreamId } from '../id.ts'

export const GROUP_ROW_BYTES = 56
export const CONSUMER_ROW_BYTES = 32
export const PENDING_ROW_BYTES = 24
const NUMBER_BYTES = 4

export type Group = {
  /** Names its rows. */
  readonly id: Uint8Array
  lastId: StreamId
  /** Entries that were delivered since the stream was created; undefined if that is not known. */
  entriesRead: number | undefined
  pending: number
  consumers: number
  consumersMade: number
}

export type Consumer = {
  readonly name: Uint8Array
  readonly number: number
  seenAt: number
  /** Undefined before it got anything. */
  activeAt: number | undefined
  pending: number
}

export type Pending = {
  readonly id: StreamId
  deliveredAt: number
  deliveries: number
  readonly consumer: { readonly number: number; readonly name: Uint8Array }
}

export function readGroup(bytes: Uint8Array): Group {
  const view = viewOf(bytes)
  const entriesRead = view.getFloat64(24, true)
  return {
    id: new Uint8Array(bytes.subarray(0, OBJECT_ID_BYTES)),
    lastId: readId(view, 8),
    entriesRead: Number.isNaN(entriesRead) ? undefined : entriesRead,
    pending: view.getFloat64(32, true),
    consumers: view.getFloat64(40, true),
    consumersMade: view.getFloat64(48, true),
  }
}

export function writeGroup(group: Group, { bytes, view, start }: Row): void {
  bytes.set(group.id, start)
  writeId(group.lastId, view, start + 8)
  view.setFloat64(start + 24, group.entriesRead ?? Number.NaN, true)
  view.setFloat64(start + 32, group.pending, true)
  view.setFloat64(start + 40, group.consumers, true)
  view.setFloat64(start + 48, group.consumersMade, true)
}

export function readConsumer(name: Uint8Array, bytes: Uint8Array): Consumer {
  const view = viewOf(bytes)
  const activeAt = view.getFloat64(16, true)
  return {
    name,
    number: view.getFloat64(0, true),
    seenAt: view.getFloat64(8, true),
    activeAt: activeAt === 0 ? undefined : activeAt,
    pending: view.getFloat64(24, true),
  }
}

export function writeConsumer(consumer: Consumer, { view, start }: Row): void {
  view.setFloat64(start, consumer.number, true)
  view.setFloat64(start + 8, consumer.seenAt, true)
  view.setFloat64(start + 16, consumer.activeAt ?? 0, true)
  view.setFloat64(start + 24, consumer.pending, true)
}

export function readPending(id: StreamId, bytes: Uint8Array): Pending {
  const view = viewOf(bytes)
  const name = new Uint8Array(bytes.subarray(PENDING_ROW_BYTES))
  return {
    id,
    deliveredAt: view.getFloat64(0, true),
    deliveries: view.getFloat64(8, true),
    consumer: { number: view.getFloat64(16, true), name },
  }
}

export function writePending(pending: Pending, { bytes, view, start }: Row): void {
  view.setFloat64(start, pending.deliveredAt, true)
  view.setFloat64(start + 8, pending.deliveries, true)
  view.setFloat64(start + 16, pending.consumer.number, true)
  bytes.set(pending.consumer.name, start + PENDING_ROW_BYTES)
}

/** Of a stream's group, or a group's consumer. */
export function namedKey(id: Uint8Array, name: Uint8Array): Uint8Array {
  const key = new Uint8Array(id.length + name.length)
  key.set(id)
  key.set(name, id.length)
  return key
}

export function pendingKey(group: Uint8Array, id: StreamId): Uint8Array {
  const key = new Uint8Array(OBJECT_ID_BYTES + STREAM_ID_BYTES)
  key.set(group)
  writeId(id, viewOf(key), OBJECT_ID_BYTES)
  return key
}

export function ownKey(group: Uint8Array, consumer: number, id: StreamId): Uint8Array {
  const key = new Uint8Array(OBJECT_ID_BYTES + NUMBER_BYTES + STREAM_ID_BYTES)
  const view = viewOf(key)
  key.set(group)
  view.setUint32(OBJECT_ID_BYTES, consumer)
  writeId(id, view, OBJECT_ID_BYTES + NUMBER_BYTES)
  return key
}

export function idOfOwnKey(key: Uint8Array): StreamId {
  return readId(viewOf(key), OBJECT_ID_BYTES + NUMBER_BYTES)
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
