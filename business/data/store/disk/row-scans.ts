/**
 * Rows of LMDB one after the other without an object for each: LMDB's iterator is given a codec that copies the key and the value
 * of a row, which lie in memory that LMDB uses again, behind each other to where the scan wants them.
 *
 *      table u8 | key | value | CRC-32 u32 of all of it
 */
import type { RangeOptions } from 'lmdb'
import { crc32 } from 'node:zlib'
import { copyBytes, uint32At } from '#foundation/bytes/bytes'
import { ScannedRow } from '../memory/row.ts'
import type { Environment } from './environment.ts'
import { CRC_BYTES, ROWS_NAME } from './environment.ts'

/** Longer than any key, and than most rows. */
const FIRST_BYTES = 4096
const TABLE_BYTES = 1

export class RowScans {
  readonly #rows
  /** Of the scan that makes a step. */
  #place = new PlacedRow()
  /** Of scans that are over. */
  readonly #free: PlacedRow[] = []

  constructor({ root }: Environment) {
    // A key or a value that the codec returns would be an object for each row: it returns none.
    const readKey = (bytes: Uint8Array, start: number, end: number): void => {
      this.#place.placeKey(bytes, start, end)
    }
    const decode = (bytes: Uint8Array, length: number): void => {
      this.#place.placeValue(bytes, length)
    }
    const writeKey = (key: Uint8Array, into: Uint8Array, at: number): number => {
      into.set(key, at)
      return at + key.length
    }
    const encode = (value: Uint8Array): Uint8Array => value
    const codec = { keyEncoder: { readKey, writeKey }, encoder: { encode, decode } }
    this.#rows = root.openDB<unknown, Uint8Array>({ name: ROWS_NAME, ...codec })
  }

  /** Each row is good until the next step. Several scans may be under way. */
  *rows(bounds: RangeOptions): Generator<ScannedRow> {
    const place = this.#free.pop() ?? new PlacedRow()
    const iterator = this.#rows.getRange(bounds)[Symbol.iterator]()
    try {
      for (;;) {
        this.#place = place
        if (iterator.next().done === true) return
        place.check()
        yield place
      }
    } finally {
      iterator.return?.()
      this.#free.push(place)
    }
  }
}

/** A row with memory of its own. */
export class PlacedRow extends ScannedRow {
  /** Behind the CRC. */
  #end = 0

  constructor() {
    super()
    this.#grow(FIRST_BYTES)
    this.keyStart = TABLE_BYTES
  }

  /** The key with its table, and the value with its CRC, as they are stored. */
  place(key: Uint8Array, stored: Uint8Array): void {
    this.placeKey(key, 0, key.length)
    this.placeValue(stored, stored.length)
    this.check()
  }

  placeKey(bytes: Uint8Array, start: number, end: number): void {
    copyBytes(bytes, start, end, this.bytes, 0)
    this.keyEnd = end - start
  }

  placeValue(bytes: Uint8Array, length: number): void {
    const end = this.keyEnd + length
    if (end > this.bytes.length) this.#grow(2 * end)
    copyBytes(bytes, 0, length, this.bytes, this.keyEnd)
    this.valueStart = this.keyEnd
    this.valueEnd = Math.max(this.keyEnd, end - CRC_BYTES)
    this.#end = end
  }

  /** To be called when key and value are in their places: finds damage. */
  check(): void {
    const { bytes, valueStart, valueEnd } = this
    const isSealed =
      this.#end - valueStart >= CRC_BYTES &&
      uint32At(bytes, valueEnd) === crc32(bytes.subarray(0, valueEnd))
    this.state = isSealed ? 'live' : 'damaged'
  }

  #grow(length: number): void {
    const bytes = new Uint8Array(length)
    bytes.set(this.bytes.subarray(0, this.keyEnd))
    this.bytes = bytes
    this.view = new DataView(bytes.buffer)
  }
}
