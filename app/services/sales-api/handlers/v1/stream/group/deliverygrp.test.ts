import { expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { eventually, TestApp } from '#foundation/web/test-app'
import { FIRST_ID } from '#business/core/stream/id'
import { startStreams } from '#business/core/stream/testing/stream-node'
import { parseKey } from '#business/data/keyspace/key'
import { deliveryContract } from './delivery-contract.ts'
import { deliveryHandlers } from './deliverygrp.ts'

it('a client that goes while it waits for entries has none delivered', async () => {
  await using node = await startStreams()
  const { streams, groups } = node
  const stream = parseKey(new Uint8Array(Buffer.from('s')))
  const group = new Uint8Array(Buffer.from('g'))
  const create = { kind: 'create', stream, group, id: FIRST_ID, createsStream: true } as const
  await groups.change({ ...create, entriesRead: undefined })
  const { clock } = systemHost()
  const closing = new AbortController().signal
  const handlers = deliveryHandlers({ streams, groups, clock, closing })
  await using web = await TestApp.serve(clock, deliveryContract, handlers)
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
