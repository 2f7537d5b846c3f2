/** The slowest and the failed requests, on the debug port. */
import { z } from 'zod'
import { contract } from '#foundation/web/contract'

export const requestsContract = contract({
  recentRequests: {
    method: 'get',
    path: '/debug/requests',
    tag: 'debug',
    summary:
      'The slowest, the failed and the refused requests of the last hours, and where their time went',
    description:
      'A page where Accept prefers one, as browsers do; JSON otherwise. The newest come first.',
    isSilent: true,
    query: z.strictObject({
      traceId: z
        .string()
        .regex(/^[\da-f]{32}$/, { error: 'expected 32 hexadecimal digits, in lower case' })
        .optional(),
      operation: z.string().optional(),
      outcome: z
        .enum(['slow', 'failed', 'refused'])
        .optional()
        .describe(
          '`slow`: the slowest first. `failed`: a status from 500 on. `refused`: one from 400 to 499',
        ),
    }),
    responses: { 200: { description: 'The requests.', body: 'bytes' } },
  },
})
