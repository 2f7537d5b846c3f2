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

/** A row that a scan has come to, inside memory that its next step overwrites: a flyweight too. Copy what must live longer. */
export class ScannedRow {
  bytes: Uint8Array = new Uint8Array()
  view: DataView = new DataView(this.bytes.buffer)
  keyStart = 0
  keyEnd = 0
  valueStart = 0
  valueEnd = 0
  /** Of a removed one there is no value; that of a damaged one is not what was written. */
  state: 'live' | 'removed' | 'damaged' = 'live'

  key(): Uint8Array {
    return this.bytes.slice(this.keyStart, this.keyEnd)
  }

  value(): Uint8Array {
    return this.bytes.slice(this.valueStart, this.valueEnd)
  }
}
