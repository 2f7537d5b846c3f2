/**
 * Where values should live: for values of several lengths, what it costs to have them in the row of their key and in their
 * change, in their change only, and in a table of LMDB beside the rows. Each case is a process of its own.
 * `node app/tooling/bench/values.ts [MiB of values]`
 */
import { strict as assert } from 'node:assert'
import { fork } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { open } from 'lmdb'
import { seeded } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { IN_ROW_BYTES_MAX } from '#business/data/keyspace/key-row'
import { DiskBase } from '#business/data/store/disk-base'
import { Store } from '#business/data/store/store'
import { KEYS, KV_PUT } from '#business/data/store/tables'

const MiB = 1024 * 1024
const DATA_MIB = 16
const SIZES = [100, 400, 1000, 2000, 4000, 100_000]
const LAYOUTS = ['row and change', 'change only', 'table of LMDB'] as const
const KEYS_MAX = 50_000
const READS = 20_000
/** Of the tables in memory: a part of the data, so that most reads go to the disk's. */
const MEMORY_BYTES = 32 * MiB
/** Writes between two commits of the table of LMDB: about what a flush holds. */
const COMMIT_BYTES = 2 * MiB
const KEY_BYTES = 16
/** What a row says besides the value. */
const META_BYTES = 48

type Layout = (typeof LAYOUTS)[number]
type Case = { readonly layout: Layout; readonly size: number; readonly keys: number }
type Result = {
  readonly writesPerSecond: number
  readonly firstReadUs: number
  readonly readUs: number
  readonly diskBytes: number
  readonly anonymousBytes: number
  readonly openMs: number
}

/** A layout's tables, opened. */
type Subject = {
  write(key: Uint8Array): Promise<void>
  /** Makes durable what was written and gives back what was overwritten. */
  settle(): Promise<void>
  read(key: Uint8Array): number
  close(): Promise<void>
}

if (process.send) {
  process.once('message', ({ layout, size, keys }: Case) => {
    void measure({ layout, size, keys }).then(result => {
      process.send?.(result)
      process.disconnect()
    })
  })
} else {
  const dataBytes = Number(process.argv[2] ?? DATA_MIB) * MiB
  console.log(
    'value B | layout | overwrites/s | first GET µs | GET µs | disk × data | anon MiB | open ms',
  )
  for (const size of SIZES) {
    const keys = Math.min(KEYS_MAX, Math.ceil(dataBytes / size))
    for (const layout of LAYOUTS) {
      const result = await inChild({ layout, size, keys })
      const chosen = size <= IN_ROW_BYTES_MAX ? 'row and change' : 'change only'
      console.log(
        [
          size,
          layout + (layout === chosen ? ' *' : ''),
          Math.round(result.writesPerSecond),
          result.firstReadUs.toFixed(1),
          result.readUs.toFixed(1),
          (result.diskBytes / (keys * size)).toFixed(2),
          Math.round(result.anonymousBytes / MiB),
          Math.round(result.openMs),
        ].join(' | '),
      )
    }
  }
  console.log(`* with values of up to ${String(IN_ROW_BYTES_MAX)} B in rows, as it is`)
}

async function inChild(subject: Case): Promise<Result> {
  const child = fork(import.meta.filename)
  const result = new Promise<Result>((resolve, reject) => {
    child.once('message', resolve)
    child.once('error', reject)
    child.once('exit', code => {
      if (code !== 0) reject(new Error(`The case ended with code ${String(code)}`))
    })
  })
  child.send(subject)
  return result
}

async function measure({ layout, size, keys }: Case): Promise<Result> {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'values-'))
  const openSubject = (): Promise<Subject> =>
    layout === 'table of LMDB'
      ? Promise.resolve(lmdbTables(directory, size))
      : storeTables(directory, size, layout)
  try {
    let subject = await openSubject()
    const chance = seeded(1)
    for (let number = 0; number < keys; number++) await subject.write(keyOf(number))
    await subject.settle()
    let started = performance.now()
    for (let count = 0; count < 2 * keys; count++) {
      await subject.write(keyOf(Math.floor(chance() * keys)))
      if (count % Math.ceil(keys / 2) === 0) await subject.settle()
    }
    await subject.settle()
    const writesPerSecond = (2 * keys) / ((performance.now() - started) / 1000)
    await subject.close()
    started = performance.now()
    subject = await openSubject()
    const openMs = performance.now() - started
    const firstReadUs = readMany(subject, keys, chance)
    const readUs = readMany(subject, keys, chance)
    const anonymousBytes = anonymous()
    await subject.close()
    return {
      writesPerSecond,
      firstReadUs,
      readUs,
      diskBytes: used(directory),
      anonymousBytes,
      openMs,
    }
  } finally {
    fs.rmSync(directory, { recursive: true })
  }
}

