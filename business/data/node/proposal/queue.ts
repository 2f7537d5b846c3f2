/** Batches that have not been handed to the log: one that takes operations, and full ones before it; and empty ones, used again. */
import { Batch } from '../batch.ts'

/** A batch takes no further operation with so many. */
const BATCH_OPERATIONS_MAX = 4096
const SPARES_MAX = 3

export class Queue {
  #open = new Batch()
  #full: Batch[] = []
  readonly #spares: Batch[] = []

  get isEmpty(): boolean {
    return this.#open.isEmpty && this.#full.length === 0
  }

  /** In the order of their operations. */
  get all(): readonly Batch[] {
    return [...this.#full, this.#open]
  }

  /** Takes the next operation: one of so many bytes, for a batch of so many at most. */
  batchFor(bytes: number, bytesMax: number, isAlone: boolean, now: number): Batch {
    const batch = this.#open
    if (!batch.isEmpty) {
      const fits = batch.used + bytes <= bytesMax && batch.count < BATCH_OPERATIONS_MAX
      if (fits && !isAlone && !batch.isClosed) return batch
      this.#full.push(batch)
      this.#open = this.spare()
    }
    this.#open.timing.proposedAt = now
    this.#open.isClosed = isAlone
    return this.#open
  }

  /** Takes out the first batch, if there are operations. */
  next(): Batch | undefined {
    return this.#full.shift() ?? this.#takeOpen()
  }

  /** Takes out the first batch that is like this, if there is one. */
  find(isWanted: (batch: Batch) => boolean): Batch | undefined {
    const at = this.#full.findIndex(batch => !batch.isEmpty && isWanted(batch))
    if (at >= 0) return this.#full.splice(at, 1)[0]
    return isWanted(this.#open) ? this.#takeOpen() : undefined
  }

  /** Takes out all batches. */
  takeAll(): Batch[] {
    const batches = [...this.#full, this.#open]
    this.#full = []
    this.#open = new Batch()
    return batches
  }

  /** Puts a batch before all others. */
  putFirst(batch: Batch): void {
    this.#full.unshift(batch)
  }

  /** An empty batch. */
  spare(): Batch {
    return this.#spares.pop() ?? new Batch()
  }

  /** Keeps a batch that is of no more use, to be used again. */
  keep(batch: Batch): void {
    batch.clear()
    if (this.#spares.length < SPARES_MAX) this.#spares.push(batch)
  }

  #takeOpen(): Batch | undefined {
    if (this.#open.isEmpty) return undefined
    const batch = this.#open
    this.#open = this.spare()
    return batch
  }
}
