/** What operations on groups are told, and what they return. */
import type { Key } from '#business/data/keyspace/key'
import type { StreamId } from '../id.ts'
import type { StreamRefusal } from '../model.ts'
import type { ReadTotal } from './read-total.ts'

/** Of a group or a consumer: any bytes, `GROUP_NAME_BYTES_MAX` at most. */
export type Name = Uint8Array
export const GROUP_NAME_BYTES_MAX = 1024
/** Entries of one read, of all its streams together; ids of one change; and entries that a claim returns. */
export const GROUP_ENTRIES_MAX = 10_000
/** Of one stream: what looks at each of them stays short. */
export const GROUPS_MAX = 1000
/** Of one group, for the same reason. */
export const CONSUMERS_MAX = 10_000
/** What counts as delivered so often is not to be delivered again. */
export const FATAL_DELIVERIES = Number.MAX_SAFE_INTEGER

/** Where entries go instead of being delivered more than so often. */
export type DeadLetter = { readonly stream: Key; readonly maxDeliveries: number }

export type GroupSettings = {
  /** Reads of new entries also return what has been pending for so long; what was given back is claimable after so long. */
  readonly redeliverAfterMs: number | undefined
  readonly deadLetter: DeadLetter | undefined
}
export const NO_SETTINGS: GroupSettings = { redeliverAfterMs: undefined, deadLetter: undefined }

/** Each field sets one setting. null turns the setting off. Without the field it stays as it is. */
export type GroupSettingsPatch = {
  readonly redeliverAfterMs?: number | null | undefined
  readonly deadLetter?: DeadLetter | null | undefined
}

export type GroupPlace = { readonly stream: Key; readonly group: Name }

export type CreateGroup = GroupPlace & {
  readonly kind: 'create'
  /** Entries behind it will be delivered; undefined for those that are appended from now on. */
  readonly id: StreamId | undefined
  readonly createsStream: boolean
  readonly entriesRead: number | undefined
}
export type SetGroupId = GroupPlace & {
  readonly kind: 'setId'
  readonly id: StreamId | undefined
  readonly entriesRead: number | undefined
}
export type DestroyGroup = GroupPlace & { readonly kind: 'destroy' }
export type CreateConsumer = GroupPlace & {
  readonly kind: 'createConsumer'
  readonly consumer: Name
}
/** The consumer gives back what it has pending, and goes when it has nothing left. */
export type DeleteConsumer = GroupPlace & {
  readonly kind: 'deleteConsumer'
  readonly consumer: Name
  /** What it gave back by the operations before. */
  readonly count: number
}
export type ConfigureGroup = GroupPlace & {
  readonly kind: 'configure'
  readonly patch: GroupSettingsPatch
}

/** A stream that a group reads. */
export type ReadPlace = {
  readonly stream: Key
  /** Undefined for what was never delivered; else what is pending of this consumer behind the id. */
  readonly after: StreamId | undefined
}

export type ReadGroup = {
  readonly kind: 'read'
  readonly group: Name
  readonly consumer: Name
  /** Read one after the other. */
  readonly places: readonly ReadPlace[]
  /** Of each stream. */
  readonly limit: number
  /** What it leaves out is not delivered. */
  readonly total: ReadTotal
  /** New entries are not noted as pending. */
  readonly isAcked: boolean
  /** What has been pending for so long is returned too, before what is new. As the settings of the group say if undefined. */
  readonly minIdleMs: number | undefined
}

export type Acknowledge = GroupPlace & { readonly kind: 'ack'; readonly ids: readonly StreamId[] }

/** Entries become free: they are delivered again, before others. */
export type GiveBack = GroupPlace & {
  readonly kind: 'giveBack'
  readonly ids: readonly StreamId[]
  /** `silent`: the last delivery does not count. `fatal`: they are not to be delivered any more. */
  readonly reason: 'silent' | 'fail' | 'fatal'
  /** What counts as delivered so often; as `reason` says if undefined. */
  readonly deliveries: number | undefined
  /** Also entries that are not pending. */
  readonly isForced: boolean
}

export type Claim = GroupPlace & {
  readonly kind: 'claim'
  readonly consumer: Name
  readonly minIdleMs: number
  readonly ids: readonly StreamId[]
  /** When they count as delivered, in milliseconds since 1970; at the time of the operation if undefined. */
  readonly deliveredAt: number | undefined
  /** Undefined to count one more. */
  readonly deliveries: number | undefined
  /** Also entries that are not pending. */
  readonly isForced: boolean
  /** Returns ids alone, and counts no delivery. */
  readonly idsOnly: boolean
  /** The group's last id becomes at least this. */
  readonly lastId: StreamId | undefined
}

export type ClaimIdle = GroupPlace & {
  readonly kind: 'claimIdle'
  readonly consumer: Name
  readonly minIdleMs: number
  readonly from: StreamId
  readonly limit: number
  readonly idsOnly: boolean
}

export type GroupChange =
  | CreateGroup
  | SetGroupId
  | DestroyGroup
  | CreateConsumer
  | DeleteConsumer
  | ConfigureGroup
  | ReadGroup
  | Acknowledge
  | GiveBack
  | Claim
  | ClaimIdle

export type GroupEntry = {
  readonly id: StreamId
  /** Undefined if the entry was removed, or was not asked for. */
  readonly fields: readonly Uint8Array[] | undefined
  /** What it was before, if it was pending. */
  readonly before: PendingBefore | undefined
}

export type PendingBefore = {
  readonly deliveries: number
  /** Undefined if no consumer had it. */
  readonly idleMs: number | undefined
}

export type GroupResult =
  | { readonly kind: 'done'; readonly count: number }
  /** The operation did a part: ask again. `count` is of all parts so far. */
  | { readonly kind: 'part'; readonly count: number }
  /** Of each stream, in the order in which they were asked for. */
  | { readonly kind: 'read'; readonly read: readonly (readonly GroupEntry[])[] }
  | { readonly kind: 'entries'; readonly entries: readonly GroupEntry[] }
  | {
      readonly kind: 'claimed'
      readonly entries: readonly GroupEntry[]
      /** Where to go on; undefined if that was all. */
      readonly next: StreamId | undefined
      /** Pending entries that had been removed from the stream; they are not pending any more. */
      readonly removed: readonly StreamId[]
    }

/** The consumer would be one more than `CONSUMERS_MAX`. */
export type TooManyConsumers = { readonly kind: 'tooManyConsumers' }

export type GroupRefusal =
  | StreamRefusal
  | { readonly kind: 'noSuchGroup' }
  | { readonly kind: 'groupExists' }
  /** The stream has `GROUPS_MAX`. */
  | { readonly kind: 'tooManyGroups' }
  | TooManyConsumers
  /** A group's dead letters cannot go to the stream that it reads. */
  | { readonly kind: 'deadLetterIsSource' }
  /** Why there is nothing to read at one of the places. */
  | {
      readonly kind: 'cannotRead'
      readonly place: number
      readonly lack: StreamRefusal | { readonly kind: 'noSuchGroup' } | TooManyConsumers
    }
