/** Flushes that are too large for one child transaction, and steps of collecting: how far one goes, and what it marks. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { blockBytes, firstInBlock, sealBlock } from '../memory/block.ts'
import { Change, changeBytes } from '../memory/change.ts'
import type { ImmutableMemtable } from '../memory/memtable.ts'
import { Memtable } from '../memory/memtable.ts'
import { KEYS } from '../tables.ts'
import { BlockFiles } from './blocks/block-files.ts'
import { BlockReader } from './blocks/block-reader.ts'
import { placeOf } from './blocks/place.ts'
import { collect } from './collect.ts'
import { DiskStore } from './disk-store.ts'
import { isDead, openEnvironment } from './environment.ts'
import { flush } from './flush.ts'

const MiB = 1024 * 1024
const ROWS = 20_000
/** Of each revision; a step of marking looks at 50,000 changes, which is in the middle of one. */
const SUBS = 3
const REVISIONS = 40_000

function open(): DiskStore {
  const directory = mkdtempSync(join(tmpdir(), 'many-'))
  const store = new DiskStore(systemHost().disk, directory)
  onTestFinished(async () => {
    await store.close()
    rmSync(directory, { recursive: true })
  })
  return store
}

function keyOf(number: number): Uint8Array {
  return new Uint8Array(Buffer.from(`key ${String(number).padStart(6, '0')}`))
}

/** Puts the rows with these numbers, in which `value` stands, or removes them. */
function rowsOf(numbers: readonly number[], value: number | undefined): Memtable {
  const made = new Memtable(16 * MiB, 1)
  for (const number of numbers) {
    const key = keyOf(number)
    const hash = made.hash(KEYS, key, 0, key.length)
    if (value === undefined) made.remove(hash, KEYS, key, 0, key.length)
    else {
      const row = made.put(hash, KEYS, key, 0, key.length, 100, false)
      made.rows.bytes.fill(value, made.rows.valueStart(row), made.rows.valueStart(row) + 100)
    }
  }
  return made
}

function flushInto(
  store: DiskStore,
  memtable: ImmutableMemtable,
  revision = 0,
  childPagesMax?: number,
): void {
  const position = store.state.position + 1
  const state = { ...store.state, position, revision, compactedRevision: revision }
  flush(store, memtable, state, childPagesMax)
}

/** What the rows hold that there are, by their numbers. */
function stored({ environment }: DiskStore): Map<number, number> {
  const found = new Map<number, number>()
  for (const { key, value } of environment.rows.getRange({})) {
    found.set(Number(Buffer.from(key).toString('latin1').slice(5)), value[99] ?? -1)
  }
  return found
}

const all = Array.from({ length: ROWS }, (_, number) => number)

it.each([
  ['all of them', undefined],
  ['some', 500],
  ['none', 0],
])(
  'a flush puts each of many rows that is put, and removes each that is removed, with %s in child transactions',
  (_name, childPagesMax) => {
    const store = open()
    flushInto(store, rowsOf(all, 1).sealed(), 0, childPagesMax)
    const overwritten = all.filter(number => number % 3 === 0)
    flushInto(store, rowsOf(overwritten, 2).sealed(), 0, childPagesMax)
    const removed = all.filter(number => number % 5 === 0)
    flushInto(store, rowsOf(removed, undefined).sealed(), 0, childPagesMax)
    const left = all.filter(number => number % 5 !== 0)
    expect(stored(store)).toEqual(new Map(left.map(number => [number, number % 3 === 0 ? 2 : 1])))
  },
)

it('a flush that fails at its last row puts none', () => {
  const store = open()
  flushInto(store, rowsOf(all, 1).sealed())
  const sealed = rowsOf(all, 2).sealed()
  // No row lies there.
  const rows = sealed.rows.with(ROWS - 1, sealed.memory.byteLength)
  expect(() => {
    flushInto(store, { ...sealed, rows })
  }).toThrow(RangeError)
  expect(new Set(stored(store).values())).toEqual(new Set([1]))
  flushInto(store, sealed)
  expect(new Set(stored(store).values())).toEqual(new Set([2]))
})

it('a step of removing a range looks at 20,000 rows at most', () => {
  const store = open()
  const numbers = Array.from({ length: ROWS + 1 }, (_, number) => number)
  flushInto(store, rowsOf(numbers, 1).sealed())
  const removing = new Memtable(MiB, 1)
  removing.removeRange({ table: KEYS, lower: new Uint8Array(), upper: undefined })
  flushInto(store, removing.sealed())
  expect(collect(store, false).more).toBe(true)
  expect([...stored(store).keys()]).toEqual([ROWS])
  expect(collect(store, false).more).toBe(true)
  expect(stored(store).size).toBe(0)
  expect(collect(store, false).more).toBe(false)
})

it('a step of marking looks at 16 MiB of changes, and at the one that makes it that many', () => {
  const store = open()
  const made = new Memtable(32 * MiB, 1)
  for (let revision = 1; revision <= 20; revision++) {
    addChange(made, { revision, sub: 0, key: keyOf(revision), valueLength: MiB })
  }
  flushInto(store, made.sealed(), 20)
  collect(store, false)
  expect(store.state.collected).toBe(16)
  collect(store, false)
  expect(store.state.collected).toBe(20)
})

type Added = {
  readonly revision: number
  readonly sub: number
  readonly key: Uint8Array
  readonly valueLength: number
  readonly previousRevision?: number
  readonly removes?: boolean
  readonly inRow?: boolean
}

