/**
 * What a key is, whatever its type: a name, a value with its revisions, an expiry and a lease. Here keys are looked up, written
 * and removed while an entry is applied; history.ts reads them.
 *
 * Revision and number of the change that created a key name the object: no other key ever has the same two.
 *
 * A value of up to `IN_ROW_BYTES_MAX` stands in its key's row and in its change, which is dead when the compacted revision
 * reaches it. When such a value is replaced or removed then, a baseline goes before the change that does it: the old value
 * once more, for reads of revisions between. It has the revision of that change, and is never shown by a watch.
 */
import { strict as assert } from 'node:assert'
import { copyBytes } from '#foundation/bytes/bytes'
import type { Entry } from '#business/data/node/entry'
import type { Change, Store } from '#business/data/store/store'
import { MILESTONE_DISTANCE, StoreDamaged } from '#business/data/store/store'
import {
  KEYS,
  KV_BASELINE,
  KV_DELETE,
  OBJECT_NAMES,
  REMOVED_OBJECTS,
  TOMBSTONES,
} from '#business/data/store/tables'
import { changeTag, metaBytes, writeMeta } from './change.ts'
import type { KeyState, Objects } from './key-row.ts'
import {
  IN_ROW_BYTES_MAX,
  KeyRows,
  KV_TYPE,
  OBJECT_ID_BYTES,
  TOMBSTONE_BYTES,
  revisionOf,
} from './key-row.ts'
import type { KeyEvent } from '#business/data/key-events/key-events'
import { KeyEvents } from '#business/data/key-events/key-events'
import { Leases } from './leases.ts'
import { TtlIndex } from './expiry/ttl-index.ts'
import { Watchers } from './watchers.ts'

export type { Expiring } from './expiry/ttl-index.ts'

/** What one expiry looks at and removes, and one lease more: that bounds one turn of the event loop. */
const EXPIRE_ROWS_MAX = 1000
const EXPIRE_KEY_BYTES_MAX = 1024 * 1024
/** What one removal of a range looks at, for the same reason. */
const REMOVE_ROWS_MAX = 1000
const REMOVE_KEY_BYTES_MAX = 1024 * 1024

/** A key with its new value: parts of the same bytes, the value right behind the key. */
export type Written = {
  readonly bytes: Uint8Array
  readonly keyStart: number
  readonly keyLength: number
  readonly valueLength: number
  /** The type's own meta. */
  readonly metaStart: number
  readonly metaLength: number
  /** 0 for none. */
  readonly expiresAt: number
  readonly lease: number
}

/** Where in the memory of the store the type's own meta of a key lies. */
export type MetaPlace = { view: DataView; at: number }

/** What was removed because its time, or its lease's time, was over. */
export type Expired = {
  readonly keys: number
  readonly leases: number
  /** Whether more is due. */
  readonly more: boolean
  /** What was passed over because it is damaged, the first of it. */
  readonly damaged: string | undefined
}

export type Removed = Pick<Expired, 'keys' | 'damaged'>

export type RangeRemoved = {
  readonly keys: number
  /** Where the rest of the range begins; undefined if that was all. */
  readonly rest: Uint8Array | undefined
}

export class Keyspace {
  readonly ttl: TtlIndex
  readonly leases: Leases
  readonly watchers = new Watchers()
  /** Of keys of all types. Puts are noted by the operations, which know what they are. */
  readonly events = new KeyEvents()
  /** Of keys of types with rows of their own. */
  objects: Objects | undefined
  /** How many keys were created here since the start, less those removed, due or not. */
  growth = 0
  readonly #store: Store
  readonly #rows: KeyRows
  readonly #metaPlace: MetaPlace = { view: new DataView(new ArrayBuffer(0)), at: 0 }
  readonly #objectId = new Uint8Array(OBJECT_ID_BYTES)
  readonly #objectIdView = new DataView(this.#objectId.buffer)
  /** Which key the state is of, if nothing was written since it was loaded. */
  #loaded: { entry: Entry; bytes: Uint8Array; start: number; end: number } | undefined

