/**
 * A trim as bytes, little endian but for ids:
 *
 *      0     flags u32 | the most entries to remove u32
 *      8     id; or length or bytes f64, 0 f64
 */
import { readId, STREAM_ID_BYTES, writeId } from '../id.ts'
import type { Bound, Trim } from '../model.ts'

export const TRIM_BYTES = 8 + STREAM_ID_BYTES

const BY_ID = 1
const IS_APPROXIMATE = 2
const HAS_MAX = 4
const BY_BYTES = 8
const DROPS = 16
const IS_ACKED = 32

const REFERENCE_FLAGS = { keep: 0, drop: DROPS, acked: IS_ACKED } as const
const BOUND_FLAGS = { id: BY_ID, bytes: BY_BYTES, length: 0 } as const

export function encodeTrim(
  { bound, references, isApproximate, entriesMax }: Trim,
  view: DataView,
  start: number,
): void {
  const flags =
    BOUND_FLAGS[bound.kind] |
    REFERENCE_FLAGS[references] |
    (isApproximate ? IS_APPROXIMATE : 0) |
    (entriesMax === undefined ? 0 : HAS_MAX)
  view.setUint32(start, flags, true)
  view.setUint32(start + 4, entriesMax ?? 0, true)
  if (bound.kind === 'id') {
    writeId(bound.id, view, start + 8)
  } else {
    view.setFloat64(start + 8, bound.kind === 'bytes' ? bound.bytes : bound.length, true)
    view.setFloat64(start + 16, 0, true)
  }
}

export function readTrim(view: DataView, start: number): Trim {
  const flags = view.getUint32(start, true)
  return {
    bound: boundOf(flags, view, start + 8),
    references: flags & DROPS ? 'drop' : flags & IS_ACKED ? 'acked' : 'keep',
    isApproximate: (flags & IS_APPROXIMATE) !== 0,
    entriesMax: flags & HAS_MAX ? view.getUint32(start + 4, true) : undefined,
  }
}

function boundOf(flags: number, view: DataView, at: number): Bound {
  if (flags & BY_ID) return { kind: 'id', id: readId(view, at) }
  const number = view.getFloat64(at, true)
  return flags & BY_BYTES ? { kind: 'bytes', bytes: number } : { kind: 'length', length: number }
}
