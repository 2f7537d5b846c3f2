/**
 * Exactly once: a request that carries a key leaves an idempotency record in the transaction of its change, and the same
 * request, when it comes again, gets the recorded result. A request that is refused by an error, or whose transaction fails,
 * leaves none: nothing was executed. Records are kept for a time.
 */
import { sql } from 'kysely'
import type { z } from 'zod'
import type { Clock } from '#foundation/host/host'
import { KeyReused, ResultNotKept, WriteConflict } from './errors.ts'
import type { Call } from './events.ts'
import type { Querier } from './querier.ts'

/** What the client said: `id` names the request, `fingerprint` what it asks for. 16 bytes each, of a hash. */
export type Once = { readonly id: Uint8Array; readonly fingerprint: Uint8Array }

/** For the migrations of a database that keeps such records. A record without a fingerprint was erased. */
export const IDEMPOTENCY_RECORDS = `create table idempotency_records (
  id bytea primary key,
  fingerprint bytea,
  result jsonb,
  recorded_at timestamptz not null
);
create index idempotency_records_recorded_at on idempotency_records (recorded_at)`

export const KEEP_MS = 24 * 3_600_000
export const EXPIRE_EVERY_MS = 60_000
/** A longer result is not kept: a retry learns that the request was executed, but not its result. */
export const RESULT_BYTES_MAX = 64 * 1024
/** Records that one statement removes: there may be a day's worth of them. */
const REMOVED_MAX = 1000

/** Of any database. */
type Executor = Pick<Querier<unknown>, 'getExecutor'>
type Row = { readonly fingerprint: Uint8Array | null; readonly result: unknown }

/**
 * Does the work, or returns what it returned before; `db` is of the transaction that the work is done in. A request that comes
 * again while the first one is under way waits for its end. `result` is what the record is read with: a result is kept as JSON,
 * in which times and numbers of 8 bytes are text. Rejects with `KeyReused` and `ResultNotKept`.
 */
export async function executeOnce<T extends object>(
  db: Executor,
  once: Once | undefined,
  { now }: Pick<Clock, 'now'>,
  result: z.ZodType<T>,
  work: () => Promise<T>,
): Promise<T> {
  if (!once) return await work()
  const kept = await begun(db, once, now())
  if (kept !== undefined) return result.parse(kept)
  const value = await work()
  const text = JSON.stringify(value, asText)
  if (Buffer.byteLength(text) <= RESULT_BYTES_MAX) {
    await sql`update idempotency_records set result = ${text} where id = ${once.id}`.execute(db)
  }
  return value
}

/** Removes the records that are too old. */
export async function expireRecords(
  database: { writer(call: Call): Executor },
  { now }: Pick<Clock, 'now'>,
  signal: AbortSignal,
): Promise<void> {
  const oldest = new Date(now() - KEEP_MS)
  for (;;) {
    const { numAffectedRows = 0n } = await sql`delete from idempotency_records where id in (
      select id from idempotency_records where recorded_at <= ${oldest} limit ${REMOVED_MAX}
      for update skip locked)`.execute(database.writer({ signal }))
    if (numAffectedRows < BigInt(REMOVED_MAX)) return
  }
}

/** Undefined if the request is new, or its record too old; else what was kept of its result. */
async function begun(db: Executor, { id, fingerprint }: Once, now: number): Promise<unknown> {
  const oldest = new Date(now - KEEP_MS)
  const { numAffectedRows } = await sql`insert into idempotency_records
    (id, fingerprint, recorded_at) values (${id}, ${fingerprint}, ${new Date(now)})
    on conflict (id) do update
    set fingerprint = excluded.fingerprint, result = null, recorded_at = excluded.recorded_at
    where idempotency_records.recorded_at <= ${oldest}`.execute(db)
  if (numAffectedRows !== 0n) return undefined
  const { rows } = await sql<Row>`select fingerprint, result from idempotency_records
    where id = ${id}`.execute(db)
  const [found] = rows
  // It was removed between the two statements.
  if (!found) throw new WriteConflict(undefined)
  if (found.fingerprint && Buffer.compare(found.fingerprint, fingerprint) !== 0) {
    throw new KeyReused()
  }
  if (found.result === null) throw new ResultNotKept()
  return found.result
}

function asText(_name: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
