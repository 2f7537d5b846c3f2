/** Middleware around the handlers: the way in, outermost first, and the way out of a response or an error. */
import type { Exchange, Middleware, Response } from '../exchange.ts'

export class Onion {
  readonly #layers: readonly Middleware[]
  readonly #innermost: number

  /** Outermost first. */
  constructor(layers: readonly Middleware[]) {
    this.#layers = layers
    this.#innermost = layers.length - 1
  }

  /** Undefined if all layers have let the request in; else the response to the error of one. Throws like `fail`. */
  enter(exchange: Exchange): Response | undefined {
    let depth = 0
    try {
      for (const { enter } of this.#layers) {
        enter?.(exchange)
        depth++
      }
      return undefined
    } catch (error) {
      return this.fail(exchange, error, depth - 1)
    }
  }

  /** What a response becomes on its way out, from the layer at this depth on. Throws like `fail`. */
  leave(exchange: Exchange, response: Response, from = this.#innermost): Response {
    let current = response
    let depth = from
    try {
      for (; depth >= 0; depth--) {
        const leave = this.#layers[depth]?.leave
        if (leave) current = leave(exchange, current)
      }
      return current
    } catch (error) {
      return this.fail(exchange, error, depth - 1)
    }
  }

  /** What an error becomes on its way out, from the layer at this depth on. Throws it if no layer makes a response of it. */
  fail(exchange: Exchange, error: unknown, from = this.#innermost): Response {
    let current = error
    for (let depth = from; depth >= 0; depth--) {
      const fail = this.#layers[depth]?.fail
      if (!fail) continue
      let response: Response
      try {
        response = fail(exchange, current)
      } catch (thrown) {
        current = thrown
        continue
      }
      return this.leave(exchange, response, depth - 1)
    }
    throw current
  }
}
