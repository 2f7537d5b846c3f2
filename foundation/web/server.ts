/**
 * The HTTP server under an application: limits on connections, headers and time that really hold, and an end that loses
 * nothing.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer, STATUS_CODES } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { MessageClasses } from './app.ts'
import type { Arrival } from './arrival.ts'
import { Arrivals } from './arrival.ts'
import type { ProblemFields } from './problem.ts'
import { problemBody } from './problem.ts'
import type { Turn } from './turn.ts'

/** Node looks for connections past their time at this interval; its default of 30 s would make the others meaningless. */
const TIMEOUT_CHECK_MS = 500
const HEADER_BYTES_MAX = 16 * 1024
/** While a server closes, it looks this often for connections that have become idle. */
const IDLE_CHECK_MS = 50
/** A server that closes waits so long for headers of which a part has come; the rest of them may never come. */
const HEADERS_CLOSING_MS = 1000
/** Connections that a listener has not yet taken over from the kernel. */
const BACKLOG = 1024
/** Requests that a client may send on one connection without waiting for the answers. */
export const PIPELINED_MAX = 250
/** What timers can wait for; the time to close may be configured to be more. */
const TIMER_MS_MAX = 2 ** 31 - 1

export type ServerOptions = {
  readonly host: string
  readonly port: number
  /** To receive a whole request, and its headers. */
  readonly readTimeoutMs: number
  /** For a connection between two requests. */
  readonly idleTimeoutMs: number
  readonly connectionsMax: number
  /** See `App.messageClasses`. */
  readonly messageClasses: MessageClasses
  /** See `App.turn`. */
  readonly turn: Turn
}

export type Listener = (
  request: IncomingMessage,
  response: ServerResponse,
  arrival: Arrival,
) => void

type Received = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly arrival: Arrival
}

/**
 * One request at a time: those that are sent without waiting take their turn, because what one does may decide what the next
 * one finds (RFC 9112, section 9.3.2), and because each would hold its answer in memory until those before are sent.
 */
type Connection = {
  readonly arrivals: Arrivals
  /** The one being answered. */
  response: ServerResponse | undefined
  /** The one being answered; or that was, before all of it had come. */
  request: IncomingMessage | undefined
  readonly waiting: Received[]
  /** What came after these was no request: to be closed when they are answered. */
  isBroken: boolean
}

export class HttpServer {
  readonly #server: Server
  readonly #listener: Listener
  readonly #connections = new Map<Socket, Connection>()
  #isDraining = false
  #refused = 0

