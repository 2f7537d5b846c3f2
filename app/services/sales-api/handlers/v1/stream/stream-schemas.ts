/** What the operations on streams have in common in their requests and responses. */
import { z } from 'zod'
import { textOf } from '#foundation/conf/conf'
import { ID_NUMBER_MAX, parseNumber, parseStreamId } from '#business/core/stream/id'
import type { IdRequest } from '#business/core/stream/model'
import { FIELDS_MAX } from '#business/core/stream/model'
import {
  base64Field,
  bytesField,
  ENFORCED,
  keyParameter,
  keyText,
  revisionNumber,
  textField,
  ttl,
  valueFields,
} from '../schemas.ts'

export const ID_PATTERN = '^\\d{1,20}(?:-\\d{1,20})?$'
const NEW_ID_PATTERN = '^\\d{1,20}(?:-(?:\\d{1,20}|\\*))?$'
export const EXPECTED_ID = 'expected an id, like 1735689600000-0: two numbers of 64 bits'

const EXPECTED_NEW_ID = `${EXPECTED_ID}; or a number and -*`

export const streamParameter = keyParameter.meta({
  description: 'The name of a stream, percent-encoded. Streams and keys share their names.',
  param: { example: 'orders' },
})

export const params = z.strictObject({ stream: streamParameter })

/** An entry's id. */
export const idParameter = textOf(EXPECTED_ID, text => parseStreamId(text, 0n)).meta({
  pattern: ID_PATTERN,
  param: { example: '1735689600000-0' },
})

/** Of a millisecond alone, the last id. */
export const afterParameter = textOf(EXPECTED_ID, text => parseStreamId(text, ID_NUMBER_MAX)).meta({
  pattern: ID_PATTERN,
  description: 'Only entries behind this id, or behind this millisecond.',
})

/** Of a millisecond alone, the first id. */
export const beforeParameter = textOf(EXPECTED_ID, text => parseStreamId(text, 0n)).meta({
  pattern: ID_PATTERN,
  description: 'Only entries in front of this id, or of this millisecond.',
})

/** Which id an entry gets. */
export const idField = textOf(EXPECTED_NEW_ID, (text): IdRequest | undefined => {
  if (text.endsWith('-*')) {
    const ms = parseNumber(text.slice(0, -2))
    return ms === undefined ? undefined : { kind: 'next', ms }
  }
  const id = parseStreamId(text, 0n)
  return id && { kind: 'exact', id }
}).meta({
  pattern: NEW_ID_PATTERN,
  description:
    'Above the last id of the stream. `1735689600000-*` is the next one of this millisecond. Left out, it is the time in ' +
    'milliseconds and a number.',
})

const givenField = z
  .strictObject({
    name: bytesField.meta({ description: 'Text: %XX stands for a byte, %25 for a percent sign.' }),
    value: textField.optional().meta({ description: 'The value as text.' }),
    valueBase64: base64Field.optional().meta({ description: 'The value as bytes.' }),
  })
  .superRefine(({ value, valueBase64 }, context) => {
    if ((value === undefined) === (valueBase64 === undefined)) {
      const message = 'expected either value or valueBase64'
      context.addIssue({ code: 'custom', path: ['value'], message })
    }
  })
  .meta({ id: 'GivenField', ...ENFORCED.oneValue })

/** Names and values of an entry, in order; a name may come again. */
export const givenFields = z
  .array(givenField)
  .min(1)
  .max(FIELDS_MAX / 2)

export const idText = z.string().meta({
  description: 'Two numbers of 64 bits: milliseconds since 1970, and a number in that one.',
  examples: ['1735689600000-0'],
})

export const entry = z
  .strictObject({
    id: idText,
    revision: revisionNumber.meta({ description: 'Of the write that appended it.' }),
    fields: z.array(z.strictObject({ name: keyText, ...valueFields }).meta({ id: 'Field' })),
  })
  .meta({ id: 'Entry' })

/** A duration of a millisecond at least, or 0 for none. */
export const durationOrNone = z.union([ttl, z.literal(0)], {
  error: 'expected a time from 1ms to 36500d, or 0',
})

export const givenRetention = z
  .strictObject({
    length: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
    age: durationOrNone.optional().meta({ description: 'A duration like 30s, 5m, 1h or 7d.' }),
    bytes: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  })
  .meta({
    id: 'RetentionRequest',
    description: 'What is left out stays as it is; 0 means no limit.',
  })

export const streamData = z
  .strictObject({
    stream: keyText,
    createRevision: revisionNumber,
    modRevision: revisionNumber.meta({ description: 'Of the newest change of its entries.' }),
    length: z.int().min(0).meta({ description: 'Entries it has.' }),
    bytes: z.int().min(0).meta({
      description: 'Of their names and values, and what an entry takes besides.',
    }),
    entriesAdded: z.int().min(0).meta({ description: 'Entries it ever had.' }),
    lastId: idText,
    retention: z
      .strictObject({
        length: z.int().min(0),
        ageMs: z.int().min(0),
        bytes: z.int().min(0),
      })
      .meta({ id: 'Retention', description: 'What it keeps by itself; 0 means no limit.' }),
  })
  .meta({ id: 'Stream' })
