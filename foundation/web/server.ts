/**
 * The HTTP server under an application: limits on connections, headers and time that really hold, and an end that loses
 * nothing.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Server as NetServer } from 'node:net'
import type { App } from './app.ts'
import type { Received, Shared } from './connection/connection.ts'
import { Connection } from './connection/connection.ts'
import type { Listener } from './exchange.ts'
import { busyAnswer, HEADER_BYTES_MAX } from './connection/refusal.ts'
import { http } from './connection/node-http.ts'
import type { HttpProblem } from './problem.ts'

/** Node looks for connections past their time at this interval; its default of 30 s would make the others meaningless. */
const TIMEOUT_CHECK_MS = 500
/** While a server closes, it looks this often for connections that are not used. */
const UNUSED_CHECK_MS = 25
/** Connections that a listener has not yet taken over from the kernel. */
const BACKLOG = 1024
/** A server that closes goes on accepting until no connection came in so many turns of the event loop, a millisecond each, */
const QUIET_TURNS = 20
/** and no longer than this. */
const ACCEPTING_MS_MAX = 200
/** After long turns of the event loop, requests wait for so long while connections are taken over. */
const HELD_MS_MAX = 50
/** Connections beyond the limit that are told so; those beyond these too are cut. */
export const EXCESS_MAX = 100
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
}

export class HttpServer {
  readonly #server: Server
  readonly #shared: Shared
  /** Of connections beyond the limit. */
  readonly #excess: Shared
  readonly #connections = new Map<Socket, Connection>()
  readonly #connectionsMax: number
  readonly #closed = Promise.withResolvers<undefined>()
  #acceptedCount = 0
  #refused = 0
  #stopped: Promise<void> | undefined

