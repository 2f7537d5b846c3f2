import http from 'node:http'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatCursor } from '../handlers/v1/cursor.ts'
import { Service } from './service.ts'

let service: Service
/** One connection only: every request after a bad one uses the same, so it must have survived. */
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })

beforeAll(async () => {
  service = await Service.start()
  await send('PUT', '/v1/kv/kept', { body: 'kept' })
})
afterAll(async () => {
  agent.destroy()
  await service[Symbol.asyncDispose]()
})

type Sent = {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}
type Answer = {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly text: string
  readonly port: number
}

function send(method: string, path: string, { headers, body }: Sent = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(service.url)
    const request = http.request({ agent, hostname, port, method, path, headers }, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      const local = request.socket?.localPort ?? 0
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, port: local })
      })
    })
    request.on('error', reject).end(body)
  })
}

async function revision(): Promise<number> {
  const { text } = await send('GET', '/v1/kv?countOnly=true')
  return (JSON.parse(text) as { revision: number }).revision
}

const json = { 'Content-Type': 'application/json' }
const txn = (body: unknown): Sent => ({ headers: json, body: JSON.stringify(body) })
const put = { op: 'put', key: 'k', value: 'v' }

/** One byte more than the one behind the longest key; and more than the engine takes, with the number of its table. */
const BOUNDS = ['a'.repeat(1026), 'a'.repeat(1978)] as const

const LONG = new Uint8Array(1978)

type Case = [string, string, string, Sent, number, string, string?]

/** A GET, or a POST of what is sent. */
function invalidKey(name: string, location: string, path: string, sent: Sent = {}): Case {
  const method = sent.body === undefined ? 'GET' : 'POST'
  return [name, method, path, sent, 422, 'INVALID_KEY', location]
}

