/** Generates hostile requests and hostile replies from a seed. Only for tests. */
import { INLINE_BYTES_MAX } from '#foundation/resp/decoder'
import { seeded } from '#foundation/host/simulated'

const NUMBERS = [
  ...['-1', '-2', '0', '1', '2', '3', '00', '01', '+1', '-0', '', ' 1', '1 ', '1e3', '0x10', 'NaN'],
  ...['2147483647', '2147483648', '-2147483649', '4294967297', '9007199254740993'],
  ...['18446744073709551616', '99999999999999999999999', '9'.repeat(400), '65536', '1000000'],
]
const BREAKS = ['\r\n', '\r\n', '\r\n', '\n', '\r', '', '\n\r', '\r\n\r\n', '\0']
const HTTP = [
  'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'POST /v1/txn HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
]
const WORDS = [
  ...['x', 'y', 's', 't', 'g', 'c', '0', '-1', '1', '2', '7-7', '*', '>', '$', '+', '-', '~', '='],
  ...['EX', 'NX', 'XX', 'GET', 'COUNT', 'STREAMS', 'GROUP', 'MAXLEN', 'MINID', 'BLOCK', 'MKSTREAM'],
  ...['a\r\n-ERR b', 'a\nb', '\r', '\0', '"', "'", '\\x', '\xff\xfe', '1e400', 'nan', '', '%s%n'],
  ...[
    '9223372036854775807',
    '9223372036854775808',
    '-9223372036854775808',
    '18446744073709551615-1',
  ],
]
const REPLY_TYPES = [
  ...['+', '-', ':', '$', '*', '_', ',', '#'],
  ...['!', '=', '(', '%', '~', '>', '|', '.'],
]
const REPLIES = [
  ...['+OK\r\n', '-ERR no\r\n', ':1\r\n', '$3\r\nabc\r\n', '$-1\r\n', '*-1\r\n', '_\r\n', '#t\r\n'],
  ...['#x\r\n', ',1.5\r\n', ',inf\r\n', ',nan\r\n', '(123456789012345678901234567890\r\n'],
  ...[
    '=7\r\ntxt:abc\r\n',
    '=2\r\nab\r\n',
    '*2\r\n',
    '%2\r\n',
    '~1\r\n',
    '>1\r\n',
    '$3\r\nabcde\r\n',
  ],
]
/** One in so many inputs is longer than a line may be. */
const ENDLESS_EVERY = 4000
const TEXT_BYTES = 24

export class Hostile {
  readonly #chance: () => number
  readonly #names: readonly string[]

  /** The names of commands are for requests that get through. */
  constructor(seed: number, names: readonly string[]) {
    this.#chance = seeded(seed)
    this.#names = names
  }

  below(end: number): number {
    return Math.floor(this.#chance() * end)
  }

  /** A few requests, of which some are whole. One character is one byte. */
  requests(): Buffer {
    let text = ''
    const count = 1 + this.below(4)
    for (let at = 0; at < count; at++) text += this.#request()
    return this.#damaged(text)
  }

  /** A whole request, of a command that there is, mostly. */
  command(): Buffer {
    return Buffer.from(this.#array(this.#pick(this.#names).split('|')), 'latin1')
  }

  replies(): Buffer {
    let text = ''
    const count = 1 + this.below(6)
    for (let at = 0; at < count; at++) text += this.#reply()
    return this.#damaged(text)
  }

  /** The same bytes in pieces: byte by byte now and then, in two or more otherwise. */
  pieces(bytes: Buffer): Buffer[] {
    const { length } = bytes
    const isByteByByte = length < INLINE_BYTES_MAX && this.below(10) === 0
    const longest = isByteByByte ? 1 : Math.ceil(length / (1 + this.below(3)))
    const pieces: Buffer[] = []
    for (let at = 0; at < length;) {
      const end = at + 1 + this.below(longest)
      pieces.push(bytes.subarray(at, end))
      at = end
    }
    return pieces
  }

  #pick(all: readonly string[]): string {
    return all[this.below(all.length)] ?? ''
  }

  #text(): string {
    if (this.below(3) > 0) return this.#pick(WORDS)
    const codes = Array.from({ length: this.below(TEXT_BYTES) }, () => this.below(256))
    return String.fromCharCode(...codes)
  }

  #array(name: readonly string[]): string {
    const words = [...name, ...Array.from({ length: this.below(6) }, () => this.#text())]
    const bulks = words.map(word => `$${String(word.length)}\r\n${word}\r\n`)
    return `*${String(words.length)}\r\n${bulks.join('')}`
  }

  #request(): string {
    if (this.below(ENDLESS_EVERY) === 0) {
      return this.#pick(['', '*', '*1\r\n$', '"']) + 'a'.repeat(INLINE_BYTES_MAX + 100)
    }
    switch (this.below(10)) {
      case 0:
        return `*${this.#pick(NUMBERS)}${this.#pick(BREAKS)}`
      case 1:
        return `*2\r\n$${this.#pick(NUMBERS)}${this.#pick(BREAKS)}${this.#text()}\r\n`
      case 2:
        return `*1\r\n${this.#pick(REPLY_TYPES)}${this.#pick(NUMBERS)}\r\n`
      case 3:
        return this.#pick(HTTP)
      case 4:
        return `${this.#text()} ${this.#text()}${this.#pick(BREAKS)}`
      case 5:
        return `${this.#pick(this.#names)} "${this.#text()}" '${this.#text()}'\r\n`
      case 6:
        return this.#text()
      default:
        return this.#array(this.#pick(this.#names).split('|'))
    }
  }

  #reply(): string {
    if (this.below(ENDLESS_EVERY) === 0) return `+${'a'.repeat(INLINE_BYTES_MAX)}`
    switch (this.below(8)) {
      case 0:
        return `${this.#pick(REPLY_TYPES)}${this.#pick(NUMBERS)}${this.#pick(BREAKS)}`
      case 1:
        return this.#pick(['*1\r\n', '%1\r\n+k\r\n', '>2\r\n:1\r\n']).repeat(this.below(40))
      case 2:
        return `${this.#pick(REPLY_TYPES)}${this.#text()}\r\n`
      case 3:
        return this.#text()
      default:
        return this.#pick(REPLIES)
    }
  }

  /** Cut short, or with some bytes changed, now and then. */
  #damaged(text: string): Buffer {
    const bytes = Buffer.from(text, 'latin1')
    const kind = this.below(4)
    if (kind === 0) return bytes.subarray(0, this.below(bytes.length + 1))
    if (kind === 1 && bytes.length > 0) {
      for (let left = this.below(4); left >= 0; left--) {
        bytes[this.below(bytes.length)] = this.below(256)
      }
    }
    return bytes
  }
}
