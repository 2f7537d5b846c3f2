import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { SimulatedHost } from '#foundation/host/simulated'
import { contract } from '../contract.ts'
import { WAITING_MAX } from './connection.ts'
import type { RawClient } from '../test-app.ts'
import { anything, eventually, operation, TestApp, textAnswer } from '../test-app.ts'

const api = contract({
  get: operation('get', '/get', textAnswer),
  put: { ...operation('put', '/put', textAnswer), body: anything },
  hold: operation('get', '/hold', textAnswer),
  leave: operation('get', '/leave', textAnswer),
  large: operation('get', '/large', textAnswer),
  watch: operation('get', '/watch', {
    200: { description: 'None', body: 'events', events: { end: z.null() } },
  }),
})

const GET = 'GET /get HTTP/1.1\r\nHost: test\r\n\r\n'
const PUT = 'PUT /put HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc'
const LARGE = Buffer.alloc(64 * 1024)

let count = 0
let gate = Promise.withResolvers<undefined>()
let web: TestApp

beforeEach(async () => {
  count = 0
  gate = Promise.withResolvers()
  const next = () =>
    ({ status: 200, bytes: Buffer.from(String(++count)), contentType: 'a/b' }) as const
  web = await TestApp.serve(
    // Time stands still: a turn that is long because the machine is busy would be an overload, in which requests are refused.
    new SimulatedHost(1).clock,
    api,
    {
      get: next,
      put: async ({ body: { bytes } }) => {
        await new Promise(resolve => setImmediate(resolve))
        expect(Buffer.from(bytes).toString()).toBe('abc')
        return next()
      },
      hold: async () => {
        await gate.promise
        return next()
      },
      leave: async (_input, { signal }) => {
        await new Promise(resolve => {
          signal.addEventListener('abort', resolve)
        })
        return next()
      },
      large: () => ({ status: 200, bytes: LARGE, contentType: 'a/b' }) as const,
      watch: () => ({ status: 200, events: oneEvent(), farewell: () => END }) as const,
    },
    { bufferedBytesMax: 64 * LARGE.length },
  )
})
const END = { event: 'end', data: null } as const
async function* oneEvent(): AsyncGenerator<typeof END> {
  await gate.promise
  yield END
}

afterEach(async () => {
  gate.resolve(undefined)
  await web[Symbol.asyncDispose]()
})

/** Expects that the next answers are in the order of their requests: each counts on. */
async function expectCounted(client: RawClient, from: number, to: number): Promise<void> {
  for (let at = from; at <= to; at++) {
    expect(await client.answer()).toMatchObject({ status: 200, body: String(at) })
  }
}

