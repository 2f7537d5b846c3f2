/** The service's own metrics, in one registry. Names, units and labels are documented in docs/metrics.md. */
import type { Registry } from 'prom-client'
import { Counter, Histogram } from 'prom-client'
import type { Operation } from '#foundation/web/contract'

/** From a memory read to a stuck disk, in seconds. */
const LATENCY_BUCKETS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
]

/** One series of a route and status, looked up once. */
type Series = {
  readonly latency: Histogram.Internal<string>
  readonly total: Counter.Internal
}

export class RequestMetrics {
  readonly #latency: Histogram
  readonly #total: Counter
  readonly #panics: Counter
  readonly #series = new Map<Operation, Map<number, Series>>()

  constructor(registry: Registry) {
    const registers = [registry]
    const labelNames = ['method', 'route', 'status']
    this.#latency = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to its response being ready',
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
    this.#panics = new Counter({
      name: 'http_panics_total',
      help: 'Requests that failed in a way nobody expected',
      registers,
    })
  }

  observe(operation: Operation, status: number, seconds: number): void {
    const { latency, total } = this.#of(operation, status)
    latency.observe(seconds)
    total.inc()
  }

  countPanic(): void {
    this.#panics.inc()
  }

  #of(operation: Operation, status: number): Series {
    const known = this.#series.get(operation)
    const found = known?.get(status)
    if (found) return found
    const labels = {
      method: operation.method.toUpperCase(),
      route: operation.path,
      status: String(status),
    }
    const series = { latency: this.#latency.labels(labels), total: this.#total.labels(labels) }
    this.#series.set(operation, (known ?? new Map<number, Series>()).set(status, series))
    return series
  }
}
