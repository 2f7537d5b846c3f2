import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import type { Disk, Host, OpenMode } from './host.ts'
import { DiskFailed, DiskFull, replaceFile } from './host.ts'
import { Patience } from './patience.ts'
import { SimulatedHost } from './simulated.ts'
import { systemHost } from './system.ts'

const MiB = 1024 ** 2
const DEADLINE_MS = 60_000
/** Node counts timers in whole milliseconds. */
const TIMER_EARLY_MS_MAX = 1

const base = mkdtempSync(join(tmpdir(), 'host-'))
afterAll(() => {
  rmSync(base, { recursive: true, force: true })
})

let places = 0
/** A machine, an empty directory on it, and a way to let its time pass. */
type Place = {
  readonly host: Host
  readonly directory: string
  readonly until: (condition: () => boolean) => Promise<void>
}

function systemPlace(dsyncSuffices: boolean, patience: Patience): Place {
  const host = systemHost(dsyncSuffices, patience)
  const directory = join(base, String(++places))
  host.disk.makeDirectory(directory)
  return {
    host,
    directory,
    until: condition => expect.poll(condition, { interval: 2, timeout: DEADLINE_MS }).toBe(true),
  }
}

function simulatedPlace(): Place {
  const host = new SimulatedHost(1)
  const until = (condition: () => boolean): Promise<void> => {
    for (let ms = 0; ms < DEADLINE_MS && !condition(); ms++) host.clock.advance(1)
    return Promise.resolve()
  }
  return { host, directory: '/data', until }
}

for (const dsyncSuffices of [true, false]) {
  const words = dsyncSuffices ? 'suffices' : 'does not suffice'
  const offThread = new Patience()
  offThread.took(0, Infinity)
  const blocking = new Patience(Infinity)
  hostSuite(`a quick disk, where O_DSYNC ${words}`, () => systemPlace(dsyncSuffices, blocking))
  hostSuite(`a slow disk, where O_DSYNC ${words}`, () => systemPlace(dsyncSuffices, offThread))
}
hostSuite('the simulated machine', simulatedPlace)

