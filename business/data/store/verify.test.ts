import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seeded } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { DiskBase } from './disk-base.ts'
import { blockFileName } from './disk/block-files.ts'
import type { Environment, Table } from './disk/environment.ts'
import { CRC_BYTES, decodeBlockRow, openEnvironment, sealed } from './disk/environment.ts'
import type { Finding } from './disk/findings.ts'
import { keyAsText } from './damage.ts'
import { Findings, FINDINGS_MAX } from './disk/findings.ts'
import { Snapshot, StoreMissing } from './disk/snapshot.ts'
import type { StoreCounts } from './disk/verify.ts'
import { verifyStore } from './disk/verify.ts'
import { StoreDamaged } from './damage.ts'
import { Store } from './store.ts'
import { TOMBSTONES, KEYS } from './tables.ts'
import { TEST_POINTERS, TestKeys } from './test-keys.ts'

const { disk, clock, random } = systemHost()
const root = fs.mkdtempSync(join(os.tmpdir(), 'verify-'))
/** Sound; tests damage copies of it. */
const sound = join(root, 'sound')
let copies = 0
/** Of one entry: each is an opening of LMDB. */
const BITS_TRIED = 60

/** 200 keys with their past: overwritten, removed, some of it forgotten. */
beforeAll(async () => {
  const store = new Store(await DiskBase.open(disk, sound), clock, random, {
    memoryBytes: 1024 * 1024,
    flushBytes: 1024 * 1024,
    onFlushed: () => undefined,
    onDamaged: fail,
    onFailed: fail,
  })
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

function copy(): string {
  copies++
  const directory = join(root, `copy ${String(copies)}`)
  fs.cpSync(sound, directory, { recursive: true })
  return directory
}

async function verify(directory: string): Promise<{ findings: Finding[]; counts: StoreCounts }> {
  const findings = new Findings()
  await using snapshot = await Snapshot.open(disk, directory)
  const counts = await verifyStore(snapshot, TEST_POINTERS, findings, () => undefined)
  return { findings: findings.list, counts }
}

/** Whether a copy is found damaged after this was done to LMDB's tables. */
async function tampered(act: (environment: Environment) => void): Promise<Finding[]> {
  const directory = copy()
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
    for (let at = 0; at < original.length; at += 611) {
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
