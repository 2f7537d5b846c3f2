/**
 * What came of all collections so far, and what may be published of it at a given moment. Values outlive the service that
 * said them only for a while: first they are marked as stale, then they are gone.
 */
import type { Outcome, Reason } from '#foundation/expvar/client'
import type { Metric } from '#foundation/expvar/metrics'
import type { Tree, Vars } from '#foundation/expvar/expvar'

/**
 * `fresh`: the last collection succeeded. `stale`: it failed, the values are those of the last one that did not.
 * `none`: there never were any, or they are too old.
 */
export type Freshness = 'fresh' | 'stale' | 'none'

export type Health = {
  readonly freshness: Freshness
  /** Since the last success; undefined if there was none. */
  readonly ageMs: number | undefined
  /** Of the last collection; undefined before the first has ended. */
  readonly durationMs: number | undefined
  readonly collections: number
  /** By reason, all reasons. */
  readonly failures: Readonly<Record<Reason, number>>
  /** What was wrong, while something is. */
  readonly complaint: string | undefined
}

export type Report = {
  /** Outlives the values: it says who they are missing from. Empty if the service never said. */
  readonly cmdline: readonly string[]
  /** Both are empty if there are none. */
  readonly metrics: readonly Metric[]
  readonly tree: Tree
  readonly health: Health
}

/** Times are milliseconds of a clock that never goes back. */
export class Ledger {
  readonly #keepMs: number
  readonly #failures: Record<Reason, number> = {
    unreachable: 0,
    timeout: 0,
    status: 0,
    too_large: 0,
    malformed: 0,
    unusable: 0,
  }
  #collections = 0
  #durationMs: number | undefined
  #complaint: string | undefined
  #cmdline: readonly string[] = []
  #last: { readonly vars: Vars; readonly at: number } | undefined

  /** `keepMs`: values older than this are not published. */
  constructor(keepMs: number) {
    this.#keepMs = keepMs
  }

  enter(outcome: Outcome, at: number): void {
    this.#collections++
    this.#durationMs = outcome.durationMs
    if (outcome.kind === 'failed') {
      this.#failures[outcome.reason]++
      this.#complaint = `${outcome.reason}: ${outcome.detail}`
      return
    }
    this.#complaint = undefined
    this.#last = { vars: outcome.vars, at }
    if (outcome.vars.cmdline.length > 0) this.#cmdline = outcome.vars.cmdline
  }

  report(at: number): Report {
    const last = this.#last
    const ageMs = last === undefined ? undefined : at - last.at
    const isKept = ageMs !== undefined && ageMs <= this.#keepMs
    const { metrics = [], tree = {} } = (isKept ? last?.vars : undefined) ?? {}
    return {
      cmdline: this.#cmdline,
      metrics,
      tree,
      health: {
        freshness: !isKept ? 'none' : this.#complaint === undefined ? 'fresh' : 'stale',
        ageMs,
        durationMs: this.#durationMs,
        collections: this.#collections,
        failures: { ...this.#failures },
        complaint: this.#complaint,
      },
    }
  }
}
