/** XPENDING, XCLAIM, XAUTOCLAIM and XNACK: what consumers have not done, and giving it to others, or back. */
import type { GroupEntry } from '#business/core/stream/groups'
import { FATAL_DELIVERIES, GROUP_ENTRIES_MAX } from '#business/core/stream/groups'
import type { StreamId } from '#business/core/stream/id'
import { formatStreamId, parseStreamId } from '#business/core/stream/id'
import type { ReplyEncoder } from '#foundation/resp/encoder'
import { int64Of, integerOf, keyOf, wordOf } from '../../../command/arguments.ts'
import type { Arguments, Call, Command } from '../../../command/command.ts'
import { ONE_KEY, PATIENTLY, reads, waits } from '../../../command/command.ts'
import { CommandError, syntaxError, wrongType } from '../../../command/errors.ts'
import { endAt, idAt, idsFrom, nameAt, startAt, textAt } from '../ids.ts'
import { noSuchGroup } from '../replies.ts'
import { unexpected, writeDeliveries, writeGroupEntries } from './xreadgroup.ts'

/** Of XAUTOCLAIM, if it is not said. */
const CLAIMS = 100

const base = { keys: ONE_KEY, group: 'stream', since: '5.0.0', differs: '' } as const

const DEAD_LETTERS =
  'In groups with DEADLETTER (see XGROUP CONFIG) what was delivered too often goes there'

export const pendingCommands: readonly Command[] = [
  {
    ...base,
    name: 'xpending',
    arity: -3,
    flags: ['readonly'],
    syntax: 'key group [[IDLE min-idle-time] start end count [consumer]]',
    summary: 'What was delivered and not acknowledged',
    differs: `It tells of at most ${String(GROUP_ENTRIES_MAX)} entries`,
    run: reads(xpending),
  },
  {
    ...base,
    name: 'xclaim',
    arity: -6,
    flags: ['write', 'fast'],
    syntax:
      'key group consumer min-idle-time id [id ...] [IDLE ms] [TIME unix-time-milliseconds] [RETRYCOUNT count] [FORCE] [JUSTID] [LASTID lastid]',
    summary: 'Gives pending entries to another consumer',
    differs: `At most ${String(GROUP_ENTRIES_MAX)} ids at once. ${DEAD_LETTERS}`,
    run: waits(xclaim),
  },
  {
    ...base,
    name: 'xautoclaim',
    arity: -6,
    flags: ['write', 'fast'],
    since: '6.2.0',
    syntax: 'key group consumer min-idle-time start [COUNT count] [JUSTID]',
    summary: 'Gives entries that have been pending for long to another consumer',
    differs: `At most ${String(GROUP_ENTRIES_MAX)} entries, and no more than 8 MiB. ${DEAD_LETTERS}`,
    run: waits(xautoclaim),
  },
  {
    ...base,
    name: 'xnack',
    arity: -7,
    flags: ['write', 'fast'],
    since: '8.8.0',
    syntax: 'key group SILENT | FAIL | FATAL IDS numids id [id ...] [RETRYCOUNT count] [FORCE]',
    summary: 'Gives pending entries back to the group',
    differs: `At most ${String(GROUP_ENTRIES_MAX)} ids at once. In groups with REDELIVERAFTER they are claimable after that time`,
    run: waits(xnack),
  },
]

function placeOf({ args }: Call) {
  return { stream: keyOf(args, 1), group: nameAt(args, 2) }
}

function xpending(call: Call): void {
  if (call.args.count === 3) summary(call)
  else detail(call)
}

function summary(call: Call): void {
  const { args, groups, replies } = call
  const { stream, group } = placeOf(call)
  const found = groups.summary(stream, group)
  if (found.kind === 'wrongType') throw wrongType()
  if (found.kind !== 'found') throw noSuchGroup(args, 1, 2)
  const { count, first, last, consumers } = found.result
  replies.array(4)
  replies.integer(count)
  if (!first || !last) {
    replies.nil()
    replies.nil()
    replies.nilArray()
    return
  }
  replies.bulkText(formatStreamId(first))
  replies.bulkText(formatStreamId(last))
  replies.array(consumers.length)
  for (const { name, pending } of consumers) {
    replies.array(2)
    replies.bulk(name)
    replies.bulkText(String(pending))
  }
}

