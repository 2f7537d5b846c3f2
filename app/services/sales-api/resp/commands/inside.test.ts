/** What the server tells of its commands and keys. */
import { expect, it } from 'vitest'
import { until } from '#foundation/program/program'
import { RespTest } from '../testing/resp-test.ts'

it('slow commands are told, with those of a pipeline together, and as many as are asked for', async () => {
  await using test = await RespTest.start()
  const client = await test.connect()
  const { clock } = test.node.host
  expect(await client.ask('SLOWLOG GET')).toEqual([])
  expect(await client.ask('CONFIG SET slowlog-log-slower-than 0')).toBe('OK')
  await client.ask('CLIENT SETNAME me')
  client.send('PING\r\nPING\r\nPING\r\nSLOWLOG RESET\r\n')
  for (let at = 0; at < 4; at++) await client.next()
  await client.ask('CONFIG SET slowlog-log-slower-than 1000000')
  const second = Math.floor(clock.now() / 1000)
  const address = test.server.context.clients.get(1)?.address.remote
  const entry = (id: number, ...words: readonly string[]) => [id, second, 0, words, address, 'me']
  const all = (await client.ask('SLOWLOG GET -1')) as unknown[][]
  expect(all).toHaveLength(1)
  expect(all[0]?.slice(1)).toEqual(entry(0, 'slowlog', 'reset').slice(1))
  client.send('PING\r\nPING\r\nPING\r\n')
  for (let at = 0; at < 3; at++) await client.next()
  expect(await client.ask('SLOWLOG LEN')).toBe(1)
  const { slowLog, options } = test.server.context
  const [slow] = slowLog.commands
  const me = test.server.context.clients.get(1)
  if (!slow || !me) throw new Error('there is a slow command, and a client')
  slowLog.add(clock.now(), 12.3456, slow.command, 3, me)
  expect(await client.ask('SLOWLOG GET 1')).toMatchObject([
    [
      expect.any(Number),
      second,
      12_346,
      ['slowlog', 'reset', '... (2 more commands)'],
      address,
      'me',
    ],
  ])
  expect(await client.ask('LATENCY LATEST')).toEqual([['command', second, 12, 12]])
  expect(await client.ask('LATENCY HISTORY command')).toEqual([
    [second, 0],
    [second, 12],
  ])
  expect(await client.ask('LATENCY HISTORY fork')).toEqual([])
  expect(await client.ask('LATENCY RESET')).toBe(0)
  expect(await client.ask('LATENCY DOCTOR')).toMatch(/^2 entries .* The slowest was slowlog\|reset/)
  expect(await client.ask('CONFIG SET slowlog-max-len 1')).toBe('OK')
  expect(await client.ask('SLOWLOG LEN')).toBe(1)
  expect(await client.ask('CONFIG SET slowlog-max-len 10001')).toMatch(/^-ERR CONFIG SET failed/)
  expect(await client.ask('SLOWLOG RESET')).toBe('OK')
  expect(await client.ask('LATENCY DOCTOR')).toMatch(/^No command took/)
  expect(await client.ask('SLOWLOG GET -2')).toMatch(/^-ERR count should be/)
  expect(await client.ask('CONFIG SET slowlog-log-slower-than -1')).toBe('OK')
  expect(options.tunables.slowMs).toBe(Number.POSITIVE_INFINITY)
  expect(await client.ask('CONFIG GET slowlog-log-slower-than')).toEqual([
    'slowlog-log-slower-than',
    '-1',
  ])
})

it('how keys are stored, and what they take', async () => {
  await using test = await RespTest.start()
  const client = await test.connect()
  await client.ask('SET short value')
  await client.call('SET', 'long', 'x'.repeat(1000))
  await client.ask('XADD stream 1-1 field value')
  for (const [request, reply] of [
    ['OBJECT ENCODING short', 'embstr'],
    ['OBJECT ENCODING long', 'raw'],
    ['OBJECT ENCODING stream', 'stream'],
    ['OBJECT ENCODING nothing', null],
    ['OBJECT REFCOUNT stream', 1],
    ['OBJECT REFCOUNT nothing', null],
    ['OBJECT IDLETIME nothing', null],
    ['MEMORY USAGE nothing', null],
    ['MEMORY USAGE short SAMPLES', '-ERR syntax error'],
    ['DEBUG OBJECT short', '-ERR DEBUG command not allowed here; SALES_RESP_DEBUG=on allows it'],
    ['DEBUG JMAP', "-ERR unknown subcommand 'JMAP'. Try DEBUG HELP."],
  ] as const) {
    expect({ request, reply: await client.ask(request) }).toEqual({ request, reply })
  }
  expect(await client.ask('OBJECT FREQ short')).toMatch(/^-ERR An LFU maxmemory policy is not/)
  const short = Number(await client.ask('MEMORY USAGE short SAMPLES 0'))
  const long = Number(await client.ask('MEMORY USAGE long'))
  const stream = Number(await client.ask('MEMORY USAGE stream'))
  expect([short > 100, long - short > 900, long < 1300, stream > 60]).toEqual(Array(4).fill(true))
})

