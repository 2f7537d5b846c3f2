import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { alternate } from './comparison.ts'
import type { Line, Measured } from './line/line.ts'
import { holds, isPassed, median, ratioOf } from './line/line.ts'
import { json, svg, table } from './report/lines.ts'

const MAIN = new URL('main.ts', import.meta.url).pathname
/** Lines that a quick run may find nothing for. */
const MAY_FIND_NOTHING = ['flush', 'overload', 'overload-p99', 'profile-read', 'profile-write']
const origin = { commit: 'abc', date: '2026-01-02T03:04:05.000Z' }

function line(bound: Line['bound']): Line {
  const measure = (): Promise<Measured> => Promise.reject(new Error('not measured here'))
  return { id: 'a', title: 'a line', bound, unit: '×', steps: 1, measure }
}

function measured(...rounds: number[]): Measured {
  return { rounds, details: 'why' }
}

describe('a bound', () => {
  test.each([
    ['at least', 2, 2, true],
    ['at least', 2, 1.99, false],
    ['at most', 2, 2, true],
    ['at most', 2, 2.01, false],
  ] as const)('%s %d: %d holds: %s', (kind, bound, value, expected) => {
    expect(holds({ kind, value: bound, of: 'median' }, [value])).toBe(expected)
  })

  test.each([
    ['at least', 'median', [1, 2, 3], true],
    ['at least', 'worst', [1, 2, 3], false],
    ['at most', 'median', [1, 2, 3], true],
    ['at most', 'worst', [1, 2, 3], false],
    ['at least', 'worst', [2, 3], true],
    ['at most', 'worst', [1, 2], true],
  ] as const)('%s 2 of the %s of %j holds: %s', (kind, of, rounds, expected) => {
    expect(holds({ kind, value: 2, of }, rounds)).toBe(expected)
  })
})

test('both sides alternate, each beginning every other round, and the ratio is the median of the rounds', async () => {
  const order: string[] = []
  const side = (name: string, values: number[]) => (): Promise<number> => {
    order.push(name)
    return Promise.resolve(values.shift() ?? 0)
  }
  const [ours = [], bare = []] = await alternate(3, [
    side('ours', [10, 30, 20]),
    side('bare', [10, 10, 10]),
  ])
  expect(order).toEqual(['ours', 'bare', 'bare', 'ours', 'ours', 'bare'])
  expect(ratioOf(ours, bare, 'writes/s', 'bare')).toMatchObject({ rounds: [1, 3, 2] })
})

describe('what was not measured holds no bound', () => {
  const atMost = line({ kind: 'at most', value: 3, of: 'worst' })
  const nothing = [0, 1]
  const something = [1, 1]

  test.each([
    ['a side that did nothing', ratioOf(nothing, something, 'ms', 'bare').rounds],
    ['a yardstick that did nothing', ratioOf(something, nothing, 'ms', 'bare').rounds],
    ['no rounds', []],
  ])('%s', (_name, rounds) => {
    expect(median(rounds)).toBeNaN()
    for (const which of ['median', 'worst'] as const) {
      expect(holds({ kind: 'at most', value: 3, of: which }, rounds)).toBe(false)
      expect(holds({ kind: 'at least', value: 0, of: which }, rounds)).toBe(false)
    }
  })

  test('a run of which nothing was measured does not pass, a quick one neither', () => {
    const skipped = { line: atMost, measured: { skipped: 'no such program' } }
    const unmeasured = { line: atMost, measured: measured(Number.NaN) }
    for (const outcomes of [[], [skipped], [unmeasured, skipped]]) {
      expect(isPassed(outcomes, 'holds')).toBe(false)
      expect(isPassed(outcomes, 'works')).toBe(false)
    }
    const held = { line: atMost, measured: measured(3) }
    const broken = { line: atMost, measured: measured(4) }
    expect(isPassed([held, skipped], 'holds')).toBe(true)
    expect(isPassed([held, broken], 'holds')).toBe(false)
    expect(isPassed([held, unmeasured], 'holds')).toBe(false)
    expect(isPassed([broken, unmeasured], 'works')).toBe(true)
    const failed = { line: atMost, measured: { failed: 'it ended' } }
    for (const claim of ['holds', 'works'] as const) {
      expect(isPassed([held, failed], claim)).toBe(false)
    }
  })
})

test('a median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 2, 3])).toBe(2.5)
  expect(median([3, 1, 2])).toBe(2)
})

test('the table, the JSON and the plot say which bound does not hold, what was skipped, and what failed', () => {
  const outcomes = [
    { line: line({ kind: 'at least', value: 2, of: 'median' }), measured: measured(1) },
    { line: line({ kind: 'at most', value: 2, of: 'worst' }), measured: measured(1, 2, 1) },
    {
      line: line({ kind: 'at most', value: 2, of: 'median' }),
      measured: { skipped: 'no such program' },
    },
    {
      line: line({ kind: 'at most', value: 2, of: 'median' }),
      measured: { failed: 'it ended' },
    },
  ]
  const rows = table(outcomes).split('\n')
  expect(rows.map(row => row.slice(0, 2))).toEqual(['NO', 'ok', '- ', 'NO'])
  expect(rows[1]).toContain('1.00 × (≤ 2 × in every round)')
  expect(rows[1]).toContain('worst 2.00 ×; why')
  expect(rows[2]).toContain('skipped: no such program')
  expect(rows[3]).toContain('failed: it ended')
  const report = JSON.parse(json(outcomes, origin)) as { lines: { holds?: boolean }[] }
  expect(report.lines.map(({ holds }) => holds)).toEqual([false, true, undefined, undefined])
  const plot = svg(outcomes, origin)
  expect(plot.match(/<rect x/g)).toHaveLength(2)
  expect(plot.match(/#c2553f/g)).toHaveLength(1)
})

describe('a quick run of every line against the real service', () => {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'bench-test-'))
  let output = ''
  beforeAll(() => {
    const run = spawnSync(process.execPath, [MAIN, '--quick', '--out', directory])
    output = run.stdout.toString() + run.stderr.toString()
    expect(run.status, output).toBe(0)
  })
  afterAll(() => {
    fs.rmSync(directory, { recursive: true })
  })

  test('measures something on each, or says what is missing', () => {
    const text = fs.readFileSync(join(directory, 'results.json'), 'utf8')
    const { lines } = JSON.parse(text) as {
      lines: { id: string; median?: number | null; skipped?: string }[]
    }
    // Each when it is done, and all of them at the end.
    expect(2 * lines.length).toBe(output.match(/^(ok|NO|-) /gm)?.length)
    for (const { id, median, skipped } of lines) {
      if (skipped !== undefined) expect(skipped).toContain('not installed')
      // On a machine that is busy there may be no read during a flush, and nothing served in half a second of overload.
      else if (median !== null || !MAY_FIND_NOTHING.includes(id))
        expect(median, id).toBeGreaterThan(0)
    }
    expect(fs.readFileSync(join(directory, 'results.svg'), 'utf8')).toContain('</svg>')
  })
})

test('an unknown line is refused with the names of those there are', () => {
  const { status, stderr } = spawnSync(process.execPath, [MAIN, '--only', 'wrties'])
  expect(status).toBe(2)
  expect(stderr.toString()).toContain('there is no wrties; there are writes, get')
})
