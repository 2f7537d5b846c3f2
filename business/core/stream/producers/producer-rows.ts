/**
 * What producers appended, so that the same append again adds nothing. A producer and what it calls an append are hashes of 16
 * bytes. Numbers are little endian but for those in keys.
 *
 *     STREAM_PRODUCERS   stream's object id  ->  producers' object id | duration in ms f64 | appends of one producer f64 |
 *                        next number f64 | producers f64 | appends f64 | appends ever f64 | repeated ones ever f64
 *     PRODUCER_ROWS      producers' object id, 0 u8, producer                 ->  appends f64
 *                        producers' object id, 1 u8, producer, append         ->  entry's id | revision f64 | time f64 | number f64
 *                        producers' object id, 2 u8, producer, number u64     ->  append
 *                        producers' object id, 3 u8, number u64               ->  producer, append, time f64
 *
 * The producers' object goes when the stream goes, and another one takes its place when the settings change. Of what is
 * expired, each append removes some.
 */
import { OBJECT_ID_BYTES } from '#business/data/keyspace/key-row'
import type { Store } from '#business/data/store/store'
import { PRODUCER_ROWS, REMOVED_OBJECTS, STREAM_PRODUCERS } from '#business/data/store/tables'
import { readId, STREAM_ID_BYTES, writeId } from '../id.ts'
import type { StreamId } from '../id.ts'
import type { ConfigureProducers, Producer, ProducersInfo, ProducerSettings } from '../model.ts'
import { DEFAULT_PRODUCER_SETTINGS, PRODUCER_HASH_BYTES, PRODUCERS_MAX } from '../model.ts'

/** Expired appends that one append removes. */
const EXPIRED_MAX = 100

const STATE_BYTES = OBJECT_ID_BYTES + 7 * 8
const APPEND_BYTES = STREAM_ID_BYTES + 3 * 8
const ORDER_BYTES = 2 * PRODUCER_HASH_BYTES + 8

const PRODUCER = 0
const APPEND = 1
const OF_PRODUCER = 2
const IN_ORDER = 3

type State = {
  readonly objectId: Uint8Array
  readonly settings: ProducerSettings
  next: number
  producers: number
  appends: number
  added: number
  duplicates: number
}

export type Appended = { readonly id: StreamId; readonly revision: number }
type Oldest = { readonly producer: Producer; readonly number: number; readonly time: number }
type Append = Appended & { readonly time: number; readonly number: number }

export class ProducerRows {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** `stream` is its object id, here and below. */
  info(stream: Uint8Array): ProducersInfo {
    const state = this.#load(stream)
    if (!state) {
      const counts = { producers: 0, appends: 0, added: 0, duplicates: 0 }
      return { settings: DEFAULT_PRODUCER_SETTINGS, ...counts }
    }
    const { settings, producers, appends, added, duplicates } = state
    return { settings, producers, appends, added, duplicates }
  }

  /** The entry that the producer appended by this name, if that is not too long ago. */
  find(stream: Uint8Array, producer: Producer, time: number): Appended | undefined {
    const state = this.#load(stream)
    const found = state && this.#append(state, producer)
    return found && !isExpired(found.time, state, time) ? found : undefined
  }

