import fc from 'fast-check'
import net from 'node:net'
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { duplexPair } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { quiet } from '#foundation/testing/latency'
import { checkProperty } from '#foundation/testing/property'
import type { ClientOptions } from './client.ts'
import { CLIENT_LIMITS, CommandFailed, ErrorReply, RespClient, tcp } from './client.ts'
import { RequestDecoder } from './decoder.ts'
import { ReplyEncoder } from './encoder.ts'
import type { Reply } from './reply.ts'
import { appendReply, plain, replies } from './testing/replies.ts'

const FILE = 'foundation/resp/client.test.ts'
const REQUEST_LIMITS = { argumentsMax: 100, argumentBytesMax: 100_000, requestBytesMax: 1_000_000 }

const bulk = (text: string): Reply => ({ kind: 'bulk', bytes: Buffer.from(text) })
const OK: Reply = { kind: 'simple', text: 'OK' }

/** What a test does for the server: it greets by itself. */
class Server {
  /** One per connection that was opened, the last one last. */
  readonly sockets: Duplex[] = []
  /** All requests but greetings, of all connections. */
  readonly requests: string[][] = []
  readonly greetings: string[][] = []
  /** Pieces of bytes as they came. */
  writes = 0
  /** undefined: the server says nothing. */
  greeting: Reply | undefined = {
    kind: 'map',
    items: [bulk('proto'), { kind: 'integer', value: 3n }],
  }
  /** Replies at once. */
  answer: (request: readonly string[]) => Reply | undefined = () => undefined

  readonly open = (): Duplex => {
    const [near, far] = duplexPair()
    const decoder = new RequestDecoder(REQUEST_LIMITS)
    this.sockets.push(far)
    far.on('error', () => undefined)
    far.on('data', (bytes: Uint8Array) => {
      this.writes++
      decoder.push(bytes)
      while (decoder.next()) {
        const request = Array.from({ length: decoder.count }, (_, at) =>
          Buffer.from(decoder.argument(at)).toString('latin1'),
        )
        if (request[0] === 'HELLO') {
          this.greetings.push(request)
          if (this.greeting) this.send(this.greeting)
        } else {
          this.requests.push(request)
          const reply = this.answer(request)
          if (reply) this.send(reply)
        }
      }
    })
    return near
  }

  send(...all: readonly Reply[]): void {
    this.sockets.at(-1)?.write(encoded(...all))
  }

  cut(): void {
    this.sockets.at(-1)?.end()
  }
}

function encoded(...all: readonly Reply[]): Uint8Array {
  const encoder = new ReplyEncoder()
  encoder.version = 3
  for (const reply of all) appendReply(encoder, reply)
  return encoder.take()
}

type Test = { readonly host: SimulatedHost; readonly server: Server; readonly client: RespClient }

async function start(options: Partial<ClientOptions> = {}): Promise<Test> {
  const host = new SimulatedHost(1)
  const server = new Server()
  const client = await RespClient.connect({ host, open: server.open, ...options })
  return { host, server, client }
}

/** What became of it. */
async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call
    return 'replied'
  } catch (error) {
    if (error instanceof CommandFailed) return error.outcome
    throw error
  }
}

