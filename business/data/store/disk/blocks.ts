/** Blocks on disk, found through LMDB and read from their files. */
import { StoreDamaged } from '../damage.ts'
import type { Block, BlockSource } from '../memory/block.ts'
import { firstInBlock, isSound, nextInBlock } from '../memory/block.ts'
import { Change } from '../memory/change.ts'
import type { BlockFiles } from './block-files.ts'
import type { ChangeId } from '../memory/change.ts'
import type { BlockRow, Environment } from './environment.ts'
import type { Place } from './place.ts'
import { placeAfter, placeAtOrBefore } from './place.ts'

export type DiskBlock = Block & { readonly row: BlockRow }

/** Blocks by a change that was found in them: what is read again and again costs neither a seek, nor a read, nor a CRC. */
export type BlockCache = {
  get(change: string | number): DiskBlock | undefined
  set(change: string | number, block: DiskBlock): unknown
}

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
    const name = sub === 0 ? revision : `${String(revision)}.${String(sub)}`
    const cached = this.#cache?.get(name)
    if (cached) return cached
    const block = this.#readAt(placeAtOrBefore(this.#environment, { revision, sub }))
    if (block && holds(block, revision, sub)) this.#cache?.set(name, block)
    return block
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
    return place && this.read(place.first, place.row)
  }
}

function holds(block: DiskBlock, revision: number, sub: number): boolean {
  const change = firstInBlock(new Change(), block)
  do {
    if (change.revision === revision && change.sub === sub) return true
  } while (nextInBlock(change, block))
  return false
}
