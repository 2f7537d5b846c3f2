/** XCFGSET: for how long, and how much, a stream remembers of what producers appended. */
import { PRODUCER_APPENDS_MAX, PRODUCER_DURATION_MS_MAX } from '#business/core/stream/model'
import { integerOf, keyOf, wordOf } from '../../../command/arguments.ts'
import type { Arguments, Call, Command } from '../../../command/command.ts'
import { ONE_KEY, PATIENTLY, waits } from '../../../command/command.ts'
import { CommandError, syntaxError } from '../../../command/errors.ts'
import { streamRefused } from '../replies.ts'

export const xcfgsetCommand: Command = {
  name: 'xcfgset',
  keys: ONE_KEY,
  group: 'stream',
  since: '8.6.0',
  arity: -4,
  flags: ['write', 'denyoom', 'fast'],
  syntax: 'key [IDMP-DURATION seconds] [IDMP-MAXSIZE count]',
  summary: 'Sets how long, and how many, appends of producers are remembered',
  differs: 'Another value forgets all of them, the same value none',
  run: waits(xcfgset),
}

async function xcfgset({ args, streams, replies }: Call): Promise<void> {
  let durationMs: number | undefined
  let appendsMax: number | undefined
  for (let at = 2; at < args.count; at += 2) {
    if (at + 1 >= args.count) throw syntaxError()
    const word = wordOf(args, at)
    if (word === 'IDMP-DURATION') {
      durationMs = 1000 * valueOf(args, at, PRODUCER_DURATION_MS_MAX / 1000)
    } else if (word === 'IDMP-MAXSIZE') {
      appendsMax = valueOf(args, at, PRODUCER_APPENDS_MAX)
    } else {
      throw syntaxError()
    }
  }
  const settings = { durationMs, appendsMax }
  const result = await streams.configureProducers({ stream: keyOf(args, 1), settings }, PATIENTLY)
  if (result.kind === 'producers') replies.ok()
  else throw streamRefused(result)
}

function valueOf(args: Arguments, at: number, max: number): number {
  const value = integerOf(args, at + 1)
  if (value >= 1 && value <= max) return value
  throw new CommandError(`ERR ${wordOf(args, at)} must be between 1 and ${String(max)}`)
}
