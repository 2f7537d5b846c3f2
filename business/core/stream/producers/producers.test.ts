import { expect, it } from 'vitest'
import { parseKey } from '#business/data/keyspace/key'
import { PRODUCER_ROWS, STREAM_PRODUCERS } from '#business/data/store/tables'
import { FIRST_ID, formatStreamId } from '../id.ts'
import type { Producer, ProducersInfo } from '../model.ts'
import { AUTO_ID, PRODUCERS_MAX } from '../model.ts'
import { ProducerRows } from './producer-rows.ts'
import type { StreamNode } from '../testing/stream-node.ts'
import { startStreams } from '../testing/stream-node.ts'

const STREAM = parseKey(Buffer.from('s'))

const hash = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.padEnd(16)))

function producer(pid: string, iid: string): Producer {
  return { pid: hash(pid), iid: hash(iid) }
}

/** The id as text, or the kind of refusal. */
async function append({ streams }: StreamNode, pid: string, iid: string): Promise<string> {
  const append = { kind: 'append', stream: STREAM, id: AUTO_ID, creates: true } as const
  const fields = [hash('f'), hash('v')]
  const result = await streams.append({
    ...append,
    fields,
    trim: undefined,
    producer: producer(pid, iid),
  })
  return result.kind === 'appended' ? formatStreamId(result.id) : result.kind
}

function info({ streams }: StreamNode): ProducersInfo {
  const found = streams.producers(STREAM)
  if (found.kind !== 'found') throw new Error(found.kind)
  return found.result
}

function rowsOf({ node }: StreamNode): number {
  return [STREAM_PRODUCERS, PRODUCER_ROWS].reduce(
    (sum, table) => sum + [...node.store.range(table, new Uint8Array())].length,
    0,
  )
}

async function configure({ streams }: StreamNode, durationMs?: number, appendsMax?: number) {
  const settings = { durationMs, appendsMax }
  return await streams.configureProducers({ stream: STREAM, settings })
}

it('what a producer appended is appended once, also after a restart, until its time is over', async () => {
  let node = await startStreams()
  const id = await append(node, 'p', '1')
  expect(await append(node, 'p', '1')).toBe(id)
  expect(await append(node, 'q', '1')).not.toBe(id)
  node = await node.restart()
  node.host.clock.advance(99_999)
  expect(await append(node, 'p', '1')).toBe(id)
  const counts = { producers: 2, appends: 2, added: 2, duplicates: 2 }
  expect(info(node)).toMatchObject(counts)
  node.host.clock.advance(1)
  const again = await append(node, 'p', '1')
  expect(again).not.toBe(id)
  expect(await append(node, 'p', '1')).toBe(again)
  // What is expired of others went too.
  expect(info(node)).toMatchObject({ producers: 1, appends: 1, added: 3, duplicates: 3 })
  await node[Symbol.asyncDispose]()
})

it('the oldest append of a producer is forgotten for the next one', async () => {
  await using node = await startStreams()
  const other = await append(node, 'q', '1')
  expect(await configure(node, 60_000, 3)).toEqual({ kind: 'producers' })
  expect(await append(node, 'q', '1')).not.toBe(other)
  const ids: string[] = []
  for (const iid of ['1', '2', '3', '4']) ids.push(await append(node, 'p', iid))
  for (const iid of ['4', '3', '2']) expect(await append(node, 'p', iid)).toBe(ids[Number(iid) - 1])
  expect(await append(node, 'p', '1')).not.toBe(ids[0])
  expect(info(node)).toMatchObject({ producers: 2, appends: 4 })
})

it('settings that are the same forget nothing, others all', async () => {
  await using node = await startStreams()
  expect(await configure(node, 1000)).toEqual({ kind: 'noSuchStream' })
  const id = await append(node, 'p', '1')
  await configure(node, 100_000)
  await configure(node, undefined, 100)
  expect(await append(node, 'p', '1')).toBe(id)
  await configure(node, 50_000)
  expect(info(node)).toEqual({
    settings: { durationMs: 50_000, appendsMax: 100 },
    producers: 0,
    appends: 0,
    added: 1,
    duplicates: 1,
  })
  expect(await append(node, 'p', '1')).not.toBe(id)
  await node.streams.reclaim()
  // Of the stream, of the producer, and three of the append.
  expect(rowsOf(node)).toBe(5)
})

it('a stream remembers a bounded number of producers, and nothing once it is gone', async () => {
  await using node = await startStreams(undefined, undefined, 32 * 1024 * 1024)
  const first = await append(node, '0', '1')
  // As appends of others do it, without the entries.
  const rows = new ProducerRows(node.node.store)
  const [row] = node.node.store.range(STREAM_PRODUCERS, new Uint8Array())
  const stream = row?.key.slice() ?? new Uint8Array()
  const time = node.host.clock.now()
  for (let pid = 1; pid < PRODUCERS_MAX; pid++) {
    rows.add(stream, stream, producer(String(pid), '1'), { id: FIRST_ID, revision: 1 }, time)
  }
  expect(await append(node, 'more', '1')).toBe('producersFull')
  expect(await append(node, '0', '1')).toBe(first)
  expect(await append(node, '0', '2')).not.toBe(first)
  await node.other({ kind: 'drop', key: STREAM })
  await node.streams.reclaim()
  expect(rowsOf(node)).toBe(0)
})
