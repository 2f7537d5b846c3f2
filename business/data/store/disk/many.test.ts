/** Flushes and steps of collecting that are too large for one child transaction, or for one step. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { Change, changeBytes } from '../memory/change.ts'
import type { ImmutableMemtable } from '../memory/memtable.ts'
import { Memtable } from '../memory/memtable.ts'
import { KEYS } from '../tables.ts'
import { collect } from './collect.ts'
import { DiskStore } from './disk-store.ts'
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

function flushInto(store: DiskStore, memtable: ImmutableMemtable, revision = 0): void {
  const position = store.state.position + 1
  flush(store, memtable, { ...store.state, position, revision, compactedRevision: revision })
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

it('a flush of many rows puts each that is put, and removes each that is removed', () => {
  const store = open()
  flushInto(store, rowsOf(all, 1).sealed())
  const overwritten = all.filter(number => number % 3 === 0)
  flushInto(store, rowsOf(overwritten, 2).sealed())
  const removed = all.filter(number => number % 5 === 0)
  flushInto(store, rowsOf(removed, undefined).sealed())
  const left = all.filter(number => number % 5 !== 0)
  expect(stored(store)).toEqual(new Map(left.map(number => [number, number % 3 === 0 ? 2 : 1])))
})

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

/** Revisions of several changes, each of which replaces the one of the same place in the revision before. */
function overwriting(): Memtable {
  const made = new Memtable(32 * MiB, 1)
  for (let revision = 1; revision <= REVISIONS; revision++) {
    for (let sub = 0; sub < SUBS; sub++) {
      const key = keyOf(sub)
      const address = made.addChange(changeBytes(0, key.length, 0), revision, sub, revision)
      const change = new Change().at(made.rows.bytes, made.rows.view, address)
      change.write({
        kind: 1,
        removes: false,
        inRow: false,
        revision,
        sub,
        previousRevision: revision - 1,
        previousSub: sub,
        milestoneRevision: 0,
        milestoneSub: 0,
        metaLength: 0,
        keyLength: key.length,
        valueLength: 0,
        tag: 0,
      })
      change.bytes.set(key, change.keyStart)
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
