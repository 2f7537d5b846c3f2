import { describe, expect, it } from 'vitest'
import { parseKey } from '#business/data/keyspace/key'
import { CONSUMER_PENDING, GROUP_ORDER, GROUP_PENDING } from '#business/data/store/tables'
import { NO_TOTAL } from './groups.ts'
import { FIRST_ID, formatStreamId, LAST_ID, parseStreamId } from './id.ts'
import type { StreamId } from './id.ts'
import type { Append, Bound, IdRequest } from './model.ts'
import { AUTO_ID } from './model.ts'
import { ALL_ENTRIES } from './stream-reader.ts'
import type { StreamNode } from './testing/stream-node.ts'
import { startStreams } from './testing/stream-node.ts'

const ORDERS = parseKey(Buffer.from('orders'))

function id(text: string): StreamId {
  const parsed = parseStreamId(text, 0n)
  if (!parsed) throw new Error(`${text} is no id`)
  return parsed
}

const exact = (text: string): IdRequest => ({ kind: 'exact', id: id(text) })

function appending(fields: string[], idRequest: IdRequest = AUTO_ID): Append {
  return {
    kind: 'append',
    stream: ORDERS,
    id: idRequest,
    fields: fields.map(field => Buffer.from(field)),
    creates: true,
    producer: undefined,
    trim: undefined,
  }
}

/** The id as text, or the kind of refusal. */
async function append(
  { streams }: StreamNode,
  fields: string[],
  idRequest?: IdRequest,
): Promise<string> {
  const result = await streams.append(appending(fields, idRequest))
  return result.kind === 'appended' ? formatStreamId(result.id) : result.kind
}

/** Ids in the order of reading. */
function ids({ streams }: StreamNode, range = ALL_ENTRIES, reverse = false): string[] {
  const found = streams.page({ stream: ORDERS, range, reverse, limit: 1000 })
  return found.kind === 'found' ? found.result.entries.map(entry => formatStreamId(entry.id)) : []
}

function info({ streams }: StreamNode) {
  const found = streams.info(ORDERS)
  if (found.kind !== 'found') throw new Error(found.kind)
  return found.result
}

/** Entries 1-0, 2-0, ... */
async function appendMany(node: StreamNode, from: number, to: number): Promise<void> {
  const all: Promise<string>[] = []
  for (let ms = from; ms <= to; ms++)
    all.push(append(node, ['n', String(ms)], exact(`${String(ms)}-0`)))
  await Promise.all(all)
}

/** All rows so far are on disk, and no memtable has them any more. */
async function leaveMemory({ node, streams }: StreamNode): Promise<void> {
  for (let flushes = 0; flushes < 3; flushes++) {
    await streams.append({ ...appending(['a', '1']), stream: parseKey(Buffer.from('other')) })
    await node.store.flushAll()
  }
}

describe('ids', () => {
  it('of the proposer’s time, and never backwards', async () => {
    await using node = await startStreams()
    const first = id(await append(node, ['a', '1']))
    expect(first.ms).toBe(BigInt(node.host.clock.now()))
    expect(await append(node, ['a', '2'])).toBe(`${String(first.ms)}-1`)
    expect(await append(node, ['a', '3'], exact(`${String(first.ms + 1000n)}-7`))).toBe(
      `${String(first.ms + 1000n)}-7`,
    )
    expect(await append(node, ['a', '4'])).toBe(`${String(first.ms + 1000n)}-8`)
  })

  it.each<[string, IdRequest, string]>([
    ['the next of its millisecond', { kind: 'next', ms: 5n }, '5-4'],
    ['the first of a later one', { kind: 'next', ms: 6n }, '6-0'],
    ['none of an earlier one', { kind: 'next', ms: 4n }, 'idTooSmall'],
    ['the same again', exact('5-3'), 'idTooSmall'],
    ['0-0', exact('0-0'), 'idTooSmall'],
    ['the last there is', { kind: 'exact', id: LAST_ID }, formatStreamId(LAST_ID)],
  ])('%s', async (_name, request, result) => {
    await using node = await startStreams()
    await append(node, ['a', '1'], exact('5-3'))
    expect(await append(node, ['a', '2'], request)).toBe(result)
  })

  it('end with the largest', async () => {
    await using node = await startStreams()
    await append(node, ['a', '1'], { kind: 'exact', id: LAST_ID })
    expect(await append(node, ['a', '2'])).toBe('idsExhausted')
    expect(info(node).length).toBe(1)
  })

  it('0-0 is none for the first entry, and creates nothing', async () => {
    await using node = await startStreams()
    expect(await append(node, ['a', '1'], exact('0-0'))).toBe('idTooSmall')
    expect(node.streams.info(ORDERS).kind).toBe('noSuchStream')
    expect(await append(node, ['a', '1'], { kind: 'next', ms: 0n })).toBe('0-1')
  })
})

