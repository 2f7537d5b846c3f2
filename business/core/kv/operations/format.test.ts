/** How operations lie in the log: an entry that an older version wrote has to mean the same for ever. */
import { expect, it } from 'vitest'
import type { Operation } from '#business/data/node/operation'
import { DEFAULT_CONTENT_TYPE } from '../model.ts'
import type { KvDomain } from '../domain.ts'
import { KvNode } from '../testing/kv-node.ts'
import {
  addFloat,
  addInteger,
  bytesOf,
  keyOf,
  set,
  setRange,
  updateOf,
} from '../testing/updates.ts'

type Operations = KvDomain['operations']

function encoded<Arguments>(operation: Operation<Arguments, unknown>, args: Arguments): string {
  const bytes = new Uint8Array(operation.bytes(args))
  operation.encode(args, { bytes, view: new DataView(bytes.buffer) }, 0)
  return Buffer.from(bytes).toString('hex')
}

const SET = updateOf('k', set('v'), {
  expiry: { kind: 'at', time: 1 },
  condition: { kind: 'equal', value: bytesOf('w') },
  contentType: 'a/b',
  returnsPrevious: true,
})
const ADD = addInteger(-1n, { lower: 0n, upper: 9n, outside: 'saturate' })
const ITEMS = [{ key: keyOf('k'), value: bytesOf('v') }]
const PUTS = {
  kind: 'putAll',
  items: ITEMS,
  contentType: DEFAULT_CONTENT_TYPE,
  expiresAt: 1,
  condition: 'absent',
} as const
const MOVE = {
  kind: 'move',
  from: keyOf('k'),
  to: keyOf('l'),
  copies: true,
  replaces: true,
} as const

it.each<[string, (operations: Operations) => string, string]>([
  [
    'an update that sets',
    ({ update }) => encoded(update, SET),
    '0c00030201000301 0100000001000000 000000000000f03f 0000000000408f40 ' +
      '0000000000000000 0000000000000000 0000000000000000 6b76612f6277',
  ],
  [
    'one that adds',
    ({ update }) => encoded(update, updateOf('k', ADD)),
    '0c05000001000004 0000000000000000 0000000000000000 0000000000408f40 ' +
      'ffffffffffffffff 0000000000000000 0900000000000000 6b',
  ],
  [
    'one that adds a float',
    ({ update }) => encoded(update, updateOf('k', addFloat('1', { upper: '2' }))),
    '0c06000001000000 0400000000000000 0000000000000000 0000000000408f40 ' +
      '0000000000000000 0000000000000000 0000000000000000 6b31202032',
  ],
  [
    'one that sets a range',
    ({ update }) => encoded(update, updateOf('k', setRange(258, 'v'))),
    '0c04000001000000 0100000000000000 0000000000000000 0000000000408f40 ' +
      '0201000000000000 0000000000000000 0000000000000000 6b76',
  ],
  [
    'a put of several keys',
    ({ putAll }) => encoded(putAll, PUTS),
    '0d01000001000000 0101000001000000 0100000020000000 000000000000f03f ' +
      '6b76000000000000 0000000000000000 0000000000000000 0000000000000000 ' +
      '0000000000000000',
  ],
  [
    'a delete of several',
    ({ deleteAll }) => encoded(deleteAll, { kind: 'deleteAll', keys: [keyOf('k')] }),
    '0e00000001000000 0200000001000000 0000000018000000 6b00000000000000 ' +
      '0000000000000000 0000000000000000 0000000000000000 0000000000000000 ' +
      '0000000000000000',
  ],
  ['a move', ({ move }) => encoded(move, MOVE), '0f01010001000100 6b6c'],
  [
    'a removal of a range',
    ({ clear }) =>
      encoded(clear, { range: { lower: bytesOf('k'), upper: bytesOf('l') }, revision: 1 }),
    '1001000001000100 000000000000f03f 6b6c',
  ],
])('%s', async (_name, encode, expected) => {
  await using node = await KvNode.start()
  expect(encode(node.domain.operations)).toBe(expected.replaceAll(' ', ''))
})
