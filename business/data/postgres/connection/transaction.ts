/** Transactions: all of it or nothing, also when a function that is called in one swallows an error. */
import pg from 'pg'
import type { Random } from '#foundation/host/host'
import { elapsed } from '#foundation/host/host'
import {
  CommitUnknown,
  DatabaseTimeout,
  DatabaseUnavailable,
  isRefusal,
  WriteConflict,
} from '../errors.ts'
import type { Call } from '../events.ts'
import type { Lease, Pool } from './pool.ts'
import type { Querier } from '../querier.ts'
import { leaseQuerier } from '../querier.ts'

/** How often a transaction is tried whose way others cross. */
export const ATTEMPTS_MAX = 4
/** Before the second attempt, up to so long; twice as long before each further one. */
const PAUSE_MS = 20

/** Is called again when the transaction is tried again: what it does besides queries, it may do several times. */
export type Work<DB, T> = (querier: Querier<DB>, tx: Tx<DB>) => Promise<T>

export class Tx<DB> {
  readonly #lease: Lease
  readonly #querier: Querier<DB>
  #savepoints = 0

  constructor(lease: Lease, querier: Querier<DB>) {
    this.#lease = lease
    this.#querier = querier
  }

  /** What is done in it is undone if it rejects, and the transaction goes on. */
  async savepoint<T>(work: (querier: Querier<DB>) => Promise<T>): Promise<T> {
    const name = `s${String(++this.#savepoints)}`
    await this.#lease.run(`savepoint ${name}`, [])
    try {
      const result = await work(this.#querier)
      // Is refused if a statement failed in it.
      await this.#lease.run(`release savepoint ${name}`, [])
      return result
    } catch (error) {
      await this.#lease.control(`rollback to savepoint ${name}`)
      const why = isInFailed(error) ? (this.#lease.failure ?? error) : error
      this.#lease.failure = undefined
      throw why
    }
  }
}

/**
 * Commits if `work` resolves and no statement failed, rolls back otherwise. Rejects with `CommitUnknown` only if the connection
 * breaks at the end.
 */
export async function withTx<DB, T>(
  pool: Pool,
  random: Random,
  work: Work<DB, T>,
  call: Call,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, work, call)
    } catch (error) {
      if (!(error instanceof WriteConflict) || attempt === ATTEMPTS_MAX) throw error
      pool.tell({ kind: 'retried', attempt })
      const [chance = 0] = random.bytes(1)
      await elapsed(pool.clock, (chance / 256) * PAUSE_MS * 2 ** (attempt - 1))
    }
  }
}

async function once<DB, T>(pool: Pool, work: Work<DB, T>, call: Call): Promise<T> {
  const lease = await pool.lease(call)
  try {
    await lease.control(beginning(pool, call))
    const querier = leaseQuerier<DB>(lease)
    const result = await work(querier, new Tx(lease, querier))
    call.signal?.throwIfAborted()
    await commit(lease, pool.options.statementMs)
    return result
  } catch (error) {
    await lease.rollback()
    // What follows a statement that failed is refused, and says nothing of why.
    throw isInFailed(error) ? (lease.failure ?? error) : error
  } finally {
    await lease.release()
  }
}

function beginning(pool: Pool, { deadline = Infinity }: Call): string {
  const ms = Math.ceil(deadline - pool.clock.monotonic())
  if (ms <= 0) throw new DatabaseTimeout()
  // What the connection says is sooner.
  if (ms >= pool.options.statementMs) return 'begin'
  return `begin; set local statement_timeout = ${String(ms)}`
}

/** The server answers COMMIT of a transaction in which a statement failed with ROLLBACK, and with no error. */
async function commit(lease: Lease, msMax: number): Promise<void> {
  const { command } = await lease.control('commit', msMax).catch((error: unknown) => {
    const isUnknown = error instanceof DatabaseUnavailable && !isRefusal(error)
    throw isUnknown ? new CommitUnknown(error) : error
  })
  if (command === 'COMMIT') return
  throw lease.failure ?? new Error(`The server answered COMMIT with ${command}`)
}

const IN_FAILED_TRANSACTION = '25P02'

function isInFailed(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === IN_FAILED_TRANSACTION
}
