/**
 * Copies of what a store holds still (disk-base.ts), with a manifest:
 *
 *      to/store/           LMDB and files of changes, as in a data directory
 *      to/manifest.json    what should be here; written last
 *
 * The store may write to the files meanwhile: only what belongs to the held commit is read. LMDB is opened on the copy alone, and there only
 * for tables that the store itself reads all the time: a damaged page of LMDB can end the process, so all rows are checked where
 * that does no harm, by `admin`.
 */
import { dirname, join } from 'node:path'
import type { Disk } from '#foundation/host/host'
import { DiskFull } from '#foundation/host/host'
import { STORE_DIRECTORY } from '#business/data/node/node'
import { StoreDamaged } from '#business/data/store/damage'
import type { Checkpoint } from '#business/data/store/disk-files'
import { checkBlocks, ENVIRONMENT_FILE } from '#business/data/store/disk-files'
import { copyFile, hashFile } from './copy.ts'
import type { OnStep } from './inspect.ts'
import type { BackupFile, Manifest } from './manifest.ts'
import { BACKUP_FORMAT, writeManifest } from './manifest.ts'

export type CopyRequest = {
  readonly checkpoint: Checkpoint
  /** The directory of the store that holds it. */
  readonly from: string
  /** A directory that holds nothing. */
  readonly to: string
  /**
   * Whether files of changes are linked, not copied, for use on the same file system: what belongs to a commit is never written again
   * in them, they only grow, or lose their names.
   */
  readonly isLinked: boolean
  /** For the manifest. */
  readonly created: string
  readonly version: string
}

/**
 * Calls back once all is copied: what follows needs nothing of the store. Resolves when the copy is durable and every change of it is
 * checked: the log may be trimmed for the sake of it. Rejects with `DiskFull`, `DiskFailed` or `StoreDamaged`.
 */
export async function copyCheckpoint(
  disk: Disk,
  request: CopyRequest,
  onStep: OnStep,
  onCopied: () => void,
): Promise<Manifest> {
  const { to, created, version } = request
  const files = await copyFiles(disk, request, onStep)
  onCopied()
  const onProgress = (done: number, total: number): void => {
    onStep('checking changes', done, total)
  }
  const state = await checkBlocks(disk, join(to, STORE_DIRECTORY), onProgress)
  const { position, revision, chainHash } = state
  const manifest = { format: BACKUP_FORMAT, created, version, position, revision, chainHash, files }
  disk.syncDirectory(dirname(to))
  writeManifest(disk, to, manifest)
  return manifest
}

async function copyFiles(
  disk: Disk,
  { checkpoint, from, to, isLinked }: CopyRequest,
  onStep: OnStep,
): Promise<BackupFile[]> {
  const total = checkpoint.files.reduce((sum, { bytes }) => sum + bytes, 0)
  if (!isLinked && disk.freeBytes(to) < total) throw new DiskFull(to)
  const directory = join(to, STORE_DIRECTORY)
  disk.makeDirectory(directory)
  let done = 0
  const onBytes = (bytes: number): void => {
    done += bytes
    onStep('copying', done, total)
  }
  const copied: BackupFile[] = []
  for (const { name, bytes } of checkpoint.files) {
    const target = join(directory, name)
    const isEnvironment = name === ENVIRONMENT_FILE
    const head = isEnvironment ? { head: checkpoint.metaPages } : {}
    const source = { path: join(from, name), bytes, ...head }
    const isLink = isLinked && !isEnvironment
    if (isLink) disk.link(source.path, target)
    const made = isLink
      ? await hashFile(disk, target, onBytes, bytes)
      : await copyFile(disk, source, target, onBytes)
    const path = `${STORE_DIRECTORY}/${name}`
    if (made.bytes < bytes) throw new StoreDamaged(`The file ${path}`)
    copied.push({ path, ...made })
  }
  disk.syncDirectory(directory)
  return copied
}
