/** Reading the arguments of a request. */
import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { KEYS_MAX } from '#business/core/kv/model'
import type { Arguments } from './command.ts'
import { notInteger, tooManyKeys } from './errors.ts'

/** Digits of what fits 64 bits, and a sign. */
const INTEGER = /^(?:0|-?[1-9]\d{0,18})$/
const INT64_MAX = 2n ** 63n - 1n
const INT64_MIN = -(2n ** 63n)

export function keyOf(args: Arguments, at: number): Key {
  return parseKey(args.argument(at))
}

/** All arguments from `first` on. Throws if they are more than one operation may have. */
export function keysOf(args: Arguments, first: number): readonly Key[] {
  const count = args.count - first
  if (count > KEYS_MAX) throw tooManyKeys(KEYS_MAX)
  return Array.from({ length: count }, (_, at) => keyOf(args, first + at))
}

/** UTF-8; what is not becomes replacement characters. */
export function textOf(args: Arguments, at: number): string {
  return Buffer.from(args.argument(at)).toString()
}

/** For words of a syntax, whatever their letters are. */
export function wordOf(args: Arguments, at: number): string {
  return at < args.count ? Buffer.from(args.argument(at)).toString('latin1').toUpperCase() : ''
}

/** As Redis reads integers: no plus, no leading zero, no space. Undefined for what is none. */
export function int64Of(args: Arguments, at: number): bigint | undefined {
  const text = at < args.count ? Buffer.from(args.argument(at)).toString('latin1') : ''
  if (!INTEGER.test(text)) return undefined
  const value = BigInt(text)
  return value >= INT64_MIN && value <= INT64_MAX ? value : undefined
}

/** Throws Redis's error for what is no integer; what is beyond the safe ones becomes the nearest of them. */
export function integerOf(args: Arguments, at: number): number {
  const value = int64Of(args, at)
  if (value === undefined) throw notInteger()
  return Number(value)
}
