/**
 * The web application: operations of contracts bound to their handlers, inside one onion of middleware.
 * Express routes and serves; what a request is and how it is answered is decided here.
 */
import { strict as assert } from 'node:assert'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Express, IRoute, RequestHandler } from 'express'
import express from 'express'
import type { Clock } from '#foundation/host/host'
import type { Arrival } from './connection/arrival.ts'
import { BodyBudget } from './message/body.ts'
import type { Contract, Input, Operation, RequestBody, ServedOperation, Spec } from './contract.ts'
import type { Handler, SpecHandler } from './handling/endpoint.ts'
import { Endpoint } from './handling/endpoint.ts'
import type { Middleware, Response } from './exchange.ts'
import { Exchange } from './exchange.ts'
import { InFlight } from './handling/in-flight.ts'
import { routablePath } from './message/location.ts'
import { http } from './connection/node-http.ts'
import { Onion } from './handling/onion.ts'
import type { FaultListener } from './handling/outbox.ts'
import { Outbox } from './handling/outbox.ts'
import { ClientGone, HttpProblem } from './problem.ts'
import { busyAnswer } from './connection/refusal.ts'
import { Turn } from './connection/turn.ts'

/** Requests past their deadline are found this often. */
const DEADLINE_CHECK_MS = 250

export type AppOptions = {
  /** Outermost first. */
  readonly middleware: readonly Middleware[]
  /** The same for operations that are silent. */
  readonly silentMiddleware: readonly Middleware[]
  /** Of one body, by its kind. */
  readonly bodyBytesMax: Readonly<Record<RequestBody['kind'], number>>
  /** Of all bodies of requests that are being received or not yet answered, and of answers not yet taken. */
  readonly bufferedBytesMax: number
  /** Requests that have been received and are being answered; event streams are counted apart. */
  readonly inFlightMax: number
  readonly streamsMax: number
  /** How long a handler may take, unless its operation is unbounded. */
  readonly deadlineMs: number
  /**
   * Throws, or rejects, for a request that may not be served. Called when it has been received in full, and before anything of
   * it is parsed.
   */
  readonly permit?: (exchange: Exchange) => Promise<void> | undefined
  /**
   * What the handlers of operations that read have to wait for; undefined if nothing. What it throws, or rejects with, is
   * answered.
   */
  readonly before?: (exchange: Exchange, input: Input<Operation>) => Promise<void> | undefined
  readonly onFault: FaultListener
}

export type MessageClasses = {
  readonly IncomingMessage: typeof IncomingMessage
  readonly ServerResponse: typeof ServerResponse
}

declare module 'express-serve-static-core' {
  interface Request {
    arrival: Arrival
    /** The URL as it was received, if another one was made of it for the router. */
    received?: string
  }
}

/** What Express does for all methods of one path, and which there are. */
type Path = { readonly route: IRoute; readonly allowed: string[] }

/** Express as a function of plain messages. */
type Handle = (request: IncomingMessage, response: ServerResponse, unmatched: () => void) => void

const shed = busyAnswer('More requests arrive than can be served; try again in a second')

/** URLs with escapes, with bytes that should have been escaped, or with a fragment. */
const UNROUTABLE = /[^\x21\x22\x24\x26-\x7e]/

/** Stands for the operation of a request that matches none. */
const UNMATCHED: ServedOperation = {
  method: 'get',
  path: '(unmatched)',
  summary: '',
  tag: '',
  responses: {},
}

/** A handler for every operation of a contract. */
export type Handlers<C extends Contract> = { readonly [Id in keyof C]: Handler<C[Id]> }

/** A handler for every operation of a document. */
export type SpecHandlers<Operations> = {
  readonly [Id in keyof Operations]: SpecHandler<Operations[Id]>
}

/** What is called for any operation: its types have made sure that it takes what was parsed, and returns what is declared. */
type ServedHandler = Handler<Operation>

export class App implements Disposable {
  readonly #express: Express = express()
  readonly #handle: Handle
  readonly #clock: Clock
  readonly #options: AppOptions
  readonly #budget: BodyBudget
  /** The server tells it of every request that it takes off a connection. */
  readonly turn: Turn
  /** Paths that are served also when others are refused. */
  readonly #unshed = new Set<string>()
  #shed = 0
  readonly #inFlight = new InFlight()
  readonly #onion: Onion
  readonly #silentOnion: Onion
  readonly #outbox: Outbox
  /** From their admission on, so that those that are being opened count too. */
  readonly #streams = new Set<Exchange>()
  readonly #sweeper: NodeJS.Timeout

