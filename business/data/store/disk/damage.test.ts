import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { DiskBase } from '../disk-base.ts'
import { Row } from '../memory/row.ts'
import { Store, StoreDamaged } from '../store.ts'
import { BlockFiles, blockFileName } from './blocks/block-files.ts'
import { DiskBlocks } from './blocks/blocks.ts'
import { collect } from './collect.ts'
import { DiskStore } from './disk-store.ts'
import type { Environment } from './environment.ts'
import { openEnvironment, readState } from './environment.ts'

const TABLE = 1
const ROWS = 5
/** A row's value, and after it on disk its CRC-32. */
const SEALED_BYTES = 4

const host = systemHost()
const directories: string[] = []
afterAll(() => {
  for (const directory of directories) fs.rmSync(directory, { recursive: true, force: true })
})

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const keyOf = (number: number): string => `unmistakable key ${String(number)}`
const valueOf = (number: number): string => `unmistakable value ${String(number)}`
const changeOf = (number: number): string => `unmistakable change ${String(number)}`

/** One entry: a row and a change. */
function write(store: Store, number: number): void {
  const key = bytes(keyOf(number))
  const value = bytes(valueOf(number))
  const row = store.put(TABLE, key, 0, key.length, value.length)
  row.bytes.set(value, row.start)
  const content = bytes(changeOf(number))
  const change = store.addChange(
    {
      kind: 1,
      removes: false,
      inRow: false,
      revision: number,
      sub: 0,
      previousRevision: Math.max(0, number - ROWS),
      previousSub: 0,
      milestoneRevision: 0,
      milestoneSub: 0,
      metaLength: 0,
      keyLength: key.length,
      valueLength: content.length,
      tag: 0,
    },
    number,
  )
  change.bytes.set(key, change.keyStart)
  change.bytes.set(content, change.valueStart)
  const { position, compactedRevision } = store.state
  store.advance({
    position: position + 1,
    chainHash: '',
    revision: number,
    compactedRevision,
    time: number,
  })
}

function storeOn(base: DiskBase, onDamaged: (error: StoreDamaged) => void): Store {
  return new Store(base, host.clock, host.random, {
    memoryBytes: 4 * 1024 * 1024,
    flushBytes: 4 * 1024 * 1024,
    onFlushed: () => undefined,
    onDamaged,
    onFailed: error => {
      throw error
    },
  })
}

/** The directory of a store with some rows and changes, all flushed. */
async function flushed(changes = ROWS): Promise<string> {
  const directory = fs.mkdtempSync(join(tmpdir(), 'damage-'))
  directories.push(directory)
  const store = storeOn(await DiskBase.open(host.disk, directory), error => {
    throw error
  })
  for (let number = 1; number <= changes; number++) write(store, number)
  await store[Symbol.asyncDispose]()
  return directory
}

/** A file whose bits a test turns over, below whoever has it open: LMDB's map shows the change at once. */
class Bits {
  readonly #descriptor: number
  readonly content: Buffer

  constructor(path: string) {
    this.#descriptor = fs.openSync(path, 'r+')
    this.content = fs.readFileSync(path)
  }

  /** Where the text is, every time: LMDB leaves old pages as they are. */
  find(text: string | Uint8Array): number[] {
    const found: number[] = []
    for (let at = this.content.indexOf(text); at >= 0; at = this.content.indexOf(text, at + 1)) {
      found.push(at)
    }
    return found
  }

