/**
 * The key-value state machine: what each command does to the tables. Deterministic, see `Applier`.
 * key-table.ts writes keys, leases.ts leases, transactions.ts several at once; here is when they do.
 */
import { strict as assert } from 'node:assert'
import type { Applier } from '#business/data/node/applier'
import type { BatchBytes } from '#business/data/node/operation'
import type { Entry } from '#business/data/node/entry'
import type { Store } from '#business/data/store/store'
import { StoreDamaged } from '#business/data/store/store'
import * as commands from './command.ts'
import { Expiries } from './expiries.ts'
import { KeyTable } from './key-table.ts'
import type { LeaseState } from './leases.ts'
import { Leases } from './leases.ts'
import type { Command, ExpiryPlace, Result, Txn } from './model.ts'
import { storedLeaseId } from './model.ts'
import { decodeResult, encodeResult, isFinal } from './result.ts'
import { placeAfter } from './rows.ts'
import type { Examined } from './transactions.ts'
import { Transactions } from './transactions.ts'
import { EXPIRE_BYTES_MAX, removalWeight } from './weight.ts'

/** Part of the log's format: stays the key-value domain's for ever. */
const KV_APPLIER_ID = 1
/** Due keys and leases looked at by one expire command. */
const EXPIRE_ROWS_MAX = 1000

export class KvApplier implements Applier<Command, Result> {
  readonly id = KV_APPLIER_ID
  readonly bytes = commands.commandBytes
  readonly encode = commands.encodeCommand
  readonly isFinal = isFinal
  readonly encodeResult = encodeResult
  readonly decodeResult = decodeResult
  readonly leases: Leases
  readonly expiries: Expiries
  readonly #keys: KeyTable
  readonly #transactions: Transactions
  readonly #mutation = new commands.MutationView()

  constructor(store: Store) {
    this.expiries = new Expiries(store)
    this.leases = new Leases(store, this.expiries)
    this.#keys = new KeyTable(store, this.expiries, this.leases)
    this.#transactions = new Transactions(store, this.#keys, this.leases)
  }

  isFreeing(command: Command): boolean {
    if (command.kind === 'txn') return this.#transactions.isFreeing(command)
    return command.kind !== 'put' && command.kind !== 'grant'
  }

  /**
   * Reads what applying the command will read of keys and values: damage there refuses the command, where it would stop the
   * node if it were found when the command is in the log already. Throws `StoreDamaged`.
   */
  check(command: Command): void {
    switch (command.kind) {
      case 'put':
      case 'delete':
        this.#keys.check(command.key, command.kind === 'put' ? command.lease : undefined)
        break
      case 'grant':
      case 'keepAlive':
        this.leases.find(command.id)
        break
      case 'revoke':
        this.#checkRevoke(command.id)
        break
      // See `examine` and `removable`.
      case 'txn':
      case 'expire':
      case 'compact':
    }
  }

  /** `check` for a transaction. */
  examine(txn: Txn): Examined {
    return this.#transactions.examine(txn)
  }

  /** `check` for what is due: how far one command can remove it. It must not go further, see `Transactions.examine`. */
  removable(lower: ExpiryPlace, upper: ExpiryPlace): Removable {
    let rows = 0
    let weight = 0
    let end = lower
    let behind = lower
    try {
      for (const expiry of this.expiries.due(lower, upper)) {
        if (rows++ >= EXPIRE_ROWS_MAX || weight >= EXPIRE_BYTES_MAX) {
          return { upper: end, more: true }
        }
        end = expiry.place
        behind = placeAfter(end)
        if (expiry.kind === 'key') {
          this.#keys.check(expiry.key)
          weight += removalWeight(1, expiry.key.length)
        } else {
          weight += this.#checkRevoke(expiry.lease)
        }
        end = behind
      }
      return { upper, more: false }
    } catch (error) {
      if (!(error instanceof StoreDamaged)) throw error
      return { upper: end, more: false, damage: { error, behind } }
    }
  }

  /** Returns the weight of removing the lease. */
  #checkRevoke(id: number): number {
    const lease = this.leases.find(id)
    if (!lease) return 0
    for (const key of this.leases.keysOf(id)) this.#keys.check(key)
    return removalWeight(lease.keys, lease.keyBytes)
  }

  apply(frame: BatchBytes, at: number, entry: Entry): Result {
    const kind = frame.view.getUint8(at)
    switch (kind) {
      case commands.PUT:
        return this.#put(frame, at, entry)
      case commands.DELETE:
        return this.#delete(frame, at, entry)
      case commands.TXN:
        return this.#transactions.apply(frame, at, entry)
      case commands.GRANT: {
        const id = storedLeaseId(commands.shortNumber(frame, at))
        const ttlMs = commands.leaseTtl(frame, at)
        const lease = this.leases.grant(id, ttlMs, commands.leaseTime(frame, at))
        return { kind: 'lease', lease }
      }
      case commands.KEEP_ALIVE: {
        const id = storedLeaseId(commands.shortNumber(frame, at))
        const lease = this.leases.keepAlive(id, commands.leaseTime(frame, at))
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

  #put(frame: BatchBytes, at: number, entry: Entry): Result {
    const put = this.#mutation.at(frame, at)
    const { keyStart, keyLength } = put
    const state = this.#keys.load(frame.bytes, keyStart, keyStart + keyLength)
    const modRevision = state.exists ? state.revision : 0
    if (!put.holds(modRevision)) return { kind: 'conditionFailed', modRevision }
    const { lease } = put
    const joins = lease !== 0 && lease !== state.lease
    const refusal = joins ? this.leases.refusal(lease, 1, keyLength) : undefined
    if (refusal) return refusal
    return this.#keys.put(put, state, entry.nextRevision(), 0, entry.time)
  }

  #delete(frame: BatchBytes, at: number, entry: Entry): Result {
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
  /** Whether more is due behind that, which nobody has looked at. */
  readonly more: boolean
  readonly damage?: {
    readonly error: StoreDamaged
    /** Where to go on; not behind the damage, if it is in the order of expiries itself. */
    readonly behind: ExpiryPlace
  }
}

function compact(revision: number, entry: Entry): Result {
  if (revision > entry.revision) return { kind: 'futureRevision', revision: entry.revision }
  entry.compactedRevision = Math.max(entry.compactedRevision, revision)
  return { kind: 'compacted', compactedRevision: entry.compactedRevision }
}
