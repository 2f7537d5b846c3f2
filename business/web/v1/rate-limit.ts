/**
 * How many requests one client may make in a time: those beyond get 429. All of them may come at once; then the allowance comes
 * back evenly. A client is the principal that a request proves to come from; else its address, of IPv6 the network (/64), as one
 * client has all addresses of it. Each process counts by itself; where a setting names a sales-api, what it lets through is counted
 * there too, over all replicas. Answers have the fields of draft-ietf-httpapi-ratelimit-headers.
 */
import { isIPv6 } from 'node:net'
import { optional, setting, textOf } from '#foundation/conf/conf'
import { optionalEndpoint } from '#foundation/conf/endpoint'
import type { Clock } from '#foundation/host/host'
import type { AppOptions } from '#foundation/web/app'
import type { Exchange, Middleware } from '#foundation/web/exchange'
import { HttpProblem } from '#foundation/web/problem'
import type { SharedCount } from './shared-count.ts'

export type Rate = { readonly requests: number; readonly seconds: number }

const REQUESTS_MAX = 1_000_000
const SECONDS_MAX = 3_600
/** Clients that are remembered. Those that come while so many have used some of their allowance share one. */
export const CLIENTS_MAX = 10_000
/** What the clients share that are not remembered. */
const OTHERS = 'others'
/** Of one request: what times in milliseconds may be wrong by. */
const TOLERANCE = 0.001
const UNITS_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 }
const IPV6_GROUPS = 8
const NETWORK_GROUPS = 4

/** `100/1s`, `1000/1m`; empty for no limit: undefined. */
export const rate = optional(
  textOf('expected requests in a time, like 100/1s or 1000/1m, up to 1000000/1h', rateOf),
)

export const rateLimitSetting = setting(
  '',
  rate,
  'Requests that one client may make in a time, like 100/1s; any number if empty',
)

export const rateLimitSalesSetting = optionalEndpoint(
  'http://localhost:3000',
  'sales-api in which all replicas count requests together; each replica counts its own if empty',
)

function rateOf(text: string): Rate | undefined {
  const [, count, time, unit = ''] = /^(\d{1,7})\/(\d{1,4})([smh])$/.exec(text) ?? []
  const requests = Number(count)
  const seconds = Number(time) * (UNITS_SECONDS[unit] ?? Number.NaN)
  const isRate = requests >= 1 && requests <= REQUESTS_MAX && seconds >= 1 && seconds <= SECONDS_MAX
  return isRate ? { requests, seconds } : undefined
}

/** Who makes a request, proved. */
export type Identity = {
  readonly principal: string
  /** What else has to hold before it is served; not asked of a request beyond the limit. */
  readonly confirm: (() => Promise<void>) | undefined
}

/** Undefined if the operation needs no proof. Throws if it needs one, and there is none. */
export type Identify = (exchange: Exchange) => Identity | undefined

/** What lets a request through: within the limit, if there is one, and identified. */
export function permitting(
  limit: RateLimit | undefined,
  identify: Identify,
): NonNullable<AppOptions['permit']> {
  return exchange => {
    let identity: Identity | undefined
    try {
      identity = identify(exchange)
    } catch (error) {
      const counted = limit?.count(exchange)
      if (!counted) throw error
      return counted.then(() => {
        throw error
      })
    }
    const counted = limit?.count(exchange, identity?.principal)
    return counted ? counted.then(() => identity?.confirm?.()) : identity?.confirm?.()
  }
}

export class RateLimit {
  /** Adds the fields to answers. To be outside of what makes answers of errors. */
  readonly middleware: Middleware
  readonly #clock: Clock
  readonly #rate: Rate
  readonly #clientsMax: number
  readonly #shared: SharedCount | undefined
  /** In which a client gets one request of its allowance back. */
  readonly #intervalMs: number
  /** When a client will have its whole allowance again. The one whose last request is oldest comes first. */
  readonly #clients = new Map<string, number>()
  readonly #fields = new WeakMap<Exchange, Readonly<Record<string, string>>>()

