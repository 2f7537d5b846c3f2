/**
 * A node: one log, one store, and the domains' operations on them. Nothing else puts these parts together.
 *
 *      propose -> proposer -> log -> follower -> state machine -> store
 *                    ^                               |
 *                    +---------- results ------------+
 *
 * A life: `open`, `start` with the operations of the domains, work, and then `[Symbol.asyncDispose]`, or `fence` first if
 * this process lost its directory.
 */
import { join } from 'node:path'
import type { Host, Timer } from '#foundation/host/host'
import type { Log } from '#business/data/log/log'
import { EntriesTrimmed, LogUnavailable } from '#business/data/log/log'
import { WalLog } from '#business/data/log/wal-log'
import type { Base } from '#business/data/store/base'
import type { StoreDamaged } from '#business/data/store/damage'
import { DiskBase } from '#business/data/store/disk-base'
import type { StoreState } from '#business/data/store/state'
import { Store } from '#business/data/store/store'
import { Room } from './proposal/room.ts'
import type { Space } from './proposal/space-guard.ts'
import { SPACE_CHECK_MS, SpaceGuard } from './proposal/space-guard.ts'
import type { FollowerEvent } from './apply/follower.ts'
import { Follower } from './apply/follower.ts'
import type { LogMove, Seal } from './apply/log-move.ts'
import { LogMoved, movedBy, sealOf, sealOperation } from './apply/log-move.ts'
import type { IdempotencyLimits, Once } from './idempotency.ts'
import { IdempotencyRecords } from './idempotency.ts'
import { jsonArguments } from './json-operation.ts'
import type { BatchTiming, Operation, Sink } from './operation.ts'
import { Meetings } from './peers/meetings.ts'
import type { Peer } from './peers/peers.ts'
import { Proposer } from './proposal/proposer.ts'
import { LogIncomplete, NodeStopped, NodeUnsound, ReadOnlyNode } from './refusal.ts'
import { StateMachine } from './apply/state-machine.ts'

export type { Seal } from './apply/log-move.ts'
export { lastSeal, LogMoved } from './apply/log-move.ts'
export type { Peer } from './peers/peers.ts'
export type { Report } from './peers/report.ts'
export { reportsIn } from './peers/report.ts'

/** Where a node keeps its parts, in its directory. A backup has the store in the same place. */
export const LOG_DIRECTORY = 'log'
export const STORE_DIRECTORY = 'store'

/** How long a barrier may take before who waits for it is told that the log does not answer. */
const BARRIER_MS_MAX = 5000

export type NodeSizes = {
  /** What the memtables may hold together, and what a flush may hold besides. */
  readonly memoryBytes: number
  readonly flushBytes: number
  /** Of a file of the log. */
  readonly segmentBytes: number
  /** Free space that the log leaves to others when it has more files than it needs. */
  readonly leaveBytes: number
  /** Free space that is left to flushing, collecting and deleting. */
  readonly reserveBytes: number
  /** The log's last bytes, which are left to operations that free space when it cannot get more. */
  readonly logRoomBytesMin: number
}

/** What the node tells the program around it. */
export type NodeEvent =
  | FollowerEvent
  /** The last stop cut a write of the log short, here. It was never acknowledged. */
  | { readonly kind: 'torn'; readonly path: string; readonly position: number }
  | { readonly kind: 'flushed'; readonly state: StoreState; readonly ms: number }
  /** Stored data is damaged. The node goes on. */
  | { readonly kind: 'damaged'; readonly error: StoreDamaged }
  /** The disk became full, or has space again. */
  | { readonly kind: 'space'; readonly space: Space }
  /** Told once: the node applies, executes and serves nothing any more, and a restart changes nothing. The process goes on. */
  | { readonly kind: 'unsound'; readonly error: NodeUnsound }
  /** Told once, when the node cannot go on: the process has to end. */
  | { readonly kind: 'failed'; readonly error: Error }
  /** Everything is closed. The store on disk ended in this state. */
  | { readonly kind: 'closed'; readonly state: StoreState }

/** Voters take writes. Readers only apply what voters write: they append nothing. */
export type NodeRole = 'voter' | 'reader'

export type NodeOptions = {
  /** In messages. No two voters of a log may have the same. */
  readonly name: string
  readonly role: NodeRole
  /** Of the program. */
  readonly version: string
  /** Where other nodes reach this one: `host:port`; empty if nowhere. */
  readonly address: string
  readonly directory: string
  readonly sizes: NodeSizes
  readonly idempotency: IdempotencyLimits
  /** Whether this process still has the directory. Asked before every append, and twice a second. */
  readonly mayWrite: () => boolean
  readonly tell: (event: NodeEvent) => void
}

