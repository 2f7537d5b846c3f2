import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import type { Handlers } from '../app.ts'
import { contract } from '../contract.ts'
import type { RawClient } from '../test-app.ts'
import { release as releaseMemory } from './body.ts'
import { anything, doneAnswer, eventually, operation, TestApp, textAnswer } from '../test-app.ts'

const BYTES_MAX = 20_000
const BUFFERED_BYTES_MAX = 50_000
const LARGE_BYTES = 30_000
const RELEASED_BYTES = 32 * 1024
const EVEN_LARGER_BYTES = 16 * 1024 * 1024

const api = contract({
  put: { ...operation('put', '/put', textAnswer), body: anything },
  hold: { ...operation('put', '/hold', doneAnswer), body: anything },
  get: operation('get', '/get', textAnswer),
  post: operation('post', '/post', textAnswer),
  probe: { ...operation('get', '/probe', textAnswer), isSilent: true },
})

let executed = 0
/** Length of the answer to `/get`. */
let largeBytes = LARGE_BYTES

/** What the last request to `/hold` sent. */
let held: Uint8Array | undefined

/** What requests to `/hold` wait for. */
let gate = Promise.withResolvers<undefined>()
const release = (): void => {
  gate.resolve(undefined)
}

const handlers: Handlers<typeof api> = {
  put: ({ body }) => ({ status: 200, bytes: body.bytes, contentType: 'text/plain' }),
  hold: async ({ body }) => {
    held = body.bytes
    await gate.promise
    return { status: 204 }
  },
  get: () => ({ status: 200, bytes: Buffer.alloc(largeBytes), contentType: 'text/plain' }),
  post: () => {
    executed++
    return { status: 200, bytes: Buffer.alloc(LARGE_BYTES), contentType: 'text/plain' }
  },
  probe: () => ({ status: 200, bytes: Buffer.alloc(LARGE_BYTES), contentType: 'text/plain' }),
}

let web: TestApp

beforeEach(async () => {
  gate = Promise.withResolvers()
  executed = 0
  held = undefined
  largeBytes = LARGE_BYTES
  web = await TestApp.serve(systemHost().clock, api, handlers, {
    bodyBytesMax: { bytes: BYTES_MAX, json: BYTES_MAX },
    bufferedBytesMax: BUFFERED_BYTES_MAX,
  })
})
afterEach(async () => {
  release()
  await web[Symbol.asyncDispose]()
})

const text = (length: number): string =>
  Array.from({ length }, (_, index) => String.fromCharCode(index % 256)).join('')

const chunk = (data: string): string => `${data.length.toString(16)}\r\n${data}\r\n`
const LAST_CHUNK = '0\r\n\r\n'

function declare(client: RawClient, length: number, path = '/put'): void {
  client.request('PUT', path, { 'Content-Length': String(length) })
}

function declareChunks(client: RawClient, path = '/put'): void {
  client.request('PUT', path, { 'Transfer-Encoding': 'chunked' })
}

/** The same connection answers another request, correctly. */
async function expectUsable(client: RawClient): Promise<void> {
  declare(client, 5)
  client.send('usual')
  expect(await client.answer()).toMatchObject({ status: 200, body: 'usual' })
  expect(client.received).toBe('')
}

function problem(body: string): unknown {
  return JSON.parse(body)
}

const bodies: readonly [string, (client: RawClient, body: string) => void][] = [
  [
    'with its length',
    (client, body) => {
      declare(client, body.length)
      client.send(body)
    },
  ],
  [
    'in one chunk',
    (client, body) => {
      declareChunks(client)
      client.send(body === '' ? LAST_CHUNK : chunk(body) + LAST_CHUNK)
    },
  ],
  [
    'byte by byte',
    (client, body) => {
      declareChunks(client)
      client.send(body.replace(/[^]/g, chunk) + LAST_CHUNK)
    },
  ],
  [
    'in chunks of growing length',
    (client, body) => {
      declareChunks(client)
      for (let at = 0, length = 1; at < body.length; at += length, length *= 3) {
        client.send(chunk(body.slice(at, at + length)))
        if (at + length >= body.length) break
      }
      client.send(LAST_CHUNK)
    },
  ],
]

