/** Which readers may be asked: those that are up, and not too far behind the writer. */
import type { Clock, Random } from '#foundation/host/host'
import { elapsed } from '#foundation/host/host'
import { DatabaseUnavailable } from '../errors.ts'
import type { Call, Tell } from '../events.ts'
import type { Pool } from './pool.ts'
import type { Position } from '../position.ts'
import { parsePosition } from '../position.ts'

/** How often the writer and the readers are looked at. */
export const PROBE_MS = 500
/** A reader that has not yet replayed what was asked for is asked this often. */
const CATCH_UP_CHECK_MS = 10

export type ReaderState = {
  readonly pool: Pool
  /** Undefined as long as nothing is wrong with it. */
  leftOut: string | undefined
  position: Position | undefined
  /** While it is asked where it is: all who wait for it ask together. */
  asking: Promise<Position | undefined> | undefined
}

/** Where the writer was, and when that was seen by the clock that never goes back. */
type Seen = { readonly at: number; readonly position: Position }

export class Readers {
  readonly states: readonly ReaderState[]
  readonly #writer: Pool
  readonly #clock: Clock
  readonly #random: Random
  readonly #tell: Tell
  readonly #lagMsMax: number
  /** Of the writer, the oldest first: the first one is what readers have to have replayed. */
  #seen: Seen[] = []

  /** A reader that has not replayed what the writer had written `lagMsMax` ago is left out. */
  constructor(
    writer: Pool,
    pools: readonly Pool[],
    { clock, random }: { readonly clock: Clock; readonly random: Random },
    tell: Tell,
    lagMsMax: number,
  ) {
    this.#writer = writer
    this.states = pools.map(pool => ({
      pool,
      leftOut: 'not yet asked',
      position: undefined,
      asking: undefined,
    }))
    this.#clock = clock
    this.#random = random
    this.#tell = tell
    this.#lagMsMax = lagMsMax
  }

  /** One of those that may be asked, by chance; undefined if there is none. */
  pick(): ReaderState | undefined {
    const able = this.states.filter(({ leftOut }) => leftOut === undefined)
    const [chance = 0] = this.#random.bytes(1)
    return able[Math.floor((chance / 256) * able.length)]
  }

  /** Bytes of the log that a reader has not replayed; undefined if one of the two cannot be asked. */
  lagBytes({ position }: ReaderState): number | undefined {
    const newest = this.#seen.at(-1)?.position
    if (newest === undefined || position === undefined) return undefined
    return Math.max(0, Number(newest - position))
  }

  /** Asks all servers where they are. As long as the writer cannot be asked, readers are measured by what it last said. */
  async probe(): Promise<void> {
    const at = this.#clock.monotonic()
    await this.#probeWriter(at)
    await Promise.all(this.states.map(state => this.#probeReader(state, at)))
  }

  /** Until something else is found out. */
  leaveOut(state: ReaderState, reason: string): void {
    if (state.leftOut === undefined) {
      this.#tell({ kind: 'reader left out', server: state.pool.name, reason })
    }
    state.leftOut = reason
  }

  /** Whether the reader has replayed this, now or within `msMax`. Rejects with the reason of the signal. */
  async hasReplayed(
    state: ReaderState,
    position: Position,
    msMax: number,
    { signal }: Call,
  ): Promise<boolean> {
    const until = this.#clock.monotonic() + msMax
    for (;;) {
      if (state.position !== undefined && state.position >= position) return true
      if (state.leftOut !== undefined || this.#clock.monotonic() >= until) return false
      await elapsed(this.#clock, CATCH_UP_CHECK_MS)
      signal?.throwIfAborted()
      state.asking ??= replayedBy(state.pool).then(({ replayed }) => replayed)
      try {
        state.position = await state.asking
      } finally {
        state.asking = undefined
      }
    }
  }

  async #probeWriter(at: number): Promise<void> {
    const position = await positionOf(this.#writer).catch(() => undefined)
    if (position === undefined) return
    this.#seen.push({ at, position })
    // The newest of those that are old enough, and all that are not yet.
    const first = this.#seen.findLastIndex(seen => seen.at <= at - this.#lagMsMax)
    this.#seen = this.#seen.slice(Math.max(0, first))
  }

  async #probeReader(state: ReaderState, at: number): Promise<void> {
    try {
      const { isReplica, replayed } = await replayedBy(state.pool)
      state.position = replayed
      if (!isReplica) this.leaveOut(state, 'it is no replica: it takes writes itself')
      else if (this.#isBehind(replayed, at)) {
        this.leaveOut(state, `it is more than ${String(this.#lagMsMax)} ms behind`)
      } else this.#takeIn(state)
    } catch (error) {
      this.leaveOut(state, error instanceof Error ? error.message : String(error))
    }
  }

  #isBehind(replayed: Position | undefined, at: number): boolean {
    const [due] = this.#seen
    if (!due || due.at > at - this.#lagMsMax) return false
    return replayed === undefined || replayed < due.position
  }

  #takeIn(state: ReaderState): void {
    if (state.leftOut === undefined) return
    state.leftOut = undefined
    this.#tell({ kind: 'reader taken in', server: state.pool.name })
  }
}

/** Where the server writes its log. Rejects with `DatabaseUnavailable` also if it takes no writes. */
export async function positionOf(writer: Pool): Promise<Position> {
  const text = `select current_setting('transaction_read_only') as "readOnly",
    case when not pg_is_in_recovery() then pg_current_wal_lsn()::text end as position`
  return await writer.ask(text, [], ([row]) => {
    const position = textOf(row, 'position', parsePosition)
    if (position === undefined) throw new DatabaseUnavailable('the writer is a replica')
    if (textOf(row, 'readOnly', value => value === 'on')) {
      throw new DatabaseUnavailable('the writer takes no writes: its transactions are read-only')
    }
    return position
  })
}

async function replayedBy(
  reader: Pool,
): Promise<{ readonly isReplica: boolean; readonly replayed: Position | undefined }> {
  const text =
    'select pg_is_in_recovery()::text as replica, pg_last_wal_replay_lsn()::text as position'
  return await reader.ask(text, [], ([row]) => ({
    isReplica: textOf(row, 'replica', value => value === 'true') ?? false,
    replayed: textOf(row, 'position', parsePosition),
  }))
}

function textOf<T>(row: unknown, name: string, parse: (text: string) => T): T | undefined {
  if (typeof row !== 'object' || row === null) return undefined
  const value: unknown = new Map<string, unknown>(Object.entries(row)).get(name)
  return typeof value === 'string' ? parse(value) : undefined
}