  constructor(clock: Clock, options: AppOptions) {
    this.#clock = clock
    this.#options = options
    this.#budget = new BodyBudget(options.bufferedBytesMax)
    this.turn = new Turn(clock)
    this.#onion = new Onion(options.middleware)
    this.#silentOnion = new Onion(options.silentMiddleware)
    this.#outbox = new Outbox(exchange => {
      this.#over(exchange)
    }, options.onFault)
    for (const setting of ['x-powered-by', 'etag', 'query parser']) this.#express.disable(setting)
    this.#express.enable('case sensitive routing')
    this.#express.enable('strict routing')
    this.#handle = this.#express
    this.#sweeper = setInterval(() => {
      this.#expireOverdue()
    }, DEADLINE_CHECK_MS)
    this.#sweeper.unref()
  }

  get inFlight(): number {
    return this.#inFlight.answering
  }

  /** Requests that have not ended: their body, their answer or its reader is waited for. Event streams that began are none. */
  get underWay(): Iterable<Exchange> {
    return this.#inFlight
  }

  get streams(): number {
    return this.#streams.size
  }

  get bufferedBytes(): number {
    return this.#budget.bytes
  }

  /** Requests that were refused as they came, because there were too many. */
  get shed(): number {
    return this.#shed
  }

  /** Binds a contract to its handlers. What is used most should be mounted first. */
  mount<const C extends Contract>(contract: C, handlers: Handlers<C>): void {
    this.#bind(contract, handlers as unknown as Readonly<Record<string, ServedHandler>>)
  }

  /** The same for the operations of a document. */
  mountSpec<Operations>(spec: Spec<Operations>, handlers: SpecHandlers<Operations>): void {
    this.#bind(spec, handlers as unknown as Readonly<Record<string, ServedHandler>>)
  }

  #bind(
    operations: Readonly<Record<string, ServedOperation>>,
    handlers: Readonly<Record<string, ServedHandler>>,
  ): void {
    const routes = new Map<string, Path>()
    for (const [id, operation] of Object.entries(operations)) {
      const handler = handlers[id]
      assert(handler, `the operation ${id} has no handler`)
      if (operation.isSilent) this.#unshed.add(operation.path)
      const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1')
      const known = routes.get(path)
      const { route, allowed } = known ?? { route: this.#express.route(path), allowed: ['OPTIONS'] }
      if (!known) routes.set(path, { route, allowed })
      route[operation.method](this.#route(id, operation, handler))
      // Express answers HEAD where there is a GET.
      allowed.push(operation.method.toUpperCase(), ...(operation.method === 'get' ? ['HEAD'] : []))
    }
    for (const { route, allowed } of routes.values()) {
      route.all((request, response) => {
        restoreUrl(request)
        const Allow = allowed.sort().join(', ')
        const { arrival } = request
        if (request.method === 'OPTIONS') this.#tell(request, response, arrival, { Allow })
        else this.#refuse(request, response, arrival, methodNotAllowed(request, Allow))
      })
    }
  }

  /** Serves one request. `unmatched` answers requests that no operation is for. */
  serve(
    request: IncomingMessage & { arrival?: Arrival; received?: string },
    response: ServerResponse,
    arrival: Arrival,
    unmatched: (request: IncomingMessage) => HttpProblem,
  ): void {
    request.arrival = arrival
    const url = request.url ?? '/'
    if (this.turn.isTooMuch() && !this.#unshed.has(pathOf(url))) {
      this.#shed++
      // Refusals may take up the rest of the turn.
      this.#outbox.flush()
      shed(response)
      return
    }
    try {
      if (!hasOneHost(request)) throw notOneHost()
      refuseExpectation(request)
      if (UNROUTABLE.test(url)) {
        request.url = routableUrl(url)
        request.received = url
      }
    } catch (error) {
      this.#refuse(request, response, arrival, error)
      return
    }
    this.#handle(request, response, () => {
      restoreUrl(request)
      this.#refuse(request, response, arrival, unmatched(request))
    })
  }

  /**
   * What a server should make requests and responses with. Express wants them to inherit from objects of its own, and
   * would otherwise change each one's prototype, which costs more than routing it.
   */
  get messageClasses(): MessageClasses {
    return {
      IncomingMessage: inheriting(http.IncomingMessage, this.#express.request),
      ServerResponse: inheriting(http.ServerResponse, this.#express.response),
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#sweeper)
  }

  #route(id: string, operation: ServedOperation, handler: ServedHandler): RequestHandler {
    const { bodyBytesMax } = this.#options
    const asked = operation.body ? bodyBytesMax[operation.body.kind] : 0
    const bytesMax = Math.min(asked, this.#budget.bodyBytesMax)
    const onion = operation.isSilent ? this.#silentOnion : this.#onion
    const endpoint = new Endpoint(
      operation,
      handler,
      { bytesMax, budget: this.#budget },
      {
        refuseExcess: exchange => {
          this.#refuseExcess(exchange)
        },
        admit: exchange => {
          this.#admit(exchange)
        },
        permit: this.#options.permit,
        before: operation.reads ? this.#options.before : undefined,
        answer: (exchange, response) => {
          this.#leave(onion, exchange, response)
        },
        fail: (exchange, error) => {
          this.#fail(onion, exchange, error)
        },
      },
    )
    return (request, response) => {
      restoreUrl(request)
      const { arrival } = request
      const startedAt = this.#clock.monotonic()
      const exchange = new Exchange(request, response, arrival, id, operation, startedAt)
      this.#inFlight.add(exchange)
      if (this.#enter(onion, exchange)) endpoint.serve(exchange, request)
    }
  }

  /** False if a layer of the onion refused the request. */
  #enter(onion: Onion, exchange: Exchange): boolean {
    try {
      const refusal = onion.enter(exchange)
      if (!refusal) return true
      this.#send(exchange, refusal)
    } catch (error) {
      this.#cut(exchange, error)
    }
    return false
  }

  #leave(onion: Onion, exchange: Exchange, response: Response): void {
    try {
      this.#send(exchange, onion.leave(exchange, response))
    } catch (error) {
      this.#cut(exchange, error)
    }
  }

  #fail(onion: Onion, exchange: Exchange, error: unknown): void {
    try {
      this.#send(exchange, onion.fail(exchange, error))
    } catch (error) {
      this.#cut(exchange, error)
    }
  }

  #send(exchange: Exchange, response: Response): void {
    this.#inFlight.answered(exchange)
    exchange.response = response
    exchange.readyAt = this.#clock.monotonic()
    if (response.body.kind === 'events') {
      this.#inFlight.delete(exchange)
      exchange.end(exchange.readyAt)
    }
    this.#outbox.send(exchange)
  }

  /** No layer of the onion made a response of the error: the client has gone, or the middleware itself is broken. */
  #cut(exchange: Exchange, error: unknown): void {
    if (!(error instanceof ClientGone)) this.#options.onFault(error, exchange)
    exchange.cut()
    this.#over(exchange)
  }

  #over(exchange: Exchange): void {
    this.#inFlight.delete(exchange)
    this.#streams.delete(exchange)
    const now = this.#clock.monotonic()
    exchange.end(now)
    exchange.endStream(now)
  }

  #admit(exchange: Exchange): void {
    this.#refuseExcess(exchange)
    const now = this.#clock.monotonic()
    exchange.admittedAt = now
    if (!exchange.operation.isUnbounded) exchange.deadline = now + this.#options.deadlineMs
    this.#inFlight.answer(exchange)
    if (isStream(exchange)) this.#streams.add(exchange)
  }

  #refuseExcess(exchange: Exchange): void {
    if (exchange.operation.isSilent) return
    const { inFlightMax, streamsMax } = this.#options
    const isStreamTooMany = isStream(exchange) && this.#streams.size >= streamsMax
    if (!isStreamTooMany && this.#inFlight.answering < inFlightMax) return
    throw new HttpProblem(
      503,
      {
        code: 'SERVER_BUSY',
        detail: isStreamTooMany
          ? `There are ${String(streamsMax)} event streams already; try again later`
          : `There are ${String(inFlightMax)} requests under way already; try again in a second`,
      },
      { 'Retry-After': '1' },
    )
  }

  /** Answers what no operation is for. */
  #refuse(
    request: IncomingMessage,
    response: ServerResponse,
    arrival: Arrival,
    error: unknown,
  ): void {
    const exchange = this.#unmatched(request, response, arrival)
    if (this.#enter(this.#onion, exchange)) this.#fail(this.#onion, exchange, error)
  }

  /** Answers OPTIONS. */
  #tell(
    request: IncomingMessage,
    response: ServerResponse,
    arrival: Arrival,
    headers: Response['headers'],
  ): void {
    const exchange = this.#unmatched(request, response, arrival)
    const answer: Response = { status: 204, headers, body: { kind: 'none' } }
    if (this.#enter(this.#onion, exchange)) this.#leave(this.#onion, exchange, answer)
  }

  /** From inside the onion, like everything else. */
  #unmatched(request: IncomingMessage, response: ServerResponse, arrival: Arrival): Exchange {
    const startedAt = this.#clock.monotonic()
    const exchange = new Exchange(request, response, arrival, 'unmatched', UNMATCHED, startedAt)
    this.#inFlight.add(exchange)
    return exchange
  }

  #expireOverdue(): void {
    const now = this.#clock.monotonic()
    for (const exchange of this.#inFlight) {
      const { isAnswering, deadline } = exchange
      if (isAnswering && deadline !== undefined && deadline <= now) exchange.expire()
    }
  }
}

