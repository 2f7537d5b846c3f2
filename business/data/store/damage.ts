/** Something stored is not what was written. It was not served; the rest of the store is unaffected. */
export class StoreDamaged extends Error {
  override readonly name = 'StoreDamaged'
  readonly code = 'STORE_DAMAGED'
  /** Which part of the store, as the subject of a sentence. */
  readonly what: string
  constructor(what: string, options?: ErrorOptions) {
    super(`${what} is damaged on disk: restore the data directory from a backup`, options)
    this.what = what
  }
}

export function damagedRow(key: Uint8Array): StoreDamaged {
  return new StoreDamaged(`The row of key ${shownKey(key)}`)
}

/** A key in a message: printable ASCII as it is, every other byte and the percent sign as %XX. */
export function shownKey(key: Uint8Array): string {
  const characters = Array.from(key, byte =>
    byte > 0x20 && byte < 0x7f && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  )
  return `"${characters.join('')}"`
}
