import { expect, it } from 'vitest'
import type { ExecuteOptions } from '#business/data/node/node'
import { IN_ROW_BYTES_MAX, KV_TYPE } from '#business/data/keyspace/key-row'
import { KEYS } from '#business/data/store/tables'
import { ENTRY_READ_BYTES_MAX } from '#business/data/txn/plan'
import type { LeaseId, Update, UpdateCondition, UpdateResult, ValueChange } from '../../model.ts'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from '../../model.ts'
import { KvNode } from '../../testing/kv-node.ts'
import {
  addFloat,
  addInteger,
  append,
  bytesOf,
  keyOf,
  set,
  setRange,
  textOf,
  updateOf,
} from '../../testing/updates.ts'

/** Of the type in a key's row. */
const TYPE_AT = 40

const SAME: ValueChange = { kind: 'same' }
const REMOVE: ValueChange = { kind: 'remove' }

type Bound = { readonly ttlMs?: number; readonly lease?: LeaseId; readonly contentType?: string }

async function put({ kv }: KvNode, name: string, value: string, bound: Bound = {}): Promise<void> {
  const { ttlMs, lease, contentType = DEFAULT_CONTENT_TYPE } = bound
  const request = { key: keyOf(name), value: bytesOf(value), contentType, ttlMs, lease }
  expect((await kv.put({ ...request, condition: NO_CONDITION })).kind).toBe('put')
}

/** What the key has: nothing, or its value, and the rest of its metadata that an update may change. */
function shown({ kv }: KvNode, name: string) {
  const found = kv.get(keyOf(name))
  if (!found) return undefined
  const { expiresAt, lease, contentType, version } = found.metadata
  return { value: textOf(found.value), expiresAt, lease, contentType, version }
}

async function update(
  { kv }: KvNode,
  change: ValueChange,
  rest: Partial<Update> = {},
  options?: ExecuteOptions,
): Promise<UpdateResult> {
  const result = await kv.update(updateOf('a', change, rest), options)
  expect(result).toMatchObject({ kind: 'update' })
  return result as UpdateResult
}

/** Enough for values of a mebibyte. */
const SIZES = { memoryBytes: 64 * 1024 * 1024, segmentBytes: 9 * 1024 * 1024 }

const LONG = 'x'.repeat(IN_ROW_BYTES_MAX + 1)