describe('entries', () => {
  it('are read in both directions, between bounds, with their fields in order', async () => {
    await using node = await startStreams()
    await appendMany(node, 1, 5)
    expect(ids(node)).toEqual(['1-0', '2-0', '3-0', '4-0', '5-0'])
    expect(ids(node, { first: id('2'), last: id('4-0') })).toEqual(['2-0', '3-0', '4-0'])
    expect(ids(node, ALL_ENTRIES, true)).toEqual(['5-0', '4-0', '3-0', '2-0', '1-0'])
    await append(node, ['b', '1', 'a', '2', 'b', '', '', '3'], exact('6-0'))
    const range = { first: id('6'), last: LAST_ID }
    const page = node.streams.page({ stream: ORDERS, range, reverse: false, limit: 1 })
    expect(page).toMatchObject({ kind: 'found', result: { more: false } })
    const [entry] = page.kind === 'found' ? page.result.entries : []
    const fields = entry?.fields.map(field => Buffer.from(field).toString())
    expect(fields).toEqual(['b', '1', 'a', '2', 'b', '', '', '3'])
    expect(entry?.revision).toBe(6)
  })

  it('come in pages, which say whether there is more', async () => {
    await using node = await startStreams()
    await appendMany(node, 1, 3)
    const page = (limit: number) =>
      node.streams.page({ stream: ORDERS, range: ALL_ENTRIES, reverse: false, limit })
    expect(page(2)).toMatchObject({ result: { more: true } })
    expect(page(3)).toMatchObject({ result: { more: false } })
  })

  it('are removed by their ids, once', async () => {
    await using node = await startStreams()
    await appendMany(node, 1, 250)
    const remove = (...texts: string[]) =>
      node.streams.remove({ kind: 'remove', stream: ORDERS, ids: texts.map(id) })
    expect(await remove('3-0', '150-0', '249-0', '249-0', '999-0')).toEqual({
      kind: 'removed',
      entries: 3,
    })
    expect(await remove('3-0')).toEqual({ kind: 'removed', entries: 0 })
    const { length, entriesAdded, maxDeletedId } = info(node)
    expect([length, entriesAdded, maxDeletedId]).toEqual([247, 250, id('249-0')])
    expect(ids(node)).toHaveLength(247)
  })

  it.each(['keep', 'drop', 'acked'] as const)(
    'that are on disk are removed with regard to a group (%s), and what is known of the stream stays right',
    async references => {
      await using node = await startStreams()
      await appendMany(node, 1, 4)
      await node.groups.change({
        ...{ kind: 'create', stream: ORDERS, group: Buffer.from('group') },
        ...{ id: FIRST_ID, createsStream: false, entriesRead: undefined },
      })
      await leaveMemory(node)
      const removed = await node.streams.removeEach({
        ...{ stream: ORDERS, group: undefined, ids: [id('2-0')], references },
      })
      const isRemoved = references !== 'acked'
      expect(removed).toMatchObject({ removals: [isRemoved ? 'removed' : 'referenced'] })
      const left = isRemoved ? ['1-0', '3-0', '4-0'] : ['1-0', '2-0', '3-0', '4-0']
      expect(ids(node)).toEqual(left)
      expect(info(node)).toMatchObject({ length: left.length, entriesAdded: 4, lastId: id('4-0') })
      expect(await append(node, ['a', '1'], exact('3-1'))).toBe('idTooSmall')
    },
  )

  it('on disk are where a new group without an id begins: behind the last one', async () => {
    await using node = await startStreams()
    await appendMany(node, 1, 4)
    await leaveMemory(node)
    const group = Buffer.from('group')
    await node.groups.change({
      ...{ kind: 'create', stream: ORDERS, group },
      ...{ id: undefined, createsStream: false, entriesRead: undefined },
    })
    expect(node.groups.info(ORDERS, group)).toMatchObject({ result: { lastId: id('4-0') } })
  })

  it('are there after a restart, and so is what is known of the stream', async () => {
    const node = await startStreams()
    await appendMany(node, 1, 250)
    const before = info(node)
    await using again = await node.restart()
    expect(info(again)).toEqual(before)
    expect(ids(again)).toHaveLength(250)
  })
})

