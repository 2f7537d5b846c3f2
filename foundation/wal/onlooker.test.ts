import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Disk } from '#foundation/host/host'
import { SimulatedHost } from '#foundation/host/simulated'
import { visitLog } from './onlooker.ts'
import { WalTranscript } from './transcript.ts'
import { Trimmed, Wal, WalCorrupted, WalIdentityLost } from './wal.ts'

const DIRECTORY = '/data/wal'
/** Small, so that a few entries fill several segments. */
const OPTIONS = { segmentBytes: 2048 }

const entry = (index: number): Uint8Array => Buffer.from(`entry ${String(index)} `.padEnd(100, '.'))

function open(host: SimulatedHost): Promise<Wal> {
  return Wal.open(host, DIRECTORY, OPTIONS)
}

async function appended(wal: Wal, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await wal.append(entry(wal.last + 1))
}

/** Indexes of the entries, each of which has to have its own payload. */
function seen(
  disk: Disk,
  directory = DIRECTORY,
): { indexes: number[]; first: number; last: number } {
  const indexes: number[] = []
  const { first, last } = visitLog(disk, directory, ({ index, payload }) => {
    expect(Buffer.from(payload).equals(entry(index))).toBe(true)
    indexes.push(index)
  })
  return { indexes, first, last }
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, step) => first + step)
}

/** The disk, doing something else just before a directory is listed or a file opened for the n-th time. */
function interrupted(disk: Disk, call: 'list' | 'open', nth: number, act: () => void): Disk {
  let count = 0
  const other: Disk = Object.create(disk) as Disk
  other.list = directory => {
    if (call === 'list' && ++count === nth) act()
    return disk.list(directory)
  }
  other.open = (path, mode) => {
    if (call === 'open' && path.endsWith('.wal') && ++count === nth) act()
    return disk.open(path, mode)
  }
  return other
}

describe('an onlooker', () => {
  it('sees every entry of a log that is open, across segments', async () => {
    const host = new SimulatedHost(1)
    const wal = await open(host)
    expect(seen(host.disk)).toEqual({ indexes: [], first: 1, last: 0 })
    for (const last of [1, 40, 80]) {
      await appended(wal, last - wal.last)
      expect(seen(host.disk)).toEqual({ indexes: range(1, last), first: 1, last })
    }
    wal.trim(60)
    expect(seen(host.disk).indexes).toEqual(range(wal.first, 80))
    expect(wal.first).toBeGreaterThan(1)
  })

  it('changes nothing', async () => {
    const host = new SimulatedHost(1)
    const wal = await open(host)
    await appended(wal, 30)
    const names = host.disk.list(DIRECTORY)
    seen(host.disk)
    expect(host.disk.list(DIRECTORY)).toEqual(names)
    await appended(wal, 30)
    expect(wal.last).toBe(60)
  })

  it('sees everything acknowledged before, whenever the writer goes on meanwhile', async () => {
    for (const call of ['list', 'open'] as const) {
      for (let nth = 1; nth <= 12; nth++) {
        const host = new SimulatedHost(1)
        const wal = await open(host)
        await appended(wal, 60)
        let appending: Promise<void> | undefined
        const disk = interrupted(host.disk, call, nth, () => {
          appending = appended(wal, 30)
        })
        const { indexes, last } = seen(disk)
        expect(indexes).toEqual(range(1, last))
        expect(last).toBeGreaterThanOrEqual(60)
        await appending
      }
    }
  })

  it('finds what it saw too early for, when it meets what came later', async () => {
    // Two logs of the same random numbers are the same up to where the older one ends.
    const [older, newer] = [new SimulatedHost(1), new SimulatedHost(1)]
    await appended(await open(older), 55)
    await appended(await open(newer), 95)
    for (let stale = 0; stale <= 20; stale++) {
      let left = stale
      const disk: Disk = Object.create(newer.disk) as Disk
      disk.list = directory => newer.disk.list(directory)
      disk.open = (path, mode) => {
        // Time does not go back: after the first look at what is new there is none at what is old.
        if (!older.disk.list(DIRECTORY).includes(basename(path))) left = 0
        return (left-- > 0 ? older : newer).disk.open(path, mode)
      }
      const { indexes, last } = seen(disk)
      expect(indexes).toEqual(range(1, last))
      expect(last).toBeGreaterThanOrEqual(55)
    }
  })

  it('reads on when files are renamed under its eyes, or says that entries were trimmed', async () => {
    let trimmed = 0
    for (let nth = 1; nth <= 12; nth++) {
      const host = new SimulatedHost(1)
      const wal = await open(host)
      await appended(wal, 90)
      const disk = interrupted(host.disk, 'open', nth, () => {
        wal.trim(90)
      })
      try {
        const { indexes, last } = seen(disk)
        expect(last).toBe(90)
        expect(indexes).toEqual(range(indexes[0] ?? 0, 90))
      } catch (error) {
        expect(error).toBeInstanceOf(Trimmed)
        trimmed++
      }
    }
    expect(trimmed).toBeGreaterThan(0)
    expect(trimmed).toBeLessThan(12)
  })

  it('tells damage from a write under way: every flipped bit is noticed or harmless', async () => {
    const host = new SimulatedHost(1)
    const wal = await open(host)
    await appended(wal, 30)
    await wal[Symbol.asyncDispose]()
    const [name = ''] = host.disk.list(DIRECTORY).filter(file => file.endsWith('.wal'))
    let refused = 0
    for (let byte = 0; byte < 1500; byte += 7) {
      const flip = (): void => {
        host.disk.damage(`${DIRECTORY}/${name}`, bytes => {
          bytes[byte] = (bytes[byte] ?? 0) ^ (1 << (byte % 8))
          return bytes
        })
      }
      flip()
      try {
        expect(seen(host.disk).indexes).toEqual(range(1, 30))
      } catch (error) {
        expect(error).toBeInstanceOf(WalCorrupted)
        refused++
      }
      flip()
    }
    expect(refused).toBeGreaterThan(200)
  })

  it('takes the end of a torn write for the end', async () => {
    const host = new SimulatedHost(1)
    const wal = await open(host)
    await appended(wal, 3)
    const [name = ''] = host.disk.list(DIRECTORY).filter(file => file.endsWith('.wal'))
    host.disk.damage(`${DIRECTORY}/${name}`, bytes => {
      // Within the third entry: each takes 40 bytes of header and 104 of payload.
      bytes[2 * 144 + 60] = 0
      return bytes
    })
    expect(seen(host.disk).last).toBe(2)
  })

  it('refuses a directory without a log', () => {
    const host = new SimulatedHost(1)
    expect(() => seen(host.disk)).toThrow(WalIdentityLost)
  })
})

