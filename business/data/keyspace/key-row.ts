/**
 * What the store knows of a key: its row if it exists, its tombstone if it was removed after the compacted revision.
 * Little endian.
 *
 *     KEYS         key  ->  see below; only of keys that exist
 *     TOMBSTONES   key  ->  see below
 *
 * A row of KEYS:
 *
 *      0     revision f64          of the change that wrote the value
 *      8     create revision f64
 *     16     milestone f64         see change.ts of the store
 *     24     version f64
 *     32     sub u16 | milestone sub u16
 *     36     depth u16 | create sub u16
 *     40     type u8 | flags u8 | meta length u16 | value length u32
 *     48     expires at f64, lease f64: each only with its flag | meta | value, only with its flag
 *
 * A row of 40 or 56 bytes is older than this layout: it has a depth of 32 bits and ends after that, or after two numbers
 * for the expiry and the lease. It is a key of the type KV whose meta and value stand in its change. A row of the layout
 * above that would have 56 bytes is one byte longer.
 *
 * A tombstone:
 *
 *      0     revision f64          of the change that removed the key
 *      8     milestone f64
 *     16     sub u16 | milestone sub u16 | depth u32
 *
 * Depth counts all changes of the key, removals too: every `MILESTONE_DISTANCE`th is a milestone.
 */
import type { Entry } from '#business/data/node/entry'
import type { PointerTable } from '#business/data/store/disk-files'
import { KEYS, KV_DELETE, KV_PUT, STREAM_CREATE, TOMBSTONES } from '#business/data/store/tables'
import type { Store } from '#business/data/store/store'
import { Row, StoreDamaged } from '#business/data/store/store'

/**
 * A value up to this length stands in its key's row too, so that one lookup finds it: see
 * docs/decisions/where-values-live.md. A longer one stands in its change only.
 */
export const IN_ROW_BYTES_MAX = 512

export const OLD_ROW_BYTES = 40
const OLD_BOUND_ROW_BYTES = 56
export const KEY_HEADER_BYTES = 48
export const TOMBSTONE_BYTES = 24

const HAS_EXPIRY = 1
const HAS_LEASE = 2
const HAS_VALUE = 4

/** The types of keys. Part of the format on disk. */
export const KV_TYPE = 1
/** The type's own meta of a key is the state of its stream: see stream-state.ts of the domain. */
export const STREAM_TYPE = 2

export const OBJECT_ID_BYTES = 8

/** The newest change of a key as its row tells it: what the next change of the key has to know. Used again for each key. */
export class KeyState {
  exists = false
  /** Whether the key exists no more for the operation or the reader, because its time or its lease's time is over. */
  isExpired = false
  /** Why nothing is known of the key, if its row or its tombstone is damaged. */
  damage: StoreDamaged | undefined
  type = KV_TYPE
  revision = 0
  sub = 0
  createRevision = 0
  createSub = 0
  version = 0
  milestoneRevision = 0
  milestoneSub = 0
  depth = 0
  /** 0 for none. */
  expiresAt = 0
  lease = 0
  /** Whether the row says how long meta and value are, and has the meta. */
  hasMeta = false
  hasValue = false
  metaLength = 0
  valueLength = 0
  /** The row and where its meta begins, which its value follows. Good until the store is used again. */
  readonly row = new Row()
  metaStart = 0

  /** Whether there is a key for the operation or the reader. */
  get isPresent(): boolean {
    return this.exists && !this.isExpired
  }

  /** Revision of the key's newest put for the operation or the reader; 0 for no such key. */
  get modRevision(): number {
    return this.isPresent ? this.revision : 0
  }

  /**
   * Writes what names the object, which no other object ever has: revision u48 and number u16 of the change that created it,
   * big endian.
   */
  writeObjectId(into: DataView, at: number): void {
    into.setUint16(at, Math.floor(this.createRevision / 2 ** 32))
    into.setUint32(at + 2, this.createRevision % 2 ** 32)
    into.setUint16(at + 6, this.createSub)
  }

