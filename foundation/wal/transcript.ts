/** A log written from another log's entries, which keep the indexes they have there. It has an identity of its own. */
import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import type { File, Host } from '#foundation/host/host'
import { makeIdentity, readIdentity } from './identity.ts'
import type { Link, RecordKind } from './record.ts'
import { encodeRecord, recordBytes, TERMINATOR_BYTES } from './record.ts'
import { segmentName } from './recovery.ts'

const ZEROS = new Uint8Array(1024 * 1024)

/** Nothing is durable before `finish`. Throws `DiskFull` or `DiskFailed`; the directory is of no use then. */
export class WalTranscript {
  readonly #host: Host
  readonly #directory: string
  readonly #segmentBytes: number
  readonly #logId: bigint
  #number = 0
  #active: { readonly file: File; end: number } | undefined
  #link: Link | undefined
  #buffer = new Uint8Array()

  /** In a directory that holds no log. */
  constructor(host: Host, directory: string, segmentBytes: number) {
    host.disk.makeDirectory(directory)
    makeIdentity(host, directory, segmentBytes)
    this.#host = host
    this.#directory = directory
    this.#segmentBytes = segmentBytes
    this.#logId = readIdentity(host.disk, directory).logId
  }

  /** The first entry may have any index, those that follow have the next. */
  append(index: number, payload: Uint8Array): void {
    const before = this.#link ?? this.#begin(index - 1)
    assert(index === before.index + 1, `entry ${String(index)} after entry ${String(before.index)}`)
    this.#write('entry', payload, before)
  }

  /** Makes everything durable; a log without entries ends with the index `last`. Nothing may be appended after it. */
  finish(last: number): void {
    const link = this.#link ?? this.#begin(last)
    assert(
      link.index === last,
      `the log ends with entry ${String(link.index)}, not ${String(last)}`,
    )
    // Proves that the last entry is no torn write.
    this.#write('mark', new Uint8Array(), link)
    this.#closeSegment()
    this.#host.disk.syncDirectory(this.#directory)
  }

  /** A mark tells where the log begins, so that one without entries ends somewhere too. */
  #begin(after: number): Link {
    return this.#write('mark', new Uint8Array(), { index: after, headerCrc: 0 })
  }

  #write(kind: RecordKind, payload: Uint8Array, before: Link): Link {
    const length = recordBytes(payload.length) + TERMINATOR_BYTES
    if (this.#active && this.#active.end + length > this.#segmentBytes) this.#closeSegment()
    const active = (this.#active ??= this.#openSegment())
    if (this.#buffer.length < length) this.#buffer = new Uint8Array(length * 2)
    const bytes = this.#buffer.subarray(0, length)
    const link = encodeRecord(bytes, kind, this.#logId, before, payload)
    active.file.write(bytes, active.end)
    active.end += length - TERMINATOR_BYTES
    this.#link = link
    return link
  }

  #openSegment(): { readonly file: File; end: number } {
    this.#number++
    const path = join(this.#directory, segmentName(this.#number))
    return { file: this.#host.disk.open(path, 'create'), end: 0 }
  }

  /** A segment has its full size, whatever it holds. */
  #closeSegment(): void {
    if (!this.#active) return
    const { file, end } = this.#active
    for (let at = end; at < this.#segmentBytes; at += ZEROS.length) {
      file.write(ZEROS.subarray(0, this.#segmentBytes - at), at)
    }
    file.sync()
    file.close()
    this.#active = undefined
  }
}