it.each<[string, string | undefined, ValueChange, string | undefined, Partial<UpdateResult>]>([
  ['a set creates', undefined, set('b'), 'b', { applied: true, existed: false, valueBytes: 1 }],
  ['a set replaces', 'a', set('bc'), 'bc', { applied: true, existed: true, valueBytes: 2 }],
  ['a set to nothing', 'a', set(''), '', { applied: true, existed: true, valueBytes: 0 }],
  ['a remove removes', 'a', REMOVE, undefined, { applied: true, existed: true, valueBytes: 0 }],
  ['a remove of nothing', undefined, REMOVE, undefined, { applied: false, existed: false }],
  ['the same again', 'a', SAME, 'a', { applied: true, existed: true, valueBytes: 1 }],
  ['the same of nothing', undefined, SAME, undefined, { applied: false, existed: false }],
  ['an append creates', undefined, append('b'), 'b', { applied: true, valueBytes: 1 }],
  ['an append appends', 'a', append('bc'), 'abc', { applied: true, valueBytes: 3 }],
  ['an append to a long value', LONG, append('b'), `${LONG}b`, { valueBytes: LONG.length + 1 }],
  ['an append of nothing creates', undefined, append(''), '', { applied: true, valueBytes: 0 }],
  ['a range overwrites', 'abcd', setRange(1, 'xy'), 'axyd', { applied: true, valueBytes: 4 }],
  ['a range goes on behind', 'abcd', setRange(3, 'xy'), 'abcxy', { applied: true, valueBytes: 5 }],
  ['a range behind a gap', 'a', setRange(3, 'x'), 'a\0\0x', { applied: true, valueBytes: 4 }],
  ['a range creates', undefined, setRange(2, 'x'), '\0\0x', { applied: true, valueBytes: 3 }],
  ['a range of nothing', 'a', setRange(3, ''), 'a', { applied: false, valueBytes: 1 }],
  ['a range of nothing in nothing', undefined, setRange(3, ''), undefined, { applied: false }],
  ['an integer from nothing', undefined, addInteger(5n), '5', { sum: '5', added: '5' }],
  ['an integer', '5', addInteger(-7n), '-2', { sum: '-2', added: '-7', valueBytes: 2 }],
  [
    'the largest integer',
    '9223372036854775806',
    addInteger(1n),
    '9223372036854775807',
    { sum: '9223372036854775807' },
  ],
  [
    'a sum above the bound is skipped',
    '9',
    addInteger(2n, { upper: 10n, outside: 'skip' }),
    '9',
    { applied: false, sum: '9', added: '0', valueBytes: 1 },
  ],
  [
    'a sum of nothing above the bound is skipped',
    undefined,
    addInteger(2n, { upper: 1n, outside: 'skip' }),
    undefined,
    { applied: false, sum: '0', added: '0', valueBytes: 0 },
  ],
  [
    'a sum above the bound is the bound',
    '9',
    addInteger(2n, { upper: 10n, outside: 'saturate' }),
    '10',
    { applied: true, sum: '10', added: '1' },
  ],
  [
    'a sum below the bound is the bound',
    '1',
    addInteger(-5n, { lower: 0n, outside: 'saturate' }),
    '0',
    { applied: true, sum: '0', added: '-1' },
  ],
  ['a float from nothing', undefined, addFloat('1.5'), '1.5', { sum: '1.5', added: '1.5' }],
  ['a float', '10.50', addFloat('0.1'), '10.6', { sum: '10.6', added: '0.1', valueBytes: 4 }],
  [
    'a float above the bound is skipped',
    '9.5',
    addFloat('1', { upper: '10', outside: 'skip' }),
    '9.5',
    { applied: false, sum: '9.5', added: '0' },
  ],
  [
    'a float above the bound is the bound',
    '9.5',
    addFloat('1', { lower: '0', upper: '10', outside: 'saturate' }),
    '10',
    { applied: true, sum: '10', added: '0.5' },
  ],
  [
    'a float that is too large is the bound on its side',
    '0',
    addFloat('-1e4932', { lower: '-2', outside: 'saturate' }),
    '-2',
    { applied: true, sum: '-2', added: '-2' },
  ],
])('%s', async (_name, before, change, after, expected) => {
  await using node = await KvNode.start()
  if (before !== undefined) await put(node, 'a', before)
  expect(await update(node, change)).toMatchObject(expected)
  expect(shown(node, 'a')?.value).toBe(after)
})

