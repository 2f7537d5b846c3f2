import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { expect, it } from 'vitest'
import { KvNode } from './kv-node.ts'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '../model.ts'

const MINUTE_MS = 60_000

const key = (name: string): Key => parseKey(new Uint8Array(Buffer.from(name)))

async function put(node: KvNode, name: string, valueBytes = 1): Promise<string> {
  const result = await node.kv.put({
    key: key(name),
    value: new Uint8Array(valueBytes),
    contentType: DEFAULT_CONTENT_TYPE,
    ttlMs: undefined,
    lease: undefined,
    condition: NO_CONDITION,
  })
  return result.kind
}

it('a node that crashed does not flush any more', async () => {
  const dead = await KvNode.start()
  await put(dead, 'a')
  const node = await dead.crash()
  await put(node, 'b')
  await node.store.flushAll()
  const { position } = node.store.state
  expect(position).toBe(2)
  node.host.clock.advance(MINUTE_MS)
  await node.store.flushAll()
  expect(node.base.state.position).toBe(position)
})

it('a node that comes back has the sizes it had', async () => {
  const sizes = { memoryBytes: 32 * 1024 * 1024, segmentBytes: 9 * 1024 * 1024 }
  const node = await KvNode.start(undefined, undefined, sizes)
  const long = 7 * 1024 * 1024
  expect(await put(node, 'long', long)).toBe('put')
  const again = await (await node.crash()).crash()
  expect(await put(again, 'long', long)).toBe('put')
  expect(again.store.stats().memoryBytesMax).toBe(sizes.memoryBytes)
})
