/** Counts requests and measures how long they take, by route template, method and status. Keeps the slowest and the failed ones. */
import type { Clock } from '#foundation/host/host'
import type { Exchange, Middleware } from '#foundation/web/exchange'
import { HttpProblem } from '#foundation/web/problem'
import type { RequestMetrics } from '#business/web/metrics/metrics'

export function measuring(metrics: RequestMetrics, clock: Clock): Middleware {
  const observe = (exchange: Exchange, status: number): void => {
    const { operation, arrival, traceId } = exchange
    const atMs = clock.monotonic()
    const seconds = (atMs - arrival.firstByteAt) / 1000
    metrics.observe({ operation, status, seconds, traceId, atMs })
    exchange.whenEnded(observeParts)
  }
  const observeParts = (exchange: Exchange): void => {
    metrics.observeParts(exchange.parts())
    metrics.recentRequests.saw(exchange, clock)
  }
  return {
    leave: (exchange, response) => {
      observe(exchange, response.status)
      return response
    },
    fail: (exchange, error) => {
      observe(exchange, error instanceof HttpProblem ? error.status : 499)
      throw error
    },
  }
}
