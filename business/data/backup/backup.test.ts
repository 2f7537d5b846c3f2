import fs from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import type { Disk, Host } from '#foundation/host/host'
import { DiskFailed, DiskFull } from '#foundation/host/host'
import { StoreDamaged } from '#business/data/store/damage'
import { StoreMissing } from '#business/data/store/disk-files'
import { backUp, BackupDamaged, BackupExists, BackupOutrun } from './backup.ts'
import { readManifest } from './manifest.ts'
import { backupOptions, disk, expectServed, host, killed, place, restored } from './test-backup.ts'
import { TestNode } from './test-node.ts'
import type { WriterData } from './tests/writer.ts'

/** The host, with some of its disk's ways changed. */
function changed(change: Partial<Disk>): Host {
  const other: Disk = {
    open: (path, mode) => disk.open(path, mode),
    list: directory => disk.list(directory),
    makeDirectory: directory => {
      disk.makeDirectory(directory)
    },
    rename: (from, to) => {
      disk.rename(from, to)
    },
    remove: path => {
      disk.remove(path)
    },
    syncDirectory: directory => {
      disk.syncDirectory(directory)
    },
    allocate: (path, bytes) => disk.allocate(path, bytes),
    freeBytes: directory => disk.freeBytes(directory),
    ...change,
  }
  return { ...host, disk: other }
}

