/** Queries in TypeScript, by kysely: over any connection of a pool, or over the one of a transaction. */
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely'
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { Lease, Pool } from './connection/pool.ts'
import { CommitUnknown, DatabaseUnavailable, isRefusal } from './errors.ts'
import type { Call } from './events.ts'

/** What reads, `DB` being the types of the tables. Whatever could write does not compile. */
export type Reader<DB> = Pick<Kysely<DB>, 'selectFrom' | 'selectNoFrom' | 'fn' | 'dynamic' | 'case'>

/** What reads and writes, in a transaction or each statement in one of its own. */
export type Querier<DB> = Reader<DB> &
  Pick<
    Kysely<DB>,
    'insertInto' | 'updateTable' | 'deleteFrom' | 'mergeInto' | 'with' | 'getExecutor'
  >

/** Each statement has a connection of its own, and gives it back. A write rejects with `CommitUnknown` if that breaks under it. */
export function poolQuerier<DB>(pool: Pool, call: Call): Querier<DB> {
  return querier(
    async () => new OwnConnection(await pool.lease(call)),
    async connection => {
      await connection.lease.release()
    },
  )
}

/** All statements have this connection, one after the other. */
export function leaseQuerier<DB>(lease: Lease): Querier<DB> {
  const connection = new Connection(lease)
  let last = Promise.resolve()
  let done: () => void = () => undefined
  return querier(
    async () => {
      const before = last
      const { promise, resolve } = Promise.withResolvers<undefined>()
      last = before.then(() => promise)
      await before
      done = () => {
        resolve(undefined)
      }
      return connection
    },
    () => {
      done()
      return Promise.resolve()
    },
  )
}

class Connection implements DatabaseConnection {
  readonly lease: Lease

  constructor(lease: Lease) {
    this.lease = lease
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { command, rowCount, rows } = await this.lease.run(sql, parameters)
    // The types of the tables say what rows there are.
    const result = { rows: rows as R[] }
    const isChange = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command)
    return isChange ? { ...result, numAffectedRows: BigInt(rowCount ?? 0) } : result
  }

  streamQuery(): never {
    throw new Error('A listing is read in pages: rows are not streamed')
  }
}

/** Each statement is a transaction of its own. */
class OwnConnection extends Connection {
  override async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    try {
      return await super.executeQuery(query)
    } catch (error) {
      const isLost = error instanceof DatabaseUnavailable && !isRefusal(error)
      throw isLost && !/^\s*select\b/i.test(query.sql) ? new CommitUnknown(error) : error
    }
  }
}

function querier<DB>(
  acquire: () => Promise<Connection>,
  release: (connection: Connection) => Promise<void>,
): Querier<DB> {
  const driver: Driver = {
    init: () => Promise.resolve(),
    acquireConnection: acquire,
    releaseConnection: async connection => {
      if (connection instanceof Connection) await release(connection)
    },
    beginTransaction: noTransaction,
    commitTransaction: noTransaction,
    rollbackTransaction: noTransaction,
    destroy: () => Promise.resolve(),
  }
  const dialect: Dialect = {
    createDriver: () => driver,
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: db => new PostgresIntrospector(db),
  }
  return new Kysely<DB>({ dialect })
}

function noTransaction(): never {
  throw new Error('Transactions are begun by withTx')
}
