/**
 * What a log's directory holds, read after a stop of any kind.
 *
 * One write is under way at a time, and the next one starts after the sync of the one before. So a record that is not
 * whole was either the last write, never acknowledged: a torn tail, to be forgotten; or a sound record of this log
 * follows it, which proves that it had been synced: corruption, to be refused.
 */
import { join } from 'node:path'
import type { Disk } from '#foundation/host/host'
import type { Identity } from './identity.ts'
import type { Link, RecordHeader } from './record.ts'
import * as record from './record.ts'

/** One file of the log: its first and last entry, and the byte after its last record. */
export type Segment = {
  readonly number: number
  readonly first: number
  readonly last: number
  readonly end: number
}

export type Recovered = {
  /** Oldest first; only the last one is written to. */
  readonly segments: readonly Segment[]
  /** Numbers of the prepared files that hold nothing of the log yet. */
  readonly spares: readonly number[]
  readonly tail: Link
  /** Where a write was cut short by the stop, if one was. It was never acknowledged. */
  readonly torn: { readonly path: string; readonly position: number } | undefined
}

/** Data that had reached stable storage is not what it was. Nothing was changed by finding out. */
export class WalCorrupted extends Error {
  override readonly name = 'WalCorrupted'
  readonly code = 'WAL_CORRUPTED'
  constructor(path: string, found: string) {
    super(
      `The log is damaged: ${path} ${found}. Restore its directory from a backup; ` +
        'starting without what is missing would lose acknowledged data',
    )
  }
}

export function segmentName(number: number): string {
  return `${String(number).padStart(12, '0')}.wal`
}

export function recover(disk: Disk, directory: string, identity: Identity): Recovered {
  const { logId } = identity
  const buffer = new Uint8Array(identity.segmentBytes)
  const numbers = segmentNumbers(disk, directory)
  for (const number of numbers) checkSize(disk, join(directory, segmentName(number)), identity)
  const segments: Segment[] = []
  let tail: Link | undefined
  for (const number of numbers) {
    const followed = follow(readSegment(disk, directory, number, buffer), logId, tail)
    if (!followed) break
    tail = followed.tail
    segments.push({
      number,
      first: followed.first,
      last: followed.tail.index,
      end: followed.end,
    })
  }

  const link = tail ?? { index: 0, headerCrc: 0 }
  const last = segments.at(-1)
  const spares = numbers.filter(number => !last || number > last.number)
  let torn: Recovered['torn']
  for (const number of last ? [last.number, ...spares] : spares) {
    const bytes = readSegment(disk, directory, number, buffer)
    const end = number === last?.number ? last.end : 0
    const path = join(directory, segmentName(number))
    const later = laterRecord(bytes, end, logId, link.index)
    if (later) {
      throw new WalCorrupted(
        path,
        `holds no sound record at byte ${String(end)}, where entry ${String(link.index + 1)} had been synced: ` +
          `entry ${String(later.index)} follows`,
      )
    }
    if (!torn && isTorn(bytes, end, logId, link)) torn = { path, position: end }
  }
  return { segments, spares, tail: link, torn }
}

/** Into memory that holds a segment, to be used again for the next one: a log may have many, and each is large. */
export function readSegment(
  disk: Disk,
  directory: string,
  number: number,
  into: Uint8Array,
): Uint8Array {
  const file = disk.open(join(directory, segmentName(number)), 'read')
  try {
    return into.subarray(0, file.read(into, 0))
  } finally {
    file.close()
  }
}

export function segmentNumbers(disk: Disk, directory: string): number[] {
  return disk
    .list(directory)
    .map(name => /^(\d{12})\.wal$/.exec(name)?.[1])
    .filter(digits => digits !== undefined)
    .map(Number)
}

/** A segment gets its full size before it gets its name, so a shorter one was cut afterwards. */
export function checkSize(disk: Disk, path: string, { segmentBytes }: Identity): void {
  const file = disk.open(path, 'read')
  const size = file.size()
  file.close()
  if (size !== segmentBytes) {
    throw new WalCorrupted(path, `has ${String(size)} bytes instead of ${String(segmentBytes)}`)
  }
}

/** Walks the chain through one segment; undefined if the segment does not continue it. */
function follow(
  bytes: Uint8Array,
  logId: bigint,
  before: Link | undefined,
): { first: number; tail: Link; end: number } | undefined {
  let link = before
  let first: number | undefined
  let position = 0
  for (;;) {
    const header = record.decodeHeader(bytes, position, logId)
    if (!header || (link && !record.continues(link, header))) break
    if (!record.decodePayload(bytes, position, header)) break
    // A log that was trimmed starts with any index: the first record is believed.
    first ??= header.kind === 'entry' ? header.index : header.index + 1
    link = header
    position += record.recordBytes(header.length)
  }
  return link && first !== undefined ? { first, tail: link, end: position } : undefined
}

/** A sound record after `end` that is newer than the chain's end: proof that something before it is missing. */
export function laterRecord(
  bytes: Uint8Array,
  end: number,
  logId: bigint,
  lastIndex: number,
): RecordHeader | undefined {
  let at = end
  while ((at = record.nextMagic(bytes, at)) >= 0) {
    const header = record.decodeHeader(bytes, at, logId)
    // The record at `end` itself may be the torn one: a sound header proves nothing without its payload.
    if (header && header.index > lastIndex && record.decodePayload(bytes, at, header)) return header
    at += record.RECORD_ALIGNMENT_BYTES
  }
  return undefined
}

/** A write leaves zeros after itself, so anything else at the end of the chain is the beginning of a lost one. */
function isTorn(bytes: Uint8Array, end: number, logId: bigint, link: Link): boolean {
  const header = record.decodeHeader(bytes, end, logId)
  if (header) return record.continues(link, header)
  return end > 0 && bytes.subarray(end, end + record.TERMINATOR_BYTES).some(byte => byte !== 0)
}
