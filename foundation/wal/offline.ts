/** A log that no process has open: made so that it begins after a given entry, and checked without being changed. */
import { join } from 'node:path'
import type { Disk, Host } from '#foundation/host/host'
import { makeIdentity, readIdentity } from './identity.ts'
import { encodeRecord, recordBytes, TERMINATOR_BYTES } from './record.ts'
import { recover, segmentName } from './recovery.ts'
import { SEGMENT_BYTES } from './wal.ts'

/** Of a log without entries `first` is one more than `last`. */
export type LogRange = { readonly first: number; readonly last: number }

/**
 * Makes a log without entries, whose first entry will have the index `after + 1`. Resolves when all of it is durable but the name
 * of the directory. Rejects with `DiskFull` or `DiskFailed`; the directory is of no use then.
 */
export async function createLog(
  host: Host,
  directory: string,
  after: number,
  segmentBytes = SEGMENT_BYTES,
): Promise<void> {
  const { disk } = host
  disk.makeDirectory(directory)
  makeIdentity(host, directory, segmentBytes)
  const { logId } = readIdentity(disk, directory)
  const path = join(directory, segmentName(1))
  await disk.allocate(path, segmentBytes)
  // Recovery believes the index of a log's first record, and a mark repeats the index before it.
  const mark = new Uint8Array(recordBytes(0) + TERMINATOR_BYTES)
  encodeRecord(mark, 'mark', logId, { index: after, headerCrc: 0 }, new Uint8Array())
  const file = disk.open(path, 'write')
  try {
    file.write(mark, 0)
    file.sync()
  } finally {
    file.close()
  }
  disk.syncDirectory(directory)
}

/** Reads every record. Throws `WalCorrupted`, `WalIdentityLost` or `DiskFailed`. */
export function checkLog(disk: Disk, directory: string): LogRange {
  const { segments, tail } = recover(disk, directory, readIdentity(disk, directory))
  return { first: segments[0]?.first ?? tail.index + 1, last: tail.index }
}
