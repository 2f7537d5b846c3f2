/**
 * Requests of Redis's protocol (RESP2), read from the bytes of one connection as they arrive: arrays of bulk strings, and
 * inline requests, which people type. The decoder makes no object per request or argument, and copies only the bytes of a
 * request that is not whole when the received bytes end.
 */
import { splitInline } from './inline.ts'
import { ProtocolError } from './protocol-error.ts'

/** What one request may be at most. A longer one is a `ProtocolError`. */
export type RequestLimits = {
  /** The name of the command counts. */
  readonly argumentsMax: number
  /** Of one argument. */
  readonly argumentBytesMax: number
  /** As it is sent, all of it: what the decoder may hold while the rest of a request has not arrived. */
  readonly requestBytesMax: number
}

/** An inline request with its end of line, or the line of a length. */
export const INLINE_BYTES_MAX = 64 * 1024
/** What a client may send before it has said who it is. */
export const UNAUTHENTICATED_ARGUMENTS_MAX = 10
export const UNAUTHENTICATED_ARGUMENT_BYTES_MAX = 16 * 1024
/** What Redis takes for a length: anything larger is none. */
const LENGTH_MAX = 2 ** 31 - 1
/** Behind a bulk string. */
const LINE_END_BYTES = 2
/** The lists of places are kept from request to request while they are no longer than this. */
const KEPT_PLACES_MAX = 1024
/** Memory of smaller buffers is left to the garbage collector. */
const RELEASED_BYTES_MIN = 32 * 1024

const CR = 13
const LF = 10
const ARRAY = 42
const BULK = 36
const MINUS = 45
const DIGIT_0 = 48
const DIGIT_9 = 57

/**
 * A request's arguments are ranges of `bytes`, from `start(n)` up to `end(n)`; 0 is the name of the command. The decoder
 * never writes over bytes that it handed out: who keeps a range keeps the bytes received with it.
 */
export class RequestDecoder {
  /** Whether the client has said who it is, where it has to: until then its requests are short. */
  isAuthenticated = true
  readonly #limits: RequestLimits
  /** What was received and is not decoded yet: from `#at` to `#receivedEnd`. */
  #received: Uint8Array = new Uint8Array(0)
  #at = 0
  #receivedEnd = 0
  /** Whether a range of the received bytes was handed out. */
  #isHandedOut = false
  /** Where the request begins that is being decoded; the places below are counted from it. */
  #requestAt = 0
  #starts: number[] = []
  #ends: number[] = []
  #count = 0
  /** Arguments of the request that have not been received. */
  #missing = 0
  /** Of the argument that is being received; undefined before its length is known. */
  #bulkBytes: number | undefined
  /** Bytes of an inline request that are known to hold no end of a line. */
  #searched = 0
  /** What the places are counted in: the received bytes, or the words of an inline request. */
  #bytes: Uint8Array = this.#received
  #bytesAt = 0

  constructor(limits: RequestLimits) {
    this.#limits = limits
  }

  /** Of the request that `next` went on to. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  get count(): number {
    return this.#count
  }

  /** Of received bytes that are kept until the rest of their request arrives. */
  get heldBytes(): number {
    return this.#receivedEnd - this.#requestAt
  }

  start(argument: number): number {
    return this.#bytesAt + (this.#starts[argument] ?? 0)
  }

  end(argument: number): number {
    return this.#bytesAt + (this.#ends[argument] ?? 0)
  }

  /** The same bytes, not a copy. */
  argument(argument: number): Uint8Array {
    return this.#bytes.subarray(this.start(argument), this.end(argument))
  }

  /** Takes what the connection received: it belongs to the decoder from then on. */
  push(received: Uint8Array): void {
    const left = this.#receivedEnd - this.#requestAt
    if (left === 0) {
      this.#received = received
      this.#isHandedOut = false
      this.#requestAt = 0
      this.#at = 0
      this.#receivedEnd = received.length
      return
    }
    if (this.#receivedEnd + received.length > this.#received.length) {
      this.#makeRoom(left, received.length)
    }
    this.#received.set(received, this.#receivedEnd)
    this.#receivedEnd += received.length
    release(received)
  }

