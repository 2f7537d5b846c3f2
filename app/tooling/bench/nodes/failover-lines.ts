/** How long nothing is written after a kill: of the node that a client talks to, and of the member that leads etcd. */
import { strict as assert } from 'node:assert'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Etcd } from '#foundation/etcd/etcd'
import { systemHost } from '#foundation/host/system'
import { until } from '#foundation/program/program'
import type { Effort, Line } from '../line/line.ts'
import { median, ratio, rounded } from '../line/line.ts'
import type { Address } from '../load/exchange.ts'
import type { SalesApi } from '../target/sales-api.ts'
import { ETCD } from '../target/targets.ts'
import { Cluster } from './cluster.ts'

const MEMBERS = 3
/** Between two writes that are begun, whatever became of those before. */
const EVERY_MS = 20
const ANSWER_MS_MAX = 10_000
/** Kills take seconds each. */
const KILLS_MAX = 5

/** Milliseconds until a write that was begun after the kill was acknowledged. */
type Kill = { readonly node: number; readonly leader: number; readonly etcd: number }

export function failoverLines(effort: Effort): Line[] {
  const kills = Math.min(effort.rounds, KILLS_MAX)
  let findings: Promise<Kill[]> | undefined
  const measure =
    (pick: (kill: Kill) => number, details: (kills: readonly Kill[]) => string) =>
    async (step: (what: string) => void) => {
      const skipped = ETCD.lack?.()
      if (skipped !== undefined) return { skipped }
      const found = await (findings ??= explore(kills, step))
      return { rounds: found.map(pick), details: details(found) }
    }
  return [
    {
      id: 'failover-node',
      title: 'Kill of the node that a client writes to, until the next answer through the balancer',
      bound: { kind: 'at most', value: 1.5, of: 'worst' },
      unit: 's',
      steps: 2 * kills,
      measure: measure(
        ({ node }) => node / 1000,
        () => 'the balancer takes another node when one refuses the connection',
      ),
    },
    {
      id: 'failover-etcd',
      title: "Kill of etcd's leader of three, until a node writes again, against etcd itself",
      bound: { kind: 'at most', value: 1.5, of: 'median' },
      unit: '×',
      steps: 1,
      measure: measure(
        ({ leader, etcd }) => ratio(leader, etcd),
        found => {
          const of = (pick: (kill: Kill) => number): string => rounded(median(found.map(pick)))
          return `${of(({ leader }) => leader)} ms against ${of(({ etcd }) => etcd)} ms of etcd's`
        },
      ),
    },
  ]
}

async function explore(kills: number, step: (what: string) => void): Promise<Kill[]> {
  await using cluster = await Cluster.start(MEMBERS)
  const other = await cluster.startNode('other')
  let node = await cluster.startNode('node')
  const found: Kill[] = []
  for (let kill = 0; kill < kills; kill++) {
    step('kill of a node')
    const ofNode = await nodeKilled(cluster, node, other)
    node = await cluster.startNode('node')
    step("kill of etcd's leader")
    found.push({ node: ofNode, ...(await leaderKilled(cluster, node)) })
  }
  return found
}

async function nodeKilled(cluster: Cluster, node: SalesApi, other: SalesApi): Promise<number> {
  await using balancer = await balance([node.addresses.http, other.addresses.http])
  const probes = new Probes(() => written(balancer.url))
  await probes.next(0)
  const at = performance.now()
  await cluster.kill(node)
  return (await probes.next(at)) - at
}

async function leaderKilled(
  cluster: Cluster,
  node: SalesApi,
): Promise<{ readonly leader: number; readonly etcd: number }> {
  const { clock } = systemHost()
  using etcd = new Etcd({ members: cluster.addresses, tls: undefined, user: undefined, clock })
  const put = { kind: 'put', key: 'bench-failover', value: Buffer.from('x') } as const
  const transaction = { conditions: [], then: [put], otherwise: [] }
  const ours = new Probes(() => written(node.url))
  const theirs = new Probes(async () => {
    await etcd.transact(transaction, ANSWER_MS_MAX)
  })
  await Promise.all([ours.next(0), theirs.next(0)])
  const { name, at } = await cluster.killLeader()
  const [leader, own] = await Promise.all([ours.next(at), theirs.next(at)])
  await cluster.restore(name)
  return { leader: leader - at, etcd: own - at }
}

async function written(url: string): Promise<void> {
  const signal = AbortSignal.timeout(ANSWER_MS_MAX)
  const response = await fetch(`${url}/v1/kv/failover`, { method: 'PUT', body: 'x', signal })
  const text = await response.text()
  assert(response.ok, text)
}

/** Writes that are begun one after the other, also where none is answered. */
class Probes {
  readonly #write: () => Promise<void>

  constructor(write: () => Promise<void>) {
    this.#write = write
  }

  /** Resolves with the time of the first acknowledgement of a write that was begun at this time or later. */
  async next(since: number): Promise<number> {
    let doneAt: number | undefined
    while (performance.now() < since) await pause(1)
    const underWay = new Set<Promise<void>>()
    const ended = until(
      () => doneAt,
      () => 'no write was acknowledged',
    )
    while (doneAt === undefined) {
      const probe = this.#write().then(
        () => {
          doneAt ??= performance.now()
        },
        () => undefined,
      )
      underWay.add(probe)
      await pause(EVERY_MS)
    }
    await Promise.all(underWay)
    return await ended
  }
}

/** Passes connections on to the first of these that takes them. */
async function balance(
  backends: readonly Address[],
): Promise<AsyncDisposable & { readonly url: string }> {
  const open = new Set<net.Socket>()
  const keep = (socket: net.Socket): void => {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
  }
  const pass = (client: net.Socket, [backend, ...rest]: readonly Address[]): void => {
    if (!backend) {
      client.destroy()
      return
    }
    const server = net.connect(backend)
    keep(server)
    let isConnected = false
    server.on('connect', () => {
      isConnected = true
      client.pipe(server).pipe(client)
    })
    server.on('close', () => {
      if (isConnected) client.destroy()
      else pass(client, rest)
    })
    client.on('close', () => server.destroy())
  }
  const server = net.createServer(client => {
    keep(client)
    pass(client, backends)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
