/**
 * The key-value store as the edges use it. A write's promise resolves when the write is durable and applied, and reads,
 * which are answered from this node's state, see everything that was answered before.
 *
 * What the state machine refuses is a result (`Refusal`); what could not be proposed, or cannot be read, is thrown.
 */
import type { Key } from '#business/data/keyspace/key'
import type { Clock, Host } from '#foundation/host/host'
import { nextTurn } from '#foundation/host/host'
import type { KeyVersion } from '#business/data/keyspace/change'
import type { KeyEventListener } from '#business/data/key-events/key-events'
import type { Expiring } from '#business/data/keyspace/keyspace'
import type { AsOf, History } from '#business/data/keyspace/history'
import { KV_TYPE } from '#business/data/keyspace/key-row'
import type { KeyState } from '#business/data/keyspace/key-row'
import { randomKey } from '#business/data/keyspace/random-key'
import type { KeyRange } from '#business/data/keyspace/watchers'
import type { Call, Operation, Sink } from '#business/data/node/operation'
import { call } from '#business/data/node/operation'
import type { ExecuteOptions, Proposals } from '#business/data/node/node'
import type { Store } from '#business/data/store/store'
import { StoreDamaged } from '#business/data/store/store'
import type { AnyResult, CheckCall, TxnCalls } from '#business/data/txn/txn'
import { keyValueOf, metadataOf } from './key-value.ts'
import type {
  Clear,
  Compare,
  CompactResult,
  Condition,
  Delete,
  DeleteAllResult,
  DeleteResult,
  ExpireResult,
  KeyValue,
  Lease,
  LeaseId,
  LeaseResult,
  Metadata,
  Move,
  MoveResult,
  Put,
  PutAll,
  PutAllResult,
  PutResult,
  Refusal,
  RevokeResult,
  Txn,
  TxnOperation,
  TxnResult,
  Update,
  UpdateRefusal,
  UpdateResult,
} from './model.ts'
import { newLeaseId, RANGE_KEYS_MAX } from './model.ts'
import { leaseOf } from './operations/lease.ts'
import type { KvDomain } from './domain.ts'
import type { WatchBatch, WatchPace, WatchStart } from './watch.ts'
import { KeyCount } from './reads/key-count.ts'
import { Slices } from './reads/slices.ts'
import { watch } from './watch.ts'

export { digest } from './operations/update/digest.ts'

/** How often another key is tried by chance, when one is due. */
const RANDOM_ATTEMPTS_MAX = 10
/** A page ends early when its values have this many bytes. */
const PAGE_BYTES_MAX = 1024 * 1024

export type PutRequest = {
  /** Takes the place of a key of another type too. */
  readonly replacesAnyType?: true | undefined
  readonly key: Key
  readonly value: Uint8Array
  readonly contentType: string
  readonly ttlMs: number | undefined
  readonly lease: LeaseId | undefined
  readonly condition: Condition
}

export type PageRequest = {
  readonly range: KeyRange
  readonly reverse: boolean
  readonly limit: number
  readonly withValues: boolean
  /** As of now if undefined. */
  readonly asOf: PageAsOf | undefined
}

/** As of when a page shows keys: what the pages of one listing have in common. */
export type PageAsOf = {
  readonly revision: number
  /** What was due by this time, in milliseconds since 1970, is left out; undefined shows what was. */
  readonly now: number | undefined
}

export type Page = {
  readonly items: readonly Item[]
  /** What of the range comes after this page; undefined if that was all. */
  readonly rest: KeyRange | undefined
  /** For the next page of the same listing. */
  readonly asOf: PageAsOf
}

export type Item =
  | { readonly kind: 'sound'; readonly metadata: Metadata; readonly value: Uint8Array | undefined }
  /** The key's row or value is damaged on disk. A read of this key alone throws an error that says which. */
  | { readonly kind: 'damaged'; readonly key: Uint8Array }

export type Count = {
  readonly count: number
  /** What of the range has not been counted; undefined if nothing. */
  readonly rest: KeyRange | undefined
  readonly asOf: PageAsOf
}

export type KeyType = 'value' | 'stream'

export type Scanned = {
  readonly keys: readonly { readonly key: Uint8Array; readonly type: KeyType }[]
  /** Undefined if these were the last ones. */
  readonly next: Uint8Array | undefined
}

export class Kv {
  readonly #node: Proposals
  readonly #store: Store
  readonly #domain: KvDomain
  readonly #clock: Clock
  readonly #host: Host
  readonly #history: History
  readonly #slices: Slices
  readonly #keyCount: KeyCount

