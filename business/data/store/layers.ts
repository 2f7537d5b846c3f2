/** Rows of several layers as one: memtables of the memtable, newest first, before the base. */
import { compareBytes } from '#foundation/bytes/bytes'
import type { FoundRow } from './base.ts'
import type { BaseReads } from './damage.ts'
import type { Memtable } from './memory/memtable.ts'
import type { KeyRange } from './memory/row-range.ts'
import { inPieces, without } from './memory/row-range.ts'

/** Rows of memtables, newest first, and of the base, as one. */
export function rowsOfLayers(
  memtables: readonly Memtable[],
  base: BaseReads,
  table: number,
  range: KeyRange,
  reverse: boolean,
): Generator<FoundRow> {
  let pieces: readonly KeyRange[] = [range]
  const sources: Iterator<LayeredRow>[] = []
  for (const memtable of memtables) {
    const rows = ({ lower, upper }: KeyRange): Iterable<LayeredRow> =>
      rowsOf(memtable, table, lower, upper, reverse)
    sources.push(inPieces(pieces, reverse, rows)[Symbol.iterator]())
    // The range tombstones of a memtable cover what lies behind it.
    pieces = without(pieces, table, memtable.ranges)
  }
  const stored = ({ lower, upper }: KeyRange): Iterable<FoundRow> =>
    base.range(table, lower, upper, reverse)
  sources.push(inPieces(pieces, reverse, stored)[Symbol.iterator]())
  return merged(sources, reverse)
}

/** Rows of a memtable between the bounds, removed ones too. */
function* rowsOf(
  memtable: Memtable,
  table: number,
  lower: Uint8Array,
  upper: Uint8Array | undefined,
  reverse: boolean,
): Generator<LayeredRow> {
  const { rows } = memtable
  for (const address of memtable.between(table, lower, upper, reverse)) {
    const row = rows.current(address)
    const key = rows.bytes.slice(rows.keyStart(row), rows.keyEnd(row))
    const start = rows.valueStart(row)
    yield {
      key,
      value: rows.isLive(row) ? rows.bytes.slice(start, start + rows.valueLength(row)) : 'removed',
    }
  }
}

export type LayeredRow = {
  readonly key: Uint8Array
  readonly value: Uint8Array | 'damaged' | 'removed'
}

/** Merges sorted sources. Of rows with the same key the one of the first source counts, and goes if it is removed. */
export function* merged(sources: Iterator<LayeredRow>[], reverse: boolean): Generator<FoundRow> {
  const heads = sources.map(nextOf)
  const order = reverse ? -1 : 1
  try {
    for (;;) {
      let chosen: LayeredRow | undefined
      for (const head of heads) {
        if (head && (!chosen || order * compareKeys(head.key, chosen.key) < 0)) chosen = head
      }
      if (!chosen) return
      const { key, value } = chosen
      for (let at = 0; at < heads.length; at++) {
        const head = heads[at]
        const isPassed = head === chosen || (head && compareKeys(head.key, key) === 0)
        if (isPassed) heads[at] = nextOf(sources[at])
      }
      if (value !== 'removed') yield { key, value }
    }
  } finally {
    for (const source of sources) source.return?.()
  }
}

function nextOf(source: Iterator<LayeredRow> | undefined): LayeredRow | undefined {
  const next = source?.next()
  return next?.done === false ? next.value : undefined
}

function compareKeys(a: Uint8Array, b: Uint8Array): number {
  return compareBytes(a, 0, a.length, b, 0, b.length)
}