function detail(call: Call): void {
  const { args, context, groups, replies } = call
  const hasIdle = wordOf(args, 3) === 'IDLE'
  const at = hasIdle ? 5 : 3
  if (args.count < at + 3 || args.count > at + 4) throw syntaxError()
  const minIdleMs = hasIdle ? integerOf(args, 4) : 0
  const limit = Math.min(integerOf(args, at + 2), GROUP_ENTRIES_MAX)
  const [first, last] = [startAt(args, at), endAt(args, at + 1)]
  const consumer = args.count > at + 3 ? nameAt(args, at + 3) : undefined
  const { stream, group } = placeOf(call)
  const found = groups.pending(stream, group, { first, last, limit, minIdleMs, consumer })
  if (found.kind === 'wrongType') throw wrongType()
  if (found.kind !== 'found') throw noSuchGroup(args, 1, 2)
  const now = context.options.host.clock.now()
  replies.array(found.result.length)
  for (const pending of found.result) {
    replies.array(4)
    replies.bulkText(formatStreamId(pending.id))
    if (pending.consumer) {
      replies.bulk(pending.consumer.name)
      replies.integer(Math.max(0, now - pending.deliveredAt))
    } else {
      replies.bulkText('')
      replies.integer(-1)
    }
    writeDeliveries(replies, pending.deliveries)
  }
}

async function xclaim(call: Call): Promise<void> {
  const { args, context, groups, replies } = call
  const minIdleMs = idleOf(args, 4, 'XCLAIM')
  // The first one has to be an id.
  let at = 6
  while (at < args.count && parseStreamId(textAt(args, at), 0n)) at++
  const ids = idsFrom(args, 5, at)
  const options = claimOptions(args, at, context.options.host.clock.now())
  const place = placeOf(call)
  const claim = { kind: 'claim', ...place, consumer: nameAt(args, 3), minIdleMs, ids } as const
  const result = await groups.change({ ...claim, ...options }, PATIENTLY)
  if (result.kind === 'noSuchStream' || result.kind === 'noSuchGroup') {
    throw noSuchGroup(args, 1, 2)
  }
  if (result.kind !== 'entries') throw unexpected(result)
  writeClaimed(replies, result.entries, options.idsOnly)
}

function claimOptions(args: Arguments, from: number, now: number) {
  let deliveredAt: number | undefined
  let deliveries: number | undefined
  let lastId: StreamId | undefined
  let isForced = false
  let idsOnly = false
  for (let at = from; at < args.count; at++) {
    const word = wordOf(args, at)
    const hasMore = at + 1 < args.count
    if (word === 'FORCE') isForced = true
    else if (word === 'JUSTID') idsOnly = true
    else if (word === 'IDLE' && hasMore) deliveredAt = now - optionOf(args, ++at, word)
    else if (word === 'TIME' && hasMore) deliveredAt = optionOf(args, ++at, word)
    else if (word === 'RETRYCOUNT' && hasMore) deliveries = optionOf(args, ++at, word)
    else if (word === 'LASTID' && hasMore) lastId = idAt(args, ++at)
    else throw new CommandError(`ERR Unrecognized XCLAIM option '${textAt(args, at)}'`)
  }
  return { deliveredAt, deliveries, lastId, isForced, idsOnly }
}

function optionOf(args: Arguments, at: number, word: string): number {
  const value = int64Of(args, at)
  if (value === undefined) {
    throw new CommandError(`ERR Invalid ${word} option argument for XCLAIM`)
  }
  return Math.min(Math.max(0, Number(value)), FATAL_DELIVERIES)
}

