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
import type { KeyRange, Page } from './kv.ts'
import { KvNode } from './kv-node.ts'
import { expireDue } from './maintenance.ts'
import type { Key, LeaseId, Put, Txn } from './model.ts'
import { DEFAULT_CONTENT_TYPE, NO_CONDITION, parseKey } from './model.ts'

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
const request = (at: Key) => ({ ...put(at), ttlMs: undefined })
const isEmpty = { kind: 'version', number: 0 } as const
const all = { lower: new Uint8Array(), upper: undefined, limit: 10, reverse: false }

/** Every way to touch a key in a transaction. */
const transactions: Record<string, Omit<Txn, 'kind'>> = {
  compare: { compare: [{ key: damaged, target: isEmpty, operator: '=' }], then: [], else: [] },
  put: { compare: [], then: [put(damaged)], else: [] },
  delete: {
    compare: [],
    then: [{ kind: 'delete', key: damaged, condition: NO_CONDITION }],
    else: [],
  },
  get: { compare: [], then: [], else: [{ kind: 'get', key: damaged }] },
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

it('writing to a key whose row is damaged is refused, and nothing of it gets into the log', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kv-damage-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const host = new SimulatedHost(1)
  {
    await using node = await KvNode.start(host, await DiskBase.open(systemHost().disk, directory))
    await node.kv.put(request(damaged))
    await node.kv.put(request(sound))
  }
  damage(join(directory, 'store.mdb'), damaged)
  for (let start = 0; start < 2; start++) {
    await using node = await KvNode.start(host, await DiskBase.open(systemHost().disk, directory))
    await expect(node.kv.put(request(damaged))).rejects.toThrow(StoreDamaged)
    await expect(node.kv.delete(damaged, NO_CONDITION)).rejects.toThrow(StoreDamaged)
    for (const [name, txn] of Object.entries(transactions)) {
      await expect(node.kv.txn(txn), name).rejects.toThrow(StoreDamaged)
    }
    expect(await node.kv.put(request(sound))).toMatchObject({ kind: 'put', created: false })
  }
})

it('what is damaged stays when it is due or its lease is, and what is due besides it goes', async () => {
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
    assert(granted.kind === 'lease')
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
    await expect(node.kv.revokeLease(lease)).rejects.toThrow(StoreDamaged)
    host.clock.advance(3000)
    const complaints: unknown[] = []
    for (let round = 0; round < 4; round++) {
      await expireDue(node.kv, host.clock).catch((error: unknown) => complaints.push(error))
    }
    expect(complaints).toEqual([expect.any(StoreDamaged), expect.any(StoreDamaged)])
    expect(others.map(other => node.kv.get(other))).toEqual([undefined, undefined, undefined])
    expect(() => node.kv.get(damaged)).toThrow(StoreDamaged)
    expect(node.kv.lease(lease)).toMatchObject({ keys: 1 })
    await node.kv.put({ ...request(sound), ttlMs: 10 })
    host.clock.advance(10)
    await expireDue(node.kv, host.clock)
    expect(node.kv.get(sound)).toBeUndefined()
  }
})

it('a request whose kept answer is damaged is refused, and others are not', async () => {
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

it('commands before it lead neither a range nor an expiry to rows that nobody has looked at', async () => {
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
    expect((await Promise.all(before)).map(({ kind }) => kind)).toEqual(Array(3).fill('deleted'))
    assert(result.kind === 'txn' && result.results[0]?.kind === 'range')
    expect([result.results[0].found.length, result.results[0].more]).toEqual([4, true])
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
    const batches = node.kv.watch(everything, { revision, sub: -1 }, stop.signal)
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
  for (const asOf of [undefined, revision]) {
    const expected = asOf === undefined ? [...names, '6 in memory'] : names
    for (const reverse of [false, true]) {
      const shown: string[] = []
      for (let range: KeyRange | undefined = everything; range;) {
        const options = { reverse, limit: 2, withValues: true, revision: asOf }
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
    expect(() => node.kv.getAt(key(name), revision)).toThrow(`key "${name}"`)
    await expect(node.kv.txn({ compare: [], then, else: [] })).rejects.toThrow(`key "${name}"`)
  }
  const before = { ...all, kind: 'range', lower: key('3'), limit: 1 } as const
  expect(await node.kv.txn({ compare: [], then: [before], else: [] })).toMatchObject({
    results: [{ found: { length: 1 }, more: true }],
  })
})
