/**
 * Marking: every change up to the compacted revision names the older change of its key which it replaced; that one is dead, and so is a
 * change that removed its key, and one whose value stands in its row. Here that is found out and written down, a step at a time.
 */
import { BLOCK_HEADER_BYTES, firstInBlock, nextInBlock } from '../memory/block.ts'
import type { ChangeId } from '../memory/change.ts'
import { Change } from '../memory/change.ts'
import { TABLES_OF_REMOVALS, TABLES_OF_VALUES } from '../tables.ts'
import type { StoreDamaged } from '../damage.ts'
import { passingOver } from '../damage.ts'
import type { BlockReader } from './blocks/block-reader.ts'
import type { Place } from './blocks/place.ts'
import type { DiskStore } from './disk-store.ts'
import type { FileRow } from './environment.ts'
import { blockKey, encodeBlockRow, isSealed, sealed, unsealed } from './environment.ts'

/** Changes looked at in one step: some ten milliseconds, during which a flush would have to wait. */
const MARK_CHANGES_MAX = 2000
/** Their bytes, for the same reason: each is read to its end, since a damaged one must not name anything dead. */
const MARK_BYTES_MAX = 16 * 1024 * 1024

type OnDamaged = (error: StoreDamaged) => void

/** Rows of removals and of values begin with the revision of the change that they name, an f64. */
const REVISION_BYTES = 8

/**
 * Does one step. It holds ids, keys and places in memory, and no values. It tells `onDamaged` of damage, and goes on behind it: what a
 * damaged block would have made dead keeps its space, and so does what is dead in such a block.
 */
export function mark(store: DiskStore, onDamaged: OnDamaged): void {
  const { state, environment, blocks } = store
  const dead: ChangeId[] = []
  const removed: Uint8Array[] = []
  let seen = 0
  let bytes = 0
  let collected = state.collected
  let isFull = false
  for (const change of blocks.changesAfter(state.collected, onDamaged)) {
    const { revision } = change
    // A step ends between two revisions, so that it can be told where the next one begins.
    isFull = (seen >= MARK_CHANGES_MAX || bytes >= MARK_BYTES_MAX) && revision > collected
    if (revision > state.compactedRevision || isFull) break
    seen++
    bytes += change.size
    collected = revision
    if (change.previousRevision > 0) {
      dead.push({ revision: change.previousRevision, sub: change.previousSub })
    }
    if (change.removes || (change.inRow && isInItsRow(store, change))) {
      dead.push({ revision, sub: change.sub })
    }
    if (change.removes) removed.push(change.key())
  }
  if (!isFull) collected = state.compactedRevision
  const touched = touchedBlocks(blocks, dead, onDamaged)
  const files = touchedFiles(store, touched)
  store.commit(() => {
    for (const { first, row, deadCount } of touched) {
      const key = blockKey(first.revision, first.sub)
      if (deadCount === row.count) environment.blocks.removeSync(key)
      else environment.blocks.putSync(key, sealed(key, encodeBlockRow(row)))
    }
    for (const [number, row] of files) store.putFile(number, row)
    for (const key of removed) {
      for (const table of TABLES_OF_REMOVALS) {
        passingOver(() => {
          dropRowOfRemoval(store, table, key, collected)
        }, onDamaged)
      }
    }
    return { ...store.state, collected }
  })
  for (const [number, row] of files) store.fileRows.set(number, row)
}

/**
 * Whether the row of the change's key still has the change's revision. If not, a change after the compacted revision
 * replaced it and names it: until the compacted revision reaches that one, reads of the past need this one.
 */
function isInItsRow({ environment }: DiskStore, change: Change): boolean {
  return TABLES_OF_VALUES.some(table => {
    const rowKey = rowKeyOf(table, change.key())
    const stored = environment.rows.get(rowKey)
    if (!stored || !isSealed(rowKey, stored) || stored.length < REVISION_BYTES) return false
    return revisionIn(stored) === change.revision
  })
}

