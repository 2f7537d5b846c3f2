/** What consumers of a group ask for: entries, and what becomes of those they have. */
import { z } from 'zod'
import { timeout } from '#foundation/conf/conf'
import { contract } from '#foundation/web/contract'
import { READ_ENTRIES_MAX } from '#business/core/stream/model'
import { readParameters } from '../../freshness.ts'
import { boundParameter, integerParameter, keyText, ttl } from '../../schemas.ts'
import { afterParameter, idText } from '../stream-schemas.ts'
import { noSuchGroup, wrongType } from './group-contract.ts'
import {
  consumerField,
  count,
  deliveredEntry,
  entryId,
  entryIds,
  GROUP_LIMIT,
  groupParams,
  idleField,
  limitField,
  pendingEntry,
  WAIT_MS_MAX,
  write,
} from './group-schemas.ts'

const WAIT = `${String(WAIT_MS_MAX / 1000)}s`

const noConsumer = {
  description:
    'There is a key of this name, which is no stream; or the group has as many consumers as it can have.',
  body: 'problem',
} as const

const counted = (description: string) =>
  ({ description, body: 'data', element: 'entries', schema: count }) as const

export const deliveryContract = contract({
  readGroup: {
    method: 'post',
    path: '/v1/streams/{stream}/groups/{group}/read',
    tag: 'groups',
    summary: 'Have entries delivered to a consumer',
    description:
      'First what was given back or is idle for `minIdle`, or as the settings of the group say; then what was never delivered. ' +
      'The entries are pending until the consumer acknowledges them, unless it says `noAck`. An Idempotency-Key has an answer with entries repeated, of up to 64 KiB.',
    params: groupParams,
    headers: write,
    body: {
      kind: 'json',
      schema: z
        .strictObject({
          consumer: consumerField,
          limit: limitField,
          wait: timeout
            .refine(ms => ms <= WAIT_MS_MAX, `expected a time from 1ms to ${WAIT}`)
            .optional()
            .meta({ description: `Wait so long for an entry, up to ${WAIT}; not if left out.` }),
          minIdle: idleField.meta({ description: 'Also entries that are idle for so long.' }),
          noAck: z.boolean().optional().meta({
            description:
              'New entries count as acknowledged: they are not pending, and are lost if the consumer fails.',
          }),
          own: entryId.optional().meta({
            description:
              'Instead, what the consumer has pending behind this id, 0-0 for all of it: after a crash, for example.',
          }),
        })
        .meta({ id: 'ReadGroupRequest' }),
      example: { consumer: 'worker-1', limit: 10, wait: '1s' },
    },
    responses: {
      200: {
        description: 'The entries; none if there are none.',
        body: 'data',
        element: 'entries',
        schema: z.strictObject({ entries: z.array(deliveredEntry) }).meta({ id: 'Delivered' }),
      },
      404: noSuchGroup,
      409: noConsumer,
    },
  },
  acknowledgeEntries: {
    method: 'post',
    path: '/v1/streams/{stream}/groups/{group}/ack',
    tag: 'groups',
    summary: 'Say that entries are done',
    params: groupParams,
    headers: write,
    body: {
      kind: 'json',
      schema: z.strictObject({ ids: entryIds }).meta({ id: 'AcknowledgeRequest' }),
      example: { ids: ['1735689600000-0'] },
    },
    responses: { 200: counted('Acknowledged.'), 404: noSuchGroup, 409: wrongType },
  },
  giveBackEntries: {
    method: 'post',
    path: '/v1/streams/{stream}/groups/{group}/nack',
    tag: 'groups',
    summary: 'Give entries back to the group',
    description: 'They are delivered again, before others.',
    params: groupParams,
    headers: write,
    body: {
      kind: 'json',
      schema: z
        .strictObject({
          ids: entryIds,
          reason: z.enum(['silent', 'fail', 'fatal']).optional().meta({
            description:
              '`silent`: the delivery does not count. `fail`, if left out: it does. `fatal`: the entry cannot be done at all.',
          }),
        })
        .meta({ id: 'GiveBackRequest' }),
      example: { ids: ['1735689600000-0'], reason: 'fail' },
    },
    responses: { 200: counted('Given back.'), 404: noSuchGroup, 409: wrongType },
  },
  claimEntries: {
    method: 'post',
    path: '/v1/streams/{stream}/groups/{group}/claim',
    tag: 'groups',
    summary: 'Take pending entries over from other consumers',
    description:
      'Those with the `ids`; or, from the id `start` on, those that are idle for `minIdle`.',
    params: groupParams,
    headers: write,
    body: {
      kind: 'json',
      schema: z
        .strictObject({
          consumer: consumerField,
          minIdle: idleField,
          ids: entryIds.optional(),
          start: entryId.optional(),
          limit: limitField,
        })
        .superRefine(({ ids, start, limit }, context) => {
          if (!ids || (start === undefined && limit === undefined)) return
          const message = 'not together with start or limit'
          context.addIssue({ code: 'custom', path: ['ids'], message })
        })
        .meta({
          id: 'ClaimRequest',
          dependentSchemas: { ids: { properties: { start: false, limit: false } } },
        }),
      example: { consumer: 'worker-2', minIdle: '1m', limit: 10 },
    },
    responses: {
      200: {
        description: 'What the consumer has now.',
        body: 'data',
        element: 'claimed',
        schema: z
          .strictObject({
            entries: z.array(deliveredEntry),
            next: idText.optional().meta({ description: '`start` of the next request.' }),
          })
          .meta({ id: 'Claimed' }),
      },
      404: noSuchGroup,
      409: noConsumer,
    },
  },
  listPending: {
    method: 'get',
    path: '/v1/streams/{stream}/groups/{group}/pending',
    tag: 'groups',
    reads: true,
    summary: 'List entries that were delivered and not acknowledged',
    description: 'A page. While there is `more`, go on with the id of its last entry as `after`.',
    params: groupParams,
    query: z.strictObject({
      ...readParameters,
      after: afterParameter.optional(),
      consumer: boundParameter.optional().meta({ description: 'Only what this consumer has.' }),
      minIdle: ttl.optional().meta({
        description: 'Only what was delivered so long ago, and what was given back: 30s, 5m or 1h.',
        param: { example: '5m' },
      }),
      limit: integerParameter(1, READ_ENTRIES_MAX)
        .optional()
        .meta({ description: `Entries in a page; ${String(GROUP_LIMIT)} if left out.` }),
    }),
    responses: {
      200: {
        description: 'A page.',
        body: 'data',
        element: 'pending',
        schema: z
          .strictObject({
            stream: keyText,
            group: keyText,
            pending: z.array(pendingEntry),
            more: z.boolean(),
          })
          .meta({ id: 'PendingPage' }),
      },
      404: noSuchGroup,
      409: wrongType,
    },
  },
})
