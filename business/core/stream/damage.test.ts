import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { parseKey } from '#business/data/keyspace/key'
import { damagedRow } from '#business/data/store/damage'
import { DiskBase } from '#business/data/store/disk-base'
import { MemoryBase } from '#business/data/store/testing/memory-base'
import type { Row, ScannedRow } from '#business/data/store/store'
import { StoreDamaged } from '#business/data/store/store'
import { CONSUMER_PENDING, KEYS, STREAM_ENTRIES, STREAM_NODES } from '#business/data/store/tables'
import { NO_TOTAL } from './groups.ts'
import { FIRST_ID } from './id.ts'
import { AUTO_ID } from './model.ts'
import { ALL_ENTRIES } from './stream-reader.ts'
import { startStreams } from './testing/stream-node.ts'

const STREAM = parseKey(Buffer.from('s'))
const GROUP = { stream: STREAM, group: new Uint8Array(Buffer.from('g')) }

/** Changes the first byte of the row of entry 2-0 of the stream that the first change of the store created. */
function damage(path: string): void {
  const at = Buffer.from('000000000001000000000000000000020000000000000000', 'hex')
  const bytes = readFileSync(path)
  let found = 0
  for (let place = bytes.indexOf(at); place >= 0; place = bytes.indexOf(at, place + 1)) {
    if (bytes[place - 1] !== STREAM_ENTRIES) continue
    bytes.writeUInt8(bytes.readUInt8(place + at.length) ^ 1, place + at.length)
    found++
  }
  expect(found).toBeGreaterThan(0)
  writeFileSync(path, bytes)
}

it('a damaged entry makes what needs it fail; the node goes on, starts again, and gives its space back', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stream-damage-'))
  onTestFinished(() => {
    rmSync(directory, { recursive: true, force: true })
  })
  const host = new SimulatedHost(1)
  const { disk } = systemHost()
  const open = async () => await startStreams(host, await DiskBase.open(disk, directory))
  const append = {
    kind: 'append',
    stream: STREAM,
    creates: true,
    producer: undefined,
    trim: undefined,
  } as const
  {
    await using node = await open()
    for (const ms of [1n, 2n, 3n]) {
      const id = { kind: 'exact', id: { ms, seq: 0n } } as const
      await node.streams.append({ ...append, id, fields: [new Uint8Array(1), new Uint8Array(1)] })
    }
    const create = { kind: 'create', id: FIRST_ID, createsStream: false } as const
    await node.groups.change({ ...create, ...GROUP, entriesRead: undefined })
  }
  damage(join(directory, 'store.mdb'))
  const bound = { kind: 'length', length: 1 } as const
  const trim = { bound, references: 'keep', isApproximate: false, entriesMax: undefined } as const
  const places = [{ stream: STREAM, after: undefined }]
  const who = { consumer: new Uint8Array(1), isAcked: false } as const
  const rest = { limit: 10, total: NO_TOTAL, minIdleMs: undefined } as const
  {
    await using node = await open()
    expect(await node.streams.trim({ stream: STREAM, trim })).toMatchObject({ kind: 'damaged' })
    const { group } = GROUP
    const found = await node.groups.change({ kind: 'read', group, places, ...who, ...rest })
    expect(found).toMatchObject({ kind: 'damaged' })
  }
  await using again = await open()
  const id = { kind: 'exact', id: { ms: 4n, seq: 0n } } as const
  expect(await again.streams.append({ ...append, id, fields: [] })).toMatchObject({
    kind: 'appended',
  })
  await again.other({ kind: 'drop', key: STREAM })
  await again.streams.reclaim()
  expect(again.streams.info(STREAM).kind).toBe('noSuchStream')
})

/** Some of its rows are damaged. */
class FaultyBase extends MemoryBase {
  isDamaged: (table: number, key: string) => boolean = () => false

