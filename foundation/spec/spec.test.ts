/**
 * Operations of a document over real connections, and what must not compile: a `@ts-expect-error` above code that compiles is
 * an error itself.
 */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest'
import { systemHost } from '#foundation/host/system'
import type { SpecHandlers } from '#foundation/web/app'
import type { SpecInput } from '#foundation/web/contract'
import { TestApp } from '#foundation/web/test-app'
import { SpecRefused } from './document.ts'
import { genCommand, generate, writeGenerated } from './generate.ts'
import { fromSpec } from './spec.ts'
import type { operations } from './testing/items-types.gen.ts'
import { validators } from './testing/items-validators.gen.ts'

const SPEC = new URL('testing/items-spec.yaml', import.meta.url)
const document = JSON.parse(
  fs.readFileSync(new URL('testing/items.json', import.meta.url), 'utf8'),
) as Document

type Document = {
  paths: Record<string, Record<string, Record<string, unknown>>>
  components: { schemas: Record<string, Record<string, unknown>> }
}
type Put = operations['putItem']

const put = (handler: SpecHandlers<operations>['putItem']): unknown => handler
const bind = (all: SpecHandlers<operations>): unknown => all

const handlers: SpecHandlers<operations> = {
  putItem: ({ params: { number }, query: { dry }, headers, body: { name } }) => {
    if (headers['if-match'] === '"old"') {
      return { status: 409, problem: { code: 'STALE', detail: 'Stale.' } }
    }
    return dry ? { status: 204 } : { status: 200, headers: { ETag: '"1"' }, data: { number, name } }
  },
  patchItem: ({ params: { number }, body: { mail } }) => ({
    status: 200,
    data: { number, name: mail === null ? 'removed' : (mail ?? 'unchanged') },
  }),
  countItems: ({ query: { name } }) => ({
    status: 200,
    data: { count: 0, ...(name !== undefined && { name }) },
  }),
}

describe('a handler of an operation of a document', () => {
  it('may return what the document declares', () => {
    put(() => ({ status: 204 }))
    put(() => ({ status: 200, headers: { ETag: '"1"' }, data: { number: 1, name: 'a' } }))
    put(() => Promise.resolve({ status: 409, problem: { code: 'NO', detail: 'No.' } }))
    expect(bind(handlers)).toBe(handlers)
  })

  it('may return no undeclared status, no other body, and no answer without its headers', () => {
    // @ts-expect-error There is no 201.
    put(() => ({ status: 201, headers: { ETag: '"1"' }, data: { number: 1, name: 'a' } }))
    // @ts-expect-error 204 has no body.
    put(() => ({ status: 204, data: { number: 1, name: 'a' } }))
    // @ts-expect-error 200 needs an ETag.
    put(() => ({ status: 200, data: { number: 1, name: 'a' } }))
    // @ts-expect-error The number is a number.
    put(() => ({ status: 200, headers: { ETag: '"1"' }, data: { number: 'one', name: 'a' } }))
    // @ts-expect-error 409 is a problem.
    put(() => ({ status: 409, data: { number: 1, name: 'a' } }))
    expect(put).toBeTypeOf('function')
  })

  it('is there for every operation', () => {
    const { putItem, patchItem } = handlers
    // @ts-expect-error There is no handler for countItems.
    bind({ putItem, patchItem })
    expect(handlers).toHaveProperty('countItems')
  })

  it('is given what was parsed', () => {
    expectTypeOf<SpecInput<Put>['params']>().toEqualTypeOf<{ readonly number: number }>()
    expectTypeOf<SpecInput<Put>['query']>().toEqualTypeOf<{ readonly dry?: boolean }>()
    expectTypeOf<SpecInput<Put>['headers']>().toEqualTypeOf<{ readonly 'if-match'?: string }>()
    expectTypeOf<SpecInput<Put>['body']>().toExtend<{ readonly name: string }>()
  })
})

