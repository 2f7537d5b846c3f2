/** Commands about the values of several keys. */
import type { PutAll, PutAllResult, UpdateRefusal } from '#business/core/kv/model'
import { DEFAULT_CONTENT_TYPE, KEYS_MAX } from '#business/core/kv/model'
import type { ReplyEncoder } from '#foundation/resp/encoder'
import type { Arguments, Call, Command, KeyPlaces, Proposer } from '../../command/command.ts'
import { ALL_KEYS, reads, writes } from '../../command/command.ts'
import { int64Of, integerOf, keyOf, wordOf } from '../../command/arguments.ts'
import {
  CommandError,
  replyTooLarge,
  syntaxError,
  tooManyKeys,
  updateRefused,
  wrongArity,
} from '../../command/errors.ts'
import { ExpiryOptions } from '../../command/expiry.ts'
import { valueOf } from './strings.ts'

const base = { group: 'string', differs: '' } as const
const PAIRS = { first: 1, last: -1, step: 2 } as const
const KEYS = `At most ${String(KEYS_MAX)} keys`

export const severalCommands: readonly Command[] = [
  {
    ...base,
    name: 'mget',
    arity: -2,
    flags: ['readonly', 'fast'],
    keys: ALL_KEYS,
    since: '1.0.0',
    syntax: 'key [key ...]',
    summary: 'The values of keys',
    run: reads(mget),
  },
  {
    ...base,
    name: 'mset',
    arity: -3,
    flags: ['write', 'denyoom'],
    keys: PAIRS,
    since: '1.0.1',
    syntax: 'key value [key value ...]',
    summary: 'Gives keys values, all in one revision',
    differs: KEYS,
    run: writes(call => {
      call.propose(PUT_ALL, putAllOf(call, 'mset', 'none'), writeOk)
    }),
  },
  {
    ...base,
    name: 'msetnx',
    arity: -3,
    flags: ['write', 'denyoom'],
    keys: PAIRS,
    since: '1.0.1',
    syntax: 'key value [key value ...]',
    summary: 'Gives keys values, if none of them exists',
    differs: KEYS,
    run: writes(call => {
      call.propose(PUT_ALL, putAllOf(call, 'msetnx', 'absent'), writeApplied)
    }),
  },
  {
    ...base,
    name: 'msetex',
    arity: -4,
    flags: ['write', 'denyoom', 'movablekeys'],
    keys: countedPairs,
    since: '8.4.0',
    syntax:
      'numkeys key value [key value ...] [NX | XX] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]',
    summary: 'Gives keys values and a time to live, if all exist or none does',
    differs: KEYS,
    run: writes(call => {
      call.propose(PUT_ALL, putAllUntil(call), writeApplied)
    }),
  },
]

const PUT_ALL: Proposer<PutAll, PutAllResult | UpdateRefusal> = (kv, puts, sink, tag) => {
  kv.proposePutAll(puts, sink, tag)
}

function putAllOf(call: Call, command: string, condition: PutAll['condition']): PutAll {
  const { args } = call
  if (args.count % 2 === 0) throw new CommandError(wrongArity(command))
  const items = itemsOf(call, 1, (args.count - 1) / 2)
  return { ...PUTS, items, expiresAt: undefined, condition }
}

const PUTS = { kind: 'putAll', contentType: DEFAULT_CONTENT_TYPE } as const

function itemsOf(call: Call, first: number, count: number): PutAll['items'] {
  if (count > KEYS_MAX) throw tooManyKeys(KEYS_MAX)
  return Array.from({ length: count }, (_, pair) => ({
    key: keyOf(call.args, first + 2 * pair),
    value: valueOf(call, first + 2 * pair + 1),
  }))
}

function countedPairs(args: Arguments, start: number): KeyPlaces | undefined {
  const count = Number(int64Of(args, start + 1) ?? 0n)
  const fits = count >= 1 && start + 2 + 2 * count <= args.count
  return fits ? { first: 2, last: 2 * count, step: 2 } : undefined
}

/** What MSETEX asks for. */
function putAllUntil(call: Call): PutAll {
  const { args, context } = call
  const count = integerOf(args, 1)
  if (count < 1) throw new CommandError('ERR invalid numkeys value')
  const behind = 2 + 2 * count
  if (behind > args.count) throw new CommandError(wrongArity('msetex'))
  let condition: PutAll['condition'] = 'none'
  let keeps = false
  const options = new ExpiryOptions(args, context.options.host.clock.now(), 'msetex')
  for (let at = behind; at < args.count; at++) {
    const word = wordOf(args, at)
    if (condition === 'none' && (word === 'NX' || word === 'XX')) {
      condition = word === 'NX' ? 'absent' : 'present'
      continue
    }
    if (!keeps && word === 'KEEPTTL') {
      keeps = true
      continue
    }
    const taken = word === 'PERSIST' ? undefined : options.take(word, at)
    if (taken === undefined) throw syntaxError()
    at = taken
  }
  const { expiry } = options
  if (keeps && expiry.kind === 'at') throw syntaxError()
  const expiresAt = keeps ? 'keep' : expiry.kind === 'at' ? expiry.time : undefined
  return { ...PUTS, items: itemsOf(call, 2, count), expiresAt, condition }
}

function mget({ args, context, kv, replies }: Call): void {
  const { outputBytesMax } = context.options.limits
  const before = replies.length
  replies.array(args.count - 1)
  for (let at = 1; at < args.count; at++) {
    if (replies.length - before > outputBytesMax) throw replyTooLarge(outputBytesMax)
    const found = kv.lookUp(args.argument(at))
    if (found) {
      const { bytes, valueStart, valueLength } = found
      replies.bulk(bytes, valueStart, valueStart + valueLength)
    } else {
      replies.nil()
    }
  }
}

function writeOk(replies: ReplyEncoder, result: PutAllResult | UpdateRefusal): void {
  if (result.kind !== 'putAll') throw updateRefused(result)
  replies.ok()
}

function writeApplied(replies: ReplyEncoder, result: PutAllResult | UpdateRefusal): void {
  if (result.kind !== 'putAll') throw updateRefused(result)
  replies.integer(result.applied ? 1 : 0)
}
