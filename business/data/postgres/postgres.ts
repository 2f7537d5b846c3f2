/**
 * A database: one server that writes, and replicas of it that read. What is written is written in transactions; what is read
 * may be a little old, unless it is asked for as of a position.
 */
import type { Clock, Random } from '#foundation/host/host'
import { Workers } from '#foundation/worker/worker'
import { DatabaseTimeout, DatabaseUnavailable, WriteConflict } from './errors.ts'
import type { Call, Tell } from './events.ts'
import type { PoolFigures, PoolOptions } from './connection/pool.ts'
import { CONTROL_MS, Pool } from './connection/pool.ts'
import type { Position } from './position.ts'
import { formatPosition } from './position.ts'
import type { Querier, Reader } from './querier.ts'
import { poolQuerier } from './querier.ts'
import { positionOf, PROBE_MS, Readers } from './connection/readers.ts'
import type { Work } from './connection/transaction.ts'
import { withTx } from './connection/transaction.ts'

/** The first one, and those that follow. */
const PROBES = 2

export type PostgresOptions = Omit<PoolOptions, 'name' | 'url' | 'isReadOnly'> & {
  readonly writerUrl: string
  readonly readerUrls: readonly string[]
  /** A reader that is further behind is left out. */
  readonly lagMsMax: number
  /** How long a read waits for a reader to have replayed its position, before it asks the writer. */
  readonly catchUpMs: number
  readonly tell: Tell
}

export type ReadCall = Call & {
  /** What was committed up to there is seen. */
  readonly after?: Position | undefined
}

export type ServerFigures = PoolFigures & {
  readonly server: string
  /** Of a reader. */
  readonly lagBytes?: number | undefined
  /** Of a reader that is not asked: why. */
  readonly leftOut?: string | undefined
}

/** Not to be used after its disposal, which waits for the statements under way. */
export class Postgres<DB> implements AsyncDisposable {
  readonly #writer: Pool
  readonly #readers: Readers
  readonly #clock: Clock
  readonly #random: Random
  readonly #catchUpMs: number
  readonly #probing: Workers

  /** Connects when something is asked; `health` says whether that would work. */
  constructor(
    host: { readonly clock: Clock; readonly random: Random },
    { writerUrl, readerUrls, lagMsMax, catchUpMs, tell, ...each }: PostgresOptions,
  ) {
    const { clock, random } = host
    this.#clock = clock
    this.#random = random
    this.#catchUpMs = catchUpMs
    const writer = { ...each, name: 'writer', url: writerUrl, isReadOnly: false }
    this.#writer = new Pool(writer, clock, tell)
    const pools = readerUrls.map((url, at) => {
      const name = `reader ${String(at + 1)}`
      return new Pool({ ...each, name, url, isReadOnly: true }, clock, tell)
    })
    this.#readers = new Readers(this.#writer, pools, host, tell, lagMsMax)
    this.#probing = new Workers(clock, PROBES, (_job, error) => {
      throw error
    })
    if (pools.length === 0) return
    const probe = (): Promise<void> => this.#readers.probe()
    this.#probing.start('first probe', probe)
    this.#probing.every('probe', PROBE_MS, probe)
  }

  /** Each statement is a transaction of its own. */
  writer(call: Call = {}): Querier<DB> {
    return poolQuerier(this.#writer, call)
  }

  /** One of the readers that are up, by chance; the writer if there is none. */
  reader(call: Call = {}): Reader<DB> {
    return poolQuerier<DB>(this.#readers.pick()?.pool ?? this.#writer, call)
  }

  /** Has a reader read, and the writer if it cannot, or not in time. `work` may be called twice. */
  async read<T>(work: (reader: Reader<DB>) => Promise<T>, call: ReadCall = {}): Promise<T> {
    const { after } = call
    const state = this.#readers.pick()
    if (!state) return await work(this.writer(call))
    try {
      if (
        after === undefined ||
        (await this.#readers.hasReplayed(state, after, this.#catchUpMs, call))
      ) {
        return await work(poolQuerier<DB>(state.pool, call))
      }
    } catch (error) {
      call.signal?.throwIfAborted()
      // It stopped, or what it replays does away with what the read saw.
      const isReaders = error instanceof DatabaseUnavailable || error instanceof WriteConflict
      if (!isReaders) throw error
      if (error instanceof DatabaseUnavailable) this.#readers.leaveOut(state, error.message)
    }
    return await work(this.writer(call))
  }

  /**
   * Commits if `work` resolves and none of its statements failed outside of a savepoint. When other transactions cross its
   * way, `work` is called again, a few times.
   */
  async withTx<T>(work: Work<DB, T>, call: Call = {}): Promise<T> {
    const result = await withTx(this.#writer, this.#random, work, call)
    await this.#tellPosition(call)
    return result
  }

  /** The same within `ms`, all attempts together, or rejects with `DatabaseTimeout`: for what has no deadline of its own. */
  async withTimeoutTx<T>(ms: number, work: Work<DB, T>, call: Call = {}): Promise<T> {
    const deadline = this.#clock.monotonic() + ms
    const over = new AbortController()
    const timer = this.#clock.after(ms, () => {
      over.abort(new DatabaseTimeout())
    })
    const signal = call.signal ? AbortSignal.any([call.signal, over.signal]) : over.signal
    try {
      return await this.withTx(work, { ...call, signal, deadline })
    } finally {
      timer.cancel()
    }
  }

  /** Everything that was committed before is seen by reads after it. */
  async position(): Promise<Position> {
    return await positionOf(this.#writer)
  }

  /** Rejects with `DatabaseUnavailable` if writes would fail. Readers do not matter: the writer stands in for them. */
  async health(): Promise<void> {
    await this.position()
  }

  /** What is committed stays so when the writer cannot say where. */
  async #tellPosition({ committed }: Call): Promise<void> {
    if (!committed || this.#readers.states.length === 0) return
    const position = await this.position().catch(() => undefined)
    if (position !== undefined) committed(formatPosition(position))
  }

  figures(): ServerFigures[] {
    const readers = this.#readers.states.map(state => ({
      server: state.pool.name,
      ...state.pool.figures,
      lagBytes: this.#readers.lagBytes(state),
      leftOut: state.leftOut,
    }))
    return [{ server: this.#writer.name, ...this.#writer.figures }, ...readers]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#probing.shutdown(2 * CONTROL_MS)
    const pools = [this.#writer, ...this.#readers.states.map(({ pool }) => pool)]
    await Promise.all(pools.map(pool => pool.close()))
  }
}
