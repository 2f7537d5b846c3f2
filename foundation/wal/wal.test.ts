import { describe, expect, it } from 'vitest'
import { DiskFailed } from '#foundation/host/host'
import type { Fault, Operation } from '#foundation/host/simulated'
import { Crashed, seeded, SimulatedHost } from '#foundation/host/simulated'
import { quiet } from '#foundation/testing/latency'
import { RECORD_HEADER_BYTES, recordBytes } from './record.ts'
import { Trimmed, Wal, WalCorrupted, WalFailed, WalFull, WalIdentityLost } from './wal.ts'

const DIRECTORY = '/data/wal'
/** Small, so that a few entries fill several segments. */
const OPTIONS = { segmentBytes: 2048 }

/** Every bit of the first record of a segment, header and content, is tried; of what is alike behind it, some of every byte. */
const EVERY_BITS = recordBytes(100) * 8
const BIT_STEP = 5

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()
const entry = (label: string | number, bytes = 100): Uint8Array =>
  Buffer.from(`entry ${String(label)} `.padEnd(bytes, '.'))

function open(host: SimulatedHost): Promise<Wal> {
  return Wal.open(host, DIRECTORY, OPTIONS)
}

function contents(wal: Wal, after = wal.first - 1): string[] {
  return Array.from(wal.read(after), ({ payload }) => text(payload))
}

async function filled(host: SimulatedHost, count: number): Promise<string[]> {
  const wal = await open(host)
  for (let index = 1; index <= count; index++) await wal.append(entry(index))
  const expected = contents(wal)
  await wal[Symbol.asyncDispose]()
  return expected
}

function segmentPaths(host: SimulatedHost): string[] {
  return host.disk
    .list(DIRECTORY)
    .filter(name => name.endsWith('.wal'))
    .map(name => `${DIRECTORY}/${name}`)
}

