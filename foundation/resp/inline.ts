/**
 * Inline requests: words between spaces, as people type them. `"a\x00\n"` may hold spaces and escapes, `'a'` may hold spaces
 * and `\'`; a quoted word ends where its quote does.
 */
import { ProtocolError } from './protocol-error.ts'

/** Words are ranges of `bytes`, which are no bytes of the line: escapes are resolved. */
export type Words = {
  readonly bytes: Uint8Array
  readonly starts: number[]
  readonly ends: number[]
}

const SPACES = new Set(Buffer.from(' \t\r\n\v\f\0'))
const DOUBLE = 34
const SINGLE = 39
const BACKSLASH = 92
const LETTER_X = 120
const ESCAPES = new Map(
  Object.entries({ n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' }).map(([letter, byte]) => [
    letter.charCodeAt(0),
    byte.charCodeAt(0),
  ]),
)
const HEX_DIGITS = /^[0-9a-f]{2}$/i

/** Throws `ProtocolError` for a quote that is not closed, or that another byte than a space follows. */
export function splitInline(line: Uint8Array): Words {
  const words = new WordWriter(line.length)
  let at = 0
  for (;;) {
    while (at < line.length && SPACES.has(line[at] ?? 0)) at++
    if (at === line.length) return words
    words.begin()
    at = word(line, at, words)
    words.end()
  }
}

class WordWriter implements Words {
  readonly bytes: Uint8Array
  readonly starts: number[] = []
  readonly ends: number[] = []
  #used = 0

  /** No word is longer than its line. */
  constructor(lineBytes: number) {
    this.bytes = new Uint8Array(lineBytes)
  }

  begin(): void {
    this.starts.push(this.#used)
  }

  add(byte: number): void {
    this.bytes[this.#used++] = byte
  }

  end(): void {
    this.ends.push(this.#used)
  }
}

/** Adds the word that begins at `from`; returns where it ends. */
function word(line: Uint8Array, from: number, words: WordWriter): number {
  let at = from
  for (; at < line.length; at++) {
    const byte = line[at] ?? 0
    if (SPACES.has(byte)) break
    if (byte === DOUBLE || byte === SINGLE) {
      at = quoted(line, at, words)
      if (at < line.length && !SPACES.has(line[at] ?? 0)) throw unbalanced()
      break
    }
    words.add(byte)
  }
  return at
}

/** Adds what is quoted from `from` on; returns the place behind the closing quote. */
function quoted(line: Uint8Array, from: number, words: WordWriter): number {
  const quote = line[from] ?? 0
  for (let at = from + 1; at < line.length; at++) {
    const byte = line[at] ?? 0
    if (byte === quote) return at + 1
    if (byte !== BACKSLASH) {
      words.add(byte)
      continue
    }
    const escaped = line[at + 1]
    if (quote === SINGLE) {
      if (escaped === SINGLE) at++
      words.add(escaped === SINGLE ? SINGLE : BACKSLASH)
      continue
    }
    if (escaped === undefined) break
    const hex = Buffer.from(line.subarray(at + 2, at + 4)).toString('latin1')
    if (escaped === LETTER_X && HEX_DIGITS.test(hex)) {
      words.add(Number.parseInt(hex, 16))
      at += 3
    } else {
      words.add(ESCAPES.get(escaped) ?? escaped)
      at++
    }
  }
  throw unbalanced()
}

function unbalanced(): ProtocolError {
  return new ProtocolError('unbalanced quotes in request')
}
