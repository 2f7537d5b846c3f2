/**
 * Installing: the tables of a snapshot take the place of those that a node has. Whenever the process is killed, the next start finds
 * the old ones or the new ones:
 *
 *      store                     the old ones
 *      store.old, no store       killed between the two moves: `recover` moves the old ones back
 *      store, store.old          the new ones
 */
import fs from 'node:fs'
import { join } from 'node:path'
import type { Disk } from '#foundation/host/host'
import { MANIFEST_FILE } from '#business/data/backup/manifest'
import type { Manifest } from '#business/data/backup/manifest'
import { STORE_DIRECTORY } from '#business/data/node/node'
import { checkBlocks } from '#business/data/store/disk-files'
import { HELD_PREFIX } from './held-snapshot.ts'

/** What is fetched, in the directory of the node. */
export const FETCHED_DIRECTORY = 'snapshot.fetched'
const OLD_DIRECTORY = `${STORE_DIRECTORY}.old`

/** What a peer sent is whole, but no snapshot of a store. */
export class SnapshotUnsound extends Error {
  override readonly name = 'SnapshotUnsound'
  readonly code = 'SNAPSHOT_UNSOUND'
}

/** To be called at every start, before the store is opened. A snapshot that was not fetched to its end stays. */
export async function recover(disk: Disk, directory: string): Promise<void> {
  const names = disk.list(directory)
  if (names.includes(OLD_DIRECTORY) && !names.includes(STORE_DIRECTORY)) {
    disk.rename(join(directory, OLD_DIRECTORY), join(directory, STORE_DIRECTORY))
    disk.syncDirectory(directory)
  }
  const isLeft = (name: string): boolean => name === OLD_DIRECTORY || name.startsWith(HELD_PREFIX)
  for (const name of names.filter(isLeft)) await remove(directory, name)
}

/** The node has what it needs. */
export async function forgetFetched(directory: string): Promise<void> {
  await remove(directory, FETCHED_DIRECTORY)
}

/**
 * Of a snapshot that was fetched; nobody has the store open. Rejects with `SnapshotUnsound` or `DiskFailed`, and leaves the store as it was.
 */
export async function install(disk: Disk, directory: string, manifest: Manifest): Promise<void> {
  const fetched = join(directory, FETCHED_DIRECTORY)
  // Reading a damaged file may end the process: the next start must not try it again.
  disk.remove(join(fetched, MANIFEST_FILE))
  disk.syncDirectory(fetched)
  await check(disk, join(fetched, STORE_DIRECTORY), manifest)
  const store = join(directory, STORE_DIRECTORY)
  if (fs.existsSync(store)) disk.rename(store, join(directory, OLD_DIRECTORY))
  disk.rename(join(fetched, STORE_DIRECTORY), store)
  disk.syncDirectory(directory)
  disk.syncDirectory(fetched)
  await remove(directory, OLD_DIRECTORY)
  await forgetFetched(directory)
}

async function check(disk: Disk, store: string, manifest: Manifest): Promise<void> {
  const { position, revision, chainHash } = manifest
  const found = await checkBlocks(disk, store, () => undefined).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new SnapshotUnsound(`What was fetched is no store: ${why}`, { cause })
  })
  if (found.position === position && found.revision === revision && found.chainHash === chainHash) {
    return
  }
  throw new SnapshotUnsound('What was fetched is not what its manifest says')
}

async function remove(directory: string, name: string): Promise<void> {
  await fs.promises.rm(join(directory, name), { recursive: true, force: true })
}
