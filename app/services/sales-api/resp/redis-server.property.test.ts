import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { freePorts } from '#foundation/program/free-ports'
import { tied, until } from '#foundation/program/program'
import { checkProperty } from '#foundation/testing/property'
import { Client, RespTest } from './testing/resp-test.ts'

/**
 * The same requests to a real redis-server, which is 7.0 in Debian, and to this one: the same replies. What later versions of Redis
 * do in another way, and what the page of the protocol says is different here, is not asked, or not compared.
 */

const FILE = 'app/services/sales-api/resp/redis-server.property.test.ts'
const RUNS = 100
const COMMANDS_MAX = 80

const hasRedis = spawnSync('redis-server', ['--version']).status === 0
if (!hasRedis) console.warn('skipped: redis-server, which is not installed here')

const KEYS = ['k1', 'k2', 'k3']
const STREAMS = ['s1', 's2']
const WORDS: Readonly<Record<string, readonly string[]>> = {
  key: [...KEYS, ...KEYS, 's1', 'none'],
  stream: [...STREAMS, ...STREAMS, ...STREAMS, ...STREAMS, 'k1', 'none'],
  any: [...KEYS, ...STREAMS, 'none'],
  value: ['', 'a', 'hello', '10', '-1', '3.5', '9223372036854775807', ' 5', 'x'.repeat(600)],
  integer: ['0', '1', '-1', '5', '10', '9223372036854775807', '-9223372036854775808'],
  float: ['1.5', '-1', '3e2', '0.1', '-0'],
  offset: ['0', '1', '5', '-1'],
  count: ['1', '2', '3', '10'],
  id: ['0', '0-1', '1-1', '1-2', '2-1', '3-1', '5-0', '5-5', '7', '9-9', '10-1'],
  newId: ['1-1', '2-1', '3-1', '4-*', '5-0', '6-*', '7', '8-8', '9-*', '10-1', '12-*', '20-*'],
  start: ['-', '(1-1', '(3-1', '0', '2-1', '3-1', '5-5', '10-1', '+'],
  end: ['+', '(5-0', '(3-1', '2-1', '3-1', '5-5', '10-1', '-'],
  group: ['g1', 'g1', 'g1', 'g2', 'g2', 'gx'],
  consumer: ['c1', 'c2', 'c3'],
  idle: ['0', '0', '0', '100000000'],
  pattern: ['*', 'k*', 'k?', '[ks]1', 'k[1-2]', '[^k]*', 'none', String.raw`\*`],
}

