/**
 * What a charge with a due date costs on a day. Every part is of the amount that the charge says, and is rounded to whole
 * cents, half a cent up. Days are those of Brasília, and all are counted, whether banks work or not.
 */
import type { Cents } from '../money.ts'
import { CENTS_MAX, centsOf } from '../money.ts'
import type { DueTerms, Portion } from '../tables.ts'

const DAY_MS = 86_400_000
/** Brasília is three hours behind UTC, all the year. */
const BEHIND_MS = 10_800_000
/** Hundredths of a percent in a whole. */
const WHOLE = 10_000n

/** The day of a time, as `2026-12-24`. */
export function dayOf(at: Date): string {
  return new Date(at.getTime() - BEHIND_MS).toISOString().slice(0, 10)
}

/** When the last day on which it can be paid is over. */
export function endOf({ dueDate, daysAfter }: DueTerms): Date {
  return new Date(Date.parse(dueDate) + (daysAfter + 1) * DAY_MS + BEHIND_MS)
}

/** At most `CENTS_MAX`. The adjustments leave something of the amount. */
export function amountDue(
  amount: Cents,
  { dueDate, adjustments }: Pick<DueTerms, 'dueDate' | 'adjustments'>,
  day: string,
): Cents {
  const { fine, interest, rebate, discounts = [] } = adjustments
  const daysLate = Math.max(0, (Date.parse(day) - Date.parse(dueDate)) / DAY_MS)
  const due = amount - partOf(amount, rebate)
  if (daysLate === 0) {
    const discount = discounts.find(({ until }) => day <= until)
    return centsOf(due - partOf(amount, discount))
  }
  const late = due + partOf(amount, fine) + partOf(amount, interest, daysLate, interest?.days)
  return centsOf(late < CENTS_MAX ? late : CENTS_MAX)
}

/** The portion, `times` / `per` of it. */
export function partOf(amount: Cents, portion: Portion | undefined, times = 1, per = 1): bigint {
  if (!portion) return 0n
  const hundredths = BigInt(portion.hundredths) * BigInt(times)
  return portion.of === 'reais'
    ? rounded(hundredths, BigInt(per))
    : rounded(amount * hundredths, WHOLE * BigInt(per))
}

/** Half up, of what is not negative. */
function rounded(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator)
}
