/** backup, verify, restore, try-restore: on the files of a data directory, and of backups. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Disk } from '#foundation/host/host'
import type { Inspection } from '#business/data/backup/inspect'
import type { Manifest, Summary } from '#business/data/backup/manifest'
import {
  BackupFormatUnknown,
  MANIFEST_FILE,
  ManifestDamaged,
  readManifest,
  summaryOf,
} from '#business/data/backup/manifest'
import { BackupDamaged, restore } from '#business/data/backup/restore'
import { discard, SnapshotFailed } from '#business/data/backup/snapshots'
import { FINDINGS_MAX } from '#business/data/store/disk-files'
import { inspectApart } from './inspector.ts'
import { EXIT, Failed } from '../outcome.ts'
import { askForSnapshot, tellTried } from './service-snapshot.ts'
import type { Place } from './stopped.ts'
import { lockStopped, snapshotOf } from './stopped.ts'
import type { Terminal } from '../terminal.ts'
import { byteText, table } from '../terminal.ts'

/** To people; programs get all that are kept. */
const FINDINGS_SHOWN = 20

export async function backupCommand(
  place: Place,
  directory: string,
  { from, debugUrl, version }: { from?: string; debugUrl: string; version: string },
): Promise<void> {
  const { host, terminal } = place
  const startedAt = host.clock.monotonic()
  const to = resolve(directory)
  const made =
    from === undefined
      ? await askForSnapshot(debugUrl, to, place.signal)
      : summaryOf(await snapshotOf(place, from, to, version).catch(asFailed))
  const isHere = from !== undefined || isBackupHere(host.disk, to, made)
  if (isHere) await verifyMade(place, to)
  const seconds = (host.clock.monotonic() - startedAt) / 1000
  const took = `${isHere ? 'Made and verified' : 'Made'} in ${seconds.toFixed(1)} s.`
  terminal.result(
    { backup: to, ...made, verified: isHere, seconds },
    `${table([['backup', to], ...rows(made)])}\n${took} ${
      isHere
        ? `Restore it with: admin restore ${directory} DIRECTORY`
        : `It is not on this machine: verify it there with: admin verify ${to}`
    }`,
  )
}

/** Of a service elsewhere the directory is elsewhere too; what has its name here is another backup, or none that can be read. */
function isBackupHere(disk: Disk, to: string, made: Summary): boolean {
  if (!existsSync(join(to, MANIFEST_FILE))) return false
  try {
    const { created, position, chainHash } = readManifest(disk, to)
    return created === made.created && position === made.position && chainHash === made.chainHash
  } catch (error) {
    if (error instanceof ManifestDamaged || error instanceof BackupFormatUnknown) return false
    throw error
  }
}

/** A backup of damaged data is none, so nothing of it stays. */
async function verifyMade({ terminal, signal }: Place, to: string): Promise<void> {
  const request = { kind: 'backup', path: to } as const
  const inspection = await inspectApart(request, signal, terminal.progress)
  if (inspection.findingCount === 0) return
  await discard(to)
  throw damaged(
    terminal,
    inspection,
    new BackupDamaged('What was copied is damaged, so it is not kept as a backup', inspection),
  )
}

/** Of a backup, if the directory has a manifest, else of a data directory that no process has. */
export async function verifyCommand(
  { host, terminal, signal }: Place,
  directory: string,
): Promise<void> {
  if (!existsSync(directory)) {
    throw new Failed(EXIT.failed, 'NO_DIRECTORY', `There is no directory ${directory}`)
  }
  const kind = existsSync(join(directory, MANIFEST_FILE)) ? 'backup' : 'directory'
  using lock = kind === 'directory' ? await lockStopped(host, directory) : undefined
  const stop = lock ? AbortSignal.any([signal, lock.lost]) : signal
  const inspection = await inspectApart({ kind, path: directory }, stop, terminal.progress)
  const { findings, findingCount, state, store, log } = inspection
  const isSound = findingCount === 0
  terminal.result(
    {
      sound: isSound,
      kind,
      directory: resolve(directory),
      ...state,
      store,
      log,
      findingCount,
      findings,
    },
    [
      ...findings.slice(0, FINDINGS_SHOWN).map(findingText),
      ...(findingCount > FINDINGS_SHOWN
        ? [
            `and ${String(findingCount - FINDINGS_SHOWN)} more; --json lists up to ${String(FINDINGS_MAX)}`,
          ]
        : []),
      ...(store && state
        ? [
            table([
              ['position', state.position],
              ['revision', state.revision],
              ['rows', store.rows],
              ['changes', `${String(store.changes)} (and ${String(store.deadChanges)} dead)`],
              [
                'blocks',
                `${String(store.blocks)} in ${String(store.files)} files, ${byteText(store.changeBytes)}`,
              ],
              ...(log ? [['log', `${String(log.first)} to ${String(log.last)}`] as const] : []),
            ]),
          ]
        : []),
      isSound
        ? `${directory} is sound`
        : `${directory} is damaged: ${String(findingCount)} findings`,
    ].join('\n'),
  )
  if (!isSound)
    throw new Failed(EXIT.damaged, 'DAMAGED', 'Restore the data directory from a backup')
}

