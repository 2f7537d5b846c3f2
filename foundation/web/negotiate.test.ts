import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { systemHost } from '#foundation/host/system'
import { checkProperty } from '#foundation/testing/property'
import type { Handlers } from './app.ts'
import { contract } from './contract.ts'
import { encoded } from './negotiate.ts'
import { operation, TestApp } from './test-app.ts'

const FILE = 'foundation/web/negotiate.test.ts'

const item = z.object({ name: z.string(), tags: z.array(z.string()), size: z.int().optional() })

const api = contract({
  data: {
    ...operation('get', '/data', {
      200: { description: 'Data', body: 'data', element: 'item', schema: item },
    }),
    query: z.strictObject({ name: z.string().max(20).default('a') }),
  },
  bytes: {
    ...operation('get', '/bytes', {
      200: { description: 'Either', body: 'bytes', or: { element: 'item', schema: item } },
    }),
    query: z.strictObject({ metadata: z.literal('true').optional() }),
  },
})

let dataCalls = 0

const handlers: Handlers<typeof api> = {
  data: ({ query: { name } }) => {
    dataCalls++
    return { status: 200, data: { name, tags: ['x', 'y'] } }
  },
  bytes: ({ query }) =>
    query.metadata
      ? { status: 200, data: { name: 'm', tags: [] } }
      : { status: 200, bytes: Buffer.from('<b>'), contentType: 'text/odd' },
}

let web: TestApp
beforeAll(async () => {
  web = await TestApp.serve(systemHost().clock, api, handlers)
})
afterAll(() => web[Symbol.asyncDispose]())

function get(path: string, accept?: string): supertest.Test {
  const test = supertest(web.url).get(path).buffer(true)
  return accept === undefined ? test : test.set('Accept', accept)
}

const JSON_TYPE = 'application/json; charset=utf-8'
const XML_TYPE = 'application/xml; charset=utf-8'

describe('data', () => {
  const preferences: readonly [string | undefined, string][] = [
    [undefined, JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/*', JSON_TYPE],
    ['application/json', JSON_TYPE],
    ['APPLICATION/JSON', JSON_TYPE],
    ['application/json; charset=utf-8', JSON_TYPE],
    ['application/xml;charset="UTF-8";q=0.9, application/json;q=0.8', XML_TYPE],
    ['application/xml', XML_TYPE],
    ['text/xml', XML_TYPE],
    ['text/*', XML_TYPE],
    ['application/json;q=0.4, application/xml;q=0.5', XML_TYPE],
    ['application/json;q=0.5, application/xml;q=0.4', JSON_TYPE],
    ['application/xml, */*;q=0.1', XML_TYPE],
    ['application/json;q=0, */*', XML_TYPE],
    ['text/html, application/xml;q=0.9, */*;q=0.8', XML_TYPE],
    ['text/html, */*;q=0.8', JSON_TYPE],
    ['application/problem+json', JSON_TYPE],
    ['application/problem+xml', XML_TYPE],
  ]
  it.each(preferences)('for Accept: %s comes as %s', async (accept, type) => {
    const { status, headers } = await get('/data', accept)
    expect(status).toBe(200)
    expect(headers).toMatchObject({ 'content-type': type, vary: 'Accept' })
  })

  it.each(['text/html', 'image/*', 'application/json;q=0', 'application/jsonx', '*/*;q=0', 'json'])(
    'for Accept: %s cannot be had, and no handler is called',
    async accept => {
      const before = dataCalls
      const response = await get('/data', accept)
      expect(response.status).toBe(406)
      expect(dataCalls).toBe(before)
      expect(response.headers).toMatchObject({
        'content-type': 'application/problem+json; charset=utf-8',
        vary: 'Accept',
      })
      expect(JSON.parse(response.text)).toMatchObject({ code: 'NOT_ACCEPTABLE' })
    },
  )

  it('is the same in both formats', async () => {
    expect((await get('/data?name=n')).text).toBe('{"name":"n","tags":["x","y"]}')
    expect((await get('/data?name=n', 'application/xml')).text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<item><name>n</name><tags>x</tags><tags>y</tags></item>',
    )
  })
})

describe('bytes', () => {
  it.each(['text/odd', 'text/html', 'application/xml'])(
    'come as they are for Accept: %s',
    async accept => {
      const { status, headers, text } = await get('/bytes', accept)
      expect(status).toBe(200)
      expect(headers).toMatchObject({ 'content-type': 'text/odd', 'content-length': '3' })
      expect(text).toBe('<b>')
    },
  )

  it('are negotiated when the answer is data instead', async () => {
    expect((await get('/bytes?metadata=true', 'application/xml')).type).toBe('application/xml')
    expect((await get('/bytes?metadata=true')).type).toBe('application/json')
    expect((await get('/bytes?metadata=true', 'text/html')).status).toBe(406)
  })
})

describe('a problem', () => {
  const paths: readonly [string, string, number][] = [
    ['found by the contract', '/data?size=1', 422],
    ['found in the URL', '/data?name=%zz', 400],
    ['of a path', '/nowhere', 404],
    ['of a path with bad escapes', '/%zz', 400],
  ]
  it.each(paths)('%s comes in the format that is asked for', async (_what, path, status) => {
    const json = await get(path, 'application/json')
    expect([json.status, json.headers['content-type']]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ])
    const xml = await get(path, 'application/xml')
    expect([xml.status, xml.headers['content-type'], xml.headers.vary]).toEqual([
      status,
      'application/problem+xml; charset=utf-8',
      'Accept',
    ])
    expect(xml.text).toMatch(/^<\?xml [^>]*\?>\n<problem>.*<\/problem>$/)
    const { code } = JSON.parse(json.text) as { code: string }
    expect(xml.text).toContain(`<code>${code}</code>`)
  })

  it('of a method comes in the format that is asked for', async () => {
    const { status, type } = await supertest(web.url).delete('/data').set('Accept', 'text/xml')
    expect([status, type]).toEqual([405, 'application/problem+xml'])
  })

  it('comes as JSON to those who accept neither', async () => {
    const { status, type } = await get('/bytes?size=1', 'text/html')
    expect([status, type]).toEqual([422, 'application/problem+json'])
  })

  it('lists every violation in XML too', async () => {
    const { text } = await get('/data?a=1&b=2', 'application/xml')
    expect(text).toContain(
      '<errors><location>query.a</location><message>unknown name</message></errors>' +
        '<errors><location>query.b</location><message>unknown name</message></errors>',
    )
  })
})

