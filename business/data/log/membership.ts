/**
 * Which log in etcd the data of a directory comes from, and as which node: the file `etcd.id`, where a log on this disk would
 * be. Written before anything of that log is applied, so that data is never continued with the entries of another log.
 */
import { join } from 'node:path'
import type { Disk, Host } from '#foundation/host/host'
import { replaceFile } from '#foundation/host/host'
import { checkLog, createLog } from '#foundation/wal/offline'
import type { Position } from './log.ts'

const FILE = 'etcd.id'
/** Beside a log without entries, as a restored backup has it. */
const RAISED_FILE = 'raised'
const TEXT = /^([0-9a-f]{32}) ([0-9a-f]{32})\n$/
const BYTES_MAX = 100

export type Membership = {
  /** The id of the log. */
  readonly log: string
  readonly node: string
}

/** The directory of the log holds a log of this disk, or something that is none. */
export class OtherLog extends Error {
  override readonly name = 'OtherLog'
  readonly code = 'OTHER_LOG'
}

/**
 * Undefined if none was kept. Throws `OtherLog` if the data belongs to another kind of log; one without entries, as a restored
 * backup has it, holds nothing back. Throws `WalIdentityLost` or `WalCorrupted` if that log is damaged.
 */
export function readMembership(disk: Disk, directory: string): Membership | undefined {
  if (!isMember(disk, directory)) {
    if (!isBegun(disk, directory)) return undefined
    const { first, last } = checkLog(disk, directory)
    if (first > last) return undefined
    throw new OtherLog(
      `${directory} holds a log of this disk, not one in etcd: set wal, and move it with admin log move`,
    )
  }
  const path = join(directory, FILE)
  const file = disk.open(path, 'read')
  const bytes = new Uint8Array(BYTES_MAX)
  const text = Buffer.from(bytes.subarray(0, file.read(bytes, 0))).toString('latin1')
  file.close()
  const [, log, node] = TEXT.exec(text) ?? []
  if (log === undefined || node === undefined) throw new OtherLog(`${path} is damaged`)
  return { log, node }
}

/** Whether the directory belongs to a log in etcd. */
export function isMember(disk: Disk, directory: string): boolean {
  return disk.list(directory).includes(FILE)
}

/** Whether the directory holds a log of this disk with this entry. Throws `WalIdentityLost` or `WalCorrupted`. */
export function holdsEntry(disk: Disk, directory: string, position: Position): boolean {
  if (isMember(disk, directory) || !isBegun(disk, directory)) return false
  const { first, last } = checkLog(disk, directory)
  return first <= position && position <= last
}

/** The data goes on at a later revision than the nodes have that it is a copy of. The caller makes that durable. */
export function markRaised(disk: Disk, directory: string): void {
  disk.open(join(directory, RAISED_FILE), 'create').close()
}

/** Whether it does, and has not become the data of a log in etcd since. */
export function isRaised(disk: Disk, directory: string): boolean {
  return disk.list(directory).includes(RAISED_FILE)
}

/**
 * Makes the directory that of a log of this disk, which begins behind the position. Whenever the process is killed, the directory
 * belongs to the log in etcd, or to the one of this disk. Rejects with `DiskFull` or `DiskFailed`.
 */
export async function leaveMembership(
  host: Host,
  directory: string,
  position: Position,
): Promise<void> {
  const { disk } = host
  // What a stop has left.
  const others = disk.list(directory).filter(name => name !== FILE)
  for (const name of others) disk.remove(join(directory, name))
  await createLog(host, directory, position)
  disk.remove(join(directory, FILE))
  disk.syncDirectory(directory)
}

/** Replaces the file. The change is durable when it returns. */
export function keepMembership(disk: Disk, directory: string, { log, node }: Membership): void {
  disk.makeDirectory(directory)
  replaceFile(disk, join(directory, FILE), Buffer.from(`${log} ${node}\n`))
  const others = disk.list(directory).filter(name => name !== FILE)
  for (const name of others) disk.remove(join(directory, name))
  disk.syncDirectory(directory)
}

/** Whether there is a log of this disk. A stop may have left the beginning of a membership. */
function isBegun(disk: Disk, directory: string): boolean {
  return !disk.list(directory).every(name => name.startsWith(FILE))
}
