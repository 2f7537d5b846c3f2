/** The OpenAPI 3.1 document of a contract. For generators and tests: a service serves the document that was committed. */
import type { ZodOpenApiObject, ZodOpenApiOperationObject } from 'zod-openapi'
import { z } from 'zod'
import { createDocument } from 'zod-openapi'
import type { Contract, Operation, ResponseShape } from './contract.ts'
import { problemSchema } from './problem.ts'
import { eventText } from './message/respond.ts'

export type DocumentInfo = Pick<ZodOpenApiObject, 'info' | 'servers' | 'security' | 'tags'>

type ResponseObject = ZodOpenApiOperationObject['responses'][`${1 | 2 | 3 | 4 | 5}${string}`]

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
        // The format says it; the pattern is hundreds of characters long.
        if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
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
            ...(query && query !== 'any' ? { query } : {}),
            ...(headers ? { header: headers } : {}),
          },
        }
      : {}),
    ...(body ? { requestBody: requestBody(body) } : {}),
    responses: { ...impliedResponses(operation), ...declaredResponses(id, operation) },
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
  const { kind, example } = body
  const exampled = example === undefined ? {} : { example }
  if (kind === 'json') {
    const content = { 'application/json': { schema: body.schema, ...exampled } }
    return { required: true, content }
  }
  // A form has a field for text, and one for a file.
  const content = {
    'text/plain': { schema: { type: 'string' as const }, ...exampled },
    'application/octet-stream': {
      schema: { type: 'string' as const, contentMediaType: 'application/octet-stream' },
    },
    '*/*': {},
  }
  return { required: true, description: body.description, content }
}

function declaredResponses(id: string, { responses }: Operation): Record<string, ResponseObject> {
  return Object.fromEntries(
    Object.entries(responses).map(([status, shape]) => {
      const { description, headers } = shape
      return [status, { description, ...(headers ? { headers } : {}), ...contentOf(id, shape) }]
    }),
  )
}

function contentOf(id: string, shape: ResponseShape): object {
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
      const schema = eventStream(id, shape.events)
      const example = shape.example?.map(eventText).join('')
      return { content: { [EVENT_STREAM]: { schema, ...(example ? { example } : {}) } } }
    }
  }
}

const EVENT_STREAM = 'text/event-stream'

/** Text to HTTP; to a client that parses it, a list of events like `WatchKeysEvent`, for the operation `watchKeys`. */
function eventStream(id: string, events: Readonly<Record<string, z.ZodType>>): z.ZodType {
  const shapes = Object.entries(events).map(([name, data]) =>
    z.strictObject({ id: z.string().optional(), event: z.literal(name), data }),
  )
  const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}Event`
  return z.array(z.union(shapes).meta({ id: name })).meta({
    override: ({ jsonSchema }) => {
      const { type, items } = jsonSchema
      delete jsonSchema.items
      const contentSchema = { type, items }
      Object.assign(jsonSchema, { type: 'string', contentMediaType: EVENT_STREAM, contentSchema })
    },
  })
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

type Implied = {
  readonly status: number
  readonly response: ResponseObject & { readonly id: string }
  readonly isPossible: (operation: Operation) => boolean
}

/** What operations may answer by the rules of the server, whatever their handlers do: the only place that says so. */
const IMPLIED: readonly Implied[] = [
  implied(400, 'Malformed', 'The request is malformed.', () => true),
  implied(406, 'NotAcceptable', 'Neither JSON nor XML is accepted.', ({ responses }) =>
    Object.values(responses).some(shape => shape.body === 'data' || 'or' in shape),
  ),
  implied(408, 'Late', 'The request did not arrive in time.', () => true),
  implied(413, 'TooLarge', 'The body is too large.', hasBody),
  implied(415, 'Unread', 'The body has a media type or encoding that is not read here.', hasBody),
  implied(
    422,
    'Invalid',
    'The request breaks its contract; `errors` lists every violation.',
    ({ params, query, headers, body }) =>
      query !== 'any' || (params ?? headers ?? body) !== undefined,
  ),
  implied(417, 'Expected', 'Expect asks for something other than 100-continue.', () => true),
  implied(431, 'HeadersTooLarge', 'The headers are too large.', () => true),
  implied(
    500,
    'Failed',
    'The service failed; its log has the details under the trace id.',
    () => true,
  ),
  implied(501, 'UnreadTransfer', 'The body has a transfer coding that is not read here.', hasBody),
  implied(
    503,
    'Unavailable',
    'The service is busy, starting or stopping; Retry-After says when to try again.',
    () => true,
  ),
  implied(504, 'Overdue', 'There was no answer in time.', operation => !isWrite(operation)),
  implied(
    504,
    'OverdueWrite',
    'There was no answer in time; whether the write was executed is unknown.',
    isWrite,
  ),
  implied(507, 'DiskFull', 'The disk is full; deletes and reads are still served.', isWrite),
]

function implied(
  status: number,
  id: string,
  description: string,
  isPossible: Implied['isPossible'],
): Implied {
  return { status, response: { id, description, ...problem }, isPossible }
}

function hasBody({ body }: Operation): boolean {
  return body !== undefined
}

function isWrite({ method }: Operation): boolean {
  return method !== 'get' && method !== 'head'
}

function impliedResponses(operation: Operation): Record<string, ResponseObject> {
  return Object.fromEntries(
    IMPLIED.filter(({ isPossible }) => isPossible(operation)).map(({ status, response }) => [
      status,
      response,
    ]),
  )
}
