/** A store far larger than its memory: what it takes to hold it, to start on it, and to read it while it is flushed. */
import fs from 'node:fs'
import { join } from 'node:path'
import { seeded } from '#foundation/host/simulated'
import { drive } from '../load/driver.ts'
import { connectHttp, requestBytes } from '../load/http.ts'
import { Directory } from '../target/directory.ts'
import { SalesApi } from '../target/sales-api.ts'
import { ask } from '../workload/over-http.ts'
import { traffic } from '../workload/workload.ts'
import type { Effort, Line, Measured } from './line.ts'
import { ratioOf } from './line.ts'

const VALUE_BYTES = 1024
/** Writes of one request while the store is filled. */
const FILL_PUTS = 64
const FILL_CONNECTIONS = 4
const GET_CONNECTIONS = 8
/** Writers that keep the flush busy while reads are measured. */
const WRITE_CONNECTIONS = 1
const RESTARTS = 3
const MB = 1_000_000

/** What filling, reading and restarting one store found out. */
type Findings = {
  readonly residentMB: number
  readonly startSeconds: readonly number[]
  readonly rounds: readonly Round[]
}

/** Reads, in milliseconds: those that were under way while the memtable was flushed, and the others. */
type Round = { readonly flushing: readonly number[]; readonly calm: readonly number[] }

/** Three lines of one store: it is filled once, by the first of them that is measured. */
export function largeStore(effort: Effort): Line[] {
  const { largeKeys } = effort
  const title = `${largeKeys.toLocaleString('en-US')} keys of 1 KB: `
  let findings: Promise<Findings> | undefined
  const found = (step: (what: string) => void): Promise<Findings> =>
    (findings ??= explore(effort, step))
  const line = (
    id: string,
    what: string,
    max: number,
    unit: Line['unit'],
    measured: (findings: Findings) => Measured,
  ): Line => ({
    id,
    title: title + what,
    bound: { kind: 'at most', value: max, of: 'median' },
    unit,
    steps: 1,
    measure: async step => measured(await found(step)),
  })
  return [
    line('memory', 'resident memory', 700, 'MB', ({ residentMB }) => ({
      rounds: [residentMB],
      details: 'the most that was seen while it was filled, read and written',
    })),
    line('restart', 'from start to ready', 3, 's', ({ startSeconds }) => ({
      rounds: startSeconds,
      details: 'each after a kill',
    })),
    line('flush', 'p99 of a GET while the flush runs, against without', 3, '×', ({ rounds }) =>
      ratioOf(
        rounds.map(({ flushing }) => p99(flushing)),
        rounds.map(({ calm }) => p99(calm)),
        'ms',
        'the reads before and after a flush',
      ),
    ),
  ]
}

async function explore(effort: Effort, step: (what: string) => void): Promise<Findings> {
  const { largeKeys, rounds } = effort
  using directory = new Directory()
  let residentBytes = 0
  const watch = async <T>(service: SalesApi, work: Promise<T>): Promise<T> => {
    const timer = setInterval(() => {
      residentBytes = Math.max(residentBytes, service.residentBytes())
    }, 500)
    return await work.finally(() => {
      clearInterval(timer)
      residentBytes = Math.max(residentBytes, service.residentBytes())
    })
  }
  const start = (): Promise<SalesApi> => SalesApi.start(directory.path, ['--log-level=debug'])
  let service = await start()
  try {
    await watch(service, fill(service, largeKeys, step))
    const startSeconds: number[] = []
    for (let restart = 0; restart < RESTARTS; restart++) {
      step('restarting')
      await service.program.kill()
      service = await start()
      startSeconds.push(service.startMs / 1000)
    }
    const readsOfRounds: Read[][] = []
    for (let round = 0; round < rounds; round++) {
      step('reading')
      readsOfRounds.push(await watch(service, readAndWrite(service, effort, round)))
    }
    const flushes = flushesOf(join(directory.path, 'sales-api.log'))
    const isFlushing = ({ sentAt, ms }: Read): boolean =>
      flushes.some(flush => flush.from < sentAt + ms && flush.to > sentAt)
    return {
      residentMB: residentBytes / MB,
      startSeconds,
      rounds: readsOfRounds.map(reads => ({
        flushing: reads.filter(isFlushing).map(({ ms }) => ms),
        calm: reads.filter(read => !isFlushing(read)).map(({ ms }) => ms),
      })),
    }
  } finally {
    await service.program.kill()
  }
}