/** This process lost its directory to another one. */
export class NodeFenced extends Error {
  override readonly name = 'NodeFenced'
  readonly code = 'NODE_FENCED'
  constructor(directory: string) {
    super(`Another process has ${directory} by now: this one writes nothing to it any more`)
  }
}

/** What takes operations: a node, or who collects them for it. */
export type Proposals = Pick<Node, 'store' | 'onApplied' | 'propose' | 'execute'>

export class Node implements AsyncDisposable {
  readonly log: Log
  readonly store: Store
  /** The tables on this machine's disk, of which there can be snapshots; undefined where they are elsewhere. */
  readonly disk: DiskBase | undefined
  /** Whether the last stop cut a write of the log short. */
  isTorn = false
  readonly #base: Base
  readonly #host: Host
  readonly #options: NodeOptions
  readonly #guard: SpaceGuard
  readonly #room: Room
  readonly #records: IdempotencyRecords
  readonly #proposer: Proposer
  readonly #meetings: Meetings
  readonly #sealing: Operation<Uint8Array, Seal>
  readonly #following = new AbortController()
  #follower: Follower | undefined
  #followed: Promise<void> | undefined
  #check: Timer | undefined
  #failure: Error | undefined
  #isFenced = false
  /** The last entry of this log. */
  #seal: Seal | undefined
  /** When the state was known to have everything, by the clock that never goes back. */
  #freshAt = 0
  /** The barrier that is under way, and the one that begins after it, for all who asked meanwhile. */
  #barrier: Promise<number> | undefined
  #nextBarrier: Promise<number> | undefined

  /** A node with its log and its store on this machine's disk. */
  static async open(host: Host, options: NodeOptions): Promise<Node> {
    const { directory, sizes } = options
    const { segmentBytes, leaveBytes } = sizes
    const log = await WalLog.open(host, join(directory, LOG_DIRECTORY), {
      segmentBytes,
      leaveBytes,
    })
    try {
      const base = await DiskBase.open(host.disk, join(directory, STORE_DIRECTORY))
      const node = new Node(host, log, base, options)
      node.isTorn = log.torn !== undefined
      if (log.torn) options.tell({ kind: 'torn', ...log.torn })
      return node
    } catch (error) {
      await log[Symbol.asyncDispose]()
      throw error
    }
  }

