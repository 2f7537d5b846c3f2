/** What consumers of groups get, and what becomes of it, over HTTP. */
import type { Handlers } from '#foundation/web/app'
import { ClientGone } from '#foundation/web/problem'
import type { ReadGroup } from '#business/core/stream/groups'
import { NO_TOTAL } from '#business/core/stream/groups'
import { FIRST_ID, formatStreamId, LAST_ID, nextId } from '#business/core/stream/id'
import { keyText } from '../../key-text.ts'
import { proposeOptions, unexpected } from '../../write.ts'
import { elapsed } from '../../watchgrp.ts'
import type { StreamHandlersOptions } from '../streamgrp.ts'
import { deliveredData, groupRefused, lackOfGroup, pendingData } from './group-data.ts'
import type { deliveryContract } from './delivery-contract.ts'
import { GROUP_LIMIT } from './group-schemas.ts'

/** Both ends of all that can be pending. */
const ALL = { first: FIRST_ID, last: LAST_ID }

type DeliveryOptions = Pick<StreamHandlersOptions, 'streams' | 'groups' | 'clock' | 'closing'>

export function deliveryHandlers(options: DeliveryOptions): Handlers<typeof deliveryContract> {
  const { groups, clock } = options
  return {
    readGroup: readGroupHandler(options),

    acknowledgeEntries: async ({ params, headers, body: { ids } }, exchange) => {
      const proposed = proposeOptions(exchange, headers['idempotency-key'])
      const result = await groups.change({ kind: 'ack', ...params, ids }, proposed)
      if (result.kind !== 'done') return groupRefused(result)
      return { status: 200, data: { count: result.count } }
    },

    giveBackEntries: async ({ params, headers, body }, exchange) => {
      const { ids, reason = 'fail' } = body
      const proposed = proposeOptions(exchange, headers['idempotency-key'])
      const change = { kind: 'giveBack', ...params, ids, reason, isForced: false } as const
      const result = await groups.change({ ...change, deliveries: undefined }, proposed)
      if (result.kind !== 'done') return groupRefused(result)
      return { status: 200, data: { count: result.count } }
    },

    claimEntries: async ({ params, headers, body }, exchange) => {
      const { consumer, minIdle: minIdleMs = 0, ids, start = FIRST_ID, limit = GROUP_LIMIT } = body
      const proposed = proposeOptions(exchange, headers['idempotency-key'])
      const place = { ...params, consumer, minIdleMs, idsOnly: false }
      const result = await groups.change(
        ids
          ? { kind: 'claim', ...place, ids, isForced: false, ...NOTHING_SAID }
          : { kind: 'claimIdle', ...place, from: start, limit },
        proposed,
      )
      switch (result.kind) {
        case 'entries':
          return { status: 200, data: { entries: result.entries.map(deliveredData) } }
        case 'claimed': {
          const { entries, next } = result
          const more = next && { next: formatStreamId(next) }
          return { status: 200, data: { entries: entries.map(deliveredData), ...more } }
        }
        case 'read':
          throw unexpected(result)
        default:
          return groupRefused(result)
      }
    },

    listPending: ({ params: { stream, group }, query }) => {
      const { after, consumer, minIdle: minIdleMs = 0, limit = GROUP_LIMIT } = query
      // Behind the largest id there is nothing but that.
      const first = after ? (nextId(after) ?? LAST_ID) : FIRST_ID
      const filter = { ...ALL, first, limit: limit + 1, minIdleMs, consumer }
      const found = groups.pending(stream, group, filter)
      if (found.kind !== 'found') return lackOfGroup(found.kind)
      const now = clock.now()
      const pending = found.result.slice(0, limit).map(one => pendingData(one, now))
      const more = found.result.length > limit
      return {
        status: 200,
        data: { stream: keyText(stream), group: keyText(group), pending, more },
      }
    },
  }
}

function readGroupHandler(
  options: DeliveryOptions,
): Handlers<typeof deliveryContract>['readGroup'] {
  return async ({ params: { stream, group }, headers, body }, exchange) => {
    const { consumer, limit = GROUP_LIMIT, wait, minIdle: minIdleMs, own: after } = body
    const places = [{ stream, after }]
    const asked = { kind: 'read', group, consumer, places, limit, minIdleMs } as const
    const read: ReadGroup = { ...asked, total: NO_TOTAL, isAcked: body.noAck ?? false }
    if (wait !== undefined && after === undefined) {
      await ready(options, read, wait, exchange.signal)
      // What is delivered to a client that does not wait any more is pending for nothing, and lost with `noAck`.
      if (exchange.signal.aborted) throw new ClientGone()
    }
    const proposed = proposeOptions(exchange, headers['idempotency-key'])
    const result = await options.groups.change(read, proposed)
    if (result.kind !== 'read') return groupRefused(result)
    return { status: 200, data: { entries: result.read.flat().map(deliveredData) } }
  }
}

const NOTHING_SAID = { deliveredAt: undefined, deliveries: undefined, lastId: undefined }

/** Resolves when a read would return anything, when there is no such group, or when the time is over. */
async function ready(
  { groups, streams, clock, closing }: DeliveryOptions,
  { places, group, minIdleMs }: ReadGroup,
  waitMs: number,
  signal: AbortSignal,
): Promise<void> {
  const [place] = places
  if (!place) return
  const over = new AbortController()
  const stop = AbortSignal.any([signal, closing, elapsed(clock, waitMs, over.signal)])
  using arrived = streams.arrivals([place.stream], stop)
  for (;;) {
    const found = groups.readiness(place.stream, group, minIdleMs)
    if (found.kind !== 'found' || found.result.isReady || stop.aborted) break
    const { dueAt } = found.result
    const due =
      dueAt === undefined
        ? undefined
        : clock.after(Math.min(Math.max(1, dueAt - clock.now()), waitMs), () => {
            arrived.wake()
          })
    await arrived.next()
    due?.cancel()
  }
  over.abort()
}
