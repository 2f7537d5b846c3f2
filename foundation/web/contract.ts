/**
 * Contracts: what an API promises, as values, without a handler in them. From them come the types that a handler must
 * satisfy, the parsing of requests, the OpenAPI document and the typed client. Where the document comes first, it is the
 * contract: foundation/spec makes operations of it, and the types below make the handler's of its types.
 */
import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { ProblemFields } from './problem.ts'

export type Method = 'get' | 'head' | 'put' | 'post' | 'patch' | 'delete'

/** What serving needs of a schema. Zod's have it, and so do those that are made from a document. */
export type Schema = { safeParse(value: unknown): Parsing }

export type Parsing =
  | { readonly success: true; readonly data: unknown; readonly error?: undefined }
  | {
      readonly success: false
      readonly data?: undefined
      readonly error: { readonly issues: readonly Issue[] }
    }

export type Issue = {
  readonly code?: string | undefined
  readonly path: readonly PropertyKey[]
  readonly message: string
  /** Of the code `unrecognized_keys`. */
  readonly keys?: readonly string[]
  /** Of the code `custom`. */
  readonly params?: Readonly<Record<string, unknown>> | undefined
}

/** Of an object; the keys of its shape are the names. */
export type ObjectSchema = Schema & { readonly shape: Readonly<Record<string, unknown>> }

/** As it is served, whatever it was made from. */
export type ServedOperation = Omit<
  Operation,
  'params' | 'query' | 'headers' | 'body' | 'responses'
> & {
  readonly params?: ObjectSchema
  readonly query?: ObjectSchema | 'any'
  readonly headers?: ObjectSchema
  readonly body?:
    | { readonly kind: 'json'; readonly schema: Schema; readonly mediaType?: JsonMediaType }
    | { readonly kind: 'bytes' }
  readonly responses: Readonly<Record<number, ServedShape>>
}

/** Of bodies; the first one if none is said. */
export type JsonMediaType = 'application/json' | 'application/merge-patch+json'

/** Handlers return what their contract declares: nothing is checked again. */
export type ServedShape =
  | { readonly body: 'none' | 'stream' | 'problem' | 'events' }
  | { readonly body: 'bytes'; readonly or?: { readonly element: string } }
  | { readonly body: 'data'; readonly element: string }

export type Operation = {
  readonly method: Method
  /** With parameters in braces: `/v1/kv/{key}`. A parameter is one segment, given as one character per byte. */
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly tag: string
  /** Strict: parameters that are not declared are refused. */
  readonly params?: z.ZodObject
  /** None if left out. 'any' is for what balancers and browsers ask for: any query, which is not even read. */
  readonly query?: z.ZodObject | 'any'
  /** The headers that matter, by their names in lower case. Others are ignored. */
  readonly headers?: z.ZodObject
  readonly body?: RequestBody
  readonly responses: Readonly<Record<number, ResponseShape>>
  /** Neither logged, counted nor traced: for probes. */
  readonly isSilent?: true
  /** Its answer may take as long as it takes: it has no deadline. */
  readonly isUnbounded?: true
  /** Its handler reads the state: `AppOptions.before` says when that may be. */
  readonly reads?: true
  /** A GET that answers HEAD too, as routers do by themselves; the document has to say so. */
  readonly alsoHead?: true
}

/** The example is what the form of a documentation page begins with. */
export type RequestBody =
  /** Parsed and checked. Media type application/json. */
  | { readonly kind: 'json'; readonly schema: z.ZodType; readonly example?: unknown }
  /** Handed on as it is, with its media type. The example is text. */
  | { readonly kind: 'bytes'; readonly description: string; readonly example?: string }

export type ResponseShape = { readonly description: string; readonly headers?: z.ZodObject } & (
  | { readonly body: 'none' }
  /** Bytes with a media type of their own; or data, if the request asks for that instead. */
  | { readonly body: 'bytes'; readonly or?: DataShape }
  /** Bytes of unknown number, sent as they come. */
  | { readonly body: 'stream' }
  /** RFC 9457 problem details. */
  | { readonly body: 'problem' }
  /** Server-sent events; their data, as JSON, by the name of the event. */
  | {
      readonly body: 'events'
      readonly events: Readonly<Record<string, z.ZodType>>
      readonly example?: readonly ServerEvent[]
    }
  /** JSON or XML, as the client prefers; `element` is the name of the XML root. */
  | ({ readonly body: 'data' } & DataShape)
)

/** Of data and problems, as the client prefers. */
export type Format = 'json' | 'xml'

export type DataShape = { readonly schema: z.ZodType; readonly element: string }

/** Operations by their ids. */
export type Contract = Readonly<Record<string, Operation>>

