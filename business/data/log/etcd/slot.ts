/**
 * What a slot of the log in etcd holds: one entry.
 *
 *      0     'SLOG' | version u8, 0 u8[3]
 *      8     position f64
 *     16     id u8[16], random | id of the entry before u8[16]
 *     48     CRC-32 of all but these four bytes u32, 0 u32
 *     56     the payload
 *
 * The ids chain the entries, so that a reader notices when etcd goes back to an older state and on from there.
 */
import { crc32 } from 'node:zlib'
import type { LogEntry, Position } from '../log.ts'

export const SLOT_HEADER_BYTES = 56
export const ID_BYTES = 16

const MAGIC = Buffer.from('SLOG\x01\x00\x00\x00')
const POSITION_AT = 8
const ID_AT = 16
const BEFORE_AT = ID_AT + ID_BYTES
const CRC_AT = BEFORE_AT + ID_BYTES

/** An entry and what ties it to its neighbours. */
export type Slot = LogEntry & {
  /** In hex, like `before`. */
  readonly id: string
  readonly before: string
}

/** The newest entry: where it is, and which one. */
export type Head = { readonly position: Position; readonly id: string }

export function encodeSlot(head: Head, id: string, payload: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(SLOT_HEADER_BYTES + payload.length)
  bytes.set(MAGIC)
  bytes.writeDoubleLE(head.position + 1, POSITION_AT)
  bytes.write(id, ID_AT, 'hex')
  bytes.write(head.id, BEFORE_AT, 'hex')
  bytes.set(payload, SLOT_HEADER_BYTES)
  bytes.writeUInt32LE(checksum(bytes), CRC_AT)
  return bytes
}

/** Undefined if these bytes are no entry for that position. */
export function decodeSlot(position: Position, bytes: Uint8Array): Slot | undefined {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (header.length < SLOT_HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) {
    return undefined
  }
  const isWhole = header.readUInt32LE(CRC_AT) === checksum(header)
  if (!isWhole || header.readDoubleLE(POSITION_AT) !== position) return undefined
  return {
    position,
    previous: position - 1,
    id: header.toString('hex', ID_AT, BEFORE_AT),
    before: header.toString('hex', BEFORE_AT, CRC_AT),
    payload: bytes.subarray(SLOT_HEADER_BYTES),
  }
}

function checksum(bytes: Uint8Array): number {
  return crc32(bytes.subarray(SLOT_HEADER_BYTES - 4), crc32(bytes.subarray(0, CRC_AT)))
}

/** As the key of the newest entry has it: readable, and not two ways to write one. */
export function encodeHead({ position, id }: Head): string {
  return `${String(position)} ${id}`
}

/** Undefined if this is no head. */
export function decodeHead(bytes: Uint8Array): Head | undefined {
  const match = /^(0|[1-9]\d{0,14}) ([0-9a-f]{32})$/.exec(Buffer.from(bytes).toString('latin1'))
  return match ? { position: Number(match[1]), id: match[2] ?? '' } : undefined
}
