/** Reading keys as they are and as they were. Every function reads one consistent state and must not be interrupted. */
import { compareBytes } from '#foundation/bytes/bytes'
import type { StoredRow } from '#business/data/store/base'
import type { Change, Store } from '#business/data/store/store'
import { Row, StoreDamaged } from '#business/data/store/store'
import { GRAVES, KEYS } from '#business/data/store/tables'
import { followsPut, keyValueOf } from './change.ts'
import type { KeyValue } from './model.ts'
import { KeyState } from './rows.ts'

/** The revision lies below the floor: what was overwritten before it has been forgotten. */
export class Compacted extends Error {
  override readonly name = 'Compacted'
  readonly code = 'COMPACTED'
  /** The oldest revision that can still be read; watches can start right after it. */
  readonly floor: number
  constructor(revision: number, floor: number) {
    super(
      `Revision ${String(revision)} is no longer held: reads reach back to ${String(floor)}, ` +
        `watches to ${String(floor + 1)}`,
    )
    this.floor = floor
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

  /** As of a revision between the floor and now. Throws `Compacted` or `FutureRevision`. */
  getAt(key: Uint8Array, revision: number): KeyValue | undefined {
    this.check(revision)
    const row = this.#store.find(KEYS, key, 0, key.length)
    if (row) return this.#at(this.#state.readKey(row), key, revision)
    const grave = this.#store.find(GRAVES, key, 0, key.length)
    return grave && this.#at(this.#state.readGrave(grave), key, revision)
  }

  /**
   * Keys with lower <= key < upper in order; each with its value as of a revision, or without one if it did not exist then.
   */
  *range(
    lower: Uint8Array,
    upper: Uint8Array | undefined,
    reverse: boolean,
    revision: number,
  ): Generator<{ readonly key: Uint8Array; readonly found: KeyValue | undefined }> {
    for (const { key, state } of this.#states(lower, upper, reverse, revision)) {
      yield { key, found: this.#at(state, key, revision) }
    }
  }

  /** The same without looking at values of keys that have not changed since: only the keys, and much cheaper. */
  *keys(
    lower: Uint8Array,
    upper: Uint8Array | undefined,
    revision: number,
  ): Generator<{ readonly key: Uint8Array; readonly exists: boolean }> {
    for (const { key, state } of this.#states(lower, upper, false, revision)) {
      const isOld = state.revision <= revision
      yield { key, exists: isOld ? state.exists : this.#at(state, key, revision) !== undefined }
    }
  }

  check(revision: number): void {
    const { floor, revision: current } = this.#store.state
    if (revision < floor) throw new Compacted(revision, floor)
    if (revision > current) throw new FutureRevision(revision, current)
  }

  /** What is known now of every key that may have existed at the revision; the same object each time. */
  *#states(
    lower: Uint8Array,
    upper: Uint8Array | undefined,
    reverse: boolean,
    revision: number,
  ): Generator<{ readonly key: Uint8Array; readonly state: KeyState }> {
    this.check(revision)
    const keys = this.#store.range(KEYS, lower, upper, reverse)
    // Only what was removed after the revision can still have been there.
    const isNow = revision === this.#store.state.revision
    const graves = isNow ? NOTHING : this.#store.range(GRAVES, lower, upper, reverse)
    for (const { row, isFirst } of interleaved(keys, graves, reverse)) {
      this.steps++
      const value = this.#row.at(row.value, viewOf(row.value), 0, row.value.length)
      const state = isFirst ? this.#state.readKey(value) : this.#state.readGrave(value)
      yield { key: row.key, state }
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
        // Asked first: `change` and `older` are the same object.
        const isPut = followsPut(change)
        const older = this.#store.change(olderRevision, olderSub)
        if (older) return older.removes ? undefined : keyValueOf(this.#ofKey(older, key))
        // A removal at or before the floor may have been collected.
        if (isPut) throw missing(olderRevision)
        return undefined
      }
      change = this.#change(olderRevision, olderSub, key)
    }
  }

  #keyValue(state: KeyState, key: Uint8Array): KeyValue {
    return keyValueOf(this.#change(state.revision, state.sub, key))
  }

  #change(revision: number, sub: number, key: Uint8Array): Change {
    const change = this.#store.change(revision, sub)
    if (!change) throw missing(revision)
    return this.#ofKey(change, key)
  }

  /** What a row leads to is the same key's, or one of the two is not what was written. */
  #ofKey(change: Change, key: Uint8Array): Change {
    const { bytes, keyStart, keyLength, valueLength, revision } = change
    this.steps += 1 + valueLength / STEP_BYTES
    if (compareBytes(bytes, keyStart, keyStart + keyLength, key, 0, key.length) !== 0) {
      throw new StoreDamaged(`The row that leads to revision ${String(revision)}`)
    }
    return change
  }
}

function missing(revision: number): StoreDamaged {
  return new StoreDamaged(`The list of changes, which lacks revision ${String(revision)},`)
}

const NOTHING: Iterator<StoredRow> = [][Symbol.iterator]()

/** Two sorted sequences without common keys as one, and of each row whether it is the first's. */
function* interleaved(
  first: Iterator<StoredRow>,
  second: Iterator<StoredRow>,
  reverse: boolean,
): Generator<{ readonly row: StoredRow; readonly isFirst: boolean }> {
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
