import { expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { eventually, TestApp } from '#foundation/web/test-app'
import { FIRST_ID } from '#business/core/stream/id'
import { startStreams } from '#business/core/stream/testing/stream-node'
import { parseKey } from '#business/data/keyspace/key'
import { appendOf } from '../entry-data.ts'
import { deliveryContract } from './delivery-contract.ts'
import { deliveryHandlers } from './deliverygrp.ts'

const stream = parseKey(new Uint8Array(Buffer.from('s')))
const group = new Uint8Array(Buffer.from('g'))

async function started() {
  await using stack = new AsyncDisposableStack()
  const { streams, groups } = stack.use(await startStreams())
  const create = { kind: 'create', stream, group, id: FIRST_ID, createsStream: true } as const
  await groups.change({ ...create, entriesRead: undefined })
  const { clock } = systemHost()
  const closing = new AbortController().signal
  const handlers = deliveryHandlers({ streams, groups, clock, closing })
  const web = stack.use(await TestApp.serve(clock, deliveryContract, handlers))
  const owned = stack.move()
  return { streams, groups, web, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

it('a client that goes while it waits for entries has none delivered', async () => {
  await using test = await started()
  const { groups, web } = test
  const client = await web.connect()
  const body = JSON.stringify({ consumer: 'c', wait: '5s', noAck: true })
  client.request('POST', '/v1/streams/s/groups/g/read', {
    'Content-Type': 'application/json',
    'Content-Length': String(body.length),
  })
  client.send(body)
  await eventually(() => web.app.inFlight).toBe(1)
  client.leave()
  await eventually(() => web.app.inFlight).toBe(0)
  // A read notes its consumer.
  expect(groups.consumers(stream, group, 1, undefined)).toEqual({ kind: 'found', result: [] })
})

it('of many clients that wait for entries only some read for one that comes', async () => {
  await using test = await started()
  const { groups, streams, web } = test
  const readers = 40
  const append = () => streams.append(appendOf(stream, { fields: [] }, 1024))
  const all = Array.from({ length: readers }, async (_, reader) => {
    const answer = await fetch(`${web.url}/v1/streams/s/groups/g/read`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ consumer: `c${String(reader)}`, wait: '5s', limit: 1 }),
    })
    return ((await answer.json()) as { entries: unknown[] }).entries.length
  })
  await eventually(() => web.app.inFlight).toBe(readers)
  await append()
  await Promise.race(all)
  // A read notes its consumer.
  const noted = groups.consumers(stream, group, readers, undefined)
  expect(noted.kind === 'found' && noted.result.length).toBeLessThan(readers / 2)
  await Promise.all(Array.from({ length: readers - 1 }, append))
  expect(new Set(await Promise.all(all))).toEqual(new Set([1]))
})

it('of clients that wait for entries, one gets the next, and the others wait on', async () => {
  await using test = await started()
  const { streams, web } = test
  const ask = async (consumer: string): Promise<unknown> => {
    const answer = await fetch(`${web.url}/v1/streams/s/groups/g/read`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': consumer },
      body: JSON.stringify({ consumer, wait: '5s' }),
    })
    const { entries } = (await answer.json()) as { entries: { id: string }[] }
    return entries.map(({ id }) => id)
  }
  const append = (ms: bigint) => {
    const id = { kind: 'exact', id: { ms, seq: 0n } } as const
    return streams.append({ ...appendOf(stream, { fields: [] }, 1024), id })
  }
  const answers = new Map<string, unknown>()
  const all = ['a', 'b'].map(async consumer => {
    answers.set(consumer, await ask(consumer))
  })
  await eventually(() => web.app.inFlight).toBe(2)
  await append(1n)
  await Promise.race(all)
  await append(2n)
  await Promise.all(all)
  expect(new Set([...answers.values()].flatMap(ids => ids))).toEqual(new Set(['1-0', '2-0']))
  for (const [consumer, ids] of answers) expect(await ask(consumer)).toEqual(ids)
})
