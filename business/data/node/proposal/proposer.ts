/**
 * Takes operations from the edges, gathers them into batches and gives these to the log, one at a time.
 *
 *      propose -> open batch -> full batches -> log.append -> pending batches -> claimed when the log delivers them
 *
 * All operations that arrive while the log makes one batch durable form the next. The busier the node, the larger its
 * batches; no operation waits for company. Between two appends the event loop gets a turn, in which the results of the first
 * leave the process.
 *
 * The log may commit a batch long before it delivers it. The next one waits for that: what the first leaves undone goes before it.
 */
import { align8 } from '#foundation/bytes/bytes'
import type { Clock, Host } from '#foundation/host/host'
import type { Log, NotCommittedReason } from '#business/data/log/log'
import type { Store } from '#business/data/store/store'
import { Queue } from './queue.ts'
import type { Room } from './room.ts'
import { BUSY_AFTER_MS, LOOK_AGAIN_MS, PATIENCE_MS } from './room.ts'
import type { SpaceGuard } from './space-guard.ts'
import { LogMoved } from '../apply/log-move.ts'
import type { Batch, Rest } from '../batch.ts'
import { BATCH_HEADER_BYTES, OPERATION_HEADER_BYTES, sequenceOf, WRITER_BYTES } from '../batch.ts'
import type { IdempotencyLimits, IdempotencyRecords, Once } from '../idempotency.ts'
import { encodeOnce, ONCE_BYTES } from '../idempotency.ts'
import type { BatchBytes, Operation, Sink } from '../operation.ts'
import {
  NodeStopped,
  NodeUnsound,
  NotCommitted,
  OperationTooLarge,
  OutcomeUnknown,
  StoreBusy,
} from '../refusal.ts'

/** A batch takes no further operation at this size; a single operation may be larger. */
const BATCH_BYTES_MAX = 1024 * 1024
/** No operation is longer than this, whatever the log would take. */
const OPERATION_BYTES_MAX = 8 * 1024 * 1024
/** Operations that wait for the batches before them, in bytes, before more are refused. */
const QUEUE_BYTES_MAX = 32 * 1024 * 1024
/** From here on, those who can wait before they propose are asked to. What they propose then always fits. */
const CROWDED_BYTES = QUEUE_BYTES_MAX / 2
/** While a batch waits for room, batches that only free space are looked for so often. */
const OVERTAKE_MS = 100
/** From this fill of the memtable on, batches are delayed: a little at first, this much when it is full. */
const PACE_FILL = 3 / 4
const PACE_MS_MAX = 20
/** After how long an empty batch settles the outcome of one that the log does not know, and how long its proposers wait for it. */
const SETTLE_AFTER_MS = 100
const UNKNOWN_MS_MAX = 5000

export type ProposerOptions = {
  /** Why nothing is accepted, if this node only reads. */
  readonly refusal: (() => Error) | undefined
  readonly limits: IdempotencyLimits
  /** Whether this process still has its directory. Asked before every append. */
  readonly mayWrite: () => boolean
  /** Called when the node cannot go on. */
  readonly onFailed: (error: unknown) => void
  /** Called when this process has lost its directory. */
  readonly onFenced: () => void
}

/**
 * Invariants: a batch is appended when those before it were applied, or were not committed, but for empty ones, and for those that
 * overtake; batches are appended in the order of their operations.
 */
export class Proposer {
  readonly #host: Host
  readonly #clock: Clock
  readonly #log: Log
  readonly #store: Store
  readonly #guard: SpaceGuard
  readonly #room: Room
  readonly #records: IdempotencyRecords
  readonly #options: ProposerOptions
  /** A random name, so that no other run of any node takes this one's batches for its own. */
  readonly writer: Uint8Array
  #sequence = 0
  readonly #queue = new Queue()
  /** Appended, or being appended, and not delivered yet; oldest first. */
  #pending: Batch[] = []
  #queuedBytes = 0
  #isScheduled = false
  #isAppending = false
  /** Since when the log has not known what became of a pending batch. */
  #unknownSince: number | undefined
  /** Why nothing more is accepted. */
  #stopped: Error | undefined
  /** Nothing more is appended. */
  #isDead = false
  #onIdle: (() => void) | undefined
  /** A batch waits for room. */
  #isLacking = false
  #awaited: PromiseWithResolvers<void> | undefined

  constructor(
    host: Host,
    log: Log,
    store: Store,
    guard: SpaceGuard,
    room: Room,
    records: IdempotencyRecords,
    options: ProposerOptions,
  ) {
    this.#host = host
    this.#clock = host.clock
    this.#log = log
    this.#store = store
    this.#guard = guard
    this.#room = room
    this.#records = records
    this.#options = options
    this.writer = host.random.bytes(WRITER_BYTES)
  }

