/**
 * Responses on their way out. All that become ready in one turn of the event loop are written at its end, one right after the
 * other: a write that finds its reader asleep has to wake it, which costs several times what the write does, and a
 * reader of many connections is woken by the first.
 */
import type { Exchange, Response } from './exchange.ts'
import { respond } from './respond.ts'

/** So many are written before the end of the turn. */
const GATHERED_MAX = 64

export class Outbox {
  readonly #onSent: (exchange: Exchange) => void
  #gathered: Exchange[] = []
  readonly #flush = (): void => {
    const gathered = this.#gathered
    if (gathered.length === 0) return
    this.#gathered = []
    for (const exchange of gathered) {
      if (exchange.response) this.#write(exchange, exchange.response)
    }
  }

  /** Called once for every response: when the operating system has taken it, the client has gone, or it cannot be sent. */
  constructor(onSent: (exchange: Exchange) => void) {
    this.#onSent = onSent
  }

  /** The response is the one that the exchange has. */
  send(exchange: Exchange): void {
    const count = this.#gathered.push(exchange)
    if (count === 1) setImmediate(this.#flush)
    else if (count === GATHERED_MAX) this.#flush()
  }

  #write(exchange: Exchange, response: Response): void {
    try {
      const taken = respond(exchange, response)
      if (!taken) this.#onSent(exchange)
      else
        taken.then(
          () => {
            this.#onSent(exchange)
          },
          () => {
            this.#cut(exchange)
          },
        )
    } catch {
      this.#cut(exchange)
    }
  }

  #cut(exchange: Exchange): void {
    exchange.cut()
    this.#onSent(exchange)
  }
}
