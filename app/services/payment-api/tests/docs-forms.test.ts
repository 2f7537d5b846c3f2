/** The page /docs of a service that has keys, in a browser, where there is one: its forms sign, and do what they say. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DocsPage, expectAllForms, HAS_BROWSER } from '#business/web/docs/testing/docs-page'
import { TestService } from '#business/web/service/testing/test-service'
import { document, MAIN } from './payment-service.ts'

const KEY = `2026:${'k'.repeat(32)}`

const [COB, COBV] = ['a'.repeat(26), 'b'.repeat(26)]

const COBV_BODY = JSON.stringify({
  calendario: { dataDeVencimento: '2999-12-24' },
  devedor: { cpf: '12345678909', nome: 'Francisco da Silva' },
  valor: { original: '100.00' },
  chave: 'loja@example.org',
})

/**
 * In an order in which one can try them all, with the tag that they stand under, what is answered, and what is typed over the
 * example. Of webhooks, whose receiver would have to be in the public Internet, what is answered without one.
 */
const FORMS: readonly (readonly [string, string, string, string?])[] = [
  ['cob', 'createCob', '201'],
  ['cob', 'putCob', '201'],
  ['cob', 'readCob', '200'],
  ['cob', 'patchCob', '200', '{"valor":{"original":"38.50"}}'],
  ['cob', 'listCobs', '200'],
  ['cobv', 'putCobv', '201', COBV_BODY],
  ['cobv', 'readCobv', '200'],
  ['cobv', 'patchCobv', '200', '{"calendario":{"validadeAposVencimento":60}}'],
  ['cobv', 'listCobvs', '200'],
  ['simulador', 'simulatePix', '201', JSON.stringify({ txid: COB })],
  ['pix', 'readPix', '200'],
  ['pix', 'listPix', '200'],
  ['pix', 'putDevolucao', '201', '{"valor":"1.00"}'],
  ['pix', 'readDevolucao', '200'],
  ['simulador', 'simulateDevolucao', '200', '{"status":"DEVOLVIDO"}'],
  ['webhook', 'listWebhooks', '200'],
  ['webhook', 'putWebhook', '400', '{"webhookUrl":"https://10.0.0.1/pix"}'],
  ['webhook', 'readWebhook', '404'],
  ['webhook', 'rotateWebhookSecret', '404'],
  ['webhook', 'deleteWebhook', '404'],
  ['probes', 'liveness', '200'],
  ['probes', 'readiness', '200'],
]

describe.runIf(HAS_BROWSER)('the page /docs, in a browser', () => {
  let service: TestService
  let docs: DocsPage
  let e2eid = ''

  beforeAll(async () => {
    service = await TestService.start(MAIN, () => ({ env: { PAYMENT_SIGNATURE_KEYS: KEY } }))
    docs = await DocsPage.open(service.url)
    await docs.authorize(KEY)
  })

  afterAll(async () => {
    await docs[Symbol.asyncDispose]()
    await service[Symbol.asyncDispose]()
  })

  it('has a form for every operation of the document', () => {
    expectAllForms(
      FORMS.map(([, operation]) => operation),
      document,
    )
  })

  const forms = FORMS.map(([tag, operation, status, body]) => ({ tag, operation, status, body }))
  it.each(forms)(
    'does, under $tag, $operation from its form',
    async ({ tag, operation, status, body }) => {
      const params = {
        ...{ inicio: '2020-01-01T00:00:00Z', fim: '2999-01-01T00:00:00Z', e2eid, id: '1' },
        ...{ txid: operation.endsWith('Cobv') ? COBV : COB, chave: 'loja@example.org' },
      }
      const told = await docs.send(tag, operation, { params, body })
      expect(told.status, told.text).toBe(status)
      if (operation === 'simulatePix') e2eid = /"endToEndId": "(\w{32})"/.exec(told.text)?.[1] ?? ''
    },
  )

  it('neither the page nor the log shows the secret', async () => {
    const secret = KEY.slice(KEY.indexOf(':') + 1)
    expect(await docs.page.locator('#swagger-ui').innerText()).not.toContain(secret)
    expect(service.output).not.toContain(secret)
  })
})
