/**
 * Tracing, when a collector is set. Without one nothing of the SDK is even loaded.
 *
 * To be started before anything instrumented is imported: a program's main starts it and imports the rest afterwards.
 */
import { propagation as propagations } from '@opentelemetry/api'
import type { SpanExporter } from '@opentelemetry/sdk-trace'
import type { Clock, Random } from '#foundation/host/host'
import type { PROPAGATIONS } from './propagation.ts'
import { XRay } from './xray.ts'

export type TelemetryOptions = {
  readonly host: { readonly clock: Clock; readonly random: Random }
  readonly service: string
  readonly version: string
  /** OTLP over HTTP, without the path: `http://localhost:4318`. Undefined for no tracing. */
  readonly endpoint: URL | undefined
  /** Which part of the traces that begin here is recorded. What a caller decided is followed. */
  readonly probability: number
  /** With that of X-Ray, the ids of traces that begin here are as X-Ray wants them. */
  readonly propagation: (typeof PROPAGATIONS)[number]
  /** Spans were sent, or lost: why, as the status of the collector's answer or the error of the connection. */
  readonly onSent: (spans: number, lostBecause: string | undefined) => void
  /** What the SDK says of other troubles, spans that found its queue full for example. */
  readonly onComplaint: (complaint: string) => void
}

export type Telemetry = {
  readonly isOn: boolean
  /** Sends what is left. */
  shutdown(): Promise<void>
}

const OFF: Telemetry = { isOn: false, shutdown: () => Promise.resolve() }
/** A collector that does not answer is not waited for longer than this. */
const EXPORT_TIMEOUT_MS = 2_000

export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { service, version, endpoint, probability, onSent, onComplaint } = options
  const xray = options.propagation === 'w3c,xray' ? new XRay(options.host) : undefined
  if (!endpoint) {
    // The log names traces all the same.
    if (xray) propagations.setGlobalPropagator(xray)
    return OFF
  }
  const { NodeSDK } = await import('@opentelemetry/sdk-node')
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto')
  const { resourceFromAttributes } = await import('@opentelemetry/resources')
  const { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler } =
    await import('@opentelemetry/sdk-trace')
  const { diag, DiagLogLevel } = await import('@opentelemetry/api')
  const { CompositePropagator, setGlobalErrorHandler, W3CTraceContextPropagator } =
    await import('@opentelemetry/core')
  const otlp = new OTLPTraceExporter({
    url: signalUrl(endpoint, 'traces'),
    timeoutMillis: EXPORT_TIMEOUT_MS,
  })
  const exporter: SpanExporter = {
    export: (spans, done) => {
      otlp.export(spans, result => {
        onSent(spans.length, result.error && reasonOf(result.error))
        done(result)
      })
    },
    shutdown: () => otlp.shutdown(),
  }
  // Would tell of each failed export a second time.
  setGlobalErrorHandler(() => undefined)
  const quiet = (): void => undefined
  const complain = (...parts: unknown[]): void => {
    onComplaint(parts.map(String).join(': '))
  }
  const logger = { verbose: quiet, debug: quiet, info: quiet, warn: complain, error: complain }
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
  const sdk = new NodeSDK({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }),
    resourceDetectors: [],
    // By its name: the SDK's own choice depends on the environment, and could be a laxer one.
    textMapPropagator: new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), ...(xray ? [xray] : [])],
    }),
    ...(xray && { idGenerator: xray }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(probability) }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
    // Without these two the SDK would send metrics and logs to a collector of its own choosing.
    metricReaders: [],
    logRecordProcessors: [],
  })
  sdk.start()
  return { isOn: true, shutdown: () => sdk.shutdown() }
}

/** Without the answer's body, which may be long, and may repeat what was sent. */
export function reasonOf(error: Error): string {
  const status = 'code' in error && typeof error.code === 'number' ? `${String(error.code)} ` : ''
  return status + error.message
}

/** Where a collector takes a kind of signal: under its path, with its query. */
export function signalUrl(endpoint: URL, signal: 'traces' | 'metrics'): string {
  const url = new URL(endpoint)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal}`
  return url.href
}
