import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkProperty } from '#foundation/testing/property'
import { call } from './contract-check.ts'
import { Service, until } from './service.ts'
import { watchEvents } from './watch.ts'

/**
 * The whole service, as a client sees it, against a model that a client could keep: what was answered is what there is,
 * whatever happens in between, a kill or an expiry included.
 */

let service: Service
let run = 0

beforeAll(async () => {
  service = await Service.start({ args: ['--store-memory=16MiB'] })
})
afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

type Known = {
  readonly value: string
  readonly etag: string
  readonly expiresAt: number | undefined
}

/** What a client knows of its keys. */
class Client {
  readonly prefix = `run-${String(run++)}/`
  readonly keys = new Map<string, Known>()
  /** Every change it made, in the order of revisions: key and value, undefined for a removal. */
  readonly changes: { readonly key: string; readonly value: string | undefined }[] = []
  firstRevision = 0

  path(key: string): string {
    return `/v1/kv/${encodeURIComponent(this.prefix + key)}`
  }

  forgetExpired(now: number): void {
    for (const [key, { expiresAt }] of this.keys) {
      if (expiresAt === undefined || expiresAt > now) continue
      this.keys.delete(key)
      this.changes.push({ key, value: undefined })
    }
  }
}

type Step = {
  readonly act: (client: Client) => Promise<void>
  readonly [fc.toStringMethod]: () => string
}

function step(label: string, input: unknown, act: (client: Client) => Promise<void>): Step {
  return { act, [fc.toStringMethod]: () => `${label} ${fc.stringify(input)}` }
}

const key = fc.constantFrom('a', 'b', 'ü/ß', 'sp ace', '%', 'e?&#')
const value = fc.string({ maxLength: 20, unit: 'binary' })
const TTL_MS = 150

const put = fc
  .record({
    key,
    value,
    condition: fc.constantFrom('none', 'current', 'stale', 'absent'),
    expires: fc.boolean(),
  })
  .map(input =>
    step('put', input, async client => {
      const known = client.keys.get(input.key)
      const headers: Record<string, string> = { 'Content-Type': 'text/plain' }
      let expected = known ? 200 : 201
      if (input.condition === 'current') {
        headers['If-Match'] = known?.etag ?? '"1"'
        if (!known) expected = 412
      } else if (input.condition === 'stale') {
        headers['If-Match'] = '"1"'
        expected = 412
      } else if (input.condition === 'absent') {
        headers['If-None-Match'] = '*'
        if (known) expected = 412
      }
      const query = input.expires ? `?ttl=${String(TTL_MS)}ms` : ''
      const body = Buffer.from(input.value)
      const answer = await call(service.url, 'PUT', client.path(input.key) + query, {
        body,
        headers,
      })
      expect(answer.status).toBe(expected)
      if (expected === 412) return
      const { modRevision, expiresAt } = answer.data as { modRevision: number; expiresAt?: string }
      if (client.firstRevision === 0) client.firstRevision = modRevision
      client.keys.set(input.key, {
        value: body.toString(),
        etag: answer.headers.get('etag') ?? '',
        expiresAt: expiresAt === undefined ? undefined : Date.parse(expiresAt),
      })
      client.changes.push({ key: input.key, value: body.toString() })
    }),
  )

const remove = key.map(name =>
  step('delete', name, async client => {
    const answer = await call(service.url, 'DELETE', client.path(name))
    expect(answer.status).toBe(client.keys.has(name) ? 204 : 404)
    if (client.keys.delete(name)) client.changes.push({ key: name, value: undefined })
  }),
)

