/** COMMAND: what the table of commands says, for clients that read it. */
import type { ReplyEncoder } from '#foundation/resp/encoder'
import type { Call, Command, KeyPlaces } from '../../command/command.ts'
import { textOf } from '../../command/arguments.ts'
import type { CommandIndex, IndexedCommand } from '../../command/command-index.ts'
import { CommandError, syntaxError } from '../../command/errors.ts'
import { helpOf } from '../help.ts'

const base = {
  keys: undefined,
  group: 'server',
  since: '2.8.13',
  differs: '',
  flags: ['loading', 'stale'],
} as const

/** What COMMAND INFO says where there are none, or the arguments say which. */
const NO_PLACES: KeyPlaces = { first: 0, last: 0, step: 0 }

/** `index` is of all commands, this one among them. */
export function commandCommand(index: () => CommandIndex): Command {
  const subcommands = subcommandsOf(index)
  return {
    ...base,
    name: 'command',
    arity: -1,
    syntax: '',
    summary: 'What commands there are',
    run: {
      kind: 'container',
      subcommands: [...subcommands, helpOf('command', base, () => subcommands)],
      alone: ({ replies }) => {
        const { all } = index()
        replies.array(all.length)
        for (const command of all) writeInfo(replies, command)
      },
    },
  }
}

function subcommandsOf(index: () => CommandIndex): readonly Command[] {
  const read = (run: (call: Call, index: CommandIndex) => void): Command['run'] => ({
    kind: 'read',
    run: call => {
      run(call, index())
    },
  })
  return [
    {
      ...base,
      name: 'count',
      arity: 2,
      syntax: '',
      summary: 'How many commands there are',
      run: read(({ replies }, { all }) => {
        replies.integer(all.length)
      }),
    },
    {
      ...base,
      name: 'info',
      arity: -2,
      syntax: '[command-name [command-name ...]]',
      summary: 'Arity, flags and keys of commands',
      run: read(info),
    },
    {
      ...base,
      name: 'docs',
      arity: -2,
      since: '7.0.0',
      syntax: '[command-name [command-name ...]]',
      summary: 'What commands do',
      run: read(docs),
    },
    {
      ...base,
      name: 'list',
      arity: -2,
      since: '7.0.0',
      syntax: '',
      summary: 'The names of all commands',
      differs: 'There is no FILTERBY',
      run: read(list),
    },
    {
      ...base,
      name: 'getkeys',
      arity: -3,
      syntax: 'command [arg [arg ...]]',
      summary: 'Which arguments of a command are keys',
      run: read(getKeys),
    },
  ]
}

function info(call: Call, index: CommandIndex): void {
  const named = namedBy(call, index)
  call.replies.array(named.length)
  for (const { command } of named) writeInfo(call.replies, command)
}

function docs(call: Call, index: CommandIndex): void {
  const named = namedBy(call, index).flatMap(({ command }) => command ?? [])
  writeDocs(call.replies, named)
}

function list({ args, replies }: Call, { all }: CommandIndex): void {
  if (args.count > 2) throw syntaxError()
  replies.array(all.length)
  for (const { command } of all) replies.bulkText(command.name)
}

/** All if none is named; `command` undefined for a name that there is not. */
function namedBy(
  { args }: Call,
  index: CommandIndex,
): readonly { readonly command: IndexedCommand | undefined }[] {
  if (args.count === 2) return index.all.map(command => ({ command }))
  return Array.from({ length: args.count - 2 }, (_, at) => {
    const [name = '', subcommand] = textOf(args, 2 + at).split('|')
    const command = index.named(name)
    if (subcommand === undefined) return { command }
    return { command: command?.subcommands?.named(subcommand) }
  })
}

function writeInfo(replies: ReplyEncoder, indexed: IndexedCommand | undefined): void {
  if (!indexed) {
    replies.nilArray()
    return
  }
  const { command, fullName, subcommands } = indexed
  const { first, last, step } = typeof command.keys === 'object' ? command.keys : NO_PLACES
  replies.array(10)
  replies.bulkText(fullName)
  replies.integer(command.arity)
  replies.set(command.flags.length)
  for (const flag of command.flags) replies.simple(flag)
  replies.integer(first)
  replies.integer(last)
  replies.integer(step)
  const categories = categoriesOf(command)
  replies.set(categories.length)
  for (const category of categories) replies.simple(`@${category}`)
  // Tips and the long form of key places, which no client needs beside the short one.
  replies.array(0)
  replies.array(0)
  replies.array(subcommands?.all.length ?? 0)
  for (const subcommand of subcommands?.all ?? []) writeInfo(replies, subcommand)
}

const CATEGORIES = {
  connection: 'connection',
  generic: 'keyspace',
  pubsub: 'pubsub',
  stream: 'stream',
  string: 'string',
  transactions: 'transaction',
} as const

function categoriesOf({ flags, group }: Command): readonly string[] {
  const has = (flag: Command['flags'][number], category: string): readonly string[] =>
    flags.includes(flag) ? [category] : []
  return [
    ...(group === 'server' ? [] : [CATEGORIES[group]]),
    ...has('admin', 'admin'),
    ...has('admin', 'dangerous'),
    ...has('write', 'write'),
    ...has('readonly', 'read'),
    flags.includes('fast') ? 'fast' : 'slow',
    ...has('blocking', 'blocking'),
  ]
}

function writeDocs(replies: ReplyEncoder, commands: readonly IndexedCommand[]): void {
  replies.map(commands.length)
  for (const { fullName, command, subcommands } of commands) {
    replies.bulkText(fullName)
    const { summary, since, group } = command
    const fields = Object.entries({ summary, since, group })
    replies.map(fields.length + (subcommands ? 1 : 0))
    for (const [name, value] of fields) {
      replies.bulkText(name)
      replies.bulkText(value)
    }
    if (!subcommands) continue
    replies.bulkText('subcommands')
    writeDocs(replies, subcommands.all)
  }
}

/** The arguments behind COMMAND GETKEYS are a request of their own. */
function getKeys({ args, replies }: Call, index: CommandIndex): void {
  const outer = index.find(args, 2)
  if (!outer) throw invalidCommand()
  const inner = args.count > 3 ? outer.subcommands?.find(args, 3) : undefined
  if (outer.subcommands && args.count > 3 && !inner) throw invalidCommand()
  const indexed = inner ?? outer
  const count = args.count - 2
  if (!indexed.takes(count)) {
    throw new CommandError('ERR Invalid number of arguments specified for command')
  }
  const { keys } = indexed.command
  if (!keys) throw new CommandError('ERR The command has no key arguments')
  const found = typeof keys === 'object' ? keys : keys(args, 2)
  if (!found) throw new CommandError('ERR Invalid arguments specified for command')
  const places = placesOf(found, count)
  replies.array(places.length)
  for (const place of places) {
    replies.bulk(args.bytes, args.start(2 + place), args.end(2 + place))
  }
}

const invalidCommand = (): CommandError => new CommandError('ERR Invalid command specified')

function placesOf({ first, last, step }: KeyPlaces, count: number): readonly number[] {
  const end = last < 0 ? count + last : Math.min(last, count - 1)
  const places: number[] = []
  for (let at = first; at <= end; at += step) places.push(at)
  return places
}
