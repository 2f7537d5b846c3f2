/**
 * A key by chance, without knowing how many there are: at each step the keys that are left share a beginning, and a random
 * next byte says which of them stay. A key whose name few others resemble comes more often than they do.
 */
import type { Random } from '#foundation/host/host'
import type { Store } from '#business/data/store/store'
import { KEYS } from '#business/data/store/tables'

const BYTE_MAX = 0xff

/** A key that has a row, due or damaged or not; undefined if there is none. */
export function randomKey(store: Store, random: Random): Uint8Array | undefined {
  let lower: Uint8Array = new Uint8Array()
  let upper: Uint8Array | undefined
  for (;;) {
    const first = firstKey(store, lower, upper, false)
    const last = firstKey(store, lower, upper, true)
    if (!first || !last) return undefined
    const shared = sharedLength(first, last)
    const to = last[shared]
    if (to === undefined) return first
    const prefix = first.subarray(0, shared)
    const above = (byte: number): Uint8Array => Uint8Array.of(...prefix, byte)
    // Where the first key ends there, a byte below all others stands for it.
    const from = first[shared] ?? (firstKey(store, above(0), upper, false)?.[shared] ?? to) - 1
    const number = randomNumber(random)
    const byte = from + ((number >>> 1) % (to - from + 1))
    // Between two bytes that there are, either is as near.
    const isUp = (number & 1) === 0
    const found = isUp
      ? firstKey(store, above(Math.max(byte, 0)), upper, false)
      : firstKey(store, lower, byte === BYTE_MAX ? upper : above(byte + 1), true)
    const next = found?.[shared]
    if (next === undefined || (isUp && byte < 0)) return first
    lower = above(next)
    upper = next === BYTE_MAX ? upper : above(next + 1)
  }
}

function firstKey(
  store: Store,
  lower: Uint8Array,
  upper: Uint8Array | undefined,
  reverse: boolean,
): Uint8Array | undefined {
  for (const { key } of store.rangeWithDamage(KEYS, lower, upper, reverse)) return key.slice()
  return undefined
}

function sharedLength(a: Uint8Array, b: Uint8Array): number {
  let length = 0
  while (length < Math.min(a.length, b.length) && a[length] === b[length]) length++
  return length
}

function randomNumber(random: Random): number {
  return new DataView(random.bytes(4).buffer).getUint32(0)
}