function readMany(subject: Subject, keys: number, chance: () => number): number {
  const started = performance.now()
  let bytes = 0
  for (let count = 0; count < READS; count++) {
    bytes += subject.read(keyOf(Math.floor(chance() * keys)))
  }
  assert(bytes > 0)
  return ((performance.now() - started) * 1000) / READS
}

async function storeTables(directory: string, size: number, layout: Layout): Promise<Subject> {
  const { clock, disk, random } = systemHost()
  const fail = (error: Error): never => {
    throw error
  }
  const store = new Store(await DiskBase.open(disk, directory), clock, random, {
    memoryBytes: MEMORY_BYTES,
    flushBytes: MEMORY_BYTES,
    onFlushed: () => undefined,
    onDamaged: fail,
    onFailed: fail,
  })
  const inRow = layout === 'row and change'
  const value = new Uint8Array(size).fill(120)
  const advance = (revision: number, compactedRevision: number): void => {
    const position = store.state.position + 1
    store.advance({ position, chainHash: '', revision, compactedRevision, time: revision })
  }
  return {
    write: async key => {
      if (store.fill >= 1) await store.room()
      const { revision: before, compactedRevision } = store.state
      const known = store.find(KEYS, key, 0, KEY_BYTES)
      const previous = known?.view.getFloat64(known.start, true) ?? 0
      const change = store.addChange(
        {
          kind: KV_PUT,
          removes: false,
          inRow,
          revision: before + 1,
          sub: 0,
          previousRevision: inRow && previous <= compactedRevision ? 0 : previous,
          previousSub: 0,
          milestoneRevision: 0,
          milestoneSub: 0,
          metaLength: 0,
          keyLength: KEY_BYTES,
          valueLength: size,
          tag: 0,
        },
        before + 1,
      )
      change.bytes.set(key, change.keyStart)
      change.bytes.set(value, change.valueStart)
      const row = store.put(KEYS, key, 0, KEY_BYTES, META_BYTES + (inRow ? size : 0))
      row.view.setFloat64(row.start, before + 1, true)
      if (inRow) row.bytes.set(value, row.start + META_BYTES)
      advance(before + 1, compactedRevision)
    },
    settle: async () => {
      advance(store.state.revision, store.state.revision)
      await store.flushAll()
      await store.collectAll()
    },
    read: key => {
      const row = store.find(KEYS, key, 0, KEY_BYTES)
      assert(row, 'every key was written')
      if (inRow) return row.copy().length
      return store.change(row.view.getFloat64(row.start, true), 0)?.value().length ?? 0
    },
    close: () => store[Symbol.asyncDispose](),
  }
}

/** Changes in a table by revision, rows that name them: written in transactions as long as a flush, read by two lookups. */
function lmdbTables(directory: string, size: number): Subject {
  const binary = { keyEncoding: 'binary', encoding: 'binary' } as const
  const root = open<Uint8Array, Uint8Array>({
    path: join(directory, 'values.mdb'),
    noSubdir: true,
    maxDbs: 2,
    overlappingSync: false,
    ...binary,
  })
  const rows = root.openDB<Uint8Array, Uint8Array>({ name: 'rows', ...binary })
  const changes = root.openDB<Uint8Array, Uint8Array>({ name: 'changes', ...binary })
  const value = new Uint8Array(size).fill(120)
  const newest = new Map<string, Uint8Array>()
  let revision = 0
  const commit = (): void => {
    root.transactionSync(() => {
      for (const [key, id] of [...newest].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const row = new Uint8Array(META_BYTES)
        const name = Buffer.from(key, 'latin1')
        const old = rows.get(name)
        // The past is forgotten at once.
        if (old) changes.removeSync(old.subarray(0, 8))
        row.set(id)
        rows.putSync(name, row)
        changes.putSync(id, value)
      }
    })
    newest.clear()
  }
  return {
    write: key => {
      const id = new Uint8Array(8)
      new DataView(id.buffer).setFloat64(0, ++revision)
      newest.set(Buffer.from(key).toString('latin1'), id)
      if (newest.size * size >= COMMIT_BYTES) commit()
      return Promise.resolve()
    },
    settle: () => {
      commit()
      return Promise.resolve()
    },
    read: key => changes.get(rows.get(key)?.subarray(0, 8) ?? key)?.length ?? 0,
    close: () => root.close(),
  }
}

function keyOf(number: number): Uint8Array {
  return new Uint8Array(Buffer.from(String(number).padStart(KEY_BYTES, '0')))
}

function used(directory: string): number {
  const blocks = fs.readdirSync(directory).map(name => fs.statSync(join(directory, name)).blocks)
  return blocks.reduce((sum, count) => sum + count * 512, 0)
}

function anonymous(): number {
  const line = /^RssAnon:\s+(\d+) kB/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))
  return Number(line?.[1] ?? 0) * 1024
}
