/**
 * The slowest and the failed requests of the last hours, per operation, with their wide events and where their time went; commands
 * of Redis's clients too. What is kept is decided when a request has ended, so that nothing has to be asked for in advance. Those that
 * are under way are not kept: they are told as they are found when somebody asks.
 *
 * Bounds: of each operation `SLOWEST_MAX` requests of each of the last `WINDOWS_MAX` windows, `FAILED_MAX` of those that the
 * service failed and `REFUSED_MAX` of those that it refused, of `EVENT_CHARS_MAX` characters each. A request that is not kept
 * costs two comparisons.
 */
import type { Clock } from '#foundation/host/host'
import type { Exchange, Parts, Phase } from '#foundation/web/exchange'
import { eventOf, identityOf, latencyOf, rounded, SLOW_MS, statusOf } from '#business/web/v1/event'

const WINDOW_MS = 30 * 60_000
const WINDOWS_MAX = 6
const SLOWEST_MAX = 5
const FAILED_MAX = 10
const REFUSED_MAX = 5
/** So often a refused one is kept: clients may be refused thousands of times a second. */
const REFUSED_EVERY_MS = 1000
/** Of those under way, the oldest are told. */
const UNDER_WAY_MAX = 100
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

export type RecentRequest = RequestUnderWay & {
  /** Of a command: 200, 400 if the client has to look at it, 503 if the operator has to, 500 if the authors have to. */
  readonly status: number
}

/** Without a status: it has not ended. Its spans are what there was of it until now. */
export type RequestUnderWay = {
  /** When its first byte came, ISO 8601. */
  readonly time: string
  readonly traceId: string
  readonly operation: string
  readonly ms: number
  readonly spans: readonly Span[]
  readonly event: Readonly<Record<string, unknown>>
}

export type Told = RecentRequest | RequestUnderWay

/** Of one operation. */
export class OperationRequests {
  #windows: { readonly startedAt: number; readonly slowest: RecentRequest[] }[] = []
  /** In the order they ended, as the refused ones are. */
  readonly #failed: RecentRequest[] = []
  readonly #refused: RecentRequest[] = []
  #refusedAt = -Infinity
  /** What takes longer is kept, until `#windowEndsAt`. */
  #slowerThanMs = 0
  #windowEndsAt = 0

