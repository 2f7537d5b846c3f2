import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { systemHost } from '#foundation/host/system'
import type { Handlers } from './app.ts'
import { contract } from './contract.ts'
import type { Middleware } from './exchange.ts'
import { problemSchema } from './problem.ts'
import { EXCESS_MAX } from './server.ts'
import type { Answer, RawClient, TestOptions } from './test-app.ts'

import { anything, errors, eventually, operation, TestApp, textAnswer } from './test-app.ts'

/** How late Node may notice that the time of a connection is over. */
const NOTICE_MS = 20_000
/** Timers count whole milliseconds of another clock than tests. */
const TIMER_EARLY_MS = 5
/** Long enough never to be the reason why something ends. */
const NEVER_MS = 60_000

const api = contract({
  plain: operation('get', '/plain', textAnswer),
  hold: { ...operation('put', '/hold', textAnswer), body: anything },
  watch: operation('get', '/watch', {
    200: { description: 'None', body: 'events', events: { end: z.null() } },
  }),
})

let gate = Promise.withResolvers<undefined>()
const release = (): void => {
  gate.resolve(undefined)
}

const handlers: Handlers<typeof api> = {
  plain: () => ({ status: 200, bytes: Buffer.from('plain'), contentType: 'text/plain' }),
  hold: async () => {
    await gate.promise
    return { status: 200, bytes: Buffer.from('released'), contentType: 'text/plain' }
  },
  watch: () => ({
    status: 200,
    events: oneEvent(),
    farewell: () => ({ event: 'end', data: null }),
  }),
}

async function* oneEvent(): AsyncGenerator<{ event: 'end'; data: null }> {
  await gate.promise
  yield { event: 'end', data: null }
}

let web: TestApp

async function serve(options: TestOptions = {}): Promise<void> {
  web = await TestApp.serve(systemHost().clock, api, handlers, options)
}

beforeEach(() => {
  gate = Promise.withResolvers()
})
afterEach(async () => {
  release()
  await web[Symbol.asyncDispose]()
})

/** A client whose request is being answered. */
async function held(): Promise<RawClient> {
  const client = await web.connect()
  client.request('PUT', '/hold', { 'Content-Length': '1' })
  client.send('x')
  await eventually(() => web.app.inFlight).toBe(1)
  return client
}

/** A client whose connection waits for its second request. */
async function idle(): Promise<RawClient> {
  const client = await web.connect()
  client.request('GET', '/plain')
  expect((await client.answer()).headers.connection).toBe('keep-alive')
  return client
}

/** A client whose answer has begun, but not ended. */
async function watching(): Promise<RawClient> {
  const client = await web.connect()
  client.request('GET', '/watch')
  await eventually(() => client.received).toMatch(/^HTTP[^]*\r\n\r\n$/)
  return client
}

function expectProblem({ status, headers, body }: Answer, ...expected: [number, string]): void {
  expect(headers).toMatchObject({
    connection: 'close',
    'content-type': 'application/problem+json; charset=utf-8',
  })
  const problem = problemSchema.parse(JSON.parse(body))
  expect([status, problem.code]).toEqual(expected)
  expect(problem.status).toBe(status)
}

async function elapsed(wait: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await wait()
  return performance.now() - startedAt
}

describe('a request that does not arrive in time', () => {
  const readTimeoutMs = 300
  beforeEach(() => serve({ readTimeoutMs }))

  const parts: readonly [string, string][] = [
    ['has not begun', ''],
    ['stops in its first line', 'GET /pla'],
    ['stops in its headers', 'GET /plain HTTP/1.1\r\nHost: test\r\nX-Slow: '],
    ['stops in its body', 'PUT /hold HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\nslow'],
    [
      'stops between chunks',
      'PUT /hold HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n',
    ],
  ]
  it.each(parts)('is refused: it %s', async (_what, part) => {
    const startedAt = performance.now()
    const client = await web.connect({ allowHalfOpen: true })
    client.send(part)
    expectProblem(await client.answer(), 408, 'REQUEST_TIMEOUT')
    const ms = performance.now() - startedAt
    expect(ms).toBeGreaterThan(readTimeoutMs - TIMER_EARLY_MS)
    expect(ms).toBeLessThan(readTimeoutMs + NOTICE_MS)
    // The client never closes its side; the connection must be gone all the same.
    await eventually(() => web.server.connections()).toBe(0)
    await eventually(() => web.left).toEqual({ inFlight: 0, streams: 0, bufferedBytes: 0 })
  })
})

