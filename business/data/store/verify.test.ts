import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seeded } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { DiskBase } from './disk-base.ts'
import { blockFileName } from './disk/blocks/block-files.ts'
import type { Environment, Table } from './disk/environment.ts'
import { CRC_BYTES, decodeBlockRow, openEnvironment, sealed } from './disk/environment.ts'
import type { Finding } from './disk/verify/findings.ts'
import { keyAsText } from './damage.ts'
import { Findings, FINDINGS_MAX } from './disk/verify/findings.ts'
import { Snapshot, StoreMissing } from './disk/verify/snapshot.ts'
import type { StoreCounts } from './disk/verify/verify.ts'
import { verifyStore } from './disk/verify/verify.ts'
import { StoreDamaged } from './damage.ts'
import { Store } from './store.ts'
import { TOMBSTONES, KEYS } from './tables.ts'
import { TEST_POINTERS, TestKeys } from './testing/test-keys.ts'

const { disk, clock, random } = systemHost()
const root = fs.mkdtempSync(join(os.tmpdir(), 'verify-'))
/** Sound; tests damage copies of it. */
const sound = join(root, 'sound')
let copies = 0
/** Of one entry: each is an opening of LMDB. */
const BITS_TRIED = 24

function storeOf(base: DiskBase): Store {
  return new Store(base, clock, random, {
    memoryBytes: 1024 * 1024,
    flushBytes: 1024 * 1024,
    onFlushed: () => undefined,
    onDamaged: fail,
    onFailed: fail,
  })
}

/** 200 keys with their past: overwritten, removed, some of it forgotten. */
beforeAll(async () => {
  const store = storeOf(await DiskBase.open(disk, sound))
  const keys = new TestKeys(store)
  const chance = seeded(1)
  for (let step = 1; step <= 1000; step++) {
    const value = chance() < 0.2 ? undefined : `value ${String(step)} `.repeat(20)
    const key = `key ${String(Math.floor(chance() * 200))}`
    if (value !== undefined || keys.get(key) !== undefined) keys.write(key, value)
    if (step % 250 === 0) await store.flushAll()
  }
  keys.write('key 0', 'the last', 300)
  await store.flushAll()
  await store.collectAll()
  await store[Symbol.asyncDispose]()
})

afterAll(() => {
  fs.rmSync(root, { recursive: true, force: true })
})

function fail(error: Error): never {
  throw error
}

function copy(from = sound): string {
  copies++
  const directory = join(root, `copy ${String(copies)}`)
  fs.cpSync(from, directory, { recursive: true })
  return directory
}

async function verify(directory: string): Promise<{ findings: Finding[]; counts: StoreCounts }> {
  const findings = new Findings()
  await using snapshot = await Snapshot.open(disk, directory)
  const counts = await verifyStore(snapshot, TEST_POINTERS, findings, () => undefined)
  return { findings: findings.list, counts }
}

/** Whether a copy is found damaged after this was done to LMDB's tables. */
async function tampered(act: (environment: Environment) => void, from = sound): Promise<Finding[]> {
  const directory = copy(from)
  const environment = openEnvironment(directory)
  environment.root.transactionSync(() => {
    act(environment)
  })
  await environment.root.close()
  try {
    return (await verify(directory)).findings
  } catch (error) {
    if (error instanceof StoreDamaged) return [{ message: error.message }]
    throw error
  } finally {
    fs.rmSync(directory, { recursive: true })
  }
}

function entriesOf(table: Table): { key: Uint8Array; value: Uint8Array }[] {
  return [...table.getRange({ start: Uint8Array.of(0) })]
}

function rowOf(environment: Environment, table: number): { key: Uint8Array; value: Uint8Array } {
  const found = entriesOf(environment.rows).find(({ key }) => key[0] === table)
  if (!found) throw new Error('there is no such row')
  return found
}

const changesPath = (directory: string): string => join(directory, blockFileName(1))

