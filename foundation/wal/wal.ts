/**
 * The write-ahead log: a sequence of entries, numbered from 1 without gaps, that survives a crash.
 *
 * A log is a directory of preallocated segment files. record.ts draws the bytes of an entry, recovery.ts tells a write cut
 * short from damage. Preallocated means written with zeros once and used again after `trim`: appending into blocks that
 * exist costs half the sync of a growing file, and cannot run out of space halfway through a record.
 *
 * One process at a time may open a directory; the caller holds the lock.
 */
import { strict as assert } from 'node:assert'
import { join } from 'node:path'
import type { Disk, File, Host, Timer } from '#foundation/host/host'
import type { Identity } from './identity.ts'
import { readOrMakeIdentity } from './identity.ts'
import type { Link, RecordKind } from './record.ts'
import { encodeRecord, RECORD_HEADER_BYTES, recordBytes, TERMINATOR_BYTES } from './record.ts'
import type { Recovered, Segment } from './recovery.ts'
import { recover, segmentName, WalCorrupted } from './recovery.ts'
import { SegmentReader } from './segment-reader.ts'

export { WalIdentityLost } from './identity.ts'
export { WalCorrupted }

/** A segment is closed at this size: small enough that trimming frees space soon, large enough that rotation is rare. */
export const SEGMENT_BYTES = 16 * 1024 * 1024
/** Trimmed files kept to be written again, instead of being removed and others filled with zeros for the same load. */
const SPARES_MAX = 8
/** A log idle for this long marks its last entry as synced, so that later damage to it is told from a torn write. */
const IDLE_MS_BEFORE_MARK = 20
/** Of the buffer for records, which grows with them and shrinks when the log is idle. */
const BUFFER_BYTES = 64 * 1024
/** How soon a preparation that found no space is tried again. */
const PREPARE_RETRY_MS = 1000

/** A segment being filled with zeros; it gets its number when it is done. */
const PREPARATION_FILE = 'prepared.new'

/** The file that is written and one that is ready: what a log needs. More of them hold entries that wait to be trimmed. */
const FILES_MIN = 2

export type WalOptions = {
  /** Decided when a log is made, and kept with it. */
  readonly segmentBytes: number
  /** Free bytes that are left to others by a log which has more files than it needs; as much as a segment if not said. */
  readonly leaveBytes?: number
}

/** Why there is no prepared segment: what a new one would take, free space that is left to others included, and what there is. */
export type Shortage = {
  readonly wantedBytes: number
  readonly freeBytes: number
  /** What the system said, if it was asked to write. */
  readonly cause: Error | undefined
}

export type WalStats = {
  readonly first: number
  readonly last: number
  readonly segments: number
  /** Bytes that can be appended without asking the file system for space. */
  readonly roomBytes: number
  /** Bytes of its files beyond those it needs: trimming gives them back. Negative while it lacks one of those. */
  readonly surplusBytes: number
  /** Whether a segment is being prepared at the moment: then it is in none of these numbers. */
  readonly isPreparing: boolean
  /** What the last preparation lacked; undefined if it succeeded, or a trimmed file took its place. */
  readonly shortage: Shortage | undefined
}

/** Entries up to `last` were trimmed away. */
export class Trimmed extends Error {
  override readonly name = 'Trimmed'
  readonly code = 'WAL_TRIMMED'
  constructor(wanted: number, first: number) {
    super(`Cannot read entry ${String(wanted)}: the log now starts at ${String(first)}`)
  }
}

/** There is no prepared segment left and no space for one. Nothing was written; try again when space was freed. */
export class WalFull extends Error {
  override readonly name = 'WalFull'
  readonly code = 'WAL_FULL'
  constructor(directory: string, shortage: Shortage | undefined) {
    const { wantedBytes = 0, freeBytes = 0, cause } = shortage ?? {}
    super(
      `No space for the next segment in ${directory}: ${String(wantedBytes)} bytes are wanted, ${String(freeBytes)} are free`,
      { cause },
    )
  }
}

/** An operation on the log's files failed, so what the disk holds is in doubt: only opening the log anew can tell. */
export class WalFailed extends Error {
  override readonly name = 'WalFailed'
  readonly code = 'WAL_FAILED'
}

/** The log was fenced: another process may have its directory by now. Nothing was written. */
export class WalFenced extends Error {
  override readonly name = 'WalFenced'
  readonly code = 'WAL_FENCED'
  constructor(directory: string) {
    super(`The log in ${directory} is fenced: this process must not write to it any more`)
  }
}

/** Invariants: indexes have no gaps; a synced entry never changes; nothing is written after a failure. */
export class Wal implements AsyncDisposable {
  /** Where the last stop cut a write short, if it did: worth a line in the program's log. */
  readonly torn: Recovered['torn']

