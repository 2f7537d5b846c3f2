/**
 * Rows of one table of a memtable in the order of their keys, kept as they are written: a B+-tree of two levels, a list of
 * leaves of up to `LEAF_ROWS` rows. A list or an insertion costs two binary searches and a short shift, whatever came before.
 *
 *      leaves      [ leaf | leaf | leaf ... ]       by the key of the first row that each leaf had when it was made
 *      leaf        [ row  | row  | row  ... ]       by their keys
 */
import { RowList } from './row-list.ts'
import type { RowMemory } from './row-memory.ts'

/** Of these 1 KiB is shifted for a new row at most, and 8 comparisons find its place. */
const LEAF_ROWS = 256

export class RowOrder {
  readonly #rows: RowMemory
  /** The first row of each leaf, except that the first leaf begins before all keys. */
  readonly #firsts: RowList
  readonly #leaves: RowList[] = []

  constructor(rows: RowMemory) {
    this.#rows = rows
    this.#firsts = new RowList(rows, LEAF_ROWS)
  }

  /** A row whose key no other one in here has. */
  add(row: number): void {
    const { bytes } = this.#rows
    const start = this.#rows.keyStart(row)
    const end = this.#rows.keyEnd(row)
    const number = this.#leafOf(bytes, start, end)
    const leaf = this.#leaves[number]
    if (!leaf) {
      this.#insertLeaf(0, new RowList(this.#rows, LEAF_ROWS), row)
      return
    }
    const at = leaf.countBelow(bytes, start, end)
    if (leaf.count < LEAF_ROWS) {
      leaf.insert(at, row)
    } else if (at === LEAF_ROWS && number === this.#leaves.length - 1) {
      // Keys that come in ascending order, as revisions and times do, leave full leaves behind.
      this.#insertLeaf(number + 1, new RowList(this.#rows, LEAF_ROWS), row)
    } else {
      const right = leaf.split()
      if (at <= leaf.count) leaf.insert(at, row)
      else right.insert(at - leaf.count, row)
      this.#leaves.splice(number + 1, 0, right)
      this.#firsts.insert(number + 1, right.row(0))
    }
  }

  /** Rows with lower <= key < upper (no upper bound if undefined), ascending, or descending if `reverse`. Valid until the next `add`. */
  *between(lower: Uint8Array, upper: Uint8Array | undefined, reverse: boolean): Generator<number> {
    const low = this.#leafOf(lower, 0, lower.length)
    const high = upper ? this.#leafOf(upper, 0, upper.length) : this.#leaves.length - 1
    for (let step = 0; step <= high - low; step++) {
      const number = reverse ? high - step : low + step
      const leaf = this.#leaves[number]
      if (!leaf) return
      const from = number === low ? leaf.countBelow(lower, 0, lower.length) : 0
      const to = number === high && upper ? leaf.countBelow(upper, 0, upper.length) : leaf.count
      for (let at = 0; at < to - from; at++) yield leaf.row(reverse ? to - 1 - at : from + at)
    }
  }

  /** Takes the rows with lower <= key < upper out, without looking at each. Returns how many. */
  remove(lower: Uint8Array, upper: Uint8Array | undefined): number {
    const low = this.#leafOf(lower, 0, lower.length)
    const high = upper ? this.#leafOf(upper, 0, upper.length) : this.#leaves.length - 1
    let removed = 0
    for (let number = low; number <= high; number++) {
      const leaf = this.#leaves[number]
      if (!leaf) break
      const from = number === low ? leaf.countBelow(lower, 0, lower.length) : 0
      const to = number === high && upper ? leaf.countBelow(upper, 0, upper.length) : leaf.count
      if (to <= from) continue
      leaf.remove(from, to)
      removed += to - from
    }
    if (high > low + 1) {
      this.#leaves.splice(low + 1, high - low - 1)
      this.#firsts.remove(low + 1, high)
    }
    return removed
  }

  /** Takes the row with the key of this one out. */
  removeRow(row: number): void {
    const { bytes } = this.#rows
    const start = this.#rows.keyStart(row)
    const end = this.#rows.keyEnd(row)
    const number = this.#leafOf(bytes, start, end)
    const leaf = this.#leaves[number]
    if (!leaf) return
    const at = leaf.countBelow(bytes, start, end)
    leaf.remove(at, at + 1)
    // The only leaf is kept, however often it becomes empty.
    if (leaf.count > 0 || this.#leaves.length === 1) return
    this.#leaves.splice(number, 1)
    this.#firsts.remove(number, number + 1)
  }

  /** Writes all rows into `target` in their order, from `at` on. Returns where they end. */
  copyTo(target: Int32Array, at: number): number {
    let end = at
    for (const leaf of this.#leaves) {
      leaf.copyTo(target, end)
      end += leaf.count
    }
    return end
  }

  /** The only leaf that can have the key. */
  #leafOf(key: Uint8Array, start: number, end: number): number {
    return Math.max(0, this.#firsts.countUpTo(key, start, end) - 1)
  }

  #insertLeaf(number: number, leaf: RowList, row: number): void {
    leaf.insert(0, row)
    this.#leaves.splice(number, 0, leaf)
    this.#firsts.insert(number, row)
  }
}
