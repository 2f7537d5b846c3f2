import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { DiskBase } from './disk-base.ts'
import { Row, Store } from './store.ts'

const { disk, clock, random } = systemHost()
const MiB = 1024 * 1024

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

it('scans that are under way at once have their rows, however long, for themselves', async () => {
  const directory = fs.mkdtempSync(join(os.tmpdir(), 'base-'))
  onTestFinished(() => {
    fs.rmSync(directory, { recursive: true })
  })
  const base = await DiskBase.open(disk, directory)
  await using store = new Store(base, clock, random, {
    memoryBytes: 4 * MiB,
    flushBytes: 4 * MiB,
    onFlushed: () => undefined,
    onDamaged: fail,
    onFailed: fail,
  })
  const lengths = [0, 5000, 1, MiB, 100]
  for (const [number, length] of lengths.entries()) {
    const row = store.put(1, Uint8Array.of(number), 0, 1, length)
    row.bytes.fill(number, row.start, row.start + length)
  }
  store.advance({ ...store.state, position: 1 })
  await store.flushAll()
  const scan = (isReverse: boolean) => base.scan(1, new Uint8Array(), undefined, isReverse)
  const back = scan(true)[Symbol.iterator]()
  let number = 0
  for (const row of scan(false)) {
    const other = lengths.length - 1 - number
    const next = back.next()
    const behind = next.done === true ? undefined : next.value
    expect([behind?.key(), row.key()]).toEqual([Uint8Array.of(other), Uint8Array.of(number)])
    for (const [at, found] of [[number, row] as const, [other, behind] as const]) {
      expect(found?.state).toBe('live')
      const value = found?.value() ?? new Uint8Array()
      expect(Buffer.compare(value, Buffer.alloc(lengths[at] ?? 0, at))).toBe(0)
    }
    number++
  }
  expect(number).toBe(lengths.length)
})
