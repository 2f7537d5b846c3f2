/**
 * What a node answers to the other nodes of its log, on a port of its own:
 *
 *      GET /v1/status                          what the node is and has
 *      GET /v1/readers?name=&address=          the readers that it knows; one that says its name and address is remembered
 *      GET /v1/snapshot?log=                   the manifest of a snapshot; 202 while it is being made
 *      GET /v1/files/<path>?seal=&from=        a file of that snapshot, from a position on
 *
 * Every request carries the secret that the nodes share. Nothing is read of a request but its line and its headers.
 */
import { timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import type { Clock } from '#foundation/host/host'
import { elapsed } from '#foundation/host/host'
import { manifestText } from '#business/data/backup/manifest'
import type { HeldSnapshot } from './held-snapshot.ts'
import { tokenOf } from './peer-client.ts'

/** More connections are not taken. Each may have a piece in memory. */
const CONNECTIONS_MAX = 16
/** For a request to arrive, and for a connection to do something. */
const ARRIVAL_MS = 10_000
const IDLE_MS = 30_000
const HEADER_BYTES_MAX = 8 * 1024
/** What all nodes together may fetch: a node serves its clients meanwhile. */
const BYTES_PER_SECOND = 1024 * 1024 * 1024

/** What the server has to be made with. */
export const SERVER_LIMITS: ServerOptions = {
  headersTimeout: ARRIVAL_MS,
  requestTimeout: ARRIVAL_MS,
  keepAliveTimeout: IDLE_MS,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: HEADER_BYTES_MAX,
  noDelay: true,
}

/** What is answered in JSON. */
type Answers = {
  readonly status: () => unknown
  /** Gets what stands behind the path. */
  readonly readers: (query: URLSearchParams) => unknown
}

type Served = {
  /** The id of the log. */
  readonly log: string
  /** Why the node gives nobody its state, if it does not. */
  readonly refusal: () => string | undefined
  readonly snapshot: HeldSnapshot
}

const from = z.coerce.number().int().min(0)

export class PeerServer implements AsyncDisposable {
  readonly #clock: Clock
  readonly #server: Server
  readonly #token: Buffer
  readonly #answers: Answers
  #served: Served | undefined
  /** When the next piece may be sent. */
  #freeAt = 0

  /** `server` is made with `SERVER_LIMITS` and does not listen yet. Rejects when the address cannot be listened on. */
  static async listen(
    clock: Clock,
    server: Server,
    { host, port }: { readonly host: string; readonly port: number },
    secret: string,
    answers: Answers,
  ): Promise<PeerServer> {
    const listening = new PeerServer(clock, server, secret, answers)
    server.listen({ host, port })
    // Rejects with an error of the server.
    await once(server, 'listening')
    return listening
  }

  private constructor(clock: Clock, server: Server, secret: string, answers: Answers) {
    this.#clock = clock
    this.#server = server
    this.#token = Buffer.from(tokenOf(secret))
    this.#answers = answers
    server.maxConnections = CONNECTIONS_MAX
    server.setTimeout(IDLE_MS)
    server.on('clientError', (_error, socket) => {
      socket.destroy()
    })
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      // The clock that stamps what the node writes.
      response.setHeader('Date', new Date(clock.now()).toUTCString())
      this.#answer(request, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy()
        else send(response, 500, error instanceof Error ? error.message : String(error))
      })
    })
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** From now on the node gives its state to others, or, with undefined, no more. */
  serve(served: Served | undefined): void {
    this.#served = served
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers, method, url = '' } = request
    const hasBody = 'transfer-encoding' in headers || (headers['content-length'] ?? '0') !== '0'
    if (method !== 'GET' || hasBody) {
      response.setHeader('Connection', 'close')
      send(response, 405, 'only GET, without a body')
      return
    }
    if (!this.#isKnown(headers.authorization)) {
      send(response, 401, 'the secret is another one: nodes of a log share SALES_NODE_PEER_SECRET')
      return
    }
    if (!URL.canParse(url, 'http://peer')) {
      send(response, 400, 'no such path')
      return
    }
    const { pathname, searchParams } = new URL(url, 'http://peer')
    if (pathname === '/v1/status') {
      sendJson(response, JSON.stringify(this.#answers.status()))
    } else if (pathname === '/v1/readers') {
      sendJson(response, JSON.stringify(this.#answers.readers(searchParams)))
    } else if (pathname === '/v1/snapshot') {
      this.#sendManifest(response, searchParams.get('log'))
    } else if (pathname.startsWith('/v1/files/')) {
      await this.#sendFile(response, pathname.slice('/v1/files/'.length), searchParams)
    } else send(response, 404, 'no such path')
  }

  #isKnown(authorization = ''): boolean {
    const given = Buffer.from(authorization.replace(/^Bearer /, ''))
    return given.length === this.#token.length && timingSafeEqual(given, this.#token)
  }

  #sendManifest(response: ServerResponse, log: string | null): void {
    const served = this.#served
    const refusal = served ? served.refusal() : 'the node is starting or stopping'
    if (served && log !== served.log) send(response, 409, `this node has the log ${served.log}`)
    else if (!served || refusal !== undefined) send(response, 503, refusal ?? '')
    else {
      const state = served.snapshot.ask()
      switch (state.kind) {
        case 'held':
          sendJson(response, manifestText(state.manifest))
          return
        case 'failed':
          send(response, 503, state.error instanceof Error ? state.error.message : 'it failed')
          return
        case 'none':
        case 'making':
          send(response, 202, 'the snapshot is being made')
      }
    }
  }

  async #sendFile(response: ServerResponse, path: string, query: URLSearchParams): Promise<void> {
    const start = from.safeParse(query.get('from'))
    const rest =
      start.success && this.#served?.snapshot.read(query.get('seal') ?? '', path, start.data)
    if (!rest) {
      send(response, 404, 'the snapshot is not held any more, or has nothing there')
      return
    }
    response.writeHead(200, {
      'Content-Type': 'application/octet-stream',
      'Content-Length': rest.bytes,
    })
    const gone = new AbortController()
    response.once('close', () => {
      gone.abort()
    })
    for await (const piece of rest.pieces) {
      await this.#turn(piece.length)
      gone.signal.throwIfAborted()
      if (!response.write(piece)) await once(response, 'drain', gone)
    }
    response.end()
  }

  /** Resolves when so many bytes may be sent. */
  async #turn(bytes: number): Promise<void> {
    const now = this.#clock.monotonic()
    const waitMs = this.#freeAt - now
    this.#freeAt = Math.max(now, this.#freeAt) + (1000 * bytes) / BYTES_PER_SECOND
    if (waitMs > 0) await elapsed(this.#clock, waitMs)
  }
}

function send(response: ServerResponse, status: number, detail: string): void {
  sendText(response, status, 'text/plain; charset=utf-8', detail)
}

function sendJson(response: ServerResponse, text: string): void {
  sendText(response, 200, 'application/json', text)
}

function sendText(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) })
  response.end(text)
}
