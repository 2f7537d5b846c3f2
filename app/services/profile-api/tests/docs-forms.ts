/** The page /docs in a browser, where there is one: its forms do what they say, with the examples that they begin with. */
import fs from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DOCUMENT } from './profile-service.ts'

/** Where Debian's package has it. */
const CHROMIUM = '/usr/bin/chromium'

/** In an order in which one can try them all, with the tag that they stand under, and what is answered. */
const FORMS = [
  ['profiles', 'createProfile', '201'],
  ['profiles', 'readProfile', '200'],
  ['profiles', 'patchProfile', '200'],
  ['profiles', 'replaceProfile', '200'],
  ['profiles', 'listProfiles', '200'],
  ['profiles', 'searchProfiles', '200'],
  ['privacy', 'exportProfile', '200'],
  ['profiles', 'deleteProfile', '204'],
  ['privacy', 'eraseProfile', '204'],
  ['probes', 'liveness', '200'],
  ['probes', 'readiness', '200'],
] as const

export function docsForms(url: () => string): void {
  describe.runIf(fs.existsSync(CHROMIUM))('the page /docs, in a browser', () => {
    let browser: Browser
    let page: Page
    let id = ''

    beforeAll(async () => {
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
      await page.goto(`${url()}/docs`)
      await page.locator('.opblock').first().waitFor()
    })

    afterAll(async () => {
      await browser.close()
    })

    it('has a form for every operation of the document', () => {
      const { paths } = JSON.parse(fs.readFileSync(DOCUMENT, 'utf8')) as {
        readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId: string }>>>>
      }
      const ids = Object.values(paths).flatMap(methods =>
        Object.values(methods).map(({ operationId }) => operationId),
      )
      expect(FORMS.map(([, operation]) => operation).toSorted()).toEqual(ids.toSorted())
    })

    it.each(FORMS)('does, under %s, %s from its form', async (tag, operation, status) => {
      const form = page.locator(`#operations-${tag}-${operation}`)
      await form.locator('.opblock-summary-control').first().click()
      await form.locator('.try-out__btn').click()
      for (const [name, value] of [
        ['id', id],
        ['If-Match', '*'],
      ] as const) {
        const input = form.locator(`tr[data-param-name="${name}"] input`)
        if ((await input.count()) > 0) await input.fill(value)
      }
      await form.locator('.execute').click()
      const answer = form.locator('.live-responses-table tbody')
      const body = await answer.locator('.response-col_description').innerText()
      const answered = await answer.locator('.response-col_status').first().innerText()
      expect(answered.trim(), body).toBe(status)
      if (operation === 'createProfile') id = /"id": "([0-9a-f-]{36})"/.exec(body)?.[1] ?? ''
      if (operation === 'searchProfiles') expect(body).toContain(id)
      await form.locator('.opblock-summary-control').first().click()
    })
  })
}
