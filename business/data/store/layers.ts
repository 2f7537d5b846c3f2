/** Rows of several layers as one: memtables of the memtable, newest first, before the base. */
import { compareBytes } from '#foundation/bytes/bytes'
import type { FoundRow, StoredRow } from './base.ts'
import type { BaseReads } from './damage.ts'
import { damagedRow } from './damage.ts'
import type { Memtable } from './memory/memtable.ts'
import { ScannedRow } from './memory/row.ts'
import type { KeyRange } from './memory/row-range.ts'
import { inPieces, without } from './memory/row-range.ts'

/** Rows of memtables, newest first, and of the base, as one. Each is good until the next step; none is `removed`. */
export function rowsOfLayers(
  memtables: readonly Memtable[],
  base: BaseReads,
  table: number,
  range: KeyRange,
  reverse: boolean,
): Generator<ScannedRow> {
  let pieces: readonly KeyRange[] = [range]
  const sources: Iterator<ScannedRow>[] = []
  for (const memtable of memtables) {
    const rows = ({ lower, upper }: KeyRange): Iterable<ScannedRow> =>
      rowsOf(memtable, table, lower, upper, reverse)
    sources.push(inPieces(pieces, reverse, rows)[Symbol.iterator]())
    // The range tombstones of a memtable cover what lies behind it.
    pieces = without(pieces, table, memtable.ranges)
  }
  const stored = ({ lower, upper }: KeyRange): Iterable<ScannedRow> =>
    base.scan(table, lower, upper, reverse)
  sources.push(inPieces(pieces, reverse, stored)[Symbol.iterator]())
  return merged(sources, reverse)
}

/** Throws `StoreDamaged` where a damaged row would come. */
export function* undamaged(rows: Iterable<ScannedRow>): Generator<ScannedRow> {
  for (const row of rows) {
    if (row.state === 'damaged') throw damagedRow(row.key())
    yield row
  }
}

/** Copies that stay. */
export function* copied(rows: Iterable<ScannedRow>): Generator<StoredRow> {
  for (const row of rows) yield { key: row.key(), value: row.value() }
}

export function* copiedWithDamage(rows: Iterable<ScannedRow>): Generator<FoundRow> {
  for (const row of rows) {
    yield { key: row.key(), value: row.state === 'damaged' ? 'damaged' : row.value() }
  }
}

/** Rows of a memtable between the bounds, removed ones too. */
function* rowsOf(
  memtable: Memtable,
  table: number,
  lower: Uint8Array,
  upper: Uint8Array | undefined,
  reverse: boolean,
): Generator<ScannedRow> {
  const { rows } = memtable
  const found = new ScannedRow()
  found.bytes = rows.bytes
  found.view = rows.view
  for (const address of memtable.between(table, lower, upper, reverse)) {
    const row = rows.current(address)
    found.keyStart = rows.keyStart(row)
    found.keyEnd = rows.keyEnd(row)
    found.valueStart = rows.valueStart(row)
    found.valueEnd = found.valueStart + rows.valueLength(row)
    found.state = rows.isLive(row) ? 'live' : 'removed'
    yield found
  }
}

/**
 * Merges sorted sources, each of which has a row of its own. Of rows with the same key the one of the first source counts, and
 * goes if it is removed.
 */
export function* merged(
  sources: readonly Iterator<ScannedRow>[],
  reverse: boolean,
): Generator<ScannedRow> {
  const heads = sources.map(nextOf)
  try {
    for (;;) {
      const first = firstOf(heads, reverse)
      const chosen = heads[first]
      if (!chosen) return
      for (let at = first + 1; at < heads.length; at++) {
        const head = heads[at]
        if (head && compareKeys(head, chosen) === 0) heads[at] = nextOf(sources[at])
      }
      if (chosen.state !== 'removed') yield chosen
      heads[first] = nextOf(sources[first])
    }
  } finally {
    for (const source of sources) source.return?.()
  }
}

/** Which head comes next; the first of those with the same key. */
function firstOf(heads: readonly (ScannedRow | undefined)[], reverse: boolean): number {
  let first = heads.length - 1
  for (let at = first - 1; at >= 0; at--) {
    const head = heads[at]
    const chosen = heads[first]
    if (!head) continue
    const order = chosen ? compareKeys(head, chosen) : 0
    if (reverse ? order >= 0 : order <= 0) first = at
  }
  return first
}

function nextOf(source: Iterator<ScannedRow> | undefined): ScannedRow | undefined {
  const next = source?.next()
  return next?.done === false ? next.value : undefined
}

function compareKeys(a: ScannedRow, b: ScannedRow): number {
  return compareBytes(a.bytes, a.keyStart, a.keyEnd, b.bytes, b.keyStart, b.keyEnd)
}
