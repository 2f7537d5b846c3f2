import type { Key } from '#business/data/keyspace/key'
import { KEY_BYTES_MAX, parseKey } from '#business/data/keyspace/key'
import { describe, expect, it } from 'vitest'
import { LEASE_KEY_BYTES_MAX, LEASE_KEYS_MAX } from '#business/data/keyspace/leases'
import { KvNode } from './testing/kv-node.ts'
import { expireDue } from './maintenance.ts'
import type { LeaseId, PutResult, Refusal } from './model.ts'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from './model.ts'

const TTL_MS = 1000

const key = (name: string): Key => parseKey(new Uint8Array(Buffer.from(name)))

function put(
  node: KvNode,
  name: string,
  binding: { readonly lease?: LeaseId; readonly ttlMs?: number } = {},
): Promise<PutResult | Refusal> {
  return node.kv.put({
    key: key(name),
    value: new Uint8Array(Buffer.from(name)),
    contentType: DEFAULT_CONTENT_TYPE,
    ttlMs: binding.ttlMs,
    lease: binding.lease,
    condition: NO_CONDITION,
  })
}

/** Puts keys together, and returns the kind of the result. */
async function inTransaction(
  node: KvNode,
  lease: LeaseId,
  ...names: readonly string[]
): Promise<string> {
  const then = names.map(name => ({
    kind: 'put' as const,
    key: key(name),
    value: new Uint8Array(),
    contentType: DEFAULT_CONTENT_TYPE,
    expiresAt: undefined,
    lease,
    condition: NO_CONDITION,
  }))
  return (await node.kv.txn({ compare: [], then, else: [] })).kind
}

async function grant(node: KvNode, ttlMs = TTL_MS): Promise<LeaseId> {
  const result = await node.kv.grantLease(ttlMs)
  return result.lease.id
}

const everything = { lower: new Uint8Array(), upper: undefined }
const count = async (node: KvNode): Promise<number> => (await node.kv.count(everything)).count

/** Time passes, and what is due then goes. */
async function pass(node: KvNode, ms: number): Promise<void> {
  node.host.clock.advance(ms)
  await expireDue(node.kv, node.host.clock)
}

/** The keys removed since a revision, by the revision in which they went. */
async function removedAfter(node: KvNode, revision: number): Promise<Map<number, number>> {
  const removed = new Map<number, number>()
  if (node.kv.revision === revision) return removed
  const stop = new AbortController()
  for await (const batch of node.kv.watch(
    everything,
    { revision: revision + 1, sub: -1 },
    { ms: 10_000, revisions: 1000 },
    stop.signal,
  )) {
    for (const { event, revision: at } of batch.events) {
      expect(event.kind).toBe('delete')
      removed.set(at, (removed.get(at) ?? 0) + 1)
    }
    if (batch.upTo === node.kv.revision) stop.abort()
  }
  return removed
}

