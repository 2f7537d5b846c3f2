import { expect, it } from 'vitest'
import { seeded } from '#foundation/host/simulated'
import { decodeHeader, encodeRecord, nextMagic, recordBytes, TERMINATOR_BYTES } from './record.ts'

const LOG_ID = 7n
const PAYLOAD = Buffer.from('twenty bytes or more')

function record(): Uint8Array {
  const bytes = new Uint8Array(recordBytes(PAYLOAD.length) + TERMINATOR_BYTES)
  encodeRecord(bytes, 'entry', LOG_ID, { index: 0, headerCrc: 0 }, PAYLOAD)
  return bytes
}

it('the magic number is found at every aligned place, and at no other', () => {
  const magic = record().subarray(0, 4)
  const chance = seeded(1)
  for (let round = 0; round < 50; round++) {
    // Within a larger buffer, as segments may lie.
    const bytes = new Uint8Array(new ArrayBuffer(4096), 3, 2048)
    for (let count = 0; count < 20; count++) bytes.set(magic, Math.floor(chance() * 2044))
    const found: number[] = []
    for (let at = nextMagic(bytes, 0); at >= 0; at = nextMagic(bytes, at + 8)) found.push(at)
    const expected: number[] = []
    for (let at = 0; at < bytes.length; at += 8) {
      if (Buffer.compare(bytes.subarray(at, at + 4), magic) === 0) expected.push(at)
    }
    expect(found).toEqual(expected)
  }
})

it('a record is found among zeros and among magic numbers that lead nowhere', () => {
  const bytes = new Uint8Array(1 << 20)
  const whole = record()
  for (let at = 0; at < 1 << 19; at += 8) bytes.set(whole.subarray(0, 4), at)
  const place = (1 << 20) - 256
  bytes.set(whole, place)
  const found: number[] = []
  for (let at = nextMagic(bytes, 0); at >= 0; at = nextMagic(bytes, at + 8)) {
    if (decodeHeader(bytes, at, LOG_ID)) found.push(at)
  }
  expect(found).toEqual([place])
})
