/**
 * Marking: every change up to the compacted revision names the older change of its key which it replaced; that one is dead, and so is a
 * change that removed its key, and one whose value stands in its row. Here that is found out and written down, a step at a time.
 */
import { copyBytes } from '#foundation/bytes/bytes'
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
import { blockKey, encodeBlockRow, isDead, isSealed, sealed, unsealed } from './environment.ts'

/**
 * Changes looked at in one step, during which a flush would have to wait: some hundred milliseconds. Each commit takes as long as LMDB
 * needs for its list of free pages, 50 ms and more, so few changes in a step would cost much each.
 */
const MARK_CHANGES_MAX = 50_000
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
  const { environment } = store
  const blocks = store.reader()
  const marks = new Marks()
  const { replaced, removed, collected } = look(store, blocks, marks, onDamaged)
  killReplaced(blocks, replaced, marks, onDamaged)
  const touched = [...marks].filter(({ newlyDeadBytes }) => newlyDeadBytes > 0)
  const files = touchedFiles(store, touched)
  store.commit(() => {
    for (const { place, deadCount } of touched) {
      const { first, row } = place
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

/** What the changes of a step name. */
type Named = {
  /** Changes that they replaced. */
  readonly replaced: ChangeId[]
  /** Keys that they removed. */
  readonly removed: Uint8Array[]
  /** Up to where the step goes. */
  readonly collected: number
}

/** Looks at the changes of a step, and marks those that are dead by themselves. */
function look(store: DiskStore, blocks: BlockReader, marks: Marks, onDamaged: OnDamaged): Named {
  const { collected: before, compactedRevision } = store.state
  const replaced: ChangeId[] = []
  const removed: Uint8Array[] = []
  let collected = before
  let seen = 0
  let bytes = 0
  const change = new Change()
  for (const { place, block } of blocks.blocksAfter(before, onDamaged)) {
    const marked = marks.of(place)
    firstInBlock(change, block)
    let ordinal = 0
    do {
      const { revision, size } = change
      if (revision > before) {
        // A step ends between two revisions, so that it can be told where the next one begins.
        const isFull = seen >= MARK_CHANGES_MAX || bytes >= MARK_BYTES_MAX
        if (isFull && revision > collected) return { replaced, removed, collected }
        if (revision > compactedRevision) {
          return { replaced, removed, collected: compactedRevision }
        }
        seen++
        bytes += size
        collected = revision
        const { previousRevision, previousSub, removes } = change
        if (previousRevision > 0) replaced.push({ revision: previousRevision, sub: previousSub })
        if (removes) removed.push(change.key())
        if (removes || (change.inRow && isInItsRow(store, change))) marked.kill(ordinal, size)
      }
      ordinal++
    } while (nextInBlock(change, block))
  }
  return { replaced, removed, collected: compactedRevision }
}

/**
 * Whether the row of the change's key still has the change's revision. If not, a change after the compacted revision
 * replaced it and names it: until the compacted revision reaches that one, reads of the past need this one.
 */
function isInItsRow({ environment }: DiskStore, change: Change): boolean {
  return TABLES_OF_VALUES.some(table => {
    const { bytes, keyStart, keyLength } = change
    const rowKey = new Uint8Array(1 + keyLength)
    rowKey[0] = table
    copyBytes(bytes, keyStart, keyStart + keyLength, rowKey, 1)
    const stored = environment.rows.getBinaryFast(rowKey)
    if (!stored || !isSealed(rowKey, stored) || stored.length < REVISION_BYTES) return false
    return revisionIn(stored) === change.revision
  })
}

/** The blocks that a step met, their bits as they are to be. */
class Marks implements Iterable<Marked> {
  readonly #blocks = new Map<string, Marked>()

  of(place: Place): Marked {
    const { revision, sub } = place.first
    const id = `${String(revision)} ${String(sub)}`
    const marked = this.#blocks.get(id) ?? new Marked(place)
    this.#blocks.set(id, marked)
    return marked
  }

  [Symbol.iterator](): Iterator<Marked> {
    return this.#blocks.values()
  }
}

class Marked {
  readonly place: Place
  /** Changes in it that are dead, and bytes of those that were not before. */
  deadCount: number
  newlyDeadBytes = 0

  constructor(place: Place) {
    this.place = place
    this.deadCount = countBits(place.row.dead)
  }

  kill(ordinal: number, bytes: number): void {
    const { row } = this.place
    if (isDead(row, ordinal)) return
    row.dead[ordinal >> 3] = (row.dead[ordinal >> 3] ?? 0) | (1 << (ordinal & 7))
    this.deadCount++
    this.newlyDeadBytes += bytes
  }
}

/**
 * Visits the blocks of these changes in their order, each once, and keeps none of them. A change that is named twice, or is gone
 * already, is nothing: a removal is dead by itself and again by what follows it.
 */
function killReplaced(
  blocks: BlockReader,
  replaced: ChangeId[],
  marks: Marks,
  onDamaged: OnDamaged,
): void {
  replaced.sort(compareIds)
  let visited: Place | undefined
  let next = 0
  for (let id = replaced[0]; id; id = replaced[next]) {
    const wanted = id
    const place = passingOver(() => blocks.placeAtOrBefore(wanted), onDamaged)
    const isNew = place && (!visited || compareIds(place.first, visited.first) !== 0)
    const killed = isNew
      ? passingOver(() => killIn(blocks, marks.of(place), replaced, next), onDamaged)
      : undefined
    visited = place
    next += killed ?? 1
  }
}

/** Kills those of the changes from an index on that are in the block. Returns how many are not behind it, at least 1. */
function killIn(
  blocks: BlockReader,
  marked: Marked,
  ids: readonly ChangeId[],
  start: number,
): number {
  const { place } = marked
  const { row } = place
  // The place of a block of one change says all there is to know.
  if (row.count === 1) {
    const isThis = ids[start] && compareIds(ids[start], place.first) === 0
    if (isThis) marked.kill(0, row.bytes - BLOCK_HEADER_BYTES)
    return 1
  }
  const block = blocks.read(place)
  const change = firstInBlock(new Change(), block)
  let next = start
  let id = ids[start]
  let ordinal = 0
  do {
    while (id && compareIds(id, change) < 0) id = ids[++next]
    while (id && compareIds(id, change) === 0) {
      marked.kill(ordinal, change.size)
      id = ids[++next]
    }
    ordinal++
  } while (id && nextInBlock(change, block))
  return Math.max(1, next - start)
}

/** The files' rows as they are to be. */
function touchedFiles({ fileRows }: DiskStore, touched: readonly Marked[]): Map<number, FileRow> {
  const changed = new Map<number, FileRow>()
  for (const { place, deadCount, newlyDeadBytes } of touched) {
    const { row } = place
    const file = changed.get(row.file) ?? fileRows.get(row.file)
    if (!file) continue
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

function compareIds(a: ChangeId, b: ChangeId): number {
  return a.revision - b.revision || a.sub - b.sub
}

function countBits(bytes: Uint8Array): number {
  let count = 0
  for (let byte of bytes) for (; byte > 0; byte &= byte - 1) count++
  return count
}
