/**
 * Exactly once: the answer to a command that carries an id is kept, in the state machine, and given again when the same
 * command comes again. Kept for a time, and bounded in number and in bytes: the oldest answers make room.
 *
 * Tables:
 *
 *     ANSWERS            id                ->  fingerprint 16 bytes | time f64 | sequence f64 | kept f64 | answer
 *     ANSWER_ORDER       sequence f64 BE   ->  id 16 bytes, or none if it was used again since | time f64 | bytes f64
 *     ANSWER_COUNTERS    'answers'         ->  first sequence f64 | next sequence f64 | bytes f64
 *
 * A command reads the counters and the row of its own id, and nothing else that could stop it: a damaged row of the answers
 * that make room is passed over.
 */
import type { Store } from '#business/data/store/store'
import { StoreDamaged } from '#business/data/store/store'
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
/** Of an answer whose id was used again. */
const ORDER_BYTES_MIN = 16
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

/** A kept answer, by its place among all of them, that is too old to be given. */
export type Expired = { readonly sequence: number; readonly time: number; readonly bytes: number }

export type Remembered =
  | { readonly kind: 'new'; readonly expired: Expired | undefined }
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
   * Whether a command with this id was executed and, at this time, would not be again. Reads what applying it would read:
   * damage there refuses the command, where it would stop the node if it were found when the command is in the log already.
   * Throws `StoreDamaged`.
   */
  check({ id }: Once, { keepMs }: AnswerLimits, time: number): boolean {
    this.#counters()
    const row = this.#store.find(ANSWERS, id, 0, id.length)
    return row !== undefined && row.view.getFloat64(row.start + 16, true) + keepMs > time
  }

  /** What is known of the command whose `once` lies at `at`. */
  recall(frame: FrameBytes, at: number, entry: Entry): Remembered {
    const row = this.#store.find(ANSWERS, frame.bytes, at, at + ONCE_ID_BYTES)
    if (!row) return { kind: 'new', expired: undefined }
    const keepMs = frame.view.getFloat64(at + 32, true)
    const time = row.view.getFloat64(row.start + 16, true)
    if (time + keepMs <= entry.time) {
      const sequence = row.view.getFloat64(row.start + 24, true)
      return { kind: 'new', expired: { sequence, time, bytes: row.length } }
    }
    for (let index = 0; index < ONCE_ID_BYTES; index++) {
      const expected = frame.bytes[at + ONCE_ID_BYTES + index]
      if (row.bytes[row.start + index] !== expected) return { kind: 'reused' }
    }
    if (row.view.getFloat64(row.start + 32, true) === 0) return { kind: 'not kept' }
    return { kind: 'answered', answer: row.copy().subarray(HEADER_BYTES) }
  }

  /**
   * Keeps the answer to that command, or that it was too long if undefined, in place of an expired one if there was one, and
   * makes room for it.
   */
  keep(
    frame: FrameBytes,
    at: number,
    answer: Uint8Array | undefined,
    entry: Entry,
    expired: Expired | undefined,
  ): void {
    const bytes = HEADER_BYTES + (answer?.length ?? 0)
    const counters = this.#counters()
    if (expired && expired.sequence >= counters.first) {
      this.#putOrder(expired.sequence, expired.time, expired.bytes)
    }
    this.#makeRoom(limitsAt(frame, at), bytes, entry.time, counters)

    const row = this.#store.put(ANSWERS, frame.bytes, at, at + ONCE_ID_BYTES, bytes)
    const fingerprint = at + ONCE_ID_BYTES
    row.bytes.set(frame.bytes.subarray(fingerprint, fingerprint + ONCE_ID_BYTES), row.start)
    row.view.setFloat64(row.start + 16, entry.time, true)
    row.view.setFloat64(row.start + 24, counters.next, true)
    row.view.setFloat64(row.start + 32, answer ? 1 : 0, true)
    if (answer) row.bytes.set(answer, row.start + HEADER_BYTES)

    const id = frame.bytes.subarray(at, at + ONCE_ID_BYTES)
    this.#putOrder(counters.next, entry.time, bytes, id)
    counters.next++
    counters.bytes += bytes
    this.#save(counters)
  }

  /** Removes the oldest answers until one of `bytes` fits, and a few that nobody will ask for any more. */
  #makeRoom(
    { keepMs, countMax, bytesMax }: AnswerLimits,
    bytes: number,
    time: number,
    counters: Counters,
  ): void {
    let expired = 0
    const end = Math.min(counters.next, counters.first + REMOVED_MAX)
    while (counters.first < end) {
      const key = sequenceKey(counters.first)
      const order = this.#order(key)
      const isOver = counters.next - counters.first >= countMax || counters.bytes + bytes > bytesMax
      if (!isOver && order && (order.time + keepMs > time || expired++ >= EXPIRED_REMOVED_MAX))
        break
      this.#store.remove(ANSWER_ORDER, key, 0, key.length)
      if (order?.id) this.#store.remove(ANSWERS, order.id, 0, order.id.length)
      counters.bytes -= order?.bytes ?? 0
      counters.first++
    }
    // What is left over are the bytes of those that were passed over.
    if (counters.first === counters.next) counters.bytes = 0
  }

  /** What there is at a place; undefined if that is damaged, and then its answer stays until its id is used again. */
  #order(key: Uint8Array): Order | undefined {
    try {
      const row = this.#store.find(ANSWER_ORDER, key, 0, key.length)
      if (!row) return undefined
      const idBytes = row.length - ORDER_BYTES_MIN
      return {
        time: row.view.getFloat64(row.start + idBytes, true),
        bytes: row.view.getFloat64(row.start + idBytes + 8, true),
        id: idBytes > 0 ? row.copy().subarray(0, idBytes) : undefined,
      }
    } catch (error) {
      if (error instanceof StoreDamaged) return undefined
      throw error
    }
  }

  #putOrder(sequence: number, time: number, bytes: number, id?: Uint8Array): void {
    const key = sequenceKey(sequence)
    const idBytes = id?.length ?? 0
    const row = this.#store.put(ANSWER_ORDER, key, 0, key.length, idBytes + ORDER_BYTES_MIN)
    if (id) row.bytes.set(id, row.start)
    row.view.setFloat64(row.start + idBytes, time, true)
    row.view.setFloat64(row.start + idBytes + 8, bytes, true)
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

/** A row of ANSWER_ORDER. */
type Order = { readonly time: number; readonly bytes: number; readonly id: Uint8Array | undefined }

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
