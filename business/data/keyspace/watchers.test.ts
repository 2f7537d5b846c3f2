import { describe, expect, it } from 'vitest'
import { seeded } from '#foundation/host/simulated'
import type { KeyRange } from './watchers.ts'
import { Watcher, Watchers } from './watchers.ts'

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

function touch(watchers: Watchers, key: string, revision: number): void {
  // Somewhere inside other bytes, as in a batch.
  const around = bytes(`<<${key}>>`)
  watchers.touch(around, 2, 2 + key.length, revision)
}

/** A watcher that waits, and the revisions at which it was woken. */
function waiting(watchers: Watchers, range: KeyRange, dueAt = Infinity) {
  const watcher = new Watcher(range)
  const woken: number[] = []
  watchers.add(watcher)
  watchers.watch(watcher, dueAt, () => woken.push(watcher.touchedAt ?? 0))
  return { watcher, woken }
}

it('watchers hear of the keys of their ranges and of no others, whatever ranges there are', () => {
  const chance = seeded(5)
  const letters = 'abcdefgh'
  const name = (): string =>
    Array.from({ length: 1 + Math.floor(chance() * 3) }, () => {
      return letters[Math.floor(chance() * letters.length)] ?? ''
    }).join('')
  const watchers = new Watchers()
  const ranges: { lower: string; upper: string | undefined; watcher: Watcher }[] = []
  for (let round = 0; round < 300; round++) {
    const lower = name()
    const upper = chance() < 0.1 ? undefined : `${lower}${name()}`
    const range = { lower: bytes(lower), upper: upper === undefined ? upper : bytes(upper) }
    ranges.push({ lower, upper, watcher: waiting(watchers, range).watcher })
    const [gone] = chance() < 0.3 ? ranges.splice(Math.floor(chance() * ranges.length), 1) : []
    if (gone) watchers.remove(gone.watcher)
    for (const { watcher } of ranges) watchers.watch(watcher, Infinity, () => undefined)
    const key = name()
    touch(watchers, key, round)
    for (const { lower, upper, watcher } of ranges) {
      const isInside = key >= lower && (upper === undefined || key < upper)
      expect(watcher.touchedAt, `${key} in ${lower}..${String(upper)}`).toBe(
        isInside ? round : undefined,
      )
    }
    watchers.notify(round)
  }
})

describe('a watcher', () => {
  const range = { lower: bytes('a'), upper: bytes('b') }

  it('is told the first revision since it began to wait, once, and after the entry', () => {
    const watchers = new Watchers()
    const { watcher, woken } = waiting(watchers, range)
    touch(watchers, 'a1', 7)
    touch(watchers, 'a2', 8)
    expect(woken).toEqual([])
    watchers.notify(8)
    watchers.notify(9)
    expect(woken).toEqual([7])
    watchers.watch(watcher, Infinity, () => woken.push(watcher.touchedAt ?? 0))
    touch(watchers, 'b', 10)
    watchers.notify(10)
    touch(watchers, 'a', 11)
    watchers.notify(11)
    expect(woken).toEqual([7, 11])
  })

  it('whose keys do not change is woken at the revision that it named', () => {
    const watchers = new Watchers()
    const [early, late] = [waiting(watchers, range, 5), waiting(watchers, range, 6)]
    watchers.notify(4)
    watchers.notify(5)
    expect([early.woken, late.woken]).toEqual([[0], []])
    watchers.notify(9)
    expect([early.woken, late.woken]).toEqual([[0], [0]])
  })
})

it('a thousand watchers of quiet keys cost a change of another key little more than ten of them', () => {
  const key = bytes('quiet/0500/not it')
  key[10] = 0x7f
  const changes = 100_000
  const costWith = (count: number): (() => number) => {
    const watchers = new Watchers()
    for (let index = 0; index < count; index++) {
      const lower = `quiet/${String((index * 1000) / count).padStart(4, '0')}`
      waiting(watchers, { lower: bytes(lower), upper: bytes(`${lower}~`) })
    }
    let revision = 0
    return () => {
      const startedAt = performance.now()
      for (let change = 0; change < changes; change++) {
        revision++
        watchers.touch(key, 0, key.length, revision)
        watchers.notify(revision)
      }
      return performance.now() - startedAt
    }
  }
  const [few, many] = [costWith(10), costWith(1000)]
  // The best of a few, taken in turn, because the machine may have much else to do. Looking at each watcher would cost 100 times.
  const best = { few: Infinity, many: Infinity }
  for (let round = 0; round < 5; round++) {
    best.few = Math.min(best.few, few())
    best.many = Math.min(best.many, many())
  }
  expect(best.many / best.few).toBeLessThan(10)
})
