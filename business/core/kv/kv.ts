/**
 * The key-value store as the edges use it. A write's promise resolves when the write is durable and applied, and reads,
 * which are answered from this node's state, see everything that was answered before.
 *
 * What the state machine refuses is a result (`Refusal`); what could not be proposed, or cannot be read, is thrown.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock, Random } from '#foundation/host/host'
import { operationOf } from '#business/data/node/applier'
import type { ExecuteOptions, Node } from '#business/data/node/node'
import type { Operation } from '#business/data/node/operation'
import { StoreBusy } from '#business/data/node/refusal'
import type { Store } from '#business/data/store/store'
import type { KvApplier } from './apply.ts'
import { History } from './history.ts'
import type {
  Command,
  Condition,
  Key,
  KeyValue,
  Lease,
  LeaseId,
  Metadata,
  PutResult,
  Refusal,
  Result,
  Txn,
  TxnResult,
} from './model.ts'
import { newLeaseId, RANGE_KEYS_MAX, successor } from './model.ts'
import { placeAfterTime } from './rows.ts'
import type { WatchBatch, WatchStart } from './watch.ts'
import { watch } from './watch.ts'

/** Entries that a transaction tries to be part of while others read as much as one entry may. */
const TXN_ATTEMPTS_MAX = 10
/** Steps of reading before other work gets its turn, see `History`. */
const SLICE_STEPS = 500
/** A page ends early when its values have this many bytes. */
const PAGE_BYTES_MAX = 1024 * 1024
/** And when it, or a count, has taken this long, which it may have found nothing in. It has gone on by a slice at least. */
const PAGE_MS_MAX = 500

export type PutRequest = {
  readonly key: Key
  readonly value: Uint8Array
  readonly contentType: string
  readonly ttlMs: number | undefined
  readonly lease: LeaseId | undefined
  readonly condition: Condition
}

/** Keys with lower <= key < upper; no upper bound if undefined. */
export type KeyRange = { readonly lower: Uint8Array; readonly upper: Uint8Array | undefined }

export type PageRequest = {
  readonly range: KeyRange
  readonly reverse: boolean
  readonly limit: number
  readonly withValues: boolean
  /** As of this revision; now if undefined. */
  readonly revision: number | undefined
}

export type Page = {
  readonly items: readonly Item[]
  /** What of the range comes after this page; undefined if that was all. */
  readonly rest: KeyRange | undefined
  /** The revision the page shows: for the next one of the same listing. */
  readonly revision: number
}

export type Item =
  | { readonly kind: 'sound'; readonly metadata: Metadata; readonly value: Uint8Array | undefined }
  /** The key's row or value is damaged on disk. A read of this key alone throws an error that says which. */
  | { readonly kind: 'damaged'; readonly key: Uint8Array }

export type Count = {
  readonly count: number
  /** What of the range has not been counted; undefined if nothing. */
  readonly rest: KeyRange | undefined
  readonly revision: number
}

type Answer<Kind extends Result['kind']> = Extract<Result, { kind: Kind }> | Refusal

export class Kv {
  readonly #node: Node
  readonly #store: Store
  readonly #applier: KvApplier
  readonly #operation: Operation<Command, Result>
  readonly #clock: Clock
  readonly #random: Random
  readonly #history: History

  /** `applier` is the one whose operation `node` was started with. */
  constructor(node: Node, applier: KvApplier, clock: Clock, random: Random) {
    this.#node = node
    this.#store = node.store
    this.#applier = applier
    this.#operation = operationOf(applier)
    this.#clock = clock
    this.#random = random
    this.#history = new History(node.store)
  }

  get revision(): number {
    return this.#store.state.revision
  }

  /** The oldest revision that can be read; what changed after it can be watched. */
  get compactedRevision(): number {
    return this.#store.state.compactedRevision
  }

  put(request: PutRequest, options?: ExecuteOptions): Promise<PutResult | Refusal> {
    const { key, value, contentType, ttlMs, lease, condition } = request
    const expiresAt = ttlMs === undefined ? undefined : this.#clock.now() + ttlMs
    const command = { kind: 'put', key, value, contentType, expiresAt, lease, condition } as const
    return this.#propose<'put'>(command, options)
  }

  delete(key: Key, condition: Condition, options?: ExecuteOptions): Promise<Answer<'deleted'>> {
    return this.#propose<'deleted'>({ kind: 'delete', key, condition }, options)
  }

  /** No branch may change a key twice. Rejects also with `StoreBusy` when too much is read at once. */
  async txn(txn: Omit<Txn, 'kind'>, options?: ExecuteOptions): Promise<TxnResult | Refusal> {
    const examined = this.#applier.examine({ kind: 'txn', ...txn })
    for (let attempt = 1; attempt <= TXN_ATTEMPTS_MAX; attempt++) {
      const result = await this.#propose<'txn' | 'busy'>(examined.txn, options)
      if (result.kind !== 'busy') return result
    }
    throw new StoreBusy('Transactions read too much at once', 'their answers wait in memory')
  }

  /** Throws `StoreDamaged` when what is stored is not what was written. */
  get(key: Key): KeyValue | undefined {
    return this.#history.get(key)
  }

  /** As of a revision. Throws `Compacted`, `FutureRevision` or `StoreDamaged`. */
  getAt(key: Key, revision: number): KeyValue | undefined {
    return this.#history.getAt(key, revision)
  }

