/** MULTI and EXEC of the clients that people have, against the real process, also over a kill. */
import { execFileSync } from 'node:child_process'
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Service, until } from './service.ts'

let service: Service

beforeAll(async () => {
  service = await Service.start()
})

afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

const connect = (): Redis =>
  new Redis({ host: '127.0.0.1', port: service.respPort, retryStrategy: () => null })

it.each([2, 3] as const)(
  'node-redis executes transactions, and is told of a change: RESP%i',
  async RESP => {
    const client = createClient({ socket: { host: '127.0.0.1', port: service.respPort }, RESP })
    client.on('error', () => undefined)
    await client.connect()
    await client.del(['order', 'orders'])
    const paid = client.multi().get('order').set('order', 'paid').get('order')
    const replies = await paid.xAdd('orders', '1-1', { order: 'paid' }).xLen('orders').exec()
    expect(replies).toEqual([null, 'OK', 'paid', '1-1', 1])
    await client.watch('order')
    await client.set('order', 'sent')
    await expect(client.multi().set('order', 'lost').exec()).rejects.toThrow(/watched/i)
    expect(await client.get('order')).toBe('sent')
    await client.close()
  },
)

it('ioredis executes transactions, pipelined or not, and is told which request failed', async () => {
  const client = connect()
  await client.set('text', 'x')
  const replies = await client.multi().set('a', '1').incr('text').incr('a').exec()
  expect(replies?.[0]).toEqual([null, 'OK'])
  expect(String(replies?.[1]?.[0])).toContain('ERR value is not an integer or out of range')
  expect(replies?.[2]).toEqual([null, 2])
  await client.multi({ pipeline: false })
  expect(await client.incr('a')).toBe('QUEUED')
  expect(await client.exec()).toEqual([[null, 3]])
  await client.watch('a')
  await client.incr('a')
  expect(await client.multi().incr('a').exec()).toBeNull()
  client.disconnect()
})

const hasCli = ((): boolean => {
  try {
    execFileSync('redis-cli', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()
if (!hasCli) {
  console.warn(
    'skipped: transactions by redis-cli, which is not here (apt-get install redis-tools)',
  )
}

it.skipIf(!hasCli)('redis-cli executes transactions', () => {
  const input = 'MULTI\nSET cli 1\nINCR cli\nEXEC\nEXEC\n'
  const port = String(service.respPort)
  const output = execFileSync('redis-cli', ['-p', port], { encoding: 'utf8', input })
  expect(output.split('\n').filter(line => line !== '')).toEqual([
    'OK',
    'QUEUED',
    'QUEUED',
    'OK',
    '2',
    'ERR EXEC without MULTI',
  ])
})

it('after kill -9 a transaction is there as a whole, or not at all', async () => {
  const clients = [0, 1, 2, 3]
  const acknowledged = clients.map(() => 0)
  const wrong: unknown[] = []
  const writers = clients.map(async at => {
    const client = connect()
    client.on('error', () => undefined)
    const [one, other, stream] = [`one:${String(at)}`, `other:${String(at)}`, `s:${String(at)}`]
    try {
      for (;;) {
        const transaction = client.multi().incr(one).get(one).xadd(stream, '*', 'f', 'v')
        const replies = await transaction.incr(other).exec()
        if (replies?.[1]?.[1] !== String(replies?.[0]?.[1])) wrong.push(replies)
        acknowledged[at] = Number(replies?.[0]?.[1])
      }
    } catch {
      // The service was killed.
    } finally {
      client.disconnect()
    }
  })
  await until(
    () => (acknowledged.every(count => count >= 20) ? true : undefined),
    () => 'no transactions are executed',
  )
  await service.kill()
  await Promise.all(writers)
  expect(wrong).toEqual([])
  await service.restart()
  const client = connect()
  for (const at of clients) {
    const [one, other, entries] = await Promise.all([
      client.get(`one:${String(at)}`),
      client.get(`other:${String(at)}`),
      client.xlen(`s:${String(at)}`),
    ])
    expect([one, entries]).toEqual([other, Number(other)])
    expect(Number(one) - (acknowledged[at] ?? 0)).toBeOneOf([0, 1])
  }
  client.disconnect()
})
