import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CENTS_MAX, formatCents, InvalidAmount, parseCents } from './money.ts'

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
