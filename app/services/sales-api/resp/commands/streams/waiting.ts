/** What XREAD and XREADGROUP have in common: how much they reply with, and waiting for entries. */
import type { Timer } from '#foundation/host/host'
import type { Key } from '#business/data/keyspace/key'
import type { ReadTotal } from '#business/core/stream/groups'
import { int64Of, integerOf, wordOf } from '../../command/arguments.ts'
import type { Arguments, Call, KeyPlaces } from '../../command/command.ts'
import { CommandError } from '../../command/errors.ts'

/** What is due later is looked at in between. A timer has no more than 31 bits of milliseconds. */
const LOOK_AGAIN_MS = 60 * 60 * 1000

/** Of BLOCK, in milliseconds; 0 for ever. */
export function blockOf(args: Arguments, at: number): number {
  const ms = int64Of(args, at)
  if (ms === undefined) throw new CommandError('ERR timeout is not an integer or out of range')
  if (ms < 0n) throw new CommandError('ERR timeout is negative')
  return Number(ms)
}

/** The total with one of the two options, whose number is at `at`. */
export function totalWith(
  total: ReadTotal,
  word: 'MAXCOUNT' | 'MAXSIZE',
  args: Arguments,
  at: number,
): ReadTotal {
  const value = integerOf(args, at)
  if (value <= 0) throw new CommandError(`ERR ${word} must be a positive integer`)
  return word === 'MAXCOUNT' ? { ...total, entries: value } : { ...total, bytes: value }
}

/** `count` is COUNT, without limit if it is not said. */
export function checkTotal({ entries }: ReadTotal, count: number): void {
  if (entries !== undefined && Number.isFinite(count) && count > entries) {
    throw new CommandError('ERR MAXCOUNT must be greater than or equal to COUNT')
  }
}

/** Whether the command was answered; if not, when it is to look again even if nothing is appended. */
export type Answer = 'answered' | { readonly dueAt: number | undefined }

/**
 * Calls `answer` each time when entries were appended to any of the streams, or more is due, until it has answered: then this
 * resolves with true. Resolves with false when the time is over or the connection ends, which the signal that `answer` is
 * given tells too. Rejects with what the client is told if another one unblocks it with an error.
 */
export async function waitFor(
  call: Call,
  streams: readonly Key[],
  blockMs: number,
  answer: (stopped: AbortSignal) => Answer | Promise<Answer>,
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
  const { clock } = context.options.host
  const timer = blockMs === 0 ? undefined : clock.after(blockMs, onEnded)
  let due: Timer | undefined
  client.unblock = withError => {
    unblocked.withError = withError
    stop.abort()
  }
  try {
    using arrived = call.streams.arrivals(streams, stop.signal)
    do {
      // At first: what came since the command looked, before it waited.
      const answered = await answer(stop.signal)
      if (answered === 'answered') return true
      due?.cancel()
      const { dueAt } = answered
      due =
        dueAt === undefined
          ? undefined
          : clock.after(Math.min(Math.max(1, dueAt - clock.now()), LOOK_AGAIN_MS), () => {
              arrived.wake()
            })
    } while (await arrived.next())
  } finally {
    due?.cancel()
    client.unblock = undefined
    timer?.cancel()
    ended.removeEventListener('abort', onEnded)
  }
  if (unblocked.withError) throw new CommandError('UNBLOCKED client unblocked via CLIENT UNBLOCK')
  return false
}

/** Of the request from `start` on: names behind the first `STREAMS` from `from` on, and as many ids behind them. */
export function keysOfStreams(args: Arguments, start: number, from: number): KeyPlaces | undefined {
  let at = from
  while (at < args.count && wordOf(args, at) !== 'STREAMS') at++
  const names = Math.floor((args.count - at - 1) / 2)
  const first = at + 1 - start
  return names < 1 ? undefined : { first, last: first + names - 1, step: 1 }
}
