/** A file system of its own that is soon full: ext4 in a file, or, where there are no loop devices, in memory. Only for tests. */
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'

/** Of the room; the rest is what the file system needs, and is written. */
const FILLED_AT_ONCE = 0.9
const PIECE = Buffer.alloc(1024 * 1024, 'x')

export class SmallDisk implements Disposable {
  readonly directory: string
  readonly #room: string

  /** Undefined where that is not allowed. */
  static mount(bytes: number): SmallDisk | undefined {
    const room = fs.mkdtempSync(join(os.tmpdir(), 'small-disk-'))
    // A server that runs as another user passes through it.
    fs.chmodSync(room, 0o755)
    const image = join(room, 'image')
    const directory = join(room, 'mounted')
    fs.mkdirSync(directory)
    fs.writeFileSync(image, '')
    fs.truncateSync(image, bytes)
    const run = (command: string, ...args: string[]): void => {
      execFileSync(command, args, { stdio: 'pipe' })
    }
    const ways = [
      () => {
        run('mkfs.ext4', '-q', image)
        run('mount', '-o', 'loop', image, directory)
      },
      () => {
        run('mount', '-t', 'tmpfs', '-o', `size=${String(bytes)}`, 'tmpfs', directory)
      },
    ]
    for (const way of ways) {
      try {
        way()
        return new SmallDisk(room, directory)
      } catch {
        // The next way, if there is one.
      }
    }
    fs.rmSync(room, { recursive: true })
    return undefined
  }

  private constructor(room: string, directory: string) {
    this.#room = room
    this.directory = directory
  }

  /** Leaves less room than a page of memory. */
  fill(): void {
    const { bavail, bsize } = fs.statfsSync(this.directory)
    const bytes = Math.floor(bavail * bsize * FILLED_AT_ONCE)
    execFileSync('fallocate', ['-l', String(bytes), this.#filler])
    const file = fs.openSync(this.#filler, 'a')
    try {
      for (;;) fs.writeSync(file, PIECE)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    } finally {
      fs.closeSync(file)
    }
  }

  makeRoom(): void {
    fs.rmSync(this.#filler)
  }

  get #filler(): string {
    return join(this.directory, 'filler')
  }

  [Symbol.dispose](): void {
    // Also under a service that a test which ran out of time has left: it goes with that one.
    execFileSync('umount', ['--lazy', this.directory])
    fs.rmSync(this.#room, { recursive: true })
  }
}
