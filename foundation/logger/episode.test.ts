import { describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import type { EpisodeOptions } from './episode.ts'
import { Episode } from './episode.ts'

const CALM_MS = 10_000
const WORDS = { begins: 'too much', ends: 'no longer too much' }

function bench(options: Partial<EpisodeOptions> = {}) {
  const { clock } = new SimulatedHost(1)
  const lines: unknown[] = []
  const level = (name: string) => (fields: object, msg: string) => lines.push([name, msg, fields])
  const quiet = () => undefined
  const log = { trace: quiet, debug: quiet, error: quiet, fatal: quiet }
  const logger = { ...log, info: level('info'), warn: level('warn') }
  return { clock, lines, episode: new Episode(logger, clock, { ...WORDS, ...options }) }
}

describe('what lasts', () => {
  it('is two lines, however often it shows: what began, and how long it lasted', () => {
    const { clock, lines, episode } = bench()
    for (let count = 0; count < 1000; count++) episode.shows({ reason: count })
    expect(lines).toEqual([['warn', 'too much', { reason: 0 }]])
    clock.advance(5000)
    episode.over()
    episode.over()
    expect(lines.slice(1)).toEqual([
      ['info', 'no longer too much', { lastedMs: 5000, count: 1000 }],
    ])
  })

  it('may begin again', () => {
    const { lines, episode } = bench()
    for (const reason of ['one', 'two']) {
      episode.shows({ reason }, 7)
      episode.over()
    }
    expect(lines.length).toBe(4)
    expect(lines[2]).toEqual(['warn', 'too much', { reason: 'two' }])
    expect(lines[3]).toEqual(['info', 'no longer too much', { lastedMs: 0, count: 7 }])
  })

  it('never began is no line', () => {
    const { clock, lines, episode } = bench({ calmMs: CALM_MS })
    episode.over()
    clock.advance(2 * CALM_MS)
    expect(lines).toEqual([])
  })
})

describe('what has a time of calm', () => {
  it('is over when it has not shown for that long, and lasted until it showed last', () => {
    const { clock, lines, episode } = bench({ calmMs: CALM_MS })
    episode.shows({})
    clock.advance(CALM_MS - 1)
    episode.shows({})
    clock.advance(CALM_MS - 1)
    expect(lines.length).toBe(1)
    clock.advance(1)
    expect(lines.slice(1)).toEqual([
      ['info', 'no longer too much', { lastedMs: CALM_MS - 1, count: 2 }],
    ])
  })

  it('lasts while it goes on showing', () => {
    const { clock, lines, episode } = bench({ calmMs: CALM_MS })
    for (let count = 0; count < 100; count++) {
      episode.shows({})
      clock.advance(CALM_MS / 2)
    }
    expect(lines.length).toBe(1)
  })
})