  constructor(store: Store) {
    this.#store = store
    this.#rows = new KeyRows(store)
    this.ttl = new TtlIndex(store)
    this.leases = new Leases(store, this.ttl)
  }

  /** Lets go of the memory that the last lookup showed: the store is about to give it back. */
  rest(): void {
    this.#rows.rest()
    this.#loaded = undefined
  }

  /** What is known of a key for the operations of an entry, until the next call. The same key again costs no lookup. */
  load(bytes: Uint8Array, start: number, end: number, entry: Entry): KeyState {
    const loaded = this.#loaded
    if (
      this.#rows.isGood &&
      loaded?.entry === entry &&
      loaded.bytes === bytes &&
      loaded.start === start &&
      loaded.end === end
    ) {
      return this.#rows.state
    }
    const state = this.#read(bytes, start, end, entry.now, entry.compactedRevision)
    if (loaded) {
      loaded.entry = entry
      loaded.bytes = bytes
      loaded.start = start
      loaded.end = end
    } else {
      this.#loaded = { entry, bytes, start, end }
    }
    return state
  }

  /** The key that was loaded stands in other memory too: so it is found there without a lookup. */
  loadedAs(bytes: Uint8Array, start: number, entry: Entry): void {
    const loaded = this.#loaded
    if (loaded?.entry !== entry) return
    loaded.end = start + loaded.end - loaded.start
    loaded.start = start
    loaded.bytes = bytes
  }

  /** What is known of a key now, until the next call. */
  peek(key: Uint8Array): KeyState {
    this.#loaded = undefined
    return this.#rows.read(key, 0, key.length, this.#store.state.compactedRevision)
  }

  /** What is known of a key that exists now, until the next call. */
  present(key: Uint8Array, now: number): KeyState | undefined {
    this.#loaded = undefined
    const { compactedRevision } = this.#store.state
    const state = this.#read(key, 0, key.length, now, compactedRevision)
    return state.isPresent ? state : undefined
  }

  /** What tells a key from what it is after any change: its row without the value. Empty if there is no such key at the time. */
  stamp(key: Uint8Array, now: number): Uint8Array {
    if (!this.present(key, now)) return new Uint8Array()
    const { row, hasMeta, metaStart, metaLength } = this.peek(key)
    return row.bytes.slice(row.start, hasMeta ? metaStart + metaLength : row.start + row.length)
  }

  isExpired({ exists, expiresAt, lease }: KeyState, now: number): boolean {
    if (!exists) return false
    return (expiresAt !== 0 && expiresAt <= now) || (lease !== 0 && this.leases.isDue(lease, now))
  }

  /**
   * Gives a key a value, in the place of what it was, of whatever type. `kind` is that of the type's changes. The lease, if it
   * gets one, exists and has room. Returns what is known of the key then.
   */
  put(type: number, kind: number, written: Written, entry: Entry): KeyState {
    const { bytes, keyStart, keyLength, valueLength, metaStart, metaLength } = written
    const keyEnd = keyStart + keyLength
    const state = this.#loadPresent(bytes, keyStart, keyEnd, entry)
    this.#addBaseline(bytes, keyStart, keyEnd, state, entry)
    entry.nextChange()
    const isNew = !state.exists
    const isOther = state.exists && state.type !== type
    if (isNew && state.revision !== 0) this.#store.remove(TOMBSTONES, bytes, keyStart, keyEnd)
    if (isOther) this.#releaseObject(bytes, keyStart, keyEnd, state)
    if (isNew || isOther) {
      state.createRevision = entry.revision
      state.createSub = entry.sub
      state.version = 0
      if (type !== KV_TYPE) this.#store.put(OBJECT_NAMES, bytes, keyStart, keyEnd, 0)
      // A damaged row is one of a key.
      if (isNew && !state.damage) this.growth++
    }
    this.#rebind(bytes, keyStart, keyEnd, state, written.expiresAt, written.lease)
    state.type = type
    state.version++
    state.metaLength = metaLength
    state.valueLength = valueLength
    state.hasValue = type === KV_TYPE && valueLength <= IN_ROW_BYTES_MAX
    const change = this.#addChange(kind, state, keyLength, valueLength, entry)
    writeMeta(change, state, 0, bytes, metaStart)
    copyBytes(bytes, keyStart, keyEnd + valueLength, change.bytes, change.keyStart)

    state.exists = true
    state.damage = undefined
    const row = this.#store.put(KEYS, bytes, keyStart, keyEnd, state.rowBytes)
    const at = state.writeKey(row)
    copyBytes(bytes, metaStart, metaStart + metaLength, row.bytes, at)
    if (state.hasValue) {
      copyBytes(bytes, keyEnd, keyEnd + valueLength, row.bytes, at + metaLength)
    }
    this.#loaded = undefined
    this.watchers.touch(bytes, keyStart, keyEnd, entry.revision)
    return state
  }