describe('a transcript', () => {
  it.each([
    ['nothing', 0, 0],
    ['nothing, after entry 41', 42, 41],
    ['one entry', 42, 42],
    ['entries from 1 on', 1, 40],
    ['entries of several segments', 1000, 1100],
  ])('of %s is a log that a writer goes on with', async (_name, first, last) => {
    const host = new SimulatedHost(1)
    const transcript = new WalTranscript(host, DIRECTORY, OPTIONS.segmentBytes)
    const indexes = first > last || last === 0 ? [] : range(first, last)
    for (const index of indexes) transcript.append(index, entry(index))
    transcript.finish(last)
    expect(seen(host.disk)).toMatchObject({ indexes, last })

    host.disk.crash()
    host.disk.restart()
    const wal = await open(host)
    expect(wal.torn).toBeUndefined()
    expect([...wal.read(last - indexes.length)].map(({ index }) => index)).toEqual(indexes)
    await appended(wal, 50)
    expect(seen(host.disk).indexes).toEqual([...indexes, ...range(last + 1, last + 50)])
  })

  it('takes no entry out of turn', () => {
    const transcript = new WalTranscript(new SimulatedHost(1), DIRECTORY, OPTIONS.segmentBytes)
    transcript.append(7, entry(7))
    expect(() => {
      transcript.append(9, entry(9))
    }).toThrow('entry 9 after entry 7')
    expect(() => {
      transcript.finish(9)
    }).toThrow('ends with entry 7, not 9')
  })

  it('has another identity than the log it was made from', async () => {
    const host = new SimulatedHost(1)
    const wal = await open(host)
    await appended(wal, 1)
    const copy = '/backup/wal'
    const transcript = new WalTranscript(host, copy, OPTIONS.segmentBytes)
    transcript.append(1, entry(1))
    transcript.finish(1)
    const identityOf = (directory: string): string => {
      const bytes = new Uint8Array(16)
      host.disk.open(`${directory}/log.id`, 'read').read(bytes, 0)
      return Buffer.from(bytes).toString('hex')
    }
    expect(identityOf(copy)).not.toBe(identityOf(DIRECTORY))
  })
})
