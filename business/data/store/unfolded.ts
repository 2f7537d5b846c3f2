/** What memory will take of the disk once it is folded. */
import type { BaseStats } from './base.ts'
import type { Generation } from './memory/generation.ts'

/** Of LMDB: what changing one row takes anew, because a page that others may read is never changed in its place. */
const PAGE_BYTES = 4096

/** Bytes, at least, and at most as far as anybody can tell: between them lies which pages LMDB has to write anew. */
export type Unfolded = { readonly least: number; readonly most: number }

export function unfoldedBytes(generations: readonly Generation[], base: () => BaseStats): Unfolded {
  let changes = 0
  let rows = 0
  let rowBytes = 0
  for (const generation of generations) {
    changes += generation.changeBytes
    rows += generation.rowCount
    rowBytes += generation.rowBytes
  }
  if (rows === 0) return { least: changes, most: changes }
  const stats = base()
  const reusable = stats.rowFileBytes - stats.rowBytes
  // Pages are half full at worst, and those there are now are copied if one of their rows is changed.
  const pages = 2 * rowBytes + Math.min(rows * PAGE_BYTES, stats.rowBytes)
  return {
    least: changes + Math.max(0, rowBytes - reusable),
    most: changes + Math.max(0, pages - reusable),
  }
}
