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
    body: { kind: 'json', schema: item, example: { id: 7 } },
    responses: { 204: { description: 'Done.', body: 'none' } },
  },
  putFile: {
    method: 'put',
    path: '/files',
    summary: 'Write bytes',
    tag: 'files',
    body: { kind: 'bytes', description: 'Any bytes.', example: 'hello' },
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
      200: {
        description: 'Events.',
        body: 'events',
        events: { put: item, end: z.null() },
        example: [{ id: '1', event: 'put', data: { id: 7 } }],
      },
    },
  },
  probe: {
    method: 'get',
    path: '/probe',
    summary: 'Alive',
    tag: 'probes',
    query: 'any',
    responses: { 204: { description: 'Yes.', body: 'none' } },
  },
})

const mediaType = z.object({ schema: z.unknown().optional(), example: z.unknown().optional() })
const responseSchema = z.strictObject({
  description: z.string(),
  headers: z.record(z.string(), z.unknown()).optional(),
  content: z.record(z.string(), mediaType).optional(),
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
      content: z.record(z.string(), mediaType),
    })
    .optional(),
  responses: z.record(z.string(), z.union([responseSchema, z.object({ $ref: z.string() })])),
})
const documentSchema = z.object({
  openapi: z.string(),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.object({
    schemas: z.record(z.string(), z.record(z.string(), z.unknown())),
    responses: z.record(z.string(), responseSchema),
  }),
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

/** What is said of a status, there or among the components. */
function response(path: string, method: string, status: string): z.output<typeof responseSchema> {
  const said = operation(path, method).responses[status]
  const name = said && '$ref' in said ? said.$ref.replace('#/components/responses/', '') : ''
  const found = said && '$ref' in said ? document.components.responses[name] : said
  if (!found) throw new Error(`the document has no ${method} ${path} ${status}`)
  return found
}

const mediaTypes = (path: string, method: string, status: string): string[] | undefined => {
  const { content } = response(path, method, status)
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
      '/probe': ['get'],
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

  it('keeps the bounds of a contract, and those of JavaScript numbers, which are enforced too', () => {
    const { parameters } = operation('/items/{id}', 'get')
    const schemas = parameters?.map(({ name, schema }) => [name, schema]) ?? []
    expect(Object.fromEntries(schemas)).toMatchObject({
      revision: { type: 'integer', maximum: Number.MAX_SAFE_INTEGER },
      limit: { type: 'integer', minimum: 1, maximum: 9 },
    })
  })

  it('says which bodies are taken', () => {
    const { requestBody: json } = operation('/items/{id}', 'put')
    expect([json?.required, Object.keys(json?.content ?? {})]).toEqual([true, ['application/json']])
    const { requestBody: bytes } = operation('/files', 'put')
    expect(bytes).toMatchObject({
      required: true,
      description: 'Any bytes.',
      content: {
        'text/plain': { schema: { type: 'string' }, example: 'hello' },
        'application/octet-stream': { schema: { contentMediaType: 'application/octet-stream' } },
        '*/*': {},
      },
    })
  })

  it('has the examples that a form begins with', () => {
    const { requestBody } = operation('/items/{id}', 'put')
    expect(requestBody?.content['application/json']?.example).toEqual({ id: 7 })
    const { content } = response('/watch', 'get', '200')
    expect(content?.['text/event-stream']?.example).toBe('id: 1\nevent: put\ndata: {"id":7}\n\n')
  })

  it('says what a stream of events is made of', () => {
    const { content } = response('/watch', 'get', '200')
    expect(content?.['text/event-stream']?.schema).toEqual({
      type: 'string',
      contentMediaType: 'text/event-stream',
      contentSchema: { type: 'array', items: { $ref: '#/components/schemas/WatchEvent' } },
    })
    expect(document.components.schemas.WatchEvent).toMatchObject({
      anyOf: [
        {
          properties: { event: { const: 'put' }, data: { $ref: '#/components/schemas/Item' } },
          required: ['event', 'data'],
        },
        { properties: { event: { const: 'end' }, data: { type: 'null' } } },
      ],
    })
  })

  it('says in which formats an answer comes', () => {
    expect(mediaTypes('/items/{id}', 'get', '200')).toEqual(DATA_TYPES)
    expect(mediaTypes('/items/{id}', 'get', '304')).toBeUndefined()
    expect(mediaTypes('/items/{id}', 'get', '400')).toEqual(PROBLEM_TYPES)
    expect(mediaTypes('/files', 'put', '200')).toEqual(['*/*', ...DATA_TYPES])
    expect(mediaTypes('/watch', 'get', '200')).toEqual(['text/event-stream'])
  })

  it('has the headers of an answer', () => {
    const { headers } = response('/items/{id}', 'get', '200')
    expect(Object.keys(headers ?? {})).toEqual(['etag'])
  })

  it('adds what any operation of the kind may answer', () => {
    const any = [400, 408, 417, 431, 500, 503, 504]
    const written = [...any, 413, 415, 422, 501, 507]
    const sorted = (...codes: number[]): string[] => codes.sort().map(String)
    expect(statuses('/items/{id}', 'get')).toEqual(sorted(200, 304, 406, 422, ...any))
    expect(statuses('/items/{id}', 'put')).toEqual(sorted(204, ...written))
    expect(statuses('/files', 'put')).toEqual(sorted(200, 406, ...written))
    expect(statuses('/watch', 'get')).toEqual(sorted(200, 422, ...any))
    expect(statuses('/probe', 'get')).toEqual(sorted(204, ...any))
    expect(mediaTypes('/watch', 'get', '503')).toEqual(PROBLEM_TYPES)
  })

  it('says of a declared status what the contract says', () => {
    const { description } = response('/items/{id}', 'get', '400')
    expect(description).toBe('The revision is in the future.')
  })

  it('has HEAD where the contract says so: like GET, without any content', () => {
    const { operationId, responses, parameters } = operation('/items/{id}', 'head')
    const get = operation('/items/{id}', 'get')
    expect(operationId).toBe('getItemHead')
    expect(parameters).toEqual(get.parameters)
    expect(Object.keys(responses)).toEqual(Object.keys(get.responses))
    expect(JSON.stringify(responses)).not.toMatch(/content|\$ref/)
    expect(Object.keys(response('/items/{id}', 'head', '200').headers ?? {})).toEqual(['etag'])
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
    expect(Object.keys(document.components.schemas).sort()).toEqual([
      'Item',
      'Problem',
      'WatchEvent',
    ])
  })
})
