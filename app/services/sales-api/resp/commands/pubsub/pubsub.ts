/** SUBSCRIBE and its kin. Replies about subscriptions are pushes, as messages are. */
import { nextTurn } from '#foundation/host/host'
import type { Arguments, Call, Command, Flag } from '../../command/command.ts'
import { reads, waits } from '../../command/command.ts'
import {
  channelTooLong,
  replyTooLarge,
  stopping,
  tooManySubscriptions,
} from '../../command/errors.ts'
import { globMatches } from '../../command/glob.ts'
import type { SubscriptionKind } from '../../pubsub/pub-sub.ts'
import { CHANNEL_BYTES_MAX, subscriptionsOf } from '../../pubsub/pub-sub.ts'
import { containerOf } from '../help.ts'

const FLAGS: readonly Flag[] = ['pubsub', 'noscript', 'loading', 'stale']
/** Their replies are several, and so have no place in the reply of EXEC. */
const LISTENING_FLAGS: readonly Flag[] = [...FLAGS, 'no_multi']
const base = { keys: undefined, group: 'pubsub', differs: '', flags: FLAGS } as const
/** Channels that PUBSUB CHANNELS looks at in one turn of the event loop. */
const CHANNELS_PER_TURN = 1000

const subcommands: readonly Command[] = [
  {
    ...base,
    name: 'channels',
    arity: -2,
    since: '2.8.0',
    syntax: '[pattern]',
    summary: 'Channels that clients listen to, without patterns',
    run: waits(channels),
  },
  {
    ...base,
    name: 'numsub',
    arity: -2,
    since: '2.8.0',
    syntax: '[channel [channel ...]]',
    summary: 'How many clients listen to channels, without patterns',
    run: reads(({ args, context, replies }) => {
      replies.array(2 * (args.count - 2))
      for (let at = 2; at < args.count; at++) {
        replies.bulk(args.bytes, args.start(at), args.end(at))
        replies.integer(context.pubSub.listeners(nameAt(args, at)))
      }
    }),
  },
  {
    ...base,
    name: 'numpat',
    arity: 2,
    since: '2.8.0',
    syntax: '',
    summary: 'How many different patterns clients listen to',
    run: reads(({ context, replies }) => {
      replies.integer(context.pubSub.patterns)
    }),
  },
]

export const pubSubCommands: readonly Command[] = [
  {
    ...base,
    name: 'subscribe',
    flags: LISTENING_FLAGS,
    arity: -2,
    since: '2.0.0',
    syntax: 'channel [channel ...]',
    summary: 'Listens to channels',
    differs:
      'A client has at most 10,000 subscriptions; a channel has at most 1100 bytes. Not in a transaction, as its kin',
    run: reads(call => {
      subscribe(call, 'channels', 'subscribe')
    }),
  },
  {
    ...base,
    name: 'unsubscribe',
    flags: LISTENING_FLAGS,
    arity: -1,
    since: '2.0.0',
    syntax: '[channel [channel ...]]',
    summary: 'Listens to channels no more, or to none',
    run: reads(call => {
      unsubscribe(call, 'channels', 'unsubscribe')
    }),
  },
  {
    ...base,
    name: 'psubscribe',
    flags: LISTENING_FLAGS,
    arity: -2,
    since: '2.0.0',
    syntax: 'pattern [pattern ...]',
    summary: 'Listens to all channels that match a pattern',
    differs: 'The different patterns of all clients together have at most 32 KiB',
    run: reads(call => {
      subscribe(call, 'patterns', 'psubscribe')
    }),
  },
  {
    ...base,
    name: 'punsubscribe',
    flags: LISTENING_FLAGS,
    arity: -1,
    since: '2.0.0',
    syntax: '[pattern [pattern ...]]',
    summary: 'Listens to patterns no more, or to none',
    run: reads(call => {
      unsubscribe(call, 'patterns', 'punsubscribe')
    }),
  },
  {
    ...base,
    name: 'publish',
    arity: 3,
    flags: ['pubsub', 'loading', 'stale', 'fast'],
    since: '2.0.0',
    syntax: 'channel message',
    summary: 'Sends a message to the clients that listen now; answers with how many do',
    differs: 'Reaches clients of this process; behind a write, it is sent when that is durable',
    run: reads(({ args, context, replies }) => {
      mustBeShort(args, 1)
      const receivers = context.pubSub.publish(args.argument(1), args.argument(2))
      replies.integer(receivers)
    }),
  },
  containerOf(
    { ...base, name: 'pubsub', since: '2.8.0', summary: 'Of channels and who listens to them' },
    subcommands,
  ),
]

function nameAt(args: Arguments, at: number): string {
  return Buffer.from(args.argument(at)).toString('latin1')
}

function namesFrom(args: Arguments, first: number): readonly string[] {
  return Array.from({ length: args.count - first }, (_, at) => nameAt(args, first + at))
}

function mustBeShort(args: Arguments, at: number): void {
  const bytes = args.end(at) - args.start(at)
  if (bytes > CHANNEL_BYTES_MAX) throw channelTooLong(bytes, CHANNEL_BYTES_MAX)
}

function subscribe({ args, client, context, replies }: Call, kind: SubscriptionKind, word: string) {
  for (let at = 1; at < args.count; at++) mustBeShort(args, at)
  const names = namesFrom(args, 1)
  const excess = context.pubSub.excess(client, kind, new Set(names))
  if (excess) throw tooManySubscriptions(excess)
  for (const name of names) {
    context.pubSub.subscribe(client, kind, name)
    confirm({ client, replies }, word, name)
  }
}

function unsubscribe(
  { args, client, context, replies }: Call,
  kind: SubscriptionKind,
  word: string,
): void {
  const names = args.count > 1 ? namesFrom(args, 1) : [...client.subscriptions[kind]]
  for (const name of names) {
    context.pubSub.unsubscribe(client, kind, name)
    confirm({ client, replies }, word, name)
  }
  if (names.length === 0) confirm({ client, replies }, word, undefined)
}

/** Tells how many subscriptions the client has then. */
function confirm(
  { client, replies }: Pick<Call, 'client' | 'replies'>,
  word: string,
  name: string | undefined,
): void {
  replies.push(3)
  replies.bulkText(word)
  if (name === undefined) replies.nil()
  else replies.bulk(Buffer.from(name, 'latin1'))
  replies.integer(subscriptionsOf(client))
}

/** In slices, between which others get their turn. */
async function channels(call: Call): Promise<void> {
  const { args, context, replies } = call
  const pattern = args.count > 2 ? Buffer.from(args.argument(2)) : Buffer.from('*')
  if (args.count > 2) mustBeShort(args, 2)
  const { options, pubSub } = context
  const found: Buffer[] = []
  let looked = 0
  let bytes = 0
  // A channel that somebody leaves and another client joins meanwhile would come twice.
  for (const name of [...pubSub.names()]) {
    if (++looked % CHANNELS_PER_TURN === 0) await nextTurn(options.host.turns)
    if (call.ended().aborted) throw stopping()
    const channel = Buffer.from(name, 'latin1')
    if (!globMatches(pattern, channel)) continue
    found.push(channel)
    bytes += channel.length
    if (bytes > options.limits.outputBytesMax) throw replyTooLarge(options.limits.outputBytesMax)
  }
  replies.array(found.length)
  for (const channel of found) replies.bulk(channel)
}
