import { expect, it } from 'vitest'
import type { PutAll } from '../../model.ts'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '../../model.ts'
import { KvNode } from '../../testing/kv-node.ts'
import { bytesOf, keyOf, textOf } from '../../testing/updates.ts'

function putsOf(
  values: readonly (readonly [string, string])[],
  condition: PutAll['condition'] = 'none',
  expiresAt?: PutAll['expiresAt'],
): PutAll {
  const items = values.map(([name, value]) => ({ key: keyOf(name), value: bytesOf(value) }))
  return { kind: 'putAll', items, contentType: DEFAULT_CONTENT_TYPE, expiresAt, condition }
}

function values({ kv }: KvNode, names: string): (string | undefined)[] {
  return Array.from(names, name => {
    const found = kv.get(keyOf(name))
    return found && textOf(found.value)
  })
}

async function putExpiring(node: KvNode, name: string, ttlMs: number): Promise<void> {
  const request = { key: keyOf(name), value: bytesOf('old'), contentType: DEFAULT_CONTENT_TYPE }
  await node.kv.put({ ...request, ttlMs, lease: undefined, condition: NO_CONDITION })
}

const ONE_TWO = [
  ['a', '1'],
  ['b', '2'],
] as const

it('puts several keys in one revision, the last value of each', async () => {
  await using node = await KvNode.start()
  const puts = putsOf([...ONE_TWO, ['a', '3']])
  expect(await node.kv.putAll(puts)).toEqual({ kind: 'putAll', applied: true })
  expect(values(node, 'ab')).toEqual(['3', '2'])
  expect(node.kv.revision).toBe(1)
  expect(node.kv.get(keyOf('a'))?.metadata).toMatchObject({ modRevision: 1, version: 1 })
})

it.each<[PutAll['condition'], string, boolean]>([
  ['absent', '', true],
  ['absent', 'b', false],
  ['present', 'ab', true],
  ['present', 'a', false],
])('puts all if all are %s, where "%s" exist: %s', async (condition, names, applied) => {
  await using node = await KvNode.start()
  for (const name of names) await putExpiring(node, name, 1000)
  const before = node.kv.revision
  expect(await node.kv.putAll(putsOf(ONE_TWO, condition))).toEqual({ kind: 'putAll', applied })
  expect(node.kv.revision).toBe(before + Number(applied))
  const old = Array.from('ab', name => (names.includes(name) ? 'old' : undefined))
  expect(values(node, 'ab')).toEqual(applied ? ['1', '2'] : old)
})

it('puts what is expired as new keys, in one revision', async () => {
  await using node = await KvNode.start()
  await putExpiring(node, 'b', 10)
  node.host.clock.advance(10)
  const now = node.host.clock.now()
  const result = await node.kv.putAll(putsOf(ONE_TWO, 'absent', now + 5))
  expect(result).toEqual({ kind: 'putAll', applied: true })
  for (const name of 'ab') {
    const { metadata } = node.kv.get(keyOf(name)) ?? {}
    expect(metadata).toMatchObject({ version: 1, modRevision: 3, expiresAt: now + 5 })
  }
})

it('puts several keys that keep their expiry and their lease', async () => {
  await using node = await KvNode.start()
  const { kv } = node
  const { lease: granted } = await kv.grantLease(1000)
  const lease = granted.id
  await putExpiring(node, 'a', 100)
  const request = { key: keyOf('b'), value: bytesOf('old'), contentType: DEFAULT_CONTENT_TYPE }
  await kv.put({ ...request, ttlMs: undefined, lease, condition: NO_CONDITION })
  const expiresAt = kv.get(keyOf('a'))?.metadata.expiresAt
  expect(expiresAt).toBeDefined()
  await kv.putAll(putsOf([...ONE_TWO, ['c', '3']], 'none', 'keep'))
  expect(values(node, 'abc')).toEqual(['1', '2', '3'])
  expect(kv.get(keyOf('a'))?.metadata).toMatchObject({ expiresAt, lease: undefined })
  expect(kv.get(keyOf('b'))?.metadata).toMatchObject({ expiresAt: undefined, lease })
  expect(kv.get(keyOf('c'))?.metadata).toMatchObject({ expiresAt: undefined, lease: undefined })
  node.host.clock.advance(100)
  await kv.putAll(putsOf(ONE_TWO, 'none', 'keep'))
  expect(kv.get(keyOf('a'))?.metadata).toMatchObject({ expiresAt: undefined, version: 1 })
})

