/** Leases: times to live that own keys. The tables LEASES and LEASE_KEYS. */
import { strict as assert } from 'node:assert'
import type { Store } from '#business/data/store/store'
import { LEASE_KEYS, LEASES } from '#business/data/store/tables'
import type { Expiries } from './expiries.ts'
import type { Lease, LeaseId, Refusal } from './model.ts'
import { LEASE_KEY_BYTES_MAX, LEASE_KEYS_MAX, storedLeaseId } from './model.ts'
import { LEASE_ROW_BYTES, leaseKey, leaseMemberKey } from './rows.ts'

/** A lease and how many bytes its keys have. */
export type LeaseState = Lease & { readonly keyBytes: number }

export class Leases {
  readonly #store: Store
  readonly #expiries: Expiries

  constructor(store: Store, expiries: Expiries) {
    this.#store = store
    this.#expiries = expiries
  }

  find(id: number): LeaseState | undefined {
    const key = leaseKey(id)
    const row = this.#store.find(LEASES, key, 0, key.length)
    if (!row) return undefined
    const { view, start } = row
    return {
      id: storedLeaseId(id),
      ttlMs: view.getFloat64(start, true),
      expiresAt: view.getFloat64(start + 8, true),
      keys: view.getFloat64(start + 16, true),
      keyBytes: view.getFloat64(start + 24, true),
    }
  }

  /** Why that many more keys, with that many bytes, cannot join a lease, if they cannot. */
  refusal(lease: number, keys: number, bytes: number): Refusal | undefined {
    const id = storedLeaseId(lease)
    const found = this.find(lease)
    if (!found) return { kind: 'leaseNotFound', id }
    const hasRoom =
      found.keys + keys <= LEASE_KEYS_MAX && found.keyBytes + bytes <= LEASE_KEY_BYTES_MAX
    return hasRoom ? undefined : { kind: 'leaseFull', id }
  }

  /** Makes a lease, or gives an existing one the new time to live, counted from `time`. */
  grant(id: LeaseId, ttlMs: number, time: number): Lease {
    const old = this.find(id)
    return this.#renew({ id, ttlMs, expiresAt: 0, keys: 0, keyBytes: 0, ...old }, ttlMs, time)
  }

  /** Counts the time to live from `time` anew; undefined if there is no such lease. */
  keepAlive(id: LeaseId, time: number): Lease | undefined {
    const lease = this.find(id)
    return lease && this.#renew(lease, lease.ttlMs, time)
  }

  /** The keys of a lease, in order. */
  keysOf(id: number): Uint8Array[] {
    const lower = leaseKey(id)
    const upper = leaseKey(id + 1)
    const keys: Uint8Array[] = []
    for (const { key } of this.#store.range(LEASE_KEYS, lower, upper)) keys.push(key.subarray(8))
    return keys
  }

  /** Removes a lease that has no keys any more. */
  remove(id: number): void {
    const lease = this.find(id)
    assert(lease?.keys === 0, 'a lease goes after its keys')
    this.#expiries.removeLease(lease.expiresAt, id)
    const key = leaseKey(id)
    this.#store.remove(LEASES, key, 0, key.length)
  }

  attach(id: number, key: Uint8Array): void {
    const member = leaseMemberKey(id, key)
    this.#store.put(LEASE_KEYS, member, 0, member.length, 0)
    this.#count(id, 1, key.length)
  }

  detach(id: number, key: Uint8Array): void {
    const member = leaseMemberKey(id, key)
    this.#store.remove(LEASE_KEYS, member, 0, member.length)
    this.#count(id, -1, -key.length)
  }

  #count(id: number, keys: number, bytes: number): void {
    const lease = this.find(id)
    assert(lease, 'a key belongs to a lease that exists')
    this.#write({ ...lease, keys: lease.keys + keys, keyBytes: lease.keyBytes + bytes })
  }

  #renew(lease: LeaseState, ttlMs: number, time: number): Lease {
    if (lease.expiresAt !== 0) this.#expiries.removeLease(lease.expiresAt, lease.id)
    const expiresAt = time + ttlMs
    this.#expiries.addLease(expiresAt, lease.id)
    this.#write({ ...lease, ttlMs, expiresAt })
    return { id: lease.id, ttlMs, expiresAt, keys: lease.keys }
  }

  #write({ id, ttlMs, expiresAt, keys, keyBytes }: LeaseState): void {
    const key = leaseKey(id)
    const { view, start } = this.#store.put(LEASES, key, 0, key.length, LEASE_ROW_BYTES)
    view.setFloat64(start, ttlMs, true)
    view.setFloat64(start + 8, expiresAt, true)
    view.setFloat64(start + 16, keys, true)
    view.setFloat64(start + 24, keyBytes, true)
  }
}
