/**
 * The onion around every operation, in its one order, outermost first:
 *
 * 1. trace: everything further in, logs too, knows the trace id;
 * 2. logger: writes a line when the response, also one that an error was made into, has been sent;
 * 3. rate limit, where a setting says one: tells the client in every answer what it has left;
 * 4. errors: makes a response of every error;
 * 5. metrics: sees the error itself, and its status;
 * 6. panics: makes an HTTP error of every unexpected error, and counts it.
 */
import type { Clock, Random } from '#foundation/host/host'
import type { Logging } from '#foundation/logger/logger'
import type { AppOptions } from '#foundation/web/app'
import type { Middleware } from '#foundation/web/exchange'
import type { RequestMetrics } from '#business/web/metrics/metrics'
import type { RateLimit } from '../rate-limit.ts'
import { errors } from './errors.ts'
import { logging as loggingRequests } from './logger.ts'
import { measuring } from './metrics.ts'
import { panics } from './panics.ts'
import { tracing } from './trace.ts'

export type OnionOptions = {
  readonly logging: Logging
  /** Which component logs the requests. */
  readonly component: 'requests' | 'debug'
  readonly metrics: RequestMetrics
  /** Whether requests are counted and timed; panics are always counted. */
  readonly isMeasured: boolean
  /** Of traces that begin here, which part is recorded; undefined if no spans are. */
  readonly traceProbability: number | undefined
  /** URLs may say something of people: logs, traces and the debug port have routes alone. */
  readonly hasPersonalUrls?: true
  /** Requests that went well and are logged each, a second; of more of them some are. */
  readonly loggedPerSecond: number
  readonly rateLimit?: RateLimit | undefined
}

/** Silent operations are neither traced, nor logged, nor measured. Errors that no answer can tell of are logged in any case. */
export function onion(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  { logging, component, metrics, isMeasured, traceProbability, ...options }: OnionOptions,
): Pick<AppOptions, 'middleware' | 'silentMiddleware' | 'onFault'> {
  const log = logging.logger('errors')
  const onErrors = errors(log)
  const onPanics = panics(() => {
    metrics.countPanic()
  })
  return {
    middleware: [
      ...(options.hasPersonalUrls ? [hidingUrls] : []),
      tracing({ clock, random }, traceProbability),
      loggingRequests(logging.logger(component), clock, options.loggedPerSecond),
      ...(options.rateLimit ? [options.rateLimit.middleware] : []),
      onErrors,
      ...(isMeasured ? [measuring(metrics, clock)] : []),
      onPanics,
    ],
    silentMiddleware: [onErrors, onPanics],
    onFault: (error, { traceId, id }) => {
      log.error({ traceId, operation: id, error }, 'an answer was cut off')
    },
  }
}

const hidingUrls: Middleware = {
  enter: exchange => {
    exchange.hasPersonalUrl = true
  },
}
