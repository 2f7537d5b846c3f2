/** The schema of profiles, as it came to be. What stands here was applied somewhere: it never changes, and more follows. */
import { IDEMPOTENCY_RECORDS } from '#business/data/postgres/idempotency'
import type { Migration } from '#business/data/postgres/migrations'

export const profileMigrations: readonly Migration[] = [
  {
    name: '0001_profiles',
    sql: `create table profiles (
      id uuid primary key,
      email text not null,
      name text not null,
      -- squawk-ignore prefer-bigint-over-int
      version int not null default 1,
      created_at timestamptz not null,
      updated_at timestamptz not null
    );
    create unique index profiles_email_key on profiles (lower(email))`,
  },
  {
    name: '0002_idempotency_records',
    sql: `${IDEMPOTENCY_RECORDS};
    create index idempotency_records_profile on idempotency_records ((result #>> '{profile,id}'))`,
  },
  {
    name: '0003_listing',
    // There were no profiles yet.
    sql: `-- squawk-ignore require-concurrent-index-creation
    create index profiles_created_at on profiles (created_at, id)`,
  },
  {
    name: '0004_addresses',
    sql: `create table addresses (
      profile_id uuid not null references profiles on delete cascade,
      -- squawk-ignore prefer-bigint-over-int
      position int not null,
      street text not null,
      city text not null,
      postal_code text not null,
      country text not null,
      primary key (profile_id, position)
    )`,
  },
  {
    name: '0005_email_in_any_locale',
    // lower() without a collation follows the locale of the database. To the version before, the index has the same name, and its
    // searches do without one.
    sql: `-- squawk-ignore require-concurrent-index-creation
    create unique index if not exists profiles_email_folded
      on profiles (lower(email collate "C"));
    -- squawk-ignore require-concurrent-index-deletion
    drop index profiles_email_key;
    alter index profiles_email_folded rename to profiles_email_key`,
  },
]
