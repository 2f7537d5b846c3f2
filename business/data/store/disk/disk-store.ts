/**
 * The store on disk as its only writer sees it. Runs in the flush worker's thread.
 *
 * LMDB's commit is the moment anything has happened: files are written and synced before the commit that refers to them
 * and removed after the one that no longer does, so a crash leaves nothing worse than bytes that nothing points to.
 */
import { join } from 'node:path'
import type { Transaction } from 'lmdb'
import type { Disk } from '#foundation/host/host'
import { DiskFull } from '#foundation/host/host'
import { StoreDamaged } from '../damage.ts'
import type { RowRange } from '../memory/row-range.ts'
import { blockFileName, BlockFiles } from './blocks/block-files.ts'
import { BlockReader } from './blocks/block-reader.ts'
import type { Environment, FileRow, FlushedState } from './environment.ts'
import {
  encodeFileRow,
  ENVIRONMENT_FILE,
  fileKey,
  openEnvironment,
  readState,
  sealed,
  writeState,
} from './environment.ts'
import { readFileRows } from './file-rows.ts'
import { readRanges } from './range-removal.ts'

/** What a copy of one commit consists of, as long as it is held. */
export type Checkpoint = {
  /** LMDB's two meta pages, which take the place of the first bytes of its file: later commits write over those. */
  readonly metaPages: Uint8Array
  /** LMDB's file first. Of each file so many bytes belong to the commit. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[]
}

/** What LMDB's `getStats` returns; its types say `{}`. */
export type RootStats = { readonly pageSize: number; readonly lastPageNumber: number }

export class DiskStore {
  readonly directory: string
  readonly environment: Environment
  readonly files: BlockFiles
  /** As of the last commit. */
  state: FlushedState
  readonly fileRows: Map<number, FileRow>
  /** One for each entry of a file that the start found damaged and computed again. `collect` reports them. */
  readonly damagedEntries: StoreDamaged[]
  /** Range tombstones whose rows are not all deleted yet, oldest first. */
  readonly ranges: Map<number, RowRange>
  /** Files in which damage was found: what else is in them stays where it is until the next start. */
  readonly setAside = new Set<number>()
  readonly #disk: Disk
  #held: Transaction | undefined
  #lastFile: number
  /**
   * Files that were there at the start and that nothing refers to. A store without a commit may be one that lost its tables,
   * so these stay until there is one: by then the log has everything from its beginning.
   */
  #leftovers: number[]
  /** The highest number that was ever handed out: a file that others may have open never comes back as another one. */
  #newestFile: number

  constructor(disk: Disk, directory: string) {
    disk.makeDirectory(directory)
    this.#disk = disk
    this.directory = directory
    this.environment = openEnvironment(directory)
    this.files = new BlockFiles(disk, directory, 'write')
    this.state = readState(this.environment)
    this.ranges = new Map(readRanges(this.environment))
    this.#lastFile = this.state.lastFile
    this.#newestFile = Math.max(this.state.lastFile, ...this.files.numbers())
    const { rows, damaged } = readFileRows(this.environment, this.files, this.reader())
    this.fileRows = rows
    this.damagedEntries = damaged.map(() => new StoreDamaged('The entry of a file of changes'))
    this.#leftovers = this.files.numbers().filter(number => !this.fileRows.has(number))
    if (damaged.length > 0) this.#replaceEntries(damaged)
    else if (this.state.position > 0) this.#removeLeftovers()
  }

  /** Reads blocks, until a file is written to. */
  reader(): BlockReader {
    return new BlockReader(this.environment, this.files)
  }

  /** The file that new blocks are appended to: the one with the newest changes. */
  get activeFile(): number | undefined {
    let active: number | undefined
    let newest = -1
    for (const [number, { first }] of this.fileRows) {
      if (first.revision < newest) continue
      newest = first.revision
      active = number
    }
    return active
  }

  /**
   * Does something that makes files, each by a call that returns its number. If it throws `DiskFull` or `StoreDamaged`, its
   * files are gone, so it can be tried as often as need be. After any other error the store ends, and nobody knows what the
   * disk holds: the next start removes what nothing refers to.
   */
  making<Result>(act: (create: () => number) => Result): Result {
    const made: number[] = []
    try {
      return act(() => {
        const number = ++this.#newestFile
        made.push(number)
        this.files.create(number)
        return number
      })
    } catch (error) {
      if (error instanceof DiskFull || error instanceof StoreDamaged) {
        for (const number of made) this.files.remove(number)
      }
      throw error
    }
  }

  /** Makes the changes of `act` and the state it returns durable together, or not at all. Throws `DiskFull`. */
  commit(act: () => FlushedState): void {
    let state = this.state
    try {
      this.environment.root.transactionSync(() => {
        state = { ...act(), lastFile: this.#lastFile }
        writeState(this.environment, state)
      })
    } catch (error) {
      throw isFull(error) ? new DiskFull(join(this.directory, ENVIRONMENT_FILE), error) : error
    }
    this.state = state
    this.#removeLeftovers()
  }

  /**
   * Holds the last commit until `release`: later ones use none of its pages again. LMDB's own copy consists of the same: the
   * meta pages, read while no transaction writes, then all pages up to the last one of the commit.
   */
  hold(): Checkpoint {
    const { root } = this.environment
    root.resetReadTxn()
    this.#held = root.useReadTransaction()
    const { pageSize, lastPageNumber } = root.getStats() as RootStats
    const metaPages = new Uint8Array(2 * pageSize)
    const file = this.#disk.open(join(this.directory, ENVIRONMENT_FILE), 'read')
    // Pages at the end may have been taken and never written.
    const bytes = Math.min(file.size(), (lastPageNumber + 1) * pageSize)
    file.read(metaPages, 0)
    file.close()
    const files = [{ name: ENVIRONMENT_FILE, bytes }]
    for (const [number, row] of this.fileRows) {
      files.push({ name: blockFileName(number), bytes: row.bytes })
    }
    return { metaPages, files }
  }

  release(): void {
    this.#held?.done()
    this.#held = undefined
  }

  /** Only inside `commit`. */
  putFile(number: number, row: FileRow): void {
    const key = fileKey(number)
    this.environment.files.putSync(key, sealed(key, encodeFileRow(row)))
    this.#lastFile = Math.max(this.#lastFile, number)
  }

  #replaceEntries(damaged: readonly Uint8Array[]): void {
    this.commit(() => {
      for (const key of damaged) this.environment.files.removeSync(key)
      for (const [number, row] of this.fileRows) this.putFile(number, row)
      return this.state
    })
  }

  #removeLeftovers(): void {
    for (const number of this.#leftovers.splice(0)) this.files.remove(number)
  }

  async close(): Promise<void> {
    this.files.close()
    await this.environment.root.close()
  }
}

/** LMDB reports a full file system by ENOSPC's number or text. */
function isFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === 28) || error.message.includes('No space left')
}
