/** Data directories, backups and what becomes of them, in a temporary place. Only for tests. */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { TEST_POINTERS } from '#business/data/store/test-keys'
import type { BackupOptions } from './backup.ts'
import { backUp } from './backup.ts'
import type { Inspection } from './inspect.ts'
import { inspectBackup } from './inspect.ts'
import type { RestoreOptions } from './restore.ts'
import { restore } from './restore.ts'
import { TestNode } from './test-node.ts'

export const host = systemHost()
export const { disk } = host

const root = fs.mkdtempSync(join(os.tmpdir(), 'backup-'))
let places = 0

afterAll(() => {
  fs.rmSync(root, { recursive: true, force: true })
})

/** Where nothing is yet. */
export function place(): string {
  places++
  return join(root, String(places))
}

export function inspect(path: string): Promise<Inspection> {
  return inspectBackup(disk, path, TEST_POINTERS, () => undefined)
}

export function backupOptions(from: string, more: Partial<BackupOptions> = {}): BackupOptions {
  return {
    from,
    to: place(),
    version: '1.2.3',
    signal: new AbortController().signal,
    onStep: () => undefined,
    inspect,
    ...more,
  }
}

/** Of a directory as `killed` makes it. */
export async function backupOf(flushed: number, logged: number): Promise<string> {
  const options = backupOptions(await killed(flushed, logged))
  await backUp(host, options)
  return options.to
}

/** Resolves with the new data directory. */
export async function restored(from: string, more: Partial<RestoreOptions> = {}): Promise<string> {
  const to = more.to ?? place()
  const { signal } = new AbortController()
  await restore(host, { from, to, signal, onStep: () => undefined, inspect, ...more })
  return to
}

/** A directory as a killed service leaves it: keys from `a0` on are flushed, those from `b0` on are in the log only. */
export async function killed(flushed: number, logged: number): Promise<string> {
  const alive = place()
  await using node = await TestNode.open(alive)
  for (let index = 0; index < flushed; index++) await node.write(`a${String(index)}`, String(index))
  await node.store.flushAll()
  for (let index = 0; index < logged; index++) await node.write(`b${String(index)}`, String(index))
  const image = place()
  fs.cpSync(alive, image, { recursive: true })
  return image
}

/** That a service starts on the directory, finds what `killed` wrote and no more, and goes on. */
export async function expectServed(
  directory: string,
  flushed: number,
  logged: number,
): Promise<void> {
  await using node = await TestNode.open(directory)
  const found = (prefix: string, count: number): (string | undefined)[] =>
    Array.from({ length: count + 1 }, (_, index) => node.get(prefix + String(index)))
  const written = (count: number): (string | undefined)[] => [
    ...Array.from({ length: count }, (_, index) => String(index)),
    undefined,
  ]
  expect(found('a', flushed)).toEqual(written(flushed))
  expect(found('b', logged)).toEqual(written(logged))
  await node.write('more', 'x')
  expect(node.get('more')).toBe('x')
}