describe('requests that are sent without waiting', () => {
  it.each([
    ['GET', GET],
    ['PUT', PUT],
    ['GET and PUT', GET + PUT],
    ['PUT and GET', PUT + GET],
  ])('are all answered, in their order: 1,000 of %s', async (_what, requests) => {
    const client = await web.connect()
    const each = requests.split('HTTP/1.1').length - 1
    client.send(requests.repeat(1000 / each))
    await expectCounted(client, 1, 1000)
    client.send(GET)
    await expectCounted(client, 1001, 1001)
  })

  it('are executed one after the other, and hold up nobody else', async () => {
    const client = await web.connect()
    client.send(`GET /hold HTTP/1.1\r\nHost: test\r\n\r\n${GET}${GET}`)
    await eventually(() => web.app.inFlight).toBe(1)
    const other = await web.connect()
    other.send(GET)
    await expectCounted(other, 1, 1)
    gate.resolve(undefined)
    await expectCounted(client, 2, 4)
  })

  it('are answered in order when they come in pieces', async () => {
    const client = await web.connect()
    const requests = (PUT + GET).repeat(100)
    for (let at = 0; at < requests.length; at += 7) client.send(requests.slice(at, at + 7))
    await expectCounted(client, 1, 200)
  })

  it('are not read while the one before them is answered, but for what had come', async () => {
    const client = await web.connect()
    client.send('GET /hold HTTP/1.1\r\nHost: test\r\n\r\n')
    await eventually(() => web.app.inFlight).toBe(1)
    const rest = 4000
    client.send(PUT.replace('Host', `X-Long: ${'x'.repeat(4000)}\r\nHost`).repeat(rest))
    // The kernel's buffers are full, and this process has not taken more.
    await eventually(() => client.unsentBytes).toBeGreaterThan(0)
    const other = await web.connect()
    other.send(GET)
    await other.answer()
    expect(client.isEnded).toBe(false)
    expect(count).toBe(1)
    gate.resolve(undefined)
    await expectCounted(client, 2, rest + 2)
  })

  it('are answered one by one to a reader that takes nothing for a while', async () => {
    const client = await web.connect()
    client.pause()
    const requests = 200
    client.send('GET /large HTTP/1.1\r\nHost: test\r\n\r\n'.repeat(requests))
    await eventually(() => web.app.bufferedBytes).toBe(LARGE.length)
    expect(web.app.bufferedBytes).toBe(LARGE.length)
    client.resume()
    for (let at = 0; at < requests; at++) expect((await client.answer()).status).toBe(200)
  })

  it.each([1, 2, 40])('are all answered to a client that closes its side after %i', async each => {
    const client = await web.connect()
    client.send('GET /hold HTTP/1.1\r\nHost: test\r\n\r\n' + PUT.repeat(each - 1))
    client.endSending()
    await eventually(() => web.app.inFlight).toBe(1)
    const other = await web.connect()
    other.send(GET)
    await expectCounted(other, 1, 1)
    gate.resolve(undefined)
    await expectCounted(client, 2, each + 1)
    await eventually(() => client.isEnded).toBe(true)
    expect(client.received).toBe('')
  })

  it.each([0, 40])(
    'end when their client closes its side, if they ask for that: after %i',
    async before => {
      const client = await web.connect()
      client.send(PUT.repeat(before) + 'GET /leave HTTP/1.1\r\nHost: test\r\n\r\n')
      client.endSending()
      await expectCounted(client, 1, before)
      await eventually(() => client.isEnded).toBe(true)
      await eventually(() => count).toBe(before + 1)
      expect(web.app.inFlight).toBe(0)
      expect(client.received).toBe('')
    },
  )

  it('are answered in order before a CONNECT, which closes the connection', async () => {
    const client = await web.connect()
    client.send(PUT.repeat(40) + 'CONNECT test:80 HTTP/1.1\r\nHost: test\r\n\r\n' + GET)
    await expectCounted(client, 1, 40)
    await eventually(() => client.isEnded).toBe(true)
    expect(client.received).toBe('')
  })

  it('may be followed by a CONNECT and a reset of the connection', async () => {
    const client = await web.connect()
    client.send('GET /hold HTTP/1.1\r\nHost: test\r\n\r\nCONNECT test:80 HTTP/1.1\r\n\r\n')
    await eventually(() => web.app.inFlight).toBe(1)
    client.leave()
    await eventually(() => web.server.connections()).toBe(0)
  })

  it('are closed in good order when too many wait on all connections together', async () => {
    const hold = 'GET /hold HTTP/1.1\r\nHost: test\r\n\r\n'
    const clients: RawClient[] = []
    // Of each the server reads 64 KiB before it stops.
    const each = Math.floor((60 * 1024) / GET.length)
    while (clients.length * each <= WAITING_MAX + each) {
      const client = await web.connect()
      client.send(hold + GET.repeat(each))
      clients.push(client)
      await eventually(() => web.app.inFlight).toBe(clients.length)
    }
    gate.resolve(undefined)
    let answers = 0
    for (const client of clients) {
      let isLast = false
      for (let at = 0; at <= each && !isLast; at++) {
        const { status, headers } = await client.answer()
        expect(status).toBe(200)
        answers++
        isLast = headers.connection === 'close'
      }
      if (isLast) await eventually(() => client.isEnded).toBe(true)
      expect(client.received).toBe('')
    }
    expect(answers).toBe(WAITING_MAX + clients.length)
  })
})

describe('a request that is none', () => {
  it.each(['CONNECT / HTTP/1.1\r\n\r\n', 'garbage\r\n\r\n'])(
    'may be followed by a reset of the connection: %j',
    async text => {
      const client = await web.connect()
      client.send(text)
      await client.answer()
      client.leave()
      await eventually(() => web.server.connections()).toBe(0)
    },
  )
})

it('a request that came while a server closed, after the time for that, is cut off', async () => {
  const closed = web.server.close(1)
  await new Promise(resolve => setTimeout(resolve, 5))
  const client = await web.connect()
  client.request('GET', '/hold')
  expect(await closed).toBe(false)
  await eventually(() => client.isEnded).toBe(true)
  expect(client.received).toBe('')
})

describe('an event stream whose client closes its side', () => {
  it('ends', async () => {
    const client = await web.connect()
    client.request('GET', '/watch')
    await eventually(() => client.received).toMatch(/^HTTP[^]*\r\n\r\n$/)
    client.endSending()
    await eventually(() => client.isEnded).toBe(true)
    await eventually(() => web.server.connections()).toBe(0)
  })

  it('ends before its first event', async () => {
    const client = await web.connect()
    client.request('GET', '/get')
    client.request('GET', '/watch')
    client.endSending()
    expect((await client.answer()).status).toBe(200)
    await eventually(() => client.isEnded).toBe(true)
    await eventually(() => web.server.connections()).toBe(0)
  })
})
