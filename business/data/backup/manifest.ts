/** What a backup says about itself, in `manifest.json`. A backup without it is none. */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import type { Disk } from '#foundation/host/host'
import { replaceFile } from '#foundation/host/host'

export const MANIFEST_FILE = 'manifest.json'

/** Format 1 had a copy of the log besides. */
export const BACKUP_FORMAT = 2 as const

/** More than any store needs, and little enough to be read at once. */
export const MANIFEST_BYTES_MAX = 64 * 1024 * 1024

const whole = z.int().min(0)

const fileSchema = z.strictObject({
  /** With a slash, on every platform. Leads nowhere but into that directory. */
  path: z.string().regex(/^store\/[a-z0-9][a-z0-9.]*$/),
  bytes: whole,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

const contentSchema = z.strictObject({
  format: z.literal(BACKUP_FORMAT),
  /** When the backup was begun: everything acknowledged before is in it. */
  created: z.iso.datetime(),
  /** Of the program that made it. */
  version: z.string(),
  /** Of the last log entry that is in the tables. */
  position: whole,
  revision: whole,
  chainHash: z.string(),
  files: z.array(fileSchema),
})

const manifestSchema = contentSchema.extend({
  /** SHA-256 of the JSON of all the rest. */
  seal: z.string(),
})

export type BackupFile = z.output<typeof fileSchema>
export type Manifest = z.output<typeof contentSchema>

/** All that it says, with the number of files and of their bytes in place of the files. */
export type Summary = Omit<Manifest, 'format' | 'files'> & {
  readonly files: number
  readonly bytes: number
}

export function summaryOf(manifest: Manifest): Summary {
  const { created, version, position, revision, chainHash, files } = manifest
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  return { created, version, position, revision, chainHash, files: files.length, bytes }
}

/** There is no manifest, so this is no backup, or one that was never finished. */
export class ManifestMissing extends Error {
  override readonly name = 'ManifestMissing'
  readonly code = 'MANIFEST_MISSING'
  constructor(directory: string) {
    super(`${directory} is not a backup: it has no ${MANIFEST_FILE}`)
  }
}

export class ManifestDamaged extends Error {
  override readonly name = 'ManifestDamaged'
  readonly code = 'MANIFEST_DAMAGED'
  constructor(path: string, what: string) {
    super(`The manifest ${path} ${what}: use another backup`)
  }
}

export class BackupFormatUnknown extends Error {
  override readonly name = 'BackupFormatUnknown'
  readonly code = 'BACKUP_FORMAT_UNKNOWN'
  constructor(format: number) {
    super(
      `The backup has format ${String(format)}, this program reads format ${String(BACKUP_FORMAT)}: ` +
        'use the version that made it',
    )
  }
}

/** Durable when it returns, and never there by half. */
export function writeManifest(disk: Disk, directory: string, manifest: Manifest): void {
  const bytes = Buffer.from(`${manifestText(manifest)}\n`)
  replaceFile(disk, join(directory, MANIFEST_FILE), bytes)
}

/** Throws `ManifestMissing`, `ManifestDamaged` or `BackupFormatUnknown`. */
export function readManifest(disk: Disk, directory: string): Manifest {
  if (!disk.list(directory).includes(MANIFEST_FILE)) throw new ManifestMissing(directory)
  const path = join(directory, MANIFEST_FILE)
  const file = disk.open(path, 'read')
  const bytes = Buffer.alloc(Math.min(file.size(), MANIFEST_BYTES_MAX))
  file.read(bytes, 0)
  file.close()
  return parseManifest(bytes.toString(), path)
}

export function manifestText(manifest: Manifest): string {
  return JSON.stringify({ ...manifest, seal: sealOf(manifest) }, undefined, 2)
}

/** `path` is where the text is from. Throws `ManifestDamaged` or `BackupFormatUnknown`. */
export function parseManifest(text: string, path: string): Manifest {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new ManifestDamaged(path, 'is not JSON')
  }
  const format = z.looseObject({ format: z.int() }).safeParse(json)
  if (format.success && format.data.format !== BACKUP_FORMAT) {
    throw new BackupFormatUnknown(format.data.format)
  }
  const parsed = manifestSchema.safeParse(json)
  if (!parsed.success)
    throw new ManifestDamaged(path, `is damaged: ${z.prettifyError(parsed.error)}`)
  const { seal, ...manifest } = parsed.data
  if (seal !== sealOf(manifest)) throw new ManifestDamaged(path, 'does not have its checksum')
  return manifest
}

/** Tells one snapshot from every other one. */
export function sealOf(manifest: Manifest): string {
  return hash('sha256', JSON.stringify(manifest))
}
