import fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkProperty } from '#foundation/testing/property'
import { TestApp } from '#foundation/web/test-app'
import { mountV1 } from '../handlers/v1/v1.ts'
import type { Client } from '../resp/testing/resp-test.ts'
import { RespTest } from '../resp/testing/resp-test.ts'
import { call } from './contract-check.ts'

/**
 * RESP and HTTP, in turn and at once, on the same keys, streams and groups of one node, which loses its power now and then: both
 * have what one plain model has.
 */

const FILE = 'app/services/sales-api/tests/protocols.property.test.ts'
const NAMES = ['a', 'b'] as const
const GROUP = 'g'
const CONSUMERS = ['c', 'd'] as const
const JSON_TYPE = { 'Content-Type': 'application/json' }
const MISSING = /^-NOGROUP|requires the key to exist/

type Entry = { readonly id: string; readonly text: string }
type Group = { position: number; pending: Map<string, string> }
type Stream = {
  readonly kind: 'stream'
  /** The removed ones too. */
  readonly entries: (Entry & { isRemoved: boolean })[]
  group: Group | undefined
}
type Value = { readonly kind: 'value'; readonly value: string }

type Step = {
  readonly act: (run: Run) => Promise<void>
  readonly [fc.toStringMethod]: () => string
}

/** One node with both its doors. */
class Run implements AsyncDisposable {
  readonly keys = new Map<string, Stream | Value>()
  #resp: RespTest
  #http: TestApp
  #client: Client
  #written = 0

  static async start(): Promise<Run> {
    return new Run(await doorsOf(await RespTest.start()))
  }

  private constructor({ resp, http, client }: Doors) {
    this.#resp = resp
    this.#http = http
    this.#client = client
  }

