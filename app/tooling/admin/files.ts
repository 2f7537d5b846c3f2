/** backup, verify, restore: on the files of a data directory, with or without a service running on it. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Host } from '#foundation/host/host'
import { backUp, BackupDamaged } from '#business/data/backup/backup'
import type { Inspection } from '#business/data/backup/inspect'
import type { Manifest } from '#business/data/backup/manifest'
import { MANIFEST_FILE, ManifestDamaged } from '#business/data/backup/manifest'
import { restore } from '#business/data/backup/restore'
import { FINDINGS_MAX } from '#business/data/store/disk-files'
import { inspectApart } from './inspector.ts'
import { EXIT, Failed } from './outcome.ts'
import type { Terminal } from './terminal.ts'
import { byteText, table } from './terminal.ts'

/** To people; programs get all that are kept. */
const FINDINGS_SHOWN = 20

export type Place = {
  readonly host: Host
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

export async function backupCommand(
  { host, terminal, signal }: Place,
  { directory, to, version }: { directory: string; to: string; version: string },
): Promise<void> {
  const startedAt = host.clock.monotonic()
  const manifest = await asFailed(terminal, () =>
    backUp(host, {
      from: directory,
      to,
      version,
      signal,
      onStep: terminal.progress,
      inspect: path => inspectApart({ kind: 'backup', path }, signal, terminal.progress),
    }),
  )
  const seconds = (host.clock.monotonic() - startedAt) / 1000
  terminal.result(
    { backup: resolve(to), ...summary(manifest), seconds },
    `${table([['backup', to], ...rows(manifest)])}\n` +
      `Made and verified in ${seconds.toFixed(1)} s. Restore it with: admin restore --from ${to} --to DIRECTORY`,
  )
}

/** Of a backup, if the directory has a manifest, else of a data directory. */
export async function verifyCommand({ terminal, signal }: Place, directory: string): Promise<void> {
  if (!existsSync(directory)) {
    throw new Failed(EXIT.failed, 'NO_DIRECTORY', `There is no directory ${directory}`)
  }
  const kind = existsSync(join(directory, MANIFEST_FILE)) ? 'backup' : 'directory'
  const inspection = await inspectApart({ kind, path: directory }, signal, terminal.progress)
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
      ...(store && state && log
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
              [
                'log entries',
                `${String(log.entries)}, ${String(log.first)} to ${String(log.last)}, ${byteText(log.bytes)}`,
              ],
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

export async function restoreCommand(
  { host, terminal, signal }: Place,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const manifest = await asFailed(terminal, () =>
    restore(host, {
      from,
      to,
      signal,
      onStep: terminal.progress,
      inspect: path => inspectApart({ kind: 'backup', path }, signal, terminal.progress),
    }),
  )
  terminal.result(
    { restored: resolve(to), from: resolve(from), ...summary(manifest) },
    `${table([['restored', to], ...rows(manifest)])}\nStart sales-api on it with: --store-dir=${to}`,
  )
}

async function asFailed<T>(terminal: Terminal, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof ManifestDamaged) {
      throw new Failed(EXIT.damaged, error.code, error.message, { cause: error })
    }
    if (!(error instanceof BackupDamaged)) throw error
    for (const finding of error.inspection.findings.slice(0, FINDINGS_SHOWN))
      terminal.note(findingText(finding))
    throw new Failed(EXIT.damaged, error.code, error.message, { cause: error })
  }
}

function findingText({ message, file, offset }: Inspection['findings'][number]): string {
  const place = file === undefined || message.includes(file) ? '' : ` (${file}`
  const at = offset === undefined ? '' : `, byte ${String(offset)}`
  return `${message}${place === '' ? '' : `${place}${at})`}`
}

function summary({ files, ...manifest }: Manifest): object {
  return { ...manifest, files: files.length, bytes: bytesOf(files) }
}

function rows({ created, position, revision, log, files }: Manifest): [string, string | number][] {
  return [
    ['begun', created],
    ['position', `${String(position)}, and the log up to ${String(log.last)}`],
    ['revision', `${String(revision)}, and what is in the log`],
    ['files', `${String(files.length)}, ${byteText(bytesOf(files))}`],
  ]
}

function bytesOf(files: Manifest['files']): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}