describe.each(bodies)('a body sent %s', (_how, sendBody) => {
  it.each([0, 1, 4096, 4097, BYTES_MAX])('of %i bytes arrives as it was sent', async length => {
    const client = await web.connect()
    sendBody(client, text(length))
    const { status, body } = await client.answer()
    expect(status).toBe(200)
    expect(body === text(length)).toBe(true)
    expect(web.app.bufferedBytes).toBe(0)
  })

  it('of one byte too many is refused, and the connection is usable afterwards', async () => {
    const client = await web.connect()
    sendBody(client, text(BYTES_MAX + 1))
    const { status, body } = await client.answer()
    expect(status).toBe(413)
    expect(problem(body)).toMatchObject({
      code: 'BODY_TOO_LARGE',
      detail: expect.stringContaining(String(BYTES_MAX)) as string,
    })
    expect(web.app.bufferedBytes).toBe(0)
    await expectUsable(client)
  })
})

describe('a body that is too large', () => {
  it('is refused before it is sent, if its length says so', async () => {
    const client = await web.connect()
    declare(client, BYTES_MAX + 1)
    expect((await client.answer()).status).toBe(413)
    client.send(text(BYTES_MAX + 1))
    await expectUsable(client)
  })

  it('is refused as soon as it is, although there is more of it to come', async () => {
    const client = await web.connect()
    declareChunks(client)
    client.send(chunk(text(BYTES_MAX)) + chunk('x'))
    expect((await client.answer()).status).toBe(413)
    for (let count = 0; count < 50; count++) client.send(chunk(text(BYTES_MAX)))
    client.send(LAST_CHUNK)
    await expectUsable(client)
  })
})

it('a body that comes byte by byte takes no more memory than another one', async () => {
  const length = 200_000
  await using large = await TestApp.serve(systemHost().clock, api, handlers, {
    bodyBytesMax: { bytes: length, json: length },
  })
  const client = await large.connect()
  declareChunks(client, '/hold')
  const chunks = Buffer.from(chunk('x').repeat(length))
  const before = heapUsed()
  client.send(chunks)
  await eventually(() => large.app.bufferedBytes).toBe(length)
  // An object for each would need more than 100 bytes for every one.
  expect((heapUsed() - before) / length).toBeLessThan(20)
  client.send(LAST_CHUNK)
  await eventually(() => large.app.inFlight).toBe(1)
  release()
})

