/** Streams as a whole. */
import { z } from 'zod'
import { contract } from '#foundation/web/contract'
import { readParameters } from '../freshness.ts'
import { boundParameter, idempotencyHeader, integerParameter, keyText } from '../schemas.ts'
import { givenRetention, params, streamData } from './stream-schemas.ts'

export const STREAMS_LIMIT = 100
export const STREAMS_LIMIT_MAX = 1000

const noSuchStream = { description: 'There is no such stream.', body: 'problem' } as const
const wrongType = {
  description: 'There is a key of this name, which is no stream.',
  body: 'problem',
} as const
const found = {
  description: 'What is known of the stream.',
  body: 'data',
  element: 'stream',
  schema: streamData,
} as const

const write = z.object(idempotencyHeader.shape)

export const streamContract = contract({
  getStream: {
    method: 'get',
    path: '/v1/streams/{stream}',
    tag: 'streams',
    reads: true,
    summary: 'Read what is known of a stream',
    alsoHead: true,
    params,
    query: z.strictObject(readParameters),
    responses: { 200: found, 404: noSuchStream, 409: wrongType },
  },
  setRetention: {
    method: 'patch',
    path: '/v1/streams/{stream}',
    tag: 'streams',
    summary: 'Say what a stream keeps',
    description:
      'The oldest entries above a limit go by themselves, within seconds: those older than `age`, and those that the ' +
      'stream has beyond `length` or `bytes`.',
    params,
    headers: write,
    body: {
      kind: 'json',
      schema: z.strictObject({ retention: givenRetention }).meta({ id: 'StreamRequest' }),
      example: { retention: { length: 1_000_000, age: '7d' } },
    },
    responses: { 200: found, 404: noSuchStream, 409: wrongType },
  },
  deleteStream: {
    method: 'delete',
    path: '/v1/streams/{stream}',
    tag: 'streams',
    summary: 'Remove a stream with all its entries',
    params,
    headers: write,
    responses: {
      204: { description: 'Removed.', body: 'none' },
      404: noSuchStream,
      409: wrongType,
    },
  },
  listStreams: {
    method: 'get',
    path: '/v1/streams',
    tag: 'streams',
    reads: true,
    summary: 'List streams in the order of their names',
    query: z.strictObject({
      ...readParameters,
      start: boundParameter.optional().meta({ description: 'From this name on.' }),
      limit: integerParameter(1, STREAMS_LIMIT_MAX)
        .optional()
        .meta({ description: `Streams in a page; ${String(STREAMS_LIMIT)} if left out.` }),
    }),
    responses: {
      200: {
        description: 'A page.',
        body: 'data',
        element: 'streams',
        schema: z
          .strictObject({
            streams: z.array(streamData),
            next: keyText
              .optional()
              .meta({ description: '`start` of the next page; left out on the last one.' }),
          })
          .meta({ id: 'StreamPage' }),
      },
    },
  },
})
