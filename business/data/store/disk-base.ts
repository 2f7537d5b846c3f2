/**
 * The store on disk as the main thread sees it: read here, written by the flush worker.
 *
 * Reads are synchronous: what is used is in the page cache, and waiting for a thread would cost more than most reads.
 * They see the last commit, and never wait for a writer.
 */
import { strict as assert } from 'node:assert'
import { crc32 } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import { copyBytes } from '#foundation/bytes/bytes'
import type { Disk } from '#foundation/host/host'
import { damagedRow, passingOver } from './damage.ts'
import type { Base, BaseStats, RowSpace } from './base.ts'
import type { ImmutableMemtable } from './memory/memtable.ts'
import type { Row, ScannedRow } from './memory/row.ts'
import type { StoreState } from './state.ts'
import { BlockFiles } from './disk/blocks/block-files.ts'
import type { DiskBlock } from './disk/blocks/blocks.ts'
import { DiskBlocks } from './disk/blocks/blocks.ts'
import type { Environment, FlushedState, Table } from './disk/environment.ts'
import {
  CRC_BYTES,
  decodeFileRow,
  fileKey,
  openEnvironment,
  readState,
  tableStats,
  unsealed,
} from './disk/environment.ts'
import type { Checkpoint, RootStats } from './disk/disk-store.ts'
import { FlushThread } from './disk/thread/flush-thread.ts'
import type { PendingRanges } from './disk/range-removal.ts'
import { DAMAGED_ROW, isKept, keptKeys, readRanges } from './disk/range-removal.ts'
import { PlacedRow, RowScans } from './disk/row-scans.ts'
import { merged } from './layers.ts'
import type { KeyRange } from './memory/row-range.ts'
import { covers, inPieces, without } from './memory/row-range.ts'
import { ROW_KEY_BYTES_MAX } from './tables.ts'

/** Blocks kept after a read, in bytes. */
const BLOCK_CACHE_BYTES = 16 * 1024 * 1024

