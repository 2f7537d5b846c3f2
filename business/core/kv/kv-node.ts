/** A whole node on a simulated machine, for tests: log, store, replica and keys, without a socket. */
import { quiet } from '#foundation/testing/latency'
import { SimulatedHost } from '#foundation/host/simulated'
import { WalLog } from '#business/data/log/wal-log'
import { Replica } from '#business/data/replica/replica'
import { SpaceGuard } from '#business/data/replica/space-guard'
import type { Base, BaseStats, RowSpace, FoundRow } from '#business/data/store/base'
import { MemoryBase } from '#business/data/store/memory-base'
import { Store } from '#business/data/store/store'
import { KvApplier } from './apply.ts'
import { Kv } from './kv.ts'

export type KvNodeSizes = { readonly memoryBytes: number; readonly segmentBytes: number }

const SIZES: KvNodeSizes = { memoryBytes: 2 * 1024 * 1024, segmentBytes: 512 * 1024 }

export class KvNode implements AsyncDisposable {
  readonly host: SimulatedHost
  readonly base: Base
  readonly store: Store
  readonly replica: Replica
  readonly applier: KvApplier
  readonly kv: Kv
  readonly #sizes: Partial<KvNodeSizes>
  readonly #log: WalLog
  /** Aborts when it is lost: from then on the node must not touch what the next one works with. */
  readonly #power: AbortController

  /** On the host and base of another node: what starts after that one crashed. */
  static async start(
    host = new SimulatedHost(1),
    base: Base = new MemoryBase(),
    sizes: Partial<KvNodeSizes> = {},
  ): Promise<KvNode> {
    const { clock, random, disk } = host
    const fail = (error: Error): never => {
      throw error
    }
    const { memoryBytes, segmentBytes } = { ...SIZES, ...sizes }
    const power = new AbortController()
    const log = await WalLog.open(host, '/data/log', { segmentBytes })
    const store = new Store(new PoweredBase(base, power.signal), clock, random, {
      memoryBytes,
      flushBytes: memoryBytes,
      onFlushed: ({ position }) => {
        if (!power.signal.aborted) log.trim(position)
      },
      onDamaged: fail,
      onFailed: fail,
    })
    const applier = new KvApplier(store)
    const ignore = (): void => undefined
    const space = {
      directory: '/data',
      reserveBytes: 0,
      logRoomBytesMin: 16 * 1024,
      onChanged: ignore,
    }
    const guard = new SpaceGuard(clock, disk, log, store, space)
    const answers = { keepMs: 60_000, countMax: 100, bytesMax: 100_000 }
    const options = { answers, onFailed: fail }
    const replay = {
      stop: new AbortController().signal,
      onProgress: ignore,
      onWaiting: ignore,
    }
    const replica = await Replica.start(log, store, clock, guard, [applier], options, replay)
    const kv = new Kv(replica, store, applier, clock, random)
    return new KvNode(host, base, sizes, store, replica, applier, kv, log, power)
  }

  private constructor(
    host: SimulatedHost,
    base: Base,
    sizes: Partial<KvNodeSizes>,
    store: Store,
    replica: Replica,
    applier: KvApplier,
    kv: Kv,
    log: WalLog,
    power: AbortController,
  ) {
    this.host = host
    this.base = base
    this.#sizes = sizes
    this.store = store
    this.replica = replica
    this.applier = applier
    this.kv = kv
    this.#log = log
    this.#power = power
  }

  /** Power is lost and comes back: this node is dead, the one returned goes on from what was durable. */
  async crash(): Promise<KvNode> {
    this.#power.abort()
    this.host.disk.crash()
    // A flush that is under way comes to its end.
    await quiet()
    this.host.disk.restart()
    return await KvNode.start(this.host, this.base, this.#sizes)
  }

  /** Ends in order, the base too. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.replica[Symbol.asyncDispose]()
    await this.store[Symbol.asyncDispose]()
    await this.#log[Symbol.asyncDispose]()
  }
}

/** A base as long as its node has power: after that nothing which the node still does changes it. */
class PoweredBase implements Base {
  readonly #base: Base
  readonly #power: AbortSignal

  constructor(base: Base, power: AbortSignal) {
    this.#base = base
    this.#power = power
  }

  get state(): Base['state'] {
    return this.#base.state
  }

  get pageBytes(): number {
    return this.#base.pageBytes
  }

  get blocks(): Base['blocks'] {
    return this.#base.blocks
  }

  get(...place: Parameters<Base['get']>): boolean {
    return this.#base.get(...place)
  }

  range(...bounds: Parameters<Base['range']>): Iterator<FoundRow> {
    return this.#base.range(...bounds)
  }

  async flush(...memtable: Parameters<Base['flush']>): Promise<void> {
    await (this.#power.aborted ? forever() : this.#base.flush(...memtable))
  }

  async collect(isShort: boolean): Promise<boolean> {
    return await (this.#power.aborted ? forever() : this.#base.collect(isShort))
  }

  async rest(): Promise<void> {
    await (this.#power.aborted ? forever() : this.#base.rest())
  }

  rowSpace(): RowSpace {
    return this.#base.rowSpace()
  }

  stats(): BaseStats {
    return this.#base.stats()
  }

  async close(): Promise<void> {
    await this.#base.close()
  }
}

function forever(): Promise<never> {
  return new Promise<never>(() => undefined)
}
