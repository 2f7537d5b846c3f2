/** Nonces of requests that were signed: each is good once, as long as its signature is. */
import { sql } from 'kysely'
import type { Clock } from '#foundation/host/host'
import { CommitUnknown } from '#business/data/postgres/errors'
import type { Call } from '#business/data/postgres/events'
import type { Querier } from '#business/data/postgres/querier'

/** For the migrations of a database that keeps them. */
export const NONCES = `create table nonces (nonce text primary key, used_at timestamptz not null);
    create index nonces_used_at on nonces (used_at)`

/** Nonces that one statement removes. */
const REMOVED_MAX = 1000

/** Of any database. */
type Database = { writer(call: Call): Pick<Querier<unknown>, 'getExecutor'> }

export class Nonces {
  readonly #database: Database
  readonly #clock: Pick<Clock, 'now'>

  constructor(database: Database, clock: Pick<Clock, 'now'>) {
    this.#database = database
    this.#clock = clock
  }

  /** False if it was used before, and its signature may still be good. What rejects leaves it used, or not: sign again. */
  async use(keyId: string, nonce: string, call: Call): Promise<boolean> {
    const usedAt = new Date(this.#clock.now())
    const { numAffectedRows } = await sql`insert into nonces (nonce, used_at)
      values (${`${keyId} ${nonce}`}, ${usedAt})
      on conflict (nonce) do nothing`
      .execute(this.#database.writer(call))
      .catch((error: unknown) => {
        // The request that the nonce is of is not executed, whatever became of the nonce.
        throw error instanceof CommitUnknown ? error.cause : error
      })
    return numAffectedRows === 1n
  }

  /** Removes those that were used longer ago. */
  async forget(ms: number, signal: AbortSignal): Promise<void> {
    const oldest = new Date(this.#clock.now() - ms)
    for (;;) {
      const { numAffectedRows = 0n } = await sql`delete from nonces where nonce in (
        select nonce from nonces where used_at < ${oldest} limit ${REMOVED_MAX}
      )`.execute(this.#database.writer({ signal }))
      if (numAffectedRows < BigInt(REMOVED_MAX)) return
    }
  }
}
