/**
 * Commands as bytes in a frame. Every command begins at a multiple of 8 with its kind, u8. Little endian.
 *
 * A mutation, alone or inside a transaction:
 *
 *      0     kind u8 | flags u8 | condition u8 | revisions u8
 *      4     key length u16 | content type length u16
 *      8     value length u32 | bytes u32, all of it
 *     16     expires at f64, lease f64: each only with its flag | revision f64, ...
 *      ...   key | value | padding to 8 | content type | padding to 8
 *
 * Key and value lie together, and at a multiple of 8, because a put's are copied together into its change.
 *
 * An expiry:      kind u8 | 0 u8, u16 | lower length u16 | upper length u16 | lower, upper, padding to 8
 * All others:     kind u8, padding to 8 | number f64, or two or three of them
 * A transaction:  see txn-command.ts
 */
import type { BatchBytes } from '#business/data/node/operation'
import { align8 } from '#foundation/bytes/bytes'
import type { Command, Condition, Delete, ExpiryPlace, Put } from './model.ts'
import { DEFAULT_CONTENT_TYPE } from './model.ts'
import { encodeTxn, txnBytes } from './txn-command.ts'

export const PUT = 1
export const DELETE = 2
export const TXN = 3
export const GRANT = 4
export const KEEP_ALIVE = 5
export const REVOKE = 6
export const EXPIRE = 7
export const COMPACT = 8
export const GET = 9
export const RANGE = 10

export const HAS_EXPIRY = 1
export const HAS_LEASE = 2

const MUTATION_HEADER_BYTES = 16
const CONDITIONS = { none: 0, absent: 1, present: 2, revision: 3 } as const

/** Of the commands that are nothing but a kind and one number. */
const SHORT_BYTES = 16
const EXPIRY_HEADER_BYTES = 8

const encoder = new TextEncoder()

export function commandBytes(command: Command): number {
  switch (command.kind) {
    case 'put':
    case 'delete':
      return mutationBytes(command)
    case 'txn':
      return txnBytes(command)
    case 'grant':
      return SHORT_BYTES + 16
    case 'keepAlive':
      return SHORT_BYTES + 8
    case 'revoke':
    case 'compact':
      return SHORT_BYTES
    case 'expire':
      return EXPIRY_HEADER_BYTES + align8(command.lower.length + command.upper.length)
  }
}

export function encodeCommand(command: Command, into: BatchBytes, at: number): void {
  switch (command.kind) {
    case 'put':
    case 'delete':
      encodeMutation(command, into, at)
      break
    case 'txn':
      encodeTxn(command, into, at)
      break
    case 'grant':
      encodeShort(GRANT, command.id, into, at)
      into.view.setFloat64(at + SHORT_BYTES, command.now, true)
      into.view.setFloat64(at + SHORT_BYTES + 8, command.ttlMs, true)
      break
    case 'keepAlive':
      encodeShort(KEEP_ALIVE, command.id, into, at)
      into.view.setFloat64(at + SHORT_BYTES, command.now, true)
      break
    case 'revoke':
      encodeShort(REVOKE, command.id, into, at)
      break
    case 'expire':
      encodeExpiry(command.lower, command.upper, into, at)
      break
    case 'compact':
      encodeShort(COMPACT, command.revision, into, at)
      break
  }
}

/** The first number of a command that has nothing but numbers. */
export function shortNumber(frame: BatchBytes, at: number): number {
  return frame.view.getFloat64(at + 8, true)
}

/** When a lease's time to live begins, in milliseconds since 1970. */
export function leaseTime(frame: BatchBytes, at: number): number {
  return frame.view.getFloat64(at + SHORT_BYTES, true)
}

/** A grant's time to live in milliseconds. */
export function leaseTtl(frame: BatchBytes, at: number): number {
  return frame.view.getFloat64(at + SHORT_BYTES + 8, true)
}

function encodeShort(kind: number, number: number, into: BatchBytes, at: number): void {
  into.view.setUint32(at, kind, true)
  into.view.setUint32(at + 4, 0, true)
  into.view.setFloat64(at + 8, number, true)
}

/** The places between which an expiry removes what is due. */
export function expiryPlaces(
  { bytes, view }: BatchBytes,
  at: number,
): { lower: ExpiryPlace; upper: ExpiryPlace } {
  const start = at + EXPIRY_HEADER_BYTES
  const middle = start + view.getUint16(at + 4, true)
  const end = middle + view.getUint16(at + 6, true)
  return { lower: bytes.slice(start, middle), upper: bytes.slice(middle, end) }
}

function encodeExpiry(
  lower: ExpiryPlace,
  upper: ExpiryPlace,
  { bytes, view }: BatchBytes,
  at: number,
): void {
  view.setUint32(at, EXPIRE, true)
  view.setUint16(at + 4, lower.length, true)
  view.setUint16(at + 6, upper.length, true)
  bytes.set(lower, at + EXPIRY_HEADER_BYTES)
  bytes.set(upper, at + EXPIRY_HEADER_BYTES + lower.length)
}