  override get(table: number, key: Uint8Array, start: number, end: number, row: Row): boolean {
    const isFound = super.get(table, key, start, end, row)
    const part = key.subarray(start, end)
    if (isFound && this.isDamaged(table, Buffer.from(part).toString())) throw damagedRow(part)
    return isFound
  }

  override *scan(...bounds: Parameters<MemoryBase['scan']>): Generator<ScannedRow> {
    for (const row of super.scan(...bounds)) {
      const isDamaged = this.isDamaged(bounds[0], Buffer.from(row.key()).toString())
      row.state = isDamaged ? 'damaged' : 'live'
      yield row
    }
  }
}

const NO_OPTIONS = { creates: true, producer: undefined, trim: undefined } as const
const CREATE = {
  kind: 'create',
  id: FIRST_ID,
  createsStream: true,
  entriesRead: undefined,
} as const

const appendTo = (stream: string) => {
  const fields = [new Uint8Array(1), new Uint8Array(1)]
  return { kind: 'append', stream: parseKey(Buffer.from(stream)), id: AUTO_ID, fields } as const
}

it('a damaged row does not keep an append from being what it was: the entry is there, and is counted', async () => {
  const base = new FaultyBase()
  const before = await startStreams(undefined, base)
  const append = { ...appendTo('s'), ...NO_OPTIONS }
  for (let count = 0; count < 150; count++) await before.streams.append(append)
  await using node = await before.restart()
  base.isDamaged = table => table === STREAM_NODES
  const bound = { kind: 'length', length: 1 } as const
  const trim = { bound, references: 'keep', isApproximate: true, entriesMax: undefined } as const
  expect(await node.streams.append({ ...append, trim })).toMatchObject({ kind: 'appended' })
  const { entries } = node.streams.all(STREAM, ALL_ENTRIES, false, 1000)
  expect(node.streams.info(STREAM)).toMatchObject({ result: { length: entries.length } })
  expect(entries).toHaveLength(151)
})

it('what a consumer has is claimed as often as a client likes, where its row is damaged: the node goes on', async () => {
  const base = new FaultyBase()
  const before = await startStreams(undefined, base)
  await before.groups.change({ ...CREATE, ...GROUP })
  await before.streams.append({ ...appendTo('s'), ...NO_OPTIONS })
  const places = [{ stream: STREAM, after: undefined }]
  const read = { kind: 'read', group: GROUP.group, places, isAcked: false, limit: 10 } as const
  const rest = { consumer: new Uint8Array(1), total: NO_TOTAL, minIdleMs: undefined }
  await before.groups.change({ ...read, ...rest })
  await using node = await before.restart()
  base.isDamaged = table => table === CONSUMER_PENDING
  const [entry] = node.streams.all(STREAM, ALL_ENTRIES, false, 1).entries
  const ids = entry ? [entry.id] : []
  const claim = { kind: 'claim', ...GROUP, consumer: new Uint8Array(2), minIdleMs: 0, ids } as const
  const options = { deliveredAt: undefined, deliveries: undefined, lastId: undefined }
  for (let count = 0; count < 3; count++) {
    const asked = { ...claim, ...options, isForced: false, idsOnly: false }
    expect(await node.groups.change(asked)).toMatchObject({ kind: 'damaged' })
  }
})

it('the retention of a stream that is damaged does not keep that of others from being applied', async () => {
  const base = new FaultyBase()
  const before = await startStreams(undefined, base)
  const retention = { length: 1, ageMs: 0, bytes: 0 }
  for (const name of ['a', 'b']) {
    const append = { ...appendTo(name), ...NO_OPTIONS }
    for (let count = 0; count < 3; count++) await before.streams.append(append)
    await before.streams.setRetention({ kind: 'retention', stream: append.stream, retention })
  }
  await using node = await before.restart()
  base.isDamaged = (table, key) => table === KEYS && key === 'a'
  await expect(node.streams.retain()).rejects.toThrow(StoreDamaged)
  const { stream } = appendTo('b')
  expect(node.streams.info(stream)).toMatchObject({ result: { length: 1 } })
})
