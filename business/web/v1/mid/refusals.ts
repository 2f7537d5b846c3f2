/** Requests that are refused because the service does not serve them now: a line when that begins, and one when it is over. */
import type { Clock } from '#foundation/host/host'
import { Episode } from '#foundation/logger/episode'
import type { Logger } from '#foundation/logger/logger'
import type { Exchange, Response } from '#foundation/web/exchange'

/** They are over when none has been refused for this long. */
const CALM_MS = 10_000
/** A client asks more often than it may. */
export const TOO_MANY_REQUESTS = 429
/** Those, and too busy, and not in time. A full disk, 507, has lines of its own. */
const STATUSES: ReadonlySet<number> = new Set([TOO_MANY_REQUESTS, 503, 504])

export class Refusals {
  readonly #log: Logger
  readonly #clock: Clock
  /** By the code of the problem. */
  readonly #episodes = new Map<string, Episode>()

  constructor(log: Logger, clock: Clock) {
    this.#log = log
    this.#clock = clock
  }

  saw({ id, traceId }: Exchange, { status, body }: Response): void {
    if (!STATUSES.has(status) || body.kind !== 'problem') return
    const { code, detail } = body.fields
    let episode = this.#episodes.get(code)
    if (!episode) {
      episode = new Episode(this.#log, this.#clock, {
        begins: 'requests are refused',
        ends: 'requests are no longer refused',
        fields: { code },
        calmMs: CALM_MS,
      })
      this.#episodes.set(code, episode)
    }
    episode.shows({ detail, operation: id, traceId })
  }
}
