/**
 * Backups of a data directory that a service may be writing to. They are made in another process, from the files alone,
 * and never hold the service up for longer than it takes to copy two pages.
 *
 * The order is what makes them complete. First the log, as far as it goes: every write acknowledged by then is in there, or
 * was flushed. Then one commit of LMDB, which has everything flushed until then: between them nothing can be missing, however
 * much is trimmed and flushed meanwhile. Then the files of changes that this commit refers to, up to the lengths it tells;
 * they were opened before, so that the service may remove them. Should a file have come and gone in between, LMDB is copied
 * once more. The copied log is cut and numbered anew: it begins where LMDB's copy may end, and if LMDB got further than the
 * log was read, it is an empty log that ends where LMDB does.
 *
 *      to/manifest.json    what should be here; written last
 *      to/log/             as in a data directory
 *      to/store/           as in a data directory
 */
import { existsSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Disk, Host } from '#foundation/host/host'
import { DiskFull } from '#foundation/host/host'
import { readIdentity } from '#foundation/wal/identity'
import { visitLog } from '#foundation/wal/onlooker'
import { WalTranscript } from '#foundation/wal/transcript'
import { Trimmed } from '#foundation/wal/wal'
import { StoreDamaged } from '#business/data/store/damage'
import { ENVIRONMENT_FILE, StoreMissing, StoreSource } from '#business/data/store/disk-files'
import type { StoreState } from '#business/data/store/state'
import type { Steps } from './copy.ts'
import { copyFile, hashFile } from './copy.ts'
import type { Inspection, OnStep } from './inspect.ts'
import type { BackupFile, Manifest } from './manifest.ts'
import { BACKUP_FORMAT, LOG_DIRECTORY, STORE_DIRECTORY, writeManifest } from './manifest.ts'

/** Each attempt fails only if segments are trimmed in its few moments. */
const ATTEMPTS_MAX = 5

export type BackupOptions = {
  /** A data directory. */
  readonly from: string
  /** What will be the backup; must not exist. */
  readonly to: string
  /** Of the program, for the manifest. */
  readonly version: string
  readonly signal: AbortSignal
  readonly onStep: OnStep
  /** Checks the finished backup. */
  readonly inspect: (directory: string) => Promise<Inspection>
}

export class BackupExists extends Error {
  override readonly name = 'BackupExists'
  readonly code = 'BACKUP_EXISTS'
}

