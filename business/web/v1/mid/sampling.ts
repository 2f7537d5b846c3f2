/** Which requests get a line of the log, so that a flood of them neither costs much nor pushes everything else out. */
import type { Clock } from '#foundation/host/host'
import { Episode } from '#foundation/logger/episode'
import type { Logger } from '#foundation/logger/logger'

/** Failed and slow requests are never sampled. This many of them a second are logged; a client that fails in a loop is more. */
export const NOTABLE_PER_SECOND_MAX = 1000
/** After this long without one too many, all are logged again. */
const CALM_MS = 10_000

export class Sampling {
  readonly #clock: Clock
  readonly #plainPerSecond: number
  readonly #unlogged: Episode
  #second = 0
  #plain = 0
  /** Requests that went well since the last one that got a line, also of seconds before. */
  #unlisted = 0
  #notable = 0

  /** Of `plainPerSecond` requests a second that went well each one is logged. */
  constructor(log: Logger, clock: Clock, plainPerSecond: number) {
    this.#clock = clock
    this.#plainPerSecond = plainPerSecond
    this.#unlogged = new Episode(log, clock, {
      begins: 'more requests fail or are slow than are logged',
      ends: 'all requests that fail or are slow are logged again',
      calmMs: CALM_MS,
    })
  }

  /**
   * For how many requests the line of this one stands, which went well: 1; 0 if it gets none. Beyond the rate it is one in
   * 10, beyond ten times the rate one in 100, and so on: the lines grow with the logarithm of the requests. Each stands for
   * all since the line before, so that they add up to all of them.
   */
  plain(): number {
    this.#turn()
    const count = ++this.#plain
    this.#unlisted++
    let step = 1
    for (let bound = this.#plainPerSecond; count > bound; bound *= 10) step *= 10
    if (count % step !== 0) return 0
    const standsFor = this.#unlisted
    this.#unlisted = 0
    return standsFor
  }

  /** Whether one that failed or was slow gets a line. */
  isNotableLogged(): boolean {
    this.#turn()
    if (++this.#notable <= NOTABLE_PER_SECOND_MAX) return true
    this.#unlogged.shows({ perSecond: NOTABLE_PER_SECOND_MAX })
    return false
  }

  #turn(): void {
    const second = Math.floor(this.#clock.monotonic() / 1000)
    if (second === this.#second) return
    this.#second = second
    this.#plain = 0
    this.#notable = 0
  }
}
