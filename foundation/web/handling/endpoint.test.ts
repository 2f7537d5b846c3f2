import fc from 'fast-check'
import supertest from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { systemHost } from '#foundation/host/system'
import { checkProperty } from '#foundation/testing/property'
import type { Handlers } from '../app.ts'
import { contract } from '../contract.ts'
import { problemSchema } from '../problem.ts'
import type { RawClient } from '../test-app.ts'
import { anything, doneAnswer, operation, TestApp } from '../test-app.ts'

const FILE = 'foundation/web/handling/endpoint.test.ts'

const done = { description: 'Done', body: 'none' } as const

const odd = z.string().superRefine((text, context) => {
  if (Number(text) % 2 === 1) return
  context.addIssue({ code: 'custom', message: 'not odd', params: { code: 'NOT_ODD' } })
})

const api = contract({
  order: {
    ...operation('post', '/orders/{customer}', {
      201: {
        description: 'Made',
        headers: z.object({
          location: z.string(),
          'x-count': z.int(),
          'x-none': z.string().optional(),
        }),
        body: 'data',
        element: 'order',
        schema: z.object({ id: z.int() }),
      },
    }),
    params: z.strictObject({ customer: z.string().max(8) }),
    query: z.strictObject({
      limit: z.coerce.number().int().max(9).default(3),
      note: z.string().optional(),
    }),
    headers: z.object({ 'x-attempt': z.coerce.number().int().optional() }),
    body: {
      kind: 'json',
      schema: z.strictObject({
        lines: z.array(z.strictObject({ item: z.string(), count: z.int().min(1) })),
      }),
    },
  },
  store: {
    ...operation('put', '/files', { 204: done, 409: { description: 'Refused', body: 'problem' } }),
    body: anything,
  },
  find: {
    ...operation('get', '/find/{key}/in/{place}', doneAnswer),
    params: z.strictObject({ key: z.string(), place: z.string() }),
    query: z.strictObject({ q: z.string().optional(), must: z.string().optional() }),
  },
  plain: operation('get', '/plain', doneAnswer),
  coded: {
    ...operation('get', '/coded', doneAnswer),
    query: z.strictObject({ a: odd.optional(), b: odd.optional() }),
  },
  required: {
    ...operation('get', '/required', doneAnswer),
    query: z.strictObject({ q: z.string() }),
    headers: z.object({ 'x-key': z.string() }),
  },
})

/** What the handler called last was given. */
let given: unknown

const handlers: Handlers<typeof api> = {
  order: input => {
    given = input
    const { lines } = input.body
    return {
      status: 201,
      headers: { location: '/orders/7', 'x-count': lines.length, 'x-none': undefined },
      data: { id: 7 },
    }
  },
  store: ({ body }) => {
    given = { text: Buffer.from(body.bytes).toString(), contentType: body.contentType }
    if (body.contentType !== 'text/refused') return { status: 204 }
    return { status: 409, problem: { code: 'NOT_NOW', detail: 'No.', more: { retries: 2 } } }
  },
  find: ({ params, query }) => {
    given = { ...params, ...query }
    return { status: 204 }
  },
  plain: input => {
    given = input
    return { status: 204 }
  },
  coded: () => ({ status: 204 }),
  required: ({ query, headers }) => {
    given = { ...query, ...headers }
    return { status: 204 }
  },
}

let web: TestApp
let client: RawClient

beforeAll(async () => {
  web = await TestApp.serve(systemHost().clock, api, handlers)
  client = await web.connect()
})
afterAll(() => web[Symbol.asyncDispose]())
beforeEach(() => {
  given = 'no handler was called'
})

/** The status and the problem of the answer; throws if it is no problem of the declared shape. */
async function refused(test: supertest.Test): Promise<[number, z.output<typeof problemSchema>]> {
  const response = await test
  expect(response.type).toBe('application/problem+json')
  expect(given).toBe('no handler was called')
  const problem = problemSchema.parse(response.body)
  expect(problem.status).toBe(response.status)
  return [response.status, problem]
}

