/** One request and the response that is made for it, as middleware and handlers see them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Span } from '@opentelemetry/api'
import type { Arrival } from './arrival.ts'
import type { Operation, ServerEvent } from './contract.ts'
import { acceptedFormat } from './negotiate.ts'
import type { ProblemFields } from './problem.ts'
import { HttpProblem } from './problem.ts'

/** What goes out. Nothing is sent before the outermost middleware has returned it. */
export type Response = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: ResponseBody
}

export type ResponseBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly contentType: string }
  /** Destroyed when the client goes before its end. */
  | { readonly kind: 'stream'; readonly stream: Readable; readonly contentType: string }
  /** Text in the format of the exchange. */
  | { readonly kind: 'data'; readonly text: string }
  | { readonly kind: 'problem'; readonly fields: ProblemFields }
  | {
      readonly kind: 'events'
      readonly events: AsyncIterable<ServerEvent>
      readonly farewell: () => ServerEvent
    }

/** Format of negotiated bodies. */
export type Format = 'json' | 'xml'

const NO_BODY = new Uint8Array()

/** Where the time of a request went. Together they are its latency; how long an event stream lasts is no part of it. */
export type Parts = {
  /** For its headers and its body to arrive. */
  readonly readMs: number
  /** For requests before it: on its connection, and those read before it in one turn of the event loop. */
  readonly waitMs: number
  /** From its last byte to its response being ready. */
  readonly handleMs: number
  /** For the response to be encoded, sent, and taken by the operating system. */
  readonly writeMs: number
}

/** What is known of a request besides its input. Middleware may add to `fields`, which end up in the log. */
export class Exchange {
  readonly request: IncomingMessage
  readonly id: string
  readonly operation: Operation
  readonly arrival: Arrival
  /** When its turn came. All times are milliseconds of a clock that never goes back. */
  readonly startedAt: number
  /** When it had been received in full. */
  admittedAt: number | undefined
  /** When its response was ready to be sent. */
  readyAt: number | undefined
  /** What is sent; undefined before that, and when the client has gone. */
  response: Response | undefined
  /** Where it is among those in flight; -1 if it is not. */
  slot = -1
  /** 32 hexadecimal digits; set by the outermost middleware. */
  traceId = '0'.repeat(32)
  /** The request's span, when it is being recorded. */
  span: Span | undefined
  /** As it was received; set before the handler is called. */
  body: Uint8Array = NO_BODY
  readonly fields: Record<string, unknown> = {}
  readonly #response: ServerResponse
  #endedAt: number | undefined
  readonly #whenEnded: ((exchange: this) => void)[] = []
  #abort: AbortController | undefined
  #expire: ((error: HttpProblem) => void) | undefined

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    arrival: Arrival,
    id: string,
    operation: Operation,
    startedAt: number,
  ) {
    this.request = request
    this.arrival = arrival
    this.#response = response
    this.id = id
    this.operation = operation
    this.startedAt = startedAt
  }

  /** Whether the client sends its body only when it is invited to; if it is not, its connection is closed. */
  get awaitsInvitation(): boolean {
    return this.request.headers.expect !== undefined && this.request.httpVersion === '1.1'
  }

  /** For a body that the client waits to send. */
  invite(): void {
    this.#response.writeContinue()
  }

  /**
   * Aborts when the client has gone or the time for an answer is over. Made when first asked for: from then on, a client that
   * closes its side counts as gone.
   */
  get signal(): AbortSignal {
    if (!this.#abort) {
      const abort = new AbortController()
      this.#abort = abort
      if (this.#response.destroyed) abort.abort()
      else {
        const { socket } = this.request
        const leave = (): void => {
          socket.destroySoon()
        }
        socket.once('end', leave)
        this.#response.once('close', () => {
          socket.off('end', leave)
          abort.abort()
        })
        if (socket.readableEnded) leave()
      }
    }
    return this.#abort.signal
  }

  /** Of negotiated bodies: what the client prefers, JSON if it wants neither. */
  get format(): Format {
    return acceptedFormat(this.request) ?? 'json'
  }

  /** Calls back when the operating system has taken the answer, the client has gone, or an event stream begins. */
  whenEnded(then: (exchange: this) => void): void {
    this.#whenEnded.push(then)
  }

  /** Counts once. */
  end(now: number): void {
    if (this.#endedAt !== undefined) return
    this.#endedAt = now
    for (const then of this.#whenEnded) then(this)
  }

  /** Up to now, if it has not ended. */
  parts(now: number): Parts {
    const { firstByteAt, headersMs } = this.arrival
    const endedAt = this.#endedAt ?? now
    const readyAt = this.readyAt ?? endedAt
    const receivedAt = this.admittedAt ?? readyAt
    return {
      readMs: headersMs + receivedAt - this.startedAt,
      waitMs: this.startedAt - firstByteAt - headersMs,
      handleMs: readyAt - receivedAt,
      writeMs: endedAt - readyAt,
    }
  }

  /** Whether the client has gone. */
  get isGone(): boolean {
    return this.#response.destroyed
  }

  /** Settles like `work`, or rejects when the time for an answer is over. */
  inTime<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#expire = reject
      work.then(resolve, reject)
    })
  }

  /** The time for an answer is over. */
  expire(): void {
    this.#abort?.abort()
    const detail =
      this.operation.method === 'get'
        ? 'There was no answer in time. Nothing was changed: ask again, or for less'
        : 'There was no answer in time; whether a write was executed is unknown. Read before you try again'
    this.#expire?.(new HttpProblem(504, { code: 'DEADLINE_EXCEEDED', detail }))
  }
}

export type Next = () => Promise<Response>

/** Wraps everything further in. Returns a response or throws; never touches the connection. */
export type Middleware = (exchange: Exchange, next: Next) => Promise<Response>
