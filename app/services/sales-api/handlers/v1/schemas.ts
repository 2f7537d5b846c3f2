/** What several operations have in common in their requests and responses. */
import { z } from 'zod'
import type {} from 'zod-openapi'
import type { Key } from '#business/data/keyspace/key'
import { InvalidKey, KEY_BYTES_MAX, parseKey } from '#business/data/keyspace/key'
import { duration, textOf } from '#foundation/conf/conf'
import { parseTagList } from '#foundation/web/etag'
import type { Format } from '#foundation/web/contract'
import type { Condition } from '#business/core/kv/model'
import { CONDITION_REVISIONS_MAX, NO_CONDITION, parseLeaseId } from '#business/core/kv/model'
import { keyBytes } from './key-text.ts'

const INVALID_KEY = 'INVALID_KEY'

/** The longest time to live: a hundred years. */
const TTL_MS_MAX = 100 * 365 * 86_400_000

const KEY_DESCRIPTION =
  `A key: 1 to ${String(KEY_BYTES_MAX)} bytes, percent-encoded. ` +
  'In a path, a slash in a key is %2F. A key that an answer shows can be given as it is shown: its %XX are not escaped again.'

/** A bound of a range may lie right behind the longest key: one byte more. */
export const BOUND_BYTES_MAX = KEY_BYTES_MAX + 1

const TAG = '(?:W/)?"[!#-~\\x80-\\xff]*"'
const MORE_TAGS = `(?:\\s*,[\\s,]*${TAG})*`
const KEY_TEXT = '^(?:[^%\\ud800-\\udfff]|%[0-9a-fA-F]{2})*$'

/**
 * What is enforced by code, as JSON Schema says it: a test of the limits compares the two. Lengths are characters there, of
 * which a text has at most as many as bytes, and in a body three times as many where all bytes are escaped.
 */
export const ENFORCED = {
  keyParameter: { minLength: 1, maxLength: KEY_BYTES_MAX },
  boundParameter: { maxLength: BOUND_BYTES_MAX },
  text: { pattern: '^[^\\ud800-\\udfff]*$' },
  bytes: { pattern: KEY_TEXT },
  key: { minLength: 1, maxLength: 3 * KEY_BYTES_MAX, pattern: KEY_TEXT },
  bound: { maxLength: 3 * BOUND_BYTES_MAX, pattern: KEY_TEXT },
  base64: {
    pattern:
      '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$',
  },
  lease: { pattern: '^(?!0{12})[0-9a-f]{12}$' },
  tags: { pattern: `^(?:\\s*\\*\\s*|[\\s,]*${TAG}${MORE_TAGS}[\\s,]*)$` },
  oneValue: {
    oneOf: ['value', 'valueBase64'].map(name => ({ required: [name], properties: { [name]: {} } })),
  },
  range: { dependentSchemas: { prefix: { properties: { start: false, end: false } } } },
}

/** A key in a path or a query: one character per byte. */
export const keyParameter = z
  .string()
  .transform((text, context): Key => keyOf(Buffer.from(text, 'latin1'), context))
  .meta({ description: KEY_DESCRIPTION, ...ENFORCED.keyParameter, param: { example: 'user/1' } })

/** A bound of a range in a query, a key's beginning for example. */
export const boundParameter = z
  .string()
  .transform((text, context) => boundOf(Buffer.from(text, 'latin1'), context))
  .meta(ENFORCED.boundParameter)

/** A range is given by a prefix, or by its ends. */
export function checkRange(
  { prefix, start, end }: Partial<Record<'prefix' | 'start' | 'end', Uint8Array | undefined>>,
  context: z.RefinementCtx,
): void {
  if (!prefix || !(start ?? end)) return
  const message = 'not together with start or end'
  context.addIssue({ code: 'custom', path: ['prefix'], message })
}

/** JSON can escape half of a character: UTF-8 has no bytes for that, and what stands for it would be stored instead. */
const ILL_FORMED = 'expected well-formed text: a surrogate, \\ud800 to \\udfff, stands alone'

/** Text in a body that becomes bytes. */
export const textField = z
  .string()
  .refine(text => text.isWellFormed(), ILL_FORMED)
  .meta(ENFORCED.text)

/** Bytes in a body. The last character of base64 may have bits that belong to no byte: they have to be 0. */
export const base64Field = z
  .base64({ abort: true })
  .refine(
    text => Buffer.from(text.slice(-4), 'base64').toString('base64') === text.slice(-4),
    'expected base64 without bits after the last byte',
  )
  .meta(ENFORCED.base64)

/** A key in a body: UTF-8 in which %XX stands for a byte. */
export const keyField = z
  .string()
  .transform((text, context): Key => {
    const bytes = bytesOf(text, context)
    return bytes ? keyOf(bytes, context) : z.NEVER
  })
  .meta({
    description: 'A key as text: %XX stands for a byte, %25 for a percent sign.',
    ...ENFORCED.key,
  })

/** Bytes in a body, of any length, as a key is written there. */
export const bytesField = z
  .string()
  .transform((text, context): Uint8Array => bytesOf(text, context) ?? z.NEVER)
  .meta(ENFORCED.bytes)

