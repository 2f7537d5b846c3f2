import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { describe, expect, it, vi } from 'vitest'
import { ResultNotKept } from '#business/data/node/idempotency'
import { call } from '#business/data/node/operation'
import type { ExecuteOptions } from '#business/data/node/node'
import { ENTRY_READ_BYTES_MAX, itemBytes, TXN_READ_BYTES_MAX } from '#business/data/txn/plan'
import { KvNode } from './testing/kv-node.ts'
import type { Delete, Get, TxnOperation, OperationResult, Put, Range } from './model.ts'
import { NO_CONDITION, TXN_OPERATIONS_MAX, TXN_RANGE_BYTES_MAX } from './model.ts'

const MiB = 1024 * 1024
const SIZES = { memoryBytes: 64 * MiB, segmentBytes: 9 * MiB }

const key = (name: string): Key => parseKey(new Uint8Array(Buffer.from(name)))

function put(name: string, valueBytes: number): Put {
  return {
    kind: 'put',
    key: key(name),
    value: new Uint8Array(valueBytes).fill(97),
    contentType: 'text/plain',
    expiresAt: undefined,
    lease: undefined,
    condition: NO_CONDITION,
  }
}

const get = (name: string): Get => ({ kind: 'get', key: key(name) })
const remove = (name: string): Delete => ({
  kind: 'delete',
  key: key(name),
  condition: NO_CONDITION,
})
const range = (limit: number, reverse = false): Range => {
  return { kind: 'range', lower: key('item'), upper: key('iten'), limit, reverse }
}
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item)

/** A value with which so many gets of its key count exactly what a transaction may read. */
const part = (name: string, gets: number): Put =>
  put(name, Math.floor(TXN_READ_BYTES_MAX / gets) - itemBytes(name.length, 0))

/** A node with these keys in it. */
async function start(...puts: readonly Put[]): Promise<KvNode> {
  const node = await KvNode.start(undefined, undefined, SIZES)
  for (const item of puts) await node.kv.put({ ...item, ttlMs: undefined })
  return node
}

function txn(node: KvNode, then: readonly TxnOperation[], options?: ExecuteOptions) {
  return node.kv.txn({ compare: [], then, else: [] }, options)
}

async function results(
  node: KvNode,
  ...then: readonly TxnOperation[]
): Promise<readonly OperationResult[]> {
  const result = await txn(node, then)
  if (result.kind !== 'txn') throw new Error(result.kind)
  return result.results
}

/** What each range found, and a plus sign if there is more. */
async function found(node: KvNode, ...then: readonly TxnOperation[]): Promise<string[]> {
  return (await results(node, ...then)).flatMap(result => {
    if (result.kind !== 'range') return []
    const names = result.found.map(({ metadata }) => Buffer.from(metadata.key).toString().slice(5))
    return [names.join(' ') + (result.more ? '+' : '')]
  })
}

const once = (id: string): ExecuteOptions => ({
  once: { id: key(id.padEnd(16)), fingerprint: key('the same request') },
})

describe('the gets of a transaction', () => {
  it('return 8 MiB; of more nothing is executed, and the node starts again', async () => {
    const node = await start(part('big', 8))
    const allowed = await results(node, ...times(8, get('big')))
    expect(allowed).toHaveLength(8)
    for (const options of [{}, once('refused'), once('refused')]) {
      const refused = await txn(node, [put('other', 1), ...times(9, get('big'))], options)
      expect(refused).toEqual({ kind: 'readsTooLarge' })
    }
    const many = times(TXN_OPERATIONS_MAX, get('big'))
    expect(await txn(node, many, once('many'))).toEqual({ kind: 'readsTooLarge' })
    expect(node.kv.revision).toBe(1)
    const next = await node.crash()
    expect(await results(next, ...times(8, get('big')))).toHaveLength(8)
  })

  it('count what the operations before them leave', async () => {
    const node = await start(part('big', 8))
    const gets = times(9, get('big'))
    const smaller = await results(node, put('big', 1), ...gets)
    expect(smaller.map(({ kind }) => kind)).toEqual(['put', ...times(9, 'get')])
    expect(await txn(node, [part('big', 8), ...gets])).toEqual({ kind: 'readsTooLarge' })
    expect(await results(node, part('big', 8), ...times(8, get('big')))).toHaveLength(9)
    expect(await txn(node, [...gets, remove('big')])).toEqual({ kind: 'readsTooLarge' })
    const removed = await results(node, remove('big'), ...gets)
    expect(removed.at(-1)).toEqual({ kind: 'get', found: undefined })
  })
})

