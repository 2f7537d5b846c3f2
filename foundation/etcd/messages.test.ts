import { expect, it } from 'vitest'
import { decodeAnswer, decodeRange, decodeWatched, encodeTransaction } from './messages.ts'
import { Fields, fieldsOf, WireDamaged } from './wire.ts'

const bytes = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

it('numbers and bytes are written as protocol buffers write them', () => {
  // The examples of the format's documentation.
  expect(new Fields().uint(1, 150).encode()).toEqual(bytes('08 96 01'))
  expect(new Fields().text(2, 'testing').encode()).toEqual(bytes('12 07 74657374696e67'))
  expect(new Fields().message(3, new Fields().uint(1, 150)).encode()).toEqual(bytes('1a 03 089601'))
  const large = Number.MAX_SAFE_INTEGER
  const [field] = fieldsOf(new Fields().uint(5, large).encode())
  expect(field).toMatchObject({ field: 5, uint: large })
})

it('a transaction is its conditions and what is done', () => {
  const encoded = encodeTransaction({
    conditions: [{ kind: 'absent', key: 'a' }],
    then: [{ kind: 'put', key: 'a', value: Buffer.from('b') }],
    otherwise: [{ kind: 'range', key: 'a', end: 'c', limit: 2 }],
  })
  expect(encoded).toEqual(
    bytes('0a05 1001 1a0161' + '1208 1206 0a0161 120162' + '1a0a 0a08 0a0161 120163 1802'),
  )
})

it.each([
  ['a number without an end', '08 80'],
  ['a number that is too long', '08 ffffffffffffffffffff01'],
  ['a field that is longer than the message', '12 05 61'],
  ['a length beyond all memory', '12 ffffffffffffff7f'],
  ['groups, which etcd does not use', '0b'],
])('%s is refused', (_what, text) => {
  expect(() => [...fieldsOf(bytes(text))]).toThrow(WireDamaged)
  for (const decode of [decodeAnswer, decodeRange, decodeWatched]) {
    expect(() => decode(bytes(text))).toThrow(WireDamaged)
  }
})

it('fields that are not known are passed over', () => {
  const unknown = new Fields().uint(99, 1).text(98, 'x').encode()
  const fixed = bytes('09 0102030405060708 0d 01020304')
  expect(decodeRange(Buffer.concat([unknown, fixed]))).toEqual([])
})
