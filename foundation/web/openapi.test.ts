import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contract } from './contract.ts'
import { openApiDocument } from './openapi.ts'

const item = z
  .strictObject({ id: z.int().min(1), name: z.string().optional() })
  .meta({ id: 'Item' })

const api = contract({
  getItem: {
    method: 'get',
    path: '/items/{id}',
    summary: 'Read',
    description: 'In short.',
    tag: 'items',
    alsoHead: true,
    params: z.strictObject({ id: z.string() }),
    query: z.strictObject({ revision: z.int().optional(), limit: z.int().min(1).max(9) }),
    headers: z.object({ 'if-none-match': z.string().optional() }),
    responses: {
      200: {
        description: 'It.',
        headers: z.object({ etag: z.string() }),
        body: 'data',
        element: 'item',
        schema: item,
      },
      304: { description: 'Unchanged.', body: 'none' },
      400: { description: 'The revision is in the future.', body: 'problem' },
    },
  },
  putItem: {
    method: 'put',
    path: '/items/{id}',
    summary: 'Write',
    tag: 'items',
    params: z.strictObject({ id: z.string() }),
    body: { kind: 'json', schema: item },
    responses: { 204: { description: 'Done.', body: 'none' } },
  },
  putFile: {
    method: 'put',
    path: '/files',
    summary: 'Write bytes',
    tag: 'files',
    body: { kind: 'bytes', description: 'Any bytes.' },
    responses: {
      200: { description: 'The same.', body: 'bytes', or: { element: 'item', schema: item } },
    },
  },
  watch: {
    method: 'get',
    path: '/watch',
    summary: 'Events',
    tag: 'items',
    responses: {
      200: { description: 'Events.', body: 'events', events: { put: item, end: z.null() } },
    },
  },
})

const responseSchema = z.object({
  description: z.string(),
  headers: z.record(z.string(), z.unknown()).optional(),
  content: z.record(z.string(), z.object({ schema: z.unknown().optional() })).optional(),
})
const operationSchema = z.object({
  operationId: z.string(),
  summary: z.string(),
  description: z.string().optional(),
  tags: z.array(z.string()),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        required: z.boolean().optional(),
        schema: z.record(z.string(), z.unknown()),
      }),
    )
    .optional(),
  requestBody: z
    .object({
      required: z.boolean(),
      description: z.string().optional(),
      content: z.record(z.string(), z.object({ schema: z.unknown().optional() })),
    })
    .optional(),
  responses: z.record(z.string(), responseSchema),
})
const documentSchema = z.object({
  openapi: z.string(),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
})

const document = documentSchema.parse(
  openApiDocument(api, { info: { title: 'Test', version: '1' } }),
)

function operation(path: string, method: string): z.output<typeof operationSchema> {
  const found = document.paths[path]?.[method]
  if (!found) throw new Error(`the document has no ${method} ${path}`)
  return found
}

const statuses = (path: string, method: string): string[] =>
  Object.keys(operation(path, method).responses).sort()

const mediaTypes = (path: string, method: string, status: string): string[] | undefined => {
  const { content } = operation(path, method).responses[status] ?? {}
  return content && Object.keys(content)
}

const PROBLEM_TYPES = ['application/problem+json', 'application/problem+xml']
const DATA_TYPES = ['application/json', 'application/xml']

