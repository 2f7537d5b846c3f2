import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { Destination, WAITING_CHARACTERS_MAX } from './destination.ts'
import { Logging } from './logger.ts'

const KiB = 1024
const DEADLINE_MS = 60_000

const directory = fs.mkdtempSync(join(tmpdir(), 'destination-'))
afterAll(() => {
  fs.rmSync(directory, { recursive: true, force: true })
})

let paths = 0
function freshPath(): string {
  return join(directory, String(++paths))
}

/** Numbered lines of `length` characters, their ends included. */
function lines(count: number, length = 100): string[] {
  return Array.from(
    { length: count },
    (_, at) => `${`line ${String(at)} `.padEnd(length - 1, '.')}\n`,
  )
}

/** A pipe that is never waited for, at either end: full, it fails with EAGAIN. */
class Pipe implements Disposable {
  readonly path = freshPath()
  readonly input: number
  readonly #output: number
  #isRead = true

  constructor() {
    execFileSync('mkfifo', [this.path])
    const { O_RDONLY, O_WRONLY, O_NONBLOCK } = fs.constants
    this.#output = fs.openSync(this.path, O_RDONLY | O_NONBLOCK)
    this.input = fs.openSync(this.path, O_WRONLY | O_NONBLOCK)
  }

  /** Fills it up and returns what it now holds. */
  fill(): string {
    const chunk = Buffer.alloc(KiB, '#')
    let content = ''
    for (;;) {
      const count = orFull(() => fs.writeSync(this.input, chunk))
      if (count === undefined) return content
      content += chunk.toString('utf8', 0, count)
    }
  }

