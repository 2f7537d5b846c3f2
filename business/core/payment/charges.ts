/**
 * Charges: what a receiver wants to be paid, under a txid that the receiver uses once. A charge is revised as long as it is
 * ATIVA; every revision of it can be read. That its time is over is no state: it follows from when it was made.
 */
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Clock, Random } from '#foundation/host/host'
import type { Call } from '#business/data/postgres/events'
import type { Once } from '#business/data/postgres/idempotency'
import { executeOnce } from '#business/data/postgres/idempotency'
import type { Postgres, ReadCall } from '#business/data/postgres/postgres'
import type { Querier } from '#business/data/postgres/querier'
import { partOf } from './due/due.ts'
import type { Cents } from './money.ts'
import type { Kind } from './rows/charge-rows.ts'
import { chargeOf, columnsOf, DUE, IMMEDIATE, lockedCharge, revised } from './rows/charge-rows.ts'
import { chargeEvent, record } from './rows/event-rows.ts'
import type {
  Adjustments,
  Charge,
  ChargeContent,
  ChargeRow,
  ChargeStatus,
  DueTerms,
  ImmediateTerms,
  PaymentTables,
  Terms,
} from './tables.ts'

/** Of an idempotency record: the rest is the first revision of the charge. */
const keptResult = z.strictObject({ txid: z.string() })

type Stored<T extends Terms> = {
  /** `same` is a charge that says what it should already: it has no new revision. */
  readonly kind: 'created' | 'revised' | 'same'
  readonly charge: Charge<T>
}

/** A charge of the other kind has the txid. */
type Taken = { readonly kind: 'taken' }
type Absent = { readonly kind: 'absent' }
/** It was paid or removed, and does not change any more. */
type NotActive = { readonly kind: 'not active'; readonly status: ChargeStatus }

/** Replaces what it names, in the terms too. */
export type ChargeChange<T extends Terms> = Partial<Omit<ChargeContent, 'terms'>> & {
  readonly terms?: Partial<T>
}

export type ChargeFilter = {
  /** When it was made, both inclusive. */
  readonly from: Date
  readonly to: Date
  readonly cpf: string | undefined
  readonly cnpj: string | undefined
  readonly status: ChargeStatus | undefined
}

/** Why an amount cannot have them: nothing would be left of it on some day, or which discount holds is not clear. */
export function refusedAdjustments(
  amount: Cents,
  { rebate, discounts = [] }: Adjustments,
): 'nothing left' | 'not in order' | undefined {
  const left = amount - partOf(amount, rebate)
  if (left <= 0n || discounts.some(discount => partOf(amount, discount) >= left)) {
    return 'nothing left'
  }
  const days = discounts.map(({ until }) => until)
  return days.some((day, at) => at > 0 && day <= (days[at - 1] ?? day)) ? 'not in order' : undefined
}

/** One page of a list: `index` from 0. */
export type Page = { readonly index: number; readonly size: number }

type ChargesHost = { readonly clock: Pick<Clock, 'now'>; readonly random: Random }

/** Charges of one kind. A txid is used once, whatever the kind. */
export class Charges<T extends Terms> {
  readonly #database: Postgres<PaymentTables>
  readonly #clock: Pick<Clock, 'now'>
  readonly #random: Random
  readonly #kind: Kind<T>

  /** Those that are to be paid at once. */
  static immediate(database: Postgres<PaymentTables>, host: ChargesHost): Charges<ImmediateTerms> {
    return new Charges(database, host, IMMEDIATE)
  }

  /** Those with a due date. Their adjustments are none of the `refusedAdjustments`. */
  static due(database: Postgres<PaymentTables>, host: ChargesHost): Charges<DueTerms> {
    return new Charges(database, host, DUE)
  }

  private constructor(
    database: Postgres<PaymentTables>,
    { clock, random }: ChargesHost,
    kind: Kind<T>,
  ) {
    this.#kind = kind
    this.#database = database
    this.#clock = clock
    this.#random = random
  }