  /** Rejects when the address cannot be listened on. `unmatched` answers requests that no operation is for. */
  static async listen(
    app: App,
    options: ServerOptions,
    unmatched: (request: IncomingMessage) => HttpProblem,
  ): Promise<HttpServer> {
    const server = new HttpServer(app, options, (request, response, arrival) => {
      app.serve(request, response, arrival, unmatched)
    })
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject)
      server.#server.listen({ host: options.host, port: options.port, backlog: BACKLOG }, resolve)
    })
    return server
  }

  private constructor(
    { turn, messageClasses }: App,
    { readTimeoutMs, idleTimeoutMs, connectionsMax }: ServerOptions,
    listener: Listener,
  ) {
    this.#shared = { turn, listener, isDraining: false, waiting: 0, held: undefined }
    const detail = `There are ${String(connectionsMax)} connections already; try again in a second`
    const refuseExcess = busyAnswer(detail)
    const excess: Listener = (_request, response) => {
      refuseExcess(response)
    }
    this.#excess = { turn, listener: excess, isDraining: true, waiting: 0, held: undefined }
    this.#connectionsMax = connectionsMax
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
      // Otherwise it has been closed meanwhile.
      this.#connections.get(request.socket)?.take(request, response)
    }
    this.#server = http.createServer(
      {
        requestTimeout: readTimeoutMs,
        headersTimeout: readTimeoutMs,
        keepAliveTimeout: idleTimeoutMs,
        connectionsCheckingInterval: TIMEOUT_CHECK_MS,
        maxHeaderSize: HEADER_BYTES_MAX,
        noDelay: true,
        // The application says what is missing, Node would only hang up.
        requireHostHeader: false,
        // Of a request without a body nothing is read.
        optimizeEmptyRequests: true,
        ...messageClasses,
      },
      onRequest,
    )
    // A client that closes its side after its last request still reads: without this, Node closes the other side at once.
    Object.assign(this.#server, { httpAllowHalfOpen: true })
    // The application says what is expected too much, and invites the body when nothing else is wrong.
    this.#server.on('checkExpectation', onRequest)
    this.#server.on('checkContinue', onRequest)
    this.#server.maxConnections = connectionsMax + EXCESS_MAX
    this.#server.on('drop', () => {
      this.#refused++
    })
    this.#server.on('close', this.#closed.resolve)
    this.#server.on('connection', socket => {
      this.#accept(socket)
    })
    this.#server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      const connection = this.#connections.get(socket)
      if (connection) connection.refuse(error.code)
      else socket.destroy()
    })
    this.#server.on('connect', (_request: IncomingMessage, socket: Socket) => {
      // Node has let the socket go: its errors would end the process.
      socket.on('error', () => {
        socket.destroy()
      })
      this.#connections.get(socket)?.refuse('CONNECT')
      socket.resume()
    })
  }

  /** The port, also when the options had 0 for any. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Connections that were refused as they came, because there were too many. */
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

  /** From now on every answer asks for a new connection, which another node takes. */
  drain(): void {
    this.#shared.isDraining = true
    for (const connection of this.#connections.values()) connection.drain()
  }

  /**
   * Takes what waits to be accepted, and listens no more: the kernel resets the connections that a listener still has when it
   * is closed. Meanwhile no request is begun, so that clients wait for answers instead of making new connections.
   */
  stopListening(): Promise<void> {
    this.#stopped ??= this.#stopListening()
    return this.#stopped
  }

  /**
   * Takes no new connections and resolves when the last request is answered: true; or when the time is over and the
   * connections that are left have been cut: false.
   */
  async close(timeoutMs: number): Promise<boolean> {
    const late = new AbortController()
    const deadline = setTimeout(
      () => {
        late.abort()
        this.#server.closeAllConnections()
      },
      Math.min(timeoutMs, TIMER_MS_MAX),
    )
    await this.stopListening()
    // Those that came since the time was over.
    if (late.signal.aborted) this.#server.closeAllConnections()
    const sweeper = setInterval(() => {
      // When everything that has come has been read.
      setImmediate(() => {
        for (const connection of this.#connections.values()) connection.closeUnused()
      })
    }, UNUSED_CHECK_MS)
    await this.#closed.promise
    clearInterval(sweeper)
    clearTimeout(deadline)
    // Ends Node's own timer.
    this.#server.close()
    return !late.signal.aborted
  }

  async #stopListening(): Promise<void> {
    this.drain()
    const held: Received[] = []
    this.#shared.held = held
    const late = AbortSignal.timeout(ACCEPTING_MS_MAX)
    let count = this.#acceptedCount
    for (let quiet = 0; quiet < QUIET_TURNS && !late.aborted; quiet++) {
      await nextTurn()
      if (this.#acceptedCount > count) quiet = 0
      count = this.#acceptedCount
    }
    // Not the one of the HTTP server, which also closes connections whose next request may be on its way.
    NetServer.prototype.close.call(this.#server)
    this.#release(held)
  }

  /**
   * The event loop takes over one connection a turn. When turns are long, a thousand that come together would wait for a
   * minute. So no request is begun until all that wait have been taken over, which makes turns short.
   */
  #hold(): void {
    const held: Received[] = []
    this.#shared.held = held
    const { turn } = this.#shared
    const until = turn.now() + HELD_MS_MAX
    // The turn that has just taken one over goes on.
    let count = this.#acceptedCount - 1
    const look = (): void => {
      const isQuiet = this.#acceptedCount === count
      count = this.#acceptedCount
      if (isQuiet || turn.now() >= until) this.#release(held)
      else setImmediate(look)
    }
    setImmediate(look)
  }

  #release(held: readonly Received[]): void {
    // Otherwise the server stops listening, and holds others.
    if (this.#shared.held === held) this.#shared.held = undefined
    for (const { request, response, arrival } of held) {
      this.#shared.listener(request, response, arrival)
    }
  }

  #accept(socket: Socket): void {
    this.#acceptedCount++
    if (!this.#shared.held && this.#shared.turn.hasBeenLong) this.#hold()
    const isExcess = this.#connections.size >= this.#connectionsMax
    if (isExcess) this.#refused++
    const connection = new Connection(isExcess ? this.#excess : this.#shared, socket)
    this.#connections.set(socket, connection)
    socket.once('close', () => {
      connection.leave()
      this.#connections.delete(socket)
    })
  }
}

/** Resolves at the end of the next turn of the event loop, when everything that came before it has been read. */
function nextTurn(): Promise<void> {
  return new Promise(resolve => {
    setTimeout(() => {
      setImmediate(resolve)
    }, 1)
  })
}