describe('trimming', () => {
  const cases: [string, Bound, boolean, number | undefined, number][] = [
    ['to a length', { kind: 'length', length: 33 }, false, undefined, 33],
    ['to nothing', { kind: 'length', length: 0 }, false, undefined, 0],
    ['to more than there is', { kind: 'length', length: 9999 }, false, undefined, 250],
    ['about to a length', { kind: 'length', length: 33 }, true, undefined, 50],
    ['about to a length, some of it', { kind: 'length', length: 33 }, true, 150, 150],
    ['to an id', { kind: 'id', id: id('120-0') }, false, undefined, 131],
    ['to an id that is not there', { kind: 'id', id: id('120-1') }, false, undefined, 130],
    ['about to an id', { kind: 'id', id: id('120-0') }, true, undefined, 150],
    ['to an id behind all', { kind: 'id', id: id('999-0') }, false, undefined, 0],
  ]
  it.each(cases)('%s', async (_name, bound, isApproximate, entriesMax, left) => {
    await using node = await startStreams()
    // Entries so short that a node has as many as it may.
    for (let ms = 1; ms <= 250; ms++)
      await append(node, [], { kind: 'exact', id: { ms: BigInt(ms), seq: 0n } })
    const trim = { bound, references: 'keep', isApproximate, entriesMax } as const
    const result = await node.streams.trim({ stream: ORDERS, trim })
    expect(result).toMatchObject({ kind: 'trimmed' })
    const { length, bytes } = info(node)
    expect(length).toBe(left)
    expect(ids(node)).toHaveLength(length)
    expect(bytes).toBe(length * 64)
    if (length > 0) expect(ids(node).at(-1)).toBe('250-0')
    const before = ids(node)
    await node.streams.reclaim()
    expect(ids(node)).toEqual(before)
    await append(node, [], { kind: 'exact', id: id('251-0') })
    expect(ids(node)).toEqual([...before, '251-0'])
  })

  const ends: [string, Bound, number][] = [
    ['an id', { kind: 'id', id: LAST_ID }, 1],
    ['a length', { kind: 'length', length: 1 }, 1],
    ['no length', { kind: 'length', length: 0 }, 0],
    ['no bytes', { kind: 'bytes', bytes: 0 }, 0],
  ]
  describe.each([0, 1, 100])('behind %i entries, of the largest id', entries => {
    it.each(ends)('to %s', async (_name, bound, left) => {
      await using node = await startStreams()
      for (let ms = 1; ms <= entries; ms++) await append(node, [], exact(`${String(ms)}-0`))
      await append(node, [], { kind: 'exact', id: LAST_ID })
      const trim = { bound, references: 'keep', isApproximate: false } as const
      await node.streams.trim({ stream: ORDERS, trim: { ...trim, entriesMax: undefined } })
      expect(info(node)).toMatchObject({ length: left, bytes: left * 64 })
      expect(ids(node)).toHaveLength(left)
      await node.streams.reclaim()
      expect(ids(node)).toHaveLength(left)
      const removed = await node.streams.remove({
        kind: 'remove',
        stream: ORDERS,
        ids: [LAST_ID],
      })
      expect(removed).toMatchObject({ kind: 'removed', entries: left })
      expect(info(node)).toMatchObject({ length: 0, bytes: 0 })
    })
  })

  it('many small steps lead to what one large step does', async () => {
    await using node = await startStreams()
    for (let ms = 1; ms <= 500; ms++) {
      const trim = {
        bound: { kind: 'length', length: 7 },
        isApproximate: false,
        references: 'keep',
        entriesMax: undefined,
      } as const
      await node.streams.append({ ...appending(['n', String(ms)], exact(`${String(ms)}-0`)), trim })
      expect(info(node).length).toBe(Math.min(ms, 7))
      if (ms % 50 === 0) await node.streams.reclaim()
    }
    expect(ids(node)).toEqual(['494-0', '495-0', '496-0', '497-0', '498-0', '499-0', '500-0'])
  })
})