/** What every machine promises; see host.ts. */
function hostSuite(name: string, place: () => Place): void {
  describe(`${name}: time`, () => {
    it('is a date of our years, and a count that never goes back', () => {
      const { clock } = place().host
      const year = new Date(clock.now()).getUTCFullYear()
      expect(year).toBeGreaterThanOrEqual(2026)
      expect(year).toBeLessThan(2100)
      const counts = Array.from({ length: 1000 }, () => clock.monotonic())
      expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    })

    it('calls back once, in the order of what is due, not early, and not what was cancelled', async () => {
      const { host, until } = place()
      const { clock } = host
      const start = clock.monotonic()
      const fired: { ms: number; atMs: number }[] = []
      const timer = (ms: number) =>
        clock.after(ms, () => fired.push({ ms, atMs: clock.monotonic() - start }))
      timer(60)
      timer(10)
      const cancelled = timer(30)
      const done = timer(20)
      cancelled.cancel()
      await until(() => fired.some(({ ms }) => ms === 60))
      expect(fired.map(({ ms }) => ms)).toEqual([10, 20, 60])
      for (const { ms, atMs } of fired) expect(atMs).toBeGreaterThanOrEqual(ms - TIMER_EARLY_MS_MAX)
      done.cancel()
    })
  })

  describe(`${name}: chance`, () => {
    it('gives as many bytes as asked for, never the same again, and every bit both ways', () => {
      const { random } = place().host
      for (const length of [0, 1, 16, 1000]) expect(random.bytes(length).length).toBe(length)
      expect(random.bytes(16)).not.toEqual(random.bytes(16))
      const bytes = [...random.bytes(1000)]
      expect(bytes.reduce((all, byte) => all | byte, 0)).toBe(0xff)
      expect(bytes.reduce((all, byte) => all & byte, 0xff)).toBe(0)
    })
  })

  describe(`${name}: files`, () => {
    it('are empty when created, and created only where there is none', () => {
      const { host, directory } = place()
      const path = join(directory, 'a')
      expect(host.disk.open(path, 'create').size()).toBe(0)
      expectFailure(path, () => host.disk.open(path, 'create'))
    })

    const existing: OpenMode[] = ['read', 'write', 'durable']
    it.each(existing)('must be there to be opened to %s', mode => {
      const { host, directory } = place()
      const path = join(directory, 'missing')
      expectFailure(path, () => host.disk.open(path, mode))
      expect(host.disk.list(directory)).toEqual([])
    })

    it('are written and read at any position, with zeros in between', () => {
      const { host, directory } = place()
      const path = join(directory, 'a')
      const file = host.disk.open(path, 'create')
      file.write(Buffer.from('tail'), 1000)
      file.write(Buffer.from('head'), 0)
      file.write(Buffer.from('EA'), 1)
      expect(file.size()).toBe(1004)
      const expected = Buffer.alloc(1004)
      expected.write('hEAd', 0)
      expected.write('tail', 1000)
      expect(content(host.disk, path)).toEqual(expected)
    })

    it.each([
      [0, 4, 'abcd'],
      [3, 4, 'defg'],
      [4, 4, 'efg'],
      [6, 4, 'g'],
      [7, 4, ''],
      [100, 4, ''],
      [2, 0, ''],
    ])('read from %i on, %i bytes at most, give what there is', (position, length, found) => {
      const { host, directory } = place()
      const file = host.disk.open(join(directory, 'a'), 'create')
      file.write(Buffer.from('abcdefg'), 0)
      const into = new Uint8Array(length).fill(0x2e)
      expect(file.read(into, position)).toBe(found.length)
      // What lies behind is left as it was.
      expect(Buffer.from(into).toString()).toBe(found.padEnd(length, '.'))
    })

    it('that are open twice show what was written through either', () => {
      const { host, directory } = place()
      const path = join(directory, 'a')
      const one = host.disk.open(path, 'create')
      const other = host.disk.open(path, 'write')
      one.write(Buffer.from('one'), 0)
      other.write(Buffer.from('two'), 3)
      expect(content(host.disk, path).toString()).toBe('onetwo')
      expect(one.size()).toBe(6)
    })

    it('opened to read cannot be written', () => {
      const { host, directory } = place()
      const path = join(directory, 'a')
      host.disk.open(path, 'create').close()
      const file = host.disk.open(path, 'read')
      expectFailure(path, () => {
        file.write(Buffer.from('x'), 0)
      })
      expect(file.size()).toBe(0)
    })

    it.each([0, 1, 513, 3 * MiB + 1])(
      'take %i bytes durably, and show them at once',
      async size => {
        const { host, directory } = place()
        const path = join(directory, 'a')
        host.disk.open(path, 'create').write(Buffer.from('start'), 0)
        const file = host.disk.open(path, 'durable')
        const bytes = Buffer.from(Uint8Array.from({ length: size }, (_, at) => at % 251))
        await file.writeDurably(bytes, 5)
        file.sync()
        file.close()
        const found = content(host.disk, path)
        expect(found.subarray(0, 5).toString()).toBe('start')
        expect(found.subarray(5).equals(bytes)).toBe(true)
      },
    )

    it.each([0, 1, MiB, MiB + 1])('allocated with %i bytes hold zeros', async size => {
      const { host, directory } = place()
      const path = join(directory, 'a')
      await host.disk.allocate(path, size)
      expect(content(host.disk, path).equals(Buffer.alloc(size))).toBe(true)
    })

    it('are not allocated over others', async () => {
      const { host, directory } = place()
      const path = join(directory, 'a')
      host.disk.open(path, 'create').write(Buffer.from('mine'), 0)
      await expect(host.disk.allocate(path, 10)).rejects.toThrow(DiskFailed)
      expect(content(host.disk, path).toString()).toBe('mine')
    })
  })

  describe(`${name}: directories`, () => {
    it('list their names by code unit, and none if they are not there', () => {
      const { host, directory } = place()
      const names = ['a2', 'b', 'a10', 'B', 'é', '.hidden', 'a']
      for (const file of names) host.disk.open(join(directory, file), 'create').close()
      const sorted = ['.hidden', 'B', 'a', 'a10', 'a2', 'b', 'é']
      expect(host.disk.list(directory)).toEqual(sorted)
      expect(host.disk.list(join(directory, 'missing'))).toEqual([])
    })

    it('are made with all their parents, or found as they are', () => {
      const { host, directory } = place()
      const deep = join(directory, 'one', 'two', 'three')
      host.disk.makeDirectory(deep)
      host.disk.open(join(deep, 'a'), 'create').close()
      host.disk.makeDirectory(deep)
      expect(host.disk.list(deep)).toEqual(['a'])
    })

    it('let a file take the place of another by its name', () => {
      const { host, directory } = place()
      const [from, to] = [join(directory, 'new'), join(directory, 'old')]
      host.disk.open(from, 'create').write(Buffer.from('new'), 0)
      host.disk.open(to, 'create').write(Buffer.from('older'), 0)
      host.disk.rename(from, to)
      host.disk.syncDirectory(directory)
      expect(host.disk.list(directory)).toEqual(['old'])
      expect(content(host.disk, to).toString()).toBe('new')
      expectFailure(from, () => {
        host.disk.rename(from, to)
      })
    })

    it('replace a small file, and close what they cannot write', () => {
      const { host, directory } = place()
      const { disk } = host
      const path = join(directory, 'small')
      for (const text of ['one', 'another']) replaceFile(disk, path, Buffer.from(text))
      const open = disk.open.bind(disk)
      const closed: unknown[] = []
      const opening = vi.spyOn(disk, 'open').mockImplementation((path, mode) => {
        const file = open(path, mode)
        vi.spyOn(file, 'write').mockImplementation(() => {
          throw new DiskFull(path)
        })
        closed.push(vi.spyOn(file, 'close'))
        return file
      })
      expect(() => {
        replaceFile(disk, path, Buffer.from('third'))
      }).toThrow(DiskFull)
      opening.mockRestore()
      expect(closed).toHaveLength(1)
      expect(closed[0]).toHaveBeenCalledOnce()
      const bytes = Buffer.alloc(10)
      const length = disk.open(path, 'read').read(bytes, 0)
      expect(bytes.toString('utf8', 0, length)).toBe('another')
    })

    it('give a file a second name, under which it stays when the first one is removed', () => {
      const { host, directory } = place()
      const [first, second] = [join(directory, 'first'), join(directory, 'second')]
      const file = host.disk.open(first, 'create')
      host.disk.link(first, second)
      file.write(Buffer.from('later'), 0)
      for (const from of [first, join(directory, 'none')]) {
        expectFailure(from, () => {
          host.disk.link(from, second)
        })
      }
      host.disk.remove(first)
      host.disk.syncDirectory(directory)
      expect(host.disk.list(directory)).toEqual(['second'])
      expect(content(host.disk, second).toString()).toBe('later')
    })

    it('forget a file that is removed, once or twice', () => {
      const { host, directory } = place()
      const path = join(directory, 'a')
      host.disk.open(path, 'create').close()
      host.disk.remove(path)
      host.disk.remove(path)
      host.disk.syncDirectory(directory)
      expect(host.disk.list(directory)).toEqual([])
      expectFailure(path, () => host.disk.open(path, 'read'))
    })

    it('have room for something', () => {
      const { host, directory } = place()
      expect(host.disk.freeBytes(directory)).toBeGreaterThan(0)
    })
  })
}

function content(disk: Disk, path: string): Buffer {
  const file = disk.open(path, 'read')
  const bytes = Buffer.alloc(file.size())
  expect(file.read(bytes, 0)).toBe(bytes.length)
  file.close()
  return bytes
}

function expectFailure(path: string, act: () => unknown): void {
  let failure: unknown
  try {
    act()
  } catch (error) {
    failure = error
  }
  expect(failure).toBeInstanceOf(DiskFailed)
  expect(failure).toMatchObject({ code: 'DISK_FAILED', path })
}
