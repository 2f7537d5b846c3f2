/**
 * The rows of the key-value domain in the store's tables. Little endian in values, big endian in keys, which sort by it.
 *
 *     KEYS         key                           ->  see KeyRow; only of keys that exist
 *     TOMBSTONES       key                           ->  see Tombstone; of keys removed after the compacted revision
 *     EXPIRIES     time f64, 0 u8, key           ->  nothing: the key expires then
 *                  time f64, 1 u8, lease f64     ->  nothing: the lease expires then
 *     LEASES       lease f64                     ->  ttl ms f64, expires at f64, keys f64, bytes of the keys f64
 *     LEASE_KEYS   lease f64, key                ->  nothing
 *
 * KeyRow:
 *
 *      0     revision f64          of the change that wrote the value
 *      8     create revision f64
 *     16     milestone f64         see change.ts of the store
 *     24     version f64
 *     32     sub u16 | milestone sub u16 | depth u32
 *     40     expires at f64, lease f64: both, if the key has any of them; else the row ends before
 *
 * Tombstone:
 *
 *      0     revision f64          of the change that removed the key
 *      8     milestone f64
 *     16     sub u16 | milestone sub u16 | depth u32
 *
 * Depth counts all changes of the key, removals too, modulo 2^32: every `MILESTONE_DISTANCE`th is a milestone.
 */
import type { Row } from '#business/data/store/store'
import type { ExpiryPlace } from './model.ts'

export const KEY_ROW_BYTES = 40
export const KEY_ROW_BYTES_MAX = 56
export const TOMBSTONE_BYTES = 24
export const LEASE_ROW_BYTES = 32

/** The newest change of a key as a row tells it: what the next change of the key has to know. */
export class KeyState {
  exists = false
  revision = 0
  sub = 0
  createRevision = 0
  version = 0
  milestoneRevision = 0
  milestoneSub = 0
  depth = 0
  /** 0 for none. */
  expiresAt = 0
  lease = 0

  readKey({ view, start, length }: Row): this {
    this.exists = true
    this.revision = view.getFloat64(start, true)
    this.createRevision = view.getFloat64(start + 8, true)
    this.milestoneRevision = view.getFloat64(start + 16, true)
    this.version = view.getFloat64(start + 24, true)
    this.sub = view.getUint16(start + 32, true)
    this.milestoneSub = view.getUint16(start + 34, true)
    this.depth = view.getUint32(start + 36, true)
    const isBound = length > KEY_ROW_BYTES
    this.expiresAt = isBound ? view.getFloat64(start + 40, true) : 0
    this.lease = isBound ? view.getFloat64(start + 48, true) : 0
    return this
  }

  readTombstone({ view, start }: Row): this {
    this.clear()
    this.revision = view.getFloat64(start, true)
    this.milestoneRevision = view.getFloat64(start + 8, true)
    this.sub = view.getUint16(start + 16, true)
    this.milestoneSub = view.getUint16(start + 18, true)
    this.depth = view.getUint32(start + 20, true)
    return this
  }

  /** The state of a key that nothing is known of. */
  clear(): this {
    this.exists = false
    this.revision = 0
    this.sub = 0
    this.createRevision = 0
    this.version = 0
    this.milestoneRevision = 0
    this.milestoneSub = 0
    this.depth = 0
    this.expiresAt = 0
    this.lease = 0
    return this
  }

  get keyRowBytes(): number {
    return this.expiresAt === 0 && this.lease === 0 ? KEY_ROW_BYTES : KEY_ROW_BYTES_MAX
  }

  writeKey({ view, start, length }: Row): void {
    view.setFloat64(start, this.revision, true)
    view.setFloat64(start + 8, this.createRevision, true)
    view.setFloat64(start + 16, this.milestoneRevision, true)
    view.setFloat64(start + 24, this.version, true)
    view.setUint16(start + 32, this.sub, true)
    view.setUint16(start + 34, this.milestoneSub, true)
    view.setUint32(start + 36, this.depth, true)
    if (length > KEY_ROW_BYTES) {
      view.setFloat64(start + 40, this.expiresAt, true)
      view.setFloat64(start + 48, this.lease, true)
    }
  }

  writeTombstone({ view, start }: Row): void {
    view.setFloat64(start, this.revision, true)
    view.setFloat64(start + 8, this.milestoneRevision, true)
    view.setUint16(start + 16, this.sub, true)
    view.setUint16(start + 18, this.milestoneSub, true)
    view.setUint32(start + 20, this.depth, true)
  }
}

export function leaseKey(lease: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, lease)
  return bytes
}

export function leaseMemberKey(lease: number, key: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + key.length)
  new DataView(bytes.buffer).setFloat64(0, lease)
  bytes.set(key, 8)
  return bytes
}

export function keyExpiryKey(time: number, key: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(9 + key.length)
  new DataView(bytes.buffer).setFloat64(0, time)
  bytes.set(key, 9)
  return bytes
}

export function leaseExpiryKey(time: number, lease: number): Uint8Array {
  const bytes = new Uint8Array(17)
  const view = new DataView(bytes.buffer)
  view.setFloat64(0, time)
  view.setUint8(8, 1)
  view.setFloat64(9, lease)
  return bytes
}

/** Behind everything that is due at a time, or earlier. */
export function placeAfterTime(time: number): ExpiryPlace {
  const bytes = new Uint8Array(9)
  const view = new DataView(bytes.buffer)
  view.setFloat64(0, time)
  view.setUint8(8, 0xff)
  return bytes
}

/** Behind one row, and before all that follow. */
export function placeAfter(place: ExpiryPlace): ExpiryPlace {
  const bytes = new Uint8Array(place.length + 1)
  bytes.set(place)
  return bytes
}

export type Expiry = { readonly place: ExpiryPlace; readonly time: number } & (
  | { readonly kind: 'key'; readonly key: Uint8Array }
  | { readonly kind: 'lease'; readonly lease: number }
)

export function decodeExpiry(place: ExpiryPlace): Expiry {
  const view = new DataView(place.buffer, place.byteOffset, place.byteLength)
  const time = view.getFloat64(0)
  return view.getUint8(8) === 0
    ? { kind: 'key', place, time, key: place.subarray(9) }
    : { kind: 'lease', place, time, lease: view.getFloat64(9) }
}
