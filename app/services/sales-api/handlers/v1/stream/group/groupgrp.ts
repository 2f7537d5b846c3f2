/** Consumer groups over HTTP. What they deliver: see deliverygrp.ts. */
import type { Handlers } from '#foundation/web/app'
import type { Key } from '#business/data/keyspace/key'
import type { Groups } from '#business/core/stream/groups'
import { keyText } from '../../key-text.ts'
import { proposeOptions, unexpected, WRONG_TYPE } from '../../write.ts'
import type { StreamHandlersOptions } from '../streamgrp.ts'
import {
  consumerDataOf,
  deadLetterIsSource,
  groupDataOf,
  groupExists,
  groupRefused,
  lackOfGroup,
  tooManyGroups,
} from './group-data.ts'
import type { groupContract } from './group-contract.ts'
import { GROUP_LIMIT } from './group-schemas.ts'

type GroupParams = { readonly stream: Key; readonly group: Key }

export function groupHandlers({
  groups,
  clock,
}: StreamHandlersOptions): Handlers<typeof groupContract> {
  const groupOf = (params: GroupParams) => shown(groups, params)
  return {
    createGroup: async ({ params, headers, body: { after: id } }, exchange) => {
      const proposed = proposeOptions(exchange, headers['idempotency-key'])
      const create = { kind: 'create', ...params, id, createsStream: true } as const
      const result = await groups.change({ ...create, entriesRead: undefined }, proposed)
      if (result.kind === 'done') return { status: 201 }
      if (result.kind === 'groupExists') return groupExists
      if (result.kind === 'tooManyGroups') return tooManyGroups
      if (result.kind === 'wrongType') return { status: 409, problem: WRONG_TYPE }
      throw unexpected(result)
    },

    getGroup: ({ params }) => groupOf(params),

    configureGroup: async ({ params, headers, body }, exchange) => {
      const { redeliverAfter, deadLetter } = body
      const redeliverAfterMs = redeliverAfter === 0 ? null : redeliverAfter
      const change = {
        kind: 'configure',
        ...params,
        patch: { redeliverAfterMs, deadLetter },
      } as const
      const proposed = proposeOptions(exchange, headers['idempotency-key'])
      const result = await groups.change(change, proposed)
      if (result.kind === 'deadLetterIsSource') return deadLetterIsSource
      return result.kind === 'done' ? groupOf(params) : groupRefused(result)
    },

    setGroupPosition: async ({ params, headers, body: { after: id } }, exchange) => {
      const proposed = proposeOptions(exchange, headers['idempotency-key'])
      const change = { kind: 'setId', ...params, id, entriesRead: undefined } as const
      const result = await groups.change(change, proposed)
      return result.kind === 'done' ? groupOf(params) : groupRefused(result)
    },

    deleteGroup: async ({ params, headers }, exchange) => {
      const proposed = proposeOptions(exchange, headers['idempotency-key'])
      const result = await groups.change({ kind: 'destroy', ...params }, proposed)
      return result.kind === 'done' ? { status: 204 } : groupRefused(result)
    },

    listGroups: ({ params: { stream }, query: { start, limit = GROUP_LIMIT } }) => {
      const found = groups.list(stream, limit + 1, start)
      if (found.kind !== 'found') return lackOfGroup(found.kind)
      const { items, next } = pageOf(found.result, limit)
      const data = { groups: items.map(info => groupDataOf(stream, info)), ...next }
      return { status: 200, data }
    },

    listConsumers: ({ params: { stream, group }, query: { start, limit = GROUP_LIMIT } }) => {
      const found = groups.consumers(stream, group, limit + 1, start)
      if (found.kind !== 'found') return lackOfGroup(found.kind)
      const { items, next } = pageOf(found.result, limit)
      const now = clock.now()
      return {
        status: 200,
        data: { consumers: items.map(one => consumerDataOf(one, now)), ...next },
      }
    },

    deleteConsumer: async ({ params, headers }, exchange) => {
      const proposed = proposeOptions(exchange, headers['idempotency-key'])
      const change = { kind: 'deleteConsumer', ...params, count: 0 } as const
      const result = await groups.change(change, proposed)
      if (result.kind !== 'done') return groupRefused(result)
      return { status: 200, data: { count: result.count } }
    },
  }
}

function shown(groups: Groups, { stream, group }: GroupParams) {
  const found = groups.info(stream, group)
  if (found.kind !== 'found') return lackOfGroup(found.kind)
  return { status: 200, data: groupDataOf(stream, found.result) } as const
}

/** Of one item more than the page has, if there are so many. */
function pageOf<Item extends { readonly name: Uint8Array }>(found: readonly Item[], limit: number) {
  const after = found[limit]
  return { items: found.slice(0, limit), next: after && { next: keyText(after.name) } }
}