const cases: readonly Case[] = [
  [
    'malformed JSON',
    'POST',
    '/v1/txn',
    { headers: json, body: '{"then": [' },
    400,
    'MALFORMED_JSON',
  ],
  [
    'JSON with something after it',
    'POST',
    '/v1/txn',
    { headers: json, body: '{} {}' },
    400,
    'MALFORMED_JSON',
  ],
  [
    'JSON that is not UTF-8',
    'POST',
    '/v1/txn',
    { headers: json, body: Buffer.from([0x22, 0xff, 0x22]) },
    400,
    'MALFORMED_JSON',
  ],
  ['no JSON at all', 'POST', '/v1/txn', { headers: json, body: '' }, 400, 'MALFORMED_JSON'],
  [
    'another media type',
    'POST',
    '/v1/txn',
    { body: '{}', headers: { 'Content-Type': 'text/plain' } },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['no media type', 'POST', '/v1/txn', { body: '{}' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  [
    'a compressed body',
    'PUT',
    '/v1/kv/k',
    { body: 'x', headers: { 'Content-Encoding': 'gzip' } },
    415,
    'UNSUPPORTED_CONTENT_ENCODING',
  ],
  [
    'a content type that is no text',
    'PUT',
    '/v1/kv/k',
    { body: 'x', headers: { 'Content-Type': 'é' } },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'a content type that is too long',
    'PUT',
    '/v1/kv/k',
    { body: 'x', headers: { 'Content-Type': 'x'.repeat(256) } },
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  ['an unknown field', 'POST', '/v1/txn', txn({ than: [] }), 422, 'INVALID_REQUEST', 'body.than'],
  [
    'an unknown field further in',
    'POST',
    '/v1/txn',
    txn({ then: [{ ...put, tll: '1s' }] }),
    422,
    'INVALID_REQUEST',
    'body.then.0.tll',
  ],
  ['a wrong type', 'POST', '/v1/txn', txn({ then: {} }), 422, 'INVALID_REQUEST', 'body.then'],
  ['an array for an object', 'POST', '/v1/txn', txn([]), 422, 'INVALID_REQUEST', 'body'],
  [
    'an operation that does not exist',
    'POST',
    '/v1/txn',
    txn({ then: [{ op: 'drop' }] }),
    422,
    'INVALID_REQUEST',
    'body.then.0.op',
  ],
  [
    'two values for one',
    'POST',
    '/v1/txn',
    txn({ then: [{ ...put, valueBase64: 'AA==' }] }),
    422,
    'INVALID_REQUEST',
    'body.then.0.value',
  ],
  [
    'a prefix and a start in a range',
    'POST',
    '/v1/txn',
    txn({ else: [{ op: 'range', prefix: 'a', start: 'b' }] }),
    422,
    'INVALID_REQUEST',
    'body.else.0.prefix',
  ],
  [
    'a prefix and an end in a range',
    'POST',
    '/v1/txn',
    txn({ else: [{ op: 'range', prefix: 'a', end: 'b' }] }),
    422,
    'INVALID_REQUEST',
    'body.else.0.prefix',
  ],
  [
    'bad base64',
    'POST',
    '/v1/txn',
    txn({ then: [{ op: 'put', key: 'k', valueBase64: '%' }] }),
    422,
    'INVALID_REQUEST',
    'body.then.0.valueBase64',
  ],
  [
    'a key changed twice',
    'POST',
    '/v1/txn',
    txn({ then: [put, { op: 'delete', key: 'k' }] }),
    422,
    'INVALID_REQUEST',
    'body.then.1.key',
  ],
  [
    'a key with a broken escape',
    'POST',
    '/v1/txn',
    txn({ then: [{ ...put, key: '%4' }] }),
    422,
    'INVALID_KEY',
    'body.then.0.key',
  ],
  [
    'an empty key',
    'POST',
    '/v1/txn',
    txn({ then: [{ ...put, key: '' }] }),
    422,
    'INVALID_KEY',
    'body.then.0.key',
  ],
  [
    'too many operations',
    'POST',
    '/v1/txn',
    txn({ then: Array.from({ length: 129 }, (_, index) => ({ ...put, key: String(index) })) }),
    422,
    'INVALID_REQUEST',
    'body.then',
  ],
  [
    'a value in a transaction that is too long',
    'POST',
    '/v1/txn',
    txn({ then: [{ ...put, value: 'x'.repeat(1024 * 1024 + 1) }] }),
    413,
    'VALUE_TOO_LARGE',
  ],
  [
    'a key that is too long',
    'PUT',
    `/v1/kv/${'k'.repeat(1025)}`,
    { body: 'x' },
    422,
    'INVALID_KEY',
    'path.key',
  ],
  invalidKey('an empty key to watch', 'query.key', '/v1/watch?key='),
  invalidKey('a prefix to watch that no key has', 'query.prefix', `/v1/watch?prefix=${BOUNDS[1]}`),
  ...BOUNDS.flatMap(bound =>
    ['prefix', 'start', 'end'].flatMap(name => {
      const what = `a ${name} of ${String(bound.length)} bytes`
      const range = txn({ then: [{ op: 'range', [name]: bound }] })
      return [
        invalidKey(what, `query.${name}`, `/v1/kv?${name}=${bound}&order=desc`),
        invalidKey(`${what} in a transaction`, `body.then.0.${name}`, '/v1/txn', range),
      ]
    }),
  ),
  ...[
    ['a key', { ...put, key: 'a\ud800b' }, 'key'] as const,
    ['a bound', { op: 'range', start: '\udc00' }, 'start'] as const,
  ].map(([what, operation, name]) =>
    invalidKey(
      `half of a character in ${what}`,
      `body.then.0.${name}`,
      '/v1/txn',
      txn({ then: [operation] }),
    ),
  ),
  [
    'half of a character in a value',
    'POST',
    '/v1/txn',
    txn({ then: [{ ...put, value: 'a\ud800b' }] }),
    422,
    'INVALID_REQUEST',
    'body.then.0.value',
  ],
  [
    'half of a character in a value to compare with',
    'POST',
    '/v1/txn',
    txn({ compare: [{ key: 'k', target: 'value', operator: '=', value: '\ud800' }] }),
    422,
    'INVALID_REQUEST',
    'body.compare.0.value',
  ],
  [
    'base64 with bits that belong to no byte',
    'POST',
    '/v1/txn',
    txn({ then: [{ op: 'put', key: 'k', valueBase64: 'AB==' }] }),
    422,
    'INVALID_REQUEST',
    'body.then.0.valueBase64',
  ],
  [
    'a value that is too long',
    'PUT',
    '/v1/kv/k',
    { body: Buffer.alloc(1024 * 1024 + 1) },
    413,
    'BODY_TOO_LARGE',
  ],
  ['a broken escape in the path', 'PUT', '/v1/kv/a%zz', { body: 'x' }, 400, 'MALFORMED_ESCAPE'],
  ['a broken escape in the query', 'GET', '/v1/kv?prefix=%', {}, 400, 'MALFORMED_ESCAPE'],
  ['a parameter twice', 'GET', '/v1/kv?limit=1&limit=2', {}, 400, 'MALFORMED_QUERY'],
  ['an unknown parameter', 'GET', '/v1/kv?limits=1', {}, 422, 'INVALID_REQUEST', 'query.limits'],
  ['a negative limit', 'GET', '/v1/kv?limit=-1', {}, 422, 'INVALID_REQUEST', 'query.limit'],
  [
    'a limit that is no number',
    'GET',
    '/v1/kv?limit=ten',
    {},
    422,
    'INVALID_REQUEST',
    'query.limit',
  ],
  [
    'a limit that is too large',
    'GET',
    '/v1/kv?limit=1001',
    {},
    422,
    'INVALID_REQUEST',
    'query.limit',
  ],
  ['a bad cursor', 'GET', '/v1/kv?cursor=AAAA', {}, 400, 'BAD_CURSOR'],
  [
    'a revision that is not one',
    'GET',
    '/v1/kv/kept?revision=-3',
    {},
    422,
    'INVALID_REQUEST',
    'query.revision',
  ],
  [
    'an If-Match that is no tag',
    'PUT',
    '/v1/kv/k',
    { body: 'x', headers: { 'If-Match': 'abc' } },
    422,
    'INVALID_REQUEST',
    'headers.if-match',
  ],
  [
    'a part of a value',
    'PUT',
    '/v1/kv/k',
    { body: 'x', headers: { 'Content-Range': 'bytes 3-3/4' } },
    400,
    'UNSUPPORTED_HEADER',
  ],
  [
    'an If-None-Match other than *',
    'PUT',
    '/v1/kv/k',
    { body: 'x', headers: { 'If-None-Match': '"1"' } },
    422,
    'INVALID_REQUEST',
    'headers.if-none-match',
  ],
  [
    'a time to live without a unit',
    'PUT',
    '/v1/kv/k?ttl=30',
    { body: 'x' },
    422,
    'INVALID_REQUEST',
    'query.ttl',
  ],
  [
    'a time to live of nothing',
    'PUT',
    '/v1/kv/k?ttl=0s',
    { body: 'x' },
    422,
    'INVALID_REQUEST',
    'query.ttl',
  ],
  [
    'a lease that cannot be',
    'PUT',
    '/v1/kv/k?lease=xyz',
    { body: 'x' },
    422,
    'INVALID_REQUEST',
    'query.lease',
  ],
  [
    'a lease that does not exist',
    'PUT',
    '/v1/kv/k?lease=0123456789ab',
    { body: 'x' },
    422,
    'LEASE_NOT_FOUND',
  ],
  [
    'an idempotency key with a space',
    'PUT',
    '/v1/kv/k',
    { body: 'x', headers: { 'Idempotency-Key': 'a b' } },
    422,
    'INVALID_REQUEST',
    'headers.idempotency-key',
  ],
  ...['0x1', '1e0', '%201', '1.0', '', '-1', '99999999999999999999'].map((limit): Case => [
    `a limit that is ${limit}`,
    'GET',
    `/v1/kv?limit=${limit}`,
    {},
    422,
    'INVALID_REQUEST',
    'query.limit',
  ]),
  [
    'a cursor that the service did not make',
    'GET',
    `/v1/kv?cursor=${Buffer.from(`${String(crc32('x'))} x`).toString('base64url')}`,
    {},
    400,
    'BAD_CURSOR',
  ],
  ...[
    { lower: LONG, upper: undefined },
    { lower: new Uint8Array(), upper: LONG },
  ].map((range): Case => [
    `a cursor with a bound that no page has: ${range.upper ? 'the upper' : 'the lower'}`,
    'GET',
    `/v1/kv?cursor=${formatCursor({ range, reverse: true, shows: 'keys', asOf: { revision: 1, now: undefined }, counted: 0 })}`,
    {},
    400,
    'BAD_CURSOR',
  ]),
  [
    'a delete of a key that must not exist, but does',
    'DELETE',
    '/v1/kv/kept',
    { headers: { 'If-None-Match': '*' } },
    412,
    'CONDITION_FAILED',
  ],
  [
    'a tag that only looks like the revision',
    'DELETE',
    '/v1/kv/kept',
    { headers: { 'If-Match': '"01"' } },
    412,
    'CONDITION_FAILED',
  ],
  ['an unknown route', 'GET', '/v2/kv', {}, 404, 'NO_SUCH_ROUTE'],
  ['a key that is a path', 'GET', '/v1/kv/a/b', {}, 404, 'NO_SUCH_ROUTE'],
  ['a method that is not there', 'POST', '/v1/kv/k', { body: 'x' }, 405, 'METHOD_NOT_ALLOWED'],
  [
    'a format that the service does not write',
    'GET',
    '/v1/kv',
    { headers: { Accept: 'application/pdf' } },
    406,
    'NOT_ACCEPTABLE',
  ],
  [
    'a write whose answer the client could not read',
    'PUT',
    '/v1/kv/k',
    { body: 'x', headers: { Accept: 'image/png' } },
    406,
    'NOT_ACCEPTABLE',
  ],
]

describe('bad input is a clear problem, changes nothing, and leaves the connection usable:', () => {
  it.each(cases)('%s', async (_name, method, path, sent, status, code, location) => {
    const before = await revision()
    const answer = await send(method, path, sent)
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(code)])
    const problem = JSON.parse(answer.text) as Record<string, unknown>
    expect(problem).toMatchObject({
      status,
      code,
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    })
    expect(String(problem.detail).length).toBeGreaterThan(10)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    if (location !== undefined) {
      expect(problem.errors).toEqual([{ location, message: expect.any(String) as string }])
    }
    expect(await revision()).toBe(before)
    const next = await send('GET', '/v1/kv/kept')
    expect([next.status, next.text, next.port]).toEqual([200, 'kept', answer.port])
  })

  it('all violations of a request are named at once', async () => {
    const { text } = await send('PUT', `/v1/kv/${'k'.repeat(1025)}?ttl=1&x=1`, {
      body: 'x',
      headers: { 'If-Match': 'x', 'Idempotency-Key': ' ' },
    })
    const { errors } = JSON.parse(text) as { errors: { location: string }[] }
    expect(errors.map(({ location }) => location).sort()).toEqual([
      'headers.idempotency-key',
      'headers.if-match',
      'path.key',
      'query.ttl',
      'query.x',
    ])
  })
})