  /**
   * The place of the type's own meta, as long as it was, in the row of a key that was just loaded and exists: all of it is the
   * caller's to write before the store is used again. The key's revisions stay as they are.
   */
  rewriteMeta(bytes: Uint8Array, start: number, end: number, state: KeyState): MetaPlace {
    const row = this.#store.put(KEYS, bytes, start, end, state.rowBytes)
    this.#loaded = undefined
    this.#metaPlace.view = row.view
    this.#metaPlace.at = state.writeKey(row)
    return this.#metaPlace
  }

  /** Says when a key expires that exists and is of a type with rows of its own; 0 for never. */
  setExpiry(bytes: Uint8Array, start: number, end: number, expiresAt: number, entry: Entry): void {
    const state = this.load(bytes, start, end, entry)
    const { row, metaStart, metaLength } = state
    const meta = new Uint8Array(row.bytes.subarray(metaStart, metaStart + metaLength))
    entry.nextChange()
    this.#rebind(bytes, start, end, state, expiresAt, state.lease)
    const place = this.rewriteMeta(bytes, start, end, state)
    for (let at = 0; at < metaLength; at++) place.view.setUint8(place.at + at, meta[at] ?? 0)
  }

  /** Removes a key that exists, or whose row is damaged. */
  remove(
    bytes: Uint8Array,
    start: number,
    end: number,
    entry: Entry,
    event: KeyEvent | 'none' = 'del',
  ): void {
    const state = this.load(bytes, start, end, entry)
    this.#addBaseline(bytes, start, end, state, entry)
    entry.nextChange()
    this.#rebind(bytes, start, end, state, 0, 0)
    const change = this.#addChange(KV_DELETE, state, end - start, 0, entry)
    copyBytes(bytes, start, end, change.bytes, change.keyStart)
    if (state.exists) this.#releaseObject(bytes, start, end, state)
    this.#store.remove(KEYS, bytes, start, end)
    this.growth--
    state.writeTombstone(this.#store.put(TOMBSTONES, bytes, start, end, TOMBSTONE_BYTES))
    this.#loaded = undefined
    this.watchers.touch(bytes, start, end, entry.revision)
    if (event !== 'none') this.events.note(event, bytes, start, end)
  }

  /**
   * Removes a key in a revision of its own if it is expired. The other keys of a lease whose time is over go with the lease:
   * there may be so many that they need a log entry of their own.
   */
  removeExpired(bytes: Uint8Array, start: number, end: number, entry: Entry): void {
    if (!this.load(bytes, start, end, entry).isExpired) return
    entry.beginOperation()
    this.remove(bytes, start, end, entry, 'expired')
    entry.beginOperation()
  }

  /** Removes what is due at the entry's time: all keys in one revision, then each lease's in one of their own. */
  expire(entry: Entry): Expired {
    const due = this.#due(entry)
    for (const row of due.stale) this.ttl.remove(row)
    entry.beginOperation()
    for (const key of due.keys) this.remove(key, 0, key.length, entry, 'expired')
    let keys = due.keys.length
    let { damaged } = due
    for (const lease of due.leases) {
      entry.beginOperation()
      const removed = this.revoke(lease, entry, 'expired')
      keys += removed.keys
      damaged ??= removed.damaged
    }
    return { keys, leases: due.leases.length, more: due.more, damaged }
  }

  /** Removes a lease with its keys, in one revision. Passes over keys that are damaged. */
  revoke(lease: number, entry: Entry, event: KeyEvent = 'del'): Removed {
    const stale: Uint8Array[] = []
    let damaged: string | undefined
    let keys = 0
    for (const key of this.leases.keysOf(lease)) {
      const state = this.load(key, 0, key.length, entry)
      damaged ??= state.damage?.what
      if (state.exists && state.lease === lease) {
        this.remove(key, 0, key.length, entry, event)
        keys++
      } else {
        stale.push(key)
      }
    }
    this.leases.remove(lease, stale)
    this.#loaded = undefined
    return { keys, damaged }
  }

  /**
   * Removes keys of a range that were not put after a revision, and damaged ones, as many as one entry may, in one revision.
   * Returns where the rest begins.
   */
  removeRange(
    lower: Uint8Array,
    upper: Uint8Array | undefined,
    revision: number,
    entry: Entry,
  ): RangeRemoved {
    const found: Uint8Array[] = []
    let rows = 0
    let keyBytes = 0
    let rest: Uint8Array | undefined
    for (const { key, value } of this.#store.rangeWithDamage(KEYS, lower, upper, false)) {
      if (rows >= REMOVE_ROWS_MAX || keyBytes >= REMOVE_KEY_BYTES_MAX) {
        rest = key.slice()
        break
      }
      rows++
      keyBytes += key.length
      if (value === 'damaged' || revisionOf(value) <= revision) found.push(key.slice())
    }
    for (const key of found) this.remove(key, 0, key.length, entry)
    return { keys: found.length, rest }
  }

  /** What is due, the earliest first, as much as one entry may remove; and rows of the TTL index that mean nothing. */
  #due(entry: Entry): Due {
    const due: Due = { keys: [], leases: [], stale: [], more: false, damaged: undefined }
    let rows = 0
    let keyBytes = 0
    for (const found of this.ttl.due(entry.now)) {
      if (rows >= EXPIRE_ROWS_MAX || keyBytes >= EXPIRE_KEY_BYTES_MAX) {
        due.more = true
        break
      }
      rows++
      if (found.kind === 'key') {
        const { key, time } = found
        const state = this.#rows.read(key, 0, key.length, entry.compactedRevision)
        due.damaged ??= state.damage?.what
        if (state.exists && state.expiresAt === time) due.keys.push(key)
        else due.stale.push(found.row)
        keyBytes += key.length
      } else {
        const lease = this.leases.find(found.lease)
        const isStale =
          !lease || (!(lease instanceof StoreDamaged) && lease.expiresAt !== found.time)
        if (isStale || lease instanceof StoreDamaged) due.stale.push(found.row)
        if (isStale) continue
        due.leases.push(found.lease)
        if (lease instanceof StoreDamaged) due.damaged ??= lease.what
        else {
          rows += lease.keys
          keyBytes += lease.keyBytes
        }
      }
    }
    this.#loaded = undefined
    return due
  }

