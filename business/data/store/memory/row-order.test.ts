import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seeded } from '#foundation/host/simulated'
import { checkProperty } from '#foundation/testing/property'
import { Memtable } from './memtable.ts'

const FILE = 'business/data/store/memory/row-order.test.ts'
const RUNS = 100
const TABLE = 3

/** Few different bytes, so that keys are often equal, begin alike for long, or are the beginnings of others. */
const key = fc
  .tuple(
    fc.constantFrom('', 'key:0000', '\0\0\0\0'),
    fc.array(fc.constantFrom(0, 1, 255), { maxLength: 12 }),
  )
  .map(([prefix, rest]) => Buffer.concat([Buffer.from(prefix), Buffer.from(rest)]))

function put(memtable: Memtable, key: Uint8Array, isNew = false): void {
  const hash = memtable.hash(TABLE, key, 0, key.length)
  memtable.put(hash, TABLE, key, 0, key.length, 8, isNew)
}

function remove(memtable: Memtable, key: Uint8Array): void {
  memtable.remove(memtable.hash(TABLE, key, 0, key.length), TABLE, key, 0, key.length)
}

function keysBetween(
  memtable: Memtable,
  lower: Uint8Array,
  upper?: Uint8Array,
  reverse = false,
): string[] {
  const { rows } = memtable
  return [...memtable.between(TABLE, lower, upper, reverse)].map(row =>
    Buffer.from(rows.bytes.slice(rows.keyStart(row), rows.keyEnd(row))).toString('hex'),
  )
}

describe('rows in the order of their keys', () => {
  it('are those of a sorted list, between any bounds, in both directions', async () => {
    const input = fc.record({
      keys: fc.array(key, { maxLength: 2000, size: 'max' }),
      lower: key,
      upper: fc.option(key, { nil: undefined }),
    })
    await checkProperty(FILE, input, RUNS, ({ keys, lower, upper }) => {
      const memtable = new Memtable(1024 * 1024, 1)
      for (const name of keys) put(memtable, name)
      const expected = [...new Set(keys.map(name => name.toString('hex')))]
        .map(hex => Buffer.from(hex, 'hex'))
        .filter(name => name.compare(lower) >= 0 && (!upper || name.compare(upper) < 0))
        .sort((a, b) => a.compare(b))
        .map(name => name.toString('hex'))
      expect(keysBetween(memtable, lower, upper)).toEqual(expected)
      expect(keysBetween(memtable, lower, upper, true)).toEqual(expected.toReversed())
    })
  })

  it('leave nothing behind when they were new and are removed', async () => {
    const input = fc.record({
      keys: fc.array(key, { maxLength: 1000, size: 'max' }),
      removed: fc.array(key, { maxLength: 1000, size: 'max' }),
      again: fc.array(key, { maxLength: 10 }),
    })
    await checkProperty(FILE, input, RUNS / 4, ({ keys, removed, again }) => {
      const memtable = new Memtable(1024 * 1024, 1)
      const all = new Set(keys.map(name => name.toString('hex')))
      for (const hex of all) put(memtable, Buffer.from(hex, 'hex'), true)
      const gone = removed.filter(name => all.delete(name.toString('hex')))
      for (const name of [...gone, ...gone]) remove(memtable, name)
      for (const name of again) put(memtable, name, !all.has(name.toString('hex')))
      for (const name of again) all.add(name.toString('hex'))
      const expected = [...all]
        .map(hex => Buffer.from(hex, 'hex'))
        .sort((a, b) => a.compare(b))
        .map(name => name.toString('hex'))
      expect(keysBetween(memtable, new Uint8Array())).toEqual(expected)
      expect(memtable.sealed().rows).toHaveLength(all.size)
    })
  })

  it.each([
    ['ascending', (index: number) => index],
    ['descending', (index: number) => 99_999 - index],
    ['any', (_index: number, chance: () => number) => Math.floor(chance() * 100_000)],
  ])('are listed without looking at the others, when they came in %s order', (_name, at) => {
    const memtable = new Memtable(16 * 1024 * 1024, 1)
    const chance = seeded(1)
    const name = (number: number): Buffer => Buffer.from(`key:${String(number).padStart(12, '0')}`)
    const numbers = new Set<number>()
    for (let index = 0; index < 100_000; index++) {
      const number = at(index, chance)
      numbers.add(number)
      put(memtable, name(number))
    }
    let compared = 0
    const { rows } = memtable
    const keyStart = rows.keyStart.bind(rows)
    rows.keyStart = row => {
      compared++
      return keyStart(row)
    }
    const sorted = [...numbers].sort((a, b) => a - b).map(number => name(number).toString('hex'))
    for (const reverse of [false, true]) {
      compared = 0
      const found: number[] = []
      for (const row of memtable.between(TABLE, name(50_000), undefined, reverse)) {
        if (found.push(row) === 100) break
      }
      expect(compared).toBeLessThan(100)
      const all = reverse
        ? sorted.toReversed()
        : sorted.filter(hex => hex >= name(50_000).toString('hex'))
      expect(
        found.map(row =>
          Buffer.from(rows.bytes.slice(keyStart(row), rows.keyEnd(row))).toString('hex'),
        ),
      ).toEqual(all.slice(0, 100))
    }
  })
})
