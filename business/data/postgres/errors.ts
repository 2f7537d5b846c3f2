/**
 * What a server's error means for those who asked, in one table by SQLSTATE. An error that is not in it is a fault of this
 * program, a misspelt column for example, and stays as it is. Messages never repeat a value: they end up in logs and answers.
 */
import pg from 'pg'

/** The rows that were to be written contradict others, or a rule of their table: the constraint says which. */
export class ConstraintViolated extends Error {
  override readonly name = 'ConstraintViolated'
  readonly code = 'CONSTRAINT_VIOLATED'
  readonly kind: 'duplicate' | 'reference' | 'rule'
  readonly constraint: string
  constructor(kind: ConstraintViolated['kind'], constraint: string, cause: unknown) {
    super(`The constraint ${constraint} does not hold for what was to be written`, { cause })
    this.kind = kind
    this.constraint = constraint
  }
}

/** A column does not take such a value. What asked for it should have been refused before. */
export class ValueRefused extends Error {
  override readonly name = 'ValueRefused'
  readonly code = 'VALUE_REFUSED'
  constructor(state: string, cause: unknown) {
    super(`The database does not take a value of the request (SQLSTATE ${state})`, { cause })
  }
}

/** Another transaction was in the way, again and again. Nothing was executed. */
export class WriteConflict extends Error {
  override readonly name = 'WriteConflict'
  readonly code = 'WRITE_CONFLICT'
  constructor(cause: unknown) {
    super('Other writes were in the way; nothing was executed. Try again in a second', { cause })
  }
}

/** All connections, or a lock, were taken for too long. Nothing was executed. */
export class DatabaseBusy extends Error {
  override readonly name = 'DatabaseBusy'
  readonly code = 'DATABASE_BUSY'
  constructor(what: string, cause?: unknown) {
    super(`${what}; nothing was executed. Try again in a second`, { cause })
  }
}

/** The time was over. Nothing was executed. */
export class DatabaseTimeout extends Error {
  override readonly name = 'DatabaseTimeout'
  readonly code = 'DATABASE_TIMEOUT'
  constructor(cause?: unknown) {
    super('The database did not answer in time; nothing was executed', { cause })
  }
}

/** The server cannot be reached, is starting or stopping, or takes no writes. To a caller it says that nothing was executed. */
export class DatabaseUnavailable extends Error {
  override readonly name = 'DatabaseUnavailable'
  readonly code = 'DATABASE_UNAVAILABLE'
  readonly why: string
  constructor(why: string, cause?: unknown) {
    super(`The database is not available: ${why}. Try again in a second`, { cause })
    this.why = why
  }
}

/** A server cannot be used with such a URL: it refuses the user, the password, the database or what TLS shows. */
export class ConnectionRefused extends Error {
  override readonly name = 'ConnectionRefused'
  readonly code = 'CONNECTION_REFUSED'
  constructor(cause: unknown) {
    const what = cause instanceof Error ? cause.message : String(cause)
    const state = cause instanceof pg.DatabaseError ? ` (SQLSTATE ${cause.code ?? ''})` : ''
    super(`PostgreSQL cannot be used like this: ${what}${state}`, { cause })
  }
}

/** The connection broke while the server was to commit, or under a write of its own: that took place, or not. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown'
  readonly code = 'OUTCOME_UNKNOWN'
  constructor(cause: unknown) {
    super(
      'The database did not say whether the transaction was committed. Read before you try again',
      { cause },
    )
  }
}

/** The same idempotency key came with another request. Nothing was executed. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused'
  readonly code = 'IDEMPOTENCY_KEY_REUSED'
  constructor() {
    super('This idempotency key was used for another request: use a new key for each request')
  }
}

/** The request was executed before. Nothing was executed now. */
export class ResultNotKept extends Error {
  override readonly name = 'ResultNotKept'
  readonly code = 'IDEMPOTENT_RESULT_NOT_KEPT'
  constructor() {
    super('The request was executed before; its result was too long to be kept, or was erased')
  }
}

type Meaning = (error: pg.DatabaseError, state: string) => Error

const violated =
  (kind: ConstraintViolated['kind']): Meaning =>
  error =>
    new ConstraintViolated(kind, error.constraint ?? '', error)