function isStream({ operation }: Exchange): boolean {
  return !operation.isSilent && operation.responses[200]?.body === 'events'
}

function pathOf(url: string): string {
  const query = url.indexOf('?')
  return query < 0 ? url : url.slice(0, query)
}

/** Logs, traces and problems have it as it came. */
function restoreUrl(request: IncomingMessage & { readonly received?: string }): void {
  if (request.received !== undefined) request.url = request.received
}

function routableUrl(url: string): string {
  if (url.includes('#')) {
    throw new HttpProblem(400, {
      code: 'MALFORMED_REQUEST',
      detail: 'A # does not belong into the URL of a request; write a literal # as %23',
    })
  }
  const query = url.indexOf('?')
  return query < 0 ? routablePath(url) : routablePath(url.slice(0, query)) + url.slice(query)
}

/** The class, except that what it makes inherits from `prototype`, which inherits from the class's own. */
function inheriting<Class extends typeof IncomingMessage | typeof ServerResponse>(
  original: Class,
  prototype: object,
): Class {
  const derived = function (first: unknown, second: unknown): object {
    return Reflect.construct(original, [first, second], derived) as object
  }
  derived.prototype = prototype
  return derived as unknown as Class
}

/** RFC 9112, section 3.2. */
function hasOneHost({ rawHeaders, httpVersion }: IncomingMessage): boolean {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts === 1 || (hosts === 0 && httpVersion === '1.0')
}

