/** The operations that the node proposes by itself: it removes keys that are due, and forgets the past. */
import type { Keyspace } from '#business/data/keyspace/keyspace'
import { decodeJson } from '#business/data/node/json-result'
import type { Operation } from '#business/data/node/operation'
import type { CompactResult, ExpireResult, Refusal } from '../model.ts'
import { COMPACT, EXPIRE } from './codes.ts'
import { numbersOperation } from './numbers.ts'

/** Removes the keys and leases that are due at the entry's time, as many as one entry may. */
export function expireOperation(keyspace: Keyspace): Operation<undefined, ExpireResult> {
  return numbersOperation({
    code: EXPIRE,
    isAlone: true,
    isFreeing: true,
    count: 0,
    numbers: () => [],
    refuse: () => undefined,
    perform: (_numbers, entry) => ({ kind: 'expired', ...keyspace.expire(entry) }),
  })
}

/** What idempotency records have of a compaction. Those of batches of version 1 call the compacted revision the floor. */
type RecordedCompact =
  CompactResult | Refusal | { readonly kind: 'compacted'; readonly floor: number }

/** Raises the compacted revision to the revision. */
export function compactOperation(): Operation<number, CompactResult | Refusal> {
  const operation = numbersOperation<number, CompactResult | Refusal>({
    code: COMPACT,
    isAlone: false,
    isFreeing: true,
    count: 1,
    numbers: revision => [revision],
    refuse: ([revision = 0], entry) =>
      revision > entry.revision ? { kind: 'futureRevision', revision: entry.revision } : undefined,
    perform: ([revision = 0], entry) => {
      entry.compactedRevision = Math.max(entry.compactedRevision, revision)
      return { kind: 'compacted', compactedRevision: entry.compactedRevision }
    },
  })
  return {
    ...operation,
    decodeResult: bytes => {
      const recorded = decodeJson(bytes) as RecordedCompact
      if (!('floor' in recorded)) return recorded
      return { kind: 'compacted', compactedRevision: recorded.floor }
    },
  }
}
