/** What operations on groups are told, and what they return. */
import type { Key } from '#business/data/keyspace/key'
import type { StreamId } from '../id.ts'
import type { StreamRefusal } from '../model.ts'

/** Of a group or a consumer: any bytes. */
export type Name = Uint8Array

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
/** What it has pending is lost for the group. */
export type DeleteConsumer = GroupPlace & {
  readonly kind: 'deleteConsumer'
  readonly consumer: Name
}

export type ReadGroup = GroupPlace & {
  readonly kind: 'read'
  readonly consumer: Name
  /** Undefined for what was never delivered; else what is pending of this consumer behind the id. */
  readonly after: StreamId | undefined
  readonly limit: number
  /** Entries are not noted as pending. */
  readonly isAcked: boolean
}

export type Acknowledge = GroupPlace & { readonly kind: 'ack'; readonly ids: readonly StreamId[] }

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
  | ReadGroup
  | Acknowledge
  | Claim
  | ClaimIdle

export type GroupEntry = {
  readonly id: StreamId
  /** Undefined if the entry was removed, or was not asked for. */
  readonly fields: readonly Uint8Array[] | undefined
}

export type GroupResult =
  | { readonly kind: 'done'; readonly count: number }
  | { readonly kind: 'entries'; readonly entries: readonly GroupEntry[] }
  | {
      readonly kind: 'claimed'
      readonly entries: readonly GroupEntry[]
      /** Where to go on; undefined if that was all. */
      readonly next: StreamId | undefined
      /** Pending entries that had been removed from the stream; they are not pending any more. */
      readonly removed: readonly StreamId[]
    }

export type GroupRefusal =
  | StreamRefusal
  | { readonly kind: 'noSuchGroup' }
  | { readonly kind: 'groupExists' }
  /** Others of the same log entry read so much that this one is not performed; it may be when it comes again. */
  | { readonly kind: 'busy' }
