/**
 * What a domain gives the node: a table of operations. The node knows nothing else of a domain.
 *
 *      proposer                     log                      every node
 *      bytes, encode  -> batch  ->  committed entry  ->  refuse, perform  ->  result to the proposer's sink
 *
 * Every node performs the same operations in the order of the log and must reach the same state and the same results.
 * Therefore `refuse` and `perform` read only the batch, the entry and the store: no clock, no random number, no locale, no
 * order of a Map. What they refuse is a result. What they throw stops the node.
 */
import type { Entry, Step } from './entry.ts'

/** The bytes of a batch, and the same bytes as a view. */
export type BatchBytes = { readonly bytes: Uint8Array; readonly view: DataView }

/**
 * The operations before it took what a log entry may read or copy: the operation is performed in a later entry, as are those
 * behind it. The first one of an entry is never late.
 */
export const LATER = Symbol('later')
export type Later = typeof LATER

export interface Operation<Arguments, Result> {
  /** The domain's number and the operation's number in the domain. Both are part of the log's format. */
  readonly domain: number
  readonly code: number
  /** The operation may change far more than its own bytes, so it is the only one of its log entry. */
  readonly isAlone: boolean
  /** Whether the node accepts the operation on a full disk, because it frees space or takes hardly any. */
  isFreeing(args: Arguments): boolean
  /** How many bytes `encode` writes. */
  bytes(args: Arguments): number
  encode(args: Arguments, into: BatchBytes, at: number): void
  /** The result, if the operation will not be performed, or `LATER`. Changes nothing. */
  refuse(batch: BatchBytes, at: number, entry: Entry): Result | Later | undefined
  /** Called right after `refuse` returned undefined, or, in a transaction, after it did for every operation. */
  perform(batch: BatchBytes, at: number, entry: Entry): Result
  /** Whether it did a part, and its proposer proposes the rest with the same idempotency key: of a part no record is kept. */
  isPart?(result: Result): boolean
  /** The result as an idempotency record keeps it. Undefined if that would take more than `bytesMax`. */
  encodeResult(result: Result, bytesMax: number): Uint8Array | undefined
  decodeResult(bytes: Uint8Array): Result
}

/** Receives the outcomes of the operations that its owner proposed. `tag` is what the owner proposed the operation with. */
export interface Sink<in Result> {
  /** Whether its operations wait for long where there is no room, and are refused only then: see room.ts. */
  readonly isPatient?: boolean
  /**
   * Called in the order of the log. The domain may use `result` again for the next operation: copy what must stay. It is
   * replayed if an operation before, with the same id, had it.
   */
  done(tag: number, result: Result, timing: BatchTiming, isReplayed?: true): void
  /** Why there is no result: see refusal.ts. */
  failed(tag: number, error: Error): void
  /**
   * A sequence is performed: told before its first operation and after each, so that what the sink reads then is the state
   * between them. Must not throw, nor keep `step`.
   */
  step?(tag: number, step: Step): void
}

/** What happened to a batch when, in milliseconds of the clock that never goes back. */
export type BatchTiming = {
  operations: number
  bytes: number
  /** The first operation was proposed. */
  proposedAt: number
  appendedAt: number
  durableAt: number
  /** All operations were performed. Set after the last call of `Sink.done`. */
  appliedAt: number
}

export const NO_TIMING: BatchTiming = {
  operations: 0,
  bytes: 0,
  proposedAt: 0,
  appendedAt: 0,
  durableAt: 0,
  appliedAt: 0,
}

/** An operation with its arguments. */
export type Call<Result> = {
  readonly operation: Operation<unknown, Result>
  readonly args: unknown
}

export function call<Arguments, Result>(
  operation: Operation<Arguments, Result>,
  args: Arguments,
): Call<Result> {
  return { operation, args }
}