  #read(
    bytes: Uint8Array,
    start: number,
    end: number,
    now: number,
    compactedRevision: number,
  ): KeyState {
    const isExpired = this.isExpired(this.#rows.read(bytes, start, end, compactedRevision), now)
    // Where the key has a lease, that was looked for since.
    if (!this.#rows.isGood) this.#rows.read(bytes, start, end, compactedRevision)
    const { state } = this.#rows
    state.isExpired = isExpired
    return state
  }

  /** The state of a key that is not expired any more. */
  #loadPresent(bytes: Uint8Array, start: number, end: number, entry: Entry): KeyState {
    const state = this.load(bytes, start, end, entry)
    if (!state.isExpired) return state
    this.removeExpired(bytes, start, end, entry)
    return this.load(bytes, start, end, entry)
  }

  /** What belongs to a key of a type with rows of its own goes later, by the type's domain. */
  #releaseObject(bytes: Uint8Array, start: number, end: number, state: KeyState): void {
    if (state.type === KV_TYPE) return
    state.writeObjectId(this.#objectIdView, 0)
    this.#store.put(REMOVED_OBJECTS, this.#objectId, 0, OBJECT_ID_BYTES, 0)
    this.#store.remove(OBJECT_NAMES, bytes, start, end)
    this.objects?.released(bytes, start, end)
  }

  /** Keeps the value for the past, if it stands only in the row that is about to change. */
  #addBaseline(bytes: Uint8Array, start: number, end: number, state: KeyState, entry: Entry): void {
    if (!state.exists || !state.hasValue || state.revision > entry.compactedRevision) return
    const found = this.#store.find(KEYS, bytes, start, end)
    assert(found, 'a key that exists has a row')
    const { revision, row, metaStart, metaLength, valueLength } = state.readKey(found)
    entry.nextChange()
    const change = this.#addChange(KV_BASELINE, state, end - start, valueLength, entry, revision)
    writeMeta(change, state, revision, row.bytes, metaStart)
    copyBytes(bytes, start, end, change.bytes, change.keyStart)
    const valueStart = metaStart + metaLength
    copyBytes(row.bytes, valueStart, valueStart + valueLength, change.bytes, change.valueStart)
  }

  /** Adds the change that follows the one `state` knows of, and lets `state` know of the new one. */
  #addChange(
    kind: number,
    state: KeyState,
    keyLength: number,
    valueLength: number,
    entry: Entry,
    ofRevision = 0,
  ): Change {
    const previousRevision = state.revision
    const previousSub = state.sub
    if (previousRevision !== 0) {
      if (state.depth % MILESTONE_DISTANCE === 0) {
        state.milestoneRevision = previousRevision
        state.milestoneSub = previousSub
      }
      state.depth = (state.depth + 1) & 0xffff
    }
    const removes = kind === KV_DELETE
    state.revision = entry.revision
    state.sub = entry.sub
    return this.#store.addChange(
      {
        kind,
        removes,
        inRow: !removes && state.hasValue,
        revision: entry.revision,
        sub: entry.sub,
        previousRevision,
        previousSub,
        milestoneRevision: state.milestoneRevision,
        milestoneSub: state.milestoneSub,
        metaLength: removes ? 0 : metaBytes(state, ofRevision),
        keyLength,
        valueLength,
        tag: removes ? 0 : changeTag(state, ofRevision),
      },
      entry.time,
    )
  }

  /** Takes a key from the time and lease it is bound to, and binds it to others; 0 for none. */
  #rebind(
    bytes: Uint8Array,
    start: number,
    end: number,
    state: KeyState,
    expiresAt: number,
    lease: number,
  ): void {
    if (state.expiresAt === expiresAt && state.lease === lease) return
    const key = bytes.slice(start, end)
    if (state.expiresAt !== expiresAt) {
      if (state.expiresAt !== 0) this.ttl.removeKey(state.expiresAt, key)
      if (expiresAt !== 0) this.ttl.addKey(expiresAt, key)
      state.expiresAt = expiresAt
    }
    if (state.lease !== lease) {
      if (state.lease !== 0) this.leases.detach(state.lease, key)
      if (lease !== 0) this.leases.attach(lease, key)
      state.lease = lease
    }
  }
}

type Due = {
  readonly keys: Uint8Array[]
  readonly leases: number[]
  readonly stale: Uint8Array[]
  more: boolean
  damaged: string | undefined
}
