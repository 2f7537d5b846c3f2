/** Reading keys as they are and as they were. Every function reads one consistent state and must not be interrupted. */
import { compareBytes } from '#foundation/bytes/bytes'
import type { FoundRow } from '#business/data/store/base'
import type { Change, Store } from '#business/data/store/store'
import { Row, StoreDamaged } from '#business/data/store/store'
import { TOMBSTONES, KEYS } from '#business/data/store/tables'
import { changeAt, changeOfKey, followsPut, keyValueOf } from './change.ts'
import type { KeyValue } from './model.ts'
import { KeyState } from './rows.ts'

/** The revision lies below the compacted revision: what was overwritten before it has been forgotten. */
export class Compacted extends Error {
  override readonly name = 'Compacted'
  readonly code = 'COMPACTED'
  /** The oldest revision that can still be read; watches can start right after it. */
  readonly compactedRevision: number
  constructor(revision: number, compactedRevision: number) {
    super(
      `Revision ${String(revision)} is no longer held: reads reach back to ${String(compactedRevision)}, ` +
        `watches to ${String(compactedRevision + 1)}`,
    )
    this.compactedRevision = compactedRevision
  }
}

/** The revision has not been reached. */
export class FutureRevision extends Error {
  override readonly name = 'FutureRevision'
  readonly code = 'FUTURE_REVISION'
  constructor(revision: number, current: number) {
    super(`Revision ${String(revision)} does not exist yet: the newest is ${String(current)}`)
  }
}

/** As much of values counts like one row more. */
const STEP_BYTES = 16 * 1024

export class History {
  /** Grows with every row and change that is looked at, and with the length of its value: how much work was done. */
  steps = 0
  readonly #store: Store
  readonly #state = new KeyState()
  readonly #row = new Row()

  constructor(store: Store) {
    this.#store = store
  }

  get(key: Uint8Array): KeyValue | undefined {
    const row = this.#store.find(KEYS, key, 0, key.length)
    return row && this.#keyValue(this.#state.readKey(row), key)
  }

  /** As of a revision between the compacted revision and now. Throws `Compacted` or `FutureRevision`. */
  getAt(key: Uint8Array, revision: number): KeyValue | undefined {
    this.check(revision)
    const row = this.#store.find(KEYS, key, 0, key.length)
    if (row) return this.#at(this.#state.readKey(row), key, revision)
    const tombstone = this.#store.find(TOMBSTONES, key, 0, key.length)
    return tombstone && this.#at(this.#state.readTombstone(tombstone), key, revision)
  }

  /**
   * Keys with lower <= key < upper in order; each with its value as of a revision, or without one if it did not exist then.
   * Of a damaged one nothing is known but that it may have.
   */
  *range(
    lower: Uint8Array,
    upper: Uint8Array | undefined,
    reverse: boolean,
    revision: number,
  ): Generator<{ readonly key: Uint8Array; readonly found: KeyValue | 'damaged' | undefined }> {
    for (const { key, state } of this.#states(lower, upper, reverse, revision)) {
      yield { key, found: this.#atOrDamaged(state, key, revision) }
    }
  }

  /** The same without looking at values of keys that have not changed since: only the keys, and much cheaper. */
  *keys(
    lower: Uint8Array,
    upper: Uint8Array | undefined,
    revision: number,
  ): Generator<{ readonly key: Uint8Array; readonly exists: boolean }> {
    for (const { key, state } of this.#states(lower, upper, false, revision)) {
      const isKnown = state !== 'damaged' && state.revision <= revision
      const exists = isKnown ? state.exists : this.#atOrDamaged(state, key, revision) !== undefined
      yield { key, exists }
    }
  }

  check(revision: number): void {
    const { compactedRevision, revision: current } = this.#store.state
    if (revision < compactedRevision) throw new Compacted(revision, compactedRevision)
    if (revision > current) throw new FutureRevision(revision, current)
  }

  /** What is known now of every key that may have existed at the revision; the same object each time. */
  *#states(
    lower: Uint8Array,
    upper: Uint8Array | undefined,
    reverse: boolean,
    revision: number,
  ): Generator<{ readonly key: Uint8Array; readonly state: KeyState | 'damaged' }> {
    this.check(revision)
    const keys = this.#store.rangeWithDamage(KEYS, lower, upper, reverse)
    // Only what was removed after the revision can still have been there.
    const isNow = revision === this.#store.state.revision
    const tombstones = isNow
      ? NOTHING
      : this.#store.rangeWithDamage(TOMBSTONES, lower, upper, reverse)
    for (const { row, isFirst } of interleaved(keys, tombstones, reverse)) {
      const { key, value } = row
      this.steps++
      if (value === 'damaged') {
        yield { key, state: value }
        continue
      }
      const stored = this.#row.at(value, viewOf(value), 0, value.length)
      const state = isFirst ? this.#state.readKey(stored) : this.#state.readTombstone(stored)
      yield { key, state }
    }
  }

