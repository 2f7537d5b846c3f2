/** What memory will take of the disk once it is folded. */
import type { RowSpace } from './base.ts'
import type { Generation } from './memory/generation.ts'
import { PAGE_BYTES } from './memory/generation.ts'

/** In bytes. The true number lies between these two: only the fold finds out which pages LMDB has to write again. */
export type Unfolded = { readonly least: number; readonly most: number }

export function unfoldedBytes(generations: readonly Generation[], base: () => RowSpace): Unfolded {
  let changes = 0
  let rows = 0
  let rowBytes = 0
  for (const generation of generations) {
    changes += generation.changeBytes
    rows += generation.rowCount
    rowBytes += generation.rowBytes
  }
  if (rows === 0) return { least: changes, most: changes }
  const space = base()
  const reusable = space.rowFileBytes - space.rowBytes
  // Pages are half full at worst. A page that others may read is never changed in its place: it is copied for one row of it.
  const pages = 2 * rowBytes + Math.min(rows * PAGE_BYTES, space.rowBytes)
  return {
    least: changes + Math.max(0, rowBytes - reusable),
    most: changes + Math.max(0, pages - reusable),
  }
}
