/** Room for the next batch, in memory and on the disk: batches wait for it a little, then their operations are refused. */
import type { Clock } from '#foundation/host/host'
import type { Store } from '#business/data/store/store'
import type { Batch } from '../batch.ts'
import { NoSpace, StoreBusy } from '../refusal.ts'
import type { SpaceGuard } from './space-guard.ts'

/** How long batches wait before their operations are refused. */
const BUSY_AFTER_MS = 1000
/** How often a batch that waits for the disk looks again. */
const LOOK_AGAIN_MS = 20

export class Room {
  readonly #clock: Clock
  readonly #store: Store
  readonly #guard: SpaceGuard
  #lackingSince: number | undefined

  constructor(clock: Clock, store: Store, guard: SpaceGuard) {
    this.#clock = clock
    this.#store = store
    this.#guard = guard
  }

  /** Why new operations are refused that free nothing: batches before them have waited for too long. Throws `DiskFailed`. */
  get refusal(): Error | undefined {
    if (this.#lackingSince === undefined) return undefined
    if (this.#store.fill < 1 && !this.#guard.holds(0)) this.#lackingSince = undefined
    return this.#isPatient() ? undefined : this.#why()
  }

  /** Whether the batch can be appended. Throws `DiskFailed`. */
  has(batch: Batch): boolean {
    if (batch.isFreeing) return this.#store.fill < 1 || this.#store.hasReserve
    return this.#store.fill < 1 && !this.#guard.holds(batch.used)
  }

  /** Resolves when the batch can be appended, or with why it cannot. Rejects with `DiskFailed`. */
  async for(batch: Batch): Promise<Error | undefined> {
    while (!this.has(batch)) {
      this.#lackingSince ??= this.#clock.monotonic()
      if (!this.#isPatient()) return this.#why()
      await this.#next()
    }
    this.#lackingSince = undefined
    return undefined
  }

  /** Resolves when it is worth looking again. */
  async #next(): Promise<void> {
    const waitedMs = this.#clock.monotonic() - (this.#lackingSince ?? 0)
    const isMemoryFull = this.#store.fill >= 1
    const ms = isMemoryFull ? BUSY_AFTER_MS - waitedMs : LOOK_AGAIN_MS
    await new Promise<void>(resolve => {
      const timer = this.#clock.after(ms, resolve)
      if (!isMemoryFull) return
      void this.#store.room().then(() => {
        timer.cancel()
        resolve()
      })
    })
  }

  #isPatient(): boolean {
    if (this.#lackingSince === undefined) return true
    return this.#clock.monotonic() - this.#lackingSince < BUSY_AFTER_MS
  }

  #why(): Error {
    if (this.#guard.isFull) return new NoSpace()
    if (this.#store.fill >= 1) return new StoreBusy('The memtable is full')
    return new StoreBusy('The disk is nearly full', 'what is in memory is being written to it')
  }
}