describe('a backup', () => {
  it.each([
    ['of an empty store', 0, 0],
    ['of a store with all in LMDB', 50, 0],
    ['of a store with all in the log', 0, 50],
    ['of a store with something in either', 50, 50],
  ])('%s is sound, and restored has everything', async (_name, flushed, logged) => {
    const from = await killed(flushed, logged)
    const { to, ...rest } = backupOptions(from)
    const manifest = await backUp(host, { to, ...rest })
    expect(manifest).toMatchObject({
      version: '1.2.3',
      position: flushed,
      revision: flushed,
      log: { last: flushed + logged },
    })
    expect(readManifest(disk, to)).toEqual(manifest)
    expect(fs.existsSync(`${to}.partial`)).toBe(false)
    const listed = manifest.files.map(({ path }) => path)
    const found = fs.readdirSync(to, { recursive: true, encoding: 'utf8' })
    expect(found.filter(name => name.includes('/')).sort()).toEqual(listed.sort())
    await expectServed(await restored(to), flushed, logged)
  })

  it('is made while a service writes, and has everything acknowledged before it was begun', async () => {
    const from = place()
    await using node = await TestNode.open(from)
    const over = new AbortController()
    let acknowledged = 0
    const writing = (async () => {
      while (!over.signal.aborted) {
        await node.write(`key ${String(acknowledged)}`, 'x'.repeat(300))
        acknowledged++
        if (acknowledged % 100 === 0) await node.store.flushAll()
      }
    })()
    for (let round = 0; round < 5; round++) {
      const before = acknowledged
      const { to, ...rest } = backupOptions(from)
      await backUp(host, { to, ...rest })
      await using again = await TestNode.open(await restored(to))
      for (let index = 0; index < before; index++) {
        expect(again.get(`key ${String(index)}`), `key ${String(index)}`).toBe('x'.repeat(300))
      }
    }
    over.abort()
    await writing
    expect(acknowledged).toBeGreaterThan(100)
  })

  it('is whole when the service flushes and trims between the copy of the log and that of LMDB', async () => {
    const from = await killed(20, 20)
    const turn = new SharedArrayBuffer(4)
    const state = new Int32Array(turn)
    Atomics.store(state, 0, 2)
    const workerData: WriterData = { directory: from, turn }
    const writer = new Worker(new URL('./tests/writer.ts', import.meta.url), { workerData })
    await Atomics.waitAsync(state, 0, 2).value
    const write = (): void => {
      Atomics.store(state, 0, 1)
      Atomics.notify(state, 0)
      Atomics.wait(state, 0, 1)
    }
    const { to, ...rest } = backupOptions(from)
    // Files of changes are looked for after the log was copied, and before LMDB is.
    let isWritten = false
    const interrupted = changed({
      list: directory => {
        const isLogCopied = disk.list(join(`${to}.partial`, 'log')).length > 0
        if (directory === join(from, 'store') && isLogCopied && !isWritten) {
          isWritten = true
          write()
        }
        return disk.list(directory)
      },
    })
    const manifest = await backUp(interrupted, { to, ...rest })
    expect(manifest.position).toBe(340)
    expect(manifest.log).toEqual({ first: 341, last: 340 })
    await expectServed(await restored(to), 20, 20)
    Atomics.store(state, 0, 3)
    Atomics.notify(state, 0)
    await new Promise(resolve => writer.once('exit', resolve))
  })

  /** As if the files that a commit refers to had gone so many times. */
  const hiding = (from: string, times: number): Host => {
    let left = times
    const isHidden = (path: string): boolean => left > 0 && path.startsWith(join(from, 'store'))
    return changed({
      list: directory => {
        const names = disk.list(directory)
        return isHidden(directory) ? names.filter(name => !name.endsWith('.changes')) : names
      },
      open: (path, mode) => {
        if (!isHidden(path)) return disk.open(path, mode)
        queueMicrotask(() => left--)
        throw new DiskFailed('open', path, new Error('no such file'))
      },
    })
  }

  it('copies LMDB again when a file of changes went away meanwhile', async () => {
    const from = await killed(20, 5)
    const { to, ...rest } = backupOptions(from)
    await backUp(hiding(from, 2), { to, ...rest })
    await expectServed(await restored(to), 20, 5)
  })

  it('gives up when files go away again and again, and leaves nothing behind', async () => {
    const from = await killed(20, 5)
    const { to, ...rest } = backupOptions(from)
    await expect(backUp(hiding(from, 1000), { to, ...rest })).rejects.toThrow(BackupOutrun)
    expect([fs.existsSync(to), fs.existsSync(`${to}.partial`)]).toEqual([false, false])
  })

  const failures: Record<
    string,
    (from: string) => { host: Host; error: new (...args: never) => Error }
  > = {
    'there is too little space': () => ({
      host: changed({ freeBytes: () => 1000 }),
      error: DiskFull,
    }),
    'the disk gets full': () => ({
      host: changed({
        open: (path, mode) => {
          if (mode === 'create' && path.endsWith('.changes')) throw new DiskFull(path)
          return disk.open(path, mode)
        },
      }),
      error: DiskFull,
    }),
    'a file of changes of the source is cut': from => {
      fs.truncateSync(join(from, 'store', '000000001.changes'), 100)
      return { host, error: StoreDamaged }
    },
    'a block of changes of the source is damaged': from => {
      const path = join(from, 'store', '000000001.changes')
      const bytes = fs.readFileSync(path)
      bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100)
      fs.writeFileSync(path, bytes)
      return { host, error: BackupDamaged }
    },
  }

  it.each(Object.entries(failures))(
    'fails and leaves nothing behind when %s',
    async (_name, arrange) => {
      const from = await killed(20, 5)
      const arranged = arrange(from)
      const { to, ...rest } = backupOptions(from)
      await expect(backUp(arranged.host, { to, ...rest })).rejects.toThrow(arranged.error)
      expect([fs.existsSync(to), fs.existsSync(`${to}.partial`)]).toEqual([false, false])
    },
  )

  it('stops when it is told to, and leaves nothing behind', async () => {
    const stop = new AbortController()
    const onStep = (): void => {
      stop.abort()
    }
    const { to, ...rest } = backupOptions(await killed(20, 5), { signal: stop.signal, onStep })
    await expect(backUp(host, { to, ...rest })).rejects.toThrow('aborted')
    expect([fs.existsSync(to), fs.existsSync(`${to}.partial`)]).toEqual([false, false])
  })

  it('replaces nothing', async () => {
    const from = await killed(1, 0)
    const { to, ...rest } = backupOptions(from)
    fs.mkdirSync(`${to}.partial`)
    await expect(backUp(host, { to, ...rest })).rejects.toThrow(/partial is there/)
    fs.renameSync(`${to}.partial`, to)
    await expect(backUp(host, { to, ...rest })).rejects.toThrow(BackupExists)
  })

  it('is refused where there is no store, and makes none', async () => {
    const from = place()
    const { to, ...rest } = backupOptions(from)
    await expect(backUp(host, { to, ...rest })).rejects.toThrow(StoreMissing)
    expect([fs.existsSync(from), fs.existsSync(to)]).toEqual([false, false])
  })
})
