/** Which commands are listed among the recent requests, and with what. */
import { expect, it } from 'vitest'
import { encodeRequest } from '#foundation/resp/request'
import { hold, quiet } from '#foundation/testing/latency'
import { RecentRequests } from '#business/web/requests/recent'
import { RespTest } from '../testing/resp-test.ts'

it('a slow write is kept with where its time went, and its line of the log has its trace', async () => {
  const requests = new RecentRequests()
  await using test = await RespTest.start({ requests })
  const { clock, disk } = test.node.host
  const client = await test.connect()
  await client.ask('CLIENT SETNAME me')
  const release = hold(disk)
  client.send(encodeRequest(['SET', 'secret-key', 'secret-value']))
  await quiet()
  while (!test.server.context.clients.get(1)?.lastCommand.startsWith('set')) await quiet()
  clock.advance(700)
  release()
  await client.next()
  const [slow] = requests.list(clock).filter(({ operation }) => operation === 'RESP set')
  expect(slow).toMatchObject({
    status: 200,
    ms: 700,
    spans: [
      { name: 'handle', startMs: 0, ms: 700 },
      { name: 'queue', in: 'handle', startMs: 0 },
      {
        name: 'fsync',
        in: 'handle',
        note: expect.stringMatching(/^1 operations, \d+ bytes$/) as string,
      },
      { name: 'apply', in: 'handle' },
    ],
    event: { command: 'set', name: 'me', id: 1 },
  })
  const inside = slow?.spans.slice(1).reduce((sum, { ms }) => sum + ms, 0)
  expect(inside).toBe(700)
  expect(test.log.filter(({ msg }) => msg === 'slow command')).toMatchObject([
    { command: 'set', traceId: slow?.traceId },
  ])
  expect(JSON.stringify(requests.list(clock))).not.toContain('secret')
})

it('a command that failed is kept once, refused ones one a second, and its name is cut', async () => {
  const requests = new RecentRequests()
  await using test = await RespTest.start({ requests })
  const { clock } = test.node.host
  const client = await test.connect()
  await client.ask(`CLIENT SETNAME ${'n'.repeat(100_000)}`)
  for (let time = 0; time < 7; time++) await client.ask('SET a')
  for (let time = 0; time < 7; time++) await client.ask('INCRBY a b')
  await client.ask('SET a x')
  for (let time = 0; time < 7; time++) await client.ask('INCR a')
  const kept = (): object[] =>
    requests.list(clock).filter(({ operation }) => operation === 'RESP incr')
  const refused = {
    status: 400,
    event: { reply: 'ERR value is not an integer or out of range', command: 'incr' },
  }
  // The first of a half hour is one of the slowest too.
  expect(kept()).toMatchObject([refused])
  clock.advance(1000)
  await client.ask('INCR a')
  expect(kept()).toMatchObject([refused, refused])
  expect(JSON.stringify(kept()).length).toBeLessThan(2000)
})

it('reads of a pipeline that follow each other are one, and of fast ones no more than five are kept', async () => {
  const requests = new RecentRequests()
  await using test = await RespTest.start({ requests })
  const { clock } = test.node.host
  const client = await test.connect()
  client.send('PING\r\nPING\r\nPING\r\n')
  for (let at = 0; at < 3; at++) await client.next()
  for (let at = 0; at < 20; at++) await client.ask('PING')
  const pings = requests.list(clock).filter(({ operation }) => operation === 'RESP ping')
  expect(pings.map(({ event }) => event.count)).toContain(3)
  expect(pings.length).toBeLessThanOrEqual(5)
})
