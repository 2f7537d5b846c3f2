/** An application behind a real server on a free port, and clients that send it what no library would. Only for tests. */
import { once } from 'node:events'
import net from 'node:net'
import { expect, vi } from 'vitest'
import type { Clock } from '#foundation/host/host'
import type { AppOptions, Handlers } from './app.ts'
import { App, noSuchRoute } from './app.ts'
import type { Contract, Operation } from './contract.ts'
import type { Middleware } from './exchange.ts'
import { ClientGone, HttpProblem } from './problem.ts'
import type { ServerOptions } from './server.ts'
import { HttpServer } from './server.ts'

type AllOptions = AppOptions & ServerOptions
export type TestOptions = Partial<AllOptions>

/** In short, what a service has: every error becomes a response, except that the client has gone. */
export const errors: Middleware = {
  fail: (_exchange, error) => {
    if (error instanceof ClientGone) throw error
    const { status, fields, headers } = error instanceof HttpProblem ? error : fault(error)
    return { status, headers, body: { kind: 'problem', fields } }
  },
}

function fault(error: unknown): HttpProblem {
  return new HttpProblem(500, { code: 'INTERNAL', detail: String(error) })
}

const DEFAULTS: AllOptions = {
  middleware: [errors],
  silentMiddleware: [errors],
  bodyBytesMax: { bytes: 64 * 1024, json: 64 * 1024 },
  bufferedBytesMax: 1024 * 1024,
  inFlightMax: 100,
  streamsMax: 100,
  deadlineMs: 60_000,
  onFault: () => undefined,
  host: '127.0.0.1',
  port: 0,
  readTimeoutMs: 60_000,
  idleTimeoutMs: 60_000,
  connectionsMax: 100,
}

/** An interval of 0 is one that does not move fake timers. */
const TAIL_LENGTH = 100
const POLL = { interval: 0, timeout: 60_000 }

export class TestApp implements AsyncDisposable {
  readonly app: App
  readonly server: HttpServer
  readonly #clients: RawClient[] = []

  static async serve<const C extends Contract>(
    clock: Clock,
    contract: C,
    handlers: Handlers<C>,
    options: TestOptions = {},
  ): Promise<TestApp> {
    const all = { ...DEFAULTS, ...options }
    const app = new App(clock, all)
    app.mount(contract, handlers)
    return new TestApp(app, await HttpServer.listen(app, all, noSuchRoute('/docs has them')))
  }

  private constructor(app: App, server: HttpServer) {
    this.app = app
    this.server = server
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.server.port)}`
  }

  /** A connection of its own, closed with the application at the latest. */
  async connect(options: { readonly allowHalfOpen?: boolean } = {}): Promise<RawClient> {
    const socket = net.connect({ port: this.server.port, host: '127.0.0.1', ...options })
    const client = new RawClient(socket)
    this.#clients.push(client)
    await once(socket, 'connect')
    return client
  }

  /** What is counted while it lasts. */
  get left() {
    const { inFlight, streams, bufferedBytes } = this.app
    return { inFlight, streams, bufferedBytes }
  }

  /** Fails if anything is still counted when all connections are gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.leave()
    await this.server.close(0)
    const nothing = { inFlight: 0, streams: 0, bufferedBytes: 0 }
    await vi.waitFor(() => {
      expect(this.left).toEqual(nothing)
      expect([...this.app.underWay]).toEqual([])
    }, POLL)
    this.app[Symbol.dispose]()
  }
}

export type Answer = {
  readonly status: number
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const HEAD = /^HTTP\/1\.1 (\d{3}) [^\r]*\r\n([^]*?)\r\n\r\n/

/** One connection, as bytes. Text is one character per byte. */
export class RawClient {
  /** What came and was not yet taken by `answer`. */
  received = ''
  /** The end of it. To look at all of a long answer again and again takes seconds. */
  tail = ''
  /** Whether the server has ended its side, or cut the connection. */
  isEnded = false
  readonly #socket: net.Socket
  #news = Promise.withResolvers<undefined>()
  /** Length of the answer that is being received, once its headers are there. */
  #end = 0

  constructor(socket: net.Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString('latin1')
      this.received += text
      this.tail = (this.tail + text).slice(-TAIL_LENGTH)
      this.#announce()
    })
    for (const event of ['end', 'close', 'error']) {
      socket.on(event, () => {
        this.isEnded = true
        this.#announce()
      })
    }
  }

  send(text: string | Uint8Array): void {
    this.#socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text)
  }

  /** Sends a request without a body, or with the headers of one that is yet to come. */
  request(method: string, path: string, headers: Readonly<Record<string, string>> = {}): void {
    const lines = Object.entries({ Host: 'test', ...headers }).map(entry => entry.join(': '))
    this.send(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  }

  /** The next whole answer. It must not be in chunks, nor to HEAD. */
  async answer(): Promise<Answer> {
    for (;;) {
      const answer = this.#take()
      if (answer) return answer
      if (this.isEnded) throw new Error(`The connection ended after ${this.received}`)
      await this.#news.promise
    }
  }

  /** What the server's side of the connection has not taken. */
  get unsentBytes(): number {
    return this.#socket.writableLength
  }

  /** Takes nothing more from the connection, until `resume`. */
  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** Sends nothing more, and goes on reading. */
  endSending(): void {
    this.#socket.end()
  }

  /** Cuts the connection, without ceremony. */
  leave(): void {
    this.#socket.resetAndDestroy()
  }

  #announce(): void {
    this.#news.resolve(undefined)
    this.#news = Promise.withResolvers()
  }

  #take(): Answer | undefined {
    // To look at all of a long answer for every piece of it takes seconds.
    if (this.received.length < this.#end) return undefined
    const match = HEAD.exec(this.received)
    if (!match) return undefined
    const [head, status, lines = ''] = match
    const headers = Object.fromEntries(
      lines.split('\r\n').map(line => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
      }),
    )
    const end = head.length + Number(headers['content-length'] ?? 0)
    this.#end = end
    if (this.received.length < end) return undefined
    this.#end = 0
    const body = this.received.slice(head.length, end)
    this.received = this.received.slice(end)
    return { status: Number(status), headers, body }
  }
}

/** Expects of what is read again and again, until it holds. Fake timers do not move meanwhile. */
export function eventually<T>(read: () => T | Promise<T>) {
  return expect.poll(read, POLL)
}

/** An operation for tests, whose documentation does not matter. */
export function operation<
  const Method extends Operation['method'],
  const Path extends string,
  const Responses extends Operation['responses'],
>(method: Method, path: Path, responses: Responses) {
  return { method, path, summary: 'Is tested', tag: 'test', responses }
}

export const textAnswer = { 200: { description: 'Text', body: 'bytes' } } as const
export const doneAnswer = { 204: { description: 'Done', body: 'none' } } as const
/** The body of a request: any bytes. */
export const anything = { kind: 'bytes', description: 'Anything' } as const