  readKey(row: Row): this {
    const { bytes, view, start, length } = row
    this.row.at(bytes, view, start, length)
    this.exists = true
    this.isExpired = false
    this.damage = undefined
    this.revision = view.getFloat64(start, true)
    this.createRevision = view.getFloat64(start + 8, true)
    this.milestoneRevision = view.getFloat64(start + 16, true)
    this.version = view.getFloat64(start + 24, true)
    this.sub = view.getUint16(start + 32, true)
    this.milestoneSub = view.getUint16(start + 34, true)
    this.depth = view.getUint16(start + 36, true)
    if (length === OLD_ROW_BYTES || length === OLD_BOUND_ROW_BYTES) this.#readOld(row)
    else this.#readRest(row)
    return this
  }

  readTombstone({ view, start }: Row): this {
    this.clear()
    this.revision = view.getFloat64(start, true)
    this.milestoneRevision = view.getFloat64(start + 8, true)
    this.sub = view.getUint16(start + 16, true)
    this.milestoneSub = view.getUint16(start + 18, true)
    this.depth = view.getUint16(start + 20, true)
    return this
  }

  /** The state of a key that nothing is known of. */
  clear(): this {
    this.exists = false
    this.isExpired = false
    this.damage = undefined
    this.type = KV_TYPE
    this.revision = 0
    this.sub = 0
    this.createRevision = 0
    this.createSub = 0
    this.version = 0
    this.milestoneRevision = 0
    this.milestoneSub = 0
    this.depth = 0
    this.expiresAt = 0
    this.lease = 0
    this.hasMeta = false
    this.hasValue = false
    this.metaLength = 0
    this.valueLength = 0
    return this
  }

  damaged(error: StoreDamaged): this {
    this.clear()
    this.damage = error
    return this
  }

  get rowBytes(): number {
    const bound = (this.expiresAt === 0 ? 0 : 8) + (this.lease === 0 ? 0 : 8)
    const bytes =
      KEY_HEADER_BYTES + bound + this.metaLength + (this.hasValue ? this.valueLength : 0)
    return bytes === OLD_BOUND_ROW_BYTES ? bytes + 1 : bytes
  }

  /** Writes all but the meta and the value, and returns where these belong. */
  writeKey({ view, start }: Row): number {
    view.setFloat64(start, this.revision, true)
    view.setFloat64(start + 8, this.createRevision, true)
    view.setFloat64(start + 16, this.milestoneRevision, true)
    view.setFloat64(start + 24, this.version, true)
    view.setUint16(start + 32, this.sub, true)
    view.setUint16(start + 34, this.milestoneSub, true)
    view.setUint16(start + 36, this.depth, true)
    view.setUint16(start + 38, this.createSub, true)
    view.setUint8(start + 40, this.type)
    const flags = (this.expiresAt === 0 ? 0 : HAS_EXPIRY) | (this.lease === 0 ? 0 : HAS_LEASE)
    view.setUint8(start + 41, flags | (this.hasValue ? HAS_VALUE : 0))
    view.setUint16(start + 42, this.metaLength, true)
    view.setUint32(start + 44, this.valueLength, true)
    let at = start + KEY_HEADER_BYTES
    if (this.expiresAt !== 0) {
      view.setFloat64(at, this.expiresAt, true)
      at += 8
    }
    if (this.lease !== 0) {
      view.setFloat64(at, this.lease, true)
      at += 8
    }
    return at
  }

  writeTombstone({ view, start }: Row): void {
    view.setFloat64(start, this.revision, true)
    view.setFloat64(start + 8, this.milestoneRevision, true)
    view.setUint16(start + 16, this.sub, true)
    view.setUint16(start + 18, this.milestoneSub, true)
    view.setUint32(start + 20, this.depth, true)
  }

