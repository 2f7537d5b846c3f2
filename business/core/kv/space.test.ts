import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import type { Base } from '#business/data/store/base'
import { DiskBase } from '#business/data/store/disk-base'
import { MemoryBase } from '#business/data/store/testing/memory-base'
import { KvNode } from './testing/kv-node.ts'
import { compactOld, expireDue } from './maintenance.ts'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from './model.ts'

const KEYS = 3000
const VALUE_BYTES = 900
const ROUNDS = 6
/** LMDB is done finding its size. */
const SETTLED_ROUND = 3

const key = (number: number): Key => parseKey(new Uint8Array(Buffer.from(`key ${String(number)}`)))

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'kv-space-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  return directory
}

/** Writes all keys: a third for good, a third for a second, a third with a lease. Then every one of them goes. */
async function writeAndRemove(node: KvNode): Promise<void> {
  const granted = await node.kv.grantLease(1000)
  const lease = granted.lease.id
  await Promise.all(
    Array.from({ length: KEYS }, (_, number) =>
      node.kv.put({
        key: key(number),
        value: new Uint8Array(VALUE_BYTES).fill(number),
        contentType: DEFAULT_CONTENT_TYPE,
        ttlMs: number % 3 === 1 ? 1000 : undefined,
        lease: number % 3 === 2 ? lease : undefined,
        condition: NO_CONDITION,
      }),
    ),
  )
  const all = { lower: new Uint8Array(), upper: undefined }
  expect((await node.kv.count(all)).count).toBe(KEYS)
  // On to the disk with it, or removing would only happen in memory.
  await node.store.flushAll()
  expect(node.store.stats().rowBytes).toBeGreaterThan(KEYS * 20)
  await Promise.all(
    Array.from({ length: KEYS / 3 }, (_, index) => node.kv.delete(key(index * 3), NO_CONDITION)),
  )
  node.host.clock.advance(1000)
  await expireDue(node.kv, node.host.clock)
  expect((await node.kv.count(all)).count).toBe(0)
}

it.each<[string, (directory: string) => Promise<Base>]>([
  ['disk', directory => DiskBase.open(systemHost().disk, directory)],
  ['memory', () => Promise.resolve(new MemoryBase())],
])(
  'deleting and expiring everything gives all its memory and disk back, round after round: on %s',
  async (name, open) => {
    const directory = temporaryDirectory()
    const sizes = { memoryBytes: 16 * 1024 * 1024, segmentBytes: 2 * 1024 * 1024 }
    await using node = await KvNode.start(new SimulatedHost(1), await open(directory), sizes)
    await node.store.flushAll()
    const empty = node.store.stats().rowBytes
    let settled = 0
    for (let round = 1; round <= ROUNDS; round++) {
      await writeAndRemove(node)
      // The past is still there, and now its time is over.
      expect(await node.kv.getAt(key(1), node.kv.revision - KEYS / 3 - 2)).toBeDefined()
      node.host.clock.advance(60_000)
      await compactOld(node.kv, node.store, node.host.clock, { ageMs: 30_000, revisions: 1e6 })
      await node.store.flushAll()
      await node.store.collectAll()

      const stats = node.store.stats()
      expect(stats.memoryBytes).toBe(0)
      // Nothing but a few pages of tables that are empty.
      expect(stats.rowBytes).toBeLessThanOrEqual(empty + 64 * 1024)
      // Less than half of a file is never worth collecting.
      expect(stats.changeBytes).toBeLessThan(2 * KEYS * VALUE_BYTES)
      if (round === SETTLED_ROUND) settled = stats.rowFileBytes
      if (round > SETTLED_ROUND) expect(stats.rowFileBytes).toBeLessThanOrEqual(settled)
    }
    if (name === 'disk') {
      const files = readdirSync(directory).map(file => statSync(join(directory, file)).size)
      const written = ROUNDS * KEYS * VALUE_BYTES
      expect(files.reduce((sum, size) => sum + size, 0)).toBeLessThan(written / 2)
    }
  },
)