describe('an application with operations of a document', () => {
  const { clock } = systemHost()

  async function answer(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ) {
    await using served = await TestApp.serve(clock, {}, {})
    served.app.mountSpec(fromSpec<operations>(document, validators), handlers)
    const response = await fetch(served.url + path, {
      method,
      headers: { 'Content-Type': 'application/json', Connection: 'close', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const { headers: given, status } = response
    const takes = given.get('accept-patch') ?? undefined
    return { status, etag: given.get('etag'), text, ...(takes && { takes }) }
  }

  it('gives a handler numbers, defaults and text in UTF-8, and answers what it returns', async () => {
    expect(await answer('PUT', '/items/7', { name: 'é' })).toEqual({
      ...{ status: 200, etag: '"1"' },
      text: '{"number":7,"name":"é"}',
    })
    expect(await answer('PUT', '/items/7?dry=true', { name: 'a' })).toMatchObject({ status: 204 })
    expect(await answer('GET', '/items?name=%C3%A9')).toMatchObject({
      text: '{"count":0,"name":"é"}',
    })
    const stale = await answer('PUT', '/items/7', { name: 'a' }, { 'If-Match': '"old"' })
    expect(stale).toMatchObject({ status: 409 })
  })

  it('takes a merge patch as such, and says so when it gets something else', async () => {
    const patch = { 'Content-Type': 'application/merge-patch+json' }
    for (const [body, name] of [
      [{ mail: 'a@b.cd' }, 'a@b.cd'],
      [{ mail: null }, 'removed'],
      [{}, 'unchanged'],
    ] as const) {
      const { text } = await answer('PATCH', '/items/7', body, patch)
      expect(JSON.parse(text)).toEqual({ number: 7, name })
    }
    const other = await answer('PATCH', '/items/7', {})
    expect(other).toMatchObject({ status: 415, takes: 'application/merge-patch+json' })
  })

  it('answers in XML where that is preferred, under the name of the schema', async () => {
    const { text } = await answer('GET', '/items', undefined, { Accept: 'application/xml' })
    expect(text).toContain('<count><count>0</count></count>')
  })

  it.each<[string, string, unknown, string[]]>([
    [
      'PUT',
      '/items/0?dry=maybe&x=1',
      { name: 'A', more: 1, mail: 'no', parts: [{}] },
      [
        'path.number: must be >= 1; found 0',
        'query.x: unknown name',
        'query.dry: must be boolean; found maybe',
        'body.more: unknown name',
        'body.name: expected small letters; found A',
        'body.mail: expected an e-mail address, such as ada@example.org; found no',
        'body.parts.0.name: is missing',
      ],
    ],
    ['PUT', '/items/0.5', [], ['path.number: must be integer; found 0.5', 'body: must be object']],
    ...['7e0', '0x7', '%207', '7.', '+7', '1e400', 'Infinity'].map(
      (text): [string, string, unknown, string[]] => [
        'PUT',
        `/items/${text}`,
        { name: 'a' },
        [`path.number: must be integer; found ${decodeURIComponent(text)}`],
      ],
    ),
    ['PUT', '/items/x', [], ['path.number: must be integer; found x', 'body: must be object']],
    [
      'GET',
      '/items?name=long',
      undefined,
      ['query.name: must NOT have more than 3 characters; found long'],
    ],
    ['GET', '/items?name=%FF', undefined, ['query.name: expected text in UTF-8']],
  ])('tells all that the document does not allow, with its place: %s %s', async (...request) => {
    const [method, path, body, wrong] = request
    const { status, text } = await answer(method, path, body)
    expect(status).toBe(422)
    const { errors } = JSON.parse(text) as { errors: { location: string; message: string }[] }
    expect(errors.map(({ location, message }) => `${location}: ${message}`)).toEqual(wrong)
  })
})

describe('a document is refused', () => {
  const broken = (change: (copy: Document) => void) => {
    const copy = structuredClone(document)
    change(copy)
    return () => fromSpec<operations>(copy, validators)
  }
  const item = (copy: Document) => copy.components.schemas.NewItem ?? {}
  const count = (copy: Document) => copy.paths['/items']?.get ?? {}

  it.each<[string, (copy: Document) => void]>([
    ['a pattern that finds a part', copy => Object.assign(item(copy), { pattern: '[a-z]+' })],
    ['an alternative without anchors', copy => Object.assign(item(copy), { pattern: '^a|b$' })],
    ['an unknown format', copy => Object.assign(item(copy), { format: 'iban' })],
    [
      'a body of another media type',
      copy => {
        const { put } = copy.paths['/items/{number}'] ?? {}
        const content = { 'application/merge-patch+json': { schema: {} } }
        Object.assign(put ?? {}, { requestBody: { required: true, content } })
      },
    ],
    ['an open body', copy => delete item(copy).additionalProperties],
    ['no operationId', copy => delete count(copy).operationId],
    [
      'an error that is no problem',
      copy => Object.assign(count(copy), { responses: { 404: { description: 'None' } } }),
    ],
    [
      'a parameter in a cookie',
      copy => Object.assign(count(copy), { parameters: [{ name: 'a', in: 'cookie', schema: {} }] }),
    ],
    [
      'a parameter that is no single value',
      copy =>
        Object.assign(count(copy), {
          parameters: [{ name: 'name', in: 'query', schema: { type: 'array' } }],
        }),
    ],
    [
      'a reference to what is no schema of it',
      copy => Object.assign(item(copy), { allOf: [{ $ref: '#/info' }] }),
    ],
    [
      'a reference to nothing',
      copy => Object.assign(item(copy), { allOf: [{ $ref: '#/components/schemas/No' }] }),
    ],
  ])('for %s', (_what, change) => {
    expect(broken(change)).toThrow(SpecRefused)
  })

  it('with each mistake once, and all operations that have it', () => {
    const change = broken(copy => Object.assign(item(copy), { format: 'iban' }))
    expect(change).toThrow(/^[^\n]*:\nput \/items\/\{number\}: the format iban is not checked$/)
  })

  it('for a validator that was not generated', () => {
    expect(() => fromSpec<operations>(document, {})).toThrow('run make gen')
  })
})

it.each([
  ['a: *b', 'Unresolved alias'],
  ['a: [', 'line 1, column 5'],
  ['paths: { /a: { get: { responses: {} } } }', 'get /a: the operationId "" is no name'],
])('the command says what is wrong with the document: %s', async (yaml, says) => {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'spec-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true })
  })
  const file = join(directory, 'a-spec.yaml')
  fs.writeFileSync(file, yaml)
  const { code, text } = await genCommand(pathToFileURL(file), [])
  expect(code).toBe(1)
  expect(text).toContain(`${file}: The document is refused`)
  expect(text).toContain(says)
})

it('a check without a released document says what is missing, and what to do', async () => {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'spec-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true })
  })
  const spec = pathToFileURL(join(directory, 'a-spec.yaml'))
  fs.copyFileSync(SPEC, spec)
  await genCommand(spec, [])
  const { code, text } = await genCommand(spec, ['--check'])
  expect([code, text]).toEqual([
    1,
    expect.stringMatching(/a-released\.json.*run gen\.ts --release/),
  ])
  await genCommand(spec, ['--release'])
  expect(await genCommand(spec, ['--check'])).toEqual({ code: 0, text: '' })
})

it('parts of requests that are alike have one validator', () => {
  expect(validators.patchItem_path).toBe(validators.putItem_path)
})

it('what is generated is what was committed', async () => {
  expect(writeGenerated(await generate(SPEC), true)).toBe(true)
})
