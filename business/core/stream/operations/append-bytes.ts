/**
 * An append as bytes, at a multiple of 8, little endian but for ids:
 *
 *      0     code u8 | flags u8 | id's kind u8, 0 u8 | name length u16 | fields u16
 *      8     bytes of the fields u32 | 0 u32
 *     16     id
 *     32     trim, only with its flag: see trim-bytes.ts
 *    ...     producer, only with its flag: 16 bytes of who, 16 of what
 *    ...     name | fields, as an entry's row has them
 */
import { align8, uint32At } from '#foundation/bytes/bytes'
import type { BatchBytes } from '#business/data/node/operation'
import type { Append, IdRequest, Producer, Trim } from '../model.ts'
import { PRODUCER_HASH_BYTES } from '../model.ts'
import { FIRST_ID, readId, STREAM_ID_BYTES, writeId } from '../id.ts'
import type { StreamId } from '../id.ts'
import { APPEND } from './codes.ts'
import { encodeTrim, readTrim, TRIM_BYTES } from './trim-bytes.ts'

const CREATES = 1
const TRIMS = 2
const PRODUCES = 4
const ID_KINDS = { auto: 0, next: 1, exact: 2 } as const
const PRODUCER_BYTES = 2 * PRODUCER_HASH_BYTES
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

export function appendBytes({ stream, fields, trim, producer }: Append): number {
  const options = (trim ? TRIM_BYTES : 0) + (producer ? PRODUCER_BYTES : 0)
  return align8(HEADER_BYTES + options + stream.length + fieldsBytes(fields))
}

export function encodeAppend(append: Append, { bytes, view }: BatchBytes, start: number): void {
  const { stream, id, fields, creates, trim, producer } = append
  const flags = (creates ? CREATES : 0) | (trim ? TRIMS : 0) | (producer ? PRODUCES : 0)
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
  if (producer) {
    bytes.set(producer.pid, at)
    bytes.set(producer.iid, at + PRODUCER_HASH_BYTES)
    at += PRODUCER_BYTES
  }
  bytes.set(stream, at)
  at += stream.length
  encodeFields(fields, { bytes, view }, at)
}

/** Of names and values alone, which lie so in memory. */
export function valueBytes(fieldsBytes: number, count: number): number {
  return fieldsBytes - count * LENGTH_BYTES
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
  producer: Producer | undefined
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
    const optionsEnd = start + HEADER_BYTES + (trims ? TRIM_BYTES : 0)
    const produces = (flags & PRODUCES) !== 0
    this.producer = produces ? producerAt(bytes, optionsEnd) : undefined
    this.nameStart = optionsEnd + (produces ? PRODUCER_BYTES : 0)
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

function producerAt(bytes: Uint8Array, start: number): Producer {
  const middle = start + PRODUCER_HASH_BYTES
  // Not `slice`: of a Buffer that would be the same memory.
  const pid = new Uint8Array(bytes.subarray(start, middle))
  return { pid, iid: new Uint8Array(bytes.subarray(middle, middle + PRODUCER_HASH_BYTES)) }
}

/** Names and values that lie so in memory, `count` of them: parts of it. */
export function readFields(bytes: Uint8Array, start: number, count: number): Uint8Array[] {
  const fields: Uint8Array[] = []
  let at = start
  for (let field = 0; field < count; field++) {
    const length = uint32At(bytes, at)
    const from = at + LENGTH_BYTES
    at = from + length
    fields.push(bytes.subarray(from, at))
  }
  return fields
}
