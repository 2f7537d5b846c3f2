import { expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { Changes, CHANGES_CHECK_MS } from './changes.ts'

it('a count that grows is a line when it begins to, and one with how much when it has stood still', () => {
  const { clock } = new SimulatedHost(1)
  const lines: unknown[] = []
  const level = (name: string) => (fields: object, msg: string) => lines.push([name, msg, fields])
  const none = () => undefined
  const log = { trace: none, debug: none, error: none, fatal: none }
  let total = 5
  using changes = new Changes({ ...log, info: level('info'), warn: level('warn') }, clock, [
    { begins: 'overload', ends: 'no overload', total: () => total },
    { begins: 'never', ends: 'never', total: () => 0 },
  ])
  const seconds = (count: number, growth: number): void => {
    for (let second = 0; second < count; second++) {
      total += growth
      clock.advance(CHANGES_CHECK_MS)
    }
  }
  seconds(30, 0)
  expect(lines).toEqual([])
  seconds(30, 100)
  expect(lines).toEqual([['warn', 'overload', { count: 100 }]])
  seconds(30, 0)
  expect(lines.slice(1)).toEqual([['info', 'no overload', { lastedMs: 29_000, count: 3000 }]])
  changes[Symbol.dispose]()
  seconds(30, 100)
  expect(lines.length).toBe(2)
})
