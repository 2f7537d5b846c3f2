/**
 * Decides whether there is space for what is to be written, before it is accepted.
 *
 *      free on the disk + what the log gives back when it is trimmed - what is accepted and not flushed yet >= reserve
 *
 * The reserve is what flushing, collecting and deleting work with, so it is never lent to writes. What flushing will take is
 * known only between two bounds, and numbers of a disk that is being written to say too little is free. So there are
 * three answers: there is space, there is none, or a flush will tell; then what was accepted waits for it.
 */
import type { Clock, Disk } from '#foundation/host/host'
import type { Log, LogShortage } from '#business/data/log/log'
import type { Store } from '#business/data/store/store'
import { NoSpace } from '../refusal.ts'

/** The disk is looked at anew after this time: others use it too. */
export const SPACE_CHECK_MS = 500
/** The same while operations wait for a flush. */
const TIGHT_CHECK_MS = 20
/** A full disk is one until the largest operation fits that was refused in so long a time; else it would change with each. */
const REFUSED_KEPT_MS = 10_000

/** An estimate of the pages that LMDB writes again for one operation. It decides only how soon the guard looks at the disk. */
const OPERATION_PAGES_BYTES = 8 * 1024

export type SpaceGuardOptions = {
  readonly directory: string
  /** Free bytes on the directory's file system that are left to flushing, collecting and deleting. */
  readonly reserveBytes: number
  /** The log's last bytes, which are left to operations that free space when it cannot get more. */
  readonly logRoomBytesMin: number
  /** Called when the disk is found full, and when it is not full any more. */
  readonly onChanged: (space: Space) => void
}

/** What the guard found, in bytes. */
export type Space = {
  readonly isFull: boolean
  readonly freeBytes: number
  readonly reserveBytes: number
  /** The largest operation that was asked for, and is not accepted while the disk is full; 0 if nobody asked. */
  readonly askedBytes: number
  /** What accepted operations will take at least, waiting in the queue or in memory. */
  readonly acceptedBytes: number
  /** What the log gives back when it is trimmed; negative if it lacks a file. */
  readonly logSurplusBytes: number
  readonly logShortage: LogShortage | undefined
  /** What a flush was told that found no space. */
  readonly flushError: Error | undefined
}

export class SpaceGuard {
  readonly #clock: Clock
  readonly #disk: Disk
  readonly #log: Log
  readonly #store: Store
  readonly #options: SpaceGuardOptions
  #checkedAt = Number.NEGATIVE_INFINITY
  #answer: 'space' | 'none' | 'a flush will tell' = 'space'
  /** What the log advised to do, as of the last check too. */
  #advice: string | undefined
  #toldFull = false
  /** The largest operation that was refused since the disk was found full, and when. */
  #refused = { bytes: 0, at: Number.NEGATIVE_INFINITY }
  /** Accepted operations of which the store knows nothing yet. */
  #queuedBytes = 0
  #freeBytes: number
  /** What may be accepted before the disk has to be looked at again. */
  #leftBytes = 0

  constructor(clock: Clock, disk: Disk, log: Log, store: Store, options: SpaceGuardOptions) {
    this.#clock = clock
    this.#disk = disk
    this.#log = log
    this.#store = store
    this.#options = options
    this.#freeBytes = disk.freeBytes(options.directory)
    store.onWritten(() => {
      try {
        this.#look(0)
      } catch {
        // The next check finds the same, and its caller knows what to do.
      }
    })
  }

  /** As of the last check, or because flushing just found it. */
  get isFull(): boolean {
    return this.#answer === 'none' || this.#store.stalledBy !== undefined
  }

