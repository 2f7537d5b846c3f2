/** Counts requests and measures how long they take, by route template, method and status. */
import type { Clock } from '#foundation/host/host'
import type { Exchange, Middleware } from '#foundation/web/exchange'
import { HttpProblem } from '#foundation/web/problem'
import type { RequestMetrics } from '#business/web/metrics/metrics'

export function measuring(metrics: RequestMetrics, clock: Clock): Middleware {
  const observe = ({ operation, startedAt, traceId }: Exchange, status: number): void => {
    const atMs = clock.monotonic()
    metrics.observe({ operation, status, seconds: (atMs - startedAt) / 1000, traceId, atMs })
  }
  return async (exchange, next) => {
    try {
      const response = await next()
      observe(exchange, response.status)
      return response
    } catch (error) {
      observe(exchange, error instanceof HttpProblem ? error.status : 499)
      throw error
    }
  }
}
