/** Watches the space that writing needs, so that a full disk is noticed before it is hit. */
import type { Clock, Disk } from '#foundation/host/host'
import type { Log } from '#business/data/log/log'
import type { Store } from '#business/data/store/store'

/** The answer is looked up anew after this time: often enough for people, too seldom to cost anything. */
const CHECK_MS = 500
export type SpaceGuardOptions = {
  readonly directory: string
  /** Free bytes on the directory's file system that are left to folding, collecting and deleting. */
  readonly reserveBytes: number
  /** With less than this in the log's prepared files, only commands that free space are accepted. */
  readonly logRoomBytesMin: number
}

export class SpaceGuard {
  readonly #clock: Clock
  readonly #disk: Disk
  readonly #log: Log
  readonly #store: Store
  readonly #options: SpaceGuardOptions
  #checkedAt = Number.NEGATIVE_INFINITY
  #isFull = false

  constructor(clock: Clock, disk: Disk, log: Log, store: Store, options: SpaceGuardOptions) {
    this.#clock = clock
    this.#disk = disk
    this.#log = log
    this.#store = store
    this.#options = options
  }

  /** As of the last check, or because folding just found it. */
  get isFull(): boolean {
    return this.#isFull || this.#store.stalled === 'disk full'
  }

  /**
   * To be called about as often as somebody wants to write. Looks at the disk twice a second at most. Throws `DiskFailed` if
   * that refuses to say, for example because the directory is gone.
   */
  check(): void {
    const now = this.#clock.monotonic()
    if (now - this.#checkedAt < CHECK_MS) return
    this.#checkedAt = now
    this.#isFull =
      this.#log.info().roomBytes < this.#options.logRoomBytesMin ||
      this.#disk.freeBytes(this.#options.directory) < this.#options.reserveBytes
  }

  /** The log had no room: what was known is out of date. */
  foundFull(): void {
    this.#isFull = true
    this.#checkedAt = this.#clock.monotonic()
  }
}
