/** What is counted where no line can be written for each: a line when a count begins to grow, and one when it stands still. */
import type { Clock } from '#foundation/host/host'
import { Episode } from '#foundation/logger/episode'
import type { Logger } from '#foundation/logger/logger'

export const CHANGES_CHECK_MS = 1000
/** A count that has stood still for this long is at rest. */
const CALM_MS = 10_000

type Growing = {
  readonly begins: string
  readonly ends: string
  /** Never falls. */
  readonly total: () => number
}

/** To be called again and again, every `CHANGES_CHECK_MS`. */
export function changes(log: Logger, clock: Clock, counts: readonly Growing[]): () => void {
  const checks = counts.map(({ begins, ends, total }) => {
    const episode = new Episode(log, clock, { begins, ends, calmMs: CALM_MS })
    let last = total()
    return (): void => {
      const now = total()
      if (now > last) episode.shows({ count: now - last }, now - last)
      last = now
    }
  })
  return () => {
    for (const check of checks) check()
  }
}
