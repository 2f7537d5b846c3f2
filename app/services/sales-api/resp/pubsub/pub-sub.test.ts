import { describe, expect, it, vi } from 'vitest'
import { until } from '#foundation/program/program'
import type { Client } from '../testing/resp-test.ts'
import { plain, RespTest } from '../testing/resp-test.ts'
import { PATTERN_BYTES_MAX, SUBSCRIPTIONS_MAX } from './pub-sub.ts'

const next = async (client: Client): Promise<unknown> => plain(await client.next())
const push = (...items: readonly unknown[]): unknown => ({ push: items })

/** Undefined until the client has left no trace. */
const isQuiet = ({ server }: RespTest): true | undefined => {
  const { channels, patterns } = server.context.pubSub
  return channels + patterns === 0 || undefined
}

describe('a client that listens', () => {
  it('gets messages of its channels and patterns, in RESP2', async () => {
    await using test = await RespTest.start()
    const [listener, publisher] = [await test.connect(), await test.connect()]
    expect(await listener.ask('SUBSCRIBE a b a')).toEqual(['subscribe', 'a', 1])
    expect(await next(listener)).toEqual(['subscribe', 'b', 2])
    expect(await next(listener)).toEqual(['subscribe', 'a', 2])
    expect(await listener.ask('PSUBSCRIBE [ax]*')).toEqual(['psubscribe', '[ax]*', 3])
    expect(await publisher.ask('PUBLISH a 1')).toBe(2)
    expect(await publisher.ask('PUBLISH x 2')).toBe(1)
    expect(await publisher.ask('PUBLISH c 3')).toBe(0)
    expect(await next(listener)).toEqual(['message', 'a', '1'])
    expect(await next(listener)).toEqual(['pmessage', '[ax]*', 'a', '1'])
    expect(await next(listener)).toEqual(['pmessage', '[ax]*', 'x', '2'])
    expect(await listener.ask('UNSUBSCRIBE')).toEqual(['unsubscribe', 'a', 2])
    expect(await next(listener)).toEqual(['unsubscribe', 'b', 1])
    expect(await listener.ask('PUNSUBSCRIBE z [ax]*')).toEqual(['punsubscribe', 'z', 1])
    expect(await next(listener)).toEqual(['punsubscribe', '[ax]*', 0])
    expect(await listener.ask('UNSUBSCRIBE')).toEqual(['unsubscribe', null, 0])
    expect(await publisher.ask('PUBLISH a 4')).toBe(0)
    expect(await listener.ask('PING')).toBe('PONG')
  })

  it('may ask for little else in RESP2, and for all in RESP3', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    await client.ask('SUBSCRIBE a')
    expect(await client.ask('GET key')).toBe(
      "-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context",
    )
    expect(await client.ask('PING')).toEqual(['pong', ''])
    expect(await client.ask('PING hello')).toEqual(['pong', 'hello'])
    expect(await client.ask('RESET')).toBe('RESET')
    expect(await client.ask('GET key')).toBeNull()
    expect(test.server.context.pubSub.channels).toBe(0)
    await client.ask('HELLO 3')
    expect(await client.ask('SUBSCRIBE a')).toEqual(push('subscribe', 'a', 1))
    expect(await client.ask('SET key value')).toBe('OK')
    expect(await client.ask('PING')).toBe('PONG')
    // Its own message comes behind the reply.
    expect(await client.ask('PUBLISH a x')).toBe(1)
    expect(await next(client)).toEqual(push('message', 'a', 'x'))
  })

  it('gets messages while it waits for something else, and between writes that are under way', async () => {
    await using test = await RespTest.start()
    const [listener, publisher] = [await test.connect(), await test.connect()]
    await listener.ask('HELLO 3')
    await listener.ask('SUBSCRIBE a')
    listener.send('XREAD BLOCK 0 STREAMS s $\r\n')
    await until(
      () => [...test.server.context.clients.values()].find(({ unblock }) => unblock),
      () => 'the client does not wait',
    )
    await publisher.ask('PUBLISH a 1')
    expect(await next(listener)).toEqual(push('message', 'a', '1'))
    await publisher.ask('XADD s 1-1 f v')
    expect(await next(listener)).toEqual(new Map([['s', [['1-1', ['f', 'v']]]]]))
    const writes = Array.from({ length: 50 }, (_, at) => `SET key ${String(at)}\r\n`)
    for (const write of writes) {
      listener.send(write)
      await publisher.ask('PUBLISH a 2')
    }
    const replies: unknown[] = []
    for (let at = 0; at < 100; at++) replies.push(await next(listener))
    expect(replies.filter(reply => reply === 'OK')).toHaveLength(50)
  })

  it('is known as such, and leaves nothing behind', async () => {
    await using test = await RespTest.start()
    const [listener, other] = [await test.connect(), await test.connect()]
    await listener.ask('SUBSCRIBE a b')
    await listener.next()
    await listener.ask('PSUBSCRIBE p*')
    expect(await other.ask('PUBSUB CHANNELS')).toEqual(['a', 'b'])
    expect(await other.ask('PUBSUB CHANNELS [b-z]*')).toEqual(['b'])
    expect(await other.ask('PUBSUB NUMSUB a nothing')).toEqual(['a', 1, 'nothing', 0])
    expect(await other.ask('PUBSUB NUMPAT')).toBe(1)
    expect(await other.ask('CLIENT LIST TYPE PUBSUB')).toMatch(
      /^id=1 .* flags=P .* sub=2 psub=1 [^\n]*\n$/,
    )
    expect(await other.ask('INFO clients')).toContain('pubsub_clients:1')
    expect(await other.ask('CLIENT KILL TYPE pubsub')).toBe(1)
    await listener.closed()
    await until(
      () => isQuiet(test),
      () => 'its subscriptions are left',
    )
    expect(await other.ask('PUBLISH a 1')).toBe(0)
  })

  it('has a channel listed once, also when it is left and joined while they are listed', async () => {
    await using test = await RespTest.start()
    const [listener, other] = [await test.connect(), await test.connect()]
    await listener.ask('HELLO 3')
    const names = Array.from({ length: 1500 }, (_, at) => `c${String(at)}`)
    await listener.call('SUBSCRIBE', ...names)
    for (let more = 1; more < names.length; more++) await listener.next()
    const { pubSub, clients } = test.server.context
    const subscriber = [...clients.values()].find(
      ({ subscriptions }) => subscriptions.channels.size > 0,
    )
    const { turns } = test.node.host
    const next = turns.next.bind(turns)
    vi.spyOn(turns, 'next').mockImplementation(after => {
      next(() => {
        if (subscriber) {
          pubSub.unsubscribe(subscriber, 'channels', 'c0')
          pubSub.subscribe(subscriber, 'channels', 'c0')
        }
        after()
      })
    })
    const listed = await other.ask('PUBSUB CHANNELS')
    vi.restoreAllMocks()
    expect(listed).toEqual(names)
  })

  it('is not cut for being idle', async () => {
    await using test = await RespTest.start({ tunables: { idleTimeoutMs: 1000 } })
    const [listener, idle] = [await test.connect(), await test.connect()]
    await listener.ask('SUBSCRIBE a')
    await idle.ask('PING')
    test.node.host.clock.advance(1500)
    await idle.closed()
    expect(await listener.ask('PING')).toEqual(['pong', ''])
  })
})

