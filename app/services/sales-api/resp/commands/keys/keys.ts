/** Commands about keys, whatever their type. */
import type { Key } from '#business/data/keyspace/key'
import type { DeleteAllResult, Move, MoveResult, UpdateRefusal } from '#business/core/kv/model'
import type { ReplyEncoder } from '#foundation/resp/encoder'
import type { Call, Command, Proposer } from '../../command/command.ts'
import type { KeyType } from '#business/core/kv/kv'
import { ALL_KEYS, ONE_KEY, reads, TWO_KEYS, waits, writes } from '../../command/command.ts'
import { int64Of, keyOf, keysOf, wordOf } from '../../command/arguments.ts'
import { CommandError, notInteger, syntaxError, updateRefused } from '../../command/errors.ts'

const base = { group: 'generic', differs: '' } as const

export const keyCommands: readonly Command[] = [
  {
    ...base,
    name: 'del',
    arity: -2,
    flags: ['write'],
    keys: ALL_KEYS,
    since: '1.0.0',
    syntax: 'key [key ...]',
    summary: 'Removes keys, all in one revision',
    differs: 'At most 4096 keys',
    run: writes(removeKeys),
  },
  {
    ...base,
    name: 'unlink',
    arity: -2,
    flags: ['write', 'fast'],
    keys: ALL_KEYS,
    since: '4.0.0',
    syntax: 'key [key ...]',
    summary: 'Removes keys, all in one revision',
    differs: 'The same as DEL, which is never slow here either',
    run: writes(removeKeys),
  },
  {
    ...base,
    name: 'exists',
    arity: -2,
    flags: ['readonly', 'fast'],
    keys: ALL_KEYS,
    since: '1.0.0',
    syntax: 'key [key ...]',
    summary: 'How many of the keys exist',
    run: reads(count),
  },
  {
    ...base,
    name: 'touch',
    arity: -2,
    flags: ['readonly', 'fast'],
    keys: ALL_KEYS,
    since: '3.2.1',
    syntax: 'key [key ...]',
    summary: 'How many of the keys exist',
    differs: 'Leaves no trace: there is no last access to keys',
    run: reads(count),
  },
  {
    ...base,
    name: 'type',
    arity: 2,
    flags: ['readonly', 'fast'],
    keys: ONE_KEY,
    since: '1.0.0',
    syntax: 'key',
    summary: 'What a key holds',
    run: reads(({ args, kv, replies }) => {
      replies.simple(typeName(kv.typeOf(args.argument(1))))
    }),
  },
  {
    ...base,
    name: 'rename',
    arity: 3,
    flags: ['write'],
    keys: TWO_KEYS,
    since: '1.0.0',
    syntax: 'key newkey',
    summary: 'Gives a key another name',
    run: writes(call => {
      call.propose(MOVE, { ...NAMES, ...namesOf(call), replaces: true }, writeRenamed)
    }),
  },
  {
    ...base,
    name: 'renamenx',
    arity: 3,
    flags: ['write', 'fast'],
    keys: TWO_KEYS,
    since: '1.0.0',
    syntax: 'key newkey',
    summary: 'Gives a key another name, if that is free',
    run: writes(call => {
      call.propose(MOVE, { ...NAMES, ...namesOf(call) }, writeMoved)
    }),
  },
  {
    ...base,
    name: 'copy',
    arity: -3,
    flags: ['write', 'denyoom'],
    keys: TWO_KEYS,
    since: '6.2.0',
    syntax: 'source destination [DB destination-db] [REPLACE]',
    summary: 'Gives another key what a key holds',
    differs:
      'A stream is copied with its groups, if it has no more than 2 MiB, and 2000 rows in the store: of entries, consumers and pending entries',
    run: writes(copy),
  },
  {
    ...base,
    name: 'randomkey',
    arity: 1,
    flags: ['readonly'],
    keys: undefined,
    since: '1.0.0',
    syntax: '',
    summary: 'A key by chance',
    run: reads(({ kv, replies }) => {
      const key = kv.randomKey()
      if (key) replies.bulk(key)
      else replies.nil()
    }),
  },
  {
    ...base,
    name: 'dbsize',
    arity: 1,
    flags: ['readonly', 'fast'],
    keys: undefined,
    group: 'server',
    since: '1.0.0',
    syntax: '',
    summary: 'How many keys there are',
    differs: 'The first call after a start counts them, which takes the longer the more there are',
    run: waits(async ({ kv, replies }) => {
      replies.integer(kv.knownSize ?? (await kv.size()))
    }),
  },
  ...['flushall', 'flushdb'].map((name): Command => ({
    ...base,
    name,
    arity: -1,
    flags: ['write', 'no_multi'],
    keys: undefined,
    group: 'server',
    since: '1.0.0',
    syntax: '[ASYNC | SYNC]',
    summary: 'Removes all keys',
    differs:
      'Only with `SALES_RESP_FLUSH=on`, and not in a transaction. Readers see how the keys go; those that are put meanwhile stay',
    run: waits(flush),
  })),
]

