/**
 * Takes events out of the outbox and publishes them: those of one charge one after the other, and each until it was taken. An
 * event may be published again, by this relay or by one beside it, under the same id; those who take it leave the second out.
 */
import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Postgres } from '#business/data/postgres/postgres'
import type { PaymentTables } from './tables.ts'

/** Read at once. */
const EVENTS_MAX = 200
/** Charges whose events are published at once. */
const CHARGES_MAX = 16
/** To count more would take too long. */
export const COUNTED_MAX = 100_000

export type OutboxEvent = Selectable<PaymentTables['outbox']>

/** Resolves when the event is kept. */
export type Publish = (event: OutboxEvent, signal: AbortSignal) => Promise<void>

/** Publishes all there is. Rejects with the first reason why one was not; the others of its charge are left for later too. */
export async function relayEvents(
  database: Postgres<PaymentTables>,
  publish: Publish,
  signal: AbortSignal,
): Promise<void> {
  const db = database.writer({ signal })
  for (;;) {
    const events = await db
      .selectFrom('outbox')
      .selectAll()
      .orderBy('id')
      .limit(EVENTS_MAX)
      .execute()
    if (events.length === 0) return
    const { published, failures } = await publishAll(events, publish, signal)
    if (published.length > 0) await db.deleteFrom('outbox').where('id', 'in', published).execute()
    if (failures.length > 0) throw failures[0]
  }
}

type OutboxFigures = {
  /** Events that are not published yet, `COUNTED_MAX` at most. */
  readonly events: number
  /** When the first of them came to be. */
  readonly oldest: Date | undefined
}

export async function outboxFigures(
  database: Postgres<PaymentTables>,
  signal: AbortSignal,
): Promise<OutboxFigures> {
  const db = database.writer({ signal })
  const { rows } = await sql<{ events: bigint }>`select count(*) as events
    from (select from outbox limit ${COUNTED_MAX}) as counted`.execute(db)
  const first = await db.selectFrom('outbox').select('at').orderBy('id').limit(1).executeTakeFirst()
  return { events: Number(rows[0]?.events), oldest: first?.at }
}

async function publishAll(events: readonly OutboxEvent[], publish: Publish, signal: AbortSignal) {
  const charges = Map.groupBy(events, ({ txid }) => txid).values()
  const published: bigint[] = []
  const failures: unknown[] = []
  const work = async (): Promise<void> => {
    for (const ofOne of charges) {
      try {
        for (const event of ofOne) {
          await publish(event, signal)
          published.push(event.id)
        }
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: CHARGES_MAX }, work))
  return { published, failures }
}
