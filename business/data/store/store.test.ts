import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { seeded } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import type { Base } from './base.ts'
import { DiskBase } from './disk-base.ts'
import { MemoryBase } from './testing/memory-base.ts'
import { RANGES_MAX, Store, StoreDamaged } from './store.ts'
import { TOMBSTONES, ROW_KEY_BYTES_MAX } from './tables.ts'

const TABLES = [1, 3]
/** Of a walk: enough for some restarts, and a dozen flushes and collections. RUNS multiplies them. */
const STEPS = 1000 * Number(process.env.RUNS ?? 1)
const host = systemHost()
const directories: string[] = []

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'store-'))
  directories.push(directory)
  return directory
}

afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true })
})

/** Opens the base again and again, as a process does that starts, ends and starts again. */
type Place = { readonly open: () => Promise<Base> }

const places: Record<string, () => Place> = {
  disk: () => {
    const directory = temporaryDirectory()
    return { open: () => DiskBase.open(host.disk, directory) }
  },
  memory: () => {
    const base = new MemoryBase()
    return { open: () => Promise.resolve(base) }
  },
}

function fail(error: Error): never {
  throw error
}

function storeOn(
  base: Base,
  memoryBytes = 1024 * 1024,
  onFailed: (error: Error) => void = fail,
): Store {
  return new Store(base, host.clock, host.random, {
    memoryBytes,
    flushBytes: memoryBytes,
    onFlushed: () => undefined,
    onDamaged: fail,
    onFailed,
  })
}

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const text = (value: Uint8Array): string => Buffer.from(value).toString()

function get(store: Store, table: number, key: string): string | undefined {
  const row = store.find(table, bytes(key), 0, key.length)
  return row && text(row.copy())
}

function put(store: Store, table: number, key: string, value: string): void {
  const isAbsent = store.find(table, bytes(key), 0, key.length) === undefined
  // Some of those that may be new are.
  const isNew = isAbsent && value.length % 2 === 1
  const row = store.put(table, bytes(key), 0, key.length, value.length, isNew)
  row.bytes.set(bytes(value), row.start)
}

type Written = {
  revision: number
  key: string
  value: string
  previous: number
  removes: boolean
  inRow?: boolean
}

function addChange(
  store: Store,
  { revision, key, value, previous, removes, inRow = false }: Written,
): void {
  const change = store.addChange(
    {
      kind: 1,
      removes,
      inRow,
      revision,
      sub: 0,
      previousRevision: previous,
      previousSub: 0,
      milestoneRevision: 0,
      milestoneSub: 0,
      metaLength: 3,
      keyLength: key.length,
      valueLength: value.length,
      tag: 0,
    },
    revision * 1000,
  )
  change.bytes.set(bytes('abc'), change.metaStart)
  change.bytes.set(bytes(key), change.keyStart)
  change.bytes.set(bytes(value), change.valueStart)
}

/** Ends an entry that changed something. */
function advance(store: Store, compactedRevision = store.state.compactedRevision): void {
  const { position, revision } = store.state
  store.advance({
    position: position + 1,
    chainHash: '',
    revision: revision + 1,
    compactedRevision,
    time: (revision + 1) * 1000,
  })
}

function changeAt(store: Store, revision: number): string | undefined {
  const change = store.change(revision, 0)
  return change && `${text(change.key())}=${text(change.value())}`
}

function rows(store: Store, table: number, lower = '', upper?: string, reverse = false): string[] {
  const range = store.range(
    table,
    bytes(lower),
    upper === undefined ? undefined : bytes(upper),
    reverse,
  )
  return [...range].map(({ key, value }) => `${text(key)}=${text(value)}`)
}

