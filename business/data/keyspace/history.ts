/**
 * Reading keys that have values, as they are and as they were: keys of other types are absent here. Every function reads one consistent state and must not be
 * interrupted; what may take long is a `Walk`, which goes on after others had their turn.
 */
import { compareBytes } from '#foundation/bytes/bytes'
import type { FoundRow } from '#business/data/store/base'
import type { Change, Store } from '#business/data/store/store'
import { keyAsText, Row, StoreDamaged } from '#business/data/store/store'
import { KEYS, KV_BASELINE, KV_DELETE, KV_PUT, TOMBSTONES } from '#business/data/store/tables'
import { followsPut, KeyVersion } from './change.ts'
import { KeyState, KV_TYPE } from './key-row.ts'
import type { Keyspace } from './keyspace.ts'

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

/** As of when keys are read. */
export type AsOf = {
  readonly revision: number
  /** What is due by this time is absent; undefined shows what was. */
  readonly now: number | undefined
  /** What is read of each key: the less, the cheaper. Keys of other types than values are absent, but for `any type`. */
  readonly wants: 'value' | 'meta' | 'existence' | 'any type'
}

/** As much of values counts like one row more. */
const STEP_BYTES = 16 * 1024

export class History {
  /** Grows with every row and change that is looked at, and with the length of its value: how much work was done. */
  steps = 0
  readonly #store: Store
  readonly #keyspace: Keyspace
  #state = new KeyState()
  #row = new Row()
  #version = new KeyVersion()

  constructor(store: Store, keyspace: Keyspace) {
    this.#store = store
    this.#keyspace = keyspace
  }

  /** Lets go of the memory that the last read showed: the store is about to give it back. */
  rest(): void {
    this.#state = new KeyState()
    this.#row = new Row()
    this.#version = new KeyVersion()
  }

  /** The key as it is now, until the store is used again. Throws `StoreDamaged`. */
  get(key: Uint8Array, now: number, wants: AsOf['wants'] = 'value'): KeyVersion | undefined {
    const row = this.#store.find(KEYS, key, 0, key.length)
    if (!row) return undefined
    const state = this.#state.readKey(row)
    if (state.type !== KV_TYPE) return undefined
    const isBound = state.expiresAt !== 0 || state.lease !== 0
    if (isBound && this.#keyspace.isExpired(state, now)) return undefined
    return this.current(state, key, wants)
  }

  /** A walk to the key's value as of a revision. Throws `Compacted`, `FutureRevision` or `StoreDamaged`. */
  walkTo(key: Uint8Array, asOf: AsOf): Walk {
    this.check(asOf.revision)
    const row = this.#store.find(KEYS, key, 0, key.length)
    if (row) return new Walk(this, key, this.#state.readKey(row), asOf)
    const tombstone = this.#store.find(TOMBSTONES, key, 0, key.length)
    const state = tombstone ? this.#state.readTombstone(tombstone) : this.#state.clear()
    return new Walk(this, key, state, asOf)
  }

  /** The same for a key of which `state` is known now. */
  walk(key: Uint8Array, state: KeyState, asOf: AsOf): Walk {
    return new Walk(this, key, state, asOf)
  }

  /** What is known now of every key that may have existed at the revision, in order; the same object each time. */
  *states(
    lower: Uint8Array,
    upper: Uint8Array | undefined,
    reverse: boolean,
    revision: number,
  ): Generator<{ readonly key: Uint8Array; readonly state: KeyState }> {
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
        const what = `The row of key "${keyAsText(key)}"`
        yield { key, state: this.#state.damaged(new StoreDamaged(what)) }
        continue
      }
      const stored = this.#row.at(value, viewOf(value), 0, value.length)
      const state = isFirst ? this.#state.readKey(stored) : this.#state.readTombstone(stored)
      yield { key, state }
    }
  }

  check(revision: number): void {
    const { compactedRevision, revision: current } = this.#store.state
    if (revision < compactedRevision) throw new Compacted(revision, compactedRevision)
    if (revision > current) throw new FutureRevision(revision, current)
  }

  isExpired(expiresAt: number, lease: number, now: number | undefined): boolean {
    if (now === undefined) return false
    const isDue = lease !== 0 && this.#keyspace.leases.isDue(lease, now)
    return isDue || (expiresAt !== 0 && expiresAt <= now)
  }

  /** What a row leads to: all of it in the row, or the rest in its change. Throws `StoreDamaged`. */
  current(state: KeyState, key: Uint8Array, wants: AsOf['wants']): KeyVersion {
    const isThere = wants === 'existence' || wants === 'any type'
    const isEnough = state.hasValue || isThere || (wants === 'meta' && state.hasMeta)
    if (!isEnough) return this.#version.ofChange(this.change(state.revision, state.sub, key))
    // Whether the lease is due was another lookup, which the row did not outlive.
    const row = state.lease === 0 ? undefined : this.#store.find(KEYS, key, 0, key.length)
    return this.#ofRow(row ? state.readKey(row) : state)
  }

  versionOf(change: Change): KeyVersion {
    return this.#version.ofChange(change)
  }

  /** The change, which is the key's. Throws `StoreDamaged` with the key if there is none, or another key's. */
  change(revision: number, sub: number, key: Uint8Array): Change {
    const change = this.changeIfHeld(revision, sub, key)
    if (!change || !isOfKey(change, key)) throw damagedValue(key, revision)
    return change
  }

  /** The same for a change that may have been collected. */
  changeIfHeld(revision: number, sub: number, key: Uint8Array): Change | undefined {
    try {
      const change = this.#store.change(revision, sub)
      this.steps += 1 + (change?.valueLength ?? 0) / STEP_BYTES
      return change
    } catch (error) {
      throw error instanceof StoreDamaged ? damagedValue(key, revision, error) : error
    }
  }

  #ofRow(state: KeyState): KeyVersion {
    const version = this.#version
    version.bytes = state.row.bytes
    version.createRevision = state.createRevision
    version.modRevision = state.revision
    version.version = state.version
    version.expiresAt = state.expiresAt
    version.lease = state.lease
    version.metaStart = state.metaStart
    version.metaLength = state.metaLength
    version.valueStart = state.metaStart + state.metaLength
    version.valueLength = state.valueLength
    return version
  }
}

