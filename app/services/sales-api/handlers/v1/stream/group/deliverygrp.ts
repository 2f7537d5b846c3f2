/** What consumers of groups get, and what becomes of it, over HTTP. */
import type { Handlers } from '#foundation/web/app'
import { ClientGone } from '#foundation/web/problem'
import type { ReadGroup } from '#business/core/stream/groups'
import type { Key } from '#business/data/keyspace/key'
import { NO_TOTAL } from '#business/core/stream/groups'
import { FIRST_ID, formatStreamId, LAST_ID, nextId } from '#business/core/stream/id'
import { keyText } from '../../key-text.ts'
import { proposeOptions, unexpected } from '../../write.ts'
import { elapsed } from '../../kv/watchgrp.ts'
import type { StreamHandlersOptions } from '../streamgrp.ts'
import { deliveredData, groupRefused, lackOfGroup, pendingData } from './group-data.ts'
import type { deliveryContract } from './delivery-contract.ts'
import { GROUP_LIMIT, WAIT_MS_MAX } from './group-schemas.ts'

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
    const { consumer, limit = GROUP_LIMIT, minIdle: minIdleMs, own: after } = body
    const places = [{ stream, after }]
    const asked = { kind: 'read', group, consumer, places, limit, minIdleMs } as const
    const read: ReadGroup = { ...asked, total: NO_TOTAL, isAcked: body.noAck ?? false }
    const proposed = proposeOptions(exchange, headers['idempotency-key'])
    const waitMs = after === undefined ? body.wait : undefined
    using wait =
      waitMs === undefined ? undefined : new Wait(options, stream, read, waitMs, exchange.signal)
    for (;;) {
      using turn = await wait?.ready()
      // What is delivered to a client that does not wait any more is pending for nothing, and lost with `noAck`.
      if (turn && exchange.signal.aborted) throw new ClientGone()
      const result = await options.groups.change(read, proposed)
      if (result.kind !== 'read') return groupRefused(result)
      const entries = result.read.flat()
      // Another consumer may have got what was there.
      if (entries.length === 0 && wait && !wait.isOver) continue
      return { status: 200, data: { entries: entries.map(deliveredData) } }
    }
  }
}

/** What is due is looked at again after this time at the earliest. */
const AGAIN_MS = 10

const NOTHING_SAID = { deliveredAt: undefined, deliveries: undefined, lastId: undefined }

/** The waits of one request for entries, until its time is over. */
class Wait implements Disposable {
  readonly #options: DeliveryOptions
  readonly #stream: Key
  readonly #read: ReadGroup
  readonly #ended = new AbortController()
  readonly #over: AbortSignal
  readonly #arrived: ReturnType<DeliveryOptions['streams']['arrivals']>
  /** Since something happened to the stream last. */
  #wasRead = false

  constructor(
    options: DeliveryOptions,
    stream: Key,
    read: ReadGroup,
    waitMs: number,
    signal: AbortSignal,
  ) {
    const { streams, clock, closing } = options
    this.#options = options
    this.#stream = stream
    this.#read = read
    this.#over = AbortSignal.any([signal, closing, elapsed(clock, waitMs, this.#ended.signal)])
    this.#arrived = streams.arrivals([stream], this.#over)
  }

  get isOver(): boolean {
    return this.#over.aborted
  }

  /**
   * Resolves when a read would return anything, with the turn to read, when there is no such group, or when the time is
   * over.
   */
  async ready(): Promise<Disposable> {
    const { groups, clock } = this.#options
    const { group, minIdleMs } = this.#read
    for (;;) {
      using held = new DisposableStack()
      const turn = held.use(await groups.turn([this.#stream], group, this.#over))
      const found = groups.readiness(this.#stream, group, minIdleMs)
      if (found.kind !== 'found' || !turn) return held.move()
      const { isReady, dueAt } = found.result
      if (isReady && !this.#wasRead) {
        this.#wasRead = true
        return held.move()
      }
      held.dispose()
      const due =
        dueAt === undefined
          ? undefined
          : clock.after(Math.min(Math.max(AGAIN_MS, dueAt - clock.now()), WAIT_MS_MAX), () => {
              this.#arrived.wake()
            })
      await this.#arrived.next()
      due?.cancel()
      this.#wasRead = false
    }
  }

  [Symbol.dispose](): void {
    this.#ended.abort()
    this.#arrived[Symbol.dispose]()
  }
}
