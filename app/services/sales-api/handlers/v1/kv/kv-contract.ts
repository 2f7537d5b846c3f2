/** Keys: one at a time, and in pages. */
import { z } from 'zod'
import { contract } from '#foundation/web/contract'
import { RANGE_KEYS_MAX } from '#business/core/kv/model'
import { readParameters } from '../freshness.ts'
import {
  checkRange,
  boundParameter,
  compacted,
  damagedKey,
  etagHeader,
  flagParameter,
  idempotencyHeader,
  keyParameter,
  keyValue,
  leaseParameter,
  metadata,
  readHeaders,
  revisionNumber,
  revisionParameter,
  ttl,
  integerParameter,
  writeHeaders,
} from '../schemas.ts'

export const LIST_LIMIT = 100

const notFound = { description: 'There is no such key.', body: 'problem' } as const
const conditionFailed = {
  description: 'The condition does not hold; `modRevision` says what there is, 0 for nothing.',
  body: 'problem',
} as const

const writtenHeaders = z.object(etagHeader)

export const kvContract = contract({
  getKey: {
    method: 'get',
    path: '/v1/kv/{key}',
    tag: 'keys',
    reads: true,
    summary: 'Read a value',
    description:
      'The bytes as they were stored, with their content type; or what is known of them.',
    alsoHead: true,
    params: z.strictObject({ key: keyParameter }),
    query: z.strictObject({
      ...readParameters,
      revision: revisionParameter.optional(),
      metadata: flagParameter.meta({ description: 'Return the metadata instead of the value.' }),
    }),
    headers: readHeaders,
    responses: {
      200: {
        description: 'The value; or its metadata.',
        headers: writtenHeaders,
        body: 'bytes',
        or: { schema: metadata, element: 'metadata' },
      },
      304: {
        description: 'The value still has the ETag of If-None-Match.',
        headers: writtenHeaders.extend({ Vary: z.literal('Accept').optional() }),
        body: 'none',
      },
      404: notFound,
      409: { description: 'The key is a stream.', body: 'problem' },
      410: compacted,
      412: conditionFailed,
    },
  },
  putKey: {
    method: 'put',
    path: '/v1/kv/{key}',
    tag: 'keys',
    summary: 'Create or replace a value',
    description: 'Durable when it is answered. The value keeps the Content-Type of the request.',
    params: z.strictObject({ key: keyParameter }),
    query: z.strictObject({
      ttl: ttl.optional().meta({ description: 'Remove the key after this time.' }),
      lease: leaseParameter.optional().meta({ description: 'Remove the key with this lease.' }),
    }),
    headers: writeHeaders.extend(idempotencyHeader.shape),
    body: { kind: 'bytes', description: 'The value: any bytes.', example: 'paid' },
    responses: {
      200: {
        description: 'Replaced.',
        headers: writtenHeaders,
        body: 'data',
        schema: metadata,
        element: 'metadata',
      },
      201: {
        description: 'Created.',
        headers: writtenHeaders,
        body: 'data',
        schema: metadata,
        element: 'metadata',
      },
      409: {
        description: 'The lease takes no more keys, or the key is a stream.',
        body: 'problem',
      },
      412: conditionFailed,
      422: {
        description: 'The request breaks its contract, or there is no such lease.',
        body: 'problem',
      },
    },
  },
  deleteKey: {
    method: 'delete',
    path: '/v1/kv/{key}',
    tag: 'keys',
    summary: 'Remove a key',
    params: z.strictObject({ key: keyParameter }),
    headers: writeHeaders.extend(idempotencyHeader.shape),
    responses: {
      204: { description: 'Removed.', body: 'none' },
      404: notFound,
      412: conditionFailed,
    },
  },
  listKeys: {
    method: 'get',
    path: '/v1/kv',
    tag: 'keys',
    reads: true,
    summary: 'List keys in order',
    description:
      'A page of keys. All pages of a listing, however long it takes, show one revision: follow `cursor` until there ' +
      'is none. A page ends early, with few or no keys, when looking for them takes long, as among many that were ' +
      'changed since `revision`; so does a count.',
    query: z
      .strictObject({
        ...readParameters,
        prefix: boundParameter.optional().meta({ description: 'Only keys that begin so.' }),
        start: boundParameter.optional().meta({ description: 'From this key on, inclusive.' }),
        end: boundParameter.optional().meta({ description: 'Up to this key, exclusive.' }),
        limit: integerParameter(1, RANGE_KEYS_MAX)
          .optional()
          .meta({ description: `Keys in a page; ${String(LIST_LIMIT)} if left out.` }),
        cursor: z
          .string()
          .regex(/^[\w-]+$/, 'expected the cursor of a page')
          .optional()
          .meta({ description: 'Where the page before ended. Says all the rest but `limit`.' }),
        order: z.enum(['asc', 'desc']).optional(),
        keysOnly: flagParameter.meta({ description: 'Leave out the values.' }),
        countOnly: flagParameter.meta({
          description: 'Only count the keys; go on while there is a `cursor`.',
        }),
        revision: revisionParameter.optional(),
      })
      .superRefine(({ prefix, start, end, cursor, ...rest }, context) => {
        checkRange({ prefix, start, end }, context)
        const others = [
          prefix,
          start,
          end,
          rest.order,
          rest.keysOnly,
          rest.countOnly,
          rest.revision,
        ]
        if (cursor !== undefined && others.some(value => value !== undefined)) {
          context.addIssue({
            code: 'custom',
            path: ['cursor'],
            message: 'only limit may come with a cursor',
          })
        }
      }),
    responses: {
      200: {
        description: 'A page.',
        body: 'data',
        element: 'page',
        schema: z
          .strictObject({
            revision: revisionNumber,
            count: z
              .int()
              .min(0)
              .meta({
                description:
                  'Keys here; with countOnly, keys counted so far, with those of the pages before: all of them if there ' +
                  'is no `cursor`.',
              }),
            items: z.array(z.union([keyValue, damagedKey])),
            cursor: z
              .string()
              .optional()
              .meta({ description: 'For the next page; left out on the last one.' }),
          })
          .meta({ id: 'Page' }),
      },
      410: compacted,
      504: { description: 'There was no answer in time. Nothing was changed.', body: 'problem' },
    },
  },
})
