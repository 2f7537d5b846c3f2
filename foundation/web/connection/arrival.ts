/** When a request came, as far as the process could see: what latency is measured from. */
import type { Socket } from 'node:net'
import type { Turn } from './turn.ts'

/** Milliseconds of a clock that never goes back. */
export type Arrival = {
  /** When its first byte was ready to be read: at the beginning of the turn of the event loop that read it. */
  readonly firstByteAt: number
  /** Spent on receiving its headers, as opposed to waiting for the requests that were read before it in the same turn. */
  readonly headersMs: number
}

/**
 * The part of Node's parser that is used here. It is not documented: without it, a request is taken to begin when its headers
 * are complete.
 */
type Parser = {
  [slot: number]: unknown
  readonly constructor: { readonly kOnMessageBegin?: number }
}

/** Of one connection. */
export class Arrivals {
  readonly #turn: Turn
  #firstByteAt: number | undefined

  /** The socket is one that an HTTP server has just accepted. */
  constructor(turn: Turn, socket: Socket) {
    this.#turn = turn
    const { parser } = socket as { readonly parser?: Parser }
    const slot = parser?.constructor.kOnMessageBegin
    if (parser === undefined || slot === undefined) return
    // The parser is used again for other connections: it must hold nothing but this.
    parser[slot] = (): void => {
      this.#firstByteAt = turn.begin()
    }
  }

  /** Whether a request has begun whose headers are not complete. */
  get hasBegun(): boolean {
    return this.#firstByteAt !== undefined
  }

  /** Of the request whose headers are complete now. */
  take(): Arrival {
    const turnAt = this.#turn.begin()
    const firstByteAt = this.#firstByteAt ?? turnAt
    this.#firstByteAt = undefined
    const headersMs = firstByteAt === turnAt ? 0 : this.#turn.now() - firstByteAt
    return { firstByteAt, headersMs }
  }
}
