import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { DiskFailed, DiskFull } from './host.ts'
import { Patience } from './patience.ts'
import { systemHost } from './system.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const isLinux = process.platform === 'linux'
const bytes = Buffer.from('bytes')

const directory = fs.mkdtempSync(join(tmpdir(), 'system-host-'))
afterAll(() => {
  fs.rmSync(directory, { recursive: true, force: true })
})

const { clock, disk } = systemHost()
/** Of durable writes: whether O_DSYNC suffices, and whether they may block. */
const blocking = new Patience(Infinity)
const offThread = new Patience()
offThread.took(0, Infinity)
const WAYS = [
  [true, blocking],
  [false, blocking],
  [true, offThread],
  [false, offThread],
] as const

/** What Linux says of a file that this process has open. */
function flagsOf(path: string): number {
  for (const descriptor of fs.readdirSync('/proc/self/fd')) {
    // The descriptor of the listing itself is closed by now.
    if (!fs.existsSync(`/proc/self/fd/${descriptor}`)) continue
    if (fs.readlinkSync(`/proc/self/fd/${descriptor}`) !== path) continue
    const info = fs.readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8')
    return Number.parseInt(/flags:\s+(\d+)/.exec(info)?.[1] ?? '', 8)
  }
  throw new Error(`${path} is not open`)
}

/** Allocates more than a file may have, where the system lets a process be bounded so. */
const ALLOCATION = `
  import { systemHost } from '#foundation/host/system'
  await systemHost().disk.allocate(process.argv[1], 16 * 1024 * 1024).catch(error => {
    console.log(error.code)
  })
`

