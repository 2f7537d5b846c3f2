/** Charges as rows, and the one way in which a row changes: into the next revision. */
import type { Querier } from '#business/data/postgres/querier'
import type {
  Charge,
  ChargeContent,
  ChargeRow,
  ChargeStatus,
  Debtor,
  DueTerms,
  ImmediateTerms,
  PaymentTables,
  Terms,
} from '../tables.ts'

/** Charges of one kind: which rows are of it, and what they say. */
export type Kind<T extends Terms> = {
  /** Before `null`, of the column `due`. */
  readonly due: 'is' | 'is not'
  /** Throws for a row of another kind. */
  readonly termsOf: (row: ChargeRow) => T
}

export const IMMEDIATE: Kind<ImmediateTerms> = { due: 'is', termsOf: immediateTerms }
export const DUE: Kind<DueTerms> = { due: 'is not', termsOf: dueTerms }

/** Others who would change it wait until the transaction ends. Of any kind, if none is named. */
export async function lockedCharge(
  db: Querier<PaymentTables>,
  txid: string,
  kind?: Kind<Terms>,
): Promise<ChargeRow | undefined> {
  let found = db.selectFrom('charges').selectAll().where('txid', '=', txid)
  if (kind) found = found.where('due', kind.due, null)
  return await found.forUpdate().executeTakeFirst()
}

type Change<T extends Terms> = {
  readonly status: ChargeStatus
  readonly content: ChargeContent<T>
  readonly at: Date
}

/** Keeps the row as it was, and makes the next revision of it. The row is locked. */
export async function revised<T extends Terms>(
  db: Querier<PaymentTables>,
  row: ChargeRow,
  { status, content, at }: Change<T>,
): Promise<Charge<T>> {
  const due = row.due && JSON.stringify(row.due)
  const was = { ...row, due, details: JSON.stringify(row.details) }
  await db.insertInto('charge_revisions').values(was).execute()
  const { txid, created_at: createdAt } = row
  const revision = row.revision + 1
  await db
    .updateTable('charges')
    .set({ ...columnsOf(content), status, revision, changed_at: at })
    .where('txid', '=', txid)
    .execute()
  return { txid, revision, status, createdAt, content }
}

export function columnsOf({ debtor, terms, ...content }: ChargeContent) {
  return {
    ...termColumns(terms),
    amount_cents: content.amount,
    key: content.key,
    debtor_cpf: debtor?.kind === 'cpf' ? debtor.number : null,
    debtor_cnpj: debtor?.kind === 'cnpj' ? debtor.number : null,
    debtor_name: debtor?.name ?? null,
    request: content.request ?? null,
    details: JSON.stringify(content.details),
  }
}

function termColumns(terms: Terms) {
  if (terms.kind === 'immediate') return { expiration_seconds: terms.expirationSeconds, due: null }
  const { dueDate, daysAfter, adjustments } = terms
  const due = JSON.stringify({ dueDate, daysAfter, adjustments })
  return { expiration_seconds: null, due }
}

export function chargeOf<T extends Terms>(row: ChargeRow, termsOf: Kind<T>['termsOf']): Charge<T> {
  return {
    txid: row.txid,
    revision: row.revision,
    status: row.status,
    createdAt: row.created_at,
    content: {
      terms: termsOf(row),
      debtor: debtorOf(row),
      amount: row.amount_cents,
      key: row.key,
      request: row.request ?? undefined,
      details: row.details,
    },
  }
}

/** Of a charge of any kind. */
export function anyTerms(row: ChargeRow): Terms {
  return row.due === null ? immediateTerms(row) : dueTerms(row)
}

function immediateTerms({
  txid,
  expiration_seconds: expirationSeconds,
}: ChargeRow): ImmediateTerms {
  if (expirationSeconds === null) throw new Error(`The charge ${txid} has a due date`)
  return { kind: 'immediate', expirationSeconds }
}

function dueTerms({ txid, due }: ChargeRow): DueTerms {
  if (due === null) throw new Error(`The charge ${txid} has no due date`)
  return { kind: 'due', ...due }
}

function debtorOf({ debtor_cpf, debtor_cnpj, debtor_name: name }: ChargeRow): Debtor | undefined {
  if (name === null) return undefined
  if (debtor_cpf !== null) return { kind: 'cpf', number: debtor_cpf, name }
  return debtor_cnpj === null ? undefined : { kind: 'cnpj', number: debtor_cnpj, name }
}
