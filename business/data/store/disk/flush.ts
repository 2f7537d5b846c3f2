/** Flushing: a memtable of the memtable becomes part of the store on disk, in one commit. */
import { crc32 } from 'node:zlib'
import { BLOCK_HEADER_BYTES, blockBytes, sealBlock } from '../memory/block.ts'
import { FILE_BYTES } from './blocks/block-files.ts'
import { copyBytes } from '#foundation/bytes/bytes'
import { Change } from '../memory/change.ts'
import type { ChangeId } from '../memory/change.ts'
import type { DiskStore } from './disk-store.ts'
import type { BlockRow, FileRow } from './environment.ts'
import { blockKey, CRC_BYTES, encodeBlockRow, sealed, tableStats } from './environment.ts'
import { markKept, putRanges, RANGES_MAX, removeRows } from './range-removal.ts'
import type { ImmutableMemtable } from '../memory/memtable.ts'
import { RowMemory } from '../memory/row-memory.ts'
import type { StoreState } from '../state.ts'
import { ROW_KEY_BYTES_MAX } from '../tables.ts'

/**
 * What is synced at once: a log on the same disk has to wait for that, so little and often is better than much and seldom.
 */
const SYNC_BYTES = 512 * 1024

/**
 * LMDB keeps the pages that a transaction changes in a sorted array, and mostly puts a new one at its front: a flush of 80,000 random rows
 * spent half of its time there. A child transaction has an array of its own, merged with its parent's when it ends.
 */
const CHILD_ROWS = 4000
/** From 2^17 changed pages on LMDB writes some of them early. A child transaction can do that with its own only: it should never have to. */
const CHILD_PAGES_MAX = 110_000

export type FlushReport = { readonly rows: number; readonly blocks: number; readonly bytes: number }

type PlacedBlock = { readonly id: ChangeId; readonly row: BlockRow }

/**
 * Throws `DiskFull`, and then nothing has changed: try again. Any other error is the end of this store. `childPagesMax`: how many pages
 * child transactions may change.
 */
export function flush(
  store: DiskStore,
  memtable: ImmutableMemtable,
  state: StoreState,
  childPagesMax = CHILD_PAGES_MAX,
): FlushReport {
  while (store.ranges.size > 0 && store.ranges.size + memtable.ranges.length > RANGES_MAX) {
    // Reads of a row whose mark is damaged tell of it.
    removeRows(store, () => undefined)
  }
  return store.making(create => flushInto(store, memtable, state, childPagesMax, create))
}

function flushInto(
  store: DiskStore,
  memtable: ImmutableMemtable,
  state: StoreState,
  childPagesMax: number,
  create: () => number,
): FlushReport {
  const memory = new RowMemory(memtable.memory)
  const { placed, files, bytes } = appendBlocks(store, memory, memtable, create)
  const { environment } = store
  store.commit(() => {
    const lastRange = putRanges(store, memtable.ranges)
    putRows(store, memory, memtable.rows, lastRange, childPagesMax)
    for (const { id, row } of placed) {
      const key = blockKey(id.revision, id.sub)
      environment.blocks.putSync(key, sealed(key, encodeBlockRow(row)), { append: true })
    }
    for (const [number, row] of files) store.putFile(number, row)
    return { ...store.state, ...state, lastRange }
  })
  for (const [number, row] of files) store.fileRows.set(number, row)
  return { rows: memtable.rows.length, blocks: placed.length, bytes }
}

/** Only inside `commit`. In their order: LMDB is quickest when neighbours are written one after the other. */
function putRows(
  store: DiskStore,
  memory: RowMemory,
  rows: Int32Array,
  lastRange: number,
  childPagesMax: number,
): void {
  const scratch = new Uint8Array(1 + ROW_KEY_BYTES_MAX)
  const putAll = (some: Int32Array): void => {
    for (const address of some) putRow(store, memory, memory.current(address), scratch, lastRange)
  }
  const inChildren = childRows(store, memory, rows, childPagesMax)
  for (let start = 0; start < inChildren; start += CHILD_ROWS) {
    // Inside another transaction, this is its child.
    store.environment.root.transactionSync(() => {
      putAll(rows.subarray(start, Math.min(start + CHILD_ROWS, inChildren)))
    })
  }
  putAll(rows.subarray(inChildren))
}

