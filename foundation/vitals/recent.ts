/** Percentiles of the recent past: of values that were recorded in the last one to two windows. */
import type { RecordableHistogram } from 'node:perf_hooks'
import { createHistogram } from 'node:perf_hooks'

/** Long enough for a 99th percentile, short enough to see a change. */
export const WINDOW_MS = 10_000

export class Recent {
  #windowStart = 0
  #current: RecordableHistogram = createHistogram()
  #previous: RecordableHistogram = createHistogram()

  /** A whole number from 1 on; `nowMs` is the time of a clock that never goes back. */
  record(value: number, nowMs: number): void {
    if (nowMs - this.#windowStart >= WINDOW_MS) this.#turn(nowMs)
    this.#current.record(value)
  }

  /** 0 when there was nothing. */
  percentiles<const P extends readonly number[]>(
    wanted: P,
    nowMs: number,
  ): { [Index in keyof P]: number } {
    if (nowMs - this.#windowStart >= WINDOW_MS) this.#turn(nowMs)
    const both = createHistogram()
    both.add(this.#current)
    both.add(this.#previous)
    const values = wanted.map(percent => (both.count === 0 ? 0 : both.percentile(percent)))
    return values as { [Index in keyof P]: number }
  }

  #turn(nowMs: number): void {
    const isOld = nowMs - this.#windowStart >= 2 * WINDOW_MS
    const next = this.#previous
    this.#previous = isOld ? createHistogram() : this.#current
    next.reset()
    this.#current = next
    this.#windowStart = nowMs
  }
}
