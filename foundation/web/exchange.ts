/** One request and the response that is made for it, as middleware and handlers see them. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Span } from '@opentelemetry/api'
import type { Arrival } from './connection/arrival.ts'
import type { Format, ServedOperation, ServerEvent } from './contract.ts'
import { acceptedFormat } from './negotiate.ts'
import type { ProblemFields } from './problem.ts'
import { ClientGone, HttpProblem } from './problem.ts'

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

const NO_BODY = new Uint8Array()

/** Where the time of a request went. Together they are its latency; how long an event stream lasts is no part of it. */
export type Parts = {
  /** For its headers and its body to arrive. */
  readonly readMs: number
  /** For requests before it: on its connection, and those read before it in one turn of the event loop. */
  readonly waitMs: number
  /** From its last byte to its response being ready. */
  readonly handleMs: number
  /** For the response to be sent together with others, and taken by the operating system. */
  readonly writeMs: number
}

/** What the handler of a request waited for. `from` and `to` are milliseconds of the clock that never goes back. */
export type Phase = {
  readonly name: string
  readonly from: number
  readonly to: number
  /** For people: what is known of it. */
  readonly note?: string
  /** Of its span. */
  readonly attributes?: Readonly<Record<string, number | string>>
  /** It was the time of another process. */
  readonly isCall?: boolean
  readonly isFailed?: boolean
}

/** Where the time of a handler went. Asked when its request has ended: some of it may still be under way then. */
export type Timing = {
  /** In order. */
  phases(endedAt: number): readonly Phase[]
  /** For the wide event. */
  figures(endedAt: number): Readonly<Record<string, number>>
}