  /** Whether there is no room for another producer than those there are, of which this one may be one. */
  isFull(stream: Uint8Array, { pid }: Producer, time: number): boolean {
    const state = this.#load(stream)
    if (!state || state.producers < PRODUCERS_MAX || this.#count(state, pid) > 0) return false
    const oldest = this.#oldest(state)
    return oldest !== undefined && !isExpired(oldest.time, state, time)
  }

  noteDuplicate(stream: Uint8Array): void {
    const state = this.#load(stream)
    if (!state) return
    state.duplicates++
    this.#save(stream, state)
  }

  /** Notes an append that `find` does not find. `objectId` is for the producers' object if there is none yet. */
  add(
    stream: Uint8Array,
    objectId: Uint8Array,
    producer: Producer,
    { id, revision }: Appended,
    time: number,
  ): void {
    const state = this.#load(stream) ?? newState(objectId, DEFAULT_PRODUCER_SETTINGS)
    this.#forgetExpired(state, time)
    const before = this.#append(state, producer)
    if (before) this.#forget(state, producer, before.number)
    if (this.#count(state, producer.pid) >= state.settings.appendsMax) {
      this.#forgetOldestOf(state, producer.pid)
    }
    const count = this.#count(state, producer.pid)
    if (count === 0) state.producers++
    this.#saveCount(state, producer.pid, count + 1)
    state.appends++
    state.added++
    const number = state.next++
    const row = this.#put(keyOf(state, APPEND, producer.pid, producer.iid), APPEND_BYTES)
    writeId(id, row.view, row.start)
    row.view.setFloat64(row.start + 16, revision, true)
    row.view.setFloat64(row.start + 24, time, true)
    row.view.setFloat64(row.start + 32, number, true)
    this.#putBytes(keyOf(state, OF_PRODUCER, producer.pid, numberBytes(number)), producer.iid)
    const order = new Uint8Array(ORDER_BYTES)
    order.set(producer.pid)
    order.set(producer.iid, PRODUCER_HASH_BYTES)
    viewOf(order).setFloat64(2 * PRODUCER_HASH_BYTES, time, true)
    this.#putBytes(keyOf(state, IN_ORDER, numberBytes(number)), order)
    this.#save(stream, state)
  }

  /** Forgets all there is, which goes later, if the settings are others. `objectId` is for what comes. */
  configure(
    stream: Uint8Array,
    objectId: Uint8Array,
    { durationMs, appendsMax }: ConfigureProducers['settings'],
  ): void {
    const before = this.#load(stream)
    const old = before?.settings ?? DEFAULT_PRODUCER_SETTINGS
    const settings = {
      durationMs: durationMs ?? old.durationMs,
      appendsMax: appendsMax ?? old.appendsMax,
    }
    const isSame = settings.durationMs === old.durationMs && settings.appendsMax === old.appendsMax
    if (isSame) return
    if (before) this.#store.put(REMOVED_OBJECTS, before.objectId, 0, OBJECT_ID_BYTES, 0)
    const { added = 0, duplicates = 0 } = before ?? {}
    this.#save(stream, { ...newState(objectId, settings), added, duplicates })
  }

  #load(stream: Uint8Array): State | undefined {
    const row = this.#store.find(STREAM_PRODUCERS, stream, 0, stream.length)
    if (!row) return undefined
    const { bytes, view, start } = row
    const number = (index: number): number =>
      view.getFloat64(start + OBJECT_ID_BYTES + index * 8, true)
    return {
      objectId: new Uint8Array(bytes.subarray(start, start + OBJECT_ID_BYTES)),
      settings: { durationMs: number(0), appendsMax: number(1) },
      next: number(2),
      producers: number(3),
      appends: number(4),
      added: number(5),
      duplicates: number(6),
    }
  }

