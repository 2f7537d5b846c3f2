/** The real machine: Node's clock, cryptographic randomness and file system. */
import { randomFillSync } from 'node:crypto'
import fs from 'node:fs'
import { dirname } from 'node:path'
import type { Clock, Disk, File, Host, OpenMode, Random } from './host.ts'
import { DiskFailed, DiskFull } from './host.ts'
import { Patience } from './patience.ts'
import { EventLoopTurns } from './turns.ts'

/**
 * Whether a write to a file opened with O_DSYNC is on stable storage when it returns. Elsewhere the drive's cache may hold
 * it, and a sync has to follow: a second trip to the thread pool.
 */
const DSYNC_SUFFICES = process.platform === 'linux'
/** A file of zeros is written in steps of this size, each a trip to the thread pool. */
const ALLOCATE_STEP_BYTES = 1024 * 1024

/** What setTimeout can count; it fires at once for anything longer. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1

/** The parameters are for tests only, which try every way to write durably on one platform. */
export function systemHost(dsyncSuffices = DSYNC_SUFFICES, patience = new Patience()): Host {
  const disk = new SystemDisk(dsyncSuffices, patience)
  return { clock: systemClock, random: systemRandom, disk, turns: new EventLoopTurns() }
}

const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, callback) {
    const deadline = performance.now() + ms
    let timer = arm(ms)
    function arm(leftMs: number): NodeJS.Timeout {
      if (leftMs <= TIMEOUT_MS_MAX) return setTimeout(callback, leftMs).unref()
      return setTimeout(() => {
        timer = arm(deadline - performance.now())
      }, TIMEOUT_MS_MAX).unref()
    }
    return {
      cancel: () => {
        clearTimeout(timer)
      },
    }
  },
}

const systemRandom: Random = {
  bytes: length => randomFillSync(new Uint8Array(length)),
}

const { O_CREAT, O_DSYNC, O_EXCL, O_RDONLY, O_RDWR } = fs.constants
const OPEN_FLAGS = {
  read: O_RDONLY,
  write: O_RDWR,
  create: O_RDWR | O_CREAT | O_EXCL,
  durable: O_RDWR | O_DSYNC,
}

class SystemDisk implements Disk {
  readonly #dsyncSuffices: boolean
  /** One for all files: they are most likely on one device. */
  readonly #patience: Patience

  constructor(dsyncSuffices: boolean, patience: Patience) {
    this.#dsyncSuffices = dsyncSuffices
    this.#patience = patience
  }

  open(path: string, mode: OpenMode): File {
    const flags = OPEN_FLAGS[mode]
    return attempt(
      'open',
      path,
      () => new SystemFile(path, fs.openSync(path, flags), this.#dsyncSuffices, this.#patience),
    )
  }

  list(directory: string): string[] {
    return attempt('list', directory, () =>
      fs.existsSync(directory) ? fs.readdirSync(directory).sort() : [],
    )
  }

  makeDirectory(directory: string): void {
    if (fs.existsSync(directory)) return
    const parent = dirname(directory)
    if (parent !== directory) this.makeDirectory(parent)
    attempt('create', directory, () => {
      fs.mkdirSync(directory)
    })
    this.syncDirectory(parent)
  }

  rename(from: string, to: string): void {
    attempt('rename', from, () => {
      fs.renameSync(from, to)
    })
  }

  link(from: string, to: string): void {
    attempt('link', from, () => {
      fs.linkSync(from, to)
    })
  }

  remove(path: string): void {
    attempt('remove', path, () => {
      fs.rmSync(path, { force: true })
    })
  }

  syncDirectory(directory: string): void {
    attempt('sync', directory, () => {
      const descriptor = fs.openSync(directory, 'r')
      try {
        fs.fsyncSync(descriptor)
      } finally {
        fs.closeSync(descriptor)
      }
    })
  }

  async allocate(path: string, bytes: number): Promise<void> {
    try {
      const handle = await fs.promises.open(path, 'wx')
      try {
        const zeros = new Uint8Array(Math.min(bytes, ALLOCATE_STEP_BYTES))
        for (let position = 0; position < bytes;) {
          const length = Math.min(zeros.length, bytes - position)
          const { bytesWritten } = await handle.write(zeros, 0, length, position)
          position += bytesWritten
        }
        await handle.sync()
      } catch (error) {
        await fs.promises.rm(path, { force: true })
        throw error
      } finally {
        await handle.close()
      }
    } catch (cause) {
      throw translated('allocate', path, cause)
    }
  }

  freeBytes(directory: string): number {
    return attempt('inspect', directory, () => {
      const { bavail, bsize } = fs.statfsSync(directory)
      return bavail * bsize
    })
  }
}

class SystemFile implements File {
  readonly #path: string
  readonly #descriptor: number
  readonly #dsyncSuffices: boolean
  readonly #patience: Patience

  constructor(path: string, descriptor: number, dsyncSuffices: boolean, patience: Patience) {
    this.#path = path
    this.#descriptor = descriptor
    this.#dsyncSuffices = dsyncSuffices
    this.#patience = patience
  }

  size(): number {
    return attempt('inspect', this.#path, () => fs.fstatSync(this.#descriptor).size)
  }

  read(into: Uint8Array, position: number): number {
    return attempt('read', this.#path, () => {
      let filled = 0
      while (filled < into.length) {
        const count = fs.readSync(
          this.#descriptor,
          into,
          filled,
          into.length - filled,
          position + filled,
        )
        if (count === 0) break
        filled += count
      }
      return filled
    })
  }

  write(bytes: Uint8Array, position: number): void {
    attempt('write', this.#path, () => {
      let written = 0
      while (written < bytes.length) {
        written += fs.writeSync(
          this.#descriptor,
          bytes,
          written,
          bytes.length - written,
          position + written,
        )
      }
    })
  }

  sync(): void {
    attempt('sync', this.#path, () => {
      fs.fdatasyncSync(this.#descriptor)
    })
  }

  async writeDurably(bytes: Uint8Array, position: number): Promise<void> {
    const started = performance.now()
    if (this.#patience.permits(started)) {
      this.write(bytes, position)
      if (!this.#dsyncSuffices) this.sync()
      this.#patience.took(started, performance.now())
      return
    }
    await asynchronous('write', this.#path, done => {
      let written = 0
      const step = (error: Error | null, count: number): void => {
        written += count
        if (error || written === bytes.length) done(error)
        else {
          const left = bytes.length - written
          fs.write(this.#descriptor, bytes, written, left, position + written, step)
        }
      }
      fs.write(this.#descriptor, bytes, 0, bytes.length, position, step)
    })
    if (this.#dsyncSuffices) return
    await asynchronous('sync', this.#path, done => {
      fs.fdatasync(this.#descriptor, done)
    })
  }

  close(): void {
    attempt('close', this.#path, () => {
      fs.closeSync(this.#descriptor)
    })
  }
}

function asynchronous(
  operation: string,
  path: string,
  act: (done: (error: Error | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    act(error => {
      if (error) reject(translated(operation, path, error))
      else resolve()
    })
  })
}

function attempt<T>(operation: string, path: string, act: () => T): T {
  try {
    return act()
  } catch (cause) {
    throw translated(operation, path, cause)
  }
}

function translated(operation: string, path: string, cause: unknown): Error {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? new DiskFull(path, cause)
    : new DiskFailed(operation, path, cause)
}