  readonly #host: Host
  readonly #disk: Disk
  readonly #directory: string
  readonly #segmentBytes: number
  readonly #leaveBytes: number
  readonly #logId: bigint
  #closed: Segment[]
  #spares: number[]
  #nextNumber: number
  #active: { readonly number: number; first: number; end: number; readonly file: File }
  #link: Link
  #buffer: Uint8Array
  #inFlight: Promise<unknown> | undefined
  #failure: Error | undefined
  #preparation: Promise<void> | undefined
  #shortage: Shortage | undefined
  #retry: Timer | undefined
  #idle: Timer | undefined
  #marked: number
  #appendedAt = 0
  #stopped = false
  #isFenced = false

  /** Opens or creates the log. Rejects with `WalCorrupted` if synced data is missing or damaged. */
  static async open(
    host: Host,
    directory: string,
    options: WalOptions = { segmentBytes: SEGMENT_BYTES },
  ): Promise<Wal> {
    host.disk.makeDirectory(directory)
    const identity = readOrMakeIdentity(host, directory, options.segmentBytes)
    const recovered = recover(host.disk, directory, identity)
    const spares = [...recovered.spares]
    const last = recovered.segments.at(-1)
    const lastNumber = Math.max(last?.number ?? 0, ...spares)
    if (!last && spares.length === 0) {
      const preparation = join(directory, PREPARATION_FILE)
      host.disk.remove(preparation)
      await host.disk.allocate(preparation, identity.segmentBytes)
      host.disk.rename(preparation, join(directory, segmentName(lastNumber + 1)))
      host.disk.syncDirectory(directory)
      spares.push(lastNumber + 1)
    }
    const { leaveBytes = identity.segmentBytes } = options
    return new Wal(host, directory, identity, leaveBytes, recovered, spares)
  }

