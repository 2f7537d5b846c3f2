/**
 * What a log is born with, in the file `log.id`: a random number and the size of its segments.
 * Every record carries the number, so that no bytes which a client chose can pass for a record of this log.
 */
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Disk, Host } from '#foundation/host/host'

export type Identity = { readonly logId: bigint; readonly segmentBytes: number }

const FILE = 'log.id'
/** Layout: log id u64, segment bytes u32, CRC-32 of both u32; little endian. */
const BYTES = 16
const CRC_AT = 12

/** Without its identity a log cannot tell its own records from other bytes, so it is not opened at all. */
export class WalIdentityLost extends Error {
  override readonly name = 'WalIdentityLost'
  readonly code = 'WAL_IDENTITY_LOST'
  constructor(path: string, what: 'missing' | 'damaged') {
    super(
      `The log's identity ${path} is ${what}: restore it, with the rest of its directory, from a backup`,
    )
  }
}

export function readOrMakeIdentity(host: Host, directory: string, segmentBytes: number): Identity {
  const names = host.disk.list(directory)
  if (!names.includes(FILE)) {
    if (names.some(name => name.endsWith('.wal'))) throw lost(directory, 'missing')
    makeIdentity(host, directory, segmentBytes)
  }
  return parsed(host.disk, directory)
}

/** Changes nothing. Throws `WalIdentityLost`, also where there is no log at all. */
export function readIdentity(disk: Disk, directory: string): Identity {
  if (!disk.list(directory).includes(FILE)) throw lost(directory, 'missing')
  return parsed(disk, directory)
}

/** In a directory that has none; durable when it returns. */
export function makeIdentity(host: Host, directory: string, segmentBytes: number): void {
  const bytes = new Uint8Array(BYTES)
  const view = new DataView(bytes.buffer)
  bytes.set(host.random.bytes(8))
  view.setUint32(8, segmentBytes, true)
  view.setUint32(CRC_AT, crc32(bytes.subarray(0, CRC_AT)), true)
  const path = join(directory, FILE)
  const temporary = `${path}.new`
  host.disk.remove(temporary)
  const file = host.disk.open(temporary, 'create')
  file.write(bytes, 0)
  file.sync()
  file.close()
  host.disk.rename(temporary, path)
  host.disk.syncDirectory(directory)
}

function parsed(disk: Disk, directory: string): Identity {
  const file = disk.open(join(directory, FILE), 'read')
  const bytes = new Uint8Array(BYTES)
  file.read(bytes, 0)
  file.close()
  const view = new DataView(bytes.buffer)
  if (view.getUint32(CRC_AT, true) !== crc32(bytes.subarray(0, CRC_AT))) {
    throw lost(directory, 'damaged')
  }
  return { logId: view.getBigUint64(0, true), segmentBytes: view.getUint32(8, true) }
}

function lost(directory: string, what: 'missing' | 'damaged'): WalIdentityLost {
  return new WalIdentityLost(join(directory, FILE), what)
}