describe('a handler', () => {
  it('is given input that was parsed, and what it returns is the answer', async () => {
    const response = await supertest(web.url)
      .post('/orders/ada?limit=5')
      .set('X-Attempt', '2')
      .send({ lines: [{ item: 'tea', count: 1 }] })
    expect(given).toEqual({
      params: { customer: 'ada' },
      query: { limit: 5 },
      headers: { 'x-attempt': 2 },
      body: { lines: [{ item: 'tea', count: 1 }] },
    })
    expect(response.status).toBe(201)
    expect(response.headers).toMatchObject({ location: '/orders/7', 'x-count': '1' })
    expect(response.headers).not.toHaveProperty('x-none')
    expect(response.body).toEqual({ id: 7 })
  })

  it('is given defaults for what may be left out', async () => {
    await supertest(web.url).post('/orders/ada').send({ lines: [] }).expect(201)
    expect(given).toMatchObject({ query: { limit: 3 }, headers: {} })
  })

  it('is given nothing where its contract declares nothing', async () => {
    await supertest(web.url).get('/plain').set('X-Attempt', '2').expect(204)
    expect(given).toEqual({ params: {}, query: {}, headers: {}, body: undefined })
  })

  it('is given bytes as they came, with their content type', async () => {
    const put = () => supertest(web.url).put('/files')
    await put().type('Text/Odd; a=b').send('any {').expect(204)
    expect(given).toEqual({ text: 'any {', contentType: 'Text/Odd; a=b' })
    await put().unset('Content-Type').expect(204)
    expect(given).toEqual({ text: '', contentType: undefined })
  })

  it('may return a problem, with members of its own', async () => {
    const response = await supertest(web.url).put('/files').type('text/refused').send('x')
    expect(response.status).toBe(409)
    expect(response.type).toBe('application/problem+json')
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store' })
    expect(response.body).toEqual({
      type: 'urn:problem:not-now',
      title: 'Conflict',
      status: 409,
      code: 'NOT_NOW',
      detail: 'No.',
      retries: 2,
      traceId: '0'.repeat(32),
    })
  })
})

describe('a request that breaks its contract', () => {
  it('is answered with everything that is wrong, and where', async () => {
    const [status, { code, detail, errors }] = await refused(
      supertest(web.url)
        .post('/orders/much-too-long?limit=10&page=2&sort=up')
        .set('X-Attempt', 'first')
        .send({
          lines: [
            { item: 'tea', count: 1 },
            { item: 3, count: 0, colour: 'green', size: 1 },
          ],
          gift: true,
        }),
    )
    expect([status, code]).toEqual([422, 'INVALID_REQUEST'])
    expect(detail).toContain('10 places')
    expect(errors?.map(({ location }) => location).sort()).toEqual([
      'body.gift',
      'body.lines.1.colour',
      'body.lines.1.count',
      'body.lines.1.item',
      'body.lines.1.size',
      'headers.x-attempt',
      'path.customer',
      'query.limit',
      'query.page',
      'query.sort',
    ])
  })

  it.each([
    ['a=2', 'NOT_ODD'],
    ['a=2&b=4', 'NOT_ODD'],
    ['a=2&c=1', 'INVALID_REQUEST'],
  ])('has the code of what is wrong with it, if that is of one kind: %s', async (query, code) => {
    const [status, problem] = await refused(supertest(web.url).get(`/coded?${query}`))
    expect([status, problem.code]).toEqual([422, code])
    expect(problem.errors?.[0]).toEqual({ location: 'query.a', message: 'not odd' })
  })

  it('in very many places is told of the first of them, and how many there are', async () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`x${String(at)}`, 1]))
    const [, { detail, errors }] = await refused(
      supertest(web.url)
        .post('/orders/short')
        .send({ lines: [], ...many }),
    )
    expect(detail).toMatch(/\b500\d places: errors has the first 100$/)
    expect(errors).toHaveLength(100)
  })

  const cases: readonly [string, string, string][] = [
    ['an unknown query parameter', '/find/k/in/p?limit=1', 'query.limit'],
    ['an unknown query parameter where there are none', '/plain?limit=1', 'query.limit'],
    ['a name that JavaScript objects have already', '/plain?__proto__=1', 'query.__proto__'],
    ['such a name where there are others', '/find/k/in/p?constructor=1', 'query.constructor'],
  ]
  it.each(cases)('is refused for %s', async (_what, path, location) => {
    const [status, { errors }] = await refused(supertest(web.url).get(path))
    expect(status).toBe(422)
    expect(errors?.map(error => error.location)).toEqual([location])
  })

  it('is refused for what is missing, in the query and in the headers', async () => {
    const [, { errors }] = await refused(supertest(web.url).get('/required'))
    expect(errors?.map(({ location }) => location)).toEqual(['query.q', 'headers.x-key'])
    await supertest(web.url).get('/required?q=1').set('X-Key', 'a').expect(204)
    expect(given).toEqual({ q: '1', 'x-key': 'a' })
  })

  it('cannot change the prototype of what a handler is given', async () => {
    const [status, { errors }] = await refused(
      supertest(web.url)
        .post('/orders/ada')
        .type('json')
        .send('{"lines": [], "__proto__": {"admin": true}}'),
    )
    expect(status).toBe(422)
    expect(errors).toEqual([{ location: 'body.__proto__', message: 'unknown name' }])
  })
})

