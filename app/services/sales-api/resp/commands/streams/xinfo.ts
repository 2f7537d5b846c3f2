/** XINFO: what is known of streams, groups and consumers. */
import type { GroupDetail, GroupInfo } from '#business/core/stream/groups'
import { formatStreamId } from '#business/core/stream/id'
import type { Entry, StreamInfo } from '#business/core/stream/model'
import { ALL_ENTRIES } from '#business/core/stream/stream-reader'
import type { ReplyEncoder } from '#foundation/resp/encoder'
import { integerOf, keyOf, wordOf } from '../../command/arguments.ts'
import type { Call, Command } from '../../command/command.ts'
import { reads } from '../../command/command.ts'
import { CommandError, wrongSubcommand, wrongType } from '../../command/errors.ts'
import { helpOf } from '../help.ts'
import { writeDeliveries } from './groups/xreadgroup.ts'
import { nameAt } from './ids.ts'
import { infoOf } from './reads.ts'
import { noSuchGroupOfKey, noSuchKey, writeEntries, writeEntry } from './replies.ts'

/** Entries that FULL shows if it is not said, and of each group and consumer so many that are pending. */
const FULL_COUNT = 10

const TOO_LARGE = 'READS_TOO_LARGE There is too much for one reply; ask for less, with COUNT'

const base = {
  flags: ['readonly'],
  keys: { first: 2, last: 2, step: 1 },
  group: 'stream',
  since: '5.0.0',
  differs: '',
} as const

const subcommands: readonly Command[] = [
  {
    ...base,
    name: 'stream',
    arity: -3,
    syntax: 'key [FULL [COUNT count]]',
    summary: 'What is known of a stream; with FULL also its entries and groups',
    differs:
      '`radix-tree-keys` and `radix-tree-nodes` are 0: there is no such tree. FULL of more than 8 MiB of entries, or of more than 10,000 groups, consumers and pending entries, is an error',
    run: reads(xinfoStream),
  },
  {
    ...base,
    name: 'groups',
    arity: 3,
    syntax: 'key',
    summary: 'The groups of a stream',
    run: reads(xinfoGroups),
  },
  {
    ...base,
    name: 'consumers',
    arity: 4,
    syntax: 'key group',
    summary: 'The consumers of a group',
    run: reads(xinfoConsumers),
  },
]

export const xinfoCommand: Command = {
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
      ...subcommands,
      helpOf('xinfo', { flags: [], group: 'stream' }, () => subcommands),
    ],
  },
}

/** Writes fields of a map. */
class FieldWriter {
  readonly #replies: ReplyEncoder

  constructor(replies: ReplyEncoder) {
    this.#replies = replies
  }

  name(name: string): ReplyEncoder {
    this.#replies.bulkText(name)
    return this.#replies
  }

  number(name: string, value: number | undefined): void {
    if (value === undefined) this.name(name).nil()
    else this.name(name).integer(value)
  }

  text(name: string, value: string): void {
    this.name(name).bulkText(value)
  }
}

function xinfoStream(call: Call): void {
  const info = infoOf(call, 2)
  if (!info) throw noSuchKey()
  const count = fullCountOf(call)
  if (count === undefined) short(call, info)
  else full(call, info, count)
}

/** Undefined without FULL. */
function fullCountOf({ args }: Call): number | undefined {
  if (args.count === 3) return undefined
  const isWhole = args.count === 4 || (args.count === 6 && wordOf(args, 4) === 'COUNT')
  if (!isWhole || wordOf(args, 3) !== 'FULL') throw wrongSubcommand('xinfo', args)
  const count = args.count === 6 ? integerOf(args, 5) : FULL_COUNT
  if (count < 0) return FULL_COUNT
  return count === 0 ? Number.POSITIVE_INFINITY : count
}

function writeState(
  { args, streams, replies }: Call,
  info: StreamInfo,
  first: Entry | undefined,
): void {
  const fields = new FieldWriter(replies)
  fields.number('length', info.length)
  fields.number('radix-tree-keys', 0)
  fields.number('radix-tree-nodes', 0)
  fields.text('last-generated-id', formatStreamId(info.lastId))
  fields.text('max-deleted-entry-id', formatStreamId(info.maxDeletedId))
  fields.number('entries-added', info.entriesAdded)
  fields.text('recorded-first-entry-id', first ? formatStreamId(first.id) : '0-0')
  const found = streams.producers(keyOf(args, 2))
  if (found.kind !== 'found') throw noSuchKey()
  const { settings, producers, appends, added, duplicates } = found.result
  fields.number('idmp-duration', settings.durationMs / 1000)
  fields.number('idmp-maxsize', settings.appendsMax)
  fields.number('pids-tracked', producers)
  fields.number('iids-tracked', appends)
  fields.number('iids-added', added)
  fields.number('iids-duplicates', duplicates)
}

