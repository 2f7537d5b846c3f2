/** The wide event: what is known of a request when it has ended. It is logged, and kept for `/debug/requests`. */
import type { Exchange, Parts } from '#foundation/web/exchange'
import type { ProblemFields, Violation } from '#foundation/web/problem'

/** What is said of a request whose client went away before the answer; nginx's number for it. */
const STATUS_CLIENT_GONE = 499
/** The parts of a request that takes less are not told. */
const PARTS_MS_MIN = 1
/** Of the fields that were invalid, so many are told, each as long as this at most. */
const INVALID_MAX = 3
const LOCATION_CHARACTERS_MAX = 100
/** Latency from which on a request is slow: it is logged as a warning, and never left out. */
export const SLOW_MS = 500

export function statusOf({ response }: Exchange): number {
  return response?.status ?? STATUS_CLIENT_GONE
}

/** Milliseconds from its first byte to the last one of its answer, or to the beginning of an event stream. */
export function latencyOf({ readMs, waitMs, handleMs, writeMs }: Parts): number {
  return readMs + waitMs + handleMs + writeMs
}

/** Which request it is: what every line about it begins with. */
export function identityOf({ request, operation, traceId, id, hasPersonalUrl }: Exchange) {
  const url = hasPersonalUrl ? undefined : request.url
  return { traceId, operation: id, method: request.method, route: operation.path, url }
}

/** `ms` is its latency. */
export function eventOf(exchange: Exchange, parts: Parts, ms: number): Record<string, unknown> {
  const { request, response, bytesIn, fields } = exchange
  return {
    ...identityOf(exchange),
    status: statusOf(exchange),
    ...(response?.body.kind === 'problem' && problemOf(response.body.fields)),
    ms: rounded(ms),
    ...(ms < PARTS_MS_MIN ? undefined : partsAndFigures(exchange, parts)),
    bytesIn: bytesIn > 0 ? bytesIn : undefined,
    bytesOut: bytesOut(exchange),
    client: request.socket.remoteAddress,
    userAgent: request.headers['user-agent'],
    ...fields,
  }
}

function problemOf({ code, errors }: ProblemFields) {
  return { code, invalid: errors && locationsOf(errors) }
}

/** Which fields were invalid, not what they held. A client may have named them. */
export function locationsOf(errors: readonly Violation[]): string[] {
  return errors
    .slice(0, INVALID_MAX)
    .map(({ location }) => location.slice(0, LOCATION_CHARACTERS_MAX))
}

/** With what the handler waited for. */
function partsAndFigures(exchange: Exchange, { readMs, waitMs, handleMs, writeMs }: Parts) {
  const all: Record<string, number> = {
    readMs,
    waitMs,
    handleMs,
    ...exchange.figures(),
    writeMs,
  }
  for (const [name, value] of Object.entries(all)) all[name] = rounded(value)
  return all
}

/** Of its body, where its length is known. */
function bytesOut({ response }: Exchange): number | undefined {
  if (response?.body.kind === 'bytes') return response.body.bytes.length
  return response?.body.kind === 'data' ? Buffer.byteLength(response.body.text) : undefined
}

/** To microseconds. */
export function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
