/**
 * The key-value state machine: what each command does to the tables. Deterministic, see `Applier`.
 * key-table.ts writes keys, leases.ts leases; here is when they do.
 */
import { strict as assert } from 'node:assert'
import { compareBytes } from '#foundation/bytes/bytes'
import type { Applier, FrameBytes } from '#business/data/replica/applier'
import type { Entry } from '#business/data/replica/entry'
import type { Change, Store } from '#business/data/store/store'
import { StoreDamaged } from '#business/data/store/store'
import { KEYS } from '#business/data/store/tables'
import { keyValueOf } from './change.ts'
import * as commands from './command.ts'
import { Expiries } from './expiries.ts'
import { KeyTable } from './key-table.ts'
import type { LeaseState } from './leases.ts'
import { Leases } from './leases.ts'
import type { Command, Compare, Delete, ExpiryPlace, KeyValue, OperationResult } from './model.ts'
import type { Put, PutResult, Range, Refusal, Result } from './model.ts'
import { RANGE_KEYS_MAX, storedLeaseId, TXN_RANGE_BYTES_MAX } from './model.ts'
import { decodeResult, encodeResult } from './result.ts'
import type { KeyState } from './rows.ts'
import { placeAfter } from './rows.ts'
import type { DecodedOperation } from './txn-command.ts'
import { decodeTxn } from './txn-command.ts'
import { commandWeight, EXPIRE_BYTES_MAX, removalWeight } from './weight.ts'

/** Part of the log's format: stays the key-value domain's for ever. */
const KV_APPLIER_ID = 1
/** Due keys and leases looked at by one expire command. */
const EXPIRE_ROWS_MAX = 1000

export class KvApplier implements Applier<Command, Result> {
  readonly id = KV_APPLIER_ID
  readonly bytes = commands.commandBytes
  readonly encode = commands.encodeCommand
  readonly weight = commandWeight
  readonly encodeResult = encodeResult
  readonly decodeResult = decodeResult
  readonly #store: Store
  readonly leases: Leases
  readonly expiries: Expiries
  readonly #keys: KeyTable
  readonly #mutation = new commands.MutationView()

  constructor(store: Store) {
    this.#store = store
    this.expiries = new Expiries(store)
    this.leases = new Leases(store, this.expiries)
    this.#keys = new KeyTable(store, this.expiries, this.leases)
  }

  isFreeing({ kind }: Command): boolean {
    return kind !== 'put' && kind !== 'txn' && kind !== 'grant'
  }

  /**
   * Reads what applying the command will read of keys and values: damage there refuses the command, where it would stop the
   * node if it were found when the command is in the log already. Throws `StoreDamaged`.
   */
  check(command: Command): void {
    switch (command.kind) {
      case 'put':
      case 'delete':
        this.#checkMutation(command)
        break
      case 'txn':
        for (const compare of command.compare) this.#holds(compare)
        for (const operation of [...command.then, ...command.else]) {
          if (operation.kind === 'get' || operation.kind === 'range') this.#read(operation)
          else this.#checkMutation(operation)
        }
        break
      case 'grant':
      case 'keepAlive':
        this.leases.find(command.id)
        break
      case 'revoke':
        this.#checkRevoke(command.id)
        break
      // See `removable`.
      case 'expire':
      case 'compact':
    }
  }

  /** `check` for what is due: how far one command can remove it. */
  removable(lower: ExpiryPlace, upper: ExpiryPlace): Removable {
    let rows = 0
    let weight = 0
    let end = lower
    let behind = lower
    try {
      for (const expiry of this.expiries.due(lower, upper)) {
        if (rows++ >= EXPIRE_ROWS_MAX || weight >= EXPIRE_BYTES_MAX) break
        end = expiry.place
        behind = placeAfter(end)
        if (expiry.kind === 'key') {
          this.#checkKey(expiry.key)
          weight += removalWeight(1, expiry.key.length)
        } else {
          weight += this.#checkRevoke(expiry.lease)
        }
        end = behind
      }
      return { upper }
    } catch (error) {
      if (!(error instanceof StoreDamaged)) throw error
      return { upper: end, damage: { error, behind } }
    }
  }

