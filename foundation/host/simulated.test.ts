import { describe, expect, it } from 'vitest'
import { DiskFailed, DiskFull } from './host.ts'
import type { Fault, Operation, SimulatedDisk } from './simulated.ts'
import { Crashed, SECTOR_BYTES, seeded, SimulatedHost } from './simulated.ts'

const PATH = '/data/a'
const SEEDS = Array.from({ length: 64 }, (_, seed) => seed)
const FAULTS: Fault[] = ['crash', 'EIO', 'ENOSPC', 'short write']

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

/** Sectors filled with one letter each: `aab` are three. */
function sectors(wanted: string): Buffer {
  return Buffer.concat(Array.from(wanted, letter => Buffer.alloc(SECTOR_BYTES, letter)))
}

/** One letter for each sector of a file, or ! for a sector that is neither wholly one letter nor wholly zero. */
function letters(bytes: Uint8Array): string {
  let found = ''
  for (let start = 0; start < bytes.length; start += SECTOR_BYTES) {
    const sector = bytes.subarray(start, start + SECTOR_BYTES)
    const letter = sector.every(byte => byte === sector[0]) ? text(sector.subarray(0, 1)) : '!'
    found += letter === '\0' ? '0' : letter
  }
  return found
}

/** A disk with a file of these sectors, all durable, its entry too. */
function diskWith(seed: number, content: string): SimulatedDisk {
  const { disk } = new SimulatedHost(seed)
  const file = disk.open(PATH, 'create')
  file.write(sectors(content), 0)
  file.sync()
  disk.syncDirectory('/data')
  return disk
}

/** What a crash leaves over, for many seeds: each outcome once, sorted. */
function outcomes(run: (disk: SimulatedDisk) => void, look: (disk: SimulatedDisk) => string) {
  const found = SEEDS.map(seed => {
    const disk = diskWith(seed, 'abcd')
    run(disk)
    disk.crash()
    disk.restart()
    return look(disk)
  })
  return [...new Set(found)].sort()
}

const fileLetters = (disk: SimulatedDisk): string => letters(disk.content(PATH))
const names = (disk: SimulatedDisk): string => disk.list('/data').join(' ')
const at = (number: number, fault: Fault) => (operation: Operation) =>
  operation.number === number ? fault : undefined

describe('simulated time', () => {
  it('stands still until it is moved', () => {
    const { clock } = new SimulatedHost(1)
    const [now, count] = [clock.now(), clock.monotonic()]
    expect([clock.now(), clock.monotonic()]).toEqual([now, count])
    clock.advance(250)
    expect([clock.now(), clock.monotonic()]).toEqual([now + 250, count + 250])
  })

  it('fires what is due at its own time, in order, with what was asked for on the way', () => {
    const { clock } = new SimulatedHost(1)
    const fired: string[] = []
    const fire = (name: string) => (): void => {
      fired.push(`${name} at ${String(clock.monotonic())}`)
    }
    clock.after(20, fire('second'))
    clock.after(20, fire('third'))
    clock.after(10, () => {
      fire('first')()
      clock.after(15, fire('asked for on the way'))
      clock.after(91, fire('not due'))
    })
    clock.advance(9)
    expect(fired).toEqual([])
    clock.advance(91)
    expect(fired).toEqual([
      'first at 10',
      'second at 20',
      'third at 20',
      'asked for on the way at 25',
    ])
    clock.advance(1)
    expect(fired.at(-1)).toBe('not due at 101')
  })
})

