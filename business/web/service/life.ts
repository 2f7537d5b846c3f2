/** In which phase of its life the process is, and what ended it. */
import type { Logger } from '#foundation/logger/logger'
import { HttpProblem } from '#foundation/web/problem'

/** What the service is doing, as far as traffic is concerned. */
export type Phase = 'starting' | 'ready' | 'draining'

export class Life {
  phase: Phase = 'starting'
  /** What the start waits for, in words, if it waits for something. */
  waitsFor: string | undefined
  /** Aborts when watches and tails are about to be closed. */
  readonly closing = new AbortController()
  /** What made going on impossible. */
  failure: Error | undefined
  /** What made it end, in a word or two, if nothing failed. */
  endedBy = 'signal'
  /** Aborts when the process is asked to end, fails, or has done what it can. */
  readonly ended: AbortSignal
  readonly #log: Logger
  readonly #ended = new AbortController()

  /** `stop` aborts when the process is asked to end. */
  constructor(log: Logger, stop: AbortSignal) {
    this.#log = log
    this.ended = AbortSignal.any([stop, this.#ended.signal])
  }

  /** What it is doing, in words: `starting and waits for its database`. */
  get doing(): string {
    const { phase, waitsFor } = this
    return phase !== 'starting' || waitsFor === undefined
      ? phase
      : `${phase} and waits for ${waitsFor}`
  }

  /** What requests are answered that come before it is ready. What its operator has to do, readiness and the log say. */
  notYet(): HttpProblem {
    const detail = `The service is ${this.phase}; nothing was executed. Try again in a second`
    return new HttpProblem(503, { code: 'NOT_READY', detail }, { 'Retry-After': '1' })
  }

  /** `what` failed, for the log. Only the first failure counts. */
  fail(error: Error, what = 'storage failed'): void {
    if (this.failure) return
    this.failure = error
    this.#log.fatal({ error }, `${what}: nothing more is accepted`)
    this.#ended.abort(error)
  }

  /** It ends as if it was asked to. `by` in a word or two, `why` for the log. */
  end(by: string, why: string): void {
    this.endedBy = by
    this.#log.warn({ why }, 'it ends: nothing more is accepted')
    this.#ended.abort(new Error(why))
  }
}
