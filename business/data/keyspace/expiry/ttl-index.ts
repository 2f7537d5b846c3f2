/**
 * The TTL index: when keys and leases are due. The table EXPIRIES, big endian, so that rows are in the order of their times:
 *
 *     time f64, 0 u8, key         ->  nothing: the key is due then
 *     time f64, 1 u8, lease f64   ->  nothing: the lease is due then
 *
 * A row counts only if the key or the lease itself says the same. Another one is stale: something was damaged.
 */
import { compareBytes } from '#foundation/bytes/bytes'
import { successor } from '#business/data/keyspace/key'
import type { Store } from '#business/data/store/store'
import { EXPIRIES } from '#business/data/store/tables'

const KEY = 0
const LEASE = 1
const TIME_BYTES = 9
const LEASE_BYTES = 17
/** Counted in one turn of the event loop. */
const COUNTED_ROWS = 1000

export type Due = { readonly row: Uint8Array; readonly time: number } & (
  | { readonly kind: 'key'; readonly key: Uint8Array }
  | { readonly kind: 'lease'; readonly lease: number }
)

/** Keys that expire, those of leases left out. */
export type Expiring = {
  readonly keys: number
  /** The mean of their times; 0 if there are none. */
  readonly meanTime: number
}

export class TtlIndex {
  readonly #store: Store
  /**
   * There is no row before this one. Only this node's, and only to start looking from: what was removed just now would
   * otherwise be passed over row by row, again and again, until it is flushed.
   */
  #start: Uint8Array = new Uint8Array()

  /** Rows up to this one are counted, and their number is kept. Of none at first. */
  #countedTo: Uint8Array | 'all' = new Uint8Array()
  #keys = 0
  /** Of what is counted, against `#base`, so that the sum is exact. */
  #times = 0
  #base: number | undefined

  constructor(store: Store) {
    this.#store = store
  }

  /** Undefined until all are counted. */
  get expiring(): Expiring | undefined {
    if (this.#countedTo !== 'all') return undefined
    const keys = this.#keys
    return { keys, meanTime: keys === 0 ? 0 : (this.#base ?? 0) + this.#times / keys }
  }

  /** Counts some more of the keys that expire. Whether there may be others yet. */
  countMore(): boolean {
    if (this.#countedTo === 'all') return false
    let rows = 0
    const from = successor(this.#countedTo)
    for (const { key } of this.#store.rangeWithDamage(EXPIRIES, from, undefined, false)) {
      const row = key.slice()
      this.#countedTo = row
      this.#note(row, 1)
      if (++rows === COUNTED_ROWS) return true
    }
    this.#countedTo = 'all'
    return false
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
    this.#note(row, -1)
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
    this.#note(row, 1)
  }

  /** That a row came or went, if rows are counted as far as that. */
  #note(row: Uint8Array, growth: 1 | -1): void {
    const to = this.#countedTo
    if (to !== 'all' && compareBytes(row, 0, row.length, to, 0, to.length) > 0) return
    const { kind, time } = decoded(row)
    if (kind === 'lease') return
    this.#base ??= time
    this.#keys += growth
    this.#times += growth * (time - this.#base)
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
