/**
 * An update as bytes, at a multiple of 8, little endian:
 *
 *      0     code u8 | change u8 | condition u8 | expiry u8
 *      4     key length u16 | content type length u8 | flags u8
 *      8     value length u32 | compared value's length u32
 *     16     expires at f64 | value bytes at most f64
 *     32     three numbers i64: of an integer by, lower, upper; of a range its offset
 *     56     key | value | content type | compared value
 *
 * Of an addition of a number that is no integer, the value has by, lower and upper as text, parted by spaces.
 */
import { strict as assert } from 'node:assert'
import type { BatchBytes } from '#business/data/node/operation'
import type { Expiry, Outside, Update, UpdateCondition, ValueChange } from '../../model.ts'
import { DEFAULT_CONTENT_TYPE } from '../../model.ts'
import { UPDATE } from '../codes.ts'

const HEADER_BYTES = 56
const RETURNS_PREVIOUS = 1
const OUTSIDE_SHIFT = 1

/** By their numbers, which are part of the log's format. */
const CHANGES: readonly ValueChange['kind'][] = [
  'set',
  'same',
  'remove',
  'append',
  'setRange',
  'addInteger',
  'addFloat',
]
const CONDITIONS: readonly UpdateCondition['kind'][] = [
  'none',
  'absent',
  'present',
  'equal',
  'different',
  'notExpiring',
  'expiring',
  'later',
  'earlier',
  'expiringEarlier',
  'digestEqual',
  'digestDifferent',
]
const EXPIRIES: readonly Expiry['kind'][] = ['keep', 'none', 'at', 'atIfNone']
const OUTSIDES: readonly Outside[] = ['refuse', 'skip', 'saturate']

const NOTHING = new Uint8Array()

export function updateBytes({ key, change, contentType, condition }: Update): number {
  return (
    HEADER_BYTES +
    key.length +
    valueLengthOf(change) +
    contentTypeOf(contentType).length +
    comparedOf(condition).length
  )
}

export function encodeUpdate(update: Update, { bytes, view }: BatchBytes, at: number): void {
  const { key, change, expiry, condition } = update
  const contentType = contentTypeOf(update.contentType)
  const compared = comparedOf(condition)
  const valueLength = valueLengthOf(change)
  const outside = 'outside' in change ? OUTSIDES.indexOf(change.outside) : 0
  view.setUint8(at, UPDATE)
  view.setUint8(at + 1, CHANGES.indexOf(change.kind))
  view.setUint8(at + 2, CONDITIONS.indexOf(condition.kind))
  view.setUint8(at + 3, EXPIRIES.indexOf(expiry.kind))
  view.setUint16(at + 4, key.length, true)
  view.setUint8(at + 6, contentType.length)
  view.setUint8(at + 7, Number(update.returnsPrevious) | (outside << OUTSIDE_SHIFT))
  view.setUint32(at + 8, valueLength, true)
  view.setUint32(at + 12, compared.length, true)
  view.setFloat64(at + 16, 'time' in expiry ? expiry.time : 0, true)
  view.setFloat64(at + 24, update.valueBytesMax, true)
  const isInteger = change.kind === 'addInteger'
  const offset = change.kind === 'setRange' ? BigInt(change.offset) : 0n
  view.setBigInt64(at + 32, isInteger ? change.by : offset, true)
  view.setBigInt64(at + 40, isInteger ? change.lower : 0n, true)
  view.setBigInt64(at + 48, isInteger ? change.upper : 0n, true)
  let next = at + HEADER_BYTES
  bytes.set(key, next)
  next += key.length
  if ('value' in change) bytes.set(change.value, next)
  if (change.kind === 'addFloat') writeText(bytes, next, textOf(change))
  next += valueLength
  writeText(bytes, next, contentType)
  bytes.set(compared, next + contentType.length)
}

/** An update in a batch, read once into numbers; its parts lie in the memory of the batch. */
export class Arguments {
  bytes: Uint8Array = NOTHING
  change: ValueChange['kind'] = 'same'
  condition: UpdateCondition['kind'] = 'none'
  expiry: Expiry['kind'] = 'keep'
  outside: Outside = 'refuse'
  returnsPrevious = false
  /** 0 if the expiry has no time. */
  time = 0
  valueBytesMax = 0
  /** The value begins where the key ends, and the content type where the value ends. */
  keyStart = 0
  keyEnd = 0
  valueEnd = 0
  contentTypeEnd = 0
  comparedEnd = 0
  #view = new DataView(this.bytes.buffer)
  #at = 0

  at({ bytes, view }: BatchBytes, at: number): this {
    const flags = view.getUint8(at + 7)
    this.bytes = bytes
    this.#view = view
    this.#at = at
    this.change = known(CHANGES[view.getUint8(at + 1)])
    this.condition = known(CONDITIONS[view.getUint8(at + 2)])
    this.expiry = known(EXPIRIES[view.getUint8(at + 3)])
    this.outside = known(OUTSIDES[flags >> OUTSIDE_SHIFT])
    this.returnsPrevious = (flags & RETURNS_PREVIOUS) !== 0
    this.time = view.getFloat64(at + 16, true)
    this.valueBytesMax = view.getFloat64(at + 24, true)
    this.keyStart = at + HEADER_BYTES
    this.keyEnd = this.keyStart + view.getUint16(at + 4, true)
    this.valueEnd = this.keyEnd + view.getUint32(at + 8, true)
    this.contentTypeEnd = this.valueEnd + view.getUint8(at + 6)
    this.comparedEnd = this.contentTypeEnd + view.getUint32(at + 12, true)
    return this
  }

  get offset(): number {
    return Number(this.by)
  }

  get by(): bigint {
    return this.#view.getBigInt64(this.#at + 32, true)
  }

  get lower(): bigint {
    return this.#view.getBigInt64(this.#at + 40, true)
  }

  get upper(): bigint {
    return this.#view.getBigInt64(this.#at + 48, true)
  }

  get comparedDigest(): bigint {
    return this.#view.getBigUint64(this.contentTypeEnd, true)
  }

  get text(): string {
    const { buffer, byteOffset } = this.bytes
    const length = this.valueEnd - this.keyEnd
    return Buffer.from(buffer, byteOffset + this.keyEnd, length).toString('latin1')
  }
}

function textOf({ by, lower = '', upper = '' }: ValueChange & { kind: 'addFloat' }): string {
  return `${by} ${lower} ${upper}`
}

function valueLengthOf(change: ValueChange): number {
  if ('value' in change) return change.value.length
  return change.kind === 'addFloat' ? textOf(change).length : 0
}

function contentTypeOf(contentType: string): string {
  return contentType === DEFAULT_CONTENT_TYPE ? '' : contentType
}

/** A digest has 8 bytes. */
function comparedOf(condition: UpdateCondition): Uint8Array {
  if ('digest' in condition) {
    const view = new DataView(new ArrayBuffer(8))
    view.setBigUint64(0, condition.digest, true)
    return new Uint8Array(view.buffer)
  }
  return 'value' in condition ? condition.value : NOTHING
}

function writeText(bytes: Uint8Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index)
}

function known<T>(value: T | undefined): T {
  assert(value !== undefined, 'an update in the log has an unknown code')
  return value
}
