/** Cursors: everything that the next page of a listing needs, opaque to clients, and known to be ours when it comes back. */
import { crc32 } from 'node:zlib'
import type { z } from 'zod'
import { HttpProblem } from '#foundation/web/problem'

export function sealCursor(parts: readonly unknown[]): string {
  const text = JSON.stringify(parts)
  return Buffer.from(`${String(crc32(text))} ${text}`).toString('base64url')
}

/** Throws an `HttpProblem` for what `sealCursor` did not make of such parts. */
export function openCursor<T>(cursor: string, parts: z.ZodType<T>): T {
  const [, crc, text] = /^(\d+) (.*)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (text === undefined || String(crc32(text)) !== crc) throw badCursor()
  const parsed = parts.safeParse(parsedJson(text))
  if (!parsed.success) throw badCursor()
  return parsed.data
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
