/**
 * Upper bounds of what commands do to the memory table, in bytes: the replica fills a frame up to a total weight, so that
 * its effects always fit. Sizes of rows and changes are those of the store; what is asserted here by a test is that no
 * command ever takes more than its weight.
 */
import { align8 } from '#foundation/bytes/bytes'
import { changeBytes } from '#business/data/store/store'
import type { Command, Operation } from './model.ts'
import { CONTENT_TYPE_BYTES_MAX, LEASE_KEY_BYTES_MAX, LEASE_KEYS_MAX } from './model.ts'

/** A row besides its key: header, value, CRC, padding. The largest value of this domain's rows has 56 bytes. */
const ROW_BYTES = 16 + 64 + 8
/** Rows that a mutation of one key may touch: key, tombstone, two expiries, two memberships, two leases. */
const ROWS_PER_KEY = 8
const META_BYTES_MAX = 32 + CONTENT_TYPE_BYTES_MAX
/** What an expire command removes is bounded by this, and one lease more. */
export const EXPIRE_BYTES_MAX = 8 * 1024 * 1024

export function commandWeight(command: Command): number {
  switch (command.kind) {
    case 'put':
      return mutationWeight(command.key.length, command.value.length)
    case 'delete':
      return mutationWeight(command.key.length, 0)
    case 'txn':
      return Math.max(branchWeight(command.then), branchWeight(command.else))
    case 'grant':
    case 'keepAlive':
    case 'compact':
      return 4 * ROW_BYTES
    case 'revoke':
      return removalWeight(LEASE_KEYS_MAX, LEASE_KEY_BYTES_MAX)
    case 'expire':
      return EXPIRE_BYTES_MAX + removalWeight(LEASE_KEYS_MAX, LEASE_KEY_BYTES_MAX)
  }
}

/** Of removing so many keys with so many bytes, and the lease they have. */
export function removalWeight(keys: number, keyBytes: number): number {
  const change = changeBytes(0, 0, 0) + 8
  return 4 * ROW_BYTES + keys * (4 * (ROW_BYTES + 16) + change) + keyBytes * 6
}

function branchWeight(operations: readonly Operation[]): number {
  let weight = 0
  for (const operation of operations) {
    if (operation.kind === 'put') {
      weight += mutationWeight(operation.key.length, operation.value.length)
    } else if (operation.kind === 'delete') {
      weight += mutationWeight(operation.key.length, 0)
    }
  }
  return weight
}

/** Twice the change: it may leave the rest of an extent unused. */
function mutationWeight(keyLength: number, valueLength: number): number {
  const rows = ROWS_PER_KEY * (ROW_BYTES + 16 + align8(keyLength))
  return rows + 2 * changeBytes(META_BYTES_MAX, keyLength, valueLength)
}
