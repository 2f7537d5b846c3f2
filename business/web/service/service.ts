/** The life of a service whose contract is a document, from general to specific, and back in reverse order. */
import os from 'node:os'
import { Registry } from 'prom-client'
import { listening } from '#foundation/conf/unusable'
import type { Host } from '#foundation/host/host'
import { elapsed } from '#foundation/host/host'
import type { Logger, Logging } from '#foundation/logger/logger'
import { aborted } from '#foundation/program/service-process'
import type { Telemetry } from '#foundation/telemetry/telemetry'
import type { AppOptions } from '#foundation/web/app'
import { App, noSuchRoute } from '#foundation/web/app'
import type { Middleware } from '#foundation/web/exchange'
import { HttpServer } from '#foundation/web/server'
import { DebugServer } from '#business/web/debug/debug-server'
import { docsHandlers, rootHandlers } from '#business/web/docs/docs'
import { docsContract, rootContract } from '#business/web/docs/docs-contract'
import {
  registerAppMetrics,
  registerProcessMetrics,
  registerTraceMetrics,
} from '#business/web/metrics/app-metrics'
import { Changes, refusalsOf } from '#business/web/metrics/changes'
import { RequestMetrics } from '#business/web/metrics/metrics'
import { onion } from '#business/web/v1/mid/mid'
import type { Identify } from '#business/web/v1/rate-limit'
import { permitting, RateLimit } from '#business/web/v1/rate-limit'
import { SharedCount } from '#business/web/v1/shared-count'
import { Life } from './life.ts'
import type { Health, Probes } from './probes.ts'
import { probeHandlers } from './probes.ts'
import type { ServiceConfig } from './settings.ts'

/** What main.ts hands on. */
export type ServiceOptions = {
  readonly config: ServiceConfig
  readonly build: {
    readonly ref: string
    /** ISO 8601; empty if the image does not say it. */
    readonly date: string
    /** How it was started, secrets masked. */
    readonly commandLine: readonly string[]
  }
  readonly isProduction: boolean
  readonly host: Host
  readonly logging: Logging
  readonly telemetry: Telemetry
  /** Aborts when the process is asked to end. */
  readonly stop: AbortSignal
}

/** What makes one service different from others. */
export type ServiceParts = {
  readonly name: string
  /** The document, as JSON, with what is served. */
  readonly document: Buffer
  /** The page of the document signs requests. */
  readonly isSigned: boolean
  readonly bodyBytesMax: number
  /** Of all bodies of requests that are being received or not yet answered, and of answers not yet taken. */
  readonly bufferedBytesMax: number
  /** Inside that of every service. */
  readonly middleware: readonly Middleware[]
  /** Also for requests that come before `open` has resolved. */
  readonly identify: Identify
  readonly mountProbes: (app: App, probes: Probes) => void
  /** Opens what it serves with, and mounts its operations. */
  readonly open: (opening: Opening) => Promise<Health>
}

/** What a service has while it opens what it serves with. */
export type Opening = {
  readonly app: App
  readonly registry: Registry
  readonly log: Logger
  /** What is opened is closed with it, after the last request. */
  readonly stack: AsyncDisposableStack
  /** To be called when going on has become impossible. */
  readonly onLost: (error: Error) => void
  /** To be called while the start waits for something, and without when it goes on. */
  readonly onWait: (what: string | undefined) => void
  /** Aborts when the start should wait no longer. */
  readonly stop: AbortSignal
}

/** With what is outside of the onion of every service. */
type Served = ServiceParts & { readonly outermost: readonly Middleware[] }

type Front = {
  readonly app: App
  readonly api: HttpServer
  readonly debug: DebugServer
  readonly registry: Registry
}

/** Starts everything, serves until `stop`, and returns the exit code. Rejects when it cannot start. */
export async function runService(options: ServiceOptions, parts: ServiceParts): Promise<number> {
  const { build, logging, stop } = options
  const log = logging.logger('main')
  const life = new Life(log, stop)
  await using stack = new AsyncDisposableStack()
  const opened: { health: Health } = {
    health: () => Promise.reject(new Error('The database is not open')),
  }
  const outermost = options.isProduction
    ? []
    : [(await import('./declared.ts')).declaredOnly(parts.document, logging.logger('errors'))]
  const health: Health = () => opened.health()
  const front = await listen(options, { ...parts, outermost }, life, stack, health)
  const { app, registry } = front
  log.info({ api: front.api.port, debug: front.debug.port }, 'listening')
  const onLost = (error: Error): void => {
    life.fail(error)
  }
  const onWait = (what: string | undefined): void => {
    life.waitsFor = what
  }
  const opening = { app, registry, log, stack, onLost, onWait, stop: life.ended }
  opened.health = await parts.open(opening)
  app.mount(docsContract, docsHandlers(parts.name, parts.document, parts.isSigned))
  app.mount(rootContract, rootHandlers)
  life.phase = 'ready'
  log.info({ build: build.ref }, 'ready')
  front.debug.sampleHeap()
  await aborted(life.ended)
  return await drain(options, life, front)
}