  /** Of the directory's file system, as of the last check, and what of them is left to flushing, collecting and deleting. */
  get space(): { readonly freeBytes: number; readonly reserveBytes: number } {
    return { freeBytes: this.#freeBytes, reserveBytes: this.#options.reserveBytes }
  }

  /** Why an operation is refused while there is no space. */
  get refusal(): NoSpace {
    return new NoSpace(this.#advice)
  }

  /**
   * Whether a operation of so many bytes, which frees nothing, is accepted. If so, it counts until `settled`. Throws
   * `DiskFailed`, like `check`.
   */
  accepts(bytes: number): boolean {
    if (!this.isFull) {
      const isKnown = this.#answer === 'a flush will tell' && !this.#isDue(TIGHT_CHECK_MS)
      if (bytes > this.#leftBytes && !isKnown) this.#look(bytes)
    }
    if (!this.isFull) return true
    if (bytes >= this.#refused.bytes) this.#refused = { bytes, at: this.#clock.monotonic() }
    return false
  }

  /** A operation that was accepted. */
  count(bytes: number): void {
    this.#queuedBytes += bytes
    this.#leftBytes -= OPERATION_PAGES_BYTES + 2 * bytes
  }

  /** Commands that were refused after all, or that the store knows by now. */
  settled(bytes: number): void {
    this.#queuedBytes -= bytes
  }

  /** Whether a batch of so many bytes has to wait until a flush has made room for it, or has told that there is none. */
  holds(bytes: number): boolean {
    const isHeld = (): boolean => this.#answer === 'a flush will tell' || this.#logLacks(bytes)
    if (!isHeld()) return false
    if (this.#isDue(TIGHT_CHECK_MS)) this.#look(0, bytes)
    return isHeld()
  }

  /**
   * To be called at least twice a second, also when nothing is written. Throws `DiskFailed` if the disk refuses to say, for
   * example because the directory is gone.
   */
  check(): void {
    if (this.#isDue(SPACE_CHECK_MS)) this.#look(0)
  }

  /** The log had no room for a batch: what was known is out of date. Throws `DiskFailed`. */
  foundFull(): void {
    this.#look(0)
  }

  #isDue(ms: number): boolean {
    return this.#clock.monotonic() - this.#checkedAt >= ms
  }

  /** Whether the log will not take a batch of so many bytes and keep what is left to operations that free space. */
  #logLacks(bytes: number): boolean {
    const { shortage, roomBytes } = this.#log.info()
    return shortage !== undefined && roomBytes < this.#options.logRoomBytesMin + bytes
  }

  /** Looks at the disk with a operation of so many bytes in mind, which is not counted yet, and at the log with a batch. */
  #look(bytes: number, batchBytes = bytes): void {
    const { directory, reserveBytes, onChanged } = this.#options
    this.#checkedAt = this.#clock.monotonic()
    if (!this.#toldFull || this.#checkedAt - this.#refused.at > REFUSED_KEPT_MS) {
      this.#refused = { bytes: 0, at: this.#checkedAt }
    }
    const askedBytes = Math.max(bytes, this.#refused.bytes)
    if (this.#log.info().surplusBytes > 0) this.#log.giveBack()
    const freeBytes = this.#disk.freeBytes(directory)
    this.#freeBytes = freeBytes
    const { surplusBytes, isPreparing, shortage } = this.#log.info()
    this.#advice = shortage?.advice
    const unflushed = this.#store.unflushed()
    const left = freeBytes + surplusBytes - this.#queuedBytes - askedBytes - reserveBytes
    this.#leftBytes = left + askedBytes - unflushed.most
    // A log that lacks no file gets room by being trimmed.
    const lacksLog = this.#logLacks(Math.max(batchBytes, this.#refused.bytes))
    const isLogFull = lacksLog && surplusBytes < 0
    const isWriting = this.#store.isWriting || isPreparing
    if (this.#store.stalledBy || isLogFull) this.#answer = 'none'
    else if (left >= unflushed.most && !lacksLog) this.#answer = 'space'
    else if (this.#toldFull || (left < unflushed.least && !isWriting)) this.#answer = 'none'
    else this.#answer = 'a flush will tell'
    this.#store.isShort = this.#answer !== 'space'
    // Also where there is none: what was deleted gives its space back only when that is flushed.
    if (this.#answer !== 'space') this.#store.flushNow()
    if (this.isFull === this.#toldFull) return
    this.#toldFull = this.isFull
    onChanged({
      isFull: this.isFull,
      freeBytes,
      reserveBytes,
      askedBytes,
      acceptedBytes: this.#queuedBytes + unflushed.least,
      logSurplusBytes: surplusBytes,
      logShortage: shortage,
      flushError: this.#store.stalledBy,
    })
  }
}
