/**
 * Range tombstones on disk. A flush only writes them down; the rows are deleted afterwards, in bounded steps. Until then:
 *
 *     state table    1, id u32          ->  table u8, has upper u8, lower length u16, lower, upper     what is being removed
 *                    2, table u8, key   ->  id u32     a row put after the tombstones up to this id
 *
 * A row that a tombstone covers exists only if it was put after the newest such tombstone.
 */
import type { Transaction } from 'lmdb'
import { copyBytes } from '#foundation/bytes/bytes'
import type { StoreDamaged } from '../damage.ts'
import { passingOver } from '../damage.ts'
import type { RowRange } from '../memory/row-range.ts'
import { covers } from '../memory/row-range.ts'
import type { DiskStore } from './disk-store.ts'
import type { Environment, FlushedState } from './environment.ts'
import { sealed, unsealed } from './environment.ts'

/** More than this are not on disk at the same time: a flush that brings more removes rows of older ones first. */
export const RANGES_MAX = 64
/** Rows looked at in one step, and bytes of them; for the number see `mark`. */
const STEP_ROWS_MAX = 20_000
const STEP_BYTES_MAX = 4 * 1024 * 1024

/** Shorter than any row is stored. */
export const DAMAGED_ROW = Uint8Array.of(0)

const RANGE = 1
const KEPT = 2

/** By id; newer ones have higher ids. */
export type PendingRanges = ReadonlyMap<number, RowRange>

export function readRanges(environment: Environment, transaction?: Transaction): PendingRanges {
  const ranges = new Map<number, RowRange>()
  const bounds = { start: Uint8Array.of(RANGE), end: Uint8Array.of(KEPT) }
  const options = { ...bounds, ...(transaction && { transaction }) }
  for (const { key, value } of environment.state.getRange(options)) {
    const id = new DataView(key.buffer, key.byteOffset).getUint32(1)
    ranges.set(id, decodeRange(unsealed(key, value, 'A range of removed rows')))
  }
  return ranges
}

/** Whether none of the tombstones removed the row with this key, which is its table and its key. */
export function isKept(
  environment: Environment,
  ranges: PendingRanges,
  rowKey: Uint8Array,
): boolean {
  let newest = 0
  for (const [id, range] of ranges) {
    if (id > newest && covers(range, rowKey[0] ?? 0, rowKey, 1, rowKey.length)) newest = id
  }
  if (newest === 0) return true
  const key = keptKey(rowKey, 0, rowKey.length)
  const stored = environment.state.get(key)
  if (!stored) return false
  const kept = unsealed(key, stored, 'The mark of a row that was put into a removed range')
  return new DataView(kept.buffer, kept.byteOffset).getUint32(0) >= newest
}

/** Keys of marked rows between the bounds, which are a table and a key each. */
export function* keptKeys(
  environment: Environment,
  lower: Uint8Array,
  upper: Uint8Array,
  reverse: boolean,
): Generator<Uint8Array> {
  const low = keptKey(lower, 0, lower.length)
  const high = keptKey(upper, 0, upper.length)
  const bounds = reverse
    ? { start: high, exclusiveStart: true, end: low, inclusiveEnd: true, reverse }
    : { start: low, end: high }
  for (const key of environment.state.getKeys(bounds)) yield key.slice(1)
}

/** Only inside `commit`: writes tombstones down. Returns the highest id. */
export function putRanges(store: DiskStore, ranges: readonly RowRange[]): number {
  let { lastRange } = store.state
  for (const range of ranges) {
    lastRange++
    putRange(store, lastRange, range)
    store.ranges.set(lastRange, range)
  }
  return lastRange
}

/** Only inside `commit`: a row was put, or removed, that tombstones up to this id do not concern. */
export function markKept(store: DiskStore, rowKey: Uint8Array, id: number, isPut: boolean): void {
  const [table = 0] = rowKey
  for (const range of store.ranges.values()) {
    if (!covers(range, table, rowKey, 1, rowKey.length)) continue
    const key = keptKey(rowKey, 0, rowKey.length)
    const value = new Uint8Array(4)
    new DataView(value.buffer).setUint32(0, id)
    if (isPut) store.environment.state.putSync(key, sealed(key, value))
    else store.environment.state.removeSync(key)
    return
  }
}

