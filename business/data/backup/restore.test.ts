import fs from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { DirectoryLock, DirectoryLocked } from '#foundation/lock/lock'
import { isRaised } from '#business/data/log/membership'
import { LOG_DIRECTORY } from '#business/data/node/node'
import { TEST_POINTERS } from '#business/data/store/testing/test-keys'
import { inspectDirectory } from './inspect.ts'
import type { Manifest } from './manifest.ts'
import { ManifestDamaged, MANIFEST_FILE, readManifest, writeManifest } from './manifest.ts'
import { BackupDamaged, restore, TargetNotEmpty } from './restore.ts'
import {
  backupOf,
  disk,
  expectServed,
  host,
  inspect,
  place,
  restored,
} from './testing/test-backup.ts'
import { TestNode } from './testing/test-node.ts'

describe('a restore', () => {
  let sound = ''
  beforeAll(async () => {
    sound = await backupOf(10)
  })

  const copyOfBackup = (): string => {
    const to = place()
    fs.cpSync(sound, to, { recursive: true })
    return to
  }

  it('leaves the backup as it was, to be restored again', async () => {
    await expectServed(await restored(sound), 10)
    await expectServed(await restored(sound), 10)
    expect((await inspect(sound)).findings).toEqual([])
  })

  it('takes a directory that is empty, or was left by a restore or a format', async () => {
    const to = place()
    fs.mkdirSync(join(to, 'lost+found'), { recursive: true })
    fs.mkdirSync(join(to, 'restore.partial', 'log'), { recursive: true })
    await expectServed(await restored(sound, { to }), 10)
    expect(fs.existsSync(join(to, 'restore.partial'))).toBe(false)
  })

  it('refuses a directory that holds anything, and leaves it alone', async () => {
    const to = place()
    fs.mkdirSync(to)
    fs.writeFileSync(join(to, 'precious'), 'x')
    await expect(restored(sound, { to })).rejects.toThrow(TargetNotEmpty)
    expect(fs.readdirSync(to)).toEqual(['precious'])
  })

  it('refuses a directory that a process has, also an empty one', async () => {
    const to = place()
    using lock = await DirectoryLock.take(to, host.clock, () => undefined)
    expect(lock).toBeDefined()
    await expect(restored(sound, { to })).rejects.toThrow(DirectoryLocked)
    expect(fs.readdirSync(to).filter(name => !name.startsWith('lock.json'))).toEqual([])
  })

  it('refuses a damaged backup before anything is written', async () => {
    const from = copyOfBackup()
    fs.appendFileSync(join(from, 'store/store.mdb'), 'x')
    const to = place()
    await expect(restored(from, { to })).rejects.toThrow(BackupDamaged)
    expect(fs.existsSync(to)).toBe(false)
  })

  it('refuses a manifest that leads out of the backup', async () => {
    const from = copyOfBackup()
    const manifest = readManifest(disk, from)
    const [first] = manifest.files
    const evil: Manifest = {
      ...manifest,
      files: [{ bytes: 0, sha256: first?.sha256 ?? '', path: 'store/../../evil' }],
    }
    fs.rmSync(join(from, MANIFEST_FILE))
    writeManifest(disk, from, evil)
    await expect(restored(from)).rejects.toThrow(ManifestDamaged)
  })

  it('stops when it is told to, and leaves the target as it was', async () => {
    const stop = new AbortController()
    const onStep = (): void => {
      stop.abort()
    }
    const to = place()
    const stopped = restored(sound, { to, signal: stop.signal, onStep })
    await expect(stopped).rejects.toThrow('aborted')
    expect(fs.existsSync(to)).toBe(false)
  })
})

describe('a restore that raises the revision', () => {
  it('goes on later, holds nothing of before, and is sound', async () => {
    const from = await backupOf(10)
    const to = place()
    const options = { from, to, raiseRevision: 1000, inspect, onStep: () => undefined }
    const { signal } = new AbortController()
    const manifest = await restore(host, { ...options, signal })
    expect(manifest).toMatchObject({ position: 10, revision: 1010 })
    expect(manifest.chainHash).not.toBe(readManifest(disk, from).chainHash)
    const ignore = (): void => undefined
    const { state, findings } = await inspectDirectory(disk, to, TEST_POINTERS, ignore)
    expect(findings).toEqual([])
    expect(state).toEqual({ position: 10, revision: 1010, chainHash: manifest.chainHash })
    expect(isRaised(disk, join(to, LOG_DIRECTORY))).toBe(true)
    await using node = await TestNode.open(to)
    expect(node.store.state.compactedRevision).toBe(1010)
    await node.write('a0', 'next')
    expect(node.store.state.revision).toBe(1011)
    expect([...node.store.changesFrom(1011)].map(({ revision }) => revision)).toEqual([1011])
    expect(node.get('a1')).toBe('1')
    await node.store.flushAll()
    await node.store.collectAll()
    expect(node.get('a1')).toBe('1')
  })
})