describe('what listeners may take', () => {
  it('is a number of subscriptions each, all of a request or none', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    await client.ask('HELLO 3')
    const names = Array.from({ length: SUBSCRIPTIONS_MAX - 1 }, (_, at) => `c${String(at)}`)
    for (let at = 0; at < names.length; at += 5000) {
      await client.call('SUBSCRIBE', ...names.slice(at, at + 5000))
      for (let more = 1; more < names.slice(at, at + 5000).length; more++) await client.next()
    }
    expect(await client.ask('SUBSCRIBE c0 x y')).toBe(
      '-OPERATION_TOO_LARGE This client would have too many subscriptions: subscribe to fewer',
    )
    expect(await client.ask('SUBSCRIBE x x')).toEqual(push('subscribe', 'x', SUBSCRIPTIONS_MAX))
    expect(await next(client)).toEqual(push('subscribe', 'x', SUBSCRIPTIONS_MAX))
    expect(await client.call('SUBSCRIBE', 'n'.repeat(1101))).toMatch(/^-OPERATION_TOO_LARGE/)
    expect(await client.call('PUBLISH', 'n'.repeat(1101), '')).toMatch(/^-OPERATION_TOO_LARGE/)
  })

  it('is a length of all different patterns, and memory', async () => {
    await using test = await RespTest.start({ limits: { bufferedBytesMax: 40_000 } })
    const [first, second] = [await test.connect(), await test.connect()]
    const long = Array.from({ length: PATTERN_BYTES_MAX / 1024 - 1 }, (_, at) =>
      String(at).padEnd(1024, '?'),
    )
    await first.call('PSUBSCRIBE', ...long)
    for (let at = 1; at < long.length; at++) await first.next()
    expect(await second.call('PSUBSCRIBE', 'x'.repeat(1025))).toMatch(
      /^-OPERATION_TOO_LARGE The patterns of all clients/,
    )
    expect(await second.call('PSUBSCRIBE', long[0] ?? '')).toContain('psubscribe')
    expect(await second.call('SUBSCRIBE', 'x'.repeat(1000))).toMatch(
      /^-OPERATION_TOO_LARGE The subscriptions of all clients/,
    )
    first.destroy()
    await until(
      () => test.server.context.pubSub.patterns === 1 || undefined,
      () => 'patterns of a client that has gone are left',
    )
    expect(await second.call('SUBSCRIBE', 'x'.repeat(1000))).toContain('subscribe')
  })

  it('is output up to a limit: who reads too slowly is cut, and the log says so', async () => {
    await using test = await RespTest.start({ limits: { outputBytesMax: 1024 * 1024 } })
    const [slow, publisher] = [await test.connect(), await test.connect()]
    await slow.ask('SUBSCRIBE a')
    slow.socket.pause()
    const message = 'x'.repeat(100_000)
    let published = 0
    while ((await publisher.call('PUBLISH', 'a', message)) === 1) published++
    expect(published).toBeGreaterThan(10)
    expect(test.server.context.totals.cut).toBe(1)
    expect(test.log).toContainEqual(
      expect.objectContaining({ msg: 'client cut: it does not read its replies' }),
    )
  })
})
