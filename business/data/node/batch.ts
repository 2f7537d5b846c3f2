/**
 * A batch: the operations that were proposed while the batch before was being made durable. It is the payload of one log
 * entry.
 *
 *      0     version u8, 0 u8[3] | count u32 | time f64, the proposer's clock in milliseconds since 1970
 *     16     writer u8[8], a random name of the running node | sequence f64, of the writer's batches
 *     32     operation, operation, ...
 *
 * Writer and sequence are the batch id: the node that proposed a batch knows it again when the log delivers it.
 *
 * An operation, at a multiple of 8:
 *
 *      0     bytes u32, a multiple of 8 | domain u8 | code u8 | once u8 | 0 u8
 *      8     if `once` is 1: `ONCE_BYTES` of idempotency.ts
 *      ...   the operation's own bytes
 */
import { channel } from 'node:diagnostics_channel'
import { equalBytes } from '#foundation/bytes/bytes'
import type { BatchBytes, BatchTiming, Sink } from './operation.ts'

export const BATCH_HEADER_BYTES = 32
export const OPERATION_HEADER_BYTES = 8
export const WRITER_BYTES = 8

const VERSION = 2
const WRITER_AT = 16
const SEQUENCE_AT = 24
/** A batch begins with a buffer of this size. */
const BUFFER_BYTES = 16 * 1024
/** A buffer that grew beyond this is not used again. */
const BUFFER_BYTES_KEPT_MAX = 2 * 1024 * 1024

/** Every batch of this node, when it has been applied: a `BatchTiming`. */
export const batchChannel = channel('node:batch')

/** The log holds a batch of a version that this program does not read. */
export class BatchUnknown extends Error {
  override readonly name = 'BatchUnknown'
  readonly code = 'LOG_FORMAT_UNKNOWN'
  constructor(position: number, version: number) {
    super(
      `Entry ${String(position)} of the log has version ${String(version)}, this program reads version ${String(VERSION)}: ` +
        'start the version that wrote it, stop that with SIGTERM, then start this one',
    )
  }
}

/** The first operation of a batch that was not performed, nor were those behind it: where it is, and which one. */
export type Rest = { readonly at: number; readonly index: number }

/** Collects operations. `bytes` and `view` are others after `reserve` had to make room. */
export class Batch implements BatchBytes {
  bytes: Uint8Array = new Uint8Array(BUFFER_BYTES)
  view: DataView = new DataView(this.bytes.buffer)
  used = BATCH_HEADER_BYTES
  count = 0
  sequence = 0
  /** Who gets the results, by the operations' order. Only the first `count` count. */
  readonly sinks: Sink<never>[] = []
  readonly tags: number[] = []
  timing = newTiming()
  /** Whether the node accepts every operation on a full disk. */
  isFreeing = true
  /** Whether it takes no other operation. */
  isClosed = false

  get isEmpty(): boolean {
    return this.count === 0
  }

  /** Address for an operation of this length, header included. The caller writes what follows the header. */
  reserve(bytes: number, domain: number, code: number, isOnce: boolean): number {
    const at = this.used
    if (at + bytes > this.bytes.length) this.#grow(at + bytes)
    this.used = at + bytes
    this.view.setUint32(at, bytes, true)
    this.view.setUint32(at + 4, domain | (code << 8) | (isOnce ? 0x1_0000 : 0), true)
    return at
  }

  expect(sink: Sink<never>, tag: number): void {
    this.sinks[this.count] = sink
    this.tags[this.count] = tag
    this.count++
  }

  /** The payload of the log entry. */
  finish(writer: Uint8Array, sequence: number, time: number): Uint8Array {
    this.sequence = sequence
    this.view.setUint32(0, VERSION, true)
    this.view.setUint32(4, this.count, true)
    this.view.setFloat64(8, time, true)
    this.bytes.set(writer, WRITER_AT)
    this.view.setFloat64(SEQUENCE_AT, sequence, true)
    this.timing.operations = this.count
    this.timing.bytes = this.used
    return this.bytes.subarray(0, this.used)
  }

