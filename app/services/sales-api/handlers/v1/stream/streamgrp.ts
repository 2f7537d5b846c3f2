/** Streams over HTTP. */
import type { Handlers } from '#foundation/web/app'
import type { Clock } from '#foundation/host/host'
import type { Kv } from '#business/core/kv/kv'
import { NO_CONDITION } from '#business/core/kv/model'
import type { Groups } from '#business/core/stream/groups'
import type { Streams } from '#business/core/stream/streams'
import type { Key } from '#business/data/keyspace/key'
import { keyText } from '../key-text.ts'
import { damage, proposeOptions, unexpected, WRONG_TYPE } from '../write.ts'
import { NO_SUCH_STREAM, refusalOf, streamDataOf } from './entry-data.ts'
import type { streamContract } from './stream-contract.ts'
import { STREAMS_LIMIT } from './stream-contract.ts'

export type StreamHandlersOptions = {
  readonly kv: Kv
  readonly streams: Streams
  readonly groups: Groups
  readonly clock: Clock
  /** Of the fields of one entry. */
  readonly valueBytesMax: number
  /** Aborts when connections are about to be closed. */
  readonly closing: AbortSignal
}

/** Streams as a whole. Their entries: see entrygrp.ts. */
export function streamHandlers({
  kv,
  streams,
}: StreamHandlersOptions): Handlers<typeof streamContract> {
  return {
    getStream: ({ params: { stream } }) => shown(streams, stream),

    setRetention: async ({ params: { stream }, headers, body }, exchange) => {
      const { length, age: ageMs, bytes } = body.retention
      const change = { kind: 'retention', stream, retention: { length, ageMs, bytes } } as const
      const proposed = proposeOptions(exchange, headers['idempotency-key'])
      const result = await streams.setRetention(change, proposed)
      return result.kind === 'retention' ? shown(streams, stream) : refusalOf(result)
    },

    deleteStream: async ({ params: { stream }, headers }, exchange) => {
      const proposed = proposeOptions(exchange, headers['idempotency-key'])
      const result = await kv.delete(stream, NO_CONDITION, proposed, 'stream')
      if (result.kind === 'wrongType') return lack(result.kind)
      if (result.kind === 'damaged') throw damage(result)
      if (result.kind !== 'delete') throw unexpected(result)
      return result.deleted ? { status: 204 } : lack('noSuchStream')
    },

    listStreams: ({ query: { start = new Uint8Array(), limit = STREAMS_LIMIT } }) => {
      const { streams: listed, next } = streams.list(start, limit)
      const data = { streams: listed.map(streamDataOf), ...(next && { next: keyText(next) }) }
      return { status: 200, data }
    },
  }
}

function shown(streams: Streams, stream: Key) {
  const found = streams.info(stream)
  if (found.kind !== 'found') return lack(found.kind)
  return { status: 200, data: streamDataOf(found.result) } as const
}

export function lack(kind: 'noSuchStream' | 'wrongType') {
  return kind === 'wrongType'
    ? ({ status: 409, problem: WRONG_TYPE } as const)
    : ({ status: 404, problem: NO_SUCH_STREAM } as const)
}