describe('a log', () => {
  it('numbers entries from 1 and reads them back in order, across segments and restarts', async () => {
    const host = new SimulatedHost(1)
    const wal = await open(host)
    expect([wal.first, wal.last]).toEqual([1, 0])
    for (let index = 1; index <= 50; index++) expect(await wal.append(entry(index))).toBe(index)
    expect(wal.stats.segments).toBeGreaterThan(2)
    await wal[Symbol.asyncDispose]()

    const again = await open(host)
    expect(again.torn).toBeUndefined()
    expect([again.first, again.last]).toEqual([1, 50])
    expect(contents(again).map(line => line.trim())).toEqual(
      Array.from({ length: 50 }, (_, index) => text(entry(index + 1)).trim()),
    )
    expect(contents(again, 48).length).toBe(2)
    expect(await again.append(entry(51))).toBe(51)
  })

  it('takes entries of every length up to a segment', async () => {
    const host = new SimulatedHost(1)
    const wal = await open(host)
    const lengths = [0, 1, 7, 8, 9, 511, 512, 513, wal.payloadBytesMax]
    for (const length of lengths) await wal.append(new Uint8Array(length).fill(length))
    await wal[Symbol.asyncDispose]()
    const again = await open(host)
    expect([...again.read(0)].map(({ payload }) => payload.length)).toEqual(lengths)
    await expect(again.append(new Uint8Array(wal.payloadBytesMax + 1))).rejects.toThrow('must fit')
  })

  it('keeps the newest entry when everything is trimmed, and reuses the files', async () => {
    const host = new SimulatedHost(1)
    const wal = await open(host)
    for (let round = 0; round < 20; round++) {
      for (let index = 0; index < 30; index++) await wal.append(entry(index))
      wal.trim(wal.last)
      expect(wal.first).toBeGreaterThan(wal.last - 30)
      expect(segmentPaths(host).length).toBeLessThan(8)
    }
    expect(() => [...wal.read(3)]).toThrow(Trimmed)
    await wal[Symbol.asyncDispose]()
    const again = await open(host)
    expect(again.last).toBe(600)
    expect(contents(again).at(-1)).toContain('entry 29')
  })

  it('a recycled segment never shows entries of its former life', async () => {
    const host = new SimulatedHost(1)
    let wal = await open(host)
    for (let index = 1; index <= 40; index++) await wal.append(entry(index))
    wal.trim(wal.last)
    while (wal.stats.segments < 2) await wal.append(entry('new', 700))
    await wal[Symbol.asyncDispose]()
    wal = await open(host)
    const indexes = [...wal.read(wal.first - 1)].map(({ index }) => index)
    expect(indexes).toEqual(indexes.map((_, offset) => wal.first + offset))
    expect(contents(wal).at(-1)).toContain('entry new')
  })

  it('a barrier makes the disk answer', async () => {
    const host = new SimulatedHost(1)
    const wal = await open(host)
    await wal.append(entry(1))
    expect(await wal.barrier()).toBe(1)
    host.disk.fault = failOnly('sync')
    await expect(wal.barrier()).rejects.toThrow(WalFailed)
  })

  it('refuses to open without its identity', async () => {
    const host = new SimulatedHost(1)
    await filled(host, 3)
    host.disk.damage(`${DIRECTORY}/log.id`, bytes => flipped(bytes, 3))
    await expect(open(host)).rejects.toThrow(WalIdentityLost)
    host.disk.remove(`${DIRECTORY}/log.id`)
    await expect(open(host)).rejects.toThrow(WalIdentityLost)
  })

  it('payloads that imitate records stay payloads', async () => {
    const host = new SimulatedHost(1)
    await filled(host, 20)
    const [first = ''] = segmentPaths(host)
    const stolen = host.disk.content(first).slice(0, recordBytes(100) * 3)
    const other = new SimulatedHost(2)
    const wal = await open(other)
    await wal.append(stolen)
    await wal.append(entry('tail', 600))
    await wal[Symbol.asyncDispose]()
    // Cut off in the middle of the last entry: what follows the cut is gone, what precedes it imitates records.
    const again = await open(other)
    expect(contents(again).length).toBe(2)
  })
})

describe('a full disk', () => {
  it('refuses an append with WalFull, goes on reading, and takes appends again once there is space', async () => {
    const host = new SimulatedHost(1)
    const wal = await open(host)
    await wal.append(entry(1))
    host.disk.capacityBytes = 3 * OPTIONS.segmentBytes
    let appended = 1
    const refusal = await (async () => {
      for (;;) {
        const error = await wal.append(entry(appended + 1)).then(
          () => undefined,
          (reason: unknown) => reason,
        )
        if (error !== undefined) return error
        appended++
      }
    })()
    expect(refusal).toBeInstanceOf(WalFull)
    expect(contents(wal).length).toBe(appended)
    await expect(wal.append(entry('refused'))).rejects.toThrow(WalFull)

    host.disk.capacityBytes = Number.POSITIVE_INFINITY
    expect(await wal.append(entry('after'))).toBe(appended + 1)
    await wal[Symbol.asyncDispose]()
    expect((await open(host)).last).toBe(appended + 1)
  })
})

describe('a disk that is nearly full', () => {
  it.each([
    ['two segments fit', 0, 2],
    ['a byte is missing', -1, 1],
  ])('is left to others, but for what is beyond a segment: %s', async (_what, more, prepared) => {
    const host = new SimulatedHost(1)
    const wal = await open(host)
    await quiet()
    const files = segmentPaths(host).length
    const leave = (bytes: number): void => {
      host.disk.capacityBytes = Number.MAX_SAFE_INTEGER
      host.disk.capacityBytes = Number.MAX_SAFE_INTEGER - host.disk.freeBytes() + bytes
    }
    leave(2 * OPTIONS.segmentBytes + more)
    for (let count = 0; count < 2; count++) await wal.append(new Uint8Array(wal.payloadBytesMax))
    await quiet()
    expect(segmentPaths(host).length).toBe(files + prepared - 1)
    leave(2 * OPTIONS.segmentBytes)
    expect(await wal.append(entry('after'))).toBe(3)
  })
})

