/** What is known of a write whose connection breaks, and when the server stops one by itself. */
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { Nonces, NONCES } from '#business/data/database/nonces'
import { CommitUnknown, DatabaseTimeout, DatabaseUnavailable } from './errors.ts'
import { migrate } from './migrations.ts'
import { Postgres } from './postgres.ts'
import type { Loss } from './testing/pg-proxy.ts'
import { PgProxy } from './testing/pg-proxy.ts'
import { TestPostgres } from './testing/test-postgres.ts'

type Tables = { nonces: { nonce: string; used_at: Date } }

const { clock, random } = systemHost()
const NONCE = 'a'.repeat(16)
const INSERT = 'insert into nonces'

let servers: TestPostgres
let proxy: PgProxy
let database: Postgres<Tables>

beforeAll(async () => {
  servers = await TestPostgres.start()
  await migrate(servers.writerUrl, [{ name: '0001_nonces', sql: NONCES }])
  proxy = await PgProxy.start(servers.writerUrl)
  database = open(60_000)
})

function open(statementMs: number): Postgres<Tables> {
  return new Postgres(
    { clock, random },
    {
      ...{ writerUrl: proxy.url('postgres', 'postgres'), readerUrls: [], connectionsMax: 1 },
      ...{ connectMs: 60_000, statementMs, lockMs: 60_000, slowMs: 60_000 },
      ...{ lagMsMax: 60_000, catchUpMs: 60_000, tell: () => undefined },
    },
  )
}

afterEach(() => {
  proxy.loses = undefined
})
afterAll(async () => {
  await database[Symbol.asyncDispose]()
  await proxy[Symbol.asyncDispose]()
  await servers[Symbol.asyncDispose]()
})

const insert = (nonce: string, into = database) =>
  sql`insert into nonces (nonce, used_at) values (${nonce}, now())`.execute(into.writer())

it.each<[Loss]>([['request'], ['answer']])(
  'a write of its own whose %s is lost has an unknown outcome; a read has none',
  async loss => {
    proxy.loses = { loss, of: INSERT }
    await expect(insert(loss)).rejects.toThrow(CommitUnknown)
    const text = 'select count(*) from nonces'
    proxy.loses = { loss, of: text }
    await expect(sql.raw(text).execute(database.writer())).rejects.toThrow(DatabaseUnavailable)
  },
)

it('a statement of a server that falls silent ends, and its connection is given up', async () => {
  await using impatient = open(1_000)
  proxy.loses = { loss: 'silence', of: INSERT }
  await expect(insert('silence', impatient)).rejects.toThrow(CommitUnknown)
  expect(impatient.figures()).toMatchObject([{ open: 0 }])
})

it('a write that the server refuses was not executed', async () => {
  await insert('twice')
  await expect(insert('twice')).rejects.toThrow('does not hold')
})

it('a request whose nonce may be used was not executed', async () => {
  proxy.loses = { loss: 'answer', of: INSERT }
  const nonces = new Nonces(database, clock)
  await expect(nonces.use('key', NONCE, {})).rejects.toThrow(DatabaseUnavailable)
  proxy.loses = undefined
  expect(await nonces.use('key', NONCE, {})).toBe(false)
})

it('the server ends a statement at the deadline of its call by itself', async () => {
  const sleeping = database.withTx(
    async db => {
      await sql`select pg_sleep(60)`.execute(db)
    },
    { deadline: clock.monotonic() + 200 },
  )
  await expect(sleeping).rejects.toThrow(DatabaseTimeout)
  const late = database.withTx(() => Promise.resolve(), { deadline: clock.monotonic() })
  await expect(late).rejects.toThrow(DatabaseTimeout)
  const { rows } = await sql`show statement_timeout`.execute(database.writer())
  expect(rows).toEqual([{ statement_timeout: '1min' }])
})