function addChange(made: Memtable, added: Added): void {
  const { revision, sub, key, valueLength, previousRevision = 0 } = added
  const { removes = false, inRow = false } = added
  const address = made.addChange(changeBytes(0, key.length, valueLength), revision, sub, revision)
  const change = new Change().at(made.rows.bytes, made.rows.view, address)
  change.write({
    kind: 1,
    removes,
    inRow,
    revision,
    sub,
    previousRevision,
    previousSub: sub,
    milestoneRevision: 0,
    milestoneSub: 0,
    metaLength: 0,
    keyLength: key.length,
    valueLength,
    tag: 0,
  })
  change.bytes.set(key, change.keyStart)
}

/** Revisions of several changes, each of which replaces the one of the same place in the revision before. */
function overwriting(): Memtable {
  const made = new Memtable(32 * MiB, 1)
  for (let revision = 1; revision <= REVISIONS; revision++) {
    for (let sub = 0; sub < SUBS; sub++) {
      const previousRevision = revision - 1
      addChange(made, { revision, sub, key: keyOf(sub), valueLength: 0, previousRevision })
    }
  }
  return made
}

it('a step of marking ends behind a revision, and all steps together leave the newest changes', () => {
  const store = open()
  flushInto(store, overwriting().sealed(), REVISIONS)
  const collected: number[] = []
  while (store.state.collected < REVISIONS) {
    expect(collect(store, false).more).toBe(true)
    collected.push(store.state.collected)
  }
  // The first revision of which 50,000 changes or more were looked at.
  expect(collected).toEqual([16_667, 33_334, REVISIONS])
  const [block, ...others] = store.environment.blocks.getKeys({})
  expect(block).toBeDefined()
  expect(others).toEqual([])
  const [row] = store.fileRows.values()
  expect(row && row.bytes - row.dead).toBeLessThan(1000)
})

/** Which changes of the only block are dead, by their places in it. */
function deadPlaces({ environment }: DiskStore): number[] {
  const [entry] = environment.blocks.getRange({})
  if (!entry) return []
  const { row } = placeOf(entry)
  return Array.from({ length: row.count }, (_, ordinal) => ordinal).filter(at => isDead(row, at))
}

it('a step marks changes of one block that are dead by themselves, and those that others replaced', () => {
  const store = open()
  const made = new Memtable(MiB, 1)
  const key = keyOf(1)
  addChange(made, { revision: 1, sub: 0, key, valueLength: 8 })
  addChange(made, { revision: 2, sub: 0, key: keyOf(2), valueLength: 0, removes: true })
  addChange(made, { revision: 3, sub: 0, key, valueLength: 8, previousRevision: 1 })
  flushInto(store, made.sealed(), 3)
  collect(store, false)
  expect(deadPlaces(store)).toEqual([0, 1])
})

it('a change that is gone and is named again keeps none behind it in its block from being marked', () => {
  const store = open()
  const made = new Memtable(MiB, 1)
  // Of the first revision there is a second change, and no first one.
  addChange(made, { revision: 1, sub: 1, key: keyOf(1), valueLength: 8 })
  addChange(made, { revision: 2, sub: 1, key: keyOf(2), valueLength: 8 })
  addChange(made, { revision: 3, sub: 0, key: keyOf(3), valueLength: 8, previousRevision: 2 })
  addChange(made, { revision: 4, sub: 1, key: keyOf(2), valueLength: 8, previousRevision: 2 })
  flushInto(store, made.sealed(), 4)
  collect(store, false)
  expect(deadPlaces(store)).toEqual([1])
})

it('a change whose value should stand in its row is not marked where the row is damaged', () => {
  const store = open()
  const { rows } = store.environment
  const made = new Memtable(MiB, 1)
  for (const number of [1, 2]) {
    const key = keyOf(number)
    const hash = made.hash(KEYS, key, 0, key.length)
    const row = made.put(hash, KEYS, key, 0, key.length, 8, false)
    made.rows.view.setFloat64(made.rows.valueStart(row), number, true)
    addChange(made, { revision: number, sub: 0, key, valueLength: 0, inRow: true })
  }
  flushInto(store, made.sealed())
  const rowKey = Uint8Array.of(KEYS, ...keyOf(2))
  const stored = Uint8Array.from(rows.get(rowKey) ?? [])
  rows.putSync(rowKey, stored.with(-1, (stored.at(-1) ?? 0) ^ 1))
  flushInto(store, new Memtable(MiB, 1).sealed(), 2)
  collect(store, false)
  expect(deadPlaces(store)).toEqual([0])
})

it('blocks that lie at the same place of two files are told apart', () => {
  const directory = mkdtempSync(join(tmpdir(), 'many-'))
  const { disk } = systemHost()
  const files = new BlockFiles(disk, directory, 'write')
  const environment = openEnvironment(directory)
  onTestFinished(async () => {
    files.close()
    await environment.root.close()
    rmSync(directory, { recursive: true })
  })
  const reader = new BlockReader(environment, files)
  const places = [1, 2].map(file => {
    const made = new Memtable(MiB, 1)
    addChange(made, { revision: file, sub: 0, key: keyOf(file), valueLength: 8 })
    const block = made.blocks.atOrBefore(file, 0)
    if (!block) throw new Error('there is a block')
    const bytes = blockBytes(block.view, block.start)
    sealBlock(block.bytes, block.view, block.start)
    files.create(file)
    files.file(file).write(block.bytes.subarray(block.start, block.start + bytes), 0)
    const row = { file, offset: 0, bytes, count: 2, time: 0, dead: new Uint8Array(1) }
    return { first: block.first, row }
  })
  for (const place of places) {
    const change = firstInBlock(new Change(), reader.read(place))
    expect(change.revision).toBe(place.row.file)
  }
})
