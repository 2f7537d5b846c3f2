/** The last commit of a store that no process writes to: for those who check all of it. */
import { join } from 'node:path'
import type { Disk } from '#foundation/host/host'
import { StoreDamaged } from '../../damage.ts'
import { BlockFiles, blockFileName } from '../blocks/block-files.ts'
import type { BlockRow, Environment, FileRow, FlushedState, Table } from '../environment.ts'
import {
  decodeFileRow,
  ENVIRONMENT_FILE,
  fileKey,
  openEnvironment,
  readState,
  unsealed,
} from '../environment.ts'
import type { PendingRanges } from '../range-removal.ts'
import { isKept, readRanges } from '../range-removal.ts'

/** There is no store in the directory. */
export class StoreMissing extends Error {
  override readonly name = 'StoreMissing'
  readonly code = 'STORE_MISSING'
  constructor(directory: string) {
    super(`There is no store in ${directory}: it lacks ${ENVIRONMENT_FILE}`)
  }
}

export type StoredEntry = { readonly key: Uint8Array; readonly value: Uint8Array }

export class Snapshot implements AsyncDisposable {
  readonly state: FlushedState
  /** What the commit refers to, by number. */
  readonly fileRows: ReadonlyMap<number, FileRow>
  /** Numbers of files that it refers to and that are not there. */
  readonly missing: readonly number[]
  /** Range tombstones whose rows are not all deleted yet. */
  readonly ranges: PendingRanges
  /** Entries as LMDB itself counts them. */
  readonly counts: { readonly rows: number; readonly places: number }
  readonly #environment: Environment
  readonly #files: BlockFiles
  /** As long as the longest block so far. */
  #block = new Uint8Array()

  /** Throws `StoreMissing`, `FormatUnknown`, or `StoreDamaged` if not even the state can be read. */
  static async open(disk: Disk, directory: string): Promise<Snapshot> {
    if (!disk.list(directory).includes(ENVIRONMENT_FILE)) throw new StoreMissing(directory)
    const environment = openEnvironment(directory, 'read')
    try {
      return new Snapshot(environment, new BlockFiles(disk, directory, 'read'))
    } catch (error) {
      await environment.root.close()
      throw error
    }
  }

  private constructor(environment: Environment, files: BlockFiles) {
    this.#environment = environment
    this.#files = files
    this.fileRows = readFileRows(environment)
    const there = new Set(files.numbers())
    this.missing = [...this.fileRows.keys()].filter(number => !there.has(number))
    this.state = readState(environment)
    this.ranges = readRanges(environment)
    this.counts = { rows: count(environment.rows), places: count(environment.blocks) }
  }

  /** All rows of all tables, in order, as they are stored: with their CRC, and those that range tombstones removed too. */
  rows(): Iterable<StoredEntry> {
    return all(this.#environment.rows)
  }

  /** Where the blocks of changes are, in the order of the changes; as it is stored. */
  places(): Iterable<StoredEntry> {
    return all(this.#environment.blocks)
  }

  row(key: Uint8Array): Uint8Array | undefined {
    return this.#environment.rows.get(key)
  }

  /** Whether a row that is stored exists: a range tombstone may have removed it. Undefined if its mark is damaged. */
  exists(key: Uint8Array): boolean | undefined {
    try {
      return isKept(this.#environment, this.ranges, key)
    } catch (error) {
      if (error instanceof StoreDamaged) return undefined
      throw error
    }
  }

  /** The last place at or before a key. */
  placeAtOrBefore(key: Uint8Array): StoredEntry | undefined {
    const [entry] = this.#environment.blocks.getRange({ start: key, reverse: true, limit: 1 })
    return entry
  }

  /** The block's bytes, fewer if the file ends before. Of a file that is not missing. Good until the next call. */
  block({ file, offset, bytes }: BlockRow): Uint8Array {
    if (bytes > this.#block.length) this.#block = new Uint8Array(bytes)
    const block = this.#block.subarray(0, bytes)
    return block.subarray(0, this.#files.file(file).read(block, offset))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#files.close()
    await this.#environment.root.close()
  }
}

function all(table: Table): Iterable<StoredEntry> {
  return table.getRange({ start: Uint8Array.of(0) })
}

function readFileRows({ files }: Environment): ReadonlyMap<number, FileRow> {
  const rows = new Map<number, FileRow>()
  for (const { key, value } of files.getRange({ start: fileKey(0) })) {
    const number = new DataView(key.buffer, key.byteOffset).getUint32(0)
    rows.set(number, decodeFileRow(unsealed(key, value, `The entry of file ${String(number)}`)))
  }
  return rows
}

/** As findings name it. */
export function changesFileName(number: number): string {
  return join('store', blockFileName(number))
}

/** LMDB's types say `{}`. */
function count(table: Table): number {
  return (table.getStats() as { readonly entryCount: number }).entryCount
}
