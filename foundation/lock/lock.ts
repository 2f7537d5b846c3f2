/**
 * One process per directory: a file that says who has it.
 *
 * Node has no lock that the kernel lets go with its holder, so the file tells how to find out whether the holder lives: by
 * process id and start time where the holder's process ids are ours, in another container of the same kernel by a socket
 * that the kernel closes with its process, and elsewhere (another host on a shared volume) by a time that the holder renews.
 */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '#foundation/host/host'

/** In the directory; drafts of it have longer names that begin so. */
export const LOCK_FILE = 'lock.json'
const RENEW_MS = 2_000
/** A holder that cannot be asked and has not renewed its lock for this long is taken for dead. */
const STALE_MS = 15_000
/** Longer than between finding a holder dead and taking its place. */
const TAKEOVER_MS = 200

const holderSchema = z.object({
  pid: z.int().positive(),
  /** When the process started, in the kernel's words: process ids are used again. Empty where that cannot be known. */
  started: z.string(),
  host: z.string(),
  /** Of the running kernel, and of the process ids that the holder sees. Empty where there is no such thing. */
  kernel: z.string().default(''),
  namespace: z.string().default(''),
  /** Name of a socket in the directory, on which the holder listens as long as it lives. Empty if it could not be made. */
  socket: z
    .string()
    .regex(/^(lock\.json\.[0-9a-f]+\.sock)?$/)
    .default(''),
})
type Holder = z.infer<typeof holderSchema>

/** Another process has the directory. */
export class DirectoryLocked extends Error {
  override readonly name = 'DirectoryLocked'
  readonly code = 'DIRECTORY_LOCKED'
  constructor(directory: string, holder: Holder, seenSecondsAgo: number) {
    super(
      `${directory} is in use by process ${String(holder.pid)} on ${holder.host}, seen ${String(seenSecondsAgo)} s ago: ` +
        'stop that process, or choose another directory',
    )
  }
}

/** The file system has no space for the lock. */
export class DirectoryFull extends Error {
  override readonly name = 'DirectoryFull'
  readonly code = 'DIRECTORY_FULL'
  constructor(directory: string, cause: unknown) {
    super(
      `No space left for the lock in ${directory}: free some on its file system, a few kilobytes are enough`,
      { cause },
    )
  }
}

/** The directory cannot be used: the operator has to choose another one. */
export class DirectoryUnusable extends Error {
  override readonly name = 'DirectoryUnusable'
  readonly code = 'DIRECTORY_UNUSABLE'
  constructor(directory: string, cause: Error) {
    super(
      `expected a directory that can be created, written and linked in, not ${JSON.stringify(directory)}: ${cause.message}`,
      { cause },
    )
  }
}

/** Errors that trying again does not mend, and that say nothing bad of a disk. */
const UNUSABLE = new Set([
  'EACCES',
  'EEXIST',
  'EISDIR',
  'ELOOP',
  'EMLINK',
  'ENAMETOOLONG',
  'ENOENT',
  'ENOSYS',
  'ENOTDIR',
  'ENOTSUP',
  'EOPNOTSUPP',
  'EPERM',
  'EROFS',
  'ERR_INVALID_ARG_VALUE',
])

export class DirectoryLock implements Disposable {
  /** Whether the holder before did not give it back: it was killed. */
  readonly isTakenOver: boolean
  readonly #path: string
  readonly #content: string
  readonly #renewal: NodeJS.Timeout
  readonly #presence: Presence
  /** Of the lock file that this process made: another process replaces it or removes it, and never writes into it. */
  readonly #descriptor: number
  #isDisposed = false

