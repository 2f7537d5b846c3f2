/**
 * Exactly once: the answer to a command that carries an id is kept, in the state machine, and given again when the same
 * command comes again. Kept for a time, and bounded in number and in bytes: the oldest answers make room.
 *
 * Tables:
 *
 *     ANSWERS            id                ->  fingerprint 16 bytes | time f64 | sequence f64 | kept f64 | answer
 *     ANSWER_ORDER       sequence f64 BE   ->  id 16 bytes | time f64 | bytes f64
 *     ANSWER_COUNTERS    'answers'         ->  first sequence f64 | next sequence f64 | bytes f64
 */
import { strict as assert } from 'node:assert'
import type { Store } from '#business/data/store/store'
import { ANSWER_COUNTERS, ANSWER_ORDER, ANSWERS } from '#business/data/store/tables'
import type { FrameBytes } from './applier.ts'
import type { Entry } from './entry.ts'

export const ONCE_ID_BYTES = 16
/** Layout: id, fingerprint, keep ms f64, count max f64, bytes max f64. */
export const ONCE_BYTES = 2 * ONCE_ID_BYTES + 24
/** What the rows of an answer take, those it pushes out included. */
export const ONCE_WEIGHT_BYTES = 256 * 1024
/** A longer answer is not kept: a retry learns that the command was executed, but not its answer. */
export const ANSWER_BYTES_MAX = 64 * 1024

const HEADER_BYTES = 40
const ORDER_BYTES = ONCE_ID_BYTES + 16
/**
 * The longest answer pushes out no more than this many. After the limits were lowered there may be far more to remove:
 * they go over many requests, because each has to stay within `ONCE_WEIGHT_BYTES`.
 */
const REMOVED_MAX = Math.ceil((HEADER_BYTES + ANSWER_BYTES_MAX) / HEADER_BYTES)
/** Answers that are only too old are removed this many at a time: there may be a day's worth of them. */
const EXPIRED_REMOVED_MAX = 16
const COUNTERS_KEY = new TextEncoder().encode('answers')

/** What the client said: `id` names the request, `fingerprint` what it asks for. 16 bytes each, of a hash. */
export type Once = { readonly id: Uint8Array; readonly fingerprint: Uint8Array }

/** Travels with the command, so that every node keeps the same answers. */
export type AnswerLimits = {
  readonly keepMs: number
  readonly countMax: number
  readonly bytesMax: number
}

/** The same id came with another command. Nothing was executed. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused'
  readonly code = 'IDEMPOTENCY_KEY_REUSED'
  constructor() {
    super('This idempotency key was used for another request: use a new key for each request')
  }
}

/** The command was executed before, and its answer was too long to be kept. */
export class AnswerNotKept extends Error {
  override readonly name = 'AnswerNotKept'
  readonly code = 'IDEMPOTENT_ANSWER_NOT_KEPT'
  constructor() {
    super(
      `The request with this idempotency key was executed, but its answer is longer than ` +
        `${String(ANSWER_BYTES_MAX)} bytes and was not kept: read the current state instead`,
    )
  }
}

export type Remembered =
  | { readonly kind: 'new' }
  | { readonly kind: 'answered'; readonly answer: Uint8Array }
  | { readonly kind: 'not kept' }
  | { readonly kind: 'reused' }

export function encodeOnce(once: Once, limits: AnswerLimits, into: FrameBytes, at: number): void {
  into.bytes.set(once.id, at)
  into.bytes.set(once.fingerprint, at + ONCE_ID_BYTES)
  into.view.setFloat64(at + 32, limits.keepMs, true)
  into.view.setFloat64(at + 40, limits.countMax, true)
  into.view.setFloat64(at + 48, limits.bytesMax, true)
}

/** The answers of one store. All but `check` is called only while an entry is applied. */
export class Answers {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /**
   * Reads what applying a command with this id would read now: damage there refuses the command, where it would stop the
   * node if it were found when the command is in the log already. Throws `StoreDamaged`.
   */
  check({ id }: Once, limits: AnswerLimits, time: number): void {
    this.#store.find(ANSWERS, id, 0, id.length)
    const counters = this.#counters()
    for (const answer of this.#leaving(limits, HEADER_BYTES, time, counters)) {
      counters.bytes -= answer.bytes
      counters.first++
    }
  }

  /** What is known of the command whose `once` lies at `at`. */
  recall(frame: FrameBytes, at: number, entry: Entry): Remembered {
    const row = this.#store.find(ANSWERS, frame.bytes, at, at + ONCE_ID_BYTES)
    if (!row) return { kind: 'new' }
    const keepMs = frame.view.getFloat64(at + 32, true)
    if (row.view.getFloat64(row.start + 16, true) + keepMs <= entry.time) return { kind: 'new' }
    for (let index = 0; index < ONCE_ID_BYTES; index++) {
      const expected = frame.bytes[at + ONCE_ID_BYTES + index]
      if (row.bytes[row.start + index] !== expected) return { kind: 'reused' }
    }
    if (row.view.getFloat64(row.start + 32, true) === 0) return { kind: 'not kept' }
    return { kind: 'answered', answer: row.copy().subarray(HEADER_BYTES) }
  }

