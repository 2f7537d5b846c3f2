/**
 * Who waits for changes of which keys. A change costs a look at O(log watchers) ranges, and wakes only watchers of its key.
 *
 * The ranges lie in the order of their lower bounds. Seen as a binary tree whose root is the middle one, each node knows the
 * greatest upper bound of its subtree, so that a search for the ranges around a key leaves out what ends before the key.
 */
import { compareBytes } from '#foundation/bytes/bytes'

/** Keys with lower <= key < upper; no upper bound if undefined. */
export type KeyRange = { readonly lower: Uint8Array; readonly upper: Uint8Array | undefined }

/** Woken by the next change of its range, or by a revision, whatever comes first. */
export class Watcher {
  readonly range: KeyRange
  /** Of the first change of the range since `watch` began; undefined if there was none. */
  touchedAt: number | undefined
  /** The revision that wakes it in any case. */
  dueAt = Number.POSITIVE_INFINITY
  wake: (() => void) | undefined

  constructor(range: KeyRange) {
    this.range = range
  }
}

export class Watchers {
  #watchers: Watcher[] = []
  /** The greatest upper bound under the node at each place; undefined if one has none. */
  #bounds: (Uint8Array | undefined)[] = []
  #isSorted = true
  /** Watchers that were touched by the entry that is being applied. */
  readonly #touched: Watcher[] = []
  #nextDue = Number.POSITIVE_INFINITY

  get count(): number {
    return this.#watchers.length
  }

  add(watcher: Watcher): void {
    this.#watchers.push(watcher)
    this.#isSorted = false
  }

  remove(watcher: Watcher): void {
    this.#watchers = this.#watchers.filter(other => other !== watcher)
    this.#isSorted = false
  }

  /** What the watcher saw so far counts no more: it waits from now on. `wake` is called once, after an entry. */
  watch(watcher: Watcher, dueAt: number, wake: () => void): void {
    watcher.touchedAt = undefined
    watcher.dueAt = dueAt
    watcher.wake = wake
    this.#nextDue = Math.min(this.#nextDue, dueAt)
  }

  /** A key was changed. To be called while the entry is applied. */
  touch(key: Uint8Array, start: number, end: number, revision: number): void {
    if (this.#watchers.length === 0) return
    if (!this.#isSorted) this.#sort()
    this.#touchUnder(0, this.#watchers.length, key, start, end, revision)
  }

  /** To be called after each entry, with the revision that it led to. */
  notify(revision: number): void {
    for (const watcher of this.#touched.splice(0)) wake(watcher)
    if (revision < this.#nextDue) return
    this.#nextDue = Number.POSITIVE_INFINITY
    for (const watcher of this.#watchers) {
      if (watcher.dueAt <= revision) wake(watcher)
      else this.#nextDue = Math.min(this.#nextDue, watcher.dueAt)
    }
  }

  /** Something happened that all watchers have to know. */
  wakeAll(): void {
    for (const watcher of this.#watchers) wake(watcher)
  }

  #touchUnder(
    from: number,
    to: number,
    key: Uint8Array,
    start: number,
    end: number,
    revision: number,
  ): void {
    if (from >= to) return
    const middle = (from + to) >> 1
    const watcher = this.#watchers[middle]
    const bound = this.#bounds[middle]
    if (!watcher || (bound && isAtOrBefore(bound, key, start, end))) return
    this.#touchUnder(from, middle, key, start, end, revision)
    const { lower, upper } = watcher.range
    if (!isAtOrBefore(lower, key, start, end)) return
    if (watcher.touchedAt === undefined && !(upper && isAtOrBefore(upper, key, start, end))) {
      watcher.touchedAt = revision
      this.#touched.push(watcher)
    }
    this.#touchUnder(middle + 1, to, key, start, end, revision)
  }

  #sort(): void {
    this.#watchers.sort((a, b) => compare(a.range.lower, b.range.lower))
    this.#bounds = new Array<Uint8Array | undefined>(this.#watchers.length)
    this.#boundUnder(0, this.#watchers.length)
    this.#isSorted = true
  }

  /** Computes the bounds from `from` up to `to`, and returns the greatest. */
  #boundUnder(from: number, to: number): Uint8Array | undefined {
    const middle = (from + to) >> 1
    let bound = this.#watchers[middle]?.range.upper
    for (const [start, end] of [
      [from, middle],
      [middle + 1, to],
    ] as const) {
      if (start >= end) continue
      const under = this.#boundUnder(start, end)
      if (!under || (bound && compare(under, bound) > 0)) bound = under
    }
    this.#bounds[middle] = bound
    return bound
  }
}

function wake(watcher: Watcher): void {
  const told = watcher.wake
  watcher.wake = undefined
  watcher.dueAt = Number.POSITIVE_INFINITY
  told?.()
}

function isAtOrBefore(bound: Uint8Array, key: Uint8Array, start: number, end: number): boolean {
  return compareBytes(bound, 0, bound.length, key, start, end) <= 0
}

function compare(a: Uint8Array, b: Uint8Array): number {
  return compareBytes(a, 0, a.length, b, 0, b.length)
}