/** Bytes in use after everything that can be freed has been. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc()')
  return process.memoryUsage().heapUsed
}

describe('large bodies', () => {
  const LENGTH = 100_000
  let large: TestApp
  beforeEach(async () => {
    large = await TestApp.serve(systemHost().clock, api, handlers, {
      bodyBytesMax: { bytes: LENGTH, json: LENGTH },
      bufferedBytesMax: 4 * LENGTH,
    })
  })
  afterEach(async () => {
    await large[Symbol.asyncDispose]()
  })

  it.each(bodies.filter(([how]) => how !== 'byte by byte'))(
    'that are sent %s arrive as they were sent',
    async (_how, sendBody) => {
      const client = await large.connect()
      sendBody(client, text(LENGTH))
      const { body } = await client.answer()
      expect(body === text(LENGTH)).toBe(true)
      expect(large.app.bufferedBytes).toBe(0)
    },
  )

  it.each([32, 64, 128, 1024].flatMap(KiB => [-1, 0, 1].map(more => KiB * 1024 + more)))(
    'of %i bytes arrive as they were sent, one right after the other',
    async length => {
      const bytes = 2 * 1024 * 1024
      await using roomy = await TestApp.serve(new SimulatedHost(1).clock, api, handlers, {
        bodyBytesMax: { bytes, json: bytes },
        bufferedBytesMax: 4 * bytes,
      })
      const client = await roomy.connect()
      const sent = bodies.filter(([how]) => how !== 'byte by byte')
      for (const [, sendBody] of sent) sendBody(client, text(length))
      for (const [how] of sent) {
        expect((await client.answer()).body === text(length), how).toBe(true)
      }
      await eventually(() => roomy.app.bufferedBytes).toBe(0)
    },
  )

  it('leave no memory behind when they are answered, without the garbage collector', async () => {
    const client = await large.connect()
    declare(client, LENGTH, '/hold')
    client.send(text(LENGTH))
    await eventually(() => held?.length).toBe(LENGTH)
    release()
    expect((await client.answer()).status).toBe(204)
    expect(held?.length).toBe(0)
  })

  it('come to their end, however many begin after them, and leave room for small ones', async () => {
    const clients = await Promise.all(Array.from({ length: 3 }, () => large.connect()))
    for (const client of clients) {
      declare(client, LENGTH)
      client.send(text(LENGTH / 2))
    }
    await eventually(() => large.app.bufferedBytes).toBe(3 * LENGTH)

    const tooMuch = await large.connect()
    declare(tooMuch, LENGTH)
    expect(await tooMuch.answer()).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
    tooMuch.send(text(LENGTH))
    await expectUsable(tooMuch)

    const waiting = await large.connect()
    waiting.request('PUT', '/put', { 'Content-Length': String(LENGTH), Expect: '100-continue' })
    expect((await waiting.answer()).status).toBe(503)

    for (const client of clients) {
      client.send(text(LENGTH).slice(LENGTH / 2))
      expect((await client.answer()).status).toBe(200)
    }
    expect(large.app.bufferedBytes).toBe(0)
  })

  it.each(bodies.filter(([how]) => how !== 'byte by byte'))(
    'that are sent %s and would never find room are refused for good',
    async (_how, sendBody) => {
      const lengthMax = LENGTH - LENGTH / 4
      await using small = await TestApp.serve(systemHost().clock, api, handlers, {
        bodyBytesMax: { bytes: LENGTH, json: LENGTH },
        bufferedBytesMax: LENGTH,
      })
      const client = await small.connect()
      sendBody(client, text(lengthMax))
      expect((await client.answer()).status).toBe(200)
      sendBody(client, text(lengthMax + 1))
      const { status, body } = await client.answer()
      expect([status, body]).toEqual([413, expect.stringContaining(` ${String(lengthMax)} bytes`)])
      await expectUsable(client)
    },
  )

  it.each([
    [64 * 1024, 1],
    [64 * 1024 + 1, 64 * 1024 + 1],
  ])('that declare %i bytes count %i when one has come', async (declared, counted) => {
    const client = await large.connect()
    declare(client, declared)
    client.send('x')
    await eventually(() => large.app.bufferedBytes).toBe(counted)
  })

  it('give back what they declared when their client leaves', async () => {
    const client = await large.connect()
    declare(client, LENGTH)
    await eventually(() => large.app.bufferedBytes).toBe(LENGTH)
    client.leave()
    await eventually(() => large.app.bufferedBytes).toBe(0)
  })
})

describe('releasing memory', () => {
  it('empties large bytes that are all of their buffer, and every view of it', () => {
    const bytes = new Uint8Array(RELEASED_BYTES)
    const part = bytes.subarray(1, 10)
    releaseMemory(bytes)
    expect([bytes.length, part.length]).toEqual([0, 0])
  })

  it.each([
    ['few bytes', new Uint8Array(RELEASED_BYTES - 1)],
    ['a part of a buffer', new Uint8Array(3 * RELEASED_BYTES).subarray(RELEASED_BYTES)],
    ['shared memory', new Uint8Array(new SharedArrayBuffer(RELEASED_BYTES))],
  ])('leaves %s alone', (_what, bytes) => {
    const { length } = bytes
    releaseMemory(bytes)
    expect(bytes.length).toBe(length)
  })
})

describe('the budget of all bodies together', () => {
  /** A body of which all but the last byte has arrived. */
  async function sending(length: number): Promise<RawClient> {
    const before = web.app.bufferedBytes
    const client = await web.connect()
    declare(client, length)
    client.send(text(length - 1))
    await eventually(() => web.app.bufferedBytes).toBe(before + length - 1)
    return client
  }

  it('refuses the body that exceeds it, and no other', async () => {
    const others = [await sending(BYTES_MAX), await sending(BYTES_MAX)]
    const left = BUFFERED_BYTES_MAX - web.app.bufferedBytes

    const tooMuch = await web.connect()
    declare(tooMuch, left + 1)
    tooMuch.send(text(left + 1))
    const { status, headers, body } = await tooMuch.answer()
    expect([status, headers['retry-after']]).toEqual([503, '1'])
    expect(problem(body)).toMatchObject({ code: 'SERVER_BUSY' })
    await eventually(() => web.app.bufferedBytes).toBe(BUFFERED_BYTES_MAX - left)
    await expectUsable(tooMuch)

    const fits = await web.connect()
    declare(fits, left)
    fits.send(text(left))
    expect((await fits.answer()).status).toBe(200)

    for (const other of others) {
      other.send('x')
      expect((await other.answer()).status).toBe(200)
    }
    expect(web.app.bufferedBytes).toBe(0)
  })

  it('counts a body until its request is answered', async () => {
    const client = await web.connect()
    declare(client, 1000, '/hold')
    client.send(text(1000))
    await eventually(() => web.app.inFlight).toBe(1)
    expect(web.app.bufferedBytes).toBe(1000)
    release()
    await eventually(() => web.app.bufferedBytes).toBe(0)
  })

  it('refuses an answer that exceeds it, if it was only read, and counts none that was taken', async () => {
    await sending(BYTES_MAX)
    const other = await sending(BYTES_MAX)
    const client = await web.connect()
    client.request('GET', '/get')
    const { status, headers, body } = await client.answer()
    expect([status, headers['retry-after']]).toEqual([503, '1'])
    expect(problem(body)).toMatchObject({ code: 'SERVER_BUSY' })
    client.request('GET', '/probe')
    expect((await client.answer()).status).toBe(200)
    other.leave()
    await eventually(() => web.app.bufferedBytes).toBe(BYTES_MAX - 1)
    for (let time = 0; time < 5; time++) {
      client.request('GET', '/get')
      expect((await client.answer()).status).toBe(200)
    }
    await eventually(() => web.app.bufferedBytes).toBe(BYTES_MAX - 1)
  })

  it('says that a request was executed whose answer exceeds it', async () => {
    await sending(BYTES_MAX)
    await sending(BYTES_MAX)
    const client = await web.connect()
    client.request('POST', '/post')
    const { status, body } = await client.answer()
    expect(status).toBe(500)
    expect(problem(body)).toMatchObject({ code: 'ANSWER_LOST' })
    expect(executed).toBe(1)
  })

  it('counts an answer that the client does not take, until its reader is let go', async () => {
    await web[Symbol.asyncDispose]()
    const bufferedBytesMax = 2 * EVEN_LARGER_BYTES - 1
    web = await TestApp.serve(systemHost().clock, api, handlers, { bufferedBytesMax })
    largeBytes = EVEN_LARGER_BYTES
    const slow = await web.connect()
    slow.pause()
    slow.request('GET', '/get')
    await eventually(() => web.app.bufferedBytes).toBe(EVEN_LARGER_BYTES)
    const client = await web.connect()
    client.request('GET', '/get')
    expect((await client.answer()).status).toBe(503)
    await expect.poll(() => web.app.bufferedBytes, { timeout: 300_000 }).toBe(0)
    client.request('GET', '/get')
    expect((await client.answer()).status).toBe(200)
  })

  it('gets back what a client that left had sent so far', async () => {
    const client = await sending(5000)
    client.leave()
    await eventually(() => web.app.bufferedBytes).toBe(0)
  })

  it('gets a body back once, when its client left before the answer', async () => {
    const client = await web.connect()
    declare(client, 1000, '/hold')
    client.send(text(1000))
    await eventually(() => web.app.inFlight).toBe(1)
    client.leave()
    await eventually(() => web.server.connections()).toBe(0)
    expect(web.app.bufferedBytes).toBe(1000)
    release()
    await eventually(() => web.app.inFlight).toBe(0)
    expect(web.app.bufferedBytes).toBe(0)
  })

  it('gets back what came before the chunk that is none', async () => {
    const client = await web.connect()
    declareChunks(client)
    client.send(chunk(text(1000)))
    await eventually(() => web.app.bufferedBytes).toBe(1000)
    client.send('no chunk\r\n')
    expect((await client.answer()).status).toBe(400)
    await eventually(() => web.app.bufferedBytes).toBe(0)
  })
})

it('a body that is compressed is refused, and one that says it is not is taken', async () => {
  const client = await web.connect()
  for (const [encoding, status] of [
    ['gzip', 415],
    ['identity, br', 415],
    ['identity', 200],
  ] as const) {
    client.request('PUT', '/put', { 'Content-Length': '1', 'Content-Encoding': encoding })
    client.send('x')
    expect((await client.answer()).status).toBe(status)
  }
})

it('a body in a transfer coding that is not undone here is refused', async () => {
  const client = await web.connect()
  client.request('PUT', '/put', { 'Transfer-Encoding': 'gzip, chunked' })
  client.send(chunk('x') + LAST_CHUNK)
  const { status, body } = await client.answer()
  expect(status).toBe(501)
  expect(problem(body)).toMatchObject({ code: 'UNSUPPORTED_TRANSFER_ENCODING' })
  await expectUsable(client)
})
