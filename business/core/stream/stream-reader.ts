/** Reading streams as they are. Every function reads one consistent state. */
import { KeyState, STREAM_TYPE } from '#business/data/keyspace/key-row'
import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import type { Keyspace } from '#business/data/keyspace/keyspace'
import type { ScannedRow, Store } from '#business/data/store/store'
import { KEYS, OBJECT_NAMES, STREAM_ENTRIES, STREAM_RETENTIONS } from '#business/data/store/tables'
import type { StreamCounts } from './groups/lag.ts'
import { compareIds, FIRST_ID, LAST_ID, nextId } from './id.ts'
import type { StreamId } from './id.ts'
import type { Entry, StreamInfo } from './model.ts'
import { readFields } from './operations/append-bytes.ts'
import { behindObject, ENTRY_HEADER_BYTES, EntryKey, idOfRow, StreamState } from './stream-state.ts'

/** Ids of both ends, both included. */
export type EntryRange = { readonly first: StreamId; readonly last: StreamId }

export const ALL_ENTRIES: EntryRange = { first: FIRST_ID, last: LAST_ID }

export type Page = {
  readonly entries: readonly Entry[]
  /** Whether the range has more entries behind these. */
  readonly more: boolean
}

/** What there is under a name. */
export type Found<Result> =
  | { readonly kind: 'found'; readonly result: Result }
  | { readonly kind: 'noSuchStream' | 'wrongType' }

export class StreamReader {
  readonly #store: Store
  readonly #keyspace: Keyspace
  readonly #keyState = new KeyState()
  readonly #state = new StreamState()
  readonly #key = new EntryKey()

  constructor(store: Store, keyspace: Keyspace) {
    this.#store = store
    this.#keyspace = keyspace
  }

  /** Throws `StoreDamaged`. */
  info(stream: Key, now: number): Found<StreamInfo> {
    const found = this.#load(stream, now)
    if (found !== 'found') return { kind: found }
    const { createRevision } = this.#keyState
    const { length, bytes, entriesAdded, revision, lastId, maxDeletedId, retention } = this.#state
    const modRevision = revision
    const counts = { createRevision, modRevision, length, bytes, entriesAdded }
    return { kind: 'found', result: { stream, ...counts, lastId, maxDeletedId, retention } }
  }

  /** Its id as an object, and what tells how far groups have read. Throws `StoreDamaged`. */
  object(stream: Key, now: number): Found<{ objectId: Uint8Array; counts: StreamCounts }> {
    const found = this.#load(stream, now)
    if (found !== 'found') return { kind: found }
    const { length, entriesAdded, lastId, maxDeletedId, firstId } = this.#state
    const objectId = this.#key.objectId()
    const lower = this.#key.copy(firstId)
    const [oldestId = FIRST_ID] = this.#store
      .scan(STREAM_ENTRIES, lower, behindObject(objectId))
      .map(idOfRow)
    const counts = { length, entriesAdded, lastId, maxDeletedId, oldestId }
    return { kind: 'found', result: { objectId, counts } }
  }

  /**
   * Entries in order, or from the last one on if `reverse`: up to so many, and no more when they have this many bytes; but one
   * at least. Throws `StoreDamaged`.
   */
  entries(
    stream: Key,
    { first, last }: EntryRange,
    reverse: boolean,
    limit: number,
    bytesMax: number,
    now: number,
  ): Found<Page> {
    const found = this.#load(stream, now)
    if (found !== 'found') return { kind: found }
    const { firstId } = this.#state
    const entries: Entry[] = []
    const from = compareIds(first, firstId) < 0 ? firstId : first
    const lower = this.#key.copy(from)
    const behind = nextId(last)
    const upper = behind ? this.#key.copy(behind) : behindObject(this.#key.objectId())
    let bytes = 0
    let more = false
    for (const row of this.#store.scan(STREAM_ENTRIES, lower, upper, reverse)) {
      if (entries.length >= limit || bytes >= bytesMax) {
        more = true
        break
      }
      entries.push(entryOf(row))
      bytes += row.valueEnd - row.valueStart
    }
    return { kind: 'found', result: { entries, more } }
  }

  /** Names from this one on, so many at most. */
  names(from: Uint8Array, limit: number): Key[] {
    const names: Key[] = []
    for (const { key } of this.#store.range(OBJECT_NAMES, from)) {
      names.push(parseKey(new Uint8Array(key)))
      if (names.length === limit) break
    }
    return names
  }

  /** Streams that have a retention, of those whose object ids are not below `from`. A damaged row does not tell the name. */
  retained(
    from: Uint8Array,
    limit: number,
  ): { readonly objectId: Uint8Array; readonly name: Key | undefined }[] {
    const found = []
    const rows = this.#store.rangeWithDamage(STREAM_RETENTIONS, from, undefined, false)
    for (const { key, value } of rows) {
      const name = value === 'damaged' ? undefined : parseKey(new Uint8Array(value))
      found.push({ objectId: key.slice(), name })
      if (found.length === limit) break
    }
    return found
  }

  #load(stream: Uint8Array, now: number): 'found' | 'noSuchStream' | 'wrongType' {
    const row = this.#store.find(KEYS, stream, 0, stream.length)
    if (!row) return 'noSuchStream'
    const keyState = this.#keyState.readKey(row)
    if (keyState.type !== STREAM_TYPE) {
      return this.#keyspace.isExpired(keyState, now) ? 'noSuchStream' : 'wrongType'
    }
    this.#state.of(keyState)
    this.#key.of(keyState)
    // Looking at a lease moves the row.
    return this.#keyspace.isExpired(keyState, now) ? 'noSuchStream' : 'found'
  }
}

function entryOf(row: ScannedRow): Entry {
  const { view, valueStart } = row
  const count = view.getUint32(valueStart + 8, true)
  return {
    id: idOfRow(row),
    revision: view.getFloat64(valueStart, true),
    fields: readFields(row.value(), ENTRY_HEADER_BYTES, count),
  }
}
