import { expect, it, vi } from 'vitest'
import type { Clock } from '#foundation/host/host'
import { systemHost } from '#foundation/host/system'
import { MemoryBase } from './testing/memory-base.ts'
import { Store } from './store.ts'

const host = systemHost()

function fail(error: Error): never {
  throw error
}

/** One entry with one row. */
function write(store: Store): void {
  store.put(1, Uint8Array.of(1), 0, 1, 0)
  store.advance({ ...store.state, position: store.state.position + 1 })
}

it('flushes what was written during a flush that took longer than the time between two', async () => {
  const due = new Set<() => void>()
  const clock: Clock = {
    ...host.clock,
    after: (_ms, callback) => {
      due.add(callback)
      return { cancel: () => due.delete(callback) }
    },
  }
  const passTime = (): void => {
    const callbacks = [...due]
    due.clear()
    for (const callback of callbacks) callback()
  }
  const base = new MemoryBase()
  const flush = base.flush.bind(base)
  const gate = Promise.withResolvers<undefined>()
  base.flush = async (...args) => {
    await gate.promise
    await flush(...args)
  }
  await using store = new Store(base, clock, host.random, {
    memoryBytes: 1024 * 1024,
    flushBytes: 1024 * 1024,
    onFlushed: () => undefined,
    onDamaged: fail,
    onFailed: fail,
  })
  write(store)
  passTime()
  write(store)
  passTime()
  gate.resolve(undefined)
  await vi.waitFor(() => {
    expect(base.state.position).toBe(1)
  })
  await vi.waitFor(() => {
    passTime()
    expect(base.state.position).toBe(2)
  })
})
