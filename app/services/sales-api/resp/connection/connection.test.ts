import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { encodeRequest } from '#foundation/resp/request'
import { hold, quiet } from '#foundation/testing/latency'
import { checkProperty } from '#foundation/testing/property'
import { until } from '#foundation/program/program'
import { TestBase } from '#business/data/store/testing/test-base'
import { StoreNode } from '#business/domains/testing/store-node'
import { plain, RespTest } from '../testing/resp-test.ts'
import { WRITES_UNDER_WAY_MAX } from './writes-under-way.ts'

const requests = (...lines: readonly string[]): Buffer =>
  Buffer.concat(lines.map(line => encodeRequest(line.split(' '))))

describe('replies come in the order of requests', () => {
  it('a read behind writes sees them', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    client.send(requests('GET a', 'SET a 1', 'GET a', 'SET a 2', 'SET b 3', 'GET a', 'PING'))
    for (const wanted of [null, 'OK', '1', 'OK', 'OK', '2', 'PONG']) {
      expect(plain(await client.next())).toBe(wanted)
    }
  })

  it('for more writes than may be under way', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    const count = 3 * WRITES_UNDER_WAY_MAX
    const writes = Array.from({ length: count }, (_, at) => `SET key ${String(at)}`)
    client.send(requests(...writes, 'GET key', 'QUIT'))
    expect(await client.closed()).toBe(
      `${'+OK\r\n'.repeat(count)}$4\r\n${String(count - 1)}\r\n+OK\r\n`,
    )
  })

  it('when a write is refused while others are under way', async () => {
    await using test = await RespTest.start({ limits: { valueBytesMax: 3 } })
    const client = await test.connect()
    client.send(
      requests('SET a 1', 'SET a 1234', `SET ${'k'.repeat(1025)} 1`, 'SET b 2', 'SET a', 'GET b'),
    )
    const replies: unknown[] = []
    for (let at = 0; at < 6; at++) replies.push(plain(await client.next()))
    expect(replies).toEqual([
      'OK',
      '-VALUE_TOO_LARGE The value has 4 bytes, at most 3 are possible (SALES_STORE_VALUE_BYTES_MAX)',
      '-INVALID_KEY A key has 1 to 1024 bytes, not 1025',
      'OK',
      "-ERR wrong number of arguments for 'set' command",
      '2',
    ])
  })

  it('when a request waits, and others have arrived behind it', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    client.send(requests('SET a 1', 'DEL a b', 'GET a', 'SET a 2', 'DBSIZE', 'GET a'))
    for (const wanted of ['OK', 1, null, 'OK', 1, '2']) {
      expect(plain(await client.next())).toBe(wanted)
    }
  })

  it('when a request that may wait fails at once', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    client.send(requests('PING', 'XREAD BLOCK x STREAMS s 0', 'PING'))
    expect(plain(await client.next())).toBe('PONG')
    expect(plain(await client.next())).toMatch(/^-ERR/)
    expect(plain(await client.next())).toBe('PONG')
  })

  it('whatever pieces they arrive in', async () => {
    await using test = await RespTest.start()
    const all = requests('SET a 1', 'GET a', 'DEL a', 'PING')
    const client = await test.connect()
    client.socket.setNoDelay()
    for (const byte of all) {
      client.send(Uint8Array.of(byte))
      await new Promise(resolve => setImmediate(resolve))
    }
    for (const wanted of ['OK', '1', 1, 'PONG']) expect(plain(await client.next())).toBe(wanted)
  })
})

