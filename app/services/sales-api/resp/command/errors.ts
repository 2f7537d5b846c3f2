/**
 * What clients are told when a command fails. The texts are Redis's where Redis has them; what only this store refuses begins
 * with the code that HTTP answers it with, see docs/errors.md.
 */
import type { Refusal, UpdateRefusal } from '#business/core/kv/model'
import type { Excess } from '../pubsub/pub-sub.ts'
import type { Arguments } from './command.ts'

/** Of an unknown command's name and arguments, in its error. */
const SHOWN_BYTES_MAX = 128
const LONE_SURROGATES = 0xdc00

/** A command was refused. The text begins with the code. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
}

export const stopping = (): CommandError =>
  new CommandError('STOPPING The service is ending; nothing was executed')

export const syntaxError = (): CommandError => new CommandError('ERR syntax error')

export const notInteger = (): CommandError =>
  new CommandError('ERR value is not an integer or out of range')

export const notFloat = (): CommandError => new CommandError('ERR value is not a valid float')

export const wrongArity = (name: string): string =>
  `ERR wrong number of arguments for '${name}' command`

export const READONLY = "READONLY You can't write against a read only replica."
export const NOAUTH = 'NOAUTH Authentication required.'
export const WRONGPASS = 'WRONGPASS invalid username-password pair or user is disabled.'
export const LOADING = 'LOADING The node is starting; try again in a second'
export const MAX_CLIENTS = 'ERR max number of clients reached'
export const DENIED =
  'DENIED sales-api is running in protected mode because no password is set. In this mode it serves only clients of the ' +
  'loopback interface. To serve others, set SALES_RESP_PASSWORD or SALES_RESP_PASSWORD_FILE. Or set SALES_RESP_TLS_CA: then ' +
  'clients need a certificate. If strangers cannot reach this port, SALES_RESP_PROTECTED_MODE=off ends protected mode'

/** What the log has the details of. */
const INTERNAL = 'INTERNAL The service failed to answer; its log has the details'

/** Errors with these codes say in their message what to do. */
const TOLD_CODES: ReadonlySet<string> = new Set([
  'INVALID_KEY',
  'OPERATION_TOO_LARGE',
  'STORE_BUSY',
  'STOPPING',
  'NOT_COMMITTED',
  'DISK_FULL',
  'STORE_DAMAGED',
  'OUTCOME_UNKNOWN',
  'READ_ONLY_NODE',
  'LOG_UNAVAILABLE',
  'NODE_UNSOUND',
])

/** What the operator has to look at, not the client. */
const SERVER_CODES: ReadonlySet<string> = new Set([
  'STORE_BUSY',
  'DISK_FULL',
  'STORE_DAMAGED',
  'OUTCOME_UNKNOWN',
  'LOG_UNAVAILABLE',
  'NODE_UNSOUND',
])

/** What a client is told of an error, and who has to look at it. */
export type ErrorReply = {
  readonly text: string
  readonly of: 'client' | 'operator' | 'author'
}

export function errorReply(error: unknown): ErrorReply {
  if (error instanceof CommandError) return { text: error.message, of: 'client' }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!(error instanceof Error) || !TOLD_CODES.has(code)) return { text: INTERNAL, of: 'author' }
  return {
    text: `${code} ${error.message}`,
    of: SERVER_CODES.has(code) ? 'operator' : 'client',
  }
}

/** Of refusals that a command has no reply of its own for. `overflow` is what the command says of a sum out of bounds. */
export function updateRefused(
  refusal: UpdateRefusal,
  overflow = 'ERR increment or decrement would overflow',
): CommandError {
  switch (refusal.kind) {
    case 'wrongType':
      return new CommandError('WRONGTYPE Operation against a key holding the wrong kind of value')
    case 'noSuchKey':
      return new CommandError('ERR no such key')
    case 'notInteger':
      return notInteger()
    case 'notFloat':
      return notFloat()
    case 'overflow':
      return new CommandError(overflow)
    case 'tooLarge':
      return new CommandError('ERR string exceeds maximum allowed size (proto-max-bulk-len)')
    case 'objectTooLarge':
      return new CommandError(
        'OPERATION_TOO_LARGE The stream has more than 8 MiB, or 10,000 entries and rows of groups: it cannot be copied at once',
      )
    case 'damaged':
      return refused(refusal)
  }
}