describe('a JSON body', () => {
  const malformed: readonly [string, string | Buffer][] = [
    ['nothing', ''],
    ['half an object', '{"lines": ['],
    ['two values', '{} {}'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ]
  it.each(malformed)('of %s is refused as malformed', async (_what, body) => {
    client.request('POST', '/orders/ada', {
      'Content-Type': 'application/json',
      'Content-Length': String(body.length),
    })
    client.send(body)
    const answer = await client.answer()
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'MALFORMED_JSON' })
    expect(given).toBe('no handler was called')
  })

  it.each(['text/plain', 'application/jsonp', 'application/xml', 'json'])(
    'that calls itself %s is refused',
    async type => {
      const [status, { code }] = await refused(
        supertest(web.url).post('/orders/ada').set('Content-Type', type).send('{"lines": []}'),
      )
      expect([status, code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
    },
  )

  it('without a Content-Type is refused', async () => {
    client.request('POST', '/orders/ada', { 'Content-Length': '2' })
    client.send('{}')
    const { status, body } = await client.answer()
    expect(status).toBe(415)
    expect(JSON.parse(body)).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' })
  })

  it.each(['application/json; charset=utf-8', 'Application/JSON ; x=y'])(
    'may call itself %s',
    async type => {
      const post = supertest(web.url).post('/orders/ada').set('Content-Type', type)
      await post.send('{"lines": []}').expect(201)
    },
  )

  it('that is compressed is refused', async () => {
    const post = supertest(web.url).post('/orders/ada').type('json').set('Content-Encoding', 'gzip')
    const [status, { code }] = await refused(post.send('{"lines": []}'))
    expect([status, code]).toEqual([415, 'UNSUPPORTED_CONTENT_ENCODING'])
  })
})

describe('bytes in a URL', () => {
  const anyBytes = fc.uint8Array({ minLength: 1, maxLength: 64 })
  const escaped = (bytes: Uint8Array): string =>
    Array.from(bytes, byte => `%${byte.toString(16).padStart(2, '0')}`).join('')
  const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

  it('arrive as they are, from 1 to 64 of any value in a segment of the path', async () => {
    await checkProperty(FILE, fc.tuple(anyBytes, anyBytes), 200, async ([key, place]) => {
      client.request('GET', `/find/${escaped(key)}/in/${escaped(place)}`)
      expect((await client.answer()).status).toBe(204)
      expect(given).toEqual({ key: binary(key), place: binary(place) })
    })
  })

  it('arrive as they are in a query', async () => {
    await checkProperty(FILE, fc.tuple(anyBytes, anyBytes), 200, async ([q, must]) => {
      client.request('GET', `/find/k/in/p?q=${escaped(q)}&must=${escaped(must)}`)
      expect((await client.answer()).status).toBe(204)
      expect(given).toEqual({ key: 'k', place: 'p', q: binary(q), must: binary(must) })
    })
  })

  const literal: readonly [string, unknown][] = [
    ["/find/a~b!$&'()*+,;=:@|{}^`/in/.", { key: "a~b!$&'()*+,;=:@|{}^`", place: '.' }],
    ['/find/../in/%2E%2e', { key: '..', place: '..' }],
    ['/find/a+b/in/p?q=a+b%2B', { key: 'a+b', place: 'p', q: 'a b+' }],
    ['/find/%2F/in/%252F', { key: '/', place: '%2F' }],
    ['/find/k/in/%3Fq=1?q=?', { key: 'k', place: '?q=1', q: '?' }],
    ['http://host/find/%FF/in/p?q=1', { key: '\xff', place: 'p', q: '1' }],
  ]
  it.each(literal)('of %s are read as %j', async (path, expected) => {
    client.request('GET', path)
    expect((await client.answer()).status).toBe(204)
    expect(given).toEqual(expected)
  })

  const malformed: readonly [string, string][] = [
    ['/find/%zz/in/p', 'MALFORMED_ESCAPE'],
    ['/find/%/in/p', 'MALFORMED_ESCAPE'],
    ['/find/k%2/in/p', 'MALFORMED_ESCAPE'],
    ['/nowhere/%zz', 'MALFORMED_ESCAPE'],
    ['/find/k/in/p?q=%zz', 'MALFORMED_ESCAPE'],
    ['/find/k/in/p?%=1', 'MALFORMED_ESCAPE'],
    ['/find/k/in/p?q=1&q=2', 'MALFORMED_QUERY'],
    ['/find/k/in/p?q=1&%71=1', 'MALFORMED_QUERY'],
    ['/plain?a&a', 'MALFORMED_QUERY'],
  ]
  it.each(malformed)('of %s are refused as %s', async (path, code) => {
    client.request('GET', path)
    const { status, body } = await client.answer()
    expect(status).toBe(400)
    expect(JSON.parse(body)).toMatchObject({ status, code })
    expect(given).toBe('no handler was called')
  })
})

it('a handler that answers with a status or with data that cannot be sent is a fault of the service', async () => {
  const broken = contract({
    status: { ...api.plain, path: '/status' },
    data: {
      ...api.plain,
      path: '/data',
      responses: { 200: { description: '', body: 'data', element: 'x', schema: z.bigint() } },
    },
  })
  const faulty: Handlers<typeof broken> = {
    status: () => JSON.parse('{"status": 299}') as { status: 204 },
    data: () => ({ status: 200, data: 1n }),
  }
  await using service = await TestApp.serve(systemHost().clock, broken, faulty)
  for (const path of ['/status', '/data']) {
    const response = await supertest(service.url).get(path)
    expect([response.status, problemSchema.parse(response.body).code]).toEqual([500, 'INTERNAL'])
  }
  expect(service.app.inFlight).toBe(0)
})
