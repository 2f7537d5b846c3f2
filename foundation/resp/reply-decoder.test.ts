import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkProperty } from '#foundation/testing/property'
import { RequestDecoder } from './decoder.ts'
import type { ProtocolVersion } from './encoder.ts'
import { ReplyEncoder } from './encoder.ts'
import { ProtocolError } from './protocol-error.ts'
import type { Reply } from './reply.ts'
import type { ReplyLimits } from './reply-decoder.ts'
import { ReplyDecoder } from './reply-decoder.ts'
import { encodeRequest } from './request.ts'
import { appendReply, plain, replies } from './testing/replies.ts'

const FILE = 'foundation/resp/reply-decoder.test.ts'
const LIMITS: ReplyLimits = { stringBytesMax: 10_000, itemsMax: 10_000, depthMax: 32 }

function decoded(pieces: readonly Uint8Array[], limits = LIMITS): Reply[] {
  const decoder = new ReplyDecoder(limits)
  const replies: Reply[] = []
  for (const piece of pieces) {
    decoder.push(piece)
    for (let reply = decoder.next(); reply; reply = decoder.next()) replies.push(reply)
  }
  return replies
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

/** What a client of RESP2 sees of it. */
function flat(reply: Reply): Reply {
  switch (reply.kind) {
    case 'verbatim':
      return { kind: 'bulk', bytes: reply.bytes.subarray(4) }
    case 'boolean':
      return { kind: 'integer', value: reply.value ? 1n : 0n }
    case 'double': {
      const encoder = new ReplyEncoder()
      encoder.version = 3
      encoder.double(reply.value)
      return { kind: 'bulk', bytes: encoder.take().slice(1, -2) }
    }
    case 'array':
    case 'set':
    case 'push':
    case 'map':
      return { kind: 'array', items: reply.items.map(flat) }
    default:
      return reply
  }
}

describe('a reply decoder reads what the encoder wrote', () => {
  it.each<ProtocolVersion>([2, 3])('in RESP%i, in any pieces', async version => {
    const input = fc.record({
      all: fc.array(replies, { maxLength: 10 }),
      lengths: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1 }),
    })
    await checkProperty(FILE, input, 500, ({ all, lengths }) => {
      const encoder = new ReplyEncoder()
      encoder.version = version
      for (const reply of all) appendReply(encoder, reply)
      const written = encoder.take()
      const pieces: Uint8Array[] = []
      for (let at = 0, piece = 0; at < written.length; piece++) {
        const length = lengths[piece % lengths.length] ?? 1
        pieces.push(written.subarray(at, at + length))
        at += length
      }
      const wanted = version === 2 ? all.map(flat) : all
      expect(decoded(pieces).map(plain)).toEqual(wanted.map(plain))
    })
  })

  it('split in two at every byte', () => {
    const all = '%1\r\n$1\r\na\r\n*2\r\n:1\r\n_\r\n=5\r\ntxt:x\r\n,1.5\r\n#t\r\n>1\r\n+a\r\n*-1\r\n'
    const whole = decoded([bytes(all)])
    expect(whole).toHaveLength(6)
    for (let at = 0; at <= all.length; at++) {
      expect(decoded([bytes(all.slice(0, at)), bytes(all.slice(at))])).toEqual(whole)
    }
  })

  it('any bytes end in replies or in a protocol error', async () => {
    const piece = fc.oneof(
      fc.uint8Array(),
      fc.constantFrom('*2\r\n', '$3\r\n', 'abc\r\n', '%1\r\n', ':1\r\n', '+', '\r\n').map(bytes),
    )
    await checkProperty(FILE, fc.array(piece), 1000, pieces => {
      try {
        decoded(pieces)
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
      }
    })
  })
})

it('a request decoder reads what the request encoder wrote', async () => {
  const request = fc.array(fc.uint8Array({ maxLength: 100 }), { minLength: 1, maxLength: 10 })
  const limits = { argumentsMax: 10, argumentBytesMax: 100, requestBytesMax: 10_000 }
  await checkProperty(FILE, fc.array(request), 200, requests => {
    const decoder = new RequestDecoder(limits)
    decoder.push(Buffer.concat(requests.map(encodeRequest)))
    for (const one of requests) {
      expect(decoder.next()).toBe(true)
      const read = Array.from({ length: decoder.count }, (_, at) => decoder.argument(at).slice())
      expect(read.map(argument => new Uint8Array(argument))).toEqual(one)
    }
    expect(decoder.next()).toBe(false)
  })
  expect(Buffer.from(encodeRequest(['ECHO', 'ä'])).toString()).toBe(
    '*2\r\n$4\r\nECHO\r\n$2\r\nä\r\n',
  )
})

describe('what is no reply, or too large a one', () => {
  const limits = { stringBytesMax: 10, itemsMax: 3, depthMax: 2 }
  it.each([
    ['abc\r\n', "there is no reply of type 'a'"],
    ['\n', 'a line without its end'],
    ['+OK\n', 'a line without its end'],
    [':1.5\r\n', 'invalid integer'],
    ['(x\r\n', 'invalid big number'],
    [',x\r\n', 'invalid double'],
    ['#x\r\n', 'invalid boolean'],
    ['_x\r\n', 'invalid null'],
    ['$x\r\n', 'invalid length'],
    ['*-2\r\n', 'invalid length'],
    ['$?\r\n', 'invalid length'],
    ['$1\r\nabc', 'a string of another length than its own'],
    ['$11\r\n', 'too long a string in a reply'],
    [`+${'a'.repeat(11)}`, 'too long a line'],
    ['*3\r\n', 'too many items in a reply'],
    ['%2\r\n', 'too many items in a reply'],
    ['*1\r\n*1\r\n*1\r\n', 'too many items in a reply'],
  ])('%j', (text, found) => {
    expect(() => decoded([bytes(text)], limits)).toThrow(new ProtocolError(found))
  })

  it('a deep one', () => {
    const deep = { ...limits, itemsMax: 100 }
    expect(decoded([bytes('*1\r\n*1\r\n*0\r\n')], deep)).toHaveLength(1)
    expect(() => decoded([bytes('*1\r\n*1\r\n*1\r\n')], deep)).toThrow('too deep a reply')
  })

  it('at the limits is taken, and the items of one reply are not counted for the next', () => {
    expect(
      decoded([bytes(`*2\r\n:1\r\n$10\r\n${'a'.repeat(10)}\r\n`.repeat(3))], limits),
    ).toHaveLength(3)
  })
})
