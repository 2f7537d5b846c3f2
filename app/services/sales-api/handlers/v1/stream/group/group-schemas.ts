/** What the operations on consumer groups have in common in their requests and responses. */
import { z } from 'zod'
import { textOf } from '#foundation/conf/conf'
import { parseStreamId } from '#business/core/stream/id'
import { READ_ENTRIES_MAX } from '#business/core/stream/model'
import { idempotencyHeader, keyField, keyParameter, keyText, valueFields } from '../../schemas.ts'
import { durationOrNone, EXPECTED_ID, ID_PATTERN, idText, params } from '../stream-schemas.ts'

/** Entries of one answer, if the request does not say. */
export const GROUP_LIMIT = 100
/** Groups or consumers of one answer. */
export const NAMES_LIMIT_MAX = 1000
/** A read waits so long at most: less than a request may take by default. */
export const WAIT_MS_MAX = 5_000

export const write = z.object(idempotencyHeader.shape)

const nameParameter = (description: string, example: string) =>
  keyParameter.meta({ description, param: { example } })

export const groupParams = params.extend({
  group: nameParameter('The name of a group, percent-encoded.', 'billing'),
})
export const consumerParams = groupParams.extend({
  consumer: nameParameter('The name of a consumer, percent-encoded.', 'worker-1'),
})

export const consumerField = keyField.meta({
  description: 'The name of a consumer, which its first request makes: %XX stands for a byte.',
})

export const entryId = textOf(EXPECTED_ID, text => parseStreamId(text, 0n)).meta({
  pattern: ID_PATTERN,
})

export const entryIds = z.array(entryId).min(1).max(READ_ENTRIES_MAX)

export const limitField = z
  .int()
  .min(1)
  .max(READ_ENTRIES_MAX)
  .optional()
  .meta({ description: `Entries at most; ${String(GROUP_LIMIT)} if left out.` })

export const idleField = durationOrNone
  .optional()
  .meta({ description: 'A duration like 30s, 5m or 1h.' })

/** A stream's name, as a dead-letter stream. */
const deadLetter = z
  .strictObject({
    stream: keyField.meta({ description: 'Another stream, which the first dead letter creates.' }),
    maxDeliveries: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  })
  .meta({ id: 'DeadLetterRequest' })

export const givenSettings = z
  .strictObject({
    redeliverAfter: idleField.meta({
      description:
        'Reads also return what has been pending for so long, and what was given back so long ago. 0 turns it off.',
    }),
    deadLetter: z.union([deadLetter, z.null()]).optional().meta({
      description:
        'Where an entry goes instead of being delivered more than so often. null turns it off.',
    }),
  })
  .meta({ id: 'GroupSettingsRequest', description: 'What is left out stays as it is.' })

export const groupData = z
  .strictObject({
    stream: keyText,
    group: keyText,
    lastId: idText.meta({ description: 'Of the newest entry that was delivered.' }),
    lag: z
      .int()
      .min(0)
      .optional()
      .meta({ description: 'Entries that were not delivered; left out if that cannot be told.' }),
    pending: z
      .int()
      .min(0)
      .meta({ description: 'Entries that were delivered and not acknowledged.' }),
    free: z.int().min(0).meta({ description: 'Of these, entries that no consumer has.' }),
    consumers: z.int().min(0),
    redeliverAfterMs: z.int().min(0).optional(),
    deadLetter: z
      .strictObject({ stream: keyText, maxDeliveries: z.int().min(1) })
      .optional()
      .meta({ id: 'DeadLetter' }),
  })
  .meta({ id: 'Group' })

const deliveries = z.int().min(0).meta({ description: 'How often it was delivered.' })
const idleMs = z.int().min(0).optional()

export const deliveredEntry = z
  .strictObject({
    id: idText,
    fields: z
      .array(z.strictObject({ name: keyText, ...valueFields }).meta({ id: 'DeliveredField' }))
      .optional()
      .meta({ description: 'Left out if the stream does not have the entry any more.' }),
    deliveries: deliveries.meta({ description: 'How often it was delivered, this time included.' }),
    idleMs: idleMs.meta({ description: 'How long the consumer before had it.' }),
  })
  .meta({ id: 'DeliveredEntry' })

export const pendingEntry = z
  .strictObject({
    id: idText,
    consumer: keyText.optional().meta({ description: 'Left out if it was given back.' }),
    deliveries,
    idleMs: idleMs.meta({ description: 'Since it was delivered.' }),
  })
  .meta({ id: 'PendingEntry' })

export const consumerData = z
  .strictObject({
    consumer: keyText,
    pending: z.int().min(0),
    idleMs: z.int().min(0).meta({ description: 'Since its last request.' }),
    inactiveMs: z
      .int()
      .min(0)
      .optional()
      .meta({ description: 'Since it got entries; left out if it never did.' }),
  })
  .meta({ id: 'Consumer' })

export const count = z
  .strictObject({ count: z.int().min(0).meta({ description: 'Entries of which this is now so.' }) })
  .meta({ id: 'EntryCount' })
