import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Compacted, FutureRevision } from '#business/data/keyspace/history'
import { KvNode } from './testing/kv-node.ts'
import type { TxnOperation } from './model.ts'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from './model.ts'
import type { WatchBatch, WatchStart } from './watch.ts'
import { NoSuchPlace } from './watch.ts'

const MiB = 1024 * 1024
/** What one batch takes; see watch.ts. */
const BATCH_CHANGES = 500

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const key = (name: string): Key => parseKey(bytes(name))
/** What a watch of keys that do not change is told; see watch.ts. */
const PACE = { ms: 10_000, revisions: 1000 }
const everything = { lower: new Uint8Array(), upper: undefined }

function put(name: string, value: string | Uint8Array = ''): TxnOperation {
  return {
    kind: 'put',
    key: key(name),
    value: typeof value === 'string' ? bytes(value) : value,
    contentType: DEFAULT_CONTENT_TYPE,
    expiresAt: undefined,
    lease: undefined,
    condition: NO_CONDITION,
  }
}

/** One revision. */
async function write(node: KvNode, ...operations: TxnOperation[]): Promise<void> {
  const result = await node.kv.txn({ compare: [], then: operations, else: [] })
  expect(result.kind).toBe('txn')
}

/** So many revisions, the last of them `count` after the newest now. */
async function writeMany(node: KvNode, count: number, name = 'key'): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, index) => write(node, put(name, String(index)))),
  )
}

/** A watch of everything, or of a range, and how to end it. */
function watching(
  node: KvNode,
  start?: WatchStart,
  range: { lower: Uint8Array; upper: Uint8Array | undefined } = everything,
) {
  const stop = new AbortController()
  const batches = node.kv.watch(range, start, PACE, stop.signal)
  return {
    next: async (): Promise<WatchBatch> => {
      const batch = await batches.next()
      if (batch.done === true) throw new Error('the watch has ended')
      return batch.value
    },
    batches,
    end: () => {
      stop.abort()
    },
  }
}

const from = (revision: number, sub = -1): WatchStart => ({ revision, sub })
const names = ({ events }: WatchBatch): string[] =>
  events.map(({ event, revision, sub, isLast }) => {
    const name = event.kind === 'put' ? event.keyValue.metadata.key : event.key
    const id = `${String(revision)}.${String(sub)}${isLast ? '' : '+'}`
    return `${event.kind} ${Buffer.from(name).toString()} ${id}`
  })

describe('a watch begins', () => {
  it('right after the compactedRevision at the earliest, and with the next revision at the latest', async () => {
    const node = await KvNode.start()
    await writeMany(node, 10)
    await node.kv.compact(4)
    await expect(watching(node, from(4)).next()).rejects.toMatchObject({
      name: 'Compacted',
      compactedRevision: 4,
    })
    expect((await watching(node, from(5)).next()).events).toHaveLength(6)
    await expect(watching(node, from(12)).next()).rejects.toThrow(FutureRevision)
    const { next } = watching(node, from(11))
    const coming = next()
    await write(node, put('new'))
    expect(names(await coming)).toEqual(['put new 11.0'])
  })

  it('inside a revision, after the change that was seen last', async () => {
    const node = await KvNode.start()
    await write(node, put('a'), put('b'), put('c'))
    expect(names(await watching(node, from(1, 0)).next())).toEqual(['put b 1.1+', 'put c 1.2'])
    expect(names(await watching(node, from(1, 2)).next())).toEqual([])
  })

  it('inside a revision that there is, after a change that it has', async () => {
    const node = await KvNode.start()
    await write(node, put('a'), put('b'))
    await expect(watching(node, from(2, 0)).next()).rejects.toThrow(FutureRevision)
    await expect(watching(node, from(1, 2)).next()).rejects.toThrow(NoSuchPlace)
    await node.kv.compact(1)
    await expect(watching(node, from(1, 2)).next()).rejects.toThrow(Compacted)
  })
})

