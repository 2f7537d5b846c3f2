/** Requests that are signed, each of which is served once. */
import { secretOf } from '#foundation/conf/secret-file'
import { SettingUnusable } from '#foundation/conf/unusable'
import type { Clock } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import type { SignatureKey } from '#foundation/signature/signature'
import {
  SIGNATURE_HEADER,
  SignatureRejected,
  verify,
  WINDOW_SECONDS,
} from '#foundation/signature/signature'
import type { Exchange } from '#foundation/web/exchange'
import { HttpProblem } from '#foundation/web/problem'
import { Workers } from '#foundation/worker/worker'
import type { Nonces } from '#business/data/database/nonces'
import type { Identify } from '#business/web/v1/rate-limit'
import { callOf } from '#business/web/v1/statements'
import type { PaymentConfig } from './config.ts'
import { keysOf } from './config.ts'

/** A signature may be from the future by the window, and is then good for two of them. A minute for clocks that differ. */
const REMEMBER_MS = 2 * WINDOW_SECONDS * 1000 + 60_000
const FORGET_EVERY_MS = 60_000
/** How long the end waits for a removal that is under way; its statement is cancelled. */
const FORGET_STOP_MS = 5_000

export type Signing = {
  readonly keys: readonly SignatureKey[]
  /** Ids of the operations whose requests have to be signed. */
  readonly operations: ReadonlySet<string>
  readonly nonces: Nonces
  readonly clock: Clock
  readonly log: Logger
  readonly stack: AsyncDisposableStack
}

/** The keys that the settings or their file name. Throws `SettingUnusable`, also if there is none where there has to be one. */
export function signatureKeys(
  { keys, keysFile }: PaymentConfig['signature'],
  isProduction: boolean,
  log: Logger,
): readonly SignatureKey[] {
  const given = keys.map(({ id, secret }) => `${id}:${secret}`).join(',')
  const found = keysOf(secretOf(given, keysFile, 'signature.keysFile') ?? '')
  if (!found) throw new SettingUnusable('signature.keysFile', `${keysFile} has no keys`)
  if (found.length > 0) return found
  if (isProduction) {
    throw new SettingUnusable('signature.keys', 'expected a key: requests have to be signed')
  }
  log.warn({}, 'requests need no signature: no key is set, which is for development alone')
  return []
}

/** Whose key a request is signed with. What only reads may be sent again. Removes old nonces from now on. */
export function signedOnly(signing: Signing): Identify {
  const { keys, operations, nonces, clock, log, stack } = signing
  const workers = new Workers(clock, 1, (_job, error) => {
    log.warn({ error }, 'old nonces could not be removed; it is tried again')
  })
  stack.defer(async () => {
    await workers.shutdown(FORGET_STOP_MS)
  })
  workers.every('nonces', FORGET_EVERY_MS, signal => nonces.forget(REMEMBER_MS, signal))
  return exchange => {
    if (!operations.has(exchange.id)) return undefined
    const { keyId, nonce } = verified(exchange, keys, clock)
    exchange.fields.key = keyId
    const isRead = exchange.operation.method === 'get'
    const confirm = isRead ? undefined : () => useOnce(exchange, keyId, nonce, nonces)
    return { principal: keyId, confirm }
  }
}

function verified(exchange: Exchange, keys: readonly SignatureKey[], clock: Clock) {
  const { request, body } = exchange
  const { method = '', url: target = '', headers } = request
  const [header, idempotencyKey] = [headers[SIGNATURE_HEADER], headers['idempotency-key']]
  try {
    return verify(
      keys,
      { method, target, body, idempotencyKey: textOf(idempotencyKey) ?? '' },
      textOf(header),
      clock.now() / 1000,
    )
  } catch (error) {
    if (error instanceof SignatureRejected) throw rejected(exchange, error.message)
    throw error
  }
}

/** A header that came several times is one, with commas. */
function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header
}

async function useOnce(exchange: Exchange, keyId: string, nonce: string, nonces: Nonces) {
  if (await nonces.use(keyId, nonce, callOf(exchange))) return
  throw rejected(exchange, 'This nonce was used before: sign every request with a new one')
}

/** The line of the request says why. */
function rejected(exchange: Exchange, why: string): HttpProblem {
  exchange.fields.rejected = why
  const detail = `${why}. Nothing was executed`
  return new HttpProblem(
    401,
    { code: 'SIGNATURE_REJECTED', detail },
    { 'WWW-Authenticate': 'Signature' },
  )
}
