/** Logs what is new, once: a service that is down for an hour is one line, and one more when it is back. */
import type { Outcome } from '#foundation/expvar/client'
import type { Clock } from '#foundation/host/host'
import { Episode } from '#foundation/logger/episode'
import type { Logger } from '#foundation/logger/logger'
import type { Delivery } from './publisher/publisher.ts'

/** A publisher that has skipped no report for this long is not slow any more. */
const SKIPPED_CALM_MS = 60_000

export class Changes {
  readonly #log: Logger
  readonly #clock: Clock
  readonly #uncollected: Episode
  /** By publisher. */
  readonly #unpublished = new Map<string, Episode>()
  readonly #skipped = new Map<string, Episode>()
  /** Why the last collection failed; undefined if it did not. */
  #reason: string | undefined
  #hasCollected = false

  constructor(log: Logger, clock: Clock) {
    this.#log = log
    this.#clock = clock
    this.#uncollected = this.#episode('cannot collect', 'collecting', {})
  }

  outcome(outcome: Outcome): void {
    if (outcome.kind === 'read') {
      if (!this.#hasCollected && this.#reason === undefined) this.#log.info({}, 'collecting')
      this.#hasCollected = true
      this.#reason = undefined
      this.#uncollected.over()
      return
    }
    const { reason, detail } = outcome
    // What becomes another trouble is told as that too.
    const isOther = this.#reason !== undefined && this.#reason !== reason
    if (isOther) this.#log.warn({ reason, detail }, 'cannot collect')
    else if (this.#reason === reason) this.#log.debug({ reason, detail }, 'still cannot collect')
    this.#reason = reason
    this.#uncollected.shows({ reason, detail })
  }

  delivery(publisher: string, delivery: Delivery, error: unknown): void {
    if (delivery === 'skipped') {
      this.#slow(publisher).shows({})
      return
    }
    const known = this.#unpublished.get(publisher)
    const unpublished = known ?? this.#episode('cannot publish', 'publishing', { publisher })
    this.#unpublished.set(publisher, unpublished)
    if (delivery === 'failed') {
      unpublished.shows({ reason: error instanceof Error ? error.message : String(error) })
      return
    }
    if (!known) this.#log.info({ publisher }, 'publishing')
    unpublished.over()
  }

  #slow(publisher: string): Episode {
    const begins = 'reports are skipped: the publisher takes longer than the pause between two'
    const slow =
      this.#skipped.get(publisher) ??
      this.#episode(begins, 'reports are no longer skipped', { publisher }, SKIPPED_CALM_MS)
    this.#skipped.set(publisher, slow)
    return slow
  }

  #episode(begins: string, ends: string, fields: object, calmMs?: number): Episode {
    const options = { begins, ends, fields, ...(calmMs === undefined ? {} : { calmMs }) }
    return new Episode(this.#log, this.#clock, options)
  }
}
