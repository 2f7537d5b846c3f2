/** From a request to a handler's input, and from its output to a response. */
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { BodyBudget, BodyReader } from '../message/body.ts'
import { declaredBytes, readBody, refuseDeclared, release } from '../message/body.ts'
import type {
  Format,
  Input,
  JsonMediaType,
  Operation,
  Output,
  Schema,
  ServedOperation,
  ServedShape,
  ServerEvent,
  SpecInput,
  SpecOutput,
} from '../contract.ts'
import type { Exchange, Response, ResponseBody } from '../exchange.ts'
import { parseQuery } from '../message/location.ts'
import { encoded, notAcceptable } from '../negotiate.ts'
import type { ProblemFields, Violation } from '../problem.ts'
import { HttpProblem, VIOLATIONS_MAX } from '../problem.ts'
import { parsedJson } from '../message/json.ts'
import { headerCheck } from '../message/refused-headers.ts'

/**
 * Does what the operation promises. Problems of the request's making are returned, everything else is thrown. The bytes of a
 * body are good until it returns, or its promise resolves, and beyond that in the bytes of its answer.
 */
export type Handler<O extends Operation> = (
  input: Input<O>,
  exchange: Exchange,
) => Output<O> | Promise<Output<O>>

/** The same for an operation of a document. */
export type SpecHandler<O> = (
  input: SpecInput<O>,
  exchange: Exchange,
) => SpecOutput<O> | Promise<SpecOutput<O>>

export type BodyLimits = { readonly bytesMax: number; readonly budget: BodyBudget }

/** What the application does for its endpoints. The first two throw an `HttpProblem` for a request that is one too many. */
export type Surroundings = {
  refuseExcess(exchange: Exchange): void
  /** Called when the request has been received in full: counts it. */
  admit(exchange: Exchange): void
  /** See `AppOptions.permit`. */
  readonly permit: ((exchange: Exchange) => Promise<void> | undefined) | undefined
  /** What the handler has to wait for, see `AppOptions.before`. */
  readonly before:
    ((exchange: Exchange, input: Input<Operation>) => Promise<void> | undefined) | undefined
  /** One of these two is called for every request, once. */
  answer(exchange: Exchange, response: Response): void
  fail(exchange: Exchange, error: unknown): void
}

/** A request as the router hands it on: with the parameters of its path. */
export type RoutedRequest = IncomingMessage & { readonly params: unknown }

const NOTHING = Object.freeze({})
const NO_BYTES = new Uint8Array()

/** The innermost part of the onion: parses, calls the handler, and makes a response of what it returns. */
export class Endpoint {
  readonly operation: ServedOperation
  readonly handler: Handler<Operation>
  readonly limits: BodyLimits
  readonly surroundings: Surroundings
  readonly parser: RequestParser
  readonly refuseHeaders: (request: IncomingMessage) => void
  readonly negotiates: boolean

  constructor(
    operation: ServedOperation,
    handler: Handler<Operation>,
    limits: BodyLimits,
    surroundings: Surroundings,
  ) {
    this.operation = operation
    this.handler = handler
    this.limits = limits
    this.surroundings = surroundings
    this.parser = new RequestParser(operation)
    this.refuseHeaders = headerCheck(operation)
    this.negotiates = Object.values(operation.responses).some(({ body }) => body === 'data')
  }

  serve(exchange: Exchange, request: RoutedRequest): void {
    new Call(this, exchange, request).begin()
  }
}

/** One request at its endpoint. */
class Call implements BodyReader {
  readonly #endpoint: Endpoint
  readonly #exchange: Exchange
  readonly #request: RoutedRequest
  /** Its body, as long as that counts against the budget. */
  #received: Uint8Array = NO_BYTES
  #isOver = false

  constructor(endpoint: Endpoint, exchange: Exchange, request: RoutedRequest) {
    this.#endpoint = endpoint
    this.#exchange = exchange
    this.#request = request
  }

