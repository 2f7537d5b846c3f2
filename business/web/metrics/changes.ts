/** What is counted where no line can be written for each: a line when a count begins to grow, and one when it stands still. */
import type { Clock, Timer } from '#foundation/host/host'
import { Episode } from '#foundation/logger/episode'
import type { Logger } from '#foundation/logger/logger'
import type { App } from '#foundation/web/app'
import type { HttpServer } from '#foundation/web/server'

export const CHANGES_CHECK_MS = 1000
/** A count that has stood still for this long is at rest. */
const CALM_MS = 10_000

export type Growing = {
  readonly begins: string
  readonly ends: string
  /** Never falls. */
  readonly total: () => number
}

/** What every service refuses before there is a request to write a line about. */
export function refusalsOf(app: App, api: HttpServer): readonly Growing[] {
  return [
    {
      begins: 'overload: requests are refused as they come',
      ends: 'the overload is over',
      total: () => app.shed,
    },
    {
      begins: 'connections are refused: there are as many as may be',
      ends: 'connections are taken again',
      total: () => api.refused,
    },
  ]
}

/** Looks every `CHANGES_CHECK_MS`, until it is disposed of. */
export class Changes implements Disposable {
  readonly #clock: Clock
  readonly #checks: readonly (() => void)[]
  #timer: Timer

  constructor(log: Logger, clock: Clock, counts: readonly Growing[]) {
    this.#clock = clock
    this.#checks = counts.map(({ begins, ends, total }) => {
      const episode = new Episode(log, clock, { begins, ends, calmMs: CALM_MS })
      let last = total()
      return () => {
        const now = total()
        if (now > last) episode.shows({ count: now - last }, now - last)
        last = now
      }
    })
    this.#timer = this.#wait()
  }

  [Symbol.dispose](): void {
    this.#timer.cancel()
  }

  #wait(): Timer {
    return this.#clock.after(CHANGES_CHECK_MS, () => {
      for (const check of this.#checks) check()
      this.#timer = this.#wait()
    })
  }
}