export class DiskBase implements Base {
  readonly directory: string
  readonly blocks: DiskBlocks
  readonly #cache = new LRUCache<number, DiskBlock>({
    maxSize: BLOCK_CACHE_BYTES,
    sizeCalculation: block => block.bytes.length,
  })
  readonly #thread: FlushThread
  readonly #environment: Environment
  readonly #scans: RowScans
  readonly #files: BlockFiles
  #state: FlushedState
  #pageBytes: number
  /** Tables that have rows: a key is not looked for in the others. */
  #tables: ReadonlySet<number>
  #ranges: PendingRanges
  #isHeld = false
  readonly #rowKey = new Uint8Array(1 + ROW_KEY_BYTES_MAX)
  /** Where LMDB answers: one buffer that it uses again and again. What rows show of it is made once. */
  #buffer: Uint8Array = new Uint8Array()
  #shown: Uint8Array = this.#buffer
  #view: DataView = new DataView(new ArrayBuffer(0))

  /** Opens or creates the store in a directory that no other process uses. Rejects with `FormatUnknown` or `StoreDamaged`. */
  static async open(disk: Disk, directory: string): Promise<DiskBase> {
    disk.makeDirectory(directory)
    const thread = await FlushThread.start(directory)
    try {
      return new DiskBase(thread, disk, directory)
    } catch (error) {
      await thread.close()
      throw error
    }
  }

  private constructor(thread: FlushThread, disk: Disk, directory: string) {
    this.#thread = thread
    this.directory = directory
    this.#environment = openEnvironment(directory)
    this.#scans = new RowScans(this.#environment)
    this.#files = new BlockFiles(disk, directory, 'read')
    this.blocks = new DiskBlocks(this.#environment, this.#files, this.#cache)
    this.#state = readState(this.#environment)
    this.#pageBytes = pageBytes(this.#environment.rows)
    this.#tables = tablesOf(this.#environment.rows)
    this.#ranges = readRanges(this.#environment)
  }

  get pageBytes(): number {
    return this.#pageBytes
  }

  /** Range tombstones whose rows are not all deleted yet. */
  get pendingRanges(): number {
    return this.#ranges.size
  }

  get state(): StoreState {
    return this.#state
  }

  get(table: number, key: Uint8Array, start: number, end: number, row: Row): boolean {
    if (end - start > ROW_KEY_BYTES_MAX || !this.#tables.has(table)) return false
    const rowKey = this.#prefixed(table, key, start, end)
    if (this.#ranges.size > 0 && !isKept(this.#environment, this.#ranges, rowKey)) return false
    const stored = this.#environment.rows.getBinaryFast(rowKey)
    if (!stored) return false
    const bytes: Uint8Array = stored
    if (bytes !== this.#buffer) {
      this.#buffer = bytes
      this.#shown = plain(bytes, 0, bytes.byteLength)
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    const length = bytes.length - CRC_BYTES
    const crc = crc32(bytes.subarray(0, length), crc32(rowKey))
    if (length < 0 || this.#view.getUint32(length, true) !== crc)
      throw damagedRow(key.subarray(start, end))
    row.at(this.#shown, this.#view, 0, length)
    return true
  }

  scan(
    table: number,
    lower: Uint8Array,
    upper: Uint8Array | undefined,
    reverse: boolean,
  ): Iterable<ScannedRow> {
    if (this.#ranges.size === 0) return this.#stored(table, { lower, upper }, reverse)
    const pieces = without([{ lower, upper }], table, [...this.#ranges.values()])
    const stored = (piece: KeyRange): Iterable<ScannedRow> => this.#stored(table, piece, reverse)
    const untouched = inPieces(pieces, reverse, stored)[Symbol.iterator]()
    return merged([untouched, this.#kept(table, { lower, upper }, reverse)], reverse)
  }

  /** Rows that were put into ranges after these were removed. */
  *#kept(table: number, { lower, upper }: KeyRange, reverse: boolean): Generator<ScannedRow> {
    const row = new PlacedRow()
    const high = upper ? boundOf(table, upper) : Uint8Array.of(table + 1)
    const ranges = [...this.#ranges.values()]
    for (const key of keptKeys(this.#environment, boundOf(table, lower), high, reverse)) {
      if (!ranges.some(range => covers(range, table, key, 1, key.length))) continue
      const isThere = (): boolean => isKept(this.#environment, this.#ranges, key)
      const kept = passingOver(isThere, () => undefined)
      const value = kept === false ? undefined : this.#environment.rows.get(key)
      if (!value) continue
      row.place(key, kept === true ? value : DAMAGED_ROW)
      yield row
    }
  }

  #stored(table: number, { lower, upper }: KeyRange, reverse: boolean): Generator<ScannedRow> {
    const low = boundOf(table, lower)
    const high = upper ? boundOf(table, upper) : Uint8Array.of(table + 1)
    const bounds = reverse
      ? { start: high, exclusiveStart: true, end: low, inclusiveEnd: true, reverse }
      : { start: low, end: high }
    return this.#scans.rows(bounds)
  }

  async flush(memtable: ImmutableMemtable, state: StoreState): Promise<void> {
    await this.#thread.request({ kind: 'flush', memtable, state })
    this.#refresh()
  }

  async collect(isShort: boolean): Promise<boolean> {
    if (this.#isHeld) return false
    const response = await this.#thread.request({ kind: 'collect', isShort })
    assert(response.kind === 'collected', 'a collect is answered with its report')
    const { more, replaced } = response.report
    this.#refresh()
    if (replaced.length > 0) {
      for (const file of replaced) this.#files.forget(file)
      await this.#thread.request({ kind: 'remove', files: replaced })
    }
    return more
  }

  /**
   * What the last commit consists of. All of it stays on disk until `release`: flushes go on meanwhile, but no space is given
   * back. One at a time.
   */
  async hold(): Promise<Checkpoint> {
    assert(!this.#isHeld, 'one commit is held at a time')
    // The worker has answered what was asked of it before: no step of collecting can come after the commit.
    this.#isHeld = true
    try {
      const response = await this.#thread.request({ kind: 'hold' })
      assert(response.kind === 'held', 'a hold is answered with its checkpoint')
      return response.checkpoint
    } catch (error) {
      this.#isHeld = false
      throw error
    }
  }

  async release(): Promise<void> {
    await this.#thread.request({ kind: 'release' })
    this.#isHeld = false
  }

  async rest(): Promise<void> {
    this.#cache.clear()
    // The worker holds memtables that it has flushed until its garbage is collected.
    await this.#thread.request({ kind: 'rest' })
  }

  rowSpace(): RowSpace {
    const { root, rows, blocks } = this.#environment
    const { lastPageNumber, pageSize } = root.getStats() as RootStats
    const rowBytes = pageBytes(rows) + pageBytes(blocks)
    return { rowBytes, rowFileBytes: (lastPageNumber + 1) * pageSize }
  }

  stats(): BaseStats {
    let changeFiles = 0
    let changeBytes = 0
    for (const { key, value } of this.#environment.files.getRange({ start: fileKey(0) })) {
      changeFiles++
      changeBytes += decodeFileRow(unsealed(key, value, 'The entry of a file of changes')).bytes
    }
    return { ...this.rowSpace(), changeFiles, changeBytes }
  }

  fence(): void {
    this.#thread.fence()
  }

  async close(): Promise<void> {
    this.#files.close()
    await this.#thread.close()
    await this.#environment.root.close()
  }

  /** Lets reads see the worker's last commit. */
  #refresh(): void {
    this.#environment.root.resetReadTxn()
    this.#state = readState(this.#environment)
    this.#pageBytes = pageBytes(this.#environment.rows)
    this.#tables = tablesOf(this.#environment.rows)
    this.#ranges = readRanges(this.#environment)
  }

  #prefixed(table: number, key: Uint8Array, start: number, end: number): Uint8Array {
    this.#rowKey[0] = table
    copyBytes(key, start, end, this.#rowKey, 1)
    return this.#rowKey.subarray(0, 1 + end - start)
  }
}

function pageBytes(table: Table): number {
  const stats = tableStats(table)
  const pages = stats.treeBranchPageCount + stats.treeLeafPageCount + stats.overflowPages
  return pages * stats.pageSize
}

function tablesOf(rows: Table): ReadonlySet<number> {
  const tables = new Set<number>()
  for (let start = Uint8Array.of(0); ;) {
    const [key] = rows.getKeys({ start, limit: 1 })
    const table = key?.[0]
    if (table === undefined) return tables
    tables.add(table)
    start = Uint8Array.of(table + 1)
  }
}

/** A part of a Buffer as what it is said to be: Buffers differ in what `slice` and `toJSON` do. */
function plain(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start)
}

/**
 * A bound as LMDB takes it, which refuses what is longer than its keys can be. All keys compare with the first bytes of a
 * longer bound, one more than any key has, as they do with the whole.
 */
function boundOf(table: number, bound: Uint8Array): Uint8Array {
  const prefixed = new Uint8Array(1 + Math.min(bound.length, ROW_KEY_BYTES_MAX + 1))
  prefixed[0] = table
  prefixed.set(bound.subarray(0, ROW_KEY_BYTES_MAX + 1), 1)
  return prefixed
}
