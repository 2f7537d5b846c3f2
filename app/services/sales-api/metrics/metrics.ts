/** The store's own metrics, beside those of requests and of the process. */
import type { Registry } from 'prom-client'
import { Gauge, Histogram } from 'prom-client'
import type { Times } from '#business/data/backup/times'
import { batchChannel } from '#business/data/node/batch'
import type { Node } from '#business/data/node/node'
import type { BatchTiming } from '#business/data/node/operation'
import type { Store } from '#business/data/store/store'
import type { Figures } from '#business/web/metrics/figures'
import { registerFigures } from '#business/web/metrics/figures'

const SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
]
const BYTES = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 8_388_608]

export function registerStoreMetrics(registry: Registry, node: Node): void {
  registerFigures(registry, 'store', () => storeFigures(node.store))
  registerFigures(registry, 'node', () => nodeFigures(node))
  observeBatches(registry)
}

function observeBatches(registry: Registry): void {
  const seconds = (name: string, help: string): Histogram =>
    new Histogram({ name, help, buckets: SECONDS, registers: [registry] })
  const queue = seconds('node_queue_seconds', 'From the first operation of a batch to its append')
  const append = seconds('node_append_seconds', 'Making a batch durable')
  const apply = seconds('node_apply_seconds', 'Applying a batch')
  const bytes = new Histogram({
    name: 'node_batch_bytes',
    help: 'Size of a batch',
    buckets: BYTES,
    registers: [registry],
  })
  const operations = new Histogram({
    name: 'node_batch_operations',
    help: 'Operations in a batch',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
    registers: [registry],
  })
  batchChannel.subscribe(message => {
    const timing = message as BatchTiming
    queue.observe((timing.appendedAt - timing.proposedAt) / 1000)
    append.observe((timing.durableAt - timing.appendedAt) / 1000)
    apply.observe((timing.appliedAt - timing.durableAt) / 1000)
    bytes.observe(timing.bytes)
    operations.observe(timing.operations)
  })
}

/** Of each connection with TLS until when its certificates are valid; undefined where it has none. */
export type Validity = Readonly<Record<'resp' | 'peer' | 'etcd', () => Date | undefined>>

export function registerCertificateMetrics(registry: Registry, validity: Validity): void {
  new Gauge({
    name: 'tls_valid_until_seconds',
    help: 'Unix time at which the first certificate, or authority, of a kind of connection is valid no more; absent where there is none',
    labelNames: ['connection'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [connection, validUntil] of Object.entries(validity)) {
        const until = validUntil()
        if (until) this.set({ connection }, until.getTime() / 1000)
      }
    },
  })
}

export function registerBackupMetrics(
  registry: Registry,
  backups: { readonly times: Times },
): void {
  const add = (name: string, help: string, atMs: () => number): void => {
    new Gauge({
      name,
      help: `${help}; 0 where there is none`,
      registers: [registry],
      collect() {
        this.set(atMs() / 1000)
      },
    })
  }
  add(
    'backup_made_timestamp_seconds',
    'Unix time at which the last backup of this process was begun',
    () => backups.times.madeAtMs ?? 0,
  )
  add(
    'backup_tried_timestamp_seconds',
    'Unix time at which a backup was last restored to try it',
    () => backups.times.triedAtMs ?? 0,
  )
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

export function nodeFigures(node: Node): Figures<'node'> {
  return {
    queued_bytes: node.queuedBytes,
    staleness_seconds: node.stalenessMs / 1000,
    on_duty: Number(node.isOnDuty),
    unsound: Number(node.unsound !== undefined),
    disk_free_bytes: node.space.freeBytes,
    disk_reserve_bytes: node.space.reserveBytes,
    log_trouble: Number(node.log.info().trouble !== undefined),
  }
}