describe('a sound store', () => {
  it('has no findings, and all that it has is counted', async () => {
    const { findings, counts } = await verify(sound)
    expect(findings).toEqual([])
    expect(counts.files).toBe(1)
    expect(counts.rows).toBeGreaterThan(180)
    expect(counts.changes).toBeGreaterThan(500)
    expect(counts.deadChanges).toBeGreaterThan(50)
    expect(counts.changeBytes).toBeLessThanOrEqual(fs.statSync(changesPath(sound)).size)
  })

  it('may be empty', async () => {
    const directory = join(root, 'empty')
    await (await DiskBase.open(disk, directory)).close()
    expect(await verify(directory)).toMatchObject({ findings: [], counts: { rows: 0, changes: 0 } })
  })

  it('is not looked for, or made, where there is none', async () => {
    await expect(Snapshot.open(disk, join(root, 'nowhere'))).rejects.toThrow(StoreMissing)
    expect(fs.existsSync(join(root, 'nowhere'))).toBe(false)
  })
})

describe('flipped bits', () => {
  it('in blocks of changes are noticed, with file and place, and with the keys whose values are lost', async () => {
    const directory = copy()
    const path = changesPath(directory)
    const original = fs.readFileSync(path)
    const probe = openEnvironment(copy())
    // Blocks of which nothing is alive have no place any more, and nobody looks at their bytes.
    const blocks = entriesOf(probe.blocks).map(({ value }) => decodeBlockRow(value))
    await probe.root.close()
    let strays = 0
    for (let at = 0; at < original.length; at += 2003) {
      if (!blocks.some(({ offset, bytes }) => at >= offset && at < offset + bytes)) continue
      const bytes = Buffer.from(original)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8))
      fs.writeFileSync(path, bytes)
      const { findings } = await verify(directory)
      const [block, ...others] = findings
      expect(block, `byte ${String(at)}`).toMatchObject({ file: 'store/000000001.changes' })
      expect(at).toBeGreaterThanOrEqual(block?.offset ?? Number.NaN)
      expect(others.every(({ message }) => message.includes('leads to'))).toBe(true)
      strays += others.length
    }
    expect(strays).toBeGreaterThan(0)
  })

  it.each(['rows', 'blocks', 'files', 'state'] as const)(
    'in the table of %s are noticed',
    async name => {
      const probe = openEnvironment(copy())
      const entries = entriesOf(probe[name])
      const entry = entries[Math.floor(entries.length / 2)] ?? fail(new Error('the table is empty'))
      const [key, value] = [Uint8Array.from(entry.key), Uint8Array.from(entry.value)]
      await probe.root.close()
      const step = Math.ceil((value.length * 8) / BITS_TRIED)
      for (let bit = 0; bit < value.length * 8; bit += step) {
        const findings = await tampered(environment => {
          const flipped = Uint8Array.from(value)
          flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          environment[name].putSync(key, flipped)
        })
        expect(findings.length, `bit ${String(bit)}`).toBeGreaterThan(0)
      }
    },
  )

  it('in keys of rows are noticed', async () => {
    const findings = await tampered(environment => {
      const { key, value } = rowOf(environment, KEYS)
      const other = Uint8Array.from(key)
      other[3] = (other[3] ?? 0) ^ 1
      environment.rows.putSync(other, value)
    })
    expect(findings[0]?.message).toContain('does not have its checksum')
  })
})

