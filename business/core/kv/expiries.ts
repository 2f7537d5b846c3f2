/** When keys and leases are due: the table EXPIRIES. */
import { compareBytes } from '#foundation/bytes/bytes'
import type { Store } from '#business/data/store/store'
import { EXPIRIES } from '#business/data/store/tables'
import type { ExpiryPlace } from './model.ts'
import type { Expiry } from './rows.ts'
import { decodeExpiry, keyExpiryKey, leaseExpiryKey } from './rows.ts'

export class Expiries {
  readonly #store: Store
  #start: ExpiryPlace = new Uint8Array()

  constructor(store: Store) {
    this.#store = store
  }

  /**
   * A place before which there is nothing to remove. Only this node's, and only to start looking from: what was removed
   * just now would otherwise be passed over row by row, again and again, until it is flushed.
   */
  get start(): ExpiryPlace {
    return this.#start
  }

  addKey(time: number, key: Uint8Array): void {
    this.#add(keyExpiryKey(time, key))
  }

  removeKey(time: number, key: Uint8Array): void {
    const row = keyExpiryKey(time, key)
    this.#store.remove(EXPIRIES, row, 0, row.length)
  }

  addLease(time: number, lease: number): void {
    this.#add(leaseExpiryKey(time, lease))
  }

  removeLease(time: number, lease: number): void {
    const row = leaseExpiryKey(time, lease)
    this.#store.remove(EXPIRIES, row, 0, row.length)
  }

  /** What is due between two places, the earliest first. To be read to its end, or left, before the next write. */
  *due(lower: ExpiryPlace, upper: ExpiryPlace): Generator<Expiry> {
    for (const { key } of this.#store.range(EXPIRIES, lower, upper)) yield decodeExpiry(key)
  }

  /** The earliest time at which anything is due. */
  next(): number | undefined {
    for (const { key } of this.#store.range(EXPIRIES, this.#start)) {
      this.#start = key.slice()
      return decodeExpiry(key).time
    }
    return undefined
  }

  /** There is nothing left to remove between two places, or nothing that could be. */
  passOver(lower: ExpiryPlace, upper: ExpiryPlace): void {
    if (isBefore(this.#start, upper) && !isBefore(this.#start, lower)) this.#start = upper
  }

  #add(row: Uint8Array): void {
    if (isBefore(row, this.#start)) this.#start = row
    this.#store.put(EXPIRIES, row, 0, row.length, 0)
  }
}

function isBefore(a: ExpiryPlace, b: ExpiryPlace): boolean {
  return compareBytes(a, 0, a.length, b, 0, b.length) < 0
}
