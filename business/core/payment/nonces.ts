/** Nonces of requests that were signed: each is good once, as long as its signature is. */
import type { Clock } from '#foundation/host/host'
import type { Postgres } from '#business/data/postgres/postgres'
import type { Call } from './charges.ts'
import type { PaymentTables } from './tables.ts'

/** Nonces that one statement removes. */
const REMOVED_MAX = 1000

export class Nonces {
  readonly #database: Postgres<PaymentTables>
  readonly #clock: Pick<Clock, 'now'>

  constructor(database: Postgres<PaymentTables>, clock: Pick<Clock, 'now'>) {
    this.#database = database
    this.#clock = clock
  }

  /** False if it was used before, and its signature may still be good. */
  async use(keyId: string, nonce: string, call: Call): Promise<boolean> {
    const row = { nonce: `${keyId} ${nonce}`, used_at: new Date(this.#clock.now()) }
    const { numInsertedOrUpdatedRows } = await this.#database
      .writer(call)
      .insertInto('nonces')
      .values(row)
      .onConflict(conflict => conflict.column('nonce').doNothing())
      .executeTakeFirstOrThrow()
    return numInsertedOrUpdatedRows === 1n
  }

  /** Removes those that were used longer ago. */
  async forget(ms: number, signal: AbortSignal): Promise<void> {
    const oldest = new Date(this.#clock.now() - ms)
    const db = this.#database.writer({ signal })
    for (;;) {
      const old = db
        .selectFrom('nonces')
        .select('nonce')
        .where('used_at', '<', oldest)
        .limit(REMOVED_MAX)
      const { numDeletedRows } = await db
        .deleteFrom('nonces')
        .where('nonce', 'in', old)
        .executeTakeFirstOrThrow()
      if (numDeletedRows < BigInt(REMOVED_MAX)) return
    }
  }
}
