/**
 * Replies of Redis's protocol, one behind the other in one piece of memory, so that a connection writes them at once. What
 * RESP2 has no type for is written as Redis writes it to such a client: a map as a flat array, a boolean as 1 or 0.
 */
const FIRST_BYTES = 512
/** Memory for as many replies as were taken last is got at once up to this size, and kept while nothing is sent. */
const EXPECTED_BYTES_MAX = 16 * 1024
/** Shorter ones are written in a loop: a call into the engine would cost more. */
const LOOP_BYTES_MAX = 48
/** Digits of a length or an integer, its sign, a type and an end of line. */
const NUMBER_BYTES_MAX = 24
const CR = 13
const LF = 10
const SIMPLE = 43
const ERROR = 45
const INTEGER = 58
const BULK = 36
const ARRAY = 42
const DIGIT_0 = 48
const ASCII_MAX = 127
const VERBATIM = 61
const DOUBLE = 44
const MAP = 37
const SET = 126
const PUSH = 62
const OK = Buffer.from('+OK\r\n')
const NIL_BULK = Buffer.from('$-1\r\n')
const NIL_ARRAY = Buffer.from('*-1\r\n')
const NIL = Buffer.from('_\r\n')
const TRUE = Buffer.from('#t\r\n')
const FALSE = Buffer.from('#f\r\n')
const LINE_ENDS = /[\r\n]/g
/** With the flag, no half of a pair. */
const RAW_BYTES = /([\udc80-\udcff]+)/u

/** Which types a client understands. */
export type ProtocolVersion = 2 | 3

export class ReplyEncoder {
  /** Of the replies from now on: clients begin with 2. */
  version: ProtocolVersion = 2
  #bytes: Buffer = Buffer.alloc(0)
  #used = 0
  #expected = FIRST_BYTES

  /** Bytes that `take` would return. */
  get length(): number {
    return this.#used
  }

  /** `+OK`, of which there are most. */
  ok(): void {
    this.#copy(OK)
  }

  /** `+PONG`. The text must have no end of a line. */
  simple(text: string): void {
    this.#line(SIMPLE, text)
  }

  /**
   * `-ERR what is wrong`. Ends of lines in the text become spaces. A lone surrogate from U+DC80 to U+DCFF is written as the byte
   * 80 to FF, so that what a client sent can be shown to it as it is.
   */
  error(text: string): void {
    const line = text.replaceAll(LINE_ENDS, ' ')
    if (!RAW_BYTES.test(line)) {
      this.#line(ERROR, line)
      return
    }
    const parts = line.split(RAW_BYTES)
    const bytes = parts.map((part, at) => Buffer.from(part, at % 2 === 0 ? 'utf8' : 'latin1'))
    this.#copy(Buffer.concat([Buffer.from('-'), ...bytes, Buffer.from('\r\n')]))
  }

  /** `:42`. Within the safe integers. */
  integer(value: number): void {
    this.#number(INTEGER, value)
  }

  /** The same for what may be more than the safe integers. */
  bigInteger(value: bigint): void {
    this.#line(INTEGER, String(value))
  }

  /** `$5` and five bytes: those from `start` up to `end`, or all. */
  bulk(bytes: Uint8Array, start = 0, end = bytes.length): void {
    const isWhole = start === 0 && end === bytes.length
    this.#bulk(BULK, isWhole ? bytes : bytes.subarray(start, end))
  }

