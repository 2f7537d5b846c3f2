/** What the key-value store does by itself: removing what expired, forgetting what is older than the retention. */
import type { Clock } from '#foundation/host/host'
import type { Store } from '#business/data/store/store'
import type { Kv } from './kv.ts'

/** How late after its time a key may go, when nothing else is in the way. */
export const EXPIRY_CHECK_MS = 100
export const RETENTION_CHECK_MS = 5000

export type Retention = {
  /** How long what was overwritten or removed can still be read and watched. */
  readonly ageMs: number
  /** How many of the newest revisions that holds for, at most. */
  readonly revisions: number
}

/** One round. Resolves when nothing is due any more. */
export async function expireDue(kv: Kv, clock: Clock): Promise<void> {
  const next = kv.nextExpiry()
  if (next === undefined || next > clock.now()) return
  while (await kv.expire()) continue
}

/** One round: raises the compacted revision to where the retention has it. */
export async function compactOld(
  kv: Kv,
  store: Store,
  clock: Clock,
  retention: Retention,
): Promise<void> {
  const { revision, compactedRevision } = store.state
  const byAge = store.revisionBefore(clock.now() - retention.ageMs)
  const target = Math.max(byAge, revision - retention.revisions)
  if (target > compactedRevision) await kv.compact(target)
}