async function fill(service: SalesApi, keys: number, step: (what: string) => void): Promise<void> {
  let next = 0
  let told = 0
  const client = async (): Promise<void> => {
    while (next < keys) {
      const from = next
      next += FILL_PUTS
      const numbers = Array.from({ length: Math.min(FILL_PUTS, keys - from) }, (_, at) => from + at)
      await write(service, numbers)
      const tenths = Math.floor((10 * from) / keys)
      if (tenths <= told) continue
      told = tenths
      step(`filled ${String(10 * tenths)} %`)
    }
  }
  await Promise.all(Array.from({ length: FILL_CONNECTIONS }, client))
}

async function write(service: SalesApi, numbers: readonly number[]): Promise<void> {
  const then = numbers.map(number => ({ op: 'put', key: keyOf(number), value: valueOf(number) }))
  const body = JSON.stringify({ then })
  const headers = { 'Content-Type': 'application/json' }
  for (;;) {
    const response = await fetch(`${service.url}/v1/txn`, { method: 'POST', headers, body })
    const text = await response.text()
    if (response.ok) return
    // Busy: nothing was executed, and it says when to come again.
    const seconds = Number(response.headers.get('Retry-After'))
    if (response.status !== 503 || seconds === 0) throw new Error(text)
    await new Promise(resolve => setTimeout(resolve, seconds * 1000))
  }
}

/** In milliseconds since 1970, as the log lines of the service. */
type Read = { readonly sentAt: number; readonly ms: number }
type Flush = { readonly from: number; readonly to: number }

async function readAndWrite(
  service: SalesApi,
  { largeKeys: keys, largeSeconds: seconds }: Effort,
  round: number,
): Promise<Read[]> {
  const random = seeded(1 + round)
  const anyKey = (): number => Math.floor(random() * keys)
  const { timeOrigin } = performance
  const reads: Read[] = []
  const value = Buffer.alloc(VALUE_BYTES, 'y')
  const gets = traffic(connectHttp, () => () => {
    return ask(requestBytes('GET', `/v1/kv/${keyOf(anyKey())}`))
  })
  const puts = traffic(connectHttp, () => () => {
    return ask(requestBytes('PUT', `/v1/kv/${keyOf(anyKey())}`, {}, value))
  })
  const { http } = service.addresses
  const onAnswer = (sentAt: number, ms: number): void => {
    reads.push({ sentAt: sentAt + timeOrigin, ms })
  }
  await Promise.all([
    drive(gets.connect(http), { connections: GET_CONNECTIONS, seconds, onAnswer }),
    drive(puts.connect(http), { connections: WRITE_CONNECTIONS, seconds }),
  ])
  return reads
}

function flushesOf(logFile: string): Flush[] {
  const lines = fs.readFileSync(logFile, 'utf8').split('\n')
  return lines.flatMap(text => {
    if (!text.includes('"msg":"flushed"')) return []
    const { time, ms } = JSON.parse(text) as { time: string; ms: number }
    const to = Date.parse(time)
    return [{ from: to - ms, to }]
  })
}

/** Not a number of no times at all. */
function p99(times: readonly number[]): number {
  const sorted = Float64Array.from(times).sort()
  return sorted[Math.floor((sorted.length - 1) * 0.99)] ?? Number.NaN
}

function keyOf(number: number): string {
  return `large-${String(number).padStart(8, '0')}`
}

function valueOf(number: number): string {
  return String(number).padEnd(VALUE_BYTES, '.')
}
