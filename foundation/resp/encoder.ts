/** Replies of Redis's protocol (RESP2), one behind the other in one piece of memory, so that a connection writes them at once. */
const FIRST_BYTES = 512
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
const NIL = Buffer.from('$-1\r\n')
const LINE_ENDS = /[\r\n]/g

export class ReplyEncoder {
  #bytes: Buffer = Buffer.alloc(0)
  #used = 0

  /** Bytes that `take` would return. */
  get length(): number {
    return this.#used
  }

  /** `+OK`. The text must have no end of a line. */
  simple(text: string): void {
    this.#line(SIMPLE, text)
  }

  /** `-ERR what is wrong`. Ends of lines in the text become spaces. */
  error(text: string): void {
    this.#line(ERROR, text.replaceAll(LINE_ENDS, ' '))
  }

  /** `:42`. Within the safe integers. */
  integer(value: number): void {
    this.#number(INTEGER, value)
  }

  /** `$5` and five bytes: those from `start` up to `end`, or all. */
  bulk(bytes: Uint8Array, start = 0, end = bytes.length): void {
    const length = end - start
    this.#reserve(NUMBER_BYTES_MAX + length + 2)
    this.#number(BULK, length)
    this.#bytes.set(bytes.subarray(start, end), this.#used)
    this.#used += length
    this.#lineEnd()
  }

  /** What is not there. */
  nil(): void {
    this.#reserve(NIL.length)
    this.#bytes.set(NIL, this.#used)
    this.#used += NIL.length
  }

  /** `*3`: the next so many replies are its items. */
  array(length: number): void {
    this.#number(ARRAY, length)
  }

  /** All replies since the last call. They are the caller's: the encoder goes on in other memory. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#used)
    this.#bytes = this.#bytes.subarray(this.#used)
    this.#used = 0
    return taken
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
    else this.#used += this.#bytes.write(String(value), this.#used, 'latin1')
    this.#lineEnd()
  }

  #lineEnd(): void {
    this.#bytes[this.#used++] = CR
    this.#bytes[this.#used++] = LF
  }

  #reserve(more: number): void {
    if (this.#used + more <= this.#bytes.length) return
    const bytes = Buffer.allocUnsafe(Math.max(FIRST_BYTES, 2 * this.#used, this.#used + more))
    bytes.set(this.#bytes.subarray(0, this.#used))
    this.#bytes = bytes
  }
}
