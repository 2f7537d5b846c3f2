/**
 * Webhooks: where the events of a key are delivered, and the secret that signs them. Each event is tried until its receiver took
 * it, ten times in about three days, and is a dead letter after that; those of one charge are tried one after the other. A process
 * claims an event for a time. When that process stops before it says what became of it, another one delivers the event again,
 * under the same id.
 */
import { sql } from 'kysely'
import type { Clock, Random } from '#foundation/host/host'
import { SECRET_BYTES } from '#foundation/webhook/webhook'
import type { Call } from '#business/data/postgres/events'
import type { Postgres } from '#business/data/postgres/postgres'
import type { Querier } from '#business/data/postgres/querier'
import type { Page } from './charges.ts'
import type { EventRow } from './rows/webhook-rows.ts'
import { bodyOf, due, isBehind, wakeNext, webhookOf } from './rows/webhook-rows.ts'
import type { EventKind, PaymentTables, Webhook } from './tables.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** How long the secret before the present one signs too. */
export const ROTATION_HOURS = 24

export type Registered =
  /** Its secret is told this once. */
  | { readonly kind: 'created'; readonly webhook: Webhook; readonly secret: Uint8Array }
  | { readonly kind: 'changed'; readonly webhook: Webhook }

export class Webhooks {
  readonly #database: Postgres<PaymentTables>
  readonly #clock: Pick<Clock, 'now'>
  readonly #random: Random

  constructor(
    database: Postgres<PaymentTables>,
    { clock, random }: { readonly clock: Pick<Clock, 'now'>; readonly random: Random },
  ) {
    this.#database = database
    this.#clock = clock
    this.#random = random
  }

  /** Events that were not delivered yet go to the new URL too. The secret stays. */
  async put(key: string, url: string, call: Call): Promise<Registered> {
    const secret = this.#random.bytes(SECRET_BYTES)
    const created_at = new Date(this.#clock.now())
    const row = await this.#database
      .writer(call)
      .insertInto('webhooks')
      .values({ key, url, secret, created_at, old_secret: null, old_secret_until: null })
      .onConflict(conflict => conflict.column('key').doUpdateSet({ url }))
      .returningAll()
      .executeTakeFirstOrThrow()
    const webhook = webhookOf(row)
    const isNew = Buffer.compare(row.secret, secret) === 0
    return isNew ? { kind: 'created', webhook, secret } : { kind: 'changed', webhook }
  }

  /** A new secret. The one before signs beside it for `ROTATION_HOURS`; older ones are gone. Undefined without a webhook. */
  async rotate(key: string, call: Call): Promise<Uint8Array | undefined> {
    const secret = this.#random.bytes(SECRET_BYTES)
    const until = new Date(this.#clock.now() + ROTATION_HOURS * HOUR_MS)
    const row = await this.#database
      .writer(call)
      .updateTable('webhooks')
      .set(eb => ({ secret, old_secret: eb.ref('secret'), old_secret_until: until }))
      .where('key', '=', key)
      .returning('key')
      .executeTakeFirst()
    return row && secret
  }

  async read(key: string, call: Call): Promise<Webhook | undefined> {
    const row = await this.#database
      .writer(call)
      .selectFrom('webhooks')
      .selectAll()
      .where('key', '=', key)
      .executeTakeFirst()
    return row && webhookOf(row)
  }

  /** With all of its events, dead letters too. False if there is none. */
  async remove(key: string, call: Call): Promise<boolean> {
    return await this.#database.withTx(async db => {
      const { numDeletedRows } = await db
        .deleteFrom('webhooks')
        .where('key', '=', key)
        .executeTakeFirstOrThrow()
      await db.deleteFrom('webhook_events').where('key', '=', key).execute()
      return numDeletedRows > 0n
    }, call)
  }

