/**
 * The one seam of the system: a committed, totally ordered log of entries. wal-log.ts keeps it on this node's disk, etcd-log.ts
 * in an etcd that several nodes share; what every log promises stands as tests in testing/log-suite.ts.
 *
 * A node applies what `entries` delivers, whoever appended it. `append` only says whether the node's own entry will be there.
 */

/** Where an entry is in the log. Positions grow from entry to entry, not always by one. They mean nothing else. */
export type Position = number

export type LogEntry = {
  readonly position: Position
  /** Of the entry before; 0 for the first entry of the log. */
  readonly previous: Position
  readonly payload: Uint8Array
}

/** What became of an append. */
export type Outcome =
  /** The entry is durable and every reader of `entries` gets it. */
  | { readonly kind: 'committed'; readonly position: Position }
  /** The entry is not in the log and never will be. */
  | { readonly kind: 'not committed'; readonly reason: NotCommittedReason }
  /**
   * The log does not know yet. If the entry is committed, `entries` delivers it before every entry that this node appends
   * later; if a later one comes first, the entry was not committed.
   */
  | { readonly kind: 'unknown' }

/**
 * `no space`: on the disk of the log. `not leader`: another node takes appends. `closed`: this log was closed or fenced.
 * `unavailable`: the log is elsewhere, and cannot be reached or refuses this node at the moment.
 */
export type NotCommittedReason = 'no space' | 'not leader' | 'closed' | 'unavailable'

export type LogInfo = {
  /** Of the oldest entry that `entries` can deliver; past `last` when there is none. */
  readonly first: Position
  /** Of the newest entry that is known to be committed; 0 before the first. */
  readonly last: Position
  /** Bytes that the log takes before it may answer `no space`. */
  readonly roomBytes: number
  /** Bytes on this machine's disk beyond those the log needs: trimming gives them back. Negative while it lacks some. */
  readonly surplusBytes: number
  /** Whether the log is making room at the moment, which none of these numbers count yet. */
  readonly isPreparing: boolean
  /** Why the log could not make more room, if it could not. */
  readonly shortage: LogShortage | undefined
  /** Why the log does not do what it is asked at the moment. */
  readonly trouble?: string | undefined
}

/** How much free space more room takes, with what is left to others, and how much there was. */
export type LogShortage = {
  readonly wantedBytes: number
  readonly freeBytes: number
  /** The error of the system, if it was asked to write. */
  readonly cause: Error | undefined
  /** What to do about it, of a log that is not on this machine's disk. */
  readonly advice?: string
}

export interface Log extends AsyncDisposable {
  /** The longest payload of an entry. */
  readonly payloadBytesMax: number
  /** Whether other nodes append to it and apply it too: then this one's state has to be what theirs is. */
  readonly isShared: boolean
  /** Which of all shared logs it is; undefined for one that is not shared. */
  readonly id: string | undefined
  info(): LogInfo
  /**
   * Appends behind all entries that this node appended before. One append at a time; `payload` must not change until it
   * settles. Rejects with `LogFailed`.
   */
  append(payload: Uint8Array): Promise<Outcome>
  /**
   * Committed entries after a position, oldest first, and from then on each as it is committed, until `signal` aborts. One
   * reader at a time. A payload is good until the reader asks for the next entry. Memory for reading is bounded by the
   * longest entry and a piece of the log. Throws `EntriesTrimmed` or `LogFailed`.
   */
  entries(after: Position, signal: AbortSignal): AsyncIterable<LogEntry>
  /**
   * A position at or after every entry that any node was told is committed before the call: a reader that has applied it
   * has seen all of them. Rejects with `LogUnavailable` or `LogFailed`.
   */
  barrier(): Promise<Position>
  /** No reader needs entries up to here any more. The newest entry always stays. Throws `LogFailed`. */
  trim(upTo: Position): void
  /** Gives disk space back that the log holds for later, if others need it. Throws `LogFailed`. */
  giveBack(): void
  /** From now on this log writes nothing, not even when it is closed. Appends are answered with `closed`. */
  fence(): void
}

/** The log does not answer, which may pass: nothing is known but that. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable'
  readonly code = 'LOG_UNAVAILABLE'
  readonly retryAfterSeconds = 1
  constructor(cause: Error) {
    super(`The log does not answer (${cause.message}): try again in a second`, { cause })
  }
}

/**
 * The disk under the log failed, or the log is not what it was. Entries under way may or may not be in it: opening the log
 * again tells.
 */
export class LogFailed extends Error {
  override readonly name = 'LogFailed'
  readonly code = 'LOG_FAILED'
}

/** The log gave back entries after the position: the reader needs a snapshot of the state first. */
export class EntriesTrimmed extends Error {
  override readonly name = 'EntriesTrimmed'
  readonly code = 'ENTRIES_TRIMMED'
  constructor(after: Position, first: Position) {
    super(`Cannot read on after position ${String(after)}: the log now starts at ${String(first)}`)
  }
}
