/** Every setting of profile-api. Names of variables and flags follow from the places here, see conf.ts. */
import { z } from 'zod'
import type { Config, Setting } from '#foundation/conf/conf'
import {
  address,
  duration,
  fraction,
  integer,
  setting,
  textOf,
  timeout,
  toggle,
} from '#foundation/conf/conf'
import { optionalEndpoint } from '#foundation/conf/endpoint'
import { withoutCredentials } from '#foundation/conf/mask'
import { LEVELS } from '#foundation/logger/logger'

const text = z.string()

/** URLs of databases, separated by commas. Credentials in them are shown nowhere. */
function databases(countMax: number, help: string): Setting<readonly string[]> {
  const schema = textOf('expected a URL like postgresql://user@localhost:5432/profile', value => {
    const urls = value === '' ? [] : value.split(',')
    const areUrls = urls.every(url => /^postgres(?:ql)?:\/\/\S+$/.test(url) && URL.canParse(url))
    return areUrls && urls.length <= countMax ? urls : undefined
  })
  const shown = (value: string): string => value.split(',').map(withoutCredentials).join(',')
  return { fallback: '', schema, help, shown }
}

export const settings = {
  web: {
    apiHost: setting('0.0.0.0:3100', address, 'Where the API listens'),
    debugHost: setting('0.0.0.0:4100', address, 'Where metrics and debugging listen'),
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
  },
  db: {
    writerUrl: databases(
      1,
      'PostgreSQL that is written to; an embedded one if empty, which is refused where NODE_ENV is production',
    ),
    readerUrls: databases(8, 'Replicas of it that are read from, separated by commas'),
    dir: setting(
      'data/postgres',
      text.min(1, 'expected a directory'),
      'Where the embedded PostgreSQL keeps its data',
    ),
    migrate: setting('on', toggle, 'Apply migrations that are pending at the start'),
    connectionsMax: setting('10', integer(1, 1000), 'Connections to each PostgreSQL'),
    connectTimeout: setting('2s', timeout, 'Time for a connection to be had'),
    statementTimeout: setting('5s', timeout, 'Time for one statement'),
    lockTimeout: setting('2s', timeout, 'Time for one lock'),
    slow: setting('200ms', duration, 'Statements that take longer are logged'),
    lagMax: setting('5s', duration, 'A reader that is further behind is left out'),
  },
  log: {
    level: setting(
      'info',
      z.enum(LEVELS, { error: `expected one of ${LEVELS.join(', ')}` }),
      'The least important lines that are logged',
    ),
    file: setting('', text, 'File to log to instead of standard output'),
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
    probability: setting('0.05', fraction, 'Which part of new traces is recorded'),
  },
}

export type ProfileConfig = Config<typeof settings>

export const program = {
  name: 'profile-api',
  description: 'Profiles of people over HTTP, on PostgreSQL.',
  prefix: 'PROFILE',
}
