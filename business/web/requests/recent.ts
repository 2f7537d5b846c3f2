/**
 * The slowest and the failed requests of the last hours, per operation, with their wide events and where their time went. What
 * is kept is decided when a request has ended, so that nothing has to be asked for in advance.
 *
 * Bounds: of each operation `SLOWEST_MAX` requests of each of the last `WINDOWS_MAX` windows, `FAILED_MAX` of those that the
 * service failed and `REFUSED_MAX` of those that it refused, of `EVENT_CHARS_MAX` characters each. A request that is not kept
 * costs two comparisons.
 */
import type { Clock } from '#foundation/host/host'
import type { Exchange } from '#foundation/web/exchange'
import { eventOf, latencyOf, rounded, statusOf } from '#business/web/v1/event'

const WINDOW_MS = 30 * 60_000
const WINDOWS_MAX = 6
const SLOWEST_MAX = 5
const FAILED_MAX = 10
const REFUSED_MAX = 5
/** So often a refused one is kept: clients may be refused thousands of times a second. */
const REFUSED_EVERY_MS = 1000
const EVENT_CHARS_MAX = 4096
/** Of the URL and its like, in an event that would be longer otherwise. */
const TEXT_CHARS_MAX = 256

/** A part of the time of a request. */
export type Span = {
  readonly name: string
  /** The span that it is a part of, if it is not one of the request's own. */
  readonly in?: string
  /** Since the first byte of the request. */
  readonly startMs: number
  readonly ms: number
  /** For people: what is known of it. */
  readonly note?: string
  readonly isFailed?: true
}

export type RecentRequest = {
  /** When its first byte came, ISO 8601. */
  readonly time: string
  readonly traceId: string
  readonly operation: string
  readonly status: number
  readonly ms: number
  readonly spans: readonly Span[]
  readonly event: Readonly<Record<string, unknown>>
}

/** Its slowest requests are in order, the slowest first; the others are in the order they ended. */
type Kept = {
  windows: { readonly startedAt: number; readonly slowest: RecentRequest[] }[]
  readonly failed: RecentRequest[]
  readonly refused: RecentRequest[]
  refusedAt: number
  /** What takes longer is kept, until `windowEndsAt`. */
  slowerThanMs: number
  windowEndsAt: number
}

export class RecentRequests {
  /** By operation: as many as there are contracts for. */
  readonly #kept = new Map<string, Kept>()

  /** A request has ended. */
  saw(exchange: Exchange, clock: Clock): void {
    const ms = latencyOf(exchange.parts())
    const status = statusOf(exchange)
    const now = clock.monotonic()
    const kept = this.#of(exchange.id)
    const isSlow = ms > kept.slowerThanMs || now >= kept.windowEndsAt
    if (!isSlow && status < 400) return
    const isRefused = status >= 400 && status < 500
    if (!isSlow && isRefused && now < kept.refusedAt + REFUSED_EVERY_MS) return
    const request = requestOf(exchange, clock)
    if (isSlow) keepSlow(kept, request, now)
    if (isRefused) {
      kept.refusedAt = now
      keepLast(kept.refused, request, REFUSED_MAX)
    } else if (status >= 500) keepLast(kept.failed, request, FAILED_MAX)
  }

  /** The newest first, each once. */
  list(clock: Clock): RecentRequest[] {
    const begin = clock.monotonic() - WINDOWS_MAX * WINDOW_MS
    const all = new Set<RecentRequest>()
    for (const { windows, failed, refused } of this.#kept.values()) {
      for (const { startedAt, slowest } of windows) {
        if (startedAt > begin) for (const request of slowest) all.add(request)
      }
      for (const request of [...failed, ...refused]) all.add(request)
    }
    return [...all].sort((a, b) => (a.time < b.time ? 1 : -1))
  }

  #of(operation: string): Kept {
    const kept = this.#kept.get(operation)
    if (kept) return kept
    const none: Kept = {
      windows: [],
      failed: [],
      refused: [],
      refusedAt: -Infinity,
      slowerThanMs: 0,
      windowEndsAt: 0,
    }
    this.#kept.set(operation, none)
    return none
  }
}

function requestOf(exchange: Exchange, clock: Clock): RecentRequest {
  const parts = exchange.parts()
  const ms = latencyOf(parts)
  const sinceMs = clock.monotonic() - exchange.arrival.firstByteAt
  return {
    time: new Date(clock.now() - sinceMs).toISOString(),
    traceId: exchange.traceId,
    operation: exchange.id,
    status: statusOf(exchange),
    ms: rounded(ms),
    spans: spansOf(exchange),
    event: bounded(eventOf(exchange, parts, ms)),
  }
}

function keepSlow(kept: Kept, request: RecentRequest, now: number): void {
  if (now >= kept.windowEndsAt) {
    kept.windows = [{ startedAt: now, slowest: [] }, ...kept.windows].slice(0, WINDOWS_MAX)
    kept.windowEndsAt = now + WINDOW_MS
  }
  const { slowest = [] } = kept.windows[0] ?? {}
  slowest.push(request)
  slowest.sort((a, b) => b.ms - a.ms)
  slowest.length = Math.min(slowest.length, SLOWEST_MAX)
  kept.slowerThanMs = slowest.length < SLOWEST_MAX ? 0 : (slowest.at(-1)?.ms ?? 0)
}

function keepLast(list: RecentRequest[], request: RecentRequest, max: number): void {
  list.push(request)
  if (list.length > max) list.shift()
}

/** The parts of a request follow each other; what its handler waited for lies in one of them. */
function spansOf(exchange: Exchange): readonly Span[] {
  const { readMs, waitMs, handleMs, writeMs } = exchange.parts()
  const { firstByteAt } = exchange.arrival
  const spans: Span[] = []
  let startMs = 0
  const add = (name: string, ms: number): void => {
    spans.push({ name, startMs: rounded(startMs), ms: rounded(ms) })
    startMs += ms
  }
  add('wait', waitMs)
  add('read', readMs)
  add('handle', handleMs)
  for (const { name, from, to, note, isFailed } of exchange.phases()) {
    spans.push({
      name,
      in: 'handle',
      startMs: rounded(from - firstByteAt),
      ms: rounded(to - from),
      ...(note !== undefined && { note }),
      ...(isFailed && { isFailed }),
    })
  }
  add('write', writeMs)
  return spans
}

/** Without references to what a request held, and no longer than allowed. */
function bounded(event: Record<string, unknown>): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(event)
  if (text.length <= EVENT_CHARS_MAX) return JSON.parse(text) as Record<string, unknown>
  const cut: Record<string, unknown> = { isCut: true }
  for (const [name, value] of Object.entries(event)) {
    if (typeof value === 'number' || typeof value === 'boolean') cut[name] = value
    else if (typeof value === 'string') cut[name] = value.slice(0, TEXT_CHARS_MAX)
  }
  return cut
}
