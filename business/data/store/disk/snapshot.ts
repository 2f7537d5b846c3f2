/**
 * One commit of a store that another process may be writing to, held still for as long as it is read.
 *
 * LMDB keeps a commit's pages until its readers are done, so the writer's file may grow meanwhile. Nothing keeps the files
 * of changes, so those are opened beforehand: a file that is removed stays readable for whoever has it open.
 */
import { join } from 'node:path'
import type { Transaction } from 'lmdb'
import type { Disk } from '#foundation/host/host'
import { BlockFiles, blockFileName } from './block-files.ts'
import type { BlockRow, Environment, FileRow, FlushedState, Table } from './environment.ts'
import {
  decodeFileRow,
  ENVIRONMENT_FILE,
  fileKey,
  openEnvironment,
  readState,
  unsealed,
} from './environment.ts'

/** A file can only be missed if it was made and replaced within the moment between looking for files and for the commit. */
const ATTEMPTS_MAX = 5

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
  /** Entries as LMDB itself counts them. */
  readonly counts: { readonly rows: number; readonly places: number }
  readonly #environment: Environment
  readonly #transaction: Transaction
  readonly #files: BlockFiles
  /** As long as the longest block so far. */
  #block = new Uint8Array()

  /** Throws `StoreMissing`, `FormatUnknown`, or `StoreDamaged` if not even the state can be read. */
  static async open(disk: Disk, directory: string): Promise<Snapshot> {
    if (!disk.list(directory).includes(ENVIRONMENT_FILE)) throw new StoreMissing(directory)
    const environment = openEnvironment(directory, 'read')
    try {
      for (let attempt = 1; ; attempt++) {
        const files = pinned(disk, directory)
        const transaction = environment.root.useReadTransaction()
        const fileRows = readFileRows(environment, transaction)
        const missing = [...fileRows.keys()].filter(number => !isOpen(files, number))
        if (missing.length === 0 || attempt === ATTEMPTS_MAX) {
          return new Snapshot(environment, transaction, files, fileRows, missing)
        }
        transaction.done()
        environment.root.resetReadTxn()
        files.close()
      }
    } catch (error) {
      await environment.root.close()
      throw error
    }
  }

  private constructor(
    environment: Environment,
    transaction: Transaction,
    files: BlockFiles,
    fileRows: ReadonlyMap<number, FileRow>,
    missing: readonly number[],
  ) {
    this.#environment = environment
    this.#transaction = transaction
    this.#files = files
    this.fileRows = fileRows
    this.missing = missing
    this.state = readState(environment, transaction)
    // Of the same commit only as long as nothing else has had a turn.
    this.counts = { rows: count(environment.rows), places: count(environment.blocks) }
  }

  /** All rows of all tables, in order, as they are stored: with their CRC. */
  rows(): Iterable<StoredEntry> {
    return this.#all(this.#environment.rows)
  }

  /** Where the blocks of changes are, in the order of the changes; as it is stored. */
  places(): Iterable<StoredEntry> {
    return this.#all(this.#environment.blocks)
  }

  row(key: Uint8Array): Uint8Array | undefined {
    return this.#environment.rows.get(key, { transaction: this.#transaction })
  }

  /** The last place at or before a key. */
  placeAtOrBefore(key: Uint8Array): StoredEntry | undefined {
    const range = { start: key, reverse: true, limit: 1, transaction: this.#transaction }
    const [entry] = this.#environment.blocks.getRange(range)
    return entry
  }

  /** The block's bytes, fewer if the file ends before. Of a file that is not missing. Good until the next call. */
  block({ file, offset, bytes }: BlockRow): Uint8Array {
    if (bytes > this.#block.length) this.#block = new Uint8Array(bytes)
    const block = this.#block.subarray(0, bytes)
    return block.subarray(0, this.#files.file(file).read(block, offset))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#transaction.done()
    this.#files.close()
    await this.#environment.root.close()
  }

  #all(table: Table): Iterable<StoredEntry> {
    return table.getRange({ start: Uint8Array.of(0), transaction: this.#transaction })
  }
}

/** All files of changes that are there, opened. */
export function pinned(disk: Disk, directory: string): BlockFiles {
  const files = new BlockFiles(disk, directory, 'read')
  for (const number of files.numbers()) isOpen(files, number)
  return files
}

/** Whether the file is open, or could be opened now. */
export function isOpen(files: BlockFiles, number: number): boolean {
  try {
    files.file(number)
    return true
  } catch (error) {
    if (files.numbers().includes(number)) throw error
    return false
  }
}

export function readFileRows(
  { files }: Environment,
  transaction?: Transaction,
): ReadonlyMap<number, FileRow> {
  const rows = new Map<number, FileRow>()
  const range = { start: fileKey(0), ...(transaction && { transaction }) }
  for (const { key, value } of files.getRange(range)) {
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
