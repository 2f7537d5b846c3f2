/** What the keyspace promises, as the key-value store shows it: expiry, rows of before, values in rows. */
import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { strict as assert } from 'node:assert'
import { describe, expect, it } from 'vitest'
import { IN_ROW_BYTES_MAX } from '#business/data/keyspace/key-row'
import { Compacted } from '#business/data/keyspace/history'
import { EXPIRIES, KEYS } from '#business/data/store/tables'
import { KvNode } from './testing/kv-node.ts'
import { expireDue } from './maintenance.ts'
import type { LeaseId, TxnOperation } from './model.ts'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from './model.ts'

const key = (name: string): Key => parseKey(new Uint8Array(Buffer.from(name)))
const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && Buffer.from(bytes).toString()
const everything = { lower: new Uint8Array(), upper: undefined }

type Binding = { readonly ttlMs?: number; readonly lease?: LeaseId }

function put(node: KvNode, name: string, value = name, { ttlMs, lease }: Binding = {}) {
  return node.kv.put({
    key: key(name),
    value: new Uint8Array(Buffer.from(value)),
    contentType: 'text/plain',
    ttlMs,
    lease,
    condition: NO_CONDITION,
  })
}

function putting(name: string, lease?: LeaseId): TxnOperation {
  return {
    kind: 'put',
    key: key(name),
    value: new Uint8Array(1),
    contentType: DEFAULT_CONTENT_TYPE,
    expiresAt: undefined,
    lease,
    condition: NO_CONDITION,
  }
}

/** The events after a revision: what, and when. */
async function events(node: KvNode, after: number): Promise<string[]> {
  const found: string[] = []
  const stop = new AbortController()
  const start = { revision: after + 1, sub: -1 }
  const pace = { ms: 10_000, revisions: 1000 }
  for await (const batch of node.kv.watch(everything, start, pace, stop.signal)) {
    for (const { event, revision } of batch.events) {
      const name = event.kind === 'put' ? event.keyValue.metadata.key : event.key
      found.push(`${String(revision)} ${event.kind} ${text(name) ?? ''}`)
    }
    if (batch.upTo === node.kv.revision) break
  }
  return found
}

describe('a key whose time is over', () => {
  /** A node on which that is so, with nothing removed yet: by its own time, or by its lease's. */
  async function expired(by: string): Promise<{ node: KvNode; lease: LeaseId }> {
    const node = await KvNode.start()
    const { lease } = await node.kv.grantLease(1000)
    const binding = by === 'lease' ? { lease: lease.id } : { ttlMs: 1000 }
    await put(node, 'key', 'old', binding)
    await put(node, 'other', 'old', binding)
    node.host.clock.advance(999)
    expect(text(node.kv.get(key('key'))?.value)).toBe('old')
    node.host.clock.advance(1)
    return { node, lease: lease.id }
  }

  it.each(['time', 'lease'])('by its %s is absent for every read at once', async by => {
    const { node, lease } = await expired(by)
    const { revision } = node.kv
    expect(node.kv.get(key('key'))).toBeUndefined()
    expect(node.kv.lease(lease)).toBeUndefined()
    const request = { range: everything, reverse: false, limit: 10, withValues: true }
    expect((await node.kv.page({ ...request, asOf: undefined })).items).toEqual([])
    expect((await node.kv.count(everything)).count).toBe(0)
    const target = { kind: 'version', number: 0 } as const
    const compare = [{ key: key('key'), target, operator: '=' } as const]
    const range = { kind: 'range', ...everything, limit: 9, reverse: false } as const
    const then = [{ kind: 'get', key: key('key') } as const, range]
    expect(await node.kv.txn({ compare, then, else: [] })).toEqual({
      kind: 'txn',
      succeeded: true,
      revision,
      results: [
        { kind: 'get', found: undefined },
        { kind: 'range', found: [], more: false },
      ],
    })
    // What was, was.
    expect(text((await node.kv.getAt(key('key'), revision))?.value)).toBe('old')
    const asOf = { revision, now: undefined }
    expect((await node.kv.page({ ...request, asOf })).items).toHaveLength(2)
  })

  it('is removed in a revision of its own before it is put again', async () => {
    const { node } = await expired('time')
    const { revision } = node.kv
    const request = { key: key('key'), value: new Uint8Array(1), contentType: 'text/plain' }
    const condition = { kind: 'absent' } as const
    const result = await node.kv.put({ ...request, ttlMs: undefined, lease: undefined, condition })
    const created = { createRevision: revision + 2, modRevision: revision + 2, version: 1 }
    expect(result).toMatchObject({ kind: 'put', created: true, ...created })
    expect(await events(node, revision)).toEqual([
      `${String(revision + 1)} delete key`,
      `${String(revision + 2)} put key`,
    ])
    await expireDue(node.kv, node.host.clock)
    expect((await events(node, revision + 2)).slice(0, 1)).toEqual([
      `${String(revision + 3)} delete other`,
    ])
  })

  it('is removed alone when its lease is over: the others go with the lease, which has a log entry of its own', async () => {
    const { node, lease } = await expired('lease')
    const { revision } = node.kv
    await node.kv.txn({ compare: [], then: [putting('new'), putting('key')], else: [] })
    expect(await events(node, revision)).toEqual([
      `${String(revision + 1)} delete key`,
      `${String(revision + 2)} put new`,
      `${String(revision + 2)} put key`,
    ])
    const refused = { kind: 'leaseNotFound', id: lease }
    expect(await put(node, 'late', '', { lease })).toEqual(refused)
    expect(await node.kv.keepLeaseAlive(lease)).toEqual(refused)
    await expireDue(node.kv, node.host.clock)
    expect(await events(node, revision + 2)).toEqual([`${String(revision + 3)} delete other`])
  })

  it('is not found by a delete, and stays until something removes it', async () => {
    const { node } = await expired('time')
    const { revision } = node.kv
    const result = await node.kv.delete(key('key'), NO_CONDITION)
    expect(result).toEqual({ kind: 'delete', deleted: false })
    const then = [{ kind: 'delete', key: key('key'), condition: NO_CONDITION } as const]
    expect(await node.kv.txn({ compare: [], then, else: [] })).toMatchObject({ revision })
    await expireDue(node.kv, node.host.clock)
    expect(node.kv.revision).toBe(revision + 1)
  })
})

