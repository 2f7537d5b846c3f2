import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkProperty } from '#foundation/testing/property'
import { call } from './contract-check.ts'
import { Service } from './service.ts'
import { watchEvents } from './watch.ts'

let service: Service
let run = 0

beforeAll(async () => {
  service = await Service.start()
})
afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

/** Any bytes, and more often than chance would have them those that some format or other cannot carry. */
const piece = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 4 }),
  fc
    .constantFrom(
      ...[
        '%',
        '%25',
        '%FF',
        '/',
        '..',
        '+',
        '?',
        '#',
        '&',
        ' ',
        '\0',
        '\r\n',
        '<',
        ']]>',
        '"',
        "'",
      ],
      ...['\x7f', '\x85', '\u2028', '\u202e', '\ufeff', '\ufffd', '\ufffe', '\uffff', 'é', '😀'],
    )
    .map(text => Buffer.from(text)),
  // Half of a character, as UTF-8 would have it if it could.
  fc.constant(Buffer.of(0xed, 0xa0, 0x80)),
)
const keyBytes = fc
  .array(piece, { minLength: 1, maxLength: 8 })
  .map(pieces => Buffer.concat(pieces))

/** Every byte escaped. */
function inUrl(bytes: Uint8Array): string {
  return [...bytes].map(byte => `%${byte.toString(16).padStart(2, '0')}`).join('')
}

/** The text of a key, in a URL: what is escaped already stays so. */
function textInUrl(text: string): string {
  return encodeURIComponent(text).replaceAll('%25', '%')
}

type Found = { readonly key: string; readonly modRevision: number }
type Page = { readonly items: readonly Found[]; readonly cursor?: string }

it('a key is taken everywhere as it is printed everywhere, whatever its bytes are', async () => {
  const file = 'app/services/sales-api/tests/key-text.property.test.ts'
  await checkProperty(file, keyBytes, 60, async bytes => {
    const prefix = `${String(run++)}-`
    const { key, modRevision } = await ask<Found>('PUT', `/v1/kv/${prefix}${inUrl(bytes)}`, 'one')
    await ask('PUT', `/v1/kv/${prefix}${inUrl(bytes)}%00`, 'the next key')
    const text = textInUrl(key)

    expect((await call(service.url, 'GET', `/v1/kv/${text}`)).text).toBe('one')
    expect((await call(service.url, 'HEAD', `/v1/kv/${text}`)).status).toBe(200)
    expect(await ask('GET', `/v1/kv/${text}?metadata=true`)).toMatchObject({ key, modRevision })
    for (const query of [`prefix=${text}`, `start=${text}`, `start=${text}&end=${text}%00`]) {
      const { items } = await ask<Page>('GET', `/v1/kv?limit=1&${query}`)
      expect(items).toMatchObject([{ key, modRevision }])
    }
    const last = await ask<Page>('GET', `/v1/kv?limit=1&order=desc&prefix=${prefix}`)
    expect(await ask<Page>('GET', `/v1/kv?cursor=${last.cursor ?? ''}`)).toMatchObject({
      items: [{ key, modRevision }],
    })
    for (const query of [`key=${text}`, `prefix=${text}`]) {
      const from = `from=${String(modRevision)}`
      const events = await watchEvents(service.url, `${query}&${from}`, 1)
      expect(events).toMatchObject([{ event: 'put', data: { key, modRevision } }])
    }
    const range = { op: 'range', prefix: key, limit: 1 }
    const compare = [{ key, target: 'modRevision', operator: '=', number: modRevision }]
    expect(await txn({ compare, then: [{ op: 'get', key }, range] })).toMatchObject({
      succeeded: true,
      results: [{ key, found: true, item: { key } }, { items: [{ key, modRevision }] }],
    })
    expect(await txn({ then: [{ op: 'put', key, value: 'two' }] })).toMatchObject({
      results: [{ key, created: false }],
    })
    const xml = { headers: { Accept: 'application/xml' } }
    const metadata = await call(service.url, 'GET', `/v1/kv/${text}?metadata=true`, xml)
    expect(elementOf(metadata.text, 'key')).toBe(key)
    expect((await call(service.url, 'DELETE', `/v1/kv/${text}`)).status).toBe(204)
  })
})

async function ask<T>(method: string, target: string, body?: string): Promise<T> {
  const { status, text, data } = await call(service.url, method, target, body ? { body } : {})
  expect([200, 201], text).toContain(status)
  return data as T
}

async function txn(body: object): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json' }
  const init = { body: JSON.stringify(body), headers }
  return (await call(service.url, 'POST', '/v1/txn', init)).data
}

/** The text of the first element of that name; throws for what is not well-formed XML 1.0. */
function elementOf(xml: string, wanted: string): string {
  const parser = new SaxesParser()
  let name = ''
  let text = ''
  parser.on('opentag', tag => {
    name = tag.name
  })
  parser.on('text', part => {
    if (name === wanted) text += part
  })
  parser.write(xml).close()
  return text
}
