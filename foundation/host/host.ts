/**
 * The one door to the machine: time, random bytes, turns of the event loop and the disk enter through these values and
 * nowhere else. system.ts opens the real machine; simulated.ts one whose time, random bytes and faults a test decides.
 */
import { dirname } from 'node:path'

export type Host = {
  readonly clock: Clock
  readonly random: Random
  readonly disk: Disk
  readonly turns: Turns
}

export interface Clock {
  /** Wall time in milliseconds since 1970, UTC. May jump, also backwards. */
  now(): number
  /** Milliseconds since an arbitrary start. Never goes back: for durations and deadlines. */
  monotonic(): number
  /** Calls back once after `ms`. The timer never keeps the process alive by itself. */
  after(ms: number, callback: () => void): Timer
}

export type Timer = { cancel(): void }

/** Resolves after `ms`. */
export function elapsed(clock: Clock, ms: number): Promise<void> {
  return new Promise(resolve => {
    clock.after(ms, resolve)
  })
}

export interface Random {
  /** Unpredictable bytes, fit for identifiers that strangers must not guess. */
  bytes(length: number): Uint8Array
}

export interface Turns {
  /** Calls back in the next turn of the event loop: sockets were read, and what is answered by now was sent. */
  next(callback: () => void): void
  /**
   * Calls back at the end of this turn: all sockets that had something were read. Before the callbacks of `next`. Who asks in such a
   * callback is called back at the same end, behind the others.
   */
  atEnd(callback: () => void): void
}

/** Resolves in the next turn of the event loop. */
export function nextTurn(turns: Turns): Promise<void> {
  return new Promise(resolve => {
    turns.next(resolve)
  })
}

/**
 * Files as a log needs them: durability is a separate act from writing, and says when it failed.
 * Calls block this thread but for the two that may take long on a healthy disk: `File.writeDurably` and `allocate`.
 * Every failure is a `DiskFull` (nothing is wrong but space) or a `DiskFailed` (anything else).
 */
export interface Disk {
  open(path: string, mode: OpenMode): File
  /** Names in a directory, sorted by code unit. An absent directory is empty. */
  list(directory: string): string[]
  /** With all parents; the new entries are durable when it returns. */
  makeDirectory(directory: string): void
  /** Replaces `to` if it exists. Durable after `syncDirectory`. */
  rename(from: string, to: string): void
  /** Gives an existing file another name on the same file system, which no file may have. Durable after `syncDirectory`. */
  link(from: string, to: string): void
  /** Durable after `syncDirectory`. An absent file is no error. */
  remove(path: string): void
  syncDirectory(directory: string): void
  /**
   * Creates a file of `bytes` zeros, written and synced, so that writing into it later needs no space. If it rejects, what
   * it created is gone again.
   */
  allocate(path: string, bytes: number): Promise<void>
  /** Bytes an unprivileged process may still write to the file system that holds `directory`. */
  freeBytes(directory: string): number
}

/**
 * `read`: an existing file, read only. `write`: an existing file. `create`: must not exist yet.
 * `durable`: an existing file, for `writeDurably`; its other writes need a `sync` like those of any file.
 */
export type OpenMode = 'read' | 'write' | 'create' | 'durable'

export interface File {
  size(): number
  /** Fills `into` from `position` on and returns how many bytes there were. */
  read(into: Uint8Array, position: number): number
  /** Writes all of `bytes` or throws; after a throw any part of them may be there. */
  write(bytes: Uint8Array, position: number): void
  /** All that was written before the call is on stable storage when it returns. */
  sync(): void
  /**
   * Only of a file opened as `durable`. Resolves when the bytes are on stable storage; they must not change until then.
   * At most one is under way per file. Blocks this thread only where that takes no longer than a trip to another one.
   * A rejection leaves the file in an unknown state: pages that failed to reach the disk may read back as if they had.
   */
  writeDurably(bytes: Uint8Array, position: number): Promise<void>
  close(): void
}

/**
 * Makes a small file, or replaces it: after a crash it has the old bytes or the new ones. Durable when it returns. Throws `DiskFull` or
 * `DiskFailed`.
 */
export function replaceFile(disk: Disk, path: string, bytes: Uint8Array): void {
  const draft = `${path}.new`
  disk.remove(draft)
  const file = disk.open(draft, 'create')
  try {
    file.write(bytes, 0)
    file.sync()
  } finally {
    file.close()
  }
  disk.rename(draft, path)
  disk.syncDirectory(dirname(path))
}

/** The file system has no space (or quota) left. Free some, then try again. */
export class DiskFull extends Error {
  override readonly name = 'DiskFull'
  readonly code = 'DISK_FULL'
  readonly path: string
  constructor(path: string, cause?: unknown) {
    super(`No space left to write ${path}: free space on its file system`, { cause })
    this.path = path
  }
}

/** The disk refused an operation; what was written through this file since its last sync is in doubt. */
export class DiskFailed extends Error {
  override readonly name = 'DiskFailed'
  readonly code = 'DISK_FAILED'
  readonly path: string
  constructor(operation: string, path: string, cause: unknown) {
    super(
      `Cannot ${operation} ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    )
    this.path = path
  }
}
