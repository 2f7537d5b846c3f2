/** Whether a data directory, or a backup, is what was written. Changes nothing; a service may be running on the directory. */
import { join } from 'node:path'
import type { Disk } from '#foundation/host/host'
import { DiskFailed } from '#foundation/host/host'
import type { SeenLog } from '#foundation/wal/onlooker'
import { visitLog } from '#foundation/wal/onlooker'
import { Trimmed, WalCorrupted, WalIdentityLost } from '#foundation/wal/wal'
import type { Finding, PointerTable, StoreCounts } from '#business/data/store/disk-files'
import {
  ENVIRONMENT_FILE,
  ENVIRONMENT_LOCK_FILE,
  Findings,
  inspectStore,
} from '#business/data/store/disk-files'
import { hashFile } from './copy.ts'
import type { Manifest } from './manifest.ts'
import {
  LOG_DIRECTORY,
  ManifestDamaged,
  MANIFEST_FILE,
  readManifest,
  STORE_DIRECTORY,
} from './manifest.ts'

export type LogCounts = Pick<SeenLog, 'first' | 'last' | 'entries' | 'bytes'>

export type Inspection = {
  /** As of which the tables are; undefined if not even that can be read. */
  readonly state:
    { readonly position: number; readonly revision: number; readonly chainHash: string } | undefined
  readonly store: StoreCounts | undefined
  readonly log: LogCounts | undefined
  readonly findings: readonly Finding[]
  /** Of which the list may be the beginning only. */
  readonly findingCount: number
}

/** What is being done, and how far it is, in units of its own. */
export type OnStep = (step: string, done: number, total: number) => void

/** How often a running service may trim its log while it is read, before that is an error. */
const LOG_ATTEMPTS_MAX = 5

/** Rejects with `StoreMissing` where there is nothing to inspect, with `FormatUnknown`, or with `DiskFailed`. */
export async function inspectDirectory(
  disk: Disk,
  directory: string,
  tables: readonly PointerTable[],
  onStep: OnStep,
): Promise<Inspection> {
  const findings = new Findings()
  onStep('reading the log', 0, 1)
  const before = readLog(disk, directory, findings)
  onStep('reading the log', 1, 1)
  const { state, counts } = await inspectStore(
    disk,
    join(directory, STORE_DIRECTORY),
    tables,
    findings,
    (done, total) => {
      onStep('checking rows and changes', done, total)
    },
  )
  const log =
    before && state ? checkedLog(disk, directory, before, state.position, findings) : before
  return {
    state: state && {
      position: state.position,
      revision: state.revision,
      chainHash: state.chainHash,
    },
    store: counts,
    log: log && { first: log.first, last: log.last, entries: log.entries, bytes: log.bytes },
    findings: findings.list,
    findingCount: findings.count,
  }
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
  const isReadable = !findings.list.some(
    ({ file }) => file === `${STORE_DIRECTORY}/${ENVIRONMENT_FILE}` || file?.startsWith(`log/`),
  )
  // What LMDB or the log would make of a file that is not theirs is of no interest.
  if (!isReadable) return unread(findings)
  const content = await inspectDirectory(disk, directory, tables, onStep)
  disk.remove(join(directory, STORE_DIRECTORY, ENVIRONMENT_LOCK_FILE))
  compare(manifest, content, findings)
  return {
    ...content,
    findings: [...findings.list, ...content.findings],
    findingCount: findings.count + content.findingCount,
  }
}

function readLog(disk: Disk, directory: string, findings: Findings): SeenLog | undefined {
  for (let attempt = 1; ; attempt++) {
    try {
      return visitLog(disk, join(directory, LOG_DIRECTORY), () => undefined)
    } catch (error) {
      if (error instanceof Trimmed && attempt < LOG_ATTEMPTS_MAX) continue
      if (!(error instanceof WalCorrupted) && !(error instanceof WalIdentityLost)) throw error
      findings.add({ message: error.message, file: LOG_DIRECTORY })
      return undefined
    }
  }
}

/** The log has to hold what the tables lack. Both may have grown since they were read. */
function checkedLog(
  disk: Disk,
  directory: string,
  before: SeenLog,
  position: number,
  findings: Findings,
): SeenLog | undefined {
  if (before.first > position + 1) {
    findings.add({
      message: `The log begins with entry ${String(before.first)}, the store ends with ${String(position)}`,
      file: LOG_DIRECTORY,
    })
  }
  const log = before.last < position ? readLog(disk, directory, findings) : before
  if (log && log.last < position) {
    findings.add({
      message: `The log ends with entry ${String(log.last)}, before the store, which has ${String(position)}`,
      file: LOG_DIRECTORY,
    })
  }
  return log
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
  const steps = {
    signal: new AbortController().signal,
    onBytes: (bytes: number) => {
      done += bytes
      onStep('comparing hashes', Math.min(done, total), total)
    },
  }
  for (const { path, bytes, sha256 } of files) {
    const where = { file: path }
    try {
      const found = await hashFile(disk, join(directory, path), steps)
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

function compare(manifest: Manifest, { state, log }: Inspection, findings: Findings): void {
  const said = [manifest.position, manifest.revision, manifest.chainHash]
  const found = [state?.position, state?.revision, state?.chainHash]
  if (state && said.join() !== found.join()) {
    findings.add({
      message: `The store is not the manifest's: ${found.join()}, not ${said.join()}`,
    })
  }
  if (log && log.last !== manifest.log.last) {
    findings.add({ message: `The log is not the manifest's: it ends with ${String(log.last)}` })
  }
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
