import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { IN_ROW_BYTES_MAX } from '#business/data/keyspace/key-row'
import { LEASE_KEY_BYTES_MAX, LEASE_KEYS_MAX } from '#business/data/keyspace/leases'
import { MemoryBase } from '#business/data/store/testing/memory-base'
import { ENTRY_EFFECT_BYTES_MAX } from '#business/data/store/store'
import { ENTRY_COPY_BYTES_MAX } from '#business/data/node/entry'
import { KvNode } from './testing/kv-node.ts'
import { append, setRange, updateOf } from './testing/updates.ts'
import type { LeaseId, ValueChange } from './model.ts'
import { DEFAULT_CONTENT_TYPE, KEYS_MAX, NO_CONDITION } from './model.ts'

const MiB = 1024 * 1024
/** Enough that nothing is flushed while a test measures. */
const SIZES = { memoryBytes: 512 * MiB, segmentBytes: 9 * MiB }
/** A batch takes as many bytes, and as many operations. */
const BATCH_BYTES = MiB
const BATCH = 4096

async function start(): Promise<KvNode> {
  return await KvNode.start(new SimulatedHost(1), new MemoryBase(), SIZES)
}

function numbered(number: number, bytes: number): Key {
  return parseKey(new Uint8Array(Buffer.from(String(number).padStart(bytes, '0'))))
}

async function grant({ kv }: KvNode): Promise<LeaseId> {
  const result = await kv.grantLease(60_000)
  return result.lease.id
}

/** Puts so many keys at once, with values that stand in their rows. */
async function putAll(
  node: KvNode,
  count: number,
  keyBytes: number,
  binding: { readonly lease?: LeaseId; readonly ttlMs?: number } = {},
  first = 0,
): Promise<void> {
  const { lease, ttlMs } = binding
  const put = (number: number) =>
    node.kv.put({
      key: numbered(number, keyBytes),
      value: new Uint8Array(IN_ROW_BYTES_MAX),
      contentType: DEFAULT_CONTENT_TYPE,
      ttlMs,
      lease,
      condition: NO_CONDITION,
    })
  const results = await Promise.all(
    Array.from({ length: count }, (_, number) => put(first + number)),
  )
  expect(results.every(({ kind }) => kind === 'put')).toBe(true)
}

/** What a step takes of the memtable when all before it has been flushed and compacted, so that baselines are needed. */
async function taken(node: KvNode, step: () => Promise<unknown>): Promise<number> {
  await node.kv.compact(node.kv.revision)
  await node.store.flushAll()
  // What was flushed stays readable in the other memtable until this one has had its turn.
  await node.kv.compact(node.kv.revision)
  await node.store.flushAll()
  const before = node.store.stats().memoryBytes
  await step()
  return node.store.stats().memoryBytes - before
}

it.each([
  ['many short keys', LEASE_KEYS_MAX, 8],
  ['fewer long keys', LEASE_KEY_BYTES_MAX / 1024, 1024],
])('a revoked lease of %s fits into the memory of one entry', async (_name, count, keyBytes) => {
  const node = await start()
  const lease = await grant(node)
  for (let from = 0; from < count; from += BATCH) {
    await putAll(node, Math.min(count, from + BATCH), keyBytes, { lease })
  }
  const bytes = await taken(node, () => node.kv.revokeLease(lease))
  expect((await node.kv.count({ lower: new Uint8Array(), upper: undefined })).count).toBe(0)
  expect(bytes).toBeGreaterThan(MiB)
  expect(bytes).toBeLessThan(ENTRY_EFFECT_BYTES_MAX)
})

it('as many puts as a batch takes, which bind their keys to other times and leases, fit into the memory of one entry', async () => {
  const node = await start()
  const [first, second] = [await grant(node), await grant(node)]
  await putAll(node, BATCH, 8, { lease: first, ttlMs: 1000 })
  const bytes = await taken(node, () => putAll(node, BATCH, 8, { lease: second, ttlMs: 2000 }))
  expect(bytes).toBeGreaterThan(MiB)
  expect(bytes).toBeLessThan(ENTRY_EFFECT_BYTES_MAX)
})

it('as many deletes of several keys as a batch takes fit into the memory of one entry', async () => {
  const node = await start()
  const count = BATCH_BYTES / 64
  for (let from = 0; from < count; from += BATCH)
    await putAll(node, BATCH, 8, { ttlMs: 1000 }, from)
  const bytes = await taken(node, () => {
    const deletes = Array.from({ length: count / KEYS_MAX }, (_, part) =>
      node.kv.deleteAll(
        Array.from({ length: KEYS_MAX }, (_, number) => numbered(part * KEYS_MAX + number, 8)),
      ),
    )
    return Promise.all(deletes)
  })
  expect((await node.kv.count({ lower: new Uint8Array(), upper: undefined })).count).toBe(0)
  expect(bytes).toBeGreaterThan(MiB)
  expect(bytes).toBeLessThan(ENTRY_EFFECT_BYTES_MAX)
})

it('updates of long values are performed in as many entries as they need, in their order', async () => {
  const node = await start()
  const length = 256 * 1024
  const update = (change: ValueChange) => updateOf('a', change, { valueBytesMax: MiB })
  await node.kv.update(update(setRange(length - 1, '-')))
  const { log } = node.node
  let entries = 0
  const letters = Array.from({ length: 150 }, (_, at) => String.fromCharCode(97 + (at % 26)))
  const bytes = await taken(node, async () => {
    const before = log.info().last
    const all = letters.map(letter => node.kv.update(update(append(letter))))
    const results = await Promise.all([...all, node.kv.update(updateOf('b', append('end')))])
    expect(results.every(({ kind }) => kind === 'update')).toBe(true)
    entries = log.info().last - before
  })
  expect(entries).toBe(Math.ceil((letters.length * length) / ENTRY_COPY_BYTES_MAX))
  expect(bytes).toBeLessThan(entries * ENTRY_EFFECT_BYTES_MAX)
  const value = node.kv.get(parseKey(Buffer.from('a')))?.value ?? new Uint8Array()
  expect(Buffer.from(value.subarray(length)).toString()).toBe(letters.join(''))
})