describe('a failing disk', () => {
  /** Runs a fixed workload and returns what was acknowledged, stopping at the first failure. */
  async function workload(host: SimulatedHost): Promise<number> {
    let acknowledged = 0
    try {
      const wal = await open(host)
      for (let index = 1; index <= 60; index++) {
        await wal.append(entry(index, 40 + ((index * 37) % 300)))
        acknowledged = index
        if (index % 20 === 0) wal.trim(index - 10)
      }
      await wal[Symbol.asyncDispose]()
    } catch {
      // The fault of the test: what had been acknowledged before it is what counts.
    }
    return acknowledged
  }

  async function operationsOfWorkload(): Promise<number> {
    const host = new SimulatedHost(0)
    await workload(host)
    return host.disk.operations
  }

  it('a crash at every operation loses no acknowledged entry and shows no half one', async () => {
    const operations = await operationsOfWorkload()
    expect(operations).toBeGreaterThan(150)
    for (let at = 1; at <= operations; at++) {
      for (const seed of [1, 2, 3]) {
        const host = new SimulatedHost(seed)
        host.disk.fault = ({ number }) => (number === at ? 'crash' : undefined)
        const acknowledged = await workload(host)
        expect(() => host.disk.list(DIRECTORY)).toThrow(Crashed)
        host.disk.restart()
        const wal = await open(host)
        const context = `crash at operation ${String(at)}, seed ${String(seed)}`
        expect(wal.last, context).toBeGreaterThanOrEqual(acknowledged)
        expect(wal.last, context).toBeLessThanOrEqual(acknowledged + 1)
        for (const { index, payload } of wal.read(wal.first - 1)) {
          expect(text(payload), context).toBe(text(entry(index, 40 + ((index * 37) % 300))))
        }
        expect(await wal.append(entry('more')), context).toBe(wal.last)
      }
    }
  })

  const kinds: Fault[] = ['EIO', 'ENOSPC', 'short write']
  it.each(kinds)(
    '%s at the n-th call, for all n, never acknowledges what is not there',
    async fault => {
      const operations = await operationsOfWorkload()
      for (let at = 1; at <= operations; at++) {
        const host = new SimulatedHost(at)
        host.disk.fault = ({ number }) => (number === at ? fault : undefined)
        const acknowledged = await workload(host)
        host.disk.fault = () => undefined
        const wal = await open(host)
        expect(wal.last, `${fault} at operation ${String(at)}`).toBeGreaterThanOrEqual(acknowledged)
        for (const { index, payload } of wal.read(wal.first - 1)) {
          if (index <= acknowledged) {
            expect(text(payload)).toBe(text(entry(index, 40 + ((index * 37) % 300))))
          }
        }
      }
    },
  )

  it('a next segment that cannot be opened fails the log, also where only an idle mark wanted it', async () => {
    const host = new SimulatedHost(1)
    const wal = await open(host)
    // Not even a mark fits behind it.
    await wal.append(new Uint8Array(wal.payloadBytesMax))
    await quiet()
    const intact = host.disk.open.bind(host.disk)
    let refused = 0
    host.disk.open = (path, mode) => {
      if (mode !== 'durable') return intact(path, mode)
      refused++
      throw new DiskFailed('open', path, 'EMFILE')
    }
    host.clock.advance(1000)
    await quiet()
    expect(refused).toBe(1)
    host.disk.open = intact
    await expect(wal.append(entry(2))).rejects.toThrow(WalFailed)
    expect((await open(host)).last).toBe(1)
  })

  it('a prepared segment is used only when its name is durable', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const host = new SimulatedHost(seed)
      const wal = await open(host)
      await quiet()
      let left = 1
      host.disk.fault = ({ kind }) => {
        if (kind === 'syncDirectory' && left-- > 0) return 'EIO'
        // The sync for a later segment would be one for this one too.
        return kind === 'allocate' && left < 1 ? 'ENOSPC' : undefined
      }
      let acknowledged = 0
      try {
        for (let index = 1; index <= 20; index++) {
          acknowledged = await wal.append(entry(index, 300))
          await quiet()
        }
      } catch {
        // What had been acknowledged is what counts.
      }
      expect(left).toBeLessThan(1)
      host.disk.crash()
      host.disk.restart()
      expect((await open(host)).last, `seed ${String(seed)}`).toBeGreaterThanOrEqual(acknowledged)
    }
  })

  it('a sync that fails in a barrier without room for a mark fails the log too', async () => {
    const host = new SimulatedHost(1)
    const wal = await open(host)
    await quiet()
    const isFull = ({ kind }: Operation): Fault | undefined =>
      kind === 'allocate' ? 'ENOSPC' : undefined
    host.disk.fault = isFull
    for (let count = 0; count < 2; count++) await wal.append(new Uint8Array(wal.payloadBytesMax))
    host.disk.fault = operation => (operation.kind === 'sync' ? 'EIO' : isFull(operation))
    await expect(wal.barrier()).rejects.toThrow(WalFailed)
    host.disk.fault = () => undefined
    await expect(wal.append(entry('after'))).rejects.toThrow(WalFailed)
  })

  it.each<[Operation['kind'], Fault, boolean]>([
    ['rename', 'EIO', true],
    ['rename', 'ENOSPC', false],
    ['syncDirectory', 'EIO', true],
    ['syncDirectory', 'ENOSPC', true],
  ])(
    'a trim that meets a %s with %s gives up no entry it still has',
    async (kind, fault, fails) => {
      const host = new SimulatedHost(1)
      const wal = await open(host)
      for (let index = 1; index <= 50; index++) await wal.append(entry(index))
      await quiet()
      let left = 1
      host.disk.fault = operation => (operation.kind === kind && left-- > 0 ? fault : undefined)
      if (fails) {
        expect(() => {
          wal.trim(50)
        }).toThrow(WalFailed)
        await expect(wal.append(entry(51))).rejects.toThrow(WalFailed)
      } else {
        wal.trim(50)
        expect(wal.first).toBe(1)
        expect(contents(wal).length).toBe(50)
        wal.trim(50)
        expect(wal.first).toBeGreaterThan(1)
        expect(await wal.append(entry(51))).toBe(51)
      }
      const again = await open(host)
      expect(again.last).toBe(fails ? 50 : 51)
      expect(contents(again).length).toBe(again.last - again.first + 1)
    },
  )

  it('after one failed sync nothing is acknowledged any more, though later syncs succeed', async () => {
    const host = new SimulatedHost(1)
    const wal = await open(host)
    await wal.append(entry(1))
    host.disk.fault = failOnly('sync')
    await expect(wal.append(entry(2))).rejects.toThrow(WalFailed)
    host.disk.fault = () => undefined
    await expect(wal.append(entry(3))).rejects.toThrow(/Restart/)
    await expect(wal.barrier()).rejects.toThrow(WalFailed)
    expect(wal.last).toBe(1)
  })
})

