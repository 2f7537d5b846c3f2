import { expect, it } from 'vitest'
import { parseKey } from '#business/data/keyspace/key'
import { until } from '#foundation/program/program'
import { plain, RespTest } from '../testing/resp-test.ts'
import { parseNotifications } from './key-notifications.ts'

it.each([
  ['', ''],
  ['KEA', 'AKE'],
  ['KEg$lshzxetd', 'AKE'],
  ['Ex', 'xE'],
  ['tK$K', '$tK'],
  ['Km', undefined],
  ['K E', undefined],
])('the letters %j are %j', (given, told) => {
  expect(parseNotifications(given)).toBe(told)
})

/** By the request: what is told of it, as event and key. */
const EVENTS: readonly (readonly [request: string, ...events: string[]])[] = [
  ['SET a 1', 'set a'],
  ['SET a 1 EX 100', 'set a', 'expire a'],
  ['SET a 2 KEEPTTL', 'set a'],
  ['SET a 2 NX'],
  ['GETEX a PERSIST', 'persist a'],
  ['GETEX a PERSIST'],
  ['GETEX a EX 100', 'expire a'],
  ['PERSIST a', 'persist a'],
  ['PERSIST a'],
  ['EXPIRE a 100', 'expire a'],
  ['EXPIRE nothing 100'],
  ['GETSET a 1', 'set a'],
  ['INCR a', 'incrby a'],
  ['DECRBY a 5', 'incrby a'],
  ['INCRBYFLOAT a 0.5', 'incrbyfloat a'],
  ['APPEND a x', 'append a'],
  ['SETRANGE a 1 x', 'setrange a'],
  ['SETRANGE a 1 '],
  ['INCR a'],
  ['MSET a 1 b 2', 'set a', 'set b'],
  ['MSETNX a 1 c 2'],
  ['SETNX c 1', 'set c'],
  ['RENAME c d', 'rename_from c', 'rename_to d'],
  ['COPY d e', 'copy_to e'],
  ['DEL a nothing d', 'del a', 'del d'],
  ['GETDEL e', 'del e'],
  ['EXPIRE b -1', 'del b'],
  ['XADD s 1-1 f v', 'xadd s'],
  ['XADD s MAXLEN 1 2-1 f v', 'xadd s', 'xtrim s'],
  ['XADD s 1-1 f v'],
  ['XGROUP CREATE s g 0', 'xgroup-create s'],
  ['XGROUP CREATE t g 0 MKSTREAM', 'xgroup-create t'],
  ['XGROUP SETID s g 0', 'xgroup-setid s'],
  ['XGROUP CREATECONSUMER s g one', 'xgroup-createconsumer s'],
  ['XGROUP CREATECONSUMER s g one'],
  ['XREADGROUP GROUP g two STREAMS s >', 'xgroup-createconsumer s'],
  ['XACK s g 2-1'],
  ['XGROUP DELCONSUMER s g one', 'xgroup-delconsumer s'],
  ['XGROUP DESTROY s g', 'xgroup-destroy s'],
  ['XDEL s 2-1 9-9', 'xdel s'],
  ['XDEL s 9-9'],
  ['XADD s 3-1 f v', 'xadd s'],
  ['XTRIM s MAXLEN 0', 'xtrim s'],
  ['XSETID s 5-1', 'xsetid s'],
  ['COPY t s REPLACE', 'copy_to s'],
  ['RENAME t s', 'rename_from t', 'rename_to s'],
  ['EXPIRE s 100', 'expire s'],
  ['SET s 1', 'set s'],
]

it('what happens to keys is told in the words of Redis', async () => {
  await using test = await RespTest.start({ notifications: 'AKE' })
  const [listener, client] = [await test.connect(), await test.connect()]
  await listener.ask('PSUBSCRIBE __key*@0__:*')
  for (const [request, ...events] of EVENTS) {
    await client.call(...request.split(' '))
    await client.ask('PUBLISH __keyend__@0__: end')
    const told: unknown[] = []
    for (;;) {
      const [, , channel, message] = plain(await listener.next()) as string[]
      if (message === 'end') break
      told.push([channel, message])
    }
    const wanted = events.flatMap(one => {
      const [event = '', key = ''] = one.split(' ')
      return [
        [`__keyspace@0__:${key}`, event],
        [`__keyevent@0__:${event}`, key],
      ]
    })
    expect({ request, told }).toEqual({ request, told: wanted })
  }
})

it('writes over HTTP, expiry and leases are told too, as CONFIG SET says from when on', async () => {
  await using test = await RespTest.start()
  const [listener, client] = [await test.connect(), await test.connect()]
  await listener.ask('PSUBSCRIBE *')
  const { kv, host } = test.node
  const write = { value: Buffer.from('x'), contentType: 'text/plain', condition: NONE } as const
  const keyOf = (name: string) => parseKey(Buffer.from(name))
  const put = (name: string, ttlMs?: number) =>
    kv.put({ ...write, key: keyOf(name), ttlMs, lease: undefined, replacesAnyType: true })
  await put('untold')
  expect(await client.ask('CONFIG SET notify-keyspace-events Q')).toMatch(/^-ERR CONFIG SET failed/)
  expect(await client.ask('CONFIG SET notify-keyspace-events E$x')).toBe('OK')
  expect(await client.ask('CONFIG GET notify-keyspace-events')).toEqual([
    'notify-keyspace-events',
    '$xE',
  ])
  await put('told', 1000)
  await kv.delete(keyOf('untold'), NONE)
  host.clock.advance(2000)
  await kv.expire()
  const told = await until(
    () => (listener.replies.length >= 2 ? listener.replies : undefined),
    () => 'nothing is told',
  )
  expect(told.map(plain)).toEqual([
    ['pmessage', '*', '__keyevent@0__:set', 'told'],
    ['pmessage', '*', '__keyevent@0__:expired', 'told'],
  ])
  expect(await client.call('CONFIG', 'SET', 'notify-keyspace-events', '')).toBe('OK')
})

const NONE = { kind: 'none' } as const
