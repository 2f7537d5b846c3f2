/** Granting leases, keeping them alive, and revoking them. */
import type { Keyspace } from '#business/data/keyspace/keyspace'
import type { Lease as StoredLease } from '#business/data/keyspace/leases'
import type { Operation } from '#business/data/node/operation'
import { StoreDamaged } from '#business/data/store/store'
import type {
  Grant,
  KeepAlive,
  Lease,
  LeaseId,
  LeaseResult,
  Refusal,
  RevokeResult,
} from '../model.ts'
import { storedLeaseId } from '../model.ts'
import { GRANT, KEEP_ALIVE, REVOKE } from './codes.ts'
import { numbersOperation } from './numbers.ts'

export function grantOperation({ leases }: Keyspace): Operation<Grant, LeaseResult> {
  return numbersOperation({
    code: GRANT,
    isAlone: false,
    isFreeing: false,
    count: 3,
    numbers: ({ id, now, ttlMs }: Grant) => [id, now, ttlMs],
    refuse: () => undefined,
    perform: ([id = 0, now = 0, ttlMs = 0]) => {
      return { kind: 'lease', lease: leaseOf(leases.renew(id, ttlMs, now)) }
    },
  })
}

export function keepAliveOperation({
  leases,
}: Keyspace): Operation<KeepAlive, LeaseResult | Refusal> {
  return numbersOperation<KeepAlive, LeaseResult | Refusal>({
    code: KEEP_ALIVE,
    isAlone: false,
    isFreeing: true,
    count: 2,
    numbers: ({ id, now }) => [id, now],
    refuse: ([id = 0], { now }) => {
      const lease = leases.findAt(id, now)
      if (!lease) return { kind: 'leaseNotFound', id: storedLeaseId(id) }
      return lease instanceof StoreDamaged ? { kind: 'damaged', what: lease.what } : undefined
    },
    perform: ([id = 0, now = 0]) => {
      const lease = leases.find(id)
      const ttlMs = lease && !(lease instanceof StoreDamaged) ? lease.ttlMs : 0
      return { kind: 'lease', lease: leaseOf(leases.renew(id, ttlMs, now)) }
    },
  })
}

/** Removes the lease and its keys, in one revision. */
export function revokeOperation(keyspace: Keyspace): Operation<LeaseId, RevokeResult | Refusal> {
  return numbersOperation<LeaseId, RevokeResult | Refusal>({
    code: REVOKE,
    isAlone: true,
    isFreeing: true,
    count: 1,
    numbers: id => [id],
    refuse: ([id = 0], { now }) =>
      keyspace.leases.findAt(id, now)
        ? undefined
        : { kind: 'leaseNotFound', id: storedLeaseId(id) },
    perform: ([id = 0], entry) => ({ kind: 'revoked', ...keyspace.revoke(id, entry) }),
  })
}

export function leaseOf({ id, ttlMs, expiresAt, keys }: StoredLease): Lease {
  return { id: storedLeaseId(id), ttlMs, expiresAt, keys }
}