describe.each(Object.entries(places))('a store on %s', (_name, place) => {
  it('agrees with a plain map through writes, flushes, collections and restarts', async () => {
    for (const seed of [1, 2, 3]) {
      const chance = seeded(seed)
      const pick = (n: number): number => Math.floor(chance() * n)
      const { open } = place()
      let store = storeOn(await open())
      const model = new Map<string, string>()
      const changes: Written[] = []
      const latest = new Map<string, number>()
      for (let step = 0; step < STEPS; step++) {
        const table = TABLES[pick(2)] ?? 1
        const key = `key ${String(pick(60))}`.repeat(1 + pick(3))
        const revision = store.state.revision + 1
        const removes = chance() < 0.3
        const value = removes ? '' : 'v'.repeat(pick(seed === 3 ? 9000 : 200)) + String(step)
        const inRow = !removes && value.length < 20
        const change = { revision, key, value, previous: latest.get(key) ?? 0, removes, inRow }
        if (removes) {
          store.remove(table, bytes(key), 0, key.length)
          model.delete(`${String(table)} ${key}`)
        } else {
          put(store, table, key, value)
          model.set(`${String(table)} ${key}`, value)
        }
        addChange(store, change)
        changes.push(change)
        latest.set(key, revision)
        advance(
          store,
          chance() < 0.01 ? Math.max(store.state.compactedRevision, pick(revision)) : undefined,
        )

        expect(get(store, table, key)).toBe(removes ? undefined : value)
        if (chance() < 0.02) {
          const lower = `key ${String(pick(60))}`
          const upper = chance() < 0.2 ? undefined : `key ${String(pick(60))}`
          store.removeRange(table, bytes(lower), upper === undefined ? undefined : bytes(upper))
          for (const name of [...model.keys()]) {
            const [of, stored] = [Number(name[0]), name.slice(2)]
            if (of === table && stored >= lower && (upper === undefined || stored < upper)) {
              model.delete(name)
            }
          }
          advance(store)
          expect(get(store, table, key)).toBe(model.get(`${String(table)} ${key}`))
        }
        if (chance() < 0.02) await store.flushAll()
        if (chance() < 0.01) await store.collectAll()
        if (chance() < 0.02) await store.rest()
        if (chance() < 0.02) {
          const lower = `key ${String(pick(60))}`
          const upper = chance() < 0.3 ? undefined : `key ${String(pick(60))}`
          for (const reverse of [false, true]) {
            const expected = [...model]
              .filter(([name]) => name.startsWith(`${String(table)} `))
              .map(([name, stored]) => [name.slice(2), stored] as const)
              .filter(([name]) => name >= lower && (upper === undefined || name < upper))
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([name, stored]) => `${name}=${stored}`)
            if (reverse) expected.reverse()
            expect(rows(store, table, lower, upper, reverse)).toEqual(expected)
          }
        }
        if (chance() < 0.01) {
          const from = store.state.compactedRevision + 1 + pick(20)
          const seen = [...store.changesFrom(from)].length
          expect(seen).toBe(changes.filter(written => written.revision >= from).length)
        }
        if (chance() < 0.005) {
          const { position } = store.state
          await store[Symbol.asyncDispose]()
          store = storeOn(await open())
          expect(store.state.position).toBe(position)
        }
      }
      await store.flushAll()
      await store.collectAll()
      for (const [name, value] of model) {
        expect(get(store, Number(name[0]), name.slice(2))).toBe(value)
      }
      for (const change of changes.filter(
        ({ revision }) => revision > store.state.compactedRevision,
      )) {
        expect(changeAt(store, change.revision)).toBe(`${change.key}=${change.value}`)
      }
      // Below the compacted revision only what still counts is kept: the newest change of each key that did not remove it and whose value is not in a row.
      const { compactedRevision } = store.state
      const newest = new Map<string, Written>()
      for (const change of changes)
        if (change.revision <= compactedRevision) newest.set(change.key, change)
      for (const change of newest.values()) {
        if (!change.removes && !change.inRow) {
          expect(changeAt(store, change.revision)).toBe(`${change.key}=${change.value}`)
        }
      }
      await store[Symbol.asyncDispose]()
    }
  })

  it('forgets nothing that was flushed and everything that was not', async () => {
    const { open } = place()
    const base = await open()
    const store = storeOn(base)
    put(store, 1, 'flushed', 'yes')
    advance(store)
    await store.flushAll()
    put(store, 1, 'lost', 'yes')
    advance(store)
    const again = storeOn(base)
    expect(get(again, 1, 'flushed')).toBe('yes')
    expect(get(again, 1, 'lost')).toBeUndefined()
    expect(again.state.position).toBe(1)
    await store[Symbol.asyncDispose]()
  })

  it('keeps values of every length, also when they grow and shrink in memory', async () => {
    const { open } = place()
    const store = storeOn(await open())
    const lengths = [0, 1, 3, 4, 5, 100, 4000, 100_000, 7, 0, 50]
    for (const length of lengths) {
      put(store, 1, 'key', 'x'.repeat(length))
      advance(store)
      expect(get(store, 1, 'key')).toBe('x'.repeat(length))
      expect(rows(store, 1)).toEqual([`key=${'x'.repeat(length)}`])
      if (length === 4000) await store.flushAll()
    }
    await store[Symbol.asyncDispose]()
  })

  it('gives its memory back: deleting everything empties the memtable and frees the base', async () => {
    const { open } = place()
    const store = storeOn(await open(), 8 * 1024 * 1024)
    let largest = 0
    let largestFile = 0
    for (let round = 0; round < 8; round++) {
      for (let index = 0; index < 3000; index++) {
        await store.room()
        const key = `key ${String(index)}`
        const { revision } = store.state
        const previous = round === 0 ? 0 : revision + 1 - 3000
        put(store, 1, key, 'r'.repeat(40))
        addChange(store, {
          revision: revision + 1,
          key,
          value: 'v'.repeat(900),
          previous,
          removes: false,
        })
        advance(store)
      }
      for (let index = 0; index < 3000; index++) {
        await store.room()
        const key = `key ${String(index)}`
        const { revision } = store.state
        store.remove(1, bytes(key), 0, key.length)
        const removed = store.put(TOMBSTONES, bytes(key), 0, key.length, 8)
        removed.view.setFloat64(removed.start, revision + 1, true)
        const previous = revision + 1 - 3000
        addChange(store, { revision: revision + 1, key, value: '', previous, removes: true })
        advance(store)
      }
      advance(store, store.state.revision)
      await store.flushAll()
      await store.collectAll()
      const stats = store.stats()
      expect(stats.memoryBytes).toBe(0)
      largest = Math.max(largest, stats.rowBytes)
      if (round === 2) largestFile = stats.rowFileBytes
      if (round > 2) expect(stats.rowFileBytes).toBeLessThanOrEqual(largestFile * 1.2)
      expect(stats.changeBytes).toBeLessThan(6 * 1024 * 1024)
    }
    expect(largest).toBeLessThan(64 * 1024)
    await store[Symbol.asyncDispose]()
  })

  it('takes bounds and looks for keys that are longer than any key can be', async () => {
    await using store = storeOn(await place().open())
    const longest = 'b'.repeat(ROW_KEY_BYTES_MAX)
    for (const key of ['a', longest, 'c']) put(store, 1, key, 'x')
    addChange(store, { revision: 1, key: 'a', value: 'x', previous: 0, removes: false })
    advance(store)
    await store.flushAll()
    const beyond = 'b'.repeat(100_000)
    for (const reverse of [false, true]) {
      const order = (keys: string[]): string[] => {
        const found = keys.map(key => `${key}=x`)
        return reverse ? found.reverse() : found
      }
      expect(rows(store, 1, beyond, undefined, reverse)).toEqual(order(['c']))
      expect(rows(store, 1, '', beyond, reverse)).toEqual(order(['a', longest]))
      expect(rows(store, 1, `${longest}\0`, `${longest}\0\0`, reverse)).toEqual([])
      expect(rows(store, 1, longest, `${longest}\0`, reverse)).toEqual(order([longest]))
    }
    expect(get(store, 1, beyond)).toBeUndefined()
    expect(() => {
      put(store, 1, `${longest}b`, 'x')
    }).toThrow('a row has a key that the base can store')
  })

  it('finds the revision that was the newest at a time', async () => {
    const { open } = place()
    const store = storeOn(await open())
    for (let revision = 1; revision <= 500; revision++) {
      const key = `key ${String(revision)}`
      addChange(store, { revision, key, value: 'v'.repeat(100), previous: 0, removes: false })
      advance(store)
      if (revision === 250) await store.flushAll()
    }
    for (const at of [1, 100, 251, 400]) {
      const found = store.revisionBefore(at * 1000)
      expect(found).toBeLessThan(at)
      // A block of 8 KiB holds some 50 of these.
      expect(found).toBeGreaterThanOrEqual(at - 120 < 0 ? 0 : at - 120)
    }
    expect(store.revisionBefore(501_000)).toBe(500)
    await store[Symbol.asyncDispose]()
  })
})