/** `<word>` stands for one of its kind, `(a|b)` for one of these, and `[a|b]` for one of these or nothing. */
const REQUESTS = [
  'SET <key> <value>',
  'SET <key> <value> [NX|XX] [GET] [EX 1000|PX 1000000|EXAT 9999999999|PXAT 1|KEEPTTL]',
  'SETNX <key> <value>',
  'SETEX <key> 1000 <value>',
  'GET <key>',
  'GETDEL <key>',
  'GETSET <key> <value>',
  'GETEX <key> [EX 1000|EXAT 1|PERSIST]',
  'MGET <key> <key> [<any>]',
  'MSET <key> <value> [<key> <value>]',
  'MSETNX <key> <value> [<key> <value>]',
  'APPEND <key> <value>',
  'STRLEN <key>',
  'GETRANGE <key> <offset> <offset>',
  'SETRANGE <key> 3 <value>',
  'INCR <key>',
  'DECRBY <key> 7',
  'INCRBY <key> <integer>',
  'INCRBYFLOAT <key> <float>',
  'DEL <any> [<any>]',
  'EXISTS <any> [<any>]',
  'TYPE <any>',
  'EXPIRE <any> 1000 [NX|XX]',
  'EXPIREAT <any> (9999999998|9999999999) [NX|XX|GT|LT]',
  'PEXPIRE <any> -1 [NX|XX|GT|LT]',
  'PTTL <any>',
  'EXPIRETIME <any>',
  'PERSIST <any>',
  'RENAME <any> <any>',
  'RENAMENX <any> <any>',
  'COPY <any> <any> [REPLACE]',
  'KEYS <pattern>',
  'XADD <stream> <newId> f <value>',
  'XADD <stream> <newId> f <value>',
  'XADD <stream> [NOMKSTREAM] [MAXLEN <count>|MINID <id>] <newId> f <value> [g <value>]',
  'XLEN <stream>',
  'XRANGE <stream> <start> <end> [COUNT <count>]',
  'XREVRANGE <stream> <end> <start> [COUNT <count>]',
  'XREAD [COUNT <count>] STREAMS <stream> <id>',
  'XREAD [COUNT <count>] STREAMS <stream> <stream> <id> $',
  'XDEL <stream> <id> [<id>]',
  'XTRIM <stream> MAXLEN <count>',
  'XTRIM <stream> MINID <id>',
  'XSETID <stream> 30-0',
  'XINFO STREAM <stream> [FULL]',
  'XINFO GROUPS <stream>',
  'XGROUP CREATE <stream> <group> 0 [MKSTREAM]',
  'XGROUP CREATE <stream> <group> (0|$|<id>) [MKSTREAM]',
  'XGROUP SETID <stream> <group> (0|$|<id>)',
  'XGROUP DESTROY <stream> g2',
  'XREADGROUP GROUP <group> <consumer> [COUNT <count>] [NOACK] STREAMS <stream> >',
  'XREADGROUP GROUP <group> <consumer> COUNT <count> STREAMS <stream> >',
  'XREADGROUP GROUP <group> <consumer> [COUNT <count>] STREAMS <stream> <id>',
  'XACK <stream> <group> <id> [<id>]',
  'XPENDING <stream> <group>',
  'XPENDING <stream> <group> [IDLE <idle>] <start> <end> <count> [<consumer>]',
  'XCLAIM <stream> <group> <consumer> <idle> <id> [<id>] [RETRYCOUNT <count>] [FORCE] [JUSTID] [LASTID <id>]',
  'XAUTOCLAIM <stream> <group> <consumer> <idle> <id> [COUNT <count>] [JUSTID]',
]

/** The words of a request. */
function requestOf(template: string): fc.Arbitrary<readonly string[]> {
  const parts = template.match(/\[[^\]]*\]|\([^)]*\)|\S+/g) ?? []
  return fc.tuple(...parts.map(partOf)).map(words => words.flat())
}

function partOf(part: string): fc.Arbitrary<readonly string[]> {
  if (/^[[(]/.test(part)) {
    const alternatives = part.slice(1, -1).split('|').map(requestOf)
    return fc.oneof(...(part.startsWith('[') ? [fc.constant([])] : []), ...alternatives)
  }
  const words = part.startsWith('<') ? WORDS[part.slice(1, -1)] : [part]
  return fc.constantFrom(...(words ?? [])).map(word => [word])
}

/** Replies of these are compared by their name, which a transaction's reply does not have. */
const ALONE = /^(?:PTTL|EXPIRETIME|KEYS|XPENDING)/

function transaction(): fc.Arbitrary<readonly (readonly string[])[]> {
  const inside = fc.oneof(...REQUESTS.filter(template => !ALONE.test(template)).map(requestOf))
  const end = fc.constantFrom(['EXEC'], ['EXEC'], ['DISCARD'])
  return fc
    .tuple(fc.array(inside, { maxLength: 6 }), end)
    .map(([requests, last]) => [['MULTI'], ...requests, last])
}

/** What later versions of Redis tell otherwise: when a consumer is made, and what is known of how far a group is. */
const UNCOMPARED = new Set(
  ['consumers', 'entries-read', 'lag', 'radix-tree-keys', 'radix-tree-nodes'].concat(
    ['idmp-duration', 'idmp-maxsize', 'pids-tracked', 'iids-tracked', 'iids-added'],
    ['iids-duplicates', 'nacked-count'],
  ),
)

/** A reply as it is compared: without what passes with time. */
function compared([name = '']: readonly string[], reply: unknown): unknown {
  if (name === 'PTTL' && Number(reply) > 0) return 'some time'
  if (name === 'EXPIRETIME' && Number(reply) > 0) return 'a time'
  if (name === 'KEYS' && Array.isArray(reply)) return reply.sort()
  if (name === 'XPENDING' && Array.isArray(reply)) {
    return reply.map((row: unknown) =>
      Array.isArray(row) && row.length === 4 ? row.with(2, 0) : row,
    )
  }
  return withoutUncompared(reply)
}

function withoutUncompared(reply: unknown): unknown {
  if (Array.isArray(reply)) return reply.map(withoutUncompared)
  if (!(reply instanceof Map)) return reply
  const kept = [...reply].filter(([field]) => !UNCOMPARED.has(String(field)))
  return new Map(
    kept.map(([field, value]) => {
      // Of each pending entry: id, consumer, when it was delivered, how often.
      if (field === 'pending' && Array.isArray(value)) {
        return [field, value.map((row: unknown) => (Array.isArray(row) ? row.with(2, 0) : row))]
      }
      return [field, withoutUncompared(value)]
    }),
  )
}

/** Of this machine, with all in memory. */
async function startRedis(directory: string, stack: AsyncDisposableStack): Promise<Client> {
  const [port = 0] = await freePorts(1)
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '']
  const [command = '', ...args] = tied(['redis-server', ...flags])
  const child = spawn(command, args, { stdio: 'ignore' })
  stack.defer(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  })
  return await until(
    () => Client.connect(port).catch(() => undefined),
    () => 'redis-server does not listen',
  )
}