describe('the ranges of a transaction', () => {
  it('return 1 MiB each, or one item that is larger, and say that there is more', async () => {
    const half = TXN_RANGE_BYTES_MAX / 2 - itemBytes(6, 0)
    const halves = [put('item a', half), put('item b', half), put('item c', 1)]
    const node = await start(...halves, put('item d', 3 * MiB), put('item e', 1))
    expect(await found(node, range(9), range(2), range(9, true))).toEqual(['a b+', 'a b+', 'e+'])
    const larger = [remove('item a'), remove('item b'), remove('item c'), range(9)]
    expect(await found(node, ...larger)).toEqual(['d+'])
  })

  it('share what the gets leave', async () => {
    const items = [put('item a', 3 * MiB), put('item b', 3 * MiB)]
    const node = await start(...items, put('big', 5 * MiB), put('exact', 0))
    expect(await found(node, ...times(4, range(9)))).toEqual(['a+', 'a+', '+', '+'])
    expect(await found(node, range(9, true), get('big'))).toEqual(['+'])
    const left = TXN_READ_BYTES_MAX - itemBytes(6, 3 * MiB)
    await results(node, put('exact', left - itemBytes(5, 0)))
    expect(await found(node, get('exact'), range(9))).toEqual(['a+'])
    await results(node, put('exact', left - itemBytes(5, 0) + 1))
    expect(await found(node, get('exact'), range(9))).toEqual(['+'])
  })

  it('see what the operations before them left, as if there were no bounds', async () => {
    const node = await start(...['a', 'b', 'c', 'd'].map(name => put(`item ${name}`, 1)))
    const operations = [range(2), remove('item a'), put('item b2', 1), range(3), range(2, true)]
    expect(await found(node, ...operations)).toEqual(['a b+', 'b b2 c+', 'd c+'])
    expect(await found(node, range(4), range(9, true))).toEqual(['b b2 c d', 'd c b2 b'])
  })
})

describe('transactions that read much', () => {
  const count = 24

  it('are all executed when they come at once', async () => {
    const node = await start(part('big', 1))
    const all = await Promise.all(times(count, 0).map(() => txn(node, [get('big')])))
    expect(all.map(({ kind }) => kind)).toEqual(times(count, 'txn'))
  })

  it('are executed in later entries where one would read more than it may', async () => {
    const node = await start(part('big', 1))
    const { domain } = node
    const before = node.node.log.info().last
    const get = call(domain.operations.get, { kind: 'get', key: key('big') })
    const then = [get, call(domain.operations.put, put('other', 1))]
    const propose = async (index: number) => {
      const txn = { compare: [], then, else: [] }
      return (await node.node.execute(domain.txn, txn, once(String(index)))).kind
    }
    const all = await Promise.all(times(count, 0).map((_, index) => propose(index)))
    const executed = ENTRY_READ_BYTES_MAX / TXN_READ_BYTES_MAX
    expect(all).toEqual(times(count, 'txn'))
    expect(node.kv.revision).toBe(1 + count)
    // Other nodes may have appended too.
    expect(node.node.log.info().last - before).toBeGreaterThanOrEqual(count / executed)
    await expect(propose(0)).rejects.toThrow(ResultNotKept)
  })
})

it('an answer that is too long to be kept is not made into text', async () => {
  const node = await start(part('big', 1))
  const text = vi.spyOn(JSON, 'stringify')
  const result = await txn(node, [get('big')], once('long'))
  expect(text).not.toHaveBeenCalled()
  text.mockRestore()
  expect(result.kind).toBe('txn')
  await expect(txn(node, [get('big')], once('long'))).rejects.toThrow(ResultNotKept)
})

describe('a transaction on a full disk', () => {
  it.each<[string, string, readonly TxnOperation[], readonly TxnOperation[]]>([
    ['that only deletes is executed', 'txn', [remove('a'), remove('b')], []],
    ['that deletes or puts is executed where it deletes', 'txn', [remove('a')], [put('b', 1)]],
    ['that deletes or puts is refused where it puts', 'DISK_FULL', [put('b', 1)], [remove('a')]],
    ['that deletes and puts is refused', 'DISK_FULL', [remove('a'), put('b', 1)], []],
    ['that only reads is executed', 'txn', [get('a')], [get('b')]],
  ])('%s', async (_name, outcome, then, otherwise) => {
    await using node = await start(put('a', 10), put('b', 10))
    const { clock, disk } = node.host
    disk.capacityBytes = Number.MAX_SAFE_INTEGER
    disk.capacityBytes -= disk.freeBytes()
    clock.advance(500)
    const exists = { key: key('a'), target: { kind: 'version', number: 0 }, operator: '>' } as const
    const asked = node.kv.txn({ compare: [exists], then, else: otherwise })
    const found = await asked.then(
      ({ kind }) => kind,
      (error: unknown) => (error as { code?: string }).code,
    )
    expect(found).toBe(outcome)
  })
})
