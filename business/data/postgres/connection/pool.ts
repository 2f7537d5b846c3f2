/** Connections to one server: those that queries use, and two more for what must be told or asked also when all are taken. */
import pg from 'pg'
import type { Clock } from '#foundation/host/host'
import { DatabaseBusy, DatabaseUnavailable, isBroken, meaningOf, unconnected } from '../errors.ts'
import type { Call, Statement, Tell } from '../events.ts'

/** For what the pool itself asks: cancelling, the beginning and the end of transactions, probes. */
export const CONTROL_MS = 2_000
const CONTROL_CONNECTIONS_MAX = 2
/** A cancelled statement that has not ended after this takes its connection with it. */
const CANCEL_MS = 2_000
/** A connection is closed at this age, so that a server that was added or moved gets its share. */
const LIFETIME_SECONDS = 1_800
/** The server looks this often whether the client of a long query is still there. */
const CLIENT_CHECK_MS = 5_000
/** Timers take no more, nor do settings of the server. */
export const TIMER_MS_MAX = 2 ** 31 - 1
/** What the driver says to those who have waited too long because all connections are taken. */
const WAITED = 'timeout exceeded when trying to connect'

export type PoolOptions = {
  /** In events and figures. */
  readonly name: string
  readonly url: string
  readonly connectionsMax: number
  /** For a connection to be had, whether a new one or one that others give back. */
  readonly connectMs: number
  /** For one statement. */
  readonly statementMs: number
  /** For one lock. */
  readonly lockMs: number
  readonly isReadOnly: boolean
  /** Statements that take longer are told. */
  readonly slowMs: number
}

export type PoolFigures = {
  readonly open: number
  readonly idle: number
  /** Those who wait for a connection. */
  readonly waiting: number
}

export type Result = {
  readonly command: string
  readonly rowCount: number | null
  readonly rows: unknown[]
}

/** A number of 8 bytes is a bigint, a date the text that it was written as; the driver would make text and local midnight. */
const PARSERS = new Map<number, (text: string) => unknown>([
  [pg.types.builtins.INT8, BigInt],
  [pg.types.builtins.DATE, String],
])

const types: pg.CustomTypesConfig = {
  getTypeParser: (type, format): unknown =>
    PARSERS.get(type) ?? pg.types.getTypeParser(type, format),
}

export class Pool {
  readonly name: string
  readonly clock: Clock
  readonly tell: Tell
  readonly options: PoolOptions
  readonly #pool: pg.Pool
  readonly #control: pg.Pool

  constructor(options: PoolOptions, clock: Clock, tell: Tell) {
    this.name = options.name
    this.options = options
    this.clock = clock
    this.tell = tell
    const { statementMs, lockMs, isReadOnly } = options
    this.#pool = this.#open({
      max: options.connectionsMax,
      connectionTimeoutMillis: options.connectMs,
      statement_timeout: statementMs,
      // Of a server that is gone without a word: the system would wait for hours.
      query_timeout: Math.min(statementMs + CONTROL_MS, TIMER_MS_MAX),
      lock_timeout: lockMs,
      // Of a transaction that this program has forgotten.
      idle_in_transaction_session_timeout: Math.min(2 * statementMs, TIMER_MS_MAX),
      options: [
        `-c client_connection_check_interval=${String(CLIENT_CHECK_MS)}`,
        // Whether a writer takes writes, its operator decides.
        ...(isReadOnly ? ['-c default_transaction_read_only=on'] : []),
      ].join(' '),
    })
    this.#control = this.#open({
      max: CONTROL_CONNECTIONS_MAX,
      connectionTimeoutMillis: CONTROL_MS,
      statement_timeout: CONTROL_MS,
    })
  }

  /** A connection, to be released. Rejects with `DatabaseBusy` or `DatabaseUnavailable`, or with the reason of the signal. */
  async lease(call: Call): Promise<Lease> {
    const { signal } = call
    signal?.throwIfAborted()
    const waits = this.#pool.idleCount === 0
    const connecting = this.#pool.connect()
    const wait = waits ? begun('connect', call, this.clock) : undefined
    const aborted = Promise.withResolvers<never>()
    const abort = (): void => {
      aborted.reject(signal?.reason)
      // It comes all the same.
      connecting.then(
        client => {
          client.release()
        },
        () => undefined,
      )
    }
    signal?.addEventListener('abort', abort)
    try {
      const client = await Promise.race([connecting, aborted.promise])
      // Aborted just after the connection was there: it is given back already.
      signal?.throwIfAborted()
      return new Lease(this, client, call)
    } catch (error) {
      if (wait) wait.isFailed = true
      signal?.throwIfAborted()
      throw this.#unconnected(error)
    } finally {
      if (wait) wait.to = this.clock.monotonic()
      signal?.removeEventListener('abort', abort)
    }
  }

  /**
   * Asks over a connection of its own, `CONTROL_MS` at most. If `parse` throws, that connection is closed: the next one may find
   * another server, or this one in another state.
   */
  async ask<T>(
    text: string,
    values: readonly unknown[],
    parse: (rows: readonly unknown[]) => T,
  ): Promise<T> {
    let client: pg.PoolClient
    try {
      client = await this.#control.connect()
    } catch (error) {
      throw unconnected(error)
    }
    let failure: Error | undefined
    try {
      const asked = client.query(text, [...values])
      const { rows }: Result = await within(this.clock, CONTROL_MS, asked)
      return parse(rows)
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error))
      throw meaningOf(failure)
    } finally {
      client.release(failure)
    }
  }

  get figures(): PoolFigures {
    const { totalCount: open, idleCount: idle, waitingCount: waiting } = this.#pool
    return { open, idle, waiting }
  }

  /** Waits for those who have connections. */
  async close(): Promise<void> {
    await Promise.all([this.#pool.end(), this.#control.end()])
  }

  #open(config: pg.PoolConfig): pg.Pool {
    const pool = new pg.Pool({
      connectionString: this.options.url,
      keepAlive: true,
      maxLifetimeSeconds: LIFETIME_SECONDS,
      types,
      ...config,
    })
    // Without listeners it would end the process. Of a connection that somebody has, the statement under way rejects too.
    pool.on('error', error => {
      this.tell({ kind: 'connection lost', server: this.name, error })
    })
    pool.on('connect', client => {
      client.on('error', () => undefined)
    })
    return pool
  }

  #unconnected(error: unknown): Error {
    if (!(error instanceof Error && error.message === WAITED)) return unconnected(error)
    const { open, waiting } = this.figures
    const count = `${String(open)} connections, for which ${String(waiting)} wait`
    return new DatabaseBusy(`No connection was to be had in time: ${this.name} has ${count}`, error)
  }
}

