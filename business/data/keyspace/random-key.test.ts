import { expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { MemoryBase } from '#business/data/store/testing/memory-base'
import { Store } from '#business/data/store/store'
import { KEYS } from '#business/data/store/tables'
import { randomKey } from './random-key.ts'

const DRAWS = 10_000

const BINARY = [[0], [0, 0], [0, 0xff], [0xff], [0xff, 0xff], [0xff, 0xff, 0]]
const NAMES = Array.from({ length: 200 }, (_, number) => [...Buffer.from(`user:${String(number)}`)])

function storeOf(keys: readonly Uint8Array[], host: SimulatedHost): Store {
  const ignore = (): void => undefined
  const store = new Store(new MemoryBase(), host.clock, host.random, {
    memoryBytes: 1024 * 1024,
    flushBytes: 1024 * 1024,
    onFlushed: ignore,
    onDamaged: ignore,
    onFailed: ignore,
  })
  for (const key of keys) store.put(KEYS, key, 0, key.length, 0)
  return store
}

it('there is no key by chance where there is none', () => {
  const host = new SimulatedHost(1)
  expect(randomKey(storeOf([], host), host.random)).toBeUndefined()
})

it.each([
  ['binary names', BINARY],
  ['numbered names', NAMES],
])('any of some %s comes by chance, and no other', (_name, names) => {
  const host = new SimulatedHost(1)
  const keys = names.map(bytes => Uint8Array.from(bytes))
  const store = storeOf(keys, host)
  const seen = new Map<string, number>()
  for (let draw = 0; draw < DRAWS; draw++) {
    const name = Buffer.from(randomKey(store, host.random) ?? []).toString('hex')
    seen.set(name, (seen.get(name) ?? 0) + 1)
  }
  const expected = keys.map(key => Buffer.from(key).toString('hex'))
  expect([...seen.keys()].sort()).toEqual(expected.sort())
})
