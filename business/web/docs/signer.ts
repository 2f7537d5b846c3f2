/**
 * For the page of a document whose requests are signed, in the browser's language: `signed` makes of a request that has
 * `id:secret` in the header of the signature, as typed under Authorize, one that has its signature there. The secret does not
 * leave the browser. Browsers have the HMAC over https and on localhost only. See foundation/signature for what is signed.
 */
export const SIGNER = `
const hex = bytes => Array.from(new Uint8Array(bytes), byte => byte.toString(16).padStart(2, '0')).join('')
const utf8 = text => new TextEncoder().encode(text)

async function signed(request) {
  const named = wanted => Object.keys(request.headers).find(name => name.toLowerCase() === wanted)
  const header = named('x-signature')
  if (header === undefined) return request
  const [, id, secret] = /^([\\w-]{1,32}):([!-~]+)$/.exec(request.headers[header]) ?? []
  delete request.headers[header]
  if (id === undefined) throw new Error('Authorize with id:secret, one of the keys that the service has')
  const { pathname, search } = new URL(request.url, location.href)
  const { body = '' } = request
  request.body = typeof body === 'string' ? body : JSON.stringify(body)
  const seconds = Math.floor(Date.now() / 1000)
  const nonce = crypto.randomUUID()
  const lines = [
    'v1',
    request.method.toUpperCase(),
    pathname + search,
    seconds,
    nonce,
    hex(await crypto.subtle.digest('SHA-256', utf8(request.body))),
    request.headers[named('idempotency-key')] ?? '',
  ]
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', utf8(secret), algorithm, false, ['sign'])
  const v1 = hex(await crypto.subtle.sign('HMAC', key, utf8(lines.join('\\n'))))
  request.headers[header] = 'key=' + id + ',time=' + seconds + ',nonce=' + nonce + ',v1=' + v1
  if (request.body === '') delete request.body
  return request
}
`