/** Keeps the literal types of a contract. */
export function contract<const C extends Contract>(operations: C): C {
  return operations
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : Readonly<Record<string, never>>

type ParsedBody<B> = B extends { kind: 'json'; schema: infer S }
  ? Parsed<S>
  : B extends { kind: 'bytes' }
    ? { readonly bytes: Uint8Array; readonly contentType: string | undefined }
    : undefined

/** What a handler of the operation is given: parsed and checked. */
export type Input<O extends Operation> = {
  readonly params: Parsed<O['params']>
  readonly query: Parsed<O['query']>
  readonly headers: Parsed<O['headers']>
  readonly body: ParsedBody<O['body']>
}

/** One event of a stream. `id` is what the client sends back as `Last-Event-ID`. */
export type ServerEvent<Name extends string = string, Data = unknown> = {
  readonly event: Name
  readonly data: Data
  readonly id?: string
}

type EventOf<E> = {
  [Name in keyof E & string]: E[Name] extends z.ZodType
    ? ServerEvent<Name, z.input<E[Name]>>
    : never
}[keyof E & string]

type BodyOf<R> = R extends { body: 'bytes' }
  ? | { readonly bytes: Uint8Array; readonly contentType: string }
    | (R extends { or: { schema: infer S } } ? DataOf<S> : never)
  : R extends { body: 'stream' }
    ? { readonly stream: Readable; readonly contentType: string }
    : R extends { body: 'problem' }
      ? { readonly problem: ProblemFields }
      : R extends { body: 'events'; events: infer E }
        ? {
            readonly events: AsyncIterable<EventOf<E>>
            /** The last event for a reader that takes none: says where to go on. */
            readonly farewell: () => EventOf<E>
          }
        : R extends { body: 'data'; schema: infer S }
          ? DataOf<S>
          : NoBody

/** What a function returns may have more than its type says, unless the type says that it must not. */
type NoBody = Readonly<Partial<Record<'bytes' | 'stream' | 'problem' | 'events' | 'data', never>>>

type DataOf<S> = { readonly data: S extends z.ZodType ? z.input<S> : never }

type HeadersOf<R> = R extends { headers: infer H }
  ? { readonly headers: H extends z.ZodType ? z.input<H> : never }
  : unknown

/** What a handler of the operation may return: one of the declared statuses, with its headers and its body. */
export type Output<O extends Operation> = {
  [Status in keyof O['responses'] & number]: { readonly status: Status } & HeadersOf<
    O['responses'][Status]
  > &
    BodyOf<O['responses'][Status]>
}[keyof O['responses'] & number]

/** Operations by their ids, of a document whose types are `Operations` as openapi-typescript writes them. */
export type Spec<Operations> = Readonly<Record<keyof Operations & string, ServedOperation>>

type Part<O, In extends string> = O extends { readonly parameters: infer P }
  ? In extends keyof P
    ? [NonNullable<P[In]>] extends [never]
      ? Nothing
      : Known<NonNullable<P[In]>>
    : Nothing
  : Nothing

type Nothing = Readonly<Record<string, never>>

/** Names without the index that allows any other. A header is given by its name in lower case. */
type Known<H> = { readonly [Name in keyof H as string extends Name ? never : Name]: H[Name] }
type InLowerCase<H> = { readonly [Name in keyof H as Lowercase<Name & string>]: H[Name] }

type JsonOf<Body> = Body extends { readonly content: infer Content }
  ? Content[keyof Content & JsonMediaType]
  : undefined

/** What a handler of an operation of a document is given. */
export type SpecInput<O> = {
  readonly params: Part<O, 'path'>
  readonly query: Part<O, 'query'>
  readonly headers: InLowerCase<Part<O, 'header'>>
  readonly body: O extends { readonly requestBody: infer Body } ? JsonOf<Body> : undefined
}

type SpecBody<R> = R extends { readonly content: infer Content }
  ? Content extends { readonly 'application/json': infer Data }
    ? { readonly data: Data }
    : Content extends { readonly 'application/problem+json': unknown }
      ? { readonly problem: ProblemFields }
      : NoBody
  : NoBody

type SpecHeaders<R> = R extends { readonly headers: infer H }
  ? Partial<Known<H>> extends Known<H>
    ? { readonly headers?: Known<H> }
    : { readonly headers: Known<H> }
  : unknown

/** What it may return: one of the declared statuses, with its headers and its body. */
export type SpecOutput<O> = O extends { readonly responses: infer R }
  ? {
      [Status in keyof R & number]: { readonly status: Status } & SpecHeaders<R[Status]> &
        SpecBody<R[Status]>
    }[keyof R & number]
  : never
