/**
 * The rows of consumer groups. Numbers are little endian but for ids. A group's id is one of an object: no other stream or
 * group ever has it.
 *
 *     STREAM_GROUPS      object id, name of the group  ->  group id | last delivered id | entries read f64, NaN if that is not
 *                        known | pending f64 | consumers f64 | consumers ever made f64 | free f64 |
 *                        turns ever given f64 | redelivery after f64, NaN for none | most deliveries f64, 0 for any number |
 *                        name of the dead-letter stream
 *     GROUP_CONSUMERS    group id, name of the consumer  ->  number f64 | seen f64 | active f64, 0 for never | pending f64
 *     GROUP_PENDING      group id, entry's id  ->  delivered f64 | deliveries f64 | consumer's number f64 | its name; or, of a
 *                        free one, claimable from f64 | deliveries f64 | 0 f64 | turn f64
 *     CONSUMER_PENDING   group id, consumer's number u32 big endian, entry's id  ->  nothing
 *     GROUP_ORDER        group id, 0 u8, claimable from u64 big endian, turn u64 big endian, entry's id, of free ones; group id,
 *                        1 u8, delivered u64 big endian, 0 u64, entry's id, of the others  ->  nothing
 *
 * Times are in milliseconds since 1970.
 */
import { OBJECT_ID_BYTES } from '#business/data/keyspace/key-row'
import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import type { Row } from '#business/data/store/store'
import { readId, STREAM_ID_BYTES, writeId } from '../id.ts'
import type { StreamId } from '../id.ts'
import type { GroupSettings } from './group-model.ts'

const GROUP_ROW_BYTES = 88
export const CONSUMER_ROW_BYTES = 32
const PENDING_ROW_BYTES = 24
const TURN_BYTES = 8
const NUMBER_BYTES = 4

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
}

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

export function readGroup(bytes: Uint8Array): Group {
  const view = viewOf(bytes)
  const entriesRead = view.getFloat64(24, true)
  const redeliverAfterMs = view.getFloat64(72, true)
  const maxDeliveries = view.getFloat64(80, true)
  const stream = (): Key => parseKey(new Uint8Array(bytes.subarray(GROUP_ROW_BYTES)))
  return {
    id: new Uint8Array(bytes.subarray(0, OBJECT_ID_BYTES)),
    lastId: readId(view, 8),
    entriesRead: Number.isNaN(entriesRead) ? undefined : entriesRead,
    pending: view.getFloat64(32, true),
    consumers: view.getFloat64(40, true),
    consumersMade: view.getFloat64(48, true),
    free: view.getFloat64(56, true),
    turnsGiven: view.getFloat64(64, true),
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
  bytes.set(group.id, start)
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
  const time = view.getFloat64(0, true)
  const deliveries = view.getFloat64(8, true)
  const number = view.getFloat64(16, true)
  if (number === 0) {
    const turn = view.getFloat64(PENDING_ROW_BYTES, true)
    return { id, deliveries, consumer: undefined, claimableAt: time, turn }
  }
  const name = new Uint8Array(bytes.subarray(PENDING_ROW_BYTES))
  return { id, deliveries, consumer: { number, name }, deliveredAt: time }
}

export function pendingRowBytes({ consumer }: Pending): number {
  return PENDING_ROW_BYTES + (consumer ? consumer.name.length : TURN_BYTES)
}

export function writePending(pending: Pending, { bytes, view, start }: Row): void {
  view.setFloat64(start + 8, pending.deliveries, true)
  if (pending.consumer) {
    view.setFloat64(start, pending.deliveredAt, true)
    view.setFloat64(start + 16, pending.consumer.number, true)
    bytes.set(pending.consumer.name, start + PENDING_ROW_BYTES)
  } else {
    view.setFloat64(start, pending.claimableAt, true)
    view.setFloat64(start + 16, 0, true)
    view.setFloat64(start + PENDING_ROW_BYTES, pending.turn, true)
  }
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

const IS_FREE = 0
const IS_HELD = 1
/** Where the time is. */
const ORDER_TIME = OBJECT_ID_BYTES + 1
const ORDER_ID = ORDER_TIME + 16

export function orderKey(group: Uint8Array, pending: Pending): Uint8Array {
  const key = new Uint8Array(ORDER_ID + STREAM_ID_BYTES)
  const view = viewOf(key)
  const { consumer } = pending
  key.set(group)
  view.setUint8(OBJECT_ID_BYTES, consumer ? IS_HELD : IS_FREE)
  view.setBigUint64(ORDER_TIME, orderTime(consumer ? pending.deliveredAt : pending.claimableAt))
  view.setBigUint64(ORDER_TIME + 8, BigInt(consumer ? 0 : pending.turn))
  writeId(pending.id, view, ORDER_ID)
  return key
}

/** Keys of free entries, or of the others, up to a time. */
export function orderRange(group: Uint8Array, isFree: boolean, upTo: number): OrderRange {
  const lower = new Uint8Array(OBJECT_ID_BYTES + 1)
  lower.set(group)
  lower[OBJECT_ID_BYTES] = isFree ? IS_FREE : IS_HELD
  const upper = new Uint8Array(ORDER_TIME + 8)
  upper.set(lower)
  // Of a time before 1970 there is none.
  viewOf(upper).setBigUint64(ORDER_TIME, upTo < 0 ? 0n : orderTime(upTo) + 1n)
  return { lower, upper }
}

export type OrderRange = { readonly lower: Uint8Array; readonly upper: Uint8Array }

export function placeOfOrderKey(key: Uint8Array): { readonly id: StreamId; readonly time: number } {
  const view = viewOf(key)
  return { id: readId(view, ORDER_ID), time: Number(view.getBigUint64(ORDER_TIME)) }
}

/** Whole milliseconds. */
function orderTime(ms: number): bigint {
  return BigInt(Math.floor(Math.min(Math.max(0, ms), Number.MAX_SAFE_INTEGER)))
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
