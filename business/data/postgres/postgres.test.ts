/** Against a real server and a real hot standby of it, both started once for all of this. */
import type { Generated } from 'kysely'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { until } from '#foundation/program/program'
import {
  CommitUnknown,
  ConstraintViolated,
  DatabaseBusy,
  DatabaseTimeout,
  DatabaseUnavailable,
  ValueRefused,
  WriteConflict,
} from './errors.ts'
import type { PostgresEvent, Statement } from './events.ts'
import { migrate } from './migrations.ts'
import { parsePosition } from './position.ts'
import type { PostgresOptions } from './postgres.ts'
import { Postgres } from './postgres.ts'
import type { Querier, Reader } from './querier.ts'
import { idempotencySuite } from './testing/idempotency-suite.ts'
import { migrationsSuite } from './testing/migrations-suite.ts'
import { PgProxy } from './testing/pg-proxy.ts'
import { TestPostgres } from './testing/test-postgres.ts'

type Tables = {
  accounts: { id: Generated<bigint>; name: string; born: string | null; cents: bigint }
}

const host = systemHost()
const migrations = [
  {
    name: '0001_accounts',
    sql: `create table accounts (
      id bigint generated always as identity primary key,
      name text not null,
      born date,
      cents bigint not null default 0 constraint accounts_cents_positive check (cents >= 0)
    );
    create unique index accounts_name_key on accounts (lower(name))`,
  },
  { name: '0002_limit', sql: `alter table accounts add column note varchar(5)` },
]

let servers: TestPostgres
const events: PostgresEvent[] = []
const opened: Postgres<Tables>[] = []

beforeAll(async () => {
  servers = await TestPostgres.start()
  await migrate(servers.writerUrl, migrations)
})

afterEach(async () => {
  for (const database of opened.splice(0)) await database[Symbol.asyncDispose]()
  events.length = 0
})
afterAll(async () => {
  await servers[Symbol.asyncDispose]()
})

function open(options: Partial<PostgresOptions> = {}): Postgres<Tables> {
  const database = new Postgres<Tables>(host, {
    writerUrl: servers.writerUrl,
    readerUrls: [],
    connectionsMax: 4,
    connectMs: 20_000,
    statementMs: 20_000,
    lockMs: 20_000,
    slowMs: 60_000,
    lagMsMax: 60_000,
    catchUpMs: 60_000,
    tell: event => events.push(event),
    ...options,
  })
  opened.push(database)
  return database
}

const failing = (db: Querier<Tables>) => sql`select * from no_such_table`.execute(db)
const sleeping = (db: Querier<Tables>) => sql`select pg_sleep(60)`.execute(db)

