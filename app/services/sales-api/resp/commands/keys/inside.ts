/** OBJECT and MEMORY: how a key is stored, and what it takes. */
import type { Key } from '#business/data/keyspace/key'
import { IN_ROW_BYTES_MAX, KEY_HEADER_BYTES } from '#business/data/keyspace/key-row'
import type { Call, Command } from '../../command/command.ts'
import { reads } from '../../command/command.ts'
import { integerOf, keyOf, wordOf } from '../../command/arguments.ts'
import { CommandError, syntaxError } from '../../command/errors.ts'
import { containerOf } from '../help.ts'

const SECOND: Command['keys'] = { first: 2, last: 2, step: 1 }
const base = {
  keys: SECOND,
  group: 'generic',
  since: '2.2.3',
  differs: '',
  flags: ['readonly'],
} as const
/** What a change takes besides its key, meta and value. */
const CHANGE_BYTES = 48
const UNTRACKED =
  'ERR An LFU maxmemory policy is not selected, access frequency not tracked. Reads leave no trace on keys here'

const objectSubcommands: readonly Command[] = [
  {
    ...base,
    name: 'encoding',
    arity: 3,
    syntax: 'key',
    summary: 'How a key is stored',
    differs: `\`embstr\` for a value of up to ${String(IN_ROW_BYTES_MAX)} bytes, which stands beside its key; \`raw\` for a longer one; \`stream\``,
    run: reads(call => {
      const encoding = encodingOf(call, keyOf(call.args, 2))
      if (encoding === undefined) call.replies.nil()
      else call.replies.bulkText(encoding)
    }),
  },
  {
    ...base,
    name: 'refcount',
    arity: 3,
    syntax: 'key',
    summary: 'How often a key is referred to: once',
    run: reads(call => {
      if (call.kv.typeOf(call.args.argument(2))) call.replies.integer(1)
      else call.replies.nil()
    }),
  },
  ...['idletime', 'freq'].map((name): Command => ({
    ...base,
    name,
    arity: 3,
    syntax: 'key',
    summary: 'When, or how often, a key was used',
    differs: 'An error if there is the key: reads leave no trace on it',
    run: reads(call => {
      if (call.kv.typeOf(call.args.argument(2))) throw new CommandError(UNTRACKED)
      call.replies.nil()
    }),
  })),
]

const memorySubcommands: readonly Command[] = [
  {
    ...base,
    name: 'usage',
    arity: -3,
    since: '4.0.0',
    syntax: 'key [SAMPLES count]',
    summary: 'Bytes that a key takes',
    differs:
      'In the store, not in memory: the row of the key, and the newest change of a value or the entries of a stream. SAMPLES is without effect',
    run: reads(usage),
  },
]

export const insideCommands: readonly Command[] = [
  containerOf(
    { ...base, name: 'object', since: '2.2.3', summary: 'Of how keys are stored' },
    objectSubcommands,
  ),
  containerOf(
    { ...base, name: 'memory', since: '4.0.0', summary: 'Of what keys take' },
    memorySubcommands,
  ),
]

/** Undefined if there is no such key. */
export function encodingOf({ kv }: Call, key: Key): string | undefined {
  const type = kv.typeOf(key)
  if (type === 'stream') return 'stream'
  const found = kv.lookUpMeta(key)
  return found && (found.valueLength <= IN_ROW_BYTES_MAX ? 'embstr' : 'raw')
}

/** Undefined if there is no such key. */
export function storedBytesOf({ kv, streams }: Call, key: Key): number | undefined {
  const rowBytes = KEY_HEADER_BYTES + key.length
  if (kv.typeOf(key) === 'stream') {
    const found = streams.info(key)
    return found.kind === 'found' ? rowBytes + found.result.bytes : undefined
  }
  const found = kv.lookUpMeta(key)
  if (!found) return undefined
  const { metaLength, valueLength } = found
  const inRow = metaLength + (valueLength <= IN_ROW_BYTES_MAX ? valueLength : 0)
  return rowBytes + inRow + CHANGE_BYTES + key.length + metaLength + valueLength
}

function usage(call: Call): void {
  const { args, replies } = call
  if (args.count !== 3 && args.count !== 5) throw syntaxError()
  if (args.count === 5) {
    if (wordOf(args, 3) !== 'SAMPLES' || integerOf(args, 4) < 0) throw syntaxError()
  }
  const bytes = storedBytesOf(call, keyOf(args, 2))
  if (bytes === undefined) replies.nil()
  else replies.integer(bytes)
}
