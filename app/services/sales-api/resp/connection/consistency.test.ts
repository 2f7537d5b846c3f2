import { expect, it } from 'vitest'
import { hold, quiet } from '#foundation/testing/latency'
import { Cluster } from '#business/domains/testing/cluster'
import { plain, RespTest } from '../testing/resp-test.ts'

it('reads see what other nodes were told is durable, all of a pipeline with one barrier; after READONLY they do not wait', async () => {
  await using cluster = await Cluster.start('voter', 'voter')
  const [one, other] = cluster.pair
  await using writing = await RespTest.start({ node: one.node })
  await using reading = await RespTest.start({ node: other.node })
  const writer = await writing.connect()
  const reader = await reading.connect()
  let barriers = 0
  const barrier = other.log.barrier.bind(other.log)
  const { promise, resolve } = Promise.withResolvers<undefined>()
  other.log.barrier = () => {
    barriers++
    resolve(undefined)
    return barrier()
  }
  const release = hold(other.log)
  expect(await writer.ask('SET a 1')).toBe('OK')
  reader.send('GET a\r\nGET b\r\nGET a\r\n')
  await promise
  release()
  const replies = [await reader.next(), await reader.next(), await reader.next()]
  expect(replies.map(plain)).toEqual(['1', null, '1'])
  expect(barriers).toBe(1)

  expect(await reader.ask('READONLY')).toBe('OK')
  const releaseAgain = hold(other.log)
  expect(await writer.ask('SET a 2')).toBe('OK')
  await quiet()
  expect(await reader.ask('GET a')).toBe('1')
  releaseAgain()
  expect(await reader.ask('READWRITE')).toBe('OK')
  expect(await reader.ask('GET a')).toBe('2')
})

it('a log that does not answer fails reads, in their places', async () => {
  await using cluster = await Cluster.start('voter', 'voter')
  const [one] = cluster.pair
  await using test = await RespTest.start({ node: one.node })
  const client = await test.connect()
  const { promise, resolve } = Promise.withResolvers<undefined>()
  one.log.barrier = () => {
    resolve(undefined)
    return new Promise(() => undefined)
  }
  const replies = Promise.all([client.ask('GET a'), client.ask('SET a 1')])
  await promise
  cluster.advance(5000)
  expect(await replies).toEqual([
    expect.stringContaining('-LOG_UNAVAILABLE The log does not answer'),
    'OK',
  ])
})

it('a reader refuses writes as Redis does, also in a transaction', async () => {
  await using cluster = await Cluster.start('voter', 'reader')
  const [voter, reader] = cluster.pair
  await using test = await RespTest.start({ node: reader.node })
  const client = await test.connect()
  const refusal = "-READONLY You can't write against a read only replica."
  expect(await client.ask('SET a 1')).toBe(refusal)
  expect(await client.ask('MULTI')).toBe('OK')
  expect(await client.ask('XADD s * a 1')).toBe(refusal)
  expect(await client.ask('EXEC')).toMatch(/^-EXECABORT/)
  expect(await client.ask('GET a')).toBeNull()
  expect(voter.node.kv.revision).toBe(0)
})