  /** Keeps the answer to that command, or that it was too long if undefined, and makes room for it. */
  keep(frame: FrameBytes, at: number, answer: Uint8Array | undefined, entry: Entry): void {
    const bytes = HEADER_BYTES + (answer?.length ?? 0)
    const counters = this.#counters()
    const limits = limitsAt(frame, at)
    for (const { key, id, bytes: freed } of this.#leaving(limits, bytes, entry.time, counters)) {
      this.#store.remove(ANSWER_ORDER, key, 0, key.length)
      if (id) this.#store.remove(ANSWERS, id, 0, id.length)
      counters.bytes -= freed
      counters.first++
    }

    const row = this.#store.put(ANSWERS, frame.bytes, at, at + ONCE_ID_BYTES, bytes)
    const fingerprint = at + ONCE_ID_BYTES
    row.bytes.set(frame.bytes.subarray(fingerprint, fingerprint + ONCE_ID_BYTES), row.start)
    row.view.setFloat64(row.start + 16, entry.time, true)
    row.view.setFloat64(row.start + 24, counters.next, true)
    row.view.setFloat64(row.start + 32, answer ? 1 : 0, true)
    if (answer) row.bytes.set(answer, row.start + HEADER_BYTES)

    const orderKey = sequenceKey(counters.next)
    const order = this.#store.put(ANSWER_ORDER, orderKey, 0, orderKey.length, ORDER_BYTES)
    order.bytes.set(frame.bytes.subarray(at, at + ONCE_ID_BYTES), order.start)
    order.view.setFloat64(order.start + ONCE_ID_BYTES, entry.time, true)
    order.view.setFloat64(order.start + ONCE_ID_BYTES + 8, bytes, true)
    counters.next++
    counters.bytes += bytes
    this.#save(counters)
  }

  /**
   * The oldest answers until one of `bytes` fits, and a few that nobody will ask for any more. Whoever asks for the next one
   * has counted the one before as gone.
   */
  *#leaving(
    { keepMs, countMax, bytesMax }: AnswerLimits,
    bytes: number,
    time: number,
    counters: Counters,
  ): Generator<Leaving> {
    let expired = 0
    const end = Math.min(counters.next, counters.first + REMOVED_MAX)
    while (counters.first < end) {
      const key = sequenceKey(counters.first)
      const order = this.#store.find(ANSWER_ORDER, key, 0, key.length)
      assert(order, `the answer with sequence ${String(counters.first)} is missing`)
      const id = order.copy().subarray(0, ONCE_ID_BYTES)
      const keptAt = order.view.getFloat64(order.start + ONCE_ID_BYTES, true)
      const answerBytes = order.view.getFloat64(order.start + ONCE_ID_BYTES + 8, true)
      const isOver = counters.next - counters.first >= countMax || counters.bytes + bytes > bytesMax
      if (!isOver && (keptAt + keepMs > time || expired++ >= EXPIRED_REMOVED_MAX)) break
      const answer = this.#store.find(ANSWERS, id, 0, id.length)
      const isIts = answer?.view.getFloat64(answer.start + 24, true) === counters.first
      yield { key, id: isIts ? id : undefined, bytes: answerBytes }
    }
  }

  #counters(): Counters {
    const row = this.#store.find(ANSWER_COUNTERS, COUNTERS_KEY, 0, COUNTERS_KEY.length)
    return {
      first: row?.view.getFloat64(row.start, true) ?? 0,
      next: row?.view.getFloat64(row.start + 8, true) ?? 0,
      bytes: row?.view.getFloat64(row.start + 16, true) ?? 0,
    }
  }

  #save(counters: Counters): void {
    const row = this.#store.put(ANSWER_COUNTERS, COUNTERS_KEY, 0, COUNTERS_KEY.length, 24)
    row.view.setFloat64(row.start, counters.first, true)
    row.view.setFloat64(row.start + 8, counters.next, true)
    row.view.setFloat64(row.start + 16, counters.bytes, true)
  }
}

type Counters = { first: number; next: number; bytes: number }

/** A row of ANSWER_ORDER that goes, with its answer, unless the id was used again after that had expired. */
type Leaving = {
  readonly key: Uint8Array
  readonly id: Uint8Array | undefined
  readonly bytes: number
}

function limitsAt({ view }: FrameBytes, at: number): AnswerLimits {
  return {
    keepMs: view.getFloat64(at + 32, true),
    countMax: view.getFloat64(at + 40, true),
    bytesMax: view.getFloat64(at + 48, true),
  }
}

function sequenceKey(sequence: number): Uint8Array {
  const key = new Uint8Array(8)
  new DataView(key.buffer).setFloat64(0, sequence)
  return key
}
