/** XREADGROUP and XACK: what a consumer gets, and that it has done it. */
import type { Changed, GroupEntry, ReadPlace, ReadTotal } from '#business/core/stream/groups'
import { FATAL_DELIVERIES, GROUP_ENTRIES_MAX, NO_TOTAL } from '#business/core/stream/groups'
import { formatStreamId } from '#business/core/stream/id'
import type { ReplyEncoder } from '#foundation/resp/encoder'
import { int64Of, integerOf, keyOf, wordOf } from '../../../command/arguments.ts'
import type { Arguments, Call, Command } from '../../../command/command.ts'
import { ONE_KEY, PATIENTLY, waits } from '../../../command/command.ts'
import { CommandError, syntaxError, wrongType } from '../../../command/errors.ts'
import { idOf, idsFrom, nameAt, textAt } from '../ids.ts'
import { noSuchGroup, streamRefused, tooManyConsumers } from '../replies.ts'
import type { Answer } from '../waiting.ts'
import { blockOf, checkTotal, keysOfStreams, totalWith, waitFor } from '../waiting.ts'

const UNBALANCED =
  "ERR Unbalanced 'xreadgroup' list of streams: for each stream key an ID or '>' must be specified."

export const readGroupCommands: readonly Command[] = [
  {
    name: 'xreadgroup',
    arity: -7,
    flags: ['write', 'blocking', 'movablekeys'],
    // A group or a consumer may be called `STREAMS`.
    keys: (args, start) => keysOfStreams(args, start, start + 4),
    group: 'stream',
    since: '5.0.0',
    syntax:
      'GROUP group consumer [COUNT count] [MAXCOUNT count] [MAXSIZE bytes] [BLOCK milliseconds] [CLAIM min-idle-time] [NOACK] STREAMS key [key ...] id [id ...]',
    summary: 'Entries for a consumer of a group, waited for if there are none',
    differs: `It returns at most ${String(GROUP_ENTRIES_MAX)} entries, and no more than 8 MiB. MAXSIZE counts names and values. If the group has REDELIVERAFTER (see XGROUP CONFIG), it also returns pending entries that are due, without CLAIM`,
    run: waits(xreadgroup),
  },
  {
    name: 'xack',
    arity: -4,
    flags: ['write', 'fast'],
    keys: ONE_KEY,
    group: 'stream',
    since: '5.0.0',
    syntax: 'key group id [id ...]',
    summary: 'Says that entries are done',
    differs: `At most ${String(GROUP_ENTRIES_MAX)} ids at once`,
    run: waits(xack),
  },
]

type Options = {
  readonly group: Uint8Array
  readonly consumer: Uint8Array
  readonly limit: number
  readonly total: ReadTotal
  readonly blockMs: number | undefined
  readonly isAcked: boolean
  /** Undefined without CLAIM. */
  readonly minIdleMs: number | undefined
  readonly streamsAt: number
}

async function xreadgroup(call: Call): Promise<void> {
  const options = optionsOf(call.args)
  const places = placesOf(call.args, options.streamsAt)
  const isNew = places.every(({ after }) => after === undefined)
  // The first read also notes that the consumer was here.
  if (await reply(call, places, options)) return
  const { blockMs } = options
  if (blockMs === undefined || !isNew || call.isQueued) {
    call.replies.nilArray()
    return
  }
  const names = places.map(({ stream }) => stream)
  const answer = async (stopped: AbortSignal): Promise<Answer> => {
    using turn = await call.groups.turn(names, options.group, stopped)
    const readiness = readinessOf(call, places, options)
    if (!readiness.isReady || !turn) return readiness
    return (await reply(call, places, options)) ? 'answered' : readinessOf(call, places, options)
  }
  if (!(await waitFor(call, names, blockMs, answer))) call.replies.nilArray()
}

/** Of all streams together. */
function readinessOf(
  { args, groups }: Call,
  places: readonly ReadPlace[],
  { group, minIdleMs, streamsAt }: Options,
) {
  let isReady = false
  let dueAt: number | undefined
  for (const [place, { stream }] of places.entries()) {
    const found = groups.readiness(stream, group, minIdleMs)
    if (found.kind === 'wrongType') throw wrongType()
    if (found.kind !== 'found') throw noSuchGroupOf(args, streamsAt + place)
    isReady ||= found.result.isReady
    dueAt = earlier(dueAt, found.result.dueAt)
  }
  return { isReady, dueAt }
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)
}

/** Whether there was anything to reply with. */
async function reply(
  { args, groups, replies }: Call,
  places: readonly ReadPlace[],
  options: Options,
): Promise<boolean> {
  const { group, consumer, total, isAcked, minIdleMs, streamsAt } = options
  const limit = Math.min(options.limit, GROUP_ENTRIES_MAX)
  const asked = { group, consumer, places, limit, total, isAcked, minIdleMs }
  const result = await groups.change({ kind: 'read', ...asked }, PATIENTLY)
  if (result.kind === 'cannotRead') {
    const { lack, place } = result
    const isAbsent = lack.kind === 'noSuchStream' || lack.kind === 'noSuchGroup'
    throw isAbsent ? noSuchGroupOf(args, streamsAt + place) : unexpected(lack)
  }
  if (result.kind !== 'read') throw unexpected(result)
  const read = places.flatMap(({ stream, after }, place) => {
    const entries = result.read[place] ?? []
    return entries.length > 0 || after !== undefined ? [{ stream, after, entries }] : []
  })
  if (read.length === 0) return false
  if (replies.version === 3) replies.map(read.length)
  else replies.array(read.length)
  for (const { stream, after, entries } of read) {
    if (replies.version === 2) replies.array(2)
    replies.bulk(stream)
    writeGroupEntries(replies, entries, minIdleMs !== undefined && after === undefined)
  }
  return true
}

