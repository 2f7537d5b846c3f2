/** Whether a request may be executed: what every command is asked before its handler. */
import type { Arguments } from '../command/command.ts'
import type { IndexedCommand } from '../command/command-index.ts'
import type { RespContext } from '../command/context.ts'
import {
  LOADING,
  NOAUTH,
  shown,
  unknownCommand,
  unknownSubcommand,
  wrongArity,
} from '../command/errors.ts'
import { subscriptionsOf } from '../pubsub/pub-sub.ts'
import type { Client } from './client.ts'

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
  if (!context.opened && command.needsStore) return told(LOADING)
  const { fullName } = command
  if (client.protocol === 2 && subscriptionsOf(client) > 0 && !WHILE_LISTENING.has(fullName)) {
    return told(
      `ERR Can't execute '${fullName}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context`,
    )
  }
  return undefined
}

function told(text: string): Refused {
  return { kind: 'error', text }
}

/** Whether a command with subcommands also means something without one, like COMMAND. */
function isWhole({ command }: IndexedCommand, args: Arguments): boolean {
  return args.count === 1 && command.run.kind === 'container' && command.run.alone !== undefined
}
