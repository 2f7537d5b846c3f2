import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { strict as assert } from 'node:assert'
import { beforeAll, describe, expect, it } from 'vitest'
import { seeded } from '#foundation/host/simulated'
import { MemoryBase } from '#business/data/store/testing/memory-base'
import { MILESTONE_DISTANCE, StoreDamaged } from '#business/data/store/store'
import { Compacted, FutureRevision } from '#business/data/keyspace/history'
import type { KeyRange } from '#business/data/keyspace/watchers'
import type { Item, Page } from './kv.ts'
import { KvNode } from './testing/kv-node.ts'
import type { TxnOperation } from './model.ts'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from './model.ts'

/** Enough for long strides over milestones, and for short steps at both ends. */
const REVISIONS = 5 * MILESTONE_DISTANCE + 7
const NAMES = ['often', 'seldom', 'gone', 'again and again']

const key = (name: string): Key => parseKey(new Uint8Array(Buffer.from(name)))
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

function put(name: string, value: string): TxnOperation {
  return {
    kind: 'put',
    key: key(name),
    value: new Uint8Array(Buffer.from(value)),
    contentType: DEFAULT_CONTENT_TYPE,
    expiresAt: undefined,
    lease: undefined,
    condition: NO_CONDITION,
  }
}

function remove(name: string): TxnOperation {
  return { kind: 'delete', key: key(name), condition: NO_CONDITION }
}

/** What there was after each revision. */
type Past = ReadonlyMap<string, string>[]

/** Changes keys, one revision after the other: some together, some often, some to and fro. */
async function write(node: KvNode): Promise<Past> {
  const chance = seeded(7)
  const past: Past = [new Map()]
  for (let revision = 1; revision <= REVISIONS; revision++) {
    const now = new Map(past.at(-1))
    const operations: TxnOperation[] = []
    const change = (name: string, value: string | undefined): void => {
      if (value === undefined && !now.has(name)) return
      operations.push(value === undefined ? remove(name) : put(name, value))
      if (value === undefined) now.delete(name)
      else now.set(name, value)
    }
    change('often', `${String(revision)} ${'x'.repeat(chance() * 300)}`)
    if (revision % 50 === 0) change('seldom', String(revision))
    if (revision <= MILESTONE_DISTANCE + 3) change('gone', String(revision))
    if (revision === MILESTONE_DISTANCE + 4) change('gone', undefined)
    if (chance() < 0.7) change('again and again', chance() < 0.3 ? undefined : String(revision))
    const result = await node.kv.txn({ compare: [], then: operations, else: [] })
    expect(result).toMatchObject({ kind: 'txn', revision })
    past.push(now)
  }
  return past
}

/** The items of a page, none of which is damaged. */
function sound({ items }: Page): Extract<Item, { kind: 'sound' }>[] {
  return items.map(item => {
    assert(item.kind === 'sound')
    return item
  })
}

/** Every revision from `compacted revision` on is what it was: key by key, and as a listing to and fro. */
async function agree(node: KvNode, past: Past, compactedRevision: number): Promise<void> {
  for (let revision = compactedRevision; revision < past.length; revision++) {
    const then = past[revision] ?? new Map<string, string>()
    for (const name of NAMES) {
      const found = await node.kv.getAt(key(name), revision)
      expect(found && text(found.value), `${name} at ${String(revision)}`).toBe(then.get(name))
    }
    const range = { lower: new Uint8Array(), upper: undefined }
    for (const reverse of [false, true]) {
      const asOf = { revision, now: undefined }
      const request = { range, reverse, limit: 10, withValues: true, asOf }
      const items = sound(await node.kv.page(request))
      const expected = [...then].sort(([a], [b]) => (a < b ? -1 : 1))
      if (reverse) expected.reverse()
      expect(
        items.map(({ metadata, value }) => [text(metadata.key), value && text(value)]),
      ).toEqual(expected)
    }
    expect((await node.kv.count(range, { revision, now: undefined })).count).toBe(then.size)
  }
}

