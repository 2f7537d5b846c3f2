import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { DiskBase } from '../disk-base.ts'
import { Store } from '../store.ts'
import { KEYS } from '../tables.ts'
import { FILE_BYTES } from './blocks/block-files.ts'

const MiB = 1024 * 1024
/** What a change takes besides its value, and a block, at most. */
const OVERHEAD_BYTES = 256

const host = systemHost()

/** How much is written: at most what fits into a block of its own, or several changes to a block. */
type Size = { readonly keys: number; readonly valueBytes: number; readonly filesMin: number }

async function open(directory: string): Promise<Store> {
  const fail = (error: Error): never => {
    throw error
  }
  return new Store(await DiskBase.open(host.disk, directory), host.clock, host.random, {
    memoryBytes: 32 * MiB,
    flushBytes: 32 * MiB,
    onFlushed: () => undefined,
    onDamaged: fail,
    onFailed: fail,
  })
}

/** The newest revision of each key that exists. */
type Newest = Map<number, number>

/** Puts a value of the revision's own bytes, or, of length undefined, removes the key. */
async function change(
  store: Store,
  newest: Newest,
  key: number,
  valueBytes: number | undefined,
  inRow = false,
): Promise<void> {
  await store.room()
  const revision = store.state.revision + 1
  const name = Buffer.from(`key ${String(key)}`)
  const removes = valueBytes === undefined
  const valueLength = valueBytes ?? 0
  const written = store.addChange(
    {
      kind: 1,
      removes,
      inRow,
      revision,
      sub: 0,
      previousRevision: newest.get(key) ?? 0,
      previousSub: 0,
      milestoneRevision: 0,
      milestoneSub: 0,
      metaLength: 0,
      keyLength: name.length,
      valueLength,
      tag: 0,
    },
    revision,
  )
  written.bytes.set(name, written.keyStart)
  written.bytes.fill(revision, written.valueStart, written.valueStart + valueLength)
  if (removes) newest.delete(key)
  else newest.set(key, revision)
  if (inRow) {
    const row = store.put(KEYS, name, 0, name.length, 8)
    row.view.setFloat64(row.start, revision, true)
  }
  const { position, compactedRevision } = store.state
  store.advance({
    position: position + 1,
    chainHash: '',
    revision,
    compactedRevision,
    time: revision,
  })
}

function compactTo(store: Store, compactedRevision: number): void {
  const { state } = store
  store.advance({ ...state, position: state.position + 1, compactedRevision })
}

/** Forgets everything that was overwritten so far and gives its space back. */
async function collect(store: Store): Promise<void> {
  compactTo(store, store.state.revision)
  await store.flushAll()
  await store.collectAll()
}

function isWhole(store: Store, revision: number, { valueBytes }: Size): boolean {
  const found = store.change(revision, 0)
  return found !== undefined && Buffer.alloc(valueBytes, revision).equals(found.value())
}

/** All that exists is there; what it takes on disk is not much more than that. */
async function check(store: Store, newest: Newest, size: Size, directory: string): Promise<void> {
  for (const [key, revision] of newest) {
    expect(isWhole(store, revision, size), `key ${String(key)}`).toBe(true)
  }
  const { changeBytes, changeFiles } = store.stats()
  const live = newest.size * (size.valueBytes + OVERHEAD_BYTES)
  expect(changeBytes).toBeGreaterThanOrEqual(newest.size * size.valueBytes)
  // Files that are less than half dead stay as they are, and so does one of which a mebibyte is.
  expect(changeBytes).toBeLessThanOrEqual(2 * live + MiB)
  const files = (): string[] => readdirSync(directory).filter(name => name.endsWith('.changes'))
  // The store collects by itself too, and may not have removed yet what it has replaced.
  await expect.poll(() => files().length, { timeout: 300_000 }).toBe(changeFiles)
  const sizes = files().map(name => statSync(join(directory, name)).size)
  expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(2 * live + MiB)
  expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(FILE_BYTES + MiB)
}

