/** The turns of Node's event loop: its immediates run when all sockets that had something were read. */
import type { Turns } from './host.ts'

export class EventLoopTurns implements Turns {
  #ending: (() => void)[] = []

  next(callback: () => void): void {
    setImmediate(() => {
      this.#end()
      callback()
    })
  }

  atEnd(callback: () => void): void {
    if (this.#ending.push(callback) === 1) setImmediate(this.#end)
  }

  readonly #end = (): void => {
    if (this.#ending.length === 0) return
    try {
      // Grows while it is gone through.
      for (const callback of this.#ending) callback()
    } finally {
      this.#ending = []
    }
  }
}
