import { expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { TestApp } from '#foundation/web/test-app'
import { parseKey } from '#business/data/keyspace/key'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '#business/core/kv/model'
import { KvNode } from '#business/core/kv/testing/kv-node'
import { watchContract } from './watch-contract.ts'
import { elapsed, watchHandlers } from './watchgrp.ts'

it('a client that goes while it is sent events, or wants none, leaves no watch behind', async () => {
  await using node = await KvNode.start()
  const put = {
    key: parseKey(new Uint8Array(Buffer.from('a'))),
    contentType: DEFAULT_CONTENT_TYPE,
    ttlMs: undefined,
    lease: undefined,
    condition: NO_CONDITION,
  }
  const value = new Uint8Array(256 * 1024)
  for (let count = 0; count < 80; count++) await node.kv.put({ ...put, value })
  const { clock } = systemHost()
  const retention = { ageMs: 60_000, revisions: 1000 }
  const handlers = watchHandlers(node.kv, clock, retention, new AbortController().signal)
  await using app = await TestApp.serve(clock, watchContract, handlers)
  const { watchers } = node.domain.keyspace
  const gone = new AbortController()
  const answer = await fetch(`${app.url}/v1/watch?from=1`, { signal: gone.signal })
  expect([answer.status, watchers.count]).toEqual([200, 1])
  gone.abort()
  await expect.poll(() => watchers.count).toBe(0)
  const head = await fetch(`${app.url}/v1/watch?from=1`, { method: 'HEAD' })
  expect(head.status).toBe(200)
  await expect.poll(() => watchers.count).toBe(0)
})

it('a client that has gone before its watch began leaves no timer behind', () => {
  let timers = 0
  const clock = {
    ...systemHost().clock,
    after: () => {
      timers++
      return { cancel: () => timers-- }
    },
  }
  elapsed(clock, 1000, AbortSignal.abort())
  expect(timers).toBe(0)
})