  /**
   * Rejects with `DirectoryLocked`, `DirectoryFull` or `DirectoryUnusable`. `onLost` is called once if another process takes the lock from a live
   * holder, or it cannot be renewed: this process must not write any more.
   */
  static async take(directory: string, clock: Clock, onLost: () => void): Promise<DirectoryLock> {
    const path = join(directory, LOCK_FILE)
    let presence: Presence | undefined
    try {
      makeDirectory(directory)
      presence = new Presence(directory)
      const content = `${JSON.stringify({ ...self(), socket: presence.name })}\n`
      const isTakenOver = await acquire(directory, path, content, clock)
      return new DirectoryLock(path, content, presence, isTakenOver, clock, onLost)
    } catch (error) {
      presence?.[Symbol.dispose]()
      if (isFull(error)) throw new DirectoryFull(directory, error)
      throw isUnusable(error) ? new DirectoryUnusable(directory, error) : error
    }
  }

  private constructor(
    path: string,
    content: string,
    presence: Presence,
    isTakenOver: boolean,
    clock: Clock,
    onLost: () => void,
  ) {
    this.#path = path
    this.#content = content
    this.#presence = presence
    this.isTakenOver = isTakenOver
    this.#descriptor = fs.openSync(path, 'r')
    this.#renewal = setInterval(() => {
      if (holds(path, content) && isRenewed(path, clock)) return
      clearInterval(this.#renewal)
      onLost()
    }, RENEW_MS)
    this.#renewal.unref()
  }

  /**
   * Whether this process has the lock at this moment, as cheaply as can be told: by whether the file that it made still has a
   * name. On a full disk a lock is taken over in place, which only the renewal notices.
   */
  isHeld(): boolean {
    return !this.#isDisposed && fs.fstatSync(this.#descriptor).nlink > 0
  }

  [Symbol.dispose](): void {
    if (this.#isDisposed) return
    this.#isDisposed = true
    clearInterval(this.#renewal)
    fs.closeSync(this.#descriptor)
    if (holds(this.#path, this.#content)) fs.rmSync(this.#path, { force: true })
    this.#presence[Symbol.dispose]()
  }
}

/** With its parents. Node's own recursive `mkdir` never ends where the kernel takes no directories, in /proc for example. */
function makeDirectory(directory: string): void {
  if (fs.statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return
  const parent = dirname(directory)
  if (parent !== directory) makeDirectory(parent)
  try {
    fs.mkdirSync(directory)
  } catch (error) {
    // Another process may have made it meanwhile.
    if (codeOf(error) !== 'EEXIST' || !fs.statSync(directory).isDirectory()) throw error
  }
}

/** Makes the file be there with this content, or throws. True if it took the place of a dead holder's. */
async function acquire(
  directory: string,
  path: string,
  content: string,
  clock: Clock,
): Promise<boolean> {
  const draft = `${path}.${randomBytes(4).toString('hex')}`
  try {
    try {
      // Made elsewhere and linked: the lock is never there without its content.
      fs.writeFileSync(draft, content)
      fs.linkSync(draft, path)
      return false
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' && !isFull(error)) throw error
      const dead = readHolder(path)
      if (dead) {
        const seenMs = clock.now() - dead.renewedAt
        const life = lifeOf(dead) ?? (await isListening(directory, dead)) ?? seenMs < STALE_MS
        // Asking may have taken long, and another process may have taken the lock over meanwhile.
        if (!holds(path, dead.content)) return await acquire(directory, path, content, clock)
        if (life) throw new DirectoryLocked(directory, dead, Math.max(0, Math.round(seenMs / 1000)))
      }
      if (isFull(error)) overwrite(directory, path, content)
      else fs.renameSync(draft, path)
      // Of several that found the same dead holder the last one to rename has it; the others see that now.
      await new Promise(resolve => setTimeout(resolve, TAKEOVER_MS))
      if (!holds(path, content)) return await acquire(directory, path, content, clock)
      if (dead?.socket) fs.rmSync(join(directory, dead.socket), { force: true })
      return true
    }
  } finally {
    fs.rmSync(draft, { force: true })
  }
}

/** Takes over where there is no space for a draft. Half a lock belongs to no process, so that another one may get it. */
function overwrite(directory: string, path: string, content: string): void {
  try {
    const descriptor = fs.openSync(path, 'r+')
    try {
      fs.writeSync(descriptor, content, 0)
      fs.ftruncateSync(descriptor, Buffer.byteLength(content))
    } finally {
      fs.closeSync(descriptor)
    }
  } catch (error) {
    throw codeOf(error) === 'ENOENT' || isFull(error) ? new DirectoryFull(directory, error) : error
  }
}

function holds(path: string, content: string): boolean {
  try {
    return fs.readFileSync(path, 'utf8') === content
  } catch {
    return false
  }
}

function isRenewed(path: string, clock: Clock): boolean {
  const now = new Date(clock.now())
  try {
    fs.utimesSync(path, now, now)
    return true
  } catch {
    return false
  }
}

/** Where process ids mean what they mean to this process. */
const HERE = {
  kernel: textOr('', () => fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
  namespace: textOr('', () => fs.readlinkSync('/proc/self/ns/pid')),
}

function textOr(other: string, read: () => string): string {
  try {
    return read()
  } catch {
    return other
  }
}

/**
 * Whether the holder lives, by whether a process listens on its socket: the kernel takes connections also for a process that
 * is stopped or busy, and refuses them when it has ended. Undefined if it has none, or one that this kernel knows nothing of.
 */
async function isListening(directory: string, holder: Holder): Promise<boolean | undefined> {
  if (holder.host !== os.hostname() || holder.socket === '') return undefined
  if (HERE.kernel === '' || holder.kernel !== HERE.kernel) return undefined
  return await new Promise(resolve => {
    const socket = net.connect(join(directory, holder.socket))
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', error => {
      resolve(codeOf(error) === 'ECONNREFUSED' ? false : undefined)
    })
  })
}

/** A socket on which this process listens, so that others can tell that it lives. Nothing is said on it. */
class Presence implements Disposable {
  /** In the directory; empty if it could not be made, for example because the path is too long. */
  readonly name: string
  readonly #server: net.Server

  constructor(directory: string) {
    const name = `${LOCK_FILE}.${randomBytes(4).toString('hex')}.sock`
    this.#server = net.createServer(socket => socket.destroy())
    this.#server.unref()
    this.#server.on('error', () => undefined)
    // Is listening when it returns, or never will be.
    this.#server.listen(join(directory, name))
    this.name = this.#server.listening ? name : ''
  }

  [Symbol.dispose](): void {
    this.#server.close()
  }
}

function self(): Holder {
  return {
    pid: process.pid,
    started: factsOf(process.pid)?.started ?? '',
    host: os.hostname(),
    ...HERE,
    socket: '',
  }
}

/** Whether the holder lives, by its process id; undefined if that means nothing here. */
function lifeOf(holder: Holder): boolean | undefined {
  if (holder.host !== os.hostname()) return undefined
  if (holder.kernel !== HERE.kernel || holder.namespace !== HERE.namespace) return undefined
  if (holder.pid === process.pid) return holder.started === self().started
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    // Otherwise there is a process of that id, but of another user.
    if (codeOf(error) !== 'EPERM') return false
  }
  const facts = factsOf(holder.pid)
  if (facts?.isZombie) return false
  return !facts || holder.started === '' || facts.started === holder.started
}

/** Boot and start time of a process, and whether it ended but its parent has not noticed yet; on Linux. */
function factsOf(
  pid: number,
): { readonly started: string; readonly isZombie: boolean } | undefined {
  try {
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = fs.readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    // From the 3rd field on; the second, in parentheses, may itself hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { started: `${boot} ${fields[19] ?? ''}`, isZombie: fields[0] === 'Z' }
  } catch {
    return undefined
  }
}

type FoundHolder = Holder & { readonly content: string; readonly renewedAt: number }

function readHolder(path: string): FoundHolder | undefined {
  try {
    const content = fs.readFileSync(path, 'utf8')
    const holder = holderSchema.safeParse(JSON.parse(content))
    if (!holder.success) return undefined
    return { ...holder.data, content, renewedAt: fs.statSync(path).mtimeMs }
  } catch (error) {
    // Damaged or gone: no process has the lock.
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(codeOf(error))
}

function isUnusable(error: unknown): error is Error {
  return error instanceof Error && UNUSABLE.has(codeOf(error))
}

/** Empty if it has none. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
