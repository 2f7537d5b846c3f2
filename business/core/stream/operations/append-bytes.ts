/**
 * An append as bytes, at a multiple of 8, little endian but for ids:
 *
 *      0     code u8 | flags u8 | id's kind u8, 0 u8 | name length u16 | fields u16
 *      8     bytes of the fields u32 | 0 u32
 *     16     id
 *     32     trim, only with its flag: see trim-bytes.ts
 *    ...     name | fields, as an entry's row has them
 */
import { align8 } from '#foundation/bytes/bytes'
import type { BatchBytes } from '#business/data/node/operation'
import type { Append, IdRequest, Trim } from '../model.ts'
import { FIRST_ID, readId, STREAM_ID_BYTES, writeId } from '../id.ts'
import type { StreamId } from '../id.ts'
import { APPEND } from './codes.ts'
import { encodeTrim, readTrim, TRIM_BYTES } from './trim-bytes.ts'

const CREATES = 1
const TRIMS = 2
const ID_KINDS = { auto: 0, next: 1, exact: 2 } as const
const HEADER_BYTES = 16 + STREAM_ID_BYTES
/** In front of each field. */
const LENGTH_BYTES = 4

function idOf(request: IdRequest): StreamId {
  switch (request.kind) {
    case 'auto':
      return FIRST_ID
    case 'next':
      return { ms: request.ms, seq: 0n }
    case 'exact':
      return request.id
  }
}

/** Of names and values as a row or an operation has them. */
export function fieldsBytes(fields: readonly Uint8Array[]): number {
  let bytes = fields.length * LENGTH_BYTES
  for (const field of fields) bytes += field.length
  return bytes
}

export function appendBytes({ stream, fields, trim }: Append): number {
  const bytes = HEADER_BYTES + (trim ? TRIM_BYTES : 0) + stream.length + fieldsBytes(fields)
  return align8(bytes)
}

export function encodeAppend(append: Append, { bytes, view }: BatchBytes, start: number): void {
  const { stream, id, fields, creates, trim } = append
  const flags = (creates ? CREATES : 0) | (trim ? TRIMS : 0)
  view.setUint32(start, APPEND | (flags << 8) | (ID_KINDS[id.kind] << 16), true)
  view.setUint16(start + 4, stream.length, true)
  view.setUint16(start + 6, fields.length, true)
  view.setUint32(start + 8, fieldsBytes(fields), true)
  view.setUint32(start + 12, 0, true)
  writeId(idOf(id), view, start + 16)
  let at = start + HEADER_BYTES
  if (trim) {
    encodeTrim(trim, view, at)
    at += TRIM_BYTES
  }
  bytes.set(stream, at)
  at += stream.length
  encodeFields(fields, { bytes, view }, at)
}

/** As an entry's row has them. */
export function encodeFields(
  fields: readonly Uint8Array[],
  { bytes, view }: BatchBytes,
  start: number,
): void {
  let at = start
  for (const field of fields) {
    view.setUint32(at, field.length, true)
    bytes.set(field, at + LENGTH_BYTES)
    at += LENGTH_BYTES + field.length
  }
}

/** An append in a batch, read once. */
export class AppendBytes {
  bytes: Uint8Array = new Uint8Array()
  nameStart = 0
  nameEnd = 0
  fields = 0
  fieldsEnd = 0
  creates = false
  trim: Trim | undefined
  #view = new DataView(this.bytes.buffer)
  #idKind = 0
  #idStart = 0

  at({ bytes, view }: BatchBytes, start: number): this {
    const flags = view.getUint8(start + 1)
    this.bytes = bytes
    this.#view = view
    this.#idKind = view.getUint8(start + 2)
    this.#idStart = start + 16
    this.fields = view.getUint16(start + 6, true)
    this.creates = (flags & CREATES) !== 0
    const trims = (flags & TRIMS) !== 0
    this.trim = trims ? readTrim(view, start + HEADER_BYTES) : undefined
    this.nameStart = start + HEADER_BYTES + (trims ? TRIM_BYTES : 0)
    this.nameEnd = this.nameStart + view.getUint16(start + 4, true)
    this.fieldsEnd = this.nameEnd + view.getUint32(start + 8, true)
    return this
  }

  get id(): IdRequest {
    if (this.#idKind === ID_KINDS.auto) return { kind: 'auto' }
    const id = readId(this.#view, this.#idStart)
    return this.#idKind === ID_KINDS.next ? { kind: 'next', ms: id.ms } : { kind: 'exact', id }
  }

  get name(): Uint8Array {
    return this.bytes.subarray(this.nameStart, this.nameEnd)
  }
}

/** Names and values that lie so in memory, `count` of them: copies. */
export function readFields(
  bytes: Uint8Array,
  view: DataView,
  start: number,
  count: number,
): Uint8Array[] {
  let at = start
  return Array.from({ length: count }, () => {
    const length = view.getUint32(at, true)
    const from = at + LENGTH_BYTES
    at = from + length
    // Not `slice`: of a Buffer that would be the same memory.
    return new Uint8Array(bytes.subarray(from, at))
  })
}
