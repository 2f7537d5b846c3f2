/** Entries and streams as requests and responses have them. */
import type { z } from 'zod'
import { HttpProblem } from '#foundation/web/problem'
import type { ProblemFields } from '#foundation/web/problem'
import type { Key } from '#business/data/keyspace/key'
import { StoreDamaged } from '#business/data/store/store'
import { formatStreamId } from '#business/core/stream/id'
import type {
  Append,
  Entry,
  IdRequest,
  StreamInfo,
  StreamRefusal,
} from '#business/core/stream/model'
import { AUTO_ID } from '#business/core/stream/model'
import { keyText, valueText } from '../key-text.ts'
import { WRONG_TYPE } from '../write.ts'
import type { givenFields } from './stream-schemas.ts'

export type GivenEntry = {
  readonly id?: IdRequest | undefined
  readonly fields: z.output<typeof givenFields>
}

/** Throws an `HttpProblem` if the fields are too large together. */
export function appendOf(
  stream: Key,
  { id = AUTO_ID, fields }: GivenEntry,
  bytesMax: number,
): Append {
  const list = fields.flatMap(({ name, value, valueBase64 }) => [
    name,
    new Uint8Array(
      value === undefined ? Buffer.from(valueBase64 ?? '', 'base64') : Buffer.from(value),
    ),
  ])
  const bytes = list.reduce((sum, field) => sum + field.length, 0)
  if (bytes > bytesMax) {
    throw new HttpProblem(413, {
      code: 'ENTRY_TOO_LARGE',
      detail: `Names and values of an entry may have ${String(bytesMax)} bytes at most, not ${String(bytes)}`,
    })
  }
  return {
    kind: 'append',
    stream,
    id,
    fields: list,
    producer: undefined,
    creates: true,
    trim: undefined,
  }
}

export function entryData({ id, revision, fields }: Entry) {
  return { id: formatStreamId(id), revision, fields: fieldData(fields) }
}

export function fieldData(fields: readonly Uint8Array[]) {
  const pairs = []
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [name = NO_BYTES, value = NO_BYTES] = fields.slice(at, at + 2)
    pairs.push({ name: keyText(name), ...valueText(value) })
  }
  return pairs
}

export function streamDataOf(info: StreamInfo) {
  const { stream, createRevision, modRevision, length, bytes, entriesAdded, lastId } = info
  return {
    stream: keyText(stream),
    createRevision,
    modRevision,
    length,
    bytes,
    entriesAdded,
    lastId: formatStreamId(lastId),
    retention: info.retention,
  }
}

export const NO_SUCH_STREAM: ProblemFields = {
  code: 'STREAM_NOT_FOUND',
  detail: 'There is no such stream: the first entry that is appended creates it',
}

const NO_BYTES = new Uint8Array()

/** A refusal as a response. Throws what is no fault of the request. */
export function refusalOf(refusal: StreamRefusal): { status: 404 | 409; problem: ProblemFields } {
  switch (refusal.kind) {
    case 'noSuchStream':
      return { status: 404, problem: NO_SUCH_STREAM }
    case 'wrongType':
      return { status: 409, problem: WRONG_TYPE }
    case 'idTooSmall': {
      const lastId = formatStreamId(refusal.lastId)
      const detail = `The id is not above the last one of the stream, ${lastId}. Leave it out, or take one above`
      return { status: 409, problem: { code: 'ID_TOO_SMALL', detail, more: { lastId } } }
    }
    case 'idsExhausted': {
      const detail =
        'The id, or the last one of the stream, is the largest there is, or nearly so: take a smaller one, or begin another stream'
      return { status: 409, problem: { code: 'IDS_EXHAUSTED', detail } }
    }
    case 'producersFull':
      throw new Error('an append over HTTP has no producer')
    case 'damaged':
      throw new StoreDamaged(refusal.what)
  }
}
