/**
 * A log that several nodes share, in memory: a second implementation of the seam, and a bad one to rely on. Its positions have
 * gaps, other nodes append between one's own entries, and answers come late, or never, as the test decides. Only for tests.
 */
import { nextTurn } from '#foundation/host/host'
import type { Turns } from '#foundation/host/host'
import type { Log, LogEntry, LogInfo, NotCommittedReason, Outcome, Position } from '../log.ts'
import { EntriesTrimmed } from '../log.ts'

/** What happens to one append. */
export type Fate =
  | 'committed'
  /** Readers get the entry long before the one who appended is told. */
  | 'told late'
  /** Nobody is told what became of it. */
  | 'unknown, committed'
  | 'unknown, lost'
  | Extract<NotCommittedReason, 'not leader'>

const PAYLOAD_BYTES_MAX = 16 * 1024 * 1024
const ENTRY_BYTES = 64
/** Turns of the event loop after which a late answer comes. */
const LATE_TURNS = 5

/** What the nodes share. It outlives each of them. */
export class SharedLogs {
  /** Asked before every append; the default is a healthy log. */
  fate: () => Fate = () => 'committed'
  /** Entries that another node appends right before this one's. */
  others: () => readonly Uint8Array[] = () => []
  capacityBytes = Number.POSITIVE_INFINITY
  readonly id: string
  readonly #turns: Turns
  #entries: LogEntry[] = []
  #last: Position
  #usedBytes = 0
  #waiting: (() => void)[] = []

  /** Begins behind a position. */
  constructor(turns: Turns, id = 'shared', last: Position = 0) {
    this.#turns = turns
    this.id = id
    this.#last = last
  }

  /** The log as one node sees it. */
  open(): SharedLog {
    return new SharedLog(this, this.#turns)
  }

  get first(): Position {
    return this.#entries[0]?.position ?? this.#last + 1
  }

  get last(): Position {
    return this.#last
  }

  get roomBytes(): number {
    return Math.max(0, this.capacityBytes - this.#usedBytes)
  }

  /** As another node would. */
  append(payload: Uint8Array): Position {
    const previous = this.#last
    // Gaps of different length.
    this.#last += 1 + (payload.length % 3)
    this.#entries.push({ position: this.#last, previous, payload: payload.slice() })
    this.#usedBytes += payload.length + ENTRY_BYTES
    for (const wake of this.#waiting.splice(0)) wake()
    return this.#last
  }

  /** The next entry after a position, if there is one. */
  after(position: Position): LogEntry | undefined {
    const next = this.#entries[this.#indexAfter(position)]
    if (next ? next.previous > position : this.#last > position) {
      throw new EntriesTrimmed(position, this.first)
    }
    return next
  }

  #indexAfter(position: Position): number {
    let low = 0
    let high = this.#entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#entries[middle]?.position ?? 0) > position) high = middle
      else low = middle + 1
    }
    return low
  }

  trim(upTo: Position): void {
    this.#entries = this.#entries.filter(
      ({ position }) => position > upTo || position === this.#last,
    )
  }

  /** Resolves when there is something new, or when `signal` aborts. */
  async changed(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    const wake = (): void => {
      resolve(undefined)
    }
    this.#waiting.push(wake)
    signal.addEventListener('abort', wake)
    await promise
    signal.removeEventListener('abort', wake)
  }
}

export class SharedLog implements Log {
  readonly payloadBytesMax = PAYLOAD_BYTES_MAX
  readonly isShared = true
  readonly id = 'shared'
  /** What the reader waits for before each entry; the default is a quick log. */
  latency: () => Promise<void> = () => Promise.resolve()
  readonly #shared: SharedLogs
  readonly #turns: Turns
  #isFenced = false

  constructor(shared: SharedLogs, turns: Turns) {
    this.#shared = shared
    this.#turns = turns
  }

  info(): LogInfo {
    const { first, last, roomBytes } = this.#shared
    return { first, last, roomBytes, surplusBytes: 0, isPreparing: false, shortage: undefined }
  }

  async append(payload: Uint8Array): Promise<Outcome> {
    await Promise.resolve()
    if (this.#isFenced) return { kind: 'not committed', reason: 'closed' }
    if (payload.length + ENTRY_BYTES > this.#shared.roomBytes) {
      return { kind: 'not committed', reason: 'no space' }
    }
    const fate = this.#shared.fate()
    if (fate === 'not leader') return { kind: 'not committed', reason: fate }
    for (const other of this.#shared.others()) this.#shared.append(other)
    if (fate === 'unknown, lost') return { kind: 'unknown' }
    const position = this.#shared.append(payload)
    if (fate === 'unknown, committed') return { kind: 'unknown' }
    if (fate === 'told late') {
      for (let turn = 0; turn < LATE_TURNS; turn++) await nextTurn(this.#turns)
    }
    return { kind: 'committed', position }
  }

  async *entries(after: Position, signal: AbortSignal): AsyncGenerator<LogEntry> {
    let position = after
    while (!signal.aborted) {
      const entry = this.#shared.after(position)
      if (entry) {
        await this.latency()
        if (isAborted(signal)) return
        position = entry.position
        yield entry
      } else await this.#shared.changed(signal)
    }
  }

  async barrier(): Promise<Position> {
    await Promise.resolve()
    return this.#shared.last
  }

  trim(upTo: Position): void {
    if (!this.#isFenced) this.#shared.trim(upTo)
  }

  giveBack(): void {
    // It holds nothing for later.
  }

  fence(): void {
    this.#isFenced = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.resolve()
    this.#isFenced = true
  }
}

function isAborted({ aborted }: AbortSignal): boolean {
  return aborted
}
