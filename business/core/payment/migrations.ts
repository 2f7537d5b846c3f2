/** The schema of payments, as it came to be. What stands here was applied somewhere: it never changes, and more follows. */
import { IDEMPOTENCY_RECORDS } from '#business/data/postgres/idempotency'
import type { Migration } from '#business/data/postgres/migrations'

export const paymentMigrations: readonly Migration[] = [
  {
    name: '0001_charges',
    sql: `create table charges (
      txid text primary key,
      -- squawk-ignore prefer-bigint-over-int
      revision int not null,
      status text not null constraint charges_status check (
        status in ('ATIVA', 'CONCLUIDA', 'REMOVIDA_PELO_USUARIO_RECEBEDOR', 'REMOVIDA_PELO_PSP')
      ),
      created_at timestamptz not null,
      changed_at timestamptz not null,
      -- squawk-ignore prefer-bigint-over-int
      expiration_seconds int not null constraint charges_expiration check (expiration_seconds > 0),
      amount_cents bigint not null constraint charges_amount check (amount_cents > 0),
      key text not null,
      debtor_cpf text,
      debtor_cnpj text,
      debtor_name text,
      request text,
      details jsonb not null
    );
    create index charges_created_at on charges (created_at, txid);
    create table charge_revisions (
      like charges,
      primary key (txid, revision)
    )`,
  },
  {
    name: '0002_payments',
    sql: `create table payments (
      e2eid text primary key,
      txid text not null constraint payments_txid_key unique references charges,
      amount_cents bigint not null constraint payments_amount check (amount_cents > 0),
      key text not null,
      paid_at timestamptz not null,
      note text
    );
    create index payments_paid_at on payments (paid_at, e2eid);
    create table refunds (
      e2eid text not null references payments,
      id text not null,
      rtrid text not null constraint refunds_rtrid_key unique,
      amount_cents bigint not null constraint refunds_amount check (amount_cents > 0),
      status text not null constraint refunds_status check (
        status in ('EM_PROCESSAMENTO', 'DEVOLVIDO', 'NAO_REALIZADO')
      ),
      note text,
      requested_at timestamptz not null,
      settled_at timestamptz,
      reason text,
      primary key (e2eid, id)
    )`,
  },
  {
    name: '0003_nonces',
    sql: `create table nonces (nonce text primary key, used_at timestamptz not null);
    create index nonces_used_at on nonces (used_at)`,
  },
  {
    name: '0004_outbox',
    sql: `create table outbox (
      id bigint generated always as identity primary key,
      event_id text not null,
      txid text not null,
      kind text not null,
      data jsonb not null,
      at timestamptz not null
    )`,
  },
  { name: '0005_idempotency_records', sql: IDEMPOTENCY_RECORDS },
]
