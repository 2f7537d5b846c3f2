/** Payments: what was received for charges. A charge is paid once, in full. */
import type { Clock, Random } from '#foundation/host/host'
import type { Call } from '#business/data/postgres/events'
import type { Postgres, ReadCall } from '#business/data/postgres/postgres'
import type { Page } from './charges.ts'
import { amountDue, dayOf, endOf } from './due/due.ts'
import type { Cents } from './money.ts'
import { anyTerms, chargeOf, lockedCharge, revised } from './rows/charge-rows.ts'
import { paymentEvent, record } from './rows/event-rows.ts'
import { paymentOf, refundRows, transactionId } from './rows/payment-rows.ts'
import type { Charge, ChargeStatus, Payment, PaymentTables } from './tables.ts'

export type Paid =
  | { readonly kind: 'paid'; readonly payment: Payment }
  | { readonly kind: 'absent' }
  /** The charge was paid before, or removed. */
  | { readonly kind: 'not active'; readonly status: ChargeStatus }
  /** The time of the charge is over. */
  | { readonly kind: 'expired'; readonly at: Date }
  /** Another amount is due. */
  | { readonly kind: 'wrong amount'; readonly due: Cents; readonly given: Cents }

export type PaymentFields = {
  /** What is due, if it is not named. */
  readonly amount: Cents | undefined
  /** What the payer says. */
  readonly note: string | undefined
}

export type PaymentFilter = {
  /** When it was paid, both inclusive. */
  readonly from: Date
  readonly to: Date
  readonly txid: string | undefined
}

export class Payments {
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

  async pay(txid: string, { amount, note }: PaymentFields, call: Call): Promise<Paid> {
    const at = new Date(this.#clock.now())
    const e2eid = transactionId('E', at, this.#random)
    return await this.#database.withTx(async db => {
      const row = await lockedCharge(db, txid)
      if (!row) return { kind: 'absent' }
      const charge = chargeOf(row, anyTerms)
      const { status, content } = charge
      if (status !== 'ATIVA') return { kind: 'not active', status }
      const { due, endsAt } = asked(charge, at)
      if (at >= endsAt) return { kind: 'expired', at: endsAt }
      if (amount !== undefined && amount !== due)
        return { kind: 'wrong amount', due, given: amount }
      const { revision } = await revised(db, row, { status: 'CONCLUIDA', content, at })
      const { key } = content
      const paymentRow = { e2eid, txid, amount_cents: due, key, paid_at: at, note: note ?? null }
      await db.insertInto('payments').values(paymentRow).execute()
      const payment = paymentOf(paymentRow, [])
      await record(db, this.#random, paymentEvent(payment, revision))
      return { kind: 'paid', payment }
    }, call)
  }

  async read(e2eid: string, call: Call): Promise<Payment | undefined> {
    const db = this.#database.writer(call)
    const row = await db
      .selectFrom('payments')
      .selectAll()
      .where('e2eid', '=', e2eid)
      .executeTakeFirst()
    return row && paymentOf(row, await refundRows(db, [e2eid]))
  }

  /** By when they were paid. May be as old as the readers of the database may lag, unless the call says what it is to see. */
  async list(
    { from, to, txid }: PaymentFilter,
    { index, size }: Page,
    call: ReadCall,
  ): Promise<{ readonly total: number; readonly payments: readonly Payment[] }> {
    return await this.#database.read(async reader => {
      let found = reader
        .selectFrom('payments')
        .where('paid_at', '>=', from)
        .where('paid_at', '<=', to)
      if (txid !== undefined) found = found.where('txid', '=', txid)
      const { total } = await found
        .select(({ fn }) => fn.countAll<bigint>().as('total'))
        .executeTakeFirstOrThrow()
      const rows = await found
        .selectAll()
        .orderBy('paid_at')
        .orderBy('e2eid')
        .limit(size)
        .offset(index * size)
        .execute()
      const refunds = await refundRows(
        reader,
        rows.map(({ e2eid }) => e2eid),
      )
      const payments = rows.map(row =>
        paymentOf(
          row,
          refunds.filter(({ e2eid }) => e2eid === row.e2eid),
        ),
      )
      return { total: Number(total), payments }
    }, call)
  }
}

/** What its payer pays at a time, and until when. */
function asked(
  { createdAt, content: { amount, terms } }: Charge,
  at: Date,
): { readonly due: Cents; readonly endsAt: Date } {
  if (terms.kind === 'due') {
    return { due: amountDue(amount, terms, dayOf(at)), endsAt: endOf(terms) }
  }
  return { due: amount, endsAt: new Date(createdAt.getTime() + terms.expirationSeconds * 1000) }
}
