/**
 * Takes events out of the outbox and publishes them: those of one charge one after the other, and each until it was taken. An
 * event may be published again, by this relay or by one beside it, under the same id; those who take it leave the second out. One
 * that is refused again and again is a dead letter, and those of its charge go on. One that fails for another reason pauses, and
 * those of other charges do not wait for it.
 */
import type { Selectable } from 'kysely'
import { sql } from 'kysely'
import type { Clock } from '#foundation/host/host'
import type { Call } from '#business/data/postgres/events'
import type { Postgres } from '#business/data/postgres/postgres'
import type { Querier } from '#business/data/postgres/querier'
import type { PaymentTables } from './tables.ts'

/** Read at once. */
const EVENTS_MAX = 200
/** Charges whose events are published at once. */
const CHARGES_MAX = 16
/** To count more would take too long. */
export const COUNTED_MAX = 100_000
/** Of an event that is refused: nine pauses, twice as long each time, about nine minutes together. */
export const ATTEMPTS_MAX = 10
const RETRY_MS = 1_000
/** The pause of an event that failed is as long as the event is old, within these bounds. */
const PAUSE_MS_MIN = 1_000
export const PAUSE_MS_MAX = 10_000

export type OutboxEvent = Selectable<PaymentTables['outbox']>

/** The event will not be taken as it is. Whatever else a publisher rejects with is no fault of the event. */
export class EventRefused extends Error {
  override readonly name = 'EventRefused'
}

/** Resolves when the event is kept. Rejects with `EventRefused`, or with the reason why it is to be tried again. */
export type Publish = (event: OutboxEvent, signal: AbortSignal) => Promise<void>

/** `attempts` with this one. Without `retryAt` the event is a dead letter now. */
export type Refusal = {
  readonly event: OutboxEvent
  readonly attempts: number
  readonly why: string
  readonly retryAt: Date | undefined
}

export type Relaying = {
  readonly database: Postgres<PaymentTables>
  readonly clock: Pick<Clock, 'now'>
  readonly publish: Publish
  readonly tell: (refusal: Refusal) => void
}

/** Publishes all there is. Rejects with the first reason why one was not, unless it was refused. */
export async function relayEvents(
  { database, clock, publish, tell }: Relaying,
  signal: AbortSignal,
): Promise<void> {
  const db = database.writer({ signal })
  for (;;) {
    const events = await dueEvents(db, new Date(clock.now()))
    if (events.length === 0) return
    const { published, refused, failed } = await publishAll(events, publish, signal)
    signal.throwIfAborted()
    if (published.length > 0) await db.deleteFrom('outbox').where('id', 'in', published).execute()
    for (const { event, error } of refused) {
      const refusal = await refuse(db, event, error.message, clock.now())
      if (refusal) tell(refusal)
    }
    for (const { event } of failed) await postpone(db, event, clock.now())
    const [first] = failed
    if (first) throw first.error
  }
}

type OutboxFigures = {
  /** That are not published yet, up to `COUNTED_MAX`. */
  readonly events: number
  /** Up to `COUNTED_MAX`. */
  readonly deadLetters: number
  /** When the first event came to be that is not published yet. */
  readonly oldest: Date | undefined
}

export async function outboxFigures(
  database: Postgres<PaymentTables>,
  call: Call,
): Promise<OutboxFigures> {
  const db = database.writer(call)
  const { rows } = await sql<{ events: bigint; dead: bigint }>`select
    (select count(*) from
      (select from outbox where dead_at is null limit ${COUNTED_MAX}) as waiting) as events,
    (select count(*) from
      (select from outbox where dead_at is not null limit ${COUNTED_MAX}) as refused) as dead`.execute(
    db,
  )
  const first = await db
    .selectFrom('outbox')
    .select('at')
    .where('dead_at', 'is', null)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  const [counted] = rows
  return {
    events: Number(counted?.events),
    deadLetters: Number(counted?.dead),
    oldest: first?.at,
  }
}

/** The oldest ones. */
export async function deadEvents(
  database: Postgres<PaymentTables>,
  countMax: number,
  call: Call,
): Promise<readonly OutboxEvent[]> {
  return await database
    .writer(call)
    .selectFrom('outbox')
    .selectAll()
    .where('dead_at', 'is not', null)
    .orderBy('id')
    .limit(countMax)
    .execute()
}

