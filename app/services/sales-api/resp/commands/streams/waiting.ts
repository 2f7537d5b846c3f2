/** Waiting for entries: what XREAD and XREADGROUP have in common. */
import type { Key } from '#business/data/keyspace/key'
import { int64Of } from '../../command/arguments.ts'
import type { Arguments, Call } from '../../command/command.ts'
import { CommandError } from '../../command/errors.ts'

/** Of BLOCK, in milliseconds; 0 for ever. */
export function blockOf(args: Arguments, at: number): number {
  const ms = int64Of(args, at)
  if (ms === undefined) throw new CommandError('ERR timeout is not an integer or out of range')
  if (ms < 0n) throw new CommandError('ERR timeout is negative')
  return Number(ms)
}

/**
 * Calls `answer` each time when entries were appended to any of the streams, until it returns true: then this resolves with
 * true. Resolves with false when the time is over or the connection ends. Rejects with what the client is told if another one
 * unblocks it with an error.
 */
export async function waitFor(
  call: Call,
  streams: readonly Key[],
  blockMs: number,
  answer: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const { client, context } = call
  const stop = new AbortController()
  const unblocked = { withError: false }
  const ended = call.ended()
  const onEnded = (): void => {
    stop.abort()
  }
  ended.addEventListener('abort', onEnded)
  if (ended.aborted) stop.abort()
  const timer = blockMs === 0 ? undefined : context.options.host.clock.after(blockMs, onEnded)
  client.unblock = withError => {
    unblocked.withError = withError
    stop.abort()
  }
  try {
    using arrived = call.streams.arrivals(streams, stop.signal)
    // What came since the command looked, before it waited.
    if (await answer()) return true
    while (await arrived.next()) if (await answer()) return true
  } finally {
    client.unblock = undefined
    timer?.cancel()
    ended.removeEventListener('abort', onEnded)
  }
  if (unblocked.withError) throw new CommandError('UNBLOCKED client unblocked via CLIENT UNBLOCK')
  return false
}