describe('a lease', () => {
  it('owns ten thousand keys and not one more, and all of them go in one revision', async () => {
    const node = await KvNode.start()
    const lease = await grant(node)
    const names = Array.from({ length: LEASE_KEYS_MAX }, (_, index) => `key ${String(index)}`)
    const results = await Promise.all(names.map(name => put(node, name, { lease })))
    expect(results.every(({ kind }) => kind === 'put')).toBe(true)
    expect(await put(node, 'one more', { lease })).toEqual({ kind: 'leaseFull', id: lease })
    // Who is a member already may be written again, and who leaves makes room.
    expect((await put(node, 'key 7', { lease })).kind).toBe('put')
    expect(await inTransaction(node, lease, 'key 6', 'key 7')).toBe('txn')
    expect(await inTransaction(node, lease, 'key 6', 'one more')).toBe('leaseFull')
    expect((await put(node, 'key 8')).kind).toBe('put')
    expect((await put(node, 'one more', { lease })).kind).toBe('put')
    expect(node.kv.lease(lease)?.keys).toBe(LEASE_KEYS_MAX)

    const before = node.kv.revision
    await pass(node, TTL_MS)
    expect(await removedAfter(node, before)).toEqual(new Map([[before + 1, LEASE_KEYS_MAX]]))
    expect(await count(node)).toBe(1)
    expect(node.kv.get(key('key 8'))).toBeDefined()
    expect(node.kv.lease(lease)).toBeUndefined()
    // All of them are still there in the past, and none comes back.
    expect((await node.kv.count(everything, { revision: before, now: undefined })).count).toBe(
      LEASE_KEYS_MAX + 1,
    )
    expect(await count(await node.crash())).toBe(1)
  })

  it('owns a mebibyte of keys and not a byte more', async () => {
    const node = await KvNode.start()
    const lease = await grant(node)
    const long = (index: number, bytes = KEY_BYTES_MAX): string => String(index).padEnd(bytes, '.')
    const full = LEASE_KEY_BYTES_MAX / KEY_BYTES_MAX
    const names = Array.from({ length: full - 1 }, (_, index) => long(index))
    await Promise.all(names.map(name => put(node, name, { lease })))
    await put(node, long(full, KEY_BYTES_MAX - 1), { lease })
    expect(await put(node, 'ab', { lease })).toEqual({ kind: 'leaseFull', id: lease })
    expect((await put(node, 'a', { lease })).kind).toBe('put')
    expect(await put(node, 'b', { lease })).toEqual({ kind: 'leaseFull', id: lease })
    const revoked = await node.kv.revokeLease(lease)
    expect(revoked).toEqual({ kind: 'revoked', keys: full + 1 })
    expect(await count(node)).toBe(0)
  })

  it('is refused to a transaction as a whole when only some of its keys have room', async () => {
    const node = await KvNode.start()
    const lease = await grant(node)
    const names = Array.from({ length: LEASE_KEYS_MAX - 1 }, (_, index) => String(index))
    await Promise.all(names.map(name => put(node, name, { lease })))
    const then = ['a', 'b'].map(name => ({
      kind: 'put' as const,
      key: key(name),
      value: new Uint8Array(),
      contentType: DEFAULT_CONTENT_TYPE,
      expiresAt: undefined,
      lease,
      condition: NO_CONDITION,
    }))
    const before = node.kv.revision
    const refused = await node.kv.txn({ compare: [], then, else: [] })
    expect(refused).toEqual({ kind: 'leaseFull', id: lease })
    expect(node.kv.revision).toBe(before)
    const taken = await node.kv.txn({ compare: [], then: then.slice(0, 1), else: [] })
    expect(taken.kind).toBe('txn')
  })

  it('expires at its time and not before, counted from when it was kept alive last', async () => {
    const node = await KvNode.start()
    const lease = await grant(node)
    await put(node, 'a', { lease })
    await pass(node, TTL_MS - 1)
    await node.kv.keepLeaseAlive(lease)
    await pass(node, TTL_MS - 1)
    expect(await count(node)).toBe(1)
    await pass(node, 1)
    expect(await count(node)).toBe(0)
    expect(await node.kv.keepLeaseAlive(lease)).toEqual({ kind: 'leaseNotFound', id: lease })
  })

  it('without keys goes without a revision', async () => {
    const node = await KvNode.start()
    const lease = await grant(node)
    await pass(node, TTL_MS)
    expect(node.kv.lease(lease)).toBeUndefined()
    expect(node.kv.revision).toBe(0)
    expect(node.kv.nextExpiry()).toBeUndefined()
  })
})

