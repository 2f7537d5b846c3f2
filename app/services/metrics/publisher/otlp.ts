/**
 * Reports sent to an OTLP collector over HTTP as protobuf. Each is exactly what is known at that moment: the SDK's own
 * instruments are not used, since they would go on telling the last value of what has disappeared.
 *
 * Metrics with labels are what they are, under their names; all other values are gauges, named by their path. All are of the service's own
 * name; the collector's health is a scope of its own.
 */
import os from 'node:os'
import { basename } from 'node:path'
import { ValueType } from '@opentelemetry/api'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics'
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics'
import { readingsOf } from '#foundation/expvar/expvar'
import type { Metric } from '#foundation/expvar/metrics'
import type { Clock } from '#foundation/host/host'
import { reasonOf, signalUrl } from '#foundation/telemetry/telemetry'
import type { Report } from '../ledger.ts'
import type { Publisher } from './publisher.ts'
import type { Vital } from './vitals.ts'
import { vitalsOf } from './vitals.ts'

export type OtlpOptions = {
  /** Of the collector, without the path: `http://localhost:4318`. */
  readonly endpoint: URL
  /** For a report, retries included. */
  readonly timeoutMs: number
}

/** What the specification calls a service that does not say its name. */
const SERVICE_UNKNOWN = 'unknown_service'

/** Is never shut down: that would only wait for a report under way, and the caller of `publish` waits for that itself. */
export class OtlpPublisher implements Publisher {
  readonly name = 'otlp'
  readonly #clock: Clock
  readonly #startedAt: number
  readonly #exporter: OTLPMetricExporter

  constructor(clock: Clock, { endpoint, timeoutMs }: OtlpOptions) {
    this.#clock = clock
    this.#startedAt = clock.now()
    const url = signalUrl(endpoint, 'metrics')
    this.#exporter = new OTLPMetricExporter({ url, timeoutMillis: timeoutMs })
  }

  publish(report: Report): Promise<void> {
    const times = { startTime: hrTime(this.#startedAt), endTime: hrTime(this.#clock.now()) }
    return new Promise((resolve, reject) => {
      this.#exporter.export(resourceMetricsOf(report, times), ({ error }) => {
        if (error) reject(new Error(reasonOf(error)))
        else resolve()
      })
    })
  }
}

type Times = { readonly startTime: [number, number]; readonly endTime: [number, number] }

function resourceMetricsOf(
  { cmdline, metrics, tree, health }: Report,
  times: Times,
): ResourceMetrics {
  const [program = SERVICE_UNKNOWN] = cmdline
  const ofService = { ...times, startTime: startOf(metrics) ?? times.startTime }
  // A figure is also a gauge with the same name and value.
  const names = new Set(metrics.map(({ name }) => name))
  const others = readingsOf(tree).filter(({ path }) => !names.has(path.replaceAll('.', '_')))
  return {
    resource: resourceFromAttributes({
      'service.name': basename(program),
      // It runs in the same pod, so the service's name of the machine is the same.
      'service.instance.id': os.hostname(),
    }),
    scopeMetrics: [
      {
        scope: { name: 'debug/vars' },
        metrics: [
          ...metrics
            .filter(({ series }) => series.length > 0)
            .map(one => metricData(one, ofService)),
          ...others.map(({ path, value }) =>
            gauge(path, '', [{ ...times, value, attributes: {} }]),
          ),
        ],
      },
      {
        scope: { name: 'metrics/collector' },
        metrics: vitalsOf(health)
          .filter(({ points }) => points.length > 0)
          .map(vital => vitalData(vital, times)),
      },
    ],
  }
}

/** Of the service's process, which its counters and histograms count from. */
function startOf(metrics: readonly Metric[]): [number, number] | undefined {
  const told = metrics.find(({ name }) => name === 'process_start_time_seconds')
  const [first] = told?.type === 'gauge' ? told.series : []
  return first && hrTime(first.value * 1000)
}

function metricData(metric: Metric, times: Times): MetricData {
  const { name, help } = metric
  if (metric.type !== 'histogram') {
    const dataPoints = metric.series.map(({ labels: attributes, value }) => {
      return { ...times, attributes, value }
    })
    const data = gauge(name, help, dataPoints)
    return metric.type === 'gauge' ? data : total(data)
  }
  return {
    ...gauge(name, help, []),
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: metric.series.map(({ labels: attributes, counts, sum }) => {
      const count = counts.reduce((all, one) => all + one, 0)
      const value = { buckets: { boundaries: metric.bounds, counts }, sum, count }
      return { ...times, attributes, value }
    }),
  }
}

function vitalData({ name, help, kind, points }: Vital, times: Times): MetricData {
  const dataPoints = points.map(({ value, reason }) => ({
    ...times,
    value,
    attributes: reason === undefined ? {} : { reason },
  }))
  const data = gauge(`collector.${name}`, help, dataPoints)
  return kind === 'gauge' ? data : total(data)
}

type Gauge = Extract<MetricData, { dataPointType: DataPointType.GAUGE }>

function total(data: Gauge): MetricData {
  return { ...data, dataPointType: DataPointType.SUM, isMonotonic: true }
}

function gauge(name: string, description: string, dataPoints: Gauge['dataPoints']): Gauge {
  return {
    // Whole numbers too: the next value may have a fraction, and a metric must not change its type.
    descriptor: { name, description, unit: '', valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.GAUGE,
    dataPoints,
  }
}

/** Seconds and nanoseconds since 1970. */
function hrTime(ms: number): [number, number] {
  return [Math.floor(ms / 1000), Math.round((ms % 1000) * 1_000_000)]
}
