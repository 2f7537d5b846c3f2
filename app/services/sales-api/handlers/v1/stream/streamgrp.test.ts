import { expect, it } from 'vitest'
import { hold } from '#foundation/testing/latency'
import { systemHost } from '#foundation/host/system'
import { TestApp } from '#foundation/web/test-app'
import { NO_CONDITION } from '#business/core/kv/model'
import { FIRST_ID } from '#business/core/stream/id'
import { parseKey } from '#business/data/keyspace/key'
import { Cluster } from '#business/domains/testing/cluster'
import { appendOf } from './entry-data.ts'
import { groupContract } from './group/group-contract.ts'
import { groupHandlers } from './group/groupgrp.ts'
import { streamContract } from './stream-contract.ts'
import { streamHandlers } from './streamgrp.ts'

const stream = parseKey(new Uint8Array(Buffer.from('s')))
const group = new Uint8Array(Buffer.from('g'))

/** Two nodes with a stream, and what is served by the second, whose state stays behind until `release`. */
async function behind() {
  await using stack = new AsyncDisposableStack()
  const cluster = stack.use(await Cluster.start('voter', 'voter'))
  const [one, other] = cluster.pair
  const { kv, streams, groups } = other.node
  const { clock } = systemHost()
  const closing = new AbortController().signal
  const options = { kv, streams, groups, clock, valueBytesMax: 1024, closing }
  const contract = { ...streamContract, ...groupContract }
  const handlers = { ...streamHandlers(options), ...groupHandlers(options) }
  const web = stack.use(await TestApp.serve(clock, contract, handlers))
  await one.node.streams.append(appendOf(stream, { fields: [] }, 1024))
  const create = { kind: 'create', stream, group, id: FIRST_ID, createsStream: false } as const
  await one.node.groups.change({ ...create, entriesRead: undefined })
  await other.node.node.barrier()
  const ask = (method: string, path: string, body?: object) =>
    fetch(`${web.url}/v1/streams/s${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
  const owned = stack.move()
  const end = (): Promise<void> => owned.disposeAsync()
  return { one: one.node, ask, release: hold(other.log), [Symbol.asyncDispose]: end }
}

it('a change of the settings of a stream keeps what it does not name, also beside another change', async () => {
  await using test = await behind()
  const retention = { length: 7, ageMs: undefined, bytes: undefined }
  await test.one.streams.setRetention({ kind: 'retention', stream, retention })
  const answers = [{ bytes: 1000 }, { age: '1h' }].map(given =>
    test.ask('PATCH', '', { retention: given }),
  )
  test.release()
  await Promise.all(answers)
  const found = await test.ask('GET', '')
  expect(await found.json()).toMatchObject({
    retention: { length: 7, ageMs: 3_600_000, bytes: 1000 },
  })
  const off = await test.ask('PATCH', '', { retention: { length: 0 } })
  expect(await off.json()).toMatchObject({ retention: { length: 0, bytes: 1000 } })
})

it('a change of the settings of a group keeps what it does not name, also beside another change', async () => {
  await using test = await behind()
  const patch = { redeliverAfterMs: 5000 }
  await test.one.groups.change({ kind: 'configure', stream, group, patch })
  const deadLetter = { stream: 'dead', maxDeliveries: 3 }
  const answer = test.ask('PATCH', '/groups/g', { deadLetter })
  test.release()
  expect(await (await answer).json()).toMatchObject({ redeliverAfterMs: 5000, deadLetter })
  const off = await test.ask('PATCH', '/groups/g', { redeliverAfter: 0 })
  const left = (await off.json()) as object
  expect(left).toMatchObject({ deadLetter })
  expect(left).not.toHaveProperty('redeliverAfterMs')
})

it('what removes a stream removes no key that has taken its name', async () => {
  await using test = await behind()
  const { kv } = test.one
  await kv.delete(stream, NO_CONDITION)
  const more = { contentType: 'text/plain', ttlMs: undefined, lease: undefined }
  await kv.put({ key: stream, value: group, ...more, condition: NO_CONDITION })
  const answer = test.ask('DELETE', '')
  test.release()
  expect((await answer).status).toBe(409)
  expect(kv.get(stream)?.value).toEqual(group)
})