describe('a range tombstone', () => {
  const name = (number: number): string => `key ${String(number).padStart(5, '0')}`

  it('removes rows at once, in steps on disk, and none put after it, whenever a crash comes', async () => {
    const KEYS = 5000
    for (const seed of [1, 2, 3]) {
      const chance = seeded(seed)
      const pick = (n: number): number => Math.floor(chance() * n)
      const directory = temporaryDirectory()
      let base = await DiskBase.open(host.disk, directory)
      const open = (): Store => storeOn(base, 16 * 1024 * 1024, () => undefined)
      let store = open()
      let model = new Map<string, string>()
      const models = new Map([[0, new Map<string, string>()]])
      for (let step = 0; step < 40; step++) {
        for (let count = pick(400) + (step === 0 ? KEYS : 0); count > 0; count--) {
          const [key, value] = [name(pick(KEYS)), `${String(step)} ${String(count)}`]
          put(store, 1, key, value)
          model.set(key, value)
        }
        if (chance() < 0.4) {
          const [lower, upper] = [name(pick(KEYS)), name(pick(KEYS))]
          store.removeRange(1, bytes(lower), bytes(upper))
          model = new Map([...model].filter(([key]) => key < lower || key >= upper))
        }
        advance(store)
        models.set(store.state.position, new Map(model))
        if (chance() < 0.3) {
          await store.flushAll()
        }
        if (chance() < 0.5) await base.collect(false)
        if (chance() < 0.1) {
          // What a crash leaves: the directory as the last flush, or step after it, left it.
          await base.close()
          base = await DiskBase.open(host.disk, directory)
          store = open()
          model = new Map(models.get(store.state.position))
        }
        const sorted = [...model].sort(([a], [b]) => (a < b ? -1 : 1))
        const expected = sorted.map(([key, value]) => `${key}=${value}`)
        // As texts: of which comparing costs less than of lists.
        expect(rows(store, 1).join(' ')).toBe(expected.join(' '))
        expect(rows(store, 1, '', undefined, true).join(' ')).toBe(expected.reverse().join(' '))
        for (let count = 0; count < 20; count++) {
          const key = name(pick(KEYS))
          expect(get(store, 1, key)).toBe(model.get(key))
        }
      }
      await store.flushAll()
      await store.collectAll()
      expect(rows(store, 1)).toHaveLength(model.size)
      await store[Symbol.asyncDispose]()
    }
  })

  it('is one of few: a memtable with the most of them is full, and a flush makes room for its own', async () => {
    const base = await DiskBase.open(host.disk, temporaryDirectory())
    const store = storeOn(base)
    // Collecting, which removes rows between flushes, waits for the test.
    base.collect = () => Promise.resolve(false)
    for (let round = 0; round < 3; round++) {
      for (let number = 0; number < RANGES_MAX; number++) put(store, 1, name(number), 'x')
      advance(store)
      await store.flushAll()
      for (let number = 0; number < RANGES_MAX; number++) {
        expect(store.fill).toBe(number / RANGES_MAX)
        store.removeRange(1, bytes(name(number)), bytes(name(number + 1)))
      }
      expect(store.fill).toBe(1)
      put(store, 1, name(7), 'later')
      advance(store)
      await store.room()
      expect(store.fill).toBe(0)
      await store.flushAll()
      expect(rows(store, 1)).toEqual([`${name(7)}=later`])
      expect(base.pendingRanges).toBeLessThanOrEqual(RANGES_MAX)
    }
    await store[Symbol.asyncDispose]()
  })
})

