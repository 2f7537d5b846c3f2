import { createServer } from 'node:http'
import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import type { Handlers } from './app.ts'
import { contract } from './contract.ts'
import type { Exchange, Middleware } from './exchange.ts'
import { ClientGone, HttpProblem, problemSchema } from './problem.ts'
import type { RawClient, TestOptions } from './test-app.ts'
import {
  anything,
  doneAnswer,
  errors,
  eventually,
  operation,
  TestApp,
  textAnswer,
} from './test-app.ts'

const api = contract({
  getItem: {
    ...operation('get', '/items/{id}', {
      200: {
        description: 'It',
        headers: z.object({ etag: z.string() }),
        body: 'data',
        element: 'item',
        schema: z.object({ id: z.string() }),
      },
    }),
    params: z.strictObject({ id: z.string() }),
  },
  deleteItem: {
    ...operation('delete', '/items/{id}', doneAnswer),
    params: z.strictObject({ id: z.string() }),
  },
  addJob: operation('post', '/jobs', doneAnswer),
  hold: operation('get', '/hold', textAnswer),
  upload: { ...operation('put', '/hold', textAnswer), body: anything },
  plain: operation('get', '/plain', textAnswer),
  health: { ...operation('get', '/health', textAnswer), isSilent: true },
  watch: operation('get', '/watch', {
    200: { description: 'None', body: 'events', events: { none: z.null() } },
  }),
  open: operation('get', '/opening', {
    200: { description: 'None', body: 'events', events: { none: z.null() } },
  }),
})

/** Every request that is being held, in the order of their arrival. */
let held: { readonly exchange: Exchange; readonly release: () => void }[]

async function hold(exchange: Exchange): Promise<void> {
  const gate = Promise.withResolvers<undefined>()
  const release = (): void => {
    gate.resolve(undefined)
  }
  held.push({ exchange, release })
  await gate.promise
}

const answer = (words: string) =>
  ({ status: 200, bytes: Buffer.from(words), contentType: 'text/plain' }) as const

const handlers: Handlers<typeof api> = {
  getItem: ({ params: { id } }) => ({ status: 200, headers: { etag: '"1"' }, data: { id } }),
  deleteItem: () => ({ status: 204 }),
  addJob: () => {
    throw new Error('no jobs today')
  },
  hold: async (_input, exchange) => {
    await hold(exchange)
    return answer('released')
  },
  upload: async (_input, exchange) => {
    await hold(exchange)
    return answer('uploaded')
  },
  plain: () => answer('plain'),
  health: () => answer('healthy'),
  watch: (_input, { signal }) => ({
    status: 200,
    events: noEvents(signal),
    farewell: () => ({ event: 'none', data: null }),
  }),
  open: async (_input, exchange) => {
    await hold(exchange)
    return {
      status: 200,
      events: noEvents(exchange.signal),
      farewell: () => ({ event: 'none', data: null }),
    }
  },
}

async function* noEvents(signal: AbortSignal): AsyncGenerator<{ event: 'none'; data: null }> {
  const gone = Promise.withResolvers<undefined>()
  signal.addEventListener('abort', () => {
    gone.resolve(undefined)
  })
  if (!signal.aborted) await gone.promise
  if (!signal.aborted) yield { event: 'none', data: null }
}

let web: TestApp

async function serve(options: TestOptions = {}, { clock } = systemHost()): Promise<void> {
  web = await TestApp.serve(clock, api, handlers, options)
}

beforeEach(() => {
  held = []
})
afterEach(async () => {
  for (const { release } of held) release()
  await web[Symbol.asyncDispose]()
})

async function get(path: string): Promise<RawClient> {
  const client = await web.connect()
  client.request('GET', path)
  return client
}

/** Waits until this many requests are held. */
async function holding(count: number): Promise<void> {
  await eventually(() => held.length).toBe(count)
}

function codeOf(body: string): string {
  return problemSchema.parse(JSON.parse(body)).code
}

