import fs from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DocsPage, HAS_BROWSER } from '#business/web/docs/testing/docs-page'
import { Service, until } from './service.ts'

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

describe.runIf(HAS_BROWSER)('the page /docs, in a browser', () => {
  let service: Service
  let docs: DocsPage
  /** The ids that the forms of a grant and of an append have shown: what no example can know. */
  let lease = ''
  let entry = ''

  beforeAll(async () => {
    service = await Service.start()
    docs = await DocsPage.open(service.url, '/')
  })

  afterAll(async () => {
    await docs[Symbol.asyncDispose]()
    await service[Symbol.asyncDispose]()
  })

  it('is where / leads to', () => {
    expect(docs.page.url()).toBe(`${service.url}/docs`)
  })

  it('has a form for every operation of the document', async () => {
    const gets = [...operations.keys()].filter(id => !id.endsWith('Head'))
    expect([...ORDER].sort()).toEqual(gets.sort())
    expect(await docs.page.locator('.opblock').count()).toBe(operations.size)
  })

  it.each(TRIED)('does %s from its form with its example, by the keyboard alone', async id => {
    const { tags, responses } = operations.get(id) ?? { tags: [], responses: {} }
    const { status, text } = await docs.send(tags[0] ?? '', id, {
      params: { id: id === 'removeEntry' ? entry : lease },
      ...(id === 'watchKeys' && { meanwhile: changesUntil }),
    })
    const documented = Object.keys(responses).filter(code => code.startsWith('2'))
    expect(documented, text).toContain(status)
    if (id === 'grantLease') lease = /"id": "([0-9a-f]{12})"/.exec(text)?.[1] ?? ''
    if (id === 'appendEntries') entry = /"(\d+-\d+)"/.exec(text)?.[1] ?? ''
    if (id === 'tailEntries') expect(text).toMatch(/event: start[^]*event: closing/)
    if (id === 'getKey') expect(text).toContain('paid')
    if (id === 'runTxn') expect(text).toContain('"succeeded": true')
    if (id === 'watchKeys') {
      expect(text).toMatch(/event: put\s+data: \{"key":"user\/seen"[^]*event: closing/)
    }
  })

  it('sends no request to another origin, and logs no error to the console', () => {
    expect(docs.complaints).toEqual([])
  })

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
