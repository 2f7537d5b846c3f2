import { describe, expect, it, vi } from 'vitest'
import { ENTRY_EFFECT_BYTES_MAX } from '#business/data/store/store'
import { CommandTooLarge } from '#business/data/replica/refusal'
import { MemoryBase } from '#business/data/store/memory-base'
import { SimulatedHost } from '#foundation/host/simulated'
import { KvNode } from './kv-node.ts'
import type { Command, Key, LeaseId, Operation, Put, Result } from './model.ts'
import {
  CONTENT_TYPE_BYTES_MAX,
  KEY_BYTES_MAX,
  LEASE_KEY_BYTES_MAX,
  LEASE_KEYS_MAX,
  NO_CONDITION,
  parseKey,
  TXN_OPERATIONS_MAX,
} from './model.ts'
import { placeAfterTime } from './rows.ts'
import { commandWeight } from './weight.ts'

// Many runs each, and the machine may have much else to do.
vi.setConfig({ testTimeout: 30_000 })

/** Changes are gathered in pieces of this size, of which the last is not used up. */
const EXTENT_BYTES = 256 * 1024
const MiB = 1024 * 1024
/** Enough that nothing is flushed while a test measures, and that every command fits into the log. */
const SIZES = { memoryBytes: 1024 * MiB, segmentBytes: 9 * MiB }

const LONG_TYPE = 'x'.repeat(CONTENT_TYPE_BYTES_MAX)

async function start(): Promise<KvNode> {
  return await KvNode.start(new SimulatedHost(1), new MemoryBase(), SIZES)
}

function propose(node: KvNode, command: Command): Promise<Result> {
  return node.replica.propose(node.applier, command)
}

/** A key of so many bytes, each number another one. */
function numbered(number: number, bytes: number): Key {
  return parseKey(new Uint8Array(Buffer.from(String(number).padStart(Math.max(bytes, 4), '0'))))
}

function put(key: Key, valueBytes: number, more: Partial<Put> = {}): Put {
  return {
    kind: 'put',
    key,
    value: new Uint8Array(valueBytes),
    contentType: 'text/plain',
    expiresAt: undefined,
    lease: undefined,
    condition: NO_CONDITION,
    ...more,
  }
}

async function grant(node: KvNode): Promise<LeaseId> {
  const result = await node.kv.grantLease(1_000_000)
  if (result.kind !== 'lease') throw new Error(result.kind)
  return result.lease.id
}

/** What the commands take of the memory table, and what they say they take at most. */
async function measured(
  node: KvNode,
  commands: readonly Command[],
): Promise<{ taken: number; weight: number }> {
  const before = node.store.stats().memoryBytes
  let weight = 0
  for (const command of commands) {
    weight += commandWeight(command)
    await propose(node, command)
  }
  return { taken: node.store.stats().memoryBytes - before, weight }
}

/** All that is due. */
function expire({ host }: KvNode): Command {
  return { kind: 'expire', lower: new Uint8Array(), upper: placeAfterTime(host.clock.now()) }
}

const KEY_LENGTHS = [4, 9, 100, KEY_BYTES_MAX]
/** Around the sizes at which the rest of a piece of memory is left unused. */
const VALUE_LENGTHS = [0, 1, 100, 9000, EXTENT_BYTES / 2 - 500, EXTENT_BYTES / 2, 300_000, MiB]

