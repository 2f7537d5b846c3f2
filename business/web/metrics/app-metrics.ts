/** Metrics of any service: of its process, and of the application that answers its requests. */
import type { Registry } from 'prom-client'
import { collectDefaultMetrics, Counter, Gauge } from 'prom-client'
import type { LineCounts } from '#foundation/logger/logger'
import type { SpanCounts } from '#foundation/telemetry/telemetry'
import type { VitalSigns } from '#foundation/vitals/vitals'
import type { App } from '#foundation/web/app'
import type { Figures } from './figures.ts'
import { registerFigures } from './figures.ts'

/** prom-client resets its own figures at each read. Two readers would see a part each. */
const EVENT_LOOP = 'nodejs_eventloop_lag_'
/** So often prom-client looks at the event loop, in milliseconds: its figures are not used. */
const NEVER_MS = 2 ** 31 - 1

export function registerProcessMetrics(registry: Registry, lines: LineCounts): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: NEVER_MS })
  for (const { name } of registry.getMetricsAsArray()) {
    if (name.startsWith(EVENT_LOOP)) registry.removeSingleMetric(name)
  }
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

/** The same figures for all who read them, however often. */
export function registerEventLoop(registry: Registry, read: () => VitalSigns['delayMs']): void {
  const helps = {
    p50: 'The 50th percentile of how much later than it should the event loop got round to a timer, in the last 10 to 20 seconds',
    p99: 'The 99th percentile of the same',
    max: 'The most of the same',
  }
  for (const [name, help] of Object.entries(helps) as [keyof typeof helps, string][]) {
    new Gauge({
      name: `${EVENT_LOOP}${name}_seconds`,
      help,
      registers: [registry],
      collect() {
        this.set(read()[name] / 1000)
      },
    })
  }
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
