/** Ids of entries among arguments, as Redis reads them. */
import { GROUP_ENTRIES_MAX, GROUP_NAME_BYTES_MAX } from '#business/core/stream/groups'
import type { StreamId } from '#business/core/stream/id'
import {
  FIRST_ID,
  ID_NUMBER_MAX,
  LAST_ID,
  nextId,
  parseNumber,
  parseStreamId,
  previousId,
} from '#business/core/stream/id'
import type { IdRequest } from '#business/core/stream/model'
import { AUTO_ID } from '#business/core/stream/model'
import type { Arguments } from '../../command/command.ts'
import { CommandError } from '../../command/errors.ts'

const DASH = 45
const DIGIT_0 = 48
/** So many digits are a safe integer, whatever they are. */
const SAFE_DIGITS = 15
const INVALID_ID = 'ERR Invalid stream ID specified as stream command argument'

export function textAt(args: Arguments, at: number): string {
  return Buffer.from(args.argument(at)).toString('latin1')
}

/** The name of a group or of a consumer. */
export function nameAt(args: Arguments, at: number): Uint8Array {
  const name = args.argument(at)
  if (name.length <= GROUP_NAME_BYTES_MAX) return name
  throw new CommandError(
    `ERR The name of a group or a consumer has ${String(GROUP_NAME_BYTES_MAX)} bytes at most`,
  )
}

export function idAt(args: Arguments, at: number, seqIfNone = 0n): StreamId {
  return plainIdAt(args, at) ?? idOf(textAt(args, at), seqIfNone)
}

/** Most ids: two numbers that are safe integers. Of each id in a command, thus without a text. Undefined for others. */
function plainIdAt(args: Arguments, argument: number): StreamId | undefined {
  const { bytes } = args
  const end = args.end(argument)
  let dash = args.start(argument)
  while (dash < end && bytes[dash] !== DASH) dash++
  const ms = digitsAt(bytes, args.start(argument), dash)
  const seq = digitsAt(bytes, dash + 1, end)
  return ms === undefined || seq === undefined ? undefined : { ms: BigInt(ms), seq: BigInt(seq) }
}

function digitsAt(bytes: Uint8Array, start: number, end: number): number | undefined {
  if (end <= start || end - start > SAFE_DIGITS) return undefined
  let number = 0
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] ?? 0) - DIGIT_0
    if (digit < 0 || digit > 9) return undefined
    number = number * 10 + digit
  }
  return number
}

/** Of one command; see `GROUP_ENTRIES_MAX`. */
export function idsFrom(args: Arguments, from: number, to: number): StreamId[] {
  const count = to - from
  if (count > GROUP_ENTRIES_MAX) {
    throw new CommandError(
      `OPERATION_TOO_LARGE At most ${String(GROUP_ENTRIES_MAX)} ids are possible at once: split it`,
    )
  }
  return Array.from({ length: count }, (_, index) => idAt(args, from + index))
}

export function idOf(text: string, seqIfNone: bigint): StreamId {
  const id = parseStreamId(text, seqIfNone)
  if (!id) throw new CommandError(INVALID_ID)
  return id
}

/** `*`, `ms-*`, or an id. */
export function requestAt(args: Arguments, at: number): IdRequest {
  const text = textAt(args, at)
  if (text === '*') return AUTO_ID
  if (!text.endsWith('-*')) {
    const id = idOf(text, 0n)
    if (id.ms === 0n && id.seq === 0n) {
      throw new CommandError('ERR The ID specified in XADD must be greater than 0-0')
    }
    return { kind: 'exact', id }
  }
  const ms = parseNumber(text.slice(0, -2))
  if (ms === undefined) throw new CommandError(INVALID_ID)
  return { kind: 'next', ms }
}

/** `-`, `+`, an id, or one behind `(` that does not belong to the range itself. */
export function startAt(args: Arguments, at: number): StreamId {
  const text = textAt(args, at)
  if (text === '-') return FIRST_ID
  if (text === '+') return LAST_ID
  if (!text.startsWith('(')) return idOf(text, 0n)
  const id = nextId(idOf(text.slice(1), 0n))
  if (!id) throw new CommandError('ERR invalid start ID for the interval')
  return id
}

export function endAt(args: Arguments, at: number): StreamId {
  const text = textAt(args, at)
  if (text === '-') return FIRST_ID
  if (text === '+') return LAST_ID
  if (!text.startsWith('(')) return idOf(text, ID_NUMBER_MAX)
  const id = previousId(idOf(text.slice(1), ID_NUMBER_MAX))
  if (!id) throw new CommandError('ERR invalid end ID for the interval')
  return id
}
