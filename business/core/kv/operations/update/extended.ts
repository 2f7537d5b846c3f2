/**
 * Numbers as Redis adds them: binary, with a mantissa of 64 bits, and written with up to 17 decimals. Computed with integers, so
 * that every machine gets the same digits.
 */

/** mantissa * 2 ** exponent */
export type Extended = { readonly mantissa: bigint; readonly exponent: number }

const MANTISSA_BITS = 64
/** Numbers of so many bits before the point are too large. */
const EXPONENT_MAX = 16384
/** As long as Redis allows. */
const TEXT_LENGTH_MAX = 5 * 1024
const DECIMALS = 17
const SCALE = 10n ** BigInt(DECIMALS)

const ZERO: Extended = { mantissa: 0n, exponent: 0 }

/** Undefined if the text is not a number, or one that is too large. */
export function parseExtended(text: string): Extended | undefined {
  if (text.length > TEXT_LENGTH_MAX) return undefined
  const found = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d{1,4}))?$/i.exec(text)
  if (!found) return undefined
  const [, sign = '', whole = '', decimals = '', exponentText = '0'] = found
  if (whole + decimals === '') return undefined
  const digits = BigInt(whole + decimals)
  const exponent = Number(exponentText) - decimals.length
  const size = 10n ** BigInt(Math.abs(exponent))
  const parsed = exponent >= 0 ? rounded(digits * size, 1n, 0) : rounded(digits, size, 0)
  return sign === '-' ? parsed && negated(parsed) : parsed
}

/** Undefined if the sum is too large. */
export function addExtended(a: Extended, b: Extended): Extended | undefined {
  const exponent = Math.min(a.exponent, b.exponent)
  const sum = scaled(a, exponent) + scaled(b, exponent)
  const size = rounded(sum < 0n ? -sum : sum, 1n, exponent)
  return sum < 0n ? size && negated(size) : size
}

export function negated({ mantissa, exponent }: Extended): Extended {
  return { mantissa: -mantissa, exponent }
}

export function isLess(a: Extended, b: Extended): boolean {
  const exponent = Math.min(a.exponent, b.exponent)
  return scaled(a, exponent) < scaled(b, exponent)
}

export function formatExtended({ mantissa, exponent }: Extended): string {
  const size = mantissa < 0n ? -mantissa : mantissa
  const scaledSize =
    exponent >= 0
      ? (size << BigInt(exponent)) * SCALE
      : divided(size * SCALE, 1n << BigInt(-exponent))
  const digits = String(scaledSize).padStart(DECIMALS + 1, '0')
  const whole = digits.slice(0, -DECIMALS)
  const decimals = digits.slice(-DECIMALS).replace(/0+$/, '')
  const text = decimals === '' ? whole : `${whole}.${decimals}`
  return mantissa < 0n && text !== '0' ? `-${text}` : text
}

/** The number as a multiple of a power of two that divides it. */
function scaled(number: Extended, exponent: number): bigint {
  return number.mantissa << BigInt(number.exponent - exponent)
}

/** numerator / denominator * 2 ** exponent as the nearest number; neither part is negative. Undefined if it is too large. */
function rounded(numerator: bigint, denominator: bigint, exponent: number): Extended | undefined {
  if (numerator === 0n) return ZERO
  // The quotient gets one or two bits more, so that it has all that count, or as many as there are.
  let shift = bitsOf(numerator) - bitsOf(denominator) - MANTISSA_BITS
  let mantissa = quotient(numerator, denominator, shift)
  if (bitsOf(mantissa) > MANTISSA_BITS) {
    shift++
    mantissa = quotient(numerator, denominator, shift)
  }
  const isTooLarge = bitsOf(mantissa) + shift + exponent > EXPONENT_MAX
  return isTooLarge ? undefined : { mantissa, exponent: shift + exponent }
}

function quotient(numerator: bigint, denominator: bigint, shift: number): bigint {
  return shift >= 0
    ? divided(numerator, denominator << BigInt(shift))
    : divided(numerator << BigInt(-shift), denominator)
}

/** To the nearest integer; to the even one of two that are as near. */
function divided(numerator: bigint, denominator: bigint): bigint {
  const whole = numerator / denominator
  const rest = (numerator % denominator) * 2n
  const goesUp = rest > denominator || (rest === denominator && (whole & 1n) === 1n)
  return goesUp ? whole + 1n : whole
}

function bitsOf(number: bigint): number {
  const digits = number.toString(16)
  return (digits.length - 1) * 4 + 32 - Math.clz32(Number.parseInt(digits.slice(0, 1), 16))
}
