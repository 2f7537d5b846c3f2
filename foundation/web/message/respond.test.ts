import { Readable } from 'node:stream'
import type { EventSourceMessage } from 'eventsource-parser'
import { createParser } from 'eventsource-parser'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { systemHost } from '#foundation/host/system'
import type { Handlers } from '../app.ts'
import type { ServerEvent } from '../contract.ts'
import { contract } from '../contract.ts'
import { eventually, operation, TestApp } from '../test-app.ts'

const HEARTBEAT_MS = 15_000
const SLOW_READER_MS = 5_000
/** More than a connection buffers by itself on the way. */
const HUGE_BYTES = 40 * 1024 * 1024

const api = contract({
  watch: operation('get', '/watch', {
    200: {
      description: 'Events',
      body: 'events',
      events: { tick: z.unknown(), farewell: z.int() },
    },
  }),
  file: operation('get', '/file', { 200: { description: 'Bytes', body: 'stream' } }),
  plain: operation('get', '/plain', {
    200: {
      description: 'Bytes',
      headers: z.object({ etag: z.string() }),
      body: 'bytes',
    },
  }),
})

type Tick = ServerEvent<'tick'>

/** Events that a test sends one by one. Ends when the client has gone. */
class Source {
  #waiting: Tick[] = []
  #news = Promise.withResolvers<undefined>()
  #isOver = false
  #error: Error | undefined
  isBegun = false
  isReleased = false

  send(event: Tick): void {
    this.#waiting.push(event)
    this.#news.resolve(undefined)
  }

  end(): void {
    this.#isOver = true
    this.#news.resolve(undefined)
  }

  fail(error: Error): void {
    this.#error = error
    this.end()
  }

