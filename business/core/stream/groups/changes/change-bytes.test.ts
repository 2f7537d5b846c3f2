import { describe, expect, it } from 'vitest'
import { parseKey } from '#business/data/keyspace/key'
import { jsonArguments } from '#business/data/node/json-operation'
import { LAST_ID } from '../../id.ts'
import type { GroupChange } from '../group-model.ts'
import { decodeChange, encodeChange } from './change-bytes.ts'

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const stream = parseKey(bytes('{s}'))
const other = parseKey(bytes('t'))
const group = bytes('g')
const ids = [{ ms: 1n, seq: 0n }, LAST_ID]
const read = { kind: 'read', group, consumer: bytes('c'), limit: 10, isAcked: false } as const
const total = { entries: undefined, bytes: undefined }

const CHANGES: Readonly<Record<string, GroupChange>> = {
  'an acknowledgement': { kind: 'ack', stream, group, ids },
  'one of nothing, with no name': { kind: 'ack', stream, group: bytes(''), ids: [] },
  'a read': { ...read, places: [{ stream, after: undefined }], total, minIdleMs: undefined },
  'a read of everything that a read has': {
    ...read,
    isAcked: true,
    places: [
      { stream, after: LAST_ID },
      { stream: other, after: undefined },
    ],
    total: { entries: 3, bytes: 0 },
    minIdleMs: 0,
  },
  'what consumers give back': {
    kind: 'giveBack',
    stream,
    group,
    ids,
    reason: 'fail',
    deliveries: 3,
    isForced: false,
  },
}

describe('settings of a group', () => {
  const deadLetter = { stream: other, maxDeliveries: 3 }

  it('say what becomes of each', () => {
    const change = { kind: 'configure', stream, group, patch: { deadLetter: null } } as const
    expect(decodeChange(encodeChange(change))).toEqual(change)
  })

  it('are all that there are in log entries of older versions, where what is off is left out', () => {
    const decode = (settings: object) =>
      decodeChange(jsonArguments({ kind: 'configure', stream, group, settings }))
    expect(decode({ deadLetter })).toMatchObject({ patch: { redeliverAfterMs: null, deadLetter } })
    expect(decode({ redeliverAfterMs: 5 })).toMatchObject({
      patch: { redeliverAfterMs: 5, deadLetter: null },
    })
  })
})

describe.each(Object.entries(CHANGES))('%s', (_name, change) => {
  it('is what was encoded, wherever in memory it lies', () => {
    const encoded = encodeChange(change)
    const memory = new Uint8Array(encoded.length + 9).fill(0xff)
    memory.set(encoded, 3)
    const decoded = decodeChange(memory.subarray(3, 3 + encoded.length))
    memory.fill(0)
    expect(decoded).toEqual(change)
  })

  it('is read from log entries of older versions, with ids one by one', () => {
    expect(decodeChange(jsonArguments(change))).toEqual(change)
  })
})
