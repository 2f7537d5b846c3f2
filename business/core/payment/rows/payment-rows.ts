/** Payments and refunds as rows. */
import type { Random } from '#foundation/host/host'
import type { Reader } from '#business/data/postgres/querier'
import type { Payment, PaymentRow, PaymentTables, Refund, RefundRow } from '../tables.ts'

/** Of the receiver's bank, eight digits. No bank has these. */
const BANK = '99999999'

/** E is of payments, D of refunds: 32 letters and digits, with the minute in which it was made. */
export function transactionId(kind: 'E' | 'D', at: Date, random: Random): string {
  const minute = at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 12)
  const chance = Buffer.from(random.bytes(6)).toString('hex').slice(0, 11)
  return kind + BANK + minute + chance
}

/** Of these payments, in the order in which they were asked for. */
export async function refundRows(
  db: Reader<PaymentTables>,
  e2eids: readonly string[],
): Promise<RefundRow[]> {
  if (e2eids.length === 0) return []
  return await db
    .selectFrom('refunds')
    .selectAll()
    .where('e2eid', 'in', e2eids)
    .orderBy('requested_at')
    .orderBy('id')
    .execute()
}

export function paymentOf(row: PaymentRow, refunds: readonly RefundRow[]): Payment {
  return {
    e2eid: row.e2eid,
    txid: row.txid,
    amount: row.amount_cents,
    key: row.key,
    paidAt: row.paid_at,
    note: row.note ?? undefined,
    refunds: refunds.map(refundOf),
  }
}

export function refundOf(row: RefundRow): Refund {
  return {
    id: row.id,
    rtrid: row.rtrid,
    amount: row.amount_cents,
    status: row.status,
    note: row.note ?? undefined,
    requestedAt: row.requested_at,
    settledAt: row.settled_at ?? undefined,
    reason: row.reason ?? undefined,
  }
}
