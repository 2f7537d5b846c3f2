/** The life of sales-api, from general to specific, and back in reverse order. */
import { SettingUnusable } from '#foundation/conf/unusable'
import type { Clock, Host } from '#foundation/host/host'
import { elapsed } from '#foundation/host/host'
import { DirectoryLock, DirectoryUnusable } from '#foundation/lock/lock'
import type { Logger, Logging } from '#foundation/logger/logger'
import { aborted } from '#foundation/program/service-process'
import type { Telemetry } from '#foundation/telemetry/telemetry'
import { reasonOf } from '#foundation/telemetry/telemetry'
import { Snapshots } from '#business/data/backup/snapshots'
import { BackupTimes } from '#business/data/backup/times'
import { Domains } from '#business/domains/domains'
import { Kv } from '#business/core/kv/kv'
import { Sequences } from '#business/data/txn/sequences'
import { Groups } from '#business/core/stream/groups'
import { Streams } from '#business/core/stream/streams'
import type { Node } from '#business/data/node/node'
import { LogMoved } from '#business/data/node/node'
import { Reads } from '#business/data/reads/reads'
import { Life } from '#business/web/service/life'
import { startWorkers } from './background.ts'
import type { SalesConfig } from './config.ts'
import type { Front } from './front/front.ts'
import { listen } from './front/front.ts'
import type { Pod } from './handlers/v1/check/checkgrp.ts'
import { mountV1 } from './handlers/v1/v1.ts'
import { registerBackupMetrics, registerStoreMetrics } from './metrics/metrics.ts'
import { openNode } from './node/node.ts'
import { Parts } from './parts.ts'
import type { ServiceSizes } from './sizes.ts'
import { readStreamFigures, registerStreamMetrics } from './metrics/stream-metrics.ts'

export type Build = {
  readonly ref: string
  /** ISO 8601; empty if the image does not say it. */
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
  const { config, host, logging, stop } = options
  const log = logging.logger('main')
  const life = new Life(log, stop)
  await using stack = new AsyncDisposableStack()
  // Its clock began with the process.
  const start = new Parts(host.clock, 'load', 0)

  start.begin('lock')
  const opened: { node?: Node; reads?: Reads } = {}
  const lock = await takeLock(config.store.dir, host.clock, () => {
    life.fail(new Error(`another process has taken the lock of ${config.store.dir}`))
    opened.node?.fence()
  })
  stack.use(lock)
  stop.throwIfAborted()

  start.begin('listen')
  const front = await listen(options, log, life, stack, opened)

  start.begin('open')
  const node = stack.use(await openNode(options, log, life, lock, front.peers))
  refuseLonelyReader(node)
  opened.node = node
  opened.reads = new Reads(node)
  const before = node.store.state.position
  start.begin('replay')
  const domains = new Domains(node.store)
  await startNode(node, domains, life)
  registerStoreMetrics(front.registry, node)
  showNode(options, node, front, stack)

  const kv = new Kv(node, domains.kv, host)
  const streams = new Streams(node, domains.stream, host)
  const groups = new Groups(node, domains.stream, host)
  const { retention: ageMs, retentionRevisions: revisions, valueBytesMax } = config.store
  const retention = { ageMs, revisions }
  const workers = startWorkers(options, log, node, kv, streams, retention)
  stack.defer(async () => {
    await workers.shutdown(config.web.shutdownTimeout)
  })
  const { clock } = host
  const stores = { kv, streams, groups }
  mountV1(front.app, { ...stores, clock, valueBytesMax, retention, closing: life.closing.signal })
  registerStreamMetrics(front.registry, () => readStreamFigures(streams, groups, host.turns))
  const sequences = new Sequences(node, domains.sequence, domains.kv.keyspace, clock)
  front.resp?.open({ ...stores, sequences, node, reads: opened.reads })
  life.phase = 'ready'
  tellReady(options, log, front, node, lock, before, start)
  front.debug.server.sampleHeap()

  await aborted(life.ended)
  return await drain(options, log, life, front)
}

/** Rejects like `Node.start`, and with `SettingUnusable` for a log that was moved. */
async function startNode(node: Node, { table }: Domains, life: Life): Promise<void> {
  try {
    await node.start(table, life.ended)
  } catch (cause) {
    if (!(cause instanceof LogMoved)) throw cause
    throw new SettingUnusable('log.kind', cause.message, { cause })
  }
}

/** From when the process is asked to end there are no snapshots. */
function showNode(
  { config, host, build, stop }: RunOptions,
  node: Node,
  { debug, peers, registry }: Front,
  stack: AsyncDisposableStack,
): void {
  const snapshots =
    node.disk && stack.use(new Snapshots(node.store, node.disk, { ...host, version: build.ref }))
  stop.addEventListener('abort', () => void snapshots?.[Symbol.asyncDispose]())
  const times = new BackupTimes(host, config.store.dir)
  registerBackupMetrics(registry, times)
  stack.use(debug.show(node, snapshots, times))
  stack.use(peers.serve(node, snapshots))
}

/** Throws `SettingUnusable` for a reader whose log no other node writes. */
function refuseLonelyReader({ role, log }: Node): void {
  if (role === 'voter' || log.isShared) return
  throw new SettingUnusable('node.role', 'a reader needs a log that voters write to')
}

function tellReady(
  { config, build }: RunOptions,
  log: Logger,
  { ports }: Front,
  node: Node,
  lock: DirectoryLock,
  before: number,
  start: Parts,
): void {
  const { position, revision } = node.store.state
  // A new node of several has applied what the others wrote.
  const isNew = (node.log.isShared ? before : position) === 0 && !lock.isTakenOver
  const lastStop = node.isTorn ? 'torn' : lock.isTakenOver ? 'killed' : isNew ? 'none' : 'clean'
  const replayed = position - before
  const found = { directory: config.store.dir, lastStop, replayed, position, revision }
  log.info({ build: build.ref, ...ports, ...found, ...start.end() }, 'ready')
}

/** Lets requests under way finish, and returns the exit code. */
async function drain(
  { config, host, telemetry }: RunOptions,
  log: Logger,
  life: Life,
  { app, api, resp, requests }: Front,
): Promise<number> {
  const { clock } = host
  life.phase = 'draining'
  const end = new Parts(clock, 'drain')
  const underWay = {
    requests: app.inFlight,
    watches: app.streams,
    clients: resp?.connections,
  }
  const answered = requests.figures(clock.monotonic()).total
  api.drain()
  if (!life.failure) await elapsed(clock, config.web.drainDelay)
  await api.stopListening()
  // Only now: watchers reconnect at once, and must not reach this process again.
  life.closing.abort()
  end.begin('close')
  const timeoutMs = life.failure ? 0 : config.web.shutdownTimeout
  const closed = await Promise.all([api.close(timeoutMs), resp?.close(timeoutMs)])
  const isClean = !closed.includes(false)
  if (!isClean) log.warn({}, 'requests did not end in time and were cut off')
  end.begin('traces')
  await telemetry.shutdown().catch((error: unknown) => {
    const reason = error instanceof Error ? reasonOf(error) : String(error)
    log.warn({ reason }, 'the last traces could not be sent')
  })
  const drained = { answered: requests.figures(clock.monotonic()).total - answered, isClean }
  const why = life.failure ? 'failure' : life.endedBy
  log.info({ why, underWay, ...drained, ...end.end() }, 'drained')
  if (life.failure) return 3
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