it.each<[string, string, ValueChange, object]>([
  ['an append', '', append('x'.repeat(1001)), { kind: 'tooLarge', bytes: 1001 }],
  ['a range', '', setRange(1000, 'x'), { kind: 'tooLarge', bytes: 1001 }],
  ['a range far away', '', setRange(2 ** 32, 'x'), { kind: 'tooLarge', bytes: 2 ** 32 + 1 }],
  ['an integer to words', 'a', addInteger(1n), { kind: 'notInteger' }],
  ['an integer to nothing', '', addInteger(1n), { kind: 'notInteger' }],
  ['an integer to one with a zero in front', '01', addInteger(1n), { kind: 'notInteger' }],
  ['an integer to one with a plus', '+1', addInteger(1n), { kind: 'notInteger' }],
  ['an integer to minus zero', '-0', addInteger(1n), { kind: 'notInteger' }],
  ['an integer to one with a line end', '1\n', addInteger(1n), { kind: 'notInteger' }],
  ['an integer to a float', '1.5', addInteger(1n), { kind: 'notInteger' }],
  ['an integer to a larger one', '9223372036854775808', addInteger(1n), { kind: 'notInteger' }],
  ['an integer to a long text', '1'.repeat(600), addInteger(1n), { kind: 'notInteger' }],
  ['an integer beyond 64 bits', '9223372036854775807', addInteger(1n), { kind: 'overflow' }],
  ['an integer below 64 bits', '-9223372036854775808', addInteger(-1n), { kind: 'overflow' }],
  ['a float to words', 'a', addFloat('1'), { kind: 'notFloat' }],
  ['a float to nothing', '', addFloat('1'), { kind: 'notFloat' }],
  ['a float that is too large', '1e4932', addFloat('1e4932'), { kind: 'overflow' }],
  ['a float that is too long', '1', addFloat('1e2000'), { kind: 'tooLarge', bytes: 2000 }],
])('refuses %s and leaves the key', async (_name, before, change, expected) => {
  await using node = await KvNode.start()
  await put(node, 'a', before)
  const { revision } = node.kv
  expect(await node.kv.update(updateOf('a', change))).toEqual(expected)
  expect(shown(node, 'a')?.value).toBe(before)
  expect(node.kv.revision).toBe(revision)
})

/** Makes the key one of another type. */
function retype({ store }: KvNode, name: string): void {
  const key = keyOf(name)
  const row = store.find(KEYS, key, 0, key.length)
  row?.view.setUint8(row.start + TYPE_AT, KV_TYPE + 1)
}

it.each<[string, ValueChange, Partial<Update>]>([
  ['an append', append('x'), {}],
  ['a sum', addInteger(1n), {}],
  ['a remove', REMOVE, {}],
  ['a set that returns what it replaces', set('x'), { returnsPrevious: true }],
  ['a set that compares', set('x'), { condition: { kind: 'different', value: bytesOf('y') } }],
])('refuses %s of a key of another type', async (_name, change, rest) => {
  await using node = await KvNode.start()
  await put(node, 'a', 'v')
  retype(node, 'a')
  expect(await node.kv.update(updateOf('a', change, rest))).toEqual({ kind: 'wrongType' })
  expect(node.kv.revision).toBe(1)
})

it('a set replaces a key of another type', async () => {
  await using node = await KvNode.start()
  await put(node, 'a', 'v')
  retype(node, 'a')
  expect(await update(node, set('w'), { condition: { kind: 'present' } })).toMatchObject({
    applied: true,
    existed: true,
  })
  expect(await update(node, append('x'))).toMatchObject({ applied: true })
  expect(shown(node, 'a')?.value).toBe('wx')
})

it('a value may grow to the limit', async () => {
  await using node = await KvNode.start()
  expect(await update(node, append('x'.repeat(1000)))).toMatchObject({ valueBytes: 1000 })
  expect(await update(node, setRange(999, 'y'))).toMatchObject({ valueBytes: 1000 })
})

it.each<[UpdateCondition['kind'], string | undefined, UpdateCondition, boolean]>([
  ['absent', undefined, { kind: 'absent' }, true],
  ['absent', 'a', { kind: 'absent' }, false],
  ['present', undefined, { kind: 'present' }, false],
  ['present', 'a', { kind: 'present' }, true],
  ['equal', undefined, { kind: 'equal', value: bytesOf('') }, false],
  ['equal', 'a', { kind: 'equal', value: bytesOf('a') }, true],
  ['equal', 'a', { kind: 'equal', value: bytesOf('ab') }, false],
  ['equal', LONG, { kind: 'equal', value: bytesOf(LONG) }, true],
  ['different', undefined, { kind: 'different', value: bytesOf('') }, true],
  ['different', 'a', { kind: 'different', value: bytesOf('a') }, false],
  ['different', 'a', { kind: 'different', value: bytesOf('b') }, true],
])('a set if %s, of %s', async (_kind, before, condition, holds) => {
  for (const change of [set('new'), REMOVE]) {
    await using node = await KvNode.start()
    if (before !== undefined) await put(node, 'a', before)
    const result = await update(node, change, { condition, returnsPrevious: true })
    const isDone = holds && (before !== undefined || change !== REMOVE)
    expect(result.applied).toBe(isDone)
    expect(result.existed).toBe(before !== undefined)
    expect(result.previous && textOf(result.previous)).toBe(before)
    expect(shown(node, 'a')?.value).toBe(isDone ? (change === REMOVE ? undefined : 'new') : before)
  }
})

