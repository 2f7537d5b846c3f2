/** The names of keys, whatever their type. */

declare const checked: unique symbol

/** 1 to `KEY_BYTES_MAX` bytes, any bytes. Ordered byte by byte, unsigned. */
export type Key = Uint8Array & { readonly [checked]: 'key' }

export const KEY_BYTES_MAX = 1024

export class InvalidKey extends Error {
  override readonly name = 'InvalidKey'
  readonly code = 'INVALID_KEY'
  constructor(bytes: number) {
    super(`A key has 1 to ${String(KEY_BYTES_MAX)} bytes, not ${String(bytes)}`)
  }
}

export function parseKey(bytes: Uint8Array): Key {
  if (bytes.length < 1 || bytes.length > KEY_BYTES_MAX) throw new InvalidKey(bytes.length)
  return bytes as Key
}

/** The smallest key after this one. */
export function successor(key: Uint8Array): Uint8Array {
  const next = new Uint8Array(key.length + 1)
  next.set(key)
  return next
}
