import vm from 'node:vm'
import { expect, it } from 'vitest'
import { SECRET_LENGTH_MIN, SIGNATURE_HEADER, verify } from '#foundation/signature/signature'
import { SIGNER } from './signer.ts'

type Asked = {
  url: string
  method: string
  headers: Record<string, string>
  body?: unknown
}

const KEY = { id: '2026', secret: 's:'.padEnd(SECRET_LENGTH_MIN, 'k') }
const browser = { crypto, TextEncoder, URL, location: { href: 'http://localhost:3200/docs' } }
const signed = vm.runInNewContext(`${SIGNER};signed`, browser) as (asked: Asked) => Promise<Asked>
const typed = { [SIGNATURE_HEADER]: `${KEY.id}:${KEY.secret}` }

it.each<[Asked, string]>([
  [{ url: '/v1/cob?inicio=a%20b', method: 'GET', headers: { ...typed } }, '/v1/cob?inicio=a%20b'],
  [
    {
      ...{ url: 'http://localhost:3200/v1/cob', method: 'post', body: '{"nome":"é"}' },
      headers: { ...typed, 'Idempotency-Key': 'once' },
    },
    '/v1/cob',
  ],
  [
    { url: '/v1/webhook/a%40b', method: 'PUT', headers: { ...typed }, body: { a: 1 } },
    '/v1/webhook/a%40b',
  ],
])('the page signs what it sends, and does not send the secret', async (asked, target) => {
  const { headers, body, method } = await signed(asked)
  const request = {
    ...{
      method: method.toUpperCase(),
      target,
      body: Buffer.from(typeof body === 'string' ? body : ''),
    },
    idempotencyKey: headers['Idempotency-Key'] ?? '',
  }
  const stamp = verify([KEY], request, headers[SIGNATURE_HEADER], Date.now() / 1000)
  expect(stamp.keyId).toBe(KEY.id)
  expect(JSON.stringify(headers)).not.toContain(KEY.secret)
})

it('what is no key is not sent at all', async () => {
  const headers = { [SIGNATURE_HEADER]: 'only the secret' }
  await expect(signed({ url: '/v1/cob', method: 'GET', headers })).rejects.toThrow('id:secret')
  expect(headers).toEqual({})
})

it('a request without a key stays as it is', async () => {
  const asked = { url: '/v1/liveness', method: 'GET', headers: {} }
  expect(await signed({ ...asked })).toEqual(asked)
})
