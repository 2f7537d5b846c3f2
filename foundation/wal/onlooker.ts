/**
 * Reading a log that another process may be writing to: for backups and checks. Changes nothing and holds nothing up.
 *
 * What is read may be older than what is written meanwhile, and a file may be renamed and written anew under the reader's
 * eyes. So nothing is called damaged before a second look: where the chain of records breaks although newer records
 * follow, the place is read again. A writer appends in order, so whoever has seen a record finds all before it.
 */
import { join } from 'node:path'
import type { Disk } from '#foundation/host/host'
import { readIdentity } from './identity.ts'
import type { Link } from './record.ts'
import * as record from './record.ts'
import { checkSize, laterRecord, readSegment, segmentName, segmentNumbers } from './recovery.ts'
import { Trimmed, WalCorrupted } from './wal.ts'

/** Files are given new names about once in 16 MiB of writes: to meet that so often is no accident. */
const PASSES_MAX = 20

export type SeenEntry = { readonly index: number; readonly payload: Uint8Array }

export type SeenLog = {
  /** Of the oldest entry; `last + 1` if there is none. */
  readonly first: number
  readonly last: number
  readonly entries: number
  /** Payloads of all entries. */
  readonly bytes: number
  readonly segmentBytes: number
}

/**
 * Visits every entry that was acknowledged before the call, and perhaps newer ones, oldest first; payloads are good until
 * the visit returns. Throws `WalCorrupted`, `WalIdentityLost`, or `Trimmed` if the writer trimmed more than was visited
 * so far: begin again.
 */
export function visitLog(
  disk: Disk,
  directory: string,
  visit: (entry: SeenEntry) => void,
): SeenLog {
  const { logId, segmentBytes } = readIdentity(disk, directory)
  const onlooker = new Onlooker(disk, directory, logId, segmentBytes, visit)
  for (let pass = 1; ; pass++) {
    try {
      return onlooker.pass()
    } catch (error) {
      if (!(error instanceof Renamed) || pass === PASSES_MAX) throw error
    }
  }
}

/** A file that was listed a moment ago has another name by now. */
class Renamed extends Error {
  override readonly name = 'Renamed'
}

/** The chain's end, and where it is. */
type Tail = { readonly number: number; readonly end: number; readonly link: Link }

class Onlooker {
  readonly #disk: Disk
  readonly #directory: string
  readonly #logId: bigint
  readonly #segmentBytes: number
  readonly #visit: (entry: SeenEntry) => void
  /** One segment, until the next is read: a log may have many, and each is large. */
  readonly #buffer: Uint8Array
  /** Over all passes. */
  #first: number | undefined
  #visited = 0
  #entries = 0
  #bytes = 0

  constructor(
    disk: Disk,
    directory: string,
    logId: bigint,
    segmentBytes: number,
    visit: (entry: SeenEntry) => void,
  ) {
    this.#disk = disk
    this.#directory = directory
    this.#logId = logId
    this.#segmentBytes = segmentBytes
    this.#visit = visit
    this.#buffer = new Uint8Array(segmentBytes)
  }

  pass(): SeenLog {
    const numbers = segmentNumbers(this.#disk, this.#directory)
    let tail: Tail | undefined
    for (let at = 0; at < numbers.length; at++) {
      const number = numbers[at] ?? 0
      const bytes = this.#read(number)
      tail = this.#follow(tail, number, bytes, 0)
      const end = tail?.number === number ? tail.end : 0
      const later = laterRecord(bytes, end, this.#logId, tail?.link.index ?? 0)
      if (!later) continue
      // Either the chain went on since its end was read, or something is missing.
      const further = tail && this.#follow(tail, tail.number, this.#read(tail.number), tail.end)
      if (!further || further === tail) {
        throw new WalCorrupted(
          join(this.#directory, segmentName(number)),
          `holds no sound record at byte ${String(end)}, although entry ${String(later.index)} follows`,
        )
      }
      tail = further
      at = numbers.indexOf(tail.number) - 1
    }
    const last = Math.max(this.#visited, tail?.link.index ?? 0)
    return {
      first: this.#first ?? last + 1,
      last,
      entries: this.#entries,
      bytes: this.#bytes,
      segmentBytes: this.#segmentBytes,
    }
  }

  #read(number: number): Uint8Array {
    const name = segmentName(number)
    const isThere = (): boolean => this.#disk.list(this.#directory).includes(name)
    try {
      const path = join(this.#directory, name)
      checkSize(this.#disk, path, { logId: this.#logId, segmentBytes: this.#segmentBytes })
      const bytes = readSegment(this.#disk, this.#directory, number, this.#buffer)
      // A file is renamed before it is written anew: what still has its name was whole while it was read.
      if (isThere()) return bytes
    } catch (error) {
      if (isThere()) throw error
    }
    throw new Renamed(`${name} was renamed while it was read`)
  }

  /** Walks the chain on from a place in one segment, as far as it goes; the same tail if it does not go on. */
  #follow(from: Tail | undefined, number: number, bytes: Uint8Array, at: number): Tail | undefined {
    let tail = from
    let position = at
    for (;;) {
      const header = record.decodeHeader(bytes, position, this.#logId)
      if (!header || (tail && !record.continues(tail.link, header))) return tail
      const payload = record.decodePayload(bytes, position, header)
      if (!payload) return tail
      if (header.kind === 'entry') this.#meet(header.index, payload)
      position += record.recordBytes(header.length)
      tail = { number, end: position, link: header }
    }
  }

  #meet(index: number, payload: Uint8Array): void {
    if (index <= this.#visited) return
    if (this.#first === undefined) this.#first = index
    else if (index !== this.#visited + 1) throw new Trimmed(this.#visited + 1, index)
    this.#visited = index
    this.#entries++
    this.#bytes += payload.length
    this.#visit({ index, payload })
  }
}