describe('a store without room', () => {
  const VALUE = 'x'.repeat(100_000)

  /** A disk that takes nothing, and a client with more writes than fit into memory. */
  async function stuck() {
    const base = new TestBase()
    const test = await RespTest.start({ node: await StoreNode.on(base) })
    onTestFinished(() => test[Symbol.asyncDispose]())
    const { host, node } = test.node
    const release = hold(base)
    const writer = await test.connect()
    writer.send(
      requests(...Array.from({ length: 60 }, (_, at) => `SET key:${String(at)} ${VALUE}`)),
    )
    writer.send(requests('SET last 1', 'GET last', 'GET key:59'))
    const pass = async (ms: number): Promise<void> => {
      await quiet()
      host.clock.advance(ms)
      await quiet()
    }
    while (!node.isCrowded) await pass(20)
    return { test, writer, release, pass, node }
  }

  it('makes writers wait, who are not read from meanwhile; then all is executed in its order', async () => {
    const { test, writer, release, pass, node } = await stuck()
    const [reader, other] = [await test.connect(), await test.connect()]
    other.send(requests('SET other 1', 'XADD stream * f v', 'GET other'))
    expect(await reader.ask('STRLEN key:0')).toBe(VALUE.length)
    for (let second = 0; second < 20; second++) await pass(1000)
    expect(await reader.ask('GET other')).toBeNull()
    expect(other.replies).toEqual([])
    expect(writer.replies.length).toBeLessThan(60)
    release()
    const answered = () => writer.replies.length === 63 && other.replies.length === 3
    while (!answered()) await pass(20)
    expect(writer.replies.slice(0, 62).map(plain)).toEqual([
      ...Array.from({ length: 61 }, () => 'OK'),
      '1',
    ])
    expect(other.replies.map(plain)).toEqual(['OK', expect.stringContaining('-0'), '1'])
    expect(node.isCrowded).toBe(false)
  })

  it('is an error after half a minute, for each write that waited', async () => {
    const { writer, release, pass, test } = await stuck()
    const other = await test.connect()
    other.send(requests('SET other 1', 'PING'))
    while (other.replies.length < 2) await pass(1000)
    expect(other.replies.map(plain)).toEqual([expect.stringMatching(/^-STORE_BUSY /), 'PONG'])
    while (writer.replies.length < 63) await pass(1000)
    const replies = writer.replies.map(plain)
    const done = replies.filter(reply => reply === 'OK').length
    const refused = replies.filter(reply => String(reply).startsWith('-STORE_BUSY ')).length
    expect([done + refused, replies[61]]).toEqual([61, null])
    expect(refused).toBeGreaterThan(10)
    release()
  })
})

describe('what the client is told last', () => {
  it('is why its bytes are no request, behind the replies to the requests before', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    client.send(`${requests('SET a 1', 'GET a').toString()}*abc\r\n${requests('PING').toString()}`)
    expect(await client.closed()).toBe(
      '+OK\r\n$1\r\n1\r\n-ERR Protocol error: invalid multibulk length\r\n',
    )
    client.socket.end()
    await until(
      () => test.log.find(({ msg }) => msg === 'connection'),
      () => 'no line of the log',
    )
    expect(test.log).toMatchObject([
      { level: 'info', commands: 2, why: 'Protocol error: invalid multibulk length' },
    ])
  })

  it.each(['GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', 'POST / HTTP/1.1\r\n\r\n'])(
    'is nothing if it speaks HTTP: %j',
    async http => {
      await using test = await RespTest.start()
      const client = await test.connect()
      client.send(http)
      expect(await client.closed()).not.toContain('HTTP')
      expect(test.server.connections).toBe(0)
    },
  )

  it('are the replies to what it sent before it ended its side', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    client.socket.end(requests('SET a 1', 'DEL a', 'SET b 2'))
    expect(await client.closed()).toBe('+OK\r\n:1\r\n+OK\r\n')
  })

  it('is that there is nothing, if it had ended its side before a command began to wait', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    const release = hold(test.node.host.disk)
    client.socket.end(requests('SET a 1', 'XREAD BLOCK 0 STREAMS s $'))
    await until(
      () => test.server.context.totals.inputBytes > 0 || undefined,
      () => 'nothing arrived',
    )
    await quiet()
    release()
    expect(await client.closed()).toBe('+OK\r\n*-1\r\n')
  })

  it('are the replies to what is under way when the service drains, and nothing is executed later', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    const idle = await test.connect()
    await client.ask('PING')
    client.send(requests(...Array.from({ length: 10 }, (_, at) => `SET key${String(at)} x`)))
    await until(
      () => test.server.context.clients.get(1)?.commands === 11 || undefined,
      () => 'the writes were not begun',
    )
    const closing = test.server.close(10_000)
    client.send(requests('SET late x'))
    expect(await client.closed()).toBe(`+PONG\r\n${'+OK\r\n'.repeat(10)}`)
    client.destroy()
    expect(await idle.closed()).toBe('')
    idle.destroy()
    expect(await closing).toBe(true)
    expect(test.node.kv.lookUp(Buffer.from('late'))).toBeUndefined()
  })
})

