import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { DiskBase } from './disk-base.ts'
import { Row, Store } from './store.ts'

const { disk, clock, random } = systemHost()

function fail(error: Error): never {
  throw error
}

it('a row is found after the flush that brings the first one of its table, and not before', async () => {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'base-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true })
  })
  const base = await DiskBase.open(disk, directory)
  await using store = new Store(base, clock, random, {
    memoryBytes: 1024 * 1024,
    flushBytes: 1024 * 1024,
    onFlushed: () => undefined,
    onDamaged: fail,
    onFailed: fail,
  })
  const key = Buffer.from('row')
  const row = new Row()
  for (const table of [5, 3]) {
    expect(base.get(table, key, 0, key.length, row)).toBe(false)
    const written = store.put(table, key, 0, key.length, 1)
    written.bytes[written.start] = table
    store.advance({ ...store.state, position: store.state.position + 1 })
    await store.flushAll()
    expect(base.get(table, key, 0, key.length, row)).toBe(true)
    expect(row.copy()).toEqual(Uint8Array.of(table))
  }
})
