/** The operations that the node proposes by itself: it removes keys that are due, and forgets the past. */
import type { Keyspace } from '#business/data/keyspace/keyspace'
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

/** Raises the compacted revision to the revision. */
export function compactOperation(): Operation<number, CompactResult | Refusal> {
  return numbersOperation<number, CompactResult | Refusal>({
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
}
