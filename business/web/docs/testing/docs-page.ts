/** The page /docs in a browser, where there is one, and its forms, by the keyboard alone. Only for tests. */
import fs from 'node:fs'
import type { Browser, Locator, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { expect } from 'vitest'

/** Where Debian's package has it; Playwright's own browsers come from elsewhere than a package registry. */
const CHROMIUM = '/usr/bin/chromium'
export const HAS_BROWSER = fs.existsSync(CHROMIUM)
if (!HAS_BROWSER) {
  console.warn('skipped: tests of the page /docs, because there is no chromium (apt-get install)')
}

/** What is done with a form before it is sent, and while there is no answer. */
type Filling = {
  /** Typed over the examples of the parameters that the form has, by their names. */
  readonly params?: Readonly<Record<string, string>>
  readonly body?: string | undefined
  readonly meanwhile?: (answered: Promise<void>) => Promise<void>
}

export class DocsPage implements AsyncDisposable {
  readonly #browser: Browser
  readonly page: Page
  /** Errors on its console, and requests that leave the service. */
  readonly complaints: string[] = []

  /** `path` leads to it. */
  static async open(url: string, path = '/docs'): Promise<DocsPage> {
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      // The machine may be busy.
      timeout: 0,
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
        ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
        // A page lives for a minute: optimized code comes too late.
        '--js-flags=--no-opt',
      ],
    })
    const opened = new DocsPage(browser, await browser.newPage(), url)
    await opened.page.goto(url + path)
    await opened.page.locator('.opblock').first().waitFor()
    return opened
  }

  private constructor(browser: Browser, page: Page, url: string) {
    this.#browser = browser
    this.page = page
    // As long as the test may take.
    page.setDefaultTimeout(0)
    page.on('console', message => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
    page.on('request', request => {
      if (new URL(request.url()).origin !== url) this.complaints.push(`asks for ${request.url()}`)
    })
  }

  async authorize(key: string): Promise<void> {
    await this.#press(this.page.locator('.auth-wrapper .authorize'))
    await this.page.locator('.auth-container input').fill(key)
    await this.#press(this.page.locator('.auth-container .authorize'))
    await this.#press(this.page.locator('.auth-container .btn-done'))
  }

  /** Sends the form of an operation, which stands under this tag. Returns what the page shows of the answer. */
  async send(
    tag: string,
    operation: string,
    { params = {}, body, meanwhile }: Filling = {},
  ): Promise<{ readonly status: string; readonly text: string }> {
    const form = this.page.locator(`#operations-${tag}-${operation}`)
    await this.#press(form.locator('.opblock-summary-control'))
    await this.#press(form.locator('.try-out__btn'))
    for (const [name, value] of Object.entries(params)) {
      const input = form.locator(`tr[data-param-name="${name}"] input`)
      if ((await input.count()) > 0) await input.fill(value)
    }
    if (body !== undefined) await form.locator('textarea.body-param__text').fill(body)
    await this.#press(form.locator('.execute'))
    const answer = form.locator('.live-responses-table tbody')
    await meanwhile?.(answer.waitFor())
    const status = await answer.locator('.response-col_status').first().innerText()
    const text = await answer.locator('.response-col_description').innerText()
    await this.#press(form.locator('.opblock-summary-control'))
    return { status: status.trim(), text }
  }

  async #press(control: Locator): Promise<void> {
    await control.first().focus()
    await this.page.keyboard.press('Enter')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
  }
}

/** Fails unless these operations are all of the document, in any order. */
export function expectAllForms(
  operations: readonly string[],
  { paths }: { readonly paths: Readonly<Record<string, object>> },
): void {
  const ids = Object.values(paths).flatMap(methods =>
    Object.values(methods).flatMap((operation: { readonly operationId?: string }) => {
      return operation.operationId ?? []
    }),
  )
  expect(operations.toSorted()).toEqual(ids.toSorted())
}