  async *events(signal: AbortSignal): AsyncGenerator<Tick> {
    this.isBegun = true
    signal.addEventListener('abort', () => {
      this.end()
    })
    try {
      while (!signal.aborted) {
        const event = this.#waiting.shift()
        if (event) yield event
        else if (this.#error) throw this.#error
        else if (this.#isOver) return
        else {
          await this.#news.promise
          this.#news = Promise.withResolvers()
        }
      }
    } finally {
      this.isReleased = true
    }
  }
}

let web: TestApp
let source: Source
let faults: unknown[] = []
let farewells = 0
/** What the handler does before it returns the stream. */
let beforeOpening: () => Promise<void>
let file: Readable

const handlers: Handlers<typeof api> = {
  watch: async (_input, { signal }) => {
    await beforeOpening()
    return {
      status: 200,
      events: source.events(signal),
      farewell: () => ({ event: 'farewell', data: ++farewells, id: 'last' }),
    }
  },
  file: async () => {
    await beforeOpening()
    return { status: 200, stream: file, contentType: 'application/x-test' }
  },
  plain: () => ({
    status: 200,
    headers: { etag: '"1"' },
    bytes: Buffer.from('a little'),
    contentType: 'text/plain',
  }),
}

beforeEach(async () => {
  source = new Source()
  farewells = 0
  beforeOpening = () => Promise.resolve()
  faults = []
  const onFault = (error: unknown): void => {
    faults.push(error)
  }
  web = await TestApp.serve(systemHost().clock, api, handlers, { onFault })
})
afterEach(async () => {
  vi.useRealTimers()
  await web[Symbol.asyncDispose]()
})

const tick = (data: unknown, id?: string): Tick =>
  id === undefined ? { event: 'tick', data } : { event: 'tick', data, id }

describe('an event stream', () => {
  it('is read by a client as it was sent', async () => {
    const sent = [
      tick({ a: 1 }, '1'),
      tick('two\nlines\r\nand é', '1.5'),
      tick(null),
      tick([], '3'),
    ]
    for (const event of sent) source.send(event)
    source.end()
    const response = await fetch(`${web.url}/watch`)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    const read: EventSourceMessage[] = []
    createParser({ onEvent: event => read.push(event) }).feed(await response.text())
    expect(read.map(({ event, data, id }) => [event, JSON.parse(data) as unknown, id])).toEqual(
      sent.map(({ event, data, id }) => [event, data, id]),
    )
    await eventually(() => web.app.streams).toBe(0)
  })

  it('is sent event by event, its headers before the first', async () => {
    const client = await web.connect()
    client.request('GET', '/watch')
    await eventually(() => client.received).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*\r\n\r\n$/)
    expect([web.app.streams, web.app.inFlight]).toEqual([1, 0])
    for (const count of [1, 2]) {
      source.send(tick(count, String(count)))
      await eventually(() => client.received).toContain(
        `id: ${String(count)}\nevent: tick\ndata: ${String(count)}\n\n`,
      )
    }
    source.send(tick(3))
    await eventually(() => client.received).toMatch(/\r\nevent: tick\ndata: 3\n\n\r\n$/)
  })

  it('ends with its source, and its connection serves the next request', async () => {
    const client = await web.connect()
    client.request('GET', '/watch')
    source.end()
    await eventually(() => client.received).toMatch(/\r\n0\r\n\r\n$/)
    expect(web.app.streams).toBe(0)
    client.received = ''
    client.request('GET', '/plain')
    expect(await client.answer()).toMatchObject({ status: 200, body: 'a little' })
  })

  it('ends when its source fails, and the fault is told', async () => {
    source.send(tick(1))
    const error = new Error('out of events')
    source.fail(error)
    const client = await web.connect()
    client.request('GET', '/watch')
    await eventually(() => client.received).toMatch(/data: 1\n\n\r\n0\r\n\r\n$/)
    expect([web.app.streams, faults]).toEqual([0, [error]])
  })

  it('releases its source when the client leaves', async () => {
    const client = await web.connect()
    client.request('GET', '/watch')
    await eventually(() => web.app.streams).toBe(1)
    client.leave()
    await eventually(() => web.app.streams).toBe(0)
    expect([source.isReleased, faults]).toEqual([true, []])
  })

  it('is not begun when the client left before', async () => {
    const opening = Promise.withResolvers<undefined>()
    beforeOpening = async () => {
      await opening.promise
    }
    const client = await web.connect()
    client.request('GET', '/watch')
    await eventually(() => web.app.inFlight).toBe(1)
    client.leave()
    await eventually(() => web.server.connections()).toBe(0)
    opening.resolve(undefined)
    await eventually(() => [web.app.inFlight, web.app.streams]).toEqual([0, 0])
    expect(source.isBegun).toBe(false)
  })

  it('ends with its connection, and another one that waits there is not begun', async () => {
    const client = await web.connect()
    client.request('GET', '/watch')
    client.request('GET', '/watch')
    await eventually(() => web.app.streams).toBe(1)
    client.leave()
    await eventually(() => web.server.connections()).toBe(0)
    await eventually(() => web.app.streams).toBe(0)
  })

  it('answers HEAD with headers only, and is over', async () => {
    const client = await web.connect()
    client.request('HEAD', '/watch')
    await eventually(() => client.received).toMatch(/\r\n\r\n$/)
    expect(client.received).toContain('Content-Type: text/event-stream')
    await eventually(() => web.app.streams).toBe(0)
    client.received = ''
    client.request('GET', '/plain')
    expect(await client.answer()).toMatchObject({ status: 200, body: 'a little' })
  })

  it('says that it lives after 15 s without an event', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const client = await web.connect()
    client.request('GET', '/watch')
    await eventually(() => vi.getTimerCount()).toBe(1)
    const heartbeats = (): number => client.received.split(':\n\n').length - 1
    for (const count of [1, 2]) {
      vi.advanceTimersByTime(HEARTBEAT_MS - 1)
      source.send(tick(count))
      await eventually(() => client.received).toContain(`data: ${String(count)}\n\n`)
      expect(heartbeats()).toBe(0)
    }
    vi.advanceTimersByTime(HEARTBEAT_MS)
    await eventually(heartbeats).toBe(1)
    vi.advanceTimersByTime(HEARTBEAT_MS)
    await eventually(heartbeats).toBe(2)
    source.end()
    await eventually(() => vi.getTimerCount()).toBe(0)
  })
})

describe('a reader that takes nothing', () => {
  /** A client that has stopped reading in the middle of a huge event. */
  async function stalled() {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const client = await web.connect()
    client.pause()
    client.request('GET', '/watch')
    source.send(tick('x'.repeat(HUGE_BYTES)))
    source.send(tick('next'))
    await eventually(() => vi.getTimerCount()).toBe(1)
    return client
  }

  it('is left alone for less than 5 s', async () => {
    const client = await stalled()
    await vi.advanceTimersByTimeAsync(SLOW_READER_MS - 1)
    expect(farewells).toBe(0)
    client.resume()
    await eventually(() => client.tail).toContain('data: "next"\n\n')
    await vi.advanceTimersByTimeAsync(SLOW_READER_MS)
    expect([farewells, web.app.streams]).toEqual([0, 1])
  })

  it('is told where to go on after 5 s, and its stream ends', async () => {
    const client = await stalled()
    await vi.advanceTimersByTimeAsync(SLOW_READER_MS)
    await eventually(() => [farewells, web.app.streams]).toEqual([1, 0])
    expect(source.isReleased).toBe(true)
    client.resume()
    await eventually(() => client.tail).toMatch(
      /x"\n\n\r\n\w+\r\nid: last\nevent: farewell\ndata: 1\n\n\r\n0\r\n\r\n$/,
    )
    expect(client.received).not.toContain('next')
  })

  it('is not waited for when it leaves', async () => {
    const client = await stalled()
    client.leave()
    await eventually(() => web.app.streams).toBe(0)
    expect(farewells).toBe(0)
  })

  it('is cut off 5 s later', async () => {
    await stalled()
    await vi.advanceTimersByTimeAsync(SLOW_READER_MS)
    await vi.advanceTimersByTimeAsync(SLOW_READER_MS - 1)
    expect(await web.server.connections()).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    await eventually(() => web.server.connections()).toBe(0)
  })
})