  /** Bytes of operations that are accepted and not applied. */
  get queuedBytes(): number {
    return this.#queuedBytes
  }

  /** Whether an operation would have to wait for room. */
  get isCrowded(): boolean {
    return !this.#isDead && (this.#isLacking || this.#queuedBytes > CROWDED_BYTES)
  }

  /** Resolves when it is not crowded any more, for whatever reason: the next operation is accepted, or told why not. */
  async room(): Promise<void> {
    if (!this.isCrowded) return
    this.#awaited ??= Promise.withResolvers()
    await this.#awaited.promise
  }

  /** See `Node.propose`. */
  propose<Arguments, Result>(
    operation: Operation<Arguments, Result>,
    args: Arguments,
    sink: Sink<Result>,
    tag: number,
    once: Once | undefined,
  ): void {
    const header = OPERATION_HEADER_BYTES + (once ? ONCE_BYTES : 0)
    const bytes = align8(header + operation.bytes(args))
    let isFreeing = operation.isFreeing(args)
    const patienceMs = sink.isPatient === true ? PATIENCE_MS : BUSY_AFTER_MS
    let refusal = this.#refusal(bytes, isFreeing, patienceMs)
    if (refusal && once && this.#isKnown(once)) {
      // It was executed before, and now only is answered.
      isFreeing = true
      refusal = this.#refusal(bytes, isFreeing, patienceMs)
    }
    if (refusal) {
      sink.failed(tag, refusal)
      return
    }
    const bytesMax = Math.min(BATCH_BYTES_MAX, this.#log.payloadBytesMax)
    const batch = this.#queue.batchFor(bytes, bytesMax, operation.isAlone, this.#clock.monotonic())
    const at = batch.reserve(bytes, operation.domain, operation.code, once !== undefined)
    if (once) encodeOnce(once, this.#options.limits, batch, at + OPERATION_HEADER_BYTES)
    operation.encode(args, batch, at + header)
    batch.expect(sink, tag)
    batch.isFreeing &&= isFreeing
    this.#queuedBytes += bytes
    this.#guard.count(bytes)
    this.#schedule()
  }

  /**
   * The batch that these bytes are, if this node proposed it and it has operations. Batches before it that were not delivered
   * were not committed: their proposers are told so. To be returned with `applied`.
   */
  claim(bytes: BatchBytes): Batch | undefined {
    const sequence = sequenceOf(bytes, this.writer)
    if (sequence === undefined) return undefined
    for (;;) {
      const batch = this.#pending[0]
      if (!batch || batch.sequence > sequence) {
        this.#goOn()
        return undefined
      }
      this.#pending.shift()
      if (batch.sequence === sequence) {
        if (batch.timing.durableAt === 0) batch.timing.durableAt = this.#clock.monotonic()
        return batch
      }
      batch.failAll(new NotCommitted())
      this.#release(batch)
    }
  }

  /** The claimed batch was applied, but for its rest: that is the next batch, so that all keeps its order. */
  applied(batch: Batch, rest: Rest | undefined): void {
    // Its proposers may have been told that its outcome is unknown.
    if (rest && !batch.isEmpty) {
      const next = this.#queue.spare()
      batch.moveRest(rest, next)
      this.#queue.putFirst(next)
    }
    this.#release(batch)
    if (this.#isDead) this.#refuseAll(new NodeStopped())
    this.#goOn()
  }

  /** Refuses new operations and resolves when those accepted before have their results. */
  async close(): Promise<void> {
    this.#stopped ??= new NodeStopped()
    if (this.#isIdle) return
    await new Promise<void>(resolve => {
      this.#onIdle = resolve
    })
  }

  /** Appends nothing more. What the log has in its hands has an unknown outcome, unless it was moved; the rest was not executed. */
  stop(cause: Error): void {
    this.#stopped = cause instanceof NodeUnsound ? cause : new NodeStopped()
    this.#isDead = true
    // No node applies what comes behind a seal.
    const isKnown = cause instanceof LogMoved
    for (const batch of this.#pending) {
      batch.failAll(isKnown ? this.#stopped : new OutcomeUnknown(cause))
    }
    this.#refuseAll(this.#stopped)
    this.#tellIdle()
    this.#tellRoom()
  }

  get #isIdle(): boolean {
    if (this.#isDead) return !this.#isAppending
    const isEmpty = this.#queue.isEmpty && this.#pending.length === 0
    return isEmpty && !this.#isAppending && !this.#isScheduled
  }

  #tellRoom(): void {
    if (!this.#awaited || this.isCrowded) return
    this.#awaited.resolve()
    this.#awaited = undefined
  }

  #tellIdle(): void {
    if (this.#isIdle) this.#onIdle?.()
  }

  #refusal(bytes: number, isFreeing: boolean, patienceMs: number): Error | undefined {
    const stopped = this.#stopped ?? this.#options.refusal?.()
    if (stopped) return stopped
    const bytesMax = Math.min(OPERATION_BYTES_MAX, this.#log.payloadBytesMax - BATCH_HEADER_BYTES)
    if (bytes > bytesMax) return new OperationTooLarge(bytes, bytesMax)
    const lack = isFreeing ? undefined : this.#lack(bytes, patienceMs)
    if (lack) return lack
    if (this.#queuedBytes + bytes > QUEUE_BYTES_MAX) return new StoreBusy('The queue is full')
    return this.#unknownMs >= patienceMs ? logSilent() : undefined
  }

  /** For how long the log has not known what became of a batch. */
  get #unknownMs(): number {
    if (this.#unknownSince === undefined || this.#pending.length === 0) return 0
    return this.#clock.monotonic() - this.#unknownSince
  }

  /** A node that is stopped does not look: its store may be closed. */
  #isKnown(once: Once): boolean {
    if (this.#stopped) return false
    return this.#records.isKnown(once, this.#options.limits, this.#clock.now())
  }

  /** Why there is no space or room for an operation, if there is none. A disk that cannot even be asked is the end. */
  #lack(bytes: number, patienceMs: number): Error | undefined {
    try {
      return this.#guard.accepts(bytes) ? this.#room.refusal(patienceMs) : this.#guard.refusal
    } catch (error) {
      this.#options.onFailed(error)
      return this.#stopped
    }
  }

  #goOn(): void {
    if (this.#queue.isEmpty) this.#tellIdle()
    else this.#schedule()
  }

  /** Appends the next batch in the next turn of the event loop, or later if the memtable is nearly full. */
  #schedule(): void {
    if (this.#isScheduled || this.#isAppending || this.#pending.length > 0) return
    this.#isScheduled = true
    const next = (): void => {
      this.#isScheduled = false
      this.#next()
    }
    const { fill } = this.#store
    if (fill <= PACE_FILL) this.#host.turns.next(next)
    else {
      const part = Math.min(1, (fill - PACE_FILL) / (1 - PACE_FILL))
      this.#clock.after(part * PACE_MS_MAX, next)
    }
  }

  #next(): void {
    const batch = this.#queue.next()
    if (batch) void this.#append(batch)
    else this.#tellIdle()
  }

  /** Never rejects: failures go to the batch's sinks, and to `onFailed`. */
  async #append(batch: Batch): Promise<void> {
    this.#isAppending = true
    const lack = await this.#lackFor(batch)
    if (lack) {
      batch.failAll(lack)
      this.#release(batch)
    } else {
      await this.#appendNow(batch)
    }
    this.#isAppending = false
    this.#goOn()
  }

  async #appendNow(batch: Batch): Promise<void> {
    const payload = batch.finish(this.writer, ++this.#sequence, this.#clock.now())
    batch.timing.appendedAt = this.#clock.monotonic()
    const { isEmpty } = batch
    if (!isEmpty) this.#pending.push(batch)
    await this.#appended(batch, payload)
    if (isEmpty) this.#release(batch)
  }

  /** Why the batch cannot be appended, if it cannot. Waits for room. */
  async #lackFor(batch: Batch): Promise<Error | undefined> {
    try {
      const lack = this.#room.has(batch) ? undefined : await this.#waited(batch)
      if (lack) return lack
      if (this.#isDead) return new NodeStopped()
      if (this.#options.mayWrite()) return undefined
      this.#options.onFenced()
    } catch (error) {
      this.#options.onFailed(error)
    }
    return new NodeStopped()
  }

  /** Why the batch did not get room. The longer it waits, the fewer of its operations there are. */
  async #waited(batch: Batch): Promise<Error | undefined> {
    this.#isLacking = true
    try {
      let lack = await this.#room.for(batch, BUSY_AFTER_MS)
      while (lack instanceof StoreBusy) {
        if (this.#isDead) return new NodeStopped()
        this.#refuseImpatient(batch, lack)
        for (const one of this.#queue.all) {
          if (!one.isFreeing) this.#refuseImpatient(one, lack)
        }
        const isOver = this.#stopped !== undefined || this.#room.lackingMs >= PATIENCE_MS
        if (batch.isEmpty || isOver) return lack
        await this.#overtake()
        const lookAfterMs = Math.min(this.#room.lackingMs + OVERTAKE_MS, PATIENCE_MS)
        lack = await this.#room.for(batch, lookAfterMs)
      }
      return lack
    } finally {
      this.#isLacking = false
      this.#tellRoom()
    }
  }

  #refuseImpatient(batch: Batch, error: Error): void {
    const bytes = batch.refuseImpatient(error)
    this.#queuedBytes -= bytes
    this.#guard.settled(bytes)
  }

  /** Appends a batch that only frees space and takes part in no order: before one that waits for room. */
  async #overtake(): Promise<void> {
    if (!this.#options.mayWrite()) return
    const mayOvertake = (batch: Batch): boolean =>
      batch.isFreeing && !batch.isAwaited && this.#room.has(batch)
    const batch = this.#queue.find(mayOvertake)
    if (batch) await this.#appendNow(batch)
  }

  async #appended(batch: Batch, payload: Uint8Array): Promise<void> {
    try {
      const outcome = await this.#log.append(payload)
      switch (outcome.kind) {
        case 'committed':
          return
        case 'not committed':
          await this.#putOff(batch, this.#notCommitted(outcome.reason))
          return
        case 'unknown':
          this.#settleLater(batch)
      }
    } catch (error) {
      this.#withdraw(batch, new OutcomeUnknown(error))
      this.#options.onFailed(error)
    }
  }

  /** The log did not take the batch. Where it will have room, those who wait for long try again. */
  async #putOff(batch: Batch, error: Error): Promise<void> {
    const waitedMs = this.#clock.monotonic() - batch.timing.proposedAt
    const isOver = !(error instanceof StoreBusy) || waitedMs >= PATIENCE_MS
    if (isOver || this.#isDead || !batch.isAwaited) {
      this.#withdraw(batch, error)
      return
    }
    this.#pending = this.#pending.filter(one => one !== batch)
    this.#refuseImpatient(batch, error)
    this.#queue.putFirst(batch)
    this.#isLacking = true
    await new Promise<void>(resolve => {
      this.#clock.after(LOOK_AGAIN_MS, resolve)
    })
    this.#isLacking = false
    this.#tellRoom()
  }

  /** The log will not deliver the batch. */
  #withdraw(batch: Batch, error: Error): void {
    const index = this.#pending.indexOf(batch)
    if (index < 0) return
    this.#pending.splice(index, 1)
    batch.failAll(error)
    this.#release(batch)
  }

  #notCommitted(reason: NotCommittedReason): Error {
    switch (reason) {
      case 'closed':
        return new NodeStopped()
      case 'not leader':
        return new NotCommitted()
      case 'no space':
        return this.#noSpace()
      case 'unavailable':
        return new StoreBusy('The log takes nothing', 'it does not answer')
    }
  }

