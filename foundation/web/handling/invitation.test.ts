import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { systemHost } from '#foundation/host/system'
import { contract } from '../contract.ts'
import { anything, eventually, operation, TestApp, textAnswer } from '../test-app.ts'

const BYTES_MAX = 1000
const params = z.strictObject({ id: z.string().max(3) })
const headers = z.object({ 'if-match': z.string().optional() })
const json = { kind: 'json', schema: z.unknown() } as const
const api = contract({
  put: { ...operation('put', '/items/{id}', textAnswer), params, headers, body: anything },
  post: { ...operation('post', '/jobs', textAnswer), body: json },
  hold: operation('get', '/hold', textAnswer),
})

let executed = 0
let gate = Promise.withResolvers<undefined>()
let web: TestApp

beforeEach(async () => {
  executed = 0
  gate = Promise.withResolvers()
  const done = { status: 200, bytes: Buffer.from('done'), contentType: 'a/b' } as const
  web = await TestApp.serve(
    systemHost().clock,
    api,
    {
      put: ({ body }) => {
        executed++
        return { status: 200, bytes: body.bytes, contentType: 'a/b' } as const
      },
      post: () => {
        executed++
        return done
      },
      hold: async () => {
        await gate.promise
        return done
      },
    },
    { bodyBytesMax: { bytes: BYTES_MAX, json: BYTES_MAX }, bufferedBytesMax: 2000, inFlightMax: 1 },
  )
})
afterEach(async () => {
  gate.resolve(undefined)
  await web[Symbol.asyncDispose]()
})

const EXPECT = { Expect: '100-continue', 'Content-Length': '4' }

describe('a client that waits to be invited', () => {
  it.each(['100-continue', '100-Continue'])('is, when nothing is wrong: %s', async expectation => {
    const client = await web.connect()
    client.request('PUT', '/items/1', { ...EXPECT, Expect: expectation })
    await eventually(() => client.received).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    client.received = ''
    client.send('body')
    const { status, headers: answered, body } = await client.answer()
    expect([status, answered.connection, body]).toEqual([200, 'keep-alive', 'body'])
  })

  const refused: readonly [number, string, string, Readonly<Record<string, string>>][] = [
    [404, 'PUT', '/nowhere', {}],
    [405, 'POST', '/items/1', {}],
    [413, 'PUT', '/items/1', { 'Content-Length': String(BYTES_MAX + 1) }],
    [415, 'PUT', '/items/1', { 'Content-Encoding': 'gzip' }],
    [415, 'POST', '/jobs', { 'Content-Type': 'text/plain' }],
    [422, 'PUT', '/items/1234', {}],
    [422, 'PUT', '/items/1?unknown=1', {}],
    [400, 'PUT', '/items/1', { 'Content-Range': 'bytes 3-6/7' }],
    [400, 'POST', '/jobs', { 'Content-Type': 'application/json', 'If-Match': '"1"' }],
    [417, 'PUT', '/items/1', { Expect: '100-continue, a miracle' }],
    [417, 'PUT', '/items/1', { Expect: 'a miracle' }],
  ]
  it.each(refused)(
    'gets the last status alone, and its connection is closed: %d for %s %s %o',
    async (status, method, path, more) => {
      const client = await web.connect()
      client.request(method, path, { ...EXPECT, ...more })
      const answer = await client.answer()
      expect([answer.status, answer.headers.connection]).toEqual([status, 'close'])
      await eventually(() => client.isEnded).toBe(true)
      expect(client.received).toBe('')
      expect(executed).toBe(0)
    },
  )

  it('gets 503 alone when there are too many requests, or bytes of bodies', async () => {
    const holding = await web.connect()
    holding.request('GET', '/hold')
    await eventually(() => web.app.inFlight).toBe(1)
    const client = await web.connect()
    client.request('PUT', '/items/1', EXPECT)
    expect((await client.answer()).status).toBe(503)
    gate.resolve(undefined)
    await holding.answer()

    const sending = [await web.connect(), await web.connect()]
    for (const each of sending) {
      each.request('PUT', '/items/1', { 'Content-Length': '999' })
      each.send('x'.repeat(998))
    }
    await eventually(() => web.app.bufferedBytes).toBe(2 * 998)
    const other = await web.connect()
    other.request('PUT', '/items/1', { ...EXPECT, 'Content-Length': '5' })
    expect((await other.answer()).status).toBe(503)
  })

  it('gets its answer from an operation without a body', async () => {
    const client = await web.connect()
    gate.resolve(undefined)
    client.request('GET', '/hold', EXPECT)
    expect((await client.answer()).status).toBe(200)
  })

  it('is taken at its word in HTTP/1.0, which knows no invitation', async () => {
    const client = await web.connect()
    client.send('PUT /items/1 HTTP/1.0\r\nExpect: a miracle\r\nContent-Length: 4\r\n\r\nbody')
    expect(await client.answer()).toMatchObject({ status: 200, body: 'body' })
  })
})
