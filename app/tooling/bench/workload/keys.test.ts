import { describe, expect, test } from 'vitest'
import type { Distribution } from './keys.ts'
import { uniform, zipfian } from './keys.ts'

const DRAWS = 100_000

/** How often each of the keys came. */
function drawn(distribution: Distribution, keys: number): number[] {
  const counts = new Array<number>(keys).fill(0)
  const next = distribution(7)
  for (let draw = 0; draw < DRAWS; draw++) {
    const key = next()
    counts[key] = (counts[key] ?? Number.NaN) + 1
  }
  return counts
}

describe.each([
  ['uniform', uniform],
  ['zipfian', zipfian],
])('%s keys', (_name, of) => {
  test.each([1, 2, 3, 10, 97, 1000])('are all of %d, and none else', keys => {
    const counts = drawn(of(keys), keys)
    expect(counts).toHaveLength(keys)
    expect(counts.every(count => count > 0)).toBe(true)
  })

  test('are the same for the same seed', () => {
    const [one, same, other] = [1, 1, 2].map(seed => Array.from({ length: 20 }, of(1000)(seed)))
    expect(same).toEqual(one)
    expect(other).not.toEqual(one)
  })
})

test('of a thousand zipfian keys the most popular one is drawn thirteen times in a hundred, and the second half as often', () => {
  const [first = 0, second = 0] = drawn(zipfian(1000), 1000).toSorted((a, b) => b - a)
  expect(first / DRAWS).toBeCloseTo(0.13, 2)
  expect(first / second).toBeCloseTo(2 ** 0.99, 1)
})
