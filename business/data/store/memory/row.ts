/**
 * A value inside somebody else's memory: a flyweight, reused by the next call on the same store, so that reading and
 * writing rows makes no garbage. Copy what must live longer.
 */
export class Row {
  bytes: Uint8Array = new Uint8Array()
  view: DataView = new DataView(this.bytes.buffer)
  /** Where the value begins in `bytes` and `view`, and how long it is. */
  start = 0
  length = 0

  at(bytes: Uint8Array, view: DataView, start: number, length: number): this {
    this.bytes = bytes
    this.view = view
    this.start = start
    this.length = length
    return this
  }

  copy(): Uint8Array {
    // Not `slice`: of a Buffer that would be the same memory.
    return new Uint8Array(this.bytes.subarray(this.start, this.start + this.length))
  }
}