describe('reading the past of keys that changed many times', () => {
  const state: { node: KvNode | undefined; past: Past } = { node: undefined, past: [] }
  const current = (): KvNode => {
    if (!state.node) throw new Error('the node was not started')
    return state.node
  }

  beforeAll(async () => {
    state.node = await KvNode.start()
    state.past = await write(state.node)
  })

  // Each of these goes on from where the one before left the node.
  it.each<[string, (node: KvNode) => Promise<KvNode>]>([
    ['right after the changes', node => Promise.resolve(node)],
    ['after a restart that replays the log', node => node.crash()],
    [
      'after everything was flushed',
      async node => {
        await node.store.flushAll()
        return node
      },
    ],
    ['after a restart from what was flushed', node => node.crash()],
  ])('is right at every revision: %s', async (_name, act) => {
    state.node = await act(current())
    await agree(current(), state.past, 0)
  })

  // On a milestone, right before, right after, in between, and up to the newest revision.
  it.each([
    1,
    2,
    MILESTONE_DISTANCE - 1,
    MILESTONE_DISTANCE,
    MILESTONE_DISTANCE + 1,
    MILESTONE_DISTANCE + 5,
    2 * MILESTONE_DISTANCE + 30,
    4 * MILESTONE_DISTANCE,
    REVISIONS - 1,
    REVISIONS,
  ])(
    'is right at every revision from the compactedRevision on, and refused below: compacted to %d',
    async compactedRevision => {
      const node = current()
      await node.kv.compact(compactedRevision)
      const check = async (at: KvNode): Promise<void> => {
        await agree(at, state.past, compactedRevision)
        await expect(at.kv.getAt(key('often'), compactedRevision - 1)).rejects.toThrow(Compacted)
        await expect(at.kv.getAt(key('often'), REVISIONS + 1)).rejects.toThrow(FutureRevision)
      }
      await check(node)
      await node.store.flushAll()
      await node.store.collectAll()
      await check(node)
      state.node = await node.crash()
      await check(state.node)
    },
  )

  it('is right also for what changes after all of that', async () => {
    const node = current()
    for (let count = 0; count < MILESTONE_DISTANCE + 5; count++) {
      const now = new Map(state.past.at(-1))
      for (const name of ['often', 'gone']) now.set(name, `later ${String(count)}`)
      const then = [...now].map(([name, value]) => put(name, value))
      await node.kv.txn({ compare: [], then, else: [] })
      state.past.push(now)
    }
    await agree(node, state.past, REVISIONS)
    await node.store.flushAll()
    await agree(await node.crash(), state.past, REVISIONS)
  })
})

describe('a walk back through the changes of a key', () => {
  it('takes one stride for each milestone and no more than a milestone distance of steps', async () => {
    const node = await KvNode.start()
    const count = 20 * MILESTONE_DISTANCE
    for (let revision = 1; revision <= count; revision++) {
      await node.kv.txn({ compare: [], then: [put('a', String(revision))], else: [] })
    }
    for (const target of [1, MILESTONE_DISTANCE, count / 2 + 3, count - 1]) {
      let hops = 0
      let change = node.store.change(count, 0)
      while (change && change.revision > target) {
        const { milestoneRevision, previousRevision } = change
        const next = milestoneRevision >= target ? milestoneRevision : previousRevision
        expect(next).toBeLessThan(change.revision)
        change = node.store.change(next, 0)
        hops++
      }
      expect(change?.revision).toBe(target)
      expect(hops).toBeLessThanOrEqual((count - target) / MILESTONE_DISTANCE + MILESTONE_DISTANCE)
    }
  })
})

it('two reads of the past at once each get their own key', async () => {
  const node = await KvNode.start()
  const names = ['a', 'b', 'with a long past']
  await node.kv.txn({ compare: [], then: names.map(name => put(name, name)), else: [] })
  const { revision } = node.kv
  for (let count = 0; count < 5 * MILESTONE_DISTANCE; count++) {
    await node.kv.txn({ compare: [], then: [put('with a long past', 'later')], else: [] })
  }
  const found = await Promise.all(names.map(name => node.kv.getAt(key(name), revision)))
  expect(found.map(one => one && text(one.value))).toEqual(names)
})

