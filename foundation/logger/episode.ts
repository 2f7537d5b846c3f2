/** What lasts is logged when it begins and when it is over, not each time it shows: an overload, a collector that is down. */
import type { Clock, Timer } from '#foundation/host/host'
import type { Logger } from './logger.ts'

export type EpisodeOptions = {
  /** What is said when it begins, as a warning. */
  readonly begins: string
  /** What is said when it is over. */
  readonly ends: string
  /** Of both lines. */
  readonly fields?: object
  /** It is over when it has not shown for this long. Without it, only `over` ends it. */
  readonly calmMs?: number
}

export class Episode {
  readonly #log: Logger
  readonly #clock: Clock
  readonly #options: EpisodeOptions
  #now: { readonly since: number; last: number; count: number } | undefined
  #timer: Timer | undefined

  constructor(log: Logger, clock: Clock, options: EpisodeOptions) {
    this.#log = log
    this.#clock = clock
    this.#options = options
  }

  /** It shows, `times` times. The fields are logged with the first. */
  shows(fields: object, times = 1): void {
    const at = this.#clock.monotonic()
    if (this.#now) {
      this.#now.last = at
      this.#now.count += times
      return
    }
    this.#now = { since: at, last: at, count: times }
    this.#log.warn({ ...this.#options.fields, ...fields }, this.#options.begins)
    this.#wait()
  }

  /** Nothing if it was not going on. The line has the milliseconds that it lasted, and how often it showed. */
  over(): void {
    if (!this.#now) return
    const { since, last, count } = this.#now
    const until = this.#options.calmMs === undefined ? this.#clock.monotonic() : last
    this.#now = undefined
    this.#timer?.cancel()
    const lastedMs = Math.round(until - since)
    this.#log.info({ ...this.#options.fields, lastedMs, count }, this.#options.ends)
  }

  #wait(): void {
    const { calmMs } = this.#options
    if (calmMs === undefined || !this.#now) return
    const left = this.#now.last + calmMs - this.#clock.monotonic()
    if (left <= 0) this.over()
    else {
      this.#timer = this.#clock.after(left, () => {
        this.#wait()
      })
    }
  }
}
