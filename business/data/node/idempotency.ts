/**
 * Exactly once: an operation that carries an id leaves an idempotency record in the state machine, and the same operation,
 * when it comes again, gets the recorded result. Records are kept for a time, and are bounded in number and in bytes: the
 * oldest make room.
 *
 * Tables:
 *
 *     IDEMPOTENCY_RECORDS    id                ->  fingerprint 16 bytes | time f64 | sequence f64 | is kept f64 | result
 *     IDEMPOTENCY_ORDER      sequence f64 BE   ->  id 16 bytes, or none if it was used again since | time f64 | bytes f64
 *     IDEMPOTENCY_COUNTERS   'records'         ->  first sequence f64 | next sequence f64 | bytes f64
 *
 * An operation reads the counters and the row of its own id. A damaged row of a record that makes room is passed over, and
 * counters that are damaged, or that an older version kept under another key, are counted again from the order.
 */
import type { Row, Store } from '#business/data/store/store'
import { StoreDamaged } from '#business/data/store/store'
import {
  IDEMPOTENCY_COUNTERS,
  IDEMPOTENCY_ORDER,
  IDEMPOTENCY_RECORDS,
} from '#business/data/store/tables'
import type { Entry } from './entry.ts'
import type { BatchBytes } from './operation.ts'

export const ONCE_ID_BYTES = 16
/** Layout: id, fingerprint, keep ms f64, count max f64, bytes max f64. */
export const ONCE_BYTES = 2 * ONCE_ID_BYTES + 24
/** A longer result is not kept: a retry learns that the operation was executed, but not its result. */
export const RESULT_BYTES_MAX = 64 * 1024

const HEADER_BYTES = 40
/** Of a record whose id was used again. */
const ORDER_BYTES_MIN = 16
/**
 * The longest record pushes out no more than this many. After the limits were lowered there may be far more to remove:
 * they go over many requests, so that none takes long.
 */
const REMOVED_MAX = Math.ceil((HEADER_BYTES + RESULT_BYTES_MAX) / HEADER_BYTES)
/** IdempotencyRecords that are only too old are removed this many at a time: there may be a day's worth of them. */
const EXPIRED_REMOVED_MAX = 16
const COUNTERS_KEY = new TextEncoder().encode('records')

/** What the client said: `id` names the request, `fingerprint` what it asks for. 16 bytes each, of a hash. */
export type Once = { readonly id: Uint8Array; readonly fingerprint: Uint8Array }

/** Travels with the operation, so that every node keeps the same records. */
export type IdempotencyLimits = {
  readonly keepMs: number
  readonly countMax: number
  readonly bytesMax: number
}

/** The same id came with another operation. Nothing was executed. */
export class KeyReused extends Error {
  override readonly name = 'KeyReused'
  readonly code = 'IDEMPOTENCY_KEY_REUSED'
  constructor() {
    super('This idempotency key was used for another request: use a new key for each request')
  }
}

/** The operation was executed before, and its result was too long to be kept. */
export class ResultNotKept extends Error {
  override readonly name = 'ResultNotKept'
  readonly code = 'IDEMPOTENT_RESULT_NOT_KEPT'
  constructor() {
    super(
      `The request with this idempotency key was executed, but its result is longer than ` +
        `${String(RESULT_BYTES_MAX)} bytes and was not kept: read the current state instead`,
    )
  }
}

/** A record, by its place among all of them, that is too old to be used. */
export type Expired = { readonly sequence: number; readonly time: number; readonly bytes: number }

export type Remembered =
  | { readonly kind: 'new'; readonly expired: Expired | undefined }
  | { readonly kind: 'kept'; readonly result: Uint8Array }
  | { readonly kind: 'not kept' }
  | { readonly kind: 'reused' }
  /** Nobody can tell whether the operation was executed before. It is not executed now. */
  | { readonly kind: 'damaged'; readonly error: StoreDamaged }

export function encodeOnce(
  once: Once,
  limits: IdempotencyLimits,
  into: BatchBytes,
  at: number,
): void {
  into.bytes.set(once.id, at)
  into.bytes.set(once.fingerprint, at + ONCE_ID_BYTES)
  into.view.setFloat64(at + 32, limits.keepMs, true)
  into.view.setFloat64(at + 40, limits.countMax, true)
  into.view.setFloat64(at + 48, limits.bytesMax, true)
}

/** The records of one store. All but `isKnown` is called only while an entry is applied. */
export class IdempotencyRecords {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** Whether an operation with this id was executed and, at this time, would not be again. False if nobody can tell. */
  isKnown({ id }: Once, { keepMs }: IdempotencyLimits, time: number): boolean {
    const row = this.#find(id, 0, id.length)
    if (!row || row instanceof StoreDamaged) return false
    return row.view.getFloat64(row.start + 16, true) + keepMs > time
  }