describe('no command takes more than its weight:', () => {
  it.each(KEY_LENGTHS.flatMap(key => VALUE_LENGTHS.map(value => [key, value] as const)))(
    'puts with a key of %d and a value of %d bytes, of new keys and again, bound to a time and a lease',
    async (keyBytes, valueBytes) => {
      const node = await start()
      const leases = [await grant(node), await grant(node)]
      // So many that the unused rest of a piece of memory does not count.
      const count = valueBytes < 10_000 ? 300 : 6
      const keys = Array.from({ length: count }, (_, index) => numbered(index, keyBytes))
      const fresh = keys.map(key => put(key, valueBytes))
      const bound = leases.flatMap((lease, index) =>
        keys.map(key =>
          put(key, valueBytes, { lease, expiresAt: 5e12 + index, contentType: LONG_TYPE }),
        ),
      )
      const removals = keys.map(key => ({ kind: 'delete' as const, key, condition: NO_CONDITION }))
      for (const commands of [fresh, bound, fresh, bound, removals, bound]) {
        // What is flushed takes memory anew when it changes.
        await node.store.flushAll()
        const { taken, weight } = await measured(node, commands)
        expect(taken).toBeLessThanOrEqual(weight + EXTENT_BYTES)
      }
    },
  )

  it('transactions of as many puts as there can be', async () => {
    const node = await start()
    const lease = await grant(node)
    const operations = (valueBytes: number): Operation[] =>
      Array.from({ length: TXN_OPERATIONS_MAX }, (_, index) =>
        put(numbered(index, KEY_BYTES_MAX), valueBytes, { lease, contentType: LONG_TYPE }),
      )
    for (const valueBytes of [0, 1000, 50_000]) {
      const txn: Command = { kind: 'txn', compare: [], then: operations(valueBytes), else: [] }
      const { taken, weight } = await measured(node, [txn])
      expect(taken).toBeLessThanOrEqual(weight + EXTENT_BYTES)
      expect(weight).toBeLessThanOrEqual(ENTRY_EFFECT_BYTES_MAX)
    }
  })

  it.each([
    ['revoking', KEY_BYTES_MAX, LEASE_KEY_BYTES_MAX / KEY_BYTES_MAX],
    ['revoking', 104, LEASE_KEYS_MAX],
    ['expiry of', KEY_BYTES_MAX, LEASE_KEY_BYTES_MAX / KEY_BYTES_MAX],
    ['expiry of', 104, LEASE_KEYS_MAX],
  ])('%s a full lease, with keys of %d bytes', async (act, keyBytes, keys) => {
    const node = await start()
    const lease = await grant(node)
    const names = Array.from({ length: keys }, (_, index) => numbered(index, keyBytes))
    const written = names.map(key => propose(node, put(key, 10, { lease, expiresAt: 1e15 })))
    await Promise.all(written)
    expect(node.kv.lease(lease)?.keys).toBe(keys)
    if (act === 'expiry of') node.host.clock.advance(1_000_000)
    const before = node.kv.revision
    const command: Command = act === 'expiry of' ? expire(node) : { kind: 'revoke', id: lease }
    await node.store.flushAll()
    const { taken, weight } = await measured(node, [command])
    expect(node.kv.revision).toBe(before + 1)
    expect(taken).toBeLessThanOrEqual(weight + EXTENT_BYTES)
    expect(weight).toBeLessThanOrEqual(ENTRY_EFFECT_BYTES_MAX)
  })

  it('expiry of many keys and leases at once, step by step', async () => {
    const node = await start()
    const long = Array.from({ length: 3000 }, (_, index) => numbered(index, KEY_BYTES_MAX))
    await Promise.all(long.map(key => propose(node, put(key, 0, { expiresAt: 1 }))))
    for (let count = 0; count < 30; count++) {
      const lease = await grant(node)
      const names = Array.from({ length: 100 }, (_, index) =>
        numbered(5000 + count * 100 + index, 900),
      )
      await Promise.all(names.map(key => propose(node, put(key, 0, { lease }))))
    }
    node.host.clock.advance(1_000_000)
    await node.store.flushAll()
    for (let more = true; more;) {
      const before = node.store.stats().memoryBytes
      more = await node.kv.expire()
      const taken = node.store.stats().memoryBytes - before
      expect(taken).toBeLessThanOrEqual(commandWeight(expire(node)) + EXTENT_BYTES)
    }
    expect(await node.kv.count({ lower: new Uint8Array(), upper: undefined })).toMatchObject({
      count: 0,
    })
  })

  it('grants, keeping alive and compaction', async () => {
    const node = await start()
    const id = await grant(node)
    await propose(node, put(numbered(1, 4), 0))
    for (const command of [
      { kind: 'keepAlive', id, now: 1 },
      { kind: 'grant', id, ttlMs: 5, now: 1 },
      { kind: 'compact', revision: 1 },
    ] as const) {
      const { taken, weight } = await measured(
        node,
        Array.from({ length: 100 }, () => command),
      )
      expect(taken).toBeLessThanOrEqual(weight)
    }
  })
})

describe('a weight', () => {
  it.each([100, 9000, 300_000, MiB])(
    'is not far above what a put of %d bytes takes in its memory, so that frames are well filled',
    async valueBytes => {
      const node = await start()
      const puts = Array.from({ length: 10 }, (_, index) => put(numbered(index, 40), valueBytes))
      const { taken, weight } = await measured(node, puts)
      expect(weight).toBeLessThan(2.1 * (taken + EXTENT_BYTES))
    },
  )

  it('lets every transaction through that the log takes', async () => {
    const node = await start()
    const valueBytes = (8 * MiB) / TXN_OPERATIONS_MAX - KEY_BYTES_MAX - 40
    const then = Array.from({ length: TXN_OPERATIONS_MAX }, (_, index) =>
      put(numbered(index, KEY_BYTES_MAX), valueBytes),
    )
    const txn: Command = { kind: 'txn', compare: [], then, else: [] }
    expect(commandWeight(txn)).toBeLessThanOrEqual(ENTRY_EFFECT_BYTES_MAX)
    expect(commandWeight({ ...txn, then: [], else: then })).toBe(commandWeight(txn))
    expect((await propose(node, txn)).kind).toBe('txn')
    const larger = { ...txn, else: [put(numbered(1, 4), 8192)] }
    await expect(propose(node, larger)).rejects.toThrow(CommandTooLarge)
    expect(node.kv.revision).toBe(1)
  })
})