describe('damage on disk', () => {
  async function flushed(): Promise<string> {
    const directory = temporaryDirectory()
    const store = storeOn(await DiskBase.open(host.disk, directory))
    for (let index = 1; index <= 50; index++) {
      put(store, 1, `key ${String(index)}`, `unmistakable value ${String(index)} of a row`)
      const key = `key ${String(index)}`
      const value = `unmistakable change ${String(index)}`
      addChange(store, { revision: index, key, value, previous: 0, removes: false })
      advance(store)
    }
    await store[Symbol.asyncDispose]()
    return directory
  }

  it.each([
    ['store.mdb', 'unmistakable value 7 of'],
    ['000000001.changes', 'unmistakable change 7'],
  ])('in %s is noticed when it is read, and never served', async (file, target) => {
    const directory = await flushed()
    expect(readdirSync(directory)).toContain(file)
    const path = join(directory, file)
    const content = readFileSync(path)
    for (let at = content.indexOf(target); at >= 0; at = content.indexOf(target, at + 1)) {
      content[at + 3] = (content[at + 3] ?? 0) ^ 4
    }
    writeFileSync(path, content)
    const store = storeOn(await DiskBase.open(host.disk, directory))
    expect(() => {
      get(store, 1, 'key 7')
      changeAt(store, 7)
    }).toThrow(StoreDamaged)
    expect(get(store, 1, 'key 8')).toBe('unmistakable value 8 of a row')
    await store[Symbol.asyncDispose]()
  })
})
