/** Amounts of money: whole cents everywhere but on the wire, where they are decimal text like `37.00`. */

declare const checked: unique symbol

/** More than zero, and at most `CENTS_MAX`. */
export type Cents = bigint & { readonly [checked]: 'cents' }

/** Ten digits before the point. */
export const CENTS_MAX = 999_999_999_999n

export class InvalidAmount extends Error {
  override readonly name = 'InvalidAmount'
  constructor() {
    super(
      'An amount is more than zero, and text like 37.00 with at most ten digits before the point',
    )
  }
}

const AMOUNT = /^(\d{1,10})\.(\d{2})$/

/** Throws `InvalidAmount` for a text that is no amount, or zero. */
export function parseCents(text: string): Cents {
  const [, reais = '0', cents = '00'] = AMOUNT.exec(text) ?? []
  const amount = BigInt(reais + cents)
  if (amount === 0n) throw new InvalidAmount()
  return amount as Cents
}

/** Throws `InvalidAmount` for a number of cents that is none, or too many. */
export function centsOf(cents: bigint): Cents {
  if (cents <= 0n || cents > CENTS_MAX) throw new InvalidAmount()
  return cents as Cents
}

/** Of an amount that is not negative: `0.05`, `37.00`. */
export function formatCents(cents: bigint): string {
  const digits = cents.toString().padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}
