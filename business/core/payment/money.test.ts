import fc from 'fast-check'
import { expect, it } from 'vitest'
import { refusedAdjustments } from './charges.ts'
import { amountDue, dayOf, endOf } from './due/due.ts'
import { CENTS_MAX, centsOf, formatCents, InvalidAmount, parseCents } from './money.ts'
import type { Adjustments, Portion } from './tables.ts'

const amounts = fc.bigInt({ min: 1n, max: CENTS_MAX })

it('every amount is read as it was written', () => {
  fc.assert(fc.property(amounts, cents => parseCents(formatCents(cents)) === cents))
})

it('an amount is written as decimal text with two places', () => {
  fc.assert(
    fc.property(amounts, cents => {
      const text = formatCents(cents)
      return (
        /^(?:0|[1-9]\d{0,9})\.\d{2}$/.test(text) && Number(text.replace('.', '')) === Number(cents)
      )
    }),
  )
})

it('what is read is more than zero, and not more than there can be', () => {
  const texts = fc.stringMatching(/^\d{1,10}\.\d{2}$/)
  fc.assert(
    fc.property(texts, text => {
      if (/^[0.]+$/.test(text)) return
      const cents = parseCents(text)
      expect(cents > 0n && cents <= CENTS_MAX).toBe(true)
    }),
  )
})

it('sums of what was read are exact', () => {
  const cents = ['0.10', '0.20', '9999999999.99'].map(parseCents)
  expect(formatCents(cents.reduce((sum, amount) => sum + amount, 0n))).toBe('10000000000.29')
})

it.each([
  ...['0.00', '00.00', '1', '1.0', '1.000', '.50', '-1.00', '+1.00', '1,00', ' 1.00', '1.00\n'],
  // More than ten digits, an exponent, digits of another script.
  ...['10000000000.00', '1e2.00', '٣.٠٠'],
])('is no amount: %j', text => {
  expect(() => parseCents(text)).toThrow(InvalidAmount)
})

const DUE_DATE = '2026-12-24'
const dayAt = (days: number) =>
  new Date(Date.parse(DUE_DATE) + days * 86_400_000).toISOString().slice(0, 10)

const hundredths = fc.oneof(
  fc.integer({ min: 1, max: 20_000 }),
  fc.integer({ min: 1, max: Number(CENTS_MAX) }),
)
const portions: fc.Arbitrary<Portion> = fc.record({
  of: fc.constantFrom('reais' as const, 'percent' as const),
  hundredths,
})
const late = {
  fine: portions,
  interest: fc.record({
    of: fc.constantFrom('reais' as const, 'percent' as const),
    hundredths,
    days: fc.constantFrom(1 as const, 30 as const),
  }),
}
const less = {
  rebate: portions,
  discounts: fc.array(
    fc.record({
      of: fc.constantFrom('reais' as const, 'percent' as const),
      hundredths,
      until: fc.integer({ min: -30, max: 30 }).map(dayAt),
    }),
    { minLength: 1, maxLength: 3 },
  ),
}
const adjusted: fc.Arbitrary<Adjustments> = fc.record({ ...late, ...less }, { requiredKeys: [] })
const due = (amount: bigint, adjustments: Adjustments, days: number) =>
  amountDue(centsOf(amount), { dueDate: DUE_DATE, adjustments }, dayAt(days))

it('the amount due is positive, and does not fall from one day to the next once the charge is late', () => {
  const days = fc.integer({ min: -40, max: 3650 })
  fc.assert(
    fc.property(amounts, adjusted, days, (amount, adjustments, at) => {
      if (refusedAdjustments(centsOf(amount), adjustments)) return
      const cents = due(amount, adjustments, at)
      expect(cents > 0n && cents <= CENTS_MAX).toBe(true)
      if (at <= 0) expect(cents <= amount).toBe(true)
      else expect(cents >= due(amount, adjustments, at - 1)).toBe(true)
    }),
  )
})

it('the amount due is the original one until the due date, without rebate and discounts', () => {
  const adjustments = fc.record(late, { requiredKeys: [] })
  fc.assert(
    fc.property(amounts, adjustments, fc.integer({ min: -40, max: 0 }), (amount, some, at) => {
      return due(amount, some, at) === amount
    }),
  )
})

const FIXED: Portion = { of: 'reais', hundredths: 150 }
const PERCENT: Portion = { of: 'percent', hundredths: 250 }
it.each<[string, string, Adjustments, number, string]>([
  ['a fine', '100.00', { fine: PERCENT }, 9, '102.50'],
  ['a fixed fine', '100.00', { fine: FIXED }, 9, '101.50'],
  [
    'interest a day',
    '100.00',
    { interest: { of: 'percent', hundredths: 5, days: 1 } },
    9,
    '100.45',
  ],
  ['fixed interest', '100.00', { interest: { of: 'reais', hundredths: 5, days: 1 } }, 9, '100.45'],
  [
    'interest a month',
    '100.00',
    { interest: { of: 'percent', hundredths: 100, days: 30 } },
    45,
    '101.50',
  ],
  ['half a cent', '0.20', { fine: PERCENT }, 1, '0.21'],
  ['less than half a cent', '0.19', { fine: PERCENT }, 1, '0.19'],
  ['a rebate, early', '100.00', { rebate: FIXED }, -9, '98.50'],
  ['a rebate, late', '100.00', { rebate: FIXED, fine: PERCENT }, 1, '101.00'],
  ['the first discount', '100.00', { discounts: discounts(-20, -10) }, -20, '97.50'],
  ['the second discount', '100.00', { discounts: discounts(-20, -10) }, -19, '98.50'],
  ['no discount any more', '100.00', { discounts: discounts(-20, -10) }, -9, '100.00'],
  ['no discount when it is late', '100.00', { discounts: discounts(5) }, 1, '100.00'],
  ['more than there can be', '9999999999.99', { fine: PERCENT }, 1, '9999999999.99'],
])('the amount due with %s of %s', (_what, amount, adjustments, days, expected) => {
  expect(formatCents(due(parseCents(amount), adjustments, days))).toBe(expected)
})

function discounts(first: number, second?: number) {
  return [
    { ...PERCENT, until: dayAt(first) },
    ...(second === undefined ? [] : [{ ...FIXED, until: dayAt(second) }]),
  ]
}

it('adjustments that leave nothing, or whose discounts are out of order, are refused', () => {
  const amount = parseCents('1.50')
  expect(refusedAdjustments(amount, { rebate: FIXED })).toBe('nothing left')
  expect(refusedAdjustments(amount, { rebate: PERCENT, discounts: discounts(-2, -1) })).toBe(
    'nothing left',
  )
  const dear = parseCents('100.00')
  expect(refusedAdjustments(dear, { discounts: discounts(-1, -1) })).toBe('not in order')
  expect(refusedAdjustments(dear, { discounts: discounts(-2, -1) })).toBeUndefined()
})

it('a day is one of Brasília, three hours behind UTC', () => {
  expect(dayOf(new Date('2026-12-25T02:59:59.999Z'))).toBe(DUE_DATE)
  expect(dayOf(new Date('2026-12-25T03:00:00Z'))).toBe(dayAt(1))
  const terms = { kind: 'due', dueDate: DUE_DATE, adjustments: {} } as const
  expect(endOf({ ...terms, daysAfter: 0 })).toEqual(new Date('2026-12-25T03:00:00Z'))
  expect(endOf({ ...terms, daysAfter: 2 })).toEqual(new Date('2026-12-27T03:00:00Z'))
})
