import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { expect, it } from 'vitest'
import type { ExecuteOptions } from '#business/data/node/node'
import { IDEMPOTENCY_RECORDS } from '#business/data/store/tables'
import { KvNode } from '../testing/kv-node.ts'
import { NO_CONDITION } from '../model.ts'

/** Before the result: fingerprint, time, sequence, whether it is kept. */
const HEADER_BYTES = 40
const FINGERPRINT = new Uint8Array(16).fill(1)

const key = (name: string): Key => parseKey(new Uint8Array(Buffer.from(name)))

/** Leaves an idempotency record with this result, as a store of an older version has it. */
function recorded(node: KvNode, name: string, result: object): ExecuteOptions {
  const id = new Uint8Array(Buffer.from(name.padEnd(16)))
  const json = Buffer.from(JSON.stringify(result))
  const length = HEADER_BYTES + json.length
  const row = node.store.put(IDEMPOTENCY_RECORDS, id, 0, id.length, length)
  row.bytes.set(FINGERPRINT, row.start)
  row.view.setFloat64(row.start + 16, node.host.clock.now(), true)
  row.view.setFloat64(row.start + 24, 0, true)
  row.view.setFloat64(row.start + 32, 1, true)
  row.bytes.set(json, row.start + HEADER_BYTES)
  return { once: { id, fingerprint: FINGERPRINT } }
}

it.each([
  ['deleted', { kind: 'deleted', revision: 7 }, { kind: 'delete', deleted: true }],
  ['not found', { kind: 'notFound' }, { kind: 'delete', deleted: false }],
  [
    'refused',
    { kind: 'conditionFailed', modRevision: 7 },
    { kind: 'conditionFailed', modRevision: 7 },
  ],
])(
  'a delete that an older version recorded as %s has the same outcome when it comes again',
  async (name, result, expected) => {
    await using node = await KvNode.start()
    const options = recorded(node, name, result)
    expect(await node.kv.delete(key('a'), NO_CONDITION, options)).toEqual(expected)
    expect(node.kv.revision).toBe(0)
  },
)

it('a compaction that an older version recorded has the same outcome when it comes again', async () => {
  await using node = await KvNode.start()
  const options = recorded(node, 'compacted', { kind: 'compacted', floor: 7 })
  expect(await node.kv.compact(9, options)).toEqual({ kind: 'compacted', compactedRevision: 7 })
})

it('a delete and a compaction have the same outcome when they come again', async () => {
  await using node = await KvNode.start()
  const once = (name: string): ExecuteOptions => {
    const id = new Uint8Array(Buffer.from(name.padEnd(16)))
    return { once: { id, fingerprint: FINGERPRINT } }
  }
  for (let time = 0; time < 2; time++) {
    const deleted = await node.kv.delete(key('none'), NO_CONDITION, once('delete'))
    expect(deleted).toEqual({ kind: 'delete', deleted: false })
    expect(await node.kv.compact(9, once('compact'))).toEqual({
      kind: 'futureRevision',
      revision: 0,
    })
    expect(await node.kv.compact(0, once('compact to 0'))).toEqual({
      kind: 'compacted',
      compactedRevision: 0,
    })
  }
})
