/** Commands that read one stream. */
import type { StreamInfo } from '#business/core/stream/model'
import { integerOf, keyOf, wordOf } from '../../command/arguments.ts'
import type { Call, Command } from '../../command/command.ts'
import { CommandError, syntaxError, wrongType } from '../../command/errors.ts'
import { endAt, startAt } from './ids.ts'
import { writeEntries } from './replies.ts'

const TOO_LARGE = 'READS_TOO_LARGE The range has more than 8 MiB; read it in parts, with COUNT'
const RANGE = 'A reply of more than 8 MiB is an error: ask for parts, with COUNT'
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
    differs: RANGE,
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
    differs: RANGE,
    run: {
      kind: 'read',
      run: call => {
        range(call, 3, 2, true)
      },
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
