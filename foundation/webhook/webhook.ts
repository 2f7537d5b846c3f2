/**
 * Webhooks as Standard Webhooks has them: what a receiver is sent, and how it knows who sent it. An HMAC covers the id, the
 * time and the body. The id is that of the event: a receiver that gets it again leaves it out.
 */
import { createHmac } from 'node:crypto'

export const SECRET_BYTES = 32

/** As the receiver is told it. */
export function secretText(secret: Uint8Array): string {
  return `whsec_${Buffer.from(secret).toString('base64')}`
}

export type WebhookMessage = {
  readonly id: string
  /** When it is sent, in seconds since 1970. */
  readonly seconds: number
  readonly body: string
}

/** Each secret makes one signature: while secrets are rotated there are two, of which the receiver knows one. */
export function webhookHeaders(
  { id, seconds, body }: WebhookMessage,
  secrets: readonly Uint8Array[],
): Readonly<Record<string, string>> {
  const signed = `${id}.${String(seconds)}.${body}`
  const signatures = secrets.map(
    secret => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`,
  )
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  }
}
