/** The OpenAPI 3.1 document of a contract. For generators and tests: a service serves the document that was committed. */
import type { ZodOpenApiObject, ZodOpenApiOperationObject } from 'zod-openapi'
import { createDocument } from 'zod-openapi'
import type { Contract, Operation, ResponseShape } from './contract.ts'
import { problemSchema } from './problem.ts'

export type DocumentInfo = Pick<ZodOpenApiObject, 'info' | 'servers' | 'security' | 'tags'>

type ResponseObject = ZodOpenApiOperationObject['responses'][`${1 | 2 | 3 | 4 | 5}${string}`]

/** JSON numbers that JavaScript can count; zod would write these bounds at every integer. */
const SAFE_BOUNDS = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]

export function openApiDocument(contract: Contract, info: DocumentInfo): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const [id, operation] of Object.entries(contract)) {
    const methods = (paths[operation.path] ??= {})
    methods[operation.method] = operationObject(id, operation)
    if (operation.alsoHead) methods.head = headObject(id, operation)
  }
  return createDocument(
    { openapi: '3.1.1', ...info, paths },
    {
      override: ({ jsonSchema }) => {
        if (SAFE_BOUNDS.includes(jsonSchema.maximum ?? 0)) delete jsonSchema.maximum
        if (SAFE_BOUNDS.includes(jsonSchema.minimum ?? 0)) delete jsonSchema.minimum
        // The format says it; the pattern is hundreds of characters long.
        if (jsonSchema.format === 'date-time' || jsonSchema.contentEncoding)
          delete jsonSchema.pattern
      },
    },
  )
}

function operationObject(id: string, operation: Operation): ZodOpenApiOperationObject {
  const { params, query, headers, summary, description, tag, body } = operation
  return {
    operationId: id,
    summary,
    ...(description ? { description } : {}),
    tags: [tag],
    ...(params || query || headers
      ? {
          requestParams: {
            ...(params ? { path: params } : {}),
            ...(query ? { query } : {}),
            ...(headers ? { header: headers } : {}),
          },
        }
      : {}),
    ...(body ? { requestBody: requestBody(body) } : {}),
    responses: { ...declaredResponses(operation), ...impliedResponses(operation) },
  }
}

/** HEAD is GET without its bodies. */
function headObject(id: string, operation: Operation): ZodOpenApiOperationObject {
  const { responses, ...rest } = operationObject(id, operation)
  const empty = Object.entries(responses).map(([status, response]) => {
    const { description, headers } = response as { description: string; headers?: object }
    return [status, { description, ...(headers ? { headers } : {}) }]
  })
  return {
    ...rest,
    operationId: `${id}Head`,
    summary: `${operation.summary}: the headers only`,
    responses: Object.fromEntries(empty) as ZodOpenApiOperationObject['responses'],
  }
}

function requestBody(body: NonNullable<Operation['body']>) {
  return body.kind === 'json'
    ? { required: true, content: { 'application/json': { schema: body.schema } } }
    : { required: true, description: body.description, content: { '*/*': {} } }
}

function declaredResponses({ responses }: Operation): Record<string, ResponseObject> {
  return Object.fromEntries(
    Object.entries(responses).map(([status, shape]) => {
      const { description, headers } = shape
      return [status, { description, ...(headers ? { headers } : {}), ...contentOf(shape) }]
    }),
  )
}

function contentOf(shape: ResponseShape): object {
  switch (shape.body) {
    case 'none':
      return {}
    case 'bytes':
      return {
        content: { '*/*': {}, ...(shape.or ? negotiated(shape.or.schema) : {}) },
      }
    case 'stream':
      return { content: { '*/*': {} } }
    case 'problem':
      return problem
    case 'data':
      return { content: negotiated(shape.schema) }
    case 'events': {
      const names = Object.keys(shape.events).join(', ')
      return {
        content: {
          'text/event-stream': {
            schema: { type: 'string', description: `Events: ${names}; their data is JSON.` },
          },
        },
      }
    }
  }
}

function negotiated(schema: unknown): object {
  return { 'application/json': { schema }, 'application/xml': { schema } }
}

const problem = {
  content: {
    'application/problem+json': { schema: problemSchema },
    'application/problem+xml': { schema: problemSchema },
  },
}

/** What any operation of this kind may answer, by rule. */
function impliedResponses(operation: Operation): Record<string, ResponseObject> {
  const { responses, params, query, headers, body, method } = operation
  const implied: Record<number, string> = {
    400: 'The request is malformed.',
    500: 'The service failed; its log has the details under the trace id.',
    503: 'The service is busy, starting or stopping; Retry-After says when to try again.',
  }
  if (params ?? query ?? headers ?? body) {
    implied[422] = 'The request breaks its contract; `errors` lists every violation.'
  }
  if (Object.values(responses).some(shape => shape.body === 'data' || 'or' in shape)) {
    implied[406] = 'Neither JSON nor XML is accepted.'
  }
  if (body) {
    implied[413] = 'The body is too large.'
    implied[415] = 'The body has a media type or encoding that is not read here.'
  }
  if (method !== 'get') {
    implied[504] = 'There was no answer in time; whether the write was executed is unknown.'
    implied[507] = 'The disk is full; deletes and reads are still served.'
  }
  return Object.fromEntries(
    Object.entries(implied)
      .filter(([status]) => !(Number(status) in responses))
      .map(([status, description]) => [status, { description, ...problem }]),
  )
}