  #readOld({ view, start, length }: Row): void {
    const isBound = length === OLD_BOUND_ROW_BYTES
    this.type = KV_TYPE
    this.createSub = 0
    this.expiresAt = isBound ? view.getFloat64(start + 40, true) : 0
    this.lease = isBound ? view.getFloat64(start + 48, true) : 0
    this.hasMeta = false
    this.hasValue = false
    this.metaLength = 0
    this.valueLength = 0
  }

  #readRest({ view, start }: Row): void {
    this.createSub = view.getUint16(start + 38, true)
    this.type = view.getUint8(start + 40)
    const flags = view.getUint8(start + 41)
    this.hasMeta = true
    this.hasValue = (flags & HAS_VALUE) !== 0
    this.metaLength = view.getUint16(start + 42, true)
    this.valueLength = view.getUint32(start + 44, true)
    let at = start + KEY_HEADER_BYTES
    this.expiresAt = flags & HAS_EXPIRY ? view.getFloat64(at, true) : 0
    if (flags & HAS_EXPIRY) at += 8
    this.lease = flags & HAS_LEASE ? view.getFloat64(at, true) : 0
    if (flags & HAS_LEASE) at += 8
    this.metaStart = at
  }
}

const state = new KeyState()

/** How rows lead to changes: for the check that they do. */
export const KEY_POINTERS: readonly PointerTable[] = [
  {
    table: KEYS,
    kinds: [KV_PUT, STREAM_CREATE],
    rowBytesMin: OLD_ROW_BYTES,
    read: row => {
      const { revision, sub, hasValue } = state.readKey(row)
      return { revision, sub, inRow: hasValue }
    },
  },
  {
    table: TOMBSTONES,
    kinds: [KV_DELETE],
    rowBytesMin: TOMBSTONE_BYTES,
    read: row => {
      const { revision, sub } = state.readTombstone(row)
      return { revision, sub, inRow: false }
    },
  },
]

/** The revision that a row of KEYS begins with. */
export function revisionOf(row: Uint8Array): number {
  return new DataView(row.buffer, row.byteOffset).getFloat64(0, true)
}

/** Where in memory a key's name lies. */
export type KeyRange = { readonly start: number; readonly end: number }

/** What the domain of keys with rows of their own does with them. */
export type Objects = {
  /** A key was removed, or replaced by one of another type. */
  released(bytes: Uint8Array, start: number, end: number): void
  /** Gives a key, which is present, another name, in the place of what that named. */
  rename(bytes: Uint8Array, from: KeyRange, to: KeyRange, entry: Entry): void
  /** Reads what a key that was just loaded stands for. Returns its bytes, unless it is too large. Throws `StoreDamaged`. */
  read(state: KeyState): number | undefined
  /** Gives what was read last a second name, in the place of what that named. */
  copy(bytes: Uint8Array, to: KeyRange, entry: Entry): void
}

/** Reads what the store knows of keys, one after the other. */
export class KeyRows {
  /** Of the key that was read last. */
  state = new KeyState()
  readonly #store: Store
  #lookups = 0

  constructor(store: Store) {
    this.#store = store
  }

  /** Whether the row of the state is still what was read: the base shows each row where it showed the one before. */
  get isGood(): boolean {
    return this.#lookups === this.#store.reads.lookups
  }

  /** Lets go of the memory that the last lookup showed. */
  rest(): void {
    this.state = new KeyState()
  }

  read(bytes: Uint8Array, start: number, end: number, compactedRevision: number): KeyState {
    const state = this.#find(bytes, start, end, compactedRevision)
    this.#lookups = this.#store.reads.lookups
    return state
  }

  #find(bytes: Uint8Array, start: number, end: number, compactedRevision: number): KeyState {
    const { state } = this
    try {
      const row = this.#store.find(KEYS, bytes, start, end)
      if (row) return state.readKey(row)
    } catch (error) {
      if (error instanceof StoreDamaged) return state.damaged(error)
      throw error
    }
    try {
      const tombstone = this.#store.find(TOMBSTONES, bytes, start, end)
      if (!tombstone) return state.clear()
      // Tombstones up to the compacted revision go when their node gets round to it: to apply they are gone already.
      state.readTombstone(tombstone)
      return state.revision <= compactedRevision ? state.clear() : state
    } catch (error) {
      // The key does not exist. Only its past is not known.
      if (error instanceof StoreDamaged) return state.clear()
      throw error
    }
  }
}
