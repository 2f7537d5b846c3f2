import fs from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { DiskBase } from '#business/data/store/disk-base'
import { TEST_POINTERS } from '#business/data/store/testing/test-keys'
import { inspectDirectory } from './inspect.ts'
import {
  BackupFormatUnknown,
  ManifestDamaged,
  MANIFEST_FILE,
  ManifestMissing,
  readManifest,
} from './manifest.ts'
import { backupOf, disk, inspect, place } from './testing/test-backup.ts'
import { TestNode } from './testing/test-node.ts'

describe('an inspection', () => {
  const emptyStore = place()
  beforeAll(async () => {
    await (await DiskBase.open(disk, emptyStore)).close()
  })

  const made = backupOf(30)

  async function copyOfBackup(): Promise<string> {
    const to = place()
    fs.cpSync(await made, to, { recursive: true })
    return to
  }

  it('notices a flipped bit in any file of a backup, and names the file', async () => {
    const backup = await copyOfBackup()
    for (const { path, bytes } of readManifest(disk, backup).files) {
      const file = join(backup, path)
      const original = fs.readFileSync(file)
      for (const at of [0, Math.floor(bytes / 2), bytes - 1]) {
        const flipped = Buffer.from(original)
        flipped[at] = (flipped[at] ?? 0) ^ 0x10
        fs.writeFileSync(file, flipped)
        const { findings } = await inspect(backup)
        expect(findings[0]).toEqual({ message: `${path} does not have its SHA-256`, file: path })
      }
      fs.writeFileSync(file, original)
    }
    expect((await inspect(backup)).findings).toEqual([])
  })

  it.each([
    [
      'cut',
      (file: string) => {
        fs.truncateSync(file, 10)
      },
      'has 10 bytes instead of',
    ],
    [
      'longer',
      (file: string) => {
        fs.appendFileSync(file, 'x')
      },
      'bytes instead of',
    ],
    [
      'missing',
      (file: string) => {
        fs.rmSync(file)
      },
      'Cannot open',
    ],
  ])('notices a file that is %s', async (_name, act, message) => {
    const backup = await copyOfBackup()
    act(join(backup, 'store/000000001.changes'))
    const { findings } = await inspect(backup)
    expect(findings[0]?.message).toContain(message)
  })

  it('notices a flipped bit anywhere in the manifest', async () => {
    const backup = await copyOfBackup()
    const path = join(backup, MANIFEST_FILE)
    const original = fs.readFileSync(path)
    for (let at = 0; at < original.length; at++) {
      const flipped = Buffer.from(original)
      flipped[at] = (flipped[at] ?? 0) ^ 1
      fs.writeFileSync(path, flipped)
      // Spaces between values are no part of what it says.
      const isSpace = /\s/.test(String.fromCharCode(original[at] ?? 0))
      try {
        const manifest = readManifest(disk, backup)
        expect(isSpace, `byte ${String(at)} ${JSON.stringify(manifest)}`).toBe(true)
      } catch (error) {
        expect(error instanceof ManifestDamaged || error instanceof BackupFormatUnknown).toBe(true)
      }
    }
  })

  it('tells no backup, and one of a format to come, from a damaged one', async () => {
    const backup = await copyOfBackup()
    const path = join(backup, MANIFEST_FILE)
    fs.writeFileSync(path, '{"format": 3}')
    await expect(inspect(backup)).rejects.toThrow(BackupFormatUnknown)
    fs.rmSync(path)
    await expect(inspect(backup)).rejects.toThrow(ManifestMissing)
  })

  const damages: Record<string, readonly [(directory: string) => void, RegExp]> = {
    'a log without its identity': [
      directory => {
        fs.rmSync(join(directory, 'log/log.id'))
      },
      /identity/,
    ],
    'a log that ends before the store': [
      directory => {
        for (const name of fs.readdirSync(join(directory, 'log'))) {
          if (name.endsWith('.wal'))
            fs.writeFileSync(join(directory, 'log', name), Buffer.alloc(64 * 1024))
        }
      },
      /ends with entry 0, before the store/,
    ],
    'a log that begins after the end of the store': [
      directory => {
        fs.rmSync(join(directory, 'store'), { recursive: true })
        fs.cpSync(emptyStore, join(directory, 'store'), { recursive: true })
      },
      /begins with entry \d+, the store ends with 0/,
    ],
  }

  it.each(Object.entries(damages))(
    'of a data directory notices %s',
    async (_name, [act, message]) => {
      const directory = place()
      {
        await using filled = await TestNode.open(directory)
        for (let index = 0; index < 300; index++) await filled.write('key', 'x'.repeat(500))
      }
      act(directory)
      const { findings } = await inspectDirectory(disk, directory, TEST_POINTERS, () => undefined)
      expect(findings.map(finding => finding.message).join('\n')).toMatch(message)
    },
  )
})
