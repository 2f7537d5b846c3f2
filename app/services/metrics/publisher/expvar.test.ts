import { describe, expect, it } from 'vitest'
import type { Outcome } from '#foundation/expvar/client'
import { parseVars } from '#foundation/expvar/expvar'
import { Ledger } from '../ledger.ts'
import { readAsExpvarmon } from '../tests/expvarmon.ts'
import { ExpvarDocument } from './expvar.ts'

const KEEP_MS = 1000

/** What expvarmon reads after each outcome. */
function bench() {
  const ledger = new Ledger(KEEP_MS)
  const document = new ExpvarDocument()
  const readAt = (at: number) => readAsExpvarmon(document.text(ledger.report(at)))
  const enter = (outcome: Outcome, at = 0) => {
    ledger.enter(outcome, at)
    return readAt(at)
  }
  const says = (vars: object, at = 0) =>
    enter({ kind: 'read', vars: parseVars(JSON.stringify(vars)), durationMs: 1 }, at)
  const fails = (at = 0) =>
    enter({ kind: 'failed', reason: 'timeout', detail: 'too late', durationMs: 5 }, at)
  return { readAt, says, fails }
}

it('the values of the service stand where the service had them', () => {
  const { says } = bench()
  const { document } = says({
    cmdline: ['sales-api', '-x'],
    build: 'v1',
    requests: 7,
    latency: { p99: 0.25 },
    memstats: { Alloc: 5, PauseTotalNs: 9 },
  })
  expect(document).toMatchObject({
    cmdline: ['sales-api', '-x'],
    build: 'v1',
    requests: 7,
    latency: { p99: 0.25 },
    memstats: { Alloc: 5, PauseTotalNs: 9 },
    collector: { up: 1, stale: 0, freshness: 'fresh', lastSuccessAgeSeconds: 0, collections: 1 },
  })
})

describe('expvarmon reads', () => {
  it('a document before the first collection', () => {
    const { document, name, pauseTotalNs } = bench().readAt(0)
    expect([name, pauseTotalNs]).toEqual(['unknown', 0n])
    expect(document.collector).toEqual({
      up: 0,
      stale: 0,
      freshness: 'none',
      collections: 0,
      failures: expect.objectContaining({ timeout: 0 }) as unknown,
    })
  })

  it('the name of a service that is down, its last pause, and none of its values', () => {
    const { says, fails } = bench()
    says({ cmdline: ['sales-api'], requests: 7, memstats: { Alloc: 5, PauseTotalNs: 9 } })
    const { document, name, pauseTotalNs } = fails(KEEP_MS + 1)
    expect([name, pauseTotalNs]).toEqual(['sales-api', 9n])
    expect(Object.keys(document)).toEqual(['cmdline', 'memstats', 'collector'])
    expect(Object.keys(document.memstats)).toEqual(['PauseTotalNs'])
    expect(document.collector).toMatchObject({ up: 0, stale: 0, complaint: 'timeout: too late' })
  })

  it('values that are marked as stale, while they are kept', () => {
    const { says, fails } = bench()
    says({ requests: 7 })
    const { document } = fails(KEEP_MS)
    expect(document).toMatchObject({ requests: 7, collector: { up: 0, stale: 1 } })
  })

  it.each([
    ['a fraction', 9.75, 9n],
    ['nothing', undefined, 8n],
    ['a text', 'long', 8n],
    ['less than nothing', -1, 8n],
    ['more than it can hold', 1e30, BigInt(Number.MAX_SAFE_INTEGER)],
  ])('an integer where the service says %s for its pauses', (_what, PauseTotalNs, expected) => {
    const { says } = bench()
    says({ n: 1, memstats: { PauseTotalNs: 8 } })
    expect(says({ n: 1, memstats: { PauseTotalNs } }).pauseTotalNs).toBe(expected)
  })

  it('pauses that do not fall, whatever comes between, unless the service restarts', () => {
    const { says, fails, readAt } = bench()
    const pauses = [
      readAt(0),
      says({ n: 1, memstats: { PauseTotalNs: 100 } }),
      fails(),
      says({ n: 1 }),
      says({ n: 1, memstats: 'broken' }),
      readAt(KEEP_MS * 5),
      says({ n: 1, memstats: { PauseTotalNs: 120 } }, KEEP_MS * 6),
    ].map(({ pauseTotalNs }) => pauseTotalNs)
    expect(pauses).toEqual([0n, 100n, 100n, 100n, 100n, 100n, 120n])
    expect(says({ n: 1, memstats: { PauseTotalNs: 3 } }, KEEP_MS * 7).pauseTotalNs).toBe(3n)
  })
})

it('a service cannot speak in the name of the collector', () => {
  const { says } = bench()
  const { document } = says({ n: 1, collector: { up: 99 } })
  expect(document.collector.up).toBe(1)
})