  /** By when they were made, both inclusive. May be as old as the readers of the database may lag. */
  async list(
    { from, to }: { readonly from: Date; readonly to: Date },
    { index, size }: Page,
    call: Call,
  ): Promise<{ readonly total: number; readonly webhooks: readonly Webhook[] }> {
    return await this.#database.read(async reader => {
      const found = reader
        .selectFrom('webhooks')
        .where('created_at', '>=', from)
        .where('created_at', '<=', to)
      const { total } = await found
        .select(({ fn }) => fn.countAll<bigint>().as('total'))
        .executeTakeFirstOrThrow()
      const rows = await found
        .selectAll()
        .orderBy('created_at')
        .orderBy('key')
        .limit(size)
        .offset(index * size)
        .execute()
      return { total: Number(total), webhooks: rows.map(webhookOf) }
    }, call)
  }
}

/** Between two attempts, before chance makes them up to a fifth shorter or longer. */
const RETRY_SECONDS = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]
export const ATTEMPTS_MAX = RETRY_SECONDS.length + 1
/** No attempt is made later than that, whatever the reason is that there were fewer. */
export const RETRY_DAYS_MAX = 5
const JITTER = 0.2
/** Events that one claim looks at: some wait for one before them, and some have no webhook any more. */
const SEEN_MAX = 100
/** Other claims of the process wait for one. */
const CLAIM_TX_MS = 30_000
/** To count more would take too long. */
export const COUNTED_MAX = 100_000

/** Claimed: nobody else delivers it until the claim is over. */
export type Delivery = {
  readonly eventId: string
  readonly key: string
  readonly txid: string
  readonly url: string
  /** One, or two while they are rotated. */
  readonly secrets: readonly Uint8Array[]
  /** The same for every attempt. */
  readonly body: string
  /** From 1. */
  readonly attempt: number
}

/** What becomes of an event that was not delivered. `superseded`: its claim was over, or its webhook is gone. */
export type Failed =
  | { readonly kind: 'retried'; readonly at: Date }
  | { readonly kind: 'dead' }
  | { readonly kind: 'superseded' }

export type DeadLetter = {
  readonly eventId: string
  readonly key: string
  readonly txid: string
  readonly kind: EventKind
  readonly at: Date
  readonly deadAt: Date
  readonly failure: string
}

export type WebhookFigures = {
  /** Events that are not delivered yet, and dead letters, each `COUNTED_MAX` at most. */
  readonly events: number
  readonly deadLetters: number
  /** Since when the oldest of the events waits. */
  readonly oldest: Date | undefined
}

export class Deliveries {
  readonly #database: Postgres<PaymentTables>
  readonly #clock: Pick<Clock, 'now'>
  readonly #random: Random

  constructor(
    database: Postgres<PaymentTables>,
    { clock, random }: { readonly clock: Pick<Clock, 'now'>; readonly random: Random },
  ) {
    this.#database = database
    this.#clock = clock
    this.#random = random
  }

  /** One event that is due, for `claimMs`, of none of these keys. Undefined if there is none now. */
  async claim(
    claimMs: number,
    without: readonly string[],
    call: Call,
  ): Promise<Delivery | undefined> {
    const now = new Date(this.#clock.now())
    const work = async (db: Querier<PaymentTables>): Promise<Delivery | undefined> => {
      for (let seen = 0; seen < SEEN_MAX; seen++) {
        const row = await due(db, now, without)
        if (!row) return undefined
        if (await isBehind(db, row, now)) continue
        const delivery = await this.#claimed(db, row, claimMs)
        if (delivery) return delivery
      }
      return undefined
    }
    return await this.#database.withTimeoutTx(CLAIM_TX_MS, work, call)
  }

  async delivered({ eventId, key, txid }: Delivery, call: Call): Promise<void> {
    const now = new Date(this.#clock.now())
    await this.#database.withTx(async db => {
      const { numDeletedRows } = await db
        .deleteFrom('webhook_events')
        .where('event_id', '=', eventId)
        .executeTakeFirstOrThrow()
      if (numDeletedRows > 0n) await wakeNext(db, { key, txid }, now)
    }, call)
  }

