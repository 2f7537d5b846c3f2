/** Consumer groups: what is known of them, and what they do with entries that are not acknowledged. */
import { z } from 'zod'
import { contract } from '#foundation/web/contract'
import { readParameters } from '../../freshness.ts'
import { boundParameter, integerParameter, keyText } from '../../schemas.ts'
import { params } from '../stream-schemas.ts'
import {
  consumerData,
  consumerParams,
  count,
  entryId,
  givenSettings,
  GROUP_LIMIT,
  groupData,
  groupParams,
  NAMES_LIMIT_MAX,
  write,
} from './group-schemas.ts'

export const noSuchGroup = {
  description: 'There is no such stream, or it has no such group.',
  body: 'problem',
} as const
export const wrongType = {
  description: 'There is a key of this name, which is no stream.',
  body: 'problem',
} as const
const found = {
  description: 'What is known of the group.',
  body: 'data',
  element: 'group',
  schema: groupData,
} as const

const pageQuery = (what: string) =>
  z.strictObject({
    ...readParameters,
    start: boundParameter.optional().meta({ description: 'From this name on.' }),
    limit: integerParameter(1, NAMES_LIMIT_MAX)
      .optional()
      .meta({ description: `${what} in a page; ${String(GROUP_LIMIT)} if left out.` }),
  })
const next = keyText
  .optional()
  .meta({ description: '`start` of the next page; left out on the last one.' })

const after = entryId.optional().meta({
  description:
    'Deliver entries behind this id: 0-0 for all. Left out, those that are appended from now on.',
})

export const groupContract = contract({
  createGroup: {
    method: 'put',
    path: '/v1/streams/{stream}/groups/{group}',
    tag: 'groups',
    summary: 'Make a consumer group',
    description:
      'Each entry of the stream is delivered to one consumer of the group. A stream that does not exist is created, empty.',
    params: groupParams,
    headers: write,
    body: {
      kind: 'json',
      schema: z.strictObject({ after }).meta({ id: 'GroupRequest' }),
      example: { after: '0-0' },
    },
    responses: {
      201: { description: 'Made.', body: 'none' },
      409: {
        description:
          'The stream has such a group already, or as many as it can have, or there is a key of this name, which is no stream.',
        body: 'problem',
      },
    },
  },
  getGroup: {
    method: 'get',
    path: '/v1/streams/{stream}/groups/{group}',
    tag: 'groups',
    reads: true,
    summary: 'Read what is known of a group',
    alsoHead: true,
    params: groupParams,
    query: z.strictObject(readParameters),
    responses: { 200: found, 404: noSuchGroup, 409: wrongType },
  },
  configureGroup: {
    method: 'patch',
    path: '/v1/streams/{stream}/groups/{group}',
    tag: 'groups',
    summary: 'Say what a group does with entries that are not acknowledged',
    description:
      'A dead letter has the fields of its entry, and `dead-letter-reason`, `-stream`, `-id`, `-group` and `-deliveries`. ' +
      'It is moved in the revision that would have delivered it once more, or at once if it is given back as fatal.',
    params: groupParams,
    headers: write,
    body: {
      kind: 'json',
      schema: givenSettings,
      example: { redeliverAfter: '30s', deadLetter: { stream: 'orders.dead', maxDeliveries: 5 } },
    },
    responses: {
      200: found,
      404: noSuchGroup,
      409: wrongType,
      422: { description: 'Dead letters would go to the stream itself.', body: 'problem' },
    },
  },
  setGroupPosition: {
    method: 'put',
    path: '/v1/streams/{stream}/groups/{group}/position',
    tag: 'groups',
    summary: 'Say where a group goes on',
    description: 'What is pending stays pending.',
    params: groupParams,
    headers: write,
    body: {
      kind: 'json',
      schema: z.strictObject({ after }).meta({ id: 'GroupPositionRequest' }),
      example: { after: '0-0' },
    },
    responses: { 200: found, 404: noSuchGroup, 409: wrongType },
  },
  deleteGroup: {
    method: 'delete',
    path: '/v1/streams/{stream}/groups/{group}',
    tag: 'groups',
    summary: 'Remove a group with all it has pending',
    params: groupParams,
    headers: write,
    responses: {
      204: { description: 'Removed.', body: 'none' },
      404: noSuchGroup,
      409: wrongType,
    },
  },
  listGroups: {
    method: 'get',
    path: '/v1/streams/{stream}/groups',
    tag: 'groups',
    reads: true,
    summary: 'List the groups of a stream in the order of their names',
    params,
    query: pageQuery('Groups'),
    responses: {
      200: {
        description: 'A page.',
        body: 'data',
        element: 'groups',
        schema: z.strictObject({ groups: z.array(groupData), next }).meta({ id: 'GroupPage' }),
      },
      404: { description: 'There is no such stream.', body: 'problem' },
      409: wrongType,
    },
  },
  listConsumers: {
    method: 'get',
    path: '/v1/streams/{stream}/groups/{group}/consumers',
    tag: 'groups',
    reads: true,
    summary: 'List the consumers of a group in the order of their names',
    params: groupParams,
    query: pageQuery('Consumers'),
    responses: {
      200: {
        description: 'A page.',
        body: 'data',
        element: 'consumers',
        schema: z
          .strictObject({ consumers: z.array(consumerData), next })
          .meta({ id: 'ConsumerPage' }),
      },
      404: noSuchGroup,
      409: wrongType,
    },
  },
  deleteConsumer: {
    method: 'delete',
    path: '/v1/streams/{stream}/groups/{group}/consumers/{consumer}',
    tag: 'groups',
    summary: 'Remove a consumer',
    description: 'What it has pending is given back to the group. The answer counts that.',
    params: consumerParams,
    headers: write,
    responses: {
      200: { description: 'Removed.', body: 'data', element: 'removed', schema: count },
      404: noSuchGroup,
      409: wrongType,
    },
  },
})
