/** Probes. They run through the real listener, and leave no trace in logs, metrics and traces. */
import { z } from 'zod'
import { contract } from '#foundation/web/contract'

export const checkContract = contract({
  liveness: {
    method: 'get',
    path: '/v1/liveness',
    tag: 'probes',
    summary: 'Whether the process runs',
    description: 'Touches nothing: it says that requests are answered, not that all is well.',
    isSilent: true,
    alsoHead: true,
    responses: {
      200: {
        description: 'It runs.',
        body: 'data',
        element: 'liveness',
        schema: z
          .strictObject({
            status: z.literal('up'),
            build: z.string(),
            host: z.string(),
            pid: z.int(),
            uptimeSeconds: z.number(),
          })
          .meta({ id: 'Liveness' }),
      },
    },
  },
  readiness: {
    method: 'get',
    path: '/v1/readiness',
    tag: 'probes',
    summary: 'Whether it should get traffic',
    description: 'Makes a real barrier through the log, within a second.',
    isSilent: true,
    alsoHead: true,
    responses: {
      200: {
        description: 'Ready.',
        body: 'data',
        element: 'readiness',
        schema: z.strictObject({ status: z.literal('ready') }).meta({ id: 'Readiness' }),
      },
      503: { description: 'Starting, draining, or the log does not answer.', body: 'problem' },
    },
  },
})