  /** Under a txid of its own choice. The same request again gets the charge as it was made. */
  async create(content: ChargeContent<T>, once: Once | undefined, call: Call): Promise<Charge<T>> {
    const chosen = Buffer.from(this.#random.bytes(16)).toString('hex')
    return await this.#database.withTx(async db => {
      const { txid } = await executeOnce(db, once, this.#clock, keptResult, async () => {
        await this.#inserted(db, chosen, content)
        return { txid: chosen }
      })
      const charge = await this.#found(db, txid, 0)
      if (!charge) throw new Error(`The charge ${txid} was not made`)
      return charge
    }, call)
  }

  /** Makes it, or has it say this. Once for all who do so at once. */
  async put(
    txid: string,
    content: ChargeContent<T>,
    call: Call,
  ): Promise<Stored<T> | NotActive | Taken> {
    return await this.#database.withTx(async db => {
      const charge = await this.#inserted(db, txid, content)
      if (charge) return { kind: 'created', charge }
      const result = await this.#revise(db, txid, () => content)
      return result.kind === 'absent' ? { kind: 'taken' } : result
    }, call)
  }

  /** Replaces what is named. */
  async patch(
    txid: string,
    change: ChargeChange<T>,
    call: Call,
  ): Promise<Stored<T> | NotActive | Absent> {
    const next = (was: ChargeContent<T>) => {
      return { ...was, ...change, terms: { ...was.terms, ...change.terms } }
    }
    return await this.#database.withTx(db => this.#revise(db, txid, next), call)
  }

  /** By its receiver. It stays readable. */
  async remove(txid: string, call: Call): Promise<Stored<T> | NotActive | Absent> {
    const status = 'REMOVIDA_PELO_USUARIO_RECEBEDOR'
    return await this.#database.withTx(
      db => this.#revise(db, txid, content => content, status),
      call,
    )
  }

  /** The newest revision, or the one named. */
  async read(
    txid: string,
    revision: number | undefined,
    call: Call,
  ): Promise<Charge<T> | undefined> {
    return await this.#found(this.#database.writer(call), txid, revision)
  }

  /** By when they were made. May be as old as the readers of the database may lag, unless the call says what it is to see. */
  async list(
    { from, to, cpf, cnpj, status }: ChargeFilter,
    { index, size }: Page,
    call: ReadCall,
  ): Promise<{ readonly total: number; readonly charges: readonly Charge<T>[] }> {
    return await this.#database.read(async reader => {
      let found = reader
        .selectFrom('charges')
        .where('due', this.#kind.due, null)
        .where('created_at', '>=', from)
        .where('created_at', '<=', to)
      if (cpf !== undefined) found = found.where('debtor_cpf', '=', cpf)
      if (cnpj !== undefined) found = found.where('debtor_cnpj', '=', cnpj)
      if (status !== undefined) found = found.where('status', '=', status)
      const { total } = await found
        .select(({ fn }) => fn.countAll<bigint>().as('total'))
        .executeTakeFirstOrThrow()
      const rows = await found
        .selectAll()
        .orderBy('created_at')
        .orderBy('txid')
        .limit(size)
        .offset(index * size)
        .execute()
      return { total: Number(total), charges: rows.map(row => this.#chargeOf(row)) }
    }, call)
  }

  /** Undefined if the txid is taken. Waits for another transaction that is taking it. */
  async #inserted(
    db: Querier<PaymentTables>,
    txid: string,
    content: ChargeContent<T>,
  ): Promise<Charge<T> | undefined> {
    const now = new Date(this.#clock.now())
    const times = { created_at: now, changed_at: now }
    const row = await db
      .insertInto('charges')
      .values({ txid, revision: 0, status: 'ATIVA', ...times, ...columnsOf(content) })
      .onConflict(conflict => conflict.column('txid').doNothing())
      .returningAll()
      .executeTakeFirst()
    if (!row) return undefined
    const charge = this.#chargeOf(row)
    await record(db, this.#random, chargeEvent('charge.created', charge, now))
    return charge
  }

  async #revise(
    db: Querier<PaymentTables>,
    txid: string,
    next: (content: ChargeContent<T>) => ChargeContent<T>,
    status: ChargeStatus = 'ATIVA',
  ): Promise<Stored<T> | NotActive | Absent> {
    const row = await lockedCharge(db, txid, this.#kind)
    if (!row) return { kind: 'absent' }
    if (row.status !== 'ATIVA') return { kind: 'not active', status: row.status }
    const was = this.#chargeOf(row)
    const content = next(was.content)
    if (status === was.status && isDeepStrictEqual(content, was.content)) {
      return { kind: 'same', charge: was }
    }
    const at = new Date(this.#clock.now())
    const charge = await revised(db, row, { status, content, at })
    const kind = status === 'ATIVA' ? 'charge.revised' : 'charge.removed'
    await record(db, this.#random, chargeEvent(kind, charge, at))
    return { kind: 'revised', charge }
  }

  /** The newest revision, or the one named. */
  async #found(
    db: Querier<PaymentTables>,
    txid: string,
    revision: number | undefined,
  ): Promise<Charge<T> | undefined> {
    const row = await db
      .selectFrom('charges')
      .selectAll()
      .where('txid', '=', txid)
      .where('due', this.#kind.due, null)
      .executeTakeFirst()
    if (!row) return undefined
    if (revision === undefined || row.revision === revision) return this.#chargeOf(row)
    const old = await db
      .selectFrom('charge_revisions')
      .selectAll()
      .where('txid', '=', txid)
      .where('revision', '=', revision)
      .executeTakeFirst()
    return old && this.#chargeOf(old)
  }

  #chargeOf(row: ChargeRow): Charge<T> {
    return chargeOf(row, this.#kind.termsOf)
  }
}
