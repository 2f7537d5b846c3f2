/**
 * The HTTP server under an application: limits on connections, headers and time that really hold, and an end that loses
 * nothing.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { MessageClasses } from './app.ts'
import { problemBody } from './problem.ts'

/** Node looks for connections past their time at this interval; its default of 30 s would make the others meaningless. */
const TIMEOUT_CHECK_MS = 500
const HEADER_BYTES_MAX = 16 * 1024
/** While a server closes, it looks this often for connections that have become idle. */
const IDLE_CHECK_MS = 50
/** Connections that a listener has not yet taken over from the kernel. */
const BACKLOG = 1024

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
}

export type Listener = (request: IncomingMessage, response: ServerResponse) => void

export class HttpServer {
  readonly #server: Server
  /** What is being answered on each connection: the last of several requests that were sent without waiting. */
  readonly #connections = new Map<Socket, ServerResponse | undefined>()
  #isDraining = false

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
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
      if (this.#isDraining) response.setHeader('Connection', 'close')
      this.#track(request.socket, response)
      listener(request, response)
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
    this.#server.on('connection', socket => {
      this.#connections.set(socket, undefined)
      socket.once('close', () => {
        this.#connections.delete(socket)
      })
    })
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      const response = this.#connections.get(socket)
      // What is said now would be taken for the answer to the request before.
      if (response && (response.headersSent || response.req.complete)) socket.destroy()
      else refuse(socket, error.code)
    })
  }

  /** The port, also when the options had 0 for any. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port
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
    for (const response of this.#connections.values()) {
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
    const sweeper = setInterval(() => {
      this.#server.closeIdleConnections()
      this.#closeUnused()
    }, IDLE_CHECK_MS)
    const deadline = setTimeout(() => {
      isClean = false
      this.#server.closeAllConnections()
    }, timeoutMs)
    await closed
    clearInterval(sweeper)
    clearTimeout(deadline)
    return isClean
  }

  #track(socket: Socket, response: ServerResponse): void {
    this.#connections.set(socket, response)
    response.once('close', () => {
      if (this.#connections.get(socket) === response) this.#connections.set(socket, undefined)
    })
  }

  /** Connections made in advance, which Node does not count among the idle ones before their first request. */
  #closeUnused(): void {
    for (const socket of this.#connections.keys()) {
      if (socket.bytesRead === 0) socket.destroy()
    }
  }
}

/** Answers what could not be parsed, or did not come in time. */
function refuse(socket: Socket, code: string | undefined): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const [status, reason, fields] =
    code === 'HPE_HEADER_OVERFLOW'
      ? [
          431,
          'Request Header Fields Too Large',
          {
            code: 'HEADERS_TOO_LARGE',
            detail: `The headers may have ${String(HEADER_BYTES_MAX)} bytes at most`,
          },
        ]
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [
            408,
            'Request Timeout',
            { code: 'REQUEST_TIMEOUT', detail: 'The request did not arrive in time' },
          ]
        : [
            400,
            'Bad Request',
            { code: 'MALFORMED_REQUEST', detail: 'This is not an HTTP/1.1 request' },
          ]
  const body = JSON.stringify(problemBody(status, fields, '0'.repeat(32)))
  socket.write(
    `HTTP/1.1 ${String(status)} ${reason}\r\nConnection: close\r\n` +
      `Content-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
  )
  // Not `end`: a client that keeps its side open would keep the connection, and a request of which only a part came.
  socket.destroySoon()
}
