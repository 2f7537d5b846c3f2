/**
 * Where lines go: gathered for a moment, then written together, off this thread. (pino's own destination measures all that
 * it has gathered with every line, which at tens of thousands of lines a second costs more than making them.)
 */
import fs from 'node:fs'

/** Lines wait this long for others, unless there are many. */
const GATHER_MS = 20
const GATHER_CHARACTERS = 64 * 1024
/** What waits for a slow reader beyond this is dropped, and its loss is logged. */
const WAITING_CHARACTERS_MAX = 8 * 1024 * 1024
/** How soon a full pipe is tried again. */
const RETRY_MS = 10

export class Destination {
  readonly #descriptor: number
  readonly #onDropped: (lines: number) => void
  #waiting = ''
  #writing: Buffer | undefined
  #timer: NodeJS.Timeout | undefined
  #dropped = 0

  /** A file to append to, or a descriptor. `onDropped` is told when lines can be written again. */
  constructor(target: string | number, onDropped: (lines: number) => void) {
    this.#descriptor = typeof target === 'number' ? target : fs.openSync(target, 'a')
    this.#onDropped = onDropped
  }

  /** One line, with its end. Never throws. */
  write(line: string): void {
    if (this.#waiting.length > WAITING_CHARACTERS_MAX) {
      this.#dropped++
      return
    }
    this.#waiting += line
    if (this.#writing) return
    if (this.#waiting.length >= GATHER_CHARACTERS) this.#start()
    else {
      this.#timer ??= setTimeout(() => {
        this.#start()
      }, GATHER_MS).unref()
    }
  }

  /** Writes everything before it returns, for the last moments of a process. */
  flush(): void {
    const rest = Buffer.concat([this.#writing ?? Buffer.alloc(0), Buffer.from(this.#waiting)])
    this.#waiting = ''
    try {
      for (let written = 0; written < rest.length;) {
        written += fs.writeSync(this.#descriptor, rest, written)
      }
    } catch {
      // Nobody reads any more: there is no place left to say so.
    }
  }

  #start(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#writing || this.#waiting === '') return
    this.#writing = Buffer.from(this.#waiting)
    this.#waiting = ''
    this.#write()
  }

  #write(): void {
    const bytes = this.#writing
    if (!bytes) return
    fs.write(this.#descriptor, bytes, (error, written) => {
      if (error?.code === 'EAGAIN') {
        setTimeout(() => {
          this.#write()
        }, RETRY_MS).unref()
        return
      }
      const rest = error ? bytes.length : written
      this.#writing = rest < bytes.length ? bytes.subarray(rest) : undefined
      if (this.#writing) {
        this.#write()
        return
      }
      const dropped = this.#dropped
      this.#dropped = 0
      if (dropped > 0) this.#onDropped(dropped)
      if (this.#waiting !== '') this.#start()
    })
  }
}
