/** What can be seen and set inside a running service, on a port of its own. */
import { z } from 'zod'
import { LEVELS } from '#foundation/logger/logger'
import { contract } from '#foundation/web/contract'

const levels = z
  .strictObject({ levels: z.record(z.string(), z.enum(LEVELS)) })
  .meta({ id: 'LogLevels' })

export const debugContract = contract({
  metrics: {
    method: 'get',
    path: '/metrics',
    tag: 'debug',
    summary: 'Metrics for Prometheus',
    isSilent: true,
    responses: { 200: { description: 'In the text format.', body: 'bytes' } },
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
    summary: 'Change the log level, of the service or of one component',
    query: z.strictObject({ level: z.enum(LEVELS), component: z.string().optional() }),
    responses: {
      200: { description: 'The levels now.', body: 'data', element: 'logLevels', schema: levels },
      404: { description: 'There is no such component.', body: 'problem' },
    },
  },
})
