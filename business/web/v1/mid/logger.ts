/**
 * One wide event per request, with everything that is known of it. Written when the response has been
 * sent, or an event stream begins. Its level follows its outcome. Above a rate, requests that went well are sampled: `sampled`
 * says for how many a line stands.
 */
import type { Clock } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import type { Exchange, Middleware } from '#foundation/web/exchange'
import { eventOf, latencyOf, SLOW_MS, statusOf } from '../event.ts'
import { Refusals } from './refusals.ts'
import { Sampling } from './sampling.ts'

export function logging(logger: Logger, clock: Clock, plainPerSecond: number): Middleware {
  const sampling = new Sampling(logger, clock, plainPerSecond)
  const refusals = new Refusals(logger, clock)
  const log = (exchange: Exchange): void => {
    const { response } = exchange
    const parts = exchange.parts()
    const ms = latencyOf(parts)
    const status = statusOf(exchange)
    if (response) refusals.saw(exchange, response)
    const isNotable = status >= 400 || ms >= SLOW_MS
    const sampled = isNotable ? Number(sampling.isNotableLogged()) : sampling.plain()
    if (sampled === 0) return
    const event = eventOf(exchange, parts, ms)
    logger[levelOf(status, ms)](sampled > 1 ? { ...event, sampled } : event, 'request')
  }
  return {
    enter: exchange => {
      exchange.whenEnded(log)
    },
  }
}

/** An error is what the authors have to look at, a warning what the operator has to; what a client did wrong is neither. */
function levelOf(status: number, ms: number): 'info' | 'warn' | 'error' {
  if (status === 500) return 'error'
  return status > 500 || ms >= SLOW_MS ? 'warn' : 'info'
}
