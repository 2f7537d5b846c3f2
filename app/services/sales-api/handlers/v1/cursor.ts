/** What the next page of a listing of keys needs. */
import { z } from 'zod'
import type { PageAsOf } from '#business/core/kv/kv'
import type { KeyRange } from '#business/data/keyspace/watchers'
import { openCursor, sealCursor } from '#business/web/v1/cursor'
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
  return sealCursor([...bounds, reverse, shows, asOf.revision, counted, asOf.now ?? null])
}

/** Throws an `HttpProblem` for what `formatCursor` did not make. */
export function parseCursor(cursor: string): Cursor {
  const [lower, upper, reverse, shows, revision, counted, now] = openCursor(cursor, schema)
  const range = { lower: bytes(lower), upper: upper === null ? undefined : bytes(upper) }
  return { range, reverse, shows, asOf: { revision, now: now ?? undefined }, counted }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}
