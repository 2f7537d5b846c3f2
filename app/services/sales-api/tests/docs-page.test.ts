import fs from 'node:fs'
import type { Browser, Locator, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Service, until } from './service.ts'

/** Where Debian's package has it; Playwright's own browsers come from elsewhere than a package registry. */
const CHROMIUM = '/usr/bin/chromium'
const hasBrowser = fs.existsSync(CHROMIUM)
if (!hasBrowser) {
  console.warn('skipped: tests of the page /docs, because there is no chromium (apt-get install)')
}

type Operation = {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly responses: Readonly<Record<string, unknown>>
}

const document = JSON.parse(
  fs.readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'),
) as { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> }
const operations = new Map(
  Object.values(document.paths)
    .flatMap(methods => Object.values(methods))
    .map(operation => [operation.operationId, operation]),
)

/**
 * The order in which a reader can try them all: what is read, kept alive or removed has been made before. A HEAD has the form of
 * its GET.
 */
const ORDER = [
  ...['putKey', 'getKey', 'listKeys', 'runTxn', 'watchKeys', 'deleteKey'],
  ...['appendEntries', 'getEntries', 'tailEntries', 'getStream', 'setRetention'],
  ...['createGroup', 'getGroup', 'configureGroup', 'setGroupPosition', 'listGroups'],
  ...['readGroup'],
  ...['listPending', 'giveBackEntries', 'claimEntries', 'acknowledgeEntries', 'listConsumers'],
  ...['deleteConsumer', 'deleteGroup', 'listStreams', 'removeEntry', 'deleteStream'],
  ...['grantLease', 'keepLeaseAlive', 'getLease', 'revokeLease', 'compact'],
  ...['liveness', 'readiness', 'openapi', 'docs', 'docsAsset'],
]

/** A form of each shape, and those it needs before it; `make forms` tries all of them, and a browser takes seconds for each. */
const SHORT = [
  ...['putKey', 'getKey', 'runTxn', 'watchKeys', 'deleteKey'],
  ...['appendEntries', 'tailEntries', 'setRetention', 'createGroup', 'readGroup', 'removeEntry'],
  ...['grantLease', 'revokeLease', 'readiness', 'docsAsset'],
]
const TRIED = process.env.FORMS === 'all' ? ORDER : SHORT

describe.runIf(hasBrowser)('the page /docs, in a browser', () => {
  let service: Service
  let browser: Browser
  let page: Page
  /** The ids that the forms of a grant and of an append have shown: what no example can know. */
  let lease = ''
  let entry = ''
  const complaints: string[] = []

  beforeAll(async () => {
    service = await Service.start()
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      timeout: 0,
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
        ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ],
    })
    page = await browser.newPage()
    // As long as the test may take.
    page.setDefaultTimeout(0)
    page.on('console', message => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('request', request => {
      if (new URL(request.url()).origin !== service.url)
        complaints.push(`asks for ${request.url()}`)
    })
    await page.goto(`${service.url}/`)
    await page.locator('.opblock').first().waitFor()
  })

  afterAll(async () => {
    await browser.close()
    await service[Symbol.asyncDispose]()
  })

  it('is where / leads to', () => {
    expect(page.url()).toBe(`${service.url}/docs`)
  })

  it('has a form for every operation of the document', async () => {
    const gets = [...operations.keys()].filter(id => !id.endsWith('Head'))
    expect([...ORDER].sort()).toEqual(gets.sort())
    expect(await page.locator('.opblock').count()).toBe(operations.size)
  })

  it.each(TRIED)('does %s from its form with its example, by the keyboard alone', async id => {
    const { tags, responses } = operations.get(id) ?? { tags: [], responses: {} }
    const form = page.locator(`#operations-${tags[0] ?? ''}-${id}`)
    await press(form.locator('.opblock-summary-control'))
    await press(form.locator('.try-out__btn'))
    const ofId = form.locator('tr[data-param-name="id"] input')
    if ((await ofId.count()) > 0) await ofId.fill(id === 'removeEntry' ? entry : lease)
    await press(form.locator('.execute'))
    const answer = form.locator('.live-responses-table tbody')
    if (id === 'watchKeys') await changesUntil(answer.waitFor())
    const status = await answer.locator('.response-col_status').first().innerText()
    const body = await answer.locator('.response-col_description').innerText()
    const documented = Object.keys(responses).filter(code => code.startsWith('2'))
    expect(documented, body).toContain(status.trim())
    if (id === 'grantLease') lease = /"id": "([0-9a-f]{12})"/.exec(body)?.[1] ?? ''
    if (id === 'appendEntries') entry = /"(\d+-\d+)"/.exec(body)?.[1] ?? ''
    if (id === 'tailEntries') expect(body).toMatch(/event: start[^]*event: closing/)
    if (id === 'getKey') expect(body).toContain('paid')
    if (id === 'runTxn') expect(body).toContain('"succeeded": true')
    if (id === 'watchKeys') {
      expect(body).toMatch(/event: put\s+data: \{"key":"user\/seen"[^]*event: closing/)
    }
    await press(form.locator('.opblock-summary-control'))
  })

  it('sends no request to another origin, and logs no error to the console', () => {
    expect(complaints).toEqual([])
  })

  async function press(control: Locator): Promise<void> {
    await control.first().focus()
    await page.keyboard.press('Enter')
  }

  /** Puts a key again and again: the page does not show when a watch has begun. */
  async function changesUntil(over: Promise<void>): Promise<void> {
    let isOver = false
    const end = (): void => {
      isOver = true
    }
    over.then(end, end)
    await until(
      async () => {
        await fetch(`${service.url}/v1/kv/user%2Fseen`, { method: 'PUT', body: 'seen' })
        return isOver ? true : undefined
      },
      () => 'the watch did not end',
    )
  }
})
