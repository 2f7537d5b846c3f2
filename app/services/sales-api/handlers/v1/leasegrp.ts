/** Leases over HTTP. */
import type { Handlers } from '#foundation/web/app'
import type { Kv } from '#business/core/kv/kv'
import type { Lease } from '#business/core/kv/model'
import { formatLeaseId } from '#business/core/kv/model'
import type { leaseContract } from './lease-contract.ts'
import { proposeOptions, refusalFields } from './write.ts'

export function leaseHandlers(kv: Kv): Handlers<typeof leaseContract> {
  return {
    grantLease: async ({ headers, body }, exchange) => {
      const options = proposeOptions(exchange, headers['idempotency-key'])
      const result = await kv.grantLease(body.ttl, options)
      if (result.kind !== 'lease') throw new Error(`a grant was refused: ${result.kind}`)
      const data = leaseData(result.lease)
      return { status: 201, headers: { Location: `/v1/leases/${data.id}` }, data }
    },

    keepLeaseAlive: async ({ params: { id }, headers }, exchange) => {
      const options = proposeOptions(exchange, headers['idempotency-key'])
      const result = await kv.keepLeaseAlive(id, options)
      return result.kind === 'lease'
        ? { status: 200, data: leaseData(result.lease) }
        : { status: 404, problem: refusalFields(result) }
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
      return result.kind === 'revoked'
        ? { status: 204 }
        : { status: 404, problem: refusalFields(result) }
    },
  }
}

function leaseData({ id, ttlMs, expiresAt, keys }: Lease) {
  return { id: formatLeaseId(id), ttlMs, expiresAt: new Date(expiresAt).toISOString(), keys }
}
