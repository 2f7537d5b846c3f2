/** Metrics of any service: of its process, and of the application that answers its requests. */
import type { Registry } from 'prom-client'
import { collectDefaultMetrics, Counter } from 'prom-client'
import type { LineCounts } from '#foundation/logger/logger'
import type { SpanCounts } from '#foundation/telemetry/telemetry'
import type { App } from '#foundation/web/app'
import type { Figures } from './figures.ts'
import { registerFigures } from './figures.ts'

export function registerProcessMetrics(registry: Registry, lines: LineCounts): void {
  collectDefaultMetrics({ register: registry })
  new Counter({
    name: 'log_lines_total',
    help: 'Lines of the log, also those that were dropped because nothing read them in time',
    labelNames: ['level'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [level, count] of lines) this.inc({ level }, count)
    },
  })
}

export function registerTraceMetrics(registry: Registry, spans: SpanCounts): void {
  new Counter({
    name: 'trace_spans_total',
    help: 'Spans recorded: sent were taken by the collector; lost were not, or found too many others waiting for it',
    labelNames: ['outcome'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [outcome, count] of Object.entries(spans)) this.inc({ outcome }, count)
    },
  })
}

export function registerAppMetrics(registry: Registry, app: App): void {
  registerFigures(registry, 'http', () => httpFigures(app))
  const shed: Counter = new Counter({
    name: 'http_requests_shed_total',
    help: 'Requests refused as they came, because more came than could be served',
    registers: [registry],
    collect: () => {
      shed.reset()
      shed.inc(app.shed)
    },
  })
}

export function httpFigures(app: App): Figures<'http'> {
  return {
    requests_in_flight: app.inFlight,
    event_streams: app.streams,
    buffered_bytes: app.bufferedBytes,
  }
}
