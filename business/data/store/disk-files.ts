/** The files of a store that no process writes to: to be checked, and to be restored. */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Disk } from '#foundation/host/host'
import { StoreDamaged } from './damage.ts'
import type { PointerTable } from './disk/verify/block-check.ts'
import { BlockFiles } from './disk/blocks/block-files.ts'
import { BlockReader } from './disk/blocks/block-reader.ts'
import {
  blockKey,
  ENVIRONMENT_FILE,
  openEnvironment,
  readState,
  writeState,
} from './disk/environment.ts'
import type { Findings } from './disk/verify/findings.ts'
import { placeOf } from './disk/blocks/place.ts'
import { Snapshot } from './disk/verify/snapshot.ts'
import type { OnProgress, StoreCounts } from './disk/verify/verify.ts'
import { verifyStore } from './disk/verify/verify.ts'
import type { StoreState } from './state.ts'

export type { Checkpoint } from './disk/disk-store.ts'
export { ENVIRONMENT_FILE } from './disk/environment.ts'
export { FINDINGS_MAX, Findings } from './disk/verify/findings.ts'
export type { Finding } from './disk/verify/findings.ts'
export type { PointerTable } from './disk/verify/block-check.ts'
export { StoreMissing } from './disk/verify/snapshot.ts'
export type { StoreCounts } from './disk/verify/verify.ts'

/** LMDB makes it, and leaves it behind. Only of use to processes that have the store open. */
const ENVIRONMENT_LOCK_FILE = `${ENVIRONMENT_FILE}-lock`

/** Blocks after which others get a turn. */
const BLOCKS_PER_TURN = 100

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
  } finally {
    if (disk.list(directory).includes(ENVIRONMENT_LOCK_FILE)) {
      disk.remove(join(directory, ENVIRONMENT_LOCK_FILE))
    }
  }
}

/** Reads every block of changes. Returns the state as of which they are. Throws `StoreDamaged`, `FormatUnknown` or `DiskFailed`. */
export async function checkBlocks(
  disk: Disk,
  directory: string,
  onProgress: OnProgress,
): Promise<StoreState> {
  const environment = openEnvironment(directory, 'read')
  const files = new BlockFiles(disk, directory, 'read')
  try {
    const state = readState(environment)
    const reader = new BlockReader(environment, files)
    const total = (environment.blocks.getStats() as { readonly entryCount: number }).entryCount
    let done = 0
    for (const entry of environment.blocks.getRange({ start: blockKey(0, 0) })) {
      reader.read(placeOf(entry))
      if (++done % BLOCKS_PER_TURN > 0) continue
      onProgress(done, total)
      await nextTurn()
    }
    return state
  } finally {
    files.close()
    await environment.root.close()
    disk.remove(join(directory, ENVIRONMENT_LOCK_FILE))
  }
}

/** LMDB's errors have its numbers as codes. */
function isLmdbError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'number'
}

/**
 * Raises the revision of a store by so many, and forgets what was overwritten or removed before, in one commit: no revision that the
 * store has given out or may have given out since is given out again, and watches from there on are told that it is compacted.
 * The chain hash goes on from one that says so. Returns the new state. Throws `StoreDamaged` or `FormatUnknown`.
 */
export async function raiseRevision(
  disk: Disk,
  directory: string,
  by: number,
): Promise<StoreState> {
  const environment = openEnvironment(directory)
  try {
    const before = readState(environment)
    const revision = before.revision + by
    const chainHash = hash('sha256', `${before.chainHash} raised by ${String(by)}`)
    const state = { ...before, revision, compactedRevision: revision, chainHash }
    environment.root.transactionSync(() => {
      writeState(environment, state)
    })
    return state
  } finally {
    await environment.root.close()
    disk.remove(join(directory, ENVIRONMENT_LOCK_FILE))
  }
}
