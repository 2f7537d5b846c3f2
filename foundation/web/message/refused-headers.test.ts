import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { systemHost } from '#foundation/host/system'
import { contract } from '../contract.ts'
import { anything, operation, TestApp, textAnswer } from '../test-app.ts'

const headers = z.object({ 'if-match': z.string().optional() })
const api = contract({
  get: operation('get', '/it', textAnswer),
  put: { ...operation('put', '/it', textAnswer), body: anything },
  remove: { ...operation('delete', '/it', textAnswer), headers },
})

let executed = 0
let web: TestApp

beforeAll(async () => {
  const done = () => {
    executed++
    return { status: 200, bytes: Buffer.from('done'), contentType: 'a/b' } as const
  }
  web = await TestApp.serve(systemHost().clock, api, { get: done, put: done, remove: done })
})
afterAll(() => web[Symbol.asyncDispose]())

const DATE = 'Sun, 06 Nov 1994 08:49:37 GMT'
const UNDERSTOOD = [200, undefined] as const
const NOT_UNDERSTOOD = [400, 'UNSUPPORTED_HEADER'] as const
const ENCODED = [415, 'UNSUPPORTED_CONTENT_ENCODING'] as const

it.each([
  ['PUT', 'Content-Range', 'bytes 3-6/7', ...NOT_UNDERSTOOD],
  ['DELETE', 'Content-Range', 'bytes 3-6/7', ...NOT_UNDERSTOOD],
  ['PUT', 'Content-Encoding', 'gzip', ...ENCODED],
  ['PUT', 'Content-Encoding', 'identity, br', ...ENCODED],
  ['PUT', 'Content-Encoding', 'Identity', ...UNDERSTOOD],
  ['PUT', 'If-Match', '"1"', ...NOT_UNDERSTOOD],
  ['PUT', 'If-None-Match', '*', ...NOT_UNDERSTOOD],
  ['PUT', 'Idempotency-Key', 'a', ...NOT_UNDERSTOOD],
  ['DELETE', 'If-Match', '"1"', ...UNDERSTOOD],
  ['DELETE', 'If-None-Match', '"1"', ...NOT_UNDERSTOOD],
  // A read changes nothing: it may be given more than it asked for.
  ['GET', 'If-Match', '"1"', ...UNDERSTOOD],
  ['GET', 'Range', 'bytes=0-1', ...UNDERSTOOD],
  ['GET', 'If-Range', '"1"', ...UNDERSTOOD],
  ['GET', 'If-Modified-Since', DATE, ...UNDERSTOOD],
  // RFC 9110 has these ignored where they have no meaning.
  ['PUT', 'If-Unmodified-Since', DATE, ...UNDERSTOOD],
  ['PUT', 'Range', 'bytes=0-1', ...UNDERSTOOD],
  ['PUT', 'Upgrade', 'h2c', ...UNDERSTOOD],
  ['PUT', 'X-HTTP-Method-Override', 'DELETE', ...UNDERSTOOD],
])('%s with %s: %s is answered with %d, %s', async (method, header, value, status, code) => {
  const before = executed
  const client = await web.connect()
  client.request(method, '/it', { 'Content-Length': '4', [header]: value })
  client.send('body')
  const { status: answered, body } = await client.answer()
  expect(answered).toBe(status)
  if (code !== undefined) expect(JSON.parse(body)).toMatchObject({ code })
  expect(executed - before).toBe(code === undefined ? 1 : 0)
})
