/** Logs what is new, once: a service that is down for an hour is one line, and one more when it is back. */
import type { Outcome } from '#foundation/expvar/client'
import type { Logger } from '#foundation/logger/logger'
import type { Delivery } from './publisher/publisher.ts'

export class Changes {
  readonly #log: Logger
  readonly #last = new Map<string, string>()

  constructor(log: Logger) {
    this.#log = log
  }

  outcome(outcome: Outcome): void {
    if (outcome.kind === 'read') {
      if (this.#isNew('collector', 'collected')) this.#log.info({}, 'collecting')
      return
    }
    const { reason, detail } = outcome
    if (this.#isNew('collector', reason)) this.#log.warn({ reason, detail }, 'cannot collect')
    else this.#log.debug({ reason, detail }, 'still cannot collect')
  }

  delivery(publisher: string, delivery: Delivery, error: unknown): void {
    // Of one that is slow, whatever it ends in is more to the point.
    if (delivery === 'skipped' || !this.#isNew(publisher, delivery)) return
    if (delivery === 'published') this.#log.info({ publisher }, 'publishing')
    else this.#log.warn({ publisher, error }, 'cannot publish')
  }

  #isNew(subject: string, state: string): boolean {
    const isNew = this.#last.get(subject) !== state
    this.#last.set(subject, state)
    return isNew
  }
}
