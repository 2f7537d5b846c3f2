/** In which phase of its life the process is, and what ended it. */
import type { Logger } from '#foundation/logger/logger'

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
  /** Aborts when the process is asked to end, or fails. */
  readonly ended: AbortSignal
  readonly #log: Logger
  readonly #failed = new AbortController()

  /** `stop` aborts when the process is asked to end. */
  constructor(log: Logger, stop: AbortSignal) {
    this.#log = log
    this.ended = AbortSignal.any([stop, this.#failed.signal])
  }

  /** `what` failed, for the log. Only the first failure counts. */
  fail(error: Error, what = 'storage failed'): void {
    if (this.failure) return
    this.failure = error
    this.#log.fatal({ error }, `${what}: nothing more is accepted`)
    this.#failed.abort(error)
  }
}
