/**
 * How many requests of a client all replicas of a program have made in a window of time: the version of a key of sales-api, which
 * each request puts again. The key ends by itself, after twice the window. Windows follow the wall clock.
 */
import type { Clock } from '#foundation/host/host'
import { Episode } from '#foundation/logger/episode'
import type { Logger } from '#foundation/logger/logger'
import type { SalesClient } from '#business/web/client/client'
import { salesClient } from '#business/web/client/client'

/** What a request waits at most. */
export const COUNT_MS_MAX = 250
/** After a failure, nobody waits for sales-api for so long. */
export const AWAY_MS = 1_000

export type SharedCountOptions = {
  readonly salesUrl: URL
  /** Whose replicas count together. */
  readonly program: string
  readonly seconds: number
  readonly clock: Clock
  readonly log: Logger
}

export type Counted = {
  /** With this request. */
  readonly requests: number
  /** When the window ends, from now. */
  readonly endsInMs: number
}

export class SharedCount {
  readonly #options: SharedCountOptions
  readonly #client: SalesClient
  readonly #away: Episode
  #awayUntil = 0

  constructor(options: SharedCountOptions) {
    this.#options = options
    this.#client = salesClient(options.salesUrl.href.replace(/\/$/, ''))
    this.#away = new Episode(options.log, options.clock, {
      begins: 'requests cannot be counted in sales-api: each replica limits its own',
      ends: 'requests are counted in sales-api again',
    })
  }

  /** Counts a request. Undefined if sales-api does not answer in time. */
  async add(client: string): Promise<Counted | undefined> {
    const { clock, seconds } = this.#options
    if (clock.monotonic() < this.#awayUntil) return undefined
    const now = clock.now()
    const window = Math.floor(now / (seconds * 1000))
    try {
      const requests = await this.#put(`${client}/${String(window)}`)
      this.#away.over()
      return { requests, endsInMs: (window + 1) * seconds * 1000 - now }
    } catch (error) {
      this.#awayUntil = clock.monotonic() + AWAY_MS
      this.#away.shows({ error })
      return undefined
    }
  }

  async #put(name: string): Promise<number> {
    const { program, seconds, clock } = this.#options
    const key = `rate-limit/${program}/${name}`
    const late = new AbortController()
    const timer = clock.after(COUNT_MS_MAX, () => {
      late.abort(new Error(`sales-api did not answer within ${String(COUNT_MS_MAX)} ms`))
    })
    try {
      const { data, error, response } = await this.#client.POST('/v1/txn', {
        params: {},
        body: { then: [{ op: 'put', key, value: '', ttl: `${String(2 * seconds)}s` }] },
        headers: { 'Accept-Encoding': 'identity' },
        redirect: 'error',
        signal: late.signal,
      })
      const [result] = data?.results ?? []
      if (result?.op === 'put') return result.version
      throw new Error(`sales-api answered ${String(response.status)}: ${JSON.stringify(error)}`)
    } finally {
      timer.cancel()
    }
  }
}
