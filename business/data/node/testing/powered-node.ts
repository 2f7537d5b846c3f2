/** A node on a simulated machine that can lose its power. It has no operations yet. Only for tests. */
import type { SimulatedHost } from '#foundation/host/simulated'
import { quiet } from '#foundation/testing/latency'
import type { Log } from '#business/data/log/log'
import { WalLog } from '#business/data/log/wal-log'
import type { Base, BaseStats, RowSpace } from '#business/data/store/base'
import type { NodeRole } from '../node.ts'
import { LOG_DIRECTORY, Node } from '../node.ts'

const DIRECTORY = '/data'

export type NodeSizes = { readonly memoryBytes: number; readonly segmentBytes: number }

const SIZES: NodeSizes = { memoryBytes: 2 * 1024 * 1024, segmentBytes: 512 * 1024 }

export type OpenLog = (host: SimulatedHost, segmentBytes: number) => Promise<Log>

/** How the node is made; a voter on a log of its own if nothing is said. */
export type Kind = {
  readonly openLog?: OpenLog
  readonly role?: NodeRole
  readonly name?: string
  readonly onFailed?: (error: Error) => void
}

const openWal: OpenLog = (host, segmentBytes) =>
  WalLog.open(host, `${DIRECTORY}/${LOG_DIRECTORY}`, { segmentBytes })

const fail = (error: Error): never => {
  throw error
}

export class PoweredNode {
  readonly host: SimulatedHost
  readonly node: Node
  /** Aborts when it is lost: from then on the node must not touch what the next one works with. */
  readonly #power: AbortController

  /** On the host and base of another node: what starts after that one ended or crashed. */
  static async open(
    host: SimulatedHost,
    base: Base,
    sizes: Partial<NodeSizes> = {},
    { openLog = openWal, role = 'voter', name = 'node', onFailed = fail }: Kind = {},
  ): Promise<PoweredNode> {
    const { memoryBytes, segmentBytes } = { ...SIZES, ...sizes }
    const power = new AbortController()
    const log = await openLog(host, segmentBytes)
    const node = new Node(host, log, new PoweredBase(base, power.signal), {
      name,
      role,
      version: 'test',
      address: '',
      directory: DIRECTORY,
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
        if (isWrong && !power.signal.aborted) onFailed(event.error)
      },
    })
    return new PoweredNode(host, node, power)
  }

  private constructor(host: SimulatedHost, node: Node, power: AbortController) {
    this.host = host
    this.node = node
    this.#power = power
  }

  /** From now on it is no fault if this node fails. */
  losePower(): void {
    this.#power.abort()
  }

  /** Power is lost and comes back: this node is dead, another one can be opened on what was durable. */
  async crash(): Promise<void> {
    this.losePower()
    this.host.disk.crash()
    // A flush that is under way comes to its end.
    await quiet()
    this.node.fence()
    this.host.disk.restart()
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

  scan(...bounds: Parameters<Base['scan']>): ReturnType<Base['scan']> {
    return this.#base.scan(...bounds)
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
