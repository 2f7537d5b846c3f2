import { expect, it } from 'vitest'
import { Patience } from './patience.ts'

/** So slow that one alone moves the average above every limit used here. */
const SLOW_MS = 100

it('lets writes block as long as they are quick', () => {
  const patience = new Patience(1)
  for (let now = 0; now < 1000; now += 10) {
    expect(patience.permits(now)).toBe(true)
    patience.took(now, now + 1)
  }
})

it('bears a slow one now and then, but not many', () => {
  const patience = new Patience(1)
  let now = 0
  const write = (ms: number): boolean => {
    patience.took(now, now + ms)
    now += ms
    return patience.permits(now)
  }
  for (let round = 0; round < 100; round++) {
    expect(write(5)).toBe(true)
    for (let quick = 0; quick < 9; quick++) expect(write(0.1)).toBe(true)
  }
  const answers = [write(5), write(5), write(5), write(5)]
  expect(answers).toContain(false)
})

it('pauses longer each time it fails again, and never for more than a minute', () => {
  const patience = new Patience(1)
  let now = 0
  const pauses: number[] = []
  for (let round = 0; round < 8; round++) {
    patience.took(now, now + SLOW_MS)
    now += SLOW_MS
    const from = now
    while (!patience.permits(now)) now += 500
    pauses.push(now - from)
  }
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000])
})

it('forgets a bad time with the first quick write after it', () => {
  const patience = new Patience(1)
  patience.took(0, SLOW_MS)
  patience.took(SLOW_MS + 1000, 2 * SLOW_MS + 1000)
  let now = 2 * SLOW_MS + 3000
  expect(patience.permits(now)).toBe(true)
  patience.took(now, now + 0.5)
  expect(patience.permits(now + 0.5)).toBe(true)
  patience.took(now + 0.5, now + SLOW_MS)
  now += SLOW_MS
  expect([patience.permits(now + 999), patience.permits(now + 1000)]).toEqual([false, true])
})
