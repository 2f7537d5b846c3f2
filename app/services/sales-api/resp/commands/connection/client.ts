/** CLIENT: what the server knows of its clients, and what a client may ask for its connection. */
import type { Arguments, Call, Command, Flag } from '../../command/command.ts'
import { int64Of, integerOf, textOf, wordOf } from '../../command/arguments.ts'
import { CommandError, syntaxError } from '../../command/errors.ts'
import type { Client } from '../../connection/client.ts'
import { subscriptionsOf } from '../../pubsub/pub-sub.ts'
import { helpOf } from '../help.ts'
import { isPrintableName, setName } from './connection.ts'

const FLAGS: readonly Flag[] = ['noscript', 'loading', 'stale']
const ADMIN: readonly Flag[] = ['admin', ...FLAGS]
const base = { keys: undefined, group: 'connection', differs: '', flags: FLAGS } as const

const subcommands: readonly Command[] = [
  {
    ...base,
    name: 'id',
    arity: 2,
    since: '5.0.0',
    syntax: '',
    summary: 'The id of the connection',
    run: {
      kind: 'read',
      run: ({ client, replies }) => {
        replies.integer(client.id)
      },
    },
  },
  {
    ...base,
    name: 'getname',
    arity: 2,
    since: '2.6.9',
    syntax: '',
    summary: 'The name of the connection',
    run: {
      kind: 'read',
      run: ({ client, replies }) => {
        if (client.name === '') replies.nil()
        else replies.bulkText(client.name)
      },
    },
  },
  {
    ...base,
    name: 'setname',
    arity: 3,
    since: '2.6.9',
    syntax: 'connection-name',
    summary: 'Names the connection',
    run: {
      kind: 'read',
      run: call => {
        setName(call, textOf(call.args, 2))
        call.replies.ok()
      },
    },
  },
  {
    ...base,
    name: 'setinfo',
    arity: 4,
    since: '7.2.0',
    syntax: 'LIB-NAME libname | LIB-VER libver',
    summary: 'Names the library of the client',
    run: { kind: 'read', run: setInfo },
  },
  {
    ...base,
    name: 'info',
    arity: 2,
    since: '6.2.0',
    syntax: '',
    summary: 'What is known of this connection',
    run: {
      kind: 'read',
      run: ({ client, context, replies }) => {
        replies.verbatim(`${client.line(context.options.host.clock.monotonic())}\n`)
      },
    },
  },
  {
    ...base,
    name: 'list',
    arity: -2,
    flags: ADMIN,
    since: '2.4.0',
    syntax: '[TYPE NORMAL | MASTER | REPLICA | PUBSUB] [ID client-id [client-id ...]]',
    summary: 'What is known of all connections',
    run: { kind: 'read', run: list },
  },
  {
    ...base,
    name: 'kill',
    arity: -3,
    flags: ADMIN,
    since: '2.4.0',
    syntax:
      'ip:port | [ID client-id] [ADDR ip:port] [LADDR ip:port] [USER username] [MAXAGE seconds] [SKIPME YES | NO] [TYPE NORMAL | PUBSUB | MASTER | REPLICA]',
    summary: 'Ends connections',
    run: { kind: 'read', run: kill },
  },
  {
    ...base,
    name: 'unblock',
    arity: -3,
    flags: ADMIN,
    since: '5.0.0',
    syntax: 'client-id [TIMEOUT | ERROR]',
    summary: 'Ends what another connection waits for',
    run: { kind: 'read', run: unblock },
  },
  {
    ...base,
    name: 'reply',
    arity: 3,
    flags: [...FLAGS, 'no_multi'],
    since: '3.2.0',
    syntax: 'ON | OFF | SKIP',
    summary: 'Chooses which replies the connection gets',
    differs: 'Not in a transaction',
    run: { kind: 'read', run: reply },
  },
  {
    ...base,
    name: 'no-evict',
    arity: 3,
    flags: ADMIN,
    since: '7.0.0',
    syntax: 'ON | OFF',
    summary: 'Asks not to be disconnected for want of memory',
    differs: 'Accepted and without effect: no client is disconnected for want of memory',
    run: {
      kind: 'read',
      run: call => {
        call.client.isKeptInMemory = isOn(call.args)
        call.replies.ok()
      },
    },
  },
  {
    ...base,
    name: 'no-touch',
    arity: 3,
    since: '7.2.0',
    syntax: 'ON | OFF',
    summary: 'Asks that reads leave no trace on keys',
    differs: 'Accepted and without effect: reads never leave a trace on keys',
    run: {
      kind: 'read',
      run: call => {
        call.client.isUntouching = isOn(call.args)
        call.replies.ok()
      },
    },
  },
  {
    ...base,
    name: 'maint_notifications',
    arity: -2,
    since: '8.4.0',
    syntax: 'ON | OFF [moving-endpoint-type type]',
    summary: 'Asks to be told of maintenance',
    differs: 'Always an error, which clients tolerate: there is nothing to tell',
    run: {
      kind: 'read',
      run: () => {
        throw new CommandError('ERR maintenance notifications are not supported')
      },
    },
  },
]

export const clientCommand: Command = {
  ...base,
  name: 'client',
  arity: -2,
  since: '2.4.0',
  syntax: '',
  summary: 'Of the connections of this server',
  run: {
    kind: 'container',
    subcommands: [...subcommands, helpOf('client', base, () => subcommands)],
    alone: undefined,
  },
}

