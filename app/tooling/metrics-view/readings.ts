/** Readings of an endpoint, one after the other. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome, VarsClient } from '#foundation/expvar/client'
import type { Clock } from '#foundation/host/host'
import type { Moment } from './history.ts'

export type Reading = { readonly outcome: Outcome; readonly moment: Moment }

/** Each `intervalMs` after the end of the one before. Ends with `signal`. */
export async function* readings(
  client: VarsClient,
  clock: Clock,
  intervalMs: number,
  signal: AbortSignal,
): AsyncGenerator<Reading> {
  for (;;) {
    const outcome = await client.read(signal)
    if (!outcome) return
    yield { outcome, moment: { wallMs: clock.now(), steadyMs: clock.monotonic() } }
    // What is aborted has no more to say; the next turn finds that out.
    await pause(intervalMs, undefined, { signal }).catch(() => undefined)
  }
}
