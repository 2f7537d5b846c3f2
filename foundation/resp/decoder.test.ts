import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { checkProperty } from '#foundation/testing/property'
import type { RequestLimits } from './decoder.ts'
import {
  INLINE_BYTES_MAX,
  RequestDecoder,
  UNAUTHENTICATED_ARGUMENT_BYTES_MAX,
  UNAUTHENTICATED_ARGUMENTS_MAX,
} from './decoder.ts'
import { ProtocolError } from './protocol-error.ts'

const LIMITS: RequestLimits = { argumentsMax: 4, argumentBytesMax: 40, requestBytesMax: 80 }

/** Each request as a list of its arguments, one character per byte. */
function decoded(pieces: readonly Uint8Array[], limits = LIMITS): string[][] {
  const decoder = new RequestDecoder(limits)
  const requests: string[][] = []
  for (const piece of pieces) {
    decoder.push(piece)
    while (decoder.next()) {
      requests.push(
        Array.from({ length: decoder.count }, (_, argument) =>
          Buffer.from(decoder.argument(argument)).toString('latin1'),
        ),
      )
    }
  }
  return requests
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

function array(request: readonly string[]): string {
  const bulks = request.map(argument => `$${String(argument.length)}\r\n${argument}\r\n`)
  return `*${String(request.length)}\r\n${bulks.join('')}`
}

const SET = ['SET', 'key', 'a\r\nvalue']
const SAMPLE = `${array(SET)}${array(['PING'])}GET "a key"\r\n${array(['ECHO', ''])}`
const SAMPLE_REQUESTS = [SET, ['PING'], ['GET', 'a key'], ['ECHO', '']]

describe('requests arrive in any pieces', () => {
  it('all of them in one', () => {
    expect(decoded([bytes(SAMPLE)])).toEqual(SAMPLE_REQUESTS)
  })

  it('in two, wherever they are split', () => {
    for (let at = 0; at <= SAMPLE.length; at++) {
      expect(decoded([bytes(SAMPLE.slice(0, at)), bytes(SAMPLE.slice(at))])).toEqual(
        SAMPLE_REQUESTS,
      )
    }
  })

  it('byte by byte', () => {
    expect(decoded(SAMPLE.split('').map(bytes))).toEqual(SAMPLE_REQUESTS)
  })

  it('any requests, in any pieces', async () => {
    const request = fc.array(fc.string({ unit: 'binary-ascii', maxLength: 30 }), {
      minLength: 1,
      maxLength: 20,
    })
    const input = fc.record({
      requests: fc.array(request, { maxLength: 20 }),
      lengths: fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }),
    })
    const limits = { argumentsMax: 20, argumentBytesMax: 30, requestBytesMax: 10_000 }
    await checkProperty('foundation/resp/decoder.test.ts', input, 300, ({ requests, lengths }) => {
      const all = bytes(requests.map(array).join(''))
      const pieces: Uint8Array[] = []
      for (let at = 0, piece = 0; at < all.length; piece++) {
        const length = lengths[piece % lengths.length] ?? 1
        pieces.push(all.subarray(at, at + length))
        at += length
      }
      expect(decoded(pieces, limits)).toEqual(requests)
    })
  })

  it('any bytes end in requests or in a protocol error', async () => {
    const piece = fc.oneof(
      fc.uint8Array(),
      fc.constantFrom('*2\r\n', '$3\r\n', 'abc\r\n', '*1\r\n$4\r\n', '"', '\r\n').map(bytes),
    )
    await checkProperty('foundation/resp/decoder.test.ts', fc.array(piece), 1000, pieces => {
      try {
        decoded(pieces)
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
      }
    })
  })
})

describe('what is handed out', () => {
  it('is the memory that was received, for a request that arrived whole', () => {
    const received = bytes(array(SET))
    const decoder = new RequestDecoder(LIMITS)
    decoder.push(received)
    expect(decoder.next()).toBe(true)
    expect(decoder.argument(1).buffer).toBe(received.buffer)
    expect(decoder.bytes.subarray(decoder.start(2), decoder.end(2))).toEqual(decoder.argument(2))
  })

  it('is never written over, whatever arrives later', () => {
    const decoder = new RequestDecoder(LIMITS)
    const kept: Uint8Array[] = []
    const requests = ['one', 'two', 'three', 'four'].map(word => ['SET', word, word.repeat(3)])
    for (const byte of requests.map(array).join('').split('')) {
      decoder.push(bytes(byte))
      while (decoder.next()) kept.push(decoder.argument(1), decoder.argument(2))
    }
    expect(kept.map(argument => Buffer.from(argument).toString())).toEqual(
      requests.flatMap(([, key, value]) => [key, value]),
    )
  })

  it('stays valid when more is received before the next request is asked for', () => {
    const decoder = new RequestDecoder(LIMITS)
    decoder.push(bytes(array(SET) + array(['PING'])))
    expect(decoder.next()).toBe(true)
    const key = decoder.argument(1)
    decoder.push(bytes(array(['ECHO', 'x'])))
    expect(Buffer.from(key).toString()).toBe('key')
    expect(decoder.next()).toBe(true)
    expect(Buffer.from(decoder.argument(0)).toString()).toBe('PING')
    expect(decoder.next()).toBe(true)
    expect(Buffer.from(decoder.argument(1)).toString()).toBe('x')
    expect(decoder.next()).toBe(false)
  })
})

