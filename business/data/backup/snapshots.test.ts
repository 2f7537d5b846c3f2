import { getEventListeners } from 'node:events'
import fs from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import type { Disk } from '#foundation/host/host'
import { DiskFull } from '#foundation/host/host'
import { seeded } from '#foundation/host/simulated'
import { DiskBase } from '#business/data/store/disk-base'
import { copyCheckpoint } from './checkpoint.ts'
import { hashFile } from './copy.ts'
import { readManifest } from './manifest.ts'
import { BackupExists, SnapshotRunning } from './snapshots.ts'
import { backupOf, disk, expectServed, inspect, place, restored } from './testing/test-backup.ts'
import { TestNode } from './testing/test-node.ts'

/** A pause of writers while a snapshot is made is too long when it is longer than this, and than so many of the longest without one. */
const GAP_MS_MAX = 200
const GAPS_MAX = 4

const CREATED = '2026-05-01T00:00:00.000Z'

const ignore = (): void => undefined
const never = new AbortController().signal

async function filled(keys: number, valueBytes = 100): Promise<TestNode> {
  const node = await TestNode.open(place())
  for (let index = 0; index < keys; index++) {
    await node.write(`a${String(index)}`, String(index).padEnd(valueBytes, '.'))
  }
  return node
}

/** Everything below a directory that is no directory itself. */
function filesIn(directory: string): string[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter(name => fs.statSync(join(directory, name)).isFile())
    .sort()
}

function flipBit(path: string, at: number): void {
  const bytes = fs.readFileSync(path)
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
  fs.writeFileSync(path, bytes)
}

describe('a snapshot', () => {
  it.each([0, 50])('of %d keys is sound, and restored has everything', async count => {
    const to = await backupOf(count)
    const manifest = readManifest(disk, to)
    expect(manifest).toMatchObject({ version: '1.2.3', position: count, revision: count })
    const listed = manifest.files.map(({ path }) => path)
    expect(filesIn(to)).toEqual(['manifest.json', ...listed.sort()])
    expect((await inspect(to)).findings).toEqual([])
    await expectServed(await restored(to), count)
  })

  it('under load has every write acknowledged before it, and keeps writers waiting hardly longer than without it', async () => {
    await using node = await filled(80, 50_000)
    const chance = seeded(1)
    const over = new AbortController()
    /** The last write of each key that was acknowledged. */
    const model = new Map<string, number>()
    let longestGapMs = 0
    let writes = 0
    const writing = (async () => {
      for (let last = performance.now(); !over.signal.aborted; writes++) {
        const key = `key ${String(Math.floor(chance() * 500))}`
        await node.write(key, `${String(writes)} ${'x'.repeat(300)}`)
        model.set(key, writes)
        if (writes % 200 === 0) node.store.flushNow()
        longestGapMs = Math.max(longestGapMs, performance.now() - last)
        last = performance.now()
      }
    })()
    while (writes < 500) await node.store.flushAll().then(() => setImmediate())
    const gapWithoutMs = longestGapMs
    longestGapMs = 0
    const backups: { to: string; before: ReadonlyMap<string, number>; writes: number }[] = []
    for (let round = 0; round < 3; round++) {
      const before = new Map(model)
      const to = place()
      const begun = writes
      await node.backUp(to)
      backups.push({ to, before, writes: writes - begun })
    }
    over.abort()
    await writing
    for (const { to, before, writes: during } of backups) {
      expect(during).toBeGreaterThan(10)
      await using again = await TestNode.open(await restored(to))
      for (const [key, write] of before) {
        expect(Number(again.get(key)?.split(' ')[0]), key).toBeGreaterThanOrEqual(write)
      }
    }
    expect(longestGapMs).toBeLessThan(Math.max(GAP_MS_MAX, GAPS_MAX * gapWithoutMs))
  })

  it('has the commit that the store holds, whatever the store flushes meanwhile; afterwards the store gives space back', async () => {
    await using node = await TestNode.open(place())
    const values = Array.from({ length: 100 }, (_, index) => String(index))
    for (const value of values) await node.write(`a${value}`, value)
    await node.store.flushAll()
    const { position } = node.store.state
    const checkpoint = await node.base.hold()
    for (let round = 0; round < 5; round++) {
      // Every page that rows are in is written again, and again in the pages that this makes free.
      for (const value of values) await node.write(`a${value}`, 'later '.repeat(1000))
      await node.store.flushAll()
    }
    await node.write('a0', 'last', node.store.state.revision)
    await node.store.flushAll()
    await node.store.collectAll()
    const [held, to] = [node.store.stats().changeBytes, place()]
    fs.mkdirSync(to)
    const request = {
      checkpoint,
      from: node.base.directory,
      to,
      isLinked: false,
      created: CREATED,
      version: '',
    }
    const manifest = await copyCheckpoint(disk, request, ignore, ignore)
    expect(manifest.position).toBe(position)
    expect((await inspect(to)).findings).toEqual([])
    await expectServed(await restored(to), 100)
    await node.base.release()
    await node.store.collectAll()
    expect(node.store.stats().changeBytes).toBeLessThan(held / 2)
  })

  it('of links takes no space of its own, and keeps what it has while the store appends to its files and removes them', async () => {
    await using node = await filled(100)
    const to = place()
    const { files } = await node.snapshots.link(to, never)
    const [first = ''] = files.map(({ path }) => path).filter(path => path.endsWith('.changes'))
    expect(fs.statSync(join(to, first)).nlink).toBe(2)
    const before = fs.statSync(join(to, first)).size
    for (let round = 0; round < 3; round++) {
      for (let key = 0; key < 100; key++) await node.write(`a${String(key)}`, 'x'.repeat(20_000))
      await node.store.flushAll()
    }
    expect(fs.statSync(join(to, first)).size).toBeGreaterThan(before)
    await node.write('a0', 'last', node.store.state.revision)
    await node.store.flushAll()
    await node.store.collectAll()
    expect(fs.statSync(join(to, first)).nlink).toBe(1)
    for (const { path, bytes, sha256 } of files) {
      expect(await hashFile(disk, join(to, path), ignore, bytes)).toEqual({ bytes, sha256 })
    }
  })

  it('is made one at a time', async () => {
    await using node = await filled(20)
    const first = node.backUp(place())
    await expect(node.backUp(place())).rejects.toThrow(SnapshotRunning)
    await first
    await node.backUp(place())
  })

  it('takes a directory that is empty, and replaces nothing', async () => {
    await using node = await filled(1)
    const to = place()
    fs.mkdirSync(join(to, 'lost+found'), { recursive: true })
    await node.backUp(to)
    await expect(node.backUp(to)).rejects.toThrow(BackupExists)
    expect((await inspect(to)).findings).toEqual([])
  })
})

