import fs from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formatCursor } from '../handlers/v1/cursor.ts'
import { call } from './contract-check.ts'
import { Service, until } from './service.ts'

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

function path(name: string): string {
  return `/v1/kv/${encodeURIComponent(prefix + name)}`
}

function put(name: string, body: string) {
  return call(service.url, 'PUT', path(name), { body })
}

function list(query: Record<string, string>) {
  return call(service.url, 'GET', `/v1/kv?${new URLSearchParams(query).toString()}`)
}

describe('a listing', () => {
  async function fill(count: number): Promise<string[]> {
    const names = Array.from({ length: count }, (_, index) => `k${String(index).padStart(3, '0')}`)
    for (const name of names) await put(name, `value ${name}`)
    return names.map(name => prefix + name)
  }
  type Page = {
    items: { key: string; value?: string }[]
    cursor?: string
    count: number
    revision: number
  }

  it('pages through a prefix in order, forwards and backwards', async () => {
    const names = await fill(25)
    for (const order of ['asc', 'desc']) {
      const found: string[] = []
      let page = (await list({ prefix, limit: '10', order })).data as Page
      for (;;) {
        found.push(...page.items.map(({ key }) => key))
        if (page.cursor === undefined) break
        page = (await list({ cursor: page.cursor, limit: '10' })).data as Page
      }
      expect(found).toEqual(order === 'asc' ? names : names.toReversed())
    }
  })

  it('shows one revision on all its pages, also when clients write between them', async () => {
    const names = await fill(20)
    const first = (await list({ prefix, limit: '5' })).data as Page
    await put('k000x', 'new')
    await put('k010', 'changed')
    await call(service.url, 'DELETE', path('k015'))
    const rest = (await list({ cursor: first.cursor ?? '', limit: '100' })).data as Page
    expect([...first.items, ...rest.items].map(({ key }) => key)).toEqual(names)
    expect(rest.revision).toBe(first.revision)
    expect(rest.items.find(({ key }) => key === `${prefix}k010`)?.value).toBe('value k010')
  })

  it('can be bounded by start and end, counted, and had without values', async () => {
    await fill(10)
    const range = { start: `${prefix}k003`, end: `${prefix}k006` }
    const page = (await list({ ...range, keysOnly: 'true' })).data as Page
    expect(page.items.map(({ key }) => key.slice(prefix.length))).toEqual(['k003', 'k004', 'k005'])
    expect(page.items.every(({ value }) => value === undefined)).toBe(true)
    expect((await list({ ...range, countOnly: 'true' })).data).toMatchObject({
      count: 3,
      items: [],
    })
    expect((await list({ prefix, countOnly: 'true' })).data).toMatchObject({ count: 10 })
  })

  it('goes on to count where the page before ended, and adds to what that counted', async () => {
    const names = await fill(6)
    const { revision } = (await list({ prefix })).data as Page
    // As a page answers that took too long.
    const rest = { lower: Buffer.from(names[2] ?? ''), upper: Buffer.from(names[5] ?? '') }
    const asOf = { revision, now: undefined }
    const shared = { range: rest, reverse: false, asOf, counted: 40 }
    const cursor = formatCursor({ ...shared, shows: 'count' })
    await put('k003x', 'later')
    expect((await list({ cursor })).data).toEqual({ revision, count: 43, items: [] })
  })

  it('shows a damaged value as damaged in its place, and its log says so', async () => {
    await using own = await Service.start()
    const values = ['a', 'b', 'c'].map(name => name.repeat(10_000))
    for (const body of values) {
      await call(own.url, 'PUT', `/v1/kv/${body.slice(0, 1)}`, { body })
    }
    await own.stop()
    const store = join(own.directory, 'store')
    for (const name of fs.readdirSync(store)) {
      const bytes = fs.readFileSync(join(store, name))
      const place = name.endsWith('.mdb') ? -1 : bytes.indexOf(values[1] ?? '')
      if (place < 0) continue
      bytes.write('x', place)
      fs.writeFileSync(join(store, name), bytes)
    }
    await own.restart()
    const { data } = await call(own.url, 'GET', '/v1/kv')
    expect(data).toMatchObject({
      count: 3,
      items: [{ key: 'a' }, { key: 'b', damaged: true }, { key: 'c' }],
    })
    const xml = await call(own.url, 'GET', '/v1/kv', { headers: { Accept: 'application/xml' } })
    expect(xml.text).toContain('<key>b</key><damaged>true</damaged>')
    expect((await call(own.url, 'GET', '/v1/kv/b')).data).toMatchObject({
      code: 'STORE_DAMAGED',
      detail: expect.stringContaining('key "b"') as string,
    })
    await until(
      () => (own.log.some(({ damaged }) => damaged === 1) ? true : undefined),
      () => 'the log says nothing of it',
    )
  })

  it('refuses a cursor that is not its own, and other parameters beside one', async () => {
    await fill(3)
    const { cursor = '' } = (await list({ prefix, limit: '1' })).data as Page
    const flipped = cursor.slice(0, -3) + (cursor.endsWith('aaa') ? 'bbb' : 'aaa')
    for (const bad of ['x', flipped]) {
      expect((await list({ cursor: bad })).data, bad).toMatchObject({ code: 'BAD_CURSOR' })
    }
    for (const bad of ['', 'x!']) {
      expect((await list({ cursor: bad })).data, bad).toMatchObject({ code: 'INVALID_REQUEST' })
    }
    expect((await list({ cursor, prefix })).status).toBe(422)
  })
})