describe('a route', () => {
  beforeEach(() => serve())

  it.each([
    '/',
    '/item/1',
    '/items',
    '/items/',
    '/items/1/',
    '/items/1/2',
    '/Items/1',
    '/plain/',
    '//plain',
    '/plain%20',
    '*',
    '/__proto__',
  ])('that does not exist is answered with 404: %s', async path => {
    const client = await get(path)
    const { status, body } = await client.answer()
    expect([status, codeOf(body)]).toEqual([404, 'NO_SUCH_ROUTE'])
  })

  it.each([
    ['put', '/items/1', 'DELETE, GET, HEAD, OPTIONS'],
    ['get', '/jobs', 'OPTIONS, POST'],
    ['head', '/jobs', 'OPTIONS, POST'],
    ['post', '/hold', 'GET, HEAD, OPTIONS, PUT'],
    ['post', '/health', 'GET, HEAD, OPTIONS'],
  ] as const)('has no other methods than Allow says: %s %s', async (method, path, allowed) => {
    const response = await supertest(web.url)[method](path)
    expect([response.status, response.headers.allow]).toEqual([405, allowed])
    if (method !== 'head') expect(codeOf(response.text)).toBe('METHOD_NOT_ALLOWED')
  })

  it('tells OPTIONS the same', async () => {
    await supertest(web.url).options('/jobs?x=1').expect(204).expect('allow', 'OPTIONS, POST')
  })

  it.each(['/items/%FF', '/plain'])('answers HEAD like GET, without the body: %s', async path => {
    const client = await get(path)
    const { status, headers } = await client.answer()
    client.request('HEAD', path)
    await eventually(() => client.received).toMatch(/\r\n\r\n$/)
    const lines = client.received
      .split('\r\n')
      .filter(line => /^(etag|content-(type|length)):/i.test(line))
    expect(client.received).toContain(`HTTP/1.1 ${String(status)} OK`)
    expect(Number(headers['content-length'])).toBeGreaterThan(0)
    expect(lines.map(line => line.toLowerCase()).sort()).toEqual(
      ['etag', 'content-type', 'content-length']
        .filter(name => name in headers)
        .map(name => `${name}: ${headers[name] ?? ''}`)
        .sort(),
    )
    client.received = ''
    client.request('GET', '/plain')
    expect((await client.answer()).body).toBe('plain')
  })

  it('may be served to messages that Node made itself, and say what it likes of the others', async () => {
    const later = (): HttpProblem => new HttpProblem(503, { code: 'LATER', detail: 'Wait' })
    const server = supertest(
      createServer((request, response) => {
        web.app.serve(request, response, { firstByteAt: 0, headersMs: 0 }, later)
      }),
    )
    await server.get('/plain').expect(200, 'plain')
    const response = await server.get('/nowhere')
    expect([response.status, problemSchema.parse(response.body).code]).toEqual([503, 'LATER'])
  })
})

describe('the deadline of a handler', () => {
  const DEADLINE_MS = 1000

  it('ends its request with 504, and aborts its signal before that', async () => {
    const deadlineMs = 50
    const isAborted: boolean[] = []
    const outermost: Middleware = {
      enter: exchange => {
        isAborted.push(exchange.signal.aborted)
      },
      leave: (exchange, response) => {
        isAborted.push(exchange.signal.aborted)
        return response
      },
    }
    await serve({ deadlineMs, middleware: [outermost, errors] })
    const startedAt = performance.now()
    const client = await get('/hold')
    const { status, body } = await client.answer()
    expect([status, codeOf(body)], body).toEqual([504, 'DEADLINE_EXCEEDED'])
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(deadlineMs)
    expect(isAborted).toEqual([false, true])
    expect(web.app.inFlight).toBe(0)
  })

  it('is kept to the millisecond of the clock', async () => {
    const host = new SimulatedHost(1)
    await serve({ deadlineMs: DEADLINE_MS }, host)
    const overdue = await get('/hold')
    await holding(1)
    host.clock.advance(1)
    const inTime = await get('/hold')
    await holding(2)
    host.clock.advance(DEADLINE_MS - 1)
    expect((await overdue.answer()).status).toBe(504)
    held[1]?.release()
    expect((await inTime.answer()).status).toBe(200)
  })

  it('does not begin before the body has arrived', async () => {
    const host = new SimulatedHost(1)
    await serve({ deadlineMs: DEADLINE_MS }, host)
    const witness = await get('/hold')
    await holding(1)
    const slow = await web.connect()
    slow.request('PUT', '/hold', { 'Content-Length': '2' })
    slow.send('a')
    await eventually(() => web.app.bufferedBytes).toBe(1)
    host.clock.advance(DEADLINE_MS - 1)
    slow.send('b')
    await holding(2)
    host.clock.advance(1)
    expect((await witness.answer()).status).toBe(504)
    held[1]?.release()
    expect((await slow.answer()).body).toBe('uploaded')
  })
})

