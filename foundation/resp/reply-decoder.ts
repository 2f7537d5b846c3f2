/**
 * Replies of Redis's protocol, both versions, read from the bytes of one connection as they arrive. What a server may make
 * the decoder hold is bounded: bytes, items and depth of one reply.
 */
import { ProtocolError } from './protocol-error.ts'
import type { Reply } from './reply.ts'

/** What one reply may be at most. A longer one is a `ProtocolError`. */
export type ReplyLimits = {
  /** Of a line, or of a string. */
  readonly stringBytesMax: number
  /** Of one reply, inner ones included. */
  readonly itemsMax: number
  readonly depthMax: number
}

const CR = 13
const LF = 10
const LINE_END_BYTES = 2
const INTEGER = /^[+-]?\d{1,20}$/
const BIG_NUMBER = /^[+-]?\d+$/
const DOUBLE = /^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/i
const LENGTH = /^\d{1,10}$/

const AGGREGATES = { '*': 'array', '%': 'map', '~': 'set', '>': 'push' } as const
const STRINGS = { $: 'bulk', '=': 'verbatim' } as const
const NIL: Reply = { kind: 'nil' }

/** A reply with items that have not all arrived. */
type Open = {
  readonly kind: (typeof AGGREGATES)[keyof typeof AGGREGATES]
  readonly items: Reply[]
  missing: number
}

export class ReplyDecoder {
  readonly #limits: ReplyLimits
  #received: Buffer = Buffer.alloc(0)
  #at = 0
  #receivedEnd = 0
  /** Bytes behind `#at` that are known to hold no end of a line. */
  #searched = 0
  /** The string that is being received, with the length it has. */
  #string: { readonly kind: 'bulk' | 'verbatim'; readonly bytes: number } | undefined
  #open: Open[] = []
  #items = 0

  constructor(limits: ReplyLimits) {
    this.#limits = limits
  }

  /** Takes what the connection received, and copies what of it is kept. */
  push(received: Uint8Array): void {
    const left = this.#receivedEnd - this.#at
    if (left + received.length > this.#received.length - this.#at) {
      const own = Buffer.allocUnsafe(Math.max(left + received.length, 2 * left))
      this.#received.copy(own, 0, this.#at, this.#receivedEnd)
      this.#received = own
      this.#at = 0
      this.#receivedEnd = left
    }
    this.#received.set(received, this.#receivedEnd)
    this.#receivedEnd += received.length
  }

  /**
   * The next reply; undefined if its rest has not been received. Throws `ProtocolError` where the bytes are no reply, or one
   * that is too large: then the rest of the connection has no meaning.
   */
  next(): Reply | undefined {
    for (;;) {
      const reply = this.#string ? this.#decodeString(this.#string) : this.#decodeLine()
      if (reply === 'missing') return undefined
      if (reply === 'opened') continue
      const whole = this.#close(reply)
      if (whole) return whole
    }
  }

  /** Adds a whole reply to the one it is part of; the outermost, if that is whole with it. */
  #close(reply: Reply): Reply | undefined {
    let whole = reply
    for (;;) {
      const outer = this.#open.at(-1)
      if (!outer) {
        this.#items = 0
        return whole
      }
      outer.items.push(whole)
      outer.missing--
      if (outer.missing > 0) return undefined
      this.#open.pop()
      whole = { kind: outer.kind, items: outer.items }
    }
  }

  #decodeLine(): Reply | 'opened' | 'missing' {
    const line = this.#line()
    if (line === undefined) return 'missing'
    if (++this.#items > this.#limits.itemsMax) throw new ProtocolError('too many items in a reply')
    const type = line.charAt(0)
    const text = line.slice(1)
    switch (type) {
      case '+':
        return { kind: 'simple', text }
      case '-':
        return { kind: 'error', text }
      case ':':
        if (!INTEGER.test(text)) throw new ProtocolError('invalid integer')
        return { kind: 'integer', value: BigInt(text.replace(/^\+/, '')) }
      case '(':
        if (!BIG_NUMBER.test(text)) throw new ProtocolError('invalid big number')
        return { kind: 'bigNumber', value: BigInt(text.replace(/^\+/, '')) }
      case ',':
        return { kind: 'double', value: doubleOf(text) }
      case '#':
        if (text !== 't' && text !== 'f') throw new ProtocolError('invalid boolean')
        return { kind: 'boolean', value: text === 't' }
      case '_':
        if (text !== '') throw new ProtocolError('invalid null')
        return NIL
      case '$':
      case '=':
        return this.#begin(STRINGS[type], text)
      case '*':
      case '%':
      case '~':
      case '>':
        return this.#openAggregate(AGGREGATES[type], text)
      default:
        throw new ProtocolError(`there is no reply of type '${type}'`)
    }
  }

  #begin(kind: 'bulk' | 'verbatim', text: string): Reply | 'opened' {
    if (kind === 'bulk' && text === '-1') return NIL
    const bytes = lengthOf(text)
    if (bytes > this.#limits.stringBytesMax) throw new ProtocolError('too long a string in a reply')
    this.#string = { kind, bytes }
    return 'opened'
  }

  #openAggregate(kind: Open['kind'], text: string): Reply | 'opened' {
    if (kind === 'array' && text === '-1') return NIL
    const length = lengthOf(text)
    const missing = kind === 'map' ? 2 * length : length
    if (this.#items + missing > this.#limits.itemsMax) {
      throw new ProtocolError('too many items in a reply')
    }
    if (missing === 0) return { kind, items: [] }
    if (this.#open.length >= this.#limits.depthMax) throw new ProtocolError('too deep a reply')
    this.#open.push({ kind, items: [], missing })
    return 'opened'
  }

  #decodeString({ kind, bytes: length }: { kind: 'bulk' | 'verbatim'; bytes: number }) {
    const end = this.#at + length
    if (end + LINE_END_BYTES > this.#receivedEnd) return 'missing'
    if (this.#received[end] !== CR || this.#received[end + 1] !== LF) {
      throw new ProtocolError('a string of another length than its own')
    }
    const bytes = new Uint8Array(this.#received.subarray(this.#at, end))
    this.#at = end + LINE_END_BYTES
    this.#string = undefined
    return { kind, bytes }
  }

  #line(): string | undefined {
    const from = this.#at
    const found = this.#received.indexOf(LF, from + this.#searched)
    const isWhole = found >= 0 && found < this.#receivedEnd
    const end = isWhole ? found : this.#receivedEnd
    if (end - from > this.#limits.stringBytesMax) throw new ProtocolError('too long a line')
    if (!isWhole) {
      this.#searched = end - from
      return undefined
    }
    this.#searched = 0
    this.#at = found + 1
    if (found === from || this.#received[found - 1] !== CR) {
      throw new ProtocolError('a line without its end')
    }
    return this.#received.toString('utf8', from, found - 1)
  }
}

function lengthOf(text: string): number {
  if (!LENGTH.test(text)) throw new ProtocolError('invalid length')
  return Number(text)
}

function doubleOf(text: string): number {
  switch (text) {
    case 'inf':
    case '+inf':
      return Number.POSITIVE_INFINITY
    case '-inf':
      return Number.NEGATIVE_INFINITY
    case 'nan':
    case '-nan':
      return Number.NaN
    default:
      if (!DOUBLE.test(text)) throw new ProtocolError('invalid double')
      return Number(text)
  }
}