/** Statements that the server executes for others than who asks. */
async function sleepers(database: Postgres<Tables>): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) from pg_stat_activity
    where state = 'active' and query like '%pg_sleep%' and pid <> pg_backend_pid()`.execute(
    database.writer(),
  )
  return Number(rows[0]?.count)
}

async function named(database: Postgres<Tables>, name: string): Promise<number> {
  const rows = await database
    .writer()
    .selectFrom('accounts')
    .select('id')
    .where('name', '=', name)
    .execute()
  return rows.length
}

describe('a query', () => {
  it('reads numbers of 8 bytes whole, and dates as they were written', async () => {
    const db = open().writer()
    const cents = 9_007_199_254_740_993n
    const row = await db
      .insertInto('accounts')
      .values({ name: 'types', born: '2024-02-29', cents })
      .returning(['born', 'cents'])
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ born: '2024-02-29', cents })
  })

  it.each([
    ['another of the same name', { name: 'TYPES', cents: 0n }, 'accounts_name_key'],
    ['a number that its rule refuses', { name: 'rule', cents: -1n }, 'accounts_cents_positive'],
  ])('fails with the name of the constraint: %s', async (_what, row, constraint) => {
    const db = open().writer()
    await db
      .insertInto('accounts')
      .values({ name: 'types', cents: 0n })
      .onConflict(conflict => conflict.doNothing())
      .execute()
    const refused = db.insertInto('accounts').values(row).execute()
    await expect(refused).rejects.toThrow(ConstraintViolated)
    await expect(refused).rejects.toMatchObject({ constraint })
  })

  it('fails with ValueRefused for a value that no column takes, and repeats no value', async () => {
    const secret = 'longer than five'
    const refused = sql`update accounts set note = ${secret}`.execute(open().writer())
    await expect(refused).rejects.toThrow(ValueRefused)
    await expect(refused).rejects.not.toThrow(secret)
  })

  it('that is slow is told, without its values', async () => {
    const database = open({ slowMs: 0 })
    await database.writer().selectFrom('accounts').select('id').where('name', '=', 'x').execute()
    expect(events).toMatchObject([{ kind: 'slow statement', server: 'writer' }])
    expect(JSON.stringify(events)).toContain('"name\\" = $1')
  })

  it('is told to its caller as it begins, and its end is written into what was told, without its values', async () => {
    const told: Statement[] = []
    const observe = (statement: Statement): void => {
      expect(statement.to).toBeUndefined()
      told.push(statement)
    }
    const database = open()
    await database.withTx(
      async db => {
        await db.insertInto('accounts').values({ name: 'private', cents: 1n }).execute()
        await db.selectFrom('accounts').select('id').where('name', '=', 'private').execute()
      },
      { observe },
    )
    await expect(sql`select 1/0`.execute(database.writer({ observe }))).rejects.toThrow()
    expect(told.map(({ text, rows, isFailed }) => [text.split(' ', 1)[0], rows, isFailed])).toEqual(
      [
        ['connect', undefined, false],
        ['begin', undefined, false],
        ['insert', 1, false],
        ['select', 1, false],
        ['commit', undefined, false],
        ['select', undefined, true],
      ],
    )
    expect(told.every(({ from, to = 0 }) => to >= from)).toBe(true)
    expect(JSON.stringify(told)).not.toContain('private')
  })

  it('that is aborted ends on the server, and gives its connection back', async () => {
    const database = open({ connectionsMax: 1, statementMs: 3_600_000 })
    const abort = new AbortController()
    const asked = sleeping(database.writer({ signal: abort.signal }))
    const other = open()
    await until(
      async () => ((await sleepers(other)) === 1 ? true : undefined),
      () => 'it does not begin',
    )
    const reason = new Error('the client has gone')
    abort.abort(reason)
    await expect(asked).rejects.toBe(reason)
    expect(await sleepers(database)).toBe(0)
    expect(database.figures()).toMatchObject([{ open: 1, idle: 1, waiting: 0 }])
  })

  it('that waits for a connection gives its place up when it is aborted', async () => {
    const database = open({ connectionsMax: 1 })
    const abort = new AbortController()
    await database.withTx(async () => {
      const asked = database.writer({ signal: abort.signal }).selectFrom('accounts').execute()
      await until(
        () => (database.figures()[0]?.waiting === 1 ? true : undefined),
        () => 'it does not wait',
      )
      abort.abort(new Error('the client has gone'))
      await expect(asked).rejects.toThrow('the client has gone')
    })
    expect(await named(database, 'nobody')).toBe(0)
  })

  it('that gets no connection in time says that all are taken', async () => {
    const database = open({ connectionsMax: 1, connectMs: 1_000 })
    await database.withTx(async () => {
      await expect(named(database, 'nobody')).rejects.toThrow(DatabaseBusy)
    })
  })
})

describe('a server that is not to be had', () => {
  it('is unavailable, also where its name has several addresses that all refuse', async () => {
    const database = open({ writerUrl: 'postgresql://localhost:1/none' })
    await expect(database.health()).rejects.toThrow(DatabaseUnavailable)
    await expect(named(database, 'nobody')).rejects.toThrow(DatabaseUnavailable)
  })

  it.each(['request', 'answer'] as const)(
    'breaks the connection that is asked for its health, whose %s is lost, and no more',
    async loss => {
      await using proxy = await PgProxy.start(servers.writerUrl)
      const database = open({ writerUrl: proxy.url('postgres', 'postgres') })
      await database.health()
      proxy.loses = { loss, of: 'pg_is_in_recovery' }
      await expect(database.health()).rejects.toThrow(DatabaseUnavailable)
      proxy.loses = undefined
      await database.health()
    },
  )
})

describe('a transaction', () => {
  const insert = (db: Querier<Tables>, name: string) =>
    db.insertInto('accounts').values({ name, cents: 0n }).execute()

  it('is all or nothing', async () => {
    const database = open()
    await database.withTx(async db => {
      await insert(db, 'first')
      await insert(db, 'second')
    })
    const broken = database.withTx(async db => {
      await insert(db, 'third')
      await insert(db, 'first')
    })
    await expect(broken).rejects.toThrow(ConstraintViolated)
    expect(await Promise.all(['first', 'second', 'third'].map(n => named(database, n)))).toEqual([
      1, 1, 0,
    ])
  })

  it('does not pretend to be committed when the error of a statement was swallowed', async () => {
    const database = open()
    const lost = database.withTx(async db => {
      await insert(db, 'swallowed')
      await failing(db).catch(() => undefined)
      return 'done'
    })
    await expect(lost).rejects.toThrow('no_such_table')
    expect(await named(database, 'swallowed')).toBe(0)
  })

  it('says what failed first when its later statements are refused', async () => {
    const lost = open().withTx(async db => {
      await failing(db).catch(() => undefined)
      await insert(db, 'refused')
    })
    await expect(lost).rejects.toThrow('no_such_table')
  })

  it('goes on after a savepoint that failed', async () => {
    const database = open()
    await database.withTx(async (db, tx) => {
      await insert(db, 'outside')
      const inner = tx.savepoint(async inside => {
        await insert(inside, 'inside')
        await failing(inside).catch(() => undefined)
      })
      await expect(inner).rejects.toThrow('no_such_table')
      await tx.savepoint(inside => insert(inside, 'again'))
    })
    const names = ['outside', 'inside', 'again']
    expect(await Promise.all(names.map(name => named(database, name)))).toEqual([1, 0, 1])
  })

  it('is tried again when another one is in its way', async () => {
    const database = open()
    await insert(database.writer(), 'left')
    await insert(database.writer(), 'right')
    const both = Promise.withResolvers<undefined>()
    let begun = 0
    const crossing = (...names: readonly [string, string]) =>
      database.withTx(async db => {
        for (const name of names) {
          await db.updateTable('accounts').set({ born: null }).where('name', '=', name).execute()
          // The first time, both have their first row before they ask for the other one's.
          if (++begun === 2) both.resolve(undefined)
          await both.promise
        }
      })
    await Promise.all([crossing('left', 'right'), crossing('right', 'left')])
    // The one that lost may begin again before the other one has committed, and lose once more.
    expect(events[0]).toEqual({ kind: 'retried', attempt: 1 })
  })

  it('gives up after a few attempts', async () => {
    let attempts = 0
    const conflict = open().withTx(async db => {
      attempts++
      await sql`do $$ begin raise exception using errcode = '40001'; end $$`.execute(db)
    })
    await expect(conflict).rejects.toThrow(WriteConflict)
    expect(attempts).toBe(4)
  })

  it('is over in time, and its connection can be used again', async () => {
    const database = open({ connectionsMax: 1 })
    await expect(database.withTimeoutTx(100, sleeping)).rejects.toThrow(DatabaseTimeout)
    expect(await sleepers(database)).toBe(0)
    const { rows } = await sql`show statement_timeout`.execute(database.writer())
    expect(rows).toEqual([{ statement_timeout: '20s' }])
    expect(database.figures()).toMatchObject([{ open: 1, idle: 1, waiting: 0 }])
  })

  it('tells the server how much time is left', async () => {
    const left = sql`select setting::int <= 5000 as less from pg_settings where name = 'statement_timeout'`
    const { rows } = await open().withTimeoutTx(5_000, db => left.execute(db))
    expect(rows).toEqual([{ less: true }])
  })

  it('whose querier is used afterwards is over', async () => {
    const database = open()
    const late = await database.withTx(db => Promise.resolve({ db }))
    await expect(insert(late.db, 'late')).rejects.toThrow('The transaction is over')
  })

  it('has an unknown outcome when the connection breaks at its end, and only then', async () => {
    const database = open()
    const end = 'select pg_terminate_backend(pg_backend_pid())'
    const during = database.withTx(db => sql.raw(end).execute(db))
    await expect(during).rejects.toThrow(DatabaseUnavailable)
    await expect(
      database.withTx(async db => {
        await sql`create table doomed (id int)`.execute(db)
        await sql`create function doom() returns trigger language plpgsql as
          $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$`.execute(db)
        await sql`create constraint trigger doom after insert on doomed
          deferrable initially deferred for each row execute function doom()`.execute(db)
        await sql`insert into doomed values (1)`.execute(db)
      }),
    ).rejects.toThrow(CommitUnknown)
    await database.health()
  })
})

describe('a reader', () => {
  const openWithReader = async (options: Partial<PostgresOptions> = {}) => {
    const database = open({ readerUrls: [servers.standbyUrl], ...options })
    await takenIn()
    return database
  }
  const takenIn = () =>
    until(
      () => events.find(({ kind }) => kind === 'reader taken in'),
      () => `no reader: ${JSON.stringify(events)}`,
    )
  const isStandby = (reader: Reader<Tables>) =>
    reader
      .selectNoFrom(eb => eb.fn<boolean>('pg_is_in_recovery', []).as('is'))
      .executeTakeFirstOrThrow()

  it('reads, and refuses writes also where types cannot', async () => {
    const database = await openWithReader()
    expect(await isStandby(database.reader())).toEqual({ is: true })
    expect(await database.read(isStandby)).toEqual({ is: true })
  })

  it('shows what was committed before the position that is given', async () => {
    const database = await openWithReader()
    const positions: string[] = []
    const committed = (position: string): number => positions.push(position)
    const mine = { name: 'mine', cents: 0n }
    await database.withTx(db => db.insertInto('accounts').values(mine).execute(), { committed })
    const after = parsePosition(positions[0])
    expect(after).toBeGreaterThan(0n)
    const found = await database.read(
      reader => reader.selectFrom('accounts').select('name').where('name', '=', 'mine').execute(),
      { after },
    )
    expect(found).toEqual([{ name: 'mine' }])
  })

  it('hands over to the writer when it does not catch up in time', async () => {
    const database = await openWithReader({ catchUpMs: 0 })
    const control = open()
    await sql`select 1`.execute(control.writer())
    await pauseReplay(true)
    try {
      await database.withTx(db =>
        db.insertInto('accounts').values({ name: 'paused', cents: 0n }).execute(),
      )
      const after = await database.position()
      expect(await database.read(isStandby, { after })).toEqual({ is: false })
      expect(await database.read(isStandby)).toEqual({ is: true })
    } finally {
      await pauseReplay(false)
    }
  })

  it('is left out while it is too far behind', async () => {
    const database = await openWithReader({ lagMsMax: 0 })
    await pauseReplay(true)
    try {
      await database.withTx(db =>
        db.insertInto('accounts').values({ name: 'behind', cents: 0n }).execute(),
      )
      await until(
        () => events.find(({ kind }) => kind === 'reader left out'),
        () => 'it is not left out',
      )
      expect(await isStandby(database.reader())).toEqual({ is: false })
      expect(database.figures()[1]?.lagBytes).toBeGreaterThan(0)
    } finally {
      await pauseReplay(false)
    }
    events.length = 0
    await takenIn()
  })

  it('whose replay does away with what is read hands over to the writer', async () => {
    const database = await openWithReader()
    await sql`create or replace function conflict() returns int language plpgsql as $$ begin
      if pg_is_in_recovery() then raise exception using errcode = '40001'; end if;
      return 1; end $$`.execute(database.writer())
    const after = await database.position()
    const rows = await database.read(
      reader =>
        reader
          .selectNoFrom(eb => eb.fn<number>('conflict', []).as('one'))
          .executeTakeFirstOrThrow(),
      { after },
    )
    expect(rows).toEqual({ one: 1 })
  })

  it('that stops is left out, without harm to health, and taken in again', async () => {
    const database = await openWithReader()
    await servers.stopStandby()
    expect(await database.read(isStandby)).toEqual({ is: false })
    await database.health()
    await servers.startStandby()
    events.length = 0
    await takenIn()
    expect(await isStandby(database.reader())).toEqual({ is: true })
  })

  it('serves on when the writer stops, which health says', async () => {
    const database = await openWithReader()
    await servers.stopWriter()
    try {
      await expect(database.health()).rejects.toThrow(DatabaseUnavailable)
      expect(await database.read(isStandby)).toEqual({ is: true })
      await expect(database.withTx(failing)).rejects.toThrow(DatabaseUnavailable)
    } finally {
      await servers.startWriter()
    }
    await database.health()
  })

  it('that takes writes is none', async () => {
    const database = open({ readerUrls: [servers.writerUrl] })
    await until(
      () => (database.figures()[1]?.lagBytes === undefined ? true : undefined),
      () => 'it is measured',
    )
    expect(await isStandby(database.reader())).toEqual({ is: false })
    expect(events.filter(({ kind }) => kind === 'reader taken in')).toEqual([])
  })

  it('in the place of the writer is told by health', async () => {
    const database = open({ writerUrl: servers.standbyUrl })
    await expect(database.health()).rejects.toThrow('the writer is a replica')
    const no = { name: 'no', cents: 0n }
    const inserted = database.withTx(db => db.insertInto('accounts').values(no).execute())
    await expect(inserted).rejects.toThrow(DatabaseUnavailable)
  })

  async function pauseReplay(isPaused: boolean): Promise<void> {
    const query = isPaused ? 'select pg_wal_replay_pause()' : 'select pg_wal_replay_resume()'
    await sql.raw(query).execute(open({ writerUrl: servers.standbyUrl }).writer())
  }
})

describe('migrations', () => {
  migrationsSuite(() => servers.writerUrl, migrations)
})
describe('an idempotency record', () => {
  idempotencySuite(() => servers.writerUrl)
})
