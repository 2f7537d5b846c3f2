import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { salesClient } from '#business/web/client/client'
import { call } from './contract-check.ts'
import { Service, until } from './service.ts'
import { watchEvents } from './watch.ts'

let service: Service
let prefix = ''
let run = 0

beforeAll(async () => {
  service = await Service.start()
})
afterAll(async () => {
  await service[Symbol.asyncDispose]()
})
beforeEach(() => {
  // Every test has keys of its own on the one service.
  prefix = `test-${String(run++)}/`
})

const text = { 'Content-Type': 'text/plain' }
const json = { 'Content-Type': 'application/json' }

function path(name: string): string {
  return `/v1/kv/${encodeURIComponent(prefix + name)}`
}

function put(name: string, body: string, headers: Record<string, string> = {}, query = '') {
  return call(service.url, 'PUT', path(name) + query, { body, headers: { ...text, ...headers } })
}

function get(name: string, query = '', headers: Record<string, string> = {}) {
  return call(service.url, 'GET', path(name) + query, { headers })
}

function list(query: Record<string, string>) {
  return call(service.url, 'GET', `/v1/kv?${new URLSearchParams(query).toString()}`)
}

function post(target: string, body: unknown, headers: Record<string, string> = {}) {
  return call(service.url, 'POST', target, {
    body: JSON.stringify(body),
    headers: { ...json, ...headers },
  })
}

function txn(body: unknown, headers?: Record<string, string>) {
  return post('/v1/txn', body, headers)
}

