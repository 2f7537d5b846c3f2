/** A whole node with all domains on a simulated machine, for tests, without a socket. */
import { SimulatedHost } from '#foundation/host/simulated'
import { Kv } from '#business/core/kv/kv'
import { Groups } from '#business/core/stream/groups'
import { Streams } from '#business/core/stream/streams'
import type { Node } from '#business/data/node/node'
import type { Kind, NodeSizes } from '#business/data/node/testing/powered-node'
import { PoweredNode } from '#business/data/node/testing/powered-node'
import { Reads } from '#business/data/reads/reads'
import { Sequences } from '#business/data/txn/sequences'
import type { Base } from '#business/data/store/base'
import { TestBase } from '#business/data/store/testing/test-base'
import { Domains } from '../domains.ts'

export class StoreNode<OfBase extends Base = TestBase> implements AsyncDisposable {
  readonly host: SimulatedHost
  readonly base: OfBase
  readonly node: Node
  readonly kv: Kv
  readonly streams: Streams
  readonly groups: Groups
  readonly sequences: Sequences
  readonly reads: Reads
  readonly #powered: PoweredNode
  readonly #sizes: Partial<NodeSizes>
  readonly #kind: Kind | undefined

  /** A new one, in memory. */
  static async start(sizes: Partial<NodeSizes> = {}): Promise<StoreNode> {
    return await StoreNode.on(new TestBase(), sizes)
  }

  /** On the base, and perhaps the host, of another node: what starts after that one ended or crashed. */
  static async on<OfBase extends Base>(
    base: OfBase,
    sizes: Partial<NodeSizes> = {},
    host = new SimulatedHost(1),
    kind?: Kind,
  ): Promise<StoreNode<OfBase>> {
    const powered = await PoweredNode.open(host, base, sizes, kind)
    const domains = new Domains(powered.node.store)
    try {
      await powered.node.start(domains.table, new AbortController().signal)
    } catch (error) {
      await powered.node[Symbol.asyncDispose]()
      throw error
    }
    return new StoreNode(powered, domains, base, sizes, kind)
  }

  private constructor(
    powered: PoweredNode,
    domains: Domains,
    base: OfBase,
    sizes: Partial<NodeSizes>,
    kind: Kind | undefined,
  ) {
    const { host, node } = powered
    this.host = host
    this.node = node
    this.kv = new Kv(node, domains.kv, host)
    this.streams = new Streams(node, domains.stream, host)
    this.groups = new Groups(node, domains.stream, host)
    this.sequences = new Sequences(node, domains.sequence, domains.kv.keyspace, host.clock)
    this.reads = new Reads(node)
    this.#powered = powered
    this.base = base
    this.#sizes = sizes
    this.#kind = kind
  }

  /** From now on it is no fault if this node fails. */
  losePower(): void {
    this.#powered.losePower()
  }

  /** Power is lost and comes back: this node is dead, the one returned goes on from what was durable. */
  async crash(): Promise<StoreNode<OfBase>> {
    await this.#powered.crash()
    return await StoreNode.on(this.base, this.#sizes, this.host, this.#kind)
  }

  /** Ends in order, the base too. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.node[Symbol.asyncDispose]()
  }
}
