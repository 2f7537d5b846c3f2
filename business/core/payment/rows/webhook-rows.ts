/** Webhooks and their events as rows, and which of the events is next. */
import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Querier } from '#business/data/postgres/querier'
import type { PaymentTables, Webhook } from '../tables.ts'

export type EventRow = Selectable<PaymentTables['webhook_events']>

export function webhookOf({
  key,
  url,
  created_at,
}: Selectable<PaymentTables['webhooks']>): Webhook {
  return { key, url, createdAt: created_at }
}

export function bodyOf({ kind, at, key, txid, data }: EventRow): string {
  return JSON.stringify({
    type: kind,
    timestamp: at.toISOString(),
    data: { chave: key, txid, ...data },
  })
}

export async function due(
  db: Querier<PaymentTables>,
  now: Date,
  without: readonly string[],
): Promise<EventRow | undefined> {
  let found = db
    .selectFrom('webhook_events')
    .selectAll()
    .where('dead_at', 'is', null)
    .where('next_at', '<=', now)
  if (without.length > 0) found = found.where('key', 'not in', without)
  return await found
    .orderBy('next_at')
    .orderBy('id')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
}

/**
 * Whether one of its charge is before it, or is being delivered: then it is not due before that one, so that it is not looked at
 * again until then.
 */
export async function isBehind(
  db: Querier<PaymentTables>,
  { id, key, txid }: EventRow,
  now: Date,
): Promise<boolean> {
  const first = await firstOf(db, { key, txid }, now).executeTakeFirst()
  if (!first || first.id === id) return false
  // One that is due is being claimed by another process right now.
  const next_at = new Date(Math.max(first.next_at.getTime(), now.getTime() + 1))
  await db.updateTable('webhook_events').set({ next_at }).where('id', '=', id).execute()
  return true
}

type OfCharge = Pick<EventRow, 'key' | 'txid'>

/** One that is being delivered may be behind another one, which was a dead letter when that began. */
function firstOf(db: Querier<PaymentTables>, { key, txid }: OfCharge, now: Date) {
  const isUnderWay = sql`attempts > 0 and failure is null and next_at > ${now}`
  return db
    .selectFrom('webhook_events')
    .select(['id', 'next_at'])
    .where('key', '=', key)
    .where('txid', '=', txid)
    .where('dead_at', 'is', null)
    .orderBy(isUnderWay, 'desc')
    .orderBy('id')
    .limit(1)
}

/** The one that waited for the one that is done. Another process may be putting it off: that comes first. */
export async function wakeNext(db: Querier<PaymentTables>, of: OfCharge, now: Date): Promise<void> {
  const first = await firstOf(db, of, now).forUpdate().executeTakeFirst()
  if (!first || first.next_at <= now) return
  await db
    .updateTable('webhook_events')
    .set({ next_at: now })
    .where('id', '=', first.id)
    .where('dead_at', 'is', null)
    .execute()
}