describe('a seed', () => {
  /** All that chance decides. */
  function chanceOf(seed: number): string {
    const { random, disk } = new SimulatedHost(seed)
    const id = random.bytes(8)
    const file = disk.open(PATH, 'create')
    file.write(sectors('abcdefgh'), 0)
    disk.syncDirectory('/data')
    disk.fault = ({ kind }) => (kind === 'write' ? 'short write' : undefined)
    expect(() => {
      file.write(sectors('ABCDEFGH'), 8 * SECTOR_BYTES)
    }).toThrow(DiskFailed)
    disk.crash()
    disk.restart()
    return `${Buffer.from(id).toString('hex')} ${fileLetters(disk)}`
  }

  it('decides about all chance: the same seed gives the same, another one something else', () => {
    const found = SEEDS.map(chanceOf)
    expect(SEEDS.map(chanceOf)).toEqual(found)
    expect(new Set(found).size).toBe(SEEDS.length)
  })

  it('gives numbers from 0 up to 1, spread evenly', () => {
    const chance = seeded(1)
    const DRAWS = 10_000
    const tenths = new Array<number>(10).fill(0)
    for (let draw = 0; draw < DRAWS; draw++) {
      const tenth = Math.floor(chance() * 10)
      tenths[tenth] = (tenths[tenth] ?? 0) + 1
    }
    expect(tenths.length).toBe(10)
    expect(Math.min(...tenths)).toBeGreaterThan(DRAWS / 10 / 2)
  })
})

/** One of each kind, each independent of the others. */
const acts: Record<Operation['kind'], (disk: SimulatedDisk) => void | Promise<void>> = {
  write: disk => {
    disk.open(PATH, 'write').write(sectors('X'), 0)
  },
  sync: disk => {
    disk.open(PATH, 'write').sync()
  },
  rename: disk => {
    disk.rename(PATH, '/data/renamed')
  },
  link: disk => {
    disk.link(PATH, '/data/linked')
  },
  remove: disk => {
    disk.remove(PATH)
  },
  create: disk => {
    disk.open('/data/created', 'create')
  },
  syncDirectory: disk => {
    disk.syncDirectory('/data')
  },
  allocate: disk => disk.allocate('/data/allocated', SECTOR_BYTES),
}

