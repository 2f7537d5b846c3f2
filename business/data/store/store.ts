/**
 * The state machine's tables, and the changes that led to them: complete in memory, durable as of the last flush.
 *
 *      write -> active memtable --flush--> base (LMDB and files of blocks)
 *      read  -> active memtable, else the one before, else base
 *
 * A store is written by applying log entries, one after the other; `advance` ends each of them. A flush takes a whole
 * memtable together with the position of the last entry in it, so that after a crash the log is applied from there on.
 *
 * Rows are found by table and key, changes by revision. A short value stands in its change and in its
 * row, a longer one in its change only.
 */
import { strict as assert } from 'node:assert'
import type { Clock, Random, Timer } from '#foundation/host/host'
import { DiskFull } from '#foundation/host/host'
import type { Base, FoundRow, StoredRow, StoreStats } from './base.ts'
import { Collecting } from './space/collecting.ts'
import { BaseReads, keyAsText, StoreDamaged } from './damage.ts'
import { copied, copiedWithDamage, rowsOfLayers, undamaged } from './layers.ts'
import { blockTime, firstInBlock, nextInBlock } from './memory/block.ts'
import type { Block } from './memory/block.ts'
import type { ChangeHeader } from './memory/change.ts'
import { Change, changeBytes } from './memory/change.ts'
import { EXTENT_BYTES, Memtable } from './memory/memtable.ts'
import type { ScannedRow } from './memory/row.ts'
import { Row } from './memory/row.ts'
import { isBelow } from './memory/row-range.ts'
import type { StoreState } from './state.ts'
import { ROW_KEY_BYTES_MAX } from './tables.ts'
import type { Unflushed } from './space/unflushed.ts'
import { unflushedBytes } from './space/unflushed.ts'

export { Change, MILESTONE_DISTANCE } from './memory/change.ts'
export type { ChangeHeader } from './memory/change.ts'
export type { StoreStats } from './base.ts'
export { Row } from './memory/row.ts'
export type { ScannedRow } from './memory/row.ts'
export { keyAsText, StoreDamaged }

/**
 * The most memory that the effects of one log entry take. A memtable has more address space than it is allowed to fill,
 * three times this: for the entry being applied, for the one being appended meanwhile, and for entries that free space
 * while the disk is full. Space that was never used costs nothing.
 */
export const ENTRY_EFFECT_BYTES_MAX = 32 * 1024 * 1024
/** A memtable is flushed when it holds this part of what it may, or this old. */
const FLUSH_FILL = 1 / 2
const FLUSH_AFTER_MS = 2000
/** A flush that found the disk full is tried again after this time. */
const RETRY_MS = 1000
/** Less than this is not worth standing still for while garbage is collected. */
const REST_BYTES_MIN = 4 * 1024 * 1024
/** Range tombstones of a memtable that is full: each is looked at by every read that finds no newer row. */
export const RANGES_MAX = 64

export type StoreOptions = {
  /** What the memtable may hold, in both memtables together. */
  readonly memoryBytes: number
  /** What a flush may hold besides: LMDB keeps each page that it changes until the commit, and as much for the next. */
  readonly flushBytes: number
  /**
   * Called after every flush, with how long it took: the log is not needed any more up to this position. If it throws, the
   * store has failed.
   */
  readonly onFlushed: (state: StoreState, ms: number) => void
  /** Called when damage was found where nobody was reading. The store goes on. */
  readonly onDamaged: (error: StoreDamaged) => void
  /** Called once, when the store cannot go on: the process has to end. */
  readonly onFailed: (error: Error) => void
}

/** Of rows: see `Store.range`. */
type Bounds = [table: number, lower: Uint8Array, upper?: Uint8Array, reverse?: boolean]