it('deletes several keys in one revision, and counts those that there were', async () => {
  await using node = await KvNode.start()
  await node.kv.putAll(putsOf(ONE_TWO))
  await putExpiring(node, 'c', 10)
  node.host.clock.advance(10)
  const { revision } = node.kv
  const keys = ['a', 'c', 'b', 'a', 'd'].map(keyOf)
  expect(await node.kv.deleteAll(keys)).toEqual({ kind: 'deleteAll', deleted: 2 })
  expect(values(node, 'ab')).toEqual([undefined, undefined])
  expect(node.kv.revision).toBe(revision + 1)
  expect(await node.kv.deleteAll(keys)).toEqual({ kind: 'deleteAll', deleted: 0 })
  expect(node.kv.revision).toBe(revision + 1)
})

it('removes a range in bounded steps', async () => {
  await using node = await KvNode.start()
  const names = Array.from({ length: 2500 }, (_, number) => String(number).padStart(4, '0'))
  await node.kv.putAll(putsOf(names.map(name => [name, 'v'])))
  const { revision } = node.kv
  expect(await node.kv.clear({ lower: bytesOf('0001'), upper: bytesOf('2499') })).toBe(2498)
  expect(node.kv.revision).toBe(revision + 3)
  const left = await node.kv.page({
    range: { lower: new Uint8Array(), upper: undefined },
    reverse: false,
    limit: 10,
    withValues: false,
    asOf: undefined,
  })
  const keys = left.items.map(item => item.kind === 'sound' && textOf(item.metadata.key))
  expect(keys).toEqual(['0000', '2499'])
  expect(await node.kv.clear({ lower: new Uint8Array(), upper: undefined })).toBe(2)
  expect(await node.kv.clear({ lower: new Uint8Array(), upper: undefined })).toBe(0)
})

it('leaves keys of a range that were put after the call', async () => {
  await using node = await KvNode.start()
  const names = Array.from({ length: 2500 }, (_, number) => String(number).padStart(4, '0'))
  await node.kv.putAll(putsOf(names.map(name => [name, 'old'])))
  const cleared = node.kv.clear({ lower: new Uint8Array(), upper: undefined })
  const put = node.kv.putAll(
    putsOf([
      ['0000', 'new'],
      ['2499', 'new'],
      ['2500', 'new'],
    ]),
  )
  expect([await cleared, await put]).toEqual([2499, { kind: 'putAll', applied: true }])
  const left = ['0000', '2498', '2499', '2500'].map(name => node.kv.get(keyOf(name))?.value)
  expect(left).toEqual([bytesOf('new'), undefined, bytesOf('new'), bytesOf('new')])
})

it('what comes again has the same outcome, also after a restart', async () => {
  let node = await KvNode.start()
  const options = (name: string) => {
    const id = new Uint8Array(Buffer.from(name.padEnd(16)))
    return { once: { id, fingerprint: new Uint8Array(16).fill(1) } }
  }
  const put = { kind: 'putAll', applied: true }
  const deleted = { kind: 'deleteAll', deleted: 1 }
  for (let time = 0; time < 3; time++) {
    const puts = putsOf(ONE_TWO, 'absent')
    expect(await node.kv.putAll(puts, options('put'))).toEqual(put)
    expect(await node.kv.deleteAll([keyOf('a')], options('delete'))).toEqual(deleted)
    if (time === 1) node = await node.crash()
  }
  expect(values(node, 'ab')).toEqual([undefined, '2'])
  expect(node.kv.revision).toBe(2)
  await node[Symbol.asyncDispose]()
})
