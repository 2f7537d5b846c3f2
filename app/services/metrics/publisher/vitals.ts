/** How the collector itself is doing, as numbers with names: what every publisher tells beside the service's own values. */
import type { Health } from '../ledger.ts'

export type Vital = {
  /** In words, without the prefix and the ending that a format wants. */
  readonly name: string
  readonly help: string
  /** A `total` only grows, from zero at the start of this process. */
  readonly kind: 'gauge' | 'total'
  readonly points: readonly VitalPoint[]
}

export type VitalPoint = { readonly value: number; readonly reason?: string }

export function vitalsOf(health: Health): Vital[] {
  const { freshness, ageMs, durationMs, collections, failures } = health
  return [
    {
      name: 'up',
      help: 'Whether the last collection succeeded: 1 or 0',
      kind: 'gauge',
      points: [{ value: freshness === 'fresh' ? 1 : 0 }],
    },
    {
      name: 'stale',
      help: 'Whether the values are left from before a collection failed: 1 or 0',
      kind: 'gauge',
      points: [{ value: freshness === 'stale' ? 1 : 0 }],
    },
    {
      name: 'last_success_age_seconds',
      help: 'Since the last collection that succeeded; absent if none has',
      kind: 'gauge',
      points: ageMs === undefined ? [] : [{ value: ageMs / 1000 }],
    },
    {
      name: 'duration_seconds',
      help: 'What the last collection took',
      kind: 'gauge',
      points: durationMs === undefined ? [] : [{ value: durationMs / 1000 }],
    },
    {
      name: 'collections',
      help: 'Collections that have ended',
      kind: 'total',
      points: [{ value: collections }],
    },
    {
      name: 'failures',
      help: 'Collections that failed, by reason',
      kind: 'total',
      points: Object.entries(failures).map(([reason, value]) => ({ value, reason })),
    },
  ]
}