/**
 * One bounded step of deleting rows; false if there was nothing to do. Of a row whose mark is damaged, `onDamaged` is told.
 * Throws `DiskFull`.
 */
export function removeRows(store: DiskStore, onDamaged: (error: StoreDamaged) => void): boolean {
  const [oldest] = store.ranges
  return oldest ? removeRowsOf(store, ...oldest, onDamaged) : dropMarks(store)
}

function removeRowsOf(
  store: DiskStore,
  id: number,
  range: RowRange,
  onDamaged: (error: StoreDamaged) => void,
): boolean {
  const { rows, state } = store.environment
  const bounds = {
    start: boundOf(range.table, range.lower),
    end: range.upper ? boundOf(range.table, range.upper) : Uint8Array.of(range.table + 1),
  }
  const removed: Uint8Array[] = []
  const spoiled: Uint8Array[] = []
  const only: PendingRanges = new Map([[id, range]])
  let next: Uint8Array | undefined
  let seen = 0
  let bytes = 0
  for (const { key, value } of rows.getRange(bounds)) {
    if (seen >= STEP_ROWS_MAX || bytes >= STEP_BYTES_MAX) {
      next = key.slice(1)
      break
    }
    seen++
    bytes += key.length + value.length
    const kept = passingOver(() => isKept(store.environment, only, key), onDamaged)
    if (kept === true) continue
    const gone = kept === false ? removed : spoiled
    gone.push(Uint8Array.from(key))
  }
  const rest: RowRange | undefined = next && { ...range, lower: next }
  store.commit(() => {
    for (const key of removed) rows.removeSync(key)
    // Nobody can tell whether it was removed: what reads it is told that it is damaged.
    for (const key of spoiled) rows.putSync(key, DAMAGED_ROW)
    if (rest) putRange(store, id, rest)
    else state.removeSync(rangeKey(id))
    return store.state
  })
  if (rest) store.ranges.set(id, rest)
  else store.ranges.delete(id)
  return true
}

/** Marks have no meaning when no range is being removed. */
function dropMarks(store: DiskStore): boolean {
  const { state } = store.environment
  const limits = { start: Uint8Array.of(KEPT), end: Uint8Array.of(KEPT + 1), limit: STEP_ROWS_MAX }
  const keys = [...state.getKeys(limits)].map(key => Uint8Array.from(key))
  if (keys.length === 0) return false
  store.commit((): FlushedState => {
    for (const key of keys) state.removeSync(key)
    return store.state
  })
  return true
}

function putRange(store: DiskStore, id: number, range: RowRange): void {
  const key = rangeKey(id)
  store.environment.state.putSync(key, sealed(key, encodeRange(range)))
}

function rangeKey(id: number): Uint8Array {
  const key = new Uint8Array(5)
  key[0] = RANGE
  new DataView(key.buffer).setUint32(1, id)
  return key
}

function keptKey(rowKey: Uint8Array, start: number, end: number): Uint8Array {
  const key = new Uint8Array(1 + end - start)
  key[0] = KEPT
  copyBytes(rowKey, start, end, key, 1)
  return key
}

function boundOf(table: number, bound: Uint8Array): Uint8Array {
  const prefixed = new Uint8Array(1 + bound.length)
  prefixed[0] = table
  prefixed.set(bound, 1)
  return prefixed
}

function encodeRange({ table, lower, upper }: RowRange): Uint8Array {
  const bytes = new Uint8Array(4 + lower.length + (upper?.length ?? 0))
  bytes[0] = table
  bytes[1] = upper ? 1 : 0
  new DataView(bytes.buffer).setUint16(2, lower.length)
  bytes.set(lower, 4)
  if (upper) bytes.set(upper, 4 + lower.length)
  return bytes
}

function decodeRange(bytes: Uint8Array): RowRange {
  const lowerEnd = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint16(2)
  const [table = 0, hasUpper] = bytes
  return {
    table,
    lower: Uint8Array.from(bytes.subarray(4, lowerEnd)),
    upper: hasUpper === 1 ? Uint8Array.from(bytes.subarray(lowerEnd)) : undefined,
  }
}