it.each<[UpdateCondition['kind'], number | undefined, number, boolean]>([
  ['notExpiring', undefined, 10, true],
  ['notExpiring', 10, 20, false],
  ['expiring', undefined, 10, false],
  ['expiring', 10, 5, true],
  ['later', undefined, 10, false],
  ['later', 10, 10, false],
  ['later', 10, 11, true],
  ['earlier', undefined, 10, true],
  ['earlier', 10, 10, false],
  ['earlier', 10, 9, true],
  ['expiringEarlier', undefined, 10, false],
  ['expiringEarlier', 10, 9, true],
])('an expiry if %s, from %s to %s', async (kind, ttlMs, nextMs, holds) => {
  await using node = await KvNode.start()
  const now = node.host.clock.now()
  await put(node, 'a', 'v', ttlMs === undefined ? {} : { ttlMs })
  const condition = { kind } as UpdateCondition
  const result = await update(node, SAME, { expiry: { kind: 'at', time: now + nextMs }, condition })
  expect(result.applied).toBe(holds)
  const expiresAt = ttlMs === undefined ? undefined : now + ttlMs
  expect(shown(node, 'a')).toMatchObject({
    value: 'v',
    expiresAt: holds ? now + nextMs : expiresAt,
  })
})

it.each<[string, ValueChange]>([
  ['an append', append('x')],
  ['a sum', addInteger(1n)],
  ['a range', setRange(0, 'x')],
  ['a new expiry', SAME],
])('%s keeps content type and lease', async (_name, change) => {
  await using node = await KvNode.start()
  const { lease } = await node.kv.grantLease(1000)
  await put(node, 'a', '1', { ttlMs: 10, lease: lease.id, contentType: 'text/plain' })
  const time = node.host.clock.now() + 20
  await update(node, change, { expiry: { kind: 'at', time } })
  const rest = { contentType: 'text/plain', lease: lease.id, expiresAt: time, version: 2 }
  expect(shown(node, 'a')).toMatchObject(rest)
})

it('a set leaves the lease, unless it keeps the expiry', async () => {
  await using node = await KvNode.start()
  const { lease } = await node.kv.grantLease(1000)
  const expiresAt = node.host.clock.now() + 10
  await put(node, 'a', '1', { ttlMs: 10, lease: lease.id, contentType: 'text/plain' })
  await update(node, set('2'))
  const kept = { value: '2', lease: lease.id, expiresAt, contentType: DEFAULT_CONTENT_TYPE }
  expect(shown(node, 'a')).toMatchObject(kept)
  await update(node, set('3'), { expiry: { kind: 'none' }, contentType: 'text/html' })
  const left = { value: '3', lease: undefined, expiresAt: undefined, contentType: 'text/html' }
  expect(shown(node, 'a')).toMatchObject(left)
  expect(node.kv.lease(lease.id)?.keys).toBe(0)
})

it('an expiry only where there is none does not move', async () => {
  await using node = await KvNode.start()
  const now = node.host.clock.now()
  await update(node, addInteger(1n), { expiry: { kind: 'atIfNone', time: now + 10 } })
  expect(shown(node, 'a')).toMatchObject({ value: '1', expiresAt: now + 10 })
  await update(node, addInteger(1n), { expiry: { kind: 'atIfNone', time: now + 20 } })
  expect(shown(node, 'a')).toMatchObject({ value: '2', expiresAt: now + 10 })
})

