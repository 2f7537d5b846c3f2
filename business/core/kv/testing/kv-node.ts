/** A whole node on a simulated machine, for tests: log, store, and keys, without a socket. */
import { quiet } from '#foundation/testing/latency'
import { SimulatedHost } from '#foundation/host/simulated'
import type { Log } from '#business/data/log/log'
import { Keyspace } from '#business/data/keyspace/keyspace'
import { WalLog } from '#business/data/log/wal-log'
import { Node } from '#business/data/node/node'
import type { Base, BaseStats, RowSpace, FoundRow } from '#business/data/store/base'
import { MemoryBase } from '#business/data/store/memory-base'
import type { Store } from '#business/data/store/store'
import { Plan } from '#business/data/txn/plan'
import { KvDomain } from '../domain.ts'
import { Kv } from '../kv.ts'

export type KvNodeSizes = { readonly memoryBytes: number; readonly segmentBytes: number }

const SIZES: KvNodeSizes = { memoryBytes: 2 * 1024 * 1024, segmentBytes: 512 * 1024 }

export class KvNode implements AsyncDisposable {
  /** The log of the nodes on a host. Another one runs the same tests on another log. */
  static openLog: (host: SimulatedHost, segmentBytes: number) => Promise<Log> = (
    host,
    segmentBytes,
  ) => WalLog.open(host, '/data/log', { segmentBytes })

  readonly host: SimulatedHost
  readonly base: Base
  readonly node: Node
  readonly domain: KvDomain
  readonly kv: Kv
  readonly #sizes: Partial<KvNodeSizes>
  /** Aborts when it is lost: from then on the node must not touch what the next one works with. */
  readonly #power: AbortController

  /** On the host and base of another node: what starts after that one crashed. */
  static async start(
    host = new SimulatedHost(1),
    base: Base = new MemoryBase(),
    sizes: Partial<KvNodeSizes> = {},
  ): Promise<KvNode> {
    const { memoryBytes, segmentBytes } = { ...SIZES, ...sizes }
    const power = new AbortController()
    const log = await KvNode.openLog(host, segmentBytes)
    const node = new Node(host, log, new PoweredBase(base, power.signal), {
      directory: '/data',
      sizes: {
        memoryBytes,
        flushBytes: memoryBytes,
        segmentBytes,
        leaveBytes: segmentBytes,
        reserveBytes: 0,
        logRoomBytesMin: 16 * 1024,
      },
      idempotency: { keepMs: 60_000, countMax: 100, bytesMax: 100_000 },
      mayWrite: () => !power.signal.aborted,
      tell: event => {
        const isWrong = event.kind === 'failed' || event.kind === 'damaged'
        if (isWrong && !power.signal.aborted) throw event.error
      },
    })
    const keyspace = new Keyspace(node.store)
    const domain = new KvDomain(node.store, keyspace, new Plan(keyspace), [])
    await node.start(domain.table, new AbortController().signal)
    const kv = new Kv(node, domain, host)
    return new KvNode(host, base, sizes, node, domain, kv, power)
  }

  private constructor(
    host: SimulatedHost,
    base: Base,
    sizes: Partial<KvNodeSizes>,
    node: Node,
    domain: KvDomain,
    kv: Kv,
    power: AbortController,
  ) {
    this.host = host
    this.base = base
    this.#sizes = sizes
    this.node = node
    this.domain = domain
    this.kv = kv
    this.#power = power
  }

  get store(): Store {
    return this.node.store
  }

  /** From now on it is no fault if this node fails. */
  losePower(): void {
    this.#power.abort()
  }

  /** Power is lost and comes back: this node is dead, the one returned goes on from what was durable. */
  async crash(): Promise<KvNode> {
    this.losePower()
    this.host.disk.crash()
    // A flush that is under way comes to its end.
    await quiet()
    this.node.fence()
    this.host.disk.restart()
    return await KvNode.start(this.host, this.base, this.#sizes)
  }

  /** Ends in order, the base too. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.node[Symbol.asyncDispose]()
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

  range(...bounds: Parameters<Base['range']>): Iterable<FoundRow> {
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

  fence(): void {
    // Without power it writes nothing anyway, and the next node has the same base.
  }

  async close(): Promise<void> {
    await this.#base.close()
  }
}

function forever(): Promise<never> {
  return new Promise<never>(() => undefined)
}
