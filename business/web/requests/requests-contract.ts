/** The slowest and the failed requests, and those under way, on the debug port. */
import { z } from 'zod'
import { contract } from '#foundation/web/contract'

export const requestsContract = contract({
  recentRequests: {
    method: 'get',
    path: '/debug/requests',
    tag: 'debug',
    summary:
      'Requests under way, the slowest, the failed and the refused ones of the last hours, and where their time went',
    description:
      'A page where Accept prefers one, as browsers do; JSON otherwise. Those under way have no status and come first, the oldest of them foremost; then the newest.',
    isSilent: true,
    query: z.strictObject({
      traceId: z
        .string()
        .regex(/^[\da-f]{32}$/, { error: 'expected 32 hexadecimal digits, in lower case' })
        .optional(),
      operation: z.string().optional(),
      outcome: z
        .enum(['under-way', 'slow', 'failed', 'refused'])
        .optional()
        .describe(
          '`under-way`: without an answer, or without one that was taken, for 0.5 seconds or longer. `slow`: the slowest first. `failed`: a status from 500 on. `refused`: one from 400 to 499',
        ),
    }),
    responses: { 200: { description: 'The requests.', body: 'bytes' } },
  },
})
