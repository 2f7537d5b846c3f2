/** Leases over HTTP. */
import type { Handlers } from '#foundation/web/app'
import type { Kv } from '#business/core/kv/kv'
import type { ProblemFields } from '#foundation/web/problem'
import type { Lease, Refusal } from '#business/core/kv/model'
import { formatLeaseId } from '#business/core/kv/model'
import type { leaseContract } from './lease-contract.ts'
import { damage, proposeOptions, refusalFields, unexpected } from '../write.ts'

export function leaseHandlers(kv: Kv): Handlers<typeof leaseContract> {
  return {
    grantLease: async ({ headers, body }, exchange) => {
      const options = proposeOptions(exchange, headers['idempotency-key'])
      const { lease } = await kv.grantLease(body.ttl, options)
      const data = leaseData(lease)
      return { status: 201, headers: { Location: `/v1/leases/${data.id}` }, data }
    },

    keepLeaseAlive: async ({ params: { id }, headers }, exchange) => {
      const options = proposeOptions(exchange, headers['idempotency-key'])
      const result = await kv.keepLeaseAlive(id, options)
      return result.kind === 'lease'
        ? { status: 200, data: leaseData(result.lease) }
        : { status: 404, problem: leaseNotFound(result) }
    },

    getLease: ({ params: { id } }) => {
      const lease = kv.lease(id)
      return lease
        ? { status: 200, data: leaseData(lease) }
        : { status: 404, problem: refusalFields({ kind: 'leaseNotFound', id }) }
    },

    revokeLease: async ({ params: { id }, headers }, exchange) => {
      const options = proposeOptions(exchange, headers['idempotency-key'])
      const result = await kv.revokeLease(id, options)
      if (result.kind !== 'revoked') return { status: 404, problem: leaseNotFound(result) }
      if (result.damaged !== undefined) exchange.fields.damaged = result.damaged
      return { status: 204 }
    },
  }
}

function leaseNotFound(refusal: Refusal): ProblemFields {
  switch (refusal.kind) {
    case 'leaseNotFound':
      return refusalFields(refusal)
    case 'damaged':
      throw damage(refusal)
    case 'wrongType':
    case 'conditionFailed':
    case 'leaseFull':
    case 'readsTooLarge':
    case 'futureRevision':
      throw unexpected(refusal)
  }
}

function leaseData({ id, ttlMs, expiresAt, keys }: Lease) {
  return { id: formatLeaseId(id), ttlMs, expiresAt: new Date(expiresAt).toISOString(), keys }
}
