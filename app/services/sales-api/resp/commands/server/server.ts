/** Commands about the server and its data as a whole. */
import type { Command } from '../../command/command.ts'
import { wordOf } from '../../command/arguments.ts'
import type { CommandIndex } from '../../command/command-index.ts'
import { infoText } from './info.ts'

const base = { keys: undefined, group: 'server', differs: '' } as const

/** `index` is of all commands. */
export function serverCommands(index: () => CommandIndex): readonly Command[] {
  return [
    {
      ...base,
      name: 'info',
      arity: -1,
      flags: ['loading', 'stale'],
      since: '1.0.0',
      syntax: '[section [section ...]]',
      summary: 'What the server tells of itself',
      differs:
        'Only fields that are true here; `store_revision` and `store_position` are our own. The number of keys is told once it was counted, which asking for `keyspace` or `all` begins',
      run: {
        kind: 'read',
        run: ({ args, context, replies }) => {
          const names = Array.from({ length: args.count - 1 }, (_, at) =>
            wordOf(args, 1 + at).toLowerCase(),
          )
          replies.verbatim(infoText(context, index().all, names))
        },
      },
    },
    {
      ...base,
      name: 'time',
      arity: 1,
      flags: ['loading', 'stale', 'fast'],
      since: '2.6.0',
      syntax: '',
      summary: 'The time of the server, in seconds and microseconds',
      run: {
        kind: 'read',
        run: ({ context, replies }) => {
          const now = context.options.host.clock.now()
          replies.array(2)
          replies.bulkText(String(Math.floor(now / 1000)))
          replies.bulkText(String((now % 1000) * 1000))
        },
      },
    },
  ]
}
