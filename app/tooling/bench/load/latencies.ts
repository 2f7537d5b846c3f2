/** How long requests took, as a histogram with three significant digits, from a microsecond to hours. */
import type { RecordableHistogram } from 'node:perf_hooks'
import { createHistogram } from 'node:perf_hooks'

/** In milliseconds; not numbers if there was none. */
export type Percentiles = {
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly p999: number
  readonly max: number
}

/** So many of 100 took at most so many milliseconds. */
export type CurvePoint = { readonly percent: number; readonly ms: number }

const DECADES_MAX = 4
const POINTS_PER_DECADE = 20
/** Node has no percentile of zero. */
const PERCENT_MIN = 0.001

export class Latencies {
  readonly #microseconds: RecordableHistogram = createHistogram()

  static sum(all: readonly Latencies[]): Latencies {
    const sum = new Latencies()
    for (const one of all) {
      // Node refuses to add what is empty.
      if (one.count > 0) sum.#microseconds.add(one.#microseconds)
    }
    return sum
  }

  get count(): number {
    return this.#microseconds.count
  }

  add(ms: number): void {
    this.#microseconds.record(Math.max(1, Math.round(ms * 1000)))
  }

  percentiles(): Percentiles {
    return {
      p50: this.#ms(50),
      p90: this.#ms(90),
      p99: this.#ms(99),
      p999: this.#ms(99.9),
      max: this.#ms(100),
    }
  }

  /** Percentiles up to 99.99, or to the slowest latency: each leaves the same fraction of what the one before left above it. */
  curve(): CurvePoint[] {
    const decades = Math.min(DECADES_MAX, Math.log10(this.count))
    const points = this.count === 0 ? 0 : Math.floor(decades * POINTS_PER_DECADE) + 1
    return Array.from({ length: points }, (_, point) => {
      const percent = 100 * (1 - 10 ** (-point / POINTS_PER_DECADE))
      return { percent, ms: this.#ms(Math.max(PERCENT_MIN, percent)) }
    })
  }

  #ms(percent: number): number {
    return this.count === 0 ? Number.NaN : this.#microseconds.percentile(percent) / 1000
  }
}