/** A way back through the changes of one key, to what it was at a revision. */
export class Walk {
  readonly #history: History
  readonly #key: Uint8Array
  readonly #asOf: AsOf
  readonly #state: KeyState
  /** The change that the walk is at, if it left the key's row. */
  #at: { readonly revision: number; readonly sub: number } | undefined
  #isStarted = false

  /** `state` is what is known of the key now, until the first step. */
  constructor(history: History, key: Uint8Array, state: KeyState, asOf: AsOf) {
    this.#history = history
    this.#key = key
    this.#asOf = asOf
    this.#state = state
  }

  /**
   * Looks at no more than so many changes. Returns the value, or that there was none, or `more`. A value is good until the
   * store is used again. Throws `Compacted` or `StoreDamaged`.
   */
  next(changes: number): KeyVersion | 'absent' | 'more' {
    const { revision, now, wants } = this.#asOf
    if (!this.#isStarted) {
      this.#isStarted = true
      const state = this.#state
      if (state.damage) throw state.damage
      if (state.revision <= revision) {
        if (
          !state.exists ||
          (state.type !== KV_TYPE && wants !== 'any type') ||
          this.#history.isExpired(state.expiresAt, state.lease, now)
        ) {
          return 'absent'
        }
        return this.#history.current(state, this.#key, wants)
      }
      this.#at = { revision: state.revision, sub: state.sub }
    } else {
      // Others had their turn.
      this.#history.check(revision)
    }
    for (let count = 0; count < changes; count++) {
      const found = this.#step(revision)
      if (found) return found
    }
    return 'more'
  }

  /** One change back. Undefined if the walk is not at its end. */
  #step(revision: number): KeyVersion | 'absent' | undefined {
    const history = this.#history
    if (!this.#at) return 'absent'
    const change = history.change(this.#at.revision, this.#at.sub, this.#key)
    // It stands for a put at or before the compacted revision.
    if (change.kind === KV_BASELINE) return this.#shown(history.versionOf(change))
    // A long stride as long as it does not lead past the revision, else the next older change.
    const strides = change.milestoneRevision > revision
    const olderRevision = strides ? change.milestoneRevision : change.previousRevision
    const olderSub = strides ? change.milestoneSub : change.previousSub
    if (olderRevision === 0) return 'absent'
    if (olderRevision > revision) {
      this.#at = { revision: olderRevision, sub: olderSub }
      return undefined
    }
    // A removal at or before the compacted revision may have been collected. Asked first: what comes next moves `change`.
    const mayBeGone = !followsPut(change)
    if (mayBeGone && !history.changeIfHeld(olderRevision, olderSub, this.#key)) return 'absent'
    const older = history.change(olderRevision, olderSub, this.#key)
    const isOther = this.#asOf.wants === 'any type' && older.kind !== KV_DELETE
    const hasValue = older.kind === KV_PUT || older.kind === KV_BASELINE
    return !hasValue && !isOther ? 'absent' : this.#shown(history.versionOf(older))
  }

  #shown(version: KeyVersion): KeyVersion | 'absent' {
    const { expiresAt, lease } = version
    return this.#history.isExpired(expiresAt, lease, this.#asOf.now) ? 'absent' : version
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

function isOfKey({ bytes, keyStart, keyLength }: Change, key: Uint8Array): boolean {
  return compareBytes(bytes, keyStart, keyStart + keyLength, key, 0, key.length) === 0
}

function damagedValue(key: Uint8Array, revision: number, cause?: StoreDamaged): StoreDamaged {
  const what = `The value of key "${keyAsText(key)}" of revision ${String(revision)}`
  return new StoreDamaged(what, { cause })
}

function compareKeys(a: Uint8Array, b: Uint8Array): number {
  return compareBytes(a, 0, a.length, b, 0, b.length)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
