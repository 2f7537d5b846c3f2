/** Writing keys: the change, the key's row or tombstone, and what binds the key to a time or a lease. */
import { align8, copyBytes } from '#foundation/bytes/bytes'
import type { Change, Store } from '#business/data/store/store'
import { MILESTONE_DISTANCE } from '#business/data/store/store'
import { TOMBSTONES, KEYS, KV_DELETE, KV_PUT } from '#business/data/store/tables'
import { HAS_EXPIRY, HAS_LEASE, META_BYTES } from './change.ts'
import type { MutationView } from './command.ts'
import type { Expiries } from './expiries.ts'
import type { Leases } from './leases.ts'
import type { PutResult } from './model.ts'
import { TOMBSTONE_BYTES, KeyState } from './rows.ts'

export class KeyTable {
  readonly #store: Store
  readonly #expiries: Expiries
  readonly #leases: Leases
  readonly #state = new KeyState()

  constructor(store: Store, expiries: Expiries, leases: Leases) {
    this.#store = store
    this.#expiries = expiries
    this.#leases = leases
  }

  /** What is known of a key, until the next call. */
  load(bytes: Uint8Array, start: number, end: number): KeyState {
    const row = this.#store.find(KEYS, bytes, start, end)
    if (row) return this.#state.readKey(row)
    const tombstone = this.#store.find(TOMBSTONES, bytes, start, end)
    if (!tombstone) return this.#state.clear()
    // Tombstones up to the compacted revision go when their node gets round to it: to apply they are gone already.
    const state = this.#state.readTombstone(tombstone)
    return state.revision <= this.#store.state.compactedRevision ? state.clear() : state
  }

  /**
   * Reads what changing the key will read, with the lease that it is put under, if there is one. Throws `StoreDamaged`.
   */
  check(key: Uint8Array, newLease?: number): void {
    const { lease } = this.load(key, 0, key.length)
    if (lease !== 0) this.#leases.find(lease)
    if (newLease !== undefined) this.#leases.find(newLease)
  }

  /** Stores a put's value. `state` is what `load` said of its key; its lease, if it has one, has room. */
  put(put: MutationView, state: KeyState, revision: number, sub: number, time: number): PutResult {
    const created = !state.exists
    const { keyLength, valueLength, contentTypeLength, keyStart, expiresAt, lease } = put
    const keyEnd = keyStart + keyLength
    if (created) {
      if (state.revision !== 0) this.#store.remove(TOMBSTONES, put.bytes, keyStart, keyEnd)
      state.createRevision = revision
      state.version = 0
    }
    if (state.expiresAt !== expiresAt || state.lease !== lease) {
      this.#rebind(put.bytes.slice(keyStart, keyEnd), state, expiresAt, lease)
    }
    state.version++

    const bound = (expiresAt === 0 ? 0 : 8) + (lease === 0 ? 0 : 8)
    const flags = (expiresAt === 0 ? 0 : HAS_EXPIRY) | (lease === 0 ? 0 : HAS_LEASE)
    const metaLength = META_BYTES + bound + contentTypeLength
    const tag = flags | (contentTypeLength << 8)
    const change = this.#add(
      KV_PUT,
      state,
      revision,
      sub,
      metaLength,
      keyLength,
      valueLength,
      tag,
      time,
    )
    const { bytes, view, metaStart } = change
    view.setFloat64(metaStart, state.createRevision, true)
    view.setFloat64(metaStart + 8, state.version, true)
    let at = metaStart + META_BYTES
    if (expiresAt !== 0) {
      view.setFloat64(at, expiresAt, true)
      at += 8
    }
    if (lease !== 0) {
      view.setFloat64(at, lease, true)
      at += 8
    }
    const { contentTypeStart } = put
    copyBytes(put.bytes, contentTypeStart, contentTypeStart + contentTypeLength, bytes, at)
    const target = metaStart + align8(metaLength)
    copyBytes(put.bytes, keyStart, keyEnd + valueLength, bytes, target)

    state.exists = true
    const row = this.#store.put(KEYS, put.bytes, keyStart, keyEnd, state.keyRowBytes)
    state.writeKey(row)
    const { createRevision, version } = state
    return {
      kind: 'put',
      created,
      createRevision,
      modRevision: revision,
      version,
      expiresAt: expiresAt === 0 ? undefined : expiresAt,
    }
  }

  /** Removes a key that exists. `state` is what `load` said of it. */
  remove(
    key: Uint8Array,
    start: number,
    end: number,
    state: KeyState,
    revision: number,
    sub: number,
    time: number,
  ): void {
    if (state.expiresAt !== 0 || state.lease !== 0) {
      this.#rebind(key.slice(start, end), state, 0, 0)
    }
    const change = this.#add(KV_DELETE, state, revision, sub, 0, end - start, 0, 0, time)
    copyBytes(key, start, end, change.bytes, change.keyStart)
    this.#store.remove(KEYS, key, start, end)
    state.writeTombstone(this.#store.put(TOMBSTONES, key, start, end, TOMBSTONE_BYTES))
  }

  /** Adds the change that follows the one `state` knows of, and lets `state` know of the new one. */
  #add(
    kind: number,
    state: KeyState,
    revision: number,
    sub: number,
    metaLength: number,
    keyLength: number,
    valueLength: number,
    tag: number,
    time: number,
  ): Change {
    const previousRevision = state.revision
    const previousSub = state.sub
    if (previousRevision !== 0) {
      if (state.depth % MILESTONE_DISTANCE === 0) {
        state.milestoneRevision = previousRevision
        state.milestoneSub = previousSub
      }
      state.depth++
    }
    state.revision = revision
    state.sub = sub
    return this.#store.addChange(
      {
        kind,
        removes: kind === KV_DELETE,
        inRow: false,
        revision,
        sub,
        previousRevision,
        previousSub,
        milestoneRevision: state.milestoneRevision,
        milestoneSub: state.milestoneSub,
        metaLength,
        keyLength,
        valueLength,
        tag,
      },
      time,
    )
  }

  /** Takes a key from the time and lease it is bound to, and binds it to others; 0 for none. */
  #rebind(key: Uint8Array, state: KeyState, expiresAt: number, lease: number): void {
    if (state.expiresAt !== expiresAt) {
      if (state.expiresAt !== 0) this.#expiries.removeKey(state.expiresAt, key)
      if (expiresAt !== 0) this.#expiries.addKey(expiresAt, key)
      state.expiresAt = expiresAt
    }
    if (state.lease !== lease) {
      if (state.lease !== 0) this.#leases.detach(state.lease, key)
      if (lease !== 0) this.#leases.attach(lease, key)
      state.lease = lease
    }
  }
}