/** The servers. They answer probes from the first moment on, the rest once there is something to answer with. */
async function listen(
  options: ServiceOptions,
  parts: Served,
  life: Life,
  stack: AsyncDisposableStack,
  health: Health,
): Promise<Front> {
  const { config, build, host, logging, telemetry } = options
  const registry = new Registry()
  registerProcessMetrics(registry, logging.lines)
  registerTraceMetrics(registry, telemetry.spans)
  const requests = new RequestMetrics(registry)
  const app = stack.use(new App(host.clock, appOptions(options, parts, requests)))
  const probes = probeHandlers({
    build: build.ref,
    host: os.hostname(),
    pid: process.pid,
    clock: host.clock,
    life,
    health,
  })
  parts.mountProbes(app, probes)
  registerAppMetrics(registry, app)
  const { apiHost, readTimeout, idleTimeout, connectionsMax } = config.web
  const limits = { readTimeoutMs: readTimeout, idleTimeoutMs: idleTimeout, connectionsMax }
  const listened = HttpServer.listen(app, { ...apiHost, ...limits }, request =>
    life.phase === 'starting' ? life.notYet() : noSuchPath(request),
  )
  const api = await listening('web.apiHost', apiHost, listened)
  // Only matters if the start fails.
  stack.defer(async () => {
    await api.close(0)
  })
  const debug = await DebugServer.listen({
    ...{ host, logging, build, app, registry, requests },
    service: parts.name,
    traceProbability: telemetry.probability,
    cpus: os.availableParallelism(),
    log: config.log,
    web: config.web,
    allowsHeapSnapshot: config.debug.heapSnapshot,
    vars: { resp: () => undefined, store: () => undefined, node: () => undefined },
    jsonBytesMax: 0,
    mountMore: () => undefined,
  })
  stack.use(debug)
  stack.use(new Changes(logging.logger('main'), host.clock, refusalsOf(app, api)))
  return { app, api, debug, registry }
}

/** Lets requests under way finish, and returns the exit code. */
async function drain(
  { config, host, logging, telemetry }: ServiceOptions,
  life: Life,
  { app, api }: Front,
): Promise<number> {
  const log = logging.logger('main')
  life.phase = 'draining'
  const underWay = app.inFlight
  api.drain()
  if (!life.failure) await elapsed(host.clock, config.web.drainDelay)
  await api.stopListening()
  const isClean = await api.close(life.failure ? 0 : config.web.shutdownTimeout)
  if (!isClean) log.warn({}, 'requests did not end in time and were cut off')
  await telemetry.shutdown().catch((error: unknown) => {
    log.warn({ reason: String(error) }, 'the last traces could not be sent')
  })
  log.info({ why: life.failure ? 'failure' : 'signal', underWay, isClean }, 'drained')
  if (life.failure) return 3
  return isClean ? 0 : 4
}

const noSuchPath = noSuchRoute('/docs shows what there is')

function appOptions(
  options: ServiceOptions,
  { name, bodyBytesMax, bufferedBytesMax, outermost, middleware, identify }: Served,
  requests: RequestMetrics,
): AppOptions {
  const { config, host, logging, telemetry } = options
  const rateLimit = rateLimitOf(options, name)
  const layers = onion(host, {
    logging,
    component: 'requests',
    metrics: requests,
    isMeasured: true,
    traceProbability: telemetry.probability,
    // They name people and payments.
    hasPersonalUrls: true,
    loggedPerSecond: config.log.requestsPerSecond,
    rateLimit,
  })
  return {
    ...layers,
    middleware: [...outermost, ...layers.middleware, ...middleware],
    silentMiddleware: [...outermost, ...layers.silentMiddleware],
    permit: permitting(rateLimit, identify),
    bodyBytesMax: { bytes: 0, json: bodyBytesMax },
    bufferedBytesMax,
    inFlightMax: config.web.inFlightMax,
    streamsMax: 0,
    deadlineMs: config.web.writeTimeout,
  }
}

function rateLimitOf(
  { config, host: { clock }, logging }: ServiceOptions,
  program: string,
): RateLimit | undefined {
  const { rateLimit: rate, rateLimitSalesUrl: salesUrl } = config.web
  if (!rate) return undefined
  const log = logging.logger('main')
  const shared =
    salesUrl && new SharedCount({ salesUrl, program, seconds: rate.seconds, clock, log })
  return new RateLimit(clock, rate, shared)
}
