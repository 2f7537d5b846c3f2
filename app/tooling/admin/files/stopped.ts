/** Data directories of services that do not run: locked as long as they are looked at. */
import { join } from 'node:path'
import type { Host } from '#foundation/host/host'
import { DirectoryLock, DirectoryLocked } from '#foundation/lock/lock'
import { SEGMENT_BYTES } from '#foundation/wal/wal'
import { Domains } from '#business/domains/domains'
import type { Manifest } from '#business/data/backup/manifest'
import { Snapshots } from '#business/data/backup/snapshots'
import { isMember } from '#business/data/log/membership'
import { LOG_DIRECTORY, LogMoved, Node, STORE_DIRECTORY } from '#business/data/node/node'
import { ENVIRONMENT_FILE, StoreMissing } from '#business/data/store/disk-files'
import { EXIT, Failed } from '../outcome.ts'
import type { Terminal } from '../terminal.ts'

const MEMORY_BYTES = 64 * 1024 * 1024
const SIZES = {
  memoryBytes: MEMORY_BYTES,
  flushBytes: MEMORY_BYTES,
  segmentBytes: SEGMENT_BYTES,
  leaveBytes: SEGMENT_BYTES,
  reserveBytes: 0,
  logRoomBytesMin: 0,
}
/** Of what is written from now on: nothing is. */
const IDEMPOTENCY = { keepMs: 0, countMax: 1, bytesMax: 1 }

export type Place = {
  readonly host: Host
  readonly terminal: Terminal
  readonly signal: AbortSignal
}

export type Stopped = Disposable & {
  readonly lost: AbortSignal
  readonly isHeld: () => boolean
}

/** Throws `StoreMissing`, or `Failed` if a process has the directory. */
export async function lockStopped({ disk, clock }: Host, directory: string): Promise<Stopped> {
  const store = join(directory, STORE_DIRECTORY)
  if (!disk.list(store).includes(ENVIRONMENT_FILE)) throw new StoreMissing(store)
  const lost = new AbortController()
  try {
    const lock = await DirectoryLock.take(directory, clock, () => {
      lost.abort(new Error(`Another process has taken the lock of ${directory}`))
    })
    return {
      lost: lost.signal,
      isHeld: () => lock.isHeld(),
      [Symbol.dispose]: () => {
        lock[Symbol.dispose]()
      },
    }
  } catch (error) {
    if (!(error instanceof DirectoryLocked)) throw error
    const message = `${error.message}; or let it make a backup, which is verified: admin backup DIRECTORY`
    throw new Failed(EXIT.failed, error.code, message, { cause: error })
  }
}

/** Starts on the directory what a service would, without serving, and makes a snapshot of that. */
export async function snapshotOf(
  { host, signal, terminal }: Place,
  directory: string,
  to: string,
  version: string,
): Promise<Manifest> {
  await using stack = new AsyncDisposableStack()
  const { lost, isHeld: mayWrite } = stack.use(await lockStopped(host, directory))
  if (isMember(host.disk, join(directory, LOG_DIRECTORY))) {
    const message = `The log of ${directory} is in etcd: start the service and let it make a backup: admin backup DIRECTORY`
    throw new Failed(EXIT.failed, 'LOG_ELSEWHERE', message)
  }
  const failed = new AbortController()
  const node = stack.use(
    await Node.open(host, {
      name: 'admin',
      role: 'voter',
      version,
      address: '',
      directory,
      sizes: SIZES,
      idempotency: IDEMPOTENCY,
      mayWrite,
      tell: event => {
        if (event.kind === 'failed') failed.abort(event.error)
      },
    }),
  )
  const ended = AbortSignal.any([signal, lost, failed.signal])
  await node.start(new Domains(node.store).table, ended).catch((error: unknown) => {
    // A node whose log was moved has all of it.
    if (!(error instanceof LogMoved)) throw error
  })
  if (!node.disk) throw new StoreMissing(directory)
  const snapshots = stack.use(new Snapshots(node.store, node.disk, { ...host, version }))
  return await snapshots.take(to, ended, terminal.progress)
}