describe('what asks for nothing is passed over', () => {
  it.each(['\r\n', '\n', '   \r\n', '*0\r\n', '*-1\r\n'])('%j', nothing => {
    expect(decoded([bytes(nothing)])).toEqual([])
    expect(decoded([bytes(`${nothing}${nothing}PING\r\n`)])).toEqual([['PING']])
  })
})

describe('inline requests', () => {
  it.each([
    ['  SET  key\tvalue  ', ['SET', 'key', 'value']],
    ['ECHO "a b" \'c d\' ""', ['ECHO', 'a b', 'c d', '']],
    [String.raw`ECHO "\n\r\t\b\a\x00\xFf\"\\\q"`, ['ECHO', '\n\r\t\b\x07\x00\xff"\\q']],
    [String.raw`ECHO '\'\n\'`.concat("'"), ['ECHO', String.raw`'\n'`]],
    [String.raw`ECHO "\xZZ"`, ['ECHO', 'xZZ']],
    ['ECHO a"b c"', ['ECHO', 'ab c']],
  ])('%s', (line, request) => {
    expect(decoded([bytes(`${line}\r\n`)])).toEqual([request])
    expect(decoded([bytes(`${line}\n`)])).toEqual([request])
  })
})

describe('what is no request, or too large a one', () => {
  it.each([
    ['*abc\r\n', 'invalid multibulk length'],
    ['*01\r\n', 'invalid multibulk length'],
    ['*\r\n', 'invalid multibulk length'],
    ['*2147483648\r\n', 'invalid multibulk length'],
    ['*5\r\n', 'invalid multibulk length'],
    ['*1\r\n$abc\r\n', 'invalid bulk length'],
    ['*1\r\n$-1\r\n', 'invalid bulk length'],
    ['*1\r\n$41\r\n', 'invalid bulk length'],
    ['*1\r\n:4\r\n', "expected '$', got ':'"],
    [`${array(['a'.repeat(40)])}${array(['a'.repeat(30), 'a'.repeat(40)])}`, 'too big request'],
    ['SET k "a\r\n', 'unbalanced quotes in request'],
    ["SET k 'a\r\n", 'unbalanced quotes in request'],
    ['SET k "a"b\r\n', 'unbalanced quotes in request'],
    ['SET k "a\\\r\n', 'unbalanced quotes in request'],
    ['a b c d e\r\n', 'invalid multibulk length'],
    [`ECHO ${'a'.repeat(41)}\r\n`, 'invalid bulk length'],
  ])('%j', (text, found) => {
    const error = new ProtocolError(found)
    expect(() => decoded([bytes(text)])).toThrow(error)
    expect(() => decoded(text.split('').map(bytes))).toThrow(error)
  })

  it.each([
    ['*', 'too big mbulk count string'],
    ['*1\r\n$', 'too big bulk count string'],
  ])('the line of a length, %j, as soon as it is too long', (begin, found) => {
    const decoder = new RequestDecoder(LIMITS)
    const begun = bytes(begin)
    decoder.push(begun)
    expect(decoder.next()).toBe(false)
    decoder.push(bytes('a'.repeat(INLINE_BYTES_MAX - 1)))
    expect(decoder.next()).toBe(false)
    decoder.push(bytes('aa'))
    expect(() => decoder.next()).toThrow(new ProtocolError(found))
  })

  it('more than a client may send before it said who it is', () => {
    const limits = { argumentsMax: 20, argumentBytesMax: 20_000, requestBytesMax: 100_000 }
    const next = (request: readonly string[], isAuthenticated: boolean): boolean => {
      const decoder = new RequestDecoder(limits)
      decoder.isAuthenticated = isAuthenticated
      decoder.push(bytes(array(request)))
      return decoder.next()
    }
    const arguments10 = Array.from({ length: UNAUTHENTICATED_ARGUMENTS_MAX }, () => 'a')
    const bytes16k = 'a'.repeat(UNAUTHENTICATED_ARGUMENT_BYTES_MAX)
    expect(next(arguments10, false)).toBe(true)
    expect(next([bytes16k], false)).toBe(true)
    expect(() => next([...arguments10, 'a'], false)).toThrow('unauthenticated multibulk length')
    expect(() => next([`${bytes16k}a`], false)).toThrow('unauthenticated bulk length')
    expect(next([...arguments10, `${bytes16k}a`], true)).toBe(true)
  })

  it('a line without an end, as soon as it is too long', () => {
    const line = bytes('a'.repeat(INLINE_BYTES_MAX))
    expect(decoded([line.subarray(1)])).toEqual([])
    expect(() => decoded([line.subarray(1), line.subarray(0, 1)])).toThrow('too big inline request')
  })

  it('is refused behind the requests before it', () => {
    const decoder = new RequestDecoder(LIMITS)
    decoder.push(bytes(`${array(SET)}*abc\r\n`))
    expect(decoder.next()).toBe(true)
    expect(() => decoder.next()).toThrow(ProtocolError)
  })

  it('is anything above the limits: what is at them is taken', () => {
    const four = ['a'.repeat(13), 'b'.repeat(13), 'c'.repeat(13), 'd']
    for (const request of [['a'.repeat(40)], four]) {
      expect(decoded([bytes(array(request))])).toEqual([request])
    }
    const limits = { argumentsMax: 1, argumentBytesMax: INLINE_BYTES_MAX, requestBytesMax: 1 }
    const word = 'a'.repeat(INLINE_BYTES_MAX - 1)
    expect(decoded([bytes(`${word}\n`)], limits)).toEqual([[word]])
    const exact = array(['abc', 'd'])
    const justEnough = { ...LIMITS, requestBytesMax: exact.length }
    expect(decoded([bytes(exact)], justEnough)).toEqual([['abc', 'd']])
    const tooFew = { ...LIMITS, requestBytesMax: exact.length - 1 }
    expect(() => decoded([bytes(exact)], tooFew)).toThrow('too big request')
  })

  it('claims no memory by claiming a length', () => {
    const limits = { argumentsMax: 1_000_000, argumentBytesMax: 2 ** 30, requestBytesMax: 2 ** 30 }
    const before = process.memoryUsage().arrayBuffers
    const decoders = Array.from({ length: 100 }, () => {
      const decoder = new RequestDecoder(limits)
      decoder.push(bytes('*1000000\r\n$1000000000\r\nab'))
      expect(decoder.next()).toBe(false)
      decoder.push(bytes('c'))
      expect(decoder.next()).toBe(false)
      return decoder
    })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(decoders.length * 10_000)
  })
})