  async crash(): Promise<void> {
    await this.#http[Symbol.asyncDispose]()
    const { resp, http, client } = await doorsOf(await this.#resp.crash())
    this.#resp = resp
    this.#http = http
    this.#client = client
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#http[Symbol.asyncDispose]()
    await this.#resp[Symbol.asyncDispose]()
  }

  ask(line: string): Promise<unknown> {
    return this.#client.ask(line)
  }

  async send(method: string, target: string, body?: object | string) {
    const json = { body: JSON.stringify(body), headers: JSON_TYPE }
    const init = body === undefined ? {} : typeof body === 'string' ? { body } : json
    const { status, data, text } = await call(this.#http.url, method, `/v1${target}`, init)
    return { status, data, text }
  }

  /** A text that nothing else is called. */
  next(): string {
    return `x${String(++this.#written)}`
  }

  value(name: string): string | undefined {
    const found = this.keys.get(name)
    return found?.kind === 'value' ? found.value : undefined
  }

  stream(name: string): Stream | undefined {
    const found = this.keys.get(name)
    return found?.kind === 'stream' ? found : undefined
  }

  is(name: string, kind: 'stream' | 'value'): boolean {
    return this.keys.get(name)?.kind === kind
  }

  append(name: string, ...entries: Entry[]): void {
    const stream = this.stream(name) ?? { kind: 'stream', entries: [], group: undefined }
    stream.entries.push(...entries.map(entry => ({ ...entry, isRemoved: false })))
    this.keys.set(name, stream)
  }

  async check(name: string): Promise<void> {
    const stream = this.stream(name)
    const entries = stream?.entries.filter(({ isRemoved }) => !isRemoved) ?? []
    const [value, range, got, page] = await Promise.all([
      this.ask(`GET ${name}`),
      this.ask(`XRANGE ${name} - +`),
      this.send('GET', `/kv/${name}`),
      this.send('GET', `/streams/${name}/entries`),
    ])
    if (this.is(name, 'value')) {
      expect([value, got.status, got.text]).toEqual([this.value(name), 200, this.value(name)])
      expect([String(range).startsWith('-WRONGTYPE'), page.status]).toEqual([true, 409])
    } else if (stream) {
      expect([String(value).startsWith('-WRONGTYPE'), got.status]).toEqual([true, 409])
      expect(range).toEqual(entries.map(({ id, text }) => [id, ['f', text]]))
      const shown = entries.map(({ id, text }) => ({ id, fields: [{ name: 'f', value: text }] }))
      expect(page.data).toMatchObject({ entries: shown, more: false })
      await this.#checkGroup(name, stream)
    } else {
      expect([value, range, got.status, page.status]).toEqual([null, [], 404, 404])
    }
  }

  async #checkGroup(name: string, { entries, group }: Stream): Promise<void> {
    const [pending, shown] = await Promise.all([
      this.ask(`XPENDING ${name} ${GROUP} - + 1000`),
      this.send('GET', `/streams/${name}/groups/${GROUP}/pending?limit=1000`),
    ])
    if (!group) {
      expect([String(pending), shown.status]).toEqual([expect.stringMatching(MISSING), 404])
      return
    }
    const expected = entries.flatMap(({ id }) => {
      const consumer = group.pending.get(id)
      return consumer === undefined ? [] : [{ id, consumer }]
    })
    expect((pending as unknown[][]).map(([id, consumer]) => ({ id, consumer }))).toEqual(expected)
    expect(shown.data).toMatchObject({ pending: expected, more: false })
  }
}

type Doors = { readonly resp: RespTest; readonly http: TestApp; readonly client: Client }

async function doorsOf(resp: RespTest): Promise<Doors> {
  const { kv, streams, groups, host } = resp.node
  const http = await TestApp.serve(host.clock, {}, {})
  mountV1(http.app, {
    ...{ kv, streams, groups, clock: host.clock, valueBytesMax: 1000 },
    retention: { ageMs: 1000, revisions: 1000 },
    closing: new AbortController().signal,
  })
  return { resp, http, client: await resp.connect() }
}

const name = fc.constantFrom(...NAMES)
const consumer = fc.constantFrom(...CONSUMERS)
const isHttp = fc.boolean()

function step<T>(
  label: string,
  arbitrary: fc.Arbitrary<T>,
  act: (run: Run, input: T) => Promise<void>,
): fc.Arbitrary<Step> {
  return arbitrary.map(input => ({
    act: run => act(run, input),
    [fc.toStringMethod]: () => `${label} ${fc.stringify(input)}`,
  }))
}

const put = step('put', fc.record({ name, isHttp }), async (run, { name, isHttp }) => {
  const value = run.next()
  if (isHttp) {
    const isStream = run.is(name, 'stream')
    const { status } = await run.send('PUT', `/kv/${name}`, value)
    expect(status).toBe(isStream ? 409 : run.is(name, 'value') ? 200 : 201)
    if (isStream) return
  } else {
    expect(await run.ask(`SET ${name} ${value}`)).toBe('OK')
  }
  run.keys.set(name, { kind: 'value', value })
})

const extend = step('extend', name, async (run, name) => {
  const more = run.next()
  const value = (run.value(name) ?? '') + more
  const reply = await run.ask(`APPEND ${name} ${more}`)
  if (run.is(name, 'stream')) expect(reply).toMatch(/^-WRONGTYPE/)
  else {
    expect(reply).toBe(value.length)
    run.keys.set(name, { kind: 'value', value })
  }
})

const remove = step('remove', fc.record({ name, isHttp }), async (run, { name, isHttp }) => {
  if (isHttp) {
    const path = run.is(name, 'stream') ? `/streams/${name}` : `/kv/${name}`
    expect((await run.send('DELETE', path)).status).toBe(run.keys.has(name) ? 204 : 404)
  } else {
    expect(await run.ask(`DEL ${name}`)).toBe(Number(run.keys.has(name)))
  }
  run.keys.delete(name)
})

const rename = step('rename', fc.boolean(), async (run, isBack) => {
  const [from, to] = isBack ? ['b', 'a'] : ['a', 'b']
  const found = run.keys.get(from)
  expect(await run.ask(`RENAME ${from} ${to}`)).toBe(found ? 'OK' : '-ERR no such key')
  if (!found) return
  run.keys.delete(from)
  run.keys.set(to, found)
})

/** By both protocols at once: each entry is there, in the order of their ids. */
const append = step(
  'append',
  fc.record({ name, resp: fc.integer({ min: 0, max: 3 }), http: fc.integer({ min: 0, max: 3 }) }),
  async (run, { name, resp, http }) => {
    const overResp = Array.from({ length: resp }, async (): Promise<Entry[]> => {
      const text = run.next()
      const reply = await run.ask(`XADD ${name} * f ${text}`)
      return String(reply).startsWith('-WRONGTYPE') ? [] : [{ id: String(reply), text }]
    })
    const overHttp = Array.from({ length: http }, async (): Promise<Entry[]> => {
      const text = run.next()
      const entries = [{ fields: [{ name: 'f', value: text }] }]
      const { status, data } = await run.send('POST', `/streams/${name}/entries`, { entries })
      return status === 409 ? [] : (data as { ids: string[] }).ids.map(id => ({ id, text }))
    })
    const appended = (await Promise.all([...overResp, ...overHttp])).flat()
    expect(appended.length).toBe(run.is(name, 'value') ? 0 : resp + http)
    if (appended.length > 0) run.append(name, ...appended.sort((a, b) => byId(a.id, b.id)))
  },
)

const both = step(
  'put and append',
  fc.record({ isBack: fc.boolean(), isHttp }),
  async (run, input) => {
    const [key, name] = input.isBack ? ['b', 'a'] : ['a', 'b']
    const [value, text] = [run.next(), run.next()]
    // What EXEC does is not undone by what it refuses; a transaction over HTTP is all or nothing.
    const refuses = run.is(name, 'value') || (input.isHttp && run.is(key, 'stream'))
    if (refuses) return
    if (input.isHttp) {
      const fields = [{ name: 'f', value: text }]
      const then = [
        { op: 'put', key, value },
        { op: 'append', stream: name, fields },
      ]
      const { data } = await run.send('POST', '/txn', { then })
      const { results } = data as { results: { id?: string }[] }
      run.append(name, { id: String(results[1]?.id), text })
    } else {
      const replies = []
      for (const line of ['MULTI', `SET ${key} ${value}`, `XADD ${name} * f ${text}`, 'EXEC']) {
        replies.push(await run.ask(line))
      }
      const [set, id] = replies[3] as unknown[]
      expect(set).toBe('OK')
      run.append(name, { id: String(id), text })
    }
    run.keys.set(key, { kind: 'value', value })
  },
)

const cut = step('cut', fc.record({ name, isHttp, at: fc.nat(20) }), async (run, input) => {
  const { name, isHttp, at } = input
  const entry = run.stream(name)?.entries[at]
  if (!entry) return
  if (isHttp) {
    const { status } = await run.send('DELETE', `/streams/${name}/entries/${entry.id}`)
    expect(status).toBe(entry.isRemoved ? 404 : 204)
  } else {
    expect(await run.ask(`XDEL ${name} ${entry.id}`)).toBe(Number(!entry.isRemoved))
  }
  entry.isRemoved = true
})

const group = step('group', fc.record({ name, isHttp }), async (run, { name, isHttp }) => {
  const stream = run.stream(name)
  if (isHttp) {
    const { status } = await run.send('PUT', `/streams/${name}/groups/${GROUP}`, { after: '0-0' })
    expect(status).toBe(run.is(name, 'value') || stream?.group ? 409 : 201)
  } else {
    const reply = String(await run.ask(`XGROUP CREATE ${name} ${GROUP} 0 MKSTREAM`))
    const error = run.is(name, 'value') ? /^-WRONGTYPE/ : /^-BUSYGROUP/
    expect(reply).toMatch(run.is(name, 'value') || stream?.group ? error : /^OK$/)
  }
  if (run.is(name, 'value') || stream?.group) return
  run.append(name)
  const made = run.stream(name)
  if (made) made.group = { position: 0, pending: new Map() }
})

const read = step(
  'read',
  fc.record({
    name,
    isHttp,
    consumer,
    limit: fc.integer({ min: 1, max: 4 }),
    isAcked: fc.boolean(),
  }),
  async (run, { name, isHttp, consumer, limit, isAcked }) => {
    const stream = run.stream(name)
    let ids: unknown[]
    if (isHttp) {
      const asked = { consumer, limit, noAck: isAcked }
      const path = `/streams/${name}/groups/${GROUP}/read`
      const { status, data } = await run.send('POST', path, asked)
      if (!stream?.group) expect(status).toBe(run.is(name, 'value') ? 409 : 404)
      ids = stream?.group ? (data as { entries: Entry[] }).entries.map(({ id }) => id) : []
    } else {
      const options = `COUNT ${String(limit)}${isAcked ? ' NOACK' : ''}`
      const reply = await run.ask(
        `XREADGROUP GROUP ${GROUP} ${consumer} ${options} STREAMS ${name} >`,
      )
      if (!stream?.group) expect(reply).toMatch(run.is(name, 'value') ? /^-WRONGTYPE/ : MISSING)
      const answered = stream?.group ? ((reply ?? []) as [string, [string][]][]) : []
      ids = answered.flatMap(([, entries]) => entries.map(([id]) => id))
    }
    if (!stream?.group) return
    const { group, entries } = stream
    const found = entries
      .map((entry, at) => ({ ...entry, at }))
      .filter(({ at, isRemoved }) => at >= group.position && !isRemoved)
      .slice(0, limit)
    expect(ids).toEqual(found.map(({ id }) => id))
    for (const { id, at } of found) {
      group.position = at + 1
      if (!isAcked) group.pending.set(id, consumer)
    }
  },
)

const acknowledge = step(
  'acknowledge',
  fc.record({ name, isHttp, at: fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }) }),
  async (run, { name, isHttp, at }) => {
    const stream = run.stream(name)
    const ids = at.flatMap(index => stream?.entries[index]?.id ?? [])
    if (!stream?.group || ids.length === 0) return
    const { pending } = stream.group
    const count = ids.filter(id => pending.delete(id)).length
    if (isHttp) {
      const path = `/streams/${name}/groups/${GROUP}/ack`
      expect((await run.send('POST', path, { ids })).data).toEqual({ count })
    } else {
      expect(await run.ask(`XACK ${name} ${GROUP} ${ids.join(' ')}`)).toBe(count)
    }
  },
)

