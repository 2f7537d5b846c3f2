/**
 * A block of changes: what is read, checked and indexed at once, about 8 KiB of changes or a single larger one.
 *
 *      0     CRC-32 u32            of all that follows; 0 until the flush
 *      4     magic u32
 *      8     bytes u32             of the changes after this header
 *     12     count u32
 *     16     time f64              when the first of them was proposed, in milliseconds since 1970
 *     24     change, change, ...   see change.ts
 */
import { crc32 } from 'node:zlib'
import type { Change, ChangeId } from './change.ts'

export const BLOCK_HEADER_BYTES = 24
/** A block that has this many bytes of changes takes no further one. */
export const BLOCK_BYTES = 8 * 1024

const MAGIC = 0x4b4c_4253 // "SBLK"

/** A block in memory: at `start` of `bytes`, which `view` shows too. */
export type Block = {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly start: number
  readonly first: ChangeId
}

/** Where blocks come from, in the order of their changes. */
export type BlockSource = {
  /** The last block that begins at or before the change: the only one that can hold it. */
  atOrBefore(revision: number, sub: number): Block | undefined
  /** The first block that begins after the change. */
  after(revision: number, sub: number): Block | undefined
}

export function blockTime(block: Block): number {
  return block.view.getFloat64(block.start + 16, true)
}

/** Length with the header. */
export function blockBytes(view: DataView, start: number): number {
  return BLOCK_HEADER_BYTES + view.getUint32(start + 8, true)
}

/** Moves `change` to the first change of the block. */
export function firstInBlock(change: Change, block: Block): Change {
  return change.at(block.bytes, block.view, block.start + BLOCK_HEADER_BYTES)
}

/** Moves `change` to the next one of the block; false, without moving, after the last. */
export function nextInBlock(change: Change, block: Block): boolean {
  const next = change.start + change.size
  if (next >= block.start + blockBytes(block.view, block.start)) return false
  change.at(block.bytes, block.view, next)
  return true
}

/** Makes the block fit for the disk. */
export function sealBlock(bytes: Uint8Array, view: DataView, start: number): void {
  view.setUint32(start, crc32(bytes.subarray(start + 4, start + blockBytes(view, start))), true)
}

/** Whether the bytes, which must be a whole block, are what `sealBlock` left. */
export function isSound(bytes: Uint8Array, view: DataView): boolean {
  return isHeader(bytes, view, bytes.length) && storedCrc(view) === crc32(bytes.subarray(4))
}

/** Whether the bytes begin like a block of this length. */
export function isHeader(bytes: Uint8Array, view: DataView, length: number): boolean {
  return (
    bytes.length >= BLOCK_HEADER_BYTES &&
    view.getUint32(4, true) === MAGIC &&
    blockBytes(view, 0) === length
  )
}

/** What the block's bytes after the first four should have as their CRC. */
export function storedCrc(view: DataView): number {
  return view.getUint32(0, true)
}

export function writeBlockHeader(
  view: DataView,
  start: number,
  bytes: number,
  count: number,
  time: number,
): void {
  view.setUint32(start, 0, true)
  view.setUint32(start + 4, MAGIC, true)
  view.setUint32(start + 8, bytes, true)
  view.setUint32(start + 12, count, true)
  view.setFloat64(start + 16, time, true)
}

/** The blocks of one memtable, oldest first. */
export class BlockList implements BlockSource {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #blocks: Block[] = []

  constructor(memory: { readonly bytes: Uint8Array; readonly view: DataView }) {
    this.#bytes = memory.bytes
    this.#view = memory.view
  }

  clear(): void {
    this.#blocks = []
  }

  /** Whether the newest block takes a change of this many bytes. */
  hasRoom(bytes: number): boolean {
    const last = this.#blocks.at(-1)
    return last !== undefined && this.#view.getUint32(last.start + 8, true) + bytes <= BLOCK_BYTES
  }

  /** Begins a block at `start` whose first change, of this many bytes, follows its header. */
  begin(start: number, bytes: number, revision: number, sub: number, time: number): void {
    writeBlockHeader(this.#view, start, bytes, 1, time)
    this.#blocks.push({ bytes: this.#bytes, view: this.#view, start, first: { revision, sub } })
  }

  /** Counts a change that was put behind the last one of the newest block. */
  extend(bytes: number): void {
    const start = this.#blocks.at(-1)?.start ?? 0
    this.#view.setUint32(start + 8, this.#view.getUint32(start + 8, true) + bytes, true)
    this.#view.setUint32(start + 12, this.#view.getUint32(start + 12, true) + 1, true)
  }

  atOrBefore(revision: number, sub: number): Block | undefined {
    return this.#blocks[this.#countUpTo(revision, sub) - 1]
  }

  after(revision: number, sub: number): Block | undefined {
    return this.#blocks[this.#countUpTo(revision, sub)]
  }

  /** How many blocks begin at or before the change. */
  #countUpTo(revision: number, sub: number): number {
    let low = 0
    let high = this.#blocks.length
    while (low < high) {
      const middle = (low + high) >> 1
      const first = this.#blocks[middle]?.first
      if (first && (revision - first.revision || sub - first.sub) >= 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