describe('a request whose body', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
  it.each([
    ['does not arrive in time', 'Content-Length: 9\r\n\r\nslow', 408],
    ['has a chunk that is none', 'Transfer-Encoding: chunked\r\n\r\nno\r\n', 400],
  ])('%s is answered by the application, which knows its trace', async (_what, rest, status) => {
    const ended: (number | undefined)[] = []
    const tracing: Middleware = {
      enter: exchange => {
        exchange.traceId = traceId
        exchange.whenEnded(({ response }) => ended.push(response?.status))
      },
    }
    await serve({ readTimeoutMs: 300, middleware: [tracing, errors] })
    const client = await web.connect({ allowHalfOpen: true })
    client.send(`PUT /hold HTTP/1.1\r\nHost: test\r\n${rest}`)
    const { headers, body, ...answer } = await client.answer()
    expect([answer.status, headers.connection]).toEqual([status, 'close'])
    expect(JSON.parse(body)).toMatchObject({ status, traceId })
    await eventually(() => web.server.connections()).toBe(0)
    expect(ended).toEqual([status])
  })
})

describe('a connection between two requests', () => {
  it('is closed when its time is over', async () => {
    const idleTimeoutMs = 100
    await serve({ idleTimeoutMs })
    const client = await idle()
    const ms = await elapsed(() => eventually(() => client.isEnded).toBe(true))
    // Node adds a second to what it tells the client, so that a request on its way is not lost.
    expect(ms).toBeGreaterThan(idleTimeoutMs - TIMER_EARLY_MS)
    // And Node's own patience is five seconds.
    expect(ms).toBeLessThan(5000)
  })
})

