import { expect, it } from 'vitest'
import type { Compare } from '#business/core/kv/model'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '#business/core/kv/model'
import { AUTO_ID } from '#business/core/stream/model'
import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { StoreNode } from './testing/store-node.ts'

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const key = (name: string): Key => parseKey(bytesOf(name))

it('a transaction sees no value in a stream: ranges leave it out, and it is equal to none', async () => {
  await using node = await StoreNode.start()
  const rest = { contentType: DEFAULT_CONTENT_TYPE, ttlMs: undefined, lease: undefined }
  await node.kv.put({ key: key('a'), value: bytesOf('x'), ...rest, condition: NO_CONDITION })
  await node.streams.append({
    kind: 'append',
    stream: key('stream'),
    id: AUTO_ID,
    fields: [bytesOf('f'), bytesOf('v')],
    creates: true,
    producer: undefined,
    trim: undefined,
  })
  const range = { kind: 'range', lower: new Uint8Array(), upper: undefined } as const
  const read = { ...range, limit: 10, reverse: false }
  const isEqual = (value: string, operator: '=' | '!='): Compare => {
    return { key: key('stream'), target: { kind: 'value', value: bytesOf(value) }, operator }
  }
  const compare = [isEqual('', '!=')]
  const all = await node.kv.txn({ compare, then: [read], else: [] })
  expect(all).toMatchObject({ succeeded: true, results: [{ found: [{ value: bytesOf('x') }] }] })
  const equal = await node.kv.txn({ compare: [isEqual('', '=')], then: [], else: [] })
  expect(equal).toMatchObject({ succeeded: false })
})
