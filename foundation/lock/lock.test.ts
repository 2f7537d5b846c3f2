import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { DirectoryFull, DirectoryLock, DirectoryLocked } from './lock.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** A lock is looked after every 2 s. */
const POLLED = { timeout: 300_000 }
const STALE_MS = 15_000

const { clock } = systemHost()
const base = fs.mkdtempSync(join(os.tmpdir(), 'lock-'))
const children: ChildProcess[] = []
const held = new DisposableStack()
afterAll(() => {
  held.dispose()
  for (const child of children) child.kill('SIGKILL')
  fs.rmSync(base, { recursive: true, force: true })
})

let directories = 0
/** A directory that does not exist yet. */
const freshDirectory = (): string => join(base, String(++directories), 'data')
const lockPath = (directory: string): string => join(directory, 'lock.json')

function unexpectedLoss(): void {
  throw new Error('the lock was lost')
}

/** Takes the lock for this process, until the end of the tests at most. */
async function take(
  directory: string,
  atClock = clock,
  onLost = unexpectedLoss,
): Promise<DirectoryLock> {
  return held.use(await DirectoryLock.take(directory, atClock, onLost))
}

/** Takes the lock, says what came of it, and lives until its input ends. */
const TAKER = `
  import { systemHost } from '#foundation/host/system'
  import { DirectoryLock } from '#foundation/lock/lock'
  const lost = () => console.log('lost')
  try {
    await DirectoryLock.take(process.argv[1], systemHost().clock, lost)
    console.log('taken')
  } catch (error) {
    console.log(error.message)
  }
  process.stdin.resume()
`

/** Another process that tries to take the lock, and what came of it. */
async function otherProcess(directory: string) {
  const child = spawn(
    process.execPath,
    ['--input-type=module-typescript', '-e', TAKER, '--', directory],
    { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] },
  )
  children.push(child)
  const { value } = await createInterface(child.stdout)[Symbol.asyncIterator]().next()
  const end = async (): Promise<void> => {
    const exit = once(child, 'exit')
    child.kill('SIGKILL')
    await exit
  }
  return { pid: Number(child.pid), outcome: String(value), end }
}

type Holder = {
  readonly pid: unknown
  readonly started: unknown
  readonly host: unknown
  readonly kernel?: string
  readonly namespace?: string
  readonly socket?: string
}

/** What a lock of this process says. */
function holderIn(directory: string): Holder {
  return JSON.parse(fs.readFileSync(lockPath(directory), 'utf8')) as Holder
}

/** Where the process ids of this process count. */
const { kernel, namespace } = await (async () => {
  const directory = freshDirectory()
  await take(directory)
  return { kernel: '', namespace: '', ...holderIn(directory) }
})()

/** What is left of a directory but for the sockets of those that live. */
function filesBesideSockets(directory: string): string[] {
  return fs.readdirSync(directory).filter(name => !/^lock\.json\.\w+\.sock$/.test(name))
}

