/** One wide event per request, with everything that is known of it. Written when the response is ready to be sent. */
import type { Clock } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import type { Middleware } from '#foundation/web/exchange'

/** What is logged of a request whose client went away before the answer; nginx's number for it. */
const STATUS_CLIENT_GONE = 499

export function logging(logger: Logger, clock: Clock): Middleware {
  return async (exchange, next) => {
    let status = STATUS_CLIENT_GONE
    let code: string | undefined
    try {
      const response = await next()
      status = response.status
      if (response.body.kind === 'problem') code = response.body.fields.code
      return response
    } finally {
      const { request, operation, traceId, startedAt, id, fields } = exchange
      logger.info(
        {
          traceId,
          operation: id,
          method: request.method,
          route: operation.path,
          url: request.url,
          status,
          code,
          ms: Math.round((clock.monotonic() - startedAt) * 1000) / 1000,
          client: request.socket.remoteAddress,
          ...fields,
        },
        'request',
      )
    }
  }
}
