/** A second stream with all that another one has: its entries, its groups, and what it remembers of producers. */
import { OBJECT_ID_BYTES } from '#business/data/keyspace/key-row'
import type { KeyRange, KeyState } from '#business/data/keyspace/key-row'
import type { Keyspace } from '#business/data/keyspace/keyspace'
import type { Entry } from '#business/data/node/entry'
import type { Store } from '#business/data/store/store'
import {
  CONSUMER_PENDING,
  GROUP_CONSUMERS,
  GROUP_ORDER,
  GROUP_PENDING,
  PRODUCER_ROWS,
  STREAM_ENTRIES,
  STREAM_GROUPS,
  STREAM_NODES,
  STREAM_PRODUCERS,
} from '#business/data/store/tables'
import type { StreamRows } from '../operations/stream-rows.ts'
import { behindObject, changeId, EntryKey, StreamState } from '../stream-state.ts'
import { clearName } from './rename.ts'

/** One operation makes the copy, so that no reader sees a part of it: that bounds one turn of the event loop. */
const COPY_ROWS_MAX = 2000
const COPY_BYTES_MAX = 2 * 1024 * 1024

const OF_STREAM = [STREAM_ENTRIES, STREAM_NODES] as const
/** Tables of what is an object of its own, whose id the value begins with, and the tables of its rows. */
const PARTS = [
  [STREAM_GROUPS, [GROUP_CONSUMERS, GROUP_PENDING, CONSUMER_PENDING, GROUP_ORDER]],
  [STREAM_PRODUCERS, [PRODUCER_ROWS]],
] as const

/** As it was read: the ids that its key, and the value of a part, begin with become those of the copy. */
type CopiedRow = {
  readonly table: number
  readonly key: Uint8Array
  readonly value: Uint8Array
  /** Whose key it is: 0 for the stream, then its parts. */
  readonly owner: number
  /** The part that the value names. */
  readonly part: number | undefined
}

export class StreamCopier {
  readonly #store: Store
  readonly #keyspace: Keyspace
  readonly #streams: StreamRows
  #rows: CopiedRow[] = []
  #parts = 0
  #bytes = 0
  #state = new StreamState()
  #expiresAt = 0

  constructor(store: Store, keyspace: Keyspace, streams: StreamRows) {
    this.#store = store
    this.#keyspace = keyspace
    this.#streams = streams
  }

  /** Reads the stream of a key that was just loaded. Returns how many bytes it has, if it may be copied. Throws `StoreDamaged`. */
  read(key: KeyState): number | undefined {
    this.#rows = []
    this.#parts = 0
    this.#bytes = 0
    this.#state = new StreamState().of(key)
    this.#expiresAt = key.expiresAt
    const { length, bytes, firstId } = this.#state
    if (length > COPY_ROWS_MAX || bytes > COPY_BYTES_MAX) return undefined
    const entryKey = new EntryKey().of(key)
    const stream = entryKey.objectId()
    const first = entryKey.copy(firstId)
    for (const table of OF_STREAM) {
      const lower = table === STREAM_ENTRIES ? first : stream
      if (!this.#readRows(table, stream, lower, 0, false)) return undefined
    }
    for (const [table, tables] of PARTS) {
      const before = this.#rows.length
      if (!this.#readRows(table, stream, stream, 0, true)) return undefined
      for (const { value, part = 0 } of this.#rows.slice(before)) {
        const id = value.slice(0, OBJECT_ID_BYTES)
        if (tables.some(rows => !this.#readRows(rows, id, id, part, false))) return undefined
      }
    }
    return this.#bytes
  }

  /** Gives what was read last a second name, in the place of what that named. Its lease is not copied. */
  write(bytes: Uint8Array, to: KeyRange, entry: Entry): void {
    const streams = this.#streams
    const name = { bytes, start: to.start, end: to.end }
    clearName(this.#keyspace, bytes, to, entry)
    streams.create(name, entry)
    const { revision } = entry
    Object.assign(streams.state, this.#state)
    streams.setRetention(name, this.#state.retention)
    const ids = [streams.objectId]
    for (let part = 0; part < this.#parts; part++) {
      entry.nextChange()
      ids.push(changeId(entry))
    }
    streams.save(name, entry)
    for (const { table, key, value, owner, part } of this.#rows) {
      key.set(ids[owner] ?? [])
      if (part !== undefined) value.set(ids[part] ?? [])
      const row = this.#store.put(table, key, 0, key.length, value.length)
      row.bytes.set(value, row.start)
      if (table === STREAM_ENTRIES) row.view.setFloat64(row.start, revision, true)
    }
    if (this.#expiresAt !== 0) {
      this.#keyspace.setExpiry(bytes, to.start, to.end, this.#expiresAt, entry)
    }
    this.#rows = []
  }

  /** False if there are too many. */
  #readRows(
    table: number,
    object: Uint8Array,
    lower: Uint8Array,
    owner: number,
    isPart: boolean,
  ): boolean {
    for (const found of this.#store.range(table, lower, behindObject(object))) {
      const key = found.key.slice()
      const value = new Uint8Array(found.value)
      this.#bytes += key.length + value.length
      if (this.#rows.length === COPY_ROWS_MAX || this.#bytes > COPY_BYTES_MAX) return false
      this.#rows.push({ table, key, value, owner, part: isPart ? ++this.#parts : undefined })
    }
    return true
  }
}
