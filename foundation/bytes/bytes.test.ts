import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkProperty } from '#foundation/testing/property'
import { align8, compareBytes, copyBytes, equalBytes, hashBytes } from './bytes.ts'

const FILE = 'foundation/bytes/bytes.test.ts'
const RUNS = 500

type ByteRange = { readonly bytes: Uint8Array; readonly start: number; readonly end: number }

function wholeRange(bytes: Uint8Array): ByteRange {
  return { bytes, start: 0, end: bytes.length }
}

/** Few different bytes, so that two draws often begin alike or are equal; the extremes show that bytes are unsigned. */
const alike = fc
  .array(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), { maxLength: 6 })
  .map(list => Uint8Array.from(list))

/** Lengths on both sides of the one from which copies leave the loop (192). */
const long = fc.uint8Array({ maxLength: 400, size: 'max' })

/** The same bytes somewhere inside a larger buffer, between bytes that must not matter. */
function placed(content: fc.Arbitrary<Uint8Array>): fc.Arbitrary<ByteRange> {
  const around = fc.uint8Array({ maxLength: 4 })
  return fc.tuple(around, content, around).map(([before, inside, after]) => ({
    bytes: Uint8Array.from([...before, ...inside, ...after]),
    start: before.length,
    end: before.length + inside.length,
  }))
}

const inside = ({ bytes, start, end }: ByteRange): Uint8Array => bytes.subarray(start, end)
const compare = (a: ByteRange, b: ByteRange): number =>
  compareBytes(a.bytes, a.start, a.end, b.bytes, b.start, b.end)
const hash = (seed: number, { bytes, start, end }: ByteRange): number =>
  hashBytes(seed, bytes, start, end)

const seed = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })

describe('comparing two ranges', () => {
  it('orders them byte by byte, unsigned, wherever they lie, with a prefix first', async () => {
    await checkProperty(FILE, fc.tuple(placed(alike), placed(alike)), RUNS, ([a, b]) => {
      expect(Math.sign(compare(a, b))).toBe(Buffer.compare(inside(a), inside(b)))
    })
  })

  it('turns its sign when they change places', async () => {
    await checkProperty(FILE, fc.tuple(placed(alike), placed(alike)), RUNS, ([a, b]) => {
      // Not toBe: zero may come with either sign.
      expect(compare(a, b) + compare(b, a)).toBe(0)
    })
  })

  it('sorts an empty range before all others, 0x7f before 0x80, and "a" before "ab"', () => {
    const order = ['', '61', '6162', '62', '7f', '7fff', '80', 'ff'].map(hex =>
      wholeRange(Buffer.from(hex, 'hex')),
    )
    expect(order.toReversed().sort(compare)).toEqual(order)
  })
})

describe('equality', () => {
  it('of ranges of one length holds exactly when they compare as equal', async () => {
    await checkProperty(FILE, fc.tuple(placed(alike), placed(alike)), RUNS, ([a, b]) => {
      const length = Math.min(a.end - a.start, b.end - b.start)
      const isEqual = equalBytes(a.bytes, a.start, b.bytes, b.start, length)
      const cutA = { ...a, end: a.start + length }
      const cutB = { ...b, end: b.start + length }
      expect(isEqual).toBe(compare(cutA, cutB) === 0)
    })
  })

  it('sees a difference in any one byte, and none outside of the range', () => {
    const bytes = Uint8Array.from({ length: 20 }, (_, at) => at)
    for (let at = 0; at < bytes.length; at++) {
      const other = bytes.slice()
      other[at] = 0xff
      expect(equalBytes(bytes, 5, other, 5, 10), `byte ${String(at)}`).toBe(at < 5 || at >= 15)
    }
  })
})

describe('a copy', () => {
  it('puts the range at its target and touches no other byte, short or long', async () => {
    const input = fc.record({
      from: placed(long),
      before: fc.nat({ max: 9 }),
      after: fc.nat({ max: 9 }),
    })
    await checkProperty(FILE, input, RUNS, ({ from, before, after }) => {
      const length = from.end - from.start
      const target = new Uint8Array(before + length + after).fill(0xa5)
      copyBytes(from.bytes, from.start, from.end, target, before)
      expect(Buffer.from(target)).toEqual(
        Buffer.concat([Buffer.alloc(before, 0xa5), inside(from), Buffer.alloc(after, 0xa5)]),
      )
    })
  })

  it.each([0, 1, 191, 192, 193])('of %i bytes is whole', length => {
    const from = Uint8Array.from({ length }, (_, at) => at + 1)
    const target = new Uint8Array(length)
    copyBytes(from, 0, length, target, 0)
    expect(target).toEqual(from)
  })
})

describe('a hash', () => {
  it('is a 32-bit integer that depends on the bytes alone, not on where they lie', async () => {
    await checkProperty(FILE, fc.tuple(seed, placed(long)), RUNS, ([seed, range]) => {
      const found = hash(seed, range)
      expect(found | 0).toBe(found)
      expect(hash(seed, wholeRange(inside(range).slice()))).toBe(found)
    })
  })

  it('changes with any change of one byte', async () => {
    const input = fc.record({
      seed,
      bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
      at: fc.nat(),
      flips: fc.integer({ min: 1, max: 255 }),
    })
    await checkProperty(FILE, input, RUNS, ({ seed, bytes, at, flips }) => {
      const changed = bytes.map((byte, index) =>
        index === at % bytes.length ? byte ^ flips : byte,
      )
      expect(hash(seed, wholeRange(changed))).not.toBe(hash(seed, wholeRange(bytes)))
    })
  })

  it('changes with the seed', async () => {
    await checkProperty(FILE, fc.tuple(seed, seed, long), RUNS, ([one, other, bytes]) => {
      fc.pre(one !== other)
      expect(hash(one, wholeRange(bytes))).not.toBe(hash(other, wholeRange(bytes)))
    })
  })

  it('spreads keys that differ in a counter over the low bits that pick a bucket', () => {
    const BUCKETS = 64
    const KEYS_PER_BUCKET = 100
    const filled = new Array<number>(BUCKETS).fill(0)
    for (let key = 0; key < BUCKETS * KEYS_PER_BUCKET; key++) {
      const bucket = hash(1, wholeRange(Buffer.from(`order/${String(key)}`))) & (BUCKETS - 1)
      filled[bucket] = (filled[bucket] ?? 0) + 1
    }
    expect(Math.min(...filled)).toBeGreaterThan(KEYS_PER_BUCKET / 2)
    expect(Math.max(...filled)).toBeLessThan(KEYS_PER_BUCKET * 2)
  })
})

describe('align8', () => {
  it.each([
    [0, 0],
    [1, 8],
    [7, 8],
    [8, 8],
    [9, 16],
    [2 ** 31 - 9, 2 ** 31 - 8],
    [2 ** 31 - 8, 2 ** 31 - 8],
  ])('makes %i bytes %i', (bytes, aligned) => {
    expect(align8(bytes)).toBe(aligned)
  })
})
