/**
 * One wide event per request, with everything that is known of it. Written when the response has been
 * sent, or an event stream begins.
 */
import type { Clock } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import type { Middleware, Response } from '#foundation/web/exchange'

/** What is logged of a request whose client went away before the answer; nginx's number for it. */
const STATUS_CLIENT_GONE = 499

export function logging(logger: Logger, clock: Clock): Middleware {
  return async (exchange, next) => {
    let response: Response | undefined
    const log = (): void => {
      const { request, operation, traceId, id, fields } = exchange
      const { readMs, waitMs, handleMs, writeMs } = exchange.parts(clock.monotonic())
      logger.info(
        {
          traceId,
          operation: id,
          method: request.method,
          route: operation.path,
          url: request.url,
          status: response?.status ?? STATUS_CLIENT_GONE,
          code: response?.body.kind === 'problem' ? response.body.fields.code : undefined,
          ms: rounded(readMs + waitMs + handleMs + writeMs),
          readMs: rounded(readMs),
          waitMs: rounded(waitMs),
          handleMs: rounded(handleMs),
          writeMs: rounded(writeMs),
          client: request.socket.remoteAddress,
          ...fields,
        },
        'request',
      )
    }
    try {
      response = await next()
      return response
    } finally {
      exchange.whenEnded(log)
    }
  }
}

/** To microseconds. */
function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
