import { describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { NOTABLE_PER_SECOND_MAX, Sampling } from './sampling.ts'

const RATE = 50

function bench() {
  const { clock } = new SimulatedHost(1)
  const lines: unknown[] = []
  const level = (name: string) => (fields: object, msg: string) => lines.push([name, msg, fields])
  const none = () => undefined
  const log = { trace: none, debug: none, error: none, fatal: none }
  const logger = { ...log, info: level('info'), warn: level('warn') }
  return { clock, lines, logger, sampling: new Sampling(logger, clock, RATE) }
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

describe('requests that went well', () => {
  it('have a line each up to the rate, in every second', () => {
    const { clock, sampling } = bench()
    for (let second = 0; second < 3; second++) {
      expect(times(RATE, () => sampling.plain())).toEqual(times(RATE, () => 1))
      clock.advance(1000)
    }
  })

  it.each([
    [500, RATE + 45],
    [3600, RATE + 45 + 31],
    [50_000, RATE + 45 + 45 + 45],
    [500_000, RATE + 45 + 45 + 45 + 45],
  ])('have, of %i in a second, %i lines, which stand for all of them', (count, lines) => {
    const { sampling } = bench()
    const stand = times(count, () => sampling.plain()).filter(sampled => sampled > 0)
    expect(stand.length).toBe(lines)
    expect(stand.reduce((sum, sampled) => sum + sampled, 0)).toBe(count)
  })

  it.each([1, 25, 50])(
    'add up whatever the rate: what %i a second leave over is in the next line',
    rate => {
      const { clock, logger } = bench()
      const sampling = new Sampling(logger, clock, rate)
      let sum = 0
      for (let second = 0; second < 60; second++) {
        for (let count = 0; count < rate + 5; count++) sum += sampling.plain()
        clock.advance(1000)
      }
      expect(sum + sampling.plain()).toBe(60 * (rate + 5) + 1)
    },
  )
})

describe('requests that failed or were slow', () => {
  it('have a line each, whatever the rate of others', () => {
    const { sampling } = bench()
    times(100 * RATE, () => sampling.plain())
    const isLogged = times(NOTABLE_PER_SECOND_MAX, () => sampling.isNotableLogged())
    expect(new Set(isLogged)).toEqual(new Set([true]))
  })

  it('have none beyond a limit, which is told once, with how many had none when that is over', () => {
    const { clock, lines, sampling } = bench()
    for (let second = 0; second < 3; second++) {
      times(NOTABLE_PER_SECOND_MAX, () => sampling.isNotableLogged())
      expect(times(7, () => sampling.isNotableLogged())).not.toContain(true)
      clock.advance(1000)
      expect(sampling.isNotableLogged()).toBe(true)
    }
    clock.advance(60_000)
    expect(lines).toEqual([
      [
        'warn',
        'more requests fail or are slow than are logged',
        { perSecond: NOTABLE_PER_SECOND_MAX },
      ],
      [
        'info',
        'all requests that fail or are slow are logged again',
        { lastedMs: 2000, count: 23 },
      ],
    ])
  })
})
