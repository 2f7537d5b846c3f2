import { describe, expect, it } from 'vitest'
import { hold, quiet } from '#foundation/testing/latency'
import { StoreDamaged } from '#business/data/store/store'
import {
  IDEMPOTENCY_COUNTERS,
  IDEMPOTENCY_ORDER,
  IDEMPOTENCY_RECORDS,
} from '#business/data/store/tables'
import type { IdempotencyLimits, Once } from './idempotency.ts'
import { RESULT_BYTES_MAX, ResultNotKept, KeyReused } from './idempotency.ts'
import { NoSpace } from './refusal.ts'
import type { NoteCommand, NoteResult } from './testing/test-node.ts'
import { TestNode } from './testing/test-node.ts'

/** What every answer takes besides itself. */
const ROW_BYTES = 40
const PLENTY: IdempotencyLimits = { keepMs: 60_000, countMax: 1000, bytesMax: 1024 * 1024 }

/** The request with this name, asking for this. */
function once(name: string, asking = 'the same'): Once {
  const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.padEnd(16)))
  return { id: bytes(name), fingerprint: bytes(asking) }
}

/** Sends a request; its note has the request's name. */
function send(
  node: TestNode,
  name: string,
  command: Partial<NoteCommand> = {},
): Promise<NoteResult> {
  return node.propose({ kind: 'write', text: name, ...command }, { once: once(name) })
}

/** Which of the requests are remembered. Asks by another fingerprint, so that none of them is executed again. */
async function remembered(node: TestNode, names: readonly string[]): Promise<string[]> {
  const asked = names.map(name => {
    const probe = node.propose({ kind: 'erase', text: '' }, { once: once(name, 'another') })
    return probe.then(
      () => '',
      (error: unknown) => (error instanceof KeyReused ? name : String(error)),
    )
  })
  return (await Promise.all(asked)).filter(found => found !== '')
}

describe('a request that comes again', () => {
  it('gets the answer of the first time, and is not executed again', async () => {
    await using node = await TestNode.start({ idempotency: PLENTY })
    const first = await send(node, 'a')
    await send(node, 'b')
    expect(await send(node, 'a')).toEqual(first)
    expect(node.notes()).toEqual(['a', 'b'])
    expect(node.store.state.revision).toBe(2)
  })

  it('gets it also when both are in one batch, or the first is still under way', async () => {
    await using node = await TestNode.start({ idempotency: PLENTY })
    const [first, second] = await Promise.all([send(node, 'a'), send(node, 'a')])
    expect(second).toEqual(first)
    const release = hold(node.host.disk)
    const underWay = send(node, 'b')
    await quiet()
    const again = send(node, 'b')
    release()
    expect(await again).toEqual(await underWay)
    expect(node.notes()).toEqual(['a', 'b'])
  })

  it.each([
    ['from the log', false],
    ['from what was flushed', true],
  ])('gets it after a restart too: %s', async (_name, isFlushed) => {
    const node = await TestNode.start({ idempotency: PLENTY })
    const first = await send(node, 'a')
    if (isFlushed) await node.store.flushAll()
    await using again = await node.crash()
    expect(await send(again, 'a')).toEqual(first)
    expect(again.notes()).toEqual(['a'])
    await expect(
      again.propose({ kind: 'write', text: 'x' }, { once: once('a', 'another') }),
    ).rejects.toThrow(KeyReused)
  })

  it('is refused when it asks for something else, and changes nothing', async () => {
    await using node = await TestNode.start({ idempotency: PLENTY })
    await send(node, 'a')
    const reused = node.propose({ kind: 'write', text: 'x' }, { once: once('a', 'another') })
    await expect(reused).rejects.toThrow(KeyReused)
    expect(node.notes()).toEqual(['a'])
    expect(node.store.state.revision).toBe(1)
  })

  it('was executed even if nobody was told: the outcome was unknown, and asking again tells', async () => {
    const node = await TestNode.start({ idempotency: PLENTY })
    await send(node, 'before')
    const release = hold(node.host.disk)
    void send(node, 'a').catch(() => undefined)
    await quiet()
    node.host.disk.fault = ({ kind }) => (kind === 'sync' ? 'EIO' : undefined)
    release()
    await quiet()
    await using again = await node.crash()
    await send(again, 'a')
    expect(again.notes()).toEqual(['before', 'a'])
    expect(again.store.state.revision).toBe(2)
  })
})