describe('a value', () => {
  it.each([
    [IN_ROW_BYTES_MAX, 0],
    [IN_ROW_BYTES_MAX + 1, 1],
  ])(
    'of %d bytes is read with %d looks at its change, and is what it was before',
    async (length, looks) => {
      const node = await KvNode.start()
      const value = 'v'.repeat(length)
      await put(node, 'key', value)
      await put(node, 'key', `${value.slice(1)}w`)
      const { steps } = node.domain.history
      expect(text(node.kv.get(key('key'))?.value)).toBe(`${value.slice(1)}w`)
      expect(Math.floor(node.domain.history.steps - steps)).toBe(looks)
      expect(text((await node.kv.getAt(key('key'), 1))?.value)).toBe(value)
    },
  )

  it('that stood only in its row is still there for the past after it was replaced or removed', async () => {
    const node = await KvNode.start()
    for (const name of ['put', 'deleted', 'expired']) {
      await put(node, name, `old ${name}`, name === 'expired' ? { ttlMs: 1000 } : {})
    }
    const { revision } = node.kv
    await node.kv.compact(revision)
    await node.store.flushAll()
    await node.store.collectAll()
    await put(node, 'put', 'new')
    await node.kv.delete(key('deleted'), NO_CONDITION)
    node.host.clock.advance(1000)
    await expireDue(node.kv, node.host.clock)
    for (const again of [false, true]) {
      for (const [index, name] of ['put', 'deleted', 'expired'].entries()) {
        for (let at = revision; at <= revision + index; at++) {
          const found = await node.kv.getAt(key(name), at)
          expect(text(found?.value), `${name} at ${String(at)}`).toBe(`old ${name}`)
          const { createRevision, modRevision, version, contentType } = found?.metadata ?? {}
          expect([createRevision, modRevision]).toEqual([index + 1, index + 1])
          expect([version, contentType]).toEqual([1, 'text/plain'])
        }
      }
      expect(await events(node, revision)).toEqual([
        `${String(revision + 1)} put put`,
        `${String(revision + 2)} delete deleted`,
        `${String(revision + 3)} delete expired`,
      ])
      if (!again) await node.store.flushAll()
    }
  })
})

it('a value that was replaced before the compacted revision reached it stays for the revisions between', async () => {
  const node = await KvNode.start()
  // Each in a block of its own, which can be dropped on its own.
  for (const value of ['first', 'second', 'third']) {
    await put(node, 'key', value)
    await put(node, 'another key', value)
    await node.store.flushAll()
  }
  const { revision } = node.kv
  for (let compacted = 1; compacted <= revision; compacted++) {
    await node.kv.compact(compacted)
    await node.store.flushAll()
    await node.store.collectAll()
    for (let at = compacted; at <= revision; at++) {
      const expected = ['first', 'second', 'third'][Math.floor((at - 1) / 2)]
      const found = await node.kv.getAt(key('key'), at)
      expect(text(found?.value), `at ${String(at)} of ${String(compacted)}`).toBe(expected)
    }
  }
})

