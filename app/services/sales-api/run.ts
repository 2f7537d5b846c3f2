/** The life of sales-api, from general to specific, and back in reverse order. */
import os from 'node:os'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { listening, SettingUnusable } from '#foundation/conf/unusable'
import type { Clock, Host } from '#foundation/host/host'
import { DirectoryLock, DirectoryUnusable } from '#foundation/lock/lock'
import { collectGarbage } from '#foundation/quota/garbage'
import type { Logging } from '#foundation/logger/logger'
import type { Telemetry } from '#foundation/telemetry/telemetry'
import { reasonOf } from '#foundation/telemetry/telemetry'
import type { WalOptions } from '#foundation/wal/wal'
import { SEGMENT_BYTES } from '#foundation/wal/wal'
import type { AppOptions } from '#foundation/web/app'
import { App } from '#foundation/web/app'
import type { Listener } from '#foundation/web/connection'
import { HttpProblem } from '#foundation/web/problem'
import type { ServerOptions } from '#foundation/web/server'
import { HttpServer } from '#foundation/web/server'
import { Workers } from '#foundation/worker/worker'
import { KvApplier } from '#business/core/kv/apply'
import { Kv } from '#business/core/kv/kv'
import {
  compactOld,
  EXPIRY_CHECK_MS,
  expireDue,
  RETENTION_CHECK_MS,
} from '#business/core/kv/maintenance'
import { WalLog } from '#business/data/log/wal-log'
import { Replica } from '#business/data/replica/replica'
import type { Space } from '#business/data/replica/space-guard'
import { SpaceGuard } from '#business/data/replica/space-guard'
import { DiskBase } from '#business/data/store/disk-base'
import { Store } from '#business/data/store/store'
import { RequestMetrics } from '#business/web/metrics/metrics'
import { onion } from '#business/web/v1/mid/mid'
import { changes, CHANGES_CHECK_MS } from './changes.ts'
import type { SalesConfig } from './config.ts'
import { DebugServer } from './debug.ts'
import { checkContract } from './handlers/v1/check-contract.ts'
import type { CheckOptions, Phase, Pod } from './handlers/v1/checkgrp.ts'
import { checkHandlers } from './handlers/v1/checkgrp.ts'
import { mountV1 } from './handlers/v1/v1.ts'
import { registerAppMetrics, registerProcessMetrics, registerStoreMetrics } from './metrics.ts'
import { Parts } from './parts.ts'
import type { ServiceSizes } from './sizes.ts'

/** Jobs in the background at once. */
const JOBS_MAX = 16
/** Memory is given back when nothing was written from one of these checks to the next. */
const REST_CHECK_MS = 10_000
/** With less than this in the log's prepared files, only commands that free space are accepted. */
const LOG_ROOM_BYTES_MIN = 4 * 1024 * 1024
/** Room of a body around the largest value: a transaction of one in base64, and its JSON. */
const BODY_OVERHEAD_BYTES = 64 * 1024
/** Bodies in JSON may have at least this. */
const JSON_BYTES_MIN = 4 * 1024 * 1024

export type Build = {
  readonly ref: string
  /** ISO 8601; empty if nobody said. */
  readonly date: string
  /** How it was started, secrets masked. */
  readonly commandLine: readonly string[]
}

export type RunOptions = {
  readonly config: SalesConfig
  readonly build: Build
  /** Where it runs, and what it may use there. */
  readonly place: { readonly pod: Pod; readonly sizes: ServiceSizes }
  readonly host: Host
  readonly logging: Logging
  readonly telemetry: Telemetry
  /** Aborts when the process is asked to end. */
  readonly stop: AbortSignal
}

/** Starts everything, serves until `stop`, and returns the exit code; see main.ts. Rejects when it cannot start. */
export async function run(options: RunOptions): Promise<number> {
  try {
    return await live(options)
  } catch (error) {
    // Asked to end before it was ready.
    if (options.stop.aborted && error === options.stop.reason) return 0
    throw error
  }
}

