/**
 * Signatures of requests: an HMAC over all that a request asks for, and over when, so that nothing of it can be changed, and so
 * that it cannot be sent again later. Within the time that it is good for, its nonce tells whether it came before; to
 * remember nonces is left to the caller.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** The header that carries a signature. */
export const SIGNATURE_HEADER = 'x-signature'

/** How far the time of a request may be from that of the verifier. */
export const WINDOW_SECONDS = 300

/** Characters of a secret: as many as the HMAC has bytes. */
export const SECRET_LENGTH_MIN = 32

export type SignatureKey = { readonly id: string; readonly secret: string }

/** What is signed of a request. */
export type SignedRequest = {
  readonly method: string
  /** Path and query, as they are sent. */
  readonly target: string
  readonly body: Uint8Array
  /** The header of this name; empty without it. */
  readonly idempotencyKey: string
}

/** When and how a request was signed. */
export type Stamp = {
  /** Since 1970. */
  readonly seconds: number
  /** 16 to 64 letters, digits, - and _: another one for every request. */
  readonly nonce: string
}

/** A request is not what was signed, or it is not known who signed it. */
export class SignatureRejected extends Error {
  override readonly name = 'SignatureRejected'
}

/** The value of the header. */
export function sign({ id, secret }: SignatureKey, request: SignedRequest, stamp: Stamp): string {
  const { seconds, nonce } = stamp
  const digest = hmac(secret, request, stamp).toString('hex')
  return `key=${id},time=${String(seconds)},nonce=${nonce},v1=${digest}`
}

const HEADER = /^key=([\w-]{1,32}),time=(\d{1,12}),nonce=([\w-]{16,64}),v1=([0-9a-f]{64})$/

/**
 * Which key signed the request, and how. More than one key is good while they are rotated. Throws `SignatureRejected`, which
 * does not say whether the key is unknown or the signature is wrong.
 */
export function verify(
  keys: readonly SignatureKey[],
  request: SignedRequest,
  header: string | undefined,
  nowSeconds: number,
): Stamp & { readonly keyId: string } {
  if (header === undefined) {
    throw new SignatureRejected(`The request is not signed: it has no ${SIGNATURE_HEADER}`)
  }
  const [, keyId, time, nonce, given] = HEADER.exec(header) ?? []
  if (keyId === undefined || nonce === undefined || given === undefined) {
    throw new SignatureRejected(`${SIGNATURE_HEADER} is not like key=...,time=...,nonce=...,v1=...`)
  }
  const seconds = Number(time)
  const offSeconds = Math.round(seconds - nowSeconds)
  if (Math.abs(offSeconds) > WINDOW_SECONDS) {
    throw new SignatureRejected(
      `The time of the signature is ${String(offSeconds)} s off: it may be ${String(WINDOW_SECONDS)} s`,
    )
  }
  const stamp = { seconds, nonce }
  const key = keys.find(({ id }) => id === keyId)
  const expected = hmac(key?.secret ?? '', request, stamp)
  const isRight = timingSafeEqual(expected, Buffer.from(given, 'hex'))
  if (!key || !isRight) {
    throw new SignatureRejected(
      'The signature is not that of this request: another method, path, query, time, nonce, body or Idempotency-Key was signed, or with another key',
    )
  }
  return { ...stamp, keyId }
}

/** No part has a line feed in it. */
function hmac(secret: string, request: SignedRequest, { seconds, nonce }: Stamp): Buffer {
  const { method, target, body, idempotencyKey } = request
  const bodyDigest = createHash('sha256').update(body).digest('hex')
  const parts = ['v1', method, target, String(seconds), nonce, bodyDigest, idempotencyKey]
  return createHmac('sha256', secret).update(parts.join('\n')).digest()
}