describe('a stream of bytes', () => {
  function* parts(count: number) {
    for (let part = 0; part < count; part++) yield Buffer.alloc(64 * 1024, part)
  }

  it('arrives whole, with its media type and an end', async () => {
    file = Readable.from(parts(20))
    const response = await fetch(`${web.url}/file`)
    expect(response.headers.get('content-type')).toBe('application/x-test')
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.concat([...parts(20)]))
  })

  it('waits for a reader that is slow, and is destroyed when the reader goes', async () => {
    let made = 0
    file = Readable.from(
      (function* () {
        for (; made < 10_000; made++) yield Buffer.alloc(64 * 1024)
      })(),
    )
    const client = await web.connect()
    client.request('GET', '/file')
    await eventually(() => client.received.length).toBeGreaterThan(0)
    client.pause()
    let before = -1
    await eventually(() => {
      const isStill = made === before
      before = made
      return isStill
    }).toBe(true)
    expect(made * 64 * 1024).toBeLessThan(HUGE_BYTES)
    client.leave()
    await eventually(() => file.destroyed).toBe(true)
    expect(faults).toEqual([])
  })

  it('that fails on the way is cut off, so that the client does not take it for complete', async () => {
    file = Readable.from(
      (function* () {
        yield Buffer.alloc(10)
        throw new Error('failed on the way')
      })(),
    )
    const client = await web.connect()
    client.request('GET', '/file')
    await eventually(() => client.isEnded).toBe(true)
    expect(client.received).not.toMatch(/0\r\n\r\n$/)
    expect(faults).toEqual([new Error('failed on the way')])
  })

  it('is not sent to HEAD, nor read for a client that has gone before it begins', async () => {
    file = Readable.from(parts(1))
    const client = await web.connect()
    client.request('HEAD', '/file')
    await eventually(() => client.received).toMatch(/\r\n\r\n$/)
    await eventually(() => file.destroyed).toBe(true)

    file = Readable.from(parts(1))
    const opening = Promise.withResolvers<undefined>()
    const asked = Promise.withResolvers<undefined>()
    beforeOpening = async () => {
      asked.resolve(undefined)
      await opening.promise
    }
    client.request('GET', '/file')
    await asked.promise
    client.leave()
    await eventually(() => web.server.connections()).toBe(0)
    opening.resolve(undefined)
    await eventually(() => file.destroyed).toBe(true)
  })
})

it('data that is read without an ETag is kept by no cache, unless its answer says otherwise', async () => {
  const schema = z.strictObject({})
  const data = { description: 'Data', body: 'data', element: 'data', schema } as const
  const tagged = { ...data, headers: z.object({ ETag: z.string() }) } as const
  const own = { ...data, headers: z.object({ 'Cache-Control': z.string() }) } as const
  const kept = contract({
    plain: operation('get', '/plain', { 200: data }),
    tagged: operation('get', '/tagged', { 200: tagged }),
    own: operation('get', '/own', { 200: own }),
    done: operation('post', '/done', { 200: data }),
  })
  const handlers: Handlers<typeof kept> = {
    plain: () => ({ status: 200, data: {} }),
    tagged: () => ({ status: 200, headers: { ETag: '"1"' }, data: {} }),
    own: () => ({ status: 200, headers: { 'Cache-Control': 'private' }, data: {} }),
    done: () => ({ status: 200, data: {} }),
  }
  await using web = await TestApp.serve(systemHost().clock, kept, handlers)
  const asked = async (path: string, method = 'GET'): Promise<string | null> => {
    const { headers } = await fetch(`${web.url}/${path}`, { method })
    return headers.get('cache-control')
  }
  expect([await asked('plain'), await asked('plain', 'HEAD')]).toEqual(['no-store', 'no-store'])
  expect(await asked('tagged')).toBeNull()
  expect(await asked('own')).toBe('private')
  expect(await asked('done', 'POST')).toBeNull()
})
