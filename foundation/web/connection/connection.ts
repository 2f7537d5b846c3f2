/**
 * One connection. Its requests are answered one after the other, in their order, because what one does may decide what the
 * next one finds (RFC 9112, section 9.3.2). While many wait for those before them, nothing more is read.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Listener } from '../exchange.ts'
import type { Arrival } from './arrival.ts'
import { Arrivals } from './arrival.ts'
import { BODY_REFUSED, closeGently, refusalOf, refuse } from './refusal.ts'
import type { Turn } from './turn.ts'

/**
 * Requests that wait on all connections together. What has been read of one connection is 64 KiB at most, but that may be
 * 2,500 requests.
 */
export const WAITING_MAX = 10_000

/** Nothing more is read while so many wait on one connection. Not sooner, because whether a client leaves is read as well. */
const PAUSE_COUNT = 16
/** Of Node's parser: the client has closed its side before the end of its request. */
const CLIENT_GONE = 'HPE_INVALID_EOF_STATE'
/** See `closeUnused`. */
const IDLE_COUNT = 3
const HEADERS_COUNT = 40

export type Received = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly arrival: Arrival
}

/** What the connections of a server have in common. */
export type Shared = {
  readonly turn: Turn
  readonly listener: Listener
  /** Whether each answer asks for a new connection. */
  isDraining: boolean
  /** See `WAITING_MAX`. */
  waiting: number
  /** Requests to be begun later, while there are such. */
  held: Received[] | undefined
}

export class Connection {
  readonly #shared: Shared
  readonly #socket: Socket
  readonly #arrivals: Arrivals
  /** The one being answered. */
  #response: ServerResponse | undefined
  /** The one being answered; or that was, before all of it had come. */
  #request: IncomingMessage | undefined
  readonly #waiting: Received[] = []
  /** Nothing more is taken from it: to be closed when what was taken is answered. */
  #isBroken = false
  /** Why, if what has come is no request. */
  #brokenBy: string | undefined
  #isRefused = false
  #isPausable = false
  /** How often it has been found unused since its last request. */
  #unusedCount = 0
  readonly #onAnswered = (): void => {
    this.#end()
  }

  /** The socket is one that an HTTP server has just accepted. */
  constructor(shared: Shared, socket: Socket) {
    this.#shared = shared
    this.#socket = socket
    this.#arrivals = new Arrivals(shared.turn, socket)
    // Node closes a connection by it after an answer that says so, whatever the client is still sending.
    socket.destroySoon = () => {
      closeGently(socket)
    }
    // The client sends nothing more, but takes the answers to what it has sent. What has no end is not waited for.
    socket.once('end', () => {
      if (this.#response && isEndless(this.#response)) socket.destroySoon()
    })
  }

  take(request: IncomingMessage, response: ServerResponse): void {
    const received = { request, response, arrival: this.#arrivals.take() }
    if (this.#isBroken || this.#socket.writableEnded) return
    if (!this.#isBusy) this.#begin(received)
    else if (this.#shared.waiting >= WAITING_MAX) this.#endAfterThese()
    else {
      this.#shared.waiting++
      this.#waiting.push(received)
      if (this.#waiting.length === PAUSE_COUNT) this.#pause()
    }
  }

  /** The answer under way asks for a new connection, if it has not begun. */
  drain(): void {
    if (this.#response?.headersSent === false) this.#response.setHeader('Connection', 'close')
  }

  /** What has come is no request, or did not come in time. May be told again and again. */
  refuse(code: string | undefined): void {
    if (this.#isRefused) return
    const [request, response] = [this.#request, this.#response]
    const isAnswering = response && request?.complete && !isEndless(response)
    // What is said now would be taken for the answer to a request before.
    if (isAnswering || this.#waiting.length > 0) {
      this.#brokenBy = code
      this.#endAfterThese()
    } else if (response?.headersSent === true || (!response && request?.complete === false)) {
      this.#socket.destroy()
    } else {
      this.#isRefused = true
      const problem = refusalOf(code)
      const isRead = response && request && request.listenerCount(BODY_REFUSED) > 0
      if (!isRead || code === CLIENT_GONE || !this.#socket.writable) refuse(this.#socket, problem)
      else {
        this.#endAfterThese()
        request.emit(BODY_REFUSED, problem)
      }
    }
  }

  /**
   * Closes it if this has been asked several times while there was nothing to answer: the next request may be on its way, and
   * if a part of its headers has come, it is waited for longer.
   */
  closeUnused(): void {
    if (this.#isBusy) return
    this.#unusedCount++
    if (!this.#arrivals.hasBegun) {
      if (this.#unusedCount >= IDLE_COUNT) this.#socket.destroy()
    } else if (this.#unusedCount >= HEADERS_COUNT) this.refuse('ERR_HTTP_REQUEST_TIMEOUT')
  }

  /** The socket has been closed. */
  leave(): void {
    this.#shared.waiting -= this.#waiting.length
    this.#waiting.length = 0
  }

  get #isBusy(): boolean {
    return this.#response !== undefined || this.#waiting.length > 0
  }

  #begin(received: Received): void {
    const { request, response, arrival } = received
    this.#request = request
    this.#response = response
    this.#unusedCount = 0
    const isLast = this.#isBroken && this.#waiting.length === 0
    if (this.#shared.isDraining || isLast) response.setHeader('Connection', 'close')
    response.on('close', this.#onAnswered)
    if (this.#shared.held) this.#shared.held.push(received)
    else this.#shared.listener(request, response, arrival)
  }

  #end(): void {
    this.#response = undefined
    if (this.#request?.complete) this.#request = undefined
    if (this.#socket.destroyed) return
    if (this.#waiting.length === 0) {
      if (this.#isBroken) this.#socket.destroySoon()
    } else if (this.#shared.turn.isUsedUp())
      setImmediate(() => {
        this.#next()
      })
    else this.#next()
  }

  #next(): void {
    const next = this.#waiting.shift()
    if (!next) return
    this.#shared.waiting--
    if (this.#waiting.length === PAUSE_COUNT - 1) this.#socket.resume()
    // The rest of its body will not come.
    if (this.#isBroken && !next.request.complete) this.refuse(this.#brokenBy)
    else this.#begin(next)
  }

  /** Nothing more is taken. */
  #endAfterThese(): void {
    this.#isBroken = true
    if (this.#waiting.length === 0 && this.#response?.headersSent === false) {
      this.#response.setHeader('Connection', 'close')
    }
  }

  #pause(): void {
    if (!this.#isPausable) {
      this.#isPausable = true
      // A body that is read resumes the socket that it came from.
      this.#socket.on('resume', () => {
        if (this.#waiting.length >= PAUSE_COUNT) this.#socket.pause()
      })
    }
    this.#socket.pause()
  }
}

/** A stream of events, for example. */
function isEndless(response: ServerResponse): boolean {
  return response.headersSent && !response.writableEnded
}
