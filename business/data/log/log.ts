/**
 * The seam under everything that is written: one totally ordered, durable sequence of entries.
 *
 * Implementations differ in what durable means (this machine's disk, a majority of machines, another system); what they
 * promise is the same, and `log-suite.ts` is that promise as tests. wal-log.ts is the single node's.
 */

/** Where an entry is in the log. Grows from entry to entry; nothing else is to be read out of it. */
export type Position = number

export type LogEntry = { readonly position: Position; readonly payload: Uint8Array }

export type LogInfo = {
  /** Of the oldest entry held; past `last` when there is none. */
  readonly first: Position
  /** Of the newest durable entry; 0 before the first. */
  readonly last: Position
  /** Bytes it surely takes before it may answer `NotCommitted` for want of space. */
  readonly roomBytes: number
  /** Bytes on this machine's disk beyond those it needs: trimming gives them back. Negative while it lacks some. */
  readonly surplusBytes: number
  /** Whether it is making room at the moment: what it makes is in none of these numbers yet. */
  readonly isPreparing: boolean
  /** Why it could not make more room, when that is so. */
  readonly shortage: LogShortage | undefined
}

/** What more room would take, free space left to others included, and what there was. */
export type LogShortage = {
  readonly wantedBytes: number
  readonly freeBytes: number
  /** What the system said, if it was asked to write. */
  readonly cause: Error | undefined
}

export interface Log extends AsyncDisposable {
  /** The longest payload an entry can have. */
  readonly payloadBytesMax: number
  info(): LogInfo
  /**
   * Resolves once the entry is durable, behind all entries appended before. One append at a time.
   * Rejects with `NotCommitted` if it never will be, and with `LogFailed` if nobody can tell.
   */
  append(payload: Uint8Array): Promise<Position>
  /**
   * A position at or after every entry that anyone was told is durable before the call: whoever has applied it has seen
   * all of them. Rejects with `LogFailed`.
   */
  barrier(): Promise<Position>
  /** Durable entries after a position, oldest first, up to the newest; a payload is good until the next. Throws `EntriesTrimmed`. */
  read(after: Position): AsyncIterable<LogEntry>
  /** Entries up to here are not needed any more; the newest entry stays in any case. Throws `LogFailed`. */
  trim(upTo: Position): void
  /** Gives disk space back that it holds for later, if others need it. Throws `LogFailed`. */
  giveBack(): void
}

/** The entry is not in the log and never will be, because there is no room for it: the caller may try again. */
export class NotCommitted extends Error {
  override readonly name = 'NotCommitted'
  readonly code = 'NOT_COMMITTED'
}

/** The log cannot go on, and entries under way may or may not be in it: reopening tells. */
export class LogFailed extends Error {
  override readonly name = 'LogFailed'
  readonly code = 'LOG_FAILED'
}

/** Entries after the position were given back: the reader needs a newer snapshot of the state. */
export class EntriesTrimmed extends Error {
  override readonly name = 'EntriesTrimmed'
  readonly code = 'ENTRIES_TRIMMED'
  constructor(after: Position, first: Position) {
    super(`Cannot read on after position ${String(after)}: the log now starts at ${String(first)}`)
  }
}
