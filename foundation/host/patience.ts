/**
 * Whether a durable write may block this thread. On a fast disk the two trips to the thread pool and back cost as much as
 * the sync itself; on a slow one blocking syncs would keep every reader waiting. What the last ones took decides.
 */

/** Writes may block for this long on average: about what the requests of one turn of the event loop take. */
const BLOCKING_MS_MAX = 1
/** How much one write moves the average. */
const WEIGHT = 1 / 16
/** Above that all writes go to the thread pool for this long; twice as long after each failed try, up to the limit. */
const PAUSE_MS_MIN = 1_000
const PAUSE_MS_MAX = 60_000

export class Patience {
  readonly #msMax: number
  #meanMs = 0
  #notBefore = 0
  #pauseMs = PAUSE_MS_MIN

  constructor(msMax = BLOCKING_MS_MAX) {
    this.#msMax = msMax
  }

  /** Whether a write that starts at `now`, in milliseconds of a clock that never goes back, may block. */
  permits(now: number): boolean {
    return now >= this.#notBefore
  }

  /** To be told what every permitted write took. */
  took(started: number, ended: number): void {
    const ms = ended - started
    this.#meanMs += (ms - this.#meanMs) * WEIGHT
    if (this.#meanMs <= this.#msMax) {
      if (ms <= this.#msMax) this.#pauseMs = PAUSE_MS_MIN
      return
    }
    // The next try starts with a mean that its own time tips over, or not.
    this.#meanMs = this.#msMax
    this.#notBefore = ended + this.#pauseMs
    this.#pauseMs = Math.min(PAUSE_MS_MAX, this.#pauseMs * 2)
  }
}
