/** The debug server of sales-api: its own port, router and limits, so that it answers when the API does not. */
import type { Registry } from 'prom-client'
import { listening } from '#foundation/conf/unusable'
import { Profiler } from '#foundation/profile/profile'
import { Vitals } from '#foundation/vitals/vitals'
import type { AppOptions } from '#foundation/web/app'
import { App, noSuchRoute } from '#foundation/web/app'
import { HttpServer } from '#foundation/web/server'
import { summaryOf } from '#business/data/backup/manifest'
import { Snapshots } from '#business/data/backup/snapshots'
import type { Node } from '#business/data/node/node'
import { debugHandlers } from '#business/web/debug/debug'
import { debugContract } from '#business/web/debug/debug-contract'
import { Levels } from '#business/web/debug/levels'
import { pprofHandlers } from '#business/web/pprof/pprof'
import { PPROF_DEADLINE_MS, pprofContract } from '#business/web/pprof/pprof-contract'
import type { TakeSnapshot } from '#business/web/debug/snapshot'
import { snapshotHandlers } from '#business/web/debug/snapshot'
import { SNAPSHOT_BODY_BYTES_MAX, snapshotContract } from '#business/web/debug/snapshot-contract'
import type { RequestMetrics } from '#business/web/metrics/metrics'
import { onion } from '#business/web/v1/mid/mid'
import { program } from './config.ts'
import { httpFigures, nodeFigures, storeFigures } from './metrics.ts'
import { respVarsOf } from './resp/metrics.ts'
import type { RespServer } from './resp/server.ts'
import type { RunOptions } from './run.ts'

/** The clients are one person and a few programs. */
const CONNECTIONS_MAX = 100
const IN_FLIGHT_MAX = 20
/** What is said to those who ask for something else. */
const noSuchPage = noSuchRoute('/debug/pprof/ shows what there is')
/** Profiles on their way to readers who take their time. */
const BUFFERED_BYTES_MAX = 64 * 1024 * 1024

/** What it shows. */
export type Inside = {
  /** Of the API. */
  readonly app: App
  readonly registry: Registry
  readonly requests: RequestMetrics
  readonly resp: RespServer | undefined
}

export class DebugServer implements AsyncDisposable {
  readonly #stack: AsyncDisposableStack
  readonly #server: HttpServer
  readonly #profiler: Profiler
  readonly #log: ReturnType<RunOptions['logging']['logger']>
  readonly #shown: Shown
  readonly #options: RunOptions

  static async listen(options: RunOptions, inside: Inside): Promise<DebugServer> {
    const { config, host, logging } = options
    const { clock } = host
    await using stack = new AsyncDisposableStack()
    const profiler = stack.use(new Profiler(clock))
    const vitals = stack.use(new Vitals(clock))
    const levels = stack.use(new Levels(logging, config.log.level, clock))
    const shown: Shown = { node: undefined, takeSnapshot: undefined }
    const app = stack.use(new App(clock, appOptions(options, inside)))
    const { build, place } = options
    const { registry, requests } = inside
    app.mount(
      debugContract,
      debugHandlers({
        levels,
        registry,
        exemplarOf: requests.exemplarOf,
        vars: {
          service: program.name,
          build: build.ref,
          buildDate: build.date,
          cpus: place.sizes.cpus,
          uptimeSeconds: () => clock.monotonic() / 1000,
          vitals: () => vitals.read(),
          requests: () => requests.figures(clock.monotonic()),
          http: () => httpFigures(inside.app),
          resp: () => inside.resp && respVarsOf(inside.resp.commands, inside.resp.context),
          store: () => shown.node && storeFigures(shown.node.store),
          node: () => shown.node && nodeFigures(shown.node),
        },
      }),
    )
    app.mount(
      pprofContract,
      pprofHandlers({
        profiler,
        clock,
        service: program.name,
        commandLine: build.commandLine,
        allowsHeapSnapshot: config.debug.heapSnapshot,
      }),
    )
    const log = logging.logger('debug')
    app.mount(
      snapshotContract,
      snapshotHandlers(() => shown.takeSnapshot, log),
    )
    const { debugHost, readTimeout, idleTimeout } = config.web
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
    return new DebugServer(stack.move(), server, profiler, options, shown)
  }

  private constructor(
    stack: AsyncDisposableStack,
    server: HttpServer,
    profiler: Profiler,
    options: RunOptions,
    shown: Shown,
  ) {
    this.#options = options
    this.#stack = stack
    this.#server = server
    this.#profiler = profiler
    this.#log = options.logging.logger('debug')
    this.#shown = shown
  }

  get port(): number {
    return this.#server.port
  }

  /**
   * What has been opened meanwhile, until it is closed: dispose of the result before. From when the process is asked to end there are no
   * snapshots.
   */
  show(node: Node): AsyncDisposable {
    const { host, build, stop } = this.#options
    const shown = this.#shown
    shown.node = node
    const snapshots =
      node.disk && new Snapshots(node.store, node.disk, { ...host, version: build.ref })
    if (snapshots) {
      stop.addEventListener('abort', () => void snapshots[Symbol.asyncDispose]())
      shown.takeSnapshot = async (...order) => summaryOf(await snapshots.take(...order))
    }
    return {
      [Symbol.asyncDispose]: async () => {
        shown.node = undefined
        shown.takeSnapshot = undefined
        await snapshots?.[Symbol.asyncDispose]()
      },
    }
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

type Shown = { node: Node | undefined; takeSnapshot: TakeSnapshot | undefined }

/** Not counted among the requests of the service, and without a deadline that would cut a profile short. */
function appOptions(
  { config, host, logging, telemetry }: RunOptions,
  { requests }: Inside,
): AppOptions {
  return {
    ...onion(host, {
      logging,
      component: 'debug',
      metrics: requests,
      isMeasured: false,
      isTraced: telemetry.isOn,
      loggedPerSecond: config.log.requestsPerSecond,
    }),
    bodyBytesMax: { bytes: 0, json: SNAPSHOT_BODY_BYTES_MAX },
    bufferedBytesMax: BUFFERED_BYTES_MAX,
    inFlightMax: IN_FLIGHT_MAX,
    streamsMax: 0,
    deadlineMs: PPROF_DEADLINE_MS,
  }
}
