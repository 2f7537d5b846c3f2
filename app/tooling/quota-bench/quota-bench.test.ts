import { describe, expect, it } from 'vitest'
import { parseThrottling, throttlingSince } from './cgroup.ts'
import { latenessOf } from './compute.ts'

describe('throttling', () => {
  const before = { periods: 10, throttled: 2, throttledMs: 120 }
  it.each([
    { version: 1, text: 'nr_periods 10\nnr_throttled 2\nthrottled_time 120000000\n' },
    {
      version: 2,
      text: 'usage_usec 5\nnr_periods 10\nnr_throttled 2\nthrottled_usec 120000\nnr_bursts 0\n',
    },
  ])('is read from version $version of control groups', ({ text }) => {
    expect(parseThrottling(text)).toEqual(before)
  })

  it('of a measurement leaves out what was before', () => {
    const now = { periods: 30, throttled: 3, throttledMs: 150 }
    expect(throttlingSince(before, now)).toEqual({ periods: 20, throttled: 1, throttledMs: 30 })
  })
})

it('lateness is measured while the pool computes', async () => {
  const { rate, p50, p99, max } = await latenessOf(1, 0.3)
  expect(rate).toBeGreaterThan(0)
  expect(p50).toBeGreaterThanOrEqual(0)
  expect(p99).toBeGreaterThanOrEqual(p50)
  expect(max).toBeGreaterThanOrEqual(p99)
})