describe('after a crash', () => {
  it('every sector that was synced is there', () => {
    const write = (disk: SimulatedDisk): void => {
      const file = disk.open(PATH, 'write')
      file.write(sectors('XYZ'), SECTOR_BYTES)
      file.sync()
    }
    expect(outcomes(write, fileLetters)).toEqual(['aXYZ'])
  })

  it('any of the sectors written since the last sync are there, each one whole', () => {
    const write = (disk: SimulatedDisk): void => {
      disk.open(PATH, 'write').write(sectors('XY'), SECTOR_BYTES)
    }
    expect(outcomes(write, fileLetters)).toEqual(['aXYd', 'aXcd', 'abYd', 'abcd'])
  })

  it('a sector written in part is there as it was or as it became', () => {
    const write = (disk: SimulatedDisk): void => {
      disk.open(PATH, 'write').write(Buffer.from('X'), SECTOR_BYTES + 3)
    }
    const look = (disk: SimulatedDisk): string =>
      text(disk.content(PATH).subarray(SECTOR_BYTES, SECTOR_BYTES + 5))
    expect(outcomes(write, look)).toEqual(['bbbXb', 'bbbbb'])
  })

  it('a file that grew since the last sync has its old length or its new, with any sectors missing', () => {
    const write = (disk: SimulatedDisk): void => {
      disk.open(PATH, 'write').write(sectors('ef'), 4 * SECTOR_BYTES)
    }
    expect(outcomes(write, fileLetters)).toEqual(['abcd', 'abcd00', 'abcd0f', 'abcde0', 'abcdef'])
  })

  it('what was written durably is there', async () => {
    for (const seed of SEEDS) {
      const disk = diskWith(seed, 'abcd')
      await disk.open(PATH, 'durable').writeDurably(sectors('XYZ'), 2 * SECTOR_BYTES)
      disk.crash()
      disk.restart()
      expect(fileLetters(disk)).toBe('abXYZ')
    }
  })

  it('a durable write that was under way was not acknowledged', async () => {
    for (const comesBack of [false, true]) {
      const disk = diskWith(1, 'abcd')
      const writing = disk.open(PATH, 'durable').writeDurably(sectors('X'), 0)
      disk.crash()
      if (comesBack) disk.restart()
      await expect(writing).rejects.toThrow(Crashed)
    }
  })

  it('a durable write waits as long as the disk takes, and is durable only then', async () => {
    const lost = new Set<string>()
    for (const seed of SEEDS) {
      const disk = diskWith(seed, 'abcd')
      const { promise, resolve } = Promise.withResolvers<undefined>()
      disk.latency = async () => {
        await promise
      }
      let isWritten = false
      const file = disk.open(PATH, 'durable')
      const writing = file.writeDurably(sectors('X'), 0).then(() => (isWritten = true))
      await new Promise(setImmediate)
      expect(isWritten).toBe(false)
      if (seed % 2 === 0) {
        resolve(undefined)
        await writing
      }
      disk.crash()
      disk.restart()
      if (seed % 2 === 0) expect(fileLetters(disk)).toBe('Xbcd')
      else lost.add(fileLetters(disk))
    }
    expect([...lost].sort()).toEqual(['Xbcd', 'abcd'])
  })

  it('of the entries made since the last sync of their directory any first ones are there', () => {
    const create = (disk: SimulatedDisk): void => {
      for (const name of ['b', 'c', 'd']) disk.open(`/data/${name}`, 'create').sync()
    }
    expect(outcomes(create, names)).toEqual(['a', 'a b', 'a b c', 'a b c d'])
  })

  it('entries of a directory that was synced are there, those of another one may not be', () => {
    const create = (disk: SimulatedDisk): void => {
      disk.open('/other/b', 'create')
      disk.open('/data/b', 'create')
      disk.syncDirectory('/data')
    }
    const look = (disk: SimulatedDisk): string =>
      [names(disk), ...disk.list('/other').map(name => `and ${name}`)].join(' ')
    expect(outcomes(create, look)).toEqual(['a b', 'a b and b'])
  })

  it('a file of which only the entry was synced is there, without its content or with it', () => {
    const create = (disk: SimulatedDisk): void => {
      disk.open('/data/b', 'create').write(sectors('x'), 0)
      disk.syncDirectory('/data')
    }
    const look = (disk: SimulatedDisk): string => `[${letters(disk.content('/data/b'))}]`
    expect(outcomes(create, look)).toEqual(['[0]', '[]', '[x]'])
  })

  const look = (disk: SimulatedDisk): string => `${names(disk)}: ${fileLetters(disk)}`
  it('a renamed file has one of its two names, and its own content', () => {
    const rename = (disk: SimulatedDisk): void => {
      const file = disk.open('/data/b', 'create')
      file.write(sectors('x'), 0)
      file.sync()
      disk.syncDirectory('/data')
      disk.rename('/data/b', PATH)
    }
    expect(outcomes(rename, look)).toEqual(['a b: abcd', 'a: x'])
  })

  it('a linked file has its second name or not, and the same content under both', () => {
    const link = (disk: SimulatedDisk): void => {
      disk.link(PATH, '/data/b')
      disk.open('/data/b', 'write').write(sectors('X'), 0)
    }
    expect(outcomes(link, look)).toEqual(['a b: Xbcd', 'a b: abcd', 'a: Xbcd', 'a: abcd'])
  })

  it('a removed file may be back, until its directory was synced', () => {
    const remove = (disk: SimulatedDisk): void => {
      disk.remove(PATH)
    }
    expect(outcomes(remove, names)).toEqual(['', 'a'])
    const removeForGood = (disk: SimulatedDisk): void => {
      remove(disk)
      disk.syncDirectory('/data')
    }
    expect(outcomes(removeForGood, names)).toEqual([''])
  })

  it('an allocated file is there with all its zeros once its directory was synced', async () => {
    const disk = diskWith(1, 'a')
    await disk.allocate('/data/b', 2 * SECTOR_BYTES)
    disk.syncDirectory('/data')
    disk.crash()
    disk.restart()
    expect(letters(disk.content('/data/b'))).toBe('00')
  })

  it('what survived one crash survives the next', () => {
    for (const seed of SEEDS) {
      const disk = diskWith(seed, 'abcd')
      disk.open(PATH, 'write').write(sectors('WXYZ'), 0)
      disk.open('/data/b', 'create')
      disk.crash()
      disk.restart()
      const found = [names(disk), fileLetters(disk)]
      disk.crash()
      disk.restart()
      expect([names(disk), fileLetters(disk)]).toEqual(found)
    }
  })

  it('nothing works until the restart, and what was open before is of no use ever after', async () => {
    const disk = diskWith(1, 'abcd')
    const file = disk.open(PATH, 'durable')
    const uses = [
      () => file.size(),
      () => file.read(new Uint8Array(1), 0),
      () => {
        file.write(sectors('X'), 0)
      },
      () => {
        file.sync()
      },
    ]
    const others = [
      () => disk.list('/data'),
      () => {
        disk.makeDirectory()
      },
      ...Object.values(acts).map(act => () => act(disk)),
    ]
    disk.crash()
    for (const use of [...uses, ...others])
      await expect(Promise.resolve().then(use)).rejects.toThrow(Crashed)
    disk.restart()
    for (const use of uses) expect(use).toThrow(Crashed)
    await expect(file.writeDurably(sectors('X'), 0)).rejects.toThrow(Crashed)
    expect(fileLetters(disk)).toBe('abcd')
    expect(disk.list('/data')).toEqual(['a'])
  })
})