describe('the document of a contract', () => {
  it('has every operation under its path and method', () => {
    const methods = Object.entries(document.paths).map(([path, item]) => [path, Object.keys(item)])
    expect(Object.fromEntries(methods)).toEqual({
      '/items/{id}': ['get', 'head', 'put'],
      '/files': ['put'],
      '/watch': ['get'],
    })
    expect(document.openapi).toBe('3.1.1')
    expect(document.info).toEqual({ title: 'Test', version: '1' })
    expect(operation('/items/{id}', 'get')).toMatchObject({
      operationId: 'getItem',
      summary: 'Read',
      description: 'In short.',
      tags: ['items'],
    })
  })

  it('says where each parameter is, and whether it must be there', () => {
    const parameters = operation('/items/{id}', 'get').parameters ?? []
    expect(
      parameters.map(({ name, in: where, required = false }) => [name, where, required]),
    ).toEqual([
      ['id', 'path', true],
      ['revision', 'query', false],
      ['limit', 'query', true],
      ['if-none-match', 'header', false],
    ])
  })

  it('keeps the bounds of a contract, and leaves out those of every JavaScript number', () => {
    const { parameters } = operation('/items/{id}', 'get')
    const schemas = parameters?.map(({ name, schema }) => [name, schema]) ?? []
    expect(Object.fromEntries(schemas)).toMatchObject({
      revision: { type: 'integer' },
      limit: { type: 'integer', minimum: 1, maximum: 9 },
    })
    expect(JSON.stringify(document)).not.toContain(String(Number.MAX_SAFE_INTEGER))
  })

  it('says which bodies are taken', () => {
    const { requestBody: json } = operation('/items/{id}', 'put')
    expect([json?.required, Object.keys(json?.content ?? {})]).toEqual([true, ['application/json']])
    const { requestBody: bytes } = operation('/files', 'put')
    expect(bytes).toEqual({ required: true, description: 'Any bytes.', content: { '*/*': {} } })
  })

  it('says in which formats an answer comes', () => {
    expect(mediaTypes('/items/{id}', 'get', '200')).toEqual(DATA_TYPES)
    expect(mediaTypes('/items/{id}', 'get', '304')).toBeUndefined()
    expect(mediaTypes('/items/{id}', 'get', '400')).toEqual(PROBLEM_TYPES)
    expect(mediaTypes('/files', 'put', '200')).toEqual(['*/*', ...DATA_TYPES])
    expect(mediaTypes('/watch', 'get', '200')).toEqual(['text/event-stream'])
  })

  it('has the headers of an answer', () => {
    const { headers } = operation('/items/{id}', 'get').responses['200'] ?? {}
    expect(Object.keys(headers ?? {})).toEqual(['etag'])
  })

  it('adds what any operation of the kind may answer', () => {
    expect(statuses('/items/{id}', 'get')).toEqual('200 304 400 406 422 500 503'.split(' '))
    expect(statuses('/items/{id}', 'put')).toEqual('204 400 413 415 422 500 503 504 507'.split(' '))
    expect(statuses('/files', 'put')).toEqual('200 400 406 413 415 422 500 503 504 507'.split(' '))
    expect(statuses('/watch', 'get')).toEqual('200 400 500 503'.split(' '))
    expect(mediaTypes('/watch', 'get', '503')).toEqual(PROBLEM_TYPES)
  })

  it('says of a declared status what the contract says', () => {
    const { responses } = operation('/items/{id}', 'get')
    expect(responses['400']?.description).toBe('The revision is in the future.')
  })

  it('has HEAD where the contract says so: like GET, without any content', () => {
    const { operationId, responses, parameters } = operation('/items/{id}', 'head')
    const get = operation('/items/{id}', 'get')
    expect(operationId).toBe('getItemHead')
    expect(parameters).toEqual(get.parameters)
    expect(Object.keys(responses)).toEqual(Object.keys(get.responses))
    expect(Object.values(responses).filter(({ content }) => content)).toEqual([])
    expect(Object.keys(responses['200']?.headers ?? {})).toEqual(['etag'])
  })

  it('has schemas that accept what the contract accepts, and nothing else', () => {
    const { Item: schema } = document.components.schemas
    const validate = new Ajv2020().compile(schema ?? false)
    const values = [
      { id: 1 },
      { id: 1, name: 'a' },
      { id: 0 },
      { id: 1.5 },
      { name: 'a' },
      { id: 1, x: 2 },
    ]
    expect(values.map(value => validate(value))).toEqual(
      values.map(value => item.safeParse(value).success),
    )
    expect(Object.keys(document.components.schemas).sort()).toEqual(['Item', 'Problem'])
  })
})
