/**
 * All tests of keys once more, on a log that other nodes append to and whose answers come late or never. They have a run of their
 * own: files of one run share their modules.
 */
import type { SimulatedHost } from '#foundation/host/simulated'
import { seeded } from '#foundation/host/simulated'
import type { Fate } from '#business/data/log/testing/shared-log'
import { SharedLogs } from '#business/data/log/testing/shared-log'
import { Batch } from '#business/data/node/batch'
import { KvNode } from './testing/kv-node.ts'

/** What any append of a test may meet and still be executed at once. */
const FATES: readonly Fate[] = ['committed', 'told late', 'unknown, committed']

const logs = new WeakMap<SimulatedHost, SharedLogs>()

KvNode.openLog = host => {
  const known = logs.get(host)
  if (known) return Promise.resolve(known.open())
  const shared = new SharedLogs(host.turns)
  const random = seeded(1)
  shared.fate = () => FATES[Math.floor(random() * FATES.length)] ?? 'committed'
  shared.others = () => Array.from({ length: random() * 3 }, foreign)
  logs.set(host, shared)
  return Promise.resolve(shared.open())
}

/** A batch of another node that changes nothing. */
function foreign(): Uint8Array {
  return new Batch().finish(new Uint8Array(8).fill(9), 1, 0).slice()
}

// Each registers its tests in this file.
await import('./history.test.ts')
await import('./keyspace.test.ts')
await import('./kv.property.test.ts')
await import('./leases.test.ts')
await import('./operations/several/several.test.ts')
await import('./operations/update/move.test.ts')
await import('./operations/update/update.test.ts')
await import('./transactions.test.ts')
await import('./watch.test.ts')