  /** Whether one is kept that has ended `now`. */
  keeps(ms: number, status: number, now: number): boolean {
    if (ms > this.#slowerThanMs || now >= this.#windowEndsAt || status >= 500) return true
    return status >= 400 && now >= this.#refusedAt + REFUSED_EVERY_MS
  }

  /** One that is to be kept. */
  add(request: RecentRequest, now: number): void {
    const { ms, status } = request
    if (ms > this.#slowerThanMs || now >= this.#windowEndsAt) this.#addSlow(request, now)
    if (status >= 500) keepLast(this.#failed, request, FAILED_MAX)
    else if (status >= 400 && now >= this.#refusedAt + REFUSED_EVERY_MS) {
      this.#refusedAt = now
      keepLast(this.#refused, request, REFUSED_MAX)
    }
  }

  /** Those of windows that began after `begin`, the slowest first; then the others. One may be there twice. */
  list(begin: number): RecentRequest[] {
    const windows = this.#windows.filter(({ startedAt }) => startedAt > begin)
    return [...windows.flatMap(({ slowest }) => slowest), ...this.#failed, ...this.#refused]
  }

  #addSlow(request: RecentRequest, now: number): void {
    if (now >= this.#windowEndsAt) {
      this.#windows = [{ startedAt: now, slowest: [] }, ...this.#windows].slice(0, WINDOWS_MAX)
      this.#windowEndsAt = now + WINDOW_MS
    }
    const { slowest = [] } = this.#windows[0] ?? {}
    slowest.push(request)
    slowest.sort((a, b) => b.ms - a.ms)
    slowest.length = Math.min(slowest.length, SLOWEST_MAX)
    this.#slowerThanMs = slowest.length < SLOWEST_MAX ? 0 : (slowest.at(-1)?.ms ?? 0)
  }
}

export class RecentRequests {
  /** As many as there are contracts and commands for. */
  readonly #operations = new Map<string, OperationRequests>()

  /** Lists those of one that keeps them itself. */
  include(operation: string, requests: OperationRequests): void {
    this.#operations.set(operation, requests)
  }

  /** A request has ended. */
  saw(exchange: Exchange, clock: Clock): void {
    const now = clock.monotonic()
    const operation = this.#of(exchange.id)
    if (!operation.keeps(latencyOf(exchange.parts()), statusOf(exchange), now)) return
    operation.add(requestOf(exchange, clock), now)
  }

  /** The newest first, each once. */
  list(clock: Clock): RecentRequest[] {
    const begin = clock.monotonic() - WINDOWS_MAX * WINDOW_MS
    const all = [...this.#operations.values()].flatMap(operation => operation.list(begin))
    return [...new Set(all)].sort((a, b) => (a.time < b.time ? 1 : -1))
  }

  #of(operation: string): OperationRequests {
    const known = this.#operations.get(operation)
    if (known) return known
    const requests = new OperationRequests()
    this.#operations.set(operation, requests)
    return requests
  }
}

/** Those that would be slow if they ended now, the oldest first. Silent ones belong to no trace. */
export function slowUnderWay(exchanges: Iterable<Exchange>, clock: Clock): RequestUnderWay[] {
  const now = clock.monotonic()
  const isSlow = ({ operation, arrival }: Exchange): boolean =>
    !operation.isSilent && now - arrival.firstByteAt >= SLOW_MS
  const oldest = [...exchanges]
    .filter(isSlow)
    .sort((a, b) => a.arrival.firstByteAt - b.arrival.firstByteAt)
    .slice(0, UNDER_WAY_MAX)
  return oldest.map(exchange => {
    const phases = exchange.timing?.phases(now) ?? []
    const { request, fields } = exchange
    const event = {
      ...identityOf(exchange),
      client: request.socket.remoteAddress,
      userAgent: request.headers['user-agent'],
      ...fields,
    }
    const told = toldOf(exchange, clock, exchange.partsUntil(now), phases, {})
    return { ...told, event: bounded(event) }
  })
}

function requestOf(exchange: Exchange, clock: Clock): RecentRequest {
  const parts = exchange.parts()
  return {
    ...toldOf(exchange, clock, parts, exchange.phases(), { status: statusOf(exchange) }),
    event: bounded(eventOf(exchange, parts, latencyOf(parts))),
  }
}

function toldOf<Outcome extends object>(
  exchange: Exchange,
  clock: Clock,
  parts: Parts,
  phases: readonly Phase[],
  outcome: Outcome,
) {
  const { firstByteAt } = exchange.arrival
  return {
    time: new Date(clock.now() - (clock.monotonic() - firstByteAt)).toISOString(),
    traceId: exchange.traceId,
    operation: exchange.id,
    ...outcome,
    ms: rounded(latencyOf(parts)),
    spans: spansOf(parts, phases, firstByteAt),
  }
}

function keepLast(list: RecentRequest[], request: RecentRequest, max: number): void {
  list.push(request)
  if (list.length > max) list.shift()
}

/** The parts of a request follow each other; what its handler waited for lies in one of them. */
function spansOf(parts: Parts, phases: readonly Phase[], firstByteAt: number): readonly Span[] {
  const { readMs, waitMs, handleMs, writeMs } = parts
  const spans: Span[] = []
  let startMs = 0
  const add = (name: string, ms: number): void => {
    spans.push({ name, startMs: rounded(startMs), ms: rounded(ms) })
    startMs += ms
  }
  add('wait', waitMs)
  add('read', readMs)
  add('handle', handleMs)
  for (const phase of phases) spans.push(phaseSpan(phase, firstByteAt))
  add('write', writeMs)
  return spans
}

/** A part of handling a request whose first byte came at `since`. */
export function phaseSpan({ name, from, to, note, isFailed }: Phase, since: number): Span {
  return {
    name,
    in: 'handle',
    startMs: rounded(from - since),
    ms: rounded(to - from),
    ...(note !== undefined && { note }),
    ...(isFailed && { isFailed }),
  }
}

/** Without references to what a request held, and no longer than allowed. */
export function bounded(event: Record<string, unknown>): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(event)
  if (text.length <= EVENT_CHARS_MAX) return JSON.parse(text) as Record<string, unknown>
  const cut: Record<string, unknown> = { isCut: true }
  for (const [name, value] of Object.entries(event)) {
    if (typeof value === 'number' || typeof value === 'boolean') cut[name] = value
    else if (typeof value === 'string') cut[name] = value.slice(0, TEXT_CHARS_MAX)
  }
  return cut
}
