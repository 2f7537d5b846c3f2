/**
 * Snapshots: consistent copies of what a node has, made while it goes on. The store flushes, then holds the commit that this led to, and a
 * thread copies it. Reads, writes and flushes go on meanwhile.
 *
 * A snapshot takes the space of its copy, and as long as it copies the store gives no space back that changes take which are dead.
 */
import { once } from 'node:events'
import fs from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Clock, Disk } from '#foundation/host/host'
import { DiskFull } from '#foundation/host/host'
import { STORE_DIRECTORY } from '#business/data/node/node'
import type { DiskBase } from '#business/data/store/disk-base'
import type { Store } from '#business/data/store/store'
import type { CopyRequest } from './checkpoint.ts'
import type { CopyMessage } from './copy-worker.ts'
import type { OnStep } from './inspect.ts'
import type { Manifest } from './manifest.ts'
import { MANIFEST_FILE } from './manifest.ts'

/** In the root of many a new volume. */
export const LOST_AND_FOUND = 'lost+found'

export type SnapshotOptions = {
  readonly clock: Clock
  readonly disk: Disk
  /** Of the program, for the manifests. */
  readonly version: string
}

/** There is one at a time. */
export class SnapshotRunning extends Error {
  override readonly name = 'SnapshotRunning'
  readonly code = 'SNAPSHOT_RUNNING'
  constructor(to: string) {
    super(`A snapshot into ${to} is being made: try again when it is done`)
  }
}

/** The thread that copied failed; the code is that of its error: `DISK_FULL`, `STORE_DAMAGED` or another one. */
export class SnapshotFailed extends Error {
  override readonly name = 'SnapshotFailed'
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export class BackupExists extends Error {
  override readonly name = 'BackupExists'
  readonly code = 'BACKUP_EXISTS'
}

type Target = Pick<CopyRequest, 'to' | 'isLinked'>

export class Snapshots implements AsyncDisposable {
  readonly #store: Store
  readonly #base: DiskBase
  readonly #options: SnapshotOptions
  readonly #closing = new AbortController()
  #running: { readonly to: string; readonly made: Promise<unknown> } | undefined

  constructor(store: Store, base: DiskBase, options: SnapshotOptions) {
    this.#store = store
    this.#base = base
    this.#options = options
  }

  /**
   * Resolves when the directory is a backup: whole and durable, with every write that was acknowledged before the call, and every change
   * checked. The directory must not exist, or hold nothing. Rejects with `SnapshotRunning`, `BackupExists`, `DiskFull`,
   * `SnapshotFailed`, or the signal's reason, and leaves nothing behind.
   */
  take(to: string, signal: AbortSignal, onStep: OnStep): Promise<Manifest> {
    return this.#alone({ to, isLinked: false }, signal, onStep)
  }

  /** The same, with links to the store's own files of changes in place of copies: only for use on the file system of the store. */
  link(to: string, signal: AbortSignal): Promise<Manifest> {
    return this.#alone({ to, isLinked: true }, signal, () => undefined)
  }

  async #alone(target: Target, signal: AbortSignal, onStep: OnStep): Promise<Manifest> {
    const { to } = target
    if (this.#running) throw new SnapshotRunning(this.#running.to)
    const made = this.#take(target, AbortSignal.any([signal, this.#closing.signal]), onStep)
    this.#running = { to, made }
    try {
      return await made
    } finally {
      this.#running = undefined
    }
  }

  /** Stops the snapshot that is being made, if there is one. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#running?.made.catch(() => undefined)
  }

  async #take(target: Target, signal: AbortSignal, onStep: OnStep): Promise<Manifest> {
    const { to } = target
    const { clock, disk, version } = this.#options
    const created = new Date(clock.now()).toISOString()
    signal.throwIfAborted()
    const isNew = claim(disk, to)
    try {
      await this.#store.flushAll()
      return await this.#copy({ ...target, created, version }, signal, onStep)
    } catch (error) {
      await discard(to)
      if (isNew) await fs.promises.rmdir(to)
      throw error
    }
  }

  async #copy(
    target: Omit<CopyRequest, 'checkpoint' | 'from'>,
    signal: AbortSignal,
    onStep: OnStep,
  ): Promise<Manifest> {
    const base = this.#base
    const checkpoint = await base.hold()
    let released: Promise<void> | undefined
    const release = (): Promise<void> => (released ??= base.release())
    const short = new AbortController()
    const onStepHeld: OnStep = (step, done, total) => {
      // What others write comes before what is kept of it, and giving space back is what is held off.
      if (!released && this.#store.isShort) short.abort(new DiskFull(target.to))
      onStep(step, done, total)
    }
    try {
      const request = { checkpoint, from: base.directory, ...target }
      const stop = AbortSignal.any([signal, short.signal])
      return await copyInThread(request, stop, onStepHeld, release)
    } finally {
      await release()
    }
  }
}

/** When it is over, nothing writes to the target any more. */
async function copyInThread(
  request: CopyRequest,
  signal: AbortSignal,
  onStep: OnStep,
  onCopied: () => Promise<void>,
): Promise<Manifest> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./copy-worker.ts', import.meta.url), { workerData: request })
  const ended = new Promise(resolve => worker.once('exit', resolve))
  const over = new AbortController()
  const aborted = once(signal, 'abort', over)
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', (message: CopyMessage) => {
        switch (message.kind) {
          case 'step':
            onStep(message.step, message.done, message.total)
            break
          case 'copied':
            onCopied().catch(reject)
            break
          case 'done':
            resolve(message.manifest)
            break
          case 'failed':
            reject(new SnapshotFailed(message.code, message.message))
            break
        }
      })
      worker.once('error', reject)
      aborted
        .then(() => {
          signal.throwIfAborted()
        })
        .catch(reject)
    })
  } finally {
    over.abort()
    worker.postMessage('stop')
    await ended
  }
}

/** Makes the directory, if it is not there. Returns whether it was made. */
function claim(disk: Disk, to: string): boolean {
  if (!fs.existsSync(to)) {
    disk.makeDirectory(to)
    return true
  }
  const isEmpty =
    fs.statSync(to).isDirectory() && disk.list(to).every(name => name === LOST_AND_FOUND)
  if (!isEmpty) throw new BackupExists(`${to} is there and not empty: choose another place`)
  return false
}

/** Removes what a backup consists of, the manifest first. The directory stays. */
export async function discard(backup: string): Promise<void> {
  for (const name of [MANIFEST_FILE, `${MANIFEST_FILE}.new`, STORE_DIRECTORY]) {
    await fs.promises.rm(join(backup, name), { recursive: true, force: true })
  }
}
