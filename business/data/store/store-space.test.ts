import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { DiskFull } from '#foundation/host/host'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { hold, quiet } from '#foundation/testing/latency'
import type { Base } from './base.ts'
import { DiskBase } from './disk-base.ts'
import { ENTRY_EFFECT_BYTES_MAX, Store, StoreFailed } from './store.ts'
import { TestBase } from './testing/test-base.ts'

const MiB = 1024 * 1024
/** Of each memtable: half of what the memtable may hold. */
const MEMTABLE_BYTES = MiB
const TABLE = 1
/** A row's header, its key of eight bytes and its checksum. */
const ROW_BYTES = 16 + 8 + 4

const directory = mkdtempSync(join(tmpdir(), 'store-space-'))
afterAll(() => {
  rmSync(directory, { recursive: true, force: true })
})

type Bench = {
  readonly store: Store
  readonly base: TestBase
  readonly clock: SimulatedHost['clock']
  readonly flushed: number[]
  readonly failures: Error[]
}

function bench(base = new TestBase()): Bench {
  const { clock, random } = new SimulatedHost(1)
  const flushed: number[] = []
  const failures: Error[] = []
  const store = new Store(base, clock, random, {
    memoryBytes: 2 * MEMTABLE_BYTES,
    flushBytes: MEMTABLE_BYTES,
    onFlushed: ({ position }) => {
      flushed.push(position)
    },
    onDamaged: error => {
      failures.push(error)
    },
    onFailed: error => {
      failures.push(error)
    },
  })
  return { store, base, clock, flushed, failures }
}

function fail(error: Error): never {
  throw error
}

function keyOf(number: number): Uint8Array {
  const key = new Uint8Array(8)
  new DataView(key.buffer).setFloat64(0, number)
  return key
}

/** One entry, which takes exactly so many bytes of the memtable. Returns the number its row is found by. */
function write(store: Store, bytes: number): number {
  const number = store.state.position + 1
  const length = bytes - ROW_BYTES
  const row = store.put(TABLE, keyOf(number), 0, 8, length)
  row.bytes.fill(number, row.start, row.start + length)
  store.advance({ ...store.state, position: number })
  return number
}

/** Whether the row that `write` made is there, and as it was written. */
function has(store: Store, number: number): boolean {
  const value = store.find(TABLE, keyOf(number), 0, 8)?.copy()
  if (!value || value.length === 0) return false
  return Buffer.alloc(value.length, number).equals(value)
}

/** Whether a promise has settled when all has happened for which no time has to pass. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  const note = (): void => {
    settled = true
  }
  promise.then(note, note)
  await quiet()
  return settled
}

/** A store whose first memtable is being flushed, for as long as the test wants, and whose second one is empty. */
function flushing(): Bench & { readonly release: () => void } {
  const all = bench()
  const release = hold(all.base)
  write(all.store, MEMTABLE_BYTES / 2)
  expect(all.store.fill).toBe(0)
  return { ...all, release }
}

