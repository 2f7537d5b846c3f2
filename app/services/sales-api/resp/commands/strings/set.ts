/** SET with its options, and the commands that are older than them. */
import type { PutRequest } from '#business/core/kv/kv'
import type {
  Expiry,
  PutResult,
  Refusal,
  UpdateCondition,
  UpdateRefusal,
  UpdateResult,
} from '#business/core/kv/model'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '#business/core/kv/model'
import type { ReplyEncoder } from '#foundation/resp/encoder'
import type { Arguments, Call, Command, Proposer } from '../../command/command.ts'
import { ONE_KEY, writes } from '../../command/command.ts'
import { keyOf, textOf, wordOf } from '../../command/arguments.ts'
import {
  CommandError,
  refused,
  syntaxError,
  updateRefused,
  wrongArity,
} from '../../command/errors.ts'
import type { TimeUnit } from '../../command/expiry.ts'
import { isTimeUnit, timeOf } from '../../command/expiry.ts'
import { removeKeys } from '../keys/keys.ts'
import { propose, valueOf, writePrevious } from './strings.ts'

const base = { keys: ONE_KEY, group: 'string', differs: '', flags: ['write', 'denyoom'] } as const

export const setCommands: readonly Command[] = [
  {
    ...base,
    name: 'set',
    arity: -3,
    since: '1.0.0',
    syntax:
      'key value [NX | XX | IFEQ ifeq-value | IFNE ifne-value | IFDEQ ifdeq-digest | IFDNE ifdne-digest] [GET] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]',
    summary: 'Gives a key a value',
    run: writes(set),
  },
  {
    ...base,
    name: 'setnx',
    arity: 3,
    flags: ['write', 'denyoom', 'fast'],
    since: '1.0.0',
    syntax: 'key value',
    summary: 'Gives a key a value if it has none',
    run: writes(call => {
      const change = { kind: 'set', value: valueOf(call, 2) } as const
      propose(call, { change, expiry: NONE, condition: { kind: 'absent' } }, writeApplied)
    }),
  },
  {
    ...base,
    name: 'setex',
    arity: 4,
    since: '2.0.0',
    syntax: 'key seconds value',
    summary: 'Gives a key a value and a time to live',
    run: writes(call => {
      setUntil(call, 'EX', 'setex')
    }),
  },
  {
    ...base,
    name: 'psetex',
    arity: 4,
    since: '2.6.0',
    syntax: 'key milliseconds value',
    summary: 'Gives a key a value and a time to live',
    run: writes(call => {
      setUntil(call, 'PX', 'psetex')
    }),
  },
  {
    ...base,
    name: 'getset',
    arity: 3,
    flags: ['write', 'denyoom', 'fast'],
    since: '1.0.0',
    syntax: 'key value',
    summary: 'Gives a key a value; answers with the one from before',
    run: writes(call => {
      const change = { kind: 'set', value: valueOf(call, 2) } as const
      propose(call, { change, expiry: NONE, returnsPrevious: true }, writePrevious)
    }),
  },
  {
    ...base,
    name: 'delex',
    arity: -2,
    flags: ['write', 'fast'],
    since: '8.4.0',
    syntax: 'key [IFEQ ifeq-value | IFNE ifne-value | IFDEQ ifdeq-digest | IFDNE ifdne-digest]',
    summary: 'Removes a key, if its value, or the digest of it, is, or is not, the given one',
    run: writes(deleteIf),
  },
]

const NONE: Expiry = { kind: 'none' }

function deleteIf(call: Call): void {
  const { args } = call
  if (args.count === 2) {
    removeKeys(call)
    return
  }
  if (args.count !== 4) throw new CommandError(wrongArity('delex'))
  const condition = comparing(wordOf(args, 2), args, 3)
  if (!condition) throw new CommandError('ERR Invalid condition. Use IFEQ, IFNE, IFDEQ or IFDNE')
  propose(call, { change: { kind: 'remove' }, condition }, writeApplied)
}

/** What IFEQ and its kin ask for with the argument at `at`; undefined for another word. */
function comparing(word: string, args: Arguments, at: number): UpdateCondition | undefined {
  switch (word) {
    case 'IFEQ':
      return { kind: 'equal', value: args.argument(at) }
    case 'IFNE':
      return { kind: 'different', value: args.argument(at) }
    case 'IFDEQ':
      return { kind: 'digestEqual', digest: digestAt(args, at) }
    case 'IFDNE':
      return { kind: 'digestDifferent', digest: digestAt(args, at) }
    default:
      return undefined
  }
}

function digestAt(args: Arguments, at: number): bigint {
  const text = textOf(args, at)
  if (/^[0-9a-f]{16}$/i.test(text)) return BigInt(`0x${text}`)
  throw new CommandError('ERR The digest must be exactly 16 hexadecimal characters')
}

const PUT: Proposer<PutRequest, PutResult | Refusal> = (kv, request, sink, tag) => {
  kv.proposePut(request, sink, tag)
}

function set(call: Call): void {
  const { args } = call
  if (args.count > 3) {
    setWithOptions(call)
    return
  }
  const request = {
    key: keyOf(args, 1),
    value: valueOf(call, 2),
    contentType: DEFAULT_CONTENT_TYPE,
    ttlMs: undefined,
    lease: undefined,
    condition: NO_CONDITION,
    replacesAnyType: true,
  } as const
  call.propose(PUT, request, writePut)
}

function writePut(replies: ReplyEncoder, result: PutResult | Refusal): void {
  if (result.kind !== 'put') throw refused(result)
  replies.ok()
}

function setWithOptions(call: Call): void {
  const { args, context } = call
  let condition: UpdateCondition | undefined
  let expiry: Expiry | undefined
  let returnsPrevious = false
  for (let at = 3; at < args.count; at++) {
    const word = wordOf(args, at)
    const hasNext = at + 1 < args.count
    const mayHaveCondition = condition === undefined
    if (mayHaveCondition && (word === 'NX' || word === 'XX')) {
      condition = { kind: word === 'NX' ? 'absent' : 'present' }
    } else if (mayHaveCondition && hasNext && /^IFD?(?:EQ|NE)$/.test(word)) {
      condition = comparing(word, args, ++at)
    } else if (word === 'GET') {
      returnsPrevious = true
    } else if (expiry === undefined && word === 'KEEPTTL') {
      expiry = { kind: 'keep' }
    } else if (expiry === undefined && hasNext && isTimeUnit(word)) {
      const time = timeOf(args, ++at, word, context.options.host.clock.now(), 'set')
      expiry = { kind: 'at', time }
    } else {
      throw syntaxError()
    }
  }
  propose(
    call,
    {
      change: { kind: 'set', value: valueOf(call, 2) },
      condition: condition ?? { kind: 'none' },
      expiry: expiry ?? NONE,
      returnsPrevious,
    },
    returnsPrevious ? writePrevious : writeOk,
  )
}

function setUntil(call: Call, unit: TimeUnit, command: string): void {
  const { args, context } = call
  const time = timeOf(args, 2, unit, context.options.host.clock.now(), command)
  const change = { kind: 'set', value: valueOf(call, 3) } as const
  propose(call, { change, expiry: { kind: 'at', time } }, writeOk)
}

function writeOk(replies: ReplyEncoder, result: UpdateResult | UpdateRefusal): void {
  if (result.kind !== 'update') throw updateRefused(result)
  if (result.applied) replies.ok()
  else replies.nil()
}

function writeApplied(replies: ReplyEncoder, result: UpdateResult | UpdateRefusal): void {
  if (result.kind !== 'update') throw updateRefused(result)
  replies.integer(result.applied ? 1 : 0)
}
