/**
 * One wide event per request, with everything that is known of it. Written when the response has been
 * sent, or an event stream begins. Its level follows its outcome. Above a rate, requests that went well are sampled, and by themselves
 * those of clients that ask too often: `sampled` says for how many a line stands. An event stream has another line at its end. At level debug a request has one when it begins, so
 * that one which hangs is seen.
 */
import type { Clock } from '#foundation/host/host'
import type { LevelLogger } from '#foundation/logger/logger'
import type { Exchange, Middleware } from '#foundation/web/exchange'
import { eventOf, identityOf, latencyOf, rounded, SLOW_MS, statusOf } from '../event.ts'
import { Refusals, TOO_MANY_REQUESTS } from './refusals.ts'
import { Sampling } from './sampling.ts'

export function logging(logger: LevelLogger, clock: Clock, plainPerSecond: number): Middleware {
  const sampling = new Sampling(logger, clock, plainPerSecond)
  const limited = new Sampling(logger, clock, plainPerSecond)
  const refusals = new Refusals(logger, clock)
  const log = (exchange: Exchange): void => {
    const { response } = exchange
    const parts = exchange.parts()
    const ms = latencyOf(parts)
    const status = statusOf(exchange)
    if (response) refusals.saw(exchange, response)
    if (response?.body.kind === 'events') exchange.whenStreamEnded(streamEnded(exchange))
    const isLimited = status === TOO_MANY_REQUESTS
    const isNotable = (status >= 400 && !isLimited) || ms >= SLOW_MS
    const sampled = isNotable
      ? Number(sampling.isNotableLogged())
      : (isLimited ? limited : sampling).plain()
    if (sampled === 0) return
    const event = eventOf(exchange, parts, ms)
    logger[levelOf(status, ms)](sampled > 1 ? { ...event, sampled } : event, 'request')
  }
  const streamEnded = (exchange: Exchange) => (openMs: number) => {
    const { events } = exchange
    logger.info({ ...beginningOf(exchange), openMs: rounded(openMs), events }, 'event stream ended')
  }
  return {
    enter: exchange => {
      exchange.whenEnded(log)
      if (logger.isLevelEnabled('debug')) logger.debug(beginningOf(exchange), 'request began')
    },
  }
}

/**
 * An error is what the authors have to look at, a warning what the operator has to: what was shed, or refused because a client asks too
 * often. Any other mistake of a client is neither.
 */
function levelOf(status: number, ms: number): 'info' | 'warn' | 'error' {
  if (status === 500) return 'error'
  return status > 500 || status === TOO_MANY_REQUESTS || ms >= SLOW_MS ? 'warn' : 'info'
}

function beginningOf(exchange: Exchange) {
  return { ...identityOf(exchange), client: exchange.request.socket.remoteAddress }
}