describe('the memtable', () => {
  it('is given back when nothing was written between two calls, and reads go on', async () => {
    const { clock, random } = new SimulatedHost(1)
    await using store = new Store(new TestBase(), clock, random, {
      memoryBytes: 64 * MiB,
      flushBytes: 64 * MiB,
      onFlushed: () => undefined,
      onDamaged: fail,
      onFailed: fail,
    })
    const numbers = Array.from({ length: 12 }, () => write(store, MiB))
    expect(await store.rest()).toBe(false)
    expect(await store.rest()).toBe(false)
    await store.flushAll()
    await quiet()
    numbers.push(write(store, MiB))
    await store.flushAll()
    await quiet()
    expect(await store.rest()).toBe(false)
    expect(await store.rest()).toBe(true)
    expect(await store.rest()).toBe(false)
    expect(numbers.every(number => has(store, number))).toBe(true)
    expect(has(store, write(store, MiB))).toBe(true)
  })

  it('is flushed before the pages which that changes take more memory than they may', async () => {
    const { clock, disk, random } = systemHost()
    const base = await DiskBase.open(disk, mkdtempSync(join(directory, 'pages-')))
    const pagesMax = 64
    const flushed = [0]
    await using store = new Store(base, clock, random, {
      memoryBytes: 64 * MiB,
      flushBytes: pagesMax * 4096,
      onFlushed: ({ position }) => {
        flushed.push(position)
      },
      onDamaged: fail,
      onFailed: fail,
    })
    // Over and over the same keys, each in another page than the one before.
    const keys = 5000
    const step = 701
    for (let number = 0; number < keys + 20 * pagesMax; number++) {
      await store.room()
      const row = store.put(TABLE, keyOf((number * step) % keys), 0, 8, 400)
      row.bytes.fill(1, row.start, row.start + 400)
      store.advance({ ...store.state, position: store.state.position + 1 })
    }
    await store.flushAll()
    expect(base.pageBytes).toBeGreaterThan(4 * pagesMax * 4096)
    const rewriting = flushed.filter(position => position >= keys)
    const most = rewriting.slice(1).map((position, index) => position - (rewriting[index] ?? 0))
    expect(Math.max(...most)).toBeLessThanOrEqual(pagesMax)
  })

  it('is flushed when half of a memtable is in use, and not before', async () => {
    const { store, base } = bench()
    write(store, MEMTABLE_BYTES / 2 - 8)
    await quiet()
    expect(base.flushes).toBe(0)
    write(store, 40)
    await quiet()
    expect(base.flushes).toBe(1)
    expect(store.stats().memoryBytes).toBe(0)
  })

  it('is flushed two seconds after what was written into it first', async () => {
    const { store, base, clock } = bench()
    const number = write(store, 1000)
    clock.advance(1999)
    write(store, 1000)
    await quiet()
    expect(base.flushes).toBe(0)
    clock.advance(1)
    await quiet()
    expect(base.flushes).toBe(1)
    expect(base.state.position).toBe(2)
    expect(has(store, number)).toBe(true)
  })

  it('has room below its limit, at once, and none at it until a flush is over', async () => {
    const { store, release } = flushing()
    write(store, MEMTABLE_BYTES - 40)
    expect(store.fill).toBeLessThan(1)
    expect(await isSettled(store.room())).toBe(true)
    write(store, 40)
    expect(store.fill).toBe(1)
    const waiting = [store.room(), store.room()]
    expect(await isSettled(Promise.race(waiting))).toBe(false)
    release()
    await Promise.all(waiting)
    expect(store.fill).toBe(0)
    for (const number of [1, 2, 3]) expect(has(store, number)).toBe(true)
  })

  it.each<[string, (name: string) => Promise<Base>]>([
    ['memory', () => Promise.resolve(new TestBase())],
    ['disk', name => DiskBase.open(systemHost().disk, join(directory, name))],
  ])(
    'has room again also when it was full before the flush before was over: on %s',
    async (name, open) => {
      const { clock, random } = systemHost()
      const ignore = (): void => undefined
      const options = {
        memoryBytes: 2 * MEMTABLE_BYTES,
        flushBytes: MEMTABLE_BYTES,
        onFlushed: ignore,
        onDamaged: ignore,
      }
      const store = new Store(await open(name), clock, random, { ...options, onFailed: ignore })
      for (let round = 0; round < 5; round++) {
        write(store, MEMTABLE_BYTES)
        write(store, MEMTABLE_BYTES)
        await store.room()
        expect(store.fill).toBeLessThan(1)
      }
      for (let number = 1; number <= 10; number++) expect(has(store, number)).toBe(true)
      await store[Symbol.asyncDispose]()
    },
  )

  it('keeps a reserve of one entry above its limit for what frees space, and not more', () => {
    const { store } = flushing()
    write(store, MEMTABLE_BYTES)
    expect([store.fill, store.hasReserve]).toEqual([1, true])
    for (let count = 0; count < 31; count++) write(store, MiB)
    write(store, MiB - 40)
    expect(store.hasReserve).toBe(true)
    write(store, 40)
    expect(store.stats().memoryBytes).toBe(
      MEMTABLE_BYTES / 2 + MEMTABLE_BYTES + ENTRY_EFFECT_BYTES_MAX,
    )
    expect(store.hasReserve).toBe(false)
  })

  it('takes two more entries of the largest size even then, and still says what it holds', async () => {
    const { store, release } = flushing()
    const numbers: number[] = []
    // The frame being applied and the one on its way to the disk were let in before it was full.
    for (let count = 0; count < 3; count++) {
      for (let part = 0; part < 32; part++) numbers.push(write(store, ENTRY_EFFECT_BYTES_MAX / 32))
    }
    expect(numbers.every(number => has(store, number))).toBe(true)
    release()
    await store.room()
    await store.flushAll()
    expect(numbers.every(number => has(store, number))).toBe(true)
    expect(store.stats().memoryBytes).toBe(0)
  })

  it('tells those who wait for room that there will be none, in a store that has failed or is closed', async () => {
    const failed = flushing()
    failed.base.flush = () => Promise.reject(new Error('worker gone'))
    write(failed.store, MEMTABLE_BYTES)
    // There is some until the next flush fails.
    const waiting = failed.store.room()
    failed.release()
    await waiting
    await expect(failed.store.flushAll()).rejects.toThrow(StoreFailed)
    await expect(failed.store.room()).rejects.toThrow(StoreFailed)

    const full = bench()
    full.base.isFull = true
    write(full.store, MEMTABLE_BYTES / 2)
    write(full.store, MEMTABLE_BYTES)
    const stalled = full.store.room()
    expect(await isSettled(stalled)).toBe(false)
    await full.store[Symbol.asyncDispose]()
    await expect(stalled).rejects.toThrow(StoreFailed)
    await expect(full.store.room()).rejects.toThrow(StoreFailed)
  })
})