it('INFO tells how many keys there are, once they were counted', async () => {
  await using test = await RespTest.start()
  const client = await test.connect()
  await client.ask('SET a 1')
  expect(await client.ask('INFO keyspace')).toBe('# Keyspace\r\n')
  expect(await client.ask('DBSIZE')).toBe(1)
  await client.ask('SET b 1')
  expect(await client.ask('INFO keyspace')).toBe('# Keyspace\r\ndb0:keys=2,expires=0,avg_ttl=0\r\n')
  const shown = async () => String(await client.ask('INFO keyspace')).split('\r\n')[1]
  const at = test.node.host.clock.now() + 1_000_000_000
  await client.ask(`SET a 1 PXAT ${String(at)}`)
  await client.ask(`SET b 1 PXAT ${String(at + 2000)}`)
  expect(await shown()).toBe('db0:keys=2,expires=2,avg_ttl=1000001000')
  await client.ask('PERSIST a')
  await client.ask('DEL b')
  expect(await shown()).toBe('db0:keys=1,expires=0,avg_ttl=0')
})

it('DEBUG works where it is allowed', async () => {
  await using test = await RespTest.start({ mayDebug: true })
  const [client, other] = [await test.connect(), await test.connect()]
  await client.ask('SET short value')
  expect(await client.ask('DEBUG OBJECT short')).toMatch(
    /^Value at:.* encoding:embstr .* type:string$/,
  )
  expect(await client.ask('DEBUG OBJECT nothing')).toBe('-ERR no such key')
  expect(await client.ask('DEBUG SLEEP x')).toBe('-ERR value is not a valid float')
  const slept = client.ask('DEBUG SLEEP 100')
  await until(
    () => test.server.context.clients.get(1)?.lastCommand === 'debug|sleep' || undefined,
    () => 'it does not sleep',
  )
  expect(await other.ask('PING')).toBe('PONG')
  test.node.host.clock.advance(100_000)
  expect(await slept).toBe('OK')
  client.send('DEBUG SLEEP 100\r\n')
  client.destroy()
})

it('MSETEX sets several keys until a time, if all exist or none does', async () => {
  await using test = await RespTest.start()
  const client = await test.connect()
  for (const [request, reply] of [
    ['MSETEX 2 a 1 b 2 NX EX 100', 1],
    ['MGET a b', ['1', '2']],
    ['TTL b', 100],
    ['MSETEX 2 b 3 c 4 NX', 0],
    ['MSETEX 2 b 3 c 4 XX', 0],
    ['MSETEX 2 a 3 b 4 XX PX 5000', 1],
    ['TTL a', 5],
    ['MSETEX 2 a 6 c 7 KEEPTTL', 1],
    ['TTL a', 5],
    ['TTL c', -1],
    ['MSETEX 1 a 5 KEEPTTL PX 1', '-ERR syntax error'],
    ['MSETEX 1 a 5 PX 1 KEEPTTL', '-ERR syntax error'],
    ['MSETEX 1 a 5', 1],
    ['TTL a', -1],
    ['MSETEX 0 a 5', '-ERR invalid numkeys value'],
    ['MSETEX x a 5', '-ERR value is not an integer or out of range'],
    ['MSETEX 3 a 5 b 6', "-ERR wrong number of arguments for 'msetex' command"],
    ['MSETEX 1 a 5 NX XX', '-ERR syntax error'],
    ['MSETEX 1 a 5 PERSIST', '-ERR syntax error'],
    ['MSETEX 1 a 5 EX 0', "-ERR invalid expire time in 'msetex' command"],
  ] as const) {
    expect({ request, reply: await client.ask(request) }).toEqual({ request, reply })
  }
})
