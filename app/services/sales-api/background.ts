/** What the process does without being asked. */
import type { Logger } from '#foundation/logger/logger'
import { collectGarbage } from '#foundation/quota/garbage'
import { Workers } from '#foundation/worker/worker'
import type { Kv } from '#business/core/kv/kv'
import type { Retention } from '#business/core/kv/maintenance'
import {
  compactOld,
  EXPIRY_CHECK_MS,
  expireDue,
  RETENTION_CHECK_MS,
} from '#business/core/kv/maintenance'
import type { Streams } from '#business/core/stream/streams'
import type { Node } from '#business/data/node/node'
import type { RunOptions } from './run.ts'

/** Jobs at once. */
const JOBS_MAX = 16
/** How late entries that a stream does not keep go, when nothing else is in the way. */
const STREAM_CHECK_MS = 1000
/** Memory is given back when nothing was written from one of these checks to the next. */
const REST_CHECK_MS = 10_000

export function startWorkers(
  { host: { clock } }: RunOptions,
  log: Logger,
  node: Node,
  kv: Kv,
  streams: Streams,
  retention: Retention,
): Workers {
  const workers = new Workers(clock, JOBS_MAX, (job, error) => {
    log.error({ job, error }, 'background work failed')
  })
  /** Work on data that nodes share: one of them does it. */
  const everyOnDuty = (name: string, ms: number, work: () => Promise<void>): void => {
    workers.every(name, ms, () => (node.isOnDuty ? work() : Promise.resolve()))
  }
  const { store } = node
  everyOnDuty('expiry', EXPIRY_CHECK_MS, () => expireDue(kv, clock))
  everyOnDuty('retention', RETENTION_CHECK_MS, () => compactOld(kv, store, clock, retention))
  everyOnDuty('stream-retention', STREAM_CHECK_MS, () => streams.retain())
  everyOnDuty('reclaim', STREAM_CHECK_MS, () => streams.reclaim())
  workers.every('rest', REST_CHECK_MS, async () => {
    if (await kv.rest()) await collectGarbage()
  })
  return workers
}