  /** What is known of the operation whose `once` lies at `at`. */
  recall(batch: BatchBytes, at: number, entry: Entry): Remembered {
    const row = this.#find(batch.bytes, at, at + ONCE_ID_BYTES)
    if (!row) return { kind: 'new', expired: undefined }
    if (row instanceof StoreDamaged) return { kind: 'damaged', error: row }
    const keepMs = batch.view.getFloat64(at + 32, true)
    const time = row.view.getFloat64(row.start + 16, true)
    if (time + keepMs <= entry.time) {
      const sequence = row.view.getFloat64(row.start + 24, true)
      return { kind: 'new', expired: { sequence, time, bytes: row.length } }
    }
    for (let index = 0; index < ONCE_ID_BYTES; index++) {
      const expected = batch.bytes[at + ONCE_ID_BYTES + index]
      if (row.bytes[row.start + index] !== expected) return { kind: 'reused' }
    }
    if (row.view.getFloat64(row.start + 32, true) === 0) return { kind: 'not kept' }
    return { kind: 'kept', result: row.copy().subarray(HEADER_BYTES) }
  }

  /**
   * Keeps the result of that operation, or that it was too long if undefined, in place of an expired one if there was one, and
   * makes room for it.
   */
  keep(
    batch: BatchBytes,
    at: number,
    result: Uint8Array | undefined,
    entry: Entry,
    expired: Expired | undefined,
  ): void {
    const bytes = HEADER_BYTES + (result?.length ?? 0)
    const counters = this.#counters()
    if (expired && expired.sequence >= counters.first) {
      this.#putOrder(expired.sequence, expired.time, expired.bytes)
    }
    this.#makeRoom(limitsAt(batch, at), bytes, entry.time, counters)

    const row = this.#store.put(IDEMPOTENCY_RECORDS, batch.bytes, at, at + ONCE_ID_BYTES, bytes)
    const fingerprint = at + ONCE_ID_BYTES
    row.bytes.set(batch.bytes.subarray(fingerprint, fingerprint + ONCE_ID_BYTES), row.start)
    row.view.setFloat64(row.start + 16, entry.time, true)
    row.view.setFloat64(row.start + 24, counters.next, true)
    row.view.setFloat64(row.start + 32, result ? 1 : 0, true)
    if (result) row.bytes.set(result, row.start + HEADER_BYTES)

    const id = batch.bytes.subarray(at, at + ONCE_ID_BYTES)
    this.#putOrder(counters.next, entry.time, bytes, id)
    counters.next++
    counters.bytes += bytes
    this.#save(counters)
  }

  /** Removes the oldest records until one of `bytes` fits, and a few that are too old to be used. */
  #makeRoom(
    { keepMs, countMax, bytesMax }: IdempotencyLimits,
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
      this.#store.remove(IDEMPOTENCY_ORDER, key, 0, key.length)
      if (order?.id) this.#store.remove(IDEMPOTENCY_RECORDS, order.id, 0, order.id.length)
      counters.bytes -= order?.bytes ?? 0
      counters.first++
    }
    // What is left over are the bytes of those that were passed over.
    if (counters.first === counters.next) counters.bytes = 0
  }

  /** What there is at a place; undefined if that is damaged, and then its record stays until its id is used again. */
  #order(key: Uint8Array): Order | undefined {
    try {
      const row = this.#store.find(IDEMPOTENCY_ORDER, key, 0, key.length)
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
    const row = this.#store.put(IDEMPOTENCY_ORDER, key, 0, key.length, idBytes + ORDER_BYTES_MIN)
    if (id) row.bytes.set(id, row.start)
    row.view.setFloat64(row.start + idBytes, time, true)
    row.view.setFloat64(row.start + idBytes + 8, bytes, true)
  }

  /** The row of an id, or the damage that is there instead. */
  #find(id: Uint8Array, start: number, end: number): Row | StoreDamaged | undefined {
    try {
      return this.#store.find(IDEMPOTENCY_RECORDS, id, start, end)
    } catch (error) {
      if (error instanceof StoreDamaged) return error
      throw error
    }
  }

  #counters(): Counters {
    try {
      const row = this.#store.find(IDEMPOTENCY_COUNTERS, COUNTERS_KEY, 0, COUNTERS_KEY.length)
      if (!row) return this.#recount()
      return {
        first: row.view.getFloat64(row.start, true),
        next: row.view.getFloat64(row.start + 8, true),
        bytes: row.view.getFloat64(row.start + 16, true),
      }
    } catch (error) {
      if (error instanceof StoreDamaged) return this.#recount()
      throw error
    }
  }

  /** The counters by the order of records, which has a row for each. Bytes of damaged rows are not counted. */
  #recount(): Counters {
    let first: number | undefined
    let next = 0
    let bytes = 0
    const all = this.#store.rangeWithDamage(IDEMPOTENCY_ORDER, new Uint8Array(), undefined, false)
    for (const { key } of all) {
      const sequence = new DataView(key.buffer, key.byteOffset).getFloat64(0)
      first ??= sequence
      next = sequence + 1
      bytes += this.#order(key)?.bytes ?? 0
    }
    return { first: first ?? 0, next, bytes }
  }

  #save(counters: Counters): void {
    const row = this.#store.put(IDEMPOTENCY_COUNTERS, COUNTERS_KEY, 0, COUNTERS_KEY.length, 24)
    row.view.setFloat64(row.start, counters.first, true)
    row.view.setFloat64(row.start + 8, counters.next, true)
    row.view.setFloat64(row.start + 16, counters.bytes, true)
  }
}

type Counters = { first: number; next: number; bytes: number }

/** A row of IDEMPOTENCY_ORDER. */
type Order = { readonly time: number; readonly bytes: number; readonly id: Uint8Array | undefined }

function limitsAt({ view }: BatchBytes, at: number): IdempotencyLimits {
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
