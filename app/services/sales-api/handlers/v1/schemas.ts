/** What several operations have in common in their requests and responses. */
import { z } from 'zod'
import type {} from 'zod-openapi'
import { duration } from '#foundation/conf/conf'
import { parseTagList } from '#foundation/web/etag'
import type { Condition, Key, LeaseId } from '#business/core/kv/model'
import {
  CONDITION_REVISIONS_MAX,
  InvalidKey,
  KEY_BYTES_MAX,
  parseKey,
  parseLeaseId,
} from '#business/core/kv/model'
import { keyBytes } from './key-text.ts'

/** The longest time to live: a hundred years. */
const TTL_MS_MAX = 100 * 365 * 86_400_000

const KEY_DESCRIPTION =
  `A key: 1 to ${String(KEY_BYTES_MAX)} bytes, percent-encoded. ` +
  'In a path, a slash in a key is %2F.'

/** A key in a path or a query: one character per byte. */
export const keyParameter = z
  .string()
  .transform((text, context): Key => keyOf(Buffer.from(text, 'latin1'), context))
  .meta({ description: KEY_DESCRIPTION, examples: ['user/1'] })

/** Any bytes in a query, a key's beginning for example. */
export const bytesParameter = z
  .string()
  .transform(text => new Uint8Array(Buffer.from(text, 'latin1')))

/** A range is given by a prefix, or by its ends. */
export function checkRange(
  { prefix, start, end }: Partial<Record<'prefix' | 'start' | 'end', Uint8Array | undefined>>,
  context: z.RefinementCtx,
): void {
  if (!prefix || !(start ?? end)) return
  const message = 'not together with start or end'
  context.addIssue({ code: 'custom', path: ['prefix'], message })
}

/** A key in a body: UTF-8 in which %XX stands for a byte. */
export const keyField = z
  .string()
  .transform((text, context): Key => {
    const bytes = keyBytes(text)
    if (bytes) return keyOf(bytes, context)
    context.addIssue('expected two hexadecimal digits after each %; a literal % is %25')
    return z.NEVER
  })
  .meta({ description: 'A key as text: %XX stands for a byte, %25 for a percent sign.' })

function keyOf(bytes: Uint8Array, context: z.RefinementCtx): Key {
  try {
    return parseKey(new Uint8Array(bytes))
  } catch (error) {
    if (!(error instanceof InvalidKey)) throw error
    context.addIssue(error.message)
    return z.NEVER
  }
}

export const keyText = z.string().meta({
  description: 'A key as text: UTF-8, in which %XX stands for a byte and %25 for a percent sign.',
  examples: ['user/1'],
})

export const revisionNumber = z.int().min(0).meta({ description: 'A revision of the store.' })

/** Digits in a query, as a number; nothing else that JavaScript would take for one. */
export function integerParameter(min: number, max?: number): z.ZodType<number> {
  const range =
    max === undefined ? `from ${String(min)} on` : `from ${String(min)} to ${String(max)}`
  const error = `expected a whole number ${range}`
  const number = z.int({ error }).min(min, { error })
  return z.preprocess(
    text => (typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : text),
    max === undefined ? number : number.max(max, { error }),
  )
}

/** A revision in a query. */
export const revisionParameter = integerParameter(1).meta({
  description: 'Read as of this revision.',
})

export const flagParameter = z
  .enum(['true', 'false'])
  .transform(text => text === 'true')
  .optional()

/** A time to live, in milliseconds. */
export const ttl = duration
  .refine(ms => ms >= 1 && ms <= TTL_MS_MAX, 'expected a time from 1ms to 36500d')
  .meta({ description: 'A duration like 250ms, 30s, 5m, 1h or 7d.', examples: ['30s'] })

export const leaseParameter = z
  .string()
  .transform((text, context): LeaseId => {
    const id = parseLeaseId(text)
    if (id !== undefined) return id
    context.addIssue('expected the 12 hexadecimal digits of a lease')
    return z.NEVER
  })
  .meta({ description: 'The id of a lease.', examples: ['00c0ffee1234'] })

/** An entity tag of this API is a revision. */
const tags = z.string().transform((text, context) => {
  const list = parseTagList(text)
  if (list === '*' || (list && list.length <= CONDITION_REVISIONS_MAX)) return list
  context.addIssue(
    `expected * or up to ${String(CONDITION_REVISIONS_MAX)} entity tags in quotes, as ETag has them`,
  )
  return z.NEVER
})

export const ifNoneMatchRead = tags
  .optional()
  .meta({ description: 'Answer 304 if the value still has this ETag.' })

export const writeHeaders = z.object({
  'if-match': tags.optional().meta({
    description: 'Only if the key has one of these ETags; * for any.',
    examples: ['"7"'],
  }),
  'if-none-match': z.literal('*').optional().meta({ description: 'Only if there is no such key.' }),
})

/** RFC 9110 has tags of If-Match compared strongly, so a weak one matches nothing. */
export function conditionOf(headers: z.output<typeof writeHeaders>): Condition | 'impossible' {
  if (headers['if-none-match'] === '*') {
    return headers['if-match'] === undefined ? { kind: 'absent' } : 'impossible'
  }
  const list = headers['if-match']
  if (list === undefined) return { kind: 'none' }
  if (list === '*') return { kind: 'present' }
  const revisions = list
    .filter(({ tag, isWeak }) => !isWeak && /^[1-9]\d{0,15}$/.test(tag))
    .map(({ tag }) => Number(tag))
  return revisions.length === 0 ? 'impossible' : { kind: 'revision', revisions }
}

/** For everything that reads as of a revision. */
export const compacted = {
  description: 'The revision is no longer held.',
  body: 'problem',
} as const

export const idempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'expected 1 to 255 visible ASCII characters')
    .optional()
    .meta({
      description: 'Makes a retry of this request get the first answer instead of a second effect.',
    }),
})

export const metadataFields = {
  key: keyText,
  createRevision: revisionNumber,
  modRevision: revisionNumber,
  version: z.int().min(1).meta({ description: 'Puts since the key was created.' }),
  contentType: z.string(),
  bytes: z.int().min(0).meta({ description: 'Length of the value.' }),
  expiresAt: z.iso.datetime().optional(),
  lease: z.string().optional(),
}

export const metadata = z.strictObject(metadataFields).meta({ id: 'Metadata' })

/** A value in JSON or XML: as text if it is text, else in base64. */
export const valueFields = {
  value: z.string().optional().meta({ description: 'The value, if it is text.' }),
  valueBase64: z.base64().optional().meta({ description: 'The value, if it is not text.' }),
}

export const keyValue = z
  .strictObject({ ...metadataFields, ...valueFields })
  .meta({ id: 'KeyValue' })

export const etagHeader = {
  ETag: z.string().meta({ description: 'The modRevision, in quotes.', examples: ['"7"'] }),
}
