/** Ranges of rows: what a range tombstone removes, and what of a list is left when they are taken away. */
import { compareBytes } from '#foundation/bytes/bytes'

/** Keys with lower <= key < upper; no upper bound if undefined. */
export type KeyRange = { readonly lower: Uint8Array; readonly upper: Uint8Array | undefined }

/** A range tombstone: of at least one possible key. */
export type RowRange = KeyRange & { readonly table: number }

export function covers(
  range: RowRange,
  table: number,
  key: Uint8Array,
  start: number,
  end: number,
): boolean {
  const { lower, upper } = range
  return (
    range.table === table &&
    compareBytes(key, start, end, lower, 0, lower.length) >= 0 &&
    (!upper || compareBytes(key, start, end, upper, 0, upper.length) < 0)
  )
}

/** The pieces of a table's keys that none of the tombstones cover, in the order of the pieces given. */
export function without(
  pieces: readonly KeyRange[],
  table: number,
  tombstones: readonly RowRange[],
): readonly KeyRange[] {
  let left = pieces
  for (const range of tombstones) {
    if (range.table !== table) continue
    left = left.flatMap(({ lower, upper }) => {
      const { upper: end } = range
      const before = { lower, upper: isBelow(range.lower, upper) ? range.lower : upper }
      const after = end && { lower: isBelow(lower, end) ? end : lower, upper }
      return (after ? [before, after] : [before]).filter(piece => isBelow(piece.lower, piece.upper))
    })
  }
  return left
}

/** Rows of several pieces, which are in ascending order, as one list. */
export function inPieces<Found>(
  pieces: readonly KeyRange[],
  reverse: boolean,
  rows: (piece: KeyRange) => Iterable<Found>,
): Iterable<Found> {
  const [only] = pieces
  // Of most lists there is one piece: each row then comes by one generator less.
  return only && pieces.length === 1 ? rows(only) : inSeveral(pieces, reverse, rows)
}

function* inSeveral<Found>(
  pieces: readonly KeyRange[],
  reverse: boolean,
  rows: (piece: KeyRange) => Iterable<Found>,
): Generator<Found> {
  for (const piece of reverse ? pieces.toReversed() : pieces) yield* rows(piece)
}

/** Whether a key comes before a bound; if that is undefined, each does. */
export function isBelow(a: Uint8Array, bound: Uint8Array | undefined): boolean {
  return !bound || compareBytes(a, 0, a.length, bound, 0, bound.length) < 0
}