/** The disk or the flush worker failed in a way that trying again does not mend. Restart to go on from the log. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed'
  readonly code = 'STORE_FAILED'
}

export class Store implements AsyncDisposable {
  /** What the last flush was told, if it found no space: not for others to change. */
  stalledBy: DiskFull | undefined
  /** Whether space is short on the disk, as whoever watches it says: collecting then takes what it can get. */
  isShort = false
  readonly reads: BaseReads
  readonly #base: Base
  readonly #clock: Clock
  readonly #options: StoreOptions
  readonly #memtableBytes: number
  readonly #newMemtable: () => Memtable
  #state: StoreState
  #active: Memtable
  /** The memtable before: being flushed, or flushed and kept for reads until the active one takes its turn. */
  #older: Memtable
  /** What the base will be when the older memtable is part of it; undefined once it is. */
  #flushing: StoreState | undefined
  #flush: Promise<void> | undefined
  #flushTimer: Timer | undefined
  readonly #collecting: Collecting
  /** Flushes and steps of collecting that the base is busy with. */
  #writing = 0
  readonly #listeners = new Set<() => void>()
  #failed = false
  #closed = false
  #isDisposed = false
  #waiting: (() => void)[] = []
  /** Position at the last call of `rest`. */
  #restedAt = 0
  #row = new Row()
  #change = new Change()

  constructor(base: Base, clock: Clock, random: Random, options: StoreOptions) {
    this.#base = base
    this.reads = new BaseReads(base)
    this.#clock = clock
    this.#options = options
    this.#state = base.state
    this.#memtableBytes = Math.floor(options.memoryBytes / 2)
    const seed = new DataView(random.bytes(4).buffer).getInt32(0)
    const size = (this.#memtableBytes + 3 * ENTRY_EFFECT_BYTES_MAX + EXTENT_BYTES + 7) & ~7
    this.#newMemtable = () => new Memtable(size, seed)
    this.#active = this.#newMemtable()
    this.#older = this.#newMemtable()
    this.#collecting = new Collecting(clock, {
      step: () => this.#collectOnce(),
      isAllowed: () => !this.#flush && !this.#failed && !this.#closed,
      onDamaged: options.onDamaged,
      onFailed: error => {
        this.#fail(error)
      },
    })
  }

  /** As of the last `advance`. */
  get state(): StoreState {
    return this.#state
  }

  /** The value's place until the next call of `find` or `put`, or undefined. Throws `StoreDamaged`. */
  find(table: number, key: Uint8Array, start: number, end: number): Row | undefined {
    const hash = this.#active.hash(table, key, start, end)
    let memtable = this.#active
    let address = memtable.find(hash, table, key, start, end)
    if (address === 0) {
      if (memtable.coversKey(table, key, start, end)) return undefined
      memtable = this.#older
      address = memtable.find(hash, table, key, start, end)
    }
    if (address === 0) {
      if (memtable.coversKey(table, key, start, end)) return undefined
      return this.reads.get(table, key, start, end, this.#row) ? this.#row : undefined
    }
    const { rows } = memtable
    if (!rows.isLive(address)) return undefined
    return this.#row.at(rows.bytes, rows.view, rows.valueStart(address), rows.valueLength(address))
  }

  /**
   * The place of a value of this length, all of which the caller writes before the next call of `find` or `put`. `isNew`: the
   * caller has seen that there is no row. Then nothing is left of it, to flush or to pass by, if it is removed before a flush.
   */
  put(
    table: number,
    key: Uint8Array,
    start: number,
    end: number,
    length: number,
    isNew = false,
  ): Row {
    assert(end - start <= ROW_KEY_BYTES_MAX, 'a row has a key that the base can store')
    const hash = this.#active.hash(table, key, start, end)
    const address = this.#active.put(hash, table, key, start, end, length, isNew)
    const { rows } = this.#active
    return this.#row.at(rows.bytes, rows.view, rows.valueStart(address), length)
  }

  remove(table: number, key: Uint8Array, start: number, end: number): void {
    this.#active.remove(this.#active.hash(table, key, start, end), table, key, start, end)
  }

  /**
   * Removes all rows with lower <= key < upper (no upper bound if undefined), at once for reads; their space comes back later.
   * Few of these are meant to be under way: from `RANGES_MAX` on in one memtable, `fill` is 1.
   */
  removeRange(table: number, lower: Uint8Array, upper?: Uint8Array): void {
    // All keys compare with the beginning of a longer bound as they do with the whole.
    const low = lower.slice(0, ROW_KEY_BYTES_MAX + 1)
    const high = upper?.slice(0, ROW_KEY_BYTES_MAX + 1)
    if (isBelow(low, high)) this.#active.removeRange({ table, lower: low, upper: high })
  }

  /**
   * Rows with lower <= key < upper (no upper bound if undefined), ascending, or descending if `reverse`.
   * To be read to its end, or left, before the next write. Throws `StoreDamaged` where a damaged row would come.
   */
  range(...bounds: Bounds): Generator<StoredRow> {
    return copied(this.scan(...bounds))
  }

  /** Like `range`, with the keys of rows that are damaged. */
  rangeWithDamage(...bounds: Bounds): Generator<FoundRow> {
    return copiedWithDamage(this.#rows(...bounds))
  }

  /** Like `range`, but each row is good until the next step only: a read of many rows makes no garbage. */
  scan(...bounds: Bounds): Generator<ScannedRow> {
    return undamaged(this.#rows(...bounds))
  }

  /** Writes a change's header; meta, key and value are the caller's, in the place returned, before the next call. */
  addChange(header: ChangeHeader, time: number): Change {
    const bytes = changeBytes(header.metaLength, header.keyLength, header.valueLength)
    const { revision, sub } = header
    const address = this.#active.addChange(bytes, revision, sub, time)
    const { rows } = this.#active
    this.#change.at(rows.bytes, rows.view, address).write(header)
    return this.#change
  }

  /** The change's place until the next call of `change` or `addChange`, or undefined. Throws `StoreDamaged`. */
  change(revision: number, sub: number): Change | undefined {
    const block = this.#blockAtOrBefore(revision, sub)
    if (!block) return undefined
    const change = firstInBlock(this.#change, block)
    while (change.revision !== revision || change.sub !== sub) {
      if (!nextInBlock(change, block)) return undefined
    }
    return change
  }

  /** All changes from a revision above the compacted revision on, oldest first; the same object each time, good until the next step. */
  *changesFrom(revision: number): Generator<Change> {
    const change = new Change()
    let block = this.#blockAtOrBefore(revision, 0) ?? this.#blockAfter(revision, 0)
    while (block) {
      firstInBlock(change, block)
      do {
        if (change.revision >= revision) yield change
      } while (nextInBlock(change, block))
      block = this.#blockAfter(change.revision, change.sub)
    }
  }

  /** A revision, the newest that blocks can tell, up to which every change was proposed before `time`; 0 if none. */
  revisionBefore(time: number): number {
    if (this.#state.time < time) return this.#state.revision
    let low = this.#state.compactedRevision
    let high = this.#state.revision
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      const next = this.#blockAfter(middle, Number.MAX_SAFE_INTEGER)
      if (next && blockTime(next) < time) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Ends an entry: what was written since the last call belongs to this state. */
  advance(state: StoreState): void {
    assert(state.position > this.#state.position, 'positions only grow')
    this.#state = state
    if (this.fill >= FLUSH_FILL && !this.#flushing) this.#startFlush()
    else this.#flushLater(FLUSH_AFTER_MS)
  }

  /** Whether the disk is being written to: what is free there says little until that is over. */
  get isWriting(): boolean {
    return this.#writing > 0
  }

  /** Rings when the disk is not written to any more: after a flush, and after a step of collecting. */
  onWritten(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** Bytes of disk that flushing what is in memory takes. */
  unflushed(): Unflushed {
    const memtables = this.#flushing ? [this.#active, this.#older] : [this.#active]
    return unflushedBytes(memtables, () => this.#base.rowSpace())
  }

  /**
   * From 0 to 1 and a little more: how full the memtable is that takes the next entry, or memory would be when it is
   * flushed, if that is more.
   */
  get fill(): number {
    const { usedBytes } = this.#active
    const flushBytes = this.#active.flushBytes(this.#base.pageBytes)
    return Math.max(
      usedBytes / this.#memtableBytes,
      flushBytes / this.#options.flushBytes,
      this.#active.ranges.length / RANGES_MAX,
    )
  }

  /** Whether a full memtable still takes an entry that frees space. */
  get hasReserve(): boolean {
    return this.#active.usedBytes < this.#memtableBytes + ENTRY_EFFECT_BYTES_MAX
  }

  /**
   * Whether the next entry of a replay fits. Where the disk is full, as much as both memtables together held before the
   * stop has to fit again: a start must not depend on space. Throws `StoreFailed` when no entry will ever fit.
   */
  get takesReplay(): boolean {
    this.#assertFlushes()
    if (this.fill < 1) return true
    const most = this.#memtableBytes + 2 * ENTRY_EFFECT_BYTES_MAX
    return this.stalledBy !== undefined && this.#active.usedBytes < most
  }

  /** Resolves when the next entry fits; at once as long as `fill` is below 1. Rejects with `StoreFailed` when none ever will. */
  async room(): Promise<void> {
    this.#assertFlushes()
    if (this.fill < 1) return
    // A flush has to be over, not only done, before the next one can begin.
    if (this.#flush) await this.#flush
    else if (this.#flushing) await new Promise<void>(resolve => this.#waiting.push(resolve))
    else this.#startFlush()
    await this.room()
  }

  /** Begins a flush of what there is, unless one is under way, or waits to be tried again. */
  flushNow(): void {
    if (!this.stalledBy) this.#startFlush()
  }

  /**
   * Flushes all there is: resolves when the base has everything applied before the call. Rejects with `DiskFull`, or with
   * `StoreFailed` when the store has failed or is closed.
   */
  async flushAll(): Promise<void> {
    const { position } = this.#state
    while (this.#base.state.position < position) {
      this.#assertFlushes()
      this.#startFlush()
      await this.#flush
      if (this.stalledBy && !this.#flush) throw this.stalledBy
    }
  }

  /** Gives back everything that is dead now. For tests and tools: a running store does it in the background. */
  async collectAll(): Promise<void> {
    while (await this.#base.collect(this.isShort)) continue
  }

  /**
   * To be called now and then: if nothing was written since the last call, and everything is flushed, gives the memory of the
   * table back, which otherwise is kept at its most. Resolves with whether there was some: it is free when the caller's
   * garbage is collected.
   */
  async rest(): Promise<boolean> {
    const { position } = this.#state
    const isIdle = position === this.#restedAt && position === this.#base.state.position
    this.#restedAt = position
    if (!isIdle || this.#flush || this.#collecting.isUnderWay || this.#failed || this.#closed)
      return false
    if (this.#active.touchedBytes + this.#older.touchedBytes < REST_BYTES_MIN) return false
    this.#active = this.#newMemtable()
    this.#older = this.#newMemtable()
    // These may show the memory that is to go.
    this.#row = new Row()
    this.#change = new Change()
    await this.#base.rest()
    return true
  }

  stats(): StoreStats {
    return {
      ...this.#base.stats(),
      memoryBytes: this.#active.usedBytes + (this.#flushing ? this.#older.usedBytes : 0),
      memoryBytesMax: this.#options.memoryBytes,
      flushedPosition: this.#base.state.position,
      stalled: this.stalledBy && 'disk full',
    }
  }

  /** From now on nothing of this store writes, not even when it is closed. Waits for the write that is under way. */
  fence(): void {
    this.#closed = true
    this.#flushTimer?.cancel()
    this.#collecting.cancel()
    this.#base.fence()
    this.#wake()
  }

  /** Flushes what it can and closes the base. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isDisposed) return
    this.#isDisposed = true
    // What cannot be flushed now is in the log.
    if (!this.#closed) await this.flushAll().catch(() => undefined)
    this.#closed = true
    this.#wake()
    this.#flushTimer?.cancel()
    this.#collecting.cancel()
    await this.#flush
    await this.#base.close()
  }

  #assertFlushes(): void {
    if (this.#failed || this.#closed) throw new StoreFailed('The store flushes nothing any more')
  }

  #rows(...[table, lower, upper, reverse = false]: Bounds): Generator<ScannedRow> {
    const memtables = this.#flushing ? [this.#active, this.#older] : [this.#active]
    return rowsOfLayers(memtables, this.reads, table, { lower, upper }, reverse)
  }

  #blockAtOrBefore(revision: number, sub: number): Block | undefined {
    return (
      this.#active.blocks.atOrBefore(revision, sub) ??
      this.#older.blocks.atOrBefore(revision, sub) ??
      this.reads.blockAtOrBefore(revision, sub)
    )
  }

  #blockAfter(revision: number, sub: number): Block | undefined {
    return (
      this.reads.blockAfter(revision, sub) ??
      this.#older.blocks.after(revision, sub) ??
      this.#active.blocks.after(revision, sub)
    )
  }

  /** Begins a flush, or tries the one again that found the disk full, unless one is under way. */
  #startFlush(): void {
    if (this.#flush || this.#failed || this.#closed) return
    this.#flushTimer?.cancel()
    this.#flushTimer = undefined
    if (!this.#flushing) {
      if (this.#state.position === this.#base.state.position) return
      this.#flushing = this.#state
      this.#older.clear()
      const filled = this.#active
      this.#active = this.#older
      this.#older = filled
    }
    this.#flush = this.#flushOnce(this.#flushing).finally(() => {
      this.#flush = undefined
      this.#flushLater(this.stalledBy ? RETRY_MS : FLUSH_AFTER_MS)
      // Also where the flush found no space: this makes some.
      void this.#collecting.run()
    })
  }

  #flushLater(ms: number): void {
    // An entry may have raised the compacted revision and written nothing: what that makes dead waits for this flush.
    if (this.#flushing || this.#state.position > this.#base.state.position) {
      this.#flushTimer ??= this.#clock.after(ms, () => {
        // Also where a flush is still under way: its end sets the next timer.
        this.#flushTimer = undefined
        this.#startFlush()
      })
    }
  }

  async #flushOnce(state: StoreState): Promise<void> {
    const startedAt = this.#clock.monotonic()
    this.#writing++
    try {
      await this.#base.flush(this.#older.sealed(), state)
      this.stalledBy = undefined
      this.#flushing = undefined
      this.#wake()
      this.#options.onFlushed(state, this.#clock.monotonic() - startedAt)
    } catch (error) {
      if (error instanceof DiskFull) this.stalledBy = error
      else this.#fail(error)
    } finally {
      this.#written()
    }
  }

  #written(): void {
    this.#writing--
    if (this.#writing === 0) for (const ring of this.#listeners) ring()
  }

  async #collectOnce(): Promise<boolean> {
    this.#writing++
    try {
      return await this.#base.collect(this.isShort)
    } finally {
      this.#written()
    }
  }

  #fail(cause: unknown): void {
    if (this.#failed || this.#closed) return
    this.#failed = true
    this.#wake()
    this.#options.onFailed(new StoreFailed('The store cannot go on', { cause }))
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