it('an allocation that fails halfway leaves nothing behind', () => {
  const path = join(directory, 'halfway')
  // In blocks of 512 bytes. Ignored, the signal makes room for an error.
  const command = `trap '' XFSZ; ulimit -f 4096; exec "$@"`
  const node = [process.execPath, '--input-type=module-typescript', '-e', ALLOCATION, '--', path]
  const { stdout } = spawnSync('sh', ['-c', command, 'sh', ...node], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect(stdout).toBe('DISK_FAILED\n')
  expect(fs.existsSync(path)).toBe(false)
})

describe('time', () => {
  it('is the time of the machine', () => {
    const before = Date.now()
    const now = clock.now()
    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(Date.now())
  })

  it.each([2 ** 31 - 1, 2 ** 31, 1e12])(
    'calls back after 20 ms before it calls back after %i ms',
    async ms => {
      let isEarly = false
      // Beyond 2^31 - 1 ms a timer of Node fires after one millisecond.
      const timer = clock.after(ms, () => (isEarly = true))
      await new Promise<void>(resolve => clock.after(20, resolve))
      expect(isEarly).toBe(false)
      timer.cancel()
    },
  )

  it('does not keep the process alive by its timers', () => {
    const script = `
      import { systemHost } from '#foundation/host/system'
      const fire = () => console.log('fired')
      for (const ms of [60_000, 2 ** 31]) systemHost().clock.after(ms, fire)
      process.on('exit', () => console.log('ended'))
    `
    const { stdout, status } = spawnSync(
      process.execPath,
      ['--input-type=module-typescript', '-e', script],
      { cwd: ROOT, encoding: 'utf8', timeout: 300_000 },
    )
    expect(stdout).toBe('ended\n')
    expect(status).toBe(0)
  })
})

describe('a durable write', () => {
  it.runIf(isLinux)('goes through a descriptor whose writes the kernel makes durable', () => {
    const paths = { durable: join(directory, 'durable'), write: join(directory, 'write') }
    const isSynced: Record<string, boolean> = {}
    for (const mode of ['durable', 'write'] as const) {
      disk.open(paths[mode], 'create').close()
      const file = disk.open(paths[mode], mode)
      isSynced[mode] = (flagsOf(paths[mode]) & fs.constants.O_DSYNC) !== 0
      file.close()
    }
    expect(isSynced).toEqual({ durable: true, write: false })
  })

  // A device that takes any write and refuses any sync.
  it.runIf(isLinux)('is followed by a sync only where that is needed', async () => {
    for (const patience of [blocking, offThread]) {
      const sufficing = systemHost(true, patience).disk.open('/dev/null', 'durable')
      await sufficing.writeDurably(bytes, 0)
      const insufficient = systemHost(false, patience).disk.open('/dev/null', 'durable')
      await expect(insufficient.writeDurably(bytes, 0)).rejects.toThrow(
        /^Cannot sync \/dev\/null: EINVAL/,
      )
      sufficing.close()
      insufficient.close()
    }
  })
})

describe('a durable write', () => {
  it('blocks while the disk is quick, and is done when the call returns', async () => {
    const path = join(directory, 'quick')
    fs.writeFileSync(path, '')
    const file = systemHost(true, blocking).disk.open(path, 'durable')
    const writing = file.writeDurably(bytes, 0)
    expect(fs.readFileSync(path)).toEqual(bytes)
    await writing
    file.close()
  })

  it('leaves this thread alone once a write took too long', async () => {
    const path = join(directory, 'slow')
    fs.writeFileSync(path, '')
    const patience = new Patience(-1)
    const blocked = vi.spyOn(patience, 'took')
    const file = systemHost(true, patience).disk.open(path, 'durable')
    await file.writeDurably(bytes, 0)
    await file.writeDurably(bytes, bytes.length)
    expect(blocked).toHaveBeenCalledTimes(1)
    expect(fs.readFileSync(path)).toEqual(Buffer.concat([bytes, bytes]))
    file.close()
  })
})

describe('a failure', () => {
  // A device without space.
  it.runIf(isLinux)('for want of space is DiskFull, whatever the way of writing', async () => {
    const expected = { code: 'DISK_FULL', path: '/dev/full', cause: { code: 'ENOSPC' } }
    const file = disk.open('/dev/full', 'write')
    expect(
      caught(() => {
        file.write(bytes, 0)
      }),
    ).toMatchObject(expected)
    for (const [dsyncSuffices, patience] of WAYS) {
      const durable = systemHost(dsyncSuffices, patience).disk.open('/dev/full', 'durable')
      const failure = await durable.writeDurably(bytes, 0).catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(DiskFull)
      expect(failure).toMatchObject(expected)
      durable.close()
    }
    file.close()
  })

  const missing = join(directory, 'missing')
  const plain = join(directory, 'plain')
  fs.writeFileSync(plain, '')
  const failures: [act: string, path: string, errno: string, act: () => unknown][] = [
    ['open', missing, 'ENOENT', () => disk.open(missing, 'read')],
    ['open', directory, 'EISDIR', () => disk.open(directory, 'write')],
    ['open', plain, 'EEXIST', () => disk.open(plain, 'create')],
    ['list', plain, 'ENOTDIR', () => disk.list(plain)],
    [
      'create',
      join(plain, 'below'),
      'ENOTDIR',
      () => {
        disk.makeDirectory(join(plain, 'below'))
      },
    ],
    [
      'rename',
      missing,
      'ENOENT',
      () => {
        disk.rename(missing, plain)
      },
    ],
    [
      'remove',
      directory,
      'ERR_FS_EISDIR',
      () => {
        disk.remove(directory)
      },
    ],
    [
      'sync',
      missing,
      'ENOENT',
      () => {
        disk.syncDirectory(missing)
      },
    ],
    ['inspect', missing, 'ENOENT', () => disk.freeBytes(missing)],
    [
      'read',
      directory,
      'EISDIR',
      () => {
        const file = disk.open(directory, 'read')
        try {
          file.read(new Uint8Array(1), 0)
        } finally {
          file.close()
        }
      },
    ],
  ]
  it.each(failures)('to %s %s is DiskFailed with its cause, %s', (act, path, errno, fail) => {
    const failure = caught(fail)
    expect(failure).toBeInstanceOf(DiskFailed)
    expect(failure).toMatchObject({ code: 'DISK_FAILED', path, cause: { code: errno } })
    expect(String(failure)).toContain(`DiskFailed: Cannot ${act} ${path}: `)
  })

  it('to allocate is DiskFailed', async () => {
    const path = join(missing, 'a')
    await expect(disk.allocate(path, 1)).rejects.toMatchObject({
      code: 'DISK_FAILED',
      path,
      cause: { code: 'ENOENT' },
    })
  })
})

describe('free space', () => {
  it('is what the file system says that an unprivileged process may still use', () => {
    const { bavail, bsize } = fs.statfsSync(directory)
    const free = disk.freeBytes(directory)
    // Others use the disk meanwhile.
    const TOLERATED_BYTES = 1024 ** 3
    expect(Math.abs(free - bavail * bsize)).toBeLessThan(TOLERATED_BYTES)
  })
})

function caught(act: () => unknown): unknown {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('nothing failed')
}
