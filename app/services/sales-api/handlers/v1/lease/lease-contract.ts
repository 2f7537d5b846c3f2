/** Leases: times to live that own many keys. */
import { z } from 'zod'
import { contract } from '#foundation/web/contract'
import { readParameters } from '../freshness.ts'
import { idempotencyHeader, leaseParameter, ttl } from '../schemas.ts'

const lease = z
  .strictObject({
    id: z.string().meta({ description: 'Twelve hexadecimal digits.' }),
    ttlMs: z.number().meta({ description: 'What keeping alive gives it, in milliseconds.' }),
    expiresAt: z.iso.datetime(),
    keys: z.int().min(0).meta({ description: 'Keys it owns.' }),
  })
  .meta({ id: 'Lease' })

const params = z.strictObject({ id: leaseParameter })
const notFound = { description: 'There is no such lease.', body: 'problem' } as const
const found = { description: 'The lease.', body: 'data', element: 'lease', schema: lease } as const

export const leaseContract = contract({
  grantLease: {
    method: 'post',
    path: '/v1/leases',
    tag: 'leases',
    summary: 'Grant a lease',
    description:
      'Keys that are put with it go, all in one revision, when it expires or is revoked.',
    headers: z.object(idempotencyHeader.shape),
    body: {
      kind: 'json',
      schema: z.strictObject({ ttl }).meta({ id: 'LeaseRequest' }),
      example: { ttl: '30s' },
    },
    responses: {
      201: {
        ...found,
        description: 'Granted.',
        headers: z.object({ Location: z.string().meta({ description: 'Path of the lease.' }) }),
      },
    },
  },
  keepLeaseAlive: {
    method: 'put',
    path: '/v1/leases/{id}',
    tag: 'leases',
    summary: 'Keep a lease alive',
    description: 'Restarts its time to live from now.',
    params,
    headers: z.object(idempotencyHeader.shape),
    responses: { 200: found, 404: notFound },
  },
  getLease: {
    method: 'get',
    path: '/v1/leases/{id}',
    tag: 'leases',
    reads: true,
    summary: 'Read a lease',
    alsoHead: true,
    params,
    query: z.strictObject(readParameters),
    responses: { 200: found, 404: notFound },
  },
  revokeLease: {
    method: 'delete',
    path: '/v1/leases/{id}',
    tag: 'leases',
    summary: 'Revoke a lease',
    description: 'Removes it and its keys, in one revision.',
    params,
    headers: z.object(idempotencyHeader.shape),
    responses: { 204: { description: 'Revoked.', body: 'none' }, 404: notFound },
  },
})