async function live(options: RunOptions): Promise<number> {
  const { config, build, place, host, logging, telemetry, stop } = options
  const log = logging.logger('main')
  const { clock, disk, random } = host
  const failure = new Failure(log)
  const ended = AbortSignal.any([stop, failure.signal])
  const closing = new AbortController()
  let phase: Phase = 'starting'
  let isWaiting = false
  await using stack = new AsyncDisposableStack()
  // Its clock began with the process.
  const start = new Parts(clock, 'load', 0)

  start.begin('lock')
  const directory = config.store.dir
  const lock = await takeLock(directory, clock, () => {
    failure.report(new Error(`another process has taken the lock of ${directory}`))
  })
  stack.use(lock)
  stop.throwIfAborted()
  start.begin('listen')

  // Probes are answered from the first moment on, the rest when there is something to answer with.
  const registry = new Registry()
  registerProcessMetrics(registry)
  const requests = new RequestMetrics(registry)
  const appOptions = appOptionsOf(options, requests)
  const barrier = { now: (): Promise<void> => Promise.resolve() }
  const check: CheckOptions = {
    build: build.ref,
    buildDate: build.date,
    host: os.hostname(),
    pid: process.pid,
    ...place,
    clock,
    phase: () => phase,
    barrier: () => barrier.now(),
  }
  const app = stack.use(new App(clock, appOptions))
  app.mount(checkContract, checkHandlers(check))
  registerAppMetrics(registry, app)
  const listener: Listener = (request, response, arrival) => {
    const unmatched = phase === 'starting' ? () => notYet(isWaiting) : undefined
    app.serve(request, response, arrival, unmatched)
  }
  const api = await listening(
    'web.apiHost',
    config.web.apiHost,
    HttpServer.listen(serverOptions(config, config.web.apiHost, app), listener),
  )
  // Only matters if the start fails: a running service closes its servers in its own order, see below.
  stack.defer(async () => {
    await api.close(0)
  })
  const inside = { app, registry, requests }
  const debug = stack.use(await DebugServer.listen(options, inside))
  const ports = { api: api.port, debug: debug.port }
  log.info(ports, 'listening')

  start.begin('log')
  const walLog = stack.use(await WalLog.open(host, join(directory, 'log'), logSizes(options)))
  stop.throwIfAborted()
  if (walLog.torn) log.warn(walLog.torn, 'a write cut short by the last stop was forgotten')
  start.begin('store')
  const base = await DiskBase.open(disk, join(directory, 'store'))
  stack.defer(() => {
    log.info(
      { position: base.state.position },
      'closed: the store has everything up to this position of the log',
    )
  })
  const store = stack.use(
    new Store(base, clock, random, {
      memoryBytes: place.sizes.memoryTableBytes,
      flushBytes: place.sizes.flushBytesMax,
      onFlushed: ({ position }, ms) => {
        walLog.trim(position)
        log.debug({ position, ms }, 'flushed')
      },
      onDamaged: error => {
        log.error({ error }, 'stored data is damaged')
      },
      onFailed: error => {
        failure.report(error)
      },
    }),
  )
  const guard = new SpaceGuard(clock, disk, walLog, store, {
    directory,
    reserveBytes: config.store.diskReserve,
    logRoomBytesMin: LOG_ROOM_BYTES_MIN,
    onChanged: space => {
      tellSpace(log, space)
    },
  })
  const applier = new KvApplier(store)
  const before = store.state.position
  start.begin('replay')
  const { keep, answersMax, bytesMax } = config.idempotency
  const replica = stack.use(
    await Replica.start(
      walLog,
      store,
      clock,
      guard,
      [applier],
      {
        answers: { keepMs: keep, countMax: answersMax, bytesMax },
        onFailed: error => {
          failure.report(error)
        },
      },
      {
        stop: ended,
        onProgress: (position, last) => {
          log.debug({ position, last }, 'replaying the log')
        },
        onWaiting: () => {
          isWaiting = true
          log.warn({ directory }, 'the start waits for space on the disk')
        },
      },
    ),
  )
  registerStoreMetrics(registry, store, replica)
  stack.use(debug.show(store, replica))
  const kv = new Kv(replica, store, applier, clock, random)

  const workers = new Workers(clock, JOBS_MAX, (job, error) => {
    log.error({ job, error }, 'background work failed')
  })
  stack.defer(async () => {
    await workers.shutdown(config.web.shutdownTimeout)
  })
  workers.every('expiry', EXPIRY_CHECK_MS, () => expireDue(kv, clock))
  const { retention: ageMs, retentionRevisions: revisions } = config.store
  const retention = { ageMs, revisions }
  workers.every('retention', RETENTION_CHECK_MS, () => compactOld(kv, store, clock, retention))

  workers.every('rest', REST_CHECK_MS, async () => {
    if (await store.rest()) await collectGarbage()
  })

  const tellChanges = changes(log, clock, [
    {
      begins: 'overload: requests are refused as they come',
      ends: 'the overload is over',
      total: () => app.shed,
    },
    {
      begins: 'connections are refused: there are as many as may be',
      ends: 'connections are taken again',
      total: () => api.refused,
    },
  ])
  workers.every('changes', CHANGES_CHECK_MS, () => {
    tellChanges()
    return Promise.resolve()
  })

  barrier.now = () => replica.barrier()
  const { valueBytesMax } = config.store
  mountV1(app, { kv, clock, valueBytesMax, retention, closing: closing.signal })
  phase = 'ready'
  const { position, revision } = store.state
  const isNew = position === 0 && !lock.isTakenOver
  const lastStop = walLog.torn ? 'torn' : lock.isTakenOver ? 'killed' : isNew ? 'none' : 'clean'
  const found = { directory, lastStop, replayed: position - before, position, revision }
  log.info({ build: build.ref, ...ports, ...found, ...start.end() }, 'ready')
  debug.sampleHeap()

  await aborted(ended)
  phase = 'draining'
  const end = new Parts(clock, 'drain')
  const underWay = { requests: app.inFlight, watches: app.streams }
  const answered = requests.figures(clock.monotonic()).total
  api.drain()
  if (!failure.error) await pause(host, config.web.drainDelay)
  await api.stopListening()
  // Only now: watchers reconnect at once, and must not reach this process again.
  closing.abort()
  end.begin('close')
  const isClean = await api.close(failure.error ? 0 : config.web.shutdownTimeout)
  if (!isClean) log.warn({}, 'requests did not end in time and were cut off')
  end.begin('traces')
  await telemetry.shutdown().catch((error: unknown) => {
    const reason = error instanceof Error ? reasonOf(error) : String(error)
    log.warn({ reason }, 'the last traces could not be sent')
  })
  const drained = { answered: requests.figures(clock.monotonic()).total - answered, isClean }
  const why = failure.error ? 'failure' : 'signal'
  log.info({ why, underWay, ...drained, ...end.end() }, 'drained')
  if (failure.error) return 3
  return isClean ? 0 : 4
}