describe('XML', () => {
  it('never takes text for markup', async () => {
    const markup = '</name><admin/>&amp;<![CDATA["\''
    const text = '&lt;/name&gt;&lt;admin/&gt;&amp;amp;&lt;![CDATA[&quot;&apos;'
    const answer = await get('/data?name=%3C/name%3E%3Cadmin/%3E', 'application/xml')
    expect(answer.text).toContain('<name>&lt;/name&gt;&lt;admin/&gt;</name>')
    expect(encoded({ a: markup }, 'xml', 'x')).toContain(`<x><a>${text}</a></x>`)
  })

  it('carries any text that XML can, and U+FFFD for other characters', async () => {
    const unit = fc.oneof(
      fc.constantFrom(...['<', '>', '&', '"', "'", ']', '\r', '\n', '\t', ' ', '\0', '\x1f']),
      fc.constantFrom('\ufffe', '\ud800', '\udfff'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    )
    await checkProperty(FILE, fc.string({ unit }), 500, text => {
      const xml = encoded({ a: text }, 'xml', 'x')
      expect(textOf(xml)).toBe(
        text.toWellFormed().replace(/[^\t\n\r\x20-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd'),
      )
    })
  })

  it('repeats an element for every item of an array, and leaves out what is undefined', () => {
    const xml = encoded({ list: [{ a: 1 }, { a: true }], none: [], gone: undefined }, 'xml', 'x')
    expect(xml).toContain('<x><list><a>1</a></list><list><a>true</a></list></x>')
  })
})

/** What a parser reads in `<x><a>` and `</a></x>`; throws for what is not well-formed XML 1.0. */
function textOf(xml: string): string {
  const parser = new SaxesParser()
  const path: string[] = []
  let text = ''
  parser.on('opentag', ({ name }) => {
    path.push(name)
  })
  parser.on('closetag', () => {
    path.pop()
  })
  parser.on('text', part => {
    if (path.length === 0) return
    expect(path).toEqual(['x', 'a'])
    text += part
  })
  // As bytes it goes out.
  parser.write(Buffer.from(xml).toString()).close()
  return text
}
