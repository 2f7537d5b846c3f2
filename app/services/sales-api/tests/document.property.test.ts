import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fs from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Schema } from '#foundation/testing/from-schema'
import { textsOf, valuesOf } from '#foundation/testing/from-schema'
import { checkProperty } from '#foundation/testing/property'
import { Service } from './service.ts'

/**
 * What the OpenAPI document accepts is what the service accepts: both are given values that are made from the document, and
 * such with something wrong, at the limits too.
 */

type Parameter = {
  readonly in: 'path' | 'query' | 'header'
  readonly name: string
  readonly schema: Schema
}
type Operation = {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema?: Schema }>>
  }
}

const document = JSON.parse(
  fs.readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'),
) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}
const ajv = new Ajv2020({ strict: false, coerceTypes: false })
addFormats.default(ajv)
ajv.addFormat('base64', true)
ajv.addSchema(document, 'document')

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
)
const parameters = operations
  .filter(({ method }) => method !== 'head')
  .flatMap(({ parameters = [], ...operation }) =>
    parameters.map(parameter => ({ ...operation, parameter })),
  )

let service: Service
beforeAll(async () => {
  service = await Service.start()
})
afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

/** What JSON Schema cannot say: limits in other units than characters, and what several places have to do with each other. */
const BEYOND_SCHEMA = [
  /^expected a time from 1ms/,
  /^expected a duration like .* up to 36500d/,
  /^A (key|bound) has .* bytes, not/,
  /the key is changed by an operation before/,
  /^only the first entry /,
]

type Violation = { readonly location: string; readonly message: string }

/** What the service has against a request. */
async function objections(target: string, init: RequestInit): Promise<readonly Violation[]> {
  const abort = new AbortController()
  const response = await fetch(service.url + target, { ...init, signal: abort.signal })
  expect(response.status).not.toBe(500)
  if (response.status !== 422) {
    // A watch may be endless.
    abort.abort()
    return []
  }
  const { errors = [] } = (await response.json()) as { readonly errors?: readonly Violation[] }
  return errors
}

/** Whether a schema could not have told. */
function areBeyondSchema(found: readonly Violation[]): boolean {
  return (
    found.length > 0 &&
    found.every(({ message }) => BEYOND_SCHEMA.some(pattern => pattern.test(message)))
  )
}

/** A number in a URL is digits. */
function accepts(schema: Schema, text: string): boolean {
  if (schema.type !== 'integer') return ajv.validate(schema, text)
  return (
    /^\d+$/.test(text) &&
    BigInt(text) <= Number.MAX_SAFE_INTEGER &&
    ajv.validate(schema, Number(text))
  )
}

describe('the document accepts what the service accepts, and nothing else', () => {
  it.each(parameters.map(one => [`${one.operationId} ${one.parameter.name}`, one] as const))(
    'as a parameter: %s',
    async (_name, { path, method, parameter, requestBody }) => {
      const { name, schema } = parameter
      const isHeader = parameter.in === 'header'
      const texts = textsOf(schema).filter(text =>
        // What HTTP itself cannot carry, or a path: another resource.
        isHeader
          ? /^[!-~]([ -~]*[!-~])?$/.test(text)
          : !/^\.{0,2}$/.test(text) && text.isWellFormed(),
      )
      await checkProperty(
        'app/services/sales-api/tests/document.property.test.ts',
        texts,
        25,
        async text => {
          const target = path.replaceAll(/\{(\w+)\}/g, (_match, other: string) =>
            other === name ? encodeURIComponent(text) : '00c0ffee1234',
          )
          const query = parameter.in === 'query' ? `?${name}=${encodeURIComponent(text)}` : ''
          const found = await objections(target + query, {
            method: method.toUpperCase(),
            headers: {
              ...(requestBody ? { 'Content-Type': 'application/json' } : {}),
              ...(isHeader ? { [name]: text } : {}),
            },
            ...(requestBody ? { body: '{}' } : {}),
          })
          const place = `${isHeader ? 'headers' : parameter.in}.${name}`
          const here = found.filter(({ location }) => location === place)
          // Lengths are the same in bytes and in characters of ASCII.
          if (areBeyondSchema(here) && !/^k+$/.test(text)) return
          expect([text, here.length === 0]).toEqual([text, accepts(schema, text)])
        },
      )
    },
  )

  const bodies = operations.filter(({ requestBody }) => requestBody?.content['application/json'])
  it.each(bodies.map(one => [one.operationId, one] as const))(
    'as a body: %s',
    async (_name, { path, method, requestBody }) => {
      const schema = requestBody?.content['application/json']?.schema ?? {}
      const validate = ajv.getSchema(`document#${(schema.$ref ?? '').slice(1)}`)
      const headers = { 'Content-Type': 'application/json' }
      await checkProperty(
        'app/services/sales-api/tests/document.property.test.ts',
        valuesOf(schema, document.components.schemas, 1),
        80,
        async value => {
          const body = JSON.stringify(value)
          const found = await objections(path, { method: method.toUpperCase(), headers, body })
          if (areBeyondSchema(found)) return
          expect(found.length === 0, JSON.stringify(found)).toBe(validate?.(JSON.parse(body)))
        },
      )
    },
  )

  it('at the longest key that a body can carry', async () => {
    const headers = { 'Content-Type': 'application/json' }
    for (const [bytes, status] of [
      [1024, 200],
      [1025, 422],
    ] as const) {
      const body = JSON.stringify({ then: [{ op: 'get', key: '%61'.repeat(bytes) }] })
      const answer = await fetch(`${service.url}/v1/txn`, { method: 'POST', headers, body })
      expect([bytes, answer.status]).toEqual([bytes, status])
      expect(ajv.validate({ $ref: 'document#/components/schemas/Txn' }, JSON.parse(body))).toBe(
        status === 200,
      )
    }
  })
})