/** How many fields `writeState` writes. */
const STATE_FIELDS = 13

function short(call: Call, info: StreamInfo): void {
  const { args, groups, streams, replies } = call
  const stream = keyOf(args, 2)
  const [first] = streams.edge(stream, false)
  const [last] = streams.edge(stream, true)
  const found = groups.list(stream)
  const fields = new FieldWriter(replies)
  replies.map(STATE_FIELDS + 3)
  writeState(call, info, first)
  fields.number('groups', found.kind === 'found' ? found.result.length : 0)
  for (const [name, entry] of [
    ['first-entry', first],
    ['last-entry', last],
  ] as const) {
    fields.name(name)
    if (entry) writeEntry(replies, entry)
    else replies.nil()
  }
}

function full(call: Call, info: StreamInfo, count: number): void {
  const { args, groups, streams, replies } = call
  const stream = keyOf(args, 2)
  const { entries, more } = streams.all(stream, ALL_ENTRIES, false, count)
  const found = groups.details(stream, count)
  if (found === 'tooMany' || (more && entries.length < count)) throw new CommandError(TOO_LARGE)
  const fields = new FieldWriter(replies)
  replies.map(STATE_FIELDS + 2)
  writeState(call, info, entries[0])
  fields.name('entries')
  writeEntries(replies, entries)
  fields.name('groups').array(found.length)
  for (const group of found) writeGroup(replies, group)
}

function writeGroup(replies: ReplyEncoder, { info, pending, consumers }: GroupDetail): void {
  const fields = new FieldWriter(replies)
  replies.map(7)
  fields.name('name').bulk(info.name)
  writeProgress(fields, info)
  fields.number('pel-count', info.pending)
  fields.name('pending').array(pending.length)
  for (const one of pending) {
    replies.array(4)
    replies.bulkText(formatStreamId(one.id))
    replies.bulk(one.consumer?.name ?? NO_NAME)
    replies.integer(one.consumer ? one.deliveredAt : 0)
    writeDeliveries(replies, one.deliveries)
  }
  fields.name('consumers').array(consumers.length)
  for (const { consumer, pending: own } of consumers) {
    replies.map(5)
    fields.name('name').bulk(consumer.name)
    fields.number('seen-time', consumer.seenAt)
    fields.number('active-time', consumer.activeAt ?? -1)
    fields.number('pel-count', consumer.pending)
    fields.name('pending').array(own.length)
    for (const one of own) {
      replies.array(3)
      replies.bulkText(formatStreamId(one.id))
      replies.integer(one.consumer ? one.deliveredAt : 0)
      writeDeliveries(replies, one.deliveries)
    }
  }
}

/** Of what no consumer has. */
const NO_NAME = new Uint8Array()

function writeProgress(fields: FieldWriter, { lastId, entriesRead, lag }: GroupInfo): void {
  fields.text('last-delivered-id', formatStreamId(lastId))
  fields.number('entries-read', entriesRead)
  fields.number('lag', lag)
}

function xinfoGroups({ args, groups, replies }: Call): void {
  const found = groups.list(keyOf(args, 2))
  if (found.kind === 'wrongType') throw wrongType()
  if (found.kind !== 'found') throw noSuchKey()
  const fields = new FieldWriter(replies)
  replies.array(found.result.length)
  for (const group of found.result) {
    replies.map(7)
    fields.name('name').bulk(group.name)
    fields.number('consumers', group.consumers)
    fields.number('pending', group.pending)
    writeProgress(fields, group)
    fields.number('nacked-count', group.free)
  }
}

function xinfoConsumers({ args, context, groups, replies }: Call): void {
  const found = groups.consumers(keyOf(args, 2), nameAt(args, 3))
  if (found.kind === 'wrongType') throw wrongType()
  if (found.kind === 'noSuchStream') throw noSuchKey()
  if (found.kind !== 'found') throw noSuchGroupOfKey(args, 2, 3)
  const now = context.options.host.clock.now()
  const fields = new FieldWriter(replies)
  replies.array(found.result.length)
  for (const { name, pending, seenAt, activeAt } of found.result) {
    replies.map(4)
    fields.name('name').bulk(name)
    fields.number('pending', pending)
    fields.number('idle', Math.max(0, now - seenAt))
    fields.number('inactive', activeAt === undefined ? -1 : Math.max(0, now - activeAt))
  }
}
