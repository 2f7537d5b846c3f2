/**
 * Tells an overload from how long the turns of the event loop take requests off their connections. In an overload most turns
 * are long, because more has arrived meanwhile; then what comes late in a turn is refused, which is cheap, and the rest of
 * the turn answers what was taken. A long turn now and then, as when code runs for the first time, refuses nothing.
 *
 * A short turn between long ones ends no overload: clients that are slower to take answers than to send requests make such.
 * So the time of long turns is counted up, and all other time counts it down.
 *
 * Those who are served wait for two turns at most: the one that was under way when they came, and their own.
 */
import type { Clock } from '#foundation/host/host'

/** A turn that takes requests for longer is long. */
export const LONG_TURN_MS = 50
/** A connection whose requests have taken up so much of a turn lets the others go on. */
const SHARE_MS = 10
/** So much time of long turns, less the time between them, is an overload. */
export const OVERLOAD_MS = 300
/** No more is counted: an overload is over after as much time without long turns as it exceeds `OVERLOAD_MS` by. */
const COUNTED_MS_MAX = 2 * OVERLOAD_MS

export class Turn {
  readonly #clock: Clock
  #startedAt: number | undefined
  #isLong = false
  /** Time of long turns, less the time between them, at the end of the last one. */
  #countedMs = 0
  #lastLongEndedAt = 0

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
    const elapsed = this.now() - startedAt
    if (elapsed > LONG_TURN_MS) this.#isLong = true
    return this.#isLong && this.#countedAt(startedAt) + elapsed > OVERLOAD_MS
  }

  /** Whether long turns have taken up more of the time lately than all other. */
  get hasBeenLong(): boolean {
    return this.#countedAt(this.now()) > 0
  }

  #end(): void {
    if (this.#isLong) {
      const now = this.now()
      const startedAt = this.#startedAt ?? now
      this.#countedMs = Math.min(COUNTED_MS_MAX, this.#countedAt(startedAt) + now - startedAt)
      this.#lastLongEndedAt = now
    }
    this.#isLong = false
    this.#startedAt = undefined
  }

  /** Outside of long turns. */
  #countedAt(now: number): number {
    return Math.max(0, this.#countedMs - (now - this.#lastLongEndedAt))
  }
}
