/**
 * Changes of groups as log entries have them. Reads and acknowledgements, of which there are most, are bytes, little endian but
 * for ids; the others are JSON, with their ids as bytes. Older log entries have JSON for all of them.
 *
 *      0     kind u8, of an acknowledgement | 0 u8 | name length u16, of the stream | name length u16, of the group | 0 u16
 *      8     stream | group | ids
 *
 *      0     kind u8, of a read | flags u8 | name length u16, of the group | name length u16, of the consumer | streams u16
 *      8     limit f64 | most entries f64 | most bytes f64 | idle ms f64; NaN for what there is none of
 *     40     group | consumer | of each stream: name length u16, has an id u8, 0 u8, id, name
 */
import { jsonArguments } from '#business/data/node/json-operation'
import { decodeJson } from '#business/data/node/json-result'
import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { FIRST_ID, readId, STREAM_ID_BYTES, writeId } from '../../id.ts'
import type { StreamId } from '../../id.ts'
import type {
  Acknowledge,
  ConfigureGroup,
  GroupChange,
  GroupSettingsPatch,
  ReadGroup,
  ReadPlace,
} from '../group-model.ts'
import { viewOf } from '../group-state.ts'

/** No JSON begins with these. */
const ACKNOWLEDGE = 1
const READ = 2
const IS_ACKED = 1
const ACKNOWLEDGE_HEADER_BYTES = 8
const READ_HEADER_BYTES = 40
const PLACE_HEADER_BYTES = 4 + STREAM_ID_BYTES
/** Of the streams of one read. */
const PLACES_MAX = 0xffff

/** As the operation takes it. */
export function encodeChange(change: GroupChange): Uint8Array {
  if (change.kind === 'ack') return encodeAcknowledge(change)
  if (change.kind === 'read' && change.places.length <= PLACES_MAX) return encodeRead(change)
  return jsonArguments('ids' in change ? { ...change, ids: idsToBytes(change.ids) } : change)
}

export function decodeChange(bytes: Uint8Array): GroupChange {
  if (bytes[0] === ACKNOWLEDGE) return decodeAcknowledge(bytes)
  if (bytes[0] === READ) return decodeRead(bytes)
  const value = decodeJson(bytes) as GroupChange | ChangeOfFirstVersions
  if ('settings' in value) return { ...value, patch: wholePatch(value.settings) }
  if (!('ids' in value) || !(value.ids instanceof Uint8Array)) return value
  return { ...value, ids: idsFromBytes(value.ids, 0) }
}

/** They had ids one by one, and all settings of a group, without those that are off. */
type ChangeOfFirstVersions = Omit<ConfigureGroup, 'patch'> & {
  readonly settings: GroupSettingsPatch
}

function wholePatch({ redeliverAfterMs, deadLetter }: GroupSettingsPatch): GroupSettingsPatch {
  return { redeliverAfterMs: redeliverAfterMs ?? null, deadLetter: deadLetter ?? null }
}

function encodeAcknowledge({ stream, group, ids }: Acknowledge): Uint8Array {
  const groupAt = ACKNOWLEDGE_HEADER_BYTES + stream.length
  const idsAt = groupAt + group.length
  const bytes = new Uint8Array(idsAt + ids.length * STREAM_ID_BYTES)
  const view = viewOf(bytes)
  view.setUint8(0, ACKNOWLEDGE)
  view.setUint16(2, stream.length, true)
  view.setUint16(4, group.length, true)
  bytes.set(stream, ACKNOWLEDGE_HEADER_BYTES)
  bytes.set(group, groupAt)
  writeIds(ids, view, idsAt)
  return bytes
}

function decodeAcknowledge(bytes: Uint8Array): Acknowledge {
  const view = viewOf(bytes)
  const groupAt = ACKNOWLEDGE_HEADER_BYTES + view.getUint16(2, true)
  const idsAt = groupAt + view.getUint16(4, true)
  return {
    kind: 'ack',
    stream: keyOf(bytes, ACKNOWLEDGE_HEADER_BYTES, groupAt),
    group: copyOf(bytes, groupAt, idsAt),
    ids: idsFromBytes(bytes, idsAt),
  }
}

function encodeRead(change: ReadGroup): Uint8Array {
  const { group, consumer, places, limit, total, isAcked, minIdleMs } = change
  let length = READ_HEADER_BYTES + group.length + consumer.length
  for (const { stream } of places) length += PLACE_HEADER_BYTES + stream.length
  const bytes = new Uint8Array(length)
  const view = viewOf(bytes)
  view.setUint8(0, READ)
  view.setUint8(1, isAcked ? IS_ACKED : 0)
  view.setUint16(2, group.length, true)
  view.setUint16(4, consumer.length, true)
  view.setUint16(6, places.length, true)
  const numbers = [limit, total.entries, total.bytes, minIdleMs]
  for (const [index, number] of numbers.entries()) {
    view.setFloat64(8 + 8 * index, number ?? Number.NaN, true)
  }
  let at = READ_HEADER_BYTES
  bytes.set(group, at)
  at += group.length
  bytes.set(consumer, at)
  at += consumer.length
  for (const { stream, after } of places) {
    view.setUint16(at, stream.length, true)
    view.setUint8(at + 2, after ? 1 : 0)
    writeId(after ?? FIRST_ID, view, at + 4)
    bytes.set(stream, at + PLACE_HEADER_BYTES)
    at += PLACE_HEADER_BYTES + stream.length
  }
  return bytes
}

function decodeRead(bytes: Uint8Array): ReadGroup {
  const view = viewOf(bytes)
  const number = (at: number): number | undefined => {
    const found = view.getFloat64(at, true)
    return Number.isNaN(found) ? undefined : found
  }
  const consumerAt = READ_HEADER_BYTES + view.getUint16(2, true)
  let at = consumerAt + view.getUint16(4, true)
  const consumer = copyOf(bytes, consumerAt, at)
  const places: ReadPlace[] = []
  for (let left = view.getUint16(6, true); left > 0; left--) {
    const end = at + PLACE_HEADER_BYTES + view.getUint16(at, true)
    const after = view.getUint8(at + 2) === 1 ? readId(view, at + 4) : undefined
    places.push({ stream: keyOf(bytes, at + PLACE_HEADER_BYTES, end), after })
    at = end
  }
  return {
    kind: 'read',
    group: copyOf(bytes, READ_HEADER_BYTES, consumerAt),
    consumer,
    places,
    limit: view.getFloat64(8, true),
    total: { entries: number(16), bytes: number(24) },
    isAcked: (view.getUint8(1) & IS_ACKED) !== 0,
    minIdleMs: number(32),
  }
}

function idsToBytes(ids: readonly StreamId[]): Uint8Array {
  const bytes = new Uint8Array(ids.length * STREAM_ID_BYTES)
  writeIds(ids, viewOf(bytes), 0)
  return bytes
}

function writeIds(ids: readonly StreamId[], view: DataView, start: number): void {
  for (const [index, id] of ids.entries()) writeId(id, view, start + index * STREAM_ID_BYTES)
}

function idsFromBytes(bytes: Uint8Array, start: number): StreamId[] {
  const view = viewOf(bytes)
  const ids: StreamId[] = []
  for (let at = start; at < bytes.length; at += STREAM_ID_BYTES) ids.push(readId(view, at))
  return ids
}

function keyOf(bytes: Uint8Array, start: number, end: number): Key {
  return parseKey(copyOf(bytes, start, end))
}

/** The memory of a batch is used again. */
function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, end))
}
