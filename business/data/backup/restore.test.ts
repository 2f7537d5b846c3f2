import fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DirectoryLock, DirectoryLocked } from '#foundation/lock/lock'
import { BackupDamaged } from './backup.ts'
import type { Manifest } from './manifest.ts'
import { ManifestDamaged, MANIFEST_FILE, readManifest, writeManifest } from './manifest.ts'
import { TargetNotEmpty } from './restore.ts'
import { backupOf, disk, expectServed, host, inspect, place, restored } from './test-backup.ts'

describe('a restore', () => {
  it('leaves the backup as it was, to be restored again', async () => {
    const from = await backupOf(10, 10)
    await expectServed(await restored(from), 10, 10)
    await expectServed(await restored(from), 10, 10)
    expect((await inspect(from)).findings).toEqual([])
  })

  it('takes a directory that is empty, or was left by a restore or a format', async () => {
    const from = await backupOf(10, 10)
    const to = place()
    fs.mkdirSync(join(to, 'lost+found'), { recursive: true })
    fs.mkdirSync(join(to, 'restore.partial', 'log'), { recursive: true })
    await expectServed(await restored(from, { to }), 10, 10)
    expect(fs.existsSync(join(to, 'restore.partial'))).toBe(false)
  })

  it('refuses a directory that holds anything, and leaves it alone', async () => {
    const from = await backupOf(10, 10)
    const to = place()
    fs.mkdirSync(to)
    fs.writeFileSync(join(to, 'precious'), 'x')
    await expect(restored(from, { to })).rejects.toThrow(TargetNotEmpty)
    expect(fs.readdirSync(to)).toEqual(['precious'])
  })

  it('refuses a directory that a process has, also an empty one', async () => {
    const from = await backupOf(10, 10)
    const to = place()
    using lock = await DirectoryLock.take(to, host.clock, () => undefined)
    expect(lock).toBeDefined()
    await expect(restored(from, { to })).rejects.toThrow(DirectoryLocked)
    expect(fs.readdirSync(to).filter(name => !name.startsWith('lock.json'))).toEqual([])
  })

  it('refuses a damaged backup before anything is written', async () => {
    const from = await backupOf(10, 10)
    fs.appendFileSync(join(from, 'log/log.id'), 'x')
    const to = place()
    await expect(restored(from, { to })).rejects.toThrow(BackupDamaged)
    expect(fs.existsSync(to)).toBe(false)
  })

  it('refuses a manifest that leads out of the backup', async () => {
    const from = await backupOf(10, 10)
    const manifest = readManifest(disk, from)
    const [first] = manifest.files
    const evil: Manifest = {
      ...manifest,
      files: [{ bytes: 0, sha256: first?.sha256 ?? '', path: 'log/../../evil' }],
    }
    fs.rmSync(join(from, MANIFEST_FILE))
    writeManifest(disk, from, evil)
    await expect(restored(from)).rejects.toThrow(ManifestDamaged)
  })

  it('stops when it is told to, and leaves the target as it was', async () => {
    const from = await backupOf(10, 10)
    const stop = new AbortController()
    const onStep = (): void => {
      stop.abort()
    }
    const to = place()
    const stopped = restored(from, { to, signal: stop.signal, onStep })
    await expect(stopped).rejects.toThrow('aborted')
    expect(fs.existsSync(to)).toBe(false)
  })
})