  #checkMutation(mutation: Put | Delete): void {
    this.#checkKey(mutation.key)
    if (mutation.kind === 'put' && mutation.lease) this.leases.find(mutation.lease)
  }

  #checkKey(key: Uint8Array): void {
    const { lease } = this.#keys.load(key, 0, key.length)
    if (lease !== 0) this.leases.find(lease)
  }

  /** Returns the weight of removing the lease. */
  #checkRevoke(id: number): number {
    const lease = this.leases.find(id)
    if (!lease) return 0
    for (const key of this.leases.keysOf(id)) this.#checkKey(key)
    return removalWeight(lease.keys, lease.keyBytes)
  }

  apply(frame: FrameBytes, at: number, entry: Entry): Result {
    const kind = frame.view.getUint8(at)
    switch (kind) {
      case commands.PUT:
        return this.#put(frame, at, entry)
      case commands.DELETE:
        return this.#delete(frame, at, entry)
      case commands.TXN:
        return this.#txn(frame, at, entry)
      case commands.GRANT: {
        const id = storedLeaseId(commands.shortNumber(frame, at))
        const ttlMs = commands.secondNumber(frame, at)
        return { kind: 'lease', lease: this.leases.grant(id, ttlMs, entry.time) }
      }
      case commands.KEEP_ALIVE: {
        const id = storedLeaseId(commands.shortNumber(frame, at))
        const lease = this.leases.keepAlive(id, entry.time)
        return lease ? { kind: 'lease', lease } : { kind: 'leaseNotFound', id }
      }
      case commands.REVOKE: {
        const id = storedLeaseId(commands.shortNumber(frame, at))
        const lease = this.leases.find(id)
        return lease
          ? { kind: 'revoked', keys: this.#revoke(lease, entry) }
          : { kind: 'leaseNotFound', id }
      }
      case commands.EXPIRE:
        return this.#expire(commands.expiryPlaces(frame, at), entry)
      case commands.COMPACT:
        return compact(commands.shortNumber(frame, at), entry)
    }
    return assert.fail(`an entry has a command of the unknown kind ${String(kind)}`)
  }

  #put(frame: FrameBytes, at: number, entry: Entry): Result {
    const put = this.#mutation.at(frame, at)
    const { keyStart, keyLength } = put
    const state = this.#keys.load(frame.bytes, keyStart, keyStart + keyLength)
    const modRevision = state.exists ? state.revision : 0
    if (!put.holds(modRevision)) return { kind: 'conditionFailed', modRevision }
    const refusal = this.#leaseRefusal(put.lease, state.lease, 1, keyLength)
    if (refusal) return refusal
    return this.#write(put, state, entry.nextRevision(), 0, entry.time)
  }

  #delete(frame: FrameBytes, at: number, entry: Entry): Result {
    const { keyStart, keyLength } = this.#mutation.at(frame, at)
    const keyEnd = keyStart + keyLength
    const state = this.#keys.load(frame.bytes, keyStart, keyEnd)
    const modRevision = state.exists ? state.revision : 0
    if (!this.#mutation.holds(modRevision)) return { kind: 'conditionFailed', modRevision }
    if (!state.exists) return { kind: 'notFound' }
    const revision = entry.nextRevision()
    this.#keys.remove(frame.bytes, keyStart, keyEnd, state, revision, 0, entry.time)
    return { kind: 'deleted', revision }
  }

  #write(
    put: commands.MutationView,
    state: KeyState,
    revision: number,
    sub: number,
    time: number,
  ): PutResult {
    const created = !state.exists
    this.#keys.put(put, state, revision, sub, time)
    const { createRevision, version } = state
    const expiresAt = state.expiresAt === 0 ? undefined : state.expiresAt
    return { kind: 'put', created, createRevision, modRevision: revision, version, expiresAt }
  }

  /** Why a key cannot join a lease, if it cannot. */
  #leaseRefusal(lease: number, current: number, keys: number, bytes: number): Refusal | undefined {
    if (lease === 0 || lease === current) return undefined
    const id = storedLeaseId(lease)
    const found = this.leases.find(lease)
    if (!found) return { kind: 'leaseNotFound', id }
    return this.leases.hasRoom(found, keys, bytes) ? undefined : { kind: 'leaseFull', id }
  }

  #txn(frame: FrameBytes, at: number, entry: Entry): Result {
    const txn = decodeTxn(frame, at)
    const succeeded = txn.compare.every(compare => this.#holds(compare))
    const operations = succeeded ? txn.then : txn.else
    const refusal = this.#txnRefusal(frame, operations)
    if (refusal) return refusal
    const before = entry.revision
    let sub = 0
    const results: OperationResult[] = []
    for (const operation of operations) {
      if (operation.kind !== 'mutation') {
        results.push(this.#read(operation))
        continue
      }
      const mutation = this.#mutation.at(frame, operation.at)
      const { keyStart, keyLength } = mutation
      const state = this.#keys.load(frame.bytes, keyStart, keyStart + keyLength)
      const isPut = mutation.kind === commands.PUT
      if (!isPut && !state.exists) {
        results.push({ kind: 'delete', deleted: false })
        continue
      }
      if (entry.revision === before) entry.nextRevision()
      if (isPut) {
        results.push(this.#write(mutation, state, entry.revision, sub++, entry.time))
      } else {
        const end = keyStart + keyLength
        this.#keys.remove(frame.bytes, keyStart, end, state, entry.revision, sub++, entry.time)
        results.push({ kind: 'delete', deleted: true })
      }
    }
    return { kind: 'txn', succeeded, revision: entry.revision, results }
  }

  #holds({ key, target, operator }: Compare): boolean {
    const state = this.#keys.load(key, 0, key.length)
    let order: number
    if (target.kind === 'value') {
      // An absent key has no value: nothing is equal to it, everything different.
      if (!state.exists) return operator === '!='
      const change = this.#changeOf(state)
      const { bytes, valueStart, valueLength } = change
      const end = valueStart + valueLength
      order = compareBytes(bytes, valueStart, end, target.value, 0, target.value.length)
    } else {
      order = numberOf(state, target.kind) - target.number
    }
    switch (operator) {
      case '=':
        return order === 0
      case '!=':
        return order !== 0
      case '<':
        return order < 0
      case '>':
        return order > 0
    }
  }

  /** All or nothing: what one put of a branch cannot do, none does. */
  #txnRefusal(frame: FrameBytes, operations: readonly DecodedOperation[]): Refusal | undefined {
    const joining = new Map<number, { keys: number; bytes: number }>()
    for (const operation of operations) {
      if (operation.kind !== 'mutation') continue
      const { lease, keyLength } = this.#mutation.at(frame, operation.at)
      if (lease === 0) continue
      const sum = joining.get(lease) ?? { keys: 0, bytes: 0 }
      joining.set(lease, { keys: sum.keys + 1, bytes: sum.bytes + keyLength })
    }
    for (const [lease, { keys, bytes }] of joining) {
      const refusal = this.#leaseRefusal(lease, 0, keys, bytes)
      if (refusal) return refusal
    }
    return undefined
  }

  #read(operation: Exclude<DecodedOperation, { kind: 'mutation' }>): OperationResult {
    if (operation.kind === 'range') return this.#range(operation)
    const state = this.#keys.load(operation.key, 0, operation.key.length)
    const found = state.exists ? keyValueOf(this.#changeOf(state)) : undefined
    return { kind: 'get', found }
  }

  #range({ lower, upper, limit, reverse }: Range): OperationResult {
    const found: KeyValue[] = []
    let bytes = 0
    for (const { key } of this.#store.range(KEYS, lower, upper, reverse)) {
      if (found.length >= Math.min(limit, RANGE_KEYS_MAX) || bytes >= TXN_RANGE_BYTES_MAX) {
        return { kind: 'range', found, more: true }
      }
      const keyValue = keyValueOf(this.#changeOf(this.#keys.load(key, 0, key.length)))
      bytes += keyValue.value.length
      found.push(keyValue)
    }
    return { kind: 'range', found, more: false }
  }

  #changeOf({ revision, sub }: KeyState): Change {
    const change = this.#store.change(revision, sub)
    assert(change, `the change of revision ${String(revision)} is missing`)
    return change
  }

  /** Keys that are due go in one revision, then those of each lease in one of their own. */
  #expire({ lower, upper }: { lower: ExpiryPlace; upper: ExpiryPlace }, entry: Entry): Result {
    const due = this.#due(lower, upper)
    this.#removeAll(due.keys, entry)
    let keys = due.keys.length
    for (const lease of due.leases) keys += this.#revoke(lease, entry)
    if (!due.more) this.expiries.passOver(lower, upper)
    return { kind: 'expired', keys, leases: due.leases.length, more: due.more }
  }

  /** What is due between two places, the earliest first, as much as one entry may remove. */
  #due(
    lower: ExpiryPlace,
    upper: ExpiryPlace,
  ): { keys: Uint8Array[]; leases: LeaseState[]; more: boolean } {
    const keys: Uint8Array[] = []
    const leases: LeaseState[] = []
    let weight = 0
    for (const expiry of this.expiries.due(lower, upper)) {
      if (keys.length + leases.length >= EXPIRE_ROWS_MAX || weight >= EXPIRE_BYTES_MAX) {
        return { keys, leases, more: true }
      }
      if (expiry.kind === 'key') {
        keys.push(expiry.key)
        weight += removalWeight(1, expiry.key.length)
      } else {
        const lease = this.leases.find(expiry.lease)
        assert(lease, 'a lease that expires exists')
        leases.push(lease)
        weight += removalWeight(lease.keys, lease.keyBytes)
      }
    }
    return { keys, leases, more: false }
  }

  /** Removes a lease with its keys and returns how many those were. */
  #revoke({ id }: LeaseState, entry: Entry): number {
    const keys = this.leases.keysOf(id)
    this.#removeAll(keys, entry)
    this.leases.remove(id)
    return keys.length
  }

  /** Removes keys that exist, in one revision. */
  #removeAll(keys: readonly Uint8Array[], entry: Entry): void {
    if (keys.length === 0) return
    const revision = entry.nextRevision()
    for (const [sub, key] of keys.entries()) {
      const state = this.#keys.load(key, 0, key.length)
      this.#keys.remove(key, 0, key.length, state, revision, sub, entry.time)
    }
  }
}

type Removable = {
  readonly upper: ExpiryPlace
  readonly damage?: {
    readonly error: StoreDamaged
    /** Where to go on; not behind the damage, if it is in the order of expiries itself. */
    readonly behind: ExpiryPlace
  }
}

function numberOf(state: KeyState, target: 'version' | 'createRevision' | 'modRevision'): number {
  if (!state.exists) return 0
  switch (target) {
    case 'version':
      return state.version
    case 'createRevision':
      return state.createRevision
    case 'modRevision':
      return state.revision
  }
}

function compact(revision: number, entry: Entry): Result {
  if (revision > entry.revision) return { kind: 'futureRevision', revision: entry.revision }
  entry.floor = Math.max(entry.floor, revision)
  return { kind: 'compacted', floor: entry.floor }
}