function putRow(
  store: DiskStore,
  memory: RowMemory,
  row: number,
  scratch: Uint8Array,
  lastRange: number,
): void {
  const { rows } = store.environment
  const keyStart = memory.keyStart(row)
  const keyEnd = memory.keyEnd(row)
  scratch[0] = memory.table(row)
  copyBytes(memory.bytes, keyStart, keyEnd, scratch, 1)
  const key = scratch.subarray(0, 1 + keyEnd - keyStart)
  const isLive = memory.isLive(row)
  if (isLive) {
    const start = memory.valueStart(row)
    const end = start + memory.valueLength(row)
    const value = memory.bytes.subarray(start, end)
    memory.view.setUint32(end, crc32(value, crc32(key)), true)
    rows.putSync(key, memory.bytes.subarray(start, end + CRC_BYTES))
  } else {
    rows.removeSync(key)
  }
  if (store.ranges.size > 0) markKept(store, key, lastRange, isLive)
}

/**
 * How many rows, from the first on, child transactions may put so that they change at most so many pages. A row changes two at most, besides
 * those above them in the tree: its own, and one that is split off or merged. Rows in one page share it; what they add makes new
 * ones, half full at worst. In a range that is being removed, each has a mark in another table.
 */
function childRows(
  store: DiskStore,
  memory: RowMemory,
  rows: Int32Array,
  pagesMax: number,
): number {
  const { pageSize, treeBranchPageCount, treeLeafPageCount } = tableStats(store.environment.rows)
  const pagesOfMark = store.ranges.size > 0 ? 2 : 0
  let count = 0
  let bytes = 0
  for (const address of rows) {
    const row = memory.current(address)
    if (memory.isLive(row)) bytes += memory.keyEnd(row) - row + memory.valueLength(row)
    const changed = 2 * Math.min(count + 1, treeLeafPageCount) + pagesOfMark * (count + 1)
    if (treeBranchPageCount + changed + (2 * bytes) / pageSize > pagesMax) return count
    count++
  }
  return count
}

/** Writes and syncs the blocks behind what the newest file holds, going on in new files when one is full. */
function appendBlocks(
  store: DiskStore,
  memory: RowMemory,
  memtable: ImmutableMemtable,
  create: () => number,
): { placed: PlacedBlock[]; files: Map<number, FileRow>; bytes: number } {
  const placed: PlacedBlock[] = []
  const touched = new Map<number, FileRow>()
  const unsynced = new Set<number>()
  let unsyncedBytes = 0
  let number = store.activeFile ?? 0
  let file = store.fileRows.get(number)
  let bytes = 0
  for (const { start, end } of memtable.extents) {
    if (start === end) continue
    if (!file || file.bytes + end - start > FILE_BYTES) {
      number = create()
      file = undefined
    }
    const offset: number = file?.bytes ?? 0
    const blocks = placeBlocks(memory, start, end, number, offset)
    store.files.file(number).write(memory.bytes.subarray(start, end), offset)
    const first = file?.first ?? blocks[0]?.id ?? { revision: 0, sub: 0 }
    const last = blocks.at(-1)?.id ?? first
    file = { bytes: offset + end - start, dead: file?.dead ?? 0, first, last }
    touched.set(number, file)
    placed.push(...blocks)
    bytes += end - start
    unsynced.add(number)
    unsyncedBytes += end - start
    if (unsyncedBytes >= SYNC_BYTES) {
      sync(store, unsynced)
      unsyncedBytes = 0
    }
  }
  sync(store, unsynced)
  return { placed, files: touched, bytes }
}

function sync({ files }: DiskStore, numbers: Set<number>): void {
  for (const number of numbers) files.file(number).sync()
  numbers.clear()
}

/** Seals the blocks between two addresses and says where each will be in a file that continues at `offset`. */
function placeBlocks(
  memory: RowMemory,
  start: number,
  end: number,
  file: number,
  offset: number,
): PlacedBlock[] {
  const blocks: PlacedBlock[] = []
  const change = new Change()
  for (let at = start; at < end; at += blockBytes(memory.view, at)) {
    sealBlock(memory.bytes, memory.view, at)
    change.at(memory.bytes, memory.view, at + BLOCK_HEADER_BYTES)
    const count = memory.view.getUint32(at + 12, true)
    blocks.push({
      id: { revision: change.revision, sub: change.sub },
      row: {
        file,
        offset: offset + at - start,
        bytes: blockBytes(memory.view, at),
        count,
        time: memory.view.getFloat64(at + 16, true),
        dead: new Uint8Array(Math.ceil(count / 8)),
      },
    })
  }
  return blocks
}
