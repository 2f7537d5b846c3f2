/** A log, a store and snapshots of it on the real disk, as a service has them, with keys in them. Only for tests. */
import { join } from 'node:path'
import { systemHost } from '#foundation/host/system'
import { WalLog } from '#business/data/log/wal-log'
import { LOG_DIRECTORY, STORE_DIRECTORY } from '#business/data/node/node'
import { DiskBase } from '#business/data/store/disk-base'
import { Store } from '#business/data/store/store'
import { TestKeys } from '#business/data/store/testing/test-keys'
import type { OnStep } from '../inspect.ts'
import type { Manifest } from '../manifest.ts'
import { Snapshots } from '../snapshots.ts'

/** Small, so that little is written before a segment is full and trimmed. */
const SEGMENT_BYTES = 64 * 1024

export class TestNode implements AsyncDisposable {
  readonly directory: string
  readonly log: WalLog
  readonly store: Store
  readonly base: DiskBase
  readonly snapshots: Snapshots
  readonly #keys: TestKeys

  /** Goes on where the directory ends, as a service does; rejects where none would start. */
  static async open(directory: string): Promise<TestNode> {
    const { clock, random, disk } = systemHost()
    const fail = (error: Error): never => {
      throw error
    }
    const options = { segmentBytes: SEGMENT_BYTES }
    const log = await WalLog.open(systemHost(), join(directory, LOG_DIRECTORY), options)
    const base = await DiskBase.open(disk, join(directory, STORE_DIRECTORY))
    const store = new Store(base, clock, random, {
      memoryBytes: 16 * 1024 * 1024,
      flushBytes: 16 * 1024 * 1024,
      onFlushed: ({ position }) => {
        log.trim(position)
      },
      onDamaged: fail,
      onFailed: fail,
    })
    const node = new TestNode(directory, log, store, base)
    if (log.info().last < store.state.position) throw new Error('the log ends before the store')
    const stop = new AbortController()
    const { last } = log.info()
    if (store.state.position < last) {
      for await (const { position, payload } of log.entries(store.state.position, stop.signal)) {
        node.#apply(payload)
        if (position >= last) stop.abort()
      }
    }
    return node
  }

  private constructor(directory: string, log: WalLog, store: Store, base: DiskBase) {
    const { clock, disk } = systemHost()
    this.directory = directory
    this.log = log
    this.store = store
    this.base = base
    this.snapshots = new Snapshots(store, base, { clock, disk, version: '1.2.3' })
    this.#keys = new TestKeys(store)
  }

  /** Resolves when it is durable and applied: from then on a backup has it. Forgets what was overwritten up to the compacted revision. */
  async write(key: string, value: string, compactedRevision?: number): Promise<void> {
    const payload = Buffer.from(JSON.stringify({ key, value, compactedRevision }))
    await this.log.append(payload)
    this.#apply(payload)
  }

  /** Resolves with the new backup. */
  async backUp(
    to: string,
    signal: AbortSignal = new AbortController().signal,
    onStep: OnStep = () => undefined,
  ): Promise<Manifest> {
    return await this.snapshots.take(to, signal, onStep)
  }

  get(key: string): string | undefined {
    return this.#keys.get(key)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.snapshots[Symbol.asyncDispose]()
    await this.store[Symbol.asyncDispose]()
    await this.log[Symbol.asyncDispose]()
  }

  #apply(payload: Uint8Array): void {
    const { key, value, compactedRevision } = JSON.parse(Buffer.from(payload).toString()) as {
      key: string
      value: string
      compactedRevision?: number
    }
    this.#keys.write(key, value, compactedRevision)
  }
}
