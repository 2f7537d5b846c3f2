/** The tables of charges, payments and refunds, and what stands in them. */
import type { Generated, JSONColumnType, Selectable } from 'kysely'
import type { Cents } from './money.ts'

export type PaymentTables = {
  charges: ChargeColumns
  /** Charges as they were: every revision but the newest one. */
  charge_revisions: ChargeColumns
  payments: PaymentRow
  refunds: RefundRow
  /** Events that are not known to have been published, and dead letters. */
  outbox: {
    id: Generated<bigint>
    event_id: string
    txid: string
    kind: EventKind
    data: JSONColumnType<EventData>
    at: Date
    /** How often it was refused, why the last time, and when it is tried again, also after another failure. */
    attempts: Generated<number>
    failure: string | null
    next_at: Date | null
    /** Of a dead letter. */
    dead_at: Date | null
  }
  webhooks: {
    key: string
    url: string
    secret: Uint8Array
    /** Signs beside the other one until then. */
    old_secret: Uint8Array | null
    old_secret_until: Date | null
    created_at: Date
  }
  /** Events that are not known to have been delivered. */
  webhook_events: {
    id: Generated<bigint>
    event_id: string
    key: string
    txid: string
    kind: EventKind
    data: JSONColumnType<EventData>
    at: Date
    /** When the first attempt was due: `at`, or when it was a dead letter and was taken up again. */
    queued_at: Date
    attempts: number
    /** The next attempt is not before it. */
    next_at: Date
    /** It is a dead letter since then. */
    dead_at: Date | null
    /** Why the last attempt failed. Null while one is under way. */
    failure: string | null
  }
}

export type EventData = Readonly<Record<string, string | number>>

/** Where the events of a key go. */
export type Webhook = { readonly key: string; readonly url: string; readonly createdAt: Date }

export type EventKind =
  | 'charge.created'
  | 'charge.revised'
  | 'charge.removed'
  | 'payment.received'
  | 'refund.requested'
  | 'refund.settled'

export type ChargeStatus =
  'ATIVA' | 'CONCLUIDA' | 'REMOVIDA_PELO_USUARIO_RECEBEDOR' | 'REMOVIDA_PELO_PSP'

type ChargeColumns = {
  txid: string
  revision: number
  status: ChargeStatus
  created_at: Date
  changed_at: Date
  /** Of a charge that is to be paid at once. */
  expiration_seconds: number | null
  /** Of a charge with a due date. */
  due: JSONColumnType<Omit<DueTerms, 'kind'>> | null
  amount_cents: Cents
  key: string
  debtor_cpf: string | null
  debtor_cnpj: string | null
  debtor_name: string | null
  request: string | null
  details: JSONColumnType<readonly Detail[]>
}

export type Detail = { readonly name: string; readonly value: string }

/** A person by CPF, or a company by CNPJ. */
export type Debtor = {
  readonly kind: 'cpf' | 'cnpj'
  readonly number: string
  readonly name: string
}

/** It is to be paid at once. */
export type ImmediateTerms = {
  readonly kind: 'immediate'
  /** From when it was made. */
  readonly expirationSeconds: number
}

/** It is to be paid by a day. They stand in the database as they are. */
export type DueTerms = {
  readonly kind: 'due'
  /** The day as text, `2026-12-24`. */
  readonly dueDate: string
  /** So many days after the due date it can be paid still. */
  readonly daysAfter: number
  readonly adjustments: Adjustments
}

export type Terms = ImmediateTerms | DueTerms

/** Of the amount of the charge, or a part of it: whole hundredths of a real, or of a percent. */
export type Portion = { readonly of: 'reais' | 'percent'; readonly hundredths: number }

/** What is due besides the amount, or less than it. */
export type Adjustments = {
  /** Once, if it is paid late. */
  readonly fine?: Portion
  /** For each `days` that it is paid late, and for a part of them. */
  readonly interest?: Portion & { readonly days: 1 | 30 }
  /** On every day. */
  readonly rebate?: Portion
  /** If it is paid until a day, and not late. The first one that holds; each is until a later day than the one before. */
  readonly discounts?: readonly (Portion & { readonly until: string })[]
}

/** What its receiver says of a charge. */
export type ChargeContent<T extends Terms = Terms> = {
  readonly terms: T
  readonly debtor: Debtor | undefined
  readonly amount: Cents
  /** Of the receiver's account. */
  readonly key: string
  /** What the payer is asked, or told. */
  readonly request: string | undefined
  readonly details: readonly Detail[]
}

export type Charge<T extends Terms = Terms> = {
  readonly txid: string
  /** From 0; grows by one with every change. */
  readonly revision: number
  readonly status: ChargeStatus
  readonly createdAt: Date
  readonly content: ChargeContent<T>
}

export type ChargeRow = Selectable<ChargeColumns>

export type PaymentRow = {
  /** Of the payment, wherever it is known. */
  e2eid: string
  /** A charge is paid once. */
  txid: string
  amount_cents: Cents
  key: string
  paid_at: Date
  note: string | null
}

/** What is asked for is in process until the payer's bank has taken it, or not. */
export type RefundStatus = 'EM_PROCESSAMENTO' | 'DEVOLVIDO' | 'NAO_REALIZADO'

export type RefundRow = {
  e2eid: string
  /** Chosen by the receiver, who uses it once for the payment. */
  id: string
  /** Of the refund, wherever it is known. */
  rtrid: string
  amount_cents: Cents
  status: RefundStatus
  note: string | null
  requested_at: Date
  settled_at: Date | null
  /** Why it was not done. */
  reason: string | null
}

export type Payment = {
  readonly e2eid: string
  readonly txid: string
  readonly amount: Cents
  readonly key: string
  readonly paidAt: Date
  /** What the payer said. */
  readonly note: string | undefined
  readonly refunds: readonly Refund[]
}

export type Refund = {
  readonly id: string
  readonly rtrid: string
  readonly amount: Cents
  readonly status: RefundStatus
  readonly note: string | undefined
  readonly requestedAt: Date
  readonly settledAt: Date | undefined
  readonly reason: string | undefined
}
