/** Charges as rows, and the one way in which a row changes: into the next revision. */
import type { Querier } from '#business/data/postgres/querier'
import type {
  Charge,
  ChargeContent,
  ChargeRow,
  ChargeStatus,
  Debtor,
  PaymentTables,
} from '../tables.ts'

/** Others who would change it wait until the transaction ends. */
export async function lockedCharge(
  db: Querier<PaymentTables>,
  txid: string,
): Promise<ChargeRow | undefined> {
  return await db
    .selectFrom('charges')
    .selectAll()
    .where('txid', '=', txid)
    .forUpdate()
    .executeTakeFirst()
}

type Change = { readonly status: ChargeStatus; readonly content: ChargeContent; readonly at: Date }

/** Keeps the row as it was, and makes the next revision of it. The row is locked. */
export async function revised(
  db: Querier<PaymentTables>,
  row: ChargeRow,
  { status, content, at }: Change,
): Promise<Charge> {
  const was = { ...row, details: JSON.stringify(row.details) }
  await db.insertInto('charge_revisions').values(was).execute()
  const changed = await db
    .updateTable('charges')
    .set({ ...columnsOf(content), status, revision: row.revision + 1, changed_at: at })
    .where('txid', '=', row.txid)
    .returningAll()
    .executeTakeFirstOrThrow()
  return chargeOf(changed)
}

export function columnsOf({ debtor, ...content }: ChargeContent) {
  return {
    expiration_seconds: content.expirationSeconds,
    amount_cents: content.amount,
    key: content.key,
    debtor_cpf: debtor?.kind === 'cpf' ? debtor.number : null,
    debtor_cnpj: debtor?.kind === 'cnpj' ? debtor.number : null,
    debtor_name: debtor?.name ?? null,
    request: content.request ?? null,
    details: JSON.stringify(content.details),
  }
}

export function chargeOf(row: ChargeRow): Charge {
  return {
    txid: row.txid,
    revision: row.revision,
    status: row.status,
    createdAt: row.created_at,
    content: {
      expirationSeconds: row.expiration_seconds,
      debtor: debtorOf(row),
      amount: row.amount_cents,
      key: row.key,
      request: row.request ?? undefined,
      details: row.details,
    },
  }
}

function debtorOf({ debtor_cpf, debtor_cnpj, debtor_name: name }: ChargeRow): Debtor | undefined {
  if (name === null) return undefined
  if (debtor_cpf !== null) return { kind: 'cpf', number: debtor_cpf, name }
  return debtor_cnpj === null ? undefined : { kind: 'cnpj', number: debtor_cnpj, name }
}
