/**
 * Requests that are made from the document, right and wrong, to all operations, on profiles that come and go. None of them ends in a
 * fault, and every answer is one that the document declares.
 */
import fc from 'fast-check'
import fs from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Schema, Schemas } from '#foundation/testing/from-schema'
import { textsOf, valuesOf } from '#foundation/testing/from-schema'
import { checkProperty } from '#foundation/testing/property'
import { asked, DOCUMENT, expectDeclared, ProfileService } from './profile-service.ts'

type Parameter = {
  readonly $ref?: string
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly schema: Schema
}
type Body = {
  readonly $ref?: string
  readonly content: Readonly<Record<string, { readonly schema: Schema }>>
}
type Operation = { readonly parameters?: readonly Parameter[]; readonly requestBody?: Body }

const { paths, components } = JSON.parse(fs.readFileSync(DOCUMENT, 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Schemas
    readonly parameters: Readonly<Record<string, Parameter>>
    readonly requestBodies: Readonly<Record<string, Body>>
  }
}

type Asked = {
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string | undefined>>
  readonly query: Readonly<Record<string, string | undefined>>
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: unknown
  readonly mediaType: string
  /** Which of the profiles that there were, if any. */
  readonly pick: number
}

/** Of all operations together, in the short form. */
const RUNS = 150

let service: ProfileService
const ids: string[] = []

beforeAll(async () => {
  service = await ProfileService.start()
})

afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

/** What a reference points to. */
function resolved<T extends { readonly $ref?: string }>(
  value: T,
  all: Readonly<Record<string, T>>,
): T {
  const { $ref } = value
  if ($ref === undefined) return value
  const found = all[$ref.split('/').at(-1) ?? '']
  if (!found) throw new Error(`There is no ${$ref}`)
  return found
}

/** One operation with all that it takes. */
function requestsOf(path: string, method: string, operation: Operation): fc.Arbitrary<Asked> {
  const parameters = (operation.parameters ?? []).map(one => resolved(one, components.parameters))
  const part = (where: Parameter['in']) =>
    fc.record(
      Object.fromEntries(
        parameters
          .filter(parameter => parameter.in === where)
          .map(({ name, schema }) => [
            name,
            fc.option(
              textsOf(resolved(schema, components.schemas)).filter(text => canBe(where, text)),
              {
                nil: undefined,
              },
            ),
          ]),
      ),
    )
  const content = operation.requestBody
    ? resolved(operation.requestBody, components.requestBodies).content
    : {}
  const [[mediaType, { schema }] = ['application/json', { schema: undefined }]] =
    Object.entries(content)
  return fc.record({
    ...{ path: fc.constant(path), method: fc.constant(method.toUpperCase()) },
    ...{ params: part('path'), query: part('query'), headers: part('header') },
    body: schema ? valuesOf(schema, components.schemas, 3) : fc.constant(undefined),
    mediaType: fc.oneof(
      { weight: 19, arbitrary: fc.constant(mediaType) },
      { weight: 1, arbitrary: fc.constantFrom('application/json', 'text/plain') },
    ),
    pick: fc.nat(100),
  })
}

/** What HTTP can carry there. */
function canBe(where: Parameter['in'], text: string): boolean {
  if (where === 'header') return /^[!-~]([ -~]*[!-~])?$/.test(text)
  return text.isWellFormed() && (where === 'query' || !/^\.{0,2}$/.test(text))
}

async function ask({ method, path, params, query, headers, body, mediaType, pick }: Asked) {
  // Of ten, seven are of a profile that there is, or was.
  const id = pick < 70 ? ids.at(-1 - (pick % 5)) : params.id
  const target = path.replace('{id}', encodeURIComponent(id ?? params.id ?? 'none'))
  const url = new URL(service.url + target)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  const request = new Request(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': mediaType }),
      ...Object.fromEntries(given),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return await asked(request)
}

it('every request to every operation gets an answer that the document declares, and no fault', async () => {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => requestsOf(path, method, operation)),
  )
  const seen = new Set<number>()
  await checkProperty(
    'app/services/profile-api/tests/document.property.test.ts',
    fc.oneof(...operations),
    RUNS,
    async one => {
      const response = await ask(one)
      expect(response.status, JSON.stringify(one)).toBeLessThan(500)
      await expectDeclared(one.method, one.path, response)
      seen.add(response.status)
      const location = response.headers.get('location')
      if (location !== null) ids.push(location.split('/').at(-1) ?? '')
      await response.body?.cancel()
    },
  )
  // Requests of all kinds were made.
  expect([...seen]).toEqual(expect.arrayContaining([200, 201, 204, 422]))
})
