import { describe, expect, it } from 'vitest'
import type { Outcome } from '#foundation/expvar/client'
import { parseVars } from '#foundation/expvar/expvar'
import { History, POINTS_MAX } from './history.ts'

/** A history that is told of one reading a second, as seen at noon. */
function bench() {
  const history = new History()
  let ms = 0
  const enter = (outcome: Outcome): void => {
    history.enter(outcome, { wallMs: NOON + ms, steadyMs: ms })
    ms += 1000
  }
  return {
    history,
    says: (vars: object) => {
      enter({ kind: 'read', vars: parseVars(JSON.stringify(vars)), durationMs: 1 })
    },
    fails: (detail = 'connect ECONNREFUSED') => {
      enter({ kind: 'failed', reason: 'unreachable', detail, durationMs: 1 })
    },
    points: (path: string) => history.series.find(series => series.path === path)?.points,
    last: (path: string) => history.series.find(series => series.path === path)?.last,
  }
}

const NOON = Date.UTC(2026, 0, 1, 12)

describe('text of the document', () => {
  const evil = 'a\u001b[2J\r\nb\u009b'
  const escaped = 'a\\u{1b}[2J\\u{d}\\u{a}b\\u{9b}'

  it('cannot move the cursor or begin another line: names, programs, complaints', () => {
    const { history, says, fails } = bench()
    says({ cmdline: [evil], [evil]: 1 })
    expect(history.program).toBe(escaped)
    expect(history.series.map(({ figure }) => figure.label)).toEqual([escaped])
    says({ collector: { up: 0, complaint: evil } })
    expect(history.status).toMatchObject({ kind: 'stale', complaint: escaped })
    fails(evil)
    expect(history.status).toMatchObject({ kind: 'down', complaint: `unreachable: ${escaped}` })
  })
})

describe('a value', () => {
  it('has a point for each reading', () => {
    const { says, points } = bench()
    for (const Alloc of [5, 7, 6]) says({ memstats: { Alloc } })
    expect(points('memstats.Alloc')).toEqual([5, 7, 6])
  })

  it('has a gap where the endpoint was down, and keeps what it was last', () => {
    const { says, fails, points, last } = bench()
    says({ cpus: 2 })
    fails()
    expect([points('cpus'), last('cpus')]).toEqual([[2, undefined], 2])
    says({ cpus: 4 })
    expect(points('cpus')).toEqual([2, undefined, 4])
  })

  it('that is not offered any more is not shown any more', () => {
    const { says, points } = bench()
    says({ cpus: 2, files: 1 })
    says({ cpus: 2 })
    expect(points('files')).toBeUndefined()
  })

  it('is kept as long as the widest terminal is wide', () => {
    const { says, points } = bench()
    for (let n = 0; n <= POINTS_MAX; n++) says({ n })
    expect(points('n')).toHaveLength(POINTS_MAX)
    expect(points('n')?.[0]).toBe(1)
  })
})

describe('a total', () => {
  it('is shown as what it grows by in a second, from the second reading on', () => {
    const { says, points } = bench()
    for (const requests of [100, 110, 110, 140]) says({ requests })
    expect(points('requests')).toEqual([undefined, 10, 0, 30])
  })

  it('that begins again at zero has a gap and no rate below zero', () => {
    const { says, points } = bench()
    for (const requests of [100, 110, 5, 25]) says({ requests })
    expect(points('requests')).toEqual([undefined, 10, undefined, 20])
  })

  it('is divided by all the time that has passed when readings were missing', () => {
    const { says, fails, points } = bench()
    says({ requests: 100 })
    fails()
    says({ requests: 120 })
    expect(points('requests')).toEqual([undefined, undefined, 10])
  })

  it('of nanoseconds is told as a part of the time', () => {
    const { says, points } = bench()
    says({ memstats: { PauseTotalNs: 0 } })
    says({ memstats: { PauseTotalNs: 250_000_000 } })
    expect(points('memstats.PauseTotalNs')).toEqual([undefined, 0.25])
  })
})

describe('the fleet view', () => {
  const fleet = (requests: number, collections: number, age: number) => ({
    cmdline: ['sales-api'],
    requests,
    collector: { up: 1, collections, lastSuccessAgeSeconds: age },
  })

  it('is told of at the time its numbers were collected, not that of the reading', () => {
    const { says, points } = bench()
    says(fleet(100, 1, 0.9))
    says(fleet(110, 2, 0.1))
    expect(points('requests')?.[1]).toBeCloseTo(10 / 1.8)
  })

  it('that was read twice between two collections makes no rate of nothing', () => {
    const { says, points } = bench()
    says(fleet(100, 1, 0))
    says(fleet(110, 2, 0))
    says(fleet(110, 2, 1))
    says(fleet(130, 3, 0))
    expect(points('requests')).toEqual([undefined, 10, 10, 10])
  })

  it('of a service that is down is told so, since when, and why', () => {
    const { history, says, points } = bench()
    says(fleet(100, 1, 0))
    says({
      requests: 100,
      collector: { up: 0, collections: 2, lastSuccessAgeSeconds: 1, complaint: 'timeout: late' },
    })
    expect(history.status).toEqual({ kind: 'stale', sinceMs: NOON, complaint: 'timeout: late' })
    expect(points('requests')).toEqual([undefined, undefined])
  })

  it('of a service that was never there says so too', () => {
    const { history, says } = bench()
    says({ collector: { up: 0, collections: 0 } })
    expect(history.status).toMatchObject({ kind: 'stale', sinceMs: undefined })
    expect(history.series).toEqual([])
  })
})

describe('an endpoint', () => {
  it('is down since the first reading that failed, whatever is wrong with it now', () => {
    const { history, says, fails } = bench()
    expect(history.status.kind).toBe('waiting')
    says({ n: 1 })
    fails('one')
    fails('two')
    expect(history.status).toEqual({
      kind: 'down',
      sinceMs: NOON + 1000,
      complaint: 'unreachable: two',
    })
    says({ n: 1 })
    expect(history.status.kind).toBe('up')
    fails()
    expect(history.status).toMatchObject({ sinceMs: NOON + 4000 })
  })

  it('tells which program it is and for how long that has been up', () => {
    const { history, says } = bench()
    says({ cmdline: ['/opt/sales-api', '-x'], uptime_seconds: 12.5 })
    expect([history.program, history.uptimeSeconds]).toEqual(['sales-api', 12.5])
  })
})

it('what is worth a look comes first, the rest in the order of the document', () => {
  const { history, says } = bench()
  says({
    zebra: 1,
    apple: 2,
    memstats: { Sys: 3, HeapAlloc: 4 },
    requests: 5,
    collector: { up: 1 },
  })
  expect(history.series.map(({ path }) => path)).toEqual([
    'requests',
    'memstats.Sys',
    'zebra',
    'apple',
  ])
})
