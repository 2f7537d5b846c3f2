/** Gives space back between flushes, one bounded step after the other. */
import type { Clock, Timer } from '#foundation/host/host'
import { DiskFull } from '#foundation/host/host'
import { StoreDamaged } from '../damage.ts'

/** A collection that found the disk full is tried again after this time. */
const RETRY_MS = 1000

export type CollectingOptions = {
  /** One step; resolves with whether there is more to do. */
  readonly step: () => Promise<boolean>
  /** Asked before each step: a flush that waits is let through, and collecting goes on when that is done. */
  readonly isAllowed: () => boolean
  readonly onDamaged: (error: StoreDamaged) => void
  readonly onFailed: (error: unknown) => void
}

export class Collecting {
  isUnderWay = false
  readonly #clock: Clock
  readonly #options: CollectingOptions
  #timer: Timer | undefined

  constructor(clock: Clock, options: CollectingOptions) {
    this.#clock = clock
    this.#options = options
  }

  /** Goes on until nothing is left to do, unless it is under way. What damage kept from being done is tried by the next call. */
  async run(): Promise<void> {
    const { step, isAllowed, onDamaged, onFailed } = this.#options
    if (this.isUnderWay || !isAllowed()) return
    this.cancel()
    this.isUnderWay = true
    try {
      while (isAllowed() && (await step())) continue
    } catch (error) {
      if (error instanceof StoreDamaged) onDamaged(error)
      else if (error instanceof DiskFull) this.#runLater()
      else onFailed(error)
    } finally {
      this.isUnderWay = false
    }
  }

  cancel(): void {
    this.#timer?.cancel()
  }

  #runLater(): void {
    this.#timer = this.#clock.after(RETRY_MS, () => {
      void this.run()
    })
  }
}
