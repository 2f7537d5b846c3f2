/**
 * Whether the clock of this node is the odd one among the nodes of its log. A node stamps what it writes, and decides by its clock
 * what is expired: keys that a node writes whose clock is ten minutes behind are expired at once for all others.
 */
import type { Clock } from '#foundation/host/host'
import type { Access } from '#business/data/transfer/peer-client'
import { ask } from './ask.ts'
import type { Place } from './readers.ts'

/** Clocks that differ by more are not those of nodes that share a log. What an answer takes, and its whole seconds, are little beside it. */
const CLOCK_MS_MAX = 60_000

/** The clock of another node, as it answered; undefined if it did not tell. */
export type Measured = { readonly name: string; readonly aheadMs: number | undefined }

/** The clock of this node differs from those of most nodes that answered. */
export class ClockDiffers extends Error {
  override readonly name = 'ClockDiffers'
  readonly code = 'CLOCK_DIFFERS'
  constructor(differing: readonly Measured[], others: number) {
    const found = differing.map(({ name, aheadMs = 0 }) => {
      const seconds = String(Math.round(Math.abs(aheadMs) / 1000))
      return `${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} that of ${name}`
    })
    const doubt =
      others === 1 ? ' No other node answers, and of two none can tell whose clock is right.' : ''
    super(
      `The clock of this node is ${found.join(', ')}; nodes of a log may differ by ${String(CLOCK_MS_MAX / 1000)} s.${doubt} ` +
        'Set the clock that is wrong: timedatectl says whether NTP sets it, chronyc makestep sets it at once. Then start this node again',
    )
  }
}

/**
 * Finds this node's clock the odd one if most of the others are ahead of it by too much, or most are behind. One that did not tell
 * counts as one that agrees.
 */
export function oddClock(others: readonly Measured[]): ClockDiffers | undefined {
  const ahead = others.filter(({ aheadMs = 0 }) => aheadMs > CLOCK_MS_MAX)
  const behind = others.filter(({ aheadMs = 0 }) => aheadMs < -CLOCK_MS_MAX)
  const differing = [ahead, behind].find(({ length }) => 2 * length > others.length)
  return differing && new ClockDiffers(differing, others.length)
}

/** Rejects with `ClockDiffers`, or with the reason of `stop`. A node that none of the others answers is right. */
export async function refuseOddClock(
  voters: readonly Place[],
  access: Access,
  clock: Clock,
  stop: AbortSignal,
): Promise<void> {
  const asked = voters.map(async ({ name, address }) => {
    const { aheadMs } = await ask('/v1/status', address, access, clock, stop)
    return aheadMs === undefined ? [] : [{ name, aheadMs }]
  })
  const answers = await Promise.allSettled(asked)
  stop.throwIfAborted()
  const odd = oddClock(
    answers.flatMap(answer => (answer.status === 'fulfilled' ? answer.value : [])),
  )
  if (odd) throw odd
}
