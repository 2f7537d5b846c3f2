/** XREADGROUP and XACK: what a consumer gets, and that it has done it. */
import type { GroupEntry } from '#business/core/stream/groups'
import type { StreamId } from '#business/core/stream/id'
import { formatStreamId } from '#business/core/stream/id'
import type { Key } from '#business/data/keyspace/key'
import type { ReplyEncoder } from '#foundation/resp/encoder'
import { integerOf, keyOf, wordOf } from '../../../command/arguments.ts'
import type { Arguments, Call, Command } from '../../../command/command.ts'
import { ONE_KEY, PATIENTLY, waits } from '../../../command/command.ts'
import { CommandError, syntaxError, wrongType } from '../../../command/errors.ts'
import { idAt, idOf, textAt } from '../ids.ts'
import { noSuchGroup, streamRefused } from '../replies.ts'
import { blockOf, waitFor } from '../waiting.ts'

/** Of one stream; more are read by the next call. */
const LIMIT_MAX = 10_000

const UNBALANCED =
  "ERR Unbalanced 'xreadgroup' list of streams: for each stream key an ID or '>' must be specified."

export const readGroupCommands: readonly Command[] = [
  {
    name: 'xreadgroup',
    arity: -7,
    flags: ['write', 'blocking'],
    keys: undefined,
    group: 'stream',
    since: '5.0.0',
    syntax:
      'GROUP group consumer [COUNT count] [BLOCK milliseconds] [NOACK] STREAMS key [key ...] id [id ...]',
    summary: 'Entries for a consumer of a group, waited for if there are none',
    differs: `At most ${String(LIMIT_MAX)} entries of each stream at once; several streams are read one after the other`,
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
    differs: '',
    run: waits(xack),
  },
]

type Options = {
  readonly group: Uint8Array
  readonly consumer: Uint8Array
  readonly limit: number
  readonly blockMs: number | undefined
  readonly isAcked: boolean
  readonly streamsAt: number
}

/** `after` undefined for what was never delivered. */
type Wanted = { readonly stream: Key; readonly at: number; readonly after: StreamId | undefined }
type Read = { readonly stream: Key; readonly entries: readonly GroupEntry[] }

async function xreadgroup(call: Call): Promise<void> {
  const options = optionsOf(call.args)
  const wanted = wantedOf(call.args, options.streamsAt)
  const isNew = wanted.every(({ after }) => after === undefined)
  if (await reply(call, wanted, options, true)) return
  const { blockMs } = options
  if (blockMs === undefined || !isNew) {
    call.replies.nilArray()
    return
  }
  const names = wanted.map(({ stream }) => stream)
  const isAnswered = await waitFor(call, names, blockMs, () => reply(call, wanted, options, false))
  if (!isAnswered) call.replies.nilArray()
}

/** Whether there was anything to reply with. `isFirst` also notes that the consumer was here. */
async function reply(
  call: Call,
  wanted: readonly Wanted[],
  options: Options,
  isFirst: boolean,
): Promise<boolean> {
  const { args, groups, replies } = call
  const { group, consumer, limit, isAcked } = options
  const read: Read[] = []
  for (const { stream, at, after } of wanted) {
    const has = groups.hasNew(stream, group)
    if (has.kind === 'wrongType') throw wrongType()
    if (has.kind !== 'found') throw noSuchGroupOf(args, at)
    if (after === undefined && !has.result && !isFirst) continue
    const change = { kind: 'read', stream, group, consumer, after, limit, isAcked } as const
    const result = await groups.change(change, PATIENTLY)
    if (result.kind === 'noSuchStream' || result.kind === 'noSuchGroup') {
      throw noSuchGroupOf(args, at)
    }
    if (result.kind !== 'entries') throw unexpected(result)
    if (result.entries.length > 0 || after !== undefined) {
      read.push({ stream, entries: result.entries })
    }
  }
  if (read.length === 0) return false
  if (replies.version === 3) replies.map(read.length)
  else replies.array(read.length)
  for (const { stream, entries } of read) {
    if (replies.version === 2) replies.array(2)
    replies.bulk(stream)
    writeGroupEntries(replies, entries)
  }
  return true
}

export function writeGroupEntries(replies: ReplyEncoder, entries: readonly GroupEntry[]): void {
  replies.array(entries.length)
  for (const { id, fields } of entries) {
    replies.array(2)
    replies.bulkText(formatStreamId(id))
    if (!fields) {
      replies.nilArray()
      continue
    }
    replies.array(fields.length)
    for (const field of fields) replies.bulk(field)
  }
}

function noSuchGroupOf(args: Arguments, at: number): CommandError {
  return noSuchGroup(args, at, 2, ' in XREADGROUP with GROUP option')
}

/** Throws what the client is told. */
export function unexpected(result: { readonly kind: string }): Error {
  switch (result.kind) {
    case 'wrongType':
      return wrongType()
    case 'damaged':
      return streamRefused(result as Parameters<typeof streamRefused>[0])
    default:
      return new Error(`a change of a group returned ${result.kind}`)
  }
}

async function xack(call: Call): Promise<void> {
  const { args, groups, replies } = call
  const ids = Array.from({ length: args.count - 3 }, (_, index) => idAt(args, index + 3))
  const place = { stream: keyOf(args, 1), group: args.argument(2) }
  const result = await groups.change({ kind: 'ack', ...place, ids }, PATIENTLY)
  if (result.kind === 'done') replies.integer(result.count)
  else if (result.kind === 'noSuchStream' || result.kind === 'noSuchGroup') replies.integer(0)
  else throw unexpected(result)
}

function optionsOf(args: Arguments): Options {
  let group: { name: Uint8Array; consumer: Uint8Array } | undefined
  let limit = LIMIT_MAX
  let blockMs: number | undefined
  let isAcked = false
  for (let at = 1; at < args.count; at++) {
    const word = wordOf(args, at)
    const left = args.count - at - 1
    if (word === 'STREAMS' && left > 0) {
      if (!group) throw new CommandError('ERR Missing GROUP option for XREADGROUP')
      const { name, consumer } = group
      return { group: name, consumer, limit, blockMs, isAcked, streamsAt: at + 1 }
    }
    if (word === 'GROUP' && left >= 2) {
      group = { name: args.argument(at + 1), consumer: args.argument(at + 2) }
      at += 2
    } else if (word === 'COUNT' && left > 0) {
      const count = integerOf(args, ++at)
      limit = count > 0 ? Math.min(count, LIMIT_MAX) : LIMIT_MAX
    } else if (word === 'BLOCK' && left > 0) {
      blockMs = blockOf(args, ++at)
    } else if (word === 'NOACK') {
      isAcked = true
    } else {
      throw syntaxError()
    }
  }
  throw syntaxError()
}

function wantedOf(args: Arguments, streamsAt: number): Wanted[] {
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
    return { stream: keyOf(args, at), at, after }
  })
}
