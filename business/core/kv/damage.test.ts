import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { DiskBase } from '#business/data/store/disk-base'
import { StoreDamaged } from '#business/data/store/store'
import { KvNode } from './kv-node.ts'
import type { Key, Put, Txn } from './model.ts'
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

/** Changes the first byte of a row's value, which follows its key, on every page that has it. */
function damage(path: string, at: Key): void {
  const bytes = readFileSync(path)
  let found = 0
  for (let place = bytes.indexOf(at); place >= 0; place = bytes.indexOf(at, place + 1)) {
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