  /** Rejects when the address cannot be listened on. */
  static async listen(options: ServerOptions, listener: Listener): Promise<HttpServer> {
    const server = new HttpServer(options, listener)
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject)
      server.#server.listen({ host: options.host, port: options.port, backlog: BACKLOG }, resolve)
    })
    return server
  }

  private constructor(options: ServerOptions, listener: Listener) {
    this.#listener = listener
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
      this.#take(request, response)
    }
    this.#server = createServer(
      {
        requestTimeout: options.readTimeoutMs,
        headersTimeout: options.readTimeoutMs,
        keepAliveTimeout: options.idleTimeoutMs,
        connectionsCheckingInterval: TIMEOUT_CHECK_MS,
        maxHeaderSize: HEADER_BYTES_MAX,
        noDelay: true,
        // The application says what is missing, Node would only hang up.
        requireHostHeader: false,
        ...options.messageClasses,
      },
      onRequest,
    )
    // An expectation that nobody here knows of is ignored, see RFC 9110, section 10.1.1.
    this.#server.on('checkExpectation', onRequest)
    this.#server.maxConnections = options.connectionsMax
    this.#server.on('drop', () => {
      this.#refused++
    })
    this.#server.on('connection', socket => {
      this.#connections.set(socket, {
        arrivals: new Arrivals(options.turn, socket),
        response: undefined,
        request: undefined,
        waiting: [],
        isBroken: false,
      })
      socket.once('close', () => {
        this.#connections.delete(socket)
      })
    })
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      this.#onBroken(socket, error.code)
    })
    this.#server.on('connect', (_request: IncomingMessage, socket: Socket) => {
      refuse(socket, 'CONNECT')
    })
  }

  /** The port, also when the options had 0 for any. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Connections that were closed as they came, because there were too many. */
  get refused(): number {
    return this.#refused
  }

  connections(): Promise<number> {
    return new Promise(resolve => {
      this.#server.getConnections((error, count) => {
        resolve(error ? 0 : count)
      })
    })
  }

  /** From now on every answer asks for a new connection, which somebody else will take. */
  drain(): void {
    this.#isDraining = true
    for (const { response } of this.#connections.values()) {
      if (response?.headersSent === false) response.setHeader('Connection', 'close')
    }
  }

  /**
   * Takes no new connections and resolves when the last request is answered: true; or when the time is over and the
   * connections that are left have been cut: false.
   */
  async close(timeoutMs: number): Promise<boolean> {
    this.drain()
    let isClean = true
    const closed = new Promise<void>(resolve => {
      this.#server.close(() => {
        resolve()
      })
    })
    // A keep-alive connection becomes idle with its last answer, and `close` looks for idle ones only once.
    let waitedMs = 0
    const sweeper = setInterval(() => {
      waitedMs += IDLE_CHECK_MS
      this.#server.closeIdleConnections()
      this.#closeUnused(waitedMs >= HEADERS_CLOSING_MS)
    }, IDLE_CHECK_MS)
    const deadline = setTimeout(
      () => {
        isClean = false
        this.#server.closeAllConnections()
      },
      Math.min(timeoutMs, TIMER_MS_MAX),
    )
    await closed
    clearInterval(sweeper)
    clearTimeout(deadline)
    return isClean
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request
    const connection = this.#connections.get(socket)
    // Closed meanwhile, or about to be.
    if (!connection || connection.isBroken) return
    const received = { request, response, arrival: connection.arrivals.take() }
    if (!connection.response) this.#begin(connection, received)
    else if (connection.waiting.length >= PIPELINED_MAX) socket.destroy()
    else connection.waiting.push(received)
  }

  #begin(connection: Connection, { request, response, arrival }: Received): void {
    connection.request = request
    connection.response = response
    const isLast = connection.isBroken && connection.waiting.length === 0
    if (this.#isDraining || isLast) response.setHeader('Connection', 'close')
    response.once('close', () => {
      this.#end(connection, request)
    })
    this.#listener(request, response, arrival)
  }

  #end(connection: Connection, request: IncomingMessage): void {
    const { socket } = request
    connection.response = undefined
    if (request.complete) connection.request = undefined
    if (socket.destroyed) return
    const next = connection.waiting.shift()
    if (next) this.#begin(connection, next)
    else if (connection.isBroken) socket.destroySoon()
  }

  /** What has come is no request, or did not come in time. */
  #onBroken(socket: Socket, code: string | undefined): void {
    const connection = this.#connections.get(socket)
    const { request, response } = connection ?? {}
    if (connection && response && request?.complete && !isEndless(response)) {
      connection.isBroken = true
      if (connection.waiting.length === 0 && !response.headersSent) {
        response.setHeader('Connection', 'close')
      }
      // What is said now would be taken for the answer to a request before.
    } else if (response?.headersSent === true || (!response && request?.complete === false)) {
      socket.destroy()
    } else refuse(socket, code)
  }

  /**
   * Connections made in advance, which Node does not count among the idle ones before their first request; and those with
   * a part of a request's headers, if these are late.
   */
  #closeUnused(areHeadersLate: boolean): void {
    for (const [socket, { response }] of this.#connections) {
      if (socket.bytesRead === 0 || (areHeadersLate && !response)) socket.destroy()
    }
  }
}

type Refusal = readonly [status: number, fields: ProblemFields]

const malformed: Refusal = [
  400,
  { code: 'MALFORMED_REQUEST', detail: 'This is not an HTTP/1.1 request' },
]

/** By the error of Node's parser. */
const refusals: Readonly<Record<string, Refusal>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    {
      code: 'HEADERS_TOO_LARGE',
      detail: `The headers may have ${String(HEADER_BYTES_MAX)} bytes at most`,
    },
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    { code: 'REQUEST_TIMEOUT', detail: 'The request did not arrive in time' },
  ],
  CONNECT: [400, { code: 'MALFORMED_REQUEST', detail: 'This is no proxy: there is no CONNECT' }],
}

/** A stream of events, for example. */
function isEndless(response: ServerResponse): boolean {
  return response.headersSent && !response.writableEnded
}

/** Answers what could not be parsed, or did not come in time. */
function refuse(socket: Socket, code: string | undefined): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const [status, fields] = refusals[code ?? ''] ?? malformed
  const body = JSON.stringify(problemBody(status, fields, '0'.repeat(32)))
  socket.write(
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\n` +
      `Content-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
  )
  // Not `end`: a client that keeps its side open would keep the connection, and a request of which only a part came.
  socket.destroySoon()
}