  /**
   * Goes on to the next request; false if its rest has not been received. Throws `ProtocolError` where the bytes are no
   * request, or one that is too large: then the rest of the connection has no meaning.
   */
  next(): boolean {
    if (this.#missing === 0) {
      this.#count = 0
      if (this.#starts.length > KEPT_PLACES_MAX) {
        this.#starts = []
        this.#ends = []
      }
    }
    while (this.#missing === 0) {
      this.#requestAt = this.#at
      if (this.#at === this.#receivedEnd) return false
      const isWhole =
        this.#received[this.#at] === ARRAY ? this.#decodeCount() : this.#decodeInline()
      if (!isWhole) return false
      if (this.#count > 0) return true
    }
    while (this.#missing > 0) if (!this.#decodeArgument()) return false
    this.#bytes = this.#received
    this.#isHandedOut = true
    this.#bytesAt = this.#requestAt
    return true
  }

  /**
   * Moves the beginning of a request to bytes of its own: twice as many each time, so that each byte moves about once, and up to
   * eight times as many where the argument that is being received says that it is so long.
   */
  #makeRoom(left: number, more: number): void {
    const announced = this.#at - this.#requestAt + (this.#bulkBytes ?? 0) + LINE_END_BYTES
    const own = new Uint8Array(Math.max(left + more, 2 * left, Math.min(announced, 8 * left)))
    own.set(this.#received.subarray(this.#requestAt, this.#receivedEnd))
    if (!this.#isHandedOut) release(this.#received)
    this.#isHandedOut = false
    this.#received = own
    this.#at -= this.#requestAt
    this.#receivedEnd = left
    this.#requestAt = 0
  }

  /** `*3` and its end of line. */
  #decodeCount(): boolean {
    const count = this.#decodeNumber('multibulk', 'mbulk')
    if (count === undefined) return false
    if (count > UNAUTHENTICATED_ARGUMENTS_MAX && !this.isAuthenticated) {
      throw new ProtocolError('unauthenticated multibulk length')
    }
    if (count > this.#limits.argumentsMax) throw new ProtocolError('invalid multibulk length')
    this.#missing = Math.max(0, count)
    return true
  }

  /** `$5`, five bytes, and the ends of both lines. */
  #decodeArgument(): boolean {
    if (this.#bulkBytes === undefined) {
      if (this.#at === this.#receivedEnd) return false
      const type = this.#received[this.#at] ?? 0
      if (type !== BULK) {
        throw new ProtocolError(`expected '$', got '${String.fromCharCode(type)}'`)
      }
      const bytes = this.#decodeNumber('bulk', 'bulk')
      if (bytes === undefined) return false
      if (bytes < 0 || bytes > this.#limits.argumentBytesMax) {
        throw new ProtocolError('invalid bulk length')
      }
      if (bytes > UNAUTHENTICATED_ARGUMENT_BYTES_MAX && !this.isAuthenticated) {
        throw new ProtocolError('unauthenticated bulk length')
      }
      const requestBytes = this.#at - this.#requestAt + bytes + LINE_END_BYTES
      if (requestBytes > this.#limits.requestBytesMax) throw new ProtocolError('too big request')
      this.#bulkBytes = bytes
    }
    const end = this.#at + this.#bulkBytes
    if (end + LINE_END_BYTES > this.#receivedEnd) return false
    this.#starts[this.#count] = this.#at - this.#requestAt
    this.#ends[this.#count] = end - this.#requestAt
    this.#count++
    this.#missing--
    this.#at = end + LINE_END_BYTES
    this.#bulkBytes = undefined
    return true
  }

  /**
   * The number between the byte at `#at` and the end of its line, behind which it moves; undefined if that is missing. `of` is
   * what Redis calls its length, and `line` its line.
   */
  #decodeNumber(of: string, line: string): number | undefined {
    const received = this.#received
    const end = this.#receivedEnd
    let at = this.#at + 1
    const isNegative = at < end && received[at] === MINUS
    if (isNegative) at++
    const first = at
    let number = 0
    for (; at < end; at++) {
      const byte = received[at] ?? 0
      if (byte === CR) break
      const isDigit = byte >= DIGIT_0 && byte <= DIGIT_9
      const hasLeadingZero = at > first && number === 0
      number = number * 10 + (byte - DIGIT_0)
      if (!isDigit || hasLeadingZero || number > LENGTH_MAX) {
        this.#noNumber(of, line)
        return
      }
    }
    if (at + LINE_END_BYTES > end) return undefined
    if (at === first) throw new ProtocolError(`invalid ${of} length`)
    this.#at = at + LINE_END_BYTES
    return isNegative ? -number : number
  }

  /** Throws when the line is whole or too long; until then Redis waits for its end. */
  #noNumber(of: string, line: string): undefined {
    const found = this.#received.indexOf(CR, this.#at)
    if (found >= 0 && found < this.#receivedEnd) throw new ProtocolError(`invalid ${of} length`)
    if (this.#receivedEnd - this.#at > INLINE_BYTES_MAX) {
      throw new ProtocolError(`too big ${line} count string`)
    }
  }

  #decodeInline(): boolean {
    const from = this.#at
    const found = this.#received.indexOf(LF, from + this.#searched)
    const isWhole = found >= 0 && found < this.#receivedEnd
    const lineEnd = isWhole ? found : this.#receivedEnd
    if (lineEnd - from >= INLINE_BYTES_MAX) throw new ProtocolError('too big inline request')
    if (!isWhole) {
      this.#searched = lineEnd - from
      return false
    }
    this.#searched = 0
    this.#at = lineEnd + 1
    const hasCr = lineEnd > from && this.#received[lineEnd - 1] === CR
    const words = splitInline(this.#received.subarray(from, hasCr ? lineEnd - 1 : lineEnd))
    const { argumentsMax, argumentBytesMax } = this.#limits
    if (words.ends.length > argumentsMax) throw new ProtocolError('invalid multibulk length')
    if (words.ends.some((end, word) => end - (words.starts[word] ?? 0) > argumentBytesMax)) {
      throw new ProtocolError('invalid bulk length')
    }
    this.#bytes = words.bytes
    this.#bytesAt = 0
    this.#starts = words.starts
    this.#ends = words.ends
    this.#count = words.ends.length
    return true
  }
}

/**
 * Gives the memory of a large buffer that was copied back at once, if these bytes are all of it: the garbage collector would
 * collect the whole heap for every 20 MiB or so of them.
 */
function release({ buffer, byteLength }: Uint8Array): void {
  const isWhole = byteLength >= RELEASED_BYTES_MIN && byteLength === buffer.byteLength
  if (isWhole && buffer instanceof ArrayBuffer) buffer.transfer(0)
}
