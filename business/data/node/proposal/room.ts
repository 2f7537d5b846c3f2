/**
 * Room for the next batch, in memory and on the disk. Where there is none, batches wait for it: a second, then the operations
 * are refused of those who have better things to do; or half a minute, for those who have others wait meanwhile.
 */
import type { Clock } from '#foundation/host/host'
import { elapsed } from '#foundation/host/host'
import type { Store } from '#business/data/store/store'
import type { Batch } from '../batch.ts'
import { StoreBusy } from '../refusal.ts'
import type { SpaceGuard } from './space-guard.ts'

/** How long operations wait before they are refused, and those of patient sinks. */
export const BUSY_AFTER_MS = 1000
export const PATIENCE_MS = 30_000
/** How often a batch that waits for the disk looks again. */
export const LOOK_AGAIN_MS = 20

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

  /** For how long batches have found no room. */
  get lackingMs(): number {
    return this.#lackingSince === undefined ? 0 : this.#clock.monotonic() - this.#lackingSince
  }

  /** Why new operations are refused that free nothing: batches before them have waited for too long. Throws `DiskFailed`. */
  refusal(patienceMs: number): Error | undefined {
    if (this.#lackingSince === undefined) return undefined
    if (this.#store.fill < 1 && !this.#guard.holds(0)) this.#lackingSince = undefined
    return this.#why(patienceMs)
  }

  /** Whether the batch can be appended. Throws `DiskFailed`. */
  has(batch: Batch): boolean {
    if (batch.isFreeing) return this.#store.fill < 1 || this.#store.hasReserve
    return this.#store.fill < 1 && !this.#guard.holds(batch.used)
  }

  /** Resolves when the batch can be appended, or with why it cannot after so long. Rejects with `DiskFailed` or `StoreFailed`. */
  async for(batch: Batch, patienceMs: number): Promise<Error | undefined> {
    while (!this.has(batch)) {
      this.#lackingSince ??= this.#clock.monotonic()
      const why = this.#why(patienceMs)
      if (why) return why
      await this.#next(patienceMs - this.lackingMs)
    }
    this.#lackingSince = undefined
    return undefined
  }

  /** Resolves when it is worth looking again. Rejects with `StoreFailed`. */
  async #next(leftMs: number): Promise<void> {
    if (this.#store.fill < 1) {
      await elapsed(this.#clock, LOOK_AGAIN_MS)
      return
    }
    const late = Promise.withResolvers<undefined>()
    const timer = this.#clock.after(leftMs, () => {
      late.resolve(undefined)
    })
    try {
      await Promise.race([this.#store.room(), late.promise])
    } finally {
      timer.cancel()
    }
  }

  /** A full disk is not waited for any longer by the patient: it does not get better by itself. */
  #why(patienceMs: number): Error | undefined {
    const { lackingMs } = this
    if (this.#lackingSince === undefined || lackingMs < BUSY_AFTER_MS) return undefined
    if (this.#guard.isFull) return this.#guard.refusal
    if (lackingMs < patienceMs) return undefined
    if (this.#store.fill >= 1) return new StoreBusy('The memtable is full')
    return new StoreBusy('The disk is nearly full', 'what is in memory is being written to it')
  }
}
