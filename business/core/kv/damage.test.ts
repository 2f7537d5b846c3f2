import type { Key } from '#business/data/keyspace/key'
import { parseKey } from '#business/data/keyspace/key'
import { strict as assert } from 'node:assert'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { DiskBase } from '#business/data/store/disk-base'
import { StoreDamaged } from '#business/data/store/store'
import { IDEMPOTENCY_RECORDS, KEYS } from '#business/data/store/tables'
import type { ExecuteOptions } from '#business/data/node/node'
import type { KeyRange } from '#business/data/keyspace/watchers'
import type { Page } from './kv.ts'
import { KvNode } from './testing/kv-node.ts'
import { addInteger, append, set, setRange, updateOf } from './testing/updates.ts'
import { expireDue } from './maintenance.ts'
import type {
  LeaseId,
  Move,
  Put,
  PutAll,
  Txn,
  Update,
  UpdateCondition,
  ValueChange,
} from './model.ts'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION } from './model.ts'

const key = (text: string): Key => parseKey(new Uint8Array(Buffer.from(text)))
const damaged = key('a key whose row is damaged')
const sound = key('a key whose row is sound')

const put = (at: Key): Put => ({
  kind: 'put',
  key: at,
  value: new Uint8Array(10),
  contentType: DEFAULT_CONTENT_TYPE,
  expiresAt: undefined,
  lease: undefined,
  condition: NO_CONDITION,
})
const update = (at: Key, change: ValueChange): Update => ({ ...updateOf('a', change), key: at })
const putAll = (at: Key, condition: PutAll['condition']): PutAll => ({
  kind: 'putAll',
  items: [{ key: at, value: new Uint8Array(10) }],
  contentType: DEFAULT_CONTENT_TYPE,
  expiresAt: undefined,
  condition,
})
const move = (from: Key, to: Key, replaces: boolean): Move => {
  return { kind: 'move', from, to, copies: true, replaces }
}
const SAME: ValueChange = { kind: 'same' }
const REMOVE: ValueChange = { kind: 'remove' }
const EQUAL: UpdateCondition = { kind: 'equal', value: new Uint8Array(10) }
const request = (at: Key) => ({ ...put(at), ttlMs: undefined })
const isEmpty = { kind: 'version', number: 0 } as const
const PACE = { ms: 10_000, revisions: 1000 }
const all = { lower: new Uint8Array(), upper: undefined, limit: 10, reverse: false }

/** Every way to need what a key's row says, in a transaction. */
const transactions: Record<string, Txn> = {
  compare: { compare: [{ key: damaged, target: isEmpty, operator: '=' }], then: [], else: [] },
  put: { compare: [], then: [{ ...put(damaged), condition: { kind: 'present' } }], else: [] },
  get: { compare: [], then: [{ kind: 'get', key: damaged }], else: [] },
  range: { compare: [], then: [{ kind: 'range', ...all }], else: [] },
}

/** Changes the first byte of a row, which follows its table and key, on every page that has it. */
function damage(path: string, at: Uint8Array, table = KEYS): void {
  const bytes = readFileSync(path)
  let found = 0
  for (let place = bytes.indexOf(at); place >= 0; place = bytes.indexOf(at, place + 1)) {
    if (bytes[place - 1] !== table) continue
    const value = place + at.length
    bytes.writeUInt8(bytes.readUInt8(value) ^ 1, value)
    found++
  }
  expect(found).toBeGreaterThan(0)
  writeFileSync(path, bytes)
}

