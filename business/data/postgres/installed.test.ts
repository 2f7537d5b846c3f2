/** What differs most between versions of the server, on those that are installed here. Everything else runs on the embedded one alone. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { until } from '#foundation/program/program'
import { Postgres } from './postgres.ts'
import { idempotencySuite } from './testing/idempotency-suite.ts'
import { installedServers } from './testing/installed.ts'
import { migrationsSuite } from './testing/migrations-suite.ts'
import { TestPostgres } from './testing/test-postgres.ts'

const LONG_MS = 600_000
const migrations = [
  { name: '0001_accounts', sql: 'create table accounts (id int)' },
  { name: '0002_limit', sql: 'alter table accounts add column note varchar(5)' },
]

describe.each(installedServers())('on PostgreSQL $version', ({ version, programs }) => {
  let servers: TestPostgres

  beforeAll(async () => {
    servers = await TestPostgres.start(programs)
  })

  afterAll(async () => {
    await servers[Symbol.asyncDispose]()
  })

  describe('migrations', () => {
    migrationsSuite(() => servers.writerUrl, migrations)
  })

  describe('an idempotency record', () => {
    idempotencySuite(() => servers.writerUrl)
  })

  it('a reader shows what was committed before the position that is given', async () => {
    await using database = new Postgres<{ seen: { version: string } }>(systemHost(), {
      ...{ writerUrl: servers.writerUrl, readerUrls: [servers.standbyUrl], connectionsMax: 4 },
      ...{ connectMs: LONG_MS, statementMs: LONG_MS, lockMs: LONG_MS, slowMs: LONG_MS },
      ...{ lagMsMax: LONG_MS, catchUpMs: LONG_MS },
      tell: () => undefined,
    })
    await until(
      () => (database.figures()[1]?.lagBytes === undefined ? undefined : true),
      () => 'the reader is not taken in',
    )
    await database.withTx(db =>
      sql`create table seen as select current_setting('server_version') as version`.execute(db),
    )
    const after = await database.position()
    const row = await database.read(
      reader =>
        reader
          .selectFrom('seen')
          .select(['version', eb => eb.fn<boolean>('pg_is_in_recovery', []).as('isStandby')])
          .executeTakeFirstOrThrow(),
      { after },
    )
    expect(row.isStandby).toBe(true)
    expect(row.version).toMatch(new RegExp(`^${version}\\b`))
  })
})