describe('a disk that is full', () => {
  it('refuses what is new, and still tells what became of a request that was executed before', async () => {
    await using node = await TestNode.start({ idempotency: PLENTY })
    const first = await send(node, 'a')
    node.base.isFull = true
    node.host.clock.advance(2000)
    await quiet()
    await expect(send(node, 'b')).rejects.toThrow(NoSpace)
    expect(await send(node, 'a')).toEqual(first)
    const reused = node.propose({ kind: 'write', text: 'x' }, { once: once('a', 'another') })
    await expect(reused).rejects.toThrow(KeyReused)
    // Nobody knows any more that it was.
    node.host.clock.advance(PLENTY.keepMs)
    await expect(send(node, 'a')).rejects.toThrow(NoSpace)
    expect(node.notes()).toEqual(['a'])
    node.base.isFull = false
  })
})

describe('damage', () => {
  /** A node with answers on disk only, of which the rows that are pointed out cannot be read. */
  async function damaged(
    limits: IdempotencyLimits,
    isDamaged: (table: number, key: Uint8Array) => boolean,
  ): Promise<TestNode> {
    const node = await TestNode.start({ idempotency: limits })
    for (let index = 0; index < 10; index++) await send(node, String(index))
    await node.store.flushAll()
    for (let round = 0; round < 2; round++) {
      // Takes its turn in the memtable of what was flushed.
      await node.write('other')
      await node.store.flushAll()
    }
    const get = node.base.get.bind(node.base)
    node.base.get = (table, key, start, end, row) => {
      const isThere = get(table, key, start, end, row)
      if (isThere && isDamaged(table, key.slice(start, end))) throw new StoreDamaged('The row')
      return isThere
    }
    return node
  }

  it.each<[string, number, IdempotencyLimits]>([
    ['of an answer, by number', IDEMPOTENCY_RECORDS, { ...PLENTY, countMax: 10 }],
    ['of an answer, by bytes', IDEMPOTENCY_RECORDS, { ...PLENTY, bytesMax: 10 * 130 }],
    ['of the order, by number', IDEMPOTENCY_ORDER, { ...PLENTY, countMax: 10 }],
    ['of the order, by bytes', IDEMPOTENCY_ORDER, { ...PLENTY, bytesMax: 10 * 130 }],
  ])(
    'in rows that make room %s stops nobody, also after a restart',
    async (_name, table, limits) => {
      let node = await damaged(limits, at => at === table)
      const names = ['x', 'y', 'z']
      for (let round = 0; round < 2; round++) {
        const more = names.map(name => `${name}${String(round)}`)
        await Promise.all(more.map(name => send(node, name, { answerBytes: 300 })))
        expect(await remembered(node, more)).toEqual(more)
        expect(node.failures).toEqual([])
        node = await node.crash()
      }
      const kept = [...node.store.range(IDEMPOTENCY_RECORDS, new Uint8Array())].length
      expect(kept).toBeLessThanOrEqual(10 + (table === IDEMPOTENCY_ORDER ? 10 : 0))
      await node[Symbol.asyncDispose]()
    },
  )

  it("in a request's own answer refuses that request and no other", async () => {
    const own = Buffer.from(once('3').id)
    const isOwn = (table: number, key: Uint8Array): boolean =>
      table === IDEMPOTENCY_RECORDS && own.equals(key)
    await using node = await damaged(PLENTY, isOwn)
    await expect(send(node, '3')).rejects.toThrow(StoreDamaged)
    expect((await send(node, '4')).number).toBe(5)
    expect(node.failures).toEqual([])
  })
})

