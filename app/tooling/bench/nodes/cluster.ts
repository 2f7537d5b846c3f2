/** Nodes that share the log in an etcd of one member or more: real processes, on free ports of this machine. */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { join } from 'node:path'
import { freePorts } from '#foundation/program/free-ports'
import { environment, tied, until } from '#foundation/program/program'
import { Directory } from '../target/directory.ts'
import { SalesApi } from '../target/sales-api.ts'

type Member = { readonly name: string; readonly url: string; readonly peer: string }

export class Cluster implements AsyncDisposable {
  readonly #directory = new Directory()
  readonly #members: readonly Member[]
  readonly #children = new Map<string, ChildProcess>()
  readonly #nodes = new Set<SalesApi>()

  /** Resolves when all members of etcd answer. */
  static async start(members: number): Promise<Cluster> {
    const cluster = new Cluster(await freePorts(2 * members), members)
    for (const { name } of cluster.#members) cluster.startMember(name)
    await Promise.all(cluster.#members.map(member => healthy(member)))
    return cluster
  }

  private constructor(ports: readonly number[], members: number) {
    this.#members = Array.from({ length: members }, (_, index) => ({
      name: `etcd${String(index + 1)}`,
      url: `http://127.0.0.1:${String(ports[2 * index])}`,
      peer: `http://127.0.0.1:${String(ports[2 * index + 1])}`,
    }))
  }

  /** `host:port` of each member. */
  get addresses(): string[] {
    return this.#members.map(({ url }) => new URL(url).host)
  }

  directoryOf(node: string): string {
    return join(this.#directory.path, node)
  }

  /** On what its directory holds. Resolves when it is ready. */
  async startNode(name: string, args: readonly string[] = []): Promise<SalesApi> {
    const directory = this.directoryOf(name)
    fs.mkdirSync(directory, { recursive: true })
    const shared = [
      ...['--log-kind=etcd', `--log-etcd-endpoints=${this.#members.map(({ url }) => url).join()}`],
      ...[`--node-name=${name}`, '--node-peer-host=127.0.0.1:0', '--node-peer-secret=bench'],
    ]
    const node = await SalesApi.start(directory, [...shared, ...args])
    this.#nodes.add(node)
    return node
  }

  async kill(node: SalesApi): Promise<void> {
    this.#nodes.delete(node)
    await node.program.kill()
  }

  startMember(name: string): void {
    const member = this.#members.find(one => one.name === name)
    if (!member) throw new RangeError(`there is no ${name}`)
    const all = this.#members.map(one => `${one.name}=${one.peer}`).join()
    const [command = '', ...args] = tied([
      ...['etcd', '--name', name, '--data-dir', this.directoryOf(name), '--logger', 'zap'],
      ...['--listen-client-urls', member.url, '--advertise-client-urls', member.url],
      ...['--listen-peer-urls', member.peer, '--initial-advertise-peer-urls', member.peer],
      ...['--initial-cluster', all, '--auto-compaction-retention', '1m'],
    ])
    const options = { stdio: 'ignore', env: environment({}) } as const
    this.#children.set(name, spawn(command, args, options))
  }

  /** Kills the member that leads, and returns its name and when that was, in milliseconds of `performance.now`. */
  async killLeader(): Promise<{ readonly name: string; readonly at: number }> {
    const name = await until(
      async () => {
        for (const member of this.#members) if (await isLeader(member)) return member.name
        return undefined
      },
      () => 'no member of etcd leads',
    )
    const at = performance.now()
    await this.#end(name)
    return { name, at }
  }

  /** Starts a member that was killed. Resolves when all answer. */
  async restore(name: string): Promise<void> {
    this.startMember(name)
    await Promise.all(this.#members.map(member => healthy(member)))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.#nodes) await node.program.kill()
    for (const name of this.#children.keys()) await this.#end(name)
    this.#directory[Symbol.dispose]()
  }

  async #end(name: string): Promise<void> {
    const child = this.#children.get(name)
    if (!child) return
    this.#children.delete(name)
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}

async function healthy({ name, url }: Member): Promise<void> {
  await until(
    async () => {
      const response = await fetch(`${url}/health`).catch(() => undefined)
      const text = await response?.text()
      return text?.includes('"true"') === true ? true : undefined
    },
    () => `${name} is not healthy`,
  )
}

async function isLeader({ url }: Member): Promise<boolean> {
  const asked = fetch(`${url}/v3/maintenance/status`, { method: 'POST', body: '{}' })
  const response = await asked.catch(() => undefined)
  if (response?.ok !== true) return false
  const status = (await response.json()) as {
    readonly header: { readonly member_id: string }
    readonly leader?: string
  }
  return status.leader === status.header.member_id
}
