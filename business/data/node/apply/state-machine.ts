/** Performs the operations of log entries, in the order of the log, and tells their results to the proposers on this node. */
import { strict as assert } from 'node:assert'
import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { LogEntry } from '#business/data/log/log'
import type { Store } from '#business/data/store/store'
import { StoreDamaged } from '#business/data/store/store'
import type { Batch, Rest } from '../batch.ts'
import { BATCH_HEADER_BYTES, OPERATION_HEADER_BYTES, timeOf } from '../batch.ts'
import { Entry } from '../entry.ts'
import type { IdempotencyRecords } from '../idempotency.ts'
import { KeyReused, ONCE_BYTES, RESULT_BYTES_MAX, ResultNotKept } from '../idempotency.ts'
import type { BatchBytes, BatchTiming, Operation, Sink } from '../operation.ts'
import { LATER, NO_TIMING } from '../operation.ts'
import { NodeUnsound, OutcomeUnknown } from '../refusal.ts'

/** Gets the results of operations that another node proposed, or this one before its restart. */
const NOBODY: Sink<unknown> = { done: () => undefined, failed: () => undefined }

export class StateMachine {
  readonly #store: Store
  readonly #records: IdempotencyRecords
  readonly #isShared: boolean
  /** By domain and code. */
  readonly #operations: (Operation<unknown, unknown> | undefined)[] = []

  /** `isShared`: whether other nodes apply the same entries. Then none is applied with the help of anything damaged. */
  constructor(
    store: Store,
    records: IdempotencyRecords,
    operations: readonly Operation<never, unknown>[],
    isShared: boolean,
  ) {
    this.#store = store
    this.#records = records
    this.#isShared = isShared
    for (const operation of operations) {
      this.#operations[operation.domain * 256 + operation.code] = operation
    }
  }

  /**
   * `own` is the batch of this node that the entry is, if it is one. Returns what its proposer has to propose again. What an
   * operation throws stops the node. So does `NodeUnsound`, which is thrown before anybody gets a result that others do not have.
   */
  apply(
    { position, payload }: LogEntry,
    batch: BatchBytes,
    own: Batch | undefined,
  ): Rest | undefined {
    const { view } = batch
    const before = this.#store.state
    const now = timeOf(batch)
    const time = Math.max(now, before.time)
    const entry = new Entry(position, time, now, before.revision, before.compactedRevision)
    let index = 0
    let rest: Rest | undefined
    this.#store.reads.damage = undefined
    try {
      for (let at = BATCH_HEADER_BYTES; at < payload.length; at += view.getUint32(at, true)) {
        const operation = this.#operations[view.getUint8(at + 4) * 256 + view.getUint8(at + 5)]
        assert(operation, `entry ${String(position)} has an unknown operation`)
        // The proposer of the operation gave a sink for its kind of result. There is none once it was told of a failure.
        const sink = (own?.sinks[index] as Sink<unknown> | undefined) ?? NOBODY
        const tag = own?.tags[index] ?? 0
        const start = at + OPERATION_HEADER_BYTES
        const isOnce = view.getUint8(at + 6) === 1
        const isPerformed = isOnce
          ? this.#performOnce(operation, batch, start, entry, sink, tag, own?.timing)
          : this.#perform(operation, batch, start, entry, sink, tag, own?.timing) !== LATER
        if (!isPerformed) {
          rest = { at, index }
          break
        }
        index++
      }
      this.#refuseDamage(position)
    } catch (error) {
      own?.failAll(new OutcomeUnknown(error), index)
      throw error
    }
    const { revision, compactedRevision } = entry
    const chain = `${before.chainHash} ${String(position)} ${String(crc32(payload))} ${String(revision)}`
    const chainHash = hash('sha256', chain)
    this.#store.advance({ position, chainHash, revision, compactedRevision, time })
    return rest
  }

  /**
   * Returns the result, unless a damaged row made the operation fail before it changed anything; `LATER` if the operations
   * before it left it no room.
   */
  #perform(
    operation: Operation<unknown, unknown>,
    batch: BatchBytes,
    at: number,
    entry: Entry,
    sink: Sink<unknown>,
    tag: number,
    timing: BatchTiming = NO_TIMING,
  ): unknown {
    let refused: unknown
    entry.beginOperation()
    try {
      refused = operation.refuse(batch, at, entry)
    } catch (error) {
      if (!(error instanceof StoreDamaged)) throw error
      this.#refuseDamage(entry.position)
      sink.failed(tag, error)
      return undefined
    }
    if (refused === LATER) return LATER
    entry.sink = sink
    entry.tag = tag
    const result = refused ?? this.#performed(operation, batch, at, entry)
    this.#refuseDamage(entry.position)
    sink.done(tag, result, timing)
    return result
  }

  #performed(
    operation: Operation<unknown, unknown>,
    batch: BatchBytes,
    at: number,
    entry: Entry,
  ): unknown {
    try {
      return operation.perform(batch, at, entry)
    } catch (error) {
      this.#refuseDamage(entry.position)
      throw error
    }
  }

  /** Throws `NodeUnsound` if what this entry did so far depends on what only this node has: something damaged. */
  #refuseDamage(position: number): void {
    const { damage } = this.#store.reads
    if (!damage || !this.#isShared) return
    const why = `${damage.what} is damaged on disk, and entry ${String(position)} of the log needs it`
    throw new NodeUnsound(why, { cause: damage })
  }

  /** Whether it was performed, now or before. */
  #performOnce(
    operation: Operation<unknown, unknown>,
    batch: BatchBytes,
    at: number,
    entry: Entry,
    sink: Sink<unknown>,
    tag: number,
    timing: BatchTiming = NO_TIMING,
  ): boolean {
    const known = this.#records.recall(batch, at, entry)
    this.#refuseDamage(entry.position)
    switch (known.kind) {
      case 'new': {
        const result = this.#perform(operation, batch, at + ONCE_BYTES, entry, sink, tag, timing)
        if (result === LATER) return false
        if (result === undefined || operation.isPart?.(result) === true) return true
        const kept = operation.encodeResult(result, RESULT_BYTES_MAX)
        this.#records.keep(batch, at, kept, entry, known.expired)
        return true
      }
      case 'kept':
        sink.done(tag, operation.decodeResult(known.result), timing, true)
        return true
      case 'not kept':
        sink.failed(tag, new ResultNotKept())
        return true
      case 'reused':
        sink.failed(tag, new KeyReused())
        return true
      case 'damaged':
        sink.failed(tag, known.error)
        return true
    }
  }
}
