/** The lines of the bench. What is fast enough is said here and nowhere else. */
import { SALES_API_OBSERVED } from '../target/observed.ts'
import { BARE, ETCD, REDIS, SALES_API, SALES_API_ON_ETCD } from '../target/targets.ts'
import { compared } from './compared.ts'
import { burstPause, inProcessWrites, writesOnEtcd } from './in-process.ts'
import { largeStore } from './large.ts'
import type { Effort, Line } from './line.ts'
import { loneWriter } from './lone-writer.ts'
import { overloadLines } from './overload.ts'
import { failoverLines } from '../nodes/failover-lines.ts'
import { freshNode } from '../nodes/fresh-node.ts'
import { nodesLines } from '../nodes/nodes-lines.ts'
import { profileLines } from '../profile/profile-lines.ts'
import { redisBenchmarkLines } from './redis-benchmark.ts'

export const FULL: Effort = {
  rounds: 7,
  seconds: 5,
  largeKeys: 2_000_000,
  largeSeconds: 8,
  respKeys: 1_000_000,
  groupEntries: 100_000,
  burstKeys: 1_000_000,
  freshBytes: 1_000_000_000,
}
/** Says whether the bench works, not how fast anything is. */
export const QUICK: Effort = {
  rounds: 1,
  seconds: 0.2,
  largeKeys: 5000,
  largeSeconds: 0.5,
  respKeys: 1000,
  groupEntries: 2000,
  burstKeys: 2000,
  freshBytes: 2_000_000,
}

const WRITE_KEYS = 10_000

export function linesOf(effort: Effort): Line[] {
  return [
    inProcessWrites(effort, WRITE_KEYS),
    compared(effort, {
      id: 'get',
      title: 'GET of 100 bytes over HTTP, against a bare node:http server',
      min: 0.5,
      workload: 'get',
      keys: 1,
      yardstick: BARE,
    }),
    compared(effort, {
      id: 'put',
      title: 'Durable PUT of 100 bytes over HTTP, against a bare server that stores nothing',
      min: 0.5,
      workload: 'put',
      keys: WRITE_KEYS,
      yardstick: BARE,
    }),
    compared(effort, {
      id: 'etcd',
      title: "Durable PUT of 100 bytes over HTTP, against etcd's /v3/kv/put",
      min: 2.7,
      workload: 'put',
      keys: WRITE_KEYS,
      yardstick: ETCD,
    }),
    writesOnEtcd(effort, WRITE_KEYS),
    compared(effort, {
      id: 'put-on-etcd',
      title: "Durable PUT of 100 bytes over HTTP, with the log in etcd, against etcd's /v3/kv/put",
      min: 1.5,
      workload: 'put',
      keys: WRITE_KEYS,
      yardstick: ETCD,
      target: SALES_API_ON_ETCD,
    }),
    ...nodesLines(effort),
    ...failoverLines(effort),
    freshNode(effort),
    ...observedLines(effort),
    ...redisBenchmarkLines(effort),
    compared(effort, {
      id: 'resp-group',
      title: 'RESP XREADGROUP and XACK of 100 entries, against Redis that syncs every write',
      min: 0.5,
      workload: 'resp-group',
      keys: effort.groupEntries,
      yardstick: REDIS,
    }),
    loneWriter(effort),
    burstPause(effort),
    ...overloadLines(effort),
    ...largeStore(effort),
    ...profileLines(effort),
  ]
}

/** What it costs to be looked at. */
function observedLines(effort: Effort): Line[] {
  return (['get', 'put'] as const).map(workload =>
    compared(effort, {
      id: `${workload}-observed`,
      title: `${workload.toUpperCase()} of 100 bytes over HTTP, traced and scraped, against the same without`,
      min: 0.9,
      workload,
      keys: workload === 'get' ? 1 : WRITE_KEYS,
      yardstick: SALES_API,
      target: SALES_API_OBSERVED,
    }),
  )
}