describe('what no checksum tells', () => {
  it.each([
    ['a key', KEYS],
    ['a removed key', TOMBSTONES],
  ])('the lost row of %s is noticed, by the change that nothing leads to', async (_name, table) => {
    let lost = ''
    const findings = await tampered(environment => {
      const { key } = rowOf(environment, table)
      lost = keyAsText(key.subarray(1))
      environment.rows.removeSync(key)
    })
    expect(findings.length).toBeGreaterThan(0)
    expect(findings.every(({ key, message }) => key === lost && message.includes('No row'))).toBe(
      true,
    )
  })

  it('the lost place of a block is noticed, by the rows that lead to it', async () => {
    const findings = await tampered(environment => {
      const places = entriesOf(environment.blocks)
      const last = places.at(-1) ?? fail(new Error('there is no place'))
      environment.blocks.removeSync(last.key)
    })
    const strays = findings.filter(({ message }) => message.includes('leads to revision'))
    expect(strays.length).toBeGreaterThan(0)
    for (const { key, table, revision } of strays) {
      expect([typeof key, typeof table, typeof revision]).toEqual(['string', 'number', 'number'])
    }
    expect(findings.some(({ message }) => message.includes('should be dead'))).toBe(true)
  })

  it.each([
    ['that never was', () => 1e9, 'which is missing'],
    ['of another key', (revision: number) => revision - 1, 'another key'],
  ])('a row that leads to a change %s is noticed', async (_name, next, why) => {
    const findings = await tampered(environment => {
      // The newest row: what comes before its change is alive.
      const rows = entriesOf(environment.rows).filter(({ key }) => key[0] === KEYS)
      const view = (bytes: Uint8Array): DataView =>
        new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      rows.sort((a, b) => view(b.value).getFloat64(0, true) - view(a.value).getFloat64(0, true))
      const { key, value } = rows[0] ?? fail(new Error('there is no row'))
      const body = Uint8Array.from(value.subarray(0, value.length - CRC_BYTES))
      view(body).setFloat64(0, next(view(body).getFloat64(0, true)), true)
      environment.rows.putSync(key, sealed(key, body))
    })
    expect(findings.map(({ message }) => message).join('\n')).toContain(why)
  })

  it('a missing file of changes is one finding, and one for every key in it', async () => {
    const directory = copy()
    fs.rmSync(changesPath(directory))
    const { findings } = await verify(directory)
    expect(findings[0]).toMatchObject({
      message: 'A file of changes is missing',
      file: 'store/000000001.changes',
    })
    expect(findings.slice(1).every(({ table }) => table === KEYS || table === TOMBSTONES)).toBe(
      true,
    )
    expect(findings.length).toBeGreaterThan(150)
  })

  it('a file of changes that was cut is noticed', async () => {
    const directory = copy()
    fs.truncateSync(changesPath(directory), fs.statSync(changesPath(directory)).size - 1)
    const { findings } = await verify(directory)
    expect(findings[0]?.message).toContain('is cut off')
  })
})

