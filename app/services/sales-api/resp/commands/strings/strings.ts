/** Commands about one value: reading it, and writing all or a part of it. */
import type { Update, UpdateRefusal, UpdateResult, ValueChange } from '#business/core/kv/model'
import { DEFAULT_CONTENT_TYPE } from '#business/core/kv/model'
import type { Kv } from '#business/core/kv/kv'
import { digest } from '#business/core/kv/kv'
import type { ReplyEncoder } from '#foundation/resp/encoder'
import type { Call, Command, Proposer, ResultWriter } from '../../command/command.ts'
import { ONE_KEY, PATIENTLY, reads, waits, writes } from '../../command/command.ts'
import { integerOf, keyOf, wordOf } from '../../command/arguments.ts'
import {
  CommandError,
  syntaxError,
  updateRefused,
  valueTooLarge,
  wrongType,
} from '../../command/errors.ts'
import { ExpiryOptions } from '../../command/expiry.ts'

const base = { keys: ONE_KEY, group: 'string', differs: '' } as const

export const valueCommands: readonly Command[] = [
  {
    ...base,
    name: 'get',
    arity: 2,
    flags: ['readonly', 'fast'],
    since: '1.0.0',
    syntax: 'key',
    summary: 'The value of a key',
    run: reads(get),
  },
  {
    ...base,
    name: 'getdel',
    arity: 2,
    flags: ['write', 'fast'],
    since: '6.2.0',
    syntax: 'key',
    summary: 'The value of a key, which is removed',
    run: writes(call => {
      propose(call, { change: { kind: 'remove' }, returnsPrevious: true }, writePrevious)
    }),
  },
  {
    ...base,
    name: 'getex',
    arity: -2,
    flags: ['write', 'fast'],
    since: '6.2.0',
    syntax:
      'key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST]',
    summary: 'The value of a key, whose expiry is changed',
    run: waits(getEx),
  },
  {
    ...base,
    name: 'strlen',
    arity: 2,
    flags: ['readonly', 'fast'],
    since: '2.2.0',
    syntax: 'key',
    summary: 'The length of a value',
    run: reads(({ args, kv, replies }) => {
      const key = args.argument(1)
      const found = kv.lookUpMeta(key)
      if (!found) refuseOther(kv, key)
      replies.integer(found?.valueLength ?? 0)
    }),
  },
  {
    ...base,
    name: 'digest',
    arity: 2,
    flags: ['readonly', 'fast'],
    since: '8.4.0',
    syntax: 'key',
    summary: 'The digest of a value: its XXH3 of 64 bits, in 16 hexadecimal digits',
    run: reads(({ args, kv, replies }) => {
      const found = kv.lookUp(args.argument(1))
      if (!found) {
        refuseOther(kv, args.argument(1))
        replies.nil()
        return
      }
      const { bytes, valueStart, valueLength } = found
      const value = bytes.subarray(valueStart, valueStart + valueLength)
      replies.bulkText(digest(value).toString(16).padStart(16, '0'))
    }),
  },
  {
    ...base,
    name: 'getrange',
    arity: 4,
    flags: ['readonly'],
    since: '2.4.0',
    syntax: 'key start end',
    summary: 'A part of a value',
    run: reads(getRange),
  },
  {
    ...base,
    name: 'substr',
    arity: 4,
    flags: ['readonly'],
    since: '1.0.0',
    syntax: 'key start end',
    summary: 'A part of a value, under the old name of GETRANGE',
    run: reads(getRange),
  },
  {
    ...base,
    name: 'append',
    arity: 3,
    flags: ['write', 'denyoom', 'fast'],
    since: '2.0.0',
    syntax: 'key value',
    summary: 'Appends to a value',
    run: writes(call => {
      const change = { kind: 'append', value: valueOf(call, 2) } as const
      propose(call, { change }, writeLength)
    }),
  },
  {
    ...base,
    name: 'setrange',
    arity: 4,
    flags: ['write', 'denyoom'],
    since: '2.2.0',
    syntax: 'key offset value',
    summary: 'Overwrites a part of a value, with zeros before it where the value is shorter',
    run: writes(setRange),
  },
]

export const UPDATE: Proposer<Update, UpdateResult | UpdateRefusal> = (kv, update, sink, tag) => {
  kv.proposeUpdate(update, sink, tag)
}

