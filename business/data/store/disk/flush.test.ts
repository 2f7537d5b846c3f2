import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DiskFailed, DiskFull } from '#foundation/host/host'
import type { Fault, SimulatedDisk } from '#foundation/host/simulated'
import { Crashed, SimulatedHost } from '#foundation/host/simulated'
import { Change } from '../memory/change.ts'
import { firstInBlock, nextInBlock } from '../memory/block.ts'
import { EXTENT_BYTES, Memtable } from '../memory/memtable.ts'
import type { RowRange } from '../memory/row-range.ts'
import { StoreDamaged } from '../damage.ts'
import { blockFileName } from './blocks/block-files.ts'
import { DiskBlocks } from './blocks/blocks.ts'
import { collect } from './collect.ts'
import { DiskStore } from './disk-store.ts'
import { ENVIRONMENT_FILE, isSealed } from './environment.ts'
import { flush } from './flush.ts'
import { RANGES_MAX } from './range-removal.ts'

const MiB = 1024 * 1024
const TABLE = 1
const KEYS = 3

/**
 * The store as the flush worker has it: LMDB in a real directory, the files of changes on a simulated disk, which a test
 * lets fail. LMDB keeps its promises by itself; what is tested is the order of what happens around its commits.
 */
class Place {
  readonly disk: SimulatedDisk
  readonly #directory: string
  #store: DiskStore | undefined

