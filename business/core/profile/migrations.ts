/** The schema of profiles, as it came to be. What stands here was applied somewhere: it never changes, and more follows. */
import type { Migration } from '#business/data/postgres/migrations'

export const profileMigrations: readonly Migration[] = [
  {
    name: '0001_profiles',
    sql: `create table profiles (
      id uuid primary key,
      email text not null,
      name text not null,
      version int not null default 1,
      created_at timestamptz not null,
      updated_at timestamptz not null
    );
    create unique index profiles_email_key on profiles (lower(email))`,
  },
]
