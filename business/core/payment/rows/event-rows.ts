/** Events: what changed, written in the transaction of the change, and published later. */
import { sql } from 'kysely'
import type { Random } from '#foundation/host/host'
import type { Querier } from '#business/data/postgres/querier'
import { formatCents } from '../money.ts'
import type { Charge, EventData, EventKind, Payment, PaymentTables, Refund } from '../tables.ts'

/** Nothing about the debtor and the payer is in it. */
type Event = {
  readonly kind: EventKind
  readonly at: Date
  /** Events of one charge are published, and delivered, in their order. */
  readonly txid: string
  /** Whose webhook gets it, if it has one. */
  readonly key: string
  readonly data: EventData
}

/**
 * For the stream, and for the webhook. The rows of what the event is about are locked, so that those of one charge are written
 * in their order.
 */
export async function record(
  db: Querier<PaymentTables>,
  random: Random,
  { kind, at, txid, key, data }: Event,
): Promise<void> {
  const id = Buffer.from(random.bytes(16)).toString('hex')
  const text = JSON.stringify(data)
  await sql`with published as (
      insert into outbox (event_id, txid, kind, data, at)
      values (${id}, ${txid}, ${kind}, ${text}, ${at})
    )
    insert into webhook_events
      (event_id, key, txid, kind, data, at, queued_at, attempts, next_at)
    select ${id}, key, ${txid}, ${kind}, ${text}::jsonb, ${at}, ${at}, 0, ${at}
    from webhooks where key = ${key}`.execute(db)
}

export function chargeEvent(kind: EventKind, charge: Charge, at: Date): Event {
  const { txid, revision, status, content } = charge
  const data = { revision, status, amount: formatCents(content.amount) }
  return { kind, at, txid, key: content.key, data }
}

/** `revision` is that of the charge, which the payment has ended. */
export function paymentEvent(payment: Payment, revision: number): Event {
  const { txid, e2eid, key, amount, paidAt } = payment
  const data = { revision, e2eid, amount: formatCents(amount) }
  return { kind: 'payment.received', at: paidAt, txid, key, data }
}

export function refundEvent(
  kind: EventKind,
  { txid, e2eid, key }: Pick<Payment, 'txid' | 'e2eid' | 'key'>,
  { id, rtrid, status, amount }: Refund,
  at: Date,
): Event {
  const data = { e2eid, refund: id, rtrid, status, amount: formatCents(amount) }
  return { kind, at, txid, key, data }
}
