/** Watching keys. */
import { z } from 'zod'
import { timeout } from '#foundation/conf/conf'
import { contract } from '#foundation/web/contract'
import { readParameters } from '../freshness.ts'
import {
  boundParameter,
  integerParameter,
  keyParameter,
  keyText,
  keyValue,
  revisionNumber,
} from '../schemas.ts'

/** Where a watch goes on: after a revision, or, inside one, after one of its changes. */
const place = z
  .string()
  .regex(/^(0|[1-9]\d{0,15})(\.(0|[1-9]\d{0,4}))?$/, 'expected an id that a watch sent')

const resume = z.strictObject({
  resume: revisionNumber.meta({
    description:
      'Watch again with this as `from`, or with the id of this event as Last-Event-ID. ' +
      'Inside a revision only the latter leaves out what was sent already.',
  }),
})

export const watchContract = contract({
  watchKeys: {
    method: 'get',
    path: '/v1/watch',
    tag: 'watch',
    reads: true,
    summary: 'Watch keys',
    description:
      'Server-sent events for every change, in order and without gaps. The id of an event is its revision, ' +
      'or `revision.number` where a revision has more events to come; sent back as Last-Event-ID it resumes right after. ' +
      'The first event is a `progress`, so that there is an id from the start; further ones follow while nothing ' +
      'happens to the keys, often enough that the last id is held as long as the stream is open. ' +
      '`lagged` and `closing` end the stream, with the id after which to resume. ' +
      'The example ends after five seconds: put a key meanwhile.',
    query: z
      .strictObject({
        ...readParameters,
        prefix: boundParameter.optional().meta({ description: 'All keys that begin so.' }),
        key: keyParameter.optional().meta({ description: 'This key only.' }),
        from: integerParameter(1)
          .optional()
          .meta({ description: 'From this revision on; from now on if left out.' }),
        timeout: timeout.optional().meta({
          description: 'End with `closing` after this time; never if left out.',
          param: { example: '5s' },
        }),
      })
      .superRefine(({ prefix, key }, context) => {
        if (prefix && key) {
          context.addIssue({ code: 'custom', path: ['key'], message: 'not together with prefix' })
        }
      }),
    headers: z.object({ 'last-event-id': place.optional() }),
    responses: {
      200: {
        description: 'The stream of events. It ends when the client, or the service, closes it.',
        body: 'events',
        events: {
          put: keyValue,
          delete: z.strictObject({ key: keyText, modRevision: revisionNumber }),
          progress: z.strictObject({
            revision: revisionNumber.meta({ description: 'Nothing up to here is still to come.' }),
          }),
          damaged: z
            .strictObject({ firstRevision: revisionNumber, lastRevision: revisionNumber })
            .meta({
              description:
                'Changes of these revisions are damaged on disk and may be missing: read the keys. The stream goes on.',
            }),
          lagged: resume,
          closing: resume,
        },
        example: [
          {
            id: '7',
            event: 'put',
            data: {
              key: 'user/1',
              createRevision: 7,
              modRevision: 7,
              version: 1,
              contentType: 'text/plain',
              bytes: 4,
              value: 'paid',
            },
          },
          { id: '8', event: 'delete', data: { key: 'user/1', modRevision: 8 } },
          { id: '8', event: 'closing', data: { resume: 9 } },
        ],
      },
      410: {
        description:
          'The changes from there on are no longer held; `firstRevision` is the first that can be watched.',
        body: 'problem',
      },
    },
  },
})
