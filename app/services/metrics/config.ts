/** Every setting of metrics. Names of variables and flags follow from the places here, see conf.ts. */
import { z } from 'zod'
import type { Config } from '#foundation/conf/conf'
import { address, byteSize, duration, setting, textOf, timeout } from '#foundation/conf/conf'
import { endpoint } from '#foundation/conf/endpoint'
import { LEVELS } from '#foundation/logger/logger'
import { OWN_PREFIX } from './publisher/prometheus.ts'

const KiB = 1024
const MiB = 1024 ** 2

/** More often would measure the measuring. */
const INTERVAL_MS_MIN = 100

export const PUBLISHERS = ['stdout', 'expvar', 'prometheus', 'otlp'] as const

const interval = timeout.refine(ms => ms >= INTERVAL_MS_MIN, {
  error: `expected at least ${String(INTERVAL_MS_MIN)}ms`,
})

/** `expvar,otlp`: some of them, each once. */
const publishers = textOf(`expected one or more of ${PUBLISHERS.join(',')}, each once`, text => {
  const names = text.split(',').map(name => name.trim())
  const known = PUBLISHERS.filter(name => names.includes(name))
  return known.length === names.length ? known : undefined
})

const prefix = z
  .string()
  .regex(/^[a-zA-Z_][a-zA-Z0-9_]*_$/, 'expected a name that ends in _, like sales_')
  .refine(text => !text.startsWith(OWN_PREFIX), {
    error: `expected another one: ${OWN_PREFIX} is for the collector's own health`,
  })

export const settings = {
  web: {
    debugHost: setting('0.0.0.0:4001', address, 'Where probes, metrics and debugging listen'),
    drainDelay: setting(
      '0s',
      duration,
      'How long to go on serving after readiness turned 503, for balancers to notice',
    ),
    shutdownTimeout: setting('5s', timeout, 'Time for what is under way to end'),
  },
  collect: {
    from: endpoint('http://localhost:4000/debug/vars', 'Document to collect, in expvar format'),
    interval: setting('1s', interval, 'Pause between two collections'),
    timeout: setting('1s', interval, 'Time for a collection'),
    bytesMax: setting('1MiB', byteSize(KiB, 64 * MiB), 'Length of the document'),
    keep: setting(
      '30s',
      duration,
      'How long values are still published, as stale, when no new ones come',
    ),
  },
  publish: {
    to: setting(
      'expvar,prometheus',
      publishers,
      `Publishers, separated by commas: ${PUBLISHERS.join(', ')}`,
    ),
  },
  expvar: {
    host: setting('0.0.0.0:3001', address, 'Where /metrics is in expvar format'),
  },
  prometheus: {
    host: setting('0.0.0.0:3002', address, 'Where /metrics is in the text format of Prometheus'),
    prefix: setting('sales_', prefix, 'Begins the names of all collected values'),
  },
  otlp: {
    endpoint: endpoint('http://localhost:4318', 'OTLP collector to send metrics to'),
    timeout: setting('2s', interval, 'Time to send a report, retries included'),
  },
  log: {
    level: setting(
      'info',
      z.enum(LEVELS, { error: `expected one of ${LEVELS.join(', ')}` }),
      'The least important lines that are logged; reports to stdout always are',
    ),
    file: setting('', z.string(), 'File to log to instead of standard output'),
  },
}

export type MetricsConfig = Config<typeof settings>

export const program = {
  name: 'metrics',
  description: 'Collects the metrics of a service and publishes them.',
  prefix: 'METRICS',
}
