/**
 * One HTTP/1.1 connection over a raw socket, with one request at a time. Parses no more of an answer than it must, so that
 * what is measured is the server.
 */
import net from 'node:net'

const HEADER_END = Buffer.from('\r\n\r\n')
const STATUS_AT = 9
/** Of an unexpected answer, for the message. */
const SHOWN_BYTES = 500

export type ConnectionEvents = {
  readonly onAnswer: (status: number, shown: () => string) => void
  /** The server closed it, or it broke. Not called after `close`. */
  readonly onBroken: (error: Error) => void
}

export class Connection {
  readonly #socket: net.Socket
  readonly #events: ConnectionEvents
  #received: Buffer = Buffer.alloc(0)
  #isClosed = false

  constructor(url: string, events: ConnectionEvents) {
    this.#events = events
    const { hostname, port } = new URL(url)
    this.#socket = net.connect({ host: hostname, port: Number(port), noDelay: true })
    this.#socket.on('data', data => {
      this.#take(data)
    })
    this.#socket.on('error', error => {
      if (!this.#isClosed) events.onBroken(error)
    })
    this.#socket.on('close', () => {
      if (!this.#isClosed) events.onBroken(new Error('the server closed a connection'))
    })
  }

  send(request: Buffer): void {
    this.#socket.write(request)
  }

  close(): void {
    this.#isClosed = true
    this.#socket.destroy()
  }

  #take(data: Buffer): void {
    if (this.#isClosed) return
    const received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data])
    const end = received.indexOf(HEADER_END)
    const length = end < 0 ? 0 : contentLength(received, end)
    if (end < 0 || received.length < end + HEADER_END.length + length) {
      this.#received = received
      return
    }
    this.#received = Buffer.alloc(0)
    const status = Number(received.toString('latin1', STATUS_AT, STATUS_AT + 3))
    this.#events.onAnswer(status, () => received.toString('latin1', 0, SHOWN_BYTES))
  }
}

function contentLength(bytes: Buffer, end: number): number {
  const head = bytes.toString('latin1', 0, end)
  const [, length = '0'] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? []
  return Number(length)
}

/** A request with a body or without, as bytes to send. */
export function requestBytes(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body: Buffer = Buffer.alloc(0),
): Buffer {
  const lines = Object.entries({ Host: 'bench', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  const length = method === 'GET' ? '' : `Content-Length: ${String(body.length)}\r\n`
  const head = `${method} ${path} HTTP/1.1\r\n${lines.join('')}${length}\r\n`
  return Buffer.concat([Buffer.from(head), body])
}

/** Writes what is going to be read. Throws unless it was stored. */
export async function put(url: string, body: Buffer<ArrayBuffer>): Promise<void> {
  const headers = { 'Content-Type': 'text/plain' }
  const response = await fetch(url, { method: 'PUT', body, headers })
  const text = await response.text()
  if (!response.ok) throw new Error(`${url} was answered with ${String(response.status)} ${text}`)
}
