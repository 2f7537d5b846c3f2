/**
 * One memtable of the memtable: the rows and changes written since the last flush began, in one piece of shared
 * memory. The store writes into the active memtable; a full one is handed to the flush worker as it is, read by both
 * threads until it is flushed, and then used again.
 *
 *     0                                                                              size
 *     +---+-----+-----+-----+----------------- free ----------------+--------+--------+
 *     | 0 | row | row | row | ->                                 <- | extent | extent |
 *     +---+-----+-----+-----+---------------------------------------+--------+--------+
 *
 * row-memory.ts draws the rows, block.ts the blocks of changes which the extents hold, oldest first.
 */
import { strict as assert } from 'node:assert'
import { BLOCK_HEADER_BYTES, BlockList } from './block.ts'
import { align8, copyBytes, equalBytes, hashBytes } from '#foundation/bytes/bytes'
import {
  ROW_CRC_BYTES,
  ROW_GONE,
  ROW_HEADER_BYTES,
  ROW_LIVE,
  ROW_MOVED,
  ROW_NEW,
  ROW_REMOVED,
  RowMemory,
  ROWS_START,
} from './row-memory.ts'
import { RowOrder } from './row-order.ts'
import type { RowRange } from './row-range.ts'
import { covers } from './row-range.ts'

/** Blocks are gathered in extents of this size; a change that does not fit gets an extent of its own. */
export const EXTENT_BYTES = 256 * 1024
/** Of LMDB's pages. */
export const PAGE_BYTES = 4096
/** Slots of an empty index. A power of two, like every size after it. */
const SLOTS_MIN = 1024

/** Whole blocks from `start` to `end`; free up to `limit`. */
export type Extent = { readonly start: number; end: number; readonly limit: number }

/** What the flush worker needs to know of a memtable; the memory itself is shared, not sent. */
export type ImmutableMemtable = {
  readonly memory: SharedArrayBuffer
  /** Of all rows, by table and key, where they were at first: see `RowMemory.current`. */
  readonly rows: Int32Array
  readonly extents: readonly Extent[]
  /** What was removed before the rows above were put. */
  readonly ranges: readonly RowRange[]
}

/** Invariants: a key has at most one slot per table; a row in a slot has not moved; addresses are multiples of 8. */
export class Memtable {
  readonly memory: SharedArrayBuffer
  readonly rows: RowMemory
  readonly blocks: BlockList
  readonly #seed: number
  #rowsEnd = ROWS_START
  #extents: Extent[] = []
  #extentsStart: number
  /** Open addressing, at most half full. A slot has two words: a row's hash, and its address / 8 or, if free, 0. */
  #slots = new Int32Array(2 * SLOTS_MIN)
  #occupied = 0
  #orders: (RowOrder | undefined)[] = []
  /** Rows that are in an order; the others are gone, or covered by a range tombstone. */
  #listed = 0
  #ranges: RowRange[] = []
  #usedBytesMax = 0

  /** `seed` keeps clients from choosing keys that collide. */
  constructor(bytes: number, seed: number) {
    this.memory = new SharedArrayBuffer(bytes)
    this.rows = new RowMemory(this.memory)
    this.blocks = new BlockList(this.rows)
    this.#extentsStart = bytes
    this.#seed = seed
  }

  get usedBytes(): number {
    return this.#rowsEnd - ROWS_START + (this.memory.byteLength - this.#extentsStart)
  }