/** A block in which changes died, its bits as they are to be. */
type Touched = Place & {
  /** Changes in it that are dead, and bytes of those that were not before. */
  deadCount: number
  newlyDeadBytes: number
}

/**
 * Visits the blocks in their order, each once, and keeps none of them. A change that is named twice, or is gone already, is
 * nothing: a removal is dead by itself and again by what follows it.
 */
function touchedBlocks(blocks: BlockReader, dead: ChangeId[], onDamaged: OnDamaged): Touched[] {
  dead.sort((a, b) => a.revision - b.revision || a.sub - b.sub)
  const touched: Touched[] = []
  let inBlock: InBlock[] = []
  for (const id of dead) {
    const isThis = (change: InBlock): boolean => isSame(change, id)
    let last = touched.at(-1)
    let ordinal = inBlock.findIndex(isThis)
    if (!last || ordinal < 0) {
      const place = passingOver(() => blocks.placeAtOrBefore(id), onDamaged)
      if (!place) continue
      if (!last || !isSame(last.first, place.first)) {
        const found = passingOver(() => changesIn(blocks, place), onDamaged)
        if (!found) continue
        last = { ...place, deadCount: countBits(place.row.dead), newlyDeadBytes: 0 }
        touched.push(last)
        inBlock = found
      }
      ordinal = inBlock.findIndex(isThis)
    }
    const byte = last.row.dead[ordinal >> 3] ?? 0
    const bit = 1 << (ordinal & 7)
    if (ordinal < 0 || byte & bit) continue
    last.row.dead[ordinal >> 3] = byte | bit
    last.deadCount++
    last.newlyDeadBytes += inBlock[ordinal]?.size ?? 0
  }
  return touched
}

type InBlock = ChangeId & { readonly size: number }

function changesIn(blocks: BlockReader, place: Place): InBlock[] {
  // The place of a block of one change says all there is to know.
  if (place.row.count === 1) return [{ ...place.first, size: place.row.bytes - BLOCK_HEADER_BYTES }]
  const block = blocks.read(place)
  const found: InBlock[] = []
  const change = firstInBlock(new Change(), block)
  do {
    found.push({ revision: change.revision, sub: change.sub, size: change.size })
  } while (nextInBlock(change, block))
  return found
}

/** The files' rows as they are to be. */
function touchedFiles({ fileRows }: DiskStore, touched: readonly Touched[]): Map<number, FileRow> {
  const changed = new Map<number, FileRow>()
  for (const { row, deadCount, newlyDeadBytes } of touched) {
    const file = changed.get(row.file) ?? fileRows.get(row.file)
    if (!file || newlyDeadBytes === 0) continue
    const bytes = newlyDeadBytes + (deadCount === row.count ? BLOCK_HEADER_BYTES : 0)
    changed.set(row.file, { ...file, dead: file.dead + bytes })
  }
  return changed
}

function dropRowOfRemoval(
  store: DiskStore,
  table: number,
  key: Uint8Array,
  collected: number,
): void {
  const rowKey = rowKeyOf(table, key)
  const stored = store.environment.rows.get(rowKey)
  if (!stored) return
  const row = unsealed(rowKey, stored, 'The row of a removed key')
  if (revisionIn(row) <= collected) store.environment.rows.removeSync(rowKey)
}

function rowKeyOf(table: number, key: Uint8Array): Uint8Array {
  const rowKey = new Uint8Array(1 + key.length)
  rowKey[0] = table
  rowKey.set(key, 1)
  return rowKey
}

function revisionIn(row: Uint8Array): number {
  return new DataView(row.buffer, row.byteOffset).getFloat64(0, true)
}

function isSame(a: ChangeId, b: ChangeId): boolean {
  return a.revision === b.revision && a.sub === b.sub
}

function countBits(bytes: Uint8Array): number {
  let count = 0
  for (let byte of bytes) for (; byte > 0; byte &= byte - 1) count++
  return count
}
