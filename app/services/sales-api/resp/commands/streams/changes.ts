/** Commands that change streams. */
import type { ReplyEncoder } from '#foundation/resp/encoder'
import { formatStreamId } from '#business/core/stream/id'
import type { AppendResult, StreamRefusal } from '#business/core/stream/model'
import { FIELDS_MAX } from '#business/core/stream/model'
import { keyOf, wordOf } from '../../command/arguments.ts'
import type { Call, Command } from '../../command/command.ts'
import { CommandError, syntaxError, valueTooLarge, wrongArity } from '../../command/errors.ts'
import { idAt, requestAt } from './ids.ts'
import { streamRefused } from './replies.ts'
import { TrimOptions } from './trim-options.ts'

const ONE_KEY = { first: 1, last: 1, step: 1 } as const
const base = { keys: ONE_KEY, group: 'stream', since: '5.0.0', differs: '' } as const

export const changeCommands: readonly Command[] = [
  {
    ...base,
    name: 'xadd',
    arity: -5,
    flags: ['write', 'denyoom', 'fast'],
    syntax:
      'key [NOMKSTREAM] [MAXLEN | MINID [= | ~] threshold [LIMIT count]] * | id field value [field value ...]',
    summary: 'Appends an entry to a stream',
    differs: `An entry has ${String(FIELDS_MAX / 2)} fields at most`,
    run: { kind: 'write', run: xadd },
  },
  {
    ...base,
    name: 'xdel',
    arity: -3,
    flags: ['write', 'fast'],
    syntax: 'key id [id ...]',
    summary: 'Removes entries from a stream',
    run: { kind: 'wait', run: xdel },
  },
  {
    ...base,
    name: 'xtrim',
    arity: -4,
    flags: ['write'],
    syntax: 'key MAXLEN | MINID [= | ~] threshold [LIMIT count]',
    summary: 'Removes the oldest entries of a stream',
    run: { kind: 'wait', run: xtrim },
  },
]

function xadd(call: Call): void {
  const { args, context } = call
  const trims = new TrimOptions()
  let creates = true
  let at = 2
  for (;;) {
    const behind = trims.take(args, at)
    if (behind !== undefined) at = behind
    else if (wordOf(args, at) === 'NOMKSTREAM') {
      creates = false
      at++
    } else break
  }
  const { trim } = trims
  const count = args.count - at - 1
  if (count < 2 || count % 2 !== 0) throw new CommandError(wrongArity('xadd'))
  const id = requestAt(args, at)
  if (count > FIELDS_MAX) {
    throw new CommandError(
      `ERR An entry may have ${String(FIELDS_MAX / 2)} fields at most, not ${String(count / 2)}`,
    )
  }
  const { valueBytesMax } = context.options.limits
  const fields: Uint8Array[] = []
  let bytes = 0
  for (let field = at + 1; field < args.count; field++) {
    const argument = args.argument(field)
    bytes += argument.length
    fields.push(argument)
  }
  if (bytes > valueBytesMax) throw valueTooLarge(bytes, valueBytesMax)
  const append = { kind: 'append', stream: keyOf(args, 1), id, fields, creates, trim } as const
  call.proposeAppend(append, writeId)
}

function writeId(replies: ReplyEncoder, result: AppendResult | StreamRefusal): void {
  // Only with NOMKSTREAM.
  if (result.kind === 'noSuchStream') replies.nil()
  else if (result.kind === 'appended') replies.bulkText(formatStreamId(result.id))
  else throw streamRefused(result)
}

async function xdel({ args, streams, replies }: Call): Promise<void> {
  const stream = keyOf(args, 1)
  const ids = Array.from({ length: args.count - 2 }, (_, index) => idAt(args, index + 2))
  const result = await streams.remove({ kind: 'remove', stream, ids })
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
  const result = await streams.trim({ stream, trim })
  if (result.kind === 'noSuchStream') replies.integer(0)
  else if (result.kind === 'trimmed') replies.integer(result.entries)
  else throw streamRefused(result)
}