  /** A bulk string in UTF-8. */
  bulkText(text: string): void {
    if (text.length <= LOOP_BYTES_MAX && this.#bulkAscii(text)) return
    const length = Buffer.byteLength(text)
    this.#reserve(NUMBER_BYTES_MAX + length + 2)
    this.#number(BULK, length)
    this.#used += this.#bytes.write(text, this.#used)
    this.#lineEnd()
  }

  /** Text that people read: `=`, or a bulk string. */
  verbatim(text: string): void {
    if (this.version === 2) this.bulkText(text)
    else this.#bulk(VERBATIM, Buffer.from(`txt:${text}`))
  }

  /** A number that need not be whole: `,1.5`, or a bulk string. */
  double(value: number): void {
    const text = doubleText(value)
    if (this.version === 2) this.bulkText(text)
    else this.#line(DOUBLE, text)
  }

  boolean(value: boolean): void {
    if (this.version === 2) this.integer(value ? 1 : 0)
    else this.#copy(value ? TRUE : FALSE)
  }

  /** What is not there, in the place of a bulk string. */
  nil(): void {
    this.#copy(this.version === 2 ? NIL_BULK : NIL)
  }

  /** What is not there, in the place of an array. */
  nilArray(): void {
    this.#copy(this.version === 2 ? NIL_ARRAY : NIL)
  }

  /** `*3`: the next so many replies are its items. */
  array(length: number): void {
    this.#number(ARRAY, length)
  }

  /** The next so many pairs of replies are its keys and values. */
  map(pairs: number): void {
    if (this.version === 2) this.#number(ARRAY, 2 * pairs)
    else this.#number(MAP, pairs)
  }

  /** The next so many replies are its members, in any order. */
  set(length: number): void {
    this.#number(this.version === 2 ? ARRAY : SET, length)
  }

  /** Like an array, but no reply to a request where the client can tell. */
  push(length: number): void {
    this.#number(this.version === 2 ? ARRAY : PUSH, length)
  }

  /** Replies that another encoder made. */
  append(replies: Uint8Array): void {
    this.#copy(replies)
  }

  /** Takes back what was written since `length` was this. */
  truncate(length: number): void {
    this.#used = length
  }

  /** All replies since the last call. They are the caller's: the encoder goes on in other memory. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#used)
    this.#bytes = this.#bytes.subarray(this.#used)
    this.#expected = Math.max(FIRST_BYTES, Math.min(EXPECTED_BYTES_MAX, this.#used))
    this.#used = 0
    return taken
  }

  #bulk(type: number, bytes: Uint8Array): void {
    const { length } = bytes
    this.#reserve(NUMBER_BYTES_MAX + length + 2)
    this.#number(type, length)
    if (length > LOOP_BYTES_MAX) {
      this.#bytes.set(bytes, this.#used)
    } else {
      const target = this.#bytes
      for (let at = 0; at < length; at++) target[this.#used + at] = bytes[at] ?? 0
    }
    this.#used += length
    this.#lineEnd()
  }

  /** False, and nothing is written, if a character takes more than one byte. */
  #bulkAscii(text: string): boolean {
    this.#reserve(NUMBER_BYTES_MAX + text.length + 2)
    const before = this.#used
    this.#number(BULK, text.length)
    if (!this.#ascii(text)) {
      this.#used = before
      return false
    }
    this.#lineEnd()
    return true
  }

  /** Into memory that is reserved. */
  #ascii(text: string): boolean {
    const bytes = this.#bytes
    const start = this.#used
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code > ASCII_MAX) return false
      bytes[start + at] = code
    }
    this.#used = start + text.length
    return true
  }

  #copy(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#used)
    this.#used += bytes.length
  }

  #line(type: number, text: string): void {
    // A character takes three bytes at most, or two take four.
    this.#reserve(1 + 3 * text.length + 2)
    this.#bytes[this.#used++] = type
    this.#used += this.#bytes.write(text, this.#used)
    this.#lineEnd()
  }

  #number(type: number, value: number): void {
    this.#reserve(NUMBER_BYTES_MAX)
    this.#bytes[this.#used++] = type
    if (value >= 0 && value < 10) this.#bytes[this.#used++] = DIGIT_0 + value
    else this.#ascii(String(value))
    this.#lineEnd()
  }

  #lineEnd(): void {
    this.#bytes[this.#used++] = CR
    this.#bytes[this.#used++] = LF
  }

  #reserve(more: number): void {
    if (this.#used + more <= this.#bytes.length) return
    const bytes = Buffer.allocUnsafe(Math.max(this.#expected, 2 * this.#used, this.#used + more))
    bytes.set(this.#bytes.subarray(0, this.#used))
    this.#bytes = bytes
  }
}

/** As Redis writes it. */
function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value)
  return value > 0 ? 'inf' : '-inf'
}