  constructor(seed: number) {
    this.disk = new SimulatedHost(seed).disk
    this.#directory = mkdtempSync(join(tmpdir(), 'flush-'))
    onTestFinished(async () => {
      await this.close()
      rmSync(this.#directory, { recursive: true, force: true })
    })
  }

  get store(): DiskStore {
    this.#store ??= new DiskStore(this.disk, this.#directory)
    return this.#store
  }

  /** Files of changes that there are, whether something refers to them or not. */
  filesMade(): number {
    return this.disk.list(this.#directory).length
  }

  async close(): Promise<void> {
    await this.#store?.close()
    this.#store = undefined
  }

  async loseTables(): Promise<void> {
    await this.close()
    rmSync(join(this.#directory, ENVIRONMENT_FILE))
  }

  /** Power is lost and comes back. */
  async crash(): Promise<void> {
    await this.close()
    this.disk.crash()
    this.disk.restart()
  }
}

/** What there should be: values by key as of the newest revision, and every change that may still be read. */
type Model = { revision: number; compactedRevision: number; readonly values: Map<string, number> }

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

/** Removed ranges, then so many revisions, each of which changes one of a few keys; values are bytes of their revision. */
function memtable(
  model: Model,
  count: number,
  valueBytes: number,
  ranges: readonly RowRange[] = [],
): Memtable {
  const made = new Memtable(64 * MiB, 1)
  for (const range of ranges) made.removeRange(range)
  for (let index = 0; index < count; index++) {
    const revision = ++model.revision
    const name = `key ${String(revision % KEYS)}`
    const key = bytes(name)
    const hash = made.hash(TABLE, key, 0, key.length)
    const row = made.put(hash, TABLE, key, 0, key.length, 8, false)
    made.rows.view.setFloat64(made.rows.valueStart(row), revision, true)
    const header = {
      kind: 1,
      removes: false,
      inRow: false,
      revision,
      sub: 0,
      previousRevision: model.values.get(name) ?? 0,
      previousSub: 0,
      milestoneRevision: 0,
      milestoneSub: 0,
      metaLength: 0,
      keyLength: key.length,
      valueLength: valueBytes,
      tag: 0,
    }
    const size = 48 + ((key.length + valueBytes + 7) & ~7)
    const address = made.addChange(size, revision, 0, revision)
    const change = new Change().at(made.rows.bytes, made.rows.view, address)
    change.write(header)
    change.bytes.set(key, change.keyStart)
    change.bytes.fill(revision, change.valueStart, change.valueStart + valueBytes)
    model.values.set(name, revision)
  }
  return made
}

function flushInto(place: Place, made: Memtable, { revision, compactedRevision }: Model): void {
  const { store } = place
  const position = store.state.position + 1
  flush(store, made.sealed(), { ...store.state, position, revision, compactedRevision })
}

/** Rows and changes are what the model says: those above the compacted revision, and below it each key's newest. */
function agree(place: Place, model: Model, valueBytes: number): void {
  const { environment, files, state } = place.store
  expect(state.revision).toBe(model.revision)
  const blocks = new DiskBlocks(environment, files)
  for (const [name, revision] of model.values) {
    const key = Buffer.concat([Buffer.of(TABLE), Buffer.from(name)])
    expect(environment.rows.get(key)?.subarray(0, 8)).toEqual(
      Buffer.from(Float64Array.of(revision).buffer),
    )
    expect(holds(blocks, revision, valueBytes), `revision ${String(revision)}`).toBe(true)
  }
  for (let revision = model.compactedRevision + 1; revision <= model.revision; revision++) {
    expect(holds(blocks, revision, valueBytes), `revision ${String(revision)}`).toBe(true)
  }
}

/** Whether the change of a revision is there, and as it was written. */
function holds(blocks: DiskBlocks, revision: number, valueBytes: number): boolean {
  const block = blocks.atOrBefore(revision, 0)
  if (!block) return false
  const change = firstInBlock(new Change(), block)
  while (change.revision !== revision) if (!nextInBlock(change, block)) return false
  return Buffer.alloc(valueBytes, revision).equals(change.value())
}

/** Lets the `number`th operation from now on fail; but removing takes no space. */
function failLater(disk: SimulatedDisk, number: number, fault: Fault): void {
  const before = disk.operations
  disk.fault = operation => {
    if (operation.kind === 'remove' && fault === 'ENOSPC') return undefined
    return operation.number === before + number ? fault : undefined
  }
}

const FAULTS: readonly (readonly [Fault, new (...args: never[]) => Error])[] = [
  ['ENOSPC', DiskFull],
  ['EIO', DiskFailed],
  ['short write', DiskFailed],
  ['crash', Crashed],
]

/** What is made of a flushed store, and which must not lose anything wherever it stops. */
type Act = {
  readonly valueBytes: number
  readonly act: (place: Place, made: Memtable, model: Model) => void
  /** Before the act, made of the same memtables each time. */
  readonly prepare: (place: Place, model: Model) => Memtable
}

const ACTS: Record<string, Act> = {
  // Several pieces of memory, which go on in the file that there is.
  flush: {
    valueBytes: 30_000,
    prepare: (place, model) => {
      flushInto(place, memtable(model, 5, 30_000), model)
      return memtable(model, 20, 30_000)
    },
    act: flushInto,
  },
  // The first file of all.
  'first flush': {
    valueBytes: 10,
    prepare: (_place, model) => memtable(model, 20, 10),
    act: flushInto,
  },
  // Most of the file is dead: what is left moves to another one.
  collection: {
    valueBytes: 100_000,
    prepare: (place, model) => {
      flushInto(place, memtable(model, 15, 100_000), model)
      model.compactedRevision = model.revision
      const made = memtable(model, 1, 100_000)
      flushInto(place, made, model)
      return made
    },
    act: place => {
      for (;;) {
        const { more, replaced } = collect(place.store, false)
        for (const file of replaced) place.store.files.remove(file)
        if (!more) return
      }
    },
  },
}

describe.each(Object.entries(ACTS))('a %s', (_name, { valueBytes, prepare, act }) => {
  /** How many operations of the disk it takes. */
  function operations(): number {
    const place = new Place(1)
    const model: Model = { revision: 0, compactedRevision: 0, values: new Map() }
    const made = prepare(place, model)
    const before = place.disk.operations
    act(place, made, model)
    agree(place, model, valueBytes)
    return place.disk.operations - before
  }

  it.each(FAULTS)(
    'that meets %s at any operation loses nothing, and is done when it is tried again',
    async (fault, expected) => {
      const count = operations()
      expect(count).toBeGreaterThanOrEqual(3)
      let failed = 0
      for (let number = 1; number <= count; number++) {
        const place = new Place(number)
        const model: Model = { revision: 0, compactedRevision: 0, values: new Map() }
        const made = prepare(place, model)
        const { state } = place.store
        failLater(place.disk, number, fault)
        try {
          act(place, made, model)
        } catch (error) {
          expect(error, `operation ${String(number)}`).toBeInstanceOf(expected)
          failed++
        }
        // What can be tried again and again must not take space each time.
        if (fault === 'ENOSPC') expect(place.filesMade()).toBe(place.store.fileRows.size)
        if (fault === 'crash') await place.crash()
        place.disk.fault = () => undefined
        // Whatever failed, nothing that was committed is gone; and a flush is there in whole or not at all.
        if (act === flushInto) {
          if (place.store.state.position === state.position) act(place, made, model)
        } else {
          agree(place, model, valueBytes)
          act(place, made, model)
        }
        agree(place, model, valueBytes)
        await place.close()
        agree(place, model, valueBytes)
        // Nothing is left lying about that nobody refers to.
        expect(place.store.fileRows.size).toBe(place.filesMade())
        await place.close()
      }
      expect(failed).toBeGreaterThan(0)
    },
  )
})

describe('a rewriting of files', () => {
  const VALUE_BYTES = 100_000

  /** A file of which most is dead, and marked so: the next step rewrites it. */
  function loose(): { place: Place; model: Model } {
    const place = new Place(1)
    const model: Model = { revision: 0, compactedRevision: 0, values: new Map() }
    flushInto(place, memtable(model, 30, VALUE_BYTES), model)
    model.compactedRevision = model.revision
    flushInto(place, memtable(model, 1, VALUE_BYTES), model)
    collect(place.store, false)
    expect(place.store.state.collected).toBe(model.compactedRevision)
    return { place, model }
  }

  it('is not begun without the space that it takes, and is done when there is some', () => {
    const { place, model } = loose()
    const used = place.store.fileRows.get(1)?.bytes ?? 0
    const { operations } = place.disk
    place.disk.capacityBytes = used + 4 * VALUE_BYTES
    for (let round = 0; round < 3; round++)
      expect(() => collect(place.store, false)).toThrow(DiskFull)
    expect(place.disk.operations).toBe(operations)
    agree(place, model, VALUE_BYTES)

    place.disk.capacityBytes = used + 16 * MiB
    expect(collect(place.store, false).replaced).toEqual([1])
    agree(place, model, VALUE_BYTES)
  })

  it('needs no space where all of a file is dead', () => {
    const { place, model } = loose()
    const row = place.store.fileRows.get(1)
    if (row) place.store.fileRows.set(1, { ...row, dead: row.bytes })
    const keys = [...place.store.environment.blocks.getKeys({})]
    place.store.commit(() => {
      for (const key of keys) place.store.environment.blocks.removeSync(key)
      return place.store.state
    })
    place.disk.capacityBytes = 0
    expect(collect(place.store, false)).toEqual({ more: true, replaced: [1] })
    expect(place.filesMade()).toBe(1)
    expect(place.store.fileRows.size).toBe(0)
    expect(place.store.state.revision).toBe(model.revision)
  })

  it('that comes across damage leaves that file alone from then on, and no other one behind', async () => {
    const { place, model } = loose()
    const path = `${place.store.directory}/${blockFileName(1)}`
    const intact = place.disk.content(path)
    place.disk.damage(path, bytes =>
      bytes.map((byte, at) => (at === bytes.length - 9 ? ~byte : byte)),
    )
    expect(() => collect(place.store, false)).toThrow(StoreDamaged)
    expect(place.filesMade()).toBe(1)
    const { operations } = place.disk
    expect(collect(place.store, false)).toEqual({ more: false, replaced: [] })
    expect(place.disk.operations).toBe(operations)

    // A start is the time to look again.
    await place.close()
    place.disk.damage(path, () => intact)
    expect(collect(place.store, false).replaced).toEqual([1])
    agree(place, model, VALUE_BYTES)
  })
})

describe('damage that marking comes across', () => {
  const VALUE_BYTES = 100_000

  it('is reported, costs the space of its block, and keeps nothing else from being collected', () => {
    const place = new Place(1)
    const model: Model = { revision: 0, compactedRevision: 0, values: new Map() }
    flushInto(place, memtable(model, 30, VALUE_BYTES), model)
    model.compactedRevision = model.revision
    flushInto(place, memtable(model, 1, VALUE_BYTES), model)
    const path = `${place.store.directory}/${blockFileName(1)}`
    // Each change has a block of its own: this is the middle of one of the first.
    const middle = 5.5 * VALUE_BYTES
    place.disk.damage(path, content => content.map((byte, at) => (at === middle ? ~byte : byte)))
    const dead = () => place.store.fileRows.get(1)?.dead ?? 0
    expect(() => collect(place.store, false)).toThrow(StoreDamaged)
    expect(place.store.state.collected).toBe(model.compactedRevision)
    expect(dead()).toBeGreaterThan(25 * VALUE_BYTES)
    expect(dead()).toBeLessThan(28 * VALUE_BYTES)

    // What is dead gives its space back, then and later.
    for (let round = 0; round < 2; round++) {
      while (collect(place.store, false).more) continue
      agree(place, model, VALUE_BYTES)
      model.compactedRevision = model.revision
      flushInto(place, memtable(model, 30, VALUE_BYTES), model)
    }
    expect([...place.store.fileRows.keys()]).not.toContain(1)
  })
})

describe('a row whose mark says that it was put after its range was removed', () => {
  const rowKey = Buffer.concat([Buffer.of(TABLE), bytes('key 1')])

  it('is damaged once the mark is, and ends neither flushing nor collecting', () => {
    const place = new Place(1)
    const model: Model = { revision: 0, compactedRevision: 0, values: new Map() }
    const range = { table: TABLE, lower: bytes('a'), upper: bytes('z') }
    flushInto(place, memtable(model, KEYS, 8, [range]), model)
    const { environment } = place.store
    const mark = Buffer.concat([Buffer.of(2), rowKey])
    place.store.commit(() => {
      environment.state.putSync(mark, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))
      return place.store.state
    })
    const others = Array.from({ length: RANGES_MAX }, (_, at) => {
      return { table: 7, lower: Uint8Array.of(at), upper: Uint8Array.of(at + 1) }
    })
    flushInto(place, memtable(model, 0, 8, others), model)
    expect(isSealed(rowKey, environment.rows.get(rowKey) ?? new Uint8Array())).toBe(false)
    for (const other of ['key 0', 'key 2']) {
      const key = Buffer.concat([Buffer.of(TABLE), bytes(other)])
      expect(isSealed(key, environment.rows.get(key) ?? new Uint8Array()), other).toBe(true)
    }
    while (collect(place.store, false).more) continue
    expect(place.store.ranges.size).toBe(0)
  })
})

describe('a store without its tables', () => {
  it('removes no file of changes before the log was applied from its beginning', async () => {
    const place = new Place(1)
    const model: Model = { revision: 0, compactedRevision: 0, values: new Map() }
    const made = memtable(model, 20, 1000)
    flushInto(place, made, model)
    await place.loseTables()
    expect(place.store.state.position).toBe(0)
    expect(place.filesMade()).toBe(1)
    await place.close()
    expect(place.store.fileRows.size).toBe(0)
    expect(place.filesMade()).toBe(1)

    flushInto(place, made, model)
    agree(place, model, 1000)
    expect(place.filesMade()).toBe(1)
    expect([...place.store.fileRows.keys()]).toEqual([2])
  })
})

describe('changes that are larger than a piece of memory', () => {
  it('are each in a piece of their own, and come out as they went in', async () => {
    const place = new Place(1)
    const model: Model = { revision: 0, compactedRevision: 0, values: new Map() }
    for (const valueBytes of [EXTENT_BYTES - 200, EXTENT_BYTES + 200, MiB]) {
      model.compactedRevision = model.revision
      flushInto(place, memtable(model, KEYS, valueBytes), model)
      agree(place, model, valueBytes)
      await place.close()
      agree(place, model, valueBytes)
    }
  })
})
