/** How much of the disk a log takes, and what it gives back. */
import { describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { quiet } from '#foundation/testing/latency'
import { Wal, WalFull } from './wal.ts'

const DIRECTORY = '/data/wal'
const OPTIONS = { segmentBytes: 2048 }

const entry = (number: number): Uint8Array =>
  new Uint8Array(Buffer.from(`entry ${String(number)}`.padEnd(100)))

function segmentPaths(host: SimulatedHost): string[] {
  return host.disk.list(DIRECTORY).filter(name => name.endsWith('.wal'))
}

describe('a disk that is nearly full', () => {
  /** A log of some files, all of them full of entries. */
  async function grown(host: SimulatedHost): Promise<Wal> {
    const wal = await Wal.open(host, DIRECTORY, {
      ...OPTIONS,
      leaveBytes: 10 * OPTIONS.segmentBytes,
    })
    for (let index = 1; index <= 40; index++) {
      await wal.append(entry(index))
      await quiet()
    }
    return wal
  }

  it('gets its kept files back, all but one, when others need them; on one with space they stay', async () => {
    const host = new SimulatedHost(1)
    const wal = await grown(host)
    wal.trim(40)
    const { surplusBytes } = wal.stats
    expect(surplusBytes).toBeGreaterThan(OPTIONS.segmentBytes)
    wal.giveBack()
    expect(wal.stats.surplusBytes).toBe(surplusBytes)
    host.disk.capacityBytes = (segmentPaths(host).length + 1) * OPTIONS.segmentBytes
    const before = host.disk.freeBytes()
    wal.giveBack()
    expect(wal.stats.surplusBytes).toBe(0)
    expect(host.disk.freeBytes() - before).toBe(surplusBytes)
    const again = await Wal.open(host, DIRECTORY, OPTIONS)
    expect(again.last).toBe(40)
  })

  it('gets no further file from a log that has two, which says what it wanted, until it is trimmed', async () => {
    const host = new SimulatedHost(1)
    const wal = await Wal.open(host, DIRECTORY, {
      ...OPTIONS,
      leaveBytes: 10 * OPTIONS.segmentBytes,
    })
    await quiet()
    host.disk.capacityBytes = 12 * OPTIONS.segmentBytes
    let refusal: unknown
    let last = 0
    while (refusal === undefined) {
      await wal.append(entry(last + 1)).then(
        () => last++,
        (error: unknown) => (refusal = error),
      )
      await quiet()
    }
    expect(refusal).toBeInstanceOf(WalFull)
    expect(segmentPaths(host)).toHaveLength(2)
    const wantedBytes = 11 * OPTIONS.segmentBytes
    expect(wal.stats).toMatchObject({ surplusBytes: 0, shortage: { wantedBytes } })
    expect(refusal).toHaveProperty('message', expect.stringContaining(String(wantedBytes)))
    wal.trim(last)
    expect(wal.stats.shortage).toBeUndefined()
    expect(await wal.append(entry(last + 1))).toBe(last + 1)
  })
})
