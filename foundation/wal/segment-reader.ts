/** Reads the entries of one segment through a window, so that memory does not depend on the segment's length. */
import type { File } from '#foundation/host/host'
import type { Link } from './record.ts'
import * as record from './record.ts'

/** The window's length. It grows to a longer record when it meets one. */
const WINDOW_BYTES = 256 * 1024

export class SegmentReader {
  readonly #file: File
  readonly #logId: bigint
  #buffer = new Uint8Array(WINDOW_BYTES)
  /** What of the file the buffer holds: so many bytes from this byte on. */
  #start = 0
  #length = 0

  constructor(file: File, logId: bigint) {
    this.#file = file
    this.#logId = logId
  }

  /** The sound entries in order, up to the first record that is none; a payload is good until the next. */
  *entries(): Generator<{ readonly index: number; readonly payload: Uint8Array }> {
    let position = 0
    let link: Link | undefined
    for (;;) {
      const head = this.#bytes(position, record.RECORD_HEADER_BYTES)
      const header = record.decodeHeader(head, 0, this.#logId)
      if (!header || (link && !record.continues(link, header))) return
      const length = record.recordBytes(header.length)
      const payload = record.decodePayload(this.#bytes(position, length), 0, header)
      if (!payload) return
      if (header.kind === 'entry') yield { index: header.index, payload }
      link = header
      position += length
    }
  }

  /** Bytes of the file, fewer at its end; good until the next call. */
  #bytes(position: number, length: number): Uint8Array {
    if (position < this.#start || position + length > this.#start + this.#length) {
      if (length > this.#buffer.length) this.#buffer = new Uint8Array(length)
      this.#start = position
      this.#length = this.#file.read(this.#buffer, position)
    }
    const at = position - this.#start
    return this.#buffer.subarray(at, Math.min(at + length, this.#length))
  }
}
