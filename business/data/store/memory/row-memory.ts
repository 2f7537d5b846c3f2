/**
 * Rows in the memory of a memtable, each at a multiple of 8:
 *
 *      0     tombstones u32      of ranges, that the memtable had when the row was written
 *      4     table u8 | state u8 | key length u16
 *      8     value length u32
 *     12     capacity u32          bytes the value may grow to in its place
 *     16     key, padded to 8 | value | CRC-32 u32 of key and value, the flush worker's | padding to 8
 */
import { align8 } from '#foundation/bytes/bytes'

export const ROWS_START = 8
export const ROW_HEADER_BYTES = 16
export const ROW_CRC_BYTES = 4

export const ROW_LIVE = 0
export const ROW_REMOVED = 1
/** The value outgrew its place, and the address of the row's successor stands there now. */
export const ROW_MOVED = 2
/** Live, and no layer behind this memtable has the key. */
export const ROW_NEW = 3
/** Was new and is removed: it is in no order, and is not flushed. */
export const ROW_GONE = 4

export class RowMemory {
  readonly bytes: Uint8Array
  readonly words: Int32Array
  readonly view: DataView

  constructor(memory: SharedArrayBuffer) {
    this.bytes = new Uint8Array(memory)
    this.words = new Int32Array(memory)
    this.view = new DataView(memory)
  }

  table(row: number): number {
    return this.view.getUint8(row + 4)
  }

  state(row: number): number {
    return this.view.getUint8(row + 5)
  }

  /** Whether the row has a value: of one that has not moved. */
  isLive(row: number): boolean {
    const state = this.state(row)
    return state === ROW_LIVE || state === ROW_NEW
  }

  keyStart(row: number): number {
    return row + ROW_HEADER_BYTES
  }

  keyEnd(row: number): number {
    return row + ROW_HEADER_BYTES + this.view.getUint16(row + 6, true)
  }

  valueStart(row: number): number {
    return row + ROW_HEADER_BYTES + align8(this.view.getUint16(row + 6, true))
  }

  valueLength(row: number): number {
    return this.view.getUint32(row + 8, true)
  }

  /** Where a row is that was put at this address first, and may have moved since. */
  current(row: number): number {
    let at = row
    while (this.state(at) === ROW_MOVED) at = this.view.getUint32(this.valueStart(at), true)
    return at
  }
}
