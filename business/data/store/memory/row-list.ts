/**
 * Addresses of rows in the order of their keys. Beside each stand four bytes of its key, those behind what all keys of the
 * list begin with: most comparisons need no more, and do not wait for the memory of another row.
 */
import { compareBytes } from '#foundation/bytes/bytes'
import type { RowMemory } from './row-memory.ts'

/** The four bytes are taken again from further on in the key when so many of them have become equal in all rows. */
const DEEPEN_BYTES = 2

export class RowList {
  count = 0
  readonly #rows: RowMemory
  /** Two for each row: the four bytes of its key, as a signed number that compares like them, and its address. */
  #words: Int32Array
  /** So many bytes are the same in all keys. */
  #skip = 0

  constructor(rows: RowMemory, capacity: number) {
    this.#rows = rows
    this.#words = new Int32Array(2 * capacity)
  }

  row(at: number): number {
    return this.#words[2 * at + 1] ?? 0
  }

  /** How many rows have keys below this one. */
  countBelow(key: Uint8Array, start: number, end: number): number {
    return this.#search(key, start, end, 0)
  }

  /** How many rows have this key or keys below it. */
  countUpTo(key: Uint8Array, start: number, end: number): number {
    return this.#search(key, start, end, 1)
  }

  insert(at: number, row: number): void {
    if (2 * this.count === this.#words.length) this.#grow()
    if (at < this.count) this.#words.copyWithin(2 * at + 2, 2 * at, 2 * this.count)
    this.#words[2 * at + 1] = row
    this.count++
    // All keys share what the first and the last one share.
    const isOutermost = at === 0 || at === this.count - 1
    const shared = isOutermost ? this.#sharedBytes() : this.#skip
    if (shared < this.#skip) this.#setSkip(shared)
    else this.#setHead(at)
  }

  remove(from: number, to: number): void {
    this.#words.copyWithin(2 * from, 2 * to, 2 * this.count)
    this.count -= to - from
  }

  /** Moves the upper half into a new list of the same capacity. */
  split(): RowList {
    const half = this.count >> 1
    const right = new RowList(this.#rows, this.#words.length / 2)
    right.#words.set(this.#words.subarray(2 * half, 2 * this.count))
    right.count = this.count - half
    right.#skip = this.#skip
    this.count = half
    this.#deepen()
    right.#deepen()
    return right
  }

  copyTo(target: Int32Array, at: number): void {
    for (let from = 0; from < this.count; from++) target[at + from] = this.row(from)
  }

  /** Counts rows that compare below the key, and if `orEqual` is 1 those that equal it. */
  #search(key: Uint8Array, start: number, end: number, orEqual: 0 | 1): number {
    if (this.count === 0) return 0
    const { bytes } = this.#rows
    const first = this.#rows.keyStart(this.row(0))
    const shared = Math.min(start + this.#skip, end)
    const beside = compareBytes(key, start, shared, bytes, first, first + this.#skip)
    if (beside !== 0) return beside < 0 ? 0 : this.count
    const head = this.#headOf(key, start, end)
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >> 1
      const order = (this.#words[2 * middle] ?? 0) - head || this.#compare(middle, key, start, end)
      if (order < orEqual) low = middle + 1
      else high = middle
    }
    return low
  }

  #compare(at: number, key: Uint8Array, start: number, end: number): number {
    const row = this.row(at)
    const rows = this.#rows
    return compareBytes(rows.bytes, rows.keyStart(row), rows.keyEnd(row), key, start, end)
  }

  #headOf(bytes: Uint8Array, start: number, end: number): number {
    const at = start + this.#skip
    let head = 0
    for (let byte = at; byte < at + 4; byte++) {
      head = (head << 8) | (byte < end ? (bytes[byte] ?? 0) : 0)
    }
    return head ^ 0x8000_0000
  }

  #sharedBytes(): number {
    const rows = this.#rows
    const first = rows.keyStart(this.row(0))
    const last = rows.keyStart(this.row(this.count - 1))
    const length = Math.min(
      rows.keyEnd(this.row(0)) - first,
      rows.keyEnd(this.row(this.count - 1)) - last,
    )
    let shared = 0
    while (shared < length && rows.bytes[first + shared] === rows.bytes[last + shared]) shared++
    return shared
  }

  #deepen(): void {
    const shared = this.#sharedBytes()
    if (shared >= this.#skip + DEEPEN_BYTES) this.#setSkip(shared)
  }

  #setSkip(skip: number): void {
    this.#skip = skip
    for (let at = 0; at < this.count; at++) this.#setHead(at)
  }

  #setHead(at: number): void {
    const rows = this.#rows
    const row = this.row(at)
    this.#words[2 * at] = this.#headOf(rows.bytes, rows.keyStart(row), rows.keyEnd(row))
  }

  #grow(): void {
    const words = new Int32Array(2 * this.#words.length)
    words.set(this.#words)
    this.#words = words
  }
}
