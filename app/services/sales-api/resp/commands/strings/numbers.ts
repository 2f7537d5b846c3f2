/** Commands that add to numbers. */
import type { Outside, UpdateRefusal, UpdateResult, ValueChange } from '#business/core/kv/model'
import { INTEGER_MAX, INTEGER_MIN } from '#business/core/kv/model'
import type { ReplyEncoder } from '#foundation/resp/encoder'
import type { Call, Command } from '../../command/command.ts'
import { ONE_KEY, writes } from '../../command/command.ts'
import { int64Of, textOf, wordOf } from '../../command/arguments.ts'
import {
  CommandError,
  notFloat,
  notInteger,
  syntaxError,
  updateRefused,
} from '../../command/errors.ts'
import { ExpiryOptions } from '../../command/expiry.ts'
import { propose } from './strings.ts'

const base = {
  keys: ONE_KEY,
  group: 'string',
  differs: '',
  flags: ['write', 'denyoom', 'fast'],
} as const

export const numberCommands: readonly Command[] = [
  {
    ...base,
    name: 'incr',
    arity: 2,
    since: '1.0.0',
    syntax: 'key',
    summary: 'Adds 1 to an integer',
    run: writes(call => {
      add(call, 1n)
    }),
  },
  {
    ...base,
    name: 'decr',
    arity: 2,
    since: '1.0.0',
    syntax: 'key',
    summary: 'Subtracts 1 from an integer',
    run: writes(call => {
      add(call, -1n)
    }),
  },
  {
    ...base,
    name: 'incrby',
    arity: 3,
    since: '1.0.0',
    syntax: 'key increment',
    summary: 'Adds to an integer',
    run: writes(call => {
      add(call, int64(call, 2))
    }),
  },
  {
    ...base,
    name: 'decrby',
    arity: 3,
    since: '1.0.0',
    syntax: 'key decrement',
    summary: 'Subtracts from an integer',
    run: writes(call => {
      const by = int64(call, 2)
      if (by === INTEGER_MIN) throw new CommandError('ERR decrement would overflow')
      add(call, -by)
    }),
  },
  {
    ...base,
    name: 'incrbyfloat',
    arity: 3,
    since: '2.6.0',
    syntax: 'key increment',
    summary: 'Adds to a number',
    run: writes(call => {
      const bounds = { lower: undefined, upper: undefined, outside: 'refuse' } as const
      propose(call, { change: { kind: 'addFloat', by: float(call, 2), ...bounds } }, writeFloat)
    }),
  },
  {
    ...base,
    name: 'increx',
    arity: -2,
    since: '8.8.0',
    syntax:
      'key [BYFLOAT increment | BYINT increment] [LBOUND lowerbound] [UBOUND upperbound] [SATURATE] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST] [ENX]',
    summary: 'Adds to a number within bounds, and changes the expiry of its key',
    run: writes(addWithin),
  },
]

const NOT_FINITE = 'ERR increment would produce NaN or Infinity'

/** Text of a number for the store, which is strict about the rest. */
const FLOAT = /^[+-]?[\d.]+(?:e[+-]?\d{1,4})?$/i

function int64({ args }: Call, at: number): bigint {
  const value = int64Of(args, at)
  if (value === undefined) throw notInteger()
  return value
}

function float({ args }: Call, at: number): string {
  const text = textOf(args, at)
  if (/^[+-]?inf(?:inity)?$/i.test(text)) throw new CommandError(NOT_FINITE)
  if (!FLOAT.test(text)) throw notFloat()
  return text
}

function add(call: Call, by: bigint): void {
  const bounds = { lower: INTEGER_MIN, upper: INTEGER_MAX, outside: 'refuse' } as const
  propose(call, { change: { kind: 'addInteger', by, ...bounds } }, writeInteger)
}

function writeInteger(replies: ReplyEncoder, result: UpdateResult | UpdateRefusal): void {
  if (result.kind !== 'update') throw updateRefused(result)
  replies.bigInteger(BigInt(result.sum ?? '0'))
}

function writeFloat(replies: ReplyEncoder, result: UpdateResult | UpdateRefusal): void {
  if (result.kind !== 'update') {
    throw updateRefused(result, NOT_FINITE)
  }
  replies.bulkText(result.sum ?? '0')
}

type Within = {
  /** Places of arguments. */
  by: number | undefined
  isFloat: boolean
  lower: number | undefined
  upper: number | undefined
  outside: Outside
}

function addWithin(call: Call): void {
  const { args, context } = call
  const options = new ExpiryOptions(args, context.options.host.clock.now(), 'increx')
  const within: Within = {
    by: undefined,
    isFloat: false,
    lower: undefined,
    upper: undefined,
    outside: 'skip',
  }
  let isIfNone = false
  for (let at = 2; at < args.count; at++) {
    const word = wordOf(args, at)
    if (word === 'ENX') isIfNone = true
    else if (word === 'SATURATE') within.outside = 'saturate'
    else at = takeNumber(call, within, word, at) ?? options.take(word, at) ?? fail()
  }
  const { expiry } = options
  if (isIfNone && expiry.kind !== 'at') throw syntaxError()
  const change = within.isFloat ? floatChange(call, within) : integerChange(call, within)
  const chosen =
    isIfNone && expiry.kind === 'at' ? ({ kind: 'atIfNone', time: expiry.time } as const) : expiry
  propose(call, { change, expiry: chosen }, within.isFloat ? writeFloats : writeIntegers)
}

function fail(): never {
  throw syntaxError()
}

/** The place of the number, if the word has one. */
function takeNumber({ args }: Call, within: Within, word: string, at: number): number | undefined {
  const isBy = word === 'BYINT' || word === 'BYFLOAT'
  if (!isBy && word !== 'LBOUND' && word !== 'UBOUND') return undefined
  const part = isBy ? 'by' : word === 'LBOUND' ? 'lower' : 'upper'
  if (at + 1 >= args.count || within[part] !== undefined) throw syntaxError()
  within[part] = at + 1
  if (isBy) within.isFloat = word === 'BYFLOAT'
  return at + 1
}

function integerChange(call: Call, { by, lower, upper, outside }: Within): ValueChange {
  return {
    kind: 'addInteger',
    by: by === undefined ? 1n : int64(call, by),
    lower: lower === undefined ? INTEGER_MIN : int64(call, lower),
    upper: upper === undefined ? INTEGER_MAX : int64(call, upper),
    outside,
  }
}

function floatChange(call: Call, { by = 0, lower, upper, outside }: Within): ValueChange {
  return {
    kind: 'addFloat',
    by: float(call, by),
    lower: lower === undefined ? undefined : float(call, lower),
    upper: upper === undefined ? undefined : float(call, upper),
    outside,
  }
}

function writeIntegers(replies: ReplyEncoder, result: UpdateResult | UpdateRefusal): void {
  if (result.kind !== 'update') throw updateRefused(result)
  replies.array(2)
  replies.bigInteger(BigInt(result.sum ?? '0'))
  replies.bigInteger(BigInt(result.added ?? '0'))
}

function writeFloats(replies: ReplyEncoder, result: UpdateResult | UpdateRefusal): void {
  if (result.kind !== 'update') throw updateRefused(result)
  replies.array(2)
  for (const text of [result.sum ?? '0', result.added ?? '0']) {
    if (replies.version === 2) replies.bulkText(text)
    else replies.double(Number(text))
  }
}
