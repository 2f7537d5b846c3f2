import fs from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readManifest } from '#business/data/backup/manifest'
import { backupOf, disk, place } from '#business/data/backup/testing/test-backup'
import { STORE_DIRECTORY } from '#business/data/node/node'
import { FETCHED_DIRECTORY, install, SnapshotUnsound } from './install.ts'

it('an installation of changes that were damaged where they were held is refused', async () => {
  const backup = await backupOf(50)
  const directory = place()
  const store = join(directory, FETCHED_DIRECTORY, STORE_DIRECTORY)
  fs.cpSync(join(backup, STORE_DIRECTORY), store, { recursive: true })
  const changes = join(store, '000000001.changes')
  const bytes = fs.readFileSync(changes)
  bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100)
  fs.writeFileSync(changes, bytes)
  const manifest = readManifest(disk, backup)
  await expect(install(disk, directory, manifest)).rejects.toThrow(/is no store: .* damaged/)
  expect(fs.existsSync(join(directory, STORE_DIRECTORY))).toBe(false)
})

it('an installation of what is no store of its manifest is refused, and not tried again', async () => {
  const backup = await backupOf(0)
  const directory = place()
  const fetched = join(directory, FETCHED_DIRECTORY)
  fs.cpSync(backup, fetched, { recursive: true })
  const manifest = { ...readManifest(disk, backup), position: 7 }
  await expect(install(disk, directory, manifest)).rejects.toThrow(SnapshotUnsound)
  expect(fs.readdirSync(fetched)).toEqual([STORE_DIRECTORY])
  expect(fs.existsSync(join(directory, STORE_DIRECTORY))).toBe(false)
})
