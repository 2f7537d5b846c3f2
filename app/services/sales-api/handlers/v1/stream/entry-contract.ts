/** Entries of streams, in the order in which they were appended. */
import { z } from 'zod'
import { timeout } from '#foundation/conf/conf'
import { contract } from '#foundation/web/contract'
import { READ_ENTRIES_MAX } from '#business/core/stream/model'
import { readParameters } from '../freshness.ts'
import { idempotencyHeader, integerParameter, keyText, revisionNumber } from '../schemas.ts'
import {
  afterParameter,
  beforeParameter,
  entry,
  givenFields,
  idField,
  idParameter,
  idText,
  params,
} from './stream-schemas.ts'

export const ENTRIES_LIMIT = 100
/** Of one request. */
export const APPENDS_MAX = 128

const noSuchStream = { description: 'There is no such stream.', body: 'problem' } as const
const wrongType = {
  description: 'There is a key of this name, which is no stream.',
  body: 'problem',
} as const

const write = z.object(idempotencyHeader.shape)

export const entryContract = contract({
  appendEntries: {
    method: 'post',
    path: '/v1/streams/{stream}/entries',
    tag: 'streams',
    summary: 'Append entries',
    description:
      'All of them or none, in one revision, at the end of the stream, which is created if need be. ' +
      'To change keys in the same revision, see `POST /v1/txn`.',
    params,
    headers: write,
    body: {
      kind: 'json',
      schema: z
        .strictObject({
          entries: z
            .array(z.strictObject({ id: idField.optional(), fields: givenFields }))
            .min(1)
            .max(APPENDS_MAX)
            .superRefine((entries, context) => {
              for (const [index, { id }] of entries.entries()) {
                if (id === undefined || index === 0) continue
                const message = 'only the first entry may have an id'
                context.addIssue({ code: 'custom', path: [index, 'id'], message })
              }
            }),
        })
        .meta({ id: 'AppendRequest' }),
      example: { entries: [{ fields: [{ name: 'type', value: 'order.paid' }] }] },
    },
    responses: {
      201: {
        description: 'Appended.',
        body: 'data',
        element: 'appended',
        schema: z
          .strictObject({ stream: keyText, revision: revisionNumber, ids: z.array(idText) })
          .meta({ id: 'Appended' }),
      },
      409: {
        description:
          'The id is not above the last one of the stream, or there is a key of this name, which is no stream.',
        body: 'problem',
      },
    },
  },
  getEntries: {
    method: 'get',
    path: '/v1/streams/{stream}/entries',
    tag: 'streams',
    reads: true,
    summary: 'Read entries in order',
    description:
      'A page. While there is `more`, go on with the id of its last entry: as `after`, or as `before` in descending order.',
    params,
    query: z.strictObject({
      ...readParameters,
      after: afterParameter.optional(),
      before: beforeParameter.optional(),
      order: z.enum(['asc', 'desc']).optional(),
      limit: integerParameter(1, READ_ENTRIES_MAX)
        .optional()
        .meta({ description: `Entries in a page; ${String(ENTRIES_LIMIT)} if left out.` }),
    }),
    responses: {
      200: {
        description: 'A page.',
        body: 'data',
        element: 'entries',
        schema: z
          .strictObject({ stream: keyText, entries: z.array(entry), more: z.boolean() })
          .meta({ id: 'EntryPage' }),
      },
      404: noSuchStream,
      409: wrongType,
    },
  },
  tailEntries: {
    method: 'get',
    path: '/v1/streams/{stream}/tail',
    tag: 'streams',
    reads: true,
    summary: 'Follow a stream',
    description:
      'Server-sent events for every entry, in order and without gaps, as long as it is not trimmed before it is sent. The id ' +
      'of an event is the id of its entry; sent back as Last-Event-ID it resumes right behind. The first event is a `start`, ' +
      'so that there is an id from the start. `lagged` and `closing` end the stream, with the id behind which to resume. ' +
      'A stream that does not exist yet is waited for. The example ends after five seconds: append an entry meanwhile.',
    params,
    query: z.strictObject({
      ...readParameters,
      after: afterParameter.optional().meta({
        description: 'From behind this id on; from now on if left out. 0-0 for all there is.',
      }),
      timeout: timeout.optional().meta({
        description: 'End with `closing` after this time; never if left out.',
        param: { example: '5s' },
      }),
    }),
    headers: z.object({ 'last-event-id': idParameter.optional() }),
    responses: {
      200: {
        description: 'The stream of events. It ends when the client, or the service, closes it.',
        body: 'events',
        events: {
          start: z.strictObject({ after: idText }),
          entry,
          lagged: z.strictObject({ after: idText }),
          closing: z.strictObject({ after: idText }),
        },
        example: [
          { id: '1735689600000-0', event: 'start', data: { after: '1735689600000-0' } },
          {
            id: '1735689600001-0',
            event: 'entry',
            data: {
              id: '1735689600001-0',
              revision: 7,
              fields: [{ name: 'type', value: 'order.paid' }],
            },
          },
          { id: '1735689600001-0', event: 'closing', data: { after: '1735689600001-0' } },
        ],
      },
      409: wrongType,
    },
  },
  removeEntry: {
    method: 'delete',
    path: '/v1/streams/{stream}/entries/{id}',
    tag: 'streams',
    summary: 'Remove an entry',
    params: params.extend({ id: idParameter }),
    headers: write,
    responses: {
      204: { description: 'Removed.', body: 'none' },
      404: { description: 'There is no such entry.', body: 'problem' },
      409: wrongType,
    },
  },
})
