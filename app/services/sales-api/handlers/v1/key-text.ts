/**
 * Keys as text. A key is bytes; its text is UTF-8 in which %XX stands for a byte, as in a URL. Bytes that are not printable
 * UTF-8, and the percent sign itself, are always written so.
 */

import { isXmlText } from '#foundation/web/negotiate'

/** Control characters, which people cannot read; what XML cannot carry, so that it is the same there; and the escape itself. */
const ESCAPED = /[\p{Cc}\ufffe\uffff%]/gu
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function keyText(key: Uint8Array): string {
  try {
    return strict.decode(key).replace(ESCAPED, escapedCharacter)
  } catch {
    return mixedText(key)
  }
}

/** The bytes of a text, or undefined for a % that is not followed by two hexadecimal digits. */
export function keyBytes(text: string): Uint8Array | undefined {
  if (!text.includes('%')) return new TextEncoder().encode(text)
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined
  const parts = text.split(/%([0-9a-fA-F]{2})/)
  const bytes = parts.map((part, index) =>
    index % 2 === 0 ? Buffer.from(part) : Buffer.of(Number.parseInt(part, 16)),
  )
  return new Uint8Array(Buffer.concat(bytes))
}

/** Text or bytes of a value: whichever can carry it. */
export function valueText(value: Uint8Array): { value: string } | { valueBase64: string } {
  try {
    const text = strict.decode(value)
    if (isXmlText(text)) return { value: text }
  } catch {
    // Not UTF-8.
  }
  return { valueBase64: Buffer.from(value).toString('base64') }
}

/** What is UTF-8 of the bytes as text, the rest escaped byte by byte. */
function mixedText(key: Uint8Array): string {
  let text = ''
  for (let at = 0; at < key.length;) {
    const length = sequenceLength(key[at] ?? 0)
    try {
      const character = strict.decode(key.subarray(at, at + length))
      text += character.replace(ESCAPED, escapedCharacter)
      at += length
    } catch {
      text += escapedByte(key[at] ?? 0)
      at++
    }
  }
  return text
}

function sequenceLength(first: number): number {
  return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
}

function escapedCharacter(character: string): string {
  return [...new TextEncoder().encode(character)].map(escapedByte).join('')
}

function escapedByte(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
