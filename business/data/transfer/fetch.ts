/**
 * Fetching: a snapshot that a peer holds becomes a directory of this node, piece by piece, and goes on where it was cut off.
 * What a peer says is checked before it is believed: its manifest, the space that takes, the length and the hash of every file.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import type { Clock, Disk } from '#foundation/host/host'
import { DiskFull, elapsed } from '#foundation/host/host'
import type { BackupFile, Manifest } from '#business/data/backup/manifest'
import {
  BackupFormatUnknown,
  MANIFEST_BYTES_MAX,
  ManifestDamaged,
  ManifestMissing,
  parseManifest,
  readManifest,
  sealOf,
  writeManifest,
} from '#business/data/backup/manifest'
import type { Position } from '#business/data/log/log'
import { STORE_DIRECTORY } from '#business/data/node/node'
import type { PeerClient } from './peer-client.ts'
import { PeerRefused } from './peer-client.ts'
import { detailOf } from './peer-file.ts'

/** How often a peer is asked whether it has made its snapshot, and for how long. */
const ASK_AGAIN_MS = 200
const MAKING_MS_MAX = 600_000
/** What of a file that was fetched before is read at once. */
const STORED_BYTES = 4 * 1024 * 1024
/** What of a file is written before it is made durable. */
const UNSYNCED_BYTES_MAX = 32 * 1024 * 1024
/** Files that are fetched at the same time: one goes on while the other is made durable. */
const FILES_AT_ONCE = 2

type Wanted = {
  /** The id of the log. */
  readonly log: string
  /** The snapshot has to have more than this. */
  readonly after: Position
}

/** Told how many bytes of how many there are. */
export type OnFetched = (done: number, total: number) => void

/**
 * Resolves when all of the peer's snapshot is in the directory, and durable. Rejects with `PeerRefused`, `DiskFull`, or with the
 * reason of the signal; what was fetched so far stays, and is used when the same snapshot is fetched again.
 */
export async function fetchSnapshot(
  { clock, disk }: { readonly clock: Clock; readonly disk: Disk },
  peer: PeerClient,
  into: string,
  wanted: Wanted,
  signal: AbortSignal,
  onFetched: OnFetched,
): Promise<Manifest> {
  const manifest = await manifestOf(clock, peer, wanted, signal)
  const seal = sealOf(manifest)
  if (sealIn(disk, into) !== seal) {
    await fs.promises.rm(into, { recursive: true, force: true })
    disk.makeDirectory(join(into, STORE_DIRECTORY))
    writeManifest(disk, into, manifest)
  }
  const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  const here = manifest.files.map(({ path }) => sizeOf(join(into, path)))
  const missing = total - here.reduce((sum, bytes) => sum + bytes, 0)
  if (disk.freeBytes(into) < missing) throw new DiskFull(into)
  const failed = new AbortController()
  const stop = AbortSignal.any([signal, failed.signal])
  const files = manifest.files.values()
  const fetchFiles = async (): Promise<void> => {
    for (const file of files) {
      await fetchFile(peer, seal, file, join(into, file.path), stop, bytes => {
        done += bytes
        onFetched(done, total)
      })
    }
  }
  const lanes = Array.from({ length: FILES_AT_ONCE }, () =>
    fetchFiles().catch((error: unknown) => {
      failed.abort(error)
    }),
  )
  // Nothing writes to the directory any more when this returns.
  await Promise.all(lanes)
  failed.signal.throwIfAborted()
  disk.syncDirectory(join(into, STORE_DIRECTORY))
  return manifest
}

async function manifestOf(
  clock: Clock,
  peer: PeerClient,
  { log, after }: Wanted,
  signal: AbortSignal,
): Promise<Manifest> {
  const endsAt = clock.monotonic() + MAKING_MS_MAX
  for (;;) {
    const { status, body } = await peer.get(`/v1/snapshot?log=${log}`, MANIFEST_BYTES_MAX, signal)
    if (status === 200) {
      const manifest = parsed(peer, body.toString())
      if (manifest.position > after) return manifest
      const why = `its snapshot ends with entry ${String(manifest.position)}, this node has ${String(after)}`
      throw new PeerRefused(peer.address, why)
    }
    if (status !== 202) throw new PeerRefused(peer.address, detailOf(status, body))
    if (clock.monotonic() >= endsAt) throw new PeerRefused(peer.address, 'it makes none in time')
    await elapsed(clock, ASK_AGAIN_MS)
    signal.throwIfAborted()
  }
}

function parsed(peer: PeerClient, text: string): Manifest {
  try {
    const manifest = parseManifest(text, `of ${peer.address}`)
    const paths = new Set(manifest.files.map(({ path }) => path))
    if (paths.size === manifest.files.length) return manifest
    throw new PeerRefused(peer.address, 'its manifest has a file twice')
  } catch (cause) {
    const isKnown = cause instanceof ManifestDamaged || cause instanceof BackupFormatUnknown
    throw isKnown ? new PeerRefused(peer.address, cause.message, { cause }) : cause
  }
}

/** Of what was fetched before; undefined if that is nothing, or cannot be read. */
function sealIn(disk: Disk, directory: string): string | undefined {
  try {
    return sealOf(readManifest(disk, directory))
  } catch (error) {
    const isNone =
      error instanceof ManifestMissing ||
      error instanceof ManifestDamaged ||
      error instanceof BackupFormatUnknown
    if (isNone) return undefined
    throw error
  }
}

function sizeOf(path: string): number {
  return fs.existsSync(path) ? fs.statSync(path).size : 0
}

/** What is there already is read, not fetched. A file that is not what the manifest says is removed. */
async function fetchFile(
  peer: PeerClient,
  seal: string,
  { path, bytes, sha256 }: BackupFile,
  to: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const here = sizeOf(to)
  const found = createHash('sha256')
  const file = await fs.promises.open(to, 'a+')
  try {
    let at = 0
    const hashed = (piece: Buffer): void => {
      found.update(piece)
      at += piece.length
    }
    while (at < Math.min(here, bytes)) {
      signal.throwIfAborted()
      const piece = await stored(file, at, Math.min(STORED_BYTES, here - at, bytes - at))
      hashed(piece)
      onBytes(piece.length)
    }
    let unsynced = 0
    const rest = `/v1/files/${path}?seal=${seal}&from=${String(at)}`
    for await (const piece of at < bytes ? peer.file(rest, bytes - at, signal) : []) {
      const written = writeAll(file, piece)
      // This thread does it while another one writes.
      hashed(piece)
      await written
      onBytes(piece.length)
      unsynced += piece.length
      if (unsynced < UNSYNCED_BYTES_MAX) continue
      await file.datasync()
      unsynced = 0
    }
    await file.sync()
  } catch (error) {
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC'
    throw isFull ? new DiskFull(to, error) : error
  } finally {
    await file.close()
  }
  if (here <= bytes && found.digest('hex') === sha256) return
  await fs.promises.rm(to)
  throw new PeerRefused(peer.address, `${path} does not have its SHA-256`)
}

async function writeAll(file: fs.promises.FileHandle, piece: Buffer): Promise<void> {
  for (let at = 0; at < piece.length;) at += (await file.write(piece, at)).bytesWritten
}

async function stored(file: fs.promises.FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at)
  if (bytesRead === 0) throw new Error('a file that was fetched got shorter')
  return buffer.subarray(0, bytesRead)
}