/** Rejects with `SettingUnusable` when the directory cannot be one for a store. */
async function takeLock(
  directory: string,
  clock: Clock,
  onLost: () => void,
): Promise<DirectoryLock> {
  try {
    return await DirectoryLock.take(directory, clock, onLost)
  } catch (cause) {
    if (!(cause instanceof DirectoryUnusable)) throw cause
    throw new SettingUnusable('store.dir', cause.message, { cause })
  }
}

/** The first thing that makes going on impossible. */
class Failure {
  readonly #log: ReturnType<Logging['logger']>
  readonly #abort = new AbortController()
  error: Error | undefined

  constructor(log: ReturnType<Logging['logger']>) {
    this.#log = log
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  report(error: Error): void {
    if (this.error) return
    this.error = error
    this.#log.fatal({ error }, 'storage failed: nothing more is accepted')
    this.#abort.abort(error)
  }
}

function notYet(isWaiting: boolean): HttpProblem {
  const detail = isWaiting
    ? 'The service is starting and waits for space on its disk, which is full'
    : 'The service is starting; try again in a second'
  return new HttpProblem(503, { code: 'NOT_READY', detail }, { 'Retry-After': '1' })
}

/** The log leaves to the store what a flush of all memory takes, and the reserve. */
function logSizes({ config, place }: RunOptions): Required<WalOptions> {
  const leaveBytes = place.sizes.memoryTableBytes + config.store.diskReserve
  return { segmentBytes: SEGMENT_BYTES, leaveBytes }
}

function tellSpace(log: ReturnType<Logging['logger']>, { isFull, ...space }: Space): void {
  if (isFull) log.warn(space, 'the disk is full: writes are refused')
  else log.info(space, 'the disk has space: writes are accepted again')
}

function appOptionsOf(
  { config, place, host, logging, telemetry }: RunOptions,
  requests: RequestMetrics,
): AppOptions {
  const { inFlightMax, watchersMax, writeTimeout } = config.web
  const bytes = config.store.valueBytesMax
  return {
    ...onion(host, {
      logging,
      component: 'requests',
      metrics: requests,
      isMeasured: true,
      isTraced: telemetry.isOn,
      loggedPerSecond: config.log.requestsPerSecond,
    }),
    // Base64 makes four of three, and a transaction may well have a few such values.
    bodyBytesMax: {
      bytes,
      json: Math.max(JSON_BYTES_MIN, Math.ceil((bytes * 4) / 3) + BODY_OVERHEAD_BYTES),
    },
    bufferedBytesMax: place.sizes.bufferedBytesMax,
    inFlightMax,
    streamsMax: watchersMax,
    deadlineMs: writeTimeout,
  }
}

function serverOptions(
  { web }: SalesConfig,
  address: { readonly host: string; readonly port: number },
  { messageClasses, turn }: App,
): ServerOptions {
  return {
    ...address,
    messageClasses,
    turn,
    readTimeoutMs: web.readTimeout,
    idleTimeoutMs: web.idleTimeout,
    connectionsMax: web.connectionsMax,
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => {
      resolve()
    })
  })
}

function pause({ clock }: Host, ms: number): Promise<void> {
  return new Promise(resolve => {
    clock.after(ms, resolve)
  })
}
