/**
 * What a transaction will do, noted while its operations are asked whether they refuse: what each of them sees of those before
 * it, and what they need together.
 *
 * What its reads return is bounded: for one transaction, because the result is held in memory as a whole, and for one entry,
 * because so are the results of all its operations. The gets of a transaction return all there is or refuse it; its ranges
 * share what the gets leave, and end early.
 */
import { strict as assert } from 'node:assert'
import type { Entry } from '#business/data/node/entry'
import type { Later } from '#business/data/node/operation'
import { LATER } from '#business/data/node/operation'
import type { KeyState } from '#business/data/keyspace/key-row'
import type { Keyspace } from '#business/data/keyspace/keyspace'
import { hasRoom } from '#business/data/keyspace/leases'
import { StoreDamaged } from '#business/data/store/store'

/** Bytes that all reads of a transaction may return, counted as `itemBytes` does. */
export const TXN_READ_BYTES_MAX = 8 * 1024 * 1024
/** Bytes that the transactions of one log entry may return together: they are held until all of it is applied. */
export const ENTRY_READ_BYTES_MAX = 64 * 1024 * 1024
/** What an item takes besides its key and value: the rest of the metadata, at most. */
const ITEM_BYTES = 512

assert(TXN_READ_BYTES_MAX <= ENTRY_READ_BYTES_MAX, 'a transaction alone in its entry is performed')

/** What a read counts for one key with its value. */
export function itemBytes(keyBytes: number, valueBytes: number): number {
  return ITEM_BYTES + keyBytes + valueBytes
}

/** Why the operations of a transaction cannot be performed together. */
export type PlanRefusal =
  | { readonly kind: 'leaseFull'; readonly id: number }
  | { readonly kind: 'damaged'; readonly what: string }
  /** The gets would return more than `TXN_READ_BYTES_MAX`. */
  | { readonly kind: 'readsTooLarge' }

export class Plan {
  /** Whether a transaction is being asked, or performed. */
  isOpen = false
  /** What its ranges may still return while it is performed. */
  readBytesLeft = 0
  readonly #keyspace: Keyspace
  readonly #joining = new Map<number, { keys: number; bytes: number }>()
  /** What reading a key will count after the operations so far: 0 where they removed it. */
  readonly #changed = new Map<string, number>()
  #expired: Uint8Array[] = []
  #getBytes = 0
  #hasRange = false

  constructor(keyspace: Keyspace) {
    this.#keyspace = keyspace
  }

  begin(): void {
    this.isOpen = true
    this.#joining.clear()
    this.#changed.clear()
    this.#expired = []
    this.#getBytes = 0
    this.#hasRange = false
  }

  end(): void {
    this.isOpen = false
  }

  /** The operation will put a key of which `state` is known, under a lease, or none if 0. */
  put(key: Uint8Array, valueLength: number, state: KeyState, lease: number): void {
    this.#change(key, state, itemBytes(key.length, valueLength), lease)
  }

  /** The operation will add to the object that a key names. */
  append(key: Uint8Array, state: KeyState): void {
    if (state.isExpired) this.#expired.push(key)
  }

  delete(key: Uint8Array, state: KeyState): void {
    this.#change(key, state, 0, 0)
  }

  /** What reading a key will count, if an operation before changes it. */
  bytesAfter(key: Uint8Array): number | undefined {
    return this.#changed.size === 0 ? undefined : this.#changed.get(nameOf(key))
  }

  /** The operation will return an item that counts so much. */
  get(bytes: number): void {
    this.#getBytes += bytes
  }

  range(): void {
    this.#hasRange = true
  }

  /** When all operations were asked. */
  refusal(entry: Entry): PlanRefusal | Later | undefined {
    for (const [id, joining] of this.#joining) {
      if (joining.keys <= 0 && joining.bytes <= 0) continue
      const lease = this.#keyspace.leases.find(id)
      if (lease instanceof StoreDamaged) return { kind: 'damaged', what: lease.what }
      if (lease && !hasRoom(lease, joining)) return { kind: 'leaseFull', id }
    }
    if (this.#getBytes > TXN_READ_BYTES_MAX) return { kind: 'readsTooLarge' }
    const bytes = this.#hasRange ? TXN_READ_BYTES_MAX : this.#getBytes
    if (bytes > 0 && entry.readBytes + bytes > ENTRY_READ_BYTES_MAX) return LATER
    return undefined
  }

  /** Removes what is expired of what the operations change, before their own revision. */
  perform(entry: Entry): void {
    for (const key of this.#expired) this.#keyspace.removeExpired(key, 0, key.length, entry)
    this.readBytesLeft = TXN_READ_BYTES_MAX - this.#getBytes
  }

  #change(key: Uint8Array, state: KeyState, bytesAfter: number, lease: number): void {
    if (state.isExpired && bytesAfter > 0) this.#expired.push(key)
    if (state.lease !== lease) {
      this.#join(state.lease, -1, -key.length)
      this.#join(lease, 1, key.length)
    }
    this.#changed.set(nameOf(key), bytesAfter)
  }

  #join(lease: number, keys: number, bytes: number): void {
    if (lease === 0) return
    const sum = this.#joining.get(lease) ?? { keys: 0, bytes: 0 }
    this.#joining.set(lease, { keys: sum.keys + keys, bytes: sum.bytes + bytes })
  }
}

function nameOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')
}
