/** How long a request to etcd is tried again. */
import type { Clock } from '#foundation/host/host'
import { elapsed } from '#foundation/host/host'

/** How long an append or a barrier tries, before it says that it does not know. */
const TRY_MS_MAX = 4000
/** Between two attempts: twice as long after each. */
const PAUSE_MS = { first: 10, max: 200 }

/** When to try again, and until when. */
export class Retry {
  readonly #clock: Clock
  readonly #endsAt: number
  #pauseMs = PAUSE_MS.first

  constructor(clock: Clock) {
    this.#clock = clock
    this.#endsAt = clock.monotonic() + TRY_MS_MAX
  }

  get isOver(): boolean {
    return this.#clock.monotonic() >= this.#endsAt
  }

  async pause(): Promise<void> {
    await elapsed(this.#clock, this.#pauseMs)
    this.#pauseMs = Math.min(this.#pauseMs * 2, PAUSE_MS.max)
  }
}