describe('damage', () => {
  it('a flipped bit anywhere in three segments is refused or harmless: never wrong data, never silent loss', async () => {
    const host = new SimulatedHost(1)
    const expected = await filled(host, 32)
    const paths = segmentPaths(host).slice(0, 3)
    expect(paths.length).toBe(3)
    const outcomes = { refused: 0, harmless: 0 }
    for (const path of paths) {
      const intact = host.disk.content(path)
      for (let bit = 0; bit < intact.length * 8; bit += bit < EVERY_BITS ? 1 : BIT_STEP) {
        host.disk.damage(path, () => flipped(intact, bit))
        try {
          expect(contents(await open(host)), `${path} bit ${String(bit)}`).toEqual(expected)
          outcomes.harmless++
        } catch (error) {
          expect(error, `${path} bit ${String(bit)}`).toBeInstanceOf(WalCorrupted)
          outcomes.refused++
        }
        host.disk.damage(path, () => intact)
      }
    }
    const flips = (32 * (RECORD_HEADER_BYTES + 100) * 8) / BIT_STEP
    expect(outcomes.refused).toBeGreaterThan(flips - 1000 / BIT_STEP)
  })

  it('a segment cut at any byte is refused', async () => {
    const host = new SimulatedHost(1)
    await filled(host, 10)
    const [path = ''] = segmentPaths(host)
    const intact = host.disk.content(path)
    for (let length = 0; length < intact.length; length++) {
      host.disk.damage(path, () => intact.slice(0, length))
      await expect(open(host)).rejects.toThrow(`has ${String(length)} bytes instead of 2048`)
    }
  })

  it('an entry whose bytes from any point on never reached the disk is forgotten alone', async () => {
    const host = new SimulatedHost(1)
    const expected = await filled(host, 2)
    const [path = ''] = segmentPaths(host)
    const before = host.disk.content(path)
    const wal = await open(host)
    await wal.append(entry('torn', 900))
    const after = host.disk.content(path)
    const start = before.findIndex((byte, at) => byte !== after[at]) & ~7
    for (let cut = 0; cut <= recordBytes(900); cut++) {
      host.disk.damage(path, () => {
        const torn = before.slice()
        torn.set(after.subarray(start, start + cut), start)
        return torn
      })
      const recovered = await open(host)
      const whole = cut >= RECORD_HEADER_BYTES + 900
      expect(contents(recovered)).toEqual(
        whole ? [...expected, text(entry('torn', 900))] : expected,
      )
    }
  })

  it('a torn tail is reported, forgotten for good, and overwritten', async () => {
    const host = new SimulatedHost(1)
    await filled(host, 2)
    const [path = ''] = segmentPaths(host)
    const wal = await open(host)
    await wal.append(entry('torn', 900))
    host.disk.damage(path, bytes => {
      const damaged = bytes.slice()
      damaged.fill(0, 1024, 1536)
      return damaged
    })
    const recovered = await open(host)
    expect(recovered.torn?.path).toBe(path)
    expect(recovered.last).toBe(2)
    const clean = await open(host)
    expect(clean.torn).toBeUndefined()
    expect(await clean.append(entry('next'))).toBe(3)
    expect(contents(clean).at(-1)).toContain('next')
  })

  it('a missing segment in the middle is refused', async () => {
    const host = new SimulatedHost(1)
    await filled(host, 40)
    const [, second = ''] = segmentPaths(host)
    host.disk.remove(second)
    await expect(open(host)).rejects.toThrow(/Restore its directory from a backup/)
  })

  it('random damage in many places is refused or harmless', async () => {
    const chance = seeded(7)
    for (let round = 0; round < 200; round++) {
      const host = new SimulatedHost(round)
      const expected = await filled(host, 25)
      for (const path of segmentPaths(host)) {
        host.disk.damage(path, bytes => {
          const at = Math.floor(chance() * bytes.length)
          return chance() < 0.5 ? bytes : bytes.fill(Math.floor(chance() * 256), at, at + 64)
        })
      }
      try {
        const found = contents(await open(host))
        expect(found).toEqual(expected.slice(0, found.length))
      } catch (error) {
        expect(error).toBeInstanceOf(WalCorrupted)
      }
    }
  })
})

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice()
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
  return copy
}

function failOnly(kind: Operation['kind']): (operation: Operation) => Fault | undefined {
  return operation => (operation.kind === kind ? 'EIO' : undefined)
}
