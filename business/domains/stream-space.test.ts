import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { compactOld, expireDue } from '#business/core/kv/maintenance'
import { NO_CONDITION } from '#business/core/kv/model'
import { NO_TOTAL } from '#business/core/stream/groups'
import type { StreamId } from '#business/core/stream/id'
import { FIRST_ID } from '#business/core/stream/id'
import { AUTO_ID } from '#business/core/stream/model'
import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import type { Base } from '#business/data/store/base'
import { DiskBase } from '#business/data/store/disk-base'
import { StoreNode } from './testing/store-node.ts'

const ENTRIES = 1500
const VALUE_BYTES = 900
const ROUNDS = 6
/** LMDB is done finding its size. */
const SETTLED_ROUND = 3
/** What its file still varies by: far less than the entries of one stream. */
const VARIES_BYTES = 256 * 1024
const PENDING = 300

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const key = (name: string): Key => parseKey(bytesOf(name))
const GROUP = bytesOf('group')
const CONSUMER = bytesOf('consumer')

type TestedNode = StoreNode<Base>

async function append({ streams }: TestedNode, stream: Key, count: number): Promise<StreamId[]> {
  const value = new Uint8Array(VALUE_BYTES).fill(1)
  const one = { id: AUTO_ID, fields: [bytesOf('v'), value], creates: true } as const
  const append = { kind: 'append', stream, ...one, producer: undefined, trim: undefined } as const
  const results = await Promise.all(Array.from({ length: count }, () => streams.append(append)))
  return results.flatMap(result => (result.kind === 'appended' ? [result.id] : []))
}

/** A group that has entries pending. */
async function deliver({ groups }: TestedNode, stream: Key): Promise<void> {
  const create = { kind: 'create', stream, group: GROUP, id: FIRST_ID } as const
  await groups.change({ ...create, createsStream: false, entriesRead: undefined })
  const places = [{ stream, after: undefined }]
  const read = { kind: 'read', group: GROUP, consumer: CONSUMER, places } as const
  const rest = { limit: PENDING, total: NO_TOTAL, isAcked: false, minIdleMs: undefined }
  expect(await groups.change({ ...read, ...rest })).toMatchObject({ kind: 'read' })
}

/** Entries go in every way there is. What is left are the names of streams without entries, and then not even these. */
async function fillAndEmpty(node: TestedNode): Promise<void> {
  const { kv, streams, groups, host } = node
  const [trimmed, removed, dropped, expired] = ['trimmed', 'removed', 'dropped', 'expired'].map(key)
  if (!trimmed || !removed || !dropped || !expired) throw new Error('there are four')
  await append(node, trimmed, ENTRIES)
  const ids = await append(node, removed, ENTRIES)
  for (const stream of [dropped, expired]) {
    await append(node, stream, ENTRIES)
    await deliver(node, stream)
  }
  await deliver(node, removed)
  // On to the disk with it, or removing would only happen in memory.
  await node.node.store.flushAll()
  const bound = { kind: 'length', length: 0 } as const
  const rest = { references: 'keep', isApproximate: false, entriesMax: undefined } as const
  expect(await streams.trim({ stream: trimmed, trim: { bound, ...rest } })).toMatchObject({
    entries: ENTRIES,
  })
  const gone = await streams.remove({ kind: 'remove', stream: removed, ids })
  expect(gone).toMatchObject({ entries: ENTRIES })
  await groups.change({ kind: 'destroy', stream: removed, group: GROUP })
  await kv.delete(dropped, NO_CONDITION)
  const expiry = { kind: 'at', time: host.clock.now() + 1000 } as const
  await kv.update({
    kind: 'update',
    key: expired,
    change: { kind: 'same' },
    expiry,
    condition: { kind: 'none' },
    contentType: 'text/plain',
    valueBytesMax: 0,
    returnsPrevious: false,
  })
  host.clock.advance(1000)
  await expireDue(kv, host.clock)
  for (const stream of [trimmed, removed]) await kv.delete(stream, NO_CONDITION)
  expect(streams.list(new Uint8Array(), 10).streams).toEqual([])
}

it('streams whose entries are trimmed, removed, or go with them give all their memory and disk back, round after round', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stream-space-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const base: Base = await DiskBase.open(systemHost().disk, directory)
  const sizes = { memoryBytes: 16 * 1024 * 1024, segmentBytes: 2 * 1024 * 1024 }
  await using node = await StoreNode.on(base, sizes)
  const { store } = node.node
  await store.flushAll()
  const empty = store.stats().rowBytes
  let settled = 0
  for (let round = 1; round <= ROUNDS; round++) {
    await fillAndEmpty(node)
    await node.streams.reclaim()
    node.host.clock.advance(60_000)
    await compactOld(node.kv, store, node.host.clock, { ageMs: 30_000, revisions: 1e6 })
    await store.flushAll()
    await store.collectAll()

    const stats = store.stats()
    expect(stats.memoryBytes).toBe(0)
    // Nothing but a few pages of tables that are empty.
    expect(stats.rowBytes).toBeLessThanOrEqual(empty + 128 * 1024)
    expect(stats.changeBytes).toBeLessThan(VALUE_BYTES * ENTRIES)
    if (round === SETTLED_ROUND) settled = stats.rowFileBytes
    if (round > SETTLED_ROUND) {
      expect(stats.rowFileBytes).toBeLessThan(settled + VARIES_BYTES)
    }
  }
  const files = readdirSync(directory).map(file => statSync(join(directory, file)).size)
  const written = ROUNDS * 4 * ENTRIES * VALUE_BYTES
  expect(files.reduce((sum, size) => sum + size, 0)).toBeLessThan(written)
})
