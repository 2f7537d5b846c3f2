/** Webhooks over HTTP. A URL gets events once it has said that it wants them. */
import type { Clock, Random } from '#foundation/host/host'
import type { Logger } from '#foundation/logger/logger'
import type { SpecHandlers } from '#foundation/web/app'
import { PostFailed } from '#foundation/webhook/post'
import { secretText } from '#foundation/webhook/webhook'
import type { Webhook } from '#business/core/payment/tables'
import type { Webhooks } from '#business/core/payment/webhooks'
import { callOf } from '#business/web/v1/statements'
import type { components, operations } from '../openapi/payment-api-types.gen.ts'
import type { Send } from '../webhooks/deliver.ts'
import { pageOf, shownParameters, timeOf } from './listing.ts'
import { invalid } from './violations.ts'

type WebhookOperations = Pick<
  operations,
  'listWebhooks' | 'putWebhook' | 'readWebhook' | 'deleteWebhook' | 'rotateWebhookSecret'
>

type Parts = {
  readonly webhooks: Webhooks
  readonly send: Send
  readonly host: { readonly clock: Clock; readonly random: Random }
  readonly isProduction: boolean
  readonly log: Logger
}

export function webhookHandlers(parts: Parts): SpecHandlers<WebhookOperations> {
  const { webhooks, isProduction, log } = parts
  return {
    listWebhooks: async ({ query }, exchange) => {
      const time = timeOf(query.inicio, query.fim)
      if ('violations' in time) {
        return { status: 400, problem: invalid('listWebhooks', ...time.violations) }
      }
      const page = pageOf(query)
      const { total, webhooks: found } = await webhooks.list(time, page, callOf(exchange))
      const parametros = shownParameters(time, page, total)
      return { status: 200, data: { parametros, webhooks: found.map(shownWebhook) } }
    },

    putWebhook: async ({ params: { chave }, body }, exchange) => {
      const url = targetOf(body.webhookUrl, isProduction)
      const refusal = url ? await challenged(parts, url, chave, exchange.signal) : NO_TARGET
      if (!url || refusal !== undefined) {
        const razao = refusal ?? NO_TARGET
        return {
          status: 400,
          problem: invalid('putWebhook', { razao, propriedade: 'body.webhookUrl' }),
        }
      }
      const result = await webhooks.put(chave, url.href, callOf(exchange))
      log.info({ host: url.host, what: result.kind }, 'webhook registered')
      const data = shownWebhook(result.webhook)
      return result.kind === 'changed'
        ? { status: 200, data }
        : { status: 201, data: { ...data, segredo: secretText(result.secret) } }
    },

    readWebhook: async ({ params: { chave } }, exchange) => {
      const webhook = await webhooks.read(chave, callOf(exchange))
      if (!webhook) return { status: 404, problem: WEBHOOK_NOT_FOUND }
      return { status: 200, data: shownWebhook(webhook) }
    },

    deleteWebhook: async ({ params: { chave } }, exchange) => {
      const isRemoved = await webhooks.remove(chave, callOf(exchange))
      if (!isRemoved) return { status: 404, problem: WEBHOOK_NOT_FOUND }
      log.info({}, 'webhook removed')
      return { status: 204 }
    },

    rotateWebhookSecret: async ({ params: { chave } }, exchange) => {
      const secret = await webhooks.rotate(chave, callOf(exchange))
      if (!secret) return { status: 404, problem: WEBHOOK_NOT_FOUND }
      log.info({}, 'webhook secret rotated')
      return { status: 200, data: { segredo: secretText(secret) } }
    },
  }
}

const WEBHOOK_NOT_FOUND = {
  code: 'WEBHOOK_NAO_ENCONTRADO',
  detail: 'The key has no webhook',
}
const NO_TARGET = 'expected a URL with https, without a user and a fragment'
const CHALLENGE_BYTES = 24

/** Undefined for a URL that no webhook may have. */
function targetOf(text: string, isProduction: boolean): URL | undefined {
  const url = URL.parse(text)
  if (!url || (isProduction && url.protocol !== 'https:')) return undefined
  const isPlain = url.username === '' && url.password === '' && url.hash === ''
  return isPlain ? url : undefined
}

/** Why the URL is not taken; undefined if its owner wants the events: it has sent the value back. */
async function challenged(
  { send, host: { clock, random } }: Parts,
  url: URL,
  chave: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const challenge = Buffer.from(random.bytes(CHALLENGE_BYTES)).toString('base64url')
  const body = JSON.stringify({
    type: 'webhook.challenge',
    timestamp: new Date(clock.now()).toISOString(),
    data: { chave, challenge },
  })
  try {
    const answer = await send(url, { headers: {}, body, readBytesMax: challenge.length, signal })
    const { status } = answer
    if (status < 200 || status > 299) return `it answered ${String(status)} to the challenge`
    if (answer.body === challenge) return undefined
    return 'it did not answer with the value of the challenge'
  } catch (error) {
    if (error instanceof PostFailed) return error.message
    throw error
  }
}

function shownWebhook({ key, url, createdAt }: Webhook): components['schemas']['Webhook'] {
  return { webhookUrl: url, chave: key, criacao: createdAt.toISOString() }
}
