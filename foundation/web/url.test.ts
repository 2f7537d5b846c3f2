import supertest from 'supertest'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { systemHost } from '#foundation/host/system'
import { contract } from './contract.ts'
import type { Middleware } from './exchange.ts'
import { errors, TestApp } from './test-app.ts'

const api = contract({
  get: {
    method: 'get',
    path: '/items/{id}',
    summary: 'The id',
    tag: 'test',
    params: z.strictObject({ id: z.string() }),
    query: z.strictObject({ a: z.string().optional() }),
    responses: { 200: { description: 'Bytes', body: 'bytes' } },
  },
})

let seen: unknown[] = []
const seeing: Middleware = {
  enter: exchange => {
    seen.push(exchange.request.url)
  },
}
let web: TestApp

beforeAll(async () => {
  const handlers = {
    get: ({ params }: { readonly params: { readonly id: string } }) =>
      ({
        status: 200,
        bytes: Buffer.from(params.id, 'latin1'),
        contentType: 'text/plain',
      }) as const,
  }
  const options = { middleware: [seeing, errors] }
  web = await TestApp.serve(systemHost().clock, api, handlers, options)
})
afterAll(() => web[Symbol.asyncDispose]())

it.each(['/items/caf%C3%A9?a=%c3%a9', '/nowhere/caf%C3%A9', '/items/%6B', '/items/a%2fb'])(
  'what is further in sees the URL as it was received: %s',
  async url => {
    seen = []
    await supertest(web.url).get(url)
    expect(seen).toEqual([url])
  },
)

it('a key is decoded once, and a problem tells the URL as it was received', async () => {
  await supertest(web.url).get('/items/caf%C3%A9').expect(200, 'caf\u00e9')
  await supertest(web.url)
    .get('/nowhere/caf%C3%A9')
    .expect(404, /\/nowhere\/caf%C3%A9/)
  await supertest(web.url)
    .post('/items/caf%C3%A9')
    .expect(405, /\/items\/caf%C3%A9/)
})