  #save(stream: Uint8Array, state: State): void {
    const { settings, next, producers, appends, added, duplicates } = state
    const row = this.#store.put(STREAM_PRODUCERS, stream, 0, stream.length, STATE_BYTES)
    row.bytes.set(state.objectId, row.start)
    const { durationMs, appendsMax } = settings
    const numbers = [durationMs, appendsMax, next, producers, appends, added, duplicates]
    for (const [index, value] of numbers.entries()) {
      row.view.setFloat64(row.start + OBJECT_ID_BYTES + index * 8, value, true)
    }
  }

  #append(state: State, { pid, iid }: Producer): Append | undefined {
    const key = keyOf(state, APPEND, pid, iid)
    const row = this.#store.find(PRODUCER_ROWS, key, 0, key.length)
    if (!row) return undefined
    const { view, start } = row
    const id = readId(view, start)
    const number = (at: number): number => view.getFloat64(start + at, true)
    return { id, revision: number(16), time: number(24), number: number(32) }
  }

  #count(state: State, pid: Uint8Array): number {
    const key = keyOf(state, PRODUCER, pid)
    const row = this.#store.find(PRODUCER_ROWS, key, 0, key.length)
    return row ? row.view.getFloat64(row.start, true) : 0
  }

  #saveCount(state: State, pid: Uint8Array, count: number): void {
    const key = keyOf(state, PRODUCER, pid)
    const row = this.#put(key, 8)
    row.view.setFloat64(row.start, count, true)
  }

  /** The oldest append of all producers. */
  #oldest(state: State): Oldest | undefined {
    const [row] = this.#range(keyOf(state, IN_ORDER), keyOf(state, IN_ORDER + 1), 1)
    if (!row) return undefined
    const pid = row.value.slice(0, PRODUCER_HASH_BYTES)
    const iid = row.value.slice(PRODUCER_HASH_BYTES, 2 * PRODUCER_HASH_BYTES)
    const time = viewOf(row.value).getFloat64(2 * PRODUCER_HASH_BYTES, true)
    return { producer: { pid, iid }, number: numberOf(row.key), time }
  }

  /** Forgets what is expired, a bounded number. */
  #forgetExpired(state: State, time: number): void {
    for (let count = 0; count < EXPIRED_MAX; count++) {
      const oldest = this.#oldest(state)
      if (!oldest || !isExpired(oldest.time, state, time)) return
      this.#forget(state, oldest.producer, oldest.number)
    }
  }

  #forgetOldestOf(state: State, pid: Uint8Array): void {
    const lower = keyOf(state, OF_PRODUCER, pid)
    const upper = keyOf(state, OF_PRODUCER, pid, LAST_NUMBER)
    for (const { key, value } of this.#range(lower, upper, 1)) {
      this.#forget(state, { pid, iid: value }, numberOf(key))
    }
  }

  #forget(state: State, { pid, iid }: Producer, number: number): void {
    this.#remove(keyOf(state, APPEND, pid, iid))
    this.#remove(keyOf(state, OF_PRODUCER, pid, numberBytes(number)))
    this.#remove(keyOf(state, IN_ORDER, numberBytes(number)))
    state.appends--
    const count = this.#count(state, pid) - 1
    if (count > 0) {
      this.#saveCount(state, pid, count)
    } else {
      this.#remove(keyOf(state, PRODUCER, pid))
      state.producers--
    }
  }

  #range(lower: Uint8Array, upper: Uint8Array, max: number) {
    const rows: { readonly key: Uint8Array; readonly value: Uint8Array }[] = []
    for (const { key, value } of this.#store.range(PRODUCER_ROWS, lower, upper)) {
      rows.push({ key: new Uint8Array(key), value: new Uint8Array(value) })
      if (rows.length === max) break
    }
    return rows
  }

  #put(key: Uint8Array, length: number) {
    return this.#store.put(PRODUCER_ROWS, key, 0, key.length, length)
  }

  #putBytes(key: Uint8Array, value: Uint8Array): void {
    const row = this.#put(key, value.length)
    row.bytes.set(value, row.start)
  }

  #remove(key: Uint8Array): void {
    this.#store.remove(PRODUCER_ROWS, key, 0, key.length)
  }
}

const LAST_NUMBER = new Uint8Array(8).fill(0xff)

function newState(objectId: Uint8Array, settings: ProducerSettings): State {
  return { objectId, settings, next: 0, producers: 0, appends: 0, added: 0, duplicates: 0 }
}

function isExpired(since: number, { settings }: State, time: number): boolean {
  return time - since >= settings.durationMs
}

function keyOf({ objectId }: State, kind: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat([objectId, new Uint8Array([kind]), ...parts]))
}

function numberBytes(number: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number))
  return bytes
}

/** The number at the end of a key. */
function numberOf(key: Uint8Array): number {
  return Number(viewOf(key).getBigUint64(key.length - 8))
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
