import { describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { checkLog, createLog } from './offline.ts'
import { Wal, WalCorrupted, WalIdentityLost } from './wal.ts'

const DIRECTORY = '/data/wal'
/** Small, so that a few entries fill several segments. */
const OPTIONS = { segmentBytes: 2048 }

const entry = (index: number): Uint8Array => Buffer.from(`entry ${String(index)} `.padEnd(100, '.'))

async function appended(wal: Wal, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await wal.append(entry(wal.last + 1))
}

describe('a log made to begin after an entry', () => {
  it.each([0, 1, 41, 2 ** 40])('goes on after %d, also after a crash', async after => {
    const host = new SimulatedHost(1)
    await createLog(host, DIRECTORY, after, OPTIONS.segmentBytes)
    expect(checkLog(host.disk, DIRECTORY)).toEqual({ first: after + 1, last: after })
    host.disk.crash()
    host.disk.restart()
    const wal = await Wal.open(host, DIRECTORY, OPTIONS)
    expect([wal.torn, wal.first, wal.last]).toEqual([undefined, after + 1, after])
    await appended(wal, 40)
    host.disk.crash()
    host.disk.restart()
    const again = await Wal.open(host, DIRECTORY, OPTIONS)
    const found: number[] = []
    for (const { index, payload } of again.read(after)) {
      expect(Buffer.from(payload)).toEqual(entry(index))
      found.push(index)
    }
    expect(found).toEqual(Array.from({ length: 40 }, (_, step) => after + 1 + step))
  })
})

describe('a check of a log', () => {
  it('tells what the log holds, and changes nothing', async () => {
    const host = new SimulatedHost(1)
    const wal = await Wal.open(host, DIRECTORY, OPTIONS)
    expect(checkLog(host.disk, DIRECTORY)).toEqual({ first: 1, last: 0 })
    await appended(wal, 80)
    wal.trim(60)
    await wal[Symbol.asyncDispose]()
    const names = host.disk.list(DIRECTORY)
    expect(checkLog(host.disk, DIRECTORY)).toEqual({ first: wal.first, last: 80 })
    expect(wal.first).toBeGreaterThan(1)
    expect(host.disk.list(DIRECTORY)).toEqual(names)
  })

  it('finds a flipped bit in a segment that others follow', async () => {
    const host = new SimulatedHost(1)
    const wal = await Wal.open(host, DIRECTORY, OPTIONS)
    await appended(wal, 60)
    await wal[Symbol.asyncDispose]()
    const file = host.disk.open(`${DIRECTORY}/000000000002.wal`, 'write')
    const byte = new Uint8Array(1)
    file.read(byte, 700)
    file.write(
      byte.map(value => value ^ 4),
      700,
    )
    expect(() => checkLog(host.disk, DIRECTORY)).toThrow(WalCorrupted)
  })

  it('refuses a directory without a log', () => {
    expect(() => checkLog(new SimulatedHost(1).disk, DIRECTORY)).toThrow(WalIdentityLost)
  })
})
