/** Random requests by an OpenAPI document, right and wrong, to all of its operations. Only for tests. */
import fc from 'fast-check'
import type { Schema, Schemas } from './from-schema.ts'
import { textsOf, valuesOf } from './from-schema.ts'

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
type Operation = {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: Body
  /** By status, and `default` for every other one. */
  readonly responses: Readonly<Record<string, Answer>>
}
type Answer = { readonly $ref?: string; readonly content?: Readonly<Record<string, object>> }

export type RequestDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly schemas: Schemas
    readonly parameters: Readonly<Record<string, Parameter>>
    readonly requestBodies: Readonly<Record<string, Body>>
  }
}

export type Asked = {
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string | undefined>>
  readonly query: Readonly<Record<string, string | undefined>>
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: unknown
  readonly mediaType: string
  /** From 0 to 99: which of the things that there are is asked for, if any. */
  readonly pick: number
}

/** To any operation of the document. */
export function requestsOf({ paths, components }: RequestDocument): fc.Arbitrary<Asked> {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) =>
      requestsTo(path, method, operation, components),
    ),
  )
  return fc.oneof(...operations)
}

/** `known` has the parameter of a path that names something that there is, or was; undefined for any other. */
export function requestOf(
  { method, path, params, query, headers, body, mediaType, pick }: Asked,
  base: string,
  known: (name: string, pick: number) => string | undefined,
): Request {
  const target = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    encodeURIComponent(known(name, pick) ?? params[name] ?? 'none'),
  )
  const url = new URL(base + target)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value)
  }
  const given = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  return new Request(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': mediaType }),
      ...Object.fromEntries(given),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

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
function requestsTo(
  path: string,
  method: string,
  operation: Operation,
  components: RequestDocument['components'],
): fc.Arbitrary<Asked> {
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
    pick: fc.nat(99),
  })
}

/** What HTTP can carry there. */
function canBe(where: Parameter['in'], text: string): boolean {
  if (where === 'header') return /^[!-~]([ -~]*[!-~])?$/.test(text)
  return text.isWellFormed() && (where === 'query' || !/^\.{0,2}$/.test(text))
}
