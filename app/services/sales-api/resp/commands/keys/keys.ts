/** Commands about keys, whatever their type. */
import { NO_CONDITION } from '#business/core/kv/model'
import type { Call, Command } from '../../command/command.ts'
import { keyOf } from '../../command/arguments.ts'
import { refused } from '../../command/errors.ts'

const base = { group: 'generic', differs: '' } as const
const ONE_KEY = { first: 1, last: 1, step: 1 } as const
const ALL_KEYS = { first: 1, last: -1, step: 1 } as const

export const keyCommands: readonly Command[] = [
  {
    ...base,
    name: 'del',
    arity: -2,
    flags: ['write'],
    keys: ALL_KEYS,
    since: '1.0.0',
    syntax: 'key [key ...]',
    summary: 'Removes keys',
    run: { kind: 'wait', run: del },
  },
  {
    ...base,
    name: 'unlink',
    arity: -2,
    flags: ['write', 'fast'],
    keys: ALL_KEYS,
    since: '4.0.0',
    syntax: 'key [key ...]',
    summary: 'Removes keys',
    differs: 'The same as DEL, which is never slow here either',
    run: { kind: 'wait', run: del },
  },
  {
    ...base,
    name: 'exists',
    arity: -2,
    flags: ['readonly', 'fast'],
    keys: ALL_KEYS,
    since: '1.0.0',
    syntax: 'key [key ...]',
    summary: 'How many of the keys exist',
    run: { kind: 'read', run: exists },
  },
  {
    ...base,
    name: 'type',
    arity: 2,
    flags: ['readonly', 'fast'],
    keys: ONE_KEY,
    since: '1.0.0',
    syntax: 'key',
    summary: 'What a key holds',
    run: {
      kind: 'read',
      run: ({ args, kv, replies }) => {
        const key = args.argument(1)
        const isValue = kv.lookUp(key) !== undefined
        replies.simple(isValue ? 'string' : kv.isOfOtherType(key) ? 'stream' : 'none')
      },
    },
  },
]

async function del({ args, kv, replies }: Call): Promise<void> {
  const keys = Array.from({ length: args.count - 1 }, (_, at) => keyOf(args, 1 + at))
  let removed = 0
  for (const result of await Promise.all(keys.map(key => kv.delete(key, NO_CONDITION)))) {
    if (result.kind !== 'delete') throw refused(result)
    if (result.deleted) removed++
  }
  replies.integer(removed)
}

function exists({ args, kv, replies }: Call): void {
  let count = 0
  for (let at = 1; at < args.count; at++) if (kv.exists(args.argument(at))) count++
  replies.integer(count)
}
