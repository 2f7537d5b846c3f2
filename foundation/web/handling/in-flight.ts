/**
 * The requests being answered. Not a `Set`: one that is filled and emptied all the time replaces its table again and again,
 * each leads to the next, and as soon as one of them is old, garbage collection takes all that ever were in them for alive.
 */
import type { Exchange } from '../exchange.ts'

export class InFlight {
  readonly #slots: (Exchange | undefined)[] = []
  readonly #free: number[] = []

  get size(): number {
    return this.#slots.length - this.#free.length
  }

  add(exchange: Exchange): void {
    const slot = this.#free.pop() ?? this.#slots.length
    exchange.slot = slot
    this.#slots[slot] = exchange
  }

  /** Does nothing if it is not there. */
  delete(exchange: Exchange): void {
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
