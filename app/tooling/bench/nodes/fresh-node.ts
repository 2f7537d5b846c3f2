/** A node with an empty disk beside one with a large state: how long until it is ready, against copying that state. */
import { strict as assert } from 'node:assert'
import fs from 'node:fs'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { Effort, Line } from '../line/line.ts'
import { ratioOf } from '../line/line.ts'
import { SalesApi } from '../target/sales-api.ts'
import { ETCD } from '../target/targets.ts'
import { Cluster } from './cluster.ts'

const VALUE_BYTES = 256 * 1024
const FILL_CONNECTIONS = 8
const STARTS_MAX = 3
const MB = 1_000_000
const BUSY = 503
const BUSY_MS = 50

export function freshNode({ rounds, freshBytes }: Effort): Line {
  const starts = Math.min(rounds, STARTS_MAX)
  return {
    id: 'fresh-node',
    title: `A node with an empty disk beside ${String(freshBytes / MB)} MB of state, from start to ready`,
    bound: { kind: 'at most', value: 2, of: 'median' },
    unit: '×',
    steps: 1 + starts,
    measure: async step => {
      const skipped = ETCD.lack?.()
      if (skipped !== undefined) return { skipped }
      step('filling')
      await using cluster = await Cluster.start(1)
      await filled(cluster, freshBytes)
      const fresh: number[] = []
      const copies: number[] = []
      for (let start = 0; start < starts; start++) {
        step('an empty disk')
        const node = await cluster.startNode('fresh')
        const log = fs.readFileSync(join(cluster.directoryOf('fresh'), 'sales-api.log'), 'utf8')
        assert(log.includes('a snapshot was installed'), 'it took the state from the log')
        const [, replay = '0'] = /"replay":([\d.]+)/.exec(log) ?? []
        fresh.push(node.startMs / 1000)
        await cluster.kill(node)
        fs.rmSync(cluster.directoryOf('fresh'), { recursive: true })
        const copyMs = await copied(cluster.directoryOf('holder'), cluster.directoryOf('copy'))
        copies.push((copyMs + Number(replay)) / 1000)
      }
      return ratioOf(fresh, copies, 's', 'a copy over loopback and the replay')
    },
  }
}

/** Filled with a log on its disk, which then is moved: the log in etcd begins behind all that a fresh node lacks. */
async function filled(cluster: Cluster, bytes: number): Promise<void> {
  const name = 'holder'
  const directory = cluster.directoryOf(name)
  fs.mkdirSync(directory)
  const endpoints = cluster.addresses.map(address => `http://${address}`).join()
  const kind = ['--log-kind=wal', `--log-etcd-endpoints=${endpoints}`, `--node-name=${name}`]
  await using service = await SalesApi.start(directory, kind)
  await fill(service.url, bytes)
  const { host, port } = service.addresses.debug
  const moved = await fetch(`http://${host}:${String(port)}/debug/log/move`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ to: 'etcd' }),
  })
  assert(moved.ok, await moved.text())
  await service.program.ended()
  await cluster.startNode(name)
}

async function fill(url: string, bytes: number): Promise<void> {
  const body = Buffer.alloc(VALUE_BYTES, 'x')
  let next = 0
  const client = async (): Promise<void> => {
    while (next * VALUE_BYTES < bytes) {
      const key = `fresh-${String(next++)}`
      let response: Response
      do {
        response = await fetch(`${url}/v1/kv/${key}`, { method: 'PUT', body })
        const text = await response.text()
        assert(response.ok || response.status === BUSY, text)
        if (!response.ok) await pause(BUSY_MS)
      } while (!response.ok)
    }
  }
  await Promise.all(Array.from({ length: FILL_CONNECTIONS }, client))
}

/** All tables of a node, through a socket, until they are on the disk. Returns the milliseconds. */
async function copied(from: string, to: string): Promise<number> {
  const store = join(from, 'store')
  const names = fs.readdirSync(store)
  fs.mkdirSync(to, { recursive: true })
  const server = net.createServer(socket => {
    const name = names[served++] ?? ''
    pipeline(fs.createReadStream(join(store, name)), socket).catch(() => undefined)
  })
  let served = 0
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const startedAt = performance.now()
  for (const name of names) {
    const target = fs.createWriteStream(join(to, name), { flush: true })
    await pipeline(net.connect(port, '127.0.0.1'), target)
  }
  const ms = performance.now() - startedAt
  await new Promise(resolve => server.close(resolve))
  fs.rmSync(to, { recursive: true })
  return ms
}