/** Leaves a lock file behind as another process would. */
function leave(directory: string, content: Holder | string): string {
  fs.mkdirSync(directory, { recursive: true })
  const path = lockPath(directory)
  fs.writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

/** A process that has ended. */
const ended: Holder = {
  pid: spawnSync('true').pid,
  started: 'at some time',
  host: os.hostname(),
  kernel,
  namespace,
}
/** A process that lives as long as this one needs it. */
const alive: Holder = { ...ended, pid: process.ppid, started: '' }

function pidInLock(directory: string): unknown {
  const holder = JSON.parse(fs.readFileSync(lockPath(directory), 'utf8')) as Holder
  return holder.pid
}

async function refusalOf(directory: string, atClock = clock): Promise<DirectoryLocked> {
  const refusal = await take(directory, atClock).catch((error: unknown) => error)
  if (refusal instanceof DirectoryLocked) return refusal
  throw new Error('expected the lock to be refused', { cause: refusal })
}

async function expectTaken(directory: string, atClock = clock): Promise<void> {
  await take(directory, atClock)
  expect(pidInLock(directory)).toBe(process.pid)
}

describe.concurrent('a directory', () => {
  it('is made if it is not there, and holds nothing but the lock', async () => {
    const directory = freshDirectory()
    await take(directory)
    expect(filesBesideSockets(directory)).toEqual(['lock.json'])
  })

  it('has one process: others are refused and told which process on which host has it', async () => {
    const directory = freshDirectory()
    const holder = await otherProcess(directory)
    expect(holder.outcome).toBe('taken')

    const refusal = await refusalOf(directory)
    expect(refusal.code).toBe('DIRECTORY_LOCKED')
    expect(refusal.message).toContain(directory)
    expect(refusal.message).toContain(`process ${String(holder.pid)} on ${os.hostname()},`)
    const third = await otherProcess(directory)
    expect(third.outcome).toContain(`process ${String(holder.pid)} on ${os.hostname()},`)
    expect(pidInLock(directory)).toBe(holder.pid)
    expect(filesBesideSockets(directory)).toEqual(['lock.json'])
    await Promise.all([holder.end(), third.end()])
  })

  it('has one owner also within a process', async () => {
    const directory = freshDirectory()
    await take(directory)
    expect((await refusalOf(directory)).message).toContain(`process ${String(process.pid)}`)
  })

  it('is free after its holder was killed', async () => {
    const directory = freshDirectory()
    const holder = await otherProcess(directory)
    await holder.end()
    expect(pidInLock(directory)).toBe(holder.pid)
    await expectTaken(directory)
  })

  it('goes to exactly one of several that find its holder dead at the same time', async () => {
    const directory = freshDirectory()
    leave(directory, ended)
    const takers = await Promise.all([1, 2, 3].map(() => otherProcess(directory)))
    const winners = takers.filter(({ outcome }) => outcome === 'taken')
    expect(winners.length).toBe(1)
    expect(pidInLock(directory)).toBe(winners[0]?.pid)
    await Promise.all(takers.map(({ end }) => end()))
  })
})

describe.concurrent('a holder on this host', () => {
  it('is dead when there is no process of its id', async () => {
    const directory = freshDirectory()
    leave(directory, ended)
    await expectTaken(directory)
  })

  it('is alive as long as there is one, if nothing more is known', async () => {
    const directory = freshDirectory()
    leave(directory, alive)
    expect((await refusalOf(directory)).message).toContain(`process ${String(alive.pid)}`)
  })

  const reused = { 'this process': process.pid, 'its parent': process.ppid, 'of another user': 1 }
  it.runIf(process.platform === 'linux').each(Object.entries(reused))(
    'is dead when its id is now that of another process: %s',
    async (_who, pid) => {
      const directory = freshDirectory()
      leave(directory, { ...ended, pid, started: 'before that' })
      await expectTaken(directory)
    },
  )

  it.runIf(process.platform === 'linux')(
    'is dead when it was killed, though its parent has not noticed',
    async () => {
      // The shell starts a process and then becomes one that waits for nobody.
      const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      children.push(parent)
      const { value } = await createInterface(parent.stdout)[Symbol.asyncIterator]().next()
      const pid = Number(value)
      const facts = (id: unknown) => fs.readFileSync(`/proc/${String(id)}/stat`, 'utf8')
      await expect.poll(() => facts(parent.pid), POLLED).toContain('(sleep)')
      process.kill(pid, 'SIGKILL')
      await expect.poll(() => facts(pid), POLLED).toContain(') Z ')
      const directory = freshDirectory()
      leave(directory, { ...ended, pid, started: '' })
      await expectTaken(directory)
      parent.kill('SIGKILL')
    },
  )
})

describe.concurrent('a holder on another host', () => {
  const { clock: simulatedClock } = new SimulatedHost(1)
  const seenAgo = (ms: number): string => {
    const directory = freshDirectory()
    const path = leave(directory, { ...ended, host: 'elsewhere' })
    const seen = new Date(simulatedClock.now() - ms)
    fs.utimesSync(path, seen, seen)
    return directory
  }

  it('is alive for 15 s after it was last seen', async () => {
    const refusal = await refusalOf(seenAgo(STALE_MS - 1), simulatedClock)
    expect(refusal.message).toContain(`process ${String(ended.pid)} on elsewhere, seen 15 s ago`)
  })

  it('is dead after that', async () => {
    await expectTaken(seenAgo(STALE_MS + 1), simulatedClock)
  })

  it('whose clock is ahead was seen just now', async () => {
    expect((await refusalOf(seenAgo(-60_000), simulatedClock)).message).toContain('seen 0 s ago')
  })
})

describe.concurrent('a damaged lock file', () => {
  const host = os.hostname()
  it.each([
    '',
    '{"pid":1,"sta',
    '\0'.repeat(64),
    'null',
    '42',
    '[]',
    '{}',
    JSON.stringify({ pid: 'one', started: '', host }),
    JSON.stringify({ pid: 0, started: '', host }),
    JSON.stringify({ pid: -1, started: '', host }),
    JSON.stringify({ pid: 1.5, started: '', host }),
    JSON.stringify({ pid: 1, started: 1, host }),
    JSON.stringify({ pid: 1, started: '' }),
  ])('belongs to no process: %j', async content => {
    const directory = freshDirectory()
    leave(directory, content)
    await expectTaken(directory)
  })
})

describe.concurrent('taking over from a dead holder', () => {
  /** Begins to take over, and changes the lock file before it is looked at again. */
  function interrupted(directory: string, change: () => void): Promise<unknown> {
    leave(directory, ended)
    const taking = take(directory)
    expect(pidInLock(directory)).toBe(process.pid)
    change()
    return taking
  }

  it('yields to another process that did so at the same time', async () => {
    const directory = freshDirectory()
    const taking = interrupted(directory, () => leave(directory, alive))
    await expect(taking).rejects.toThrow(DirectoryLocked)
    expect(pidInLock(directory)).toBe(alive.pid)
    expect(filesBesideSockets(directory)).toEqual(['lock.json'])
  })

  it('is tried again when that other process died, or let go', async () => {
    const changes = {
      died: (directory: string) => {
        leave(directory, ended)
      },
      'let go': (directory: string) => {
        fs.rmSync(lockPath(directory))
      },
    }
    for (const [what, change] of Object.entries(changes)) {
      const directory = freshDirectory()
      await interrupted(directory, () => {
        change(directory)
      })
      expect(pidInLock(directory), what).toBe(process.pid)
    }
  })
})

describe.concurrent('a lock that is held', () => {
  it('lets go when it is disposed of', async () => {
    const directory = freshDirectory()
    const lock = await take(directory)
    lock[Symbol.dispose]()
    expect(fs.readdirSync(directory)).toEqual([])
    const next = await otherProcess(directory)
    expect(next.outcome).toBe('taken')
    await next.end()
  })

  it('leaves the lock of another process alone when it is disposed of', async () => {
    const directory = freshDirectory()
    const lock = await take(directory)
    leave(directory, alive)
    lock[Symbol.dispose]()
    expect(pidInLock(directory)).toBe(alive.pid)
  })

  it('is renewed, so that other hosts see that its holder lives', async () => {
    const directory = freshDirectory()
    await take(directory)
    const old = new Date(clock.now() - 2 * STALE_MS)
    fs.utimesSync(lockPath(directory), old, old)
    const ageMs = (): number => clock.now() - fs.statSync(lockPath(directory)).mtimeMs
    await expect.poll(ageMs, POLLED).toBeLessThan(STALE_MS)
  })

  it.each([
    ['replaced', (directory: string) => leave(directory, alive)],
    [
      'removed',
      (directory: string) => {
        fs.rmSync(lockPath(directory))
      },
    ],
  ])('says that it is lost when its file is %s', async (_what, change) => {
    const directory = freshDirectory()
    let losses = 0
    await take(directory, clock, () => losses++)
    change(directory)
    await expect.poll(() => losses, POLLED).toBe(1)
  })
})

describe.runIf(process.platform === 'linux')('a holder in another container of this host', () => {
  const elsewhere = { ...ended, namespace: 'pid:[1]' }

  it('lives as long as it listens, whatever processes there are here and however long ago it was seen', async () => {
    const directory = freshDirectory()
    const holder = await otherProcess(directory)
    const path = leave(directory, { ...elsewhere, socket: holderIn(directory).socket ?? '' })
    fs.utimesSync(path, 0, 0)
    await refusalOf(directory)
    process.kill(holder.pid, 'SIGSTOP')
    await refusalOf(directory)
    await holder.end()
    await expectTaken(directory)
    // What the dead one left is gone.
    expect(fs.readdirSync(directory).length).toBe(2)
  })

  it.each([
    ['has no socket', { ...elsewhere }],
    ['has one that is gone', { ...elsewhere, socket: 'lock.json.0a.sock' }],
    ['has another kernel', { ...elsewhere, kernel: 'another', socket: 'lock.json.0a.sock' }],
    ['is of a machine that was restarted', { ...ended, kernel: 'another' }],
  ])('that %s is alive for 15 s after it was last seen', async (_what, holder) => {
    const directory = freshDirectory()
    const path = leave(directory, holder)
    await refusalOf(directory)
    const seen = new Date(clock.now() - STALE_MS - 1)
    fs.utimesSync(path, seen, seen)
    await expectTaken(directory)
  })
})

describe('a full disk', () => {
  /** No space for anything new, until the end of the test. */
  function fill(): void {
    const write = vi.spyOn(fs, 'writeFileSync').mockImplementation(path => {
      fs.closeSync(fs.openSync(path as string, 'w'))
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
    })
    onTestFinished(() => {
      write.mockRestore()
    })
  }

  it('lets the lock of a dead holder be taken over, not that of a living one', async () => {
    const [dead, living] = [freshDirectory(), freshDirectory()]
    leave(dead, { ...ended, started: 'a long time ago '.repeat(20) })
    leave(living, alive)
    fill()
    await expectTaken(dead)
    await refusalOf(living)
    for (const directory of [dead, living]) {
      expect(filesBesideSockets(directory)).toEqual(['lock.json'])
    }
  })

  it('says so where there is no lock, and leaves nothing behind', async () => {
    const directory = freshDirectory()
    fill()
    await expect(take(directory)).rejects.toThrow(DirectoryFull)
    expect(fs.readdirSync(directory)).toEqual([])
  })
})

it('a directory that another process makes at the same time is no obstacle', async () => {
  const directory = freshDirectory()
  const make = vi.spyOn(fs, 'mkdirSync').mockImplementationOnce(path => {
    make.mockRestore()
    fs.mkdirSync(path)
    fs.mkdirSync(path)
    return undefined
  })
  await take(directory)
  expect(fs.existsSync(lockPath(directory))).toBe(true)
})
