/**
 * Collecting: what the compacted revision made unreadable gives its space back, in bounded steps, in memory that does not depend on the
 * length of values.
 *
 * First the rows of range tombstones, see range-removal.ts, and marking, see mark.ts. Then rewriting: files of which half is dead make way for a file of
 * what is left; on a disk that is nearly full, already those of which an eighth is dead.
 */
import { strict as assert } from 'node:assert'
import {
  BLOCK_BYTES,
  BLOCK_HEADER_BYTES,
  firstInBlock,
  nextInBlock,
  sealBlock,
  writeBlockHeader,
} from '../memory/block.ts'
import type { BlockFiles } from './blocks/block-files.ts'
import { FILE_BYTES } from './blocks/block-files.ts'
import type { BlockReader } from './blocks/block-reader.ts'
import { copyBytes } from '#foundation/bytes/bytes'
import { DiskFull } from '#foundation/host/host'
import { StoreDamaged } from '../damage.ts'
import type { ChangeId } from '../memory/change.ts'
import { Change } from '../memory/change.ts'
import type { DiskStore } from './disk-store.ts'
import type { BlockRow, FileRow } from './environment.ts'
import { mark } from './mark.ts'
import type { Place } from './blocks/place.ts'
import { removeRows } from './range-removal.ts'
import {
  blockId,
  blockKey,
  decodeBlockRow,
  encodeBlockRow,
  fileKey,
  isDead,
  sealed,
  unsealed,
} from './environment.ts'

/** A file smaller than this is joined with its neighbours when it is rewritten or they are. */
const SMALL_FILE_BYTES = FILE_BYTES / 4
/** What one step reads of files with something alive, unless one of them is longer; and files that one step deletes. */
const RUN_BYTES_MAX = FILE_BYTES
const RUN_FILES_MAX = 16
/** Less than this is not worth rewriting a file for. */
const LOOSE_BYTES_MIN = 1024 * 1024
/** A file is rewritten when this part of it is dead; and this part when the disk is nearly full. */
const LOOSE_PART = 1 / 2
const LOOSE_PART_SHORT = 1 / 8
/** Left free when files are rewritten: for LMDB's pages, for flushes, and for estimates that were wrong. */
const REWRITE_SLACK_BYTES = 8 * 1024 * 1024

export type CollectReport = {
  /** Whether another step has work to do. */
  readonly more: boolean
  /** Files that nothing refers to any more. They stay until nobody reads them. */
  readonly replaced: readonly number[]
}

/** One step. Throws `DiskFull` with nothing changed; or `StoreDamaged`, and then steps after this one pass over that damage. */
export function collect(store: DiskStore, isShort: boolean): CollectReport {
  let damage = store.damagedEntries.pop()
  const onDamaged = (error: StoreDamaged): void => {
    damage ??= error
  }
  const isRemoving = removeRows(store, onDamaged)
  const isMarking = !isRemoving && store.state.collected < store.state.compactedRevision
  if (isMarking) mark(store, onDamaged)
  if (damage) throw damage
  if (isRemoving || isMarking) return { more: true, replaced: [] }
  const run = looseFiles(store, isShort ? LOOSE_PART_SHORT : LOOSE_PART)
  if (!run) return { more: false, replaced: [] }
  store.making(create => {
    rewrite(store, run.files, create)
  })
  return { more: true, replaced: run.files }
}

type Run = { readonly files: readonly number[]; readonly liveBytes: number }

/**
 * Neighbouring files, by the order of their changes, that are worth replacing by one: this part of one of them is dead, or
 * they are several small ones; and what is left of them fits into a file. Throws `DiskFull` if there are some, and there is no
 * space for what is left of any of them.
 */
function looseFiles(store: DiskStore, loosePart: number): Run | undefined {
  const active = store.activeFile
  const files = [...store.fileRows].sort(
    ([, a], [, b]) => a.first.revision - b.first.revision || a.first.sub - b.first.sub,
  )
  const room = store.files.freeBytes() - REWRITE_SLACK_BYTES
  let found: Run | undefined
  for (let at = 0; at < files.length; at++) {
    const run: number[] = []
    let liveBytes = 0
    let bytes = 0
    let isLoose = false
    for (const [number, row] of files.slice(at)) {
      const isWorthIt = row.dead >= row.bytes * loosePart && row.dead >= LOOSE_BYTES_MIN
      // The file that is still appended to would be a small one again and again.
      const isSmall = number !== active && row.bytes <= SMALL_FILE_BYTES
      if (!isWorthIt && !isSmall) break
      if (store.setAside.has(number) || run.length === RUN_FILES_MAX) break
      const live = row.bytes - row.dead
      if (liveBytes + live > FILE_BYTES) break
      if (live > 0) bytes += row.bytes
      if (bytes > RUN_BYTES_MAX && run.length > 0) break
      // Rather few files than none; and what is dead as a whole needs no space.
      if (live > 0 && liveBytes + live > room && isLoose) break
      liveBytes += live
      isLoose ||= isWorthIt
      run.push(number)
    }
    if (!isLoose && run.length <= 1) continue
    found = { files: run, liveBytes }
    if (liveBytes === 0 || liveBytes <= room) return found
  }
  if (found) throw new DiskFull(store.directory)
  return undefined
}

