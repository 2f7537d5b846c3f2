/** The store's own metrics, beside those of requests and of the process. */
import type { Registry } from 'prom-client'
import { collectDefaultMetrics, Counter, Histogram } from 'prom-client'
import type { App } from '#foundation/web/app'
import type { FrameTiming } from '#business/data/replica/frame'
import type { Replica } from '#business/data/replica/replica'
import { frameChannel } from '#business/data/replica/frame'
import type { Store } from '#business/data/store/store'
import type { Figures } from '#business/web/metrics/figures'
import { registerFigures } from '#business/web/metrics/figures'

const SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
]
const BYTES = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 8_388_608]

export function registerProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry })
}

export function registerAppMetrics(registry: Registry, app: App): void {
  registerFigures(registry, 'http', () => httpFigures(app))
  const shed: Counter = new Counter({
    name: 'http_requests_shed_total',
    help: 'Requests refused as they came, because more came than could be served',
    registers: [registry],
    collect: () => {
      shed.reset()
      shed.inc(app.shed)
    },
  })
}

export function registerStoreMetrics(registry: Registry, store: Store, replica: Replica): void {
  registerFigures(registry, 'store', () => storeFigures(store))
  registerFigures(registry, 'replica', () => replicaFigures(replica))
  observeFrames(registry)
}

function observeFrames(registry: Registry): void {
  const seconds = (name: string, help: string): Histogram =>
    new Histogram({ name, help, buckets: SECONDS, registers: [registry] })
  const queue = seconds('replica_queue_seconds', 'From the first command of a frame to its append')
  const append = seconds('replica_append_seconds', 'Making a frame durable')
  const apply = seconds('replica_apply_seconds', 'Applying a frame')
  const bytes = new Histogram({
    name: 'replica_frame_bytes',
    help: 'Size of a frame',
    buckets: BYTES,
    registers: [registry],
  })
  const commands = new Histogram({
    name: 'replica_frame_commands',
    help: 'Commands in a frame',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
    registers: [registry],
  })
  frameChannel.subscribe(message => {
    const timing = message as FrameTiming
    queue.observe((timing.appendedAt - timing.proposedAt) / 1000)
    append.observe((timing.durableAt - timing.appendedAt) / 1000)
    apply.observe((timing.appliedAt - timing.durableAt) / 1000)
    bytes.observe(timing.bytes)
    commands.observe(timing.commands)
  })
}

export function httpFigures(app: App): Figures<'http'> {
  return {
    requests_in_flight: app.inFlight,
    event_streams: app.streams,
    buffered_bytes: app.bufferedBytes,
  }
}

export function storeFigures(store: Store): Figures<'store'> {
  const { revision, compactedRevision, position } = store.state
  const stats = store.stats()
  return {
    revision,
    compacted_revision: compactedRevision,
    applied_position: position,
    flushed_position: stats.flushedPosition,
    memory_bytes: stats.memoryBytes,
    memory_max_bytes: stats.memoryBytesMax,
    lmdb_bytes: stats.rowFileBytes,
    lmdb_used_bytes: stats.rowBytes,
    changes_bytes: stats.changeBytes,
    changes_files: stats.changeFiles,
  }
}

export function replicaFigures(replica: Replica): Figures<'replica'> {
  return { queued_bytes: replica.stats().queuedBytes }
}