  private constructor(
    host: Host,
    directory: string,
    identity: Identity,
    leaveBytes: number,
    recovered: Recovered,
    spares: number[],
  ) {
    this.#host = host
    this.#disk = host.disk
    this.#directory = directory
    this.#segmentBytes = identity.segmentBytes
    this.#leaveBytes = leaveBytes
    this.#logId = identity.logId
    this.torn = recovered.torn
    this.#link = recovered.tail
    this.#marked = recovered.tail.index
    this.#closed = recovered.segments.slice(0, -1)
    const last = recovered.segments.at(-1)
    const number = last?.number ?? spares.shift()
    assert(number !== undefined, 'a log has at least one segment file')
    this.#spares = spares
    this.#nextNumber = Math.max(number, ...spares) + 1
    this.#active = {
      number,
      first: last?.first ?? this.#link.index + 1,
      end: last?.end ?? 0,
      file: this.#disk.open(join(directory, segmentName(number)), 'durable'),
    }
    this.#buffer = new Uint8Array(BUFFER_BYTES)
    if (this.#active.end + TERMINATOR_BYTES <= this.#active.file.size()) {
      this.#active.file.write(new Uint8Array(TERMINATOR_BYTES), this.#active.end)
    }
    // What was read back may never have reached the disk: after a kill the pages live on in memory only.
    this.#active.file.sync()
    this.#prepare()
  }

  /** Index of the oldest entry held; `last + 1` in an empty log. */
  get first(): number {
    return this.#closed[0]?.first ?? this.#active.first
  }

  /** Index of the newest entry on stable storage; 0 before the first. */
  get last(): number {
    return this.#link.index
  }

  get stats(): WalStats {
    return {
      first: this.first,
      last: this.last,
      segments: this.#closed.length + 1,
      roomBytes: this.#segmentBytes - this.#active.end + this.#spares.length * this.#segmentBytes,
      surplusBytes: (this.#files - FILES_MIN) * this.#segmentBytes,
      isPreparing: this.#preparation !== undefined,
      shortage: this.#shortage,
    }
  }

  /** The largest payload an entry can have. */
  get payloadBytesMax(): number {
    return this.#segmentBytes - RECORD_HEADER_BYTES - TERMINATOR_BYTES - 8
  }

  /**
   * Resolves with the entry's index once it is on stable storage, after all entries appended before.
   * Rejects with `WalFull` or `WalFenced`, and then wrote nothing; or with `WalFailed`, after which this log is unusable.
   */
  async append(payload: Uint8Array): Promise<number> {
    assert(payload.length <= this.payloadBytesMax, 'an entry must fit into a segment')
    await this.#write('entry', payload)
    this.#appendedAt = this.#host.clock.monotonic()
    this.#markWhenIdle()
    return this.#link.index
  }

  /** Proves that the disk still takes writes: resolves with `last` after a sync that began after the call. */
  async barrier(): Promise<number> {
    try {
      await this.#write('mark', new Uint8Array())
      this.#marked = this.#link.index
    } catch (error) {
      if (!(error instanceof WalFull)) throw error
      // Not even a mark fits any more: the sync alone has to do.
      try {
        this.#active.file.sync()
      } catch (cause) {
        throw this.#fail(cause)
      }
    }
    return this.#link.index
  }

  /**
   * Entries after `after`, oldest first, up to the newest at the time they are reached; a payload is good until the next.
   * Throws `Trimmed`, or `WalCorrupted` where the disk no longer holds what was found at `open`.
   */
  *read(after: number): Generator<{ readonly index: number; readonly payload: Uint8Array }> {
    if (after + 1 < this.first) throw new Trimmed(after + 1, this.first)
    let next = after + 1
    if (next > this.last) return
    while (next <= this.last) {
      const wanted = next
      const number = this.#closed.find(segment => segment.last >= wanted)?.number
      const path = join(this.#directory, segmentName(number ?? this.#active.number))
      const file = this.#disk.open(path, 'read')
      try {
        for (const entry of new SegmentReader(file, this.#logId).entries()) {
          if (entry.index < next) continue
          if (entry.index > this.last) return
          yield entry
          next = entry.index + 1
        }
      } finally {
        file.close()
      }
      if (next === wanted) throw new WalCorrupted(path, `no longer holds entry ${String(wanted)}`)
    }
  }

  /**
   * Gives back the segments whose entries are all at or before `upTo`. The newest entry always stays, and so does what
   * cannot be given back for want of space, until the next call. Throws `WalFailed`, after which this log is unusable.
   */
  trim(upTo: number): void {
    if (this.#failure || this.#isFenced) return
    try {
      for (;;) {
        const oldest = this.#closed[0]
        if (!oldest || oldest.last > upTo || oldest.last >= this.#link.index) break
        const path = join(this.#directory, segmentName(oldest.number))
        // One directory sync each: a crash must not take a younger segment and leave an older one.
        if (this.#spares.length < this.#sparesMax()) this.#adopt(path)
        else {
          this.#disk.remove(path)
          this.#disk.syncDirectory(this.#directory)
        }
        this.#closed.shift()
      }
      this.#giveBack()
    } catch (cause) {
      if (!isDiskFull(cause)) throw this.#fail(cause)
    }
    this.#prepare()
  }

  /** Gives back the prepared files that it can do without, if others need the space. Throws `WalFailed`. */
  giveBack(): void {
    if (this.#failure || this.#isFenced) return
    try {
      this.#giveBack()
    } catch (cause) {
      throw this.#fail(cause)
    }
  }

  /** From now on nothing of this log writes: no append, no mark, no preparation, and nothing when it is closed. */
  fence(): void {
    this.#isFenced = true
    this.#idle?.cancel()
    this.#retry?.cancel()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    this.#idle?.cancel()
    this.#retry?.cancel()
    await this.#inFlight?.catch(() => undefined)
    const mayWrite = !this.#failure && !this.#isFenced
    if (mayWrite && this.#marked < this.#link.index) await this.barrier()
    await this.#preparation
    this.#active.file.close()
  }

  async #write(kind: RecordKind, payload: Uint8Array): Promise<void> {
    while (this.#inFlight) await this.#inFlight.catch(() => undefined)
    if (this.#isFenced) throw new WalFenced(this.#directory)
    if (this.#failure) throw this.#failed()
    const writing = this.#writeAlone(kind, payload)
    this.#inFlight = writing
    try {
      await writing
    } finally {
      this.#inFlight = undefined
    }
  }

  async #writeAlone(kind: RecordKind, payload: Uint8Array): Promise<void> {
    const length = recordBytes(payload.length) + TERMINATOR_BYTES
    try {
      if (this.#active.end + length > this.#segmentBytes) await this.#rotate()
      if (this.#buffer.length < length) this.#buffer = new Uint8Array(length * 2)
      const record = this.#buffer.subarray(0, length)
      const link = encodeRecord(record, kind, this.#logId, this.#link, payload)
      await this.#active.file.writeDurably(record, this.#active.end)
      this.#link = link
      this.#active.end += length - TERMINATOR_BYTES
    } catch (cause) {
      throw cause instanceof WalFull || cause instanceof WalFenced ? cause : this.#fail(cause)
    }
  }

  /** Ends the use of this log; the first cause is the one that is told. */
  #fail(cause: unknown): WalFailed {
    this.#failure ??= cause instanceof Error ? cause : new Error(String(cause))
    return this.#failed()
  }

  #failed(): WalFailed {
    return new WalFailed(
      `The log in ${this.#directory} failed and accepts nothing more: ${this.#failure?.message ?? ''}. ` +
        'Restart to go on from what the disk holds',
      { cause: this.#failure },
    )
  }

  get #files(): number {
    return this.#closed.length + 1 + this.#spares.length
  }

  /** On a disk that gets full, no file is kept for a load that it could not take anyway. */
  #sparesMax(): number {
    return this.#disk.freeBytes(this.#directory) < this.#leaveBytes ? 1 : SPARES_MAX
  }

  #giveBack(): void {
    while (this.#spares.length > this.#sparesMax()) {
      // The one that would be used last. Where its name comes back after a crash, it is a spare again.
      const number = this.#spares.pop() ?? 0
      this.#disk.remove(join(this.#directory, segmentName(number)))
    }
  }

  async #rotate(): Promise<void> {
    if (this.#spares.length === 0) this.#prepare()
    await this.#preparation
    if (this.#failure) throw this.#failure
    if (this.#isFenced) throw new WalFenced(this.#directory)
    const number = this.#spares.shift()
    if (number === undefined) throw new WalFull(this.#directory, this.#shortage)
    const { number: oldNumber, first, end, file } = this.#active
    this.#active = {
      number,
      first: this.#link.index + 1,
      end: 0,
      file: this.#disk.open(join(this.#directory, segmentName(number)), 'durable'),
    }
    this.#closed.push({ number: oldNumber, first, last: this.#link.index, end })
    file.close()
    this.#prepare()
  }

  /** Makes sure that a spare segment is ready or being made; on a full disk, tries again until there is one. */
  #prepare(): void {
    if (this.#spares.length > 0 || this.#preparation || this.#stopped || this.#failure) return
    if (this.#isFenced) return
    this.#retry?.cancel()
    this.#preparation = this.#prepareOne().finally(() => {
      this.#preparation = undefined
    })
  }

  /** Never rejects: a failure is kept for the next write. */
  async #prepareOne(): Promise<void> {
    const path = join(this.#directory, PREPARATION_FILE)
    let wantedBytes = this.#segmentBytes
    let freeBytes = 0
    try {
      this.#disk.remove(path)
      // On a disk that is nearly full, others are the ones that make space: by flushing, after which a file is trimmed.
      wantedBytes += this.#files < FILES_MIN ? this.#segmentBytes : this.#leaveBytes
      freeBytes = this.#disk.freeBytes(this.#directory)
      if (freeBytes < wantedBytes) this.#prepareLater({ wantedBytes, freeBytes, cause: undefined })
      else {
        await this.#disk.allocate(path, this.#segmentBytes)
        if (!this.#isFenced) this.#adopt(path)
      }
    } catch (cause) {
      if (isDiskFull(cause)) this.#prepareLater({ wantedBytes, freeBytes, cause })
      else this.#fail(cause)
    }
  }

  /** Append refuses with `WalFull` when it comes to that. */
  #prepareLater(shortage: Shortage): void {
    this.#shortage = shortage
    this.#retry = this.#host.clock.after(PREPARE_RETRY_MS, () => {
      this.#prepare()
    })
  }

  /**
   * Makes a file the newest spare, once its new name is durable: entries in a file without one would be lost. Numbers only
   * grow, so that files sort in the order of their use. Throws `DiskFull` with nothing changed.
   */
  #adopt(path: string): void {
    const number = this.#nextNumber
    this.#disk.rename(path, join(this.#directory, segmentName(number)))
    this.#nextNumber++
    try {
      this.#disk.syncDirectory(this.#directory)
    } catch (cause) {
      // It has the name, for how long nobody knows, and the next file must not come after a gap.
      throw this.#fail(cause)
    }
    this.#spares.push(number)
    this.#shortage = undefined
  }

  #markWhenIdle(): void {
    this.#idle ??= this.#host.clock.after(IDLE_MS_BEFORE_MARK, () => {
      this.#idle = undefined
      if (this.#stopped || this.#failure || this.#isFenced || this.#marked === this.#link.index)
        return
      const idle = this.#host.clock.monotonic() - this.#appendedAt
      if (this.#inFlight || idle < IDLE_MS_BEFORE_MARK) this.#markWhenIdle()
      else {
        if (this.#buffer.length > BUFFER_BYTES) this.#buffer = new Uint8Array(BUFFER_BYTES)
        // A failure is kept: the next append reports it.
        void this.barrier().catch(() => undefined)
      }
    })
  }
}

function isDiskFull(cause: unknown): cause is Error {
  return cause instanceof Error && 'code' in cause && cause.code === 'DISK_FULL'
}
