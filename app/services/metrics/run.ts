/** The life of metrics, from general to specific, and back in reverse order. */
import os from 'node:os'
import { Registry } from 'prom-client'
import { VarsClient } from '#foundation/expvar/client'
import { METRICS_ASKED } from '#foundation/expvar/metrics'
import type { Host } from '#foundation/host/host'
import { elapsed } from '#foundation/host/host'
import type { Logging } from '#foundation/logger/logger'
import { aborted } from '#foundation/program/service-process'
import { Vitals } from '#foundation/vitals/vitals'
import { registerEventLoop } from '#business/web/metrics/app-metrics'
import type { Job } from '#foundation/worker/worker'
import { Workers } from '#foundation/worker/worker'
import { debugHandlers } from '#business/web/debug/debug'
import { debugContract } from '#business/web/debug/debug-contract'
import { Levels } from '#business/web/debug/levels'
import { RequestMetrics } from '#business/web/metrics/metrics'
import { Changes } from './changes.ts'
import type { MetricsConfig } from './config.ts'
import { documentContract, documentHandlers, probeContract, probeHandlers } from './endpoints.ts'
import type { Report } from './ledger.ts'
import { Ledger } from './ledger.ts'
import { ExpvarDocument } from './publisher/expvar.ts'
import { CONTENT_TYPE, prometheusText } from './publisher/prometheus.ts'
import type { Publisher } from './publisher/publisher.ts'
import { Publishing } from './publisher/publisher.ts'
import { StdoutPublisher } from './publisher/stdout.ts'
import { registerOwn } from './registry.ts'
import { Servers } from './servers.ts'

/** Jobs at once: the collections, and one report for each publisher. */
const JOBS_MAX = 8

/** For those who ask for a path that a server does not have. */
const DEBUG_HINT =
  '/v1/liveness, /v1/readiness, /metrics, /debug/vars and /debug/loglevel are all there is'
const DOCUMENT_HINT = '/metrics is all there is'

/** Whose lines the reports to standard output are. */
const STDOUT_COMPONENT = 'stdout'

export type RunOptions = {
  readonly config: MetricsConfig
  /** The service's name, as others show it. */
  readonly service: string
  readonly build: string
  readonly buildDate: string
  readonly host: Host
  readonly logging: Logging
  /** Aborts when the process is asked to end. */
  readonly stop: AbortSignal
}

/** Collects and publishes until `stop`, and returns the exit code; see main.ts. Rejects when it cannot start. */
export async function run(options: RunOptions): Promise<number> {
  const { config, host, logging, stop } = options
  const { clock } = host
  const log = logging.logger('main')
  let isDraining = false
  await using stack = new AsyncDisposableStack()

  const ledger = new Ledger(config.collect.keep)
  const report = (): Report => ledger.report(clock.monotonic())

  const registry = new Registry()
  const requests = new RequestMetrics(registry)
  const countDelivery = registerOwn(registry, logging.lines, () => report().health)
  const levels = stack.use(new Levels(logging, config.log.level, clock))
  const vitals = stack.use(new Vitals(clock))
  registerEventLoop(registry, () => vitals.read().delayMs)
  const servers = stack.use(new Servers(host, logging, requests))
  await servers.listen('debug', 'web.debugHost', config.web.debugHost, DEBUG_HINT, app => {
    const { service, build, buildDate } = options
    const process_ = { build, host: os.hostname(), pid: process.pid, clock }
    app.mount(probeContract, probeHandlers({ ...process_, isDraining: () => isDraining }))
    const vars = {
      service,
      build,
      buildDate,
      cpus: os.availableParallelism(),
      uptimeSeconds: () => Math.round(clock.monotonic()) / 1000,
      vitals: () => vitals.read(),
      requests: () => requests.figures(clock.monotonic()),
      http: () => servers.figures,
      // What only a service with data has.
      resp: () => undefined,
      store: () => undefined,
      node: () => undefined,
    }
    const { exemplarOf } = requests
    app.mount(debugContract, debugHandlers({ levels, registry, exemplarOf, vars }))
  })
  await serveDocuments(config, servers, report)
  log.info(servers.ports, 'listening')

  const workers = new Workers(clock, JOBS_MAX, (job, error) => {
    log.error({ job, error }, 'background work failed')
  })
  stack.defer(async () => {
    await workers.shutdown(0)
  })
  const changes = new Changes(log, clock)
  const publishing = new Publishing(await publishersOf(options, levels), {
    start: (name, job) => {
      workers.start(name, job)
    },
    onDelivery: (publisher, delivery, error) => {
      countDelivery(publisher, delivery)
      changes.delivery(publisher, delivery, error)
    },
  })
  const { from, timeout: timeoutMs, bytesMax, interval } = config.collect
  const url = new URL(from)
  // The other formats have no place for labels and histograms, so the service does not send them there.
  if (config.publish.to.includes('otlp')) url.searchParams.set('with', METRICS_ASKED.with)
  const client = new VarsClient(clock, { url, timeoutMs, bytesMax })
  const collect: Job = async signal => {
    const outcome = await client.read(signal)
    if (!outcome || signal.aborted) return
    ledger.enter(outcome, clock.monotonic())
    changes.outcome(outcome)
    publishing.publish(report())
  }
  workers.start('first collection', async signal => {
    await collect(signal)
    if (!signal.aborted) workers.every('collection', interval, collect)
  })
  log.info({ ms: Math.round(clock.monotonic()) }, 'ready')

  await aborted(stop)
  isDraining = true
  servers.drain()
  await elapsed(clock, config.web.drainDelay)
  const timeout = config.web.shutdownTimeout
  const [late, isAnswered] = await Promise.all([workers.shutdown(timeout), servers.close(timeout)])
  const isClean = isAnswered && late.length === 0
  if (!isClean) log.warn({ late }, 'requests or reports did not end in time and were cut off')
  return isClean ? 0 : 4
}

/** The publishers that are asked. */
async function serveDocuments(
  { publish, expvar, prometheus }: MetricsConfig,
  servers: Servers,
  report: () => Report,
): Promise<void> {
  if (publish.to.includes('expvar')) {
    const document = new ExpvarDocument()
    const handlers = documentHandlers('application/json', () => document.text(report()))
    await servers.listen('expvar', 'expvar.host', expvar.host, DOCUMENT_HINT, app => {
      app.mount(documentContract, handlers)
    })
  }
  if (publish.to.includes('prometheus')) {
    const text = (): string => prometheusText(report(), prometheus.prefix)
    await servers.listen('prometheus', 'prometheus.host', prometheus.host, DOCUMENT_HINT, app => {
      app.mount(documentContract, documentHandlers(CONTENT_TYPE, text))
    })
  }
}

/** The publishers that send. */
async function publishersOf(
  { config: { publish, otlp }, host, logging }: RunOptions,
  levels: Levels,
): Promise<Publisher[]> {
  const publishers: Publisher[] = []
  if (publish.to.includes('stdout')) {
    publishers.push(new StdoutPublisher(logging.logger(STDOUT_COMPONENT)))
    // What is counted as published is written, whatever the level of all other lines.
    levels.set('info', STDOUT_COMPONENT, undefined)
  }
  if (publish.to.includes('otlp')) {
    // Not loaded unless it is wanted: it takes as much memory as all the rest.
    const { OtlpPublisher } = await import('./publisher/otlp.ts')
    const { endpoint, timeout: timeoutMs } = otlp
    publishers.push(new OtlpPublisher(host.clock, { endpoint, timeoutMs }))
  }
  return publishers
}
