/** Events: what changed, written in the transaction of the change, and published later. */
import type { Random } from '#foundation/host/host'
import type { Querier } from '#business/data/postgres/querier'
import { formatCents } from '../money.ts'
import type { Charge, EventKind, Payment, PaymentTables, Refund } from '../tables.ts'

/** Nothing about the debtor and the payer is in it. */
type Event = {
  readonly kind: EventKind
  readonly at: Date
  /** Events of one charge are published in their order. */
  readonly txid: string
  readonly data: Readonly<Record<string, string | number>>
}

/** The rows of what the event is about are locked, so that those of one charge are written in their order. */
export async function record(
  db: Querier<PaymentTables>,
  random: Random,
  { kind, at, txid, data }: Event,
): Promise<void> {
  const event_id = Buffer.from(random.bytes(16)).toString('hex')
  const row = { event_id, txid, kind, at, data: JSON.stringify(data) }
  await db.insertInto('outbox').values(row).execute()
}

export function chargeEvent(kind: EventKind, charge: Charge, at: Date): Event {
  const { txid, revision, status, content } = charge
  return { kind, at, txid, data: { revision, status, amount: formatCents(content.amount) } }
}

/** `revision` is that of the charge, which the payment has ended. */
export function paymentEvent({ txid, e2eid, amount, paidAt }: Payment, revision: number): Event {
  const data = { revision, e2eid, amount: formatCents(amount) }
  return { kind: 'payment.received', at: paidAt, txid, data }
}

export function refundEvent(
  kind: EventKind,
  { txid, e2eid }: { readonly txid: string; readonly e2eid: string },
  { id, rtrid, status, amount }: Refund,
  at: Date,
): Event {
  const data = { e2eid, refund: id, rtrid, status, amount: formatCents(amount) }
  return { kind, at, txid, data }
}