/** A connection while somebody has it. One statement at a time. */
export class Lease {
  readonly #pool: Pool
  readonly #client: pg.PoolClient
  readonly #call: Call
  readonly #broken = Promise.withResolvers<never>()
  #isBroken = false
  #isReleased = false
  /** What the first statement that failed means, since the last savepoint that was rolled back to. */
  failure: Error | undefined
  /** Settles when the server has been told to cancel: it must not hit the statement after the one it was meant for. */
  #cancelling: Promise<void> | undefined

  constructor(pool: Pool, client: pg.PoolClient, call: Call) {
    this.#pool = pool
    this.#client = client
    this.#call = call
    this.#broken.promise.catch(() => undefined)
    client.on('error', this.#onError)
  }

  /** Rejects with what the error means, or with the reason of the signal once the server has stopped executing. */
  async run(text: string, values: readonly unknown[]): Promise<Result> {
    if (this.#isReleased) throw new Error('The transaction is over: nothing can be asked in it')
    const { signal } = this.#call
    signal?.throwIfAborted()
    const cancel = (): void => {
      this.#cancelling = this.#cancel()
    }
    signal?.addEventListener('abort', cancel)
    try {
      return await this.#observed(text, this.#client.query(text, [...values]))
    } catch (error) {
      const meaning = this.#failed(error)
      this.failure ??= meaning
      if (signal?.aborted) throw signal.reason
      throw meaning
    } finally {
      signal?.removeEventListener('abort', cancel)
    }
  }

  /**
   * For the beginning and the end of transactions: not cancelled, but without an answer in time the connection is broken.
   * Several statements in one text have several results, of which the last one is returned.
   */
  async control(text: string, msMax = CONTROL_MS): Promise<Result> {
    await this.#cancelling
    try {
      const asked: Promise<Result | Result[]> = this.#client.query(text)
      const results = await within(this.#pool.clock, msMax, this.#observed(text, asked))
      const last = [results].flat().at(-1)
      if (!last) throw new Error(`${text} has no result`)
      return last
    } catch (error) {
      throw this.#failed(error)
    }
  }

  /** Ends a transaction without its changes; a connection that cannot do that is broken. */
  async rollback(): Promise<void> {
    if (this.#isBroken) return
    try {
      await this.control('rollback')
    } catch {
      this.#isBroken = true
    }
  }

  /** A broken connection is closed. */
  async release(): Promise<void> {
    this.#isReleased = true
    await this.#cancelling
    this.#client.off('error', this.#onError)
    this.#client.release(this.#isBroken)
  }

  readonly #onError = (): void => {
    this.#isBroken = true
  }

  #failed(error: unknown): Error {
    const meaning = meaningOf(error)
    if (isBroken(meaning)) this.#isBroken = true
    return meaning
  }

  /** The server stops executing; if it does not, the connection is given up. */
  async #cancel(): Promise<void> {
    const { clock } = this.#pool
    const timer = clock.after(CANCEL_MS, () => {
      this.#isBroken = true
      this.#broken.reject(new DatabaseUnavailable('it does not stop what it was told to'))
    })
    this.#finish = () => {
      timer.cancel()
    }
    const { processID } = this.#client as pg.PoolClient & { readonly processID: number }
    const asked = this.#pool.ask('select pg_cancel_backend($1)', [processID], () => undefined)
    await asked.catch(() => undefined)
  }

  #finish: () => void = () => undefined

  async #observed<R extends Result | Result[]>(text: string, asked: Promise<R>): Promise<R> {
    const { clock, tell, name, options } = this.#pool
    const statement = begun(text, this.#call, clock)
    try {
      const result = await Promise.race([asked, this.#broken.promise])
      if ('rowCount' in result) statement.rows = result.rowCount ?? undefined
      return result
    } catch (error) {
      statement.isFailed = true
      throw error
    } finally {
      this.#finish()
      statement.to = clock.monotonic()
      const ms = statement.to - statement.from
      if (ms >= options.slowMs) tell({ kind: 'slow statement', server: name, text, ms })
    }
  }
}

function begun(text: string, { observe }: Call, clock: Clock): Statement {
  const from = clock.monotonic()
  const statement = { text, from, to: undefined, rows: undefined, isFailed: false }
  observe?.(statement)
  return statement
}

/** Rejects with `DatabaseUnavailable` when it takes longer. */
async function within<T>(clock: Clock, msMax: number, asked: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = clock.after(msMax, () => {
    late.reject(new DatabaseUnavailable(`no answer within ${String(msMax)} ms`))
  })
  try {
    return await Promise.race([asked, late.promise])
  } finally {
    timer.cancel()
  }
}
