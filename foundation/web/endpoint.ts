/** From a request to a handler's input, and from its output to a response. */
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { z } from 'zod'
import type { BodyBudget } from './body.ts'
import { declaredBytes, readBody, refuseDeclared } from './body.ts'
import type { Input, Operation, Output, ServerEvent } from './contract.ts'
import type { Exchange, Format, Response, ResponseBody } from './exchange.ts'
import { parseQuery } from './location.ts'
import { acceptedFormat, encoded, notAcceptable } from './negotiate.ts'
import type { ProblemFields, Violation } from './problem.ts'
import { HttpProblem, VIOLATIONS_MAX } from './problem.ts'
import { headerCheck } from './refused-headers.ts'

/** Does what the operation promises. Problems of the request's making are returned, everything else is thrown. */
export type Handler<O extends Operation> = (
  input: Input<O>,
  exchange: Exchange,
) => Output<O> | Promise<Output<O>>

export type BodyLimits = { readonly bytesMax: number; readonly budget: BodyBudget }

/** Both throw an `HttpProblem` for a request that is one too many. */
export type Admission = {
  refuseExcess(exchange: Exchange): void
  /** Called when the request has been received in full: counts it. */
  admit(exchange: Exchange): void
}

/** A request as the router hands it on: with the parameters of its path. */
export type RoutedRequest = IncomingMessage & { readonly params: unknown }

const NOTHING = Object.freeze({})

/**
 * The innermost part of the onion: parses, calls the handler, and makes a response of what it returns. A client that waits to
 * be invited to send its body (RFC 9110, section 10.1.1) is invited when nothing that is known without it is wrong.
 */
export function endpoint(
  operation: Operation,
  handler: Handler<Operation>,
  limits: BodyLimits,
  admission: Admission,
): (exchange: Exchange, request: RoutedRequest) => Promise<Response> {
  const parser = new RequestParser(operation)
  const refuseHeaders = headerCheck(operation)
  const negotiates = Object.values(operation.responses).some(({ body }) => body === 'data')
  return async (exchange, request) => {
    const isAcceptable = acceptedFormat(request) !== undefined
    if (negotiates && !isAcceptable) throw notAcceptable()
    refuseHeaders(request)
    let received = 0
    try {
      let body: Uint8Array | undefined
      if (operation.body) {
        refuseDeclared(request, limits.bytesMax)
        if (exchange.awaitsInvitation) {
          parser.checkHead(request)
          admission.refuseExcess(exchange)
          limits.budget.refuseFull(declaredBytes(request))
          exchange.invite()
        }
        body = await readBody(request, limits.bytesMax, limits.budget)
        received = body.length
        exchange.body = body
      }
      admission.admit(exchange)
      const output = handler(parser.parse(request, body), exchange)
      const response = responseOf(
        operation,
        output instanceof Promise ? await exchange.inTime(output) : output,
        exchange.format,
      )
      if (!isAcceptable && response.body.kind === 'data') throw notAcceptable()
      // One goes, the other comes.
      limits.budget.giveBack(received)
      received = 0
      if (!operation.isSilent) hold(exchange, response, limits.budget)
      return response
    } finally {
      limits.budget.giveBack(received)
    }
  }
}

/** Answers up to this length are not counted: there are no more of them than requests under way and connections. */
const UNCOUNTED_BYTES_MAX = 4096

/** Counts an answer until it has been taken. What only reads is refused instead when there are too many. */
function hold(exchange: Exchange, { body }: Response, budget: BodyBudget): void {
  const bytes = body.kind === 'bytes' ? body.bytes.length : 'text' in body ? body.text.length : 0
  if (bytes <= UNCOUNTED_BYTES_MAX) return
  const { method } = exchange.operation
  if (method !== 'get' && method !== 'head' && !budget.hasRoom(bytes)) {
    throw new HttpProblem(500, {
      code: 'ANSWER_LOST',
      detail:
        `The request was executed, but there is no memory left for its answer of ${String(bytes)} bytes: ` +
        'read the state instead',
    })
  }
  budget.take(bytes)
  exchange.whenEnded(() => {
    budget.giveBack(bytes)
  })
}

class RequestParser {
  readonly #operation: Operation
  /** Most requests have no query, and all of those are parsed alike: once. */
  readonly #emptyQuery: unknown
  readonly #headerNames: readonly string[]
  readonly #emptyHeaders: unknown

  constructor(operation: Operation) {
    this.#operation = operation
    this.#headerNames = Object.keys(operation.headers?.shape ?? {})
    if (operation.query !== 'any') this.#emptyQuery = operation.query?.safeParse({}).data
    this.#emptyHeaders = operation.headers?.safeParse({}).data
  }

  /** Throws one `HttpProblem` with everything that is wrong. */
  parse(request: RoutedRequest, body: Uint8Array | undefined): Input<Operation> {
    const violations: Violation[] = []
    const input = {
      params: this.#params(request, violations),
      query: this.#query(request, violations),
      headers: this.#headers(request, violations),
      body: this.#body(request, body, violations),
    }
    if (violations.length > 0) throw invalid(violations)
    return input as Input<Operation>
  }

  /** The same for everything but the body, before it has come. */
  checkHead(request: RoutedRequest): void {
    const violations: Violation[] = []
    this.#params(request, violations)
    this.#query(request, violations)
    this.#headers(request, violations)
    if (this.#operation.body?.kind === 'json') refuseOtherThanJson(request)
    if (violations.length > 0) throw invalid(violations)
  }

  #params(request: RoutedRequest, violations: Violation[]): unknown {
    const { params } = this.#operation
    return params ? checked(params, request.params, 'path', violations) : NOTHING
  }

