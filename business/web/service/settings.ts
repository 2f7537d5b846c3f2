/** The settings that every service on a document has: its servers, log and traces. */
import { z } from 'zod'
import type { Config } from '#foundation/conf/conf'
import {
  address,
  duration,
  fraction,
  integer,
  setting,
  timeout,
  toggle,
} from '#foundation/conf/conf'
import { optionalEndpoint } from '#foundation/conf/endpoint'
import { LEVELS } from '#foundation/logger/logger'
import { PROPAGATIONS } from '#foundation/telemetry/propagation'
import { rateLimitSalesSetting, rateLimitSetting } from '#business/web/v1/rate-limit'

export type ServiceConfig = Config<ReturnType<typeof serviceSettings>>

/** Addresses are where the servers listen by default. */
export function serviceSettings(apiHost: string, debugHost: string) {
  return {
    web: webSettings(apiHost, debugHost),
    log: {
      level: setting(
        'info',
        z.enum(LEVELS, { error: `expected one of ${LEVELS.join(', ')}` }),
        'The least important lines that are logged',
      ),
      file: setting('', z.string(), 'File to log to instead of standard output'),
      requestsPerSecond: setting(
        '50',
        integer(1, 1_000_000),
        'How many successful requests a second get a line of the log each',
      ),
    },
    debug: {
      heapSnapshot: setting(
        'off',
        toggle,
        'Allow /debug/pprof/heapsnapshot, which stops the service for seconds',
      ),
    },
    telemetry: {
      endpoint: optionalEndpoint(
        'http://localhost:4318',
        'OTLP collector to send traces to; none if empty',
      ),
      probability: setting(
        '0.05',
        fraction,
        'Which part of new traces is recorded, 100 in a second at most unless it is 1',
      ),
      propagation: setting(
        'w3c',
        z.enum(PROPAGATIONS, { error: `expected one of ${PROPAGATIONS.join('; ')}` }),
        'Headers that name the trace of a request: w3c, or w3c,xray for that of AWS X-Ray too',
      ),
    },
  }
}

function webSettings(apiHost: string, debugHost: string) {
  return {
    apiHost: setting(apiHost, address, 'Where the API listens'),
    debugHost: setting(debugHost, address, 'Where metrics and debugging listen'),
    readTimeout: setting('30s', timeout, 'Time for a request to arrive'),
    writeTimeout: setting('10s', timeout, 'Time for a request to be answered'),
    idleTimeout: setting('75s', timeout, 'How long a connection may wait for its next request'),
    drainDelay: setting(
      '0s',
      duration,
      'How long to go on serving after readiness turned 503, for balancers to notice',
    ),
    shutdownTimeout: setting('20s', timeout, 'Time for requests under way to end'),
    connectionsMax: setting('1000', integer(1, 1_000_000), 'Open connections'),
    inFlightMax: setting('200', integer(1, 100_000), 'Requests being answered at once'),
    rateLimit: rateLimitSetting,
    rateLimitSalesUrl: rateLimitSalesSetting,
  }
}
