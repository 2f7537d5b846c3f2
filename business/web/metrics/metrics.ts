/** The service's own metrics, in one registry. Names, units and labels are documented in docs/metrics.md. */
import type { Registry } from 'prom-client'
import { Counter, Histogram } from 'prom-client'
import { Recent } from '#foundation/vitals/recent'
import type { ServedOperation } from '#foundation/web/contract'
import type { Parts } from '#foundation/web/exchange'
import { RecentRequests } from '#business/web/requests/recent'
import type { Exemplar, ExemplarOf } from './openmetrics.ts'

/** From a memory read to a stuck disk, in seconds. */
const LATENCY_BUCKETS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]

/** An exemplar stays this long, so that keeping them costs next to nothing however many requests there are. */
const EXEMPLAR_MS = 1000
/** From this status on, an answer is an error of the service. */
const STATUS_ERROR_MIN = 500
const LATENCY = 'http_request_duration_seconds'
const US_PER_SECOND = 1e6

/** One series of a route and status, looked up once. */
type Series = {
  readonly latency: Histogram.Internal<string>
  readonly total: Counter.Internal
  /** By bucket, the last of them for what is slower than all. */
  readonly exemplars: (
    { readonly traceId: string; readonly value: number; readonly atMs: number } | undefined
  )[]
}

/** Totals since the start, and how long requests took lately. */
export type RequestFigures = {
  readonly total: number
  readonly errors: number
  readonly panics: number
  readonly seconds: { readonly p50: number; readonly p90: number; readonly p99: number }
}

export type Observation = {
  readonly operation: ServedOperation
  readonly status: number
  readonly seconds: number
  readonly traceId: string
  /** When it was answered, by a clock that never goes back. */
  readonly atMs: number
}

export class RequestMetrics {
  readonly recentRequests = new RecentRequests()
  readonly #latency: Histogram
  readonly #total: Counter
  readonly #panics: Counter
  readonly #series = new Map<ServedOperation, Map<number, Series>>()
  readonly #byLabels = new Map<string, Series>()
  readonly #recent = new Recent()
  /** In milliseconds. */
  readonly #parts = { read: 0, wait: 0, handle: 0, write: 0 }
  #requestCount = 0
  #errorCount = 0
  #panicCount = 0

  constructor(registry: Registry) {
    const registers = [registry]
    const labelNames = ['method', 'route', 'status']
    this.#latency = new Histogram({
      name: LATENCY,
      help: 'Time from the first byte of a request that the process saw to its response being ready',
      buckets: LATENCY_BUCKETS,
      labelNames,
      registers,
    })
    this.#total = new Counter({
      name: 'http_requests_total',
      help: 'Requests answered',
      labelNames,
      registers,
    })
    const parts = this.#parts
    new Counter({
      name: 'http_request_part_seconds_total',
      help:
        'Where the time of requests went: read is for headers and body to arrive, wait for requests that came before, ' +
        'handle until the response is ready, write until it is sent; without how long event streams last',
      labelNames: ['part'],
      registers,
      collect() {
        this.reset()
        for (const [part, ms] of Object.entries(parts)) this.inc({ part }, ms / 1000)
      },
    })
    this.#panics = new Counter({
      name: 'http_panics_total',
      help: 'Requests that failed in an unexpected way',
      registers,
    })
  }

  observe({ operation, status, seconds, traceId, atMs }: Observation): void {
    const { latency, total, exemplars } = this.#of(operation, status)
    latency.observe(seconds)
    total.inc()
    const bucket = bucketOf(seconds)
    const exemplar = exemplars[bucket]
    if (!exemplar || atMs - exemplar.atMs >= EXEMPLAR_MS) {
      exemplars[bucket] = { traceId, value: seconds, atMs }
    }
    this.#recent.record(Math.max(1, Math.round(seconds * US_PER_SECOND)), atMs)
    this.#requestCount++
    if (status >= STATUS_ERROR_MIN) this.#errorCount++
  }

  observeParts({ readMs, waitMs, handleMs, writeMs }: Parts): void {
    this.#parts.read += readMs
    this.#parts.wait += waitMs
    this.#parts.handle += handleMs
    this.#parts.write += writeMs
  }

  countPanic(): void {
    this.#panics.inc()
    this.#panicCount++
  }

  figures(nowMs: number): RequestFigures {
    const [p50, p90, p99] = this.#recent.percentiles([50, 90, 99], nowMs)
    return {
      total: this.#requestCount,
      errors: this.#errorCount,
      panics: this.#panicCount,
      seconds: {
        p50: p50 / US_PER_SECOND,
        p90: p90 / US_PER_SECOND,
        p99: p99 / US_PER_SECOND,
      },
    }
  }

  /** Of the latency histogram. */
  readonly exemplarOf: ExemplarOf = (metric, { le, ...labels }): Exemplar | undefined => {
    if (metric !== LATENCY) return undefined
    return this.#byLabels.get(labelKey(labels))?.exemplars[
      bucketOf(le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le))
    ]
  }

  #of(operation: ServedOperation, status: number): Series {
    const known = this.#series.get(operation)
    const found = known?.get(status)
    if (found) return found
    const labels = {
      method: operation.method.toUpperCase(),
      route: operation.path,
      status: String(status),
    }
    const series: Series = {
      latency: this.#latency.labels(labels),
      total: this.#total.labels(labels),
      exemplars: [],
    }
    this.#byLabels.set(labelKey(labels), series)
    this.#series.set(operation, (known ?? new Map<number, Series>()).set(status, series))
    return series
  }
}

/** Which bucket it falls into, a bound into its own; the one after the last for what is above all. */
function bucketOf(seconds: number): number {
  let bucket = 0
  while (seconds > (LATENCY_BUCKETS[bucket] ?? Number.POSITIVE_INFINITY)) bucket++
  return bucket
}

function labelKey({ method, route, status }: Readonly<Record<string, unknown>>): string {
  return `${String(method)} ${String(route)} ${String(status)}`
}
