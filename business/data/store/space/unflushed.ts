/** What memory will take of the disk once it is flushed. */
import type { RowSpace } from '../base.ts'
import type { Memtable } from '../memory/memtable.ts'
import { PAGE_BYTES } from '../memory/memtable.ts'

/** In bytes. The true number lies between these two: only the flush finds out which pages LMDB has to write again. */
export type Unflushed = { readonly least: number; readonly most: number }

export function unflushedBytes(memtables: readonly Memtable[], base: () => RowSpace): Unflushed {
  let changes = 0
  let rows = 0
  let rowBytes = 0
  for (const memtable of memtables) {
    changes += memtable.changeBytes
    rows += memtable.rowCount
    rowBytes += memtable.rowBytes
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