  /** `isFinal`: the receiver says that it will never take it. */
  async failed(
    { eventId, attempt }: Delivery,
    failure: string,
    isFinal: boolean,
    call: Call,
  ): Promise<Failed> {
    const now = this.#clock.now()
    return await this.#database.withTx(async db => {
      const row = await db
        .selectFrom('webhook_events')
        .selectAll()
        .where('event_id', '=', eventId)
        .where('attempts', '=', attempt)
        .where('dead_at', 'is', null)
        .forUpdate()
        .executeTakeFirst()
      if (!row) return { kind: 'superseded' }
      const change = db.updateTable('webhook_events').where('id', '=', row.id)
      const at = isFinal ? undefined : this.#retryAt(row, now)
      if (at) {
        await change.set({ next_at: at, failure }).execute()
        return { kind: 'retried', at }
      }
      await change.set({ dead_at: new Date(now), failure }).execute()
      await wakeNext(db, row, new Date(now))
      return { kind: 'dead' }
    }, call)
  }

  /** The oldest ones. */
  async deadLetters(countMax: number, call: Call): Promise<readonly DeadLetter[]> {
    const rows = await this.#database
      .writer(call)
      .selectFrom('webhook_events')
      .selectAll()
      .where('dead_at', 'is not', null)
      .orderBy('id')
      .limit(countMax)
      .execute()
    return rows.map(row => ({
      eventId: row.event_id,
      ...{ key: row.key, txid: row.txid, kind: row.kind, at: row.at },
      deadAt: row.dead_at ?? row.at,
      failure: row.failure ?? '',
    }))
  }

  /** Has all dead letters, or the one named, tried again from the first attempt on. Returns how many. */
  async redeliver(eventId: string | undefined, call: Call): Promise<number> {
    const now = new Date(this.#clock.now())
    let dead = this.#database
      .writer(call)
      .updateTable('webhook_events')
      .set({ dead_at: null, attempts: 0, queued_at: now, next_at: now })
      .where('dead_at', 'is not', null)
    if (eventId !== undefined) dead = dead.where('event_id', '=', eventId)
    const { numUpdatedRows } = await dead.executeTakeFirstOrThrow()
    return Number(numUpdatedRows)
  }

  async figures(call: Call): Promise<WebhookFigures> {
    const { rows } = await sql<{ events: bigint; oldest: Date | null; dead: bigint }>`select
      count(*) as events, min(queued_at) as oldest,
      (select count(*) from (
        select from webhook_events where dead_at is not null limit ${COUNTED_MAX}) as dead) as dead
      from (select queued_at from webhook_events where dead_at is null
        order by next_at, id limit ${COUNTED_MAX}) as waiting`.execute(this.#database.writer(call))
    const [{ events, oldest, dead } = { events: 0n, oldest: null, dead: 0n }] = rows
    return { events: Number(events), deadLetters: Number(dead), oldest: oldest ?? undefined }
  }

  /** Undefined, and the event is gone, if its webhook is. */
  async #claimed(
    db: Querier<PaymentTables>,
    row: EventRow,
    claimMs: number,
  ): Promise<Delivery | undefined> {
    const webhook = await db
      .selectFrom('webhooks')
      .selectAll()
      .where('key', '=', row.key)
      .executeTakeFirst()
    if (!webhook) {
      await db.deleteFrom('webhook_events').where('id', '=', row.id).execute()
      return undefined
    }
    const attempt = row.attempts + 1
    const next_at = new Date(this.#clock.now() + claimMs)
    await db
      .updateTable('webhook_events')
      .set({ attempts: attempt, next_at, failure: null })
      .where('id', '=', row.id)
      .execute()
    const { secret, old_secret: old, old_secret_until: oldUntil } = webhook
    const isRotating = old !== null && oldUntil !== null && oldUntil.getTime() > this.#clock.now()
    return {
      ...{ eventId: row.event_id, key: row.key, txid: row.txid, url: webhook.url, attempt },
      secrets: isRotating ? [secret, old] : [secret],
      body: bodyOf(row),
    }
  }

  /** Undefined if it was tried often enough, or long enough. */
  #retryAt({ attempts, queued_at: queuedAt }: EventRow, now: number): Date | undefined {
    const seconds = RETRY_SECONDS[attempts - 1]
    if (seconds === undefined) return undefined
    const chance = Buffer.from(this.#random.bytes(4)).readUInt32BE() / 2 ** 32
    const at = now + seconds * 1000 * (1 + JITTER * (2 * chance - 1))
    return at - queuedAt.getTime() > RETRY_DAYS_MAX * DAY_MS ? undefined : new Date(at)
  }
}