  /** Calls back with each bit turned over, of as many bytes at each of the places, and turned back after. */
  turn(places: readonly number[], length: number, look: (bit: number) => void): void {
    expect(places.length).toBeGreaterThan(0)
    for (let bit = 0; bit < length * 8; bit++) {
      const flip = (): void => {
        for (const place of places) {
          const at = place + (bit >> 3)
          this.content[at] = (this.content[at] ?? 0) ^ (1 << (bit & 7))
          fs.writeSync(this.#descriptor, this.content, at, 1, at)
        }
      }
      flip()
      look(bit)
      flip()
    }
  }

  close(): void {
    fs.closeSync(this.#descriptor)
  }
}

/** Reads like any other part of the store: found or not, never something else. */
function get(base: DiskBase, key: Uint8Array): string | undefined {
  const row = new Row()
  return base.get(TABLE, key, 0, key.length, row) ? Buffer.from(row.copy()).toString() : undefined
}

describe('any single bit that turned over', () => {
  it('in a block of changes is noticed when the block is read', async () => {
    const directory = await flushed()
    const environment = openEnvironment(directory)
    const content = fs.readFileSync(join(directory, blockFileName(1)))
    // The same file on a disk whose bytes can be changed quickly.
    const { disk } = new SimulatedHost(1)
    const path = join(directory, blockFileName(1))
    disk.open(path, 'create').write(content, 0)
    const blocks = new DiskBlocks(environment, new BlockFiles(disk, directory, 'read'))
    expect(blocks.atOrBefore(3, 0)?.bytes).toHaveLength(content.length)
    const turned = (bit: number) => (file: Uint8Array) => {
      const copy = file.slice()
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      return copy
    }
    const files = new BlockFiles(disk, directory, 'read')
    for (let bit = 0; bit < content.length * 8; bit++) {
      disk.damage(path, turned(bit))
      const damaged = new DiskBlocks(environment, files)
      expect(() => damaged.atOrBefore(3, 0), `bit ${String(bit)}`).toThrow(StoreDamaged)
      expect(() => damaged.after(0, 0)).toThrow(StoreDamaged)
      disk.damage(path, turned(bit))
    }
    expect(blocks.atOrBefore(3, 0)?.bytes).toHaveLength(content.length)
    // A file that lost its end, at every length.
    for (let length = 0; length < content.length; length++) {
      disk.damage(path, () => content.subarray(0, length))
      expect(() => blocks.atOrBefore(3, 0)).toThrow(StoreDamaged)
    }
    await environment.root.close()
  })

  it("in a row's value or checksum is noticed when the row is read or listed", async () => {
    const directory = await flushed()
    const base = await DiskBase.open(host.disk, directory)
    const bits = new Bits(join(directory, 'store.mdb'))
    const key = bytes(keyOf(3))
    const places = bits.find(valueOf(3))
    bits.turn(places, valueOf(3).length + SEALED_BYTES, bit => {
      expect(() => get(base, key), `bit ${String(bit)}`).toThrow(StoreDamaged)
      const damaged = scanned(base, new Uint8Array()).filter(row => row.isDamaged)
      expect(damaged, `bit ${String(bit)}`).toEqual([{ key, isDamaged: true }])
      // The others are served as ever.
      expect(get(base, bytes(keyOf(2)))).toBe(valueOf(2))
      expect(scanned(base, key.subarray(0, -1), key)).toHaveLength(2)
    })
    expect(get(base, key)).toBe(valueOf(3))
    bits.close()
    await base.close()
  })

  it("in a row's key is noticed when the row is listed, and its value is served for no other key", async () => {
    const directory = await flushed()
    const base = await DiskBase.open(host.disk, directory)
    const bits = new Bits(join(directory, 'store.mdb'))
    const key = bytes(keyOf(3))
    const damaged = (): number => {
      const listed = scanned(base, new Uint8Array())
      expect(listed).toHaveLength(ROWS)
      return listed.filter(row => row.isDamaged).length
    }
    bits.turn(bits.find(keyOf(3)), key.length, bit => {
      expect(damaged(), `bit ${String(bit)}`).toBe(1)
      const other = key.slice()
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      for (const wanted of [key, other]) {
        let found: string | undefined
        try {
          found = get(base, wanted)
        } catch (error) {
          expect(error).toBeInstanceOf(StoreDamaged)
        }
        const number = /key (\d)$/.exec(Buffer.from(wanted).toString())?.[1]
        expect([undefined, valueOf(Number(number))]).toContain(found)
      }
    })
    expect(damaged()).toBe(0)
    bits.close()
    await base.close()
  })

  it('in what says where a block lies is noticed when the block is looked for', async () => {
    const directory = await flushed()
    const base = await DiskBase.open(host.disk, directory)
    const environment = openEnvironment(directory)
    const bits = new Bits(join(directory, 'store.mdb'))
    const [row] = [...environment.blocks.getRange({})]
    const stored = Buffer.from(row?.value ?? [])
    expect(stored.length).toBeGreaterThan(24)
    const places = bits.find(stored)
    bits.turn(places, stored.length, bit => {
      expect(() => base.blocks.atOrBefore(3, 0), `bit ${String(bit)}`).toThrow(StoreDamaged)
    })
    expect(base.blocks.atOrBefore(3, 0)).toBeDefined()
    bits.close()
    await environment.root.close()
    await base.close()
  })

  it("in a file's entry is noticed when the files are counted, and not in the way of asking for space", async () => {
    const directory = await flushed()
    const base = await DiskBase.open(host.disk, directory)
    const environment = openEnvironment(directory)
    const bits = new Bits(join(directory, 'store.mdb'))
    const [row] = [...environment.files.getRange({})]
    const stored = Buffer.from(row?.value ?? [])
    const space = base.rowSpace()
    bits.turn(bits.find(stored), stored.length, bit => {
      expect(() => base.stats(), `bit ${String(bit)}`).toThrow(StoreDamaged)
      expect(base.rowSpace()).toEqual(space)
    })
    bits.close()
    await environment.root.close()
    await base.close()
  })

  it("in a file's entry, or in its key, is mended at the start, and told of", async () => {
    const directory = await flushed(2 * ROWS - 2)
    const path = join(directory, 'store.mdb')
    const before = new DiskStore(host.disk, directory)
    before.commit(() => ({ ...before.state, compactedRevision: before.state.revision }))
    while (collect(before, false).more);
    const rows = [...before.fileRows]
    const [entry] = [...before.environment.files.getRange({})].map(({ key, value }) => {
      return Buffer.concat([key, value])
    })
    await before.close()
    expect(rows.map(([number]) => number)).toEqual([1])
    expect(rows[0]?.[1].dead).toBeGreaterThan(0)
    const content = fs.readFileSync(path)
    for (let bit = 0; bit < 8 * (entry?.length ?? 0); bit += 7) {
      const bits = new Bits(path)
      bits.close()
      for (const place of bits.find(entry ?? '')) {
        const at = place + (bit >> 3)
        bits.content[at] = (bits.content[at] ?? 0) ^ (1 << (bit & 7))
      }
      fs.writeFileSync(path, bits.content)
      const mended = new DiskStore(host.disk, directory)
      expect([...mended.fileRows], `bit ${String(bit)}`).toEqual(rows)
      expect(() => collect(mended, false)).toThrow('The entry of a file of changes is damaged')
      expect(collect(mended, false)).toEqual({ more: false, replaced: [] })
      await mended.close()
      const after = new DiskStore(host.disk, directory)
      expect([...after.fileRows]).toEqual(rows)
      expect(after.damagedEntries).toEqual([])
      expect(fs.existsSync(join(directory, blockFileName(1)))).toBe(true)
      await after.close()
      fs.writeFileSync(path, content)
    }
  })

  it("in the store's state is noticed before anything is served", async () => {
    const directory = await flushed()
    const environment: Environment = openEnvironment(directory)
    const bits = new Bits(join(directory, 'store.mdb'))
    const { position } = readState(environment)
    const [row] = [...environment.state.getRange({})]
    const stored = Buffer.from(row?.value ?? [])
    const places = bits.find(stored)
    bits.turn(places, stored.length, bit => {
      expect(() => readState(environment), `bit ${String(bit)}`).toThrow(StoreDamaged)
    })
    expect(readState(environment).position).toBe(position)
    await environment.root.close()
    for (const place of places) bits.content[place] = (bits.content[place] ?? 0) ^ 1
    fs.writeFileSync(join(directory, 'store.mdb'), bits.content)
    bits.close()
    await expect(DiskBase.open(host.disk, directory)).rejects.toThrow()
  })
})

/** Keys of rows, and which are damaged. */
function scanned(base: DiskBase, lower: Uint8Array, upper?: Uint8Array) {
  const rows: { key: Uint8Array; isDamaged: boolean }[] = []
  for (const row of base.scan(TABLE, lower, upper, false)) {
    rows.push({ key: row.key(), isDamaged: row.state === 'damaged' })
  }
  return rows
}

describe('damage that nobody asked for', () => {
  it('is reported when collecting comes across it; the rest goes on, and what is damaged is never served', async () => {
    const directory = await flushed()
    const bits = new Bits(join(directory, blockFileName(1)))
    const reported: StoreDamaged[] = []
    const store = storeOn(await DiskBase.open(host.disk, directory), error => {
      reported.push(error)
    })
    // Replaces the first change; collecting looks for what it replaced.
    write(store, ROWS + 1)
    const [place] = bits.find(changeOf(1))
    bits.content[place ?? 0] = (bits.content[place ?? 0] ?? 0) ^ 1
    fs.writeFileSync(join(directory, blockFileName(1)), bits.content)
    bits.close()
    const { position, revision } = store.state
    store.advance({ ...store.state, position: position + 1, compactedRevision: revision })
    await store.flushAll()
    await expect.poll(() => reported.length, { timeout: 300_000 }).toBe(1)
    expect(reported[0]).toMatchObject({ code: 'STORE_DAMAGED' })
    expect(reported[0]?.message).toContain('restore the data directory from a backup')

    expect(() => store.change(2, 0)).toThrow(StoreDamaged)
    const found = store.change(ROWS + 1, 0)
    expect(Buffer.from(found?.value() ?? []).toString()).toBe(changeOf(ROWS + 1))
    write(store, ROWS + 2)
    await store.flushAll()
    const key = bytes(keyOf(ROWS + 2))
    expect(store.find(TABLE, key, 0, key.length)).toBeDefined()
    await store[Symbol.asyncDispose]()
  })
})
