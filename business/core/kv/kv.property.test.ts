import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkProperty } from '#foundation/testing/property'
import type { ModelValue } from './testing/kv-model.ts'
import { KvModel } from './testing/kv-model.ts'
import { KvNode } from './testing/kv-node.ts'
import { addFloat, addInteger, append, set, setRange, updateOf } from './testing/updates.ts'
import { IN_ROW_BYTES_MAX } from '#business/data/keyspace/key-row'
import { expireDue } from './maintenance.ts'
import type {
  Compare,
  Condition,
  Expiry,
  LeaseId,
  PutAll,
  TxnOperation,
  UpdateCondition,
  ValueChange,
} from './model.ts'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from './model.ts'
import { digest } from './operations/update/digest.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()
const bytes = (value: string): Uint8Array => new Uint8Array(Buffer.from(value))
const key = (name: string): Key => parseKey(bytes(name))
const ALL = { lower: new Uint8Array(), upper: undefined }

/** What happens to the node and to the model alike. Leases are named by their place in the list of grants. */
type Step = {
  readonly act: (pair: Pair) => Promise<void>
  readonly [fc.toStringMethod]: () => string
}

function step(label: string, input: unknown, act: (pair: Pair) => Promise<void>): Step {
  return { act, [fc.toStringMethod]: () => `${label} ${fc.stringify(input)}` }
}

class Pair {
  node: KvNode
  readonly model = new KvModel(() => this.now)
  readonly leases: LeaseId[] = []

  constructor(node: KvNode) {
    this.node = node
  }

  get now(): number {
    return this.node.host.clock.now()
  }