  /** Why the log took nothing: the disk has no space, or a flush that is under way will give it some. */
  #noSpace(): Error {
    try {
      this.#guard.foundFull()
    } catch (error) {
      this.#options.onFailed(error)
    }
    if (this.#guard.isFull) return this.#guard.refusal
    return new StoreBusy('The log has no room', 'what it holds is being written to the store')
  }

  /** The next batch that the log delivers tells what became of this one. */
  #settleLater(batch: Batch): void {
    if (!this.#pending.includes(batch)) return
    const { sequence } = batch
    if (this.#unknownSince === undefined) {
      this.#unknownSince = this.#clock.monotonic()
      this.#settle()
    }
    this.#clock.after(UNKNOWN_MS_MAX, () => {
      // The batch may be used again by now.
      const isPending = this.#pending.includes(batch) && batch.sequence === sequence
      if (isPending && !this.#isDead) batch.failAll(new OutcomeUnknown())
    })
  }

  /** Appends an empty batch after a while, again and again while it is of use. Those who wait are refused when that takes long. */
  #settle(): void {
    this.#clock.after(SETTLE_AFTER_MS, () => {
      if (this.#isDead || this.#pending.length === 0) {
        this.#unknownSince = undefined
        return
      }
      if (this.#unknownMs >= BUSY_AFTER_MS) {
        for (const one of this.#queue.all) this.#refuseImpatient(one, logSilent())
      }
      if (this.#unknownMs >= PATIENCE_MS) this.#refuseAll(logSilent())
      if (!this.#isAppending) void this.#append(this.#queue.spare())
      this.#settle()
    })
  }

  /** What has not been handed to the log. */
  #refuseAll(error: Error): void {
    for (const batch of this.#queue.takeAll()) {
      batch.failAll(error)
      this.#release(batch)
    }
  }

  #release(batch: Batch): void {
    const bytes = batch.used - BATCH_HEADER_BYTES
    this.#queuedBytes -= bytes
    this.#guard.settled(bytes)
    this.#queue.keep(batch)
    this.#tellRoom()
  }
}

function logSilent(): StoreBusy {
  return new StoreBusy('The log does not answer', 'it did not say what became of a write before')
}
