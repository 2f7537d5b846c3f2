import { expect, it } from 'vitest'
import { addExtended, formatExtended, isLess, parseExtended } from './extended.ts'

function sum(a: string, b: string): string | undefined {
  const [left, right] = [parseExtended(a), parseExtended(b)]
  const added = left && right && addExtended(left, right)
  return added && formatExtended(added)
}

/** What Redis 7.0.15 answers to INCRBYFLOAT on x86-64. */
it.each([
  ['10.50', '0.1', '10.6'],
  ['5.0e3', '2.0e2', '5200'],
  ['0.1', '0.2', '0.3'],
  ['3', '-1.5', '1.5'],
  ['0', '-5', '-5'],
  ['1', '-1', '0'],
  ['1000.1', '0', '1000.09999999999999998'],
  ['1e20', '0.1', '100000000000000000000'],
  ['9007199254740993', '2', '9007199254740995'],
  ['.5', '+.25', '0.75'],
  ['1e-20', '0', '0'],
  ['-1e-20', '0', '0'],
  ['1e-17', '0', '0.00000000000000001'],
])('%s and %s are %s', (a, b, expected) => {
  expect(sum(a, b)).toBe(expected)
})

it.each(['', ' 1', '1 ', 'abc', '.', '-', '1e', '0x10', '1e99999', '1e4933', 'inf', 'nan'])(
  '"%s" is not a number',
  text => {
    expect(parseExtended(text)).toBeUndefined()
  },
)

it('a text that is longer than Redis takes is not a number', () => {
  expect(parseExtended('0'.repeat(5120))).toBeDefined()
  expect(parseExtended('0'.repeat(5121))).toBeUndefined()
})

it('a sum that is too large is not a number', () => {
  expect(sum('1e4932', '1e4932')).toBeUndefined()
})

it.each([
  ['1', '2', true],
  ['2', '1', false],
  ['1', '1.0', false],
  ['-1', '1e-30', true],
])('whether %s is less than %s: %s', (a, b, expected) => {
  const [left, right] = [parseExtended(a), parseExtended(b)]
  expect(left && right && isLess(left, right)).toBe(expected)
})
