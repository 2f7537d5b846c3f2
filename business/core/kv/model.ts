/** The words of the key-value domain, in etcd's sense of them, and the limits of what they name. */
import type { KeyRange } from '#business/data/keyspace/watchers'

import type { Key } from '#business/data/keyspace/key'
import type { Call } from '#business/data/node/operation'

declare const checked: unique symbol

/** Names a lease; made by `LeaseId` functions only. */
export type LeaseId = number & { readonly [checked]: 'lease' }

export const CONTENT_TYPE_BYTES_MAX = 255
/** Operations in each branch of a transaction, and comparisons. */
export const TXN_OPERATIONS_MAX = 128
/** Keys that a range may return at once, everywhere. */
export const RANGE_KEYS_MAX = 1000
/** Bytes that one range inside a transaction may return; a first item may be larger. */
export const TXN_RANGE_BYTES_MAX = 1024 * 1024
/** Keys that one operation puts or deletes together. */
export const KEYS_MAX = 4096
/** Revisions that one condition may list. */
export const CONDITION_REVISIONS_MAX = 16

/** What values have that were stored without a content type. */
export const DEFAULT_CONTENT_TYPE = 'application/octet-stream'

/** Leases are named by 48 random bits, not all of them 0, written as 12 hexadecimal digits. */
export function newLeaseId(random: { bytes(length: number): Uint8Array }): LeaseId {
  const bytes = random.bytes(6)
  return Math.max(
    1,
    bytes.reduce((sum, byte) => sum * 256 + byte, 0),
  ) as LeaseId
}

export function parseLeaseId(text: string): LeaseId | undefined {
  const id = /^[0-9a-f]{12}$/.test(text) ? Number.parseInt(text, 16) : 0
  return id === 0 ? undefined : (id as LeaseId)
}

export function formatLeaseId(id: LeaseId): string {
  return id.toString(16).padStart(12, '0')
}

/** A lease id that was checked when it was stored. */
export function storedLeaseId(value: number): LeaseId {
  return value as LeaseId
}

/** What is known of a key's value besides the value. */
export type Metadata = {
  readonly key: Key
  /** Of the put that created the key. */
  readonly createRevision: number
  /** Of the put that wrote this value. */
  readonly modRevision: number
  /** Puts since the key was created; 1 for the first. */
  readonly version: number
  readonly contentType: string
  readonly valueBytes: number
  /** In milliseconds since 1970; the key goes soon after. */
  readonly expiresAt: number | undefined
  readonly lease: LeaseId | undefined
}

export type KeyValue = { readonly metadata: Metadata; readonly value: Uint8Array }

/** What must be true of a key for a write to take place. */
export type Condition =
  | { readonly kind: 'none' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'present' }
  | { readonly kind: 'revision'; readonly revisions: readonly number[] }

export const NO_CONDITION: Condition = { kind: 'none' }

export type Lease = {
  readonly id: LeaseId
  readonly ttlMs: number
  readonly expiresAt: number
  readonly keys: number
}

export type Put = {
  readonly kind: 'put'
  /** Takes the place of a key of another type too. */
  readonly replacesAnyType?: true | undefined
  readonly key: Key
  readonly value: Uint8Array
  readonly contentType: string
  readonly expiresAt: number | undefined
  readonly lease: LeaseId | undefined
  readonly condition: Condition
}

export type Delete = {
  readonly kind: 'delete'
  readonly key: Key
  readonly condition: Condition
  /** A key of another type is refused; of any type if undefined. */
  readonly type?: 'stream' | undefined
}

export type Get = { readonly kind: 'get'; readonly key: Key }

export type Range = {
  readonly kind: 'range'
  readonly lower: Uint8Array
  /** Exclusive; none if undefined. */
  readonly upper: Uint8Array | undefined
  readonly limit: number
  readonly reverse: boolean
}

/** What a transaction is made of. */
export type TxnOperation = Put | Delete | Get | Range

export type Compare = {
  readonly key: Key
  readonly target:
    | { readonly kind: 'value'; readonly value: Uint8Array }
    /** An absent key has 0 for each of these. */
    | { readonly kind: 'version' | 'createRevision' | 'modRevision'; readonly number: number }
  readonly operator: '=' | '!=' | '<' | '>'
}

/** `Other` are operations of other domains in it. */
export type Txn<Other extends Call<unknown> = never> = {
  readonly compare: readonly Compare[]
  readonly then: readonly (TxnOperation | Other)[]
  readonly else: readonly (TxnOperation | Other)[]
}

