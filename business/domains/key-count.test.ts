import { expect, it } from 'vitest'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '#business/core/kv/model'
import { AUTO_ID } from '#business/core/stream/model'
import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { StoreNode } from './testing/store-node.ts'

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const key = (name: string): Key => parseKey(bytesOf(name))

async function put({ kv }: StoreNode, name: string): Promise<void> {
  const rest = { contentType: DEFAULT_CONTENT_TYPE, ttlMs: undefined, lease: undefined }
  await kv.put({ key: key(name), value: bytesOf('x'), ...rest, condition: NO_CONDITION })
}

async function append({ streams }: StoreNode, name: string): Promise<void> {
  const one = { id: AUTO_ID, fields: [bytesOf('f'), bytesOf('v')], creates: true } as const
  const rest = { producer: undefined, trim: undefined }
  await streams.append({ kind: 'append', stream: key(name), ...one, ...rest })
}

it('values and streams are counted alike, whether they were there at the first count or come and go meanwhile', async () => {
  await using before = await StoreNode.start()
  for (const name of ['a', 'b', 'gone']) await put(before, name)
  for (const name of ['stream', 'stays', 'dropped']) await append(before, name)
  await before.kv.delete(key('dropped'), NO_CONDITION)
  await before.kv.delete(key('gone'), NO_CONDITION)
  await using node = await before.crash()
  const counted = node.kv.size()
  await append(node, 'new')
  await node.kv.delete(key('stream'), NO_CONDITION)
  await put(node, 'c')
  await counted
  expect(await node.kv.size()).toBe(5)
  for (const name of ['new', 'stays']) await node.kv.delete(key(name), NO_CONDITION)
  expect(await node.kv.size()).toBe(3)
})