type Restoring = { readonly from: string; readonly to: string; readonly raiseRevision: number }

export async function restoreCommand(place: Place, restoring: Restoring): Promise<void> {
  const { terminal } = place
  const { from, to } = restoring
  const summary = summaryOf(await restored(place, restoring))
  terminal.result(
    { restored: resolve(to), from: resolve(from), ...summary },
    `${table([['restored', to], ...rows(summary)])}\nStart sales-api on it with: --store-dir=${to}`,
  )
}

/** Makes a data directory beside the backup, verifies it, removes it, and has the service note that this worked. */
export async function tryRestoreCommand(
  place: Place,
  backup: string,
  { debugUrl }: { debugUrl: string },
): Promise<void> {
  const { host, terminal, signal } = place
  const from = resolve(backup)
  readManifest(host.disk, from)
  const startedAt = host.clock.monotonic()
  const to = mkdtempSync(`${from}.tried-`)
  let summary: Summary
  try {
    summary = summaryOf(await restored(place, { from, to, raiseRevision: 0 }))
    const request = { kind: 'directory', path: to } as const
    const inspection = await inspectApart(request, signal, terminal.progress)
    if (inspection.findingCount > 0) {
      const cause = new BackupDamaged(`What was restored from ${from} is damaged`, inspection)
      throw damaged(terminal, inspection, cause)
    }
  } finally {
    rmSync(to, { recursive: true, force: true })
  }
  await tellTried(debugUrl, signal)
  const seconds = (host.clock.monotonic() - startedAt) / 1000
  terminal.result(
    { tried: from, ...summary, seconds },
    `${table([['tried', from], ...rows(summary)])}\nRestored, verified and removed in ${seconds.toFixed(1)} s; the service has noted it.`,
  )
}

async function restored(
  { host, terminal, signal }: Place,
  restoring: Restoring,
): Promise<Manifest> {
  const inspect = (path: string): Promise<Inspection> =>
    inspectApart({ kind: 'backup', path }, signal, terminal.progress)
  const options = { ...restoring, signal, onStep: terminal.progress, inspect }
  return await restore(host, options).catch((error: unknown) => {
    if (error instanceof BackupDamaged) throw damaged(terminal, error.inspection, error)
    return asFailed(error)
  })
}

function damaged(terminal: Terminal, { findings }: Inspection, cause: BackupDamaged): Failed {
  for (const finding of findings.slice(0, FINDINGS_SHOWN)) terminal.note(findingText(finding))
  return new Failed(EXIT.damaged, cause.code, cause.message, { cause })
}

/** Damage has an exit code of its own. */
function asFailed(error: unknown): never {
  const isDamage =
    error instanceof ManifestDamaged ||
    (error instanceof SnapshotFailed && error.code === 'STORE_DAMAGED')
  if (isDamage) throw new Failed(EXIT.damaged, error.code, error.message, { cause: error })
  throw error
}

function findingText({ message, file, offset }: Inspection['findings'][number]): string {
  const place = file === undefined || message.includes(file) ? '' : ` (${file}`
  const at = offset === undefined ? '' : `, byte ${String(offset)}`
  return `${message}${place === '' ? '' : `${place}${at})`}`
}

function rows({ created, position, revision, files, bytes }: Summary): [string, string | number][] {
  return [
    ['begun', created],
    ['position', position],
    ['revision', revision],
    ['files', `${String(files)}, ${byteText(bytes)}`],
  ]
}