/** `withBefore`: also how long each was idle, and how often it was delivered before. */
export function writeGroupEntries(
  replies: ReplyEncoder,
  entries: readonly GroupEntry[],
  withBefore = false,
): void {
  replies.array(entries.length)
  for (const { id, fields, before } of entries) {
    replies.array(withBefore ? 4 : 2)
    replies.bulkText(formatStreamId(id))
    if (fields) {
      replies.array(fields.length)
      for (const field of fields) replies.bulk(field)
    } else {
      replies.nilArray()
    }
    if (!withBefore) continue
    replies.integer(before ? (before.idleMs ?? -1) : 0)
    writeDeliveries(replies, before?.deliveries ?? 0)
  }
}

/** What is not to be delivered any more has the largest number there is. */
export function writeDeliveries(replies: ReplyEncoder, deliveries: number): void {
  if (deliveries === FATAL_DELIVERIES) replies.bigInteger(2n ** 63n - 1n)
  else replies.integer(deliveries)
}

function noSuchGroupOf(args: Arguments, at: number): CommandError {
  return noSuchGroup(args, at, 2, ' in XREADGROUP with GROUP option')
}

type Lack = Extract<Changed, { kind: 'cannotRead' }>['lack']

/** What the client is told of what the command has no reply of its own for. */
export function unexpected(result: Changed | Lack): Error {
  switch (result.kind) {
    case 'wrongType':
      return wrongType()
    case 'damaged':
      return streamRefused(result)
    case 'tooManyConsumers':
      return tooManyConsumers()
    default:
      return new Error(`a change of a group returned ${result.kind}`)
  }
}

async function xack(call: Call): Promise<void> {
  const { args, groups, replies } = call
  const ids = idsFrom(args, 3, args.count)
  const place = { stream: keyOf(args, 1), group: nameAt(args, 2) }
  const result = await groups.change({ kind: 'ack', ...place, ids }, PATIENTLY)
  if (result.kind === 'done') replies.integer(result.count)
  else if (result.kind === 'noSuchStream' || result.kind === 'noSuchGroup') replies.integer(0)
  else throw unexpected(result)
}

function optionsOf(args: Arguments): Options {
  let group: { name: Uint8Array; consumer: Uint8Array } | undefined
  let limit = Number.POSITIVE_INFINITY
  let total = NO_TOTAL
  let blockMs: number | undefined
  let minIdleMs: number | undefined
  let isAcked = false
  for (let at = 1; at < args.count; at++) {
    const word = wordOf(args, at)
    const left = args.count - at - 1
    if (word === 'STREAMS' && left > 0) {
      if (!group) throw new CommandError('ERR Missing GROUP option for XREADGROUP')
      const { name, consumer } = group
      const streamsAt = at + 1
      checkTotal(total, limit)
      return { group: name, consumer, limit, total, blockMs, isAcked, minIdleMs, streamsAt }
    }
    if (word === 'GROUP' && left >= 2) {
      group = { name: nameAt(args, at + 1), consumer: nameAt(args, at + 2) }
      at += 2
    } else if (word === 'COUNT' && left > 0) {
      const count = integerOf(args, ++at)
      limit = count > 0 ? count : Number.POSITIVE_INFINITY
    } else if ((word === 'MAXCOUNT' || word === 'MAXSIZE') && left > 0) {
      total = totalWith(total, word, args, ++at)
    } else if (word === 'BLOCK' && left > 0) {
      blockMs = blockOf(args, ++at)
    } else if (word === 'CLAIM' && left > 0) {
      minIdleMs = minIdleOf(args, ++at)
    } else if (word === 'NOACK') {
      isAcked = true
    } else {
      throw syntaxError()
    }
  }
  throw syntaxError()
}

function minIdleOf(args: Arguments, at: number): number {
  const ms = int64Of(args, at)
  if (ms === undefined)
    throw new CommandError('ERR min-idle-time is not an integer or out of range')
  if (ms < 0n) throw new CommandError('ERR min-idle-time must be a positive integer')
  return Number(ms)
}

function placesOf(args: Arguments, streamsAt: number): ReadPlace[] {
  const count = (args.count - streamsAt) / 2
  if (count < 1 || !Number.isInteger(count)) throw new CommandError(UNBALANCED)
  return Array.from({ length: count }, (_, index) => {
    const at = streamsAt + index
    const text = textAt(args, at + count)
    if (text === '$' || text === '+') {
      throw new CommandError(
        `ERR The ${text} ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by ` +
          'specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.',
      )
    }
    const after = text === '>' ? undefined : idOf(text, 0n)
    return { stream: keyOf(args, at), after }
  })
}
