/**
 * Leases: times to live that own keys. Big endian in keys, little endian in values.
 *
 *     LEASES       lease f64        ->  ttl ms f64, expires at f64, keys f64, bytes of the keys f64
 *     LEASE_KEYS   lease f64, key   ->  nothing
 *
 * A row of LEASE_KEYS counts only if the key itself says that it has the lease. Another one is stale: something was damaged.
 */
import type { Store } from '#business/data/store/store'
import { StoreDamaged } from '#business/data/store/store'
import { LEASE_KEYS, LEASES } from '#business/data/store/tables'
import type { TtlIndex } from './expiry/ttl-index.ts'

/** Keys a lease may own, and their bytes: they all go in one revision. */
export const LEASE_KEYS_MAX = 10_000
export const LEASE_KEY_BYTES_MAX = 1024 * 1024

const LEASE_ROW_BYTES = 32
const ID_BYTES = 8

export type Lease = {
  readonly id: number
  readonly ttlMs: number
  readonly expiresAt: number
  readonly keys: number
  readonly keyBytes: number
}

/** Keys, with their bytes, that join a lease, or leave it if negative. */
export type Joining = { readonly keys: number; readonly bytes: number }

export class Leases {
  readonly #store: Store
  readonly #ttl: TtlIndex

  constructor(store: Store, ttl: TtlIndex) {
    this.#store = store
    this.#ttl = ttl
  }

  /** The lease, whether it is due or not; or why nothing is known of it. */
  find(id: number): Lease | StoreDamaged | undefined {
    const key = idBytes(id)
    try {
      const row = this.#store.find(LEASES, key, 0, ID_BYTES)
      if (!row) return undefined
      const { view, start } = row
      return {
        id,
        ttlMs: view.getFloat64(start, true),
        expiresAt: view.getFloat64(start + 8, true),
        keys: view.getFloat64(start + 16, true),
        keyBytes: view.getFloat64(start + 24, true),
      }
    } catch (error) {
      if (error instanceof StoreDamaged) return error
      throw error
    }
  }

  /** The lease, if it is not due at this time. */
  findAt(id: number, now: number): Lease | StoreDamaged | undefined {
    const lease = this.find(id)
    return lease && !(lease instanceof StoreDamaged) && lease.expiresAt <= now ? undefined : lease
  }

  isDue(id: number, now: number): boolean {
    const lease = this.find(id)
    return lease !== undefined && !(lease instanceof StoreDamaged) && lease.expiresAt <= now
  }

  /** Makes a lease, or gives an existing one, without its keys if it is damaged, a time to live from `time` on. */
  renew(id: number, ttlMs: number, time: number): Lease {
    const found = this.find(id)
    const old = found instanceof StoreDamaged ? undefined : found
    if (old) this.#ttl.removeLease(old.expiresAt, id)
    const lease = { id, keys: 0, keyBytes: 0, ...old, ttlMs, expiresAt: time + ttlMs }
    this.#ttl.addLease(lease.expiresAt, id)
    this.#write(lease)
    return lease
  }

  /** Keys that rows say the lease has, in order: at most `LEASE_KEYS_MAX`, and a few stale ones. */
  keysOf(id: number): Uint8Array[] {
    const keys: Uint8Array[] = []
    const rows = this.#store.rangeWithDamage(LEASE_KEYS, idBytes(id), idBytes(id + 1), false)
    for (const { key } of rows) keys.push(key.subarray(ID_BYTES))
    return keys
  }

  /** Removes a lease whose keys are gone, and rows of keys that had another one. */
  remove(id: number, stale: readonly Uint8Array[]): void {
    for (const key of stale) this.#removeMember(id, key)
    const lease = this.find(id)
    if (lease && !(lease instanceof StoreDamaged)) this.#ttl.removeLease(lease.expiresAt, id)
    this.#store.remove(LEASES, idBytes(id), 0, ID_BYTES)
  }

  attach(id: number, key: Uint8Array): void {
    const member = memberKey(id, key)
    this.#store.put(LEASE_KEYS, member, 0, member.length, 0)
    this.#count(id, 1, key.length)
  }

  detach(id: number, key: Uint8Array): void {
    this.#removeMember(id, key)
    this.#count(id, -1, -key.length)
  }

  #removeMember(id: number, key: Uint8Array): void {
    const member = memberKey(id, key)
    this.#store.remove(LEASE_KEYS, member, 0, member.length)
  }

  /** A lease that is damaged counts nothing. */
  #count(id: number, keys: number, bytes: number): void {
    const lease = this.find(id)
    if (!lease || lease instanceof StoreDamaged) return
    this.#write({ ...lease, keys: lease.keys + keys, keyBytes: lease.keyBytes + bytes })
  }

  #write({ id, ttlMs, expiresAt, keys, keyBytes }: Lease): void {
    const { view, start } = this.#store.put(LEASES, idBytes(id), 0, ID_BYTES, LEASE_ROW_BYTES)
    view.setFloat64(start, ttlMs, true)
    view.setFloat64(start + 8, expiresAt, true)
    view.setFloat64(start + 16, keys, true)
    view.setFloat64(start + 24, keyBytes, true)
  }
}

/** Whether a lease takes so much more. */
export function hasRoom(lease: Lease, { keys, bytes }: Joining): boolean {
  return lease.keys + keys <= LEASE_KEYS_MAX && lease.keyBytes + bytes <= LEASE_KEY_BYTES_MAX
}

function idBytes(id: number): Uint8Array {
  const bytes = new Uint8Array(ID_BYTES)
  new DataView(bytes.buffer).setFloat64(0, id)
  return bytes
}

function memberKey(id: number, key: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(ID_BYTES + key.length)
  new DataView(bytes.buffer).setFloat64(0, id)
  bytes.set(key, ID_BYTES)
  return bytes
}
