/**
 * Refunds: parts of a payment that its receiver gives back, together never more than the payment. Whatever changes the
 * refunds of a payment holds the lock of its row.
 */
import type { Clock, Random } from '#foundation/host/host'
import type { Call } from '#business/data/postgres/events'
import type { Postgres } from '#business/data/postgres/postgres'
import type { Querier } from '#business/data/postgres/querier'
import type { Cents } from './money.ts'
import { record, refundEvent } from './rows/event-rows.ts'
import { refundOf, refundRows, transactionId } from './rows/payment-rows.ts'
import type { PaymentRow, PaymentTables, Refund, RefundStatus } from './tables.ts'

/** After a payment. */
export const REFUND_DAYS = 90
/** Of one payment, those that were not done among them. */
export const REFUNDS_MAX = 100

const DAY_MS = 86_400_000

export type RefundFields = { readonly amount: Cents; readonly note: string | undefined }

export type Requested =
  | { readonly kind: 'requested'; readonly refund: Refund }
  /** There is no such payment. */
  | { readonly kind: 'absent' }
  /** The payment has a refund of this id. */
  | { readonly kind: 'id taken' }
  /** So much of the payment is left. */
  | { readonly kind: 'too much'; readonly left: bigint }
  | { readonly kind: 'too late' | 'too many' }

export type Outcome =
  { readonly status: 'DEVOLVIDO' } | { readonly status: 'NAO_REALIZADO'; readonly reason: string }

export type Settled =
  | { readonly kind: 'settled'; readonly refund: Refund }
  | { readonly kind: 'absent' }
  | { readonly kind: 'settled before'; readonly status: RefundStatus }

export class Refunds {
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

  async request(
    e2eid: string,
    id: string,
    { amount, note }: RefundFields,
    call: Call,
  ): Promise<Requested> {
    const at = new Date(this.#clock.now())
    const rtrid = transactionId('D', at, this.#random)
    return await this.#database.withTx(async db => {
      const payment = await lockedPayment(db, e2eid)
      if (!payment) return { kind: 'absent' }
      const before = await refundRows(db, [e2eid])
      if (before.some(refund => refund.id === id)) return { kind: 'id taken' }
      if (before.length >= REFUNDS_MAX) return { kind: 'too many' }
      if (at.getTime() - payment.paid_at.getTime() > REFUND_DAYS * DAY_MS) {
        return { kind: 'too late' }
      }
      const given = before
        .filter(({ status }) => status !== 'NAO_REALIZADO')
        .reduce((sum, refund) => sum + refund.amount_cents, 0n)
      const left = payment.amount_cents - given
      if (amount > left) return { kind: 'too much', left }
      const row = await db
        .insertInto('refunds')
        .values({
          ...{ e2eid, id, rtrid, amount_cents: amount, note: note ?? null },
          ...{ status: 'EM_PROCESSAMENTO', requested_at: at, settled_at: null, reason: null },
        })
        .returningAll()
        .executeTakeFirstOrThrow()
      const refund = refundOf(row)
      await record(db, this.#random, refundEvent('refund.requested', payment, refund, at))
      return { kind: 'requested', refund }
    }, call)
  }

  /** What became of it at the payer's bank. What was not done can be given back by another refund. */
  async settle(e2eid: string, id: string, outcome: Outcome, call: Call): Promise<Settled> {
    const at = new Date(this.#clock.now())
    return await this.#database.withTx(async db => {
      const payment = await lockedPayment(db, e2eid)
      if (!payment) return { kind: 'absent' }
      const refunds = await refundRows(db, [e2eid])
      const found = refunds.find(refund => refund.id === id)
      if (!found) return { kind: 'absent' }
      const { status } = found
      if (status !== 'EM_PROCESSAMENTO') return { kind: 'settled before', status }
      const reason = outcome.status === 'NAO_REALIZADO' ? outcome.reason : null
      const row = await db
        .updateTable('refunds')
        .set({ status: outcome.status, settled_at: at, reason })
        .where('e2eid', '=', e2eid)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirstOrThrow()
      const refund = refundOf(row)
      await record(db, this.#random, refundEvent('refund.settled', payment, refund, at))
      return { kind: 'settled', refund }
    }, call)
  }

  async read(e2eid: string, id: string, call: Call): Promise<Refund | undefined> {
    const row = await this.#database
      .writer(call)
      .selectFrom('refunds')
      .selectAll()
      .where('e2eid', '=', e2eid)
      .where('id', '=', id)
      .executeTakeFirst()
    return row && refundOf(row)
  }
}

/** Others who would change its refunds wait until the transaction ends. */
async function lockedPayment(
  db: Querier<PaymentTables>,
  e2eid: string,
): Promise<PaymentRow | undefined> {
  return await db
    .selectFrom('payments')
    .selectAll()
    .where('e2eid', '=', e2eid)
    .forUpdate()
    .executeTakeFirst()
}