const swap = fc.uniqueArray(key, { minLength: 2, maxLength: 2 }).map(pair =>
  step('swap', pair, async client => {
    const [a = '', b = ''] = pair
    const values = [client.keys.get(a), client.keys.get(b)]
    if (!values[0] || !values[1]) return
    const text = (name: string): string => encodeText(client.prefix + name)
    const operation = (name: string, known: Known) => ({
      op: 'put',
      key: text(name),
      value: known.value,
    })
    const headers = { 'Content-Type': 'application/json' }
    const then = [operation(a, values[1]), operation(b, values[0])]
    const answer = await call(service.url, 'POST', '/v1/txn', {
      body: JSON.stringify({ then }),
      headers,
    })
    const { revision } = answer.data as { revision: number }
    for (const [name, { value }] of [
      [a, values[1]],
      [b, values[0]],
    ] as const) {
      client.keys.set(name, { value, etag: `"${String(revision)}"`, expiresAt: undefined })
      client.changes.push({ key: name, value })
    }
  }),
)

const expire = step('expire', [], async client => {
  const due = [...client.keys].filter(([, { expiresAt }]) => expiresAt !== undefined)
  for (const [name] of due) {
    await until(
      async () =>
        (await call(service.url, 'GET', client.path(name))).status === 404 ? true : undefined,
      () => `${name} did not expire`,
    )
  }
  client.forgetExpired(Number.POSITIVE_INFINITY)
})

const kill = step('kill', [], async client => {
  await expire.act(client)
  await service.kill()
  await service.restart()
})

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: put },
  { weight: 5, arbitrary: remove },
  { weight: 3, arbitrary: swap },
  { weight: 1, arbitrary: fc.constant(expire) },
  { weight: 1, arbitrary: fc.constant(kill) },
)

it('what was answered is what there is: reads, listings, the past and watches, across kills and expiries', async () => {
  const steps = fc.array(anyStep, { minLength: 5, maxLength: 40 })
  // A condition on revision 1 holds for no key of the test.
  await call(service.url, 'PUT', '/v1/kv/first', { body: '' })
  await checkProperty(
    'app/services/sales-api/tests/http.property.test.ts',
    steps,
    3,
    async sequence => {
      const client = new Client()
      for (const { act } of sequence) {
        // Keys with a time to live are given their time now, so that it cannot run out in the middle of a step.
        if ([...client.keys.values()].some(({ expiresAt }) => expiresAt !== undefined)) {
          await expire.act(client)
        }
        await act(client)
      }
      await expire.act(client)
      await agree(client)
      await kill.act(client)
      await agree(client)
    },
  )
})

async function agree(client: Client): Promise<void> {
  for (const [name, { value, etag }] of client.keys) {
    const found = await call(service.url, 'GET', client.path(name))
    expect([found.status, found.text, found.headers.get('etag')]).toEqual([200, value, etag])
  }
  const query = `prefix=${encodeURIComponent(client.prefix)}&keysOnly=true`
  const page = (await call(service.url, 'GET', `/v1/kv?${query}`)).data as {
    items: { key: string }[]
  }
  const expected = [...client.keys.keys()].map(name => Buffer.from(client.prefix + name))
  expect(page.items.map(item => item.key)).toEqual(
    expected.sort((a, b) => a.compare(b)).map(bytes => encodeText(bytes.toString())),
  )
  if (client.firstRevision === 0) return
  const from = String(client.firstRevision)
  const events = await watchEvents(
    service.url,
    { prefix: client.prefix, from },
    client.changes.length,
  )
  const byKey = (changes: readonly { readonly key: string; readonly value: unknown }[]) =>
    Object.groupBy(changes, change => change.key)
  const seen = events.map(({ event, data }) => ({
    key: String(data.key),
    value: event === 'put' ? valueOf(data) : undefined,
  }))
  const made = client.changes.map(change => ({
    ...change,
    key: encodeText(client.prefix + change.key),
  }))
  expect(byKey(seen)).toEqual(byKey(made))
}

/** A key as bodies have it. */
function encodeText(key: string): string {
  return key.replaceAll('%', '%25')
}

function valueOf(data: Readonly<Record<string, unknown>>): string {
  return typeof data.valueBase64 === 'string'
    ? Buffer.from(data.valueBase64, 'base64').toString()
    : String(data.value)
}
