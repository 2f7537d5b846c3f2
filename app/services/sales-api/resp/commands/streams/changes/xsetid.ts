/** XSETID: which id was the last one, for a stream that is built again from another. */
import type { SetIdResult } from '#business/core/stream/model'
import { FIRST_ID, compareIds } from '#business/core/stream/id'
import { integerOf, keyOf, wordOf } from '../../../command/arguments.ts'
import type { Arguments, Call, Command } from '../../../command/command.ts'
import { ONE_KEY, PATIENTLY, waits } from '../../../command/command.ts'
import { CommandError, syntaxError } from '../../../command/errors.ts'
import { idAt } from '../ids.ts'
import { streamRefused } from '../replies.ts'

const REFUSALS: Readonly<Record<Extract<SetIdResult, { kind: 'idNotSet' }>['why'], string>> = {
  belowNewest: 'ERR The ID specified in XSETID is smaller than the target stream top item',
  belowTrimmed: 'ERR The ID specified in XSETID is smaller than the last entry that was trimmed',
  belowDeleted: 'ERR The ID specified in XSETID is smaller than current max_deleted_entry_id',
  fewerThanLength:
    'ERR The entries_added specified in XSETID is smaller than the target stream length',
}

export const xsetidCommand: Command = {
  name: 'xsetid',
  keys: ONE_KEY,
  group: 'stream',
  since: '5.0.0',
  arity: -3,
  flags: ['write', 'denyoom', 'fast'],
  syntax: 'key last-id [ENTRIESADDED entries-added] [MAXDELETEDID max-deleted-id]',
  summary: 'Sets the last id of a stream',
  differs: 'Not below entries that were trimmed',
  run: waits(xsetid),
}

async function xsetid({ args, streams, replies }: Call): Promise<void> {
  const id = idAt(args, 2)
  let entriesAdded: number | undefined
  let maxDeletedId = FIRST_ID
  for (let at = 3; at < args.count; at += 2) {
    const word = at + 1 < args.count ? wordOf(args, at) : ''
    if (word === 'ENTRIESADDED') entriesAdded = entriesAddedAt(args, at + 1)
    else if (word === 'MAXDELETEDID') maxDeletedId = idAt(args, at + 1)
    else throw syntaxError()
  }
  if (compareIds(id, maxDeletedId) < 0) {
    throw new CommandError(
      'ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id',
    )
  }
  const stream = keyOf(args, 1)
  const setId = { kind: 'setId', stream, id, entriesAdded, maxDeletedId } as const
  const result = await streams.setId(setId, PATIENTLY)
  if (result.kind === 'idSet') replies.ok()
  else if (result.kind === 'idNotSet') throw new CommandError(REFUSALS[result.why])
  else throw streamRefused(result)
}

function entriesAddedAt(args: Arguments, at: number): number {
  const value = integerOf(args, at)
  if (value < 0) throw new CommandError('ERR entries_added must be positive')
  return value
}
