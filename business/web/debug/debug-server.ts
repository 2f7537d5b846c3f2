/** The debug server of a service: its own port, router and limits, so that it answers when the API does not. */
import type { Registry } from 'prom-client'
import type { Address } from '#foundation/conf/conf'
import { listening } from '#foundation/conf/unusable'
import type { Clock, Random } from '#foundation/host/host'
import type { Level, Logger, Logging } from '#foundation/logger/logger'
import { Profiler } from '#foundation/profile/profile'
import { Vitals } from '#foundation/vitals/vitals'
import { App, noSuchRoute } from '#foundation/web/app'
import { HttpServer } from '#foundation/web/server'
import { httpFigures, registerEventLoop } from '#business/web/metrics/app-metrics'
import type { RequestMetrics } from '#business/web/metrics/metrics'
import { pprofHandlers } from '#business/web/pprof/pprof'
import { PPROF_DEADLINE_MS, pprofContract } from '#business/web/pprof/pprof-contract'
import { requestsHandlers } from '#business/web/requests/requests'
import { requestsContract } from '#business/web/requests/requests-contract'
import { onion } from '#business/web/v1/mid/mid'
import { debugHandlers } from './debug.ts'
import { debugContract } from './debug-contract.ts'
import { Levels } from './levels.ts'
import type { VarsSource } from './vars.ts'

/** The clients are one person and a few programs. */
const CONNECTIONS_MAX = 100
const IN_FLIGHT_MAX = 20
/** What is said to those who ask for something else. */
const noSuchPage = noSuchRoute('/debug/pprof/ shows what there is')
/** Profiles on their way to readers who take their time. */
const BUFFERED_BYTES_MAX = 64 * 1024 * 1024

export type DebugServerOptions = {
  readonly host: { readonly clock: Clock; readonly random: Random }
  readonly logging: Logging
  readonly traceProbability: number | undefined
  readonly service: string
  readonly build: {
    readonly ref: string
    /** ISO 8601; empty if the image does not say it. */
    readonly date: string
    /** How it was started, secrets masked. */
    readonly commandLine: readonly string[]
  }
  /** Processors that the service may use. */
  readonly cpus: number
  readonly log: { readonly level: Level; readonly requestsPerSecond: number }
  readonly web: {
    readonly debugHost: Address
    readonly readTimeout: number
    readonly idleTimeout: number
  }
  readonly allowsHeapSnapshot: boolean
  /** Of the API. */
  readonly app: App
  readonly registry: Registry
  readonly requests: RequestMetrics
  readonly vars: Pick<VarsSource, 'resp' | 'store' | 'node'>
  /** Of what `mountMore` mounts. */
  readonly jsonBytesMax: number
  readonly mountMore: (app: App, log: Logger) => void
}

export class DebugServer implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack
  readonly #server: HttpServer
  readonly #profiler: Profiler
  readonly #log: Logger

  /** Rejects with `SettingUnusable`. */
  static async listen(options: DebugServerOptions): Promise<DebugServer> {
    const { host, logging, web } = options
    const { clock } = host
    await using stack = new AsyncDisposableStack()
    const log = logging.logger('debug')
    const profiler = stack.use(new Profiler(clock))
    const vitals = stack.use(new Vitals(clock))
    registerEventLoop(options.registry, () => vitals.read().delayMs)
    const levels = stack.use(new Levels(logging, options.log.level, clock))
    const app = stack.use(new App(clock, appOptions(options)))
    mountVars(app, options, levels, vitals)
    app.mount(
      pprofContract,
      pprofHandlers({
        profiler,
        clock,
        service: options.service,
        commandLine: options.build.commandLine,
        allowsHeapSnapshot: options.allowsHeapSnapshot,
      }),
    )
    app.mount(
      requestsContract,
      requestsHandlers(options.service, options.requests.recentRequests, options.app, clock),
    )
    options.mountMore(app, log)
    const { debugHost, readTimeout, idleTimeout } = web
    const limits = {
      readTimeoutMs: readTimeout,
      idleTimeoutMs: idleTimeout,
      connectionsMax: CONNECTIONS_MAX,
    }
    const listened = HttpServer.listen(app, { ...debugHost, ...limits }, noSuchPage)
    const server = await listening('web.debugHost', debugHost, listened)
    stack.defer(async () => {
      await server.close(0)
    })
    return new DebugServer(stack.move(), server, profiler, log)
  }

  private constructor(
    stack: AsyncDisposableStack,
    server: HttpServer,
    profiler: Profiler,
    log: Logger,
  ) {
    this.#stack = stack
    this.#server = server
    this.#profiler = profiler
    this.#log = log
  }

  get port(): number {
    return this.#server.port
  }

  /** In the background; the start does not wait for it. */
  sampleHeap(): void {
    this.#profiler.sampleHeap().catch((error: unknown) => {
      this.#log.warn({ error }, 'the heap is not sampled: there will be no heap profiles')
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync()
  }
}

function mountVars(app: App, options: DebugServerOptions, levels: Levels, vitals: Vitals): void {
  const { host, build, cpus, service, registry, requests, vars } = options
  const { clock } = host
  app.mount(
    debugContract,
    debugHandlers({
      levels,
      registry,
      exemplarOf: requests.exemplarOf,
      vars: {
        service,
        build: build.ref,
        buildDate: build.date,
        cpus,
        uptimeSeconds: () => clock.monotonic() / 1000,
        vitals: () => vitals.read(),
        requests: () => requests.figures(clock.monotonic()),
        http: () => httpFigures(options.app),
        ...vars,
      },
    }),
  )
}

/** Not counted among the requests of the service, and without a deadline that would cut a profile short. */
function appOptions(options: DebugServerOptions) {
  const { host, logging, requests, traceProbability, log, jsonBytesMax } = options
  return {
    ...onion(host, {
      logging,
      component: 'debug',
      metrics: requests,
      isMeasured: false,
      traceProbability,
      loggedPerSecond: log.requestsPerSecond,
    }),
    bodyBytesMax: { bytes: 0, json: jsonBytesMax },
    bufferedBytesMax: BUFFERED_BYTES_MAX,
    inFlightMax: IN_FLIGHT_MAX,
    streamsMax: 0,
    deadlineMs: PPROF_DEADLINE_MS,
  }
}