it('an expiry that is over removes the key', async () => {
  await using node = await KvNode.start()
  const expiry = { kind: 'at', time: node.host.clock.now() } as const
  await put(node, 'a', 'v')
  expect(await update(node, SAME, { expiry })).toMatchObject({ applied: true, valueBytes: 0 })
  // As Redis answers: the value was set, and is gone at once.
  expect(await update(node, set('w'), { expiry })).toMatchObject({ applied: true, valueBytes: 0 })
  expect(shown(node, 'a')).toBeUndefined()
  expect(node.kv.revision).toBe(2)
})

it('a key whose time is over is absent', async () => {
  await using node = await KvNode.start()
  await put(node, 'a', '5', { ttlMs: 10 })
  node.host.clock.advance(10)
  expect(await update(node, REMOVE)).toMatchObject({ applied: false, existed: false })
  const result = await update(node, addInteger(1n), { returnsPrevious: true })
  expect(result).toMatchObject({ applied: true, existed: false, previous: undefined, sum: '1' })
  expect(shown(node, 'a')).toMatchObject({ value: '1', expiresAt: undefined, version: 1 })
})

it('what comes again has the same outcome, also after a restart', async () => {
  let node = await KvNode.start()
  const options = (name: string): ExecuteOptions => ({
    once: {
      id: new Uint8Array(Buffer.from(name.padEnd(16))),
      fingerprint: new Uint8Array(16).fill(1),
    },
  })
  const first = await update(node, addInteger(1n), {}, options('add'))
  const taken = await update(node, REMOVE, { returnsPrevious: true }, options('take'))
  expect(taken.previous).toEqual(bytesOf('1'))
  await put(node, 'b', 'text')
  const refused = await node.kv.update(updateOf('b', addInteger(1n)), options('refused'))
  expect(refused).toEqual({ kind: 'notInteger' })
  const { revision } = node.kv
  for (let time = 0; time < 2; time++) {
    expect(await update(node, addInteger(1n), {}, options('add'))).toEqual(first)
    const again = await update(node, REMOVE, { returnsPrevious: true }, options('take'))
    expect(again).toEqual(taken)
    expect(await node.kv.update(updateOf('b', addInteger(1n)), options('refused'))).toEqual(refused)
    node = await node.crash()
  }
  expect(node.kv.revision).toBe(revision)
  await node[Symbol.asyncDispose]()
})

it('a sink gets the results in order, whoever updates the same key', async () => {
  await using node = await KvNode.start()
  const sums: (string | undefined)[] = []
  await new Promise<void>(resolve => {
    const sink = {
      done: (tag: number, result: object) => {
        sums.push((result as UpdateResult).sum)
        if (tag === 99) resolve()
      },
      failed: (_tag: number, error: Error) => {
        throw error
      },
    }
    for (let tag = 0; tag < 100; tag++) {
      node.kv.proposeUpdate(updateOf(tag % 2 === 0 ? 'a' : 'b', addInteger(1n)), sink, tag)
    }
  })
  expect(sums).toEqual(Array.from({ length: 100 }, (_, tag) => String((tag >> 1) + 1)))
})

it('updates that return too much at once come again', async () => {
  await using node = await KvNode.start(undefined, undefined, SIZES)
  const value = 'x'.repeat(1024 * 1024)
  await put(node, 'a', value)
  const count = ENTRY_READ_BYTES_MAX / value.length + 5
  const results = await Promise.all(
    Array.from({ length: count }, () =>
      update(node, SAME, { returnsPrevious: true, condition: { kind: 'absent' } }),
    ),
  )
  expect(results.every(({ previous }) => previous?.length === value.length)).toBe(true)
})