  #query(request: RoutedRequest, violations: Violation[]): unknown {
    const url = request.url ?? ''
    const start = url.indexOf('?')
    const { query } = this.#operation
    if (query === 'any') return NOTHING
    if (start < 0 && this.#emptyQuery !== undefined) return this.#emptyQuery
    const parameters = start < 0 ? {} : parseQuery(url.slice(start + 1))
    if (query) return checked(query, parameters, 'query', violations)
    for (const name of Object.keys(parameters)) {
      violations.push({ location: `query.${name}`, message: 'unknown parameter' })
    }
    return NOTHING
  }

  #headers(request: RoutedRequest, violations: Violation[]): unknown {
    const { headers } = this.#operation
    if (!headers) return NOTHING
    let given: Record<string, string> | undefined
    for (const name of this.#headerNames) {
      const value = request.headers[name]
      if (value === undefined) continue
      given ??= {}
      given[name] = Array.isArray(value) ? value.join(', ') : value
    }
    if (!given && this.#emptyHeaders !== undefined) return this.#emptyHeaders
    return checked(headers, given ?? {}, 'headers', violations)
  }

  #body(request: RoutedRequest, bytes: Uint8Array | undefined, violations: Violation[]): unknown {
    const { body } = this.#operation
    if (!body || !bytes) return undefined
    if (body.kind === 'bytes') return { bytes, contentType: request.headers['content-type'] }
    refuseOtherThanJson(request)
    return checked(body.schema, parsedJson(bytes), 'body', violations)
  }
}

function refuseOtherThanJson({ headers }: RoutedRequest): void {
  const mediaType = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (mediaType === 'application/json') return
  throw new HttpProblem(415, {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    detail: `The body has to be application/json, not ${mediaType ?? 'without a Content-Type'}`,
  })
}

function invalid(violations: readonly Violation[]): HttpProblem {
  const count = violations.length
  const places = count === 1 ? 'one place' : `${String(count)} places`
  const which =
    count > VIOLATIONS_MAX ? `errors has the first ${String(VIOLATIONS_MAX)}` : 'see errors'
  const code = violations[0]?.code
  const isOneKind = violations.every(violation => violation.code === code)
  return new HttpProblem(422, {
    code: 'INVALID_REQUEST',
    ...(isOneKind && code !== undefined && { code }),
    detail: `The request breaks its contract in ${places}: ${which}`,
    errors: violations
      .slice(0, VIOLATIONS_MAX)
      .map(({ location, message }) => ({ location, message })),
  })
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new HttpProblem(400, {
      code: 'MALFORMED_JSON',
      detail: `The body is not JSON in UTF-8: ${reason}`,
    })
  }
}

function checked(
  schema: z.ZodType,
  value: unknown,
  location: string,
  violations: Violation[],
): unknown {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  for (const issue of error.issues) {
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [undefined]
    for (const name of names) {
      const path = [location, ...issue.path, ...(name === undefined ? [] : [name])]
      const message = name === undefined ? issue.message : 'unknown name'
      // An issue that a schema adds by itself may say which code the problem has to have.
      const code: unknown = issue.code === 'custom' ? issue.params?.code : undefined
      const violation = { location: path.map(String).join('.'), message }
      violations.push(typeof code === 'string' ? { ...violation, code } : violation)
    }
  }
  return undefined
}

/** What a handler returned, all shapes of it at once: the contract has already checked which goes with which. */
type AnyOutput = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | number | undefined>>
  readonly bytes?: Uint8Array
  readonly stream?: Readable
  readonly contentType?: string
  readonly data?: unknown
  readonly problem?: ProblemFields
  readonly events?: AsyncIterable<ServerEvent>
  readonly farewell?: () => ServerEvent
}

function responseOf(operation: Operation, output: AnyOutput, format: Format): Response {
  const shape = operation.responses[output.status]
  if (!shape) throw new Error(`The handler returned the undeclared status ${String(output.status)}`)
  return { status: output.status, headers: headersOf(output), body: bodyOf() }

  function bodyOf(): ResponseBody {
    switch (shape?.body) {
      case 'bytes': {
        if (shape.or && 'data' in output) {
          return { kind: 'data', text: encoded(output.data, format, shape.or.element) }
        }
        const { bytes = new Uint8Array(), contentType = 'application/octet-stream' } = output
        return { kind: 'bytes', bytes, contentType }
      }
      case 'stream': {
        const { stream, contentType = 'application/octet-stream' } = output
        if (!stream) break
        return { kind: 'stream', stream, contentType }
      }
      case 'problem':
        if (!output.problem) break
        return { kind: 'problem', fields: output.problem }
      case 'events':
        if (!output.events || !output.farewell) break
        return { kind: 'events', events: output.events, farewell: output.farewell }
      case 'data':
        return { kind: 'data', text: encoded(output.data, format, shape.element) }
      case 'none':
      case undefined:
        break
    }
    return { kind: 'none' }
  }
}

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({})

function headersOf({ headers }: AnyOutput): Readonly<Record<string, string>> {
  if (!headers) return NO_HEADERS
  const texts: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) texts[name] = String(value)
  }
  return texts
}
