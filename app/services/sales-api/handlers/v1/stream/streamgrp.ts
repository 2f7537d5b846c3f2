/** Streams over HTTP. */
import type { Handlers } from '#foundation/web/app'
import type { Clock } from '#foundation/host/host'
import type { Kv } from '#business/core/kv/kv'
import { NO_CONDITION } from '#business/core/kv/model'
import type { Groups } from '#business/core/stream/groups'
import type { Streams } from '#business/core/stream/streams'
import { keyText } from '../key-text.ts'
import { proposeOptions, unexpected, WRONG_TYPE } from '../write.ts'
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
    getStream: ({ params: { stream } }) => {
      const found = streams.info(stream)
      return found.kind === 'found'
        ? { status: 200, data: streamDataOf(found.result) }
        : lack(found.kind)
    },

    setRetention: async ({ params: { stream }, headers, body }, exchange) => {
      const before = streams.info(stream)
      if (before.kind !== 'found') return lack(before.kind)
      const { length, age: ageMs, bytes } = body.retention
      const { retention: old } = before.result
      const retention = {
        length: length ?? old.length,
        ageMs: ageMs ?? old.ageMs,
        bytes: bytes ?? old.bytes,
      }
      const proposed = proposeOptions(exchange, headers['idempotency-key'])
      const result = await streams.setRetention({ kind: 'retention', stream, retention }, proposed)
      if (result.kind !== 'retention') return refusalOf(result)
      return { status: 200, data: streamDataOf({ ...before.result, retention }) }
    },

    deleteStream: async ({ params: { stream }, headers }, exchange) => {
      const found = streams.info(stream)
      const proposed = proposeOptions(exchange, headers['idempotency-key'])
      if (found.kind === 'wrongType') return { status: 409, problem: WRONG_TYPE }
      const result = await kv.delete(stream, NO_CONDITION, proposed)
      if (result.kind !== 'delete') throw unexpected(result)
      return result.deleted ? { status: 204 } : { status: 404, problem: NO_SUCH_STREAM }
    },

    listStreams: ({ query: { start = new Uint8Array(), limit = STREAMS_LIMIT } }) => {
      const { streams: listed, next } = streams.list(start, limit)
      const data = { streams: listed.map(streamDataOf), ...(next && { next: keyText(next) }) }
      return { status: 200, data }
    },
  }
}

export function lack(kind: 'noSuchStream' | 'wrongType') {
  return kind === 'wrongType'
    ? ({ status: 409, problem: WRONG_TYPE } as const)
    : ({ status: 404, problem: NO_SUCH_STREAM } as const)
}
