/** Entries as replies, and what stream commands are refused for. */
import type { ReplyEncoder } from '#foundation/resp/encoder'
import { CONSUMERS_MAX } from '#business/core/stream/groups'
import { formatStreamId } from '#business/core/stream/id'
import type { Entry, StreamRefusal } from '#business/core/stream/model'
import { PRODUCERS_MAX } from '#business/core/stream/model'
import type { Arguments } from '../../command/command.ts'
import { CommandError, shown, wrongType } from '../../command/errors.ts'

export function writeEntry(replies: ReplyEncoder, { id, fields }: Entry): void {
  replies.array(2)
  replies.bulkText(formatStreamId(id))
  replies.array(fields.length)
  for (const field of fields) replies.bulk(field)
}

export function writeEntries(replies: ReplyEncoder, entries: readonly Entry[]): void {
  replies.array(entries.length)
  for (const entry of entries) writeEntry(replies, entry)
}

/** With the names of both, which stand among the arguments. */
export function noSuchGroup(
  args: Arguments,
  keyPlace: number,
  groupPlace: number,
  where = '',
): CommandError {
  const key = shown(args, keyPlace)
  const group = shown(args, groupPlace)
  return new CommandError(`NOGROUP No such key '${key}' or consumer group '${group}'${where}`)
}

/** The same where there is the key. */
export function noSuchGroupOfKey(
  args: Arguments,
  keyPlace: number,
  groupPlace: number,
): CommandError {
  const key = shown(args, keyPlace)
  const group = shown(args, groupPlace)
  return new CommandError(`NOGROUP No such consumer group '${group}' for key name '${key}'`)
}

export const tooManyConsumers = (): CommandError =>
  new CommandError(
    `TOO_MANY_CONSUMERS The group has ${String(CONSUMERS_MAX)} consumers, as many as it can have: delete one`,
  )

export const noSuchKey = (): CommandError => new CommandError('ERR no such key')

/** Of refusals that the command has no reply of its own for. */
export function streamRefused(refusal: StreamRefusal): CommandError {
  switch (refusal.kind) {
    case 'noSuchStream':
      return noSuchKey()
    case 'wrongType':
      return wrongType()
    case 'idTooSmall':
      return new CommandError(
        'ERR The ID specified in XADD is equal or smaller than the target stream top item',
      )
    case 'idsExhausted':
      return new CommandError(
        'ERR The stream has exhausted the last possible ID, unable to add more items',
      )
    case 'producersFull':
      return new CommandError(
        `STORE_BUSY The stream remembers ${String(PRODUCERS_MAX)} producers, the most it can. Nothing was executed; try again when some did not append for its IDMP-DURATION`,
      )
    case 'damaged':
      return new CommandError(
        `STORE_DAMAGED ${refusal.what} is not what was written; restore it from a backup`,
      )
  }
}
