/**
 * Tracing, when there is somebody to send traces to. Nothing of the SDK is even loaded when there is not.
 *
 * To be started before anything instrumented is imported: a program's main starts it and imports the rest afterwards.
 */
export type TelemetryOptions = {
  readonly service: string
  readonly version: string
  /** OTLP over HTTP, without the path: `http://localhost:4318`. Undefined for no tracing. */
  readonly endpoint: URL | undefined
  /** Which part of the traces that begin here is recorded. What a caller decided is followed. */
  readonly probability: number
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
  const { service, version, endpoint, probability } = options
  if (!endpoint) return OFF
  const { NodeSDK } = await import('@opentelemetry/sdk-node')
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto')
  const { resourceFromAttributes } = await import('@opentelemetry/resources')
  const { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler } =
    await import('@opentelemetry/sdk-trace')
  const exporter = new OTLPTraceExporter({
    url: signalUrl(endpoint, 'traces'),
    timeoutMillis: EXPORT_TIMEOUT_MS,
  })
  const sdk = new NodeSDK({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }),
    resourceDetectors: [],
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(probability) }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
    // Without these two the SDK would send metrics and logs to a collector of its own choosing.
    metricReaders: [],
    logRecordProcessors: [],
  })
  sdk.start()
  return { isOn: true, shutdown: () => sdk.shutdown() }
}

/** Where a collector takes a kind of signal: under its path, with its query. */
export function signalUrl(endpoint: URL, signal: 'traces' | 'metrics'): string {
  const url = new URL(endpoint)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal}`
  return url.href
}