describe('a value', () => {
  it('is created with 201, replaced with 200, and read back with its content type and ETag', async () => {
    const created = await put('a', 'one', { 'Content-Type': 'text/x-note; charset=utf-8' })
    expect(created.status).toBe(201)
    expect(created.data).toMatchObject({ key: `${prefix}a`, version: 1, bytes: 3 })
    const replaced = await put('a', 'two!')
    expect(replaced.status).toBe(200)
    expect(replaced.data).toMatchObject({ version: 2, bytes: 4, contentType: 'text/plain' })
    const found = await get('a')
    expect([found.status, found.text]).toEqual([200, 'two!'])
    expect(found.headers.get('content-type')).toBe('text/plain')
    expect(found.headers.get('etag')).toBe(replaced.headers.get('etag'))
  })

  it('may be any bytes, none at all, and as long as the limit', async () => {
    for (const bytes of [
      new Uint8Array(),
      Uint8Array.of(0, 255, 10),
      new Uint8Array(1024 * 1024),
    ]) {
      const body = Buffer.from(bytes)
      expect((await call(service.url, 'PUT', path('bytes'), { body })).status).toBeLessThan(300)
      expect(Buffer.from((await get('bytes')).bytes).equals(body)).toBe(true)
    }
    const body = Buffer.alloc(1024 * 1024 + 1)
    const refused = await call(service.url, 'PUT', path('bytes'), { body })
    expect([refused.status, refused.data]).toMatchObject([413, { code: 'BODY_TOO_LARGE' }])
  })

  it('says what is known of it with metadata=true', async () => {
    await put('a', 'one')
    const { data } = await get('a', '?metadata=true')
    expect(data).toMatchObject({
      key: `${prefix}a`,
      version: 1,
      contentType: 'text/plain',
      bytes: 3,
    })
  })

  it('answers HEAD like GET, without the body', async () => {
    await put('a', 'one')
    const { status, headers, text } = await call(service.url, 'HEAD', path('a'))
    expect([status, text, headers.get('content-length')]).toEqual([200, '', '3'])
    expect(headers.get('etag')).toMatch(/^"\d+"$/)
  })

  it('is not sent again to who has it, whatever the cache control', async () => {
    const etag = (await put('a', 'one')).headers.get('etag') ?? ''
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      expect((await get('a', '', { 'If-None-Match': tag })).status, tag).toBe(304)
    }
    expect((await get('a', '', { 'If-None-Match': '"0"' })).status).toBe(200)
    expect(
      (await get('a', '', { 'If-None-Match': etag, 'Cache-Control': 'no-cache' })).status,
    ).toBe(304)
  })

  it('can be read as it was at any revision that is still held', async () => {
    const first = (await put('a', 'one')).data as { modRevision: number }
    const second = (await put('a', 'two')).data as { modRevision: number }
    await call(service.url, 'DELETE', path('a'))
    expect((await get('a')).status).toBe(404)
    expect((await get('a', `?revision=${String(first.modRevision)}`)).text).toBe('one')
    expect((await get('a', `?revision=${String(second.modRevision)}`)).text).toBe('two')
    expect((await get('a', '?revision=999999999')).data).toMatchObject({ code: 'FUTURE_REVISION' })
  })

  it('is never served as an active page of this origin', async () => {
    await put('page', '<script>alert(1)</script>', { 'Content-Type': 'text/html' })
    const { headers } = await get('page')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})

describe('conditions', () => {
  it('If-Match takes the current ETag, any of a list, or *, and answers 412 to others', async () => {
    const etag = (await put('a', 'one')).headers.get('etag') ?? ''
    expect((await put('a', 'x', { 'If-Match': '"1"' })).data).toMatchObject({
      code: 'CONDITION_FAILED',
    })
    const taken = await put('a', 'two', { 'If-Match': `"1", ${etag}` })
    expect(taken.status).toBe(200)
    expect((await put('a', 'three', { 'If-Match': '*' })).status).toBe(200)
    expect((await put('absent', 'x', { 'If-Match': '*' })).status).toBe(412)
    const current = (taken.data as { modRevision: number }).modRevision + 1
    for (const tags of [`W/${etag}`, `W/"${String(current)}"`, '"x"']) {
      const refused = await put('a', 'x', { 'If-Match': tags })
      expect([refused.status, refused.data], tags).toMatchObject([412, { modRevision: current }])
    }
    expect((await get('a')).text).toBe('three')
  })

  it('If-None-Match: * creates only', async () => {
    const both = { 'If-None-Match': '*', 'If-Match': '"1"' }
    expect((await put('a', 'x', both)).data).toMatchObject({ status: 412, modRevision: 0 })
    expect((await put('a', 'one', { 'If-None-Match': '*' })).status).toBe(201)
    const refused = await put('a', 'two', { 'If-None-Match': '*' })
    expect(refused.status).toBe(412)
    expect(refused.data).toMatchObject({ modRevision: expect.any(Number) as number })
    expect((await get('a')).text).toBe('one')
  })

  it('DELETE answers 204, then 404, and 412 when If-Match does not', async () => {
    const etag = (await put('a', 'one')).headers.get('etag') ?? ''
    const remove = (headers = {}) => call(service.url, 'DELETE', path('a'), { headers })
    expect((await remove({ 'If-Match': '"1"' })).status).toBe(412)
    expect((await remove({ 'If-Match': etag })).status).toBe(204)
    expect((await remove()).status).toBe(404)
    expect((await remove({ 'If-Match': etag })).status).toBe(412)
  })
})

describe('a transaction', () => {
  it('takes the then branch if everything compares, and the else branch if not', async () => {
    await put('a', 'one')
    const key = `${prefix}a`
    const body = {
      compare: [{ key, target: 'value', operator: '=', value: 'one' }],
      then: [
        { op: 'put', key, value: 'two' },
        { op: 'put', key: `${prefix}b`, valueBase64: 'AP8=', contentType: 'x/y' },
        { op: 'get', key },
        { op: 'range', prefix },
      ],
      else: [{ op: 'get', key }],
    }
    const first = (await txn(body)).data as {
      succeeded: boolean
      revision: number
      results: unknown[]
    }
    expect(first.succeeded).toBe(true)
    expect(first.results).toMatchObject([
      { op: 'put', key, created: false, version: 2, modRevision: first.revision },
      { op: 'put', created: true, modRevision: first.revision },
      { op: 'get', found: true, item: { value: 'two' } },
      { op: 'range', items: [{ key }, { valueBase64: 'AP8=', contentType: 'x/y' }], more: false },
    ])
    const second = (await txn(body)).data
    expect(second).toMatchObject({
      succeeded: false,
      results: [{ op: 'get', item: { value: 'two' } }],
    })
  })

  it.each([
    ['version', '=', 1, true],
    ['version', '>', 1, false],
    ['createRevision', '!=', 0, true],
    ['modRevision', '<', 1, false],
  ])('compares the %s of a key: %s %i is %s', async (target, operator, number, expected) => {
    await put('a', 'one')
    const compare = [{ key: `${prefix}a`, target, operator, number }]
    expect((await txn({ compare })).data).toMatchObject({ succeeded: expected })
  })

  it('knows an absent key by version 0', async () => {
    const compare = [{ key: `${prefix}none`, target: 'version', operator: '=', number: 0 }]
    expect((await txn({ compare })).data).toMatchObject({ succeeded: true })
  })

  it('returns 8 MiB of values from its gets, and says what to do about more', async () => {
    await put('large', 'x'.repeat(1024 * 1024))
    const gets = Array.from({ length: 8 }, () => ({ op: 'get', key: `${prefix}large` }))
    const write = { op: 'put', key: `${prefix}a`, value: '1' }
    const refused = await txn({ then: [write, ...gets] }, { 'Idempotency-Key': `${prefix}large` })
    expect(refused.data).toMatchObject({ status: 422, code: 'READS_TOO_LARGE' })
    expect((await get('a')).status).toBe(404)
    const { data } = await txn({ then: [write, ...gets.slice(1)] })
    expect(data).toMatchObject({ succeeded: true, results: { length: 8 } })
  })

  it('is all or nothing: an unknown lease anywhere leaves everything as it was', async () => {
    const refused = await txn({
      then: [
        { op: 'put', key: `${prefix}a`, value: '1' },
        { op: 'put', key: `${prefix}b`, value: '2', lease: '0000000000aa' },
      ],
    })
    expect(refused.data).toMatchObject({ status: 422, code: 'LEASE_NOT_FOUND' })
    expect((await list({ prefix, countOnly: 'true' })).data).toMatchObject({ count: 0 })
  })
})

describe('leases and times to live', () => {
  type Lease = { id: string; expiresAt: string; keys: number }
  async function grant(ttl: string): Promise<Lease> {
    return (await post('/v1/leases', { ttl })).data as Lease
  }
  async function gone(name: string): Promise<void> {
    const isGone = async () => ((await get(name)).status === 404 ? true : undefined)
    await until(isGone, () => `${name} did not expire`)
  }

  it('a key with a time to live goes by itself, and a plain put takes the limit away', async () => {
    const stored = (await put('short', 'x', {}, '?ttl=300ms')).data as { expiresAt: string }
    expect(Date.parse(stored.expiresAt)).toBeGreaterThan(Date.now() - 1000)
    await put('kept', 'x', {}, '?ttl=300ms')
    await put('kept', 'y')
    await gone('short')
    expect((await get('kept')).text).toBe('y')
  })

  it('a lease takes all its keys with it in one revision when it expires', async () => {
    const { id } = await grant('400ms')
    const from = (await put('a', '1', {}, `?lease=${id}`)).data as { modRevision: number }
    await put('b', '2', {}, `?lease=${id}`)
    expect((await call(service.url, 'GET', `/v1/leases/${id}`)).data).toMatchObject({ keys: 2 })
    await gone('a')
    const events = await watchEvents(service.url, { prefix, from: String(from.modRevision) }, 4)
    expect(events.map(({ event }) => event)).toEqual(['put', 'put', 'delete', 'delete'])
    const [first, second] = events.slice(2).map(({ data }) => data.modRevision)
    expect(first).toBe(second)
    expect((await call(service.url, 'GET', `/v1/leases/${id}`)).data).toMatchObject({
      code: 'LEASE_NOT_FOUND',
    })
  })

  it('a lease lives as long as it is kept alive, and goes when it is revoked', async () => {
    // Longer than a machine that is busy with other things lets a client wait.
    const { id } = await grant('3s')
    const first = Date.now() + 3000
    await put('a', '1', {}, `?lease=${id}`)
    while (Date.now() < first + 200) {
      await new Promise(resolve => setTimeout(resolve, 200))
      expect((await call(service.url, 'PUT', `/v1/leases/${id}`)).status).toBe(200)
    }
    expect((await get('a')).status).toBe(200)
    expect((await call(service.url, 'DELETE', `/v1/leases/${id}`)).status).toBe(204)
    expect((await get('a')).status).toBe(404)
    expect((await call(service.url, 'PUT', `/v1/leases/${id}`)).status).toBe(404)
  })
})

describe('an idempotency key', () => {
  it('gets the first answer again, and the effect once', async () => {
    const headers = { 'Idempotency-Key': `${prefix}1` }
    const first = await put('a', 'one', headers)
    await put('a', 'two')
    const again = await put('a', 'one', headers)
    expect([again.status, again.data]).toEqual([first.status, first.data])
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'))
    expect((await get('a')).text).toBe('two')
  })

  it('is refused for another request', async () => {
    const headers = { 'Idempotency-Key': `${prefix}2` }
    await put('a', 'one', headers)
    expect((await put('a', 'other', headers)).data).toMatchObject({
      status: 422,
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    expect((await put('b', 'one', headers)).data).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
  })

  it('repeats refusals too, and works for every kind of write', async () => {
    const headers = { 'Idempotency-Key': `${prefix}3` }
    expect((await put('a', 'x', { ...headers, 'If-Match': '*' })).status).toBe(412)
    await put('a', 'there now')
    expect((await put('a', 'x', { ...headers, 'If-Match': '*' })).status).toBe(412)
    const lease = await post('/v1/leases', { ttl: '1h' }, { 'Idempotency-Key': `${prefix}4` })
    const same = await post('/v1/leases', { ttl: '1h' }, { 'Idempotency-Key': `${prefix}4` })
    expect(same.data).toEqual(lease.data)
    const body = { then: [{ op: 'put', key: `${prefix}t`, value: '1' }] }
    const done = await txn(body, { 'Idempotency-Key': `${prefix}5` })
    expect((await txn(body, { 'Idempotency-Key': `${prefix}5` })).data).toEqual(done.data)
    expect((await get('t', '?metadata=true')).data).toMatchObject({ version: 1 })
  })
})

describe('the past', () => {
  it('is gone after compaction: reads and watches below the compactedRevision say what is still held', async () => {
    await put('a', 'one')
    await put('a', 'two')
    const { modRevision } = (await put('a', 'three')).data as { modRevision: number }
    expect((await post('/v1/compact', { revision: modRevision })).data).toEqual({
      compactedRevision: modRevision,
    })
    expect((await get('a', `?revision=${String(modRevision - 1)}`)).data).toMatchObject({
      status: 410,
      code: 'COMPACTED',
    })
    expect((await get('a', `?revision=${String(modRevision)}`)).text).toBe('three')
    const watch = await call(service.url, 'GET', '/v1/watch?from=1')
    expect(watch.data).toMatchObject({
      status: 410,
      code: 'COMPACTED',
      firstRevision: modRevision + 1,
    })
    expect((await post('/v1/compact', { revision: modRevision + 1000 })).data).toMatchObject({
      code: 'FUTURE_REVISION',
    })
  })
})

describe('the contract', () => {
  it('is served, and so is a page to read it with, which loads nothing from elsewhere', async () => {
    const document = await call(service.url, 'GET', '/v1/openapi.json')
    expect(JSON.parse(document.text)).toMatchObject({ openapi: '3.1.1' })
    const page = await call(service.url, 'GET', '/docs')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(match => match[1] ?? '')
    expect(sources.length).toBeGreaterThan(2)
    for (const source of sources) {
      const asset = await fetch(new URL(source, `${service.url}/docs`))
      expect([source, asset.status]).toEqual([source, 200])
    }
  })

  it('is what the generated client speaks', async () => {
    const client = salesClient(service.url)
    const key = `${prefix}client`
    const created = await client.PUT('/v1/kv/{key}', {
      params: { path: { key } },
      body: 'typed' as never,
      bodySerializer: String,
    })
    expect(created.data).toMatchObject({ key, version: 1 })
    const { data } = await client.GET('/v1/kv', { params: { query: { prefix: key } } })
    expect(data?.items).toMatchObject([{ key, value: 'typed' }])
    const { error } = await client.DELETE('/v1/kv/{key}', { params: { path: { key: `${key}?` } } })
    expect(error?.code).toBe('KEY_NOT_FOUND')
  })

  it('negotiates XML for data and for problems, and refuses what it cannot write', async () => {
    await put('a', '<&>')
    const xml = await get('a', '?metadata=true', { Accept: 'application/xml' })
    expect(xml.headers.get('vary')).toBe('Accept')
    expect(xml.text).toContain(`<metadata><key>${prefix}a</key>`)
    const problem = await get('none', '', { Accept: 'application/xml' })
    expect(problem.headers.get('content-type')).toContain('application/problem+xml')
    expect(problem.text).toContain('<code>KEY_NOT_FOUND</code>')
    expect((await get('a', '?metadata=true', { Accept: 'image/png' })).status).toBe(406)
  })
})