describe('a request that is none', () => {
  beforeEach(() => serve())

  const request = 'GET /plain HTTP/1.1\r\nHost: test\r\n'
  it.each([
    'garbage\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'GET /plain HTTP/9.9\r\nHost: test\r\n\r\n',
    'GET plain HTTP/1.1\r\nHost: test\r\n\r\n',
    'GET /pl ain HTTP/1.1\r\nHost: test\r\n\r\n',
    'GET /\xff HTTP/1.1\r\nHost: test\r\n\r\n',
    'BREW /plain HTTP/1.1\r\nHost: test\r\n\r\n',
    `${request}X : y\r\n\r\n`,
    `${request}X: a\0b\r\n\r\n`,
    `${request}X: a\r\n folded\r\n\r\n`,
    `${request}Content-Length: -1\r\n\r\n`,
    `${request}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`,
    `${request}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `${request}Transfer-Encoding: gzip\r\n\r\n`,
  ])('is refused, and its connection closed: %j', async text => {
    const client = await web.connect()
    client.send(text)
    expectProblem(await client.answer(), 400, 'MALFORMED_REQUEST')
    await eventually(() => client.isEnded).toBe(true)
    expect(client.received).toBe('')
  })

  it('is refused without a Host, but for HTTP/1.0, with two, or with a fragment, and its connection stays', async () => {
    const client = await web.connect()
    client.send('GET /plain HTTP/1.1\r\n\r\n')
    const { status, body } = await client.answer()
    expect(status).toBe(400)
    expect(JSON.parse(body)).toMatchObject({ code: 'MALFORMED_REQUEST' })
    client.send('GET /plain HTTP/1.1\r\nHost: test\r\nhost: other\r\n\r\n')
    expect((await client.answer()).status).toBe(400)
    client.send('GET /plain#part HTTP/1.1\r\nHost: test\r\n\r\n')
    expect((await client.answer()).status).toBe(400)
    client.send('GET /plain HTTP/1.0\r\n\r\n')
    expect((await client.answer()).status).toBe(200)
  })

  it('is refused after one that was answered', async () => {
    const client = await idle()
    client.send('garbage\r\n\r\n')
    expectProblem(await client.answer(), 400, 'MALFORMED_REQUEST')
  })

  it('closes the connection when the requests in front of it are answered', async () => {
    const client = await held()
    client.request('GET', '/plain')
    client.send('garbage\r\n\r\n')
    expect(client.received).toBe('')
    release()
    expect(await client.answer()).toMatchObject({ status: 200 })
    expect(await client.answer()).toMatchObject({ status: 200, headers: { connection: 'close' } })
    await eventually(() => client.isEnded).toBe(true)
    expect(client.received).toBe('')
  })

  it('is refused when the requests in front of it are answered, if its headers had come', async () => {
    const client = await held()
    client.request('GET', '/plain')
    client.request('PUT', '/hold', { 'Transfer-Encoding': 'chunked' })
    client.send('no chunk\r\n')
    expect(client.received).toBe('')
    release()
    expect(await client.answer()).toMatchObject({ status: 200 })
    expect(await client.answer()).toMatchObject({ status: 200 })
    expectProblem(await client.answer(), 400, 'MALFORMED_REQUEST')
    await eventually(() => client.isEnded).toBe(true)
  })

  it('is not answered when it is the rest of a request that was answered already', async () => {
    const client = await web.connect()
    client.request('GET', '/plain', { 'Transfer-Encoding': 'chunked' })
    expect(await client.answer()).toMatchObject({ status: 200 })
    client.send('no chunk\r\n')
    await eventually(() => client.isEnded).toBe(true)
    expect(client.received).toBe('')
  })

  it.each(['CONNECT test:80 HTTP/1.1', 'CONNECT / HTTP/1.1'])('is refused: %s', async line => {
    const client = await web.connect()
    client.send(`${line}\r\nHost: test\r\n\r\n`)
    expectProblem(await client.answer(), 400, 'MALFORMED_REQUEST')
  })

  it('is not answered in the middle of another answer', async () => {
    const client = await watching()
    client.received = ''
    client.send('garbage\r\n\r\n')
    await eventually(() => client.isEnded).toBe(true)
    release()
    await eventually(() => web.app.streams).toBe(0)
    expect(client.received).toBe('')
  })

  it('does not disturb other connections', async () => {
    const other = await held()
    const client = await web.connect()
    client.send('garbage\r\n\r\n')
    expect((await client.answer()).status).toBe(400)
    release()
    expect((await other.answer()).body).toBe('released')
  })
})

describe('headers', () => {
  beforeEach(() => serve())

  it('of nearly 16 KiB are read', async () => {
    const client = await web.connect()
    client.request('GET', '/plain', { 'X-Long': 'x'.repeat(16_200) })
    expect((await client.answer()).status).toBe(200)
  })

  it.each([16_384, 1_000_000])('of more than 16 KiB are refused: %i bytes', async length => {
    const client = await web.connect()
    client.request('GET', '/plain', { 'X-Long': 'x'.repeat(length) })
    expectProblem(await client.answer(), 431, 'HEADERS_TOO_LARGE')
    await eventually(() => web.server.connections()).toBe(0)
  })

  it('are refused in words, also when a client sends more and more of them', async () => {
    const client = await web.connect()
    client.send('GET /plain HTTP/1.1\r\nX-Long: ')
    for (let part = 0; part < 64; part++) client.send('x'.repeat(64 * 1024))
    expectProblem(await client.answer(), 431, 'HEADERS_TOO_LARGE')
  })
})

describe('connections', () => {
  it('are refused beyond their limit, until one is closed', async () => {
    const connectionsMax = 2
    await serve({ connectionsMax })
    const first = await idle()
    await idle()
    const refused = await web.connect()
    refused.request('GET', '/plain')
    expectProblem(await refused.answer(), 503, 'SERVER_BUSY')
    await eventually(() => refused.isEnded).toBe(true)
    first.leave()
    await eventually(() => web.server.connections()).toBe(1)
    await idle()
  })

  it('are cut, when those that are told of the limit are too many as well', async () => {
    await serve({ connectionsMax: 1 })
    await idle()
    const told = await Promise.all(Array.from({ length: EXCESS_MAX }, () => web.connect()))
    await eventually(() => web.server.connections()).toBe(1 + EXCESS_MAX)
    const cut = await web.connect()
    await eventually(() => [cut.isEnded, cut.received]).toEqual([true, ''])
    for (const client of told) {
      client.request('GET', '/plain')
      expectProblem(await client.answer(), 503, 'SERVER_BUSY')
    }
  })
})

describe('a server that drains', () => {
  beforeEach(() => serve())

  it('answers what is in flight and what comes, and asks for new connections', async () => {
    const inFlight = await held()
    const waiting = await idle()
    web.server.drain()
    release()
    const answers = [inFlight.answer()]
    waiting.request('GET', '/plain')
    const late = await web.connect()
    late.request('GET', '/plain')
    answers.push(waiting.answer(), late.answer())
    for (const { status, headers } of await Promise.all(answers)) {
      expect([status, headers.connection]).toEqual([200, 'close'])
    }
    for (const client of [inFlight, waiting, late]) {
      await eventually(() => client.isEnded).toBe(true)
    }
  })
})

describe('a server that closes', () => {
  beforeEach(() => serve())

  it('answers the request in flight, asks for a new connection, and is done', async () => {
    const { port } = web.server
    const client = await held()
    let isClosed = false
    const closed = web.server.close(NEVER_MS).then(isClean => {
      isClosed = true
      return isClean
    })
    await web.server.stopListening()
    await expectNoConnection(port)
    expect(isClosed).toBe(false)
    release()
    const { headers, body } = await client.answer()
    expect([headers.connection, body]).toEqual(['close', 'released'])
    expect(await closed).toBe(true)
  })

  it('answers all that connect before it listens no more, and refuses all others', async () => {
    const { port } = web.server
    let [answered, refused] = [0, 0]
    /** A client that makes a connection for every request. */
    const visit = async (): Promise<void> => {
      for (;;) {
        const socket = connect({ port, host: '127.0.0.1' })
        try {
          await once(socket, 'connect')
        } catch (error) {
          expect(error).toMatchObject({ code: 'ECONNREFUSED' })
          refused++
          return
        }
        socket.write('GET /plain HTTP/1.1\r\nHost: test\r\n\r\n')
        const [data] = (await once(socket, 'data')) as [Buffer]
        expect(data.toString()).toMatch(/^HTTP\/1.1 200 /)
        socket.destroy()
        answered++
      }
    }
    const visitors = Array.from({ length: 16 }, visit)
    await eventually(() => answered).toBeGreaterThan(100)
    const before = answered
    const closed = web.server.close(NEVER_MS)
    await Promise.all(visitors)
    expect(await closed).toBe(true)
    expect(refused).toBe(16)
    expect(answered).toBeGreaterThan(before)
  })

  it('does not cut a kept connection whose next request is on its way', async () => {
    const clients = await Promise.all(Array.from({ length: 16 }, idle))
    const ask = async (client: RawClient): Promise<void> => {
      for (;;) {
        client.request('GET', '/plain')
        const { status, headers } = await client.answer()
        expect(status).toBe(200)
        if (headers.connection === 'close') return
      }
    }
    const asking = clients.map(ask)
    expect(await web.server.close(NEVER_MS)).toBe(true)
    await Promise.all(asking)
  })

  it('takes no new connections', async () => {
    const { port } = web.server
    await web.server.close(NEVER_MS)
    await expectNoConnection(port)
  })

  const unused: readonly [string, () => Promise<unknown>][] = [
    ['wait for their next request', idle],
    ['never had a request', () => web.connect()],
  ]
  it.each(unused)('does not wait for connections that %s', async (_what, open) => {
    await open()
    await eventually(() => web.server.connections()).toBe(1)
    const ms = await elapsed(async () => {
      expect(await web.server.close(NEVER_MS)).toBe(true)
    })
    expect(ms).toBeLessThan(NOTICE_MS)
  })

  it('receives the rest of a request that has begun', async () => {
    const client = await web.connect()
    client.request('PUT', '/hold', { 'Content-Length': '2' })
    client.send('a')
    await eventually(() => web.app.bufferedBytes).toBe(1)
    const closed = web.server.close(NEVER_MS)
    client.send('b')
    release()
    const { headers, body } = await client.answer()
    expect([headers.connection, body]).toEqual(['close', 'released'])
    expect(await closed).toBe(true)
  })

  it('takes a request whose headers come in time, and does not wait for headers that do not', async () => {
    const [prompt, late] = [await web.connect(), await web.connect()]
    for (const client of [prompt, late]) client.send('GET /plain HTTP/1.1\r\n')
    await eventually(() => web.server.connections()).toBe(2)
    const closed = web.server.close(NEVER_MS)
    prompt.send('Host: test\r\n\r\n')
    expect(await prompt.answer()).toMatchObject({ status: 200, headers: { connection: 'close' } })
    expectProblem(await late.answer(), 408, 'REQUEST_TIMEOUT')
    await eventually(() => late.isEnded).toBe(true)
    expect(await closed).toBe(true)
  })

  it('lets an answer that has begun end, although its connection is to be kept', async () => {
    const client = await watching()
    const closed = web.server.close(NEVER_MS)
    release()
    await eventually(() => client.received).toMatch(/data: null\n\n\r\n0\r\n\r\n$/)
    expect(await closed).toBe(true)
  })

  it('cuts off what is not done in time, and says so', async () => {
    const timeoutMs = 100
    const client = await held()
    const ms = await elapsed(async () => {
      expect(await web.server.close(timeoutMs)).toBe(false)
    })
    expect(ms).toBeGreaterThan(timeoutMs - TIMER_EARLY_MS)
    await eventually(() => client.isEnded).toBe(true)
    expect(client.received).toBe('')
  })
})

async function expectNoConnection(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
}

it('a server says when its address is taken', async () => {
  await serve()
  const second = TestApp.serve(systemHost().clock, api, handlers, { port: web.server.port })
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
