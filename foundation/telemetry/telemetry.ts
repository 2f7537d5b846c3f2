/** Tracing, when a collector is set. Without one nothing of the SDK is even loaded. */
import { propagation as propagations } from '@opentelemetry/api'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'
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
  /** A span was lost because `SPANS_MAX` wait for the collector. */
  readonly onFull: () => void
  /** What the SDK says of other troubles. */
  readonly onComplaint: (complaint: string) => void
}

export type Telemetry = {
  /** As it was set; undefined if no spans are recorded, whatever a caller decided. */
  readonly probability: number | undefined
  readonly spans: SpanCounts
  /** Sends what is left. */
  shutdown(): Promise<void>
}

/** Spans that were recorded, since the start, by what became of them. */
export type SpanCounts = Readonly<Record<'sent' | 'lost', number>>

const NO_SPANS: SpanCounts = { sent: 0, lost: 0 }
/** Spans that have ended and were not taken by the collector yet. More are lost. */
export const SPANS_MAX = 2048
/** A collector that does not answer is not waited for longer than this. */
const EXPORT_TIMEOUT_MS = 2_000

export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { endpoint, probability } = options
  const xray = options.propagation === 'w3c,xray' ? new XRay(options.host) : undefined
  if (!endpoint) {
    // The log names traces all the same.
    if (xray) propagations.setGlobalPropagator(xray)
    return { probability: undefined, spans: NO_SPANS, shutdown: () => Promise.resolve() }
  }
  const { NodeSDK } = await import('@opentelemetry/sdk-node')
  const { resourceFromAttributes } = await import('@opentelemetry/resources')
  const { AlwaysOnSampler } = await import('@opentelemetry/sdk-trace')
  const { CompositePropagator, W3CTraceContextPropagator } = await import('@opentelemetry/core')
  await listenToSdk(options)
  const { processor, spans } = await sending(endpoint, options)
  const sdk = new NodeSDK({
    resource: resourceFromAttributes({
      'service.name': options.service,
      'service.version': options.version,
    }),
    resourceDetectors: [],
    textMapPropagator: new CompositePropagator({
      propagators: [new W3CTraceContextPropagator(), ...(xray ? [xray] : [])],
    }),
    ...(xray && { idGenerator: xray }),
    // What is recorded is decided before a span is made.
    sampler: new AlwaysOnSampler(),
    spanProcessors: [processor],
    // Without these two the SDK would send metrics and logs to a collector of its own choosing.
    metricReaders: [],
    logRecordProcessors: [],
  })
  sdk.start()
  return { probability, spans, shutdown: () => sdk.shutdown() }
}

async function listenToSdk({ onComplaint }: TelemetryOptions): Promise<void> {
  const { diag, DiagLogLevel } = await import('@opentelemetry/api')
  const { setGlobalErrorHandler } = await import('@opentelemetry/core')
  // Would tell of each failed export a second time.
  setGlobalErrorHandler(() => undefined)
  const quiet = (): void => undefined
  const complain = (...parts: unknown[]): void => {
    onComplaint(parts.map(String).join(': '))
  }
  const logger = { verbose: quiet, debug: quiet, info: quiet, warn: complain, error: complain }
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
}

/** Spans go to the collector in batches. How many wait is counted here: the SDK does not tell which it dropped. */
async function sending(endpoint: URL, { onSent, onFull }: TelemetryOptions) {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto')
  const { BatchSpanProcessor } = await import('@opentelemetry/sdk-trace')
  const spans = { sent: 0, lost: 0 }
  let waiting = 0
  const otlp = new OTLPTraceExporter({
    url: signalUrl(endpoint, 'traces'),
    timeoutMillis: EXPORT_TIMEOUT_MS,
  })
  const exporter: SpanExporter = {
    export: (batch, done) => {
      otlp.export(batch, result => {
        waiting -= batch.length
        spans[result.error ? 'lost' : 'sent'] += batch.length
        onSent(batch.length, result.error && reasonOf(result.error))
        done(result)
      })
    },
    shutdown: () => otlp.shutdown(),
  }
  const batches = new BatchSpanProcessor({ exporter, maxQueueSize: SPANS_MAX })
  const processor = {
    onStart: () => undefined,
    onEnd: (span: ReadableSpan) => {
      if (waiting < SPANS_MAX) {
        waiting++
        batches.onEnd(span)
        return
      }
      spans.lost++
      onFull()
    },
    forceFlush: () => batches.forceFlush(),
    shutdown: () => batches.shutdown(),
  }
  return { processor, spans }
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