describe('memory of a long request', () => {
  const PIECE = 64 * 1024
  const PIECES = 16
  const limits = { argumentsMax: 2, argumentBytesMax: 2 ** 20, requestBytesMax: 2 ** 21 }
  const value = 'x'.repeat(PIECE * (PIECES - 1))

  /** Each the whole of its memory, as a socket delivers it. */
  function pieces(text: string): Buffer[] {
    const whole = bytes(text)
    return Array.from({ length: Math.ceil(whole.length / PIECE) }, (_, index) => {
      const piece = Buffer.allocUnsafeSlow(Math.min(PIECE, whole.length - index * PIECE))
      whole.copy(piece, 0, index * PIECE)
      return piece
    })
  }

  it('is given back when the bytes were copied', () => {
    const received = pieces(array(['SET', value]))
    const lengths = received.map(piece => piece.length)
    const last = lengths.pop()
    expect(lengths.length).toBe(PIECES - 1)
    const decoder = new RequestDecoder(limits)
    for (const piece of received) {
      decoder.push(piece)
      decoder.next()
    }
    expect(Buffer.from(decoder.argument(1)).toString() === value).toBe(true)
    // Little is not worth it.
    expect(received.map(piece => piece.length)).toEqual([...lengths.fill(0), last])
  })

  it.each([array(['SET', 'key']), 'SET key\r\n'])(
    'is kept if a request before it in the same piece was handed out: %j',
    first => {
      const decoder = new RequestDecoder(limits)
      const [piece = bytes(''), ...rest] = pieces(first + array(['ECHO', value]))
      decoder.push(piece)
      expect(decoder.next()).toBe(true)
      const key = decoder.argument(1)
      for (const more of rest) {
        expect(decoder.next()).toBe(false)
        decoder.push(more)
      }
      expect(decoder.next()).toBe(true)
      expect(Buffer.from(key).toString()).toBe('key')
      expect(Buffer.from(decoder.argument(1)).toString() === value).toBe(true)
    },
  )
})

it('a long argument is moved about once, in however many pieces it arrives', () => {
  const length = 4 * 1024 * 1024
  const limits = { argumentsMax: 1, argumentBytesMax: length, requestBytesMax: 2 * length }
  const value = Buffer.alloc(length, 'x')
  const copy = vi.spyOn(Uint8Array.prototype, 'set')
  const decoder = new RequestDecoder(limits)
  decoder.push(bytes(`*1\r\n$${String(length)}\r\n`))
  for (let at = 0; at < length; at += 1024) {
    decoder.push(value.subarray(at, at + 1024))
    expect(decoder.next()).toBe(false)
  }
  decoder.push(bytes('\r\n'))
  expect(decoder.next()).toBe(true)
  const copied = copy.mock.calls.reduce((sum, [source]) => sum + source.length, 0)
  copy.mockRestore()
  expect(copied).toBeLessThan(4 * length)
  expect(Buffer.from(decoder.argument(0)).equals(value)).toBe(true)
})