/** Has all dead letters, or the one named, published from the first attempt on. Returns how many. */
export async function redeliverEvents(
  database: Postgres<PaymentTables>,
  eventId: string | undefined,
  call: Call,
): Promise<number> {
  let dead = database
    .writer(call)
    .updateTable('outbox')
    // Later ones of its charge wait for it, as they do for one that is tried again.
    .set(eb => ({ dead_at: null, attempts: 0, next_at: eb.ref('at'), failure: null }))
    .where('dead_at', 'is not', null)
  if (eventId !== undefined) dead = dead.where('event_id', '=', eventId)
  const { numUpdatedRows } = await dead.executeTakeFirstOrThrow()
  return Number(numUpdatedRows)
}

/**
 * Those of one charge in their order, none behind one that is tried again. However many fail, all have their turn: first come those
 * that wait longest for another attempt, and a new one among them. A sales-api that is away gets few of the new ones.
 */
async function dueEvents(db: Querier<PaymentTables>, now: Date): Promise<OutboxEvent[]> {
  const waiting = db
    .selectFrom('outbox')
    .selectAll()
    .where('dead_at', 'is', null)
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('outbox as before')
            .select('before.id')
            .whereRef('before.txid', '=', 'outbox.txid')
            .whereRef('before.id', '<', 'outbox.id')
            .where('before.dead_at', 'is', null)
            .where('before.next_at', 'is not', null),
        ),
      ),
    )
  const again = await waiting
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .orderBy('id')
    .limit(EVENTS_MAX / 2)
    .execute()
  const [first, ...others] = await waiting
    .where('next_at', 'is', null)
    .orderBy('id')
    .limit(EVENTS_MAX / 2)
    .execute()
  if (!first) return again
  return [...again.slice(0, CHARGES_MAX - 1), first, ...again.slice(CHARGES_MAX - 1), ...others]
}

/** Undefined if another relay said so before. */
async function refuse(
  db: Querier<PaymentTables>,
  event: OutboxEvent,
  why: string,
  now: number,
): Promise<Refusal | undefined> {
  const attempts = event.attempts + 1
  const retryAt =
    attempts < ATTEMPTS_MAX ? new Date(now + RETRY_MS * 2 ** (attempts - 1)) : undefined
  const { numUpdatedRows } = await db
    .updateTable('outbox')
    .set({ attempts, failure: why })
    .set(retryAt ? { next_at: retryAt } : { dead_at: new Date(now) })
    .where('id', '=', event.id)
    .where('attempts', '=', event.attempts)
    .where('dead_at', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n ? { event, attempts, why, retryAt } : undefined
}

/** It is tried again after its pause. Nothing if another relay has published it. */
async function postpone(
  db: Querier<PaymentTables>,
  { id, at }: OutboxEvent,
  now: number,
): Promise<void> {
  const pause = Math.min(Math.max(now - at.getTime(), PAUSE_MS_MIN), PAUSE_MS_MAX)
  const next_at = new Date(now + pause)
  await db.updateTable('outbox').set({ next_at }).where('id', '=', id).execute()
}

/** Ends early when the first ones all failed: so will the others, and each that fails is paused. */
async function publishAll(events: readonly OutboxEvent[], publish: Publish, signal: AbortSignal) {
  const charges = Map.groupBy(events, ({ txid }) => txid).values()
  const published: bigint[] = []
  const refused: { readonly event: OutboxEvent; readonly error: EventRefused }[] = []
  const failed: { readonly event: OutboxEvent; readonly error: unknown }[] = []
  const publishOf = async (ofOne: readonly OutboxEvent[]): Promise<void> => {
    for (const event of ofOne) {
      try {
        await publish(event, signal)
        published.push(event.id)
      } catch (error) {
        if (error instanceof EventRefused) refused.push({ event, error })
        else failed.push({ event, error })
        return
      }
    }
  }
  const isHopeless = (): boolean =>
    failed.length >= CHARGES_MAX && published.length + refused.length === 0
  const work = async (): Promise<void> => {
    for (const ofOne of charges) {
      if (isHopeless()) return
      await publishOf(ofOne)
    }
  }
  await Promise.all(Array.from({ length: CHARGES_MAX }, work))
  return { published, refused, failed }
}
