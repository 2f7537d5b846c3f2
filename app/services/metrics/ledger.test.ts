import { describe, expect, it } from 'vitest'
import type { Outcome, Reason } from '#foundation/expvar/client'
import type { Tree } from '#foundation/expvar/expvar'
import { Ledger } from './ledger.ts'

const KEEP_MS = 1000

const collected = (tree: Tree, cmdline: readonly string[] = ['sales-api']): Outcome => ({
  kind: 'read',
  vars: { cmdline, metrics: [], tree },
  durationMs: 3,
})

const failed = (reason: Reason): Outcome => ({
  kind: 'failed',
  reason,
  detail: 'because',
  durationMs: 7,
})

describe('values', () => {
  it('are none before the first collection', () => {
    const { cmdline, tree, health } = new Ledger(KEEP_MS).report(0)
    expect({ cmdline, tree }).toEqual({ cmdline: [], tree: {} })
    expect(health).toMatchObject({ freshness: 'none', collections: 0, complaint: undefined })
    expect([health.ageMs, health.durationMs]).toEqual([undefined, undefined])
  })

  it('are those of the last collection and nothing of the ones before', () => {
    const ledger = new Ledger(KEEP_MS)
    ledger.enter(collected({ a: 1, gone: 2 }), 0)
    ledger.enter(collected({ a: 3 }), 10)
    expect(ledger.report(10)).toMatchObject({ tree: { a: 3 }, health: { freshness: 'fresh' } })
    expect(ledger.report(10).tree).not.toHaveProperty('gone')
  })

  it('are stale after a failure, and gone once they are older than they may be', () => {
    const ledger = new Ledger(KEEP_MS)
    ledger.enter(collected({ a: 1 }), 0)
    ledger.enter(failed('timeout'), 500)
    expect(ledger.report(KEEP_MS)).toMatchObject({
      tree: { a: 1 },
      health: { freshness: 'stale', ageMs: KEEP_MS, complaint: 'timeout: because' },
    })
    expect(ledger.report(KEEP_MS + 1)).toMatchObject({
      cmdline: ['sales-api'],
      tree: {},
      health: { freshness: 'none', ageMs: KEEP_MS + 1 },
    })
  })

  it('are gone by age alone, should collecting itself stand still', () => {
    const ledger = new Ledger(KEEP_MS)
    ledger.enter(collected({ a: 1 }), 0)
    expect(ledger.report(KEEP_MS).health.freshness).toBe('fresh')
    expect(ledger.report(KEEP_MS + 1)).toMatchObject({ tree: {}, health: { freshness: 'none' } })
  })

  it('are fresh again with the next success', () => {
    const ledger = new Ledger(KEEP_MS)
    ledger.enter(failed('unreachable'), 0)
    ledger.enter(collected({ a: 1 }), 10)
    expect(ledger.report(10)).toMatchObject({
      tree: { a: 1 },
      health: { freshness: 'fresh', ageMs: 0, complaint: undefined },
    })
  })
})

it('failures are counted by reason, with what the last collection took', () => {
  const ledger = new Ledger(KEEP_MS)
  for (const reason of ['timeout', 'malformed', 'timeout'] as const) {
    ledger.enter(failed(reason), 0)
  }
  ledger.enter(collected({ a: 1 }), 0)
  expect(ledger.report(0).health).toMatchObject({
    collections: 4,
    durationMs: 3,
    failures: { timeout: 2, malformed: 1, unreachable: 0, status: 0, too_large: 0, unusable: 0 },
  })
})

it('a service that does not say its name keeps the one it said before', () => {
  const ledger = new Ledger(KEEP_MS)
  ledger.enter(collected({ a: 1 }, ['sales-api']), 0)
  ledger.enter(collected({ a: 1 }, []), 10)
  expect(ledger.report(10).cmdline).toEqual(['sales-api'])
})