  #atOrDamaged(
    state: KeyState | 'damaged',
    key: Uint8Array,
    revision: number,
  ): KeyValue | 'damaged' | undefined {
    if (state === 'damaged') return state
    try {
      return this.#at(state, key, revision)
    } catch (error) {
      if (error instanceof StoreDamaged) return 'damaged'
      throw error
    }
  }

  /** The key's value as of a revision, given what is known of the key now. */
  #at(state: KeyState, key: Uint8Array, revision: number): KeyValue | undefined {
    if (state.revision <= revision) return state.exists ? this.#keyValue(state, key) : undefined
    let change = this.#change(state.revision, state.sub, key)
    for (;;) {
      // A long stride as long as it does not lead past the revision, else the next older change.
      const strides = change.milestoneRevision > revision
      const olderRevision = strides ? change.milestoneRevision : change.previousRevision
      const olderSub = strides ? change.milestoneSub : change.previousSub
      if (olderRevision === 0) return undefined
      if (olderRevision <= revision) {
        // A removal at or before the compacted revision may have been collected. Asked first: what comes next moves `change`.
        const mayBeGone = !followsPut(change)
        if (mayBeGone && !changeAt(this.#store, olderRevision, olderSub, key)) return undefined
        const older = this.#change(olderRevision, olderSub, key)
        return older.removes ? undefined : keyValueOf(older)
      }
      change = this.#change(olderRevision, olderSub, key)
    }
  }

  #keyValue(state: KeyState, key: Uint8Array): KeyValue {
    return keyValueOf(this.#change(state.revision, state.sub, key))
  }

  #change(revision: number, sub: number, key: Uint8Array): Change {
    const change = changeOfKey(this.#store, revision, sub, key)
    this.steps += 1 + change.valueLength / STEP_BYTES
    return change
  }
}

const NOTHING: Iterator<FoundRow> = [][Symbol.iterator]()

/** Two sorted sequences without common keys as one, and of each row whether it is the first's. */
function* interleaved(
  first: Iterator<FoundRow>,
  second: Iterator<FoundRow>,
  reverse: boolean,
): Generator<{ readonly row: FoundRow; readonly isFirst: boolean }> {
  let a = first.next()
  let b = second.next()
  try {
    while (!a.done || !b.done) {
      const order = a.done || b.done ? 0 : compareKeys(a.value.key, b.value.key)
      const isFirst = b.done === true || (a.done !== true && (reverse ? order > 0 : order < 0))
      const taken = isFirst ? a : b
      if (!taken.done) yield { row: taken.value, isFirst }
      if (isFirst) a = first.next()
      else b = second.next()
    }
  } finally {
    first.return?.()
    second.return?.()
  }
}

function compareKeys(a: Uint8Array, b: Uint8Array): number {
  return compareBytes(a, 0, a.length, b, 0, b.length)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