/** Both servers, without keys, which are asked the same. */
async function startBoth(stack: AsyncDisposableStack) {
  const directory = fs.mkdtempSync(join(tmpdir(), 'redis-server-'))
  stack.defer(() => {
    fs.rmSync(directory, { recursive: true })
  })
  const redis = await startRedis(directory, stack)
  const test = stack.use(await RespTest.start({ mayFlush: true }))
  const ours = await test.connect()
  return async (...request: readonly string[]): Promise<readonly [unknown, unknown]> => {
    const [expected, found] = await Promise.all([redis.call(...request), ours.call(...request)])
    return [compared(request, expected), compared(request, found)]
  }
}

it.skipIf(!hasRedis)('answers as redis-server does', async () => {
  await using stack = new AsyncDisposableStack()
  const ask = await startBoth(stack)
  await ask('HELLO', '3')
  const one = fc.oneof(...REQUESTS.map(requestOf)).map(request => [request])
  const requests = fc.array(fc.oneof({ weight: 12, arbitrary: one }, transaction()), {
    maxLength: COMMANDS_MAX,
    size: 'max',
  })
  await checkProperty(FILE, requests, RUNS, async sequence => {
    await ask('FLUSHALL')
    for (const request of sequence.flat()) {
      const [expected, found] = await ask(...request)
      expect(found, request.join(' ')).toEqual(expected)
    }
  })
})

const commandsSchema = z.array(
  z
    .tuple([z.string(), z.int(), z.array(z.string()), z.int(), z.int(), z.int()])
    .rest(z.unknown())
    .transform(([name, arity, flags, first, last, step]) => {
      const told = flags.filter(flag => /^(?:write|readonly|denyoom|fast|blocking)$/.test(flag))
      return { name, arity, keys: [first, last, step], flags: told.sort() }
    }),
)

it.skipIf(!hasRedis)('tells of its commands what redis-server tells', async () => {
  await using stack = new AsyncDisposableStack()
  const ask = await startBoth(stack)
  const [theirs, ours] = (await ask('COMMAND')).map(reply => commandsSchema.parse(reply))
  // A command of subcommands has no flags of its own in Redis.
  const expected = (theirs ?? []).filter(({ flags, keys }) => flags.length > 0 || keys[0] !== 0)
  const names = new Set(expected.map(({ name }) => name))
  const found = (ours ?? []).filter(({ name }) => names.has(name))
  expect(found.length).toBeGreaterThan(60)
  const known = new Map(expected.map(row => [row.name, row]))
  expect(found).toEqual(found.map(({ name }) => known.get(name)))
})
