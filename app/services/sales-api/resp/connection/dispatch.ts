/** Whether a request may be executed: what every command is asked before its handler. */
import type { Arguments } from '../command/command.ts'
import type { IndexedCommand } from '../command/command-index.ts'
import type { RespContext } from '../command/context.ts'
import {
  errorReply,
  LOADING,
  NOAUTH,
  READONLY,
  shown,
  unknownCommand,
  unknownSubcommand,
  wrongArity,
} from '../command/errors.ts'
import { subscriptionsOf } from '../pubsub/pub-sub.ts'
import type { Client } from './client.ts'
import type { Transaction } from './transaction.ts'
import { QUEUED_ARGUMENTS_MAX, QUEUED_BYTES_MAX, QUEUED_MAX } from './transaction.ts'

const TRANSACTION_TOO_LARGE =
  `OPERATION_TOO_LARGE A transaction has at most ${String(QUEUED_MAX)} requests, with ${String(QUEUED_ARGUMENTS_MAX)} ` +
  `arguments and ${String(QUEUED_BYTES_MAX)} bytes together: split it`

/** What browsers can be made to send to any port. Redis closes such a connection without a word, and so does this. */
const CROSS_PROTOCOL: ReadonlySet<string> = new Set(['POST', 'HOST:'])

/** What a client may ask for that listens, and cannot tell messages from replies. */
const WHILE_LISTENING: ReadonlySet<string> = new Set([
  'subscribe',
  'unsubscribe',
  'psubscribe',
  'punsubscribe',
  'ping',
  'quit',
  'reset',
])

/** What is executed at once between MULTI and EXEC, not queued. */
const NEVER_QUEUED: ReadonlySet<string> = new Set([
  'multi',
  'exec',
  'discard',
  'watch',
  'quit',
  'reset',
])

/** What happens in place of the command: the client is told why, or hears nothing because it speaks another protocol. */
export type Refused =
  { readonly kind: 'error'; readonly text: string } | { readonly kind: 'destroy' }

/**
 * Undefined if the command is executed. `found` is what the first argument names, `command` itself or its subcommand.
 */
export function refusalOf(
  found: IndexedCommand | undefined,
  command: IndexedCommand | undefined,
  args: Arguments,
  client: Client,
  context: RespContext,
): Refused | undefined {
  if (!found || !command) {
    const isForeign = CROSS_PROTOCOL.has(shown(args, 0).toUpperCase())
    return isForeign ? { kind: 'destroy' } : told(unknownCommand(args))
  }
  if (found.subcommands && command === found && !isWhole(found, args)) {
    return told(
      args.count === 1 ? wrongArity(found.fullName) : unknownSubcommand(found.fullName, args),
    )
  }
  if (!command.takes(args.count)) return told(wrongArity(command.fullName))
  if (!client.isAuthenticated && command.needsAuth) return told(NOAUTH)
  const { opened } = context
  if (!opened && command.needsStore) return told(LOADING)
  if (opened?.node.unsound && command.needsStore) return told(errorReply(opened.node.unsound).text)
  if (opened?.node.role === 'reader' && command.mayPropose) return told(READONLY)
  const { fullName } = command
  if (client.protocol === 2 && subscriptionsOf(client) > 0 && !WHILE_LISTENING.has(fullName)) {
    return told(
      `ERR Can't execute '${fullName}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
    )
  }
  return undefined
}

/** Whether a command that would be executed has to wait for EXEC. */
export function isQueued({ fullName }: IndexedCommand, { transaction }: Client): boolean {
  return transaction !== undefined && !NEVER_QUEUED.has(fullName)
}

/** Undefined if the request was added to the transaction; else why not, and then EXEC will execute none of it. */
export function queue(
  command: IndexedCommand,
  args: Arguments,
  transaction: Transaction,
): string | undefined {
  const isAllowed = !command.command.flags.includes('no_multi')
  if (isAllowed && transaction.add(args)) return undefined
  transaction.isAborted = true
  return isAllowed ? TRANSACTION_TOO_LARGE : 'ERR Command not allowed inside a transaction'
}

function told(text: string): Refused {
  return { kind: 'error', text }
}

/** Whether a command with subcommands also means something without one, like COMMAND. */
function isWhole({ command }: IndexedCommand, args: Arguments): boolean {
  return args.count === 1 && command.run.kind === 'container' && command.run.alone !== undefined
}
