/** Commands about the connection itself: who the client is, and which protocol it speaks. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { ReplyEncoder } from '#foundation/resp/encoder'
import { CommandError, notInteger, WRONGPASS, wrongArity } from '../../command/errors.ts'
import { int64Of, textOf, wordOf } from '../../command/arguments.ts'
import type { Call, Command, Flag } from '../../command/command.ts'
import { REDIS_VERSION } from '../../command/context.ts'
import { subscriptionsOf } from '../../pubsub/pub-sub.ts'

const NO_PASSWORD =
  'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?'
const HELLO_NOAUTH =
  'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can ' +
  'be used to authenticate the client and select the RESP protocol version at the same time'
const USER = 'default'
/** Names of clients and libraries stand in lines, between spaces. */
const NAME = /^[!-~]*$/

const ALWAYS: readonly Flag[] = ['noscript', 'loading', 'stale', 'fast', 'allow_busy']
const BEFORE_AUTH: readonly Flag[] = [...ALWAYS, 'no_auth']

const base = { keys: undefined, group: 'connection', differs: '' } as const

export const connectionCommands: readonly Command[] = [
  {
    ...base,
    name: 'auth',
    arity: -2,
    flags: BEFORE_AUTH,
    since: '1.0.0',
    syntax: '[username] password',
    summary: 'Authenticates the connection',
    differs: 'The only user is `default`, with the password of `SALES_RESP_PASSWORD`',
    run: { kind: 'read', run: auth },
  },
  {
    ...base,
    name: 'hello',
    arity: -1,
    flags: [...BEFORE_AUTH, 'no_multi'],
    since: '6.0.0',
    syntax: '[protover [AUTH username password] [SETNAME clientname]]',
    summary: 'Greets the server and chooses the protocol',
    differs: 'Behind the fields of Redis it tells the limits in force. Not in a transaction',
    run: { kind: 'read', run: hello },
  },
  {
    ...base,
    name: 'ping',
    arity: -1,
    flags: ['fast'],
    since: '1.0.0',
    syntax: '[message]',
    summary: 'Answers, with the message if there is one',
    run: { kind: 'read', run: ping },
  },
  {
    ...base,
    name: 'echo',
    arity: 2,
    flags: ['loading', 'stale', 'fast'],
    since: '1.0.0',
    syntax: 'message',
    summary: 'Answers with the message',
    run: {
      kind: 'read',
      run: ({ args, replies }) => {
        replies.bulk(args.bytes, args.start(1), args.end(1))
      },
    },
  },
  {
    ...base,
    name: 'select',
    arity: 2,
    flags: ['loading', 'stale', 'fast'],
    since: '1.0.0',
    syntax: 'index',
    summary: 'Chooses the database',
    differs: 'There is one database, 0',
    run: { kind: 'read', run: select },
  },
  {
    ...base,
    name: 'reset',
    arity: 1,
    flags: BEFORE_AUTH,
    since: '6.2.0',
    syntax: '',
    summary: 'Makes the connection as it was when it began',
    run: { kind: 'read', run: reset },
  },
  {
    ...base,
    name: 'quit',
    arity: -1,
    flags: BEFORE_AUTH,
    since: '1.0.0',
    syntax: '',
    summary: 'Ends the connection behind the reply',
    run: {
      kind: 'read',
      run: call => {
        call.replies.ok()
        call.closeAfterReply()
      },
    },
  },
]

/** For the names of clients and of their libraries. */
export function isPrintableName(name: string): boolean {
  return NAME.test(name)
}

export function setName(call: Call, name: string): void {
  if (!isPrintableName(name)) {
    throw new CommandError(
      'ERR Client names cannot contain spaces, newlines or special characters.',
    )
  }
  call.client.name = name
}

function ping({ args, client, replies }: Call): void {
  if (args.count > 2) throw new CommandError(wrongArity('ping'))
  if (client.protocol === 2 && subscriptionsOf(client) > 0) {
    replies.array(2)
    replies.bulkText('pong')
    if (args.count === 1) replies.bulkText('')
  }
  if (args.count === 2) replies.bulk(args.bytes, args.start(1), args.end(1))
  else if (subscriptionsOf(client) === 0 || client.protocol === 3) replies.simple('PONG')
}