  /** `domain` is the one whose operations `node` was started with. */
  constructor(node: Proposals, domain: KvDomain, host: Host) {
    const { store } = node
    this.#node = node
    this.#store = store
    this.#domain = domain
    this.#clock = host.clock
    this.#host = host
    this.#history = domain.history
    this.#slices = new Slices(domain.history, host)
    this.#keyCount = new KeyCount(
      (range, revision) => this.#count(range, { revision, now: undefined }, 'any type'),
      () => ({ revision: this.revision, growth: domain.keyspace.growth }),
    )
    const { watchers, events } = domain.keyspace
    let { compactedRevision } = store.state
    node.onApplied(() => {
      const { state } = store
      watchers.notify(state.revision)
      events.tell()
      if (state.compactedRevision > compactedRevision) watchers.wakeAll()
      compactedRevision = state.compactedRevision
    })
  }

  /** The same keys; what is written to them is proposed to another one. */
  on(node: Proposals): Kv {
    return new Kv(node, this.#domain, this.#host)
  }

  get revision(): number {
    return this.#store.state.revision
  }

  /** The oldest revision that can be read; what changed after it can be watched. */
  get compactedRevision(): number {
    return this.#store.state.compactedRevision
  }

  /** To be called now and then: gives memory back if nothing was written since the last call, see `Store.rest`. */
  async rest(): Promise<boolean> {
    if (!(await this.#store.rest())) return false
    this.#domain.keyspace.rest()
    this.#domain.history.rest()
    return true
  }

  put(request: PutRequest, options?: ExecuteOptions): Promise<PutResult | Refusal> {
    return this.#execute(this.#domain.operations.put, this.#putOf(request), options)
  }

  /** Like `put`, without a promise: see `Node.propose`. Key and value may be used again when this returns. */
  proposePut(request: PutRequest, sink: Sink<PutResult | Refusal>, tag: number): void {
    this.#node.propose(this.#domain.operations.put, this.#putOf(request), sink, tag)
  }

  /** `type` is the only one that the key may have, if it is given. */
  delete(
    key: Key,
    condition: Condition,
    options?: ExecuteOptions,
    type?: Delete['type'],
  ): Promise<DeleteResult | Refusal> {
    const args = { kind: 'delete', key, condition, type } as const
    return this.#execute(this.#domain.operations.delete, args, options)
  }

  update(update: Update, options?: ExecuteOptions): Promise<UpdateResult | UpdateRefusal> {
    return this.#execute(this.#domain.operations.update, update, options)
  }

  /**
   * Like `update`, without a promise: see `Node.propose`. What it is made of may be used again when this returns.
   */
  proposeUpdate(update: Update, sink: Sink<UpdateResult | UpdateRefusal>, tag: number): void {
    this.#node.propose(this.#domain.operations.update, update, sink, tag)
  }

  putAll(puts: PutAll, options?: ExecuteOptions): Promise<PutAllResult | UpdateRefusal> {
    return this.#execute(this.#domain.operations.putAll, puts, options)
  }

  proposePutAll(puts: PutAll, sink: Sink<PutAllResult | UpdateRefusal>, tag: number): void {
    this.#node.propose(this.#domain.operations.putAll, puts, sink, tag)
  }

  /** Like `delete`, without a promise. */
  proposeDelete(
    key: Key,
    condition: Condition,
    sink: Sink<DeleteResult | Refusal>,
    tag: number,
  ): void {
    const { operations } = this.#domain
    this.#node.propose(operations.delete, { kind: 'delete', key, condition }, sink, tag)
  }

  deleteAll(keys: readonly Key[], options?: ExecuteOptions): Promise<DeleteAllResult> {
    return this.#execute(this.#domain.operations.deleteAll, { kind: 'deleteAll', keys }, options)
  }

  proposeDeleteAll(keys: readonly Key[], sink: Sink<DeleteAllResult>, tag: number): void {
    this.#node.propose(this.#domain.operations.deleteAll, { kind: 'deleteAll', keys }, sink, tag)
  }

  /** Renames a key, or copies it. */
  move(move: Move, options?: ExecuteOptions): Promise<MoveResult | UpdateRefusal> {
    return this.#execute(this.#domain.operations.move, move, options)
  }

  proposeMove(move: Move, sink: Sink<MoveResult | UpdateRefusal>, tag: number): void {
    this.#node.propose(this.#domain.operations.move, move, sink, tag)
  }

  /**
   * Removes the keys of a range that there are now, a bounded number in each of several revisions, and resolves with how many.
   * Keys that are put after the call are left; others see how keys go.
   */
  async clear({ lower, upper }: KeyRange): Promise<number> {
    let keys = 0
    let revision = Number.POSITIVE_INFINITY
    let next: Uint8Array | undefined = lower
    while (next) {
      const clear: Clear = { range: { lower: next, upper }, revision }
      const cleared = await this.#execute(this.#domain.operations.clear, clear)
      keys += cleared.keys
      revision = cleared.revision
      next = cleared.rest
    }
    return keys
  }

  /** No branch may change a key twice. */
  async txn<Other extends AnyResult = never>(
    txn: Txn<Call<Other>>,
    options?: ExecuteOptions,
  ): Promise<TxnResult<Other> | Refusal | Other> {
    const calls: TxnCalls<AnyResult> = {
      compare: txn.compare.map(args => this.#check(args)),
      then: txn.then.map(given => this.#callOf(given)),
      else: txn.else.map(given => this.#callOf(given)),
    }
    // What its operations return is of their domains' types.
    return (await this.#execute(this.#domain.txn, calls, options)) as
      TxnResult<Other> | Refusal | Other
  }

  /** Throws `StoreDamaged` when what is stored is not what was written. */
  get(key: Key): KeyValue | undefined {
    const found = this.lookUp(key)
    return found && keyValueOf(key, found)
  }

  /** Like `get`, in the memory of the store: good until the store is used again. */
  lookUp(key: Uint8Array): KeyVersion | undefined {
    return this.#history.get(key, this.#clock.now())
  }

  /** Of the key of this name; undefined if there is none. */
  typeOf(key: Uint8Array): KeyType | undefined {
    const state = this.#domain.keyspace.present(key, this.#clock.now())
    return state && typeOfState(state)
  }

  /** When the key of this name expires, of whatever type, in milliseconds since 1970; 0 for never, undefined for no key. */
  expiryOf(key: Uint8Array): number | undefined {
    return this.#domain.keyspace.present(key, this.#clock.now())?.expiresAt
  }

  /** The next keys of any type from this one on, so many at most, and where to go on; undefined at the end. */
  scan(from: Uint8Array, limit: number): Scanned {
    const now = this.#clock.now()
    const { keyspace } = this.#domain
    const keys: { key: Uint8Array; type: KeyType }[] = []
    for (const { key, state } of this.#history.states(from, undefined, false, this.revision)) {
      if (keys.length >= limit) return { keys, next: key.slice() }
      if (state.damage || keyspace.isExpired(state, now)) continue
      keys.push({ key: key.slice(), type: typeOfState(state) })
    }
    return { keys, next: undefined }
  }

  /** Like `lookUp`, but for the value, which may have to be read from the disk: its length is known. */
  lookUpMeta(key: Uint8Array): KeyVersion | undefined {
    return this.#history.get(key, this.#clock.now(), 'meta')
  }

  /** A present key by chance, each with some probability; undefined if there is none. */
  randomKey(): Uint8Array | undefined {
    const now = this.#clock.now()
    for (let attempt = 0; attempt < RANDOM_ATTEMPTS_MAX; attempt++) {
      const key = randomKey(this.#store, this.#host.random)
      if (!key || this.#history.get(key, now, 'existence')) return key
    }
    return undefined
  }

  /**
   * As of a revision, whether it has expired since or not. A long history is read in steps, between which others get their
   * turn. Rejects with `Compacted`, `FutureRevision` or `StoreDamaged`.
   */
  async getAt(key: Key, revision: number): Promise<KeyValue | undefined> {
    const asOf = { revision, now: undefined, wants: 'value' } as const
    const walk = this.#history.walkTo(key, asOf)
    return await this.#slices.walked(walk, found => keyValueOf(key, found))
  }

  /**
   * One consistent state, however long it takes to read. Ends early when it has taken too long. Rejects with `Compacted` or
   * `FutureRevision`.
   */
  async page(request: PageRequest): Promise<Page> {
    const { reverse, withValues } = request
    const limit = Math.min(request.limit, RANGE_KEYS_MAX)
    const items: Item[] = []
    let bytes = 0
    const asOf = this.#asOf(request.asOf)
    const wants = withValues ? 'value' : 'meta'
    const rest = await this.#slices.through(
      request.range,
      reverse,
      { ...asOf, wants },
      (key, found) => {
        if (items.length >= limit || bytes >= PAGE_BYTES_MAX) return false
        if (found instanceof StoreDamaged) {
          items.push({ kind: 'damaged', key })
          return true
        }
        const value = withValues ? found.value() : undefined
        items.push({ kind: 'sound', metadata: metadataOf(key, found), value })
        bytes += value?.length ?? 0
        return true
      },
    )
    return { items, rest, asOf }
  }

  /** How many keys the range has as of a revision, or now: as many as a listing has items. Ends and rejects like `page`. */
  async count(range: KeyRange, at?: PageAsOf): Promise<Count> {
    return await this.#count(range, at, 'existence')
  }

  async #count(range: KeyRange, at: PageAsOf | undefined, wants: AsOf['wants']): Promise<Count> {
    let count = 0
    const asOf = this.#asOf(at)
    const rest = await this.#slices.through(range, false, { ...asOf, wants }, () => {
      count++
      return true
    })
    return { count, rest, asOf }
  }

  /**
   * How many keys of all types there are, those included that are due and not removed yet. The first call counts them, in
   * slices; from then on the number is kept.
   */
  async size(): Promise<number> {
    return await this.#keyCount.read()
  }

  /** The same, if the keys have been counted. */
  get knownSize(): number | undefined {
    return this.#keyCount.known
  }

  /** How many keys expire and when, if they have been counted. */
  get expiring(): Expiring | undefined {
    return this.#domain.keyspace.ttl.expiring
  }

  /** Counts the keys that expire, in slices; from then on the number is kept. */
  async countExpiring(): Promise<void> {
    while (this.#domain.keyspace.ttl.countMore()) await nextTurn(this.#host.turns)
  }

  /** From the next change on if `start` is undefined. See watch.ts. */
  watch(
    range: KeyRange,
    start: WatchStart | undefined,
    pace: WatchPace,
    signal: AbortSignal,
  ): AsyncGenerator<WatchBatch> {
    const { watchers } = this.#domain.keyspace
    const from = start ?? { revision: this.revision + 1, sub: -1 }
    return watch(this.#store, watchers, this.#host, range, from, pace, signal)
  }

  /** Tells what writes do to keys of all types, those of other nodes too, from now on to this listener alone. */
  listen(listener: KeyEventListener | undefined): void {
    this.#domain.keyspace.events.listen(listener)
  }

  async grantLease(ttlMs: number, options?: ExecuteOptions): Promise<LeaseResult> {
    const id = newLeaseId(this.#host.random)
    const grant = { id, ttlMs, now: this.#clock.now() }
    return await this.#execute(this.#domain.operations.grant, grant, options)
  }

  keepLeaseAlive(id: LeaseId, options?: ExecuteOptions): Promise<LeaseResult | Refusal> {
    return this.#execute(this.#domain.operations.keepAlive, { id, now: this.#clock.now() }, options)
  }

  /** Throws `StoreDamaged`. */
  lease(id: LeaseId): Lease | undefined {
    const lease = this.#domain.keyspace.leases.findAt(id, this.#clock.now())
    if (lease instanceof StoreDamaged) throw lease
    return lease && leaseOf(lease)
  }

  /** Removes the lease and its keys, in one revision. */
  revokeLease(id: LeaseId, options?: ExecuteOptions): Promise<RevokeResult | Refusal> {
    return this.#execute(this.#domain.operations.revoke, id, options)
  }

  /** Forgets what was overwritten or removed at or before the revision. */
  compact(revision: number, options?: ExecuteOptions): Promise<CompactResult | Refusal> {
    return this.#execute(this.#domain.operations.compact, revision, options)
  }

  /** Removes the keys and leases that are due, as many as one entry may, and passes over damaged ones. */
  expire(): Promise<ExpireResult> {
    return this.#execute(this.#domain.operations.expire, undefined)
  }

  /** When the next key or lease is due, in milliseconds since 1970. */
  nextExpiry(): number | undefined {
    return this.#domain.keyspace.ttl.next()
  }

  #check(args: Compare): CheckCall<Refusal> {
    return { operation: this.#domain.operations.compare, args }
  }

  #callOf(given: TxnOperation | Call<AnyResult>): Call<AnyResult> {
    if ('operation' in given) return given
    const operation: Operation<unknown, AnyResult> = this.#domain.operations[given.kind]
    return call(operation, given)
  }

  #asOf(given: PageAsOf | undefined): PageAsOf {
    return given ?? { revision: this.revision, now: this.#clock.now() }
  }

  /** Rejects like `Node.propose`. */
  #putOf(request: PutRequest): Put {
    const { key, value, contentType, ttlMs, lease, condition, replacesAnyType } = request
    const expiresAt = ttlMs === undefined ? undefined : this.#clock.now() + ttlMs
    return { kind: 'put', key, value, contentType, expiresAt, lease, condition, replacesAnyType }
  }

  #execute<Arguments, Result>(
    operation: Operation<Arguments, Result>,
    args: Arguments,
    options?: ExecuteOptions,
  ): Promise<Result> {
    return this.#node.execute(operation, args, options)
  }
}

function typeOfState({ type }: KeyState): KeyType {
  return type === KV_TYPE ? 'value' : 'stream'
}
