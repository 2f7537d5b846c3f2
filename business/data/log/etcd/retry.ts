/** How long a request to etcd is tried again. */
import type { Clock } from '#foundation/host/host'
import { elapsed } from '#foundation/host/host'

/** How long an append or a barrier tries, before it says that it does not know. */
const TRY_MS_MAX = 4000
/** Between two attempts: twice as long after each. */
const PAUSE_MS = { first: 10, max: 200 }
/**
 * How long an attempt waits for its answer: twice as long after each that waited in vain. What a member sent on to a leader
 * that is gone is never answered, and a new leader is there a second later; but etcd may also just be slow.
 */
const ATTEMPT_MS = { first: 500, max: 2000 }

/** When to try again, and until when. */
export class Retry {
  readonly #clock: Clock
  readonly #endsAt: number
  #pauseMs = PAUSE_MS.first
  #attemptMs = ATTEMPT_MS.first
  #begunAt = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#endsAt = clock.monotonic() + TRY_MS_MAX
  }

  get isOver(): boolean {
    return this.#clock.monotonic() >= this.#endsAt
  }

  /** Begins an attempt, and returns how long it should wait. */
  attempt(): number {
    this.#begunAt = this.#clock.monotonic()
    return this.#attemptMs
  }

  async pause(): Promise<void> {
    if (this.#clock.monotonic() - this.#begunAt >= this.#attemptMs) {
      this.#attemptMs = Math.min(this.#attemptMs * 2, ATTEMPT_MS.max)
    }
    await elapsed(this.#clock, this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs * 2, PAUSE_MS.max)
  }
}