/** Of refusals that a command has no reply of its own for. */
export function refused(refusal: Refusal): CommandError {
  switch (refusal.kind) {
    case 'damaged':
      return new CommandError(
        `STORE_DAMAGED ${refusal.what} is not what was written; restore it from a backup`,
      )
    case 'wrongType':
      return wrongType()
    case 'conditionFailed':
      return new CommandError('CONDITION_FAILED The condition does not hold; read the key again')
    case 'leaseNotFound':
      return new CommandError('LEASE_NOT_FOUND There is no such lease; grant another one')
    case 'leaseFull':
      return new CommandError('LEASE_FULL The lease owns too many keys; grant another one')
    case 'readsTooLarge':
      return new CommandError('READS_TOO_LARGE The reads return too much; read less at once')
    case 'futureRevision':
      return new CommandError('FUTURE_REVISION The revision does not exist yet')
  }
}

export function wrongType(): CommandError {
  return new CommandError('WRONGTYPE Operation against a key holding the wrong kind of value')
}

export function tooManyKeys(max: number): CommandError {
  return new CommandError(
    `OPERATION_TOO_LARGE At most ${String(max)} keys are possible at once: split it`,
  )
}

export function channelTooLong(bytes: number, max: number): CommandError {
  return new CommandError(
    `OPERATION_TOO_LARGE The channel or pattern has ${String(bytes)} bytes, at most ${String(max)} are possible`,
  )
}

export function tooManySubscriptions(excess: Excess): CommandError {
  const why: Readonly<Record<Excess, string>> = {
    subscriptions: 'This client would have too many subscriptions',
    patterns: 'The patterns of all clients would be too long together',
    memory: 'The subscriptions of all clients would take too much memory',
  }
  return new CommandError(`OPERATION_TOO_LARGE ${why[excess]}: subscribe to fewer`)
}

export function replyTooLarge(max: number): CommandError {
  return new CommandError(
    `OPERATION_TOO_LARGE The reply has more than ${String(max)} bytes (SALES_RESP_OUTPUT_BYTES_MAX): ask for less`,
  )
}

export function valueTooLarge(bytes: number, max: number): CommandError {
  return new CommandError(
    `VALUE_TOO_LARGE The value has ${String(bytes)} bytes, at most ${String(max)} are possible (SALES_STORE_VALUE_BYTES_MAX)`,
  )
}

export function unknownCommand(args: Arguments): string {
  const name = shown(args, 0)
  let text = `ERR unknown command '${name}'`
  if (args.count > 1) text += ', with args beginning with: '
  for (let at = 1, length = 0; at < args.count && length < SHOWN_BYTES_MAX; at++) {
    const argument = `'${shown(args, at)}' `
    length += argument.length
    text += argument
  }
  return text
}

export function unknownSubcommand(container: string, args: Arguments): string {
  return `ERR unknown subcommand '${shown(args, 1)}'. Try ${container.toUpperCase()} HELP.`
}

/** For arguments behind a subcommand that it does not have. */
export function wrongSubcommand(container: string, args: Arguments): CommandError {
  const given = shown(args, 1)
  const advice = `Try ${container.toUpperCase()} HELP.`
  return new CommandError(
    `ERR unknown subcommand or wrong number of arguments for '${given}'. ${advice}`,
  )
}

/**
 * Up to where Redis shows it: a zero byte ends it. A character for each byte; those that are no ASCII are lone surrogates, which
 * `ReplyEncoder.error` writes as the bytes that they were.
 */
export function shown(args: Arguments, at: number): string {
  const start = args.start(at)
  const end = Math.min(args.end(at), start + SHOWN_BYTES_MAX)
  const [text = ''] = Buffer.from(args.bytes.subarray(start, end)).toString('latin1').split('\0', 1)
  return text.replaceAll(/[\u0080-\u00ff]/g, byte =>
    String.fromCharCode(LONE_SURROGATES + byte.charCodeAt(0)),
  )
}
