/**
 * The TTL index: when keys and leases are due. The table EXPIRIES, big endian, so that rows are in the order of their times:
 *
 *     time f64, 0 u8, key         ->  nothing: the key is due then
 *     time f64, 1 u8, lease f64   ->  nothing: the lease is due then
 *
 * A row counts only if the key or the lease itself says the same. Another one is stale: something was damaged.
 */
import { compareBytes } from '#foundation/bytes/bytes'
import type { Store } from '#business/data/store/store'
import { EXPIRIES } from '#business/data/store/tables'

const KEY = 0
const LEASE = 1
const TIME_BYTES = 9
const LEASE_BYTES = 17

export type Due = { readonly row: Uint8Array; readonly time: number } & (
  | { readonly kind: 'key'; readonly key: Uint8Array }
  | { readonly kind: 'lease'; readonly lease: number }
)

export class TtlIndex {
  readonly #store: Store
  /**
   * There is no row before this one. Only this node's, and only to start looking from: what was removed just now would
   * otherwise be passed over row by row, again and again, until it is flushed.
   */
  #start: Uint8Array = new Uint8Array()

  constructor(store: Store) {
    this.#store = store
  }

  addKey(time: number, key: Uint8Array): void {
    this.#add(keyRow(time, key))
  }

  removeKey(time: number, key: Uint8Array): void {
    this.remove(keyRow(time, key))
  }

  addLease(time: number, lease: number): void {
    this.#add(leaseRow(time, lease))
  }

  removeLease(time: number, lease: number): void {
    this.remove(leaseRow(time, lease))
  }

  remove(row: Uint8Array): void {
    this.#store.remove(EXPIRIES, row, 0, row.length)
  }

  /** What is due at a time, the earliest first, damaged rows too. To be read to its end, or left, before the next write. */
  *due(now: number): Generator<Due> {
    const end = new Uint8Array(TIME_BYTES)
    const view = new DataView(end.buffer)
    view.setFloat64(0, now)
    view.setUint8(8, 0xff)
    for (const { key } of this.#store.rangeWithDamage(EXPIRIES, this.#start, end, false)) {
      this.#start = key.slice()
      yield decoded(key)
    }
  }

  /** The earliest time at which anything is due. */
  next(): number | undefined {
    for (const { key } of this.#store.rangeWithDamage(EXPIRIES, this.#start, undefined, false)) {
      this.#start = key.slice()
      return decoded(key).time
    }
    return undefined
  }

  #add(row: Uint8Array): void {
    if (compareBytes(row, 0, row.length, this.#start, 0, this.#start.length) < 0) this.#start = row
    this.#store.put(EXPIRIES, row, 0, row.length, 0)
  }
}

function keyRow(time: number, key: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(TIME_BYTES + key.length)
  new DataView(bytes.buffer).setFloat64(0, time)
  bytes.set(key, TIME_BYTES)
  return bytes
}

function leaseRow(time: number, lease: number): Uint8Array {
  const bytes = new Uint8Array(LEASE_BYTES)
  const view = new DataView(bytes.buffer)
  view.setFloat64(0, time)
  view.setUint8(8, LEASE)
  view.setFloat64(TIME_BYTES, lease)
  return bytes
}

/** A damaged row may be anything: it names a key or a lease that does not exist then, or says nothing of it. */
function decoded(row: Uint8Array): Due {
  const view = new DataView(row.buffer, row.byteOffset, row.byteLength)
  const time = row.length < TIME_BYTES ? 0 : view.getFloat64(0)
  return row.length === LEASE_BYTES && view.getUint8(8) !== KEY
    ? { kind: 'lease', row, time, lease: view.getFloat64(TIME_BYTES) }
    : { kind: 'key', row, time, key: row.subarray(TIME_BYTES) }
}