it('a put of the past that is lost is damage, and a removal that was collected is not', async () => {
  const base = new MemoryBase()
  const node = await KvNode.start(undefined, base)
  const write = async (operation: TxnOperation): Promise<void> => {
    await node.kv.txn({ compare: [], then: [operation], else: [] })
    // A block of its own, which can be lost on its own.
    await node.store.flushAll()
  }
  for (const name of ['overwritten', 'removed']) await write(put(name, 'lost'))
  await write(put('overwritten', 'later'))
  await write(remove('removed'))
  const { revision } = node.kv
  base.blocks.dropDead(revision - 1, () => false)
  await expect(node.kv.getAt(key('overwritten'), 2)).rejects.toThrow(StoreDamaged)
  expect(await node.kv.getAt(key('removed'), 2)).toBeDefined()
  await write(put('removed', 'again'))
  base.blocks.dropDead(revision, () => false)
  expect(await node.kv.getAt(key('removed'), revision)).toBeUndefined()
  await expect(node.kv.getAt(key('removed'), 2)).rejects.toThrow(StoreDamaged)
})

describe('reading the past of many keys', () => {
  const everything = { lower: new Uint8Array(), upper: undefined }
  const KEYS = 4000

  /** What it resolves with, and how often others had their turn meanwhile. */
  async function turnsDuring<T>(work: () => Promise<T>): Promise<{ result: T; turns: number }> {
    let turns = 0
    let isOver = false
    const turn = (): void => {
      turns++
      if (!isOver) setImmediate(turn)
    }
    setImmediate(turn)
    const result = await work()
    isOver = true
    return { result, turns }
  }

  it.each(['made', 'removed'])(
    'lets others have their turn when they were %s later',
    async what => {
      const node = await KvNode.start()
      const names = Array.from({ length: KEYS }, (_, index) => `key ${String(index)}`)
      const write = async (operation: (name: string) => TxnOperation): Promise<void> => {
        for (let at = 0; at < KEYS; at += 100) {
          const then = names.slice(at, at + 100).map(operation)
          await node.kv.txn({ compare: [], then, else: [] })
        }
      }
      const last = 'z'
      await node.kv.txn({ compare: [], then: [put('a', 'first'), put(last, 'last')], else: [] })
      const asOf = { revision: node.kv.revision, now: undefined }
      await write(name => put(name, 'later'))
      if (what === 'removed') await write(remove)
      for (const reverse of [false, true]) {
        const request = { range: everything, reverse, limit: 100, withValues: true, asOf }
        const { result, turns } = await turnsDuring(() => node.kv.page(request))
        const found = sound(result).map(({ metadata }) => text(metadata.key))
        expect([found, result.rest]).toEqual([reverse ? [last, 'a'] : ['a', last], undefined])
        expect(turns).toBeGreaterThan(KEYS / 500)
      }
      const counted = await turnsDuring(() => node.kv.count(everything, asOf))
      expect(counted.result.count).toBe(2)
      expect(counted.turns).toBeGreaterThan(KEYS / 500)
    },
  )

  it('ends early when it takes long, and goes on where it ended', async () => {
    const node = await KvNode.start()
    const names = Array.from({ length: KEYS }, (_, index) => `key ${String(index)}`)
    await node.kv.txn({ compare: [], then: [put('a', 'first'), put('z', 'last')], else: [] })
    const asOf = { revision: node.kv.revision, now: undefined }
    for (let at = 0; at < KEYS; at += 100) {
      const then = names.slice(at, at + 100).map(name => put(name, 'later'))
      await node.kv.txn({ compare: [], then, else: [] })
    }
    let isOver = false
    const slowTurn = (): void => {
      node.host.clock.advance(200)
      if (!isOver) setImmediate(slowTurn)
    }
    setImmediate(slowTurn)
    for (const reverse of [false, true]) {
      const request = { reverse, limit: 100, withValues: true, asOf }
      const found: string[] = []
      let pages = 0
      for (let rest: KeyRange | undefined = everything; rest; pages++) {
        const page = await node.kv.page({ ...request, range: rest })
        found.push(...sound(page).map(({ metadata }) => text(metadata.key)))
        rest = page.rest
      }
      expect(found).toEqual(reverse ? ['z', 'a'] : ['a', 'z'])
      expect(pages).toBeGreaterThan(1)
    }
    const counts: number[] = []
    for (let rest: KeyRange | undefined = everything; rest;) {
      const counted = await node.kv.count(rest, asOf)
      counts.push(counted.count)
      rest = counted.rest
    }
    isOver = true
    expect(counts.length).toBeGreaterThan(1)
    expect(counts.reduce((sum, count) => sum + count)).toBe(2)
  })
})