describe('replies are those to the commands, in their order', () => {
  it('whatever they are, in any pieces', async () => {
    const input = fc.record({
      all: fc.array(fc.tuple(fc.array(fc.string({ unit: 'binary-ascii' })), replies), {
        maxLength: 10,
      }),
      lengths: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
    })
    await checkProperty(FILE, input, 100, async ({ all, lengths }) => {
      const pushes: Reply[] = []
      const onPush = (items: readonly Reply[]): void => void pushes.push({ kind: 'push', items })
      const { server, client } = await start({ onPush })
      const isReply = ([, reply]: (typeof all)[number]): boolean => reply.kind !== 'push'
      const asked = all.filter(isReply)
      const received: Reply[] = []
      const sink = {
        replied: (tag: number, reply: Reply) => {
          expect(tag).toBe(received.length)
          received.push(reply)
        },
        failed: () => undefined,
      }
      for (const [tag, [request]] of asked.entries()) client.send(['ECHO', ...request], sink, tag)
      await quiet()
      expect(server.requests).toEqual(asked.map(([request]) => ['ECHO', ...request]))
      const written = encoded(...all.map(([, reply]) => reply))
      for (let at = 0, piece = 0; at < written.length; piece++) {
        const length = lengths[piece % lengths.length] ?? 1
        server.sockets[0]?.write(written.subarray(at, at + length))
        at += length
      }
      await quiet()
      expect(received.map(plain)).toEqual(asked.map(([, reply]) => plain(reply)))
      const pushed = all.filter(one => !isReply(one)).map(([, reply]) => plain(reply))
      expect(pushes.map(plain)).toEqual(pushed)
      client.close()
    })
  })

  it('split in two at every byte, greeting included', async () => {
    const push: Reply = { kind: 'push', items: [bulk('message'), bulk('a'), bulk('b')] }
    const map: Reply = { kind: 'map', items: [bulk('a'), { kind: 'array', items: [OK, OK] }] }
    const written = encoded(
      { kind: 'map', items: [bulk('proto'), bulk('3')] },
      push,
      OK,
      map,
      push,
      bulk('x'),
    )
    for (let at = 1; at < written.length; at++) {
      const host = new SimulatedHost(1)
      const server = new Server()
      server.greeting = undefined
      let pushes = 0
      const connecting = RespClient.connect({ host, open: server.open, onPush: () => pushes++ })
      await quiet()
      // What comes behind the greeting is for commands that are sent when it is there.
      server.sockets[0]?.write(written.subarray(0, Math.min(at, GREETING_BYTES)))
      server.sockets[0]?.write(written.subarray(Math.min(at, GREETING_BYTES), GREETING_BYTES))
      const client = await connecting
      const calls = [client.call('SET', 'a', 'b'), client.call('GET', 'a'), client.call('PING')]
      await quiet()
      server.sockets[0]?.write(written.subarray(GREETING_BYTES, Math.max(at, GREETING_BYTES)))
      server.sockets[0]?.write(written.subarray(Math.max(at, GREETING_BYTES)))
      expect((await Promise.all(calls)).map(plain)).toEqual([OK, map, bulk('x')].map(plain))
      expect(pushes).toBe(2)
      client.close()
    }
  })

  it('over TCP, with commands of one turn in one write', async () => {
    const requests: string[] = []
    const server = net.createServer(socket => {
      socket.on('data', (received: Buffer) => {
        requests.push(received.toString())
        const count = received.toString().split('*').length - 1
        socket.write(requests.length === 1 ? '%0\r\n' : '+OK\r\n'.repeat(count))
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const client = await RespClient.connect({
      host: systemHost(),
      open: tcp({ host: '127.0.0.1', port }),
      password: 'secret',
    })
    await Promise.all(['a', 'b', 'ä'].map(key => client.call('GET', key)))
    expect(requests).toEqual([
      '*5\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$4\r\nAUTH\r\n$7\r\ndefault\r\n$6\r\nsecret\r\n',
      ['a', 'b', 'ä']
        .map(key => `*2\r\n$3\r\nGET\r\n$${String(Buffer.byteLength(key))}\r\n${key}\r\n`)
        .join(''),
    ])
    client.close()
    server.close()
    await once(server, 'close')
    const again = RespClient.connect({ host: systemHost(), open: tcp({ host: '127.0.0.1', port }) })
    await expect(again).rejects.toThrow('ECONNREFUSED')
  })

  it('an error is an Error with a code for who has a promise, and a reply for who has none', async () => {
    const { server, client } = await start()
    server.answer = () => ({ kind: 'error', text: 'WRONGTYPE it is a stream' })
    const error = await client.call('GET', 'a').catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(ErrorReply)
    expect(error).toMatchObject({ code: 'WRONGTYPE', message: 'WRONGTYPE it is a stream' })
    const reply = await new Promise(resolve => {
      client.send(
        ['GET', 'a'],
        {
          replied: (_, found) => {
            resolve(found)
          },
          failed: resolve,
        },
        7,
      )
    })
    expect(reply).toMatchObject({ kind: 'error' })
    client.close()
  })
})

const GREETING_BYTES = encoded({ kind: 'map', items: [bulk('proto'), bulk('3')] }).length

describe('a connection that is lost', () => {
  it('leaves what had no reply unknown, and writes what was not sent to the next one', async () => {
    const { host, server, client } = await start()
    const sent = client.call('SET', 'a', '1')
    await quiet()
    server.cut()
    const waiting = client.call('SET', 'b', '1')
    expect(await outcome(sent)).toBe('unknown')
    await expect(sent).rejects.toThrow(/the connection was lost .*: its outcome is unknown/)
    expect(server.requests).toEqual([['SET', 'a', '1']])
    server.answer = () => OK
    host.clock.advance(50)
    expect(await waiting).toEqual(OK)
    expect(server.requests.slice(1)).toEqual([['SET', 'b', '1']])
    client.close()
  })

  it('is made again later and later, at moments that differ, and from the beginning once it was there', async () => {
    let reconnected = 0
    const { host, server, client } = await start({ onReconnected: () => reconnected++ })
    const greeting = server.greeting
    server.greeting = undefined
    const delays: number[] = []
    server.cut()
    await quiet()
    for (let attempt = 0; attempt < 10; attempt++) {
      const opened = server.sockets.length
      const before = host.clock.monotonic()
      while (server.sockets.length === opened) host.clock.advance(1)
      delays.push(host.clock.monotonic() - before)
      server.cut()
      await quiet()
    }
    for (const [attempt, delay] of delays.entries()) {
      const longest = Math.min(2000, 50 * 2 ** attempt)
      expect(delay).toBeGreaterThanOrEqual(longest / 2)
      expect(delay).toBeLessThanOrEqual(longest + 1)
    }
    expect(new Set(delays.slice(-4)).size).toBeGreaterThan(1)
    expect(reconnected).toBe(0)
    server.greeting = greeting
    host.clock.advance(2000)
    await quiet()
    expect(reconnected).toBe(1)
    server.cut()
    await quiet()
    host.clock.advance(50)
    await quiet()
    expect(reconnected).toBe(2)
    client.close()
  })

  it('costs what waits for another one no longer than the timeout, and nothing was executed', async () => {
    const { host, server, client } = await start()
    server.greeting = { kind: 'error', text: 'WRONGPASS no' }
    server.cut()
    await quiet()
    const call = client.call('PING')
    const seen = outcome(call)
    host.clock.advance(CLIENT_LIMITS.timeoutMs - 1)
    await quiet()
    expect(client.inFlight).toBe(1)
    host.clock.advance(1)
    expect(await seen).toBe('not executed')
    await expect(call).rejects.toThrow('there was no connection within 10000 ms')
    expect(server.requests).toEqual([])
    client.close()
  })

  it('executes no command twice, and each has one outcome, whenever it is lost', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.constant('send' as const) },
      { weight: 3, arbitrary: fc.constant('answer' as const) },
      { weight: 2, arbitrary: fc.constant('turn' as const) },
      { weight: 1, arbitrary: fc.constantFrom('cut' as const, 'half' as const, 'time' as const) },
    )
    await checkProperty(FILE, fc.array(step, { maxLength: 60 }), 100, async steps => {
      const { host, server, client } = await start()
      const outcomes: string[] = []
      const sink = {
        replied: (tag: number, reply: Reply) => {
          expect(plain(reply)).toEqual(plain(bulk(String(tag))))
          outcomes[tag] = `${outcomes[tag] ?? ''}replied`
        },
        failed: (tag: number, error: CommandFailed) => {
          outcomes[tag] = `${outcomes[tag] ?? ''}${error.outcome}`
        },
      }
      let sent = 0
      let answered = 0
      const next = (): Reply[] => {
        const request = server.requests[answered]
        return request ? [bulk(request[1] ?? '')] : []
      }
      for (const one of steps) {
        if (one === 'send') client.send(['ECHO', String(sent)], sink, sent++)
        else if (one === 'turn') await quiet()
        else if (one === 'time') host.clock.advance(1000)
        else if (one === 'answer') {
          const all = next()
          if (all.length > 0) answered++
          server.send(...all)
        } else {
          if (one === 'half') server.sockets.at(-1)?.write(encoded(...next()).subarray(0, 3))
          await quiet()
          server.cut()
          await quiet()
          answered = server.requests.length
        }
      }
      await quiet()
      client.close()
      expect(outcomes).toHaveLength(sent)
      const executed = server.requests.map(([, number]) => Number(number))
      expect(new Set(executed).size).toBe(executed.length)
      expect(executed).toEqual(executed.toSorted((a, b) => a - b))
      for (const [tag, found] of outcomes.entries()) {
        const allowed = executed.includes(tag)
          ? ['replied', 'unknown']
          : ['not executed', 'unknown']
        expect(allowed).toContain(found)
      }
    })
  })

  it('is one whose bytes are no reply, or a reply to nothing, or that ends', async () => {
    for (const bytes of ['abc\r\n', '+OK\r\n+OK\r\n', '*1\r\n'.repeat(40)]) {
      const { host, server, client } = await start()
      const call = client.call('PING')
      await quiet()
      server.sockets[0]?.write(bytes)
      await outcome(call)
      host.clock.advance(50)
      await quiet()
      expect(server.sockets).toHaveLength(2)
      client.close()
    }
  })
})

describe('a server that says nothing', () => {
  it('is given up after the timeout, counted from when the command was the oldest', async () => {
    const { host, server, client } = await start()
    const first = client.call('A')
    const second = outcome(client.call('B'))
    await quiet()
    host.clock.advance(CLIENT_LIMITS.timeoutMs - 1)
    server.send(OK)
    await first
    host.clock.advance(CLIENT_LIMITS.timeoutMs - 1)
    await quiet()
    expect(client.inFlight).toBe(1)
    host.clock.advance(1)
    expect(await second).toBe('unknown')
    client.close()
  })

  it('may wait as long as the command has it wait, or for ever; those behind have their own time', async () => {
    const { host, server, client } = await start()
    const waits = [client.callWaiting(60_000, 'XREAD'), client.callWaiting(Infinity, 'XREAD')]
    const behind = outcome(client.call('PING'))
    await quiet()
    host.clock.advance(60_000 + CLIENT_LIMITS.timeoutMs - 1)
    server.send(OK)
    await waits[0]
    host.clock.advance(1_000_000_000)
    server.send(OK)
    await waits[1]
    host.clock.advance(CLIENT_LIMITS.timeoutMs - 1)
    await quiet()
    expect(client.inFlight).toBe(1)
    host.clock.advance(1)
    expect(await behind).toBe('unknown')
    client.close()
  })

  it('or refuses the greeting is no connection', async () => {
    const host = new SimulatedHost(1)
    const server = new Server()
    server.greeting = undefined
    const silent = RespClient.connect({ host, open: server.open })
    host.clock.advance(CLIENT_LIMITS.timeoutMs)
    await expect(silent).rejects.toThrow('the connection took too long to be made')
    server.greeting = { kind: 'error', text: 'WRONGPASS invalid' }
    const refused = RespClient.connect({ host, open: server.open, password: 'x' })
    await expect(refused).rejects.toThrow('the server refused HELLO: WRONGPASS invalid')
    expect(server.greetings.at(-1)).toEqual(['HELLO', '3', 'AUTH', 'default', 'x'])
    host.clock.advance(100_000)
    expect(server.sockets).toHaveLength(2)
  })
})

describe('what waits for replies', () => {
  it('is bounded in number and in bytes, and room comes back with replies', async () => {
    const limits = { ...CLIENT_LIMITS, commandsMax: 3, bytesMax: 1000 }
    const { server, client } = await start({ limits })
    const calls = ['a', 'b', 'c'].map(key => client.call('GET', key))
    const refused = client.call('GET', 'd')
    expect(await outcome(refused)).toBe('not executed')
    await expect(refused).rejects.toThrow('3 commands wait for their replies, as many as may')
    await quiet()
    server.send(OK, OK, OK)
    await Promise.all(calls)
    const large = client.call('GET', 'x'.repeat(900))
    expect(await outcome(client.call('GET', 'x'.repeat(100)))).toBe('not executed')
    await quiet()
    server.send(OK)
    await large
    server.answer = () => OK
    expect(await client.call('GET', 'x'.repeat(100))).toEqual(OK)
    expect(server.requests.map(([, key = '']) => key.length)).toEqual([1, 1, 1, 900, 100])
    client.close()
  })

  it('stays in order over many more commands than are remembered', async () => {
    const { server, client } = await start()
    server.answer = request => bulk(request[1] ?? '')
    const tags: number[] = []
    const sink = { replied: (tag: number) => void tags.push(tag), failed: () => undefined }
    for (let at = 0; at < 10_000; at++) {
      client.send(['ECHO', String(at)], sink, at)
      if (at % 700 === 0) await quiet()
    }
    await quiet()
    expect(tags).toEqual(Array.from({ length: 10_000 }, (_, at) => at))
    expect(server.writes).toBeLessThan(100)
    client.close()
  })

  it('fails when the client is closed; nothing is sent later', async () => {
    const { host, server, client } = await start()
    const sent = outcome(client.call('A'))
    await quiet()
    const unsent = outcome(client.call('B'))
    client.close()
    expect(await sent).toBe('unknown')
    expect(await unsent).toBe('not executed')
    expect(await outcome(client.call('C'))).toBe('not executed')
    host.clock.advance(1_000_000)
    await quiet()
    expect(server.requests).toEqual([['A']])
    expect(server.sockets).toHaveLength(1)
  })
})

describe('push messages', () => {
  const push = (...items: string[]): Reply => ({ kind: 'push', items: items.map(bulk) })

  it('come between replies and are none, but for those that answer a subscription', async () => {
    const pushes: string[] = []
    const onPush = (items: readonly Reply[]): void => {
      pushes.push(
        items
          .map(item => (item.kind === 'bulk' ? Buffer.from(item.bytes).toString() : ''))
          .join(' '),
      )
    }
    const { server, client } = await start({ onPush })
    const subscribed = client.subscribe('SUBSCRIBE', 'a', 'b')
    const ping = client.call('PING')
    await quiet()
    server.send(push('message', 'x', '1'), push('subscribe', 'a'), push('message', 'a', '2'))
    server.send(push('subscribe', 'b'), push('message', 'b', '3'), OK)
    expect(plain(await subscribed)).toEqual(plain(push('subscribe', 'b')))
    expect(await ping).toEqual(OK)
    expect(pushes).toEqual(['message x 1', 'message a 2', 'message b 3'])
    server.answer = () => ({ kind: 'error', text: 'NOPERM no' })
    await expect(client.subscribe('SUBSCRIBE', 'a')).rejects.toThrow('NOPERM no')
    client.close()
  })
})