  constructor(clock: Clock, rate: Rate, shared?: SharedCount, clientsMax = CLIENTS_MAX) {
    this.#clock = clock
    this.#rate = rate
    this.#clientsMax = clientsMax
    this.#shared = shared
    this.#intervalMs = (rate.seconds * 1000) / rate.requests
    this.middleware = {
      leave: (exchange, response) => {
        const fields = this.#fields.get(exchange)
        return fields ? { ...response, headers: { ...response.headers, ...fields } } : response
      },
    }
  }

  /** Clients that have used some of their allowance. */
  get clients(): number {
    return this.#clients.size
  }

  /**
   * Counts a request of the principal, or of its address. Throws an `HttpProblem` if the allowance is used up. Where replicas count
   * together, it resolves when they have, and rejects with that.
   */
  count(exchange: Exchange, principal?: string): Promise<void> | undefined {
    const { operation, request } = exchange
    if (operation.isSilent) return undefined
    const now = this.#clock.monotonic()
    this.#forget(now)
    const client =
      principal === undefined ? clientOf(request.socket.remoteAddress) : `principal ${principal}`
    const isKnown = this.#clients.has(client) || this.#clients.size < this.#clientsMax
    const key = isKnown ? client : OTHERS
    const fullAt = Math.max(now, this.#clients.get(key) ?? now)
    const used = Math.ceil((fullAt - now) / this.#intervalMs - TOLERANCE)
    const left = this.#rate.requests - used - 1
    if (left < 0) {
      const waitMs = fullAt - now - (this.#rate.requests - 1) * this.#intervalMs
      this.#tell(exchange, 0, fullAt - now)
      throw tooMany(this.#rate, waitMs)
    }
    this.#clients.delete(key)
    this.#clients.set(key, fullAt + this.#intervalMs)
    this.#tell(exchange, left, fullAt + this.#intervalMs - now)
    return this.#shared && this.#countTogether(this.#shared, exchange, client, left)
  }

  async #countTogether(
    shared: SharedCount,
    exchange: Exchange,
    client: string,
    left: number,
  ): Promise<void> {
    const counted = await shared.add(client)
    if (!counted) return
    const leftTogether = this.#rate.requests - counted.requests
    if (leftTogether < left) this.#tell(exchange, Math.max(0, leftTogether), counted.endsInMs)
    if (leftTogether < 0) throw tooMany(this.#rate, counted.endsInMs)
  }

  #tell(exchange: Exchange, left: number, fullInMs: number): void {
    const { requests, seconds } = this.#rate
    this.#fields.set(exchange, {
      'RateLimit-Policy': `"default";q=${String(requests)};w=${String(seconds)}`,
      RateLimit: `"default";r=${String(left)};t=${String(Math.ceil(fullInMs / 1000))}`,
    })
  }

  /** Those who have their whole allowance need no place. */
  #forget(now: number): void {
    for (const [client, fullAt] of this.#clients) {
      if (fullAt > now) return
      this.#clients.delete(client)
    }
  }
}

export function tooMany({ requests, seconds }: Rate, waitMs: number): HttpProblem {
  const wait = String(Math.max(1, Math.ceil(waitMs / 1000)))
  const detail = `A client may make ${String(requests)} requests in ${String(seconds)} s. Nothing was executed; try again in ${wait} s`
  return new HttpProblem(429, { code: 'RATE_LIMITED', detail }, { 'Retry-After': wait })
}

/** By its address. */
export function clientOf(address = ''): string {
  if (!isIPv6(address) || address.includes('.')) return address.replace(/^::ffff:/, '')
  const [head, tail] = address.split('::').map(part => part.split(':').filter(text => text !== ''))
  if (!head || !tail) return network(address.split(':'))
  const zeros = Array.from({ length: IPV6_GROUPS - head.length - tail.length }, () => '0')
  return network([...head, ...zeros, ...tail])
}

function network(groups: readonly string[]): string {
  return `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`
}
