/**
 * Reports sent to an OTLP collector over HTTP as protobuf. Each is exactly what is known at that moment: the SDK's own
 * instruments are not used, since they would go on telling the last value of what has disappeared.
 *
 * The values are gauges, named by their path, under the service's own name; the collector's health is a scope of its own.
 */
import os from 'node:os'
import { basename } from 'node:path'
import { ValueType } from '@opentelemetry/api'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics'
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics'
import { readingsOf } from '#foundation/expvar/expvar'
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

function resourceMetricsOf({ cmdline, tree, health }: Report, times: Times): ResourceMetrics {
  const [program = SERVICE_UNKNOWN] = cmdline
  return {
    resource: resourceFromAttributes({
      'service.name': basename(program),
      // It runs in the same pod, so the service's name of the machine is the same.
      'service.instance.id': os.hostname(),
    }),
    scopeMetrics: [
      {
        scope: { name: 'debug/vars' },
        metrics: readingsOf(tree).map(({ path, value }) =>
          gauge(path, '', [{ ...times, value, attributes: {} }]),
        ),
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

function vitalData({ name, help, kind, points }: Vital, times: Times): MetricData {
  const dataPoints = points.map(({ value, reason }) => ({
    ...times,
    value,
    attributes: reason === undefined ? {} : { reason },
  }))
  const data = gauge(`collector.${name}`, help, dataPoints)
  if (kind === 'gauge') return data
  return { ...data, dataPointType: DataPointType.SUM, isMonotonic: true }
}

function gauge(
  name: string,
  description: string,
  dataPoints: Extract<MetricData, { dataPointType: DataPointType.GAUGE }>['dataPoints'],
): Extract<MetricData, { dataPointType: DataPointType.GAUGE }> {
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
