import { expect, it } from 'vitest'
import { digest } from './digest.ts'

/** Around every length at which the digest is made in another way. */
it.each<[length: number, expected: string]>([
  [0, '2d06800538d394c2'],
  [1, '13e608bc156defed'],
  [3, 'a9088dda485b481c'],
  [4, '6d9253b16c8b1ed3'],
  [8, '60539db630471163'],
  [9, 'feff668361d723a8'],
  [16, 'b8c859b0f030b585'],
  [17, '714a04408e79b80f'],
  [32, '19ff4ee1d6ba1a55'],
  [33, '3e44983ad21679c8'],
  [128, '67425a03650261bf'],
  [129, 'c664bf3311c6abc4'],
  [144, '606a17fa700bb932'],
  [240, '64556dc6b462a6cf'],
  [241, '8beadd3a8874fe17'],
  [1024, '9b81661c641c72b1'],
  [1025, '806c2072ed713576'],
  [1088, '2f8781e01841f0da'],
  [1089, '2a90437fe231e7e8'],
  [2048, 'abe604813ba62ed1'],
  [2049, '55aed42c9f1554b6'],
  [100000, '0c056f6fcc340974'],
])('the digest of %i bytes is %s', (length, expected) => {
  const bytes = new Uint8Array(length).map((_, at) => at * 7 + 3)
  expect(digest(bytes).toString(16).padStart(16, '0')).toBe(expected)
  // Wherever they lie in memory.
  const within = new Uint8Array(length + 8)
  within.set(bytes, 3)
  expect(digest(within.subarray(3, 3 + length))).toBe(digest(bytes))
})
