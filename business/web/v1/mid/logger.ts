/**
 * One wide event per request, with everything that is known of it. Written when the response has been
 * sent, or an event stream begins.
 */
import type { Clock } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import type { Exchange, Middleware, Parts } from '#foundation/web/exchange'

/** What is logged of a request whose client went away before the answer; nginx's number for it. */
const STATUS_CLIENT_GONE = 499

/** Of a request that takes less, nobody asks where its time went. */
const PARTS_MS_MIN = 1

export function logging(logger: Logger, clock: Clock): Middleware {
  const log = (exchange: Exchange): void => {
    const { request, response, operation, traceId, id, fields } = exchange
    const parts = exchange.parts(clock.monotonic())
    const ms = parts.readMs + parts.waitMs + parts.handleMs + parts.writeMs
    logger.info(
      {
        traceId,
        operation: id,
        method: request.method,
        route: operation.path,
        url: request.url,
        status: response?.status ?? STATUS_CLIENT_GONE,
        code: response?.body.kind === 'problem' ? response.body.fields.code : undefined,
        ms: rounded(ms),
        ...(ms < PARTS_MS_MIN ? undefined : roundedParts(parts)),
        client: request.socket.remoteAddress,
        ...fields,
      },
      'request',
    )
  }
  return (exchange, next) => {
    exchange.whenEnded(log)
    return next()
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

/** To microseconds. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