  /** A node on a log and on tables that are open already, and are its own from now on. */
  constructor(host: Host, log: Log, base: Base, options: NodeOptions) {
    const { name, role, version, address, directory, sizes, idempotency: limits } = options
    const { mayWrite, tell } = options
    const onFailed = (error: unknown): void => {
      this.#fail(error)
    }
    this.#host = host
    this.#base = base
    this.disk = base instanceof DiskBase ? base : undefined
    this.#options = options
    this.log = log
    this.store = new Store(base, host.clock, host.random, {
      ...sizes,
      onDamaged: error => {
        tell({ kind: 'damaged', error })
      },
      onFailed,
      onFlushed: (state, ms) => {
        // What others need of a log that is shared, a flush does not tell.
        if (!log.isShared) log.trim(state.position)
        tell({ kind: 'flushed', state, ms })
      },
    })
    this.#guard = new SpaceGuard(host.clock, host.disk, log, this.store, {
      ...sizes,
      directory,
      onChanged: space => {
        tell({ kind: 'space', space })
      },
    })
    this.#room = new Room(host.clock, this.store, this.#guard)
    this.#records = new IdempotencyRecords(this.store)
    const { store } = this
    const proposerOptions = {
      refusal: role === 'reader' ? () => new ReadOnlyNode(name, this.others) : undefined,
      limits,
      mayWrite,
      onFailed,
      onFenced: () => {
        this.fence()
      },
    }
    this.#proposer = new Proposer(
      host,
      log,
      store,
      this.#guard,
      this.#room,
      this.#records,
      proposerOptions,
    )
    const self = { name, isVoter: role === 'voter', version, address }
    const parts = { log, store, base, proposer: this.#proposer }
    this.#meetings = new Meetings(host.clock, self, parts, onFailed)
    this.#sealing = sealOperation(store, seal => {
      this.#seal = seal
    })
  }

  /** Whether this node does the work that one node of its log does for all: no other does, or those that ran before it stopped. */
  get isOnDuty(): boolean {
    if (this.#failure || this.role === 'reader') return false
    return !this.log.isShared || this.#meetings.isOnDuty
  }

  /** What the other voters of the log told of themselves, by their names. */
  get others(): readonly Peer[] {
    return this.#meetings.others
  }

  /** From now on no node trims the log behind this position, which is flushed here, until this is called with undefined. */
  keepLogAfter(position: number | undefined): void {
    this.#meetings.keptAfter = position
  }

  get role(): NodeRole {
    return this.#options.role
  }

  /** Bytes of operations that wait for their turn. */
  get queuedBytes(): number {
    return this.#proposer.queuedBytes
  }

  /** Of the file system of the data directory, half a second old at most. */
  get space(): SpaceGuard['space'] {
    return this.#guard.space
  }

  /** Whether an operation would have to wait for room: who can wait before it proposes one, should. */
  get isCrowded(): boolean {
    return this.#proposer.isCrowded
  }

  /** Resolves when it is not crowded any more, for whatever reason. */
  room(): Promise<void> {
    return this.#proposer.room()
  }

  /**
   * Applies what the log holds after the store's position, and from then on each entry that is committed. Resolves when the
   * node has caught up with what was committed at the call, or is unsound. Rejects with `LogIncomplete`, `LogFailed`,
   * `StoreFailed`, `BatchUnknown`, `LogMoved`, or with the reason of `stop`.
   */
  async start(operations: readonly Operation<never, unknown>[], stop: AbortSignal): Promise<void> {
    stop.throwIfAborted()
    this.#freshAt = this.#host.clock.monotonic()
    const { first, last } = this.log.info()
    const { position } = this.store.state
    if (last < position) throw new LogIncomplete(position, first, last, this.log.isShared)
    const { log, store } = this
    this.#seal = sealOf(log, store)
    if (this.#seal) throw new LogMoved(this.#seal)
    const table = [...operations, this.#meetings.operation, this.#sealing]
    const machine = new StateMachine(store, this.#records, table, log.isShared)
    const { tell } = this.#options
    const follower = new Follower(
      this.#host,
      log,
      store,
      this.#guard,
      this.#proposer,
      machine,
      tell,
    )
    this.#follower = follower
    follower.onApplied(() => {
      if (log.isShared) this.#meetings.applied()
      if (this.#seal) this.#following.abort()
    })
    const ended: { failure?: Error } = {}
    const followed = follower.run(this.#following.signal).then(() => {
      if (this.#seal) throw new LogMoved(this.#seal)
    })
    this.#followed = followed.catch((error: unknown) => {
      const isIncomplete = error instanceof EntriesTrimmed
      ended.failure = isIncomplete
        ? new LogIncomplete(position, first, last, log.isShared)
        : asError(error)
      follower.release()
    })
    const onStop = (): void => {
      this.#following.abort()
      follower.release()
    }
    stop.addEventListener('abort', onStop)
    await follower.reached(last)
    stop.removeEventListener('abort', onStop)
    stop.throwIfAborted()
    const failure = movedBy(this.#seal) ?? ended.failure ?? this.#failure
    if (failure instanceof NodeUnsound) {
      this.#fail(failure)
      return
    }
    if (failure) throw failure
    // What goes wrong later is told as an event.
    void this.#followed.then(() => {
      if (ended.failure) this.#fail(ended.failure)
    })
    this.#watch()
    if (log.isShared) this.#meetings.begin()
  }

  /**
   * Hands an operation over. The sink gets its result when it is durable and applied, in the order of the log; or, possibly
   * before this returns, why there is none: `NoSpace`, `StoreBusy`, `OperationTooLarge`, `NodeStopped`, `NodeUnsound`,
   * `ReadOnlyNode`, `NotCommitted` or `StoreDamaged`, when nothing was executed; `KeyReused`, `ResultNotKept`: see idempotency.ts; or `OutcomeUnknown`.
   * `once` makes the operation take effect once, however often it is proposed.
   */
  propose<Arguments, Result>(
    operation: Operation<Arguments, Result>,
    args: Arguments,
    sink: Sink<Result>,
    tag: number,
    once?: Once,
  ): void {
    this.#proposer.propose(operation, args, sink, tag, once)
  }

  /** Like `propose`, for who has nothing to do but wait. `observe` is told before, of a batch whose `appliedAt` is set later. */
  execute<Arguments, Result>(
    operation: Operation<Arguments, Result>,
    args: Arguments,
    { once, observe, isPatient = false }: ExecuteOptions = {},
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const sink: Sink<Result> = {
        isPatient,
        done: (_tag, result, timing, isReplayed) => {
          observe?.(timing, isReplayed)
          resolve(result)
        },
        failed: (_tag, error) => {
          reject(error)
        },
      }
      this.#proposer.propose(operation, args, sink, 0, once)
    })
  }

  /** Makes a seal the last entry of the log: every node of it then fails with `LogMoved`. Rejects like `execute`. */
  async seal(to: Pick<LogMove, 'to' | 'log'>): Promise<Seal> {
    const from = { from: this.log.id ?? '', node: this.#options.name }
    return await this.execute(this.#sealing, jsonArguments({ ...to, ...from }))
  }

  /** Why the node serves nothing any more, if it does not. */
  get unsound(): NodeUnsound | undefined {
    return this.#failure instanceof NodeUnsound ? this.#failure : undefined
  }

  /** How old this node's state may be, in milliseconds: nothing is missing that was committed before. */
  get stalenessMs(): number {
    return this.log.isShared ? this.#host.clock.monotonic() - this.#freshAt : 0
  }

  /**
   * Resolves when this node has applied everything that any node was told is committed before the call. Rejects with
   * `LogUnavailable`, `LogFailed`, `NodeStopped` (why is told as an event) or `NodeUnsound`.
   */
  async barrier(): Promise<void> {
    if (this.#failure) throw this.#stopped
    const begunAt = this.#host.clock.monotonic()
    const position = await this.#coalescedBarrier()
    await this.#follower?.reached(position)
    if (this.#seal || this.store.state.position < position) throw this.#stopped
    this.#freshAt = Math.max(this.#freshAt, begunAt)
  }

  /** Calls back after every entry that was applied. Returns the way to stop it. */
  onApplied(listener: () => void): () => void {
    return this.#follower?.onApplied(listener) ?? (() => undefined)
  }

  /**
   * This process lost its directory, or may not write for another reason: from now on nothing of this node writes, not even
   * when it is closed. Returns when no write is under way any more but one of the log, which begins nothing new.
   */
  fence(): void {
    if (this.#isFenced) return
    this.#isFenced = true
    this.log.fence()
    this.store.fence()
    this.#fail(new NodeFenced(this.#options.directory))
  }

  /** Refuses new operations, gives those accepted before their results, flushes, and closes log and store. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#meetings.end()
    if (!this.#failure && this.#follower) await this.#proposer.close()
    this.#check?.cancel()
    this.#following.abort()
    await this.#followed
    this.#follower?.release()
    await this.store[Symbol.asyncDispose]()
    await this.log[Symbol.asyncDispose]()
    this.#options.tell({ kind: 'closed', state: this.#base.state })
  }

  #coalescedBarrier(): Promise<number> {
    if (!this.#barrier) {
      this.#barrier = this.#logBarrier().finally(() => {
        this.#barrier = this.#nextBarrier
        this.#nextBarrier = undefined
      })
      return this.#barrier
    }
    // One that is under way may have begun before an entry that the caller must see.
    const begin = (): Promise<number> => this.#logBarrier()
    this.#nextBarrier ??= this.#barrier.then(begin, begin).finally(() => {
      this.#barrier = this.#nextBarrier
      this.#nextBarrier = undefined
    })
    return this.#nextBarrier
  }

  /** Bounded in time. */
  async #logBarrier(): Promise<number> {
    const silent = Promise.withResolvers<never>()
    const timer = this.#host.clock.after(BARRIER_MS_MAX, () => {
      silent.reject(new LogUnavailable(new Error(`not within ${String(BARRIER_MS_MAX)} ms`)))
    })
    try {
      return await Promise.race([this.log.barrier(), silent.promise])
    } finally {
      timer.cancel()
    }
  }

  /** Looks at the lock and at the space also while nobody writes: a flush may begin at any time. */
  #watch(): void {
    this.#check = this.#host.clock.after(SPACE_CHECK_MS, () => {
      try {
        if (!this.#options.mayWrite()) this.fence()
        else this.#guard.check()
      } catch (error) {
        this.#fail(error)
      }
      if (!this.#failure) this.#watch()
    })
  }

  get #stopped(): Error {
    return this.unsound ?? new NodeStopped()
  }

  #fail(cause: unknown): void {
    // The state machine and the log may fail at the same time.
    if (this.#failure) return
    const error = asError(cause)
    this.#failure = error
    this.#check?.cancel()
    this.#meetings.end()
    this.#following.abort()
    this.#proposer.stop(error)
    this.#follower?.release()
    if (!(error instanceof NodeUnsound)) {
      this.#options.tell({ kind: 'failed', error })
      return
    }
    // What was written of the last entry must not reach the disk.
    this.log.fence()
    this.store.fence()
    this.#options.tell({ kind: 'unsound', error })
  }
}

export type ExecuteOptions = {
  readonly once?: Once | undefined
  readonly observe?: ((timing: BatchTiming, isReplayed: true | undefined) => void) | undefined
  /** See `Sink`. */
  readonly isPatient?: boolean
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause))
}