function select({ args, replies }: Call): void {
  const index = int64Of(args, 1)
  if (index === undefined) throw notInteger()
  if (index !== 0n) throw new CommandError('ERR DB index is out of range')
  replies.ok()
}

function reset({ client, context, replies }: Call): void {
  context.pubSub.leave(client)
  client.reset(context.options.password === undefined)
  replies.version = 2
  replies.simple('RESET')
}

function auth(call: Call): void {
  const { args, context, replies } = call
  if (args.count > 3) throw new CommandError('ERR syntax error')
  if (args.count === 2 && context.options.password === undefined) {
    throw new CommandError(NO_PASSWORD)
  }
  const user = args.count === 3 ? textOf(args, 1) : USER
  authenticate(call, user, args.argument(args.count - 1))
  replies.ok()
}

/** Without a password, the default user may have any. */
function authenticate({ client, context }: Call, user: string, given: Uint8Array): void {
  const { password } = context.options
  const isRight = password === undefined || timingSafeEqual(digest(given), digest(password))
  if (user !== USER || !isRight) throw new CommandError(WRONGPASS)
  client.isAuthenticated = true
}

function digest(secret: Uint8Array | string): Uint8Array {
  return createHash('sha256').update(secret).digest()
}

type Greeting = {
  readonly version: 2 | 3 | undefined
  readonly user: number | undefined
  readonly name: number | undefined
}

/** What HELLO asks for; numbers are places of arguments. */
function greetingOf({ args }: Call): Greeting {
  if (args.count === 1) return { version: undefined, user: undefined, name: undefined }
  const version = int64Of(args, 1)
  if (version === undefined) {
    throw new CommandError('ERR Protocol version is not an integer or out of range')
  }
  if (version !== 2n && version !== 3n)
    throw new CommandError('NOPROTO unsupported protocol version')
  let user: number | undefined
  let name: number | undefined
  for (let at = 2; at < args.count; at++) {
    const option = wordOf(args, at)
    if (option === 'AUTH' && at + 2 < args.count) {
      user = at + 1
      at += 2
    } else if (option === 'SETNAME' && at + 1 < args.count) {
      name = ++at
    } else {
      throw new CommandError(`ERR Syntax error in HELLO option '${textOf(args, at)}'`)
    }
  }
  return { version: version === 2n ? 2 : 3, user, name }
}

function hello(call: Call): void {
  const { args, client, replies } = call
  const { version = client.protocol, user, name } = greetingOf(call)
  if (user !== undefined) authenticate(call, textOf(args, user), args.argument(user + 1))
  if (!client.isAuthenticated) throw new CommandError(HELLO_NOAUTH)
  if (name !== undefined) setName(call, textOf(args, name))
  client.protocol = version
  replies.version = version
  greet(call)
}

function greet({ client, context, replies }: Call): void {
  const { limits } = context.options
  const fields: readonly (readonly [string, string | number])[] = [
    ['server', 'redis'],
    ['version', REDIS_VERSION],
    ['proto', client.protocol],
    ['id', client.id],
    ['mode', 'standalone'],
    ['role', 'master'],
  ]
  const own: readonly (readonly [string, string | number])[] = [
    ['server-name', 'sales-api'],
    ['server-version', context.options.build],
    ['max-key-bytes', limits.keyBytesMax],
    ['max-value-bytes', limits.valueBytesMax],
    ['max-arguments', limits.argumentsMax],
    ['max-request-bytes', limits.requestBytesMax],
    ['max-writes-in-flight', limits.inFlightMax],
  ]
  replies.map(fields.length + 1 + own.length)
  writeFields(replies, fields)
  replies.bulkText('modules')
  replies.array(0)
  writeFields(replies, own)
}

function writeFields(
  replies: ReplyEncoder,
  fields: readonly (readonly [string, string | number])[],
): void {
  for (const [name, value] of fields) {
    replies.bulkText(name)
    if (typeof value === 'number') replies.integer(value)
    else replies.bulkText(value)
  }
}
