/** Cursors: everything that the next page of a listing needs, opaque to clients. */
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { HttpProblem } from '#foundation/web/problem'

export type Cursor = {
  readonly lower: Uint8Array
  /** Exclusive; none if undefined. */
  readonly upper: Uint8Array | undefined
  readonly reverse: boolean
  readonly keysOnly: boolean
  readonly revision: number
}

const schema = z.tuple([
  z.base64(),
  z.base64().nullable(),
  z.boolean(),
  z.boolean(),
  z.int().min(0),
])

export function formatCursor({ lower, upper, reverse, keysOnly, revision }: Cursor): string {
  const fields = [base64(lower), upper ? base64(upper) : null, reverse, keysOnly, revision]
  const text = JSON.stringify(fields)
  return Buffer.from(`${String(crc32(text))} ${text}`).toString('base64url')
}

/** Throws an `HttpProblem` for what `formatCursor` did not make. */
export function parseCursor(cursor: string): Cursor {
  const [, crc, text] = /^(\d+) (.*)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (text === undefined || String(crc32(text)) !== crc) throw badCursor()
  const parsed = schema.safeParse(parsedJson(text))
  if (!parsed.success) throw badCursor()
  const [lower, upper, reverse, keysOnly, revision] = parsed.data
  return {
    lower: bytes(lower),
    upper: upper === null ? undefined : bytes(upper),
    reverse,
    keysOnly,
    revision,
  }
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
