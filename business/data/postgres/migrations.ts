/**
 * Changes of a schema, each one a name and the statements, in their order. They only go forward: the program of before goes on
 * with the schema of after, so a change that would break it is made in two, with a version of the program between them.
 */
import pg from 'pg'
import { DatabaseUnavailable, meaningOf, notConnected } from './errors.ts'

export type Migration = {
  /** Begins with its number: `0001_profiles`. */
  readonly name: string
  /** One or several statements, executed as one transaction. */
  readonly sql: string
}

export type MigrationStatus = {
  readonly applied: readonly { readonly name: string; readonly at: Date }[]
  /** Names of those that `migrate` would apply. */
  readonly pending: readonly string[]
}

/** The schema was made by other migrations than this program's. */
export class MigrationsDiffer extends Error {
  override readonly name = 'MigrationsDiffer'
  readonly code = 'MIGRATIONS_DIFFER'
  constructor(at: number, found: string, wanted: string) {
    super(
      `Migration ${String(at + 1)} of the database is ${found}, but this program's is ${wanted}: ` +
        'it is another program, or its migrations were renamed. Nothing was changed',
    )
  }
}

/** One process at a time migrates a database. Any number will do that nothing else locks. */
const LOCK = 7_215_530_901
/** How long one process waits for another one that migrates. */
const TURN_MS = 60_000
/**
 * How long a migration waits for a lock. While it waits, all later statements on the table wait behind it, so that it is
 * better given up and tried again.
 */
const LOCK_MS = 3_000
/** The first statement of each. */
export const LIMIT_LOCKS = `set local lock_timeout = ${String(LOCK_MS)}`
const CONNECT_MS = 10_000
/** A server that says nothing for so long is given up: a migration may take longer, but it is not all that is asked then. */
const SILENCE_MS = 10_000

const LEDGER = `create table if not exists schema_migrations (
  number int primary key,
  name text not null unique,
  applied_at timestamptz not null default now()
)`

/**
 * Applies what is pending, and returns the names. What was applied before a failure stays. Rejects with `DatabaseUnavailable` if
 * another try may succeed, and with `ConnectionRefused` if none will.
 */
export async function migrate(url: string, migrations: readonly Migration[]): Promise<string[]> {
  return await connected(url, async client => {
    await client.query(`set lock_timeout = ${String(TURN_MS)}`)
    // Held by this connection, and so until it ends.
    await client.query('select pg_advisory_lock($1)', [LOCK])
    await client.query(LEDGER)
    const { applied } = statusOf(await ledgerOf(client), migrations)
    const pending = migrations.slice(applied.length)
    for (const [at, { name, sql }] of pending.entries()) {
      await client.query(`begin; ${LIMIT_LOCKS}`)
      await client.query(sql)
      const row = [applied.length + at + 1, name]
      await client.query('insert into schema_migrations (number, name) values ($1, $2)', row)
      await client.query('commit')
    }
    return pending.map(({ name }) => name)
  })
}

/** Changes nothing. Rejects like `migrate`. */
export async function migrationStatus(
  url: string,
  migrations: readonly Migration[],
): Promise<MigrationStatus> {
  return await connected(url, async client => {
    const found = await client.query<{ exists: boolean }>(
      `select to_regclass('schema_migrations') is not null as exists`,
    )
    const rows = found.rows[0]?.exists ? await ledgerOf(client) : []
    return statusOf(rows, migrations)
  })
}

type Row = { readonly name: string; readonly at: Date }

async function ledgerOf(client: pg.Client): Promise<Row[]> {
  const { rows } = await client.query<Row>(
    'select name, applied_at as at from schema_migrations order by number',
  )
  return rows
}

/** A database may be ahead of the program: then the program is the one of before. */
function statusOf(applied: readonly Row[], migrations: readonly Migration[]): MigrationStatus {
  for (const [at, { name }] of migrations.slice(0, applied.length).entries()) {
    const found = applied[at]?.name ?? ''
    if (found !== name) throw new MigrationsDiffer(at, found, name)
  }
  return { applied, pending: migrations.slice(applied.length).map(({ name }) => name) }
}

async function workedThrough<T>(
  client: pg.Client,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** A connection of its own, which is closed, and so gives its lock back, whatever happens. */
async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = clientOf(url, 0)
  const watch = clientOf(url, SILENCE_MS)
  try {
    await Promise.all([client.connect(), watch.connect()]).catch((error: unknown) => {
      throw notConnected(error)
    })
    return await Promise.race([workedThrough(client, work), untilSilent(watch)])
  } catch (error) {
    const meaning = meaningOf(error)
    throw meaning instanceof DatabaseUnavailable ? meaning : error
  } finally {
    // What is under way is cut off. A server that says nothing does not say that the connection is over either.
    void client.end()
    void watch.end()
  }
}

/** Without `answerMs` it waits for answers for ever. */
function clientOf(url: string, answerMs: number): pg.Client {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: answerMs,
    keepAlive: true,
  })
  // Whatever is asked next rejects.
  client.on('error', () => undefined)
  return client
}

/** Rejects when the server does not answer any more. */
async function untilSilent(watch: pg.Client): Promise<never> {
  for (;;) {
    await watch.query('select pg_sleep(0.1)').catch((error: unknown) => {
      if (!(error instanceof Error && error.message === UNANSWERED)) throw error
      throw new DatabaseUnavailable(`it has said nothing for ${String(SILENCE_MS)} ms`, error)
    })
  }
}

/** What the driver says when the time for an answer is over. */
const UNANSWERED = 'Query read timeout'
