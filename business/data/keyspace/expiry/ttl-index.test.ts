import { expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { MemoryBase } from '#business/data/store/testing/memory-base'
import { Store } from '#business/data/store/store'
import { TtlIndex } from './ttl-index.ts'

function indexOf(): TtlIndex {
  const host = new SimulatedHost(1)
  const ignore = (): void => undefined
  const store = new Store(new MemoryBase(), host.clock, host.random, {
    memoryBytes: 1024 * 1024,
    flushBytes: 1024 * 1024,
    onFlushed: ignore,
    onDamaged: ignore,
    onFailed: ignore,
  })
  return new TtlIndex(store)
}

const key = (name: number): Uint8Array => Buffer.from(String(name))

it('counts the keys that expire, whatever comes and goes meanwhile, and goes on', () => {
  const index = indexOf()
  for (let time = 1; time <= 2500; time++) index.addKey(time, key(time))
  index.addLease(7, 1)
  expect(index.expiring).toBeUndefined()
  expect(index.countMore()).toBe(true)
  // In front of where the count is, and behind it.
  index.removeKey(1, key(1))
  index.addKey(2, key(1))
  index.removeKey(3, key(3))
  index.removeKey(2500, key(2500))
  index.addKey(2600, key(2500))
  index.addLease(2400, 2)
  expect(index.expiring).toBeUndefined()
  while (index.countMore());
  const sum = (2500 * 2501) / 2 - 1 + 2 - 3 - 2500 + 2600
  expect(index.expiring).toEqual({ keys: 2499, meanTime: sum / 2499 })
  index.addKey(5000, key(3))
  index.removeLease(7, 1)
  expect(index.expiring).toEqual({ keys: 2500, meanTime: (sum + 5000) / 2500 })
  for (let time = 4; time <= 2499; time++) index.removeKey(time, key(time))
  for (const [time, name] of [
    [2, 1],
    [2, 2],
    [5000, 3],
    [2600, 2500],
  ] as const) {
    index.removeKey(time, key(name))
  }
  expect(index.expiring).toEqual({ keys: 0, meanTime: 0 })
})
