/**
 * Responses on their way out. All that become ready in one turn of the event loop are written at its end, one right after the
 * other: a write that finds its reader asleep has to wake it, which costs several times what the write does, and a
 * reader of many connections is woken by the first.
 */
import type { Exchange, Response } from '../exchange.ts'
import { respond } from '../message/respond.ts'

/** Told of what costs a client its answer, or the rest of it, and is not the client's doing. */
export type FaultListener = (error: unknown, exchange: Exchange) => void

/** So many are written before the end of the turn, */
const GATHERED_MAX = 64
/** and as many as there are when the first has waited this long. */
const GATHER_MS_MAX = 1

export class Outbox {
  readonly #onSent: (exchange: Exchange) => void
  readonly #onFault: FaultListener
  #gathered: Exchange[] = []
  /** Writes what there is. */
  readonly flush = (): void => {
    const gathered = this.#gathered
    if (gathered.length === 0) return
    this.#gathered = []
    for (const exchange of gathered) {
      if (exchange.response) this.#write(exchange, exchange.response)
    }
  }

  /** Called once for every response: when the operating system has taken it, the client has gone, or it cannot be sent. */
  constructor(onSent: (exchange: Exchange) => void, onFault: FaultListener) {
    this.#onSent = onSent
    this.#onFault = onFault
  }

  /** The response is the one that the exchange has. */
  send(exchange: Exchange): void {
    const count = this.#gathered.push(exchange)
    if (count === 1) setImmediate(this.flush)
    else if (count === GATHERED_MAX || this.#waitedMs(exchange) >= GATHER_MS_MAX) this.flush()
  }

  /** How much sooner than this response the first of those gathered was ready. */
  #waitedMs({ readyAt = 0 }: Exchange): number {
    return readyAt - (this.#gathered[0]?.readyAt ?? 0)
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
          (error: unknown) => {
            this.#fail(exchange, error)
          },
        )
    } catch (error) {
      this.#fail(exchange, error)
    }
  }

  #fail(exchange: Exchange, error: unknown): void {
    if (!isLeaving(error)) this.#onFault(error, exchange)
    // A stream of events has ended by itself.
    if (!exchange.out.writableEnded) exchange.cut()
    this.#onSent(exchange)
  }
}

/** Whether it says that the client has gone. */
function isLeaving(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE'
}
