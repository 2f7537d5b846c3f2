/** The life of profile-api, from general to specific, and back in reverse order. */
import fs from 'node:fs'
import os from 'node:os'
import { Registry } from 'prom-client'
import { listening } from '#foundation/conf/unusable'
import type { Host } from '#foundation/host/host'
import { elapsed } from '#foundation/host/host'
import type { Logging } from '#foundation/logger/logger'
import { aborted } from '#foundation/program/service-process'
import { fromSpec } from '#foundation/spec/spec'
import type { Telemetry } from '#foundation/telemetry/telemetry'
import type { AppOptions } from '#foundation/web/app'
import { App, noSuchRoute } from '#foundation/web/app'
import { HttpProblem } from '#foundation/web/problem'
import { HttpServer } from '#foundation/web/server'
import { Profiles } from '#business/core/profile/profiles'
import { DebugServer } from '#business/web/debug/debug-server'
import { docsHandlers, rootHandlers } from '#business/web/docs/docs'
import { docsContract, rootContract } from '#business/web/docs/docs-contract'
import { registerAppMetrics, registerProcessMetrics } from '#business/web/metrics/app-metrics'
import { RequestMetrics } from '#business/web/metrics/metrics'
import { Life } from '#business/web/service/life'
import { onion } from '#business/web/v1/mid/mid'
import type { ProfileConfig } from './config.ts'
import { program } from './config.ts'
import { openDatabase, registerDatabaseMetrics } from './database.ts'
import { checkHandlers } from './handlers/checkgrp.ts'
import { profileHandlers } from './handlers/profilegrp.ts'
import { validators as bodies } from './openapi/profile-api-bodies.gen.ts'
import { validators as parameters } from './openapi/profile-api-parameters.gen.ts'
import type { operations } from './openapi/profile-api-types.gen.ts'

/** The largest body is a name and an address. */
const BODY_BYTES_MAX = 64 * 1024
const BUFFERED_BYTES_MAX = 16 * 1024 * 1024

const DOCUMENT = new URL('openapi/profile-api.json', import.meta.url)

export type RunOptions = {
  readonly config: ProfileConfig
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

type Front = {
  readonly app: App
  readonly api: HttpServer
  readonly debug: DebugServer
  readonly registry: Registry
}

/** Starts everything, serves until `stop`, and returns the exit code; see main.ts. Rejects when it cannot start. */
export async function run(options: RunOptions): Promise<number> {
  const { host, logging, stop } = options
  const log = logging.logger('main')
  const life = new Life(log, stop)
  const spec = fromSpec<operations>(JSON.parse(fs.readFileSync(DOCUMENT, 'utf8')), {
    ...parameters,
    ...bodies,
  })
  const { liveness, readiness, ...profileSpec } = spec
  await using stack = new AsyncDisposableStack()
  const opened: { health?: () => Promise<void> } = {}
  const front = await listen(options, life, stack, app => {
    const check = checkHandlers({
      build: options.build.ref,
      host: os.hostname(),
      pid: process.pid,
      clock: host.clock,
      phase: () => life.phase,
      health: async () => {
        await opened.health?.()
      },
    })
    app.mountSpec({ liveness, readiness }, check)
  })
  log.info({ api: front.api.port, debug: front.debug.port }, 'listening')
  const database = await openDatabase(options, log, stack, error => {
    life.fail(error)
  })
  opened.health = () => database.health()
  registerDatabaseMetrics(front.registry, database)
  front.app.mountSpec(profileSpec, profileHandlers(new Profiles(database, host)))
  front.app.mount(docsContract, docsHandlers(program.name, DOCUMENT))
  front.app.mount(rootContract, rootHandlers)
  life.phase = 'ready'
  log.info({ build: options.build.ref }, 'ready')
  front.debug.sampleHeap()
  await aborted(life.ended)
  return await drain(options, life, front)
}

/** The servers. They answer probes from the first moment on, the rest once there is something to answer with. */
async function listen(
  options: RunOptions,
  life: Life,
  stack: AsyncDisposableStack,
  mountChecks: (app: App) => void,
): Promise<Front> {
  const { config, build, host, logging, telemetry } = options
  const registry = new Registry()
  registerProcessMetrics(registry)
  const requests = new RequestMetrics(registry)
  const app = stack.use(new App(host.clock, appOptions(options, requests)))
  mountChecks(app)
  registerAppMetrics(registry, app)
  const { apiHost, readTimeout, idleTimeout, connectionsMax } = config.web
  const limits = { readTimeoutMs: readTimeout, idleTimeoutMs: idleTimeout, connectionsMax }
  const listened = HttpServer.listen(app, { ...apiHost, ...limits }, request =>
    life.phase === 'starting' ? notYet() : noSuchPath(request),
  )
  const api = await listening('web.apiHost', apiHost, listened)
  // Only matters if the start fails.
  stack.defer(async () => {
    await api.close(0)
  })
  const debug = await DebugServer.listen({
    ...{ host, logging, build, app, registry, requests },
    service: program.name,
    isTraced: telemetry.isOn,
    cpus: os.availableParallelism(),
    log: config.log,
    web: config.web,
    allowsHeapSnapshot: config.debug.heapSnapshot,
    vars: { resp: () => undefined, store: () => undefined, node: () => undefined },
    jsonBytesMax: 0,
    mountMore: () => undefined,
  })
  stack.use(debug)
  return { app, api, debug, registry }
}

/** Lets requests under way finish, and returns the exit code. */
async function drain(
  { config, host, logging, telemetry }: RunOptions,
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

function notYet(): HttpProblem {
  const detail = 'The service is starting; try again in a second'
  return new HttpProblem(503, { code: 'NOT_READY', detail }, { 'Retry-After': '1' })
}

function appOptions(
  { config, host, logging, telemetry }: RunOptions,
  requests: RequestMetrics,
): AppOptions {
  return {
    ...onion(host, {
      logging,
      component: 'requests',
      metrics: requests,
      isMeasured: true,
      isTraced: telemetry.isOn,
      loggedPerSecond: config.log.requestsPerSecond,
    }),
    bodyBytesMax: { bytes: 0, json: BODY_BYTES_MAX },
    bufferedBytesMax: BUFFERED_BYTES_MAX,
    inFlightMax: config.web.inFlightMax,
    streamsMax: 0,
    deadlineMs: config.web.writeTimeout,
  }
}
