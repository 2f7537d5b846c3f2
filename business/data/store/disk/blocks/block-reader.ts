/**
 * Blocks for the flush worker, which reads every value again before its space is given back: in memory that does not depend on
 * how long values are. A block of one large change goes by in pieces, and only its beginning stays.
 */
import { crc32 } from 'node:zlib'
import { passingOver, StoreDamaged } from '../../damage.ts'
import type { Block } from '../../memory/block.ts'
import { firstInBlock, isHeader, nextInBlock, storedCrc } from '../../memory/block.ts'
import { Change } from '../../memory/change.ts'
import type { ChangeId } from '../../memory/change.ts'
import type { BlockFiles } from './block-files.ts'
import type { Environment } from '../environment.ts'
import { blockKey } from '../environment.ts'
import type { Place } from './place.ts'
import { placeAtOrBefore, placeOf } from './place.ts'

/** Of a large change: longer than the headers, a meta and a key, which have 64 KiB each at most. */
const PIECE_BYTES = 256 * 1024

export class BlockReader {
  readonly #environment: Environment
  readonly #files: BlockFiles
  #head = new Uint8Array(PIECE_BYTES)
  readonly #piece = new Uint8Array(PIECE_BYTES)

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
    if (headBytes > this.#head.length) this.#head = new Uint8Array(headBytes)
    const file = this.#files.file(row.file)
    const head = this.#head.subarray(0, headBytes)
    let position = file.read(head, row.offset)
    const view = new DataView(head.buffer)
    const isBlock = position === headBytes && isHeader(head, view, row.bytes)
    let crc = isBlock ? crc32(head.subarray(4)) : 0
    if (isBlock) visit?.(head)
    while (isBlock && position < row.bytes) {
      const wanted = this.#piece.subarray(0, row.bytes - position)
      const piece = wanted.subarray(0, file.read(wanted, row.offset + position))
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
   * All changes after a revision, oldest first, as `read` returns them; the same object each time, good until the next. Passes
   * over blocks that are damaged.
   */
  *changesAfter(revision: number, onDamaged: (error: StoreDamaged) => void): Generator<Change> {
    const change = new Change()
    for (const entry of this.#entriesFrom({ revision: revision + 1, sub: 0 })) {
      const block = passingOver(() => this.read(placeOf(entry)), onDamaged)
      if (!block) continue
      firstInBlock(change, block)
      do {
        if (change.revision > revision) yield change
      } while (nextInBlock(change, block))
    }
  }

  /** Of the block that can hold a change, and all after it. */
  #entriesFrom({ revision, sub }: ChangeId) {
    const { blocks } = this.#environment
    const key = blockKey(revision, sub)
    const [start = key] = blocks.getKeys({ start: key, reverse: true, limit: 1 })
    return blocks.getRange({ start })
  }
}