it('what needs a damaged row is refused as damaged; a put and a delete without a condition heal it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kv-damage-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const host = new SimulatedHost(1)
  const { disk } = systemHost()
  const healings = {
    put: (node: KvNode) => node.kv.put(request(damaged)),
    delete: (node: KvNode) => node.kv.delete(damaged, NO_CONDITION),
    transaction: (node: KvNode) => node.kv.txn({ compare: [], then: [put(damaged)], else: [] }),
    update: (node: KvNode) => node.kv.update(update(damaged, set('x'))),
    putAll: (node: KvNode) => node.kv.putAll(putAll(damaged, 'none')),
    deleteAll: (node: KvNode) => node.kv.deleteAll([damaged]),
    move: (node: KvNode) => node.kv.move(move(sound, damaged, true)),
    clear: async (node: KvNode) => {
      return { kind: 'clear', keys: await node.kv.clear({ lower: damaged, upper: sound }) }
    },
  }
  for (const [name, heal] of Object.entries(healings)) {
    {
      await using node = await KvNode.start(host, await DiskBase.open(disk, directory))
      await node.kv.put(request(damaged))
      await node.kv.put(request(sound))
    }
    damage(join(directory, 'store.mdb'), damaged)
    await using node = await KvNode.start(host, await DiskBase.open(disk, directory))
    const { revision } = node.kv
    const refusal = { kind: 'damaged', what: expect.stringContaining('damaged') as unknown }
    const condition = { kind: 'present' } as const
    expect(await node.kv.put({ ...request(damaged), condition })).toEqual(refusal)
    expect(await node.kv.delete(damaged, condition)).toEqual(refusal)
    for (const [way, txn] of Object.entries(transactions)) {
      expect(await node.kv.txn(txn), way).toEqual(refusal)
    }
    for (const change of [append('x'), setRange(0, 'x'), addInteger(1n), SAME, REMOVE]) {
      expect(await node.kv.update(update(damaged, change)), change.kind).toEqual(refusal)
    }
    expect(await node.kv.update({ ...update(damaged, set('x')), condition: EQUAL })).toEqual(
      refusal,
    )
    expect(await node.kv.putAll(putAll(damaged, 'absent'))).toEqual(refusal)
    expect(await node.kv.move(move(damaged, sound, true))).toEqual(refusal)
    expect(await node.kv.move(move(sound, damaged, false))).toEqual(refusal)
    expect(await node.kv.size()).toBe(2)
    expect(node.kv.revision).toBe(revision)
    expect(await node.kv.put(request(sound))).toMatchObject({ kind: 'put', created: false })
    const healed = { kind: name === 'transaction' ? 'txn' : name }
    expect(await heal(node)).toMatchObject(healed)
    expect(node.kv.revision).toBe(revision + 2)
    const found = node.kv.get(damaged)
    const isGone = ['delete', 'deleteAll', 'clear'].includes(name)
    expect(found?.metadata.version).toBe(isGone ? undefined : 1)
    expect(await node.kv.size()).toBe(isGone ? 1 : 2)
    expect(await node.kv.put(request(damaged))).toMatchObject({ kind: 'put' })
  }
})

it('an expiry keeps damaged keys, tells of them once, and removes the other keys that are due', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kv-damage-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const host = new SimulatedHost(1)
  const base = (): Promise<DiskBase> => DiskBase.open(systemHost().disk, directory)
  const others = ['before', 'at the same time', 'after'].map(key)
  const ttlMs = [1000, 2000, 3000]
  const leased = key('a key whose lease has damaged keys')
  let lease: LeaseId
  {
    await using node = await KvNode.start(host, await base())
    const granted = await node.kv.grantLease(2000)
    lease = granted.lease.id
    await node.kv.put({ ...request(damaged), ttlMs: 2000 })
    await node.kv.put({ ...request(leased), lease })
    for (const [index, other] of others.entries()) {
      await node.kv.put({ ...request(other), ttlMs: ttlMs[index] })
    }
  }
  damage(join(directory, 'store.mdb'), damaged)
  damage(join(directory, 'store.mdb'), leased)
  for (let start = 0; start < 2; start++) {
    await using node = await KvNode.start(host, await base())
    host.clock.advance(3000)
    const complaints: unknown[] = []
    for (let round = 0; round < 4; round++) {
      await expireDue(node.kv, host.clock).catch((error: unknown) => complaints.push(error))
    }
    expect(complaints).toEqual(start === 0 ? [expect.any(StoreDamaged)] : [])
    expect(others.map(other => node.kv.get(other))).toEqual([undefined, undefined, undefined])
    expect(() => node.kv.get(damaged)).toThrow(StoreDamaged)
    expect(() => node.kv.get(leased)).toThrow(StoreDamaged)
    expect(node.kv.lease(lease)).toBeUndefined()
    await node.kv.put({ ...request(sound), ttlMs: 10 })
    host.clock.advance(10)
    await expireDue(node.kv, host.clock)
    expect(node.kv.get(sound)).toBeUndefined()
  }
})

