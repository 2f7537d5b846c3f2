/**
 * One record of the log, as it lies on disk (little endian, positions relative to a multiple of 8):
 *
 *      0        4        5      6        8        12         16       24       32           36
 *     +--------+--------+------+--------+--------+----------+--------+--------+------------+----------+---------+-----+
 *     | magic  | version| kind | 0      | length | previous | index  | log id | payload    | header   | payload | pad |
 *     | u32    | u8     | u8   | u16    | u32    | u32      | u64    | u64    | CRC-32 u32 | CRC u32  |         | 0-7 |
 *     +--------+--------+------+--------+--------+----------+--------+--------+------------+----------+---------+-----+
 *
 * `previous` is the header CRC of the record before: the records of a log form a chain that a record of another place or
 * an older life of a recycled segment does not continue. The header CRC covers all header bytes before it, and thereby the
 * length and, through the payload CRC, the payload.
 */
import { crc32 } from 'node:zlib'

export const RECORD_HEADER_BYTES = 40
export const RECORD_ALIGNMENT_BYTES = 8
/** Zeros written after each record: where the log ends, a reader finds them in place of a magic number. */
export const TERMINATOR_BYTES = 8

const MAGIC = 0x4c41_5753 // "SWAL"
const MAGIC_BYTES = Buffer.from(Uint32Array.of(MAGIC).buffer)
const VERSION = 1
const HEADER_CRC_AT = 36

/** An `entry` carries a payload and the next index; a `mark` repeats the last index and proves that it was synced. */
export type RecordKind = 'entry' | 'mark'

const KIND_CODES = { entry: 1, mark: 2 } as const

export type RecordHeader = {
  readonly kind: RecordKind
  readonly length: number
  readonly previous: number
  readonly index: number
  readonly payloadCrc: number
  readonly headerCrc: number
}

/** The chain's end: what the next record has to continue. */
export type Link = { readonly index: number; readonly headerCrc: number }

/** Bytes a record with this payload takes, padding included. */
export function recordBytes(payloadLength: number): number {
  const unpadded = RECORD_HEADER_BYTES + payloadLength
  return Math.ceil(unpadded / RECORD_ALIGNMENT_BYTES) * RECORD_ALIGNMENT_BYTES
}

/** Writes the record and its terminator at the start of `into` and returns the link for the next one. */
export function encodeRecord(
  into: Uint8Array,
  kind: RecordKind,
  logId: bigint,
  previous: Link,
  payload: Uint8Array,
): Link {
  const view = new DataView(into.buffer, into.byteOffset, into.byteLength)
  const index = kind === 'entry' ? previous.index + 1 : previous.index
  view.setUint32(0, MAGIC, true)
  view.setUint8(4, VERSION)
  view.setUint8(5, KIND_CODES[kind])
  view.setUint16(6, 0, true)
  view.setUint32(8, payload.length, true)
  view.setUint32(12, previous.headerCrc, true)
  view.setBigUint64(16, BigInt(index), true)
  view.setBigUint64(24, logId, true)
  view.setUint32(32, crc32(payload), true)
  const headerCrc = crc32(into.subarray(0, HEADER_CRC_AT))
  view.setUint32(HEADER_CRC_AT, headerCrc, true)
  into.set(payload, RECORD_HEADER_BYTES)
  const end = recordBytes(payload.length) + TERMINATOR_BYTES
  into.fill(0, RECORD_HEADER_BYTES + payload.length, end)
  return { index, headerCrc }
}

/** The first aligned position from `from` (aligned itself) on that holds the magic number, or -1. Runs at the speed of memory. */
export function nextMagic(bytes: Uint8Array, from: number): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = buffer.indexOf(MAGIC_BYTES, from); at >= 0;) {
    const over = at % RECORD_ALIGNMENT_BYTES
    if (over === 0) return at
    at = buffer.indexOf(MAGIC_BYTES, at + RECORD_ALIGNMENT_BYTES - over)
  }
  return -1
}

/** The header at `position`, or undefined if no sound header of this log lies there. */
export function decodeHeader(
  bytes: Uint8Array,
  position: number,
  logId: bigint,
): RecordHeader | undefined {
  if (position + RECORD_HEADER_BYTES > bytes.length) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset + position, RECORD_HEADER_BYTES)
  if (view.getUint32(0, true) !== MAGIC || view.getUint8(4) !== VERSION) return undefined
  if (view.getBigUint64(24, true) !== logId) return undefined
  const headerCrc = view.getUint32(HEADER_CRC_AT, true)
  if (crc32(bytes.subarray(position, position + HEADER_CRC_AT)) !== headerCrc) return undefined
  const code = view.getUint8(5)
  const kind = code === KIND_CODES.entry ? 'entry' : code === KIND_CODES.mark ? 'mark' : undefined
  if (kind === undefined) return undefined
  return {
    kind,
    length: view.getUint32(8, true),
    previous: view.getUint32(12, true),
    index: Number(view.getBigUint64(16, true)),
    payloadCrc: view.getUint32(32, true),
    headerCrc,
  }
}

/** The payload of the record at `position`, or undefined if it is cut off or not what was written. */
export function decodePayload(
  bytes: Uint8Array,
  position: number,
  header: RecordHeader,
): Uint8Array | undefined {
  const start = position + RECORD_HEADER_BYTES
  if (start + header.length > bytes.length) return undefined
  const payload = bytes.subarray(start, start + header.length)
  return crc32(payload) === header.payloadCrc ? payload : undefined
}

/** Whether a record with this header is the next one after `link`. */
export function continues(link: Link, header: RecordHeader): boolean {
  const index = header.kind === 'entry' ? link.index + 1 : link.index
  return header.index === index && header.previous === link.headerCrc
}
