/** Whether a data directory that no process has, or a backup, is what was written. Changes nothing. */
import { join } from 'node:path'
import type { Disk } from '#foundation/host/host'
import { DiskFailed } from '#foundation/host/host'
import type { LogRange } from '#foundation/wal/offline'
import { checkLog } from '#foundation/wal/offline'
import { WalCorrupted, WalIdentityLost } from '#foundation/wal/wal'
import { isMember } from '#business/data/log/membership'
import { LOG_DIRECTORY, STORE_DIRECTORY } from '#business/data/node/node'
import type { Finding, PointerTable, StoreCounts } from '#business/data/store/disk-files'
import { ENVIRONMENT_FILE, Findings, inspectStore } from '#business/data/store/disk-files'
import { hashFile } from './copy.ts'
import type { Manifest } from './manifest.ts'
import { ManifestDamaged, MANIFEST_FILE, readManifest } from './manifest.ts'

export type Inspection = {
  /** As of which the tables are; undefined if not even that can be read. */
  readonly state:
    { readonly position: number; readonly revision: number; readonly chainHash: string } | undefined
  readonly store: StoreCounts | undefined
  /** Of a data directory with a log of its own: a backup has none. */
  readonly log: LogRange | undefined
  readonly findings: readonly Finding[]
  /** Of which the list may be the beginning only. */
  readonly findingCount: number
}

/** What is being done, and how far it is, in units of its own. */
export type OnStep = (step: string, done: number, total: number) => void

/** Rejects with `StoreMissing` where there is nothing to inspect, with `FormatUnknown`, or with `DiskFailed`. */
export async function inspectDirectory(
  disk: Disk,
  directory: string,
  tables: readonly PointerTable[],
  onStep: OnStep,
): Promise<Inspection> {
  const findings = new Findings()
  onStep('reading the log', 0, 1)
  const logDirectory = join(directory, LOG_DIRECTORY)
  const log = isMember(disk, logDirectory) ? undefined : readLog(disk, logDirectory, findings)
  const content = await inspectContent(disk, directory, tables, findings, onStep)
  if (log && content.state) compareEnds(log, content.state.position, findings)
  return { ...content, log, findings: findings.list, findingCount: findings.count }
}

async function inspectContent(
  disk: Disk,
  directory: string,
  tables: readonly PointerTable[],
  findings: Findings,
  onStep: OnStep,
): Promise<Pick<Inspection, 'state' | 'store'>> {
  const onProgress = (done: number, total: number): void => {
    onStep('checking rows and changes', done, total)
  }
  const store = join(directory, STORE_DIRECTORY)
  const { state, counts } = await inspectStore(disk, store, tables, findings, onProgress)
  if (!state) return { state, store: counts }
  const { position, revision, chainHash } = state
  return { state: { position, revision, chainHash }, store: counts }
}

/** Of a backup: the manifest, every file's length and hash, then the content. Rejects like `readManifest` and the above. */
export async function inspectBackup(
  disk: Disk,
  directory: string,
  tables: readonly PointerTable[],
  onStep: OnStep,
): Promise<Inspection> {
  const findings = new Findings()
  let manifest: Manifest
  try {
    manifest = readManifest(disk, directory)
  } catch (error) {
    if (!(error instanceof ManifestDamaged)) throw error
    findings.add({ message: error.message, file: MANIFEST_FILE })
    return unread(findings)
  }
  await checkFiles(disk, directory, manifest, findings, onStep)
  const environment = `${STORE_DIRECTORY}/${ENVIRONMENT_FILE}`
  // What LMDB would make of a file that is not its own is of no interest.
  if (findings.list.some(({ file }) => file === environment)) return unread(findings)
  const content = await inspectContent(disk, directory, tables, findings, onStep)
  compare(manifest, content.state, findings)
  return { ...content, log: undefined, findings: findings.list, findingCount: findings.count }
}

function readLog(disk: Disk, directory: string, findings: Findings): LogRange | undefined {
  try {
    return checkLog(disk, directory)
  } catch (error) {
    if (!(error instanceof WalCorrupted) && !(error instanceof WalIdentityLost)) throw error
    findings.add({ message: error.message, file: LOG_DIRECTORY })
    return undefined
  }
}

/** The log has to hold what the tables lack. */
function compareEnds({ first, last }: LogRange, position: number, findings: Findings): void {
  const file = LOG_DIRECTORY
  if (first > position + 1) {
    const message = `The log begins with entry ${String(first)}, the store ends with ${String(position)}`
    findings.add({ message, file })
  }
  if (last < position) {
    const message = `The log ends with entry ${String(last)}, before the store, which has ${String(position)}`
    findings.add({ message, file })
  }
}

async function checkFiles(
  disk: Disk,
  directory: string,
  { files }: Manifest,
  findings: Findings,
  onStep: OnStep,
): Promise<void> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  const onBytes = (bytes: number): void => {
    done += bytes
    onStep('comparing hashes', Math.min(done, total), total)
  }
  for (const { path, bytes, sha256 } of files) {
    const where = { file: path }
    try {
      const found = await hashFile(disk, join(directory, path), onBytes)
      if (found.bytes !== bytes) {
        const message = `${path} has ${String(found.bytes)} bytes instead of ${String(bytes)}`
        findings.add({ message, ...where })
      } else if (found.sha256 !== sha256) {
        findings.add({ message: `${path} does not have its SHA-256`, ...where })
      }
    } catch (error) {
      if (!(error instanceof DiskFailed)) throw error
      findings.add({ message: error.message, ...where })
    }
  }
}

function compare(manifest: Manifest, state: Inspection['state'], findings: Findings): void {
  if (!state) return
  const said = [manifest.position, manifest.revision, manifest.chainHash].join()
  const found = [state.position, state.revision, state.chainHash].join()
  if (said === found) return
  findings.add({ message: `The store is not the manifest's: ${found}, not ${said}` })
}

function unread(findings: Findings): Inspection {
  return {
    state: undefined,
    store: undefined,
    log: undefined,
    findings: findings.list,
    findingCount: findings.count,
  }
}