describe('a tail', () => {
  it('yields what there is and what comes, in order, also of a stream that comes later', async () => {
    await using node = await startStreams()
    const stop = new AbortController()
    const seen: string[] = []
    const reading = (async () => {
      for await (const entries of node.streams.tail(ORDERS, id('0-0'), stop.signal)) {
        seen.push(...entries.map(entry => formatStreamId(entry.id)))
        if (seen.length === 30) stop.abort()
      }
    })()
    for (let ms = 1; ms <= 30; ms += 3) await appendMany(node, ms, ms + 2)
    await reading
    expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => `${String(index + 1)}-0`))
  })

  it('ends when it is told to, while it waits', async () => {
    await using node = await startStreams()
    const stop = new AbortController()
    const tail = node.streams.tail(ORDERS, id('0-0'), stop.signal)
    const next = tail.next()
    stop.abort()
    expect((await next).done).toBe(true)
  })
})

describe('what a group has pending', () => {
  const place = { stream: ORDERS, group: Buffer.from('g') }
  const idsOf = (...from: number[]) => from.map(ms => id(`${String(ms)}-0`))
  const ranging = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, at) => from + at)

  async function grouped() {
    const node = await startStreams()
    await appendMany(node, 1, 250)
    const create = { kind: 'create', id: FIRST_ID, createsStream: false } as const
    await node.groups.change({ ...create, ...place, entriesRead: undefined })
    return node
  }

  async function read({ groups }: StreamNode, limit: number, after?: string): Promise<number[]> {
    const result = await groups.change({
      kind: 'read',
      group: place.group,
      consumer: Buffer.from('c'),
      places: [{ stream: ORDERS, after: after === undefined ? undefined : id(after) }],
      limit,
      total: NO_TOTAL,
      isAcked: false,
      minIdleMs: undefined,
    })
    const entries = result.kind === 'read' ? (result.read[0] ?? []) : []
    return entries.map(entry => Number(entry.id.ms))
  }

  const acknowledge = ({ groups }: StreamNode, numbers: readonly number[]) =>
    groups.change({ kind: 'ack', ...place, ids: idsOf(...numbers) })

  it('takes a row for each entry, and two for up to a hundred that a consumer got at once', async () => {
    await using node = await grouped()
    const rows = () =>
      [GROUP_PENDING, CONSUMER_PENDING, GROUP_ORDER].map(
        table => [...node.node.store.range(table, new Uint8Array())].length,
      )
    await read(node, 250)
    expect(rows()).toEqual([250, 3, 3])
    await acknowledge(node, ranging(1, 249).toReversed())
    expect(rows()).toEqual([1, 1, 1])
    expect(await acknowledge(node, [250, 250, 1])).toEqual({ kind: 'done', count: 1 })
    expect(rows()).toEqual([0, 0, 0])
  })

  it('is read again in order by its consumer, whenever it got it, from any id on', async () => {
    await using node = await grouped()
    await read(node, 100)
    await acknowledge(node, ranging(1, 99))
    const back = { kind: 'setId', ...place, entriesRead: undefined } as const
    await node.groups.change({ ...back, id: id('0-0') })
    expect(await read(node, 20)).toEqual(ranging(1, 20))
    await node.groups.change({ ...back, id: id('29-0') })
    expect(await read(node, 10)).toEqual(ranging(30, 39))
    expect(await read(node, 10, '34-0')).toEqual([...ranging(35, 39), 100])
    expect(await read(node, 200, '0-0')).toEqual([...ranging(1, 20), ...ranging(30, 39), 100])
    expect(await read(node, 200, '36-0')).toEqual([37, 38, 39, 100])
  })
})

it('a consumer that has much pending is removed in parts, once, also if that is asked again', async () => {
  await using node = await startStreams()
  await appendMany(node, 1, 2500)
  const place = { stream: ORDERS, group: Buffer.from('g') }
  const consumer = Buffer.from('c')
  const { groups } = node
  const create = { kind: 'create', ...place, id: FIRST_ID, createsStream: false } as const
  await groups.change({ ...create, entriesRead: undefined })
  const places = [{ stream: ORDERS, after: undefined }]
  const read = { kind: 'read', group: place.group, consumer, places, limit: 2500 } as const
  await groups.change({ ...read, total: NO_TOTAL, isAcked: false, minIdleMs: undefined })
  const id = new Uint8Array(16).fill(1)
  const options = { once: { id, fingerprint: id } }
  for (let time = 0; time < 2; time++) {
    const change = { kind: 'deleteConsumer', ...place, consumer, count: 0 } as const
    expect(await groups.change(change, options)).toEqual({ kind: 'done', count: 2500 })
  }
  expect(groups.info(ORDERS, place.group)).toMatchObject({ result: { consumers: 0, free: 2500 } })
})
