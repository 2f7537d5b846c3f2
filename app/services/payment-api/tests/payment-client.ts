/** The generated client of the service, and its signatures. Only for tests. */
import { randomBytes } from 'node:crypto'
import type { Client, Middleware } from 'openapi-fetch'
import createClient from 'openapi-fetch'
import type { SignatureKey } from '#foundation/signature/signature'
import { sign, SIGNATURE_HEADER } from '#foundation/signature/signature'
import type { paths } from '../openapi/payment-api-types.gen.ts'

/** A fetch that is answered once. Rejects if the service does not answer. */
type Fetch = (request: Request) => Promise<Response>

/** `signing`, and what it is followed by, see each request as it is sent. */
export function paymentClient(
  url: string,
  send: Fetch,
  ...layers: readonly Middleware[]
): Client<paths> {
  const client = createClient<paths>({ baseUrl: url, fetch: send })
  client.use(...layers)
  return client
}

/** Signs each request, with a nonce of its own if none is given. */
export function signing(key: SignatureKey, { offSeconds = 0, nonce = '' } = {}): Middleware {
  return {
    onRequest: async ({ request }) => {
      const { pathname, search } = new URL(request.url)
      const signed = {
        ...{ method: request.method, target: pathname + search },
        body: Buffer.from(await request.clone().arrayBuffer()),
        idempotencyKey: request.headers.get('idempotency-key') ?? '',
      }
      const seconds = Math.floor(Date.now() / 1000) + offSeconds
      const stamp = { seconds, nonce: nonce === '' ? randomBytes(16).toString('hex') : nonce }
      request.headers.set(SIGNATURE_HEADER, sign(key, signed, stamp))
      return request
    },
  }
}
