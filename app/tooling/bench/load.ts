/**
 * A closed loop of HTTP/1.1 requests over raw sockets: each connection sends its next request when it has its answer.
 * Parses no more than it must, so that what is measured is the server.
 */
import net from 'node:net'
import { createHistogram } from 'node:perf_hooks'
import type { RecordableHistogram } from 'node:perf_hooks'

const HEADER_END = Buffer.from('\r\n\r\n')
const STATUS_AT = 9

export type LoadOptions = {
  readonly url: string
  readonly connections: number
  readonly seconds: number
  /** The bytes of the next request, headers and all. */
  readonly request: () => Buffer
  /** Statuses that count; any other one ends the run. */
  readonly statuses: readonly number[]
  /** Told of every answer: when it was asked for and how long it took, in milliseconds of `performance.now`. */
  readonly onAnswer?: (sentAt: number, ms: number) => void
}

export type LoadResult = {
  readonly perSecond: number
  /** In milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** Rejects when a connection fails or an answer has another status than expected. */
export async function load(options: LoadOptions): Promise<LoadResult> {
  const run = new Run(options)
  const started = performance.now()
  const clients = Array.from({ length: options.connections }, () => new Connection(options, run))
  await Promise.race([
    run.failed,
    new Promise(resolve => setTimeout(resolve, options.seconds * 1000)),
  ])
  const elapsed = (performance.now() - started) / 1000
  for (const client of clients) client.stop()
  return { perSecond: run.count / elapsed, p50: run.percentile(50), p99: run.percentile(99) }
}

/** What all connections of a run count together. */
class Run {
  count = 0
  readonly failed: Promise<never>
  fail: (error: Error) => void = () => undefined
  readonly #microseconds: RecordableHistogram = createHistogram()
  readonly #onAnswer: LoadOptions['onAnswer']

  constructor({ url, onAnswer }: LoadOptions) {
    this.#onAnswer = onAnswer
    this.failed = new Promise((_resolve, reject) => {
      this.fail = error => {
        reject(new Error(`the load on ${url} failed: ${error.message}`))
      }
    })
  }

  answered(sentAt: number): void {
    const ms = performance.now() - sentAt
    this.count++
    this.#microseconds.record(Math.max(1, Math.round(ms * 1000)))
    this.#onAnswer?.(sentAt, ms)
  }

  percentile(percent: number): number {
    return this.#microseconds.percentile(percent) / 1000
  }
}

class Connection {
  readonly #options: LoadOptions
  readonly #run: Run
  readonly #socket: net.Socket
  #received: Buffer = Buffer.alloc(0)
  #sentAt = 0
  #isStopped = false

  constructor(options: LoadOptions, run: Run) {
    this.#options = options
    this.#run = run
    const { hostname, port } = new URL(options.url)
    this.#socket = net.connect({ host: hostname, port: Number(port), noDelay: true })
    this.#socket.on('connect', () => {
      this.#send()
    })
    this.#socket.on('data', data => {
      this.#take(data)
    })
    this.#socket.on('error', error => {
      if (!this.#isStopped) run.fail(error)
    })
    this.#socket.on('close', () => {
      if (!this.#isStopped) run.fail(new Error('the server closed a connection'))
    })
  }

  stop(): void {
    this.#isStopped = true
    this.#socket.destroy()
  }

  #send(): void {
    this.#sentAt = performance.now()
    this.#socket.write(this.#options.request())
  }

  #take(data: Buffer): void {
    if (this.#isStopped) return
    const received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data])
    const end = received.indexOf(HEADER_END)
    const length = end < 0 ? 0 : contentLength(received, end)
    if (end < 0 || received.length < end + HEADER_END.length + length) {
      this.#received = received
      return
    }
    this.#received = Buffer.alloc(0)
    const status = Number(received.toString('latin1', STATUS_AT, STATUS_AT + 3))
    if (!this.#options.statuses.includes(status)) {
      this.#run.fail(new Error(received.toString('latin1', 0, 500)))
      return
    }
    this.#run.answered(this.#sentAt)
    this.#send()
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
