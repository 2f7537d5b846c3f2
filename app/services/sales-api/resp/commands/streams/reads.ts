/** Commands that read streams, all but XREAD. */
import { formatStreamId } from '#business/core/stream/id'
import type { Entry, StreamInfo } from '#business/core/stream/model'
import { integerOf, keyOf, wordOf } from '../../command/arguments.ts'
import type { Call, Command } from '../../command/command.ts'
import { CommandError, syntaxError, wrongType } from '../../command/errors.ts'
import { endAt, startAt } from './ids.ts'
import { noSuchGroupOfKey, noSuchKey, writeEntries, writeEntry } from './replies.ts'

const TOO_LARGE = 'READS_TOO_LARGE The range has more than 8 MiB; read it in parts, with COUNT'
const ONE_KEY = { first: 1, last: 1, step: 1 } as const
const base = { keys: ONE_KEY, group: 'stream', since: '5.0.0', differs: '' } as const

export const readCommands: readonly Command[] = [
  {
    ...base,
    name: 'xlen',
    arity: 2,
    flags: ['readonly', 'fast'],
    syntax: 'key',
    summary: 'How many entries a stream has',
    run: {
      kind: 'read',
      run: call => {
        call.replies.integer(infoOf(call, 1)?.length ?? 0)
      },
    },
  },
  {
    ...base,
    name: 'xrange',
    arity: -4,
    flags: ['readonly'],
    syntax: 'key start end [COUNT count]',
    summary: 'Entries between two ids',
    run: {
      kind: 'read',
      run: call => {
        range(call, 2, 3, false)
      },
    },
  },
  {
    ...base,
    name: 'xrevrange',
    arity: -4,
    flags: ['readonly'],
    syntax: 'key end start [COUNT count]',
    summary: 'Entries between two ids, the newest first',
    run: {
      kind: 'read',
      run: call => {
        range(call, 3, 2, true)
      },
    },
  },
  {
    ...base,
    name: 'xinfo',
    arity: -2,
    flags: [],
    keys: undefined,
    syntax: '',
    summary: 'What is known of a stream',
    run: {
      kind: 'container',
      alone: undefined,
      subcommands: [
        {
          ...base,
          name: 'stream',
          arity: 3,
          flags: ['readonly'],
          keys: { first: 2, last: 2, step: 1 },
          syntax: 'key',
          summary: 'What is known of a stream',
          differs:
            'Without FULL; `radix-tree-keys` and `radix-tree-nodes` are 0: there is no such tree',
          run: { kind: 'read', run: xinfoStream },
        },
        {
          ...base,
          name: 'groups',
          arity: 3,
          flags: ['readonly'],
          keys: { first: 2, last: 2, step: 1 },
          syntax: 'key',
          summary: 'The groups of a stream',
          run: { kind: 'read', run: xinfoGroups },
        },
        {
          ...base,
          name: 'consumers',
          arity: 4,
          flags: ['readonly'],
          keys: { first: 2, last: 2, step: 1 },
          syntax: 'key group',
          summary: 'The consumers of a group',
          run: { kind: 'read', run: xinfoConsumers },
        },
      ],
    },
  },
]

/** Undefined if there is no such key. */
export function infoOf({ args, streams }: Call, at: number): StreamInfo | undefined {
  const found = streams.info(keyOf(args, at))
  if (found.kind === 'wrongType') throw wrongType()
  return found.kind === 'found' ? found.result : undefined
}

function range(call: Call, startPlace: number, endPlace: number, reverse: boolean): void {
  const { args, streams, replies } = call
  const first = startAt(args, startPlace)
  const last = endAt(args, endPlace)
  let limit = Number.POSITIVE_INFINITY
  if (args.count > 4) {
    if (args.count !== 6 || wordOf(args, 4) !== 'COUNT') throw syntaxError()
    limit = integerOf(args, 5)
  }
  if (!infoOf(call, 1)) {
    replies.array(0)
    return
  }
  if (limit <= 0) {
    replies.nilArray()
    return
  }
  const { entries, more } = streams.all(keyOf(args, 1), { first, last }, reverse, limit)
  if (more && entries.length < limit) throw new CommandError(TOO_LARGE)
  writeEntries(replies, entries)
}

function xinfoStream(call: Call): void {
  const { args, streams, replies } = call
  const info = infoOf(call, 2)
  if (!info) throw noSuchKey()
  const stream = keyOf(args, 2)
  const [first] = streams.edge(stream, false)
  const [last] = streams.edge(stream, true)
  const number = (name: string, value: number): void => {
    replies.bulkText(name)
    replies.integer(value)
  }
  const text = (name: string, value: string): void => {
    replies.bulkText(name)
    replies.bulkText(value)
  }
  const entry = (name: string, value: Entry | undefined): void => {
    replies.bulkText(name)
    if (value) writeEntry(replies, value)
    else replies.nil()
  }
  replies.map(10)
  number('length', info.length)
  number('radix-tree-keys', 0)
  number('radix-tree-nodes', 0)
  text('last-generated-id', formatStreamId(info.lastId))
  text('max-deleted-entry-id', formatStreamId(info.maxDeletedId))
  number('entries-added', info.entriesAdded)
  text('recorded-first-entry-id', first ? formatStreamId(first.id) : '0-0')
  const groups = call.groups.list(stream)
  number('groups', groups.kind === 'found' ? groups.result.length : 0)
  entry('first-entry', first)
  entry('last-entry', last)
}

function xinfoGroups({ args, groups, replies }: Call): void {
  const found = groups.list(keyOf(args, 2))
  if (found.kind === 'wrongType') throw wrongType()
  if (found.kind !== 'found') throw noSuchKey()
  const known = (name: string, value: number | undefined): void => {
    replies.bulkText(name)
    if (value === undefined) replies.nil()
    else replies.integer(value)
  }
  replies.array(found.result.length)
  for (const { name, consumers, pending, lastId, entriesRead, lag } of found.result) {
    replies.map(6)
    replies.bulkText('name')
    replies.bulk(name)
    known('consumers', consumers)
    known('pending', pending)
    replies.bulkText('last-delivered-id')
    replies.bulkText(formatStreamId(lastId))
    known('entries-read', entriesRead)
    known('lag', lag)
  }
}

function xinfoConsumers({ args, context, groups, replies }: Call): void {
  const found = groups.consumers(keyOf(args, 2), args.argument(3))
  if (found.kind === 'wrongType') throw wrongType()
  if (found.kind === 'noSuchStream') throw noSuchKey()
  if (found.kind !== 'found') throw noSuchGroupOfKey(args, 2, 3)
  const now = context.options.host.clock.now()
  replies.array(found.result.length)
  for (const { name, pending, seenAt, activeAt } of found.result) {
    replies.map(4)
    replies.bulkText('name')
    replies.bulk(name)
    for (const [field, value] of [
      ['pending', pending],
      ['idle', Math.max(0, now - seenAt)],
      ['inactive', activeAt === undefined ? -1 : Math.max(0, now - activeAt)],
    ] as const) {
      replies.bulkText(field)
      replies.integer(value)
    }
  }
}
