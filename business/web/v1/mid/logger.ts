/**
 * One wide event per request, with everything that is known of it. Written when the response has been
 * sent, or an event stream begins. Its level follows its outcome. Above a rate, requests that went well are sampled: `sampled`
 * says for how many a line stands.
 */
import type { Clock } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import type { Exchange, Middleware, Parts } from '#foundation/web/exchange'
import { Refusals } from './refusals.ts'
import { Sampling } from './sampling.ts'

/** What is logged of a request whose client went away before the answer; nginx's number for it. */
const STATUS_CLIENT_GONE = 499

/** The parts of a request that takes less are not logged. */
const PARTS_MS_MIN = 1
/** Latency from which on a request is never left out. */
export const SLOW_MS = 500

export function logging(logger: Logger, clock: Clock, plainPerSecond: number): Middleware {
  const sampling = new Sampling(logger, clock, plainPerSecond)
  const refusals = new Refusals(logger, clock)
  const log = (exchange: Exchange): void => {
    const { request, response, operation, traceId, id, fields } = exchange
    const parts = exchange.parts()
    const ms = parts.readMs + parts.waitMs + parts.handleMs + parts.writeMs
    const status = response?.status ?? STATUS_CLIENT_GONE
    if (response) refusals.saw(exchange, response)
    const isNotable = status >= 400 || ms >= SLOW_MS
    const sampled = isNotable ? Number(sampling.isNotableLogged()) : sampling.plain()
    if (sampled === 0) return
    logger[levelOf(status, ms)](
      {
        traceId,
        operation: id,
        method: request.method,
        route: operation.path,
        url: request.url,
        status,
        code: response?.body.kind === 'problem' ? response.body.fields.code : undefined,
        ms: rounded(ms),
        ...(ms < PARTS_MS_MIN ? undefined : roundedParts(parts)),
        client: request.socket.remoteAddress,
        ...(sampled > 1 ? { sampled } : undefined),
        ...fields,
      },
      'request',
    )
  }
  return {
    enter: exchange => {
      exchange.whenEnded(log)
    },
  }
}

function roundedParts({ readMs, waitMs, handleMs, writeMs }: Parts): Parts {
  return {
    readMs: rounded(readMs),
    waitMs: rounded(waitMs),
    handleMs: rounded(handleMs),
    writeMs: rounded(writeMs),
  }
}

/** An error is what the authors have to look at, a warning what the operator has to; what a client did wrong is neither. */
function levelOf(status: number, ms: number): 'info' | 'warn' | 'error' {
  if (status === 500) return 'error'
  return status > 500 || ms >= SLOW_MS ? 'warn' : 'info'
}

/** To microseconds. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
