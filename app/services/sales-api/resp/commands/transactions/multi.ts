/** MULTI, EXEC and what belongs to them: several requests as one log entry. */
import type { Key } from '#business/data/keyspace/key'
import { keyOf } from '../../command/arguments.ts'
import type { Call, Command, Flag } from '../../command/command.ts'
import { ALL_KEYS, reads, waits } from '../../command/command.ts'
import type { CommandIndex } from '../../command/command-index.ts'
import { CommandError } from '../../command/errors.ts'
import { QUEUED_BYTES_MAX, QUEUED_MAX, Transaction } from '../../connection/transaction.ts'
import { Execution } from './execution.ts'

/** Of one connection. */
const WATCHED_MAX = 1024

const FLAGS: readonly Flag[] = ['noscript', 'loading', 'stale', 'fast', 'allow_busy']
const base = { keys: undefined, group: 'transactions', differs: '', flags: FLAGS } as const

/** `index` is of all commands. */
export function transactionCommands(index: () => CommandIndex): readonly Command[] {
  return [
    {
      ...base,
      name: 'multi',
      arity: 1,
      since: '1.2.0',
      syntax: '',
      summary: 'Begins a transaction: the requests behind it are kept until EXEC',
      differs: `At most ${String(QUEUED_MAX)} requests with ${String(QUEUED_BYTES_MAX / 1024 / 1024)} MiB together`,
      run: reads(multi),
    },
    {
      ...base,
      name: 'exec',
      arity: 1,
      flags: ['noscript', 'stale'],
      since: '1.2.0',
      syntax: '',
      summary: 'Executes the requests since MULTI, with nothing of others between them',
      differs:
        'All of it is durable, or nothing, in one log entry; each write has a revision of its own',
      run: waits(call => exec(call, index())),
    },
    {
      ...base,
      name: 'discard',
      arity: 1,
      since: '2.0.0',
      syntax: '',
      summary: 'Forgets the requests since MULTI, and what is watched',
      run: reads(discard),
    },
    {
      ...base,
      name: 'watch',
      arity: -2,
      flags: ['noscript', 'stale', 'fast'],
      keys: ALL_KEYS,
      since: '2.2.0',
      syntax: 'key [key ...]',
      summary: 'Lets the next EXEC execute nothing if one of the keys changes before it',
      differs: `At most ${String(WATCHED_MAX)} keys. What changes only the groups of a stream does not count, nor does a key that was absent and is absent again`,
      run: reads(watch),
    },
    {
      ...base,
      name: 'unwatch',
      arity: 1,
      since: '2.2.0',
      syntax: '',
      summary: 'Forgets what is watched',
      run: reads(({ client, isQueued, replies }) => {
        if (!isQueued) client.watched.clear()
        replies.ok()
      }),
    },
  ]
}

function multi({ client, replies }: Call): void {
  if (client.transaction) throw new CommandError('ERR MULTI calls can not be nested')
  client.transaction = new Transaction()
  replies.ok()
}

function discard({ client, replies }: Call): void {
  if (!client.transaction) throw new CommandError('ERR DISCARD without MULTI')
  client.endTransaction()
  replies.ok()
}

function watch({ args, client, context, replies }: Call): void {
  if (client.transaction) throw new CommandError('ERR WATCH inside MULTI is not allowed')
  const watched = new Map<string, Key>()
  for (let at = 1; at < args.count; at++) {
    const key = keyOf(args, at)
    const name = Buffer.from(key).toString('latin1')
    if (!client.watched.has(name)) watched.set(name, key)
  }
  if (client.watched.size + watched.size > WATCHED_MAX) {
    throw new CommandError(
      `OPERATION_TOO_LARGE At most ${String(WATCHED_MAX)} keys are watched by one connection`,
    )
  }
  for (const [name, key] of watched) {
    // The request's bytes are not kept for it.
    const guard = context.opened?.sequences.guard(new Uint8Array(key))
    if (guard) client.watched.set(name, guard)
  }
  replies.ok()
}

async function exec(call: Call, index: CommandIndex): Promise<void> {
  const { client, context, replies } = call
  const { transaction } = client
  const { opened } = context
  if (!transaction || !opened) throw new CommandError('ERR EXEC without MULTI')
  const guards = [...client.watched.values()]
  client.endTransaction()
  if (transaction.isAborted) {
    throw new CommandError('EXECABORT Transaction discarded because of previous errors.')
  }
  if (opened.node.isCrowded) await opened.node.room()
  const execution = new Execution(call, opened, index, transaction.queued)
  if (!(await execution.run(guards))) {
    replies.nilArray()
    return
  }
  replies.array(transaction.queued.length)
  for (const reply of execution.replies()) replies.append(reply)
}
