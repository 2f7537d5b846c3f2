/**
 * The requests that were taken off a connection and have not ended. Those that are being answered are counted.
 *
 * Not a `Set`: one that is filled and emptied all the time replaces its table again and again, each leads to the next, and as soon
 * as one of them is old, garbage collection takes all that ever were in them for alive.
 */
import type { Exchange } from '../exchange.ts'

export class InFlight {
  readonly #slots: (Exchange | undefined)[] = []
  readonly #free: number[] = []
  #answering = 0

  /** Those that were received in full and have no answer yet. */
  get answering(): number {
    return this.#answering
  }

  add(exchange: Exchange): void {
    const slot = this.#free.pop() ?? this.#slots.length
    exchange.slot = slot
    this.#slots[slot] = exchange
  }

  /** It was received in full. */
  answer(exchange: Exchange): void {
    exchange.isAnswering = true
    this.#answering++
  }

  /** Does nothing if it was before, or was not received in full. */
  answered(exchange: Exchange): void {
    if (!exchange.isAnswering) return
    exchange.isAnswering = false
    this.#answering--
  }

  /** Does nothing if it is not there. */
  delete(exchange: Exchange): void {
    this.answered(exchange)
    const { slot } = exchange
    if (slot < 0) return
    exchange.slot = -1
    this.#slots[slot] = undefined
    this.#free.push(slot)
  }

  /** In no order. */
  *[Symbol.iterator](): Generator<Exchange> {
    for (const exchange of this.#slots) if (exchange) yield exchange
  }
}
