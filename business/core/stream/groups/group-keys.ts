/** Keys of the rows of groups: see group-state.ts. */
import { copyBytes } from '#foundation/bytes/bytes'
import { OBJECT_ID_BYTES } from '#business/data/keyspace/key-row'
import { readId, STREAM_ID_BYTES, writeId } from '../id.ts'
import type { StreamId } from '../id.ts'
import type { Pending } from './group-state.ts'
import { viewOf } from './group-state.ts'

const NUMBER_BYTES = 4
const IS_FREE = 0
const IS_HELD = 1
/** Where the time is, the turn, and the entry's id. */
const ORDER_TIME = OBJECT_ID_BYTES + 1
const ORDER_TURN = ORDER_TIME + 8
const ORDER_ID = ORDER_TURN + 8
const TWO_TO_32 = 2 ** 32

/** Of a stream's group, or a group's consumer. */
export function namedKey(id: Uint8Array, name: Uint8Array): Uint8Array {
  const key = new Uint8Array(id.length + name.length)
  key.set(id)
  key.set(name, id.length)
  return key
}

/**
 * Keys of pending entries, one after the other in the same memory, so that entries make no garbage: each is good until the
 * next one. Copy what must live longer.
 */
export class PendingKey {
  readonly #bytes = new Uint8Array(OBJECT_ID_BYTES + STREAM_ID_BYTES)
  readonly #view = viewOf(this.#bytes)

  of(group: Uint8Array, id: StreamId): Uint8Array {
    copyBytes(group, 0, OBJECT_ID_BYTES, this.#bytes, 0)
    writeId(id, this.#view, OBJECT_ID_BYTES)
    return this.#bytes
  }
}

/** The same of the runs of a consumer. */
export class OwnKey {
  readonly #bytes = new Uint8Array(OBJECT_ID_BYTES + NUMBER_BYTES + STREAM_ID_BYTES)
  readonly #view = viewOf(this.#bytes)

  of(group: Uint8Array, consumer: number, run: StreamId): Uint8Array {
    copyBytes(group, 0, OBJECT_ID_BYTES, this.#bytes, 0)
    this.#view.setUint32(OBJECT_ID_BYTES, consumer)
    writeId(run, this.#view, OBJECT_ID_BYTES + NUMBER_BYTES)
    return this.#bytes
  }
}

export function runOfOwnKey(key: Uint8Array): StreamId {
  return readId(viewOf(key), OBJECT_ID_BYTES + NUMBER_BYTES)
}

/** The same of free entries, and of runs, in the order in which they are delivered again. */
export class OrderKey {
  readonly #bytes = new Uint8Array(ORDER_ID + STREAM_ID_BYTES)
  readonly #view = viewOf(this.#bytes)

  of(group: Uint8Array, pending: Pending): Uint8Array {
    const { consumer } = pending
    copyBytes(group, 0, OBJECT_ID_BYTES, this.#bytes, 0)
    this.#bytes[OBJECT_ID_BYTES] = consumer ? IS_HELD : IS_FREE
    writeWhole(consumer ? pending.deliveredAt : pending.claimableAt, this.#view, ORDER_TIME)
    writeWhole(consumer ? 0 : pending.turn, this.#view, ORDER_TURN)
    writeId(consumer ? pending.run : pending.id, this.#view, ORDER_ID)
    return this.#bytes
  }
}

/** Keys of free entries, or of runs, up to a time. */
export function orderRange(group: Uint8Array, isFree: boolean, upTo: number): OrderRange {
  const lower = new Uint8Array(OBJECT_ID_BYTES + 1)
  lower.set(group)
  lower[OBJECT_ID_BYTES] = isFree ? IS_FREE : IS_HELD
  const upper = new Uint8Array(ORDER_TURN)
  upper.set(lower)
  // Of a time before 1970 there is none.
  writeWhole(upTo < 0 ? 0 : Math.floor(upTo) + 1, viewOf(upper), ORDER_TIME)
  return { lower, upper }
}

export type OrderRange = { readonly lower: Uint8Array; readonly upper: Uint8Array }

/** `id` is the entry's, or the run's. */
export function placeOfOrderKey(key: Uint8Array): { readonly id: StreamId; readonly time: number } {
  const view = viewOf(key)
  const time = view.getUint32(ORDER_TIME) * TWO_TO_32 + view.getUint32(ORDER_TIME + 4)
  return { id: readId(view, ORDER_ID), time }
}

/** The whole part of what is within 0 and the safe integers, else the nearest of these. */
export function wholeOf(number: number): number {
  return Math.floor(Math.min(Math.max(0, number), Number.MAX_SAFE_INTEGER))
}

/** Big endian, in 64 bits. */
function writeWhole(number: number, view: DataView, at: number): void {
  const whole = wholeOf(number)
  view.setUint32(at, Math.floor(whole / TWO_TO_32))
  view.setUint32(at + 4, whole % TWO_TO_32)
}