/** Copies the live changes of the files into a new one, if there are any, and makes it take their place. */
function rewrite(store: DiskStore, run: readonly number[], create: () => number): void {
  const { environment, files } = store
  const rows = run.map(number => store.fileRows.get(number)).filter(row => row !== undefined)
  const first = rows[0]?.first
  const last = rows.at(-1)?.last
  if (!first || !last) return
  const blocks = store.reader()
  const writer = new BlockWriter(files, create)
  const oldKeys: Uint8Array[] = []
  const range = {
    start: blockKey(first.revision, first.sub),
    end: blockKey(last.revision, last.sub),
  }
  for (const { key, value } of environment.blocks.getRange({ ...range, inclusiveEnd: true })) {
    const row = settingAside(store, run, () =>
      decodeBlockRow(unsealed(key, value, 'The place of a block of changes')),
    )
    if (!run.includes(row.file)) continue
    oldKeys.push(key)
    settingAside(store, [row.file], () => {
      copyLive(blocks, { first: blockId(key), row }, writer)
    })
  }
  const written = writer.finish()
  store.commit(() => {
    for (const key of oldKeys) environment.blocks.removeSync(key)
    for (const { id, row } of writer.blocks) {
      const key = blockKey(id.revision, id.sub)
      environment.blocks.putSync(key, sealed(key, encodeBlockRow(row)))
    }
    for (const old of run) environment.files.removeSync(fileKey(old))
    if (written) store.putFile(written.number, written.row)
    return store.state
  })
  for (const old of run) store.fileRows.delete(old)
  if (written) store.fileRows.set(written.number, written.row)
}

function copyLive(blocks: BlockReader, place: Place, writer: BlockWriter): void {
  const { row } = place
  // A single change is alive, or its block would have no place any more.
  if (row.bytes > BLOCK_HEADER_BYTES + BLOCK_BYTES && row.count === 1) {
    writer.addBlock(place, visit => blocks.read(place, visit))
    return
  }
  const block = blocks.read(place)
  const change = firstInBlock(new Change(), block)
  let ordinal = 0
  do {
    if (!isDead(row, ordinal)) writer.add(change, row.time)
    ordinal++
  } while (nextInBlock(change, block))
}

/** Reads something; if that is damaged, the files that it may be of are not rewritten any more. */
function settingAside<Result>(
  store: DiskStore,
  files: readonly number[],
  read: () => Result,
): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof StoreDamaged) for (const file of files) store.setAside.add(file)
    throw error
  }
}

/** Packs changes into new blocks of a new file, which is made when there is something to be written. */
class BlockWriter {
  readonly blocks: { readonly id: ChangeId; readonly row: BlockRow }[] = []
  readonly #files: BlockFiles
  readonly #create: () => number
  #file: number | undefined
  /** Written so far. */
  #bytes = 0
  readonly #buffer = new Uint8Array(BLOCK_HEADER_BYTES + BLOCK_BYTES)
  #used = 0
  #count = 0
  #time = 0
  #first: ChangeId | undefined

  constructor(files: BlockFiles, create: () => number) {
    this.#files = files
    this.#create = create
  }

  /** A change of at most `BLOCK_BYTES`. */
  add(change: Change, time: number): void {
    const { size } = change
    assert(size <= BLOCK_BYTES, 'a larger change has a block of its own')
    if (this.#used > 0 && this.#used + size > BLOCK_BYTES) this.#endBlock()
    if (!this.#first) {
      this.#first = { revision: change.revision, sub: change.sub }
      this.#time = time
    }
    const target = BLOCK_HEADER_BYTES + this.#used
    copyBytes(change.bytes, change.start, change.start + size, this.#buffer, target)
    this.#used += size
    this.#count++
  }

  /** Takes over a block as it is, in pieces. What `read` throws is the end of this writer. */
  addBlock({ first, row }: Place, read: (visit: (piece: Uint8Array) => void) => unknown): void {
    this.#endBlock()
    const file = this.#newFile()
    const offset = this.#bytes
    read(piece => {
      this.#files.file(file).write(piece, this.#bytes)
      this.#bytes += piece.length
    })
    this.blocks.push({ id: first, row: { ...row, file, offset } })
  }

  /** Writes and syncs what is left. Returns the file; undefined if nothing was added. */
  finish(): { readonly number: number; readonly row: FileRow } | undefined {
    this.#endBlock()
    const first = this.blocks[0]?.id
    const last = this.blocks.at(-1)?.id
    if (this.#file === undefined || !first || !last) return undefined
    this.#files.file(this.#file).sync()
    return { number: this.#file, row: { bytes: this.#bytes, dead: 0, first, last } }
  }

  /** Writes the block begun, if there is one. */
  #endBlock(): void {
    if (!this.#first) return
    const file = this.#newFile()
    const view = new DataView(this.#buffer.buffer)
    writeBlockHeader(view, 0, this.#used, this.#count, this.#time)
    sealBlock(this.#buffer, view, 0)
    const bytes = BLOCK_HEADER_BYTES + this.#used
    this.#files.file(file).write(this.#buffer.subarray(0, bytes), this.#bytes)
    this.blocks.push({
      id: this.#first,
      row: {
        file,
        offset: this.#bytes,
        bytes,
        count: this.#count,
        dead: new Uint8Array(Math.ceil(this.#count / 8)),
        time: this.#time,
      },
    })
    this.#bytes += bytes
    this.#used = 0
    this.#count = 0
    this.#first = undefined
  }

  #newFile(): number {
    return (this.#file ??= this.#create())
  }
}