it('a row of the TTL index that is stale removes nothing, and goes', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kv-damage-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const host = new SimulatedHost(1)
  const base = (): Promise<DiskBase> => DiskBase.open(systemHost().disk, directory)
  {
    await using node = await KvNode.start(host, await base())
    await node.kv.put({ ...request(damaged), ttlMs: 1000 })
  }
  damage(join(directory, 'store.mdb'), damaged)
  await using node = await KvNode.start(host, await base())
  // Nobody can tell any more that the key had a time to live.
  await node.kv.put(request(damaged))
  host.clock.advance(1000)
  await expireDue(node.kv, host.clock)
  expect(node.kv.get(damaged)?.metadata.version).toBe(1)
  expect(node.kv.nextExpiry()).toBeUndefined()
})

it('a request whose idempotency record is damaged is refused, and others are not', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kv-damage-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const host = new SimulatedHost(1)
  const once = (id: string): ExecuteOptions => ({
    once: { id: key(id), fingerprint: key('the same request') },
  })
  const [first, second] = [once('the first answer'), once('the other answer')]
  {
    await using node = await KvNode.start(host, await DiskBase.open(systemHost().disk, directory))
    await node.kv.put(request(sound), first)
    await node.kv.put(request(sound), second)
  }
  damage(join(directory, 'store.mdb'), key('the first answer'), IDEMPOTENCY_RECORDS)
  for (let start = 0; start < 2; start++) {
    await using node = await KvNode.start(host, await DiskBase.open(systemHost().disk, directory))
    await expect(node.kv.put(request(sound), first)).rejects.toThrow(StoreDamaged)
    expect(await node.kv.put(request(sound), second)).toMatchObject({ version: 2 })
    expect(await node.kv.put(request(sound))).toMatchObject({ version: 3 + start })
  }
})

it('a range and an expiry that operations before them lead to a damaged row neither show nor remove it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kv-damage-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const host = new SimulatedHost(1)
  const base = (): Promise<DiskBase> => DiskBase.open(systemHost().disk, directory)
  // More than one command removes; the damaged one is behind what the first one looks at.
  const names = Array.from({ length: 1100 }, (_, index) => key(`key ${String(index + 1000)}`))
  const behind = 1050
  {
    await using node = await KvNode.start(host, await base())
    await Promise.all(names.map(name => node.kv.put({ ...request(name), ttlMs: 1000 })))
  }
  damage(join(directory, 'store.mdb'), names[behind] ?? damaged)
  {
    await using node = await KvNode.start(host, await base())
    const near = names.slice(behind - 10)
    const range = { ...all, kind: 'range', lower: near[0] ?? damaged, limit: 7 } as const
    const before = near.slice(0, 3).map(name => node.kv.delete(name, NO_CONDITION))
    const result = await node.kv.txn({ compare: [], then: [range], else: [] })
    expect((await Promise.all(before)).map(({ kind }) => kind)).toEqual(Array(3).fill('delete'))
    assert(result.kind === 'txn' && result.results[0]?.kind === 'range')
    expect([result.results[0].found.length, result.results[0].more]).toEqual([7, true])
    const longer = { compare: [], then: [{ ...range, limit: 8 }], else: [] }
    expect(await node.kv.txn(longer)).toMatchObject({ kind: 'damaged' })
    host.clock.advance(1000)
    const removing = names.slice(0, 100).map(name => node.kv.delete(name, NO_CONDITION))
    await expect(expireDue(node.kv, host.clock)).rejects.toThrow(StoreDamaged)
    await Promise.all(removing)
    await expireDue(node.kv, host.clock)
  }
  await using node = await KvNode.start(host, await base())
  const left = names.filter((name, index) => index !== behind && node.kv.get(name))
  expect(left).toEqual([])
  expect(() => node.kv.get(names[behind] ?? damaged)).toThrow(StoreDamaged)
})

