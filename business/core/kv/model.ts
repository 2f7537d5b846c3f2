/** The words of the key-value domain, in etcd's sense of them, and the limits of what they name. */

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
  readonly key: Key
  readonly value: Uint8Array
  readonly contentType: string
  readonly expiresAt: number | undefined
  readonly lease: LeaseId | undefined
  readonly condition: Condition
}

export type Delete = { readonly kind: 'delete'; readonly key: Key; readonly condition: Condition }

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
