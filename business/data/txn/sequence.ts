/**
 * A sequence: operations of any domain, performed one after the other in one log entry, each as if it came alone: in a revision
 * of its own, and what it refuses is its own result. None is performed if a key that is guarded is not what it was.
 *
 *      0     code u8, 0 u8 | guards u16 | calls u32
 *      8     guard, ...
 *      ...   call, ...        see calls.ts
 *
 * A guard, at a multiple of 8:    bytes u32, all of it | key length u16 | stamp length u16 | key | stamp
 */
import { strict as assert } from 'node:assert'
import { align8, equalBytes } from '#foundation/bytes/bytes'
import type { Keyspace } from '#business/data/keyspace/keyspace'
import type { Entry, Step } from '#business/data/node/entry'
import { ENTRY_COPY_BYTES_MAX } from '#business/data/node/entry'
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import type { BatchBytes, Call, Later, Operation } from '#business/data/node/operation'
import { LATER } from '#business/data/node/operation'
import { StoreBusy } from '#business/data/node/refusal'
import { StoreDamaged } from '#business/data/store/store'
import { callAt, callBytes, encodeCall, nameOf } from './calls.ts'
import { ENTRY_READ_BYTES_MAX } from './plan.ts'
import { TXN_DOMAIN } from './txn.ts'

const SEQUENCE_CODE = 2
const HEADER_BYTES = 8
const GUARD_HEADER_BYTES = 8
/** Of an operation that there is no room for behind those before it: the sequence is not performed in parts. */
const TOO_MUCH = 'The transaction reads or copies too much'
const ONE_ENTRY = 'all of it is one log entry, which has no room for this'

/** A key and its stamp, see `Keyspace.stamp`. */
export type Guard = { readonly key: Uint8Array; readonly stamp: Uint8Array }

export type SequenceCalls = {
  readonly guards: readonly Guard[]
  readonly calls: readonly Call<unknown>[]
}

export type SequenceResult = {
  /** `changed` if a guarded key is not what it was. */
  readonly kind: 'performed' | 'changed'
}

/** What each call led to is told by `Sink.step`. */
export class SequenceOperation implements Operation<SequenceCalls, SequenceResult> {
  readonly domain = TXN_DOMAIN
  readonly code = SEQUENCE_CODE
  readonly isAlone = false
  readonly #keyspace: Keyspace
  readonly #operations = new Map<number, Operation<unknown, unknown>>()

  /** `operations` are all that a sequence may have. */
  constructor(operations: readonly Operation<never, unknown>[], keyspace: Keyspace) {
    this.#keyspace = keyspace
    for (const operation of operations) this.#operations.set(nameOf(operation), operation)
  }

  isFreeing({ calls }: SequenceCalls): boolean {
    return calls.every(({ operation, args }) => operation.isFreeing(args))
  }

  bytes({ guards, calls }: SequenceCalls): number {
    let bytes = HEADER_BYTES
    for (const guard of guards) bytes += guardBytes(guard)
    for (const call of calls) bytes += callBytes(call)
    return bytes
  }

  encode({ guards, calls }: SequenceCalls, into: BatchBytes, at: number): void {
    const { bytes, view } = into
    view.setUint16(at, this.code, true)
    view.setUint16(at + 2, guards.length, true)
    view.setUint32(at + 4, calls.length, true)
    let next = at + HEADER_BYTES
    for (const guard of guards) {
      const { key, stamp } = guard
      view.setUint32(next, guardBytes(guard), true)
      view.setUint16(next + 4, key.length, true)
      view.setUint16(next + 6, stamp.length, true)
      bytes.set(key, next + GUARD_HEADER_BYTES)
      bytes.set(stamp, next + GUARD_HEADER_BYTES + key.length)
      next += guardBytes(guard)
    }
    for (const call of calls) next = encodeCall(call, into, next)
  }

  refuse(
    { bytes, view }: BatchBytes,
    at: number,
    entry: Entry,
  ): SequenceResult | Later | undefined {
    // The half of what an entry may read and copy is left to each sequence.
    const isHalfFull =
      entry.readBytes > ENTRY_READ_BYTES_MAX / 2 || entry.copiedBytes > ENTRY_COPY_BYTES_MAX / 2
    if (isHalfFull) return LATER
    let next = at + HEADER_BYTES
    for (let guards = view.getUint16(at + 2, true); guards > 0; guards--) {
      const start = next + GUARD_HEADER_BYTES
      const middle = start + view.getUint16(next + 4, true)
      const end = middle + view.getUint16(next + 6, true)
      const stamp = this.#keyspace.stamp(bytes.subarray(start, middle), entry.now)
      if (!isSame(bytes.subarray(middle, end), stamp)) return { kind: 'changed' }
      next += view.getUint32(next, true)
    }
    return undefined
  }

  perform(batch: BatchBytes, at: number, entry: Entry): SequenceResult {
    const { view } = batch
    const { sink, tag } = entry
    sink?.step?.(tag, { kind: 'begun' })
    let next = at + HEADER_BYTES
    for (let guards = view.getUint16(at + 2, true); guards > 0; guards--) {
      next += view.getUint32(next, true)
    }
    for (let calls = view.getUint32(at + 4, true); calls > 0; calls--) {
      const call = callAt(batch, next)
      const operation = this.#operations.get(call.name)
      assert(operation, 'a sequence in the log has an unknown operation')
      entry.beginOperation()
      const step = stepOf(operation, batch, call.at, entry)
      sink?.step?.(tag, step)
      next = call.next
    }
    return { kind: 'performed' }
  }

  encodeResult(result: SequenceResult, bytesMax: number): Uint8Array | undefined {
    return encodeJson(result, bytesMax)
  }

  decodeResult(bytes: Uint8Array): SequenceResult {
    return decodeJson(bytes) as SequenceResult
  }
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && equalBytes(one, 0, other, 0, one.length)
}

function stepOf(
  operation: Operation<unknown, unknown>,
  batch: BatchBytes,
  at: number,
  entry: Entry,
): Step {
  try {
    const refused = operation.refuse(batch, at, entry)
    if (refused === LATER) return { kind: 'failed', error: new StoreBusy(TOO_MUCH, ONE_ENTRY) }
    return { kind: 'done', result: refused ?? operation.perform(batch, at, entry) }
  } catch (error) {
    if (!(error instanceof StoreDamaged)) throw error
    return { kind: 'failed', error }
  }
}

function guardBytes({ key, stamp }: Guard): number {
  return align8(GUARD_HEADER_BYTES + key.length + stamp.length)
}
