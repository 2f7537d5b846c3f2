/** Cursors: everything that the next page of a listing needs, opaque to clients. */
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { HttpProblem } from '#foundation/web/problem'
import type { PageAsOf } from '#business/core/kv/kv'
import type { KeyRange } from '#business/data/keyspace/watchers'
import { BOUND_BYTES_MAX } from './schemas.ts'

export type Cursor = {
  readonly range: KeyRange
  readonly reverse: boolean
  readonly shows: Shows
  readonly asOf: PageAsOf
  /** Keys that the pages before counted; 0 in a listing that shows them. */
  readonly counted: number
}

const SHOWS = ['values', 'keys', 'count'] as const
export type Shows = (typeof SHOWS)[number]

/** Of a bound in base64. */
const TEXT_MAX = 4 * Math.ceil(BOUND_BYTES_MAX / 3)

const schema = z.tuple([
  z.base64().max(TEXT_MAX),
  z.base64().max(TEXT_MAX).nullable(),
  z.boolean(),
  z.enum(SHOWS),
  z.int().min(0),
  z.int().min(0),
  z.number().min(0).nullable().optional(),
])

export function formatCursor({ range, reverse, shows, asOf, counted }: Cursor): string {
  const { lower, upper } = range
  const bounds = [base64(lower), upper ? base64(upper) : null]
  const text = JSON.stringify([...bounds, reverse, shows, asOf.revision, counted, asOf.now ?? null])
  return Buffer.from(`${String(crc32(text))} ${text}`).toString('base64url')
}

/** Throws an `HttpProblem` for what `formatCursor` did not make. */
export function parseCursor(cursor: string): Cursor {
  const [, crc, text] = /^(\d+) (.*)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (text === undefined || String(crc32(text)) !== crc) throw badCursor()
  const parsed = schema.safeParse(parsedJson(text))
  if (!parsed.success) throw badCursor()
  const [lower, upper, reverse, shows, revision, counted, now] = parsed.data
  const range = { lower: bytes(lower), upper: upper === null ? undefined : bytes(upper) }
  return { range, reverse, shows, asOf: { revision, now: now ?? undefined }, counted }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw badCursor()
  }
}

function badCursor(): HttpProblem {
  return new HttpProblem(400, {
    code: 'BAD_CURSOR',
    detail: 'The cursor is not one that a page of this listing returned: begin again without it',
  })
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}
