/** More requests than can be served: what is still served of them, and how fast. */
import type { LoadResult } from '../load/driver.ts'
import { drive } from '../load/driver.ts'
import { doAll } from '../load/exchange.ts'
import { connectHttp, requestBytes } from '../load/http.ts'
import { Directory } from '../target/directory.ts'
import { SalesApi } from '../target/sales-api.ts'
import { ask, repeated } from '../workload/over-http.ts'
import type { Effort, Line } from './line.ts'
import { median, ratio, rounded } from './line.ts'

/** What keeps the service busy without keeping the one who measures busier: lists of so many keys with their values. */
const LIST_KEYS = 50
const VALUE_BYTES = 100
const CONNECTIONS = 50
/** Enough for all requests that wait for two turns of the event loop, and for those being refused meanwhile. */
const OVERLOAD_CONNECTIONS = 1000
/** Of the rate that is sustained. */
const FACTOR = 3

type Findings = {
  readonly maximum: readonly number[]
  readonly overloaded: readonly LoadResult[]
}

/** Two lines of the same rounds, each a closed loop as fast as it goes and then an open one three times as fast. */
export function overloadLines(effort: Effort): Line[] {
  let findings: Promise<Findings> | undefined
  const found = (step: (what: string) => void): Promise<Findings> =>
    (findings ??= explore(effort, step))
  return [
    {
      id: 'overload',
      title: `Lists served at ${String(FACTOR)} × the rate that is sustained, against the most that is served`,
      bound: { kind: 'at least', value: 0.85, of: 'median' },
      unit: '×',
      steps: effort.rounds * 2,
      measure: async step => {
        const { maximum, overloaded } = await found(step)
        const of = (pick: (result: LoadResult) => number): string =>
          rounded(median(overloaded.map(pick)))
        return {
          rounds: overloaded.map(({ perSecond }, round) => ratio(perSecond, maximum[round] ?? 0)),
          details:
            `${of(result => result.perSecond)} lists/s against ${rounded(median(maximum))}; ` +
            `${of(result => result.refusedPerSecond)} refused and ` +
            `${of(({ unanswered }) => unanswered.count / effort.seconds)} not answered in time`,
        }
      },
    },
    {
      id: 'overload-p99',
      title: 'p99 of those that are served, from the moment each was due',
      bound: { kind: 'at most', value: 0.5, of: 'worst' },
      unit: 's',
      steps: 1,
      measure: async step => {
        const { overloaded } = await found(step)
        const rounds = overloaded.map(({ answered }) => answered.percentiles().p99 / 1000)
        return { rounds, details: 'while three times the sustained rate is asked for' }
      },
    },
  ]
}

async function explore(
  { rounds, seconds }: Effort,
  step: (what: string) => void,
): Promise<Findings> {
  using directory = new Directory()
  await using service = await SalesApi.start(directory.path)
  const { http } = service.addresses
  const value = Buffer.alloc(VALUE_BYTES, 'x')
  const keys = Array.from({ length: LIST_KEYS }, (_, key) => `/v1/kv/list-${String(key)}`)
  await doAll(
    connectHttp,
    http,
    keys.map(path => ask(requestBytes('PUT', path, {}, value))),
  )
  const list = requestBytes('GET', `/v1/kv?prefix=list-&limit=${String(LIST_KEYS)}`)
  const connect = repeated(list).connect(http)
  const sustained = { connections: CONNECTIONS, seconds }
  await drive(connect, sustained)
  const maximum: number[] = []
  const overloaded: LoadResult[] = []
  for (let round = 0; round < rounds; round++) {
    step('sustained')
    const { perSecond } = await drive(connect, sustained)
    maximum.push(perSecond)
    step('overload')
    const rate = FACTOR * perSecond
    overloaded.push(await drive(connect, { connections: OVERLOAD_CONNECTIONS, seconds, rate }))
  }
  return { maximum, overloaded }
}
