/** What the key-value store does by itself: removing what expired, forgetting what is older than the retention. */
import type { Clock } from '#foundation/host/host'
import type { Store } from '#business/data/store/store'
import { StoreDamaged } from '#business/data/store/store'
import type { Kv } from './kv.ts'

/** How late after its time the delete of a key comes, when nothing else is in the way. Reads do not see it any more then. */
export const EXPIRY_CHECK_MS = 100
export const RETENTION_CHECK_MS = 5000

export type Retention = {
  /** How long what was overwritten or removed can still be read and watched. */
  readonly ageMs: number
  /** How many of the newest revisions that holds for, at most. */
  readonly revisions: number
}

/** One round. Resolves when nothing is due any more; rejects with `StoreDamaged` if something damaged was passed over. */
export async function expireDue(kv: Kv, clock: Clock): Promise<void> {
  const next = kv.nextExpiry()
  if (next === undefined || next > clock.now()) return
  let damaged: string | undefined
  let more = true
  while (more) {
    const expired = await kv.expire()
    damaged ??= expired.damaged
    more = expired.more
  }
  if (damaged !== undefined) throw new StoreDamaged(damaged)
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
