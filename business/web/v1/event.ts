/** The wide event: what is known of a request when it has ended. It is logged, and kept for `/debug/requests`. */
import type { Exchange, Parts } from '#foundation/web/exchange'

/** What is said of a request whose client went away before the answer; nginx's number for it. */
const STATUS_CLIENT_GONE = 499
/** The parts of a request that takes less are not told. */
const PARTS_MS_MIN = 1
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
  const { request, response, body, fields } = exchange
  return {
    ...identityOf(exchange),
    status: statusOf(exchange),
    code: response?.body.kind === 'problem' ? response.body.fields.code : undefined,
    ms: rounded(ms),
    ...(ms < PARTS_MS_MIN ? undefined : partsAndFigures(exchange, parts)),
    bytesIn: body.length > 0 ? body.length : undefined,
    bytesOut: bytesOut(exchange),
    client: request.socket.remoteAddress,
    userAgent: request.headers['user-agent'],
    ...fields,
  }
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
