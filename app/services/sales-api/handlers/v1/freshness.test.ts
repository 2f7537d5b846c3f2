import { expect, it } from 'vitest'
import { hold } from '#foundation/testing/latency'
import { systemHost } from '#foundation/host/system'
import { TestApp } from '#foundation/web/test-app'
import { FutureRevision } from '#business/data/keyspace/history'
import { Cluster } from '#business/domains/testing/cluster'
import { awaitFresh } from './freshness.ts'
import { kvContract } from './kv/kv-contract.ts'
import { kvHandlers } from './kv/kvgrp.ts'
import { mainContracts } from './contracts.ts'

const READS = ['consistency', 'maxStaleness', 'minRevision']

it('every operation that reads data says how fresh it has to be', () => {
  const isOfDocumentation = (tag: string): boolean => tag === 'documentation'
  for (const [id, operation] of Object.entries(mainContracts)) {
    if (operation.method !== 'get' || isOfDocumentation(operation.tag)) continue
    const query = 'query' in operation && operation.query !== 'any' ? operation.query : undefined
    expect(Object.keys(query?.shape ?? {}), id).toEqual(expect.arrayContaining(READS))
    expect('reads' in operation, id).toBe(true)
  }
})

it('a read over HTTP waits for what was answered before, unless it may be stale: then it says how old its answer is', async () => {
  await using cluster = await Cluster.start('voter', 'voter')
  const [one, other] = cluster.pair
  const { kv, reads } = other.node
  await using writing = await TestApp.serve(systemHost().clock, kvContract, kvHandlers(one.node.kv))
  await using reading = await TestApp.serve(systemHost().clock, kvContract, kvHandlers(kv), {
    before: (exchange, { query }) => awaitFresh(reads, 'linearizable', exchange, query),
  })
  const get = async (query = '') => {
    const answer = await fetch(`${reading.url}/v1/kv/a${query}`)
    const revision = answer.headers.get('store-revision')
    const staleness = answer.headers.get('store-staleness')
    return { status: answer.status, text: await answer.text(), revision, staleness }
  }
  const put = (value: string) =>
    fetch(`${writing.url}/v1/kv/a`, {
      method: 'PUT',
      body: value,
      headers: { 'Content-Type': 'text/plain' },
    })
  const none = { revision: null, staleness: null }

  const release = hold(other.log)
  expect((await put('1')).status).toBe(201)
  cluster.advance(2000)
  const waiting = Promise.all([get(), get('?minRevision=1&consistency=stale')])
  expect(await get('?consistency=stale')).toMatchObject({
    status: 404,
    revision: '0',
    staleness: '2000',
  })
  expect(await get('?consistency=stale&maxStaleness=2s')).toMatchObject({ status: 404 })
  release()
  const [fresh, seen] = await waiting
  expect(fresh).toEqual({ status: 200, text: '1', ...none })
  expect(seen).toEqual({ status: 200, text: '1', revision: '1', staleness: '0' })
  expect(await get('?minRevision=2')).toMatchObject({
    status: 500,
    text: expect.stringContaining(new FutureRevision(2, 1).message) as unknown,
  })
  expect(await get('?consistency=old')).toMatchObject({ status: 422 })
})