/** The service replaced files faster than they could be copied. Nothing was left behind; try again. */
export class BackupOutrun extends Error {
  override readonly name = 'BackupOutrun'
  readonly code = 'BACKUP_OUTRUN'
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

/**
 * Resolves when the backup is whole, checked, durable and in its place. Every write that was acknowledged before the call
 * is in it. Rejects with the errors above, `StoreMissing`, `StoreDamaged`, `WalCorrupted`, `WalIdentityLost`, `DiskFull`
 * or `DiskFailed`, and leaves nothing behind.
 */
export async function backUp(host: Host, options: BackupOptions): Promise<Manifest> {
  const { disk } = host
  const { from, to, inspect } = options
  const partial = `${to}.partial`
  if (existsSync(to)) throw new BackupExists(`${to} is there already: choose another place`)
  if (existsSync(partial)) {
    throw new BackupExists(
      `${partial} is there: another backup is being made there, or was interrupted. ` +
        'If none is running, remove it',
    )
  }
  if (!disk.list(join(from, STORE_DIRECTORY)).includes(ENVIRONMENT_FILE)) {
    throw new StoreMissing(join(from, STORE_DIRECTORY))
  }
  disk.makeDirectory(partial)
  try {
    const manifest = await copyAll(host, { ...options, to: partial })
    writeManifest(disk, partial, manifest)
    const inspection = await inspect(partial)
    if (inspection.findingCount > 0) {
      throw new BackupDamaged(
        `What was copied from ${from} is damaged, so it is not kept as a backup: verify ${from}`,
        inspection,
      )
    }
    disk.rename(partial, to)
    disk.syncDirectory(dirname(resolve(to)))
    return manifest
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    throw error
  }
}

async function copyAll(host: Host, options: BackupOptions): Promise<Manifest> {
  const { disk, clock } = host
  const { from, to, version, signal, onStep } = options
  const created = new Date(clock.now()).toISOString()
  const total = spaceNeeded(disk, from)
  if (disk.freeBytes(to) < total) throw new DiskFull(to)
  let done = 0
  const steps: Steps = {
    signal,
    onBytes: bytes => {
      done += bytes
      onStep('copying', Math.min(done, total), total)
    },
  }
  onStep('copying', 0, total)

  const log = join(to, LOG_DIRECTORY)
  await using source = new StoreSource(disk, join(from, STORE_DIRECTORY))
  const copied = copyLog(host, join(from, LOG_DIRECTORY), log, source.position)
  const store = await copyStore(disk, source, to, steps)
  if (copied.first > store.state.position + 1) {
    throw new StoreDamaged(`The log, which lacks entry ${String(store.state.position + 1)},`)
  }
  let { first, last } = copied
  if (last < store.state.position) {
    rmSync(log, { recursive: true })
    last = store.state.position
    first = last + 1
    new WalTranscript(host, log, copied.segmentBytes).finish(last)
  }
  const logFiles = await hashed(disk, to, LOG_DIRECTORY, steps)
  const { revision, chainHash } = store.state
  return {
    format: BACKUP_FORMAT,
    created,
    version,
    position: store.state.position,
    revision,
    chainHash,
    log: { first, last },
    files: [...logFiles, ...store.files],
  }
}

type CopiedLog = { readonly first: number; readonly last: number; readonly segmentBytes: number }

/** The entries after a position, or fewer if the log does not go back so far. */
function copyLog(host: Host, from: string, to: string, after: number): CopiedLog {
  for (let attempt = 1; ; attempt++) {
    try {
      return transcribe(host, from, to, after)
    } catch (error) {
      if (!(error instanceof Trimmed)) throw error
      rmSync(to, { recursive: true, force: true })
      if (attempt < ATTEMPTS_MAX) continue
      throw new BackupOutrun('The log was trimmed faster than it was copied: try again', {
        cause: error,
      })
    }
  }
}

function transcribe(host: Host, from: string, to: string, after: number): CopiedLog {
  const { segmentBytes } = readIdentity(host.disk, from)
  const transcript = new WalTranscript(host, to, segmentBytes)
  const { first, last } = visitLog(host.disk, from, ({ index, payload }) => {
    if (index > after) transcript.append(index, payload)
  })
  if (last < after) throw new StoreDamaged('The log, which ends before the store,')
  transcript.finish(last)
  return { first: Math.max(first, after + 1), last, segmentBytes }
}

type CopiedStore = { readonly state: StoreState; readonly files: readonly BackupFile[] }

async function copyStore(
  disk: Disk,
  source: StoreSource,
  to: string,
  steps: Steps,
): Promise<CopiedStore> {
  const directory = join(to, STORE_DIRECTORY)
  disk.makeDirectory(directory)
  const changes: BackupFile[] = []
  const state = await source.copyTo(directory, async (file, bytes, name) => {
    const made = await copyFile(disk, file, bytes, join(directory, name), steps)
    const path = `${STORE_DIRECTORY}/${name}`
    if (made.bytes < bytes) throw new StoreDamaged(`The file of changes ${path}`)
    changes.push({ path, ...made })
  })
  if (!state) {
    throw new BackupOutrun('Files of changes were replaced faster than they were copied: try again')
  }
  disk.syncDirectory(directory)
  const path = `${STORE_DIRECTORY}/${ENVIRONMENT_FILE}`
  const environment = { path, ...(await hashFile(disk, join(to, path), steps)) }
  return { state, files: [environment, ...changes] }
}

async function hashed(
  disk: Disk,
  directory: string,
  part: string,
  steps: Steps,
): Promise<BackupFile[]> {
  const files: BackupFile[] = []
  for (const name of disk.list(join(directory, part))) {
    const path = `${part}/${name}`
    files.push({ path, ...(await hashFile(disk, join(directory, path), steps)) })
  }
  return files
}

/** Bytes that a backup of the directory takes, about: what is written meanwhile may add to it. */
function spaceNeeded(disk: Disk, directory: string): number {
  let bytes = 0
  for (const part of [LOG_DIRECTORY, STORE_DIRECTORY]) {
    for (const name of disk.list(join(directory, part))) {
      bytes += statSync(join(directory, part, name), { throwIfNoEntry: false })?.size ?? 0
    }
  }
  return bytes
}