function revisionsOf(condition: Condition): readonly number[] {
  return condition.kind === 'revision' ? condition.revisions : []
}

function contentTypeOf(command: Put): string {
  return command.contentType === DEFAULT_CONTENT_TYPE ? '' : command.contentType
}

export function mutationBytes(command: Put | Delete): number {
  const isPut = command.kind === 'put'
  const numbers =
    (isPut && command.expiresAt !== undefined ? 1 : 0) +
    (isPut && command.lease !== undefined ? 1 : 0) +
    revisionsOf(command.condition).length
  const valueLength = isPut ? command.value.length : 0
  return (
    MUTATION_HEADER_BYTES +
    numbers * 8 +
    align8(command.key.length + valueLength) +
    (isPut ? align8(contentTypeOf(command).length) : 0)
  )
}

export function encodeMutation(command: Put | Delete, into: BatchBytes, at: number): void {
  const { bytes, view } = into
  const isPut = command.kind === 'put'
  const { key, condition } = command
  const revisions = revisionsOf(condition)
  const valueLength = isPut ? command.value.length : 0
  const contentType = isPut ? contentTypeOf(command) : ''
  let flags = 0
  let next = at + MUTATION_HEADER_BYTES
  if (isPut && command.expiresAt !== undefined) {
    flags |= HAS_EXPIRY
    view.setFloat64(next, command.expiresAt, true)
    next += 8
  }
  if (isPut && command.lease !== undefined) {
    flags |= HAS_LEASE
    view.setFloat64(next, command.lease, true)
    next += 8
  }
  for (const revision of revisions) {
    view.setFloat64(next, revision, true)
    next += 8
  }
  const conditionCode = CONDITIONS[condition.kind]
  const kind = isPut ? PUT : DELETE
  view.setUint32(at, kind | (flags << 8) | (conditionCode << 16) | (revisions.length << 24), true)
  view.setUint16(at + 4, key.length, true)
  view.setUint16(at + 6, contentType.length, true)
  view.setUint32(at + 8, valueLength, true)
  view.setUint32(at + 12, mutationBytes(command), true)
  bytes.set(key, next)
  if (isPut) bytes.set(command.value, next + key.length)
  next += align8(key.length + valueLength)
  if (contentType !== '') encoder.encodeInto(contentType, bytes.subarray(next))
}

/** A mutation in a frame, read in place. */
export class MutationView {
  bytes: Uint8Array = new Uint8Array()
  view: DataView = new DataView(this.bytes.buffer)
  start = 0

  at(frame: BatchBytes, start: number): this {
    this.bytes = frame.bytes
    this.view = frame.view
    this.start = start
    return this
  }

  /** `PUT` or `DELETE`. */
  get kind(): number {
    return this.view.getUint8(this.start)
  }
  get flags(): number {
    return this.view.getUint8(this.start + 1)
  }
  get keyLength(): number {
    return this.view.getUint16(this.start + 4, true)
  }
  get contentTypeLength(): number {
    return this.view.getUint16(this.start + 6, true)
  }
  get valueLength(): number {
    return this.view.getUint32(this.start + 8, true)
  }
  get size(): number {
    return this.view.getUint32(this.start + 12, true)
  }
  /** 0 if the value does not expire. */
  get expiresAt(): number {
    return this.flags & HAS_EXPIRY
      ? this.view.getFloat64(this.start + MUTATION_HEADER_BYTES, true)
      : 0
  }
  /** 0 if the key has no lease. */
  get lease(): number {
    if (!(this.flags & HAS_LEASE)) return 0
    const at = this.start + MUTATION_HEADER_BYTES + (this.flags & HAS_EXPIRY ? 8 : 0)
    return this.view.getFloat64(at, true)
  }
  get keyStart(): number {
    const { flags } = this
    const numbers = (flags & 1) + ((flags >> 1) & 1) + this.view.getUint8(this.start + 3)
    return this.start + MUTATION_HEADER_BYTES + numbers * 8
  }
  get contentTypeStart(): number {
    return this.keyStart + align8(this.keyLength + this.valueLength)
  }

  /** Whether the condition holds for a key whose newest put has this revision; 0 if there is no such key. */
  holds(modRevision: number): boolean {
    switch (this.view.getUint8(this.start + 2)) {
      case CONDITIONS.none:
        return true
      case CONDITIONS.absent:
        return modRevision === 0
      case CONDITIONS.present:
        return modRevision !== 0
      default: {
        const count = this.view.getUint8(this.start + 3)
        let at = this.keyStart - count * 8
        for (let index = 0; index < count; index++, at += 8) {
          if (modRevision !== 0 && this.view.getFloat64(at, true) === modRevision) return true
        }
        return false
      }
    }
  }
}