function idleOf(args: Arguments, at: number, command: string): number {
  const ms = int64Of(args, at)
  if (ms === undefined) {
    throw new CommandError(`ERR Invalid min-idle-time argument for ${command}`)
  }
  return Math.max(0, Number(ms))
}

async function xautoclaim(call: Call): Promise<void> {
  const { args, groups, replies } = call
  const minIdleMs = idleOf(args, 4, 'XAUTOCLAIM')
  const from = startAt(args, 5)
  let limit = CLAIMS
  let idsOnly = false
  for (let at = 6; at < args.count; at++) {
    const word = wordOf(args, at)
    if (word === 'COUNT' && at + 1 < args.count) {
      limit = Number(int64Of(args, ++at) ?? 0)
      if (limit < 1) throw new CommandError('ERR COUNT must be > 0')
    } else if (word === 'JUSTID') {
      idsOnly = true
    } else {
      throw syntaxError()
    }
  }
  const place = placeOf(call)
  const claim = { kind: 'claimIdle', ...place, consumer: nameAt(args, 3), minIdleMs } as const
  const most = Math.min(limit, GROUP_ENTRIES_MAX)
  const result = await groups.change({ ...claim, from, limit: most, idsOnly }, PATIENTLY)
  if (result.kind === 'noSuchStream' || result.kind === 'noSuchGroup') {
    throw noSuchGroup(args, 1, 2)
  }
  if (result.kind !== 'claimed') throw unexpected(result)
  const { entries, next, removed } = result
  replies.array(3)
  replies.bulkText(next ? formatStreamId(next) : '0-0')
  writeClaimed(replies, entries, idsOnly)
  replies.array(removed.length)
  for (const id of removed) replies.bulkText(formatStreamId(id))
}

function writeClaimed(
  replies: ReplyEncoder,
  entries: readonly GroupEntry[],
  idsOnly: boolean,
): void {
  if (!idsOnly) {
    writeGroupEntries(replies, entries)
    return
  }
  replies.array(entries.length)
  for (const { id } of entries) replies.bulkText(formatStreamId(id))
}

const REASONS = { SILENT: 'silent', FAIL: 'fail', FATAL: 'fatal' } as const

async function xnack(call: Call): Promise<void> {
  const { args, groups, replies } = call
  const word = wordOf(args, 3)
  if (!(word === 'SILENT' || word === 'FAIL' || word === 'FATAL')) throw syntaxError()
  const end = endOfIds(args, 4)
  let deliveries: number | undefined
  let isForced = false
  for (let at = end; at < args.count; at++) {
    const option = wordOf(args, at)
    if (option === 'FORCE') isForced = true
    else if (option === 'RETRYCOUNT' && at + 1 < args.count) {
      deliveries = Math.min(integerOf(args, ++at), FATAL_DELIVERIES)
      if (deliveries < 0) throw new CommandError('ERR RETRYCOUNT must be a positive integer')
    } else throw syntaxError()
  }
  const ids = idsFrom(args, 6, end)
  const place = placeOf(call)
  const reason = REASONS[word]
  const giveBack = { kind: 'giveBack', ...place, ids, reason, deliveries, isForced } as const
  const result = await groups.change(giveBack, PATIENTLY)
  if (result.kind === 'noSuchStream' || result.kind === 'noSuchGroup') {
    throw noSuchGroup(args, 1, 2)
  }
  if (result.kind !== 'done') throw unexpected(result)
  replies.integer(result.count)
}

/** Of `IDS numids id [id ...]`. */
function endOfIds(args: Arguments, at: number): number {
  if (wordOf(args, at) !== 'IDS') throw syntaxError()
  const count = int64Of(args, at + 1)
  if (count === undefined || count < 1n) {
    throw new CommandError('ERR Number of IDs must be a positive integer')
  }
  const end = at + 2 + Number(count)
  if (end <= args.count) return end
  throw new CommandError('ERR The `numids` parameter must match the number of arguments')
}
