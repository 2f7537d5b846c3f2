/**
 * A frame: the commands that were proposed while the one before was being made durable. It is one entry of the log.
 *
 *      0     version u8, 0 u8[3] | count u32 | time f64, the proposer's clock in milliseconds since 1970
 *     16     command, command, ...
 *
 * A command, at a multiple of 8:
 *
 *      0     bytes u32, a multiple of 8 | applier u8 | once u8 | 0 u16
 *      8     if `once` is 1: `ONCE_BYTES` of answers.ts
 *      ...   the applier's own bytes
 */
import { strict as assert } from 'node:assert'
import { channel } from 'node:diagnostics_channel'
import type { FrameBytes } from './applier.ts'

export const FRAME_HEADER_BYTES = 16
export const COMMAND_HEADER_BYTES = 8

const VERSION = 1
/** A frame begins with a buffer of this size. */
const BUFFER_BYTES = 256 * 1024
/** A buffer that grew beyond this is not used again. */
const BUFFER_BYTES_KEPT_MAX = 2 * 1024 * 1024

/** Who waits for the result of one command. */
export type Waiter = {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
  readonly observe: ((timing: FrameTiming) => void) | undefined
}

export function rejectAll(waiters: readonly Waiter[], error: Error): void {
  for (const waiter of waiters) waiter.reject(error)
}

/** What happened to a frame, in milliseconds of a clock that never goes back. */
export type FrameTiming = {
  readonly commands: number
  readonly bytes: number
  /** The first command was proposed; the append began; it was durable; all of it was applied. */
  readonly proposedAt: number
  readonly appendedAt: number
  readonly durableAt: number
  readonly appliedAt: number
}

/** Every frame, when it has been applied: a `FrameTiming`. */
export const frameChannel = channel('replica:frame')

/** Collects commands. The bytes and view change when it grows: read them anew after `reserve`. */
export class FrameBuilder implements FrameBytes {
  bytes: Uint8Array = new Uint8Array(BUFFER_BYTES)
  view: DataView = new DataView(this.bytes.buffer)
  waiters: Waiter[] = []
  used = FRAME_HEADER_BYTES
  weight = 0
  proposedAt = 0
  /** Whether every command is one that frees space. */
  isFreeing = true

  get isEmpty(): boolean {
    return this.used === FRAME_HEADER_BYTES
  }

  /** Address for a command of this length, header included, which the caller fills in. */
  reserve(bytes: number, applier: number, isOnce: boolean): number {
    const at = this.used
    const length = (bytes + 7) & ~7
    if (at + length > this.bytes.length) this.#grow(at + length)
    this.used = at + length
    this.view.setUint32(at, length, true)
    this.view.setUint32(at + 4, applier | (isOnce ? 0x100 : 0), true)
    return at
  }

  /** The log entry. Nothing may be reserved after this. */
  finish(time: number): Uint8Array {
    this.view.setUint32(0, VERSION, true)
    this.view.setUint32(4, this.waiters.length, true)
    this.view.setFloat64(8, time, true)
    return this.bytes.subarray(0, this.used)
  }

  clear(): void {
    if (this.bytes.length > BUFFER_BYTES_KEPT_MAX) {
      this.bytes = new Uint8Array(BUFFER_BYTES)
      this.view = new DataView(this.bytes.buffer)
    }
    this.waiters = []
    this.used = FRAME_HEADER_BYTES
    this.weight = 0
    this.isFreeing = true
  }

  #grow(bytes: number): void {
    const grown = new Uint8Array(Math.max(bytes, this.bytes.length * 2))
    grown.set(this.bytes.subarray(0, this.used))
    this.bytes = grown
    this.view = new DataView(grown.buffer)
  }
}

/** A frame as it was read from the log. */
export function frameOf(payload: Uint8Array): FrameBytes {
  return {
    bytes: payload,
    view: new DataView(payload.buffer, payload.byteOffset, payload.byteLength),
  }
}

export function frameTime(frame: FrameBytes): number {
  const version = frame.view.getUint8(0)
  assert(version === VERSION, `log entries have version ${String(version)}, not ${String(VERSION)}`)
  return frame.view.getFloat64(8, true)
}