describe('a snapshot that fails leaves nothing behind, and another one can be made', () => {
  const failures: Record<
    string,
    {
      readonly arrange?: (directory: string, node: TestNode) => void
      readonly whileCopying?: (node: TestNode) => void
      readonly error: unknown
    }
  > = {
    'a file of changes is cut': {
      arrange: directory => {
        fs.truncateSync(join(directory, 'store/000000001.changes'), 100)
      },
      error: {
        code: 'STORE_DAMAGED',
        message: expect.stringContaining('000000001.changes') as string,
      },
    },
    'a block of changes is damaged': {
      arrange: directory => {
        flipBit(join(directory, 'store/000000001.changes'), 100)
      },
      error: {
        code: 'STORE_DAMAGED',
        message: expect.stringContaining('from revision 1 on') as string,
      },
    },
    'the disk gets full': {
      whileCopying: node => {
        node.store.isShort = true
      },
      error: { code: 'DISK_FULL' },
    },
    'the node closes': {
      whileCopying: node => {
        void node.snapshots[Symbol.asyncDispose]()
      },
      error: { name: 'AbortError' },
    },
  }

  it.each(Object.entries(failures))('when %s', async (_name, { arrange, whileCopying, error }) => {
    await using node = await filled(20)
    await node.store.flushAll()
    const directory = node.directory
    arrange?.(directory, node)
    const to = place()
    await expect(
      node.backUp(to, never, step => {
        if (step === 'copying') whileCopying?.(node)
      }),
    ).rejects.toMatchObject(error as object)
    expect(fs.existsSync(to)).toBe(false)
    // The log is trimmed for the sake of one of links too.
    if (arrange) {
      await expect(node.snapshots.link(to, never)).rejects.toMatchObject(error as object)
      expect(fs.existsSync(to)).toBe(false)
    }
    await node.write('after', 'x')
  })

  // Right after the last step of copying the thread opens LMDB: to be ended there from outside would end this process.
  it.each([
    ['first', 1],
    ['last', 25],
  ])('when it is told to stop at the %s step of copying', async (which, times) => {
    await using node = await filled(20)
    for (let count = 0; count < times; count++) {
      const stop = new AbortController()
      const to = place()
      fs.mkdirSync(to)
      const stopped = node.backUp(to, stop.signal, (_step, done, total) => {
        if (which === 'first' || done === total) stop.abort(new Error('enough'))
      })
      await expect(stopped).rejects.toThrow('enough')
      expect(fs.readdirSync(to)).toEqual([])
    }
    await node.backUp(place())
  })

  it('and nothing listens for a stop any more when it is made', async () => {
    await using node = await filled(20)
    const any = vi.spyOn(AbortSignal, 'any')
    await node.backUp(place(), new AbortController().signal)
    const signals = any.mock.results.map(({ value }) => value as AbortSignal)
    any.mockRestore()
    expect(signals).not.toEqual([])
    expect(signals.flatMap(signal => getEventListeners(signal, 'abort'))).toEqual([])
  })

  it('when it is told to stop at any time', async () => {
    await using node = await filled(20)
    const startedAt = performance.now()
    await node.backUp(place())
    const ms = performance.now() - startedAt
    for (let part = 0; part < 12; part++) {
      const stop = AbortSignal.timeout(Math.ceil((ms * part) / 10))
      const to = place()
      const made = await node.backUp(to, stop).then(
        () => true,
        (error: unknown) => {
          expect(error).toBe(stop.reason)
          return false
        },
      )
      expect(fs.existsSync(to)).toBe(made)
    }
  })

  it('when there is too little space, or it runs out', async () => {
    const from = place()
    const base = await DiskBase.open(disk, from)
    const checkpoint = await base.hold()
    const copy = (other: Partial<Disk>): Promise<unknown> => {
      const changed = Object.assign(Object.create(disk) as Disk, other)
      const to = place()
      fs.mkdirSync(to)
      const request = { checkpoint, from, to, isLinked: false, created: CREATED, version: '' }
      return copyCheckpoint(changed, request, ignore, ignore)
    }
    await expect(copy({ freeBytes: () => 1000 })).rejects.toThrow(DiskFull)
    const open: Disk['open'] = (path, mode) => {
      if (mode === 'create') throw new DiskFull(path)
      return disk.open(path, mode)
    }
    await expect(copy({ open })).rejects.toThrow(DiskFull)
    await base.release()
    await base.close()
  })
})
