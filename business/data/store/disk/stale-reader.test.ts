import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { Program } from '#foundation/program/program'
import { DiskBase } from '../disk-base.ts'
import { Store } from '../store.ts'
import { TestKeys } from '../test-keys.ts'
import { openEnvironment } from './environment.ts'

const PROGRAM = new URL('../tests/hold-snapshot.ts', import.meta.url).pathname

it('a reader in another process holds its commit, and lets it go when it is killed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stale-reader-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true })
  })
  const { disk, clock, random } = systemHost()
  const fail = (error: Error): never => {
    throw error
  }
  await using store = new Store(await DiskBase.open(disk, directory), clock, random, {
    memoryBytes: 1024 * 1024,
    flushBytes: 1024 * 1024,
    onFlushed: () => undefined,
    onDamaged: fail,
    onFailed: fail,
  })
  const keys = new TestKeys(store)
  const written = async (): Promise<void> => {
    keys.write('key', 'x')
    await store.flushAll()
    await store.collectAll()
  }
  await written()
  const environment = openEnvironment(directory)
  const reader = new Program(PROGRAM, [directory])
  await reader.logged('reading')
  const holds = (): boolean => environment.root.readerList().includes(` ${String(reader.pid)} `)
  await written()
  expect(holds()).toBe(true)
  await reader.kill()
  await written()
  expect(holds()).toBe(false)
  await environment.root.close()
}, 20_000)
