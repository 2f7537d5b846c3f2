/** Commands about the server and its data as a whole. */
import type { Consistency } from '#business/data/reads/reads'
import type { Command } from '../../command/command.ts'
import { reads } from '../../command/command.ts'
import { integerOf, wordOf } from '../../command/arguments.ts'
import type { CommandIndex } from '../../command/command-index.ts'
import { CommandError } from '../../command/errors.ts'
import { blockOf } from '../streams/waiting.ts'
import { infoText } from './info.ts'

const base = { keys: undefined, group: 'server', differs: '' } as const

/** What clients ask of a server whose writes others may have later. Here a write that is answered is durable. */
const replicationCommands: readonly Command[] = [
  {
    ...base,
    name: 'wait',
    arity: 3,
    flags: ['noscript'],
    group: 'generic',
    since: '3.0.0',
    syntax: 'numreplicas timeout',
    summary: 'How many replicas have the writes of the connection',
    differs: 'Answers 0 at once: there are no replicas, and waiting gives none',
    run: reads(call => {
      blockOf(call.args, 2)
      integerOf(call.args, 1)
      call.replies.integer(0)
    }),
  },
  {
    ...base,
    name: 'waitaof',
    arity: 4,
    flags: ['noscript'],
    group: 'generic',
    since: '7.2.0',
    syntax: 'numlocal numreplicas timeout',
    summary: 'How many logs have the writes of the connection: on this machine, and on replicas',
    differs: 'Answers 1 and 0 at once: a write that is answered is durable',
    run: reads(call => {
      const local = integerOf(call.args, 1)
      if (local < 0 || local > 1) {
        throw new CommandError('ERR value is out of range, must be between 0 and 1')
      }
      if (integerOf(call.args, 2) < 0) {
        throw new CommandError('ERR value is out of range, must be positive')
      }
      blockOf(call.args, 3)
      call.replies.array(2)
      call.replies.integer(1)
      call.replies.integer(0)
    }),
  },
  readsAre('readonly', 'stale', 'Lets the connection read what the node has, at once'),
  readsAre('readwrite', 'linearizable', 'Lets the connection read only what has all writes'),
]

/** Says how fresh what the connection reads has to be. */
function readsAre(name: string, consistency: Consistency, summary: string): Command {
  return {
    ...base,
    name,
    arity: 1,
    flags: ['loading', 'stale', 'fast'],
    group: 'connection',
    since: '3.0.0',
    syntax: '',
    summary,
    differs:
      'Any node serves any key. Where several nodes share a log, reads wait until the node has what was answered before, but not after `READONLY`; `SALES_NODE_READS` is the default',
    run: reads(({ client, replies }) => {
      client.consistency = consistency
      replies.ok()
    }),
  }
}

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
    ...replicationCommands,
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
