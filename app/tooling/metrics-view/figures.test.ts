import { describe, expect, it } from 'vitest'
import type { Figure } from './figures.ts'
import { duration, figureOf, shown } from './figures.ts'

describe('a number that is not in the table is shown as its name tells', () => {
  it.each([
    ['jobs_total', 'rate', 'count'],
    ['memstats.NumGC', 'rate', 'count'],
    ['memstats.HeapSys', 'value', 'bytes'],
    ['store.lmdb_used_bytes', 'value', 'bytes'],
    ['flush_seconds_p99', 'value', 'seconds'],
    ['store.changes_files', 'value', 'count'],
  ])('%s: %s, %s', (path, kind, unit) => {
    expect(figureOf(path)).toMatchObject({ label: path, kind, unit })
  })
})

it('second names and the collector are not shown', () => {
  for (const path of ['memstats.HeapAlloc', 'memstats.HeapInuse', 'collector.up']) {
    expect(figureOf(path)).toBeUndefined()
  }
})

const value = (unit: Figure['unit']) => ({ unit, kind: 'value' as const })
const rate = (unit: Figure['unit']) => ({ unit, kind: 'rate' as const })

describe('a value', () => {
  it.each([
    [0, value('count'), '0'],
    [7, value('count'), '7'],
    [999, value('count'), '999'],
    [999.9, value('count'), '1k'],
    [1000, value('count'), '1k'],
    [1234, value('count'), '1.23k'],
    [56_789, value('count'), '56.8k'],
    [4_500_000, value('count'), '4.5M'],
    [-3, value('count'), '-3'],
    [0.5, rate('count'), '0.5/s'],
    [12.345, rate('count'), '12.3/s'],
    [0, value('bytes'), '0 B'],
    [1023, value('bytes'), '1 KiB'],
    [999, value('bytes'), '999 B'],
    [36 * 1024 * 1024, value('bytes'), '36 MiB'],
    [0.125, value('part'), '12.5 %'],
    [1, value('part'), '100 %'],
    [2.5, rate('part'), '250 %'],
    [0, value('seconds'), '0 s'],
    [0.0000005, value('seconds'), '0.5 µs'],
    [0.00032, value('seconds'), '320 µs'],
    [0.0012345, value('seconds'), '1.23 ms'],
    [0.99999, value('seconds'), '1 s'],
    [2.5, value('seconds'), '2.5 s'],
  ])('%d as %j is %s', (number, figure, text) => {
    expect(shown(number, figure)).toBe(text)
  })

  it('never takes more than nine characters', () => {
    for (const unit of ['count', 'bytes', 'seconds', 'part'] as const) {
      for (let exponent = -9; exponent <= 9; exponent++) {
        for (const digits of [1, 1.23456, 9.9999]) {
          const text = shown(digits * 10 ** exponent, value(unit))
          if (unit !== 'part' || exponent < 5) expect(text.length, text).toBeLessThanOrEqual(9)
        }
      }
    }
  })
})

it('a time is told in the largest unit of which there is one', () => {
  expect([59, 60, 3600, 86_400 * 2.5].map(duration)).toEqual(['59 s', '1 min', '1 h', '2.5 d'])
})