describe('rows that a range tombstone removed, and that are not deleted yet', () => {
  const ROWS = 50
  /** Of a domain whose rows name no changes. */
  const OTHER_TABLE = 3
  const NO_BOUND = new Uint8Array()
  const rowKey = (table: number, key: string): Uint8Array =>
    Uint8Array.of(table, ...Buffer.from(key))
  const kept = rowKey(KEYS, 'key 7')
  const gone = rowKey(KEYS, 'key 8')
  /** As range-removal.ts draws it. */
  const markOf = (key: Uint8Array): Uint8Array => Uint8Array.of(2, ...key)

  let directory = ''
  let rows = 0

  function putOther(store: Store, name: string): void {
    const key = Buffer.from(name)
    const row = store.put(OTHER_TABLE, key, 0, key.length, 1)
    row.bytes[row.start] = 1
  }

  /** Flushes, and keeps what is removed from being deleted. */
  async function flushOnly(base: DiskBase, store: Store): Promise<void> {
    await base.hold()
    await store.flushAll()
    await base.release()
  }

  /** All rows of two tables are removed, by a tombstone each, and one of each is put again. */
  beforeAll(async () => {
    directory = join(root, 'removed')
    const base = await DiskBase.open(disk, directory)
    const store = storeOf(base)
    const keys = new TestKeys(store)
    const names = Array.from({ length: ROWS }, (_, index) => String(index))
    for (const name of names) {
      putOther(store, `row ${name}`)
      keys.write(`key ${name}`, `a value ${name}`.repeat(5))
    }
    await store.flushAll()
    for (const name of names) keys.write(`key ${name}`, undefined)
    for (const table of [KEYS, OTHER_TABLE]) store.removeRange(table, NO_BOUND)
    putOther(store, 'row 7')
    keys.write('key 7', 'another value'.repeat(5))
    const tables = [KEYS, TOMBSTONES, OTHER_TABLE]
    rows = tables.flatMap(table => [...store.range(table, NO_BOUND)]).length
    await flushOnly(base, store)
    expect(base.pendingRanges).toBe(2)
    await store[Symbol.asyncDispose]()
  })

  function flipped(table: Table, key: Uint8Array): void {
    const value = Uint8Array.from(table.get(key) ?? fail(new Error('there is no such entry')))
    value[0] = (value[0] ?? 0) ^ 1
    table.putSync(key, value)
  }

  it('are none, and nothing is wrong with the others; nor when they are deleted', async () => {
    {
      await using snapshot = await Snapshot.open(disk, directory)
      expect(snapshot.counts.rows).toBeGreaterThan(rows + ROWS)
    }
    const pending = await verify(directory)
    expect(pending).toMatchObject({ findings: [], counts: { rows } })
    const place = copy(directory)
    const store = storeOf(await DiskBase.open(disk, place))
    await store.collectAll()
    await store[Symbol.asyncDispose]()
    expect(await verify(place)).toEqual(pending)
    await using snapshot = await Snapshot.open(disk, place)
    expect([snapshot.counts.rows, snapshot.ranges.size]).toEqual([rows, 0])
  })

  it.each([
    ['of a key', gone],
    ['of another table', rowKey(OTHER_TABLE, 'row 8')],
  ])('may be damaged: %s', async (_name, key) => {
    const findings = await tampered(({ rows: table }) => {
      flipped(table, key)
    }, directory)
    expect(findings).toEqual([])
  })

  it('are told from those that were put again: damage of these is noticed', async () => {
    for (const key of [kept, rowKey(OTHER_TABLE, 'row 7')]) {
      const findings = await tampered(({ rows: table }) => {
        flipped(table, key)
      }, directory)
      const found = { table: key[0], key: keyAsText(key.subarray(1)) }
      expect(findings).toMatchObject([found])
      expect(findings[0]?.message).toContain('checksum')
    }
  })

  it('are told from those that were put again by a mark, and its damage or loss is noticed', async () => {
    const damaged = await tampered(({ state }) => {
      flipped(state, markOf(kept))
    }, directory)
    expect(damaged).toMatchObject([{ table: KEYS, key: 'key 7' }])
    expect(damaged[0]?.message).toContain('mark')
    const lost = await tampered(({ state }) => {
      state.removeSync(markOf(kept))
    }, directory)
    expect(lost.length).toBeGreaterThan(0)
    expect(
      lost.every(({ key, message }) => key === 'key 7' && message.includes('No row leads to')),
    ).toBe(true)
  })

  it('are not known where the tombstone is damaged, which is noticed', async () => {
    const findings = await tampered(({ state }) => {
      flipped(state, Uint8Array.of(1, 0, 0, 0, 1))
    }, directory)
    expect(findings).toMatchObject([
      { message: expect.stringContaining('range of removed rows') as string },
    ])
  })

  it('are noticed if a change needs them', async () => {
    const place = join(root, 'needed')
    const base = await DiskBase.open(disk, place)
    const store = storeOf(base)
    const keys = new TestKeys(store)
    for (const name of ['a', 'b', 'c']) keys.write(name, 'a value'.repeat(5))
    await store.flushAll()
    store.removeRange(KEYS, Buffer.from('b'))
    keys.write('d', 'a value'.repeat(5))
    await flushOnly(base, store)
    await store[Symbol.asyncDispose]()
    const { findings } = await verify(place)
    expect(findings).toMatchObject([{ key: 'b' }, { key: 'c' }])
    expect(findings.every(({ message }) => message.includes('No row leads to'))).toBe(true)
  })
})

describe('findings', () => {
  it('are listed up to a number and counted beyond it', () => {
    const findings = new Findings()
    for (let index = 0; index <= FINDINGS_MAX; index++) findings.add({ message: String(index) })
    expect([findings.list.length, findings.count]).toEqual([FINDINGS_MAX, FINDINGS_MAX + 1])
  })

  it.each([
    ['user/1', 'user/1'],
    ['grün', 'grün'],
    ['50%', '50%25'],
    ['a\nb', 'a%0Ab'],
    [Uint8Array.of(0x61, 0xff, 0x25), 'a%FF%25'],
  ])('write the key %j as %s', (key, text) => {
    expect(keyAsText(typeof key === 'string' ? Buffer.from(key) : key)).toBe(text)
  })
})