describe('the limit of requests in flight', () => {
  const inFlightMax = 2
  beforeEach(() => serve({ inFlightMax }))

  it('refuses what exceeds it, for the time being', async () => {
    const first = await get('/hold')
    await holding(1)
    await supertest(web.url).get('/plain').expect(200)
    await get('/hold')
    await holding(2)
    expect(web.app.inFlight).toBe(inFlightMax)

    const response = await supertest(web.url).get('/plain')
    expect([response.status, response.headers['retry-after']]).toEqual([503, '1'])
    expect(problemSchema.parse(response.body).code).toBe('SERVER_BUSY')
    await supertest(web.url).get('/health').expect(200)

    held[0]?.release()
    expect((await first.answer()).body).toBe('released')
    await supertest(web.url).get('/plain').expect(200)
  })

  it('does not count requests that are still arriving', async () => {
    for (const count of [1, 2, 3]) {
      const client = await web.connect()
      client.request('PUT', '/hold', { 'Content-Length': '2' })
      client.send('a')
      await eventually(() => web.app.bufferedBytes).toBe(count)
    }
    expect(web.app.inFlight).toBe(0)
    await supertest(web.url).get('/plain').expect(200)
  })
})

describe('the limit of event streams', () => {
  const streamsMax = 2
  const isOpen = /^HTTP\/1.1 200 OK\r\n/

  it('refuses what exceeds it, until one ends', async () => {
    await serve({ streamsMax })
    const clients = [await get('/watch'), await get('/watch')]
    for (const client of clients) await eventually(() => client.received).toMatch(isOpen)
    const refused = await get('/watch')
    const { status, headers, body } = await refused.answer()
    expect([status, headers['retry-after'], codeOf(body)]).toEqual([503, '1', 'SERVER_BUSY'])
    await supertest(web.url).get('/plain').expect(200)

    clients[0]?.leave()
    await eventually(() => web.app.streams).toBe(1)
    const next = await get('/watch')
    await eventually(() => next.received).toMatch(isOpen)
  })

  it('counts those that are just being opened', async () => {
    await serve({ streamsMax })
    const paths = Array<string>(streamsMax + 1).fill('/opening')
    const clients = await Promise.all(paths.map(get))
    await holding(streamsMax)
    expect(web.app.streams).toBe(streamsMax)
    for (const { release } of held) release()
    for (const client of clients) await eventually(() => client.received).toMatch(/^HTTP/)
    const statuses = clients.map(({ received }) => received.slice(9, 12))
    expect(statuses.sort()).toEqual(['200', '200', '503'])
  })
})

describe('a client that leaves', () => {
  it('aborts the signal of its request, of which nothing is left', async () => {
    await serve()
    const client = await get('/hold')
    await holding(1)
    const exchange = held[0]?.exchange
    const signal = exchange?.signal
    expect([signal?.aborted, exchange?.isGone]).toEqual([false, false])
    client.leave()
    await eventually(() => signal?.aborted).toBe(true)
    expect(exchange?.isGone).toBe(true)
    held[0]?.release()
    await eventually(() => web.app.inFlight).toBe(0)
    await supertest(web.url).get('/plain').expect(200)
  })

  it('has aborted a signal that is asked for later', async () => {
    await serve()
    const client = await get('/hold')
    await holding(1)
    client.leave()
    await eventually(() => held[0]?.exchange.isGone).toBe(true)
    expect(held[0]?.exchange.signal.aborted).toBe(true)
  })

  it('while its request arrives leaves nothing behind, and is no fault of the service', async () => {
    let failure: unknown
    const outermost: Middleware = {
      fail: (_exchange, error) => {
        failure = error
        throw error
      },
    }
    const onFault = vi.fn()
    await serve({ middleware: [outermost, errors], onFault })
    const client = await web.connect()
    client.request('PUT', '/hold', { 'Content-Length': '2' })
    client.send('a')
    await eventually(() => web.app.bufferedBytes).toBe(1)
    client.leave()
    await eventually(() => web.left).toEqual({ inFlight: 0, streams: 0, bufferedBytes: 0 })
    await eventually(() => failure).toBeInstanceOf(ClientGone)
    expect(onFault).not.toHaveBeenCalled()
    expect(held).toEqual([])
    await supertest(web.url).get('/plain').expect(200)
  })
})

it('contracts can be mounted one after another', async () => {
  const more = contract({
    extra: operation('get', '/extra', textAnswer),
  })
  await serve()
  await supertest(web.url).get('/extra').expect(404)
  const extra: Handlers<typeof more> = { extra: () => answer('extra') }
  web.app.mount(more, extra)
  await supertest(web.url).get('/extra').expect(200, 'extra')
  await supertest(web.url).get('/plain').expect(200, 'plain')
})