const crash = step('crash', fc.constant(''), async run => {
  await run.crash()
  for (const name of NAMES) await run.check(name)
})

const steps = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: put },
    { weight: 1, arbitrary: extend },
    { weight: 1, arbitrary: remove },
    { weight: 1, arbitrary: rename },
    { weight: 6, arbitrary: append },
    { weight: 2, arbitrary: both },
    { weight: 2, arbitrary: cut },
    { weight: 3, arbitrary: group },
    { weight: 5, arbitrary: read },
    { weight: 3, arbitrary: acknowledge },
    { weight: 1, arbitrary: crash },
  ),
  { minLength: 10, maxLength: 40 },
)

function byId(a: string, b: string): number {
  const [left = [0, 0], right = [0, 0]] = [a, b].map(id => id.split('-').map(Number))
  return (left[0] ?? 0) - (right[0] ?? 0) || (left[1] ?? 0) - (right[1] ?? 0)
}

it('RESP and HTTP have the same keys, streams and groups', async () => {
  await checkProperty(FILE, steps, 10, async given => {
    await using run = await Run.start()
    for (const [index, { act }] of given.entries()) {
      await act(run)
      await run.check(index % 2 === 0 ? 'a' : 'b')
    }
    await run.crash()
    for (const name of NAMES) await run.check(name)
  })
})
