/** Blocks on disk, found through LMDB and read from their files. */
import { StoreDamaged } from '../../damage.ts'
import type { Block, BlockSource } from '../../memory/block.ts'
import { isSound } from '../../memory/block.ts'
import type { BlockFiles } from './block-files.ts'
import type { ChangeId } from '../../memory/change.ts'
import type { BlockRow, Environment } from '../environment.ts'
import type { Place } from './place.ts'
import { placeAfter, placeAtOrBefore } from './place.ts'

export type DiskBlock = Block & { readonly row: BlockRow }

/** Blocks by where they lie: what is read again and again costs a seek in LMDB, but neither a read nor a CRC. */
export type BlockCache = {
  get(place: number): DiskBlock | undefined
  set(place: number, block: DiskBlock): unknown
}

/** More than the bytes of a file of blocks: one number tells file and offset. */
const OFFSETS = 2 ** 32

export class DiskBlocks implements BlockSource {
  readonly #environment: Environment
  readonly #files: BlockFiles
  readonly #cache: BlockCache | undefined

  constructor(environment: Environment, files: BlockFiles, cache?: BlockCache) {
    this.#environment = environment
    this.#files = files
    this.#cache = cache
  }

  atOrBefore(revision: number, sub: number): DiskBlock | undefined {
    return this.#readAt(placeAtOrBefore(this.#environment, { revision, sub }))
  }

  after(revision: number, sub: number): DiskBlock | undefined {
    return this.#readAt(placeAfter(this.#environment, { revision, sub }))
  }

  /** Reads and checks a block; throws `StoreDamaged` if it is not what was written. */
  read(first: ChangeId, row: BlockRow): DiskBlock {
    const bytes = new Uint8Array(row.bytes)
    const length = this.#files.file(row.file).read(bytes, row.offset)
    const view = new DataView(bytes.buffer)
    if (length !== row.bytes || !isSound(bytes, view)) {
      throw new StoreDamaged(`The block of changes from revision ${String(first.revision)} on`)
    }
    return { bytes, view, start: 0, first, row }
  }

  #readAt(place: Place | undefined): DiskBlock | undefined {
    if (!place) return undefined
    const name = place.row.file * OFFSETS + place.row.offset
    const cached = this.#cache?.get(name)
    if (cached) return cached
    const block = this.read(place.first, place.row)
    this.#cache?.set(name, block)
    return block
  }
}
