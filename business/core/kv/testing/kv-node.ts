/** A whole node with keys alone on a simulated machine, for tests: log, store, and keys, without a socket. */
import { SimulatedHost } from '#foundation/host/simulated'
import { Keyspace } from '#business/data/keyspace/keyspace'
import type { Node } from '#business/data/node/node'
import type { NodeSizes, OpenLog } from '#business/data/node/testing/powered-node'
import { PoweredNode } from '#business/data/node/testing/powered-node'
import type { Base } from '#business/data/store/base'
import { MemoryBase } from '#business/data/store/testing/memory-base'
import type { Store } from '#business/data/store/store'
import { Plan } from '#business/data/txn/plan'
import { KvDomain } from '../domain.ts'
import { Kv } from '../kv.ts'

export class KvNode implements AsyncDisposable {
  /** The log of the nodes; undefined for the usual one. Another one runs the same tests on another log. */
  static openLog: OpenLog | undefined

  readonly base: Base
  readonly domain: KvDomain
  readonly kv: Kv
  readonly #powered: PoweredNode
  readonly #sizes: Partial<NodeSizes>

  /** On the host and base of another node: what starts after that one crashed. */
  static async start(
    host = new SimulatedHost(1),
    base: Base = new MemoryBase(),
    sizes: Partial<NodeSizes> = {},
  ): Promise<KvNode> {
    const powered = await PoweredNode.open(host, base, sizes, {
      ...(KvNode.openLog && { openLog: KvNode.openLog }),
    })
    const { node } = powered
    const keyspace = new Keyspace(node.store)
    const domain = new KvDomain(node.store, keyspace, new Plan(keyspace), [])
    await node.start(domain.table, new AbortController().signal)
    return new KvNode(base, sizes, powered, domain)
  }

  private constructor(
    base: Base,
    sizes: Partial<NodeSizes>,
    powered: PoweredNode,
    domain: KvDomain,
  ) {
    this.base = base
    this.#sizes = sizes
    this.#powered = powered
    this.domain = domain
    this.kv = new Kv(powered.node, domain, powered.host)
  }

  get host(): SimulatedHost {
    return this.#powered.host
  }

  get node(): Node {
    return this.#powered.node
  }

  get store(): Store {
    return this.node.store
  }

  /** From now on it is no fault if this node fails. */
  losePower(): void {
    this.#powered.losePower()
  }

  /** Power is lost and comes back: this node is dead, the one returned goes on from what was durable. */
  async crash(): Promise<KvNode> {
    await this.#powered.crash()
    return await KvNode.start(this.host, this.base, this.#sizes)
  }

  /** Ends in order, the base too. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.node[Symbol.asyncDispose]()
  }
}