/** The time to live counts from the proposer's `now`. */
export type Grant = { readonly id: LeaseId; readonly ttlMs: number; readonly now: number }
export type KeepAlive = { readonly id: LeaseId; readonly now: number }

/**
 * Reads a key's value, computes what it shall be, and writes that. A key that exists keeps its content type, unless it is set;
 * and its lease, unless it is set with an expiry or with none.
 */
export type Update = {
  readonly kind: 'update'
  readonly key: Key
  readonly change: ValueChange
  readonly expiry: Expiry
  readonly condition: UpdateCondition
  /** Of a key that is set or created. */
  readonly contentType: string
  /** A value that grows beyond this is refused. */
  readonly valueBytesMax: number
  /** Whether the result has the value from before. */
  readonly returnsPrevious: boolean
}

/** What becomes of a value. An absent key is left absent by `same` and `remove`, and is like an empty value, or 0, to others. */
export type ValueChange =
  | { readonly kind: 'set'; readonly value: Uint8Array }
  /** Only the expiry changes. */
  | { readonly kind: 'same' }
  | { readonly kind: 'remove' }
  | { readonly kind: 'append'; readonly value: Uint8Array }
  /** Overwrites the value from an offset on, with zeros where it was shorter. Nothing happens if there is nothing to write. */
  | { readonly kind: 'setRange'; readonly offset: number; readonly value: Uint8Array }
  /** Integers of 64 bits, signed. The bounds are inclusive. */
  | {
      readonly kind: 'addInteger'
      readonly by: bigint
      readonly lower: bigint
      readonly upper: bigint
      readonly outside: Outside
    }
  /** Numbers as text, which `parseExtended` reads. No bound if undefined. */
  | {
      readonly kind: 'addFloat'
      readonly by: string
      readonly lower: string | undefined
      readonly upper: string | undefined
      readonly outside: Outside
    }

/** What happens when a sum would be out of bounds: `overflow`; or nothing; or the bound is taken instead. */
export type Outside = 'refuse' | 'skip' | 'saturate'

export const INTEGER_MIN = -(2n ** 63n)
export const INTEGER_MAX = 2n ** 63n - 1n

/** What becomes of a key's expiry. Times are in milliseconds since 1970; the key goes at once when the time is over. */
export type Expiry =
  | { readonly kind: 'keep' }
  | { readonly kind: 'none' }
  | { readonly kind: 'at'; readonly time: number }
  /** Keeps the one that there is. */
  | { readonly kind: 'atIfNone'; readonly time: number }

/** What must be true of a key for an update to take place. An expiry is compared with the one that the key would get. */
export type UpdateCondition =
  | { readonly kind: 'none' | 'absent' | 'present' }
  /** An absent key has no value: nothing is equal to it, everything different. */
  | { readonly kind: 'equal' | 'different'; readonly value: Uint8Array }
  /** The same of the digest of the value: see `digest`. */
  | { readonly kind: 'digestEqual' | 'digestDifferent'; readonly digest: bigint }
  /** No expiry is later than any. */
  | { readonly kind: 'notExpiring' | 'expiring' | 'later' | 'earlier' | 'expiringEarlier' }

/** Puts several keys in one revision, all or none. Of a key that is given twice, the last value counts. */
export type PutAll = {
  readonly kind: 'putAll'
  /** At most `KEYS_MAX`. */
  readonly items: readonly { readonly key: Key; readonly value: Uint8Array }[]
  readonly contentType: string
  /** `keep` for the expiry, and the lease, that each key has; undefined for none. */
  readonly expiresAt: number | 'keep' | undefined
  /** What must be true of each of the keys. */
  readonly condition: 'none' | 'absent' | 'present'
}

/** Deletes several keys, in one revision. */
export type DeleteAll = {
  readonly kind: 'deleteAll'
  /** At most `KEYS_MAX`. */
  readonly keys: readonly Key[]
}

/** Removes keys of a range that were not put after a revision. A greater one than the store's stands for that. */
export type Clear = { readonly range: KeyRange; readonly revision: number }

/** Gives what a key is, with its expiry, another name. A lease stays behind. */
export type Move = {
  readonly kind: 'move'
  readonly from: Key
  readonly to: Key
  /** Whether the old name stays too. */
  readonly copies: boolean
  /** Whether a key that has the new name already is replaced. */
  readonly replaces: boolean
}

