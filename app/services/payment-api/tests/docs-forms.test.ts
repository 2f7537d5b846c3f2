/** The page /docs of a service that has keys, in a browser, where there is one: its forms sign, and do what they say. */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Program } from '#foundation/program/program'
import { document } from './checked.ts'
import { startPayment } from './payment-service.ts'

/** Where Debian's package has it. */
const CHROMIUM = '/usr/bin/chromium'
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

describe.runIf(fs.existsSync(CHROMIUM))('the page /docs, in a browser', () => {
  let directory: string
  let program: Program
  let browser: Browser
  let page: Page
  let e2eid = ''

  beforeAll(async () => {
    directory = fs.mkdtempSync(join(os.tmpdir(), 'forms-'))
    fs.chmodSync(directory, 0o755)
    const started = await startPayment(directory, [], { PAYMENT_SIGNATURE_KEYS: KEY })
    ;({ program } = started)
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      // The machine may be busy.
      timeout: 0,
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
        ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ],
    })
    page = await browser.newPage()
    page.setDefaultTimeout(0)
    await page.goto(`${started.url}/docs`)
    await page.locator('.opblock').first().waitFor()
    await page.locator('.auth-wrapper .authorize').first().click()
    await page.locator('.auth-container input').fill(KEY)
    await page.locator('.auth-container .authorize').click()
    await page.locator('.auth-container .btn-done').click()
  })

  afterAll(async () => {
    await browser.close()
    await program.kill()
    fs.rmSync(directory, { recursive: true, force: true })
  })

  it('has a form for every operation of the document', () => {
    const ids = Object.values(document.paths).flatMap(methods =>
      Object.values(methods).map(operation =>
        'operationId' in operation ? String(operation.operationId) : '',
      ),
    )
    expect(FORMS.map(([, operation]) => operation).toSorted()).toEqual(ids.toSorted())
  })

  const forms = FORMS.map(([tag, operation, status, body]) => ({ tag, operation, status, body }))
  it.each(forms)(
    'does, under $tag, $operation from its form',
    async ({ tag, operation, status, body }) => {
      const form = page.locator(`#operations-${tag}-${operation}`)
      await form.locator('.opblock-summary-control').first().click()
      await form.locator('.try-out__btn').click()
      for (const [name, value] of Object.entries({
        ...{ inicio: '2020-01-01T00:00:00Z', fim: '2999-01-01T00:00:00Z', e2eid, id: '1' },
        ...{ txid: operation.endsWith('Cobv') ? COBV : COB, chave: 'loja@example.org' },
      })) {
        const input = form.locator(`tr[data-param-name="${name}"][data-param-in="path"] input`)
        const asked = form.locator(`tr[data-param-name="${name}"][data-param-in="query"] input`)
        for (const found of [input, ...(name === 'txid' ? [] : [asked])]) {
          if ((await found.count()) > 0) await found.fill(value)
        }
      }
      if (body !== undefined) await form.locator('textarea.body-param__text').fill(body)
      await form.locator('.execute').click()
      const answer = form.locator('.live-responses-table tbody')
      const told = await answer.locator('.response-col_description').innerText()
      const answered = await answer.locator('.response-col_status').first().innerText()
      expect(answered.trim(), told).toBe(status)
      if (operation === 'simulatePix') e2eid = /"endToEndId": "(\w{32})"/.exec(told)?.[1] ?? ''
      await form.locator('.opblock-summary-control').first().click()
    },
  )

  it('neither the page nor the log shows the secret', async () => {
    const secret = KEY.slice(KEY.indexOf(':') + 1)
    expect(await page.locator('#swagger-ui').innerText()).not.toContain(secret)
    expect(program.output).not.toContain(secret)
  })
})
