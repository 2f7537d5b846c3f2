import { describe, expect, it } from 'vitest'
import { seeded } from '#foundation/host/simulated'
import type { Act, Call } from './linearizability.ts'
import { isLinearizable, shortestViolation, textOf } from './linearizability.ts'

const put = (value: string, created?: boolean): Act => ({ kind: 'put', value, created })
const get = (found: string | undefined): Act => ({ kind: 'get', found })
const remove = (deleted?: boolean): Act => ({ kind: 'delete', deleted })
const swap = (expected: string | undefined, value: string, swapped?: boolean): Act => ({
  kind: 'swap',
  expected,
  value,
  swapped,
})

/** From when to when; for ever if there was no answer. */
type Line = readonly [number, number | undefined, Act]

const history = (lines: readonly Line[]): Call[] =>
  lines.map(([calledAt, answeredAt, act], index) => {
    return { client: String(index), calledAt, answeredAt, act }
  })

const GOOD: Record<string, readonly Line[]> = {
  'of nothing': [],
  'of one client': [
    [1, 2, get(undefined)],
    [3, 4, put('a', true)],
    [5, 6, get('a')],
    [7, 8, put('b', false)],
    [9, 10, remove(true)],
    [11, 12, remove(false)],
    [13, 14, swap('b', 'c', false)],
    [15, 16, swap(undefined, 'd', true)],
    [17, 18, get('d')],
  ],
  'of reads that find the old and the new value while a put is under way': [
    [1, 2, put('a')],
    [3, 10, put('b')],
    [4, 5, get('a')],
    [6, 7, get('b')],
  ],
  'of puts that overlap, in the order of the reads': [
    [1, 10, put('a')],
    [2, 9, put('b')],
    [11, 12, get('a')],
  ],
  'of a put without an answer that took place late': [
    [1, undefined, put('a')],
    [2, 3, get(undefined)],
    [4, 5, put('b', true)],
    [6, 7, get('b')],
    [8, 9, get('a')],
  ],
  'of a put without an answer that never took place': [
    [1, undefined, put('a')],
    [2, 3, put('b', true)],
    [4, 5, get('b')],
  ],
  'of a delete without an answer between two reads': [
    [1, 2, put('a')],
    [3, undefined, remove()],
    [4, 5, get('a')],
    [6, 7, get(undefined)],
  ],
  'of compare-and-puts of which one wins': [
    [1, 2, put('a')],
    [3, 8, swap('a', 'b', true)],
    [4, 7, swap('a', 'c', false)],
    [9, 10, get('b')],
  ],
}

const BAD: Record<string, readonly Line[]> = {
  'with a stale read': [
    [1, 2, put('a')],
    [3, 4, put('b')],
    [5, 6, get('a')],
  ],
  'with reads that go back': [
    [1, 2, put('a')],
    [3, 10, put('b')],
    [4, 5, get('b')],
    [6, 7, get('a')],
  ],
  'with a lost update': [
    [1, 2, put('a')],
    [3, 6, swap('a', 'b', true)],
    [4, 7, swap('a', 'c', true)],
  ],
  'with a lost put': [
    [1, 2, put('a', true)],
    [3, 4, get(undefined)],
  ],
  'with a read from the future': [
    [1, 2, get('a')],
    [3, 4, put('a')],
  ],
  'with a value that nobody put': [
    [1, 2, put('a')],
    [3, 4, get('b')],
  ],
  'with a put without an answer that took place before its call': [
    [1, 2, get('a')],
    [3, undefined, put('a')],
  ],
  'with a put without an answer that took place twice': [
    [1, undefined, put('a')],
    [2, 3, get('a')],
    [4, 5, put('b')],
    [6, 7, get('b')],
    [8, 9, get('a')],
  ],
  'with a key that was created twice': [
    [1, 2, put('a', true)],
    [3, 4, put('b', true)],
  ],
  'with a key that was deleted twice': [
    [1, 2, put('a', true)],
    [3, 6, remove(true)],
    [4, 5, remove(true)],
  ],
  'with a compare-and-put that should have been done': [
    [1, 2, put('a')],
    [3, 4, swap('a', 'b', false)],
  ],
}

describe('a history is linearizable', () => {
  it.each(Object.entries(GOOD))('%s', (_name, lines) => {
    expect(isLinearizable(history(lines))).toBe(true)
    expect(shortestViolation(history(lines))).toBeUndefined()
  })
})

describe('a history is not linearizable', () => {
  it.each(Object.entries(BAD))('%s', (_name, lines) => {
    expect(isLinearizable(history(lines))).toBe(false)
  })
})