  /**
   * One consistent state, however long it takes to read. Ends early when it has taken too long. Rejects with `Compacted` or
   * `FutureRevision`.
   */
  async page(request: PageRequest): Promise<Page> {
    const { reverse, withValues } = request
    const limit = Math.min(request.limit, RANGE_KEYS_MAX)
    const revision = request.revision ?? this.revision
    const items: Item[] = []
    let bytes = 0
    const rest = await this.#slices(
      request.range,
      reverse,
      ({ lower, upper }) => this.#history.range(lower, upper, reverse, revision),
      ({ key, found }) => {
        if (!found) return true
        if (items.length >= limit || bytes >= PAGE_BYTES_MAX) return false
        if (found === 'damaged') {
          items.push({ kind: 'damaged', key: key.slice() })
          return true
        }
        const { metadata, value } = found
        items.push({ kind: 'sound', metadata, value: withValues ? value : undefined })
        bytes += withValues ? value.length : 0
        return true
      },
    )
    return { items, rest, revision }
  }

  /** How many keys the range has as of a revision, or now: as many as a listing has items. Ends and rejects like `page`. */
  async count(range: KeyRange, at?: number): Promise<Count> {
    const revision = at ?? this.revision
    let count = 0
    const rest = await this.#slices(
      range,
      false,
      ({ lower, upper }) => this.#history.keys(lower, upper, revision),
      ({ exists }) => {
        if (exists) count++
        return true
      },
    )
    return { count, rest, revision }
  }

  /** From the next change on if `start` is undefined. See watch.ts. */
  watch(
    { lower, upper }: KeyRange,
    start: WatchStart | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<WatchBatch> {
    const from = start ?? { revision: this.revision + 1, sub: -1 }
    return watch(this.#node, this.#store, lower, upper, from, signal)
  }

  grantLease(ttlMs: number, options?: ExecuteOptions): Promise<Answer<'lease'>> {
    const id = newLeaseId(this.#random)
    return this.#propose<'lease'>({ kind: 'grant', id, ttlMs, now: this.#clock.now() }, options)
  }

  keepLeaseAlive(id: LeaseId, options?: ExecuteOptions): Promise<Answer<'lease'>> {
    return this.#propose<'lease'>({ kind: 'keepAlive', id, now: this.#clock.now() }, options)
  }

  lease(id: LeaseId): Lease | undefined {
    return this.#applier.leases.find(id)
  }

  /** Removes the lease and its keys, in one revision. */
  revokeLease(id: LeaseId, options?: ExecuteOptions): Promise<Answer<'revoked'>> {
    return this.#propose<'revoked'>({ kind: 'revoke', id }, options)
  }

  /** Forgets what was overwritten or removed at or before the revision. */
  compact(revision: number, options?: ExecuteOptions): Promise<Answer<'compacted'>> {
    return this.#propose<'compacted'>({ kind: 'compact', revision }, options)
  }

  /**
   * Removes what is due. Resolves with whether there is more. Rejects with `StoreDamaged` when something of it is damaged,
   * and what was due before is removed; the next call goes on behind it, if there is a way to tell where that is.
   */
  async expire(): Promise<boolean> {
    const { expiries } = this.#applier
    const lower = expiries.start
    const end = placeAfterTime(this.#clock.now())
    const { upper, more, damage } = this.#applier.removable(lower, end)
    const result = await this.#propose<'expired'>({ kind: 'expire', lower, upper })
    if (result.kind === 'expired' && (result.more || more)) return true
    if (damage) {
      expiries.passOver(upper, damage.behind)
      throw damage.error
    }
    return false
  }

  /** When the next key or lease is due, in milliseconds since 1970. */
  nextExpiry(): number | undefined {
    return this.#applier.expiries.next()
  }

  /**
   * Goes through rows in slices, between which others get their turn, until `take` refuses one or the time is over.
   * Resolves with the rest of the range, from the row that `take` refused on; undefined if it took all rows.
   */
  async #slices<Row extends { readonly key: Uint8Array }>(
    range: KeyRange,
    reverse: boolean,
    rows: (left: KeyRange) => Iterable<Row>,
    take: (row: Row) => boolean,
  ): Promise<KeyRange | undefined> {
    const endsAt = this.#clock.monotonic() + PAGE_MS_MAX
    let left = range
    for (;;) {
      const sliceEnd = this.#history.steps + SLICE_STEPS
      let cut: KeyRange | undefined
      for (const row of rows(left)) {
        if (!take(row)) return from(left, row.key, reverse)
        if (this.#history.steps < sliceEnd) continue
        cut = behind(left, row.key, reverse)
        break
      }
      if (!cut) return undefined
      left = cut
      if (this.#clock.monotonic() >= endsAt) return left
      await nextTurn()
    }
  }

  /** Rejects with `StoreDamaged`, or like `Node.propose`. */
  #propose<Kind extends Result['kind']>(
    command: Command,
    options?: ExecuteOptions,
  ): Promise<Answer<Kind>> {
    try {
      this.#applier.check(command)
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)))
    }
    // The applier answers each kind of command with its own kind of result.
    return this.#node.execute(this.#operation, command, options) as Promise<Answer<Kind>>
  }
}

/** What of a range is left, the key included. */
function from({ lower, upper }: KeyRange, key: Uint8Array, reverse: boolean): KeyRange {
  return reverse ? { lower, upper: successor(key) } : { lower: key.slice(), upper }
}

/** What of a range is left behind the key. */
function behind({ lower, upper }: KeyRange, key: Uint8Array, reverse: boolean): KeyRange {
  return reverse ? { lower, upper: key.slice() } : { lower: successor(key), upper }
}