  /** All that is in it now. */
  take(): string {
    const chunk = Buffer.alloc(64 * KiB)
    let content = ''
    for (;;) {
      const count = orFull(() => fs.readSync(this.#output, chunk))
      if (count === undefined || count === 0) return content
      content += chunk.toString('latin1', 0, count)
    }
  }

  /** Reads until the text ends as wanted. */
  async takeUntil(end: string): Promise<string> {
    const deadline = performance.now() + DEADLINE_MS
    const parts: string[] = []
    let tail = ''
    while (!tail.endsWith(end)) {
      if (performance.now() > deadline) throw new Error(`no end after ${tail}`)
      const part = this.take()
      parts.push(part)
      tail = (tail + part).slice(-end.length)
      await turn()
    }
    return parts.join('')
  }

  /** Resolves when writes begun before, which the pipe cannot take, have been refused. */
  async answered(): Promise<void> {
    // Each is a trip to the thread pool, behind theirs.
    for (let trip = 0; trip < 8; trip++) {
      await new Promise<void>(resolve => {
        fs.write(this.input, Buffer.from('?'), error => {
          expect(error).not.toBeNull()
          resolve()
        })
      })
    }
  }

  /** The reader goes away. */
  abandon(): void {
    if (this.#isRead) fs.closeSync(this.#output)
    this.#isRead = false
  }

  [Symbol.dispose](): void {
    this.abandon()
    fs.closeSync(this.input)
  }
}

/** Undefined if the pipe is full, or empty. */
function orFull(act: () => number): number | undefined {
  try {
    return act()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined
    throw error
  }
}

function unexpectedLoss(count: number): void {
  throw new Error(`${String(count)} lines were dropped`)
}

function writeAll(destination: Destination, written: readonly string[]): void {
  for (const line of written) destination.write(line)
}

const content = (path: string): string => fs.readFileSync(path, 'utf8')

describe('a file', () => {
  it('that cannot be written to is told how many lines it lacks, once it can', async () => {
    const path = freshPath()
    const losses: number[] = []
    const destination = new Destination(path, count => losses.push(count))
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    const write = vi.spyOn(fs, 'write')
    for (const burst of [lines(3), lines(4)]) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      write.mockImplementationOnce((...parameters: unknown[]) => {
        const done = parameters.at(-1) as (error: Error, written: number) => void
        setImmediate(() => {
          done(full, 0)
          resolve(undefined)
        })
      })
      writeAll(destination, burst)
      await promise
    }
    write.mockRestore()
    expect(losses).toEqual([])
    writeAll(destination, lines(2))
    await vi.waitFor(() => {
      expect(losses).toEqual([7])
    })
    expect(content(path)).toBe(lines(2).join(''))
  })

  it('gets all lines of a burst, each once and in order, without a flush', async () => {
    const path = freshPath()
    const burst = lines(20_000)
    writeAll(new Destination(path, unexpectedLoss), burst)
    await expect.poll(() => content(path).length, { timeout: DEADLINE_MS }).toBe(2_000_000)
    expect(content(path)).toBe(burst.join(''))
  })

  it('gets a single line soon, and lines written later after it', async () => {
    const path = freshPath()
    const destination = new Destination(path, unexpectedLoss)
    destination.write('one\n')
    await expect.poll(() => content(path), { timeout: DEADLINE_MS }).toBe('one\n')
    destination.write('two\n')
    await expect.poll(() => content(path), { timeout: DEADLINE_MS }).toBe('one\ntwo\n')
  })

  it('keeps what it held before', () => {
    const path = freshPath()
    fs.writeFileSync(path, 'before\n')
    const destination = new Destination(path, unexpectedLoss)
    destination.write('after\n')
    destination.flush()
    expect(content(path)).toBe('before\nafter\n')
  })

  it('holds characters of any length whole', () => {
    const path = freshPath()
    const destination = new Destination(path, unexpectedLoss)
    destination.write('é€😀\n')
    destination.flush()
    expect(content(path)).toBe('é€😀\n')
  })
})

describe('a file that was renamed', () => {
  it('and is opened again gets what had been begun, and the new one what comes then: no line lost or divided', async () => {
    const path = freshPath()
    const destination = new Destination(path, unexpectedLoss)
    const all: string[] = []
    for (let rotation = 0; rotation < 20; rotation++) {
      const burst = lines(2000).map(line => `${String(rotation)} ${line}`)
      all.push(...burst)
      writeAll(destination, burst)
      // Now and then while nothing is being written.
      if (rotation % 3 === 0) {
        await expect.poll(() => content(path), { timeout: DEADLINE_MS }).toContain(burst.at(-1))
      }
      fs.renameSync(path, `${path}.${String(rotation)}`)
      expect(destination.reopen()).toBe(true)
    }
    const read = (): string =>
      [...Array(20).keys()].map(at => content(`${path}.${String(at)}`)).join('') + content(path)
    await expect
      .poll(() => read().length, { timeout: DEADLINE_MS })
      .toBe(all.reduce((sum, line) => sum + line.length, 0))
    expect(read()).toBe(all.join(''))
    for (let at = 0; at < 20; at++) expect(content(`${path}.${String(at)}`)).toMatch(/^$|\n$/)
  })

  it('is not kept open when it is renamed again before anything was written to it', async () => {
    const path = freshPath()
    const destination = new Destination(path, unexpectedLoss)
    const burst = lines(5000)
    writeAll(destination, burst)
    const opened = vi.spyOn(fs, 'openSync')
    const closed = vi.spyOn(fs, 'closeSync')
    for (let rotation = 0; rotation < 3; rotation++) destination.reopen()
    await expect.poll(() => content(path), { timeout: DEADLINE_MS }).toBe(burst.join(''))
    // `content` closes what it opens.
    await expect
      .poll(() => closed.mock.calls.length - opened.mock.calls.length, { timeout: DEADLINE_MS })
      .toBe(0)
    vi.restoreAllMocks()
  })

  it('goes on being written when it cannot be opened again', async () => {
    const place = join(directory, String(++paths))
    fs.mkdirSync(place)
    const path = join(place, 'log')
    const destination = new Destination(path, unexpectedLoss)
    fs.renameSync(place, `${place}.moved`)
    expect(() => destination.reopen()).toThrow('ENOENT')
    destination.write('one\n')
    await expect
      .poll(() => content(join(`${place}.moved`, 'log')), { timeout: DEADLINE_MS })
      .toBe('one\n')
  })

  it('is none where there is a descriptor only', () => {
    using pipe = new Pipe()
    expect(new Destination(pipe.input, unexpectedLoss).reopen()).toBe(false)
  })
})

describe('flush', () => {
  it('has written every gathered line, once, when it returns', async () => {
    const path = freshPath()
    const destination = new Destination(path, unexpectedLoss)
    const gathered = lines(100)
    writeAll(destination, gathered)
    destination.flush()
    expect(content(path)).toBe(gathered.join(''))
    destination.flush()
    destination.write('more\n')
    await expect
      .poll(() => content(path), { timeout: DEADLINE_MS })
      .toBe(`${gathered.join('')}more\n`)
  })

  it('has written every line of a burst that is being written when it returns', () => {
    const path = freshPath()
    const destination = new Destination(path, unexpectedLoss)
    const burst = lines(5000)
    writeAll(destination, burst)
    destination.flush()
    // Those being written at that moment may be there twice.
    expect([...new Set(content(path).split(/(?<=\n)/))]).toEqual(burst)
  })

  it('writes lines that wait for a full pipe once, as soon as a reader reads', async () => {
    using pipe = new Pipe()
    const before = pipe.fill()
    const destination = new Destination(pipe.input, unexpectedLoss)
    const burst = lines(20_000)
    writeAll(destination, burst)
    await pipe.answered()
    const path = freshPath()
    const reader = spawn('sh', ['-c', 'exec cat "$0" > "$1"', pipe.path, path])
    const isEnded = once(reader, 'exit')
    destination.flush()
    destination.write('last\n')
    destination.flush()
    const expected = `${before}${burst.join('')}last\n`
    await expect.poll(() => content(path).length, { timeout: DEADLINE_MS }).toBe(expected.length)
    expect(content(path)).toBe(expected)
    reader.kill()
    await isEnded
  })

  it('gives up on a pipe that stays full', () => {
    using pipe = new Pipe()
    const before = pipe.fill()
    const destination = new Destination(pipe.input, unexpectedLoss)
    destination.write('never read\n')
    destination.flush()
    expect(pipe.take()).toBe(before)
  })

  it('does not throw when the reader has ended', () => {
    using pipe = new Pipe()
    const destination = new Destination(pipe.input, unexpectedLoss)
    pipe.abandon()
    destination.write('never read\n')
    expect(() => {
      destination.flush()
    }).not.toThrow()
  })
})

describe('a full pipe', () => {
  it('loses nothing below the limit, whether nothing or a part of a write fits into it', async () => {
    for (const isFull of [true, false]) {
      using pipe = new Pipe()
      const before = isFull ? pipe.fill() : ''
      const destination = new Destination(pipe.input, unexpectedLoss)
      const burst = lines(10_000)
      writeAll(destination, burst)
      destination.write('end\n')
      expect(await pipe.takeUntil('end\n')).toBe(`${before}${burst.join('')}end\n`)
    }
  })

  it('drops what is beyond the limit and tells how many lines that were once there is room', async () => {
    const DROPPED = 5
    const LINE = KiB
    using pipe = new Pipe()
    const before = pipe.fill()
    const losses: number[] = []
    const destination = new Destination(pipe.input, count => {
      losses.push(count)
      destination.write(`dropped ${String(count)}\n`)
    })
    // The first 64 KiB are being written while the others wait; one line may pass the limit.
    const kept = lines(64 + WAITING_CHARACTERS_MAX / LINE + 1, LINE)
    writeAll(destination, kept)
    writeAll(destination, lines(DROPPED, LINE))
    await turn()
    expect(losses).toEqual([])

    const end = `dropped ${String(DROPPED)}\n`
    const found = await pipe.takeUntil(end)
    expect(found.length).toBe(before.length + kept.length * LINE + end.length)
    expect(found).toBe(`${before}${kept.join('')}${end}`)
    expect(losses).toEqual([DROPPED])
  })

  it('that was not read in time leaves a line in the log that says how much is missing', async () => {
    using pipe = new Pipe()
    pipe.fill()
    const logging = new Logging({ service: 'shop', level: 'info', destination: pipe.input })
    const log = logging.logger('main')
    const message = '.'.repeat(64 * KiB)
    const written = (2 * WAITING_CHARACTERS_MAX) / message.length
    for (let count = 0; count < written; count++) log.info({}, message)
    const found = (await pipe.takeUntil('read them in time"}\n')).split('\n')
    const last = found.at(-2) ?? ''
    const arrived = found.filter(line => line.endsWith(`${message}"}`)).length
    expect(JSON.parse(last)).toMatchObject({ level: 'warn', lines: written - arrived })
    expect(arrived).toBeLessThan(written)
  })
})

it('a reader that went away does not disturb the writer', async () => {
  using pipe = new Pipe()
  const destination = new Destination(pipe.input, unexpectedLoss)
  pipe.abandon()
  writeAll(destination, lines(2000))
  await pipe.answered()
  expect(() => {
    destination.write('more\n')
    destination.flush()
  }).not.toThrow()
})