  /** Moves the operations from this one on to a batch that is empty. */
  moveRest({ at, index }: Rest, into: Batch): void {
    const length = this.used - at
    if (into.used + length > into.bytes.length) into.#grow(into.used + length)
    into.bytes.set(this.bytes.subarray(at, this.used), into.used)
    into.used += length
    for (let moved = index; moved < this.count; moved++) {
      const sink = this.sinks[moved]
      if (sink) into.expect(sink, this.tags[moved] ?? 0)
    }
    into.isFreeing = this.isFreeing
    into.timing.proposedAt = this.timing.proposedAt
    this.used = at
    this.count = index
  }

  /** Whether it has operations of those who wait for long. */
  get isAwaited(): boolean {
    return this.sinks.some(sink => sink.isPatient === true)
  }

  /** Takes out the operations of those who do not wait for long, and tells these why. Returns how many bytes went. */
  refuseImpatient(error: Error): number {
    const { bytes, view, used, count } = this
    const refused: { readonly sink: Sink<never>; readonly tag: number }[] = []
    let kept = 0
    this.used = BATCH_HEADER_BYTES
    let at = BATCH_HEADER_BYTES
    for (let index = 0; index < count; index++) {
      const length = view.getUint32(at, true)
      const sink = this.sinks[index]
      const tag = this.tags[index] ?? 0
      if (sink?.isPatient === true) {
        bytes.copyWithin(this.used, at, at + length)
        this.used += length
        this.sinks[kept] = sink
        this.tags[kept] = tag
        kept++
      } else if (sink) {
        refused.push({ sink, tag })
      }
      at += length
    }
    this.count = kept
    this.sinks.length = kept
    for (const { sink, tag } of refused) sink.failed(tag, error)
    return used - this.used
  }

  /** Tells the sinks that have no result yet, `done` of them had one, and lets go of all. */
  failAll(error: Error, done = 0): void {
    const { count } = this
    this.count = 0
    for (let index = done; index < count; index++) {
      this.sinks[index]?.failed(this.tags[index] ?? 0, error)
    }
    this.sinks.length = 0
  }

  clear(): void {
    if (this.bytes.length > BUFFER_BYTES_KEPT_MAX) {
      this.bytes = new Uint8Array(BUFFER_BYTES)
      this.view = new DataView(this.bytes.buffer)
    }
    this.used = BATCH_HEADER_BYTES
    this.count = 0
    this.sinks.length = 0
    this.timing = newTiming()
    this.isFreeing = true
    this.isClosed = false
  }

  #grow(bytes: number): void {
    const grown = new Uint8Array(Math.max(bytes, this.bytes.length * 2))
    grown.set(this.bytes.subarray(0, this.used))
    this.bytes = grown
    this.view = new DataView(grown.buffer)
  }
}

function newTiming(): BatchTiming {
  return { operations: 0, bytes: 0, proposedAt: 0, appendedAt: 0, durableAt: 0, appliedAt: 0 }
}

/** A batch as the log delivers it. Throws `BatchUnknown`. */
export function batchOf(position: number, payload: Uint8Array): BatchBytes {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
  const version = view.getUint8(0)
  if (version !== VERSION) throw new BatchUnknown(position, version)
  return { bytes: payload, view }
}

export function timeOf({ view }: BatchBytes): number {
  return view.getFloat64(8, true)
}

/** The random name of the running node that proposed the batch, in hex. */
export function writerOf({ bytes }: BatchBytes): string {
  return Buffer.from(bytes.subarray(WRITER_AT, WRITER_AT + WRITER_BYTES)).toString('hex')
}

/** The batch's place among those of the writer. Undefined if another node wrote it, or this one before its restart. */
export function sequenceOf({ bytes, view }: BatchBytes, writer: Uint8Array): number | undefined {
  const isOwn = equalBytes(bytes, WRITER_AT, writer, 0, WRITER_BYTES)
  return isOwn ? view.getFloat64(SEQUENCE_AT, true) : undefined
}
