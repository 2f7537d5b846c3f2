/**
 * What is known of a stream: the own meta of its key's row. Numbers are little endian but for ids.
 *
 *      0     length f64 | bytes f64 | entries added f64 | revision f64, of the newest change of its entries
 *     32     last id
 *     48     largest removed id
 *     64     smallest id that an entry may have: what is below was trimmed, and its rows go later
 *     80     retention: length f64 | age in ms f64 | bytes f64
 *    104     the open node: first id | entries f64 | bytes f64 | entries added f64
 *
 * A node stands for up to `NODE_ENTRIES_MAX` entries, one after the other, of which some may have been removed. Trimming
 * counts by nodes. The open node takes the next entry. A full one gets a row:
 *
 *     STREAM_NODES     object id, first id  ->  entries f64 | bytes f64
 *     STREAM_ENTRIES   object id, id        ->  revision f64 | fields u32, 0 u32 | bytes u32 and as many bytes, of each field
 */
import { copyBytes } from '#foundation/bytes/bytes'
import type { Entry } from '#business/data/node/entry'
import type { KeyState } from '#business/data/keyspace/key-row'
import { OBJECT_ID_BYTES } from '#business/data/keyspace/key-row'
import type { ScannedRow } from '#business/data/store/store'
import type { Retention } from './model.ts'
import { FIRST_ID, readId, STREAM_ID_BYTES, writeId } from './id.ts'
import type { StreamId } from './id.ts'

export const STREAM_STATE_BYTES = 144
export const ENTRY_HEADER_BYTES = 16
export const NODE_ROW_BYTES = 16

/** What an entry counts besides its fields. */
export const ENTRY_BYTES = 64
export const NODE_ENTRIES_MAX = 100
/** What its fields may have together, as in Redis, and what its entries count besides. */
export const NODE_BYTES_MAX = 4096 + NODE_ENTRIES_MAX * ENTRY_BYTES

const NO_RETENTION: Retention = { length: 0, ageMs: 0, bytes: 0 }

export class StreamState {
  length = 0
  bytes = 0
  entriesAdded = 0
  revision = 0
  lastId: StreamId = FIRST_ID
  maxDeletedId: StreamId = FIRST_ID
  firstId: StreamId = FIRST_ID
  retention: Retention = NO_RETENTION
  nodeId: StreamId = FIRST_ID
  nodeEntries = 0
  nodeBytes = 0
  nodeAdded = 0

  clear(): this {
    this.length = 0
    this.bytes = 0
    this.entriesAdded = 0
    this.revision = 0
    this.lastId = FIRST_ID
    this.maxDeletedId = FIRST_ID
    this.firstId = FIRST_ID
    this.retention = NO_RETENTION
    this.nodeId = FIRST_ID
    this.nodeEntries = 0
    this.nodeBytes = 0
    this.nodeAdded = 0
    return this
  }

  /** Of a stream's key, right after that was read. */
  of({ row: { view }, metaStart }: KeyState): this {
    const number = (at: number): number => view.getFloat64(metaStart + at, true)
    this.length = number(0)
    this.bytes = number(8)
    this.entriesAdded = number(16)
    this.revision = number(24)
    this.lastId = readId(view, metaStart + 32)
    this.maxDeletedId = readId(view, metaStart + 48)
    this.firstId = readId(view, metaStart + 64)
    this.retention = { length: number(80), ageMs: number(88), bytes: number(96) }
    this.nodeId = readId(view, metaStart + 104)
    this.nodeEntries = number(120)
    this.nodeBytes = number(128)
    this.nodeAdded = number(136)
    return this
  }

  write(view: DataView, start: number): void {
    const number = (at: number, value: number): void => {
      view.setFloat64(start + at, value, true)
    }
    number(0, this.length)
    number(8, this.bytes)
    number(16, this.entriesAdded)
    number(24, this.revision)
    writeId(this.lastId, view, start + 32)
    writeId(this.maxDeletedId, view, start + 48)
    writeId(this.firstId, view, start + 64)
    number(80, this.retention.length)
    number(88, this.retention.ageMs)
    number(96, this.retention.bytes)
    writeId(this.nodeId, view, start + 104)
    number(120, this.nodeEntries)
    number(128, this.nodeBytes)
    number(136, this.nodeAdded)
  }
}

export const ENTRY_KEY_BYTES = OBJECT_ID_BYTES + STREAM_ID_BYTES

/** The key of an entry's or a node's row, written over and over. */
export class EntryKey {
  readonly bytes = new Uint8Array(ENTRY_KEY_BYTES)
  readonly #view = new DataView(this.bytes.buffer)

  /** Which stream's the next keys are. */
  of(state: KeyState): this {
    state.writeObjectId(this.#view, 0)
    return this
  }

  at(id: StreamId): Uint8Array {
    writeId(id, this.#view, OBJECT_ID_BYTES)
    return this.bytes
  }

  copy(id: StreamId): Uint8Array {
    return this.at(id).slice()
  }

  /** The object's. */
  objectId(): Uint8Array {
    return this.bytes.slice(0, OBJECT_ID_BYTES)
  }
}

/** Of the key of an entry's or a node's row. */
export function idOfKey(key: Uint8Array): StreamId {
  copyBytes(key, OBJECT_ID_BYTES, ENTRY_KEY_BYTES, copied, 0)
  return readId(copiedView, 0)
}

/** The same of a scanned row. */
export function idOfRow({ view, keyStart }: ScannedRow): StreamId {
  return readId(view, keyStart + OBJECT_ID_BYTES)
}

/** An id of which there are many: a view of each would cost more than the copy. */
const copied = new Uint8Array(STREAM_ID_BYTES)
const copiedView = new DataView(copied.buffer)

/** Names what the change that is under way makes, as nothing else is ever named: revision u48 and number u16, big endian. */
export function changeId({ revision, sub }: Entry): Uint8Array {
  const id = new Uint8Array(OBJECT_ID_BYTES)
  const view = new DataView(id.buffer)
  view.setUint16(0, Math.floor(revision / 2 ** 32))
  view.setUint32(2, revision % 2 ** 32)
  view.setUint16(6, sub)
  return id
}

/** The first key behind all that begin with this object id. */
export function behindObject(objectId: Uint8Array): Uint8Array {
  const next = objectId.slice()
  for (let at = next.length - 1; at >= 0; at--) {
    next[at] = ((next[at] ?? 0) + 1) & 0xff
    if (next[at] !== 0) break
  }
  return next
}
