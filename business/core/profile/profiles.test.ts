import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { migrate } from '#business/data/postgres/migrations'
import { Postgres } from '#business/data/postgres/postgres'
import { TestPostgres } from '#business/data/postgres/testing/test-postgres'
import { profileMigrations } from './migrations.ts'
import type { ProfileTables } from './profile-rows.ts'
import { Profiles } from './profiles.ts'

const LONG_MS = 600_000

it('an e-mail address is the same in whatever case, also to a database that speaks Turkish', async () => {
  await using servers = await TestPostgres.start()
  const host = systemHost()
  const options = {
    ...{ readerUrls: [], connectionsMax: 1, tell: () => undefined },
    ...{ connectMs: LONG_MS, statementMs: LONG_MS, lockMs: LONG_MS, slowMs: LONG_MS },
    ...{ lagMsMax: LONG_MS, catchUpMs: LONG_MS },
  }
  const url = new URL(servers.writerUrl)
  {
    await using operator = new Postgres<unknown>(host, { ...options, writerUrl: url.href })
    // The small letter of I is none of i there.
    await sql`create database turkish template template0 locale_provider icu icu_locale 'tr'
      lc_collate 'C' lc_ctype 'C'`.execute(operator.writer())
  }
  url.pathname = '/turkish'
  await migrate(url.href, profileMigrations)
  await using database = new Postgres<ProfileTables>(host, { ...options, writerUrl: url.href })
  const profiles = new Profiles(database, host)
  const create = (email: string) =>
    profiles.create({ email, name: 'Ada', addresses: [] }, undefined, {})
  expect(await create('INFO@example.org')).toMatchObject({ kind: 'stored' })
  expect(await create('info@example.org')).toEqual({ kind: 'email taken' })
  expect(await profiles.findByEmail('Info@Example.org', {})).toMatchObject({
    email: 'INFO@example.org',
  })
})
