/** When keys and leases are due: the table EXPIRIES. */
import type { Store } from '#business/data/store/store'
import { EXPIRIES } from '#business/data/store/tables'
import type { Expiry } from './rows.ts'
import { decodeExpiry, expiryBound, keyExpiryKey, leaseExpiryKey } from './rows.ts'

export class Expiries {
  readonly #store: Store
  /**
   * No row has an earlier time. Only a place to start looking from: what was removed just now would otherwise be skipped
   * row by row, again and again, until it is folded.
   */
  #earliest = 0

  constructor(store: Store) {
    this.#store = store
  }

  addKey(time: number, key: Uint8Array): void {
    this.#add(time, keyExpiryKey(time, key))
  }

  removeKey(time: number, key: Uint8Array): void {
    const row = keyExpiryKey(time, key)
    this.#store.remove(EXPIRIES, row, 0, row.length)
  }

  addLease(time: number, lease: number): void {
    this.#add(time, leaseExpiryKey(time, lease))
  }

  removeLease(time: number, lease: number): void {
    const row = leaseExpiryKey(time, lease)
    this.#store.remove(EXPIRIES, row, 0, row.length)
  }

  /** Everything due up to and at a time, the earliest first. To be read to its end, or left, before the next write. */
  *due(time: number): Generator<Expiry> {
    const lower = expiryBound(this.#earliest, 'before')
    for (const { key } of this.#store.range(EXPIRIES, lower, expiryBound(time, 'after'))) {
      const expiry = decodeExpiry(key)
      this.#earliest = expiry.time
      yield expiry
    }
    this.#earliest = Math.max(this.#earliest, time)
  }

  /** The earliest time at which anything is due. */
  next(): number | undefined {
    for (const { key } of this.#store.range(EXPIRIES, expiryBound(this.#earliest, 'before'))) {
      this.#earliest = decodeExpiry(key).time
      return this.#earliest
    }
    return undefined
  }

  #add(time: number, row: Uint8Array): void {
    this.#earliest = Math.min(this.#earliest, time)
    this.#store.put(EXPIRIES, row, 0, row.length, 0)
  }
}
