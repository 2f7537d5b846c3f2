/** Three nodes on one etcd that are all written to: how much that is, how fair, and how far behind a reader is. */
import { strict as assert } from 'node:assert'
import type { Effort, Line } from '../line/line.ts'
import { median, ratio, rounded } from '../line/line.ts'
import type { Connect } from '../load/driver.ts'
import { drive } from '../load/driver.ts'
import { Latencies } from '../load/latencies.ts'
import type { SalesApi } from '../target/sales-api.ts'
import { ETCD } from '../target/targets.ts'
import { WORKLOADS } from '../workload/workloads.ts'
import { Cluster } from './cluster.ts'

const NODES = ['node1', 'node2', 'node3']
/** To each node that is written to. */
const CONNECTIONS = 50
const KEYS = 10_000

type Round = {
  /** Writes per second of the first node. */
  readonly alone: number
  /** Of each node. */
  readonly together: readonly number[]
  /** Of the reader, p99 in milliseconds. */
  readonly lag: number
}

/** Three lines of the same rounds. */
export function nodesLines(effort: Effort): Line[] {
  let findings: Promise<Round[]> | undefined
  const measure =
    (pick: (round: Round) => number, details: (rounds: readonly Round[]) => string) =>
    async (step: (what: string) => void) => {
      const skipped = ETCD.lack?.()
      if (skipped !== undefined) return { skipped }
      const rounds = await (findings ??= explore(effort, step))
      return { rounds: rounds.map(pick), details: details(rounds) }
    }
  return [
    {
      id: 'nodes-put',
      title: 'Durable PUT of 100 bytes over HTTP on three nodes of one etcd, against one node',
      bound: { kind: 'at least', value: 0.7, of: 'median' },
      unit: '×',
      steps: 2 * effort.rounds,
      measure: measure(
        ({ alone, together }) => ratio(sum(together), alone),
        rounds => {
          const sums = rounds.map(({ together }) => sum(together))
          const alone = rounds.map(round => round.alone)
          return `${rounded(median(sums))} writes/s against ${rounded(median(alone))} of one node`
        },
      ),
    },
    {
      id: 'nodes-fair',
      title: 'The slowest of these three nodes, against the fastest',
      bound: { kind: 'at least', value: 0.2, of: 'median' },
      unit: '×',
      steps: 1,
      measure: measure(
        ({ together }) => ratio(Math.min(...together), Math.max(...together)),
        () => 'while all of them are written to',
      ),
    },
    {
      id: 'reader-lag',
      title: 'p99 of how far a reader is behind these three nodes',
      bound: { kind: 'at most', value: 100, of: 'median' },
      unit: 'ms',
      steps: 1,
      measure: measure(
        ({ lag }) => lag,
        () => 'from the answer to a write until the reader answers that it has it',
      ),
    },
  ]
}

async function explore(effort: Effort, step: (what: string) => void): Promise<Round[]> {
  const { rounds, seconds } = effort
  await using cluster = await Cluster.start(1)
  const put = WORKLOADS.find(({ name }) => name === 'put')?.over.http?.(KEYS)
  assert(put, 'there is a workload of writes')
  const nodes: SalesApi[] = []
  for (const name of NODES) nodes.push(await cluster.startNode(name))
  const reader = await cluster.startNode('reader', ['--node-role=reader'])
  const [first] = nodes
  assert(first, 'there are nodes')
  const connects: Connect[] = nodes.map(({ addresses }) => put.connect(addresses.http))
  const load = { connections: CONNECTIONS, seconds }
  const all = async (): Promise<number[]> => {
    const results = await Promise.all(connects.map(connect => drive(connect, load)))
    return results.map(({ perSecond }) => perSecond)
  }
  const found: Round[] = []
  await all()
  for (let round = 0; round < rounds; round++) {
    step('one node')
    const { perSecond: alone } = await drive(put.connect(first.addresses.http), load)
    step('all nodes')
    const isOver = new AbortController()
    const [together, lags] = await Promise.all([
      all().finally(() => {
        isOver.abort()
      }),
      lagsOf(first, reader, isOver.signal),
    ])
    found.push({ alone, together, lag: lags.percentiles().p99 })
  }
  return found
}

/** Writes one value after the other, and asks the reader for the revision of each. */
async function lagsOf(writer: SalesApi, reader: SalesApi, over: AbortSignal): Promise<Latencies> {
  const lags = new Latencies()
  do {
    const written = await fetch(`${writer.url}/v1/kv/lag`, { method: 'PUT', body: 'x' })
    const { modRevision } = (await written.json()) as { readonly modRevision?: number }
    const writtenAt = performance.now()
    if (modRevision === undefined) continue
    const query = `consistency=stale&minRevision=${String(modRevision)}`
    const read = await fetch(`${reader.url}/v1/kv/lag?${query}`)
    await read.arrayBuffer()
    assert(read.ok, `the reader answers ${String(read.status)}`)
    lags.add(performance.now() - writtenAt)
  } while (!over.aborted)
  return lags
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
