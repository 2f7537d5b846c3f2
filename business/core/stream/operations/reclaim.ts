/**
 * The operation that the node proposes by itself: rows that nothing leads to any more go. Few rows of a range are removed one
 * by one; many with a range tombstone, of which a memtable takes few before it has to be flushed.
 */
import { OBJECT_ID_BYTES } from '#business/data/keyspace/key-row'
import { decodeJson, encodeJson } from '#business/data/node/json-result'
import type { Operation } from '#business/data/node/operation'
import type { Store } from '#business/data/store/store'
import {
  CONSUMER_PENDING,
  GROUP_CONSUMERS,
  GROUP_ORDER,
  GROUP_PENDING,
  PRODUCER_ROWS,
  REMOVED_OBJECTS,
  STREAM_ENTRIES,
  STREAM_GROUPS,
  STREAM_NODES,
  STREAM_PRODUCERS,
  STREAM_RETENTIONS,
  STREAM_TRIMS,
} from '#business/data/store/tables'
import { STREAM_ID_BYTES } from '../id.ts'
import type { ReclaimResult } from '../model.ts'
import { behindObject } from '../stream-state.ts'
import { RECLAIM, STREAM_DOMAIN } from './codes.ts'

/** Rows that one operation removes one by one. */
const ROWS_MAX = 1000
/** Range tombstones of one operation. */
const RANGES_MAX = 8
/** Objects, trims or groups that are looked at together. */
const LOOK_MAX = 100
/** Whose keys begin with the id of a stream, of a group, or of a stream's producers. */
const TABLES_BY_OBJECT = [
  STREAM_ENTRIES,
  STREAM_NODES,
  GROUP_CONSUMERS,
  GROUP_PENDING,
  CONSUMER_PENDING,
  GROUP_ORDER,
  PRODUCER_ROWS,
] as const

const NO_BYTES = new Uint8Array()

type Found = { readonly key: Uint8Array; readonly value: Uint8Array }

export class Reclaimer {
  readonly #store: Store
  #rowsLeft = 0
  #rangesLeft = 0

  constructor(store: Store) {
    this.#store = store
  }

  /** Whether there is anything to reclaim. */
  get hasGarbage(): boolean {
    return this.#first(REMOVED_OBJECTS, 1).length > 0 || this.#first(STREAM_TRIMS, 1).length > 0
  }

  /** Removes rows of streams and groups that are gone, and of entries that were trimmed. Returns whether there may be more. */
  reclaim(): boolean {
    this.#rowsLeft = ROWS_MAX
    this.#rangesLeft = RANGES_MAX
    for (const { key } of this.#first(REMOVED_OBJECTS, LOOK_MAX)) {
      if (!this.#removeObject(key)) return true
    }
    for (const { key, value } of this.#first(STREAM_TRIMS, LOOK_MAX)) {
      const upper = new Uint8Array(OBJECT_ID_BYTES + STREAM_ID_BYTES)
      upper.set(key)
      upper.set(value, OBJECT_ID_BYTES)
      if (!this.#removeRows(STREAM_ENTRIES, key, upper)) return true
      this.#store.remove(STREAM_TRIMS, key, 0, key.length)
    }
    return this.hasGarbage
  }

  /** Of a stream or a group. False if there is more than one operation removes. */
  #removeObject(id: Uint8Array): boolean {
    const end = behindObject(id)
    if (!this.#removeParts(STREAM_GROUPS, id, end)) return false
    if (!this.#removeParts(STREAM_PRODUCERS, id, end)) return false
    for (const table of TABLES_BY_OBJECT) if (!this.#removeRows(table, id, end)) return false
    for (const table of [STREAM_TRIMS, STREAM_RETENTIONS, REMOVED_OBJECTS]) {
      this.#store.remove(table, id, 0, id.length)
    }
    return true
  }

  /** Rows of what is an object of its own, whose id the value begins with, and which goes by itself. */
  #removeParts(table: number, lower: Uint8Array, upper: Uint8Array): boolean {
    const parts = this.#first(table, LOOK_MAX, lower, upper)
    for (const { key, value } of parts) {
      this.#store.remove(table, key, 0, key.length)
      if (value.length > 0) this.#store.put(REMOVED_OBJECTS, value, 0, OBJECT_ID_BYTES, 0)
    }
    return parts.length < LOOK_MAX
  }

  #removeRows(table: number, lower: Uint8Array, upper: Uint8Array): boolean {
    const rows = this.#first(table, this.#rowsLeft + 1, lower, upper)
    if (rows.length <= this.#rowsLeft) {
      for (const { key } of rows) this.#store.remove(table, key, 0, key.length)
      this.#rowsLeft -= rows.length
      return true
    }
    // More than is left for this operation, but maybe not for the next one.
    if (rows.length <= ROWS_MAX || this.#rangesLeft === 0) return false
    this.#rangesLeft--
    this.#store.removeRange(table, lower, upper)
    return true
  }

  #first(table: number, max: number, lower: Uint8Array = NO_BYTES, upper?: Uint8Array): Found[] {
    const rows: Found[] = []
    for (const { key, value } of this.#store.rangeWithDamage(table, lower, upper, false)) {
      // Of a damaged row the key is known: it goes like the others.
      rows.push({ key: key.slice(), value: value === 'damaged' ? NO_BYTES : new Uint8Array(value) })
      if (rows.length === max) break
    }
    return rows
  }
}

export function reclaimOperation(reclaimer: Reclaimer): Operation<undefined, ReclaimResult> {
  return {
    domain: STREAM_DOMAIN,
    code: RECLAIM,
    isAlone: true,
    isFreeing: () => true,
    bytes: () => 8,
    encode: (_args, { view }, at) => {
      view.setUint32(at, RECLAIM, true)
      view.setUint32(at + 4, 0, true)
    },
    refuse: () => undefined,
    perform: () => ({ kind: 'reclaimed', more: reclaimer.reclaim() }),
    encodeResult: encodeJson,
    decodeResult: bytes => decodeJson(bytes) as ReclaimResult,
  }
}