  begin(): void {
    const { operation, negotiates, refuseHeaders } = this.#endpoint
    try {
      if (negotiates && this.#exchange.accepted === undefined) throw notAcceptable()
      refuseHeaders(this.#request)
      if (operation.body) this.#receive()
      else this.#handle(undefined)
    } catch (error) {
      this.failed(error)
    }
  }

  read(body: Uint8Array): void {
    this.#received = body
    this.#exchange.body = body
    this.#exchange.bytesIn = body.length
    try {
      this.#handle(body)
    } catch (error) {
      this.failed(error)
    }
  }

  failed(error: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#giveBack()
    this.#endpoint.surroundings.fail(this.#exchange, error)
  }

  /**
   * A client that waits to be invited to send its body (RFC 9110, section 10.1.1) is invited when nothing that is known
   * without it is wrong.
   */
  #receive(): void {
    const { limits, parser, surroundings } = this.#endpoint
    const { bytesMax, budget } = limits
    refuseDeclared(this.#request, bytesMax)
    if (this.#exchange.awaitsInvitation) {
      parser.checkHead(this.#request)
      surroundings.refuseExcess(this.#exchange)
      budget.refuseBody(declaredBytes(this.#request))
      this.#exchange.invite()
    }
    readBody(this.#request, bytesMax, budget, this)
  }

  #handle(body: Uint8Array | undefined): void {
    const { surroundings } = this.#endpoint
    surroundings.admit(this.#exchange)
    const permission = surroundings.permit?.(this.#exchange)
    const output = permission ? permission.then(() => this.#output(body)) : this.#output(body)
    if (output instanceof Promise) this.#await(output)
    else this.#answer(output)
  }

  #output(body: Uint8Array | undefined): AnyOutput | Promise<AnyOutput> {
    const { surroundings, parser, handler } = this.#endpoint
    const input = parser.parse(this.#request, body)
    const wait = surroundings.before?.(this.#exchange, input)
    return wait ? wait.then(() => handler(input, this.#exchange)) : handler(input, this.#exchange)
  }

  #await(output: Promise<AnyOutput>): void {
    const fail = (error: unknown): void => {
      this.failed(error)
    }
    this.#exchange.whenExpired(fail)
    output.then(value => {
      this.#settle(value)
    }, fail)
  }

  /** Does nothing if the time for an answer was over before. */
  #settle(output: AnyOutput): void {
    if (this.#isOver) return
    try {
      this.#answer(output)
    } catch (error) {
      this.failed(error)
    }
  }

  #answer(output: AnyOutput): void {
    const { operation, limits, surroundings } = this.#endpoint
    const { accepted, format } = this.#exchange
    const response = withHeaders(responseOf(operation, output, format), this.#exchange.headers)
    if (accepted === undefined && response.body.kind === 'data') throw notAcceptable()
    // One goes, the other comes.
    const received = this.#received
    this.#giveBack()
    if (!isPartOf(response.body, received)) release(received)
    if (!operation.isSilent) hold(this.#exchange, response, limits.budget)
    this.#isOver = true
    surroundings.answer(this.#exchange, response)
  }

  #giveBack(): void {
    this.#endpoint.limits.budget.giveBack(this.#received.length)
    this.#received = NO_BYTES
  }
}

/** Whether an answer has bytes of the body that was received. */
function isPartOf(answer: ResponseBody, received: Uint8Array): boolean {
  return answer.kind === 'bytes' && answer.bytes.buffer === received.buffer
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
  readonly #operation: ServedOperation
  /** Most requests have no query, and all of those are parsed alike: once. */
  readonly #emptyQuery: unknown
  readonly #headerNames: readonly string[]
  readonly #emptyHeaders: unknown

  constructor(operation: ServedOperation) {
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
    const { body } = this.#operation
    if (body?.kind === 'json') refuseOtherThanJson(request, body.mediaType)
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
    refuseOtherThanJson(request, body.mediaType)
    return checked(body.schema, parsedJson(bytes), 'body', violations)
  }
}

function refuseOtherThanJson(
  { headers, method }: RoutedRequest,
  wanted: JsonMediaType = 'application/json',
): void {
  const mediaType = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase()
  if (mediaType === wanted) return
  const detail = `The body has to be ${wanted}, not ${mediaType ?? 'without a Content-Type'}`
  throw new HttpProblem(
    415,
    { code: 'UNSUPPORTED_MEDIA_TYPE', detail },
    // RFC 5789, section 2.2.
    method === 'PATCH' ? { 'Accept-Patch': wanted } : {},
  )
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

function checked(
  schema: Schema,
  value: unknown,
  location: string,
  violations: Violation[],
): unknown {
  const { success, data, error } = schema.safeParse(value)
  if (success) return data
  for (const issue of error.issues) {
    const names = issue.keys ?? [undefined]
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

function responseOf(operation: ServedOperation, output: AnyOutput, format: Format): Response {
  const shape = operation.responses[output.status]
  if (!shape) throw new Error(`The handler returned the undeclared status ${String(output.status)}`)
  const body = bodyOf(shape, output, format)
  return { status: output.status, headers: headersOf(output), body }
}

function withHeaders(response: Response, more: Exchange['headers']): Response {
  return more ? { ...response, headers: { ...response.headers, ...more } } : response
}

function bodyOf(shape: ServedShape, output: AnyOutput, format: Format): ResponseBody {
  switch (shape.body) {
    case 'bytes': {
      if (shape.or && 'data' in output) {
        return { kind: 'data', text: encoded(output.data, format, shape.or.element) }
      }
      const { bytes = NO_BYTES, contentType = 'application/octet-stream' } = output
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
      break
  }
  return { kind: 'none' }
}

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({})

function headersOf({ headers }: AnyOutput): Readonly<Record<string, string>> {
  if (!headers) return NO_HEADERS
  const texts: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (value !== undefined) texts[name] = typeof value === 'string' ? value : String(value)
  }
  return texts
}
