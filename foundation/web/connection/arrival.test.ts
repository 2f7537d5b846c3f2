import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { contract } from '../contract.ts'
import type { Middleware, Parts } from '../exchange.ts'
import type { RawClient } from '../test-app.ts'
import { anything, errors, eventually, operation, TestApp, textAnswer } from '../test-app.ts'

const api = contract({
  work: operation('get', '/work', textAnswer),
  put: { ...operation('put', '/put', textAnswer), body: anything },
  large: operation('get', '/large', textAnswer),
})

const WORK_MS = 10
const LARGE = Buffer.alloc(16 * 1024 * 1024)
const contentType = 'text/plain'

const host = new SimulatedHost(1)
let parts: Parts[] = []
/** What a log does. */
const noting: Middleware = {
  enter: exchange => {
    exchange.whenEnded(() => {
      parts.push(exchange.parts())
    })
  },
}

let web: TestApp

beforeEach(async () => {
  parts = []
  const done = { status: 200, bytes: Buffer.from('done'), contentType } as const
  const handlers = {
    work: () => {
      host.clock.advance(WORK_MS)
      return done
    },
    put: () => done,
    large: () => ({ status: 200, bytes: LARGE, contentType }) as const,
  }
  const options = { middleware: [noting, errors], bufferedBytesMax: 2 * LARGE.length }
  web = await TestApp.serve(host.clock, api, handlers, options)
})
afterEach(() => web[Symbol.asyncDispose]())

/** Passes time when the server has read what was sent before: it reads all that it has in one turn. */
async function pass(ms: number): Promise<void> {
  const other = await web.connect()
  other.request('GET', '/nowhere')
  await other.answer()
  parts = []
  host.clock.advance(ms)
}

async function answered(client: RawClient, count: number): Promise<readonly Parts[]> {
  for (let answers = 0; answers < count; answers++) {
    expect((await client.answer()).status).toBe(200)
  }
  return parts
}

const NONE: Parts = { readMs: 0, waitMs: 0, handleMs: 0, writeMs: 0 }

describe('the time of a request', () => {
  it('begins with its first byte, however slowly its headers come', async () => {
    const client = await web.connect()
    client.send('G')
    await pass(2000)
    client.send('ET /work HTTP/1.1\r\nHost: test\r\n\r\n')
    const took = { ...NONE, readMs: 2000, handleMs: WORK_MS }
    expect(await answered(client, 1)).toEqual([took])
  })

  it('begins again for the next one of a connection', async () => {
    const client = await web.connect()
    client.request('GET', '/work')
    await answered(client, 1)
    await pass(1000)
    client.send('GET /work HTT')
    await pass(500)
    client.send('P/1.1\r\nHost: test\r\n\r\n')
    const took = { ...NONE, readMs: 500, handleMs: WORK_MS }
    expect(await answered(client, 1)).toEqual([took])
  })

  it('has the time that its body takes to arrive', async () => {
    const client = await web.connect()
    client.request('PUT', '/put', { 'Content-Length': '4' })
    client.send('ab')
    await eventually(() => web.app.bufferedBytes).toBe(2)
    await pass(700)
    client.send('cd')
    expect(await answered(client, 1)).toEqual([{ ...NONE, readMs: 700 }])
  })

  it('has the time that those before it take, on its connection', async () => {
    const client = await web.connect()
    client.send('GET /work HTTP/1.1\r\nHost: test\r\n\r\n'.repeat(3))
    expect(await answered(client, 3)).toEqual([
      { ...NONE, handleMs: WORK_MS },
      { ...NONE, waitMs: WORK_MS, handleMs: WORK_MS },
      { ...NONE, waitMs: 2 * WORK_MS, handleMs: WORK_MS },
    ])
  })

  it('has the time that those take which are read before it in one turn of the event loop', async () => {
    const clients = [await web.connect(), await web.connect()]
    for (const client of clients) client.request('GET', '/work')
    for (const client of clients) await client.answer()
    // The event loop of this test is the server's: both are there when its next turn begins.
    expect(parts).toEqual([
      { ...NONE, handleMs: WORK_MS, writeMs: WORK_MS },
      { ...NONE, waitMs: WORK_MS, handleMs: WORK_MS },
    ])
  })

  it('has the time that its reader takes for the answer', async () => {
    const client = await web.connect()
    client.pause()
    client.request('GET', '/large')
    await eventually(() => web.app.bufferedBytes).toBe(LARGE.length)
    expect(parts).toEqual([])
    host.clock.advance(900)
    client.resume()
    await eventually(() => {
      client.received = ''
      return parts
    }).toEqual([{ ...NONE, writeMs: 900 }])
  })

  it('of one that nothing is there for begins there too', async () => {
    const client = await web.connect()
    client.send('GET /nowhere HT')
    await pass(300)
    client.send('TP/1.1\r\nHost: test\r\n\r\n')
    expect((await client.answer()).status).toBe(404)
    expect(parts).toEqual([{ ...NONE, readMs: 300 }])
  })
})