describe('when the clock is put back', () => {
  const HOUR_MS = 3_600_000

  it('new leases, renewed ones and new limits last as long as they say, after a restart too', async () => {
    const node = await KvNode.start()
    const before = await grant(node)
    await put(node, 'renewed', { lease: before })
    node.host.clock.jump(-HOUR_MS)
    const after = await grant(node)
    expect(node.kv.lease(after)?.expiresAt).toBe(node.host.clock.now() + TTL_MS)
    await put(node, 'leased', { lease: after })
    await put(node, 'limited', { ttlMs: TTL_MS })
    const renewed = await node.kv.keepLeaseAlive(before)
    const expiresAt = node.host.clock.now() + TTL_MS
    expect(renewed).toMatchObject({ kind: 'lease', lease: { id: before, expiresAt } })
    const again = await node.crash()
    await pass(again, TTL_MS - 1)
    expect(await count(again)).toBe(3)
    await pass(again, 1)
    expect(await count(again)).toBe(0)
    expect(again.kv.lease(before)).toBeUndefined()
  })

  it('what was granted before lasts longer by as much', async () => {
    const node = await KvNode.start()
    await put(node, 'leased', { lease: await grant(node) })
    node.host.clock.jump(-HOUR_MS)
    await pass(node, HOUR_MS + TTL_MS - 1)
    expect(await count(node)).toBe(1)
    await pass(node, 1)
    expect(await count(node)).toBe(0)
  })
})

describe('what is due at the same time', () => {
  it('goes in one revision for all keys, and then one for each lease, in the order of their times', async () => {
    const node = await KvNode.start()
    const [late, early] = [await grant(node, 900), await grant(node, 800)]
    for (const name of ['late 1', 'late 2']) await put(node, name, { lease: late })
    for (const name of ['early 1', 'early 2', 'early 3']) await put(node, name, { lease: early })
    for (const name of ['a', 'b', 'c', 'd']) await put(node, name, { ttlMs: 1000 })
    await put(node, 'stays')
    const before = node.kv.revision
    await pass(node, 1000)
    expect([...(await removedAfter(node, before))]).toEqual([
      [before + 1, 4],
      [before + 2, 3],
      [before + 3, 2],
    ])
    expect(await count(node)).toBe(1)
  })

  it.each([
    [1000, 1],
    [1001, 2],
  ])(
    'goes a thousand at a time, so that nothing has to wait for long: %d keys in %d steps',
    async (keys, steps) => {
      const node = await KvNode.start()
      const names = Array.from({ length: keys }, (_, index) => `key ${String(index)}`)
      await Promise.all(names.map(name => put(node, name, { ttlMs: 10 })))
      node.host.clock.advance(10)
      let taken = 1
      while ((await node.kv.expire()).more) taken++
      expect(taken).toBe(steps)
      expect(await count(node)).toBe(0)
    },
  )

  it('is due after a restart as well, and what was due meanwhile goes then', async () => {
    const node = await KvNode.start()
    const lease = await grant(node)
    await put(node, 'leased', { lease })
    await put(node, 'limited', { ttlMs: 500 })
    await node.store.flushAll()
    await put(node, 'not flushed', { ttlMs: 600 })
    const again = await node.crash()
    expect(await count(again)).toBe(3)
    await pass(again, 499)
    expect(await count(again)).toBe(3)
    await pass(again, 501)
    expect(await count(again)).toBe(0)
  })
})

describe('a key', () => {
  it('goes with the lease it had last, and a plain put takes it out of any', async () => {
    const node = await KvNode.start()
    const [first, second] = [await grant(node, 500), await grant(node, 1000)]
    for (const name of ['moved', 'stays', 'freed']) await put(node, name, { lease: first })
    await put(node, 'moved', { lease: second })
    await put(node, 'freed')
    expect([node.kv.lease(first)?.keys, node.kv.lease(second)?.keys]).toEqual([1, 1])
    await pass(node, 500)
    expect(node.kv.get(key('stays'))).toBeUndefined()
    expect(node.kv.get(key('moved'))?.metadata.lease).toBe(second)
    await pass(node, 500)
    expect(node.kv.get(key('moved'))).toBeUndefined()
    expect(node.kv.get(key('freed'))).toBeDefined()
  })
})
