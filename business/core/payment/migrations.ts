/** The schema of payments, as it came to be. What stands here was applied somewhere: it never changes, and more follows. */
import { NONCES } from '#business/data/database/nonces'
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
  { name: '0003_nonces', sql: NONCES },
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
  {
    name: '0006_webhooks',
    sql: `create table webhooks (
      key text primary key,
      url text not null,
      secret bytea not null,
      old_secret bytea,
      old_secret_until timestamptz,
      created_at timestamptz not null
    );
    create index webhooks_created_at on webhooks (created_at, key);
    create table webhook_events (
      id bigint generated always as identity primary key,
      event_id text not null constraint webhook_events_event_id_key unique,
      key text not null,
      txid text not null,
      kind text not null,
      data jsonb not null,
      at timestamptz not null,
      queued_at timestamptz not null,
      -- squawk-ignore prefer-bigint-over-int
      attempts int not null,
      next_at timestamptz not null,
      dead_at timestamptz,
      failure text
    );
    create index webhook_events_next_at on webhook_events (next_at, id) where dead_at is null;
    create index webhook_events_charge on webhook_events (key, txid, id) where dead_at is null;
    create index webhook_events_dead on webhook_events (id) where dead_at is not null`,
  },
  {
    // Before that of the charges: the version before copies these into revisions, as many columns as they have.
    name: '0007_due_dates_of_revisions',
    sql: `alter table charge_revisions
      -- squawk-ignore ban-drop-not-null
      alter column expiration_seconds drop not null,
      add column due jsonb`,
  },
  {
    name: '0008_due_dates',
    // To the version before, a charge with a due date is one whose time is over: it does not pay it.
    sql: `alter table charges
      -- squawk-ignore ban-drop-not-null
      alter column expiration_seconds drop not null,
      add column due jsonb,
      add constraint charges_terms check ((expiration_seconds is null) <> (due is null)) not valid`,
  },
  {
    name: '0009_outbox_refusals',
    // To the version before, an event that was refused is one like others.
    sql: `alter table outbox
      -- squawk-ignore prefer-bigint-over-int
      add column attempts int not null default 0,
      add column failure text,
      add column next_at timestamptz,
      add column dead_at timestamptz;
    -- squawk-ignore require-concurrent-index-creation
    create index outbox_refused on outbox (txid, id) where next_at is not null`,
  },
  {
    name: '0010_outbox_dead',
    // Dead letters stay, and may be many: what waits is found without them.
    sql: `-- squawk-ignore require-concurrent-index-creation
    create index outbox_waiting on outbox (id) where dead_at is null;
    -- squawk-ignore require-concurrent-index-creation
    create index outbox_dead on outbox (id) where dead_at is not null`,
  },
  {
    name: '0011_outbox_again',
    // New events may be many: those that are tried again are found without them.
    sql: `-- squawk-ignore require-concurrent-index-creation
    create index outbox_again on outbox (next_at, id) where next_at is not null and dead_at is null`,
  },
]
