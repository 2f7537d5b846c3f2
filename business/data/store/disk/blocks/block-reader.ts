/**
 * Blocks for the flush worker, which reads every value again before its space is given back: in memory that does not depend on
 * how long values are. A block of one large change goes by in pieces, and only its beginning stays. Where blocks that are read one
 * after the other are close together in a file, what lies between them is read too, since a call of the system takes longer than that.
 */
import { crc32 } from 'node:zlib'
import { passingOver, StoreDamaged } from '../../damage.ts'
import type { Block } from '../../memory/block.ts'
import { isHeader, storedCrc } from '../../memory/block.ts'
import type { ChangeId } from '../../memory/change.ts'
import type { BlockFiles } from './block-files.ts'
import type { Environment } from '../environment.ts'
import { blockKey } from '../environment.ts'
import type { Place } from './place.ts'
import { placeAtOrBefore, placeOf } from './place.ts'

/** Of a large change: longer than the headers, a meta and a key, which have 64 KiB each at most. */
const PIECE_BYTES = 256 * 1024
/** Read at once where blocks are close together. */
const AHEAD_BYTES = 64 * 1024

/** To be used until a file is written to, and then no more: it remembers what it read. */
export class BlockReader {
  readonly #environment: Environment
  readonly #files: BlockFiles
  #head = new Uint8Array(PIECE_BYTES)
  /** What the head has: so many bytes of a file from an offset on. */
  #held = { file: 0, offset: 0, bytes: 0 }

  constructor(environment: Environment, files: BlockFiles) {
    this.#environment = environment
    this.#files = files
  }

  placeAtOrBefore(change: ChangeId): Place | undefined {
    return placeAtOrBefore(this.#environment, change)
  }

  /**
   * Reads and checks a whole block, and tells `visit` of its pieces in order, before it is known whether they are sound.
   * Returns it, of a single large change without what follows its key; good until the next call. Throws `StoreDamaged`.
   */
  read({ first, row }: Place, visit?: (piece: Uint8Array) => void): Block {
    // Several changes make a block only as long as it is a small one.
    const headBytes = row.count === 1 ? Math.min(row.bytes, PIECE_BYTES) : row.bytes
    const start = this.#hold(row.file, row.offset, headBytes)
    let position = Math.min(headBytes, this.#held.bytes - start)
    const head = this.#head.subarray(start, start + headBytes)
    const view = new DataView(head.buffer, head.byteOffset, head.length)
    const isBlock = position === headBytes && isHeader(head, view, row.bytes)
    let crc = isBlock ? crc32(head.subarray(4)) : 0
    if (isBlock) visit?.(head)
    const left = new Uint8Array(isBlock ? Math.min(PIECE_BYTES, row.bytes - position) : 0)
    while (isBlock && position < row.bytes) {
      const wanted = left.subarray(0, row.bytes - position)
      const read = this.#files.file(row.file).read(wanted, row.offset + position)
      const piece = wanted.subarray(0, read)
      if (piece.length === 0) break
      crc = crc32(piece, crc)
      visit?.(piece)
      position += piece.length
    }
    if (!isBlock || position !== row.bytes || storedCrc(view) !== crc) {
      throw new StoreDamaged(`The block of changes from revision ${String(first.revision)} on`)
    }
    return { bytes: head, view, start: 0, first }
  }

  /**
   * The blocks with changes after a revision, oldest first, as `read` returns them; each good until the next. The first may have older
   * changes too. Passes over blocks that are damaged.
   */
  *blocksAfter(
    revision: number,
    onDamaged: (error: StoreDamaged) => void,
  ): Generator<{ readonly place: Place; readonly block: Block }> {
    for (const entry of this.#entriesFrom({ revision: revision + 1, sub: 0 })) {
      const found = passingOver(() => {
        const place = placeOf(entry)
        return { place, block: this.read(place) }
      }, onDamaged)
      if (found) yield found
    }
  }

  /** Where the head has these bytes of a file, or what there is of them. */
  #hold(file: number, offset: number, bytes: number): number {
    const held = this.#held
    const start = offset - held.offset
    const isBehind = file === held.file && start >= 0
    if (isBehind && start + bytes <= held.bytes) return start
    const isClose = isBehind && start <= held.bytes + AHEAD_BYTES / 2
    const wanted = isClose ? Math.max(bytes, AHEAD_BYTES) : bytes
    if (wanted > this.#head.length) this.#head = new Uint8Array(wanted)
    const read = this.#files.file(file).read(this.#head.subarray(0, wanted), offset)
    this.#held = { file, offset, bytes: read }
    return 0
  }

  /** Of the block that can hold a change, and all after it. */
  #entriesFrom({ revision, sub }: ChangeId) {
    const { blocks } = this.#environment
    const key = blockKey(revision, sub)
    const [start = key] = blocks.getKeys({ start: key, reverse: true, limit: 1 })
    return blocks.getRange({ start })
  }
}