export type UpdateWriter = ResultWriter<UpdateResult | UpdateRefusal>

type Chosen = Partial<Omit<Update, 'kind' | 'key' | 'change'>> & { readonly change: ValueChange }

/** Of the key that is the first argument. */
export function updateOf({ args, context }: Call, chosen: Chosen): Update {
  return {
    kind: 'update',
    key: keyOf(args, 1),
    expiry: { kind: 'keep' },
    condition: { kind: 'none' },
    contentType: DEFAULT_CONTENT_TYPE,
    valueBytesMax: context.options.limits.valueBytesMax,
    returnsPrevious: false,
    ...chosen,
  }
}

export function propose(call: Call, chosen: Chosen, write: UpdateWriter): void {
  call.propose(UPDATE, updateOf(call, chosen), write)
}

/** An argument that a key is to have. */
export function valueOf({ args, context }: Call, at: number): Uint8Array {
  const value = args.argument(at)
  const { valueBytesMax } = context.options.limits
  if (value.length > valueBytesMax) throw valueTooLarge(value.length, valueBytesMax)
  return value
}

export function writePrevious(replies: ReplyEncoder, result: UpdateResult | UpdateRefusal): void {
  if (result.kind !== 'update') throw updateRefused(result)
  if (result.previous) replies.bulk(result.previous)
  else replies.nil()
}

function writeLength(replies: ReplyEncoder, result: UpdateResult | UpdateRefusal): void {
  if (result.kind !== 'update') throw updateRefused(result)
  replies.integer(result.valueBytes)
}

function get({ args, kv, replies }: Call): void {
  const found = kv.lookUp(args.argument(1))
  if (!found) {
    refuseOther(kv, args.argument(1))
    replies.nil()
    return
  }
  const { bytes, valueStart, valueLength } = found
  replies.bulk(bytes, valueStart, valueStart + valueLength)
}

/** A key that has no value may be of another type. */
function refuseOther(kv: Kv, key: Uint8Array): void {
  if (kv.typeOf(key)) throw wrongType()
}

/** Nothing is written where the expiry stays: a key that is read is not absent. */
const GETEX_CONDITIONS = { keep: 'absent', none: 'expiring', at: 'none' } as const

async function getEx(call: Call): Promise<void> {
  const { args, context, kv, replies } = call
  const options = new ExpiryOptions(args, context.options.host.clock.now(), 'getex')
  for (let at = 2; at < args.count; at++) {
    const taken = options.take(wordOf(args, at), at)
    if (taken === undefined) throw syntaxError()
    at = taken
  }
  const { expiry } = options
  if (expiry.kind === 'keep' && !call.isQueued) {
    get(call)
    return
  }
  const change = { kind: 'same' } as const
  const condition = { kind: GETEX_CONDITIONS[expiry.kind] }
  const update = updateOf(call, { change, expiry, condition, returnsPrevious: true })
  writePrevious(replies, await kv.update(update, PATIENTLY))
}

function getRange({ args, kv, replies }: Call): void {
  const [from, to] = [integerOf(args, 2), integerOf(args, 3)]
  const found = kv.lookUp(args.argument(1))
  if (!found) refuseOther(kv, args.argument(1))
  const { bytes, valueStart, valueLength } = found ?? NOTHING
  const start = from < 0 ? Math.max(0, valueLength + from) : from
  const end = Math.min(valueLength - 1, to < 0 ? valueLength + to : to)
  // Both from the end, and the wrong way round: nothing.
  const isEmpty = start > end || (from < 0 && to < 0 && from > to)
  if (isEmpty) replies.bulk(NOTHING.bytes)
  else replies.bulk(bytes, valueStart + start, valueStart + end + 1)
}

const NOTHING = { bytes: new Uint8Array(), valueStart: 0, valueLength: 0 }

function setRange(call: Call): void {
  const offset = integerOf(call.args, 2)
  if (offset < 0) throw new CommandError('ERR offset is out of range')
  const value = valueOf(call, 3)
  const bytes = offset + value.length
  if (value.length > 0 && bytes > call.context.options.limits.valueBytesMax) {
    throw updateRefused({ kind: 'tooLarge', bytes })
  }
  const change = { kind: 'setRange', offset: value.length === 0 ? 0 : offset, value } as const
  propose(call, { change }, writeLength)
}