describe('operations', () => {
  it('are numbered from 1 on, reads are not', async () => {
    const { disk } = new SimulatedHost(1)
    const seen: Operation[] = []
    disk.fault = operation => {
      seen.push(operation)
      return undefined
    }
    const file = disk.open(PATH, 'create')
    file.write(sectors('a'), 0)
    file.read(new Uint8Array(1), file.size() - 1)
    disk.list('/data')
    await disk.open(PATH, 'durable').writeDurably(sectors('b'), 0)
    disk.rename(PATH, '/data/b')
    disk.syncDirectory('/data')
    const expected = ['create', 'write', 'write', 'sync', 'rename', 'syncDirectory']
    expect(seen.map(({ kind }) => kind)).toEqual(expected)
    expect(seen.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6])
    expect(disk.operations).toBe(6)
  })

  const classes = { EIO: DiskFailed, ENOSPC: DiskFull }
  const failing = Object.entries(acts).flatMap(([kind, act]) =>
    Object.entries(classes).map(([fault, failure]) => ({ kind, act, fault, failure })),
  )
  it.each(failing)('$kind fails by $fault without effect, that one time', async one => {
    const { act, fault, failure } = one
    const disk = diskWith(1, 'abcd')
    const isFault = (name: string): name is keyof typeof classes => name in classes
    if (!isFault(fault)) throw new Error(`${fault} is no fault`)
    disk.fault = at(disk.operations + 1, fault)
    await expect((async () => act(disk))()).rejects.toThrow(failure)
    expect([names(disk), fileLetters(disk)]).toEqual(['a', 'abcd'])
    await act(disk)
  })

  it('a write that comes up short leaves only its first part, and fails', () => {
    const lengths = SEEDS.map(seed => {
      const disk = diskWith(seed, 'aaaa')
      const file = disk.open(PATH, 'write')
      disk.fault = at(disk.operations + 1, 'short write')
      expect(() => {
        file.write(sectors('XXXX'), 0)
      }).toThrow(DiskFailed)
      const found = text(disk.content(PATH))
      expect(found).toMatch(/^X*a+$/)
      expect(found.length).toBe(4 * SECTOR_BYTES)
      return found.indexOf('a')
    })
    expect(new Set(lengths).size).toBeGreaterThan(SEEDS.length / 2)
  })

  it('other than writes never come up short', async () => {
    for (const [kind, act] of Object.entries(acts)) {
      if (kind === 'write') continue
      const disk = diskWith(1, 'abcd')
      disk.fault = () => 'short write'
      await act(disk)
    }
  })

  it('a sync that failed has not synced: what it was for may be gone after a crash', () => {
    const run = (disk: SimulatedDisk): void => {
      const file = disk.open(PATH, 'write')
      file.write(sectors('X'), 0)
      disk.fault = ({ kind }) => (kind === 'sync' ? 'EIO' : undefined)
      expect(() => {
        file.sync()
      }).toThrow(DiskFailed)
    }
    expect(outcomes(run, fileLetters)).toEqual(['Xbcd', 'abcd'])
  })

  it('the machine may stop in the middle of any one, and finds what was durable', async () => {
    for (const [kind, act] of Object.entries(acts)) {
      for (const seed of SEEDS) {
        const disk = diskWith(seed, 'abcd')
        disk.fault = at(disk.operations + 1, 'crash')
        await expect((async () => act(disk))(), kind).rejects.toThrow(Crashed)
        expect(() => disk.list('/data'), kind).toThrow(Crashed)
        disk.restart()
        expect(disk.list('/data'), kind).toEqual(['a'])
        expect(['abcd', 'Xbcd'], kind).toContain(fileLetters(disk))
      }
    }
  })

  it('a write in which the machine stops may have reached the disk', () => {
    const run = (disk: SimulatedDisk): void => {
      disk.fault = at(disk.operations + 1, 'crash')
      expect(() => {
        disk.open(PATH, 'write').write(sectors('XY'), 0)
      }).toThrow(Crashed)
    }
    expect(outcomes(run, fileLetters)).toEqual(['XYcd', 'Xbcd', 'aYcd', 'abcd'])
  })

  it.each(FAULTS)('are healthy again after a restart: no more %s', fault => {
    const disk = diskWith(1, 'abcd')
    disk.fault = () => fault
    disk.crash()
    disk.restart()
    const file = disk.open(PATH, 'write')
    file.write(sectors('X'), 0)
    file.sync()
    expect(fileLetters(disk)).toBe('Xbcd')
  })
})

