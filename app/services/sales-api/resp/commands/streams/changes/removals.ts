/** Commands that remove entries of streams. */
import { keyOf } from '../../../command/arguments.ts'
import type { Call, Command } from '../../../command/command.ts'
import { ONE_KEY, PATIENTLY, waits } from '../../../command/command.ts'
import { CommandError, syntaxError } from '../../../command/errors.ts'
import { idAt } from '../ids.ts'
import { streamRefused } from '../replies.ts'
import { TrimOptions } from './trim-options.ts'

const base = { keys: ONE_KEY, group: 'stream', since: '5.0.0', differs: '' } as const

export const removeCommands: readonly Command[] = [
  {
    ...base,
    name: 'xdel',
    arity: -3,
    flags: ['write', 'fast'],
    syntax: 'key id [id ...]',
    summary: 'Removes entries from a stream',
    run: waits(xdel),
  },
  {
    ...base,
    name: 'xtrim',
    arity: -4,
    flags: ['write'],
    syntax: 'key MAXLEN | MINID [= | ~] threshold [LIMIT count]',
    summary: 'Removes the oldest entries of a stream',
    run: waits(xtrim),
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
