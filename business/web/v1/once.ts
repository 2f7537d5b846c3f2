/** What makes a request that comes again known: its `Idempotency-Key`, and what it asks for. */
import { hash } from 'node:crypto'
import type { Exchange } from '#foundation/web/exchange'

/** `id` names the request, `fingerprint` what it asks for: two requests with the same one ask for the same. */
export type Once = { readonly id: Uint8Array; readonly fingerprint: Uint8Array }

/** Of each, of a hash. */
const BYTES = 16

/** Undefined for a request without a key. */
export function onceOf(exchange: Exchange, idempotencyKey: string | undefined): Once | undefined {
  if (idempotencyKey === undefined) return undefined
  return { id: digest(idempotencyKey), fingerprint: fingerprint(exchange) }
}

function fingerprint({ request, body }: Exchange): Uint8Array {
  const { headers, method, url } = request
  const parts = [
    method,
    url,
    headers['content-type'],
    headers['if-match'],
    headers['if-none-match'],
  ]
  return digest(Buffer.concat([Buffer.from(JSON.stringify(parts)), body]))
}

function digest(data: string | Uint8Array): Uint8Array {
  return hash('sha256', data, 'buffer').subarray(0, BYTES)
}