describe('a flush that finds the disk full', () => {
  it('says so, keeps everything readable and writable, and is tried again every second', async () => {
    const { store, base, clock, flushed, failures } = bench()
    base.isFull = true
    const numbers = [write(store, MEMTABLE_BYTES / 2)]
    await quiet()
    expect(store.stats().stalled).toBe('disk full')
    numbers.push(write(store, 1000))
    expect(numbers.every(number => has(store, number))).toBe(true)
    expect(base.flushes).toBe(1)
    clock.advance(999)
    await quiet()
    expect(base.flushes).toBe(1)
    clock.advance(1)
    await quiet()
    expect(base.flushes).toBe(2)

    base.isFull = false
    clock.advance(1000)
    await quiet()
    expect(store.stats().stalled).toBeUndefined()
    expect([flushed, failures]).toEqual([[1], []])
    expect(store.stats().memoryBytes).toBe(1000)
    clock.advance(2000)
    await quiet()
    expect(flushed).toEqual([1, 2])
    expect(numbers.every(number => has(store, number))).toBe(true)
  })

  it('makes a flush fail, and the next one try again', async () => {
    const { store, base, flushed } = bench()
    base.isFull = true
    write(store, 1000)
    await expect(store.flushAll()).rejects.toThrow(DiskFull)
    await expect(store.flushAll()).rejects.toThrow(DiskFull)
    expect(flushed).toEqual([])
    base.isFull = false
    await store.flushAll()
    expect(flushed).toEqual([1])
    await store.flushAll()
    expect(flushed).toEqual([1])
  })

  it('loses nothing when the process ends before there is space: it is in the log', async () => {
    const { store, base } = bench()
    write(store, 1000)
    await store.flushAll()
    base.isFull = true
    write(store, 1000)
    await store[Symbol.asyncDispose]()
    base.isFull = false
    const again = bench(base)
    expect(again.store.state.position).toBe(1)
    expect([has(again.store, 1), has(again.store, 2)]).toEqual([true, false])
  })
})

describe('a flush that fails otherwise', () => {
  it('is reported once, and the store flushes no more', async () => {
    const { store, base, clock, failures } = bench()
    let tried = 0
    base.flush = () => {
      tried++
      return Promise.reject(new Error('worker gone'))
    }
    write(store, MEMTABLE_BYTES / 2)
    await quiet()
    clock.advance(10_000)
    write(store, MEMTABLE_BYTES / 2)
    await quiet()
    clock.advance(10_000)
    expect(tried).toBe(1)
    expect(failures).toHaveLength(1)
    expect(failures[0]).toBeInstanceOf(StoreFailed)
    expect(failures[0]).toMatchObject({ cause: { message: 'worker gone' } })
    expect(has(store, 1)).toBe(true)
  })

  it('is reported once also when collecting fails with it', async () => {
    const { store, base, failures } = bench()
    const { promise: broken, reject } = Promise.withResolvers<never>()
    base.collect = () => broken
    write(store, 1000)
    await store.flushAll()
    base.flush = () => broken
    write(store, MEMTABLE_BYTES / 2)
    reject(new Error('worker gone'))
    await quiet()
    expect(failures).toHaveLength(1)
  })
})
