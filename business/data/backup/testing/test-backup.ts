/** Data directories, backups and what becomes of them, in a temporary place. Only for tests. */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { TEST_POINTERS } from '#business/data/store/testing/test-keys'
import type { Inspection } from '../inspect.ts'
import { inspectBackup } from '../inspect.ts'
import type { RestoreOptions } from '../restore.ts'
import { restore } from '../restore.ts'
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

/** Of keys from `a0` on. */
export async function backupOf(count: number): Promise<string> {
  await using node = await TestNode.open(place())
  for (let index = 0; index < count; index++) await node.write(`a${String(index)}`, String(index))
  const to = place()
  await node.backUp(to)
  return to
}

/** Resolves with the new data directory. */
export async function restored(from: string, more: Partial<RestoreOptions> = {}): Promise<string> {
  const to = more.to ?? place()
  const { signal } = new AbortController()
  const options = { raiseRevision: 0, signal, onStep: () => undefined, inspect }
  await restore(host, { from, to, ...options, ...more })
  return to
}

/** That a service starts on the directory, finds what `backupOf` wrote and no more, and goes on. */
export async function expectServed(directory: string, count: number): Promise<void> {
  await using node = await TestNode.open(directory)
  const keys = Array.from({ length: count + 1 }, (_, index) => `a${String(index)}`)
  const values = keys.map((_, index) => (index < count ? String(index) : undefined))
  expect(keys.map(key => node.get(key))).toEqual(values)
  await node.write('more', 'x')
  expect(node.get('more')).toBe('x')
}
