/** An OpenAPI 3.1 document as far as operations are made of it, with its references resolved. */
import { z } from 'zod'
import type { JsonMediaType } from '#foundation/web/contract'

/** A JSON Schema, or anything else in the document. */
export type Node = Readonly<Record<string, unknown>>

/** Of bodies of requests. A merge patch, RFC 7396, is for PATCH alone. */
export const MERGE_PATCH: JsonMediaType = 'application/merge-patch+json'
export const JSON_TYPE: JsonMediaType = 'application/json'

export const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const

const parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: z.record(z.string(), z.unknown()),
})
const content = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) }))
const response = z.object({
  description: z.string(),
  headers: z.record(z.string(), z.unknown()).default({}),
  content: content.default({}),
})
const operation = z.object({
  operationId: z.string().default(''),
  summary: z.string().default(''),
  tags: z.array(z.string()).default([]),
  parameters: z.array(parameter).default([]),
  requestBody: z.object({ required: z.boolean().default(false), content }).optional(),
  responses: z.record(z.string(), response),
  /** Of balancers: served also when others are refused, not logged, and with any query. */
  'x-probe': z.boolean().default(false),
})
/** Anything else beside the methods, parameters of the whole path for example, would be overlooked. */
const pathItem = z.partialRecord(z.enum(METHODS), operation)

export type SpecOperation = z.output<typeof operation> & {
  readonly method: (typeof METHODS)[number]
  readonly path: string
}
export type SpecResponse = z.output<typeof response>

export class SpecRefused extends Error {
  override readonly name = 'SpecRefused'
  readonly code = 'SPEC_REFUSED'
  constructor(problems: readonly string[], options?: ErrorOptions) {
    const what = 'The document is refused: it is wrong, or promises what would not be enforced'
    super(`${what}:\n${problems.join('\n')}`, options)
  }
}

/** Throws `SpecRefused` if it is not such a document. */
export function operationsOf(document: Node): SpecOperation[] {
  const paths = z.record(z.string(), pathItem).safeParse(shallow(document.paths, document))
  if (!paths.success) throw new SpecRefused([z.prettifyError(paths.error)])
  return Object.entries(paths.data).flatMap(([path, item]) =>
    METHODS.flatMap(method => {
      const found = item[method]
      return found ? [{ ...found, method, path }] : []
    }),
  )
}

/** What a reference of the document points to: `#/components/schemas/Profile`. */
export function target(reference: string, document: Node): unknown {
  let found: unknown = document
  for (const part of reference.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    found = isNode(found) ? found[name] : undefined
  }
  if (found === undefined || !reference.startsWith('#/')) {
    throw new SpecRefused([`${reference} points to nothing in the document`])
  }
  return found
}

/** The type of a schema, or of the one that it refers to. */
export function typeOf({ $ref: reference, type }: Node, document: Node): unknown {
  if (type !== undefined || typeof reference !== 'string') return type
  const found = target(reference, document)
  return isNode(found) ? typeOf(found, document) : undefined
}

/** The body of a request that follows the rules, which has one media type. */
export function bodyOf({ requestBody }: SpecOperation) {
  const mediaType = [JSON_TYPE, MERGE_PATCH].find(type => requestBody?.content[type])
  if (!requestBody || !mediaType) return undefined
  return { mediaType, schema: requestBody.content[mediaType]?.schema ?? {} }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** With references resolved, but for those in schemas, which may contain themselves. */
function shallow(value: unknown, document: Node): unknown {
  if (Array.isArray(value)) return value.map(item => shallow(item, document))
  if (!isNode(value)) return value
  if (typeof value.$ref === 'string') return shallow(target(value.$ref, document), document)
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      name === 'schema' ? item : shallow(item, document),
    ]),
  )
}