/** RFC 9110, section 10.1.1. HTTP/1.0 knows of none. */
function refuseExpectation({ headers: { expect }, httpVersion }: IncomingMessage): void {
  if (expect === undefined || httpVersion === '1.0' || expect.toLowerCase() === '100-continue') {
    return
  }
  const detail = `Nothing here meets the expectation ${expect}: only 100-continue is known. Nothing was executed`
  // Its body may never come.
  throw new HttpProblem(417, { code: 'EXPECTATION_FAILED', detail }, { Connection: 'close' })
}

function notOneHost(): HttpProblem {
  return new HttpProblem(400, {
    code: 'MALFORMED_REQUEST',
    detail: 'A request has to have one Host header, and not more',
  })
}

/** What is said to those that no operation is for. `hint` tells them where to go from there. */
export function noSuchRoute(hint: string): (request: IncomingMessage) => HttpProblem {
  return ({ method = '', url = '' }) =>
    new HttpProblem(404, {
      code: 'NO_SUCH_ROUTE',
      detail: `There is no ${method} ${url}; ${hint}`,
    })
}

function methodNotAllowed(request: IncomingMessage, allowed: string): HttpProblem {
  return new HttpProblem(
    405,
    {
      code: 'METHOD_NOT_ALLOWED',
      detail: `${request.url ?? ''} has no ${request.method ?? ''}, only ${allowed}`,
    },
    { Allow: allowed },
  )
}
