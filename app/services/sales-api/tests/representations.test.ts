import { afterAll, beforeAll, it, expect } from 'vitest'
import { call } from './contract-check.ts'
import { Service } from './service.ts'

let service: Service

beforeAll(async () => {
  service = await Service.start()
})
afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

function put(key: string, body: string, more: Record<string, string> = {}) {
  const headers = { 'Content-Type': 'text/plain', ...more }
  return call(service.url, 'PUT', `/v1/kv/${key}`, { body, headers })
}

function get(key: string, query = '', headers: Record<string, string> = {}) {
  return call(service.url, 'GET', `/v1/kv/${key}${query}`, { headers })
}

it('a key has a tag for each representation, and all of them are good for a write', async () => {
  const value = (await put('a', 'one')).headers.get('etag') ?? ''
  const kinds = { json: 'application/json', xml: 'application/xml' }
  const seen = [value]
  for (const [kind, Accept] of Object.entries(kinds)) {
    const { headers } = await get('a', '?metadata=true', { Accept })
    const etag = headers.get('etag') ?? ''
    expect([etag, headers.get('vary')]).toEqual([value.replace(/"$/, `-${kind}"`), 'Accept'])
    const condition = { Accept, 'If-None-Match': etag }
    const same = await get('a', '?metadata=true', condition)
    expect([same.status, same.headers.get('vary')]).toEqual([304, 'Accept'])
    expect((await get('a', '', { 'If-None-Match': etag })).status).toBe(200)
    seen.push(etag)
  }
  const xml = { Accept: kinds.xml, 'If-None-Match': seen[1] ?? '' }
  expect((await get('a', '?metadata=true', xml)).status).toBe(200)
  for (const etag of seen) {
    expect((await put('a', 'two', { 'If-Match': etag })).status, etag).toBe(200)
    const { modRevision } = (await get('a', '?metadata=true')).data as { modRevision: number }
    for (const [at, tag] of seen.entries()) {
      seen[at] = tag.replace(/\d+/, String(modRevision))
    }
  }
})

it('a read on a condition that does not hold is answered with 412', async () => {
  const etag = (await put('a', 'one')).headers.get('etag') ?? ''
  expect((await get('a', '', { 'If-Match': etag })).text).toBe('one')
  expect((await get('a', '', { 'If-Match': '*' })).text).toBe('one')
  await put('a', 'two')
  for (const tag of [etag, `W/${etag}`]) {
    const { status, data } = await get('a', '', { 'If-Match': tag })
    expect([status, data]).toMatchObject([412, { code: 'CONDITION_FAILED' }])
  }
})

it('a condition takes as many tags as its headers have room for, also to write', async () => {
  const etag = (await put('a', 'one')).headers.get('etag') ?? ''
  const others = Array.from({ length: 1000 }, (_, index) => `"${String(900_000 + index)}"`)
  const all = [...others, etag].join(', ')
  expect((await get('a', '', { 'If-None-Match': all })).status).toBe(304)
  expect((await get('a', '', { 'If-None-Match': others.join() })).status).toBe(200)
  expect((await put('a', 'x', { 'If-Match': others.join() })).data).toMatchObject({
    code: 'CONDITION_FAILED',
  })
  expect((await put('a', 'two', { 'If-Match': all })).status).toBe(200)
  expect((await get('a')).text).toBe('two')
})
