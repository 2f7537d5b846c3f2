import { describe, expect, it } from 'vitest'
import type { ValidatorError } from './wording.ts'
import { expectationsOf, issueOf } from './wording.ts'

const AMOUNT = { pattern: '^\\d+\\.\\d{2}$', 'x-expected': 'two decimals, such as "37.00"' }
const expectations = expectationsOf([{ type: 'string' }, AMOUNT])
const schemas = { since: { format: 'date-time' }, amount: AMOUNT, kind: { enum: ['a', 'b'] } }

const messageOf = (error: Partial<ValidatorError>, root: unknown = {}) =>
  issueOf({ instancePath: '', keyword: '', params: {}, ...error }, root, expectations, schemas)
    .message

describe('what is wrong with a value', () => {
  it.each<[string, Partial<ValidatorError>, unknown]>([
    [
      'expected two decimals, such as "37.00"; found 1.5',
      { keyword: 'pattern', params: { pattern: AMOUNT.pattern }, instancePath: '/value/of~1it' },
      { value: { 'of/it': '1.5' } },
    ],
    [
      'expected text that matches ^a$; found b',
      { keyword: 'pattern', params: { pattern: '^a$' } },
      'b',
    ],
    [
      'expected one of a, b; found c',
      { keyword: 'enum', params: { allowedValues: ['a', 'b'] } },
      'c',
    ],
    ['expected a; found 1', { keyword: 'const', params: { allowedValue: 'a' } }, 1],
    ['must be array; found null', { keyword: 'type', message: 'must be array' }, null],
    ['must be string', { keyword: 'type', message: 'must be string' }, { of: 'parts' }],
    [
      `must be shorter; found ${'x'.repeat(64)}…`,
      { keyword: 'maxLength', message: 'must be shorter' },
      'x'.repeat(1_000_000),
    ],
    ['must be plain; found \ufffda\ufffd', { message: 'must be plain' }, '\u0000a\ud800'],
  ])('is told with what was wanted and found: %s', (message, error, root) => {
    expect(messageOf(error, root)).toBe(message)
  })
})

it('of what is missing, what it should have been is told', () => {
  const missing = (missingProperty: string) =>
    messageOf({ keyword: 'required', params: { missingProperty } })
  expect(missing('since')).toBe(
    'is missing: expected a time with its zone, such as 2026-12-24T12:00:00Z',
  )
  expect(missing('amount')).toBe('is missing: expected two decimals, such as "37.00"')
  expect(missing('kind')).toBe('is missing: expected one of a, b')
  expect(missing('other')).toBe('is missing')
})