/** Changes a byte of a value in the file of changes that has it. */
function damageValue(directory: string, value: Uint8Array): void {
  for (const name of readdirSync(directory)) {
    const path = join(directory, name)
    const bytes = readFileSync(path)
    const place = bytes.indexOf(value)
    if (name === 'store.mdb' || place < 0) continue
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place)
    writeFileSync(path, bytes)
    return
  }
  assert.fail('no file has the value')
}

/** A value with a block of its own. */
const large = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.repeat(10_000)))

it('a watch says which changes are damaged, shows those before and after, and goes on inside neither', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kv-damage-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const host = new SimulatedHost(1)
  {
    await using node = await KvNode.start(host, await DiskBase.open(systemHost().disk, directory))
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await node.kv.put({ ...request(key(name)), value: large(name) })
    }
  }
  for (const name of ['b', 'c']) damageValue(directory, large(name))
  await using node = await KvNode.start(host, await DiskBase.open(systemHost().disk, directory))
  const stop = new AbortController()
  onTestFinished(() => {
    stop.abort()
  })
  const everything = { lower: new Uint8Array(), upper: undefined }
  for (const [revision, seen, damagedFrom] of [
    [1, ['1+'], 1],
    [2, [], 2],
    [3, [], 3],
  ] as const) {
    const batches = node.kv.watch(everything, { revision, sub: -1 }, PACE, stop.signal)
    const found: unknown[] = []
    for await (const { events, upTo, damagedFrom } of batches) {
      const ids = events.map(event => `${String(event.revision)}${event.isLast ? '' : '+'}`)
      found.push([ids, upTo, damagedFrom])
      if (upTo === 5) break
    }
    expect(found).toEqual([
      [seen, 3, damagedFrom],
      [['4', '5'], 5, undefined],
    ])
  }
})

it('a listing names a damaged key and goes on; a read and a transaction of it are refused, and the refusal names it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kv-damage-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const host = new SimulatedHost(1)
  const base = (): Promise<DiskBase> => DiskBase.open(systemHost().disk, directory)
  const names = ['1 sound', '2 damaged value', '3 sound', '4 damaged row', '5 sound']
  {
    await using node = await KvNode.start(host, await base())
    for (const name of names) await node.kv.put({ ...request(key(name)), value: large(name) })
  }
  damageValue(directory, large('2 damaged value'))
  damage(join(directory, 'store.mdb'), key('4 damaged row'))
  await using node = await KvNode.start(host, await base())
  const { revision } = node.kv
  await node.kv.put(request(key('6 in memory')))
  const everything = { lower: new Uint8Array(), upper: undefined }
  for (const asOf of [undefined, { revision, now: undefined }]) {
    const expected = asOf === undefined ? [...names, '6 in memory'] : names
    for (const reverse of [false, true]) {
      const shown: string[] = []
      for (let range: KeyRange | undefined = everything; range;) {
        const options = { reverse, limit: 2, withValues: true, asOf }
        const page: Page = await node.kv.page({ ...options, range })
        for (const item of page.items) {
          const isDamaged = item.kind === 'damaged'
          const name = Buffer.from(isDamaged ? item.key : item.metadata.key).toString()
          expect(isDamaged, name).toBe(name.includes('damaged'))
          shown.push(name)
        }
        range = page.rest
      }
      expect(shown).toEqual(reverse ? expected.toReversed() : expected)
    }
    expect(await node.kv.count(everything, asOf)).toMatchObject({ count: expected.length })
  }
  for (const name of ['2 damaged value', '4 damaged row']) {
    const then = [{ kind: 'range', ...all, lower: key(name), limit: 1 } as const]
    expect(() => node.kv.get(key(name))).toThrow(`key "${name}"`)
    await expect(node.kv.getAt(key(name), revision)).rejects.toThrow(`key "${name}"`)
    const what = expect.stringContaining(`key "${name}"`) as unknown
    expect(await node.kv.txn({ compare: [], then, else: [] })).toEqual({ kind: 'damaged', what })
  }
  const before = { ...all, kind: 'range', lower: key('3'), limit: 1 } as const
  expect(await node.kv.txn({ compare: [], then: [before], else: [] })).toMatchObject({
    results: [{ found: { length: 1 }, more: true }],
  })
})
