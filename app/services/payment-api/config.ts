/** Every setting of payment-api. Names of variables and flags follow from the places here, see conf.ts. */
import { z } from 'zod'
import type { Config } from '#foundation/conf/conf'
import { secret, setting, textOf, timeout, toggle } from '#foundation/conf/conf'
import { optionalEndpoint } from '#foundation/conf/endpoint'
import type { SignatureKey } from '#foundation/signature/signature'
import { SECRET_LENGTH_MIN } from '#foundation/signature/signature'
import type { MigrateAction } from '#business/data/database/settings'
import { databaseSettings, migrateArguments } from '#business/data/database/settings'
import { serviceSettings } from '#business/web/service/settings'

/** The present one and the one before it, or the next one. */
const KEYS_MAX = 2

/** Undefined for a text that is none. */
export function keysOf(text: string): readonly SignatureKey[] | undefined {
  const found = (text === '' ? [] : text.split(',')).map(key => {
    const [, id, value] = /^([\w-]{1,32}):([!-~]+)$/.exec(key) ?? []
    return id === undefined || value === undefined ? undefined : { id, secret: value }
  })
  const good = found.filter(key => key !== undefined)
  const areGood =
    good.length === found.length &&
    good.every(key => key.secret.length >= SECRET_LENGTH_MIN) &&
    new Set(good.map(({ id }) => id)).size === good.length
  return areGood && good.length <= KEYS_MAX ? good : undefined
}

const EXPECTED = `expected up to ${String(KEYS_MAX)} of id:secret, separated by a comma, each secret of at least ${String(SECRET_LENGTH_MIN)} characters`

const { web, ...rest } = serviceSettings('0.0.0.0:3200', '0.0.0.0:4200')

export const settings = {
  web,
  signature: {
    keys: secret(
      '',
      textOf(EXPECTED, keysOf),
      'Keys that requests are signed with, id:secret, two while they are rotated; if empty, requests need no signature, which is refused where NODE_ENV is production',
    ),
    keysFile: setting('', z.string(), 'A file that has these keys instead'),
  },
  events: {
    salesUrl: optionalEndpoint(
      'http://localhost:3000',
      'sales-api whose stream `payments` gets every change; none if empty',
    ),
  },
  webhooks: {
    timeout: setting('8s', timeout, 'Time for the receiver of a webhook to answer'),
    allowLoopback: setting(
      'off',
      toggle,
      'Let webhooks go to receivers on this machine, which is refused where NODE_ENV is production',
    ),
  },
  db: databaseSettings('payment', 'data/postgres-payment'),
  ...rest,
}

export type PaymentConfig = Config<typeof settings>

/** What the operator asks of dead letters, those of webhooks or of the stream: all of them, or the one of an id. */
export type LettersAction = { readonly of: 'webhooks' | 'events' } & (
  { readonly kind: 'list' } | { readonly kind: 'redeliver'; readonly eventId: string | undefined }
)

/** What stands before the flags; anything else stays with them, where it is refused. */
export function actionArguments(argv: readonly string[]): {
  readonly action: MigrateAction | LettersAction | undefined
  readonly flags: readonly string[]
} {
  const [of, kind, ...rest] = argv
  if (of !== 'webhooks' && of !== 'events') return migrateArguments(argv)
  if (kind === 'list') return { action: { of, kind }, flags: rest }
  if (kind !== 'redeliver') return { action: undefined, flags: argv }
  const [eventId, ...flags] = rest
  return eventId !== undefined && /^[0-9a-f]{32}$/.test(eventId)
    ? { action: { of, kind, eventId }, flags }
    : { action: { of, kind, eventId: undefined }, flags: rest }
}

export const program = {
  name: 'payment-api',
  description:
    'Charges, payments and refunds over HTTP, like Pix, on PostgreSQL. With "migrate status" or "migrate up" before the flags it shows or applies migrations, and ends; with "webhooks list" or "webhooks redeliver" it shows dead letters of webhooks, or has them delivered, all or the one whose id follows; "events list" and "events redeliver" do so with those of the stream.',
  prefix: 'PAYMENT',
}
