/**
 * Restoring: a backup becomes a data directory that a service can be started on.
 *
 * Everything is copied and checked inside the target first, under a name that a service ignores, then moved to its place.
 * (Beside the target would be on another disk where the target is the mount point of a volume.) A stop between the two
 * moves leaves a log without a store: no service starts on that, and restoring again says what to do.
 */
import { existsSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Disk, Host } from '#foundation/host/host'
import { DiskFailed, DiskFull } from '#foundation/host/host'
import { DirectoryLock, LOCK_FILE } from '#foundation/lock/lock'
import { BackupDamaged } from './backup.ts'
import type { Steps } from './copy.ts'
import { copyFile } from './copy.ts'
import type { Inspection, OnStep } from './inspect.ts'
import type { Manifest } from './manifest.ts'
import { LOG_DIRECTORY, readManifest, STORE_DIRECTORY } from './manifest.ts'

const STAGING = 'restore.partial'
/** In the root of many a new volume. */
const LOST_AND_FOUND = 'lost+found'

export type RestoreOptions = {
  /** A backup. */
  readonly from: string
  /** A data directory to be; made if it is not there. */
  readonly to: string
  readonly signal: AbortSignal
  readonly onStep: OnStep
  /** Checks the backup before anything is written. */
  readonly inspect: (directory: string) => Promise<Inspection>
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
 * Resolves when the data is durable and in its place. Rejects with `DirectoryLocked`, `TargetNotEmpty`, `BackupDamaged`,
 * the errors of `readManifest`, `DiskFull` or `DiskFailed`, and leaves the target as it was.
 */
export async function restore(host: Host, options: RestoreOptions): Promise<Manifest> {
  const { disk } = host
  const { from, to } = options
  const manifest = readManifest(disk, from)
  const isNew = !existsSync(to)
  disk.makeDirectory(to)
  try {
    await restoreInto(host, manifest, options)
  } catch (error) {
    if (isNew && disk.list(to).length === 0) rmdirSync(to)
    throw error
  }
  return manifest
}

async function restoreInto(host: Host, manifest: Manifest, options: RestoreOptions): Promise<void> {
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
  signal.throwIfAborted()
  for (const part of [LOG_DIRECTORY, STORE_DIRECTORY]) {
    disk.rename(join(staging, part), join(to, part))
    disk.syncDirectory(to)
  }
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
  for (const part of [LOG_DIRECTORY, STORE_DIRECTORY]) disk.makeDirectory(join(to, part))
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  if (disk.freeBytes(to) < total) throw new DiskFull(to)
  let done = 0
  const steps: Steps = {
    signal,
    onBytes: bytes => {
      done += bytes
      onStep('copying', done, total)
    },
  }
  onStep('copying', 0, total)
  for (const { path, sha256 } of files) {
    const file = disk.open(join(from, path), 'read')
    try {
      const copied = await copyFile(disk, file, file.size(), join(to, path), steps)
      if (copied.sha256 !== sha256) {
        throw new DiskFailed('copy', path, new Error('it changed while it was copied'))
      }
    } finally {
      file.close()
    }
  }
  for (const part of [LOG_DIRECTORY, STORE_DIRECTORY]) disk.syncDirectory(join(to, part))
}
