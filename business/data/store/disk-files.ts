/**
 * A store's files as other processes than its service see them: to be checked, and to be copied, also while they are written.
 * Changes nothing, and holds the service up for no longer than it takes to copy two pages.
 */
import { join } from 'node:path'
import type { Disk, File } from '#foundation/host/host'
import { DiskFull } from '#foundation/host/host'
import { StoreDamaged } from './damage.ts'
import type { PointerTable } from './disk/block-check.ts'
import { blockFileName } from './disk/block-files.ts'
import type { Environment } from './disk/environment.ts'
import { ENVIRONMENT_FILE, openEnvironment, readState } from './disk/environment.ts'
import type { Findings } from './disk/findings.ts'
import { isOpen, pinned, readFileRows, Snapshot, StoreMissing } from './disk/snapshot.ts'
import type { OnProgress, StoreCounts } from './disk/verify.ts'
import { verifyStore } from './disk/verify.ts'
import type { StoreState } from './state.ts'

export { ENVIRONMENT_FILE } from './disk/environment.ts'
export { FINDINGS_MAX, Findings } from './disk/findings.ts'
export type { Finding } from './disk/findings.ts'
export type { PointerTable } from './disk/block-check.ts'
export type { StoreCounts } from './disk/verify.ts'
export { StoreMissing }

/** LMDB makes it, and leaves it behind. Only of use to processes that have the store open. */
export const ENVIRONMENT_LOCK_FILE = `${ENVIRONMENT_FILE}-lock`

/** LMDB is copied again if a file was made and replaced within the moments before and after. */
const ATTEMPTS_MAX = 5

export type StoreInspection = {
  /** As of which it was inspected; undefined if not even that can be read. */
  readonly state: StoreState | undefined
  /** Undefined if reading had to end early. */
  readonly counts: StoreCounts | undefined
}

/** Adds whatever is wrong to the findings. Rejects with `StoreMissing` or `FormatUnknown`. */
export async function inspectStore(
  disk: Disk,
  directory: string,
  tables: readonly PointerTable[],
  findings: Findings,
  onProgress: OnProgress,
): Promise<StoreInspection> {
  let state: StoreState | undefined
  try {
    await using snapshot = await Snapshot.open(disk, directory)
    ;({ state } = snapshot)
    const counts = await verifyStore(snapshot, tables, findings, onProgress)
    return { state, counts }
  } catch (error) {
    if (error instanceof StoreDamaged) findings.add({ message: `${error.what} is damaged` })
    else if (isLmdbError(error)) {
      const file = join('store', ENVIRONMENT_FILE)
      findings.add({ message: `LMDB cannot read its file: ${error.message}`, file })
    } else throw error
    return { state, counts: undefined }
  }
}

/** LMDB's errors have its numbers as codes. */
function isLmdbError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'number'
}

/** A store to be copied. */
export class StoreSource implements AsyncDisposable {
  readonly #disk: Disk
  readonly #directory: string
  readonly #environment: Environment

  /** Throws `StoreMissing`. */
  constructor(disk: Disk, directory: string) {
    if (!disk.list(directory).includes(ENVIRONMENT_FILE)) throw new StoreMissing(directory)
    this.#disk = disk
    this.#directory = directory
    this.#environment = openEnvironment(directory, 'read')
  }

  /** Of the last entry in the tables at this moment. */
  get position(): number {
    return readState(this.#environment).position
  }

  /**
   * Copies one commit of LMDB, of after the call, into a directory, then hands over each file of changes that it refers to,
   * with the length that counts. Resolves with the commit's state; undefined if files are replaced faster than they can be
   * copied. The copy of LMDB's file is synced, its name is not. Rejects with `DiskFull`, `StoreDamaged` or `DiskFailed`.
   */
  async copyTo(
    directory: string,
    copyChanges: (file: File, bytes: number, name: string) => Promise<void>,
  ): Promise<StoreState | undefined> {
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
      // Opened beforehand: a file that the service removes stays readable.
      const files = pinned(this.#disk, this.#directory)
      try {
        await this.#copyCommit(directory)
        const { state, fileRows } = await this.#readCopy(directory)
        if ([...fileRows.keys()].some(number => !isOpen(files, number))) continue
        for (const [number, { bytes }] of fileRows) {
          await copyChanges(files.file(number), bytes, blockFileName(number))
        }
        return state
      } finally {
        files.close()
      }
    }
    return undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#environment.root.close()
  }

  async #copyCommit(directory: string): Promise<void> {
    const path = join(directory, ENVIRONMENT_FILE)
    this.#disk.remove(path)
    try {
      await this.#environment.root.backup(path, false)
    } catch (error) {
      const isFull = error instanceof Error && error.message.includes('No space left')
      throw isFull ? new DiskFull(path, error) : error
    }
    const file = this.#disk.open(path, 'write')
    file.sync()
    file.close()
  }

  async #readCopy(
    directory: string,
  ): Promise<{ state: StoreState; fileRows: ReturnType<typeof readFileRows> }> {
    const environment = openEnvironment(directory, 'read')
    try {
      return { state: readState(environment), fileRows: readFileRows(environment) }
    } finally {
      await environment.root.close()
      this.#disk.remove(join(directory, ENVIRONMENT_LOCK_FILE))
    }
  }
}
