/** The service's RESP port, against Redis that syncs every write: both asked by redis-benchmark, in turn. */
import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { alternate } from '../comparison.ts'
import type { Address } from '../load/exchange.ts'
import { doAll } from '../load/exchange.ts'
import { connectResp } from '../load/resp.ts'
import { Directory } from '../target/directory.ts'
import { lack, REDIS, SALES_API } from '../target/targets.ts'
import type { Effort, Line, Measured } from './line.ts'
import { ratioOf } from './line.ts'
import type { RespExchange } from '../workload/over-resp.ts'
import { ask } from '../workload/over-resp.ts'
import { groups } from '../workload/workload.ts'

const CLIENTS = 50
/** Keeps a quick run short, which has few keys. */
const REQUESTS_PER_KEY_MAX = 5
const VALUE_BYTES = 100
const VALUE = 'x'.repeat(VALUE_BYTES)
const XADD = ['XADD', 'bench', '*', 'f', VALUE]
/** Of one write of the client that fills a server. */
const FILL_KEYS = 500
const ASKED_MS_MAX = 120_000

type Load = {
  readonly id: string
  readonly command: 'set' | 'get' | 'xadd'
  readonly pipeline: number
  readonly min: number
  /** About as many as Redis answers in a second, so that a run takes about its seconds. */
  readonly perSecond: number
}

const LOADS: readonly Load[] = [
  { id: 'resp-set', command: 'set', pipeline: 1, min: 0.8, perSecond: 40_000 },
  { id: 'resp-set-16', command: 'set', pipeline: 16, min: 0.6, perSecond: 200_000 },
  { id: 'resp-get', command: 'get', pipeline: 1, min: 0.8, perSecond: 60_000 },
  { id: 'resp-get-16', command: 'get', pipeline: 16, min: 0.4, perSecond: 400_000 },
  { id: 'resp-xadd', command: 'xadd', pipeline: 1, min: 0.8, perSecond: 40_000 },
  { id: 'resp-xadd-16', command: 'xadd', pipeline: 16, min: 0.6, perSecond: 200_000 },
]

/** Lines of the same two servers, filled once, by the first line that is measured. */
export function redisBenchmarkLines(effort: Effort): Line[] {
  let findings: Promise<ReadonlyMap<string, Measured>> | undefined
  const found = (step: (what: string) => void): Promise<ReadonlyMap<string, Measured>> =>
    (findings ??= explore(effort, step))
  return LOADS.map(({ id, command, pipeline, min }) => ({
    id,
    title: `RESP ${command.toUpperCase()} of ${String(VALUE_BYTES)} bytes${pipeline > 1 ? `, pipeline ${String(pipeline)}` : ''}, against Redis that syncs every write`,
    bound: { kind: 'at least', value: min, of: 'median' },
    unit: '×',
    steps: effort.rounds * 2,
    measure: async step => {
      const skipped =
        REDIS.lack?.() ?? lack('redis', 'apt-get install redis-tools', 'redis-benchmark')
      if (skipped !== undefined) return { skipped }
      const measured = (await found(step)).get(id)
      assert(measured, 'every load is measured')
      return measured
    },
  }))
}

async function explore(
  { rounds, seconds, respKeys }: Effort,
  step: (what: string) => void,
): Promise<ReadonlyMap<string, Measured>> {
  await using running = new AsyncDisposableStack()
  const sides: { name: string; address: Address }[] = []
  for (const target of [SALES_API, REDIS]) {
    const directory = running.use(new Directory())
    const { addresses } = running.use(await target.start(directory.path))
    assert(addresses.resp, `${target.name} speaks RESP`)
    step(`fills ${target.name}`)
    await doAll(connectResp, addresses.resp, filling(respKeys))
    sides.push({ name: target.name, address: addresses.resp })
  }
  const found = new Map<string, Measured>()
  for (const load of LOADS) {
    const requests = Math.min(load.perSecond * seconds, REQUESTS_PER_KEY_MAX * respKeys)
    const runs = sides.map(({ name, address }) => () => {
      step(`${load.id} ${name}`)
      return perSecond(address, load, requests, respKeys)
    })
    const [ours = [], theirs = []] = await alternate(rounds, runs)
    found.set(load.id, ratioOf(ours, theirs, 'requests/s', 'Redis'))
  }
  return found
}

/** Requests per second, as redis-benchmark counts them. */
async function perSecond(
  { host, port }: Address,
  load: Load,
  requests: number,
  keys: number,
): Promise<number> {
  const { command, pipeline } = load
  const args = Object.entries({
    '-h': host,
    '-p': port,
    '-c': CLIENTS,
    '-d': VALUE_BYTES,
    '-r': keys,
    '-n': requests,
    '-P': pipeline,
  }).flatMap(([flag, value]) => [flag, String(value)])
  // It has no test of its own for streams.
  const test = command === 'xadd' ? XADD : ['-t', command]
  const options = { timeout: ASKED_MS_MAX }
  const { stdout, stderr } = await promisify(execFile)(
    'redis-benchmark',
    [...args, '--csv', ...test],
    options,
  )
  const rate = new RegExp(`^"${command}[^"]*","([\\d.]+)"`, 'im').exec(stdout)?.[1]
  if (rate === undefined) throw new Error(`redis-benchmark told no rate: ${stdout}${stderr}`)
  return Number(rate)
}

/** Sets every key that redis-benchmark may ask for. */
function* filling(keys: number): Generator<RespExchange> {
  for (const group of groups(keys, FILL_KEYS)) {
    const sets = group.map(number => ['SET', `key:${String(number).padStart(12, '0')}`, VALUE])
    yield ask('simple', ...sets)
  }
}