describe('a client that does not read', () => {
  it('is not read from any more, and its requests are executed when it reads again', async () => {
    await using test = await RespTest.start({ limits: { outputBytesMax: 1024 * 1024 } })
    const client = await test.connect()
    await client.call('SET', 'key', 'x'.repeat(90_000))
    client.socket.pause()
    const reads = 500
    client.send(requests(...Array.from({ length: reads }, () => 'GET key')))
    const state = test.server.context.clients.get(1)
    await until(
      () => (state && state.waitingBytes > 400_000 ? true : undefined),
      () => 'no reply waits',
    )
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(state?.waitingBytes).toBeLessThan(1024 * 1024)
    expect(state?.commands).toBeLessThan(reads)
    client.socket.resume()
    for (let at = 0; at < reads; at++) await client.next()
    expect(await client.ask('PING')).toBe('PONG')
  })

  it('is cut when it takes nothing for a minute, with a line in the log', async () => {
    await using test = await RespTest.start({ limits: { outputBytesMax: 1024 * 1024 } })
    const client = await test.connect()
    await client.call('SET', 'key', 'x'.repeat(90_000))
    client.socket.pause()
    client.send(requests(...Array.from({ length: 500 }, () => 'GET key')))
    const state = test.server.context.clients.get(1)
    await until(
      () => (state && state.waitingBytes > 400_000 ? true : undefined),
      () => 'no reply waits',
    )
    test.node.host.clock.advance(120_000)
    await until(
      () => test.log.find(({ level }) => level === 'warn'),
      () => 'no line of the log',
    )
    expect(test.log).toContainEqual(
      expect.objectContaining({
        msg: 'client cut: it does not read its replies',
        lastCommand: 'get',
        why: 'it took none of its replies for a minute',
      }),
    )
    expect(test.server.context.totals.cut).toBe(1)
  })
})

describe('what all connections hold together', () => {
  it('is bounded: those go that hold more than their part', async () => {
    const limits = { bufferedBytesMax: 300_000, argumentBytesMax: 1_000_000 }
    await using test = await RespTest.start({ limits: { ...limits, valueBytesMax: 1_000_000 } })
    const [small, large] = [await test.connect(), await test.connect()]
    await small.ask('PING')
    small.send('*2\r\n$4\r\nECHO\r\n$100\r\nabc')
    large.send(`*2\r\n$4\r\nECHO\r\n$900000\r\n${'x'.repeat(800_000)}`)
    await large.closed()
    expect(test.log).toContainEqual(
      expect.objectContaining({
        why: 'requests and replies of all clients took more than the limit',
      }),
    )
    small.send(`${'x'.repeat(97)}\r\n`)
    expect(plain(await small.next())).toBe(`abc${'x'.repeat(97)}`)
    small.destroy()
    await until(
      () => (test.server.connections === 0 ? true : undefined),
      () => 'a connection is left',
    )
    expect(test.server.context.totals.bufferedBytes).toBe(0)
  })
})

describe('hostile bytes', () => {
  it('end in replies or in a closed connection, and others are served', async () => {
    await using test = await RespTest.start({ mayFlush: true })
    const names = test.server.commands.all.map(({ fullName }) => fullName)
    const word = fc.oneof(
      fc.constantFrom(...names, 'x', '0', '-1', '1e400', '*', 'EX', 'NX', ''),
      fc.string({ unit: 'binary-ascii', maxLength: 20 }),
    )
    const piece = fc.oneof(
      { weight: 5, arbitrary: fc.array(word, { minLength: 1, maxLength: 6 }).map(encodeRequest) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 50 }) },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom('*2\r\n', '$9\r\n', '*-1\r\n', '*9999999\r\n')
          .map(text => Buffer.from(text)),
      },
    )
    const file = 'app/services/sales-api/resp/connection/connection.test.ts'
    await checkProperty(file, fc.array(piece, { maxLength: 30 }), 100, async pieces => {
      const client = await test.connect()
      for (const bytes of pieces) client.send(bytes)
      client.socket.end()
      await client.closed()
      client.destroy()
    })
    await until(
      () => (test.server.connections === 0 ? true : undefined),
      () => 'a connection is left',
    )
    expect(test.log.filter(({ level }) => level === 'error')).toEqual([])
    expect(await (await test.connect()).ask('PING')).toBe('PONG')
  })
})

describe('a connection that does nothing', () => {
  it('is ended after the idle timeout, counted from its last request', async () => {
    await using test = await RespTest.start({ tunables: { idleTimeoutMs: 1000 } })
    const client = await test.connect()
    test.node.host.clock.advance(900)
    expect(await client.ask('PING')).toBe('PONG')
    test.node.host.clock.advance(900)
    expect(await client.ask('PING')).toBe('PONG')
    test.node.host.clock.advance(2000)
    await client.closed()
    await until(
      () => test.log.find(({ why }) => why === 'it was idle'),
      () => 'no line of the log',
    )
  })

  it('stays for ever without one', async () => {
    await using test = await RespTest.start()
    const client = await test.connect()
    await client.ask('PING')
    test.node.host.clock.advance(1_000_000)
    expect(await client.ask('PING')).toBe('PONG')
  })
})
