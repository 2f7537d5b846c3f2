import { expect, it } from 'vitest'
import { KeptBytes, lowest } from './floors.ts'
import { Recent } from './recent.ts'
import { decodeHead, decodeSlot, encodeHead, encodeSlot } from './slot.ts'

const head = { position: 7, id: '0123456789abcdef'.repeat(2) }
const id = 'f'.repeat(32)
const MiB = 1024 * 1024

it('a slot is read as it was written, at its position and whole, and not otherwise', () => {
  const payload = Buffer.from('what happened')
  const bytes = Buffer.from(encodeSlot(head, id, payload))
  const slot = { position: 8, previous: 7, id, before: head.id, payload: new Uint8Array(payload) }
  const read = decodeSlot(8, bytes)
  expect(read && { ...read, payload: new Uint8Array(read.payload) }).toEqual(slot)
  expect(decodeSlot(9, bytes)).toBeUndefined()
  for (let length = 0; length < bytes.length; length++) {
    expect(decodeSlot(8, bytes.subarray(0, length))).toBeUndefined()
  }
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const harmed = Buffer.from(bytes)
    harmed.writeUInt8(harmed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    expect(decodeSlot(8, harmed)).toBeUndefined()
  }
})

it('a head is a position and an id, written in one way', () => {
  expect(decodeHead(Buffer.from(encodeHead(head)))).toEqual(head)
  for (const text of [
    '',
    '7',
    `07 ${id}`,
    `-1 ${id}`,
    `7 ${id} `,
    `7 ${id}0`,
    `${'9'.repeat(16)} ${id}`,
  ]) {
    expect(decodeHead(Buffer.from(text))).toBeUndefined()
  }
})

it('the newest entries are kept up to 4 MiB, and without a gap', () => {
  const recent = new Recent()
  const slot = (position: number) => ({
    ...head,
    position,
    previous: position - 1,
    before: id,
    payload: new Uint8Array(MiB),
  })
  for (const position of [1, 2, 3, 4, 5, 5, 4]) recent.add(slot(position))
  expect([0, 1, 2, 5, 6].map(position => recent.at(position)?.position)).toEqual([
    undefined,
    undefined,
    2,
    5,
    undefined,
  ])
  recent.add(slot(7))
  expect([5, 7].map(position => recent.at(position)?.position)).toEqual([undefined, 7])
})

it('entries are kept for the node that is furthest behind, for a day', () => {
  const day = 24 * 3_600_000
  const floors = [
    { position: 5, time: 0 },
    { position: 3, time: -1 },
  ]
  expect(lowest(9, [], day)).toBe(9)
  expect(lowest(9, floors, 0)).toBe(3)
  expect(lowest(9, floors, day)).toBe(5)
  expect(lowest(9, floors, day + 1)).toBe(9)
})

it('entries that are read again are not counted again', () => {
  const kept = new KeptBytes()
  for (const start of [201, 1]) {
    for (let position = start; position <= 500; position++) kept.add(position, MiB)
  }
  expect(kept.limit).toBe(0)
})

it('no more than 512 MiB of entries are kept for others', () => {
  const kept = new KeptBytes()
  for (let position = 1; position <= 511; position++) kept.add(position, MiB)
  expect(kept.limit).toBe(0)
  for (let position = 512; position <= 600; position++) kept.add(position, MiB)
  expect(kept.limit).toBe(89)
})
