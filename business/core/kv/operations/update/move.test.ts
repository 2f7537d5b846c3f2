import { expect, it } from 'vitest'
import { IN_ROW_BYTES_MAX } from '#business/data/keyspace/key-row'
import type { LeaseId, Move } from '../../model.ts'
import { NO_CONDITION } from '../../model.ts'
import { KvNode } from '../../testing/kv-node.ts'
import { bytesOf, keyOf, textOf } from '../../testing/updates.ts'

type Bound = { readonly ttlMs?: number; readonly lease?: LeaseId }

async function put({ kv }: KvNode, name: string, value: string, bound: Bound = {}): Promise<void> {
  const { ttlMs, lease } = bound
  const request = {
    key: keyOf(name),
    value: bytesOf(value),
    contentType: 'text/plain',
    ttlMs,
    lease,
  }
  expect((await kv.put({ ...request, condition: NO_CONDITION })).kind).toBe('put')
}

function moveOf(from: string, to: string, copies = false, replaces = true): Move {
  return { kind: 'move', from: keyOf(from), to: keyOf(to), copies, replaces }
}

/** Each key with its value. */
async function all({ kv }: KvNode): Promise<string[]> {
  const range = { lower: new Uint8Array(), upper: undefined }
  const request = { range, reverse: false, limit: 100, withValues: true, asOf: undefined }
  const { items } = await kv.page(request)
  return items.map(item =>
    item.kind === 'sound'
      ? `${textOf(item.metadata.key)}=${textOf(item.value ?? bytesOf('?'))}`
      : 'damaged',
  )
}

const LONG = 'x'.repeat(IN_ROW_BYTES_MAX + 1)

it.each<[string, Move, object, string[]]>([
  ['a rename', moveOf('a', 'c'), { kind: 'move', applied: true }, ['b=2', 'c=1', `l=${LONG}`]],
  ['a rename over a key', moveOf('a', 'b'), { kind: 'move', applied: true }, ['b=1', `l=${LONG}`]],
  [
    'a rename of a long value',
    moveOf('l', 'c'),
    { kind: 'move', applied: true },
    ['a=1', 'b=2', `c=${LONG}`],
  ],
  [
    'a rename to a free name',
    moveOf('a', 'c', false, false),
    { kind: 'move', applied: true },
    ['b=2', 'c=1', `l=${LONG}`],
  ],
  [
    'a copy',
    moveOf('a', 'c', true, false),
    { kind: 'move', applied: true },
    ['a=1', 'b=2', 'c=1', `l=${LONG}`],
  ],
  [
    'a copy over a key',
    moveOf('a', 'b', true),
    { kind: 'move', applied: true },
    ['a=1', 'b=1', `l=${LONG}`],
  ],
])('%s', async (_name, move, result, after) => {
  await using node = await KvNode.start()
  await put(node, 'a', '1')
  await put(node, 'b', '2')
  await put(node, 'l', LONG)
  const { revision } = node.kv
  expect(await node.kv.move(move)).toEqual(result)
  expect(await all(node)).toEqual(after)
  expect(node.kv.revision).toBe(revision + 1)
})

it.each<[string, Move, object]>([
  ['no such key', moveOf('c', 'a'), { kind: 'noSuchKey' }],
  ['no such key, to the same name', moveOf('c', 'c'), { kind: 'noSuchKey' }],
  ['a name that is taken', moveOf('a', 'b', false, false), { kind: 'move', applied: false }],
  [
    'the same name, which is taken',
    moveOf('a', 'a', false, false),
    { kind: 'move', applied: false },
  ],
  ['the same name', moveOf('a', 'a'), { kind: 'move', applied: true }],
])('changes nothing with %s', async (_name, move, result) => {
  await using node = await KvNode.start()
  await put(node, 'a', '1')
  await put(node, 'b', '2')
  const { revision } = node.kv
  expect(await node.kv.move(move)).toEqual(result)
  expect(await all(node)).toEqual(['a=1', 'b=2'])
  expect(node.kv.revision).toBe(revision)
})

it('takes content type and expiry along, and leaves the leases of both names behind', async () => {
  await using node = await KvNode.start()
  const [first, second] = [await node.kv.grantLease(1000), await node.kv.grantLease(1000)]
  const expiresAt = node.host.clock.now() + 10
  await put(node, 'a', '1', { ttlMs: 10, lease: first.lease.id })
  await put(node, 'b', '2', { lease: second.lease.id })
  await node.kv.move(moveOf('a', 'b'))
  const { metadata } = node.kv.get(keyOf('b')) ?? {}
  const expected = { contentType: 'text/plain', expiresAt, lease: undefined, version: 2 }
  expect(metadata).toMatchObject(expected)
  expect(node.kv.lease(first.lease.id)?.keys).toBe(0)
  expect(node.kv.lease(second.lease.id)?.keys).toBe(0)
})

it('keys whose time is over are absent', async () => {
  await using node = await KvNode.start()
  await put(node, 'a', '1')
  await put(node, 'b', '2', { ttlMs: 10 })
  node.host.clock.advance(10)
  expect(await node.kv.move(moveOf('b', 'c'))).toEqual({ kind: 'noSuchKey' })
  const result = await node.kv.move(moveOf('a', 'b', false, false))
  expect(result).toEqual({ kind: 'move', applied: true })
  expect(node.kv.get(keyOf('b'))?.metadata.version).toBe(1)
  expect(await all(node)).toEqual(['b=1'])
})

it('what comes again has the same outcome, also after a restart', async () => {
  let node = await KvNode.start()
  const id = new Uint8Array(Buffer.from('move'.padEnd(16)))
  const options = { once: { id, fingerprint: new Uint8Array(16).fill(1) } }
  await put(node, 'a', '1')
  const moved = { kind: 'move', applied: true }
  expect(await node.kv.move(moveOf('a', 'b'), options)).toEqual(moved)
  expect(await node.kv.move(moveOf('a', 'b'), options)).toEqual(moved)
  node = await node.crash()
  expect(await node.kv.move(moveOf('a', 'b'), options)).toEqual(moved)
  expect(await all(node)).toEqual(['b=1'])
  await node[Symbol.asyncDispose]()
})
