/**
 * Restoring: a backup becomes a data directory that a service can be started on. Its log is a new one, which goes on after the
 * last entry that is in the store.
 *
 * Everything is made and checked inside the target first, under a name that a service ignores, then moved to its place.
 * (Beside the target would be on another disk where the target is the mount point of a volume.) A stop between the two
 * moves leaves a log without a store: no service starts on that, and restoring again says what to do.
 */
import { existsSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Disk, Host } from '#foundation/host/host'
import { DiskFailed, DiskFull } from '#foundation/host/host'
import { DirectoryLock, LOCK_FILE } from '#foundation/lock/lock'
import { createLog } from '#foundation/wal/offline'
import { markRaised } from '#business/data/log/membership'
import { LOG_DIRECTORY, STORE_DIRECTORY } from '#business/data/node/node'
import { raiseRevision } from '#business/data/store/disk-files'
import { copyFile } from './copy.ts'
import type { Inspection, OnStep } from './inspect.ts'
import type { Manifest } from './manifest.ts'
import { readManifest } from './manifest.ts'
import { LOST_AND_FOUND } from './snapshots.ts'

const STAGING = 'restore.partial'

export type RestoreOptions = {
  /** A backup. */
  readonly from: string
  /** A data directory to be; made if it is not there. */
  readonly to: string
  /** So much more will be the revision, see `raiseRevision`; 0 leaves it as it is. */
  readonly raiseRevision: number
  readonly signal: AbortSignal
  readonly onStep: OnStep
  /** Checks the backup before anything is written. */
  readonly inspect: (directory: string) => Promise<Inspection>
}

/** What was to be kept, or restored, is not what was written. */
export class BackupDamaged extends Error {
  override readonly name = 'BackupDamaged'
  readonly code = 'BACKUP_DAMAGED'
  readonly inspection: Inspection
  constructor(message: string, inspection: Inspection) {
    super(message)
    this.inspection = inspection
  }
}

/** The target holds something. Nothing was changed. */
export class TargetNotEmpty extends Error {
  override readonly name = 'TargetNotEmpty'
  readonly code = 'TARGET_NOT_EMPTY'
  constructor(directory: string, names: readonly string[]) {
    super(
      `${directory} is not empty, it has ${names.slice(0, 3).join(', ')}: ` +
        'move that away, or choose another directory',
    )
  }
}

/**
 * Resolves, when the data is durable and in its place, with the manifest of what was restored. Rejects with `DirectoryLocked`, `TargetNotEmpty`, `BackupDamaged`,
 * the errors of `readManifest`, `DiskFull` or `DiskFailed`, and leaves the target as it was.
 */
export async function restore(host: Host, options: RestoreOptions): Promise<Manifest> {
  const { disk } = host
  const { from, to } = options
  const manifest = readManifest(disk, from)
  const isNew = !existsSync(to)
  disk.makeDirectory(to)
  try {
    return await restoreInto(host, manifest, options)
  } catch (error) {
    if (isNew && disk.list(to).length === 0) rmdirSync(to)
    throw error
  }
}

async function restoreInto(
  host: Host,
  manifest: Manifest,
  options: RestoreOptions,
): Promise<Manifest> {
  const { disk, clock } = host
  const { from, to, inspect } = options
  await using stack = new AsyncDisposableStack()
  const lost = new AbortController()
  const lock = await DirectoryLock.take(to, clock, () => {
    lost.abort(new Error(`Another process has taken the lock of ${to}`))
  })
  stack.use(lock)
  refuseIfFilled(disk, to)
  const inspection = await inspect(from)
  if (inspection.findingCount > 0) {
    throw new BackupDamaged(`The backup ${from} is damaged, so nothing was restored`, inspection)
  }
  const staging = join(to, STAGING)
  stack.defer(() => {
    rmSync(staging, { recursive: true, force: true })
  })
  const signal = AbortSignal.any([options.signal, lost.signal])
  await copyAll(disk, manifest, staging, { ...options, signal })
  const { raiseRevision: by } = options
  const raised = by > 0 ? await raiseRevision(disk, join(staging, STORE_DIRECTORY), by) : manifest
  const log = join(staging, LOG_DIRECTORY)
  await createLog(host, log, manifest.position)
  if (by > 0) {
    markRaised(disk, log)
    disk.syncDirectory(log)
  }
  signal.throwIfAborted()
  for (const part of [LOG_DIRECTORY, STORE_DIRECTORY]) {
    disk.rename(join(staging, part), join(to, part))
    disk.syncDirectory(to)
  }
  const { revision, chainHash } = raised
  return { ...manifest, revision, chainHash }
}

function refuseIfFilled(disk: Disk, directory: string): void {
  const ours = [STAGING, LOST_AND_FOUND]
  const names = disk
    .list(directory)
    .filter(name => !ours.includes(name) && !name.startsWith(LOCK_FILE))
  if (names.length > 0) throw new TargetNotEmpty(directory, names)
}

/** Every file of the manifest, durable in every way but for the name of the directory. */
async function copyAll(
  disk: Disk,
  { files }: Manifest,
  to: string,
  { from, signal, onStep }: RestoreOptions,
): Promise<void> {
  rmSync(to, { recursive: true, force: true })
  disk.makeDirectory(join(to, STORE_DIRECTORY))
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  if (disk.freeBytes(to) < total) throw new DiskFull(to)
  let done = 0
  const onBytes = (bytes: number): void => {
    signal.throwIfAborted()
    done += bytes
    onStep('copying', done, total)
  }
  onStep('copying', 0, total)
  for (const { path, bytes, sha256 } of files) {
    const copied = await copyFile(disk, { path: join(from, path), bytes }, join(to, path), onBytes)
    if (copied.sha256 !== sha256) {
      throw new DiskFailed('copy', path, new Error('it changed while it was copied'))
    }
  }
  disk.syncDirectory(join(to, STORE_DIRECTORY))
}