function isOn(args: Arguments): boolean {
  const word = wordOf(args, 2)
  if (word !== 'ON' && word !== 'OFF') throw syntaxError()
  return word === 'ON'
}

function setInfo({ args, client, replies }: Call): void {
  const attribute = wordOf(args, 2)
  const value = textOf(args, 3)
  if (attribute !== 'LIB-NAME' && attribute !== 'LIB-VER') {
    throw new CommandError(`ERR Unrecognized option '${textOf(args, 2)}'`)
  }
  if (!isPrintableName(value)) {
    throw new CommandError(
      `ERR ${attribute} cannot contain spaces, newlines or special characters.`,
    )
  }
  if (attribute === 'LIB-NAME') client.libraryName = value
  else client.libraryVersion = value
  replies.ok()
}

function list(call: Call): void {
  const { args, context, replies } = call
  let chosen: readonly Client[] = [...context.clients.values()]
  const option = wordOf(args, 2)
  if (option === 'ID' && args.count > 3) {
    const ids = new Set(Array.from({ length: args.count - 3 }, (_, at) => idOf(args, 3 + at)))
    chosen = chosen.filter(({ id }) => ids.has(id))
  } else if (option === 'TYPE' && args.count === 4) {
    const isOfType = typeFilter(args, 3)
    chosen = chosen.filter(isOfType)
  } else if (args.count > 2) {
    throw syntaxError()
  }
  const nowMs = context.options.host.clock.monotonic()
  replies.verbatim(chosen.map(client => `${client.line(nowMs)}\n`).join(''))
}

function typeFilter(args: Arguments, at: number): (client: Client) => boolean {
  const type = wordOf(args, at)
  if (!/^(?:NORMAL|MASTER|REPLICA|SLAVE|PUBSUB)$/.test(type)) {
    throw new CommandError(`ERR Unknown client type '${textOf(args, at)}'`)
  }
  return client => (subscriptionsOf(client) > 0 ? 'PUBSUB' : 'NORMAL') === type
}

function idOf(args: Arguments, at: number): number {
  const id = int64Of(args, at)
  if (id === undefined || id < 1n) throw new CommandError('ERR Invalid client ID')
  return Number(id)
}

type Chosen = { readonly matches: (client: Client) => boolean; readonly skipsMe: boolean }

function kill(call: Call): void {
  const { args, client: me, context, replies } = call
  const isOldForm = args.count === 3
  const { matches, skipsMe } = isOldForm ? ofAddress(textOf(args, 2)) : chosenOf(call)
  const killed = [...context.clients.values()].filter(
    client => matches(client) && !(skipsMe && client === me),
  )
  if (isOldForm && killed.length === 0) throw new CommandError('ERR No such client')
  if (isOldForm) replies.ok()
  else replies.integer(killed.length)
  for (const client of killed) {
    if (client === me) call.closeAfterReply()
    else client.close(`killed by the client with id ${String(me.id)}`)
  }
}

function ofAddress(address: string): Chosen {
  return { matches: client => client.address.remote === address, skipsMe: false }
}

function chosenOf({ args, context }: Call): Chosen {
  const filters: ((client: Client) => boolean)[] = []
  let skipsMe = true
  if (args.count % 2 !== 0) throw syntaxError()
  for (let at = 2; at < args.count; at += 2) {
    const value = textOf(args, at + 1)
    switch (wordOf(args, at)) {
      case 'ID': {
        const id = int64Of(args, at + 1)
        if (id === undefined || id < 1n) {
          throw new CommandError('ERR client-id should be greater than 0')
        }
        filters.push(client => client.id === Number(id))
        break
      }
      case 'ADDR':
        filters.push(client => client.address.remote === value)
        break
      case 'LADDR':
        filters.push(client => client.address.local === value)
        break
      case 'USER':
        if (value !== 'default') throw new CommandError(`ERR No such user '${value}'`)
        break
      case 'MAXAGE': {
        const seconds = int64Of(args, at + 1)
        if (seconds === undefined || seconds < 1n) {
          throw new CommandError('ERR maxage is not an integer or out of range')
        }
        const before = context.options.host.clock.monotonic() - Number(seconds) * 1000
        filters.push(client => client.createdAtMs <= before)
        break
      }
      case 'TYPE':
        filters.push(typeFilter(args, at + 1))
        break
      case 'SKIPME':
        if (!/^(?:yes|no)$/i.test(value)) throw syntaxError()
        skipsMe = value.toLowerCase() === 'yes'
        break
      default:
        throw syntaxError()
    }
  }
  return { matches: client => filters.every(filter => filter(client)), skipsMe }
}

function unblock({ args, context, replies }: Call): void {
  const word = wordOf(args, 3)
  if (args.count > 4 || (args.count === 4 && word !== 'TIMEOUT' && word !== 'ERROR')) {
    throw new CommandError('ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR')
  }
  const unblock = context.clients.get(integerOf(args, 2))?.unblock
  unblock?.(word === 'ERROR')
  replies.integer(unblock ? 1 : 0)
}

function reply({ args, client, replies }: Call): void {
  switch (wordOf(args, 2)) {
    case 'ON':
      client.replyMode = 'on'
      replies.ok()
      return
    case 'OFF':
      client.replyMode = 'off'
      return
    case 'SKIP':
      if (client.replyMode === 'on') client.replyMode = 'skip'
      return
    default:
      throw syntaxError()
  }
}
