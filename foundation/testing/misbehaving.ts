/** An HTTP server that answers as a test tells it, well or badly, on a port that stays the same while it is down. */
import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export class MisbehavingServer implements AsyncDisposable {
  /** How many requests came. */
  requests = 0
  /** Requests under way now, and the most there ever were at once. */
  underWay = 0
  underWayMax = 0
  #answer: RequestListener
  #server: Server
  #port = 0

  static async start(answer: RequestListener): Promise<MisbehavingServer> {
    const server = new MisbehavingServer(answer)
    await server.up()
    return server
  }

  private constructor(answer: RequestListener) {
    this.#answer = answer
    this.#server = this.#made()
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`
  }

  answers(answer: RequestListener): void {
    this.#answer = answer
  }

  /** Listens, on the port it had before if it was down. */
  async up(): Promise<void> {
    this.#server = this.#made()
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  /** Nothing listens any more, and every connection is cut. */
  async down(): Promise<void> {
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.down()
  }

  #made(): Server {
    return createServer((request, response) => {
      this.requests++
      this.underWay++
      this.underWayMax = Math.max(this.underWayMax, this.underWay)
      response.once('close', () => this.underWay--)
      this.#answer(request, response)
    })
  }
}

export type Answer = RequestListener

export function text(body: string | Uint8Array, status = 200): Answer {
  return (_request, response) => {
    response.writeHead(status).end(body)
  }
}

export function json(value: unknown): Answer {
  return text(JSON.stringify(value))
}

/** Accepts and says nothing. */
export const silence: Answer = () => undefined

/** Headers and a first byte at once, then one every `ms`, without end. */
export function trickle(ms: number): Answer {
  return (_request, response) => {
    response.writeHead(200).write('{')
    const timer = setInterval(() => response.write(' '), ms)
    response.once('close', () => {
      clearInterval(timer)
    })
  }
}

/** As much as is taken. */
export const endless: Answer = (_request, response) => {
  const chunk = Buffer.alloc(64 * 1024, ' ')
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  }
  response.writeHead(200).on('drain', more)
  more()
}

/** Promises more than it sends, and hangs up. */
export const cutShort: Answer = (_request, response) => {
  response.writeHead(200, { 'Content-Length': '1000' })
  response.write('{"requests":1', () => {
    response.destroy()
  })
}