  lease(index: number): LeaseId | undefined {
    return this.leases[index]
  }
}

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e/1', 'e/2', 'f')
/** Short ones stand in their rows, long ones do not. Some are numbers. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 8 }).map(text => text.replace(/\d/g, 'n')) },
  fc.constantFrom('7', '-2', '0.25'),
  fc.constantFrom('x', 'y').map(letter => letter.repeat(IN_ROW_BYTES_MAX + 1)),
)
const ttl = fc.constantFrom(undefined, undefined, undefined, 5, 20)
const leaseIndex = fc.integer({ min: 0, max: 6 })
const condition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 4, arbitrary: fc.constant(NO_CONDITION) },
  fc.constant<Condition>({ kind: 'absent' }),
  fc.constant<Condition>({ kind: 'present' }),
  fc
    .array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 })
    .map((revisions): Condition => ({ kind: 'revision', revisions })),
)

const put: fc.Arbitrary<Step> = fc.record({ name, value, condition, ttl, leaseIndex }).map(input =>
  step('put', input, async pair => {
    const { name, value, condition, ttl, leaseIndex } = input
    const lease = pair.lease(leaseIndex)
    const request = {
      key: key(name),
      value: bytes(value),
      contentType: 'text/plain',
      lease,
      condition,
    }
    const result = await pair.node.kv.put({ ...request, ttlMs: ttl })
    const expiresAt = ttl === undefined ? undefined : pair.now + ttl
    const expected = pair.model.put({ kind: 'put', ...request, expiresAt })
    expect(result.kind === 'put' ? (result.created ? 'created' : 'replaced') : result.kind).toBe(
      expected,
    )
    if (result.kind !== 'put') return
    const { modRevision, createRevision, version } = result
    expect({ modRevision, createRevision, version }).toMatchObject(revisions(pair, name))
  }),
)

const remove: fc.Arbitrary<Step> = fc.record({ name, condition }).map(input =>
  step('delete', input, async pair => {
    const { name, condition } = input
    const result = await pair.node.kv.delete(key(name), condition)
    const outcome =
      result.kind === 'delete' ? (result.deleted ? 'deleted' : 'notFound') : result.kind
    expect(outcome).toBe(pair.model.delete(name, condition))
  }),
)

type OperationInput = {
  kind: 'put' | 'delete' | 'get'
  name: string
  value: string
  leaseIndex: number
}
const operation: fc.Arbitrary<OperationInput> = fc.record({
  kind: fc.constantFrom('put', 'delete', 'get'),
  name,
  value,
  leaseIndex,
})
const branch = fc.uniqueArray(operation, { maxLength: 4, selector: ({ name }) => name })
const target: fc.Arbitrary<Compare['target']> = fc.oneof(
  value.map((text): Compare['target'] => ({ kind: 'value', value: bytes(text) })),
  fc.record({
    kind: fc.constantFrom('version' as const, 'createRevision' as const, 'modRevision' as const),
    number: fc.integer({ min: 0, max: 5 }),
  }),
)
const operator = fc.constantFrom('=' as const, '!=' as const, '<' as const, '>' as const)
const compare = fc.record({ name, target, operator })

const txn: fc.Arbitrary<Step> = fc
  .record({ compares: fc.array(compare, { maxLength: 2 }), then: branch, otherwise: branch })
  .map(input =>
    step('txn', input, async pair => {
      const { compares, then, otherwise } = input
      const operations = (inputs: OperationInput[]): TxnOperation[] =>
        inputs.map(input => operationOf(pair, input))
      const request = {
        compare: compares.map(({ name, target, operator }) => ({
          key: key(name),
          target,
          operator,
        })),
        then: operations(then),
        else: operations(otherwise),
      }
      const result = await pair.node.kv.txn(request)
      const expected = pair.model.txn(request)
      expect(
        result.kind === 'txn' ? (result.succeeded ? 'succeeded' : 'failed') : result.kind,
      ).toBe(expected)
      if (result.kind !== 'txn') return
      expect(result.revision).toBe(pair.model.revision)
      const inputs = result.succeeded ? then : otherwise
      for (const [index, input] of inputs.entries()) {
        const answer = result.results[index]
        if (answer?.kind !== 'get') continue
        expect(answer.found && text(answer.found.value)).toBe(
          pair.model.present.get(input.name)?.value,
        )
      }
    }),
  )

const change: fc.Arbitrary<ValueChange> = fc.oneof(
  value.map(set),
  fc.constantFrom<ValueChange>({ kind: 'same' }, { kind: 'remove' }),
  value.map(append),
  fc.record({ offset: fc.constantFrom(0, 2, 600), text: value }).map(({ offset, text }) => {
    return setRange(offset, text)
  }),
  fc
    .record({
      by: fc.bigInt(-5n, 5n),
      lower: fc.bigInt(-9n, 0n),
      upper: fc.bigInt(0n, 9n),
      outside: fc.constantFrom('refuse', 'skip', 'saturate'),
    })
    .map(({ by, ...bounds }) => addInteger(by, bounds)),
  fc.integer({ min: -9, max: 9 }).map(quarters => addFloat(String(quarters / 4))),
)
const updateCondition: fc.Arbitrary<UpdateCondition> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<UpdateCondition>({ kind: 'none' }) },
  fc.constantFrom<UpdateCondition>(
    { kind: 'absent' },
    { kind: 'present' },
    { kind: 'notExpiring' },
    { kind: 'expiring' },
    { kind: 'later' },
    { kind: 'earlier' },
    { kind: 'expiringEarlier' },
  ),
  fc.record({ kind: fc.constantFrom('equal', 'different'), value: value.map(bytes) }),
  fc.record({
    kind: fc.constantFrom('digestEqual', 'digestDifferent'),
    digest: value.map(text => digest(bytes(text))),
  }),
)
const expiryKind = fc.constantFrom<Expiry['kind']>('keep', 'keep', 'none', 'at', 'atIfNone')

const updateStep: fc.Arbitrary<Step> = fc
  .record({ name, change, updateCondition, expiryKind, ms: fc.integer({ min: 0, max: 20 }) })
  .map(input =>
    step('update', input, async pair => {
      const { name, change, updateCondition: condition, expiryKind, ms } = input
      const time = pair.now + ms
      const isTimed = expiryKind === 'at' || expiryKind === 'atIfNone'
      const expiry: Expiry = isTimed ? { kind: expiryKind, time } : { kind: expiryKind }
      const rest = { expiry, condition, valueBytesMax: 2000, returnsPrevious: true }
      const update = updateOf(name, change, rest)
      const result = await pair.node.kv.update(update)
      const expected = pair.model.update(update)
      if (result.kind !== 'update') {
        expect(result.kind).toBe(expected)
        return
      }
      const previous = result.previous ? text(result.previous) : ''
      expect(`${result.applied ? 'written' : 'skipped'} ${previous}`).toBe(expected)
      const after = pair.model.present.get(name)
      expect(result.valueBytes).toBe(bytes(after?.value ?? '').length)
    }),
  )

const names = fc.array(name, { minLength: 1, maxLength: 4 })

const putAll: fc.Arbitrary<Step> = fc
  .record({
    puts: fc.array(fc.record({ name, value }), { minLength: 1, maxLength: 4 }),
    condition: fc.constantFrom<PutAll['condition']>('none', 'none', 'absent', 'present'),
    ttl: fc.oneof(ttl, fc.constant('keep' as const)),
  })
  .map(input =>
    step('put all', input, async pair => {
      const { puts, condition, ttl } = input
      const request: PutAll = {
        kind: 'putAll',
        items: puts.map(({ name, value }) => ({ key: key(name), value: bytes(value) })),
        contentType: DEFAULT_CONTENT_TYPE,
        expiresAt: typeof ttl === 'number' ? pair.now + ttl : ttl,
        condition,
      }
      const applied = pair.model.putAll(request)
      expect(await pair.node.kv.putAll(request)).toEqual({ kind: 'putAll', applied })
    }),
  )

const deleteAll: fc.Arbitrary<Step> = names.map(input =>
  step('delete all', input, async pair => {
    const deleted = pair.model.deleteAll(input)
    const result = await pair.node.kv.deleteAll(input.map(key))
    expect(result).toEqual({ kind: 'deleteAll', deleted })
  }),
)

const move: fc.Arbitrary<Step> = fc
  .record({ from: name, to: name, copies: fc.boolean(), replaces: fc.boolean() })
  .map(input =>
    step('move', input, async pair => {
      const { from, to, copies, replaces } = input
      const request = { kind: 'move', from: key(from), to: key(to), copies, replaces } as const
      const result = await pair.node.kv.move(request)
      const outcome = result.kind === 'move' ? (result.applied ? 'moved' : 'taken') : result.kind
      expect(outcome).toBe(pair.model.move(request))
    }),
  )

const clear: fc.Arbitrary<Step> = fc.record({ lower: name, upper: name }).map(input =>
  step('clear', input, async pair => {
    const { lower, upper } = input
    const removed = pair.model.clear(lower, upper)
    expect(await pair.node.kv.clear({ lower: bytes(lower), upper: bytes(upper) })).toBe(removed)
  }),
)

const grant: fc.Arbitrary<Step> = fc.integer({ min: 1, max: 30 }).map(ttlMs =>
  step('grant', ttlMs, async pair => {
    const result = await pair.node.kv.grantLease(ttlMs)
    pair.leases.push(result.lease.id)
    pair.model.leases.set(result.lease.id, { ttlMs, expiresAt: pair.now + ttlMs })
  }),
)

const keepAlive: fc.Arbitrary<Step> = leaseIndex.map(index =>
  step('keep alive', index, async pair => {
    const id = pair.lease(index)
    if (id === undefined) return
    const lease = pair.model.leases.get(id)
    const result = await pair.node.kv.keepLeaseAlive(id)
    const isThere = pair.model.hasLease(id)
    expect(result.kind).toBe(isThere ? 'lease' : 'leaseNotFound')
    if (lease && isThere) lease.expiresAt = pair.now + lease.ttlMs
  }),
)

const revoke: fc.Arbitrary<Step> = leaseIndex.map(index =>
  step('revoke', index, async pair => {
    const id = pair.lease(index)
    if (id === undefined) return
    const result = await pair.node.kv.revokeLease(id)
    expect(result.kind).toBe(pair.model.revoke(id))
  }),
)

const pass: fc.Arbitrary<Step> = fc.integer({ min: 1, max: 15 }).map(ms =>
  step('pass', ms, async pair => {
    pair.node.host.clock.advance(ms)
    pair.model.expire()
    await expireDue(pair.node.kv, pair.node.host.clock)
  }),
)

/** What is due meanwhile stays until an operation touches it, or an expiry comes. */
const wait: fc.Arbitrary<Step> = fc.integer({ min: 1, max: 15 }).map(ms =>
  step('wait', ms, async pair => {
    pair.node.host.clock.advance(ms)
    await Promise.resolve()
  }),
)

