/** What can be seen and set inside a running service, on a port of its own. */
import { z } from 'zod'
import { duration } from '#foundation/conf/conf'
import { METRICS_ASKED } from '#foundation/expvar/metrics'
import { LEVELS } from '#foundation/logger/logger'
import { contract } from '#foundation/web/contract'
import { varsSchema } from './vars.ts'

/** Of a change for a while: longer ones are meant to last, and should say so. */
const LEVEL_MS_MAX = 24 * 3_600_000

const levels = z
  .strictObject({
    levels: z.record(z.string(), z.enum(LEVELS)).describe('By component'),
    temporary: z
      .array(
        z.strictObject({
          component: z.string().optional(),
          level: z.enum(LEVELS),
          until: z.iso.datetime(),
        }),
      )
      .describe('Changes that end by themselves'),
  })
  .meta({ id: 'LogLevels' })

export const debugContract = contract({
  metrics: {
    method: 'get',
    path: '/metrics',
    tag: 'debug',
    summary: 'Metrics for Prometheus',
    description: 'As text, or as OpenMetrics with exemplars where Accept asks for it.',
    isSilent: true,
    responses: { 200: { description: 'The metrics.', body: 'bytes' } },
  },
  vars: {
    method: 'get',
    path: '/debug/vars',
    tag: 'debug',
    summary: 'Figures of the service, for expvarmon and the metrics service',
    isSilent: true,
    query: z.strictObject({
      with: z
        .literal(METRICS_ASKED.with)
        .optional()
        .describe('Adds what /metrics tells, with labels and histograms'),
    }),
    responses: {
      200: { description: 'The figures.', body: 'data', element: 'vars', schema: varsSchema },
    },
  },
  logLevels: {
    method: 'get',
    path: '/debug/loglevel',
    tag: 'debug',
    summary: 'Log levels by component',
    isSilent: true,
    responses: {
      200: { description: 'The levels.', body: 'data', element: 'logLevels', schema: levels },
    },
  },
  setLogLevel: {
    method: 'put',
    path: '/debug/loglevel',
    tag: 'debug',
    summary: 'Change the log level, of the service or of one component, for good or for a while',
    query: z.strictObject({
      level: z.enum(LEVELS),
      component: z.string().optional(),
      for: duration
        .refine(ms => ms > 0 && ms <= LEVEL_MS_MAX, { error: 'expected more than 0s, up to 24h' })
        .optional(),
    }),
    responses: {
      200: { description: 'The levels now.', body: 'data', element: 'logLevels', schema: levels },
      404: { description: 'There is no such component.', body: 'problem' },
    },
  },
})
