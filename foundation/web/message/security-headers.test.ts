import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { systemHost } from '#foundation/host/system'
import type { Handlers } from '../app.ts'
import type { ServerEvent } from '../contract.ts'
import { contract } from '../contract.ts'
import { operation, TestApp } from '../test-app.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

const contentType = 'text/plain'
const problem = { description: 'No', body: 'problem' } as const
const api = contract({
  none: operation('get', '/none', { 204: { description: 'Done', body: 'none' } }),
  bytes: operation('get', '/bytes', { 200: { description: 'Bytes', body: 'bytes' } }),
  own: operation('get', '/own', {
    200: {
      description: 'Bytes',
      headers: z.object({ 'Content-Security-Policy': z.string() }),
      body: 'bytes',
    },
  }),
  data: operation('get', '/data', {
    200: { description: 'Data', body: 'data', element: 'data', schema: z.strictObject({}) },
  }),
  file: operation('get', '/file', { 200: { description: 'Bytes', body: 'stream' } }),
  events: operation('get', '/events', {
    200: { description: 'Events', body: 'events', events: { farewell: z.int() } },
  }),
  problem: operation('get', '/problem', { 409: problem }),
})

async function* farewell(): AsyncGenerator<ServerEvent<'farewell', number>> {
  await Promise.resolve()
  yield { event: 'farewell', data: 1 }
}

const handlers: Handlers<typeof api> = {
  none: () => ({ status: 204 }),
  bytes: () => ({ status: 200, bytes: Buffer.from('bytes'), contentType }),
  own: () => {
    const headers = { 'Content-Security-Policy': 'sandbox' }
    return { status: 200, headers, bytes: Buffer.from('own'), contentType }
  },
  data: () => ({ status: 200, data: {} }),
  file: () => ({ status: 200, stream: Readable.from(['file']), contentType }),
  events: () => ({
    ...{ status: 200, events: farewell() },
    farewell: () => ({ event: 'farewell', data: 1 }),
  }),
  problem: () => ({ status: 409, problem: { code: 'NO', detail: 'No' } }),
}

it('every answer has them, whatever it is, and a policy of its own if it has one', async () => {
  await using web = await TestApp.serve(systemHost().clock, api, handlers)
  const expected = Object.entries(SECURITY_HEADERS)
  for (const path of ['none', 'bytes', 'data', 'file', 'events', 'problem', 'no-such-path']) {
    const { headers, body } = await fetch(`${web.url}/${path}`)
    await body?.cancel()
    expect(
      expected.map(([name]) => [name, headers.get(name)]),
      path,
    ).toEqual(expected)
  }
  const { headers } = await fetch(`${web.url}/own`)
  expect(headers.get('Content-Security-Policy')).toBe('sandbox')
  const client = await web.connect()
  client.send('this is no request\r\n\r\n')
  expect((await client.answer()).headers).toMatchObject(
    Object.fromEntries(expected.map(([name, value]) => [name.toLowerCase(), value])),
  )
})