describe('answers are kept', () => {
  it('up to 64 KiB; of a longer one only that there was one', async () => {
    await using node = await TestNode.start({ idempotency: PLENTY })
    await send(node, 'long', { answerBytes: RESULT_BYTES_MAX })
    await send(node, 'too long', { answerBytes: RESULT_BYTES_MAX + 1 })
    expect((await send(node, 'long')).answerBytes).toBe(RESULT_BYTES_MAX)
    await expect(send(node, 'too long')).rejects.toThrow(ResultNotKept)
    expect(node.notes()).toEqual(['long', 'too long'])
    // It takes the place of its row only.
    expect(
      [...node.store.range(IDEMPOTENCY_RECORDS, new Uint8Array())].map(({ value }) => value.length),
    ).toEqual([ROW_BYTES + RESULT_BYTES_MAX, ROW_BYTES])
  })

  it('for their time, and not a millisecond longer', async () => {
    await using node = await TestNode.start({ idempotency: { ...PLENTY, keepMs: 1000 } })
    const first = await send(node, 'a')
    node.host.clock.advance(999)
    expect(await send(node, 'a')).toEqual(first)
    node.host.clock.advance(1)
    expect((await send(node, 'a')).number).toBe(2)
    expect(node.notes()).toEqual(['a', 'a'])
    // The second one has its own time, and being asked for did not lengthen it.
    node.host.clock.advance(999)
    expect((await send(node, 'a')).number).toBe(2)
    node.host.clock.advance(1)
    expect((await send(node, 'a')).number).toBe(3)
  })

  it('for their own time also when they took the place of one that was too old', async () => {
    await using node = await TestNode.start({
      idempotency: { ...PLENTY, keepMs: 1000, countMax: 3 },
    })
    await send(node, 'a')
    await send(node, 'b')
    node.host.clock.advance(1000)
    await send(node, 'b')
    // What there was before makes room, and takes nothing of that along.
    for (const name of ['c', 'd']) await send(node, name)
    expect(await remembered(node, ['b', 'c', 'd'])).toEqual(['b', 'c', 'd'])
    expect([...node.store.range(IDEMPOTENCY_RECORDS, new Uint8Array())]).toHaveLength(3)
    expect([...node.store.range(IDEMPOTENCY_ORDER, new Uint8Array())]).toHaveLength(3)
  })

  it('up to their number: then the oldest makes room', async () => {
    await using node = await TestNode.start({ idempotency: { ...PLENTY, countMax: 3 } })
    const names = ['a', 'b', 'c']
    for (const name of names) await send(node, name)
    expect(await remembered(node, names)).toEqual(names)
    await send(node, 'd')
    expect((await send(node, 'b')).number).toBe(2)
    expect((await send(node, 'd')).number).toBe(4)
    expect((await send(node, 'a')).number).toBe(5)
  })

  it.each([
    ['what fits is kept', 0, ['a', 'b', 'c']],
    ['a byte too many pushes the oldest out', -1, ['b', 'c']],
  ])('up to their bytes: %s', async (_name, more, kept) => {
    const bytesMax = 3 * (ROW_BYTES + 1000) + more
    await using node = await TestNode.start({ idempotency: { ...PLENTY, bytesMax } })
    for (const name of ['a', 'b', 'c']) await send(node, name, { answerBytes: 1000 })
    expect(await remembered(node, kept)).toEqual(kept)
    expect((await send(node, 'a', { answerBytes: 1000 })).number).toBe(more < 0 ? 4 : 1)
  })

  it('within their bounds across restarts: what was counted is not counted again', async () => {
    let node = await TestNode.start({ idempotency: { ...PLENTY, countMax: 3 } })
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await send(node, name)
      if (name === 'b') await node.store.flushAll()
      node = await node.crash()
    }
    await using last = node
    expect([...last.store.range(IDEMPOTENCY_RECORDS, new Uint8Array())]).toHaveLength(3)
    expect(await remembered(last, ['c', 'd', 'e'])).toEqual(['c', 'd', 'e'])
  })

  it('within their bounds also after an older version, whose counters stood under another key', async () => {
    await using node = await TestNode.start({ idempotency: { ...PLENTY, countMax: 3 } })
    for (const name of ['a', 'b', 'c']) await send(node, name)
    const counters = Buffer.from('records')
    node.store.remove(IDEMPOTENCY_COUNTERS, counters, 0, counters.length)
    await send(node, 'd')
    expect(await remembered(node, ['b', 'c', 'd'])).toEqual(['b', 'c', 'd'])
    expect([...node.store.range(IDEMPOTENCY_RECORDS, new Uint8Array())]).toHaveLength(3)
    expect([...node.store.range(IDEMPOTENCY_ORDER, new Uint8Array())]).toHaveLength(3)
  })

  it('and forgotten: what nobody can ask for any more gives its rows back as others come', async () => {
    await using node = await TestNode.start({ idempotency: { ...PLENTY, keepMs: 1000 } })
    for (let index = 0; index < 100; index++) await send(node, String(index))
    node.host.clock.advance(1000)
    for (let index = 0; index < 10; index++) await send(node, `new ${String(index)}`)
    expect([...node.store.range(IDEMPOTENCY_RECORDS, new Uint8Array())]).toHaveLength(10)
  })

  it('under bounds that were lowered: a request forgets some of those too many, never all at once', async () => {
    const node = await TestNode.start({
      idempotency: { ...PLENTY, countMax: 10_000, bytesMax: 1e9 },
    })
    const kept = (at: TestNode): number =>
      [...at.store.range(IDEMPOTENCY_RECORDS, new Uint8Array())].length
    for (let batch = 0; batch < 10; batch++) {
      const names = Array.from({ length: 500 }, (_, index) => `${String(batch)} ${String(index)}`)
      await Promise.all(names.map(name => send(node, name)))
    }
    expect(kept(node)).toBe(5000)
    await using again = await node.crash({ idempotency: { ...PLENTY, countMax: 10 } })
    const before = again.store.stats().memoryBytes
    await send(again, 'first')
    // What the batch was charged for it.
    expect(again.store.stats().memoryBytes - before).toBeLessThan(256 * 1024)
    expect(kept(again)).toBeGreaterThan(10)
    for (let index = 0; index < 10; index++) await send(again, `more ${String(index)}`)
    expect(kept(again)).toBe(10)
  })
})
