/** Damage: what is stored is not what was written, and how a message says so. */
const ESCAPED = /[\x00-\x1f\x7f-\x9f%]/g

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
  return new StoreDamaged(`The row of key "${keyAsText(key)}"`)
}

/** A key in a message: text if it is text, with %XX for what cannot be shown and for the percent sign. */
export function keyAsText(key: Uint8Array): string {
  const bytes = Buffer.from(key)
  const text = bytes.toString()
  if (Buffer.from(text).equals(bytes)) return text.replace(ESCAPED, encodeURIComponent)
  return bytes.toString('latin1').replace(/[^\x20-\x24\x26-\x7e]/g, character => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
  })
}
