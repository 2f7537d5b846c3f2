/** Several nodes with all domains that share a log, each on a simulated machine of its own. Only for tests. */
import { SimulatedHost } from '#foundation/host/simulated'
import type { SharedLog } from '#business/data/log/testing/shared-log'
import { SharedLogs } from '#business/data/log/testing/shared-log'
import type { NodeRole } from '#business/data/node/node'
import { TestBase } from '#business/data/store/testing/test-base'
import { StoreNode } from './store-node.ts'

export type Member = {
  readonly host: SimulatedHost
  readonly base: TestBase
  readonly role: NodeRole
  readonly name: string
  readonly onFailed?: (error: Error) => void
  /** As the node sees it; another one after each start. */
  log: SharedLog
  node: StoreNode
}

export class Cluster implements AsyncDisposable {
  readonly shared: SharedLogs
  readonly members: Member[] = []

  static async start(...roles: readonly NodeRole[]): Promise<Cluster> {
    const cluster = new Cluster()
    for (const role of roles) await cluster.add(role)
    return cluster
  }

  private constructor() {
    this.shared = new SharedLogs(new SimulatedHost(0).turns)
  }

  /** The first two. */
  get pair(): readonly [Member, Member] {
    const [one, other] = this.members
    if (!one || !other) throw new Error('there are not two nodes')
    return [one, other]
  }

  /** A node with an empty disk, and a name of its own if none is given, whose clock says the same as the others. */
  async add(
    role: NodeRole,
    kind: { readonly name?: string; readonly onFailed?: (error: Error) => void } = {},
  ): Promise<Member> {
    const number = this.members.length + 1
    const host = new SimulatedHost(number)
    const base = new TestBase()
    const [first] = this.members
    if (first) host.clock.advance(first.host.clock.now() - host.clock.now())
    const given = { role, name: `node ${String(number)}`, ...kind }
    const member = { host, base, ...given, ...(await this.#open(host, base, given)) }
    this.members.push(member)
    return member
  }

  /** Ends a node in order, and starts it on what it left on its disk. */
  async restart(member: Member): Promise<void> {
    await member.node[Symbol.asyncDispose]()
    const { host, base } = member
    Object.assign(member, await this.#open(host, base, member))
  }

  /** On all machines. */
  advance(ms: number): void {
    for (const { host } of this.members) host.clock.advance(ms)
  }

  /** Resolves when every node has what all were told is committed. */
  async caughtUp(): Promise<void> {
    await Promise.all(this.members.map(({ node }) => node.node.barrier()))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { node } of this.members) await node[Symbol.asyncDispose]()
  }

  async #open(
    host: SimulatedHost,
    base: TestBase,
    given: Pick<Member, 'role' | 'name' | 'onFailed'>,
  ): Promise<{ log: SharedLog; node: StoreNode }> {
    const log = this.shared.open()
    const kind = { ...given, openLog: () => Promise.resolve(log) }
    return { log, node: await StoreNode.on(base, {}, host, kind) }
  }
}