const compact: fc.Arbitrary<Step> = fc.integer({ min: 0, max: 10 }).map(back =>
  step('compact', back, async pair => {
    const revision = Math.max(0, pair.model.revision - back)
    const result = await pair.node.kv.compact(revision)
    pair.model.compact(revision)
    expect(result).toEqual({ kind: 'compacted', compactedRevision: pair.model.compactedRevision })
  }),
)

const flush = step('flush', [], async pair => {
  await pair.node.store.flushAll()
  await pair.node.store.collectAll()
})

const crash = step('crash', [], async pair => {
  pair.node = await pair.node.crash()
})

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: put },
  { weight: 4, arbitrary: remove },
  { weight: 4, arbitrary: txn },
  { weight: 8, arbitrary: updateStep },
  { weight: 2, arbitrary: putAll },
  { weight: 2, arbitrary: deleteAll },
  { weight: 2, arbitrary: move },
  clear,
  { weight: 2, arbitrary: pass },
  { weight: 2, arbitrary: wait },
  grant,
  keepAlive,
  revoke,
  compact,
  fc.constantFrom(flush, crash),
)

it('the key-value store agrees with its model, whatever happens', async () => {
  const steps = fc.array(anyStep, { minLength: 1, maxLength: 80 })
  await checkProperty('business/core/kv', steps, 150, async sequence => {
    const pair = new Pair(await KvNode.start())
    for (const { act } of sequence) {
      await act(pair)
      expect(pair.node.kv.revision).toBe(pair.model.revision)
      expect(await pair.node.kv.size()).toBe(pair.model.keys.size)
    }
    await agree(pair)
    await crash.act(pair)
    await agree(pair)
    await flush.act(pair)
    await agree(pair)
  })
})

