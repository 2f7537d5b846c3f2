/** SLOWLOG and LATENCY: which commands were slow. */
import type { ReplyEncoder } from '#foundation/resp/encoder'
import type { Call, Command, Flag } from '../../command/command.ts'
import { reads } from '../../command/command.ts'
import { int64Of, textOf } from '../../command/arguments.ts'
import { CommandError } from '../../command/errors.ts'
import type { SlowCommand } from '../../connection/slow-log.ts'
import { containerOf } from '../help.ts'

const FLAGS: readonly Flag[] = ['admin', 'loading', 'stale']
const base = { keys: undefined, group: 'server', differs: '', flags: FLAGS } as const
/** Of SLOWLOG GET without a count. */
const COUNT = 10
/** Redis's bound of what LATENCY HISTORY tells. */
const HISTORY_MAX = 160

const slowSubcommands: readonly Command[] = [
  {
    ...base,
    name: 'get',
    arity: -2,
    since: '2.2.12',
    syntax: '[count]',
    summary: 'The slow commands of late, the newest first',
    differs:
      'An entry has the name of its command and no argument, because arguments may be secret; reads of a pipeline that follow each other are one entry. A write took until it was durable',
    run: reads(getSlow),
  },
  {
    ...base,
    name: 'len',
    arity: 2,
    since: '2.2.12',
    syntax: '',
    summary: 'How many there are',
    run: reads(({ context, replies }) => {
      replies.integer(context.slowLog.commands.length)
    }),
  },
  {
    ...base,
    name: 'reset',
    arity: 2,
    since: '2.2.12',
    syntax: '',
    summary: 'Forgets them',
    run: reads(({ context, replies }) => {
      context.slowLog.reset()
      replies.ok()
    }),
  },
]

const FROM_SLOWLOG = 'Of the commands in the slow log, from `slowlog-log-slower-than` on'

const latencySubcommands: readonly Command[] = [
  {
    ...base,
    name: 'latest',
    arity: 2,
    since: '2.8.13',
    syntax: '',
    summary: 'The newest and the slowest of each kind of slow commands',
    differs: FROM_SLOWLOG,
    run: reads(latest),
  },
  {
    ...base,
    name: 'history',
    arity: 3,
    since: '2.8.13',
    syntax: 'event',
    summary: 'When commands of a kind were slow, `command` or `fast-command`',
    differs: FROM_SLOWLOG,
    run: reads(({ args, context, replies }) => {
      const found = context.slowLog.commands.filter(slow => eventOf(slow) === textOf(args, 2))
      const told = found.slice(-HISTORY_MAX)
      replies.array(told.length)
      for (const slow of told) {
        replies.array(2)
        writeTime(replies, slow)
      }
    }),
  },
  {
    ...base,
    name: 'reset',
    arity: -2,
    since: '2.8.13',
    syntax: '[event [event ...]]',
    summary: 'Forgets kinds of slow commands',
    differs: 'Always 0: SLOWLOG RESET forgets them',
    run: reads(({ replies }) => {
      replies.integer(0)
    }),
  },
  {
    ...base,
    name: 'doctor',
    arity: 2,
    since: '2.8.13',
    syntax: '',
    summary: 'Says in a sentence how slow commands were',
    differs: FROM_SLOWLOG,
    run: reads(doctor),
  },
]

export const slowCommands: readonly Command[] = [
  containerOf(
    { ...base, name: 'slowlog', since: '2.2.12', summary: 'Of commands that were slow' },
    slowSubcommands,
  ),
  containerOf(
    { ...base, name: 'latency', since: '2.8.13', summary: 'Of what was slow' },
    latencySubcommands,
  ),
]

function getSlow({ args, context, replies }: Call): void {
  const given = args.count > 2 ? int64Of(args, 2) : COUNT
  if (given === undefined || given < -1) {
    throw new CommandError('ERR count should be greater than or equal to -1')
  }
  const count = Number(given)
  const { commands } = context.slowLog
  const told = count === -1 ? commands : commands.slice(Math.max(0, commands.length - count))
  replies.array(told.length)
  for (const slow of told.toReversed()) {
    const words = slow.command.fullName.split('|')
    if (slow.count > 1) words.push(`... (${String(slow.count - 1)} more commands)`)
    replies.array(6)
    replies.integer(slow.id)
    replies.integer(Math.floor(slow.at / 1000))
    replies.integer(Math.round(slow.ms * 1000))
    replies.array(words.length)
    for (const word of words) replies.bulkText(word)
    replies.bulkText(slow.client)
    replies.bulkText(slow.clientName)
  }
}

/** As Redis's latency monitor calls them. */
function eventOf({ command }: SlowCommand): string {
  return command.command.flags.includes('fast') ? 'fast-command' : 'command'
}

function writeTime(replies: ReplyEncoder, { at, ms }: SlowCommand): void {
  replies.integer(Math.floor(at / 1000))
  replies.integer(Math.round(ms))
}

function latest({ context, replies }: Call): void {
  const kinds = [...Map.groupBy(context.slowLog.commands, eventOf)]
  replies.array(kinds.length)
  for (const [event, slow] of kinds) {
    replies.array(4)
    replies.bulkText(event)
    for (const last of slow.slice(-1)) writeTime(replies, last)
    replies.integer(Math.round(Math.max(...slow.map(({ ms }) => ms))))
  }
}

function doctor({ context, replies }: Call): void {
  const { commands } = context.slowLog
  const [slowest] = commands.toSorted((a, b) => b.ms - a.ms)
  const limit = `${String(context.options.tunables.slowMs)} ms`
  replies.verbatim(
    slowest
      ? `${String(commands.length)} entries of the slow log took ${limit} or longer. The slowest was ${slowest.command.fullName}, ` +
          `${String(Math.round(slowest.ms))} ms. SLOWLOG GET shows them; docs/operating says what to look at.\n`
      : `No command took ${limit} or longer since the slow log was reset.\n`,
  )
}