describe('a watch sees', () => {
  it('everything once, in order, with which event of a revision is its last', async () => {
    const node = await KvNode.start()
    const { next, end } = watching(node, from(1))
    await write(node, put('a'), put('b'))
    await write(node, { kind: 'delete', key: key('a'), condition: NO_CONDITION })
    await node.store.flushAll()
    await write(node, put('a'))
    expect(names(await next())).toEqual(['put a 1.0+', 'put b 1.1', 'delete a 2.0', 'put a 3.0'])
    const coming = next()
    await write(node, put('c'))
    expect(names(await coming)).toEqual(['put c 4.0'])
    end()
  })

  it('its range only, and learns of revisions that are none of its concern', async () => {
    const node = await KvNode.start()
    const range = { lower: key('b'), upper: key('d') }
    const { next, end } = watching(node, from(1), range)
    await write(node, put('a'), put('b'), put('c'), put('d'))
    await write(node, put('a'))
    const batch = await next()
    expect(names(batch)).toEqual(['put b 1.1+', 'put c 1.2'])
    expect(batch.upTo).toBe(2)
    end()
  })

  it('that the compactedRevision rises, also when there is nothing new', async () => {
    const node = await KvNode.start()
    await write(node, put('a'))
    const { next, end } = watching(node)
    const coming = next()
    await node.kv.compact(1)
    expect(await coming).toEqual({ events: [], upTo: 1, damagedFrom: undefined })
    end()
  })

  it.each([
    [BATCH_CHANGES, [BATCH_CHANGES]],
    [BATCH_CHANGES + 1, [BATCH_CHANGES, 1]],
  ])('at most 500 changes at a time: %d come as %j', async (count, expected) => {
    const node = await KvNode.start()
    await writeMany(node, count)
    const { next } = watching(node, from(1))
    for (const length of expected) expect((await next()).events).toHaveLength(length)
  })

  it('at most a mebibyte of values at a time, or one that is longer', async () => {
    const node = await KvNode.start(undefined, undefined, { segmentBytes: 8 * MiB })
    const half = new Uint8Array(MiB / 2)
    for (let index = 0; index < 4; index++) await write(node, put('key', half))
    await write(node, put('key', new Uint8Array(2 * MiB)))
    await write(node, put('key'))
    const { next } = watching(node, from(1))
    expect(names(await next())).toEqual(['put key 1.0', 'put key 2.0'])
    expect(names(await next())).toEqual(['put key 3.0', 'put key 4.0'])
    expect(names(await next())).toEqual(['put key 5.0'])
    expect(names(await next())).toEqual(['put key 6.0'])
  })

  it('a revision whole, however many changes it has', async () => {
    const node = await KvNode.start()
    await writeMany(node, BATCH_CHANGES - 10)
    const many = Array.from({ length: 100 }, (_, index) => put(`key ${String(index)}`))
    await write(node, ...many)
    await write(node, put('after'))
    const { next } = watching(node, from(1))
    const first = await next()
    expect(first.events).toHaveLength(BATCH_CHANGES - 10 + 100)
    expect(first.upTo).toBe(BATCH_CHANGES - 9)
    expect(names(await next())).toEqual([`put after ${String(BATCH_CHANGES - 8)}.0`])
  })
})

describe('a watcher that reads slowly', () => {
  it('keeps nothing in memory and misses nothing, as long as the past is held', async () => {
    const node = await KvNode.start()
    const { next } = watching(node, from(1))
    await write(node, put('key'))
    expect((await next()).upTo).toBe(1)
    await writeMany(node, 2000)
    await node.store.flushAll()
    // What it has yet to read is on the disk, and nowhere else.
    expect(node.store.stats().memoryBytes).toBe(0)
    let seen = 1
    while (seen < 2001) {
      for (const { revision } of (await next()).events) expect(revision).toBe(++seen)
    }
  })

  it('is told when it was overtaken by compaction, never shown a gap', async () => {
    const node = await KvNode.start()
    const { next } = watching(node, from(1))
    await writeMany(node, 3)
    expect((await next()).upTo).toBe(3)
    await writeMany(node, 5)
    // Up to and including the next revision to be read.
    await node.kv.compact(4)
    await expect(next()).rejects.toMatchObject({ name: 'Compacted', compactedRevision: 4 })
  })

  it('goes on when compaction stops right behind it', async () => {
    const node = await KvNode.start()
    const { next } = watching(node, from(1))
    await writeMany(node, 3)
    expect((await next()).upTo).toBe(3)
    await writeMany(node, 5)
    await node.kv.compact(3)
    await node.store.flushAll()
    await node.store.collectAll()
    const { events, upTo } = await next()
    expect(events.map(({ revision }) => revision)).toEqual([4, 5, 6, 7, 8])
    expect(upTo).toBe(8)
  })
})

describe('a watch ends', () => {
  it.each([
    ['while it waits', true],
    ['before it was read', false],
  ])('when its signal aborts, %s, and sees nothing more', async (_name, isWaiting) => {
    const node = await KvNode.start()
    const { batches, end } = watching(node)
    const waiting = isWaiting ? batches.next() : undefined
    await nextTurn()
    end()
    expect(await (waiting ?? batches.next())).toEqual({ done: true, value: undefined })
    await write(node, put('a'))
    expect((await batches.next()).done).toBe(true)
  })
})