  /**
   * What flushing the rows, live and removed, takes of memory at most until it is committed, if the pages of the base have
   * this many bytes: a page for each row, unless there are fewer pages. New ones may be half empty.
   */
  flushBytes(pageBytes: number): number {
    const newBytes = 2 * (this.#rowsEnd - ROWS_START)
    return Math.min(this.#listed * PAGE_BYTES, pageBytes + newBytes)
  }

  /** The most that was ever used: what the kernel has given for it. */
  get touchedBytes(): number {
    return Math.max(this.#usedBytesMax, this.usedBytes)
  }

  /** What is written to files of changes when it is flushed. */
  get changeBytes(): number {
    return this.#extents.reduce((sum, { start, end }) => sum + end - start, 0)
  }

  /** Rows, removed ones included, and what they take. */
  get rowCount(): number {
    return this.#occupied
  }

  get rowBytes(): number {
    return this.#rowsEnd - ROWS_START
  }

  hash(table: number, key: Uint8Array, start: number, end: number): number {
    return hashBytes(this.#seed + table, key, start, end)
  }

  /** Range tombstones, oldest first. */
  get ranges(): readonly RowRange[] {
    return this.#ranges
  }

  /** Address of the row, live or removed, or 0. */
  find(hash: number, table: number, key: Uint8Array, start: number, end: number): number {
    const address = (this.#slots[this.#slot(hash, table, key, start, end) + 1] ?? 0) * 8
    return address !== 0 && this.#isCovered(address, table, key, start, end) ? 0 : address
  }

  /** Whether a range tombstone covers the key. */
  coversKey(table: number, key: Uint8Array, start: number, end: number): boolean {
    return this.#ranges.length > 0 && this.#ranges.some(at => covers(at, table, key, start, end))
  }

  /** Removes the rows of a range, those behind this memtable too. Costs the same however many there are. */
  removeRange(range: RowRange): void {
    this.#ranges.push(range)
    this.#listed -= this.#orders[range.table]?.remove(range.lower, range.upper) ?? 0
  }

  /** Address of a live row whose value, of this length, is the caller's to write in full. `isNew`: see `Store.put`. */
  put(
    hash: number,
    table: number,
    key: Uint8Array,
    start: number,
    end: number,
    valueLength: number,
    isNew: boolean,
  ): number {
    const slot = this.#slot(hash, table, key, start, end)
    const old = (this.#slots[slot + 1] ?? 0) * 8
    const { bytes, words, view } = this.rows
    const isGone = old !== 0 && this.rows.state(old) === ROW_GONE
    const isListed = old !== 0 && !isGone && !this.#isCovered(old, table, key, start, end)
    const isNewRow = isListed ? this.rows.state(old) === ROW_NEW : isNew || isGone
    const state = isNewRow ? ROW_NEW : ROW_LIVE
    if (old !== 0 && valueLength <= (words[(old + 12) >> 2] ?? 0)) {
      bytes[old + 5] = state
      words[old >> 2] = this.#ranges.length
      words[(old + 8) >> 2] = valueLength
      if (!isListed) this.#list(table, old)
      return old
    }
    const address = this.#rowsEnd
    const keyLength = end - start
    const capacity = align8(valueLength + ROW_CRC_BYTES) - ROW_CRC_BYTES
    this.#rowsEnd += ROW_HEADER_BYTES + align8(keyLength) + capacity + ROW_CRC_BYTES
    assert(this.#rowsEnd <= this.#extentsStart, 'one entry changed more than fits into a memtable')
    words[address >> 2] = this.#ranges.length
    view.setUint32(address + 4, table | (state << 8) | (keyLength << 16), true)
    words[(address + 8) >> 2] = valueLength
    words[(address + 12) >> 2] = capacity
    copyBytes(key, start, end, bytes, address + ROW_HEADER_BYTES)
    this.#slots[slot] = hash
    this.#slots[slot + 1] = address >> 3
    if (isListed) {
      bytes[old + 5] = ROW_MOVED
      view.setUint32(this.rows.valueStart(old), address, true)
    } else {
      this.#list(table, address)
    }
    if (old === 0) {
      this.#occupied++
      if (this.#occupied * 4 > this.#slots.length) this.#grow()
    }
    return address
  }

  remove(hash: number, table: number, key: Uint8Array, start: number, end: number): void {
    const row = this.find(hash, table, key, start, end)
    if (row !== 0 && this.rows.state(row) === ROW_GONE) return
    if (row !== 0 && this.rows.state(row) === ROW_NEW) {
      this.rows.bytes[row + 5] = ROW_GONE
      this.#orders[table]?.removeRow(row)
      this.#listed--
      return
    }
    const address = this.put(hash, table, key, start, end, ROW_CRC_BYTES, false)
    this.rows.bytes[address + 5] = ROW_REMOVED
    this.rows.words[(address + 8) >> 2] = 0
  }

  /**
   * Addresses of a table's rows, live and removed, with lower <= key < upper (no upper bound if undefined) in the order of
   * their keys, or the other way round if `reverse`. Valid until the next `put`.
   */
  between(
    table: number,
    lower: Uint8Array,
    upper: Uint8Array | undefined,
    reverse: boolean,
  ): Iterable<number> {
    return this.#orders[table]?.between(lower, upper, reverse) ?? []
  }

  /** Address for a change of this many bytes: in the newest block if it has room, else in a new one. */
  addChange(bytes: number, revision: number, sub: number, time: number): number {
    const extent = this.#extents.at(-1)
    if (extent && extent.end + bytes <= extent.limit && this.blocks.hasRoom(bytes)) {
      this.blocks.extend(bytes)
      return this.#take(extent, bytes)
    }
    const whole = BLOCK_HEADER_BYTES + bytes
    const fits = extent && extent.end + whole <= extent.limit
    const block = this.#take(fits ? extent : this.#newExtent(whole), whole)
    this.blocks.begin(block, bytes, revision, sub, time)
    return block + BLOCK_HEADER_BYTES
  }

  sealed(): ImmutableMemtable {
    const rows = new Int32Array(this.#listed)
    let end = 0
    for (const order of this.#orders) end = order?.copyTo(rows, end) ?? end
    return { memory: this.memory, rows, extents: this.#extents, ranges: this.#ranges }
  }

  /** Forgets everything, once it is flushed. The memory is kept. */
  clear(): void {
    this.#usedBytesMax = this.touchedBytes
    this.#rowsEnd = ROWS_START
    this.#extents = []
    this.#extentsStart = this.memory.byteLength
    this.blocks.clear()
    this.#slots.fill(0)
    this.#occupied = 0
    this.#orders = []
    this.#listed = 0
    this.#ranges = []
  }

  #newExtent(bytes: number): Extent {
    const limit = this.#extentsStart
    this.#extentsStart -= Math.max(align8(bytes), EXTENT_BYTES)
    assert(this.#rowsEnd <= this.#extentsStart, 'one entry changed more than fits into a memtable')
    const extent = { start: this.#extentsStart, end: this.#extentsStart, limit }
    this.#extents.push(extent)
    return extent
  }

  #take(extent: Extent, bytes: number): number {
    const address = extent.end
    extent.end += bytes
    return address
  }

  #list(table: number, row: number): void {
    this.#orders[table] ??= new RowOrder(this.rows)
    this.#orders[table].add(row)
    this.#listed++
  }

  /** Whether a range tombstone that is newer than the row covers it. */
  #isCovered(row: number, table: number, key: Uint8Array, start: number, end: number): boolean {
    for (let at = this.rows.words[row >> 2] ?? 0; at < this.#ranges.length; at++) {
      const range = this.#ranges[at]
      if (range && covers(range, table, key, start, end)) return true
    }
    return false
  }

  /** Where the key's slot is, or the free one where it belongs. */
  #slot(hash: number, table: number, key: Uint8Array, start: number, end: number): number {
    const slots = this.#slots
    const { bytes, words } = this.rows
    const mask = slots.length - 1
    const lengths = table | ((end - start) << 16)
    for (let slot = (hash * 2) & mask; ; slot = (slot + 2) & mask) {
      const address = (slots[slot + 1] ?? 0) * 8
      if (address === 0) return slot
      if (
        slots[slot] === hash &&
        // The state byte, the only one between table and key length, is masked out.
        ((words[(address + 4) >> 2] ?? 0) & 0xffff_00ff) === lengths &&
        equalBytes(bytes, address + ROW_HEADER_BYTES, key, start, end - start)
      ) {
        return slot
      }
    }
  }

  #grow(): void {
    const old = this.#slots
    const slots = new Int32Array(old.length * 2)
    const mask = slots.length - 1
    for (let from = 0; from < old.length; from += 2) {
      const hash = old[from] ?? 0
      const address = old[from + 1] ?? 0
      if (address === 0) continue
      let slot = (hash * 2) & mask
      while (slots[slot + 1] !== 0) slot = (slot + 2) & mask
      slots[slot] = hash
      slots[slot + 1] = address
    }
    this.#slots = slots
  }
}