/** What only the state machine knows of a put; the rest of the metadata is the command's. */
export type PutResult = {
  readonly kind: 'put'
  readonly created: boolean
  readonly createRevision: number
  readonly modRevision: number
  readonly version: number
  readonly expiresAt: number | undefined
}

export type DeleteResult = {
  readonly kind: 'delete'
  /** Whether there was such a key; if not, nothing changed. */
  readonly deleted: boolean
}

export type ReadResult =
  | { readonly kind: 'get'; readonly found: KeyValue | undefined }
  | { readonly kind: 'range'; readonly found: readonly KeyValue[]; readonly more: boolean }

/** What an operation of a transaction did. */
export type OperationResult = PutResult | DeleteResult | ReadResult

/** `Other` is what operations of other domains return. */
export type TxnResult<Other = never> = {
  readonly kind: 'txn'
  readonly succeeded: boolean
  /** Of the store after the transaction. */
  readonly revision: number
  readonly results: readonly (OperationResult | Other)[]
}

export type LeaseResult = { readonly kind: 'lease'; readonly lease: Lease }
export type RevokeResult = {
  readonly kind: 'revoked'
  readonly keys: number
  readonly damaged: string | undefined
}
export type ExpireResult = {
  readonly kind: 'expired'
  readonly keys: number
  readonly leases: number
  readonly more: boolean
  readonly damaged: string | undefined
}
export type CompactResult = { readonly kind: 'compacted'; readonly compactedRevision: number }

export type UpdateResult = {
  readonly kind: 'update'
  /** Whether anything was written: not if the condition did not hold, or there was nothing to do. */
  readonly applied: boolean
  readonly existed: boolean
  /** Length of the value afterwards; 0 if there is none. */
  readonly valueBytes: number
  /** The value from before, if it was asked for and there was one. */
  readonly previous: Uint8Array | undefined
  /** Of an addition: the sum, or what there is if nothing was written; and how much was added. */
  readonly sum: string | undefined
  readonly added: string | undefined
}

export type PutAllResult = { readonly kind: 'putAll'; readonly applied: boolean }
export type DeleteAllResult = { readonly kind: 'deleteAll'; readonly deleted: number }
/** Not applied if the new name was taken, or is the old one and was to be free. */
export type MoveResult = { readonly kind: 'move'; readonly applied: boolean }
export type ClearResult = {
  readonly kind: 'cleared'
  /** Keys that were put later are left. */
  readonly revision: number
  readonly keys: number
  /** Where the rest of the range begins; undefined if that was all. */
  readonly rest: Uint8Array | undefined
}

/** Why an update, or a move, was not performed. It changed nothing. */
export type UpdateRefusal =
  /** The key is not one of a value. */
  | { readonly kind: 'wrongType' }
  | { readonly kind: 'noSuchKey' }
  /** The value is not an integer of 64 bits. */
  | { readonly kind: 'notInteger' }
  | { readonly kind: 'notFloat' }
  | { readonly kind: 'overflow' }
  | { readonly kind: 'tooLarge'; readonly bytes: number }
  /** A stream has more than one operation copies. */
  | { readonly kind: 'objectTooLarge' }
  | { readonly kind: 'damaged'; readonly what: string }

/** Why an operation was not performed: a result like any other, the same on every node. It changed nothing. */
export type Refusal =
  /** The key has no value: it is of another type. */
  | { readonly kind: 'wrongType' }
  /** The condition did not hold: the key's revision is another one, or 0 for no such key. */
  | { readonly kind: 'conditionFailed'; readonly modRevision: number }
  | { readonly kind: 'leaseNotFound'; readonly id: LeaseId }
  | { readonly kind: 'leaseFull'; readonly id: LeaseId }
  /** The gets of a transaction would return more than `TXN_READ_BYTES_MAX`. */
  | { readonly kind: 'readsTooLarge' }
  /** The revision to compact to has not been reached. */
  | { readonly kind: 'futureRevision'; readonly revision: number }
  /** What it has to know is damaged on disk. `what` is the subject of a sentence. */
  | { readonly kind: 'damaged'; readonly what: string }

/** What watchers see, in the order of revisions. */
export type KvEvent =
  | { readonly kind: 'put'; readonly keyValue: KeyValue }
  | { readonly kind: 'delete'; readonly key: Key; readonly revision: number }
