/**
 * One process per directory: a file that says who has it.
 *
 * Node has no lock that the kernel lets go with its holder, so the file tells how to find out whether the holder lives: by
 * process id and start time on the same machine, and elsewhere (another host name on a shared volume) by a time that the
 * holder renews.
 */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Clock } from '#foundation/host/host'

/** In the directory; drafts of it have longer names that begin so. */
export const LOCK_FILE = 'lock.json'
const RENEW_MS = 2_000
/** A holder on another host that has not renewed its lock for this long is taken for dead. */
const STALE_MS = 15_000
/** Longer than between finding a holder dead and taking its place. */
const TAKEOVER_MS = 200

const holderSchema = z.object({
  pid: z.int().positive(),
  /** When the process started, in the kernel's words: process ids are used again. Empty where that cannot be known. */
  started: z.string(),
  host: z.string(),
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

export class DirectoryLock implements Disposable {
  readonly #path: string
  readonly #content: string
  readonly #renewal: NodeJS.Timeout

  /**
   * Rejects with `DirectoryLocked` or `DirectoryFull`. `onLost` is called once if another process takes the lock from a live holder, or it
   * cannot be renewed: whoever has it must not write any more.
   */
  static async take(directory: string, clock: Clock, onLost: () => void): Promise<DirectoryLock> {
    fs.mkdirSync(directory, { recursive: true })
    const path = join(directory, LOCK_FILE)
    const content = `${JSON.stringify(self())}\n`
    // Containers that share a volume may share process ids too.
    const draft = `${path}.${os.hostname()}.${String(process.pid)}`
    try {
      try {
        // Made elsewhere and linked: the lock is never there without its content.
        fs.writeFileSync(draft, content)
        fs.linkSync(draft, path)
      } catch (error) {
        if (!isExisting(error) && !isFull(error)) throw error
        refuseIfAlive(directory, path, clock)
        if (isFull(error)) overwrite(directory, path, content)
        else fs.renameSync(draft, path)
        // Of several that found the same dead holder the last one to rename has it; the others see that now.
        await new Promise(resolve => setTimeout(resolve, TAKEOVER_MS))
        if (!holds(path, content)) return await DirectoryLock.take(directory, clock, onLost)
      }
    } finally {
      fs.rmSync(draft, { force: true })
    }
    return new DirectoryLock(path, content, clock, onLost)
  }

  private constructor(path: string, content: string, clock: Clock, onLost: () => void) {
    this.#path = path
    this.#content = content
    this.#renewal = setInterval(() => {
      if (holds(path, content) && isRenewed(path, clock)) return
      clearInterval(this.#renewal)
      onLost()
    }, RENEW_MS)
    this.#renewal.unref()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#renewal)
    if (holds(this.#path, this.#content)) fs.rmSync(this.#path, { force: true })
  }
}

/** Takes over where there is no space for a draft. Half a lock would be nobody's, so that another process may get it. */
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
    throw isMissing(error) || isFull(error) ? new DirectoryFull(directory, error) : error
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

function refuseIfAlive(directory: string, path: string, clock: Clock): void {
  const holder = readHolder(path)
  if (!holder) return
  const seenMs = clock.now() - holder.renewedAt
  if (isAlive(holder, seenMs)) {
    throw new DirectoryLocked(directory, holder, Math.max(0, Math.round(seenMs / 1000)))
  }
}

function self(): Holder {
  return { pid: process.pid, started: factsOf(process.pid)?.started ?? '', host: os.hostname() }
}

function isAlive(holder: Holder, seenMs: number): boolean {
  if (holder.host !== os.hostname()) return seenMs < STALE_MS
  if (holder.pid === process.pid) return holder.started === self().started
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    // Otherwise there is a process of that id, but of another user.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false
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

function readHolder(path: string): (Holder & { readonly renewedAt: number }) | undefined {
  try {
    const holder = holderSchema.safeParse(JSON.parse(fs.readFileSync(path, 'utf8')))
    return holder.success ? { ...holder.data, renewedAt: fs.statSync(path).mtimeMs } : undefined
  } catch (error) {
    // Damaged or gone: nobody's.
    if (error instanceof SyntaxError || isMissing(error)) return undefined
    throw error
  }
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}

function isFull(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ENOSPC' || code === 'EDQUOT'
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