it('a long history is walked in steps, and a compaction between two of them is told', async () => {
  const node = await KvNode.start()
  const count = 200
  for (let index = 1; index <= count; index++) await put(node, 'key', String(index))
  const { history } = node.domain
  const asOf = { revision: 70, now: undefined, wants: 'value' } as const
  const walk = history.walkTo(key('key'), asOf)
  let steps = 1
  let found = walk.next(1)
  for (; found === 'more'; steps++) found = walk.next(1)
  expect(found !== 'absent' && text(found.value())).toBe('70')
  expect(steps).toBeGreaterThan(5)
  const overtaken = history.walkTo(key('key'), asOf)
  expect(overtaken.next(1)).toBe('more')
  await node.kv.compact(71)
  expect(() => overtaken.next(1)).toThrow(Compacted)
})

it('rows of the layout before are read, changed and removed like others', async () => {
  const node = await KvNode.start()
  const expiresAt = node.host.clock.now() + 1000
  await put(node, 'plain', 'plain value')
  await put(node, 'bound', 'bound value', { ttlMs: 1000 })
  for (const [name, length] of [
    ['plain', 40],
    ['bound', 56],
  ] as const) {
    const found = node.store.find(KEYS, key(name), 0, name.length)
    assert(found)
    const old = found.copy().subarray(0, 40)
    node.store.remove(KEYS, key(name), 0, name.length)
    const row = node.store.put(KEYS, key(name), 0, name.length, length)
    row.bytes.set(old, row.start)
    row.view.setUint32(row.start + 36, 0, true)
    if (length === 56) row.view.setFloat64(row.start + 40, expiresAt, true)
    if (length === 56) row.view.setFloat64(row.start + 48, 0, true)
  }
  const metadata = { version: 1, contentType: 'text/plain', valueBytes: 11 }
  expect(node.kv.get(key('plain'))).toMatchObject({ metadata: { ...metadata, modRevision: 1 } })
  expect(node.kv.get(key('bound'))).toMatchObject({ metadata: { ...metadata, expiresAt } })
  const request = { range: everything, reverse: false, limit: 9, withValues: false }
  const { items } = await node.kv.page({ ...request, asOf: undefined })
  expect(items).toMatchObject([{ metadata }, { metadata }])
  expect((await node.kv.count(everything)).count).toBe(2)
  expect(await put(node, 'plain', 'new')).toMatchObject({ version: 2, createRevision: 1 })
  expect(text((await node.kv.getAt(key('plain'), 2))?.value)).toBe('plain value')
  node.host.clock.advance(1000)
  expect(node.kv.get(key('bound'))).toBeUndefined()
  await expireDue(node.kv, node.host.clock)
  expect(await events(node, 3)).toEqual(['4 delete bound'])
  expect([...node.store.range(EXPIRIES, new Uint8Array())]).toEqual([])
})

it('a row that would have the length of an old one is a byte longer', async () => {
  const node = await KvNode.start()
  for (let length = 0; length <= 64; length++) {
    const value = new Uint8Array(length).fill(length)
    const request = { key: key('key'), value, contentType: DEFAULT_CONTENT_TYPE }
    await node.kv.put({ ...request, ttlMs: undefined, lease: undefined, condition: NO_CONDITION })
    expect(node.kv.get(key('key'))).toMatchObject({ value, metadata: { valueBytes: length } })
    const row = node.store.find(KEYS, key('key'), 0, 3)
    expect([40, 56]).not.toContain(row?.length)
  }
})

it('the deletes of a transaction make room in a lease for its puts, in any order', async () => {
  const node = await KvNode.start()
  const { lease } = await node.kv.grantLease(1_000_000)
  const names = Array.from({ length: 10_000 }, (_, index) => `key ${String(index)}`)
  for (let at = 0; at < names.length; at += 100) {
    const then = names.slice(at, at + 100).map(name => putting(name, lease.id))
    await node.kv.txn({ compare: [], then, else: [] })
  }
  expect(node.kv.lease(lease.id)?.keys).toBe(names.length)
  const removing = (name: string): TxnOperation => {
    return { kind: 'delete', key: key(name), condition: NO_CONDITION }
  }
  const txn = async (...then: TxnOperation[]) =>
    (await node.kv.txn({ compare: [], then, else: [] })).kind
  expect(await txn(putting('a', lease.id))).toBe('leaseFull')
  expect(await txn(putting('a', lease.id), removing('key 1'))).toBe('txn')
  expect(await txn(removing('key 2'), putting('b', lease.id), putting('c', lease.id))).toBe(
    'leaseFull',
  )
  expect(await txn(removing('key 2'), putting('b', lease.id))).toBe('txn')
  // A key that leaves its lease makes room as well.
  expect(await txn(putting('c', lease.id), putting('key 3'))).toBe('txn')
  expect(node.kv.lease(lease.id)?.keys).toBe(names.length)
})
