/** XREAD: entries behind ids of several streams, waited for if there are none. */
import type { Key } from '#business/data/keyspace/key'
import type { ReadTotal } from '#business/core/stream/groups'
import { NO_TOTAL, TotalLeft } from '#business/core/stream/groups'
import type { StreamId } from '#business/core/stream/id'
import { FIRST_ID, LAST_ID, nextId, previousId } from '#business/core/stream/id'
import type { Entry } from '#business/core/stream/model'
import { integerOf, keyOf, wordOf } from '../../command/arguments.ts'
import type { Arguments, Call, Command } from '../../command/command.ts'
import { CommandError, syntaxError } from '../../command/errors.ts'
import { idOf, textAt } from './ids.ts'
import { infoOf } from './reads.ts'
import { writeEntries } from './replies.ts'
import { blockOf, checkTotal, keysOfStreams, totalWith, waitFor } from './waiting.ts'

const UNBALANCED =
  "ERR Unbalanced 'xread' list of streams: for each stream key an ID, '+', or '$' must be specified."

export const xreadCommand: Command = {
  name: 'xread',
  arity: -4,
  flags: ['blocking', 'readonly', 'movablekeys'],
  keys: (args, start) => keysOfStreams(args, start, start + 1),
  group: 'stream',
  since: '5.0.0',
  syntax:
    '[COUNT count] [MAXCOUNT count] [MAXSIZE bytes] [BLOCK milliseconds] STREAMS key [key ...] id [id ...]',
  summary: 'Entries behind ids of several streams, waited for if there are none',
  differs:
    'MAXSIZE counts names and values. Of each stream no more than 8 MiB; the next call returns more',
  run: { kind: 'wait', run: xread },
}

type Options = {
  /** Of each stream. */
  readonly limit: number
  readonly total: ReadTotal
  /** Undefined if it does not wait, 0 if it waits for ever. */
  readonly blockMs: number | undefined
  /** Where the names of streams begin. */
  readonly streamsAt: number
}

const NOTHING_DUE = { dueAt: undefined }

type Wanted = { readonly stream: Key; readonly after: StreamId }

async function xread(call: Call): Promise<void> {
  const options = optionsOf(call.args)
  const wanted = wantedOf(call, options.streamsAt)
  const answer = (): boolean => reply(call, wanted, options)
  if (answer()) return
  const { blockMs } = options
  const names = wanted.map(({ stream }) => stream)
  const isAnswered =
    blockMs !== undefined &&
    !call.isQueued &&
    (await waitFor(call, names, blockMs, () => (answer() ? 'answered' : NOTHING_DUE)))
  if (!isAnswered) call.replies.nilArray()
}

/** Whether there was anything to reply with. */
function reply(
  { streams, replies }: Call,
  wanted: readonly Wanted[],
  { limit, total }: Options,
): boolean {
  const found: { stream: Key; entries: readonly Entry[] }[] = []
  const left = new TotalLeft(total)
  for (const { stream, after } of wanted) {
    const first = nextId(after)
    const max = Math.min(limit, left.entries)
    if (!first || max === 0) continue
    const { entries } = streams.all(stream, { first, last: LAST_ID }, false, max)
    const taken: Entry[] = []
    for (const entry of entries) {
      if (!left.takes(bytesOf(entry))) break
      taken.push(entry)
    }
    if (taken.length > 0) found.push({ stream, entries: taken })
  }
  if (found.length === 0) return false
  if (replies.version === 3) replies.map(found.length)
  else replies.array(found.length)
  for (const { stream, entries } of found) {
    if (replies.version === 2) replies.array(2)
    replies.bulk(stream)
    writeEntries(replies, entries)
  }
  return true
}

function bytesOf({ fields }: Entry): number {
  return fields.reduce((sum, { length }) => sum + length, 0)
}

function optionsOf(args: Arguments): Options {
  let limit = Number.POSITIVE_INFINITY
  let total = NO_TOTAL
  let blockMs: number | undefined
  for (let at = 1; at < args.count; at += 2) {
    const word = wordOf(args, at)
    if (at + 1 >= args.count) throw syntaxError()
    if (word === 'STREAMS') {
      checkTotal(total, limit)
      return { limit, total, blockMs, streamsAt: at + 1 }
    }
    if (word === 'GROUP' || word === 'NOACK' || word === 'CLAIM') {
      throw new CommandError(
        `ERR The ${word} option is only supported by XREADGROUP. You called XREAD instead.`,
      )
    }
    if (word === 'COUNT') {
      const count = integerOf(args, at + 1)
      limit = count > 0 ? count : Number.POSITIVE_INFINITY
    } else if (word === 'MAXCOUNT' || word === 'MAXSIZE') {
      total = totalWith(total, word, args, at + 1)
    } else if (word === 'BLOCK') {
      blockMs = blockOf(args, at + 1)
    } else {
      throw syntaxError()
    }
  }
  throw syntaxError()
}

/** `$` and `+` mean what the stream has now. */
function wantedOf(call: Call, streamsAt: number): Wanted[] {
  const { args } = call
  const count = (args.count - streamsAt) / 2
  if (count < 1 || !Number.isInteger(count)) throw new CommandError(UNBALANCED)
  return Array.from({ length: count }, (_, index) => {
    const stream = keyOf(args, streamsAt + index)
    const text = textAt(args, streamsAt + count + index)
    const info = infoOf(call, streamsAt + index)
    if (text === '$') return { stream, after: info?.lastId ?? FIRST_ID }
    if (text === '+') {
      const [last] = call.streams.edge(stream, true)
      const after = last ? previousId(last.id) : info?.lastId
      return { stream, after: after ?? FIRST_ID }
    }
    if (text === '>') {
      throw new CommandError(
        'ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.',
      )
    }
    return { stream, after: idOf(text, 0n) }
  })
}
