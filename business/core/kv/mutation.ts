/**
 * A put or a delete as bytes, at a multiple of 8, little endian:
 *
 *      0     code u8 | flags u8 | condition u8 | revisions u8
 *      4     key length u16 | content type length u16
 *      8     value length u32 | bytes u32, all of it
 *     16     expires at f64, lease f64: each only with its flag | revision f64, ...
 *      ...   key | value | padding to 8 | content type | padding to 8
 *
 * Key and value lie together, and at a multiple of 8, because a put's are copied together into its change.
 */
import { align8 } from '#foundation/bytes/bytes'
import type { Written } from '#business/data/keyspace/keyspace'
import type { BatchBytes } from '#business/data/node/operation'
import type { Condition, Delete, Put } from './model.ts'
import { DEFAULT_CONTENT_TYPE } from './model.ts'

const HAS_EXPIRY = 1
const HAS_LEASE = 2
const REPLACES_ANY_TYPE = 4
const IS_OF_STREAM = 8
const HEADER_BYTES = 16
const CONDITIONS = { none: 0, absent: 1, present: 2, revision: 3 } as const

const encoder = new TextEncoder()

function revisionsOf(condition: Condition): readonly number[] {
  return condition.kind === 'revision' ? condition.revisions : []
}

function contentTypeOf(put: Put): string {
  return put.contentType === DEFAULT_CONTENT_TYPE ? '' : put.contentType
}

export function mutationBytes(mutation: Put | Delete): number {
  const isPut = mutation.kind === 'put'
  const numbers =
    (isPut && mutation.expiresAt !== undefined ? 1 : 0) +
    (isPut && mutation.lease !== undefined ? 1 : 0) +
    revisionsOf(mutation.condition).length
  const valueLength = isPut ? mutation.value.length : 0
  return (
    HEADER_BYTES +
    numbers * 8 +
    align8(mutation.key.length + valueLength) +
    (isPut ? align8(contentTypeOf(mutation).length) : 0)
  )
}

export function encodeMutation(
  code: number,
  mutation: Put | Delete,
  into: BatchBytes,
  at: number,
): void {
  const { bytes, view } = into
  const isPut = mutation.kind === 'put'
  const { key, condition } = mutation
  const revisions = revisionsOf(condition)
  const valueLength = isPut ? mutation.value.length : 0
  const contentType = isPut ? contentTypeOf(mutation) : ''
  let flags = isPut && mutation.replacesAnyType ? REPLACES_ANY_TYPE : 0
  if (!isPut && mutation.type === 'stream') flags |= IS_OF_STREAM
  let next = at + HEADER_BYTES
  if (isPut && mutation.expiresAt !== undefined) {
    flags |= HAS_EXPIRY
    view.setFloat64(next, mutation.expiresAt, true)
    next += 8
  }
  if (isPut && mutation.lease !== undefined) {
    flags |= HAS_LEASE
    view.setFloat64(next, mutation.lease, true)
    next += 8
  }
  for (const revision of revisions) {
    view.setFloat64(next, revision, true)
    next += 8
  }
  const conditionCode = CONDITIONS[condition.kind]
  view.setUint32(at, code | (flags << 8) | (conditionCode << 16) | (revisions.length << 24), true)
  view.setUint16(at + 4, key.length, true)
  view.setUint16(at + 6, contentType.length, true)
  view.setUint32(at + 8, valueLength, true)
  view.setUint32(at + 12, mutationBytes(mutation), true)
  bytes.set(key, next)
  if (isPut) bytes.set(mutation.value, next + key.length)
  next += align8(key.length + valueLength)
  if (contentType !== '') encoder.encodeInto(contentType, bytes.subarray(next))
}

/** A mutation in a batch, read once into numbers. A put's is what the keyspace writes, but for the key's revisions. */
export class Mutation implements Omit<Written, 'createRevision' | 'version'> {
  bytes: Uint8Array = new Uint8Array()
  keyStart = 0
  keyLength = 0
  valueLength = 0
  /** The content type is the key's own meta. */
  metaStart = 0
  metaLength = 0
  /** 0 if the value does not expire; 0 if the key gets no lease. */
  expiresAt = 0
  lease = 0
  replacesAnyType = false
  /** Removes a stream only. */
  isOfStream = false
  #view = new DataView(this.bytes.buffer)
  #condition = 0
  #revisions = 0

  at({ bytes, view }: BatchBytes, start: number): this {
    const flags = view.getUint8(start + 1)
    this.bytes = bytes
    this.#view = view
    this.replacesAnyType = (flags & REPLACES_ANY_TYPE) !== 0
    this.isOfStream = (flags & IS_OF_STREAM) !== 0
    this.#condition = view.getUint8(start + 2)
    this.#revisions = view.getUint8(start + 3)
    this.keyLength = view.getUint16(start + 4, true)
    this.metaLength = view.getUint16(start + 6, true)
    this.valueLength = view.getUint32(start + 8, true)
    let at = start + HEADER_BYTES
    this.expiresAt = flags & HAS_EXPIRY ? view.getFloat64(at, true) : 0
    if (flags & HAS_EXPIRY) at += 8
    this.lease = flags & HAS_LEASE ? view.getFloat64(at, true) : 0
    if (flags & HAS_LEASE) at += 8
    this.keyStart = at + this.#revisions * 8
    this.metaStart = this.keyStart + align8(this.keyLength + this.valueLength)
    return this
  }

  get keyEnd(): number {
    return this.keyStart + this.keyLength
  }

  /** The key, in the memory of the batch. */
  get key(): Uint8Array {
    return this.bytes.subarray(this.keyStart, this.keyEnd)
  }

  get isUnconditional(): boolean {
    return this.#condition === CONDITIONS.none
  }

  /** Whether the condition holds for a key whose newest put has this revision; 0 if there is no such key. */
  holds(modRevision: number): boolean {
    switch (this.#condition) {
      case CONDITIONS.none:
        return true
      case CONDITIONS.absent:
        return modRevision === 0
      case CONDITIONS.present:
        return modRevision !== 0
      default: {
        let at = this.keyStart - this.#revisions * 8
        for (let index = 0; index < this.#revisions; index++, at += 8) {
          if (modRevision !== 0 && this.#view.getFloat64(at, true) === modRevision) return true
        }
        return false
      }
    }
  }
}
