/** XPENDING, XCLAIM and XAUTOCLAIM: what consumers have not done, and giving it to others. */
import type { GroupEntry } from '#business/core/stream/groups'
import type { StreamId } from '#business/core/stream/id'
import { formatStreamId, parseStreamId } from '#business/core/stream/id'
import type { ReplyEncoder } from '#foundation/resp/encoder'
import { int64Of, integerOf, keyOf, wordOf } from '../../../command/arguments.ts'
import type { Arguments, Call, Command } from '../../../command/command.ts'
import { ONE_KEY, PATIENTLY, reads, waits } from '../../../command/command.ts'
import { CommandError, syntaxError, wrongType } from '../../../command/errors.ts'
import { endAt, idAt, startAt, textAt } from '../ids.ts'
import { noSuchGroup } from '../replies.ts'
import { unexpected, writeGroupEntries } from './xreadgroup.ts'

/** Of one command. */
const CLAIMS_MAX = 10_000
/** Of XAUTOCLAIM, if it is not said. */
const CLAIMS = 100

const base = { keys: ONE_KEY, group: 'stream', since: '5.0.0', differs: '' } as const

export const pendingCommands: readonly Command[] = [
  {
    ...base,
    name: 'xpending',
    arity: -3,
    flags: ['readonly'],
    syntax: 'key group [[IDLE min-idle-time] start end count [consumer]]',
    summary: 'What was delivered and not acknowledged',
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
    run: waits(xautoclaim),
  },
]

function placeOf({ args }: Call) {
  return { stream: keyOf(args, 1), group: args.argument(2) }
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
  const limit = integerOf(args, at + 2)
  const [first, last] = [startAt(args, at), endAt(args, at + 1)]
  const consumer = args.count > at + 3 ? args.argument(at + 3) : undefined
  const { stream, group } = placeOf(call)
  const found = groups.pending(stream, group, { first, last, limit, minIdleMs, consumer })
  if (found.kind === 'wrongType') throw wrongType()
  if (found.kind !== 'found') throw noSuchGroup(args, 1, 2)
  const now = context.options.host.clock.now()
  replies.array(found.result.length)
  for (const { id, consumer: owner, deliveredAt, deliveries } of found.result) {
    replies.array(4)
    replies.bulkText(formatStreamId(id))
    replies.bulk(owner.name)
    replies.integer(Math.max(0, now - deliveredAt))
    replies.integer(deliveries)
  }
}

async function xclaim(call: Call): Promise<void> {
  const { args, context, groups, replies } = call
  const minIdleMs = idleOf(args, 4, 'XCLAIM')
  const ids: StreamId[] = []
  let at = 5
  for (; at < args.count; at++) {
    const id = parseStreamId(textAt(args, at), 0n)
    if (!id) break
    ids.push(id)
  }
  // The first one has to be an id.
  if (ids.length === 0) idAt(args, 5)
  if (ids.length > CLAIMS_MAX) {
    throw new CommandError(
      `OPERATION_TOO_LARGE At most ${String(CLAIMS_MAX)} ids are possible at once: split it`,
    )
  }
  const options = claimOptions(args, at, context.options.host.clock.now())
  const place = placeOf(call)
  const claim = { kind: 'claim', ...place, consumer: args.argument(3), minIdleMs, ids } as const
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
  return Math.max(0, Number(value))
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
      limit = integerOf(args, ++at)
      if (limit < 1) throw new CommandError('ERR COUNT must be > 0')
    } else if (word === 'JUSTID') {
      idsOnly = true
    } else {
      throw syntaxError()
    }
  }
  const place = placeOf(call)
  const claim = { kind: 'claimIdle', ...place, consumer: args.argument(3), minIdleMs } as const
  const result = await groups.change(
    { ...claim, from, limit: Math.min(limit, CLAIMS_MAX), idsOnly },
    PATIENTLY,
  )
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
