import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { parseKey } from '#business/data/keyspace/key'
import { DiskBase } from '#business/data/store/disk-base'
import { STREAM_ENTRIES } from '#business/data/store/tables'
import { NO_TOTAL } from './groups.ts'
import { FIRST_ID } from './id.ts'
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
