/** XADD: an entry for a stream. */
import type { ReplyEncoder } from '#foundation/resp/encoder'
import { formatStreamId } from '#business/core/stream/id'
import type { AppendResult, StreamRefusal } from '#business/core/stream/model'
import { FIELDS_MAX } from '#business/core/stream/model'
import { keyOf, wordOf } from '../../../command/arguments.ts'
import type { Call, Command } from '../../../command/command.ts'
import { ONE_KEY, writes } from '../../../command/command.ts'
import { CommandError, valueTooLarge, wrongArity } from '../../../command/errors.ts'
import { requestAt } from '../ids.ts'
import { streamRefused } from '../replies.ts'
import { ProducerOptions } from './producer-options.ts'
import { REFERENCED } from './removals.ts'
import { TrimOptions } from './trim-options.ts'

export const xaddCommand: Command = {
  name: 'xadd',
  keys: ONE_KEY,
  group: 'stream',
  since: '5.0.0',
  arity: -5,
  flags: ['write', 'denyoom', 'fast'],
  syntax:
    'key [NOMKSTREAM] [KEEPREF | DELREF | ACKED] [IDMPAUTO producer-id | IDMP producer-id idempotent-id] [MAXLEN | MINID [= | ~] threshold [LIMIT count]] * | id field value [field value ...]',
  summary: 'Appends an entry to a stream',
  differs: `An entry has ${String(FIELDS_MAX / 2)} fields at most, whose names and values have \`SALES_STORE_VALUE_BYTES_MAX\` together. ${REFERENCED}`,
  run: writes(xadd),
}

function xadd(call: Call): void {
  const { args, context } = call
  const trims = new TrimOptions()
  const producers = new ProducerOptions()
  let creates = true
  let at = 2
  for (;;) {
    const behind = trims.take(args, at) ?? producers.take(args, at)
    if (behind !== undefined) at = behind
    else if (wordOf(args, at) === 'NOMKSTREAM') {
      creates = false
      at++
    } else break
  }
  const { trim } = trims
  if (at >= args.count) throw new CommandError(wrongArity('xadd'))
  const id = requestAt(args, at)
  const count = args.count - at - 1
  if (count < 2 || count % 2 !== 0) throw new CommandError(wrongArity('xadd'))
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
  const producer = producers.producer(id.kind === 'auto', fields)
  const append = { kind: 'append', stream: keyOf(args, 1), id, fields, creates, trim } as const
  call.proposeAppend({ ...append, producer }, writeId)
}

function writeId(replies: ReplyEncoder, result: AppendResult | StreamRefusal): void {
  // Only with NOMKSTREAM.
  if (result.kind === 'noSuchStream') replies.nil()
  else if (result.kind === 'appended') replies.bulkText(formatStreamId(result.id))
  else throw streamRefused(result)
}