const DELETE_ALL: Proposer<readonly Key[], DeleteAllResult> = (kv, keys, sink, tag) => {
  kv.proposeDeleteAll(keys, sink, tag)
}

const MOVE: Proposer<Move, MoveResult | UpdateRefusal> = (kv, move, sink, tag) => {
  kv.proposeMove(move, sink, tag)
}

const NAMES = { kind: 'move', copies: false, replaces: false } as const

/** All that the request names. */
export function removeKeys(call: Call): void {
  call.propose(DELETE_ALL, keysOf(call.args, 1), writeDeleted)
}

function writeDeleted(replies: ReplyEncoder, { deleted }: DeleteAllResult): void {
  replies.integer(deleted)
}

function count({ args, kv, replies }: Call): void {
  let found = 0
  for (let at = 1; at < args.count; at++) if (kv.typeOf(args.argument(at))) found++
  replies.integer(found)
}

/** Redis's word for it. */
export function typeName(type: KeyType | undefined): string {
  return type === 'value' ? 'string' : (type ?? 'none')
}

function namesOf({ args }: Call): { readonly from: Key; readonly to: Key } {
  return { from: keyOf(args, 1), to: keyOf(args, 2) }
}

function writeRenamed(replies: ReplyEncoder, result: MoveResult | UpdateRefusal): void {
  if (result.kind !== 'move') throw updateRefused(result)
  replies.ok()
}

function writeMoved(replies: ReplyEncoder, result: MoveResult | UpdateRefusal): void {
  if (result.kind !== 'move') throw updateRefused(result)
  replies.integer(result.applied ? 1 : 0)
}

function copy(call: Call): void {
  const { args } = call
  let replaces = false
  for (let at = 3; at < args.count; at++) {
    const word = wordOf(args, at)
    if (word === 'REPLACE') {
      replaces = true
    } else if (word === 'DB' && at + 1 < args.count) {
      const index = int64Of(args, ++at)
      if (index === undefined) throw notInteger()
      if (index !== 0n) throw new CommandError('ERR DB index is out of range')
    } else {
      throw syntaxError()
    }
  }
  const names = namesOf(call)
  if (Buffer.compare(names.from, names.to) === 0) {
    throw new CommandError('ERR source and destination objects are the same')
  }
  call.propose(MOVE, { kind: 'move', ...names, copies: true, replaces }, writeCopied)
}

function writeCopied(replies: ReplyEncoder, result: MoveResult | UpdateRefusal): void {
  if (result.kind === 'noSuchKey') replies.integer(0)
  else writeMoved(replies, result)
}

async function flush({ args, context, kv, replies }: Call): Promise<void> {
  if (args.count > 2 || (args.count === 2 && !/^A?SYNC$/.test(wordOf(args, 1)))) {
    throw syntaxError()
  }
  if (!context.options.mayFlush) {
    throw new CommandError(
      'ERR removing all keys is not allowed here; SALES_RESP_FLUSH=on allows it',
    )
  }
  await kv.clear({ lower: new Uint8Array(), upper: undefined })
  replies.ok()
}
