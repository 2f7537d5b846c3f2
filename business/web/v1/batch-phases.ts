/** Where the time of a write went: with the batch that it was a part of. */
import type { Phase, Timing } from '#foundation/web/exchange'

/** Of the batch, in milliseconds of the clock that never goes back. */
type BatchTiming = {
  readonly operations: number
  readonly bytes: number
  /** The first operation was proposed. */
  readonly proposedAt: number
  readonly appendedAt: number
  readonly durableAt: number
  readonly appliedAt: number
}

export class BatchPhases implements Timing {
  readonly #timing: BatchTiming

  constructor(timing: BatchTiming) {
    this.#timing = timing
  }

  phases(): readonly Phase[] {
    const { proposedAt, appendedAt, durableAt, appliedAt, operations, bytes } = this.#timing
    const attributes = { 'batch.operations': operations, 'batch.bytes': bytes }
    const note = `${String(operations)} operations, ${String(bytes)} bytes`
    return [
      { name: 'queue', from: proposedAt, to: appendedAt },
      { name: 'fsync', from: appendedAt, to: durableAt, note, attributes },
      { name: 'apply', from: durableAt, to: appliedAt, attributes },
    ]
  }

  figures(): Readonly<Record<string, number>> {
    const { proposedAt, appendedAt, durableAt, appliedAt } = this.#timing
    return {
      queueMs: appendedAt - proposedAt,
      fsyncMs: durableAt - appendedAt,
      applyMs: appliedAt - durableAt,
    }
  }
}