describe('a disk that is full', () => {
  function fullBut(bytes: number): SimulatedDisk {
    const disk = diskWith(1, 'abcd')
    disk.capacityBytes = 4 * SECTOR_BYTES + bytes
    expect(disk.freeBytes()).toBe(bytes)
    return disk
  }

  it('takes what fits, to the last byte, and refuses one more with DiskFull and no effect', () => {
    const disk = fullBut(10)
    const file = disk.open(PATH, 'write')
    expect(() => {
      file.write(Buffer.alloc(11, 'X'), 4 * SECTOR_BYTES)
    }).toThrow(DiskFull)
    expect(file.size()).toBe(4 * SECTOR_BYTES)
    file.write(Buffer.alloc(10, 'X'), 4 * SECTOR_BYTES)
    expect(disk.freeBytes()).toBe(0)
  })

  it('still takes writes into what a file holds already', () => {
    const disk = fullBut(0)
    disk.open(PATH, 'write').write(sectors('WXYZ'), 0)
    expect(fileLetters(disk)).toBe('WXYZ')
  })

  it('allocates what fits, and nothing of what does not', async () => {
    const disk = fullBut(10)
    await expect(disk.allocate('/data/b', 11)).rejects.toThrow(DiskFull)
    expect(names(disk)).toBe('a')
    await disk.allocate('/data/b', 10)
    expect(disk.freeBytes()).toBe(0)
  })

  it('has room again when a file is removed', () => {
    const disk = fullBut(0)
    disk.remove(PATH)
    expect(disk.freeBytes()).toBe(4 * SECTOR_BYTES)
  })
})

it('damage is durable and changes what the file holds', () => {
  const disk = diskWith(1, 'abcd')
  disk.open(PATH, 'write').write(sectors('Z'), 0)
  disk.damage(PATH, bytes => bytes.slice(0, 2 * SECTOR_BYTES).fill('?'.charCodeAt(0), SECTOR_BYTES))
  disk.crash()
  disk.restart()
  expect(fileLetters(disk)).toBe('Z?')
})