describe('of a history that is not linearizable', () => {
  it('only the beginning is told up to what was wrong first, without other reads', () => {
    const calls = history([
      [1, 2, put('a', true)],
      [3, 4, get('a')],
      [5, 6, put('b', false)],
      [7, 20, put('c')],
      [8, 9, get('a')],
      [10, undefined, remove()],
      [21, 22, get('c')],
    ])
    expect(textOf(shortestViolation(calls) ?? [])).toBe(
      [
        '1..2             0        put a: created',
        '5..6             2        put b: replaced',
        '7..?             3        put c: not answered',
        '8..9             4        get: a',
      ].join('\n'),
    )
  })
})

/** Of clients that do one thing after the other to a key that is what the model says, each at one moment of its call. */
function simulated(seed: number, clients: number, count: number): Call[] {
  const chance = seeded(seed)
  const upTo = (bound: number): number => Math.floor(chance() * bound)
  const free = Array.from({ length: clients }, () => 0)
  let value: string | undefined
  const calls: Call[] = []
  for (let moment = 10; moment < 10 * count; moment += 10) {
    const client = upTo(clients)
    const calledAt = Math.max(free[client] ?? 0, moment - upTo(40)) + 1
    if (calledAt > moment) continue
    const answeredAt = moment + upTo(40)
    free[client] = answeredAt
    const written = String(moment)
    const kind = upTo(4)
    const before = value
    const expected = upTo(2) === 0 ? before : String(upTo(moment))
    const swapped = expected === before
    const act =
      kind === 0
        ? put(written, before === undefined)
        : kind === 1
          ? remove(before !== undefined)
          : kind === 2
            ? swap(expected, written, swapped)
            : get(before)
    if (kind === 0 || (kind === 2 && swapped)) value = written
    if (kind === 1) value = undefined
    calls.push({ client: String(client), calledAt, answeredAt, act })
  }
  return calls
}

describe('a long history of many clients', () => {
  it('is linearizable, and is not with wrong reads at its end', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const calls = simulated(seed, 6, 300)
      expect(isLinearizable(calls)).toBe(true)
      const wrong = calls.map((call, index) => {
        const isChanged = index > 200 && call.act.kind === 'get'
        return isChanged ? { ...call, act: get('never') } : call
      })
      expect(isLinearizable(wrong)).toBe(false)
    }
  })
})

/** Every order that the times allow, of every choice of calls without an answer. */
function isInSomeOrder(calls: readonly Call[], value?: string): boolean {
  if (calls.every(({ answeredAt }) => answeredAt === undefined)) return true
  return calls.some(call => {
    const rest = calls.filter(one => one !== call)
    const mayBeFirst = rest.every(({ answeredAt = Infinity }) => answeredAt >= call.calledAt)
    const { act } = call
    if (!mayBeFirst) return false
    const fits = (told: boolean | undefined, is: boolean): boolean =>
      told === undefined || told === is
    switch (act.kind) {
      case 'put':
        return fits(act.created, value === undefined) && isInSomeOrder(rest, act.value)
      case 'delete':
        return fits(act.deleted, value !== undefined) && isInSomeOrder(rest)
      case 'swap': {
        const swaps = act.expected === value
        return fits(act.swapped, swaps) && isInSomeOrder(rest, swaps ? act.value : value)
      }
      case 'get':
        return act.found === value && isInSomeOrder(rest, value)
    }
  })
}

it('small histories of any calls are linearizable if some order of them is', () => {
  const chance = seeded(1)
  const upTo = (bound: number): number => Math.floor(chance() * bound)
  const told = (): boolean | undefined => [true, false, undefined][upTo(3)]
  const value = (): string | undefined => ['a', 'b', undefined][upTo(3)]
  const acts = [
    () => put(value() ?? 'c', told()),
    () => remove(told()),
    () => swap(value(), value() ?? 'c', told()),
    () => get(value()),
  ]
  let good = 0
  for (let count = 0; count < 3000; count++) {
    const calls = history(
      Array.from({ length: 1 + upTo(5) }, (): Line => {
        const calledAt = upTo(8)
        const act = acts[upTo(4)]?.() ?? remove()
        const isAnswered = act.kind === 'get' || upTo(4) > 0
        return [calledAt, isAnswered ? calledAt + upTo(8) : undefined, act]
      }),
    )
    const expected = isInSomeOrder(calls)
    if (expected) good++
    expect(isLinearizable(calls), textOf(calls)).toBe(expected)
  }
  expect(good).toBeGreaterThan(500)
  expect(good).toBeLessThan(2500)
})