/** Everything that can be read is what the model says: at every revision held, and every change since. */
async function agree({ node, model }: Pair): Promise<void> {
  const shown = await node.kv.page({
    range: ALL,
    reverse: false,
    limit: 1000,
    withValues: true,
    asOf: undefined,
  })
  const present = [...model.present].map(([name, { value }]) => [name, value]).sort()
  expect(
    shown.items.map(
      item => item.kind === 'sound' && [text(item.metadata.key), text(item.value ?? bytes('?'))],
    ),
  ).toEqual(present)
  expect((await node.kv.count(ALL)).count).toBe(present.length)
  const chosen = node.kv.randomKey()
  expect(chosen === undefined || model.present.has(text(chosen))).toBe(true)
  for (const [name, value] of present) {
    expect(text(node.kv.get(key(name ?? ''))?.value ?? bytes('?'))).toBe(value)
    expect(node.kv.lookUpMeta(key(name ?? ''))?.valueLength).toBe(bytes(value ?? '').length)
  }
  for (let revision = model.compactedRevision; revision <= model.revision; revision++) {
    const keys = model.history[revision] ?? new Map<string, ModelValue>()
    const asOf = { revision, now: undefined }
    for (const reverse of [false, true]) {
      const request = { range: ALL, reverse, limit: 1000, withValues: true, asOf }
      const { items } = await node.kv.page(request)
      assert(items.every(item => item.kind === 'sound'))
      const expected = [...keys].map(([name, found]) => `${name}=${found.value}`).sort()
      if (reverse) expected.reverse()
      expect(
        items.map(item => `${text(item.metadata.key)}=${text(item.value ?? bytes('?'))}`),
      ).toEqual(expected)
    }
    expect((await node.kv.count(ALL, asOf)).count).toBe(keys.size)
    for (const [name, expected] of keys) {
      const found = await node.kv.getAt(key(name), revision)
      expect({ ...found?.metadata, value: text(found?.value ?? bytes('?')) }).toMatchObject(
        expected,
      )
    }
  }
  const expected = model.events.filter(({ revision }) => revision > model.compactedRevision)
  const byRevision = (
    a: { revision: number; key: string },
    b: { revision: number; key: string },
  ): number => a.revision - b.revision || (a.key < b.key ? -1 : 1)
  expect(
    (await eventsAfter(node, model.compactedRevision, model.revision)).sort(byRevision),
  ).toEqual(expected.sort(byRevision))
}

async function eventsAfter(
  node: KvNode,
  compactedRevision: number,
  last: number,
): Promise<KvModel['events']> {
  const stop = new AbortController()
  const events: KvModel['events'] = []
  if (last === compactedRevision) return events
  const start = { revision: compactedRevision + 1, sub: -1 }
  for await (const batch of node.kv.watch(
    ALL,
    start,
    { ms: 10_000, revisions: 1000 },
    stop.signal,
  )) {
    for (const { event, revision } of batch.events) {
      const isPut = event.kind === 'put'
      const name = text(isPut ? event.keyValue.metadata.key : event.key)
      events.push({ revision, key: name, value: isPut ? text(event.keyValue.value) : undefined })
    }
    if (batch.upTo >= last) stop.abort()
  }
  return events
}

function operationOf(pair: Pair, { kind, name, value, leaseIndex }: OperationInput): TxnOperation {
  switch (kind) {
    case 'get':
      return { kind, key: key(name) }
    case 'delete':
      return { kind, key: key(name), condition: NO_CONDITION }
    case 'put':
      return {
        kind,
        key: key(name),
        value: bytes(value),
        contentType: DEFAULT_CONTENT_TYPE,
        expiresAt: undefined,
        lease: pair.lease(leaseIndex),
        condition: NO_CONDITION,
      }
  }
}

function revisions({ model }: Pair, name: string): object {
  const { modRevision, createRevision, version } = model.keys.get(name) ?? {}
  return { modRevision, createRevision, version }
}
