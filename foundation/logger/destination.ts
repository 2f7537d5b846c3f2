/**
 * Where lines go: gathered for a moment, then written together, off this thread. (pino's own destination measures all that
 * it has gathered with every line, which at tens of thousands of lines a second costs more than making them.)
 */
import fs from 'node:fs'

/** Lines wait this long for others, unless there are many. */
const GATHER_MS = 20
const GATHER_CHARACTERS = 64 * 1024
/** What waits for a slow reader beyond this is dropped, and its loss is logged. */
export const WAITING_CHARACTERS_MAX = 8 * 1024 * 1024
/** How soon a full pipe is tried again. */
const RETRY_MS = 10
/** How long `flush` waits for room in a full pipe before it gives up. */
const FLUSH_STALLED_MS_MAX = 1000

const NOTHING = Buffer.alloc(0)
const NEWLINE = 10

export class Destination {
  readonly #target: string | number
  /** Of what is written next. */
  #descriptor: number
  /** Of what is being written; another one only after `reopen` meanwhile. */
  #writingTo: number
  readonly #onDropped: (lines: number) => void
  #waiting = ''
  #writing: Buffer = NOTHING
  /** From the first call that writes something until all of it is written. */
  #isBusy = false
  #timer: NodeJS.Timeout | undefined
  #dropped = 0
  /** The last write failed, as on a full disk: what is dropped is told when one succeeds. */
  #isFailing = false

  /** A file to append to, or a descriptor. `onDropped` is told when lines can be written again. Throws what opening does. */
  constructor(target: string | number, onDropped: (lines: number) => void) {
    this.#target = target
    this.#descriptor = typeof target === 'number' ? target : fs.openSync(target, 'a')
    this.#writingTo = this.#descriptor
    this.#onDropped = onDropped
  }

  /** One line, with its end. Never throws. */
  write(line: string): void {
    if (this.#waiting.length > WAITING_CHARACTERS_MAX) {
      this.#dropped++
      return
    }
    this.#waiting += line
    if (this.#isBusy) return
    if (this.#waiting.length >= GATHER_CHARACTERS) this.#start()
    else {
      this.#timer ??= setTimeout(() => {
        this.#start()
      }, GATHER_MS).unref()
    }
  }

  /**
   * Opens the file again by its name, for what is written from now on: logrotate has renamed it. No line is lost
   * or divided. False if there is no file. Throws what opening does, and then goes on with the file as it is.
   */
  reopen(): boolean {
    if (typeof this.#target === 'number') return false
    const opened = fs.openSync(this.#target, 'a')
    // Of a file that was renamed before anything was written to it.
    if (this.#descriptor !== this.#writingTo) fs.closeSync(this.#descriptor)
    this.#descriptor = opened
    if (!this.#isBusy) this.#follow()
    return true
  }

  /**
   * Writes everything before it returns, for the last moments of a process. Lines being written at that moment may appear
   * twice: better than not at all. Gives up on a pipe in which nothing moves.
   */
  flush(): void {
    const [begun, rest] = [this.#writing, Buffer.from(this.#waiting)]
    this.#writing = NOTHING
    this.#waiting = ''
    try {
      writeAll(this.#writingTo, begun)
      writeAll(this.#descriptor, rest)
    } catch {
      // The reader has ended: there is no place left to say so.
    }
  }

  #start(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#isBusy || this.#waiting === '') return
    this.#isBusy = true
    this.#writing = Buffer.from(this.#waiting)
    this.#waiting = ''
    this.#write()
  }

  #write(): void {
    const bytes = this.#writing
    if (bytes.length === 0) {
      this.#end()
      return
    }
    fs.write(this.#writingTo, bytes, (error, written) => {
      if (error?.code === 'EAGAIN') {
        setTimeout(() => {
          this.#write()
        }, RETRY_MS).unref()
        return
      }
      this.#isFailing = error !== null
      if (error) this.#dropped += bytes.filter(byte => byte === NEWLINE).length
      this.#writing = error ? NOTHING : bytes.subarray(written)
      this.#write()
    })
  }

  #end(): void {
    this.#isBusy = false
    this.#follow()
    // First, as it makes room for the line that tells of the loss.
    this.#start()
    if (this.#isFailing) return
    const dropped = this.#dropped
    this.#dropped = 0
    if (dropped > 0) this.#onDropped(dropped)
  }

  /** Leaves the file that was renamed, when all that belongs into it is there. */
  #follow(): void {
    if (this.#writingTo === this.#descriptor) return
    fs.closeSync(this.#writingTo)
    this.#writingTo = this.#descriptor
  }
}

/** Waits for room in a pipe, but not for ever. */
function writeAll(descriptor: number, bytes: Buffer): void {
  let deadline = performance.now() + FLUSH_STALLED_MS_MAX
  for (let written = 0; written < bytes.length;) {
    try {
      written += fs.writeSync(descriptor, bytes, written)
      deadline = performance.now() + FLUSH_STALLED_MS_MAX
    } catch (error) {
      const isFull = error instanceof Error && 'code' in error && error.code === 'EAGAIN'
      if (!isFull || performance.now() > deadline) throw error
      sleep(RETRY_MS)
    }
  }
}

/** Blocks this thread. */
function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