const refused: Meaning = (error, state) => new ValueRefused(state, error)
const conflict: Meaning = error => new WriteConflict(error)
const unavailable =
  (why: string): Meaning =>
  error =>
    new DatabaseUnavailable(why, error)
/** Its disk, its files or the server itself: this program can do nothing about it. */
const failed: Meaning = (error, state) =>
  new DatabaseUnavailable(`it failed (SQLSTATE ${state})`, error)

/** By the whole SQLSTATE, or by its class, which is its first two characters. */
const MEANINGS: Readonly<Record<string, Meaning | undefined>> = {
  '08': unavailable('the connection broke'),
  '22': refused,
  '23502': refused,
  '23503': violated('reference'),
  '23505': violated('duplicate'),
  '23514': violated('rule'),
  '23P01': violated('duplicate'),
  '25006': unavailable('it takes no writes, as a replica does'),
  '25P03': unavailable('it closed a connection whose transaction was idle'),
  '25P04': unavailable('it closed a connection whose transaction took too long'),
  '40001': conflict,
  '40P01': conflict,
  '53': unavailable('it has no room, or no connections left'),
  '55P03': error => new DatabaseBusy('A lock was not to be had in time', error),
  '57': unavailable('it was interrupted'),
  // Also of a query that was cancelled: only those whose time is over are.
  '57014': error => new DatabaseTimeout(error),
  '57P01': unavailable('it is stopping'),
  '57P02': unavailable('it crashed'),
  '57P03': unavailable('it is starting'),
  '57P05': unavailable('it closed an idle connection'),
  '58': failed,
  XX: failed,
}

/** The error for those who asked. One without a SQLSTATE that came from the connection says that that broke. */
export function meaningOf(error: unknown): Error {
  if (error instanceof pg.DatabaseError) {
    const state = error.code ?? ''
    const meaning = MEANINGS[state] ?? MEANINGS[state.slice(0, 2)]
    // They repeat values.
    error.detail = undefined
    error.where = undefined
    return meaning ? meaning(error, state) : error
  }
  if (!(error instanceof Error)) return new Error(String(error))
  return isConnectionError(error) ? new DatabaseUnavailable('the connection broke', error) : error
}

/** The same for what came instead of a connection: whatever it is, a password that is wrong for example, nothing can be asked. */
export function unconnected(error: unknown): DatabaseUnavailable {
  const meaning = meaningOf(error)
  if (meaning instanceof DatabaseUnavailable && error instanceof pg.DatabaseError) return meaning
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
  return new DatabaseUnavailable(`no connection is to be had${code}`, error)
}

/** The same where it matters whether another try may succeed, or the URL has to be corrected first. */
export function notConnected(error: unknown): DatabaseUnavailable | ConnectionRefused {
  const mayPass =
    error instanceof pg.DatabaseError
      ? meaningOf(error) instanceof DatabaseUnavailable
      : error instanceof Error && (isConnectionError(error) || isOfSystem(error))
  return mayPass ? unconnected(error) : new ConnectionRefused(error)
}

/**
 * Whether the server itself said that the statement, or the transaction, has failed. Other errors end the connection, and may
 * come when what was asked has been done.
 */
export function isRefusal({ cause }: Error): boolean {
  return cause instanceof pg.DatabaseError && cause.severity === 'ERROR'
}

/** Whether nothing more can be asked over the connection that the error came from. */
export function isBroken(error: unknown): boolean {
  return error instanceof DatabaseUnavailable
}

/** What the driver throws when it has no connection has a code of the system, or none, and one of these messages. */
const CONNECTION_MESSAGE =
  /^Connection terminated|^Client has encountered a connection error|^Client was closed|^timeout expired|^Query read timeout/

function isConnectionError(error: Error): boolean {
  return 'syscall' in error || 'errno' in error || CONNECTION_MESSAGE.test(error.message)
}

/** Of several addresses that all failed, for example. Codes of TLS and of Node itself look otherwise. */
function isOfSystem(error: Error): boolean {
  return 'code' in error && /^E(?!RR_)[A-Z_]+$/.test(String(error.code))
}