it('files of changes whose values stand in their rows go whole once the past is forgotten', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'collect-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  await using store = await open(directory)
  const newest: Newest = new Map()
  const keys = 5000
  for (let key = 0; key < keys; key++) await change(store, newest, key, 400, true)
  await store.flushAll()
  await store.collectAll()
  for (const revision of [1, keys]) {
    expect(isWhole(store, revision, { keys, valueBytes: 400, filesMin: 1 })).toBe(true)
  }
  await collect(store)
  expect(store.stats()).toMatchObject({ changeFiles: 0, changeBytes: 0 })
  expect(store.change(keys, 0)).toBeUndefined()
})

it('a change whose value stands in its row stays when it was replaced after the compacted revision', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'collect-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  await using store = await open(directory)
  const newest: Newest = new Map()
  // Each in a block of its own.
  for (const key of [1, 2, 1]) await change(store, newest, key, 9000, true)
  await store.flushAll()
  compactTo(store, 2)
  await store.flushAll()
  await store.collectAll()
  const left = [1, 2, 3].filter(revision => store.change(revision, 0))
  expect(left).toEqual([1, 3])
})

it('a file of which less than half is dead is rewritten only when space is short', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'collect-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  await using store = await open(directory)
  const newest: Newest = new Map()
  const keys = FILE_BYTES / MiB - 2
  for (let key = 0; key < keys; key++) await change(store, newest, key, MiB)
  for (let key = 0; key < keys / 3; key++) await change(store, newest, key, undefined)
  await collect(store)
  expect(store.stats().changeBytes).toBeGreaterThanOrEqual(keys * MiB)
  store.isShort = true
  await store.collectAll()
  expect(store.stats().changeBytes).toBeLessThanOrEqual((newest.size + 1) * MiB)
  for (const [key, revision] of newest) {
    expect(isWhole(store, revision, { keys, valueBytes: MiB, filesMin: 1 }), String(key)).toBe(true)
  }
})

it.each<[string, Size]>([
  ['of a mebibyte, over several files', { keys: 100, valueBytes: MiB, filesMin: 4 }],
  ['of which several share a block', { keys: 4000, valueBytes: 1800, filesMin: 1 }],
])(
  'values %s: space comes back, what exists stays whole, also across restarts',
  async (_name, size) => {
    const { keys, valueBytes, filesMin } = size
    const directory = mkdtempSync(join(tmpdir(), 'collect-'))
    onTestFinished(() => {
      rmSync(directory, { recursive: true, force: true })
    })
    let store = await open(directory)
    const newest: Newest = new Map()
    for (let key = 0; key < keys; key++) await change(store, newest, key, valueBytes)
    await store.flushAll()
    expect(store.stats().changeFiles).toBeGreaterThanOrEqual(filesMin)
    await check(store, newest, size, directory)

    // The past is whole as long as the compacted revision is below it.
    const again = (keys * 2) / 5
    for (let key = 0; key < again; key++) await change(store, newest, key, valueBytes)
    await store.flushAll()
    await store.collectAll()
    for (let revision = 1; revision <= keys + again; revision++) {
      expect(isWhole(store, revision, size), `revision ${String(revision)}`).toBe(true)
    }
    await collect(store)
    await check(store, newest, size, directory)
    expect(store.change(1, 0)).toBeUndefined()

    // Three of four keys, here and there, so that every file becomes loose.
    for (let key = 0; key < keys; key += 2) await change(store, newest, key, undefined)
    for (let key = 1; key < keys; key += 4) await change(store, newest, key, undefined)
    for (let key = 3; key < keys; key += 8) await change(store, newest, key, valueBytes)
    await collect(store)
    await check(store, newest, size, directory)
    await store[Symbol.asyncDispose]()
    store = await open(directory)
    await check(store, newest, size, directory)

    for (const key of [...newest.keys()]) await change(store, newest, key, undefined)
    await collect(store)
    await check(store, newest, size, directory)
    expect(store.stats().changeBytes).toBeLessThan(keys * OVERHEAD_BYTES)
    expect([...store.changesFrom(store.state.compactedRevision + 1)]).toEqual([])

    await change(store, newest, 1, valueBytes)
    await store[Symbol.asyncDispose]()
    store = await open(directory)
    await check(store, newest, size, directory)
    await store[Symbol.asyncDispose]()
  },
)
