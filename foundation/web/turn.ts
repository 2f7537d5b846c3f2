/**
 * Tells an overload from how long the turns of the event loop take requests off their connections. In an overload turn after
 * turn is long, because more has arrived meanwhile; then what comes late in a turn is refused, which is cheap, and the rest of
 * the turn answers what was taken. A long turn now and then, as when code runs for the first time, refuses nothing.
 *
 * Those who are served wait for two turns at most: the one that was under way when they came, and their own.
 */
import type { Clock } from '#foundation/host/host'

/** A turn that takes requests for longer is long. */
export const LONG_TURN_MS = 50
/** A connection whose requests have taken up so much of a turn lets the others go on. */
const SHARE_MS = 10
/** Turns that are long for so long, one after the other, are an overload. */
export const OVERLOAD_MS = 500

export class Turn {
  readonly #clock: Clock
  #startedAt: number | undefined
  #isLong = false
  /** When the first of the long turns in a row started. */
  #longSince: number | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  now(): number {
    return this.#clock.monotonic()
  }

  /** Something has been read off a connection. Returns when this turn began to read. */
  begin(): number {
    if (this.#startedAt !== undefined) return this.#startedAt
    this.#startedAt = this.now()
    // Runs when everything that had arrived has been taken.
    setImmediate(() => {
      this.#end()
    })
    return this.#startedAt
  }

  isUsedUp(): boolean {
    return this.now() - this.begin() >= SHARE_MS
  }

  /** Asked once for every request, when it is taken. */
  isTooMuch(): boolean {
    const startedAt = this.begin()
    const now = this.now()
    if (!this.#isLong && now - startedAt > LONG_TURN_MS) {
      this.#isLong = true
      this.#longSince ??= startedAt
    }
    return this.#isLong && now - (this.#longSince ?? now) > OVERLOAD_MS
  }

  #end(): void {
    if (!this.#isLong) this.#longSince = undefined
    this.#isLong = false
    this.#startedAt = undefined
  }
}
