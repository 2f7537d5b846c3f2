/** Entries of streams over HTTP. */
import type { Handlers } from '#foundation/web/app'
import { FIRST_ID, formatStreamId, LAST_ID, nextId, previousId } from '#business/core/stream/id'
import type { StreamId } from '#business/core/stream/id'
import type { StreamInfo } from '#business/core/stream/model'
import type { Found } from '#business/core/stream/stream-reader'
import { keyText } from '../key-text.ts'
import { damage, proposeOptions, unexpected, WRONG_TYPE } from '../write.ts'
import { appendOf, refusalOf, entryData } from './entry-data.ts'
import type { entryContract } from './entry-contract.ts'
import { ENTRIES_LIMIT } from './entry-contract.ts'
import { tailEvents } from './tail.ts'

import { lack } from './streamgrp.ts'
import type { StreamHandlersOptions } from './streamgrp.ts'

export function entryHandlers(options: StreamHandlersOptions): Handlers<typeof entryContract> {
  const { kv, streams, valueBytesMax } = options
  return {
    appendEntries: async ({ params: { stream }, headers, body }, exchange) => {
      const appends = body.entries.map(given => appendOf(stream, given, valueBytesMax))
      const proposed = proposeOptions(exchange, headers['idempotency-key'])
      const then = appends.map(append => streams.appendCall(append))
      const result = await kv.txn({ compare: [], then, else: [] }, proposed)
      switch (result.kind) {
        case 'txn': {
          const ids = result.results.flatMap(one =>
            one.kind === 'appended' ? [formatStreamId(one.id)] : [],
          )
          const data = { stream: keyText(stream), revision: result.revision, ids }
          return { status: 201, data }
        }
        case 'wrongType':
        case 'idTooSmall':
        case 'idsExhausted':
          return { status: 409, problem: refusalOf(result).problem }
        case 'damaged':
          throw damage(result)
        default:
          throw unexpected(result)
      }
    },

    getEntries: ({ params: { stream }, query }) => {
      const { after, before, order, limit = ENTRIES_LIMIT } = query
      const first = after ? nextId(after) : FIRST_ID
      const last = before ? previousId(before) : LAST_ID
      const name = keyText(stream)
      if (!first || !last) {
        const lack = lackOf(streams.info(stream))
        return lack ?? { status: 200, data: { stream: name, entries: [], more: false } }
      }
      const range = { first, last }
      const found = streams.page({ stream, range, reverse: order === 'desc', limit })
      if (found.kind !== 'found') return lack(found.kind)
      const { entries, more } = found.result
      return { status: 200, data: { stream: name, entries: entries.map(entryData), more } }
    },

    tailEntries: ({ params: { stream }, query, headers }, { signal }) => {
      const info = streams.info(stream)
      if (info.kind === 'wrongType') return { status: 409, problem: WRONG_TYPE }
      const newest = info.kind === 'found' ? info.result.lastId : FIRST_ID
      const after = headers['last-event-id'] ?? query.after ?? newest
      return { status: 200, ...tailEvents(options, stream, after, query.timeout, signal) }
    },

    removeEntry: async ({ params: { stream, id }, headers }, exchange) => {
      const proposed = proposeOptions(exchange, headers['idempotency-key'])
      const result = await streams.remove({ kind: 'remove', stream, ids: [id] }, proposed)
      if (result.kind !== 'removed') return refusalOf(result)
      return result.entries > 0 ? { status: 204 } : { status: 404, problem: noSuchEntry(id) }
    },
  }
}

function lackOf(found: Found<StreamInfo>) {
  return found.kind === 'found' ? undefined : lack(found.kind)
}

function noSuchEntry(id: StreamId) {
  const detail = `The stream has no entry ${formatStreamId(id)}: it was removed, or never was`
  return { code: 'ENTRY_NOT_FOUND', detail }
}