/** What is known of a request besides its input. Middleware may add to `fields`, which end up in the log. */
export class Exchange {
  readonly request: IncomingMessage
  readonly id: string
  readonly operation: ServedOperation
  readonly arrival: Arrival
  /** Of negotiated bodies: what the client prefers, undefined if it wants neither. */
  readonly accepted: Format | undefined
  /** When its turn came. All times are milliseconds of a clock that never goes back. */
  readonly startedAt: number
  /** When it had been received in full. */
  admittedAt: number | undefined
  /** When the time for an answer is over; undefined if it is unbounded, or before it was received in full. */
  deadline: number | undefined
  /** When its response was ready to be sent. */
  readyAt: number | undefined
  /** What is sent; undefined before that, and when the client has gone. */
  response: Response | undefined
  /** Where it is among those in flight; -1 if it is not. */
  slot = -1
  /** It was received in full, and has no answer yet. */
  isAnswering = false
  /** 32 hexadecimal digits; set by the outermost middleware. */
  traceId = '0'.repeat(32)
  /** The request's span, when requests are traced. */
  span: Span | undefined
  /** As it was received; set before the handler is called, and good until it is done. */
  body: Uint8Array = NO_BODY
  /** Of its body, when that was received in full. */
  bytesIn = 0
  readonly fields: Record<string, unknown> = {}
  /** Its URL may say something of a person: logs, traces and the debug port have its route alone. Set by middleware. */
  hasPersonalUrl = false
  /** What the handler waited for. */
  timing: Timing | undefined
  /** Headers of the answer besides those that the handler returns. An error is answered without them. */
  headers: Readonly<Record<string, string>> | undefined
  /** Of an event stream: how many were sent. */
  events = 0
  /** Where the response goes. */
  readonly out: ServerResponse
  #endedAt: number | undefined
  #parts: Parts | undefined
  #whenEnded: ((exchange: this) => void)[] | undefined
  #whenStreamEnded: ((ms: number) => void) | undefined
  #abort: AbortController | undefined
  #whenExpired: ((error: HttpProblem) => void) | undefined

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    arrival: Arrival,
    id: string,
    operation: ServedOperation,
    startedAt: number,
  ) {
    this.request = request
    this.arrival = arrival
    this.out = response
    this.id = id
    this.operation = operation
    this.accepted = acceptedFormat(request)
    this.startedAt = startedAt
  }

  /** Whether the client sends its body only when it is invited to; if it is not, its connection is closed. */
  get awaitsInvitation(): boolean {
    return this.request.headers.expect !== undefined && this.request.httpVersion === '1.1'
  }

  /** For a body that the client waits to send. */
  invite(): void {
    this.out.writeContinue()
  }

  /**
   * Aborts when the client has gone or the time for an answer is over. Made when first asked for: from then on, a client that
   * closes its side counts as gone.
   */
  get signal(): AbortSignal {
    if (!this.#abort) {
      const abort = new AbortController()
      this.#abort = abort
      if (this.out.destroyed) abort.abort(new ClientGone())
      else {
        const { socket } = this.request
        const leave = (): void => {
          socket.destroySoon()
        }
        socket.once('end', leave)
        this.out.once('close', () => {
          socket.off('end', leave)
          abort.abort(new ClientGone())
        })
        if (socket.readableEnded) leave()
      }
    }
    return this.#abort.signal
  }

  /** Of negotiated bodies: what the client prefers, JSON if it wants neither. */
  get format(): Format {
    return this.accepted ?? 'json'
  }

  /** Calls back when the operating system has taken the answer, the client has gone, or an event stream begins. */
  whenEnded(then: (exchange: this) => void): void {
    if (this.#whenEnded) this.#whenEnded.push(then)
    else this.#whenEnded = [then]
  }

  /** Counts once. */
  end(now: number): void {
    if (this.#endedAt !== undefined) return
    this.#endedAt = now
    if (this.#whenEnded) for (const then of this.#whenEnded) then(this)
  }

  /** Calls back when the event stream that the request began with its end is over, with how long it was open. */
  whenStreamEnded(then: (ms: number) => void): void {
    this.#whenStreamEnded = then
  }

  endStream(now: number): void {
    this.#whenStreamEnded?.(now - (this.readyAt ?? now))
    this.#whenStreamEnded = undefined
  }

  /** Of a request that has ended. */
  phases(): readonly Phase[] {
    return this.timing?.phases(this.#endedAt ?? this.startedAt) ?? []
  }

  /** Of a request that has ended. */
  figures(): Readonly<Record<string, number>> {
    return this.timing?.figures(this.#endedAt ?? this.startedAt) ?? {}
  }

  /** Of a request that has ended. */
  parts(): Parts {
    this.#parts ??= this.partsUntil(this.#endedAt ?? this.startedAt)
    return this.#parts
  }

  /** Of a request that ended then, or is under way. */
  partsUntil(endedAt: number): Parts {
    const { firstByteAt, headersMs } = this.arrival
    const readyAt = this.readyAt ?? endedAt
    const receivedAt = this.admittedAt ?? readyAt
    return {
      readMs: headersMs + receivedAt - this.startedAt,
      waitMs: this.startedAt - firstByteAt - headersMs,
      handleMs: readyAt - receivedAt,
      writeMs: endedAt - readyAt,
    }
  }

  /** Closes the connection without an answer. */
  cut(): void {
    this.out.destroy()
  }

  /** Whether the client has gone. */
  get isGone(): boolean {
    return this.out.destroyed
  }

  /** Calls back with the problem to answer with, when the time for an answer is over. */
  whenExpired(then: (error: HttpProblem) => void): void {
    this.#whenExpired = then
  }

  /** The time for an answer is over. */
  expire(): void {
    this.#abort?.abort()
    const detail =
      this.operation.method === 'get'
        ? 'There was no answer in time. Nothing was changed: ask again, or for less'
        : 'There was no answer in time; whether a write was executed is unknown. Read before you try again'
    this.#whenExpired?.(new HttpProblem(504, { code: 'DEADLINE_EXCEEDED', detail }))
  }
}

/**
 * One layer of the onion: what is done before everything further in, and what becomes of the outcome, a response or an error.
 * No part of it waits, so that a request whose handler does not wait is answered without a promise. Never touches the
 * connection.
 */
export type Middleware = {
  /** What it throws is an outcome for the layers further out; nothing further in is called. */
  readonly enter?: (exchange: Exchange) => void
  /** Returns the response for the layers further out, or throws an error for them. */
  readonly leave?: (exchange: Exchange, response: Response) => Response
  /** Returns a response for the layers further out, or throws an error for them. */
  readonly fail?: (exchange: Exchange, error: unknown) => Response
}

/** Serves a request that a server has received. */
export type Listener = (
  request: IncomingMessage,
  response: ServerResponse,
  arrival: Arrival,
) => void