/** A bound of a range in a body, like a key; it may be empty. */
export const boundField = z
  .string()
  .transform((text, context): Uint8Array => {
    const bytes = bytesOf(text, context)
    return bytes ? boundOf(bytes, context) : z.NEVER
  })
  .meta({
    description: 'Bytes as text: %XX stands for a byte, %25 for a percent sign.',
    ...ENFORCED.bound,
  })

/** Of a key's text. Adds an issue and returns nothing if there are none. */
function bytesOf(text: string, context: z.RefinementCtx): Uint8Array | undefined {
  const bytes = text.isWellFormed() ? keyBytes(text) : undefined
  if (bytes) return bytes
  const escape = 'expected two hexadecimal digits after each %; a literal % is %25'
  refuseKey(text.isWellFormed() ? escape : ILL_FORMED, context)
  return undefined
}

function keyOf(bytes: Uint8Array, context: z.RefinementCtx): Key {
  try {
    return parseKey(new Uint8Array(bytes))
  } catch (error) {
    if (!(error instanceof InvalidKey)) throw error
    refuseKey(error.message, context)
    return z.NEVER
  }
}

function boundOf(bytes: Uint8Array, context: z.RefinementCtx): Uint8Array {
  if (bytes.length <= BOUND_BYTES_MAX) return new Uint8Array(bytes)
  const limits = `0 to ${String(BOUND_BYTES_MAX)} bytes`
  refuseKey(`A bound has ${limits}, not ${String(bytes.length)}`, context)
  return z.NEVER
}

/** The issue's code is the problem's, if nothing but keys is wrong with the request. */
function refuseKey(message: string, context: z.RefinementCtx): void {
  context.addIssue({ code: 'custom', message, params: { code: INVALID_KEY } })
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
  .meta({ description: 'A duration like 250ms, 30s, 5m, 1h or 7d.' })

export const leaseParameter = textOf(
  'expected the 12 hexadecimal digits of a lease',
  parseLeaseId,
).meta({ description: 'The id of a lease: twelve hexadecimal digits.', ...ENFORCED.lease })

/** As many as the headers have room for. */
const tags = textOf('expected * or entity tags in quotes, as ETag has them', parseTagList).meta(
  ENFORCED.tags,
)

export const readHeaders = z.object({
  'if-match': tags
    .optional()
    .meta({ description: 'Answer 412 if there is no such ETag any more.' }),
  'if-none-match': tags
    .optional()
    .meta({ description: 'Answer 304 if the representation still has this ETag.' }),
})

export const writeHeaders = z.object({
  'if-match': tags.optional().meta({
    description: 'Only if the key has one of these ETags; * for any.',
    examples: ['"7"'],
  }),
  'if-none-match': z.literal('*').optional().meta({ description: 'Only if there is no such key.' }),
})

/** Holds for no key. It goes the way of all conditions, so that its refusal tells what there is. */
const NEVER_HOLDS: Condition = { kind: 'revision', revisions: [] }

/** An entity tag is a revision, and of metadata also their format: each representation has a tag of its own. */
const REVISION_TAG = /^([1-9]\d{0,15})(?:-json|-xml)?$/

export function tagOf(modRevision: number, representation: 'value' | Format): string {
  return representation === 'value'
    ? String(modRevision)
    : `${String(modRevision)}-${representation}`
}

/**
 * RFC 9110 has tags of If-Match compared strongly, so a weak one matches nothing. The tag of any representation will do. Of
 * more tags than a command takes, `current` tells the only one that can hold: the key's, if there is one.
 */
export function conditionOf(
  headers: z.output<typeof writeHeaders>,
  current: () => number | undefined,
): Condition {
  const list = headers['if-match']
  if (headers['if-none-match'] === '*') return list === undefined ? { kind: 'absent' } : NEVER_HOLDS
  if (list === undefined) return NO_CONDITION
  if (list === '*') return { kind: 'present' }
  const revisions = new Set<number>()
  for (const { tag, isWeak } of list) {
    const revision = REVISION_TAG.exec(tag)?.[1]
    if (!isWeak && revision !== undefined) revisions.add(Number(revision))
  }
  if (revisions.size <= CONDITION_REVISIONS_MAX) {
    return { kind: 'revision', revisions: [...revisions] }
  }
  const held = current()
  return held !== undefined && revisions.has(held)
    ? { kind: 'revision', revisions: [held] }
    : { kind: 'revision', revisions: [...revisions].slice(0, CONDITION_REVISIONS_MAX) }
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

/** What a listing has in the place of a key that cannot be read. */
export const damagedKey = z.strictObject({ key: keyText, damaged: z.literal(true) }).meta({
  id: 'DamagedKey',
  description:
    'What is stored under this key is not what was written, and not shown; at an old revision it may be that there ' +
    'was no such key. The page goes on with the next one.',
})

export const etagHeader = {
  ETag: z.string().meta({
    description: 'The modRevision, in quotes; of metadata followed by -json or -xml.',
    examples: ['"7"'],
  }),
}
