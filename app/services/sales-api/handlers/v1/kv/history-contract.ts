/** The past, and forgetting it. */
import { z } from 'zod'
import { contract } from '#foundation/web/contract'
import { idempotencyHeader, revisionNumber } from '../schemas.ts'

export const historyContract = contract({
  compact: {
    method: 'post',
    path: '/v1/compact',
    tag: 'history',
    summary: 'Forget the past up to a revision',
    description:
      'What was overwritten or removed at or before the revision can no longer be read or watched, and its space is ' +
      'given back in the background. The retention settings do the same by time and number.',
    headers: z.object(idempotencyHeader.shape),
    body: {
      kind: 'json',
      schema: z.strictObject({ revision: z.int().min(1) }).meta({ id: 'CompactRequest' }),
      example: { revision: 1 },
    },
    responses: {
      200: {
        description: 'Forgotten.',
        body: 'data',
        element: 'compacted',
        schema: z
          .strictObject({
            compactedRevision: revisionNumber.meta({
              description: 'The oldest revision that can be read.',
            }),
          })
          .meta({ id: 'Compacted' }),
      },
      400: { description: 'The revision does not exist yet.', body: 'problem' },
    },
  },
})
