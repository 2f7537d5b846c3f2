/** The store's own metrics, beside those of requests and of the process. */
import type { Registry } from 'prom-client'
import { collectDefaultMetrics, Gauge, Histogram } from 'prom-client'
import type { App } from '#foundation/web/app'
import type { FrameTiming } from '#business/data/replica/frame'
import type { Replica } from '#business/data/replica/replica'
import { frameChannel } from '#business/data/replica/replica'
import type { Store } from '#business/data/store/store'

const SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
]
const BYTES = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 8_388_608]

export function registerProcessMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry })
}

export function registerAppMetrics(registry: Registry, app: App): void {
  gauge(registry, 'http_requests_in_flight', 'Requests being answered', () => app.inFlight)
  gauge(registry, 'http_event_streams', 'Event streams that are open', () => app.streams)
  const buffered = 'Bytes of request bodies in memory'
  gauge(registry, 'http_buffered_bytes', buffered, () => app.bufferedBytes)
}

export function registerStoreMetrics(registry: Registry, store: Store, replica: Replica): void {
  const add = (name: string, help: string, value: () => number): void => {
    gauge(registry, name, help, value)
  }
  add('store_revision', 'The newest revision', () => store.state.revision)
  add('store_floor_revision', 'The oldest revision that can be read', () => store.state.floor)
  add('store_applied_position', 'Log position of the last entry applied', () => {
    return store.state.position
  })
  add('store_folded_position', 'Log position up to which the disk is complete', () => {
    return store.stats().foldedPosition
  })
  add('store_memory_bytes', 'Bytes in the memory table', () => store.stats().memoryBytes)
  add('store_memory_max_bytes', 'Bytes the memory table may hold', () => {
    return store.stats().memoryBytesMax
  })
  add('store_lmdb_bytes', 'Size of the LMDB file', () => store.stats().rowFileBytes)
  add('store_lmdb_used_bytes', 'Bytes of the LMDB file that hold data', () => {
    return store.stats().rowBytes
  })
  add('store_changes_bytes', 'Size of the files of changes', () => store.stats().changeBytes)
  add('store_changes_files', 'Files of changes', () => store.stats().changeFiles)
  add('replica_queued_bytes', 'Bytes of commands waiting for their turn', () => {
    return replica.stats().queuedBytes
  })
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

function gauge(registry: Registry, name: string, help: string, value: () => number): void {
  const instance: Gauge = new Gauge({
    name,
    help,
    registers: [registry],
    collect: () => {
      instance.set(value())
    },
  })
}
