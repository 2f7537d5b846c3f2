/** The words of the stream domain, in Redis's sense of them, and the limits of what they name. */
import type { Key } from '#business/data/keyspace/key'
import type { StreamId } from './id.ts'

/** Names and values of one entry, together. */
export const FIELDS_MAX = 2 * 1024
/** Entries that a read returns at most, everywhere. */
export const READ_ENTRIES_MAX = 1000
/** Ids times groups of one operation: so often it looks into a group. */
export const LOOKS_MAX = 10_000

/** Which id an entry gets. */
export type IdRequest =
  /** The proposer's time, or the next one after the stream's last id if that is later. */
  | { readonly kind: 'auto' }
  /** The next one of this millisecond. */
  | { readonly kind: 'next'; readonly ms: bigint }
  | { readonly kind: 'exact'; readonly id: StreamId }

export const AUTO_ID: IdRequest = { kind: 'auto' }

/**
 * What a stream may have: the oldest entries above it are removed. An approximate one is met with whole nodes, see
 * stream-state.ts: some more than it says may stay.
 */
export type Bound =
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'bytes'; readonly bytes: number }
  /** Entries with smaller ids go. */
  | { readonly kind: 'id'; readonly id: StreamId }

/**
 * What becomes of the references that groups have to entries that are to go. `keep`: groups keep what they have pending.
 * `drop`: it is pending in no group any more. `acked`: entries stay that a group has to read or to acknowledge.
 */
export type References = 'keep' | 'drop' | 'acked'

export type Trim = {
  readonly bound: Bound
  /** With `drop` and `acked` one operation looks at few entries, see stream-rows.ts, and what is approximate is exact. */
  readonly references: References
  readonly isApproximate: boolean
  /** Entries that are removed at most, in whole nodes; all that may go if undefined. */
  readonly entriesMax: number | undefined
}

/** Producers that one stream remembers. */
export const PRODUCERS_MAX = 10_000
export const PRODUCER_DURATION_MS_MAX = 86_400_000
export const PRODUCER_APPENDS_MAX = 10_000
export const PRODUCER_HASH_BYTES = 16

/** Who appends, and what it calls this append: hashes, which make the same append known when it comes again. */
export type Producer = { readonly pid: Uint8Array; readonly iid: Uint8Array }

export type ProducerSettings = {
  /** How long an append is remembered. */
  readonly durationMs: number
  /** How many of one producer are: the oldest is forgotten for the next one. */
  readonly appendsMax: number
}
export const DEFAULT_PRODUCER_SETTINGS: ProducerSettings = { durationMs: 100_000, appendsMax: 100 }

export type ProducersInfo = {
  readonly settings: ProducerSettings
  readonly producers: number
  /** Of all producers; those are among them that are expired, until appends of producers remove them. */
  readonly appends: number
  /** Since the stream was created. */
  readonly added: number
  readonly duplicates: number
}

export type ConfigureProducers = {
  readonly stream: Key
  /** Undefined for what stays as it is. */
  readonly settings: { readonly [Name in keyof ProducerSettings]: number | undefined }
}

export type Append = {
  readonly kind: 'append'
  readonly stream: Key
  readonly id: IdRequest
  /** Names and values in turn, any bytes, a name as often as the client likes. */
  readonly fields: readonly Uint8Array[]
  /** If it appended this before, the id of that entry is the result, and nothing is done. */
  readonly producer: Producer | undefined
  /** Whether there may be no such stream yet. */
  readonly creates: boolean
  readonly trim: Trim | undefined
}

export type TrimStream = { readonly kind: 'trim'; readonly stream: Key; readonly trim: Trim }

export type RemoveEntries = {
  readonly kind: 'remove'
  readonly stream: Key
  readonly ids: readonly StreamId[]
}

export type RemoveEach = {
  readonly stream: Key
  /** The group that acknowledges the entries; undefined if none does. */
  readonly group: Uint8Array | undefined
  readonly ids: readonly StreamId[]
  readonly references: References
}

/** What a stream keeps by itself, after entries are appended and as time passes. 0 for what has no limit. */
export type Retention = {
  readonly length: number
  readonly ageMs: number
  readonly bytes: number
}

export type SetRetention = {
  readonly kind: 'retention'
  readonly stream: Key
  /** Undefined for what stays as it is. */
  readonly retention: { readonly [Name in keyof Retention]: number | undefined }
}

export type SetId = {
  readonly kind: 'setId'
  readonly stream: Key
  /** The last one from now on. */
  readonly id: StreamId
  /** Undefined to leave it as it is. */
  readonly entriesAdded: number | undefined
  /** `0-0` to leave it as it is. */
  readonly maxDeletedId: StreamId
}

export type Entry = {
  readonly id: StreamId
  /** Of the write that appended it. */
  readonly revision: number
  readonly fields: readonly Uint8Array[]
}

export type StreamInfo = {
  readonly stream: Key
  readonly createRevision: number
  /** Of the newest change of its entries. */
  readonly modRevision: number
  readonly length: number
  /** Of names and values, and what an entry takes besides. */
  readonly bytes: number
  /** Since the stream was created, those removed included. */
  readonly entriesAdded: number
  readonly lastId: StreamId
  /** The largest id that was removed by name; `0-0` for none. */
  readonly maxDeletedId: StreamId
  readonly retention: Retention
}

export type AppendResult = {
  readonly kind: 'appended'
  readonly id: StreamId
  readonly revision: number
}
/** `more` if there is more to remove than one operation may: ask again. */
export type TrimResult = {
  readonly kind: 'trimmed'
  readonly entries: number
  readonly more: boolean
}
export type RemoveResult = { readonly kind: 'removed'; readonly entries: number }
export type ProducersResult = { readonly kind: 'producers' }
export type RetentionResult = { readonly kind: 'retention' }
export type SetIdResult =
  | { readonly kind: 'idSet' }
  /** Nothing was changed: the id would be below one that the stream had, or fewer entries were added than it has. */
  | {
      readonly kind: 'idNotSet'
      readonly why: 'belowNewest' | 'belowTrimmed' | 'belowDeleted' | 'fewerThanLength'
    }
export type ReclaimResult = { readonly kind: 'reclaimed'; readonly more: boolean }

/** Why an operation was not performed: a result like any other, the same on every node. It changed nothing. */
export type StreamRefusal =
  | { readonly kind: 'noSuchStream' }
  /** The key is of another type. */
  | { readonly kind: 'wrongType' }
  /** An id has to be above the stream's last one. */
  | { readonly kind: 'idTooSmall'; readonly lastId: StreamId }
  /** The stream remembers `PRODUCERS_MAX` other producers. */
  | { readonly kind: 'producersFull' }
  /** The stream has the largest id there is. */
  | { readonly kind: 'idsExhausted' }
  /** What it has to know is damaged on disk. `what` is the subject of a sentence. */
  | { readonly kind: 'damaged'; readonly what: string }

/**
 * `removed`: there is no such entry any more. `referenced`: it stays, because a group needs it. `absent`: there was none, or
 * the group that acknowledges did not have it pending, and nothing was done.
 */
export type Removal = 'removed' | 'referenced' | 'absent'

export type RemoveEachResult = {
  readonly kind: 'removedEach'
  readonly removals: readonly Removal[]
}

export type RemoveEachRefusal =
  | StreamRefusal
  | { readonly kind: 'noSuchGroup' }
  /** Ids times groups are more than `LOOKS_MAX`. */
  | { readonly kind: 'tooManyLooks' }
