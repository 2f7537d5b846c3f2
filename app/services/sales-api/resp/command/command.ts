/**
 * What a command is: one row of the table in commands.ts, which drives dispatch, arity, COMMAND, metrics and the documents; and
 * what its handler gets to work with.
 */
import type { RequestDecoder } from '#foundation/resp/decoder'
import type { ReplyEncoder } from '#foundation/resp/encoder'
import type { Kv } from '#business/core/kv/kv'
import type { Append, AppendResult, StreamRefusal } from '#business/core/stream/model'
import type { Groups } from '#business/core/stream/groups'
import type { Streams } from '#business/core/stream/streams'
import type { Sink } from '#business/data/node/operation'
import type { Client } from '../connection/client.ts'
import type { RespContext } from './context.ts'

/** Redis's words for what a command does, as `COMMAND` tells them. */
export type Flag =
  | 'write'
  | 'readonly'
  | 'denyoom'
  | 'admin'
  | 'blocking'
  | 'loading'
  | 'stale'
  | 'fast'
  | 'no_auth'
  | 'noscript'
  | 'allow_busy'
  | 'pubsub'
  /** Its `keys` are found among the arguments. */
  | 'movablekeys'
  /** Not between MULTI and EXEC. */
  | 'no_multi'

export type Group =
  'connection' | 'generic' | 'pubsub' | 'server' | 'stream' | 'string' | 'transactions'

/** Places of keys among the arguments, the name of the command being 0; `last` may count from the end: -1 is the last. */
export type KeyPlaces = { readonly first: number; readonly last: number; readonly step: number }

/**
 * For a command whose other arguments say where its keys are, see the flag `movablekeys`. The request is the arguments from
 * `start` on, which may be behind others. Undefined if it has no such places.
 */
export type KeyFinder = (args: Arguments, start: number) => KeyPlaces | undefined

/**
 * How a command is executed. Only a write is begun while writes before it, of the same connection, are under way; the others
 * wait for them.
 */
export type Run =
  /** Has replied when it returns. */
  | { readonly kind: 'read'; readonly run: (call: Call) => void }
  /** Has called `propose` once when it returns, or has thrown. */
  | { readonly kind: 'write'; readonly run: (call: Call) => void }
  /** Has replied when its promise resolves. The next request waits for that. Never throws. */
  | { readonly kind: 'wait'; readonly run: (call: Call) => Promise<void> }
  /** Has subcommands, which its first argument names. */
  | {
      readonly kind: 'container'
      readonly subcommands: readonly Command[]
      /** Without a subcommand; undefined if that is an error. */
      readonly alone: ((call: Call) => void) | undefined
    }

export type Command = {
  /** In small letters; of a subcommand without the name of its container. */
  readonly name: string
  /** How many arguments it takes, its name included; -n for n or more. */
  readonly arity: number
  readonly flags: readonly Flag[]
  readonly keys: KeyPlaces | KeyFinder | undefined
  readonly group: Group
  /** The version of Redis it came with; undefined for those that Redis does not have. */
  readonly since: string
  /** Its arguments, as the documents of Redis write them. */
  readonly syntax: string
  readonly summary: string
  /** What is different here; empty if nothing. */
  readonly differs: string
  readonly run: Run
}

export const reads = (run: (call: Call) => void): Run => ({ kind: 'read', run })
export const writes = (run: (call: Call) => void): Run => ({ kind: 'write', run })
export const waits = (run: (call: Call) => Promise<void>): Run => ({
  kind: 'wait',
  // What it throws before it returns a promise is why that rejects.
  run: async call => {
    await run(call)
  },
})

/** For what a handler that waits proposes: see `Sink`. */
export const PATIENTLY = { isPatient: true } as const

export const ONE_KEY: KeyPlaces = { first: 1, last: 1, step: 1 }
export const TWO_KEYS: KeyPlaces = { first: 1, last: 2, step: 1 }
export const ALL_KEYS: KeyPlaces = { first: 1, last: -1, step: 1 }

/** The arguments of one request, as ranges of bytes. 0 is the name of the command. */
export type Arguments = Pick<RequestDecoder, 'count' | 'bytes' | 'start' | 'end' | 'argument'>

/** Hands an operation to the node, see `Node.propose`. */
export type Proposer<A, R> = (kv: Kv, args: A, sink: Sink<R>, tag: number) => void
/** Replies to a write with its result, which is good until it returns. May throw a `CommandError` in place of a reply. */
export type ResultWriter<R> = (replies: ReplyEncoder, result: R) => void

/** One request, as its handler sees it. */
export type Call = {
  readonly args: Arguments
  readonly replies: ReplyEncoder
  readonly client: Client
  readonly context: RespContext
  readonly kv: Kv
  readonly streams: Streams
  readonly groups: Groups
  /** Whether it is executed by EXEC: then it must not wait for what others do. */
  readonly isQueued: boolean
  /** Replies when the node has the result, after the replies to the requests before. */
  propose<A, R>(proposer: Proposer<A, R>, args: A, write: ResultWriter<R>): void
  /** The same for an append to a stream. */
  proposeAppend(append: Append, write: ResultWriter<AppendResult | StreamRefusal>): void
  /** Aborts when the connection ends or the service drains. For handlers that wait. */
  ended(): AbortSignal
  /** The connection is closed when the reply has been sent. */
  closeAfterReply(): void
}
