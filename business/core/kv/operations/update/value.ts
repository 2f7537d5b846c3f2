/** Computing the next value of a key. */
import { copyBytes } from '#foundation/bytes/bytes'
import type { KeyVersion } from '#business/data/keyspace/change'
import type { UpdateRefusal } from '../../model.ts'
import { INTEGER_MAX, INTEGER_MIN } from '../../model.ts'
import type { Arguments } from './arguments.ts'
import type { Draft } from './draft.ts'
import type { Extended } from './extended.ts'
import { addExtended, formatExtended, isLess, negated, parseExtended } from './extended.ts'

export type Computed = {
  readonly sum?: string | undefined
  readonly added?: string | undefined
  /** There is nothing to write. */
  readonly isUnchanged?: boolean
}

/** A number of 64 bits has no more digits, with its sign. */
const INTEGER_LENGTH_MAX = 20
/** Longer values are not numbers. */
const FLOAT_LENGTH_MAX = 5 * 1024

/** Makes `draft` have the next value of a key of which `found` is the present one, if it exists. */
export function compute(
  update: Arguments,
  draft: Draft,
  found: KeyVersion | undefined,
): Computed | UpdateRefusal {
  const { bytes, keyStart, keyEnd, valueEnd, contentTypeEnd } = update
  switch (update.change) {
    case 'set':
      draft.at(bytes, keyStart, keyEnd, valueEnd, contentTypeEnd)
      return {}
    case 'same':
      if (found) draft.copyOf(found, bytes, keyStart, keyEnd)
      return {}
    case 'remove':
      return {}
    case 'append':
      return write(update, draft, found, found?.valueLength ?? 0)
    case 'setRange':
      return valueEnd === keyEnd
        ? { isUnchanged: true }
        : write(update, draft, found, update.offset)
    case 'addInteger':
      return addInteger(update, draft, found)
    case 'addFloat':
      return addFloat(update, draft, found)
  }
}

/** Writes the argument into the present value, from an offset on, with zeros between. */
function write(
  update: Arguments,
  draft: Draft,
  found: KeyVersion | undefined,
  offset: number,
): Computed | UpdateRefusal {
  const { bytes, keyEnd, valueEnd } = update
  const before = found?.valueLength ?? 0
  const length = Math.max(before, offset + valueEnd - keyEnd)
  if (length > update.valueBytesMax) return { kind: 'tooLarge', bytes: length }
  const start = roomFor(update, draft, found, length)
  if (found) copyBytes(found.bytes, found.valueStart, found.valueStart + before, draft.bytes, start)
  if (offset > before) draft.bytes.fill(0, start + before, start + offset)
  copyBytes(bytes, keyEnd, valueEnd, draft.bytes, start + offset)
  return {}
}

function addInteger(
  update: Arguments,
  draft: Draft,
  found: KeyVersion | undefined,
): Computed | UpdateRefusal {
  const before = found ? integerOf(textOf(found, INTEGER_LENGTH_MAX)) : 0n
  if (before === undefined) return { kind: 'notInteger' }
  const { by, lower, upper, outside } = update
  let sum = before + by
  if (sum < lower || sum > upper) {
    if (outside === 'refuse') return { kind: 'overflow' }
    if (outside === 'skip') return { isUnchanged: true, sum: String(before), added: '0' }
    sum = sum < lower ? lower : upper
  }
  const text = String(sum)
  return writeText(update, draft, found, text) ?? { sum: text, added: integerAdded(before, sum) }
}

/** What was added may itself be more than 64 bits have. */
function integerAdded(before: bigint, sum: bigint): string {
  const added = sum - before
  if (added > INTEGER_MAX) return String(INTEGER_MAX)
  return String(added < INTEGER_MIN ? INTEGER_MIN : added)
}

function addFloat(
  update: Arguments,
  draft: Draft,
  found: KeyVersion | undefined,
): Computed | UpdateRefusal {
  const before = parseExtended(found ? (textOf(found, FLOAT_LENGTH_MAX) ?? '') : '0')
  const [byText = '', lowerText = '', upperText = ''] = update.text.split(' ')
  const by = parseExtended(byText)
  if (!before || !by) return { kind: 'notFloat' }
  const sum = addExtended(before, by)
  const bound = passed(sum, by, parseExtended(lowerText), parseExtended(upperText))
  if (bound === undefined && sum) {
    const text = formatExtended(sum)
    return writeText(update, draft, found, text) ?? { sum: text, added: formatExtended(by) }
  }
  if (update.outside === 'refuse' || !bound) return { kind: 'overflow' }
  if (update.outside === 'skip') {
    return { isUnchanged: true, sum: formatExtended(before), added: '0' }
  }
  const added = addExtended(bound, negated(before))
  const text = formatExtended(bound)
  return (
    writeText(update, draft, found, text) ?? { sum: text, added: added && formatExtended(added) }
  )
}

/** The bound that a sum passes, if it does; a sum that is too large passes the one on its side. */
function passed(
  sum: Extended | undefined,
  by: Extended,
  lower: Extended | undefined,
  upper: Extended | undefined,
): Extended | undefined {
  if (!sum) return by.mantissa < 0n ? lower : upper
  if (lower && isLess(sum, lower)) return lower
  return upper && isLess(upper, sum) ? upper : undefined
}

function writeText(
  update: Arguments,
  draft: Draft,
  found: KeyVersion | undefined,
  text: string,
): UpdateRefusal | undefined {
  if (text.length > update.valueBytesMax) return { kind: 'tooLarge', bytes: text.length }
  let at = roomFor(update, draft, found, text.length)
  for (let index = 0; index < text.length; index++) draft.bytes[at++] = text.charCodeAt(index)
  return undefined
}

/** Room for a value under the content type of the present one, if there is one. */
function roomFor(
  { bytes, keyStart, keyEnd, valueEnd, contentTypeEnd }: Arguments,
  draft: Draft,
  found: KeyVersion | undefined,
  length: number,
): number {
  return found
    ? draft.room(bytes, keyStart, keyEnd, length, found.bytes, found.metaStart, found.metaLength)
    : draft.room(bytes, keyStart, keyEnd, length, bytes, valueEnd, contentTypeEnd - valueEnd)
}

/** Undefined if it is longer than that. */
function textOf(
  { bytes, valueStart, valueLength }: KeyVersion,
  lengthMax: number,
): string | undefined {
  if (valueLength > lengthMax) return undefined
  return Buffer.from(bytes.buffer, bytes.byteOffset + valueStart, valueLength).toString('latin1')
}

/** As strict as Redis: no sign but a minus, no zeros in front, no spaces. */
function integerOf(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^(?:0|-?[1-9]\d*)$/.test(text)) return undefined
  const integer = BigInt(text)
  return integer < INTEGER_MIN || integer > INTEGER_MAX ? undefined : integer
}
