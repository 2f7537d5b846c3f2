/** Commands that remove entries of streams. */
import { GROUP_ENTRIES_MAX } from '#business/core/stream/groups'
import { int64Of, keyOf, wordOf } from '../../../command/arguments.ts'
import type { Arguments, Call, Command } from '../../../command/command.ts'
import { ONE_KEY, PATIENTLY, waits } from '../../../command/command.ts'
import { CommandError, syntaxError } from '../../../command/errors.ts'
import type { StreamId } from '#business/core/stream/id'
import { idAt } from '../ids.ts'
import { streamRefused } from '../replies.ts'
import type { Removal } from '#business/core/stream/model'
import { LOOKS_MAX } from '#business/core/stream/model'
import { referencesOf, TrimOptions } from './trim-options.ts'

const LOOKS = `With DELREF and ACKED, ids times groups are at most ${String(LOOKS_MAX)}`
/** Of XADD and XTRIM. */
export const REFERENCED =
  'With DELREF and ACKED it looks at 1000 entries at most, divided by the number of groups, and `~` is exact. Otherwise `~` removes nodes as Redis does, whose bounds differ where entries are long'

const base = { keys: ONE_KEY, group: 'stream', since: '5.0.0', differs: '' } as const

export const removeCommands: readonly Command[] = [
  {
    ...base,
    name: 'xdel',
    arity: -3,
    flags: ['write', 'fast'],
    syntax: 'key id [id ...]',
    summary: 'Removes entries from a stream',
    differs: `At most ${String(GROUP_ENTRIES_MAX)} ids at once`,
    run: waits(xdel),
  },
  {
    ...base,
    name: 'xtrim',
    arity: -4,
    flags: ['write'],
    syntax: 'key MAXLEN | MINID [= | ~] threshold [LIMIT count] [KEEPREF | DELREF | ACKED]',
    summary: 'Removes the oldest entries of a stream',
    differs: REFERENCED,
    run: waits(xtrim),
  },
  {
    ...base,
    name: 'xdelex',
    arity: -5,
    flags: ['write', 'fast'],
    since: '8.2.0',
    syntax: 'key [KEEPREF | DELREF | ACKED] IDS numids id [id ...]',
    summary: 'Removes entries of a stream, or those that no group needs',
    differs: LOOKS,
    run: waits(xdelex),
  },
  {
    ...base,
    name: 'xackdel',
    arity: -6,
    flags: ['write', 'fast'],
    since: '8.2.0',
    syntax: 'key group [KEEPREF | DELREF | ACKED] IDS numids id [id ...]',
    summary: 'Says that entries are done, and removes them, or those that no group needs',
    differs: LOOKS,
    run: waits(xackdel),
  },
]

async function xdel({ args, streams, replies }: Call): Promise<void> {
  const stream = keyOf(args, 1)
  const ids = Array.from({ length: args.count - 2 }, (_, index) => idAt(args, index + 2))
  const result = await streams.remove({ kind: 'remove', stream, ids }, PATIENTLY)
  if (result.kind === 'noSuchStream') replies.integer(0)
  else if (result.kind === 'removed') replies.integer(result.entries)
  else throw streamRefused(result)
}

async function xtrim({ args, streams, replies }: Call): Promise<void> {
  const stream = keyOf(args, 1)
  const trims = new TrimOptions()
  for (let at = 2; at < args.count;) {
    const behind = trims.take(args, at)
    if (behind === undefined) throw syntaxError()
    at = behind
  }
  const { trim } = trims
  if (!trim) {
    throw new CommandError('ERR syntax error, XTRIM must be called with a trimming strategy')
  }
  const result = await streams.trim({ stream, trim }, PATIENTLY)
  if (result.kind === 'noSuchStream') replies.integer(0)
  else if (result.kind === 'trimmed') replies.integer(result.entries)
  else throw streamRefused(result)
}

function xdelex(call: Call): Promise<void> {
  return removeEach(call, undefined, 2)
}

function xackdel(call: Call): Promise<void> {
  return removeEach(call, call.args.argument(2), 3)
}

/** Redis's numbers. */
const REMOVALS: Readonly<Record<Removal, number>> = { removed: 1, referenced: 2, absent: -1 }

async function removeEach(
  { args, streams, replies }: Call,
  group: Uint8Array | undefined,
  from: number,
): Promise<void> {
  const given = referencesOf(wordOf(args, from))
  const ids = idsFrom(args, given ? from + 1 : from)
  const stream = keyOf(args, 1)
  const result = await streams.removeEach(
    { stream, group, ids, references: given ?? 'keep' },
    PATIENTLY,
  )
  switch (result.kind) {
    case 'removedEach':
      replies.array(result.removals.length)
      for (const removal of result.removals) replies.integer(REMOVALS[removal])
      break
    case 'noSuchStream':
    case 'noSuchGroup':
      replies.array(ids.length)
      ids.forEach(() => {
        replies.integer(REMOVALS.absent)
      })
      break
    case 'tooManyLooks':
      throw new CommandError(
        `OPERATION_TOO_LARGE At most ${String(LOOKS_MAX)} ids times groups are possible at once: split it`,
      )
    default:
      throw streamRefused(result)
  }
}

/** `IDS numids id [id ...]`, to the end. */
function idsFrom(args: Arguments, at: number): readonly StreamId[] {
  if (wordOf(args, at) !== 'IDS') throw syntaxError()
  const count = at + 1 < args.count ? int64Of(args, at + 1) : undefined
  if (count === undefined || count <= 0n) {
    throw new CommandError('ERR Number of IDs must be a positive integer')
  }
  const first = at + 2
  if (count !== BigInt(args.count - first)) {
    throw new CommandError('ERR The `numids` parameter must match the number of arguments')
  }
  return Array.from({ length: Number(count) }, (_, index) => idAt(args, first + index))
}
