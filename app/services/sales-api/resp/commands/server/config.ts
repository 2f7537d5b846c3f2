/** CONFIG: the parameters of Redis that mean something here, with the values that are true here. */
import type { Call, Command, Flag } from '../../command/command.ts'
import { textOf } from '../../command/arguments.ts'
import type { RespContext } from '../../command/context.ts'
import { SLOW_LOG_LENGTH_MAX } from '../../connection/slow-log.ts'
import { CommandError } from '../../command/errors.ts'
import { globMatches } from '../../command/glob.ts'
import { NOTIFICATION_LETTERS, parseNotifications } from '../../pubsub/key-notifications.ts'
import { helpOf } from '../help.ts'

const FLAGS: readonly Flag[] = ['admin', 'noscript', 'loading', 'stale']
const base = {
  keys: undefined,
  group: 'server',
  since: '2.0.0',
  differs: '',
  flags: FLAGS,
} as const
const SECONDS_MAX = 2 ** 31 - 1

type Parameter = {
  readonly name: string
  readonly read: (context: RespContext) => string
  /** What gives it the value, or why it cannot have it; undefined if it cannot change while the server runs. */
  readonly change: ((context: RespContext, text: string) => (() => void) | string) | undefined
}

const unparsed = (text: string): string => `argument couldn't be parsed: '${text}'`

const fixed = (name: string, read: Parameter['read']): Parameter => ({
  name,
  read,
  change: undefined,
})

export const parameters: readonly Parameter[] = [
  fixed('appendfsync', () => 'always'),
  fixed('appendonly', () => 'yes'),
  fixed('client-output-buffer-limit', ({ options }) => {
    const { outputBytesMax } = options.limits
    return `normal ${String(outputBytesMax)} 0 0`
  }),
  fixed('databases', () => '1'),
  fixed('maxclients', ({ options }) => String(options.limits.connectionsMax)),
  fixed('maxmemory', () => '0'),
  fixed('maxmemory-policy', () => 'noeviction'),
  {
    name: 'notify-keyspace-events',
    read: ({ keyNotifications }) => keyNotifications.letters,
    change: ({ keyNotifications }, text) => {
      const letters = parseNotifications(text)
      if (letters === undefined) {
        return `Invalid event class character. Use '${NOTIFICATION_LETTERS}'.`
      }
      return () => {
        keyNotifications.choose(letters)
      }
    },
  },
  fixed('port', ({ port }) => String(port)),
  {
    name: 'protected-mode',
    read: ({ options }) => (options.tunables.isProtected ? 'yes' : 'no'),
    change: ({ options }, text) => {
      if (!/^(?:yes|no)$/i.test(text)) return "argument must be 'yes' or 'no'"
      return () => {
        options.tunables.isProtected = text.toLowerCase() === 'yes'
      }
    },
  },
  fixed('proto-max-bulk-len', ({ options }) => String(options.limits.argumentBytesMax)),
  fixed('save', () => ''),
  {
    name: 'slowlog-log-slower-than',
    read: ({ options: { tunables } }) =>
      String(Number.isFinite(tunables.slowMs) ? tunables.slowMs * 1000 : -1),
    change: ({ options }, text) => {
      if (!/^(?:-1|\d{1,15})$/.test(text)) return unparsed(text)
      return () => {
        options.tunables.slowMs = text === '-1' ? Number.POSITIVE_INFINITY : Number(text) / 1000
      }
    },
  },
  {
    name: 'slowlog-max-len',
    read: ({ slowLog }) => String(slowLog.lengthMax),
    change: ({ slowLog }, text) => {
      const length = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
      if (!(length <= SLOW_LOG_LENGTH_MAX)) return unparsed(text)
      return () => {
        slowLog.lengthMax = length
      }
    },
  },
  fixed('tcp-keepalive', () => '300'),
  {
    name: 'timeout',
    read: ({ options }) => String(Math.ceil(options.tunables.idleTimeoutMs / 1000)),
    change: ({ options }, text) => {
      const seconds = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
      if (!(seconds <= SECONDS_MAX / 1000)) return unparsed(text)
      return () => {
        options.tunables.idleTimeoutMs = seconds * 1000
      }
    },
  },
]

const subcommands: readonly Command[] = [
  {
    ...base,
    name: 'get',
    arity: -3,
    syntax: 'parameter [parameter ...]',
    summary: 'The values of parameters, by patterns',
    differs: 'Only parameters that mean something here are known',
    run: { kind: 'read', run: get },
  },
  {
    ...base,
    name: 'set',
    arity: -4,
    syntax: 'parameter value [parameter value ...]',
    summary: 'Changes parameters until the next start',
    differs:
      'timeout (for connections to come), slowlog-log-slower-than, slowlog-max-len, notify-keyspace-events and protected-mode can change',
    run: { kind: 'read', run: set },
  },
  {
    ...base,
    name: 'resetstat',
    arity: 2,
    syntax: '',
    summary: 'Sets the totals of INFO to 0',
    differs: 'An error: metrics follow the totals, which therefore only grow',
    run: {
      kind: 'read',
      run: () => {
        throw new CommandError('ERR the totals only grow here: take differences')
      },
    },
  },
  {
    ...base,
    name: 'rewrite',
    arity: 2,
    since: '2.8.0',
    syntax: '',
    summary: 'Writes the configuration to its file',
    differs: 'An error: there is no such file, only variables and flags',
    run: {
      kind: 'read',
      run: () => {
        throw new CommandError('ERR The server is running without a config file')
      },
    },
  },
]

export const configCommand: Command = {
  ...base,
  name: 'config',
  arity: -2,
  syntax: '',
  summary: 'Of the configuration of this server',
  run: {
    kind: 'container',
    subcommands: [...subcommands, helpOf('config', base, () => subcommands)],
    alone: undefined,
  },
}

function get({ args, context, replies }: Call): void {
  const patterns = Array.from({ length: args.count - 2 }, (_, at) =>
    Buffer.from(textOf(args, 2 + at).toLowerCase()),
  )
  const found = parameters.filter(({ name }) =>
    patterns.some(pattern => globMatches(pattern, Buffer.from(name))),
  )
  replies.map(found.length)
  for (const { name, read } of found) {
    replies.bulkText(name)
    replies.bulkText(read(context))
  }
}

function set({ args, context, replies }: Call): void {
  if (args.count % 2 !== 0) {
    throw new CommandError("ERR wrong number of arguments for 'config|set' command")
  }
  const places = Array.from({ length: (args.count - 2) / 2 }, (_, pair) => 2 + 2 * pair)
  const changes = places.map(at => {
    const given = textOf(args, at)
    const parameter = parameters.find(({ name }) => name === given.toLowerCase())
    if (!parameter) {
      throw new CommandError(
        `ERR Unknown option or number of arguments for CONFIG SET - '${given}'`,
      )
    }
    const { name, change } = parameter
    if (!change) throw failed(name, "can't set immutable config")
    const changed = change(context, textOf(args, at + 1))
    if (typeof changed === 'string') throw failed(name, changed)
    return changed
  })
  for (const change of changes) change()
  replies.ok()
}

function failed(name: string, why: string): CommandError {
  return new CommandError(`ERR CONFIG SET failed (possibly related to argument '${name}') - ${why}`)
}
