import fs from 'node:fs'
import net from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Program, until } from '#foundation/program/program'
import type { RecentRequest } from '#business/web/requests/recent'
import { TestService } from '#business/web/service/testing/test-service'
import type { components } from '../openapi/profile-api-types.gen.ts'
import { docsForms } from './docs-forms.ts'
import { MAIN, NO_FLAGS, profileClient, setFlags, startProfile } from './profile-service.ts'

type Schemas = components['schemas']
type Fields = Schemas['ProfileFields']

const HOME = { street: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' }
const ADA = { email: 'ada@example.org', name: 'Ada Lovelace', addresses: [HOME] }
/** Nothing of this may be in a log. */
const PERSONAL = /example\.org|Lovelace|Hopper|James Square|SW1Y/i

let service: TestService
let client: ReturnType<typeof profileClient>

beforeAll(async () => {
  service = await startProfile()
  client = profileClient(service.url)
})

afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

async function restart(): Promise<void> {
  await service.restart()
  client = profileClient(service.url)
}

const create = (body: Fields, key?: string) =>
  client.POST('/v1/profiles', {
    body,
    params: { header: key === undefined ? {} : { 'Idempotency-Key': key } },
  })

const read = (id: string, tags?: string) =>
  client.GET('/v1/profiles/{id}', {
    params: { path: { id }, header: tags === undefined ? {} : { 'If-None-Match': tags } },
  })

const at = (id: string, tags?: string) => ({
  path: { id },
  header: tags === undefined ? {} : { 'If-Match': tags },
})

const replace = (id: string, tags: string | undefined, body: Fields) =>
  client.PUT('/v1/profiles/{id}', { params: at(id, tags), body })

const patch = (id: string, tags: string | undefined, body: Schemas['ProfilePatch']) =>
  client.PATCH('/v1/profiles/{id}', {
    params: at(id, tags),
    headers: { 'Content-Type': 'application/merge-patch+json' },
    body,
  })

const remove = (id: string, tags?: string) =>
  client.DELETE('/v1/profiles/{id}', { params: at(id, tags) })

/** The client's own types make objects of arrays that are read-only. */
const pageOf = (data: unknown): Schemas['ProfilePage'] =>
  (data as Schemas['ProfilePage'] | undefined) ?? { profiles: [] }

const search = async (email: string) =>
  pageOf((await client.POST('/v1/profiles/search', { body: { email } })).data).profiles

/** Of what openapi-fetch returns: the status, the code of a problem. */
type Answer = {
  readonly response: Response
  readonly error?: { readonly code: string } | undefined
}

const outcome = ({ response, error }: Answer): [number, string?] =>
  error ? [response.status, error.code] : [response.status]

async function created(fields: Fields): Promise<string> {
  const { data, error } = await create(fields)
  expect(error).toBeUndefined()
  return data?.id ?? ''
}

it('a profile is created, read, replaced and deleted by those who know its version', async () => {
  const { response, data } = await create(ADA)
  expect([response.status, response.headers.get('etag')]).toEqual([201, '"1"'])
  expect(data).toMatchObject({ ...ADA, version: 1 })
  const id = data?.id ?? ''
  expect(response.headers.get('location')).toBe(`/v1/profiles/${id}`)
  expect((await read(id)).data).toEqual(data)
  const same = await read(id, '"1"')
  expect([same.response.status, same.response.headers.get('etag')]).toEqual([304, '"1"'])
  expect(await same.response.text()).toBe('')

  const countess = { ...ADA, name: 'Ada, Countess of Lovelace', addresses: [HOME, HOME] }
  expect(outcome(await replace(id, undefined, countess))).toEqual([428, 'CONDITION_REQUIRED'])
  const replaced = await replace(id, '"1"', countess)
  expect(replaced.response.headers.get('etag')).toBe('"2"')
  expect(replaced.data).toMatchObject({ ...countess, version: 2 })
  expect((await read(id)).data).toEqual(replaced.data)
  for (const tag of ['"1"', 'W/"2"']) {
    expect(outcome(await replace(id, tag, ADA))).toEqual([412, 'CONDITION_FAILED'])
  }
  expect(outcome(await remove(id))).toEqual([428, 'CONDITION_REQUIRED'])
  expect(outcome(await remove(id, '"1"'))).toEqual([412, 'CONDITION_FAILED'])
  expect(outcome(await remove(id, '*'))).toEqual([204])
  expect(outcome(await read(id))).toEqual([404, 'PROFILE_NOT_FOUND'])
  expect(outcome(await replace(id, '*', ADA))).toEqual([404, 'PROFILE_NOT_FOUND'])
})

it('a profile may be kept by the client alone, who asks before each use; lists are kept by none', async () => {
  const id = await created({ ...ADA, email: 'cached@example.org' })
  const url = `${service.url}/v1/profiles/${id}`
  const ask = async (format: string, tag?: string) => {
    const headers = {
      Accept: `application/${format}`,
      ...(tag !== undefined && { 'If-None-Match': tag }),
    }
    const response = await fetch(url, { headers })
    const { status, headers: answered } = response
    await response.body?.cancel()
    return [status, ...['etag', 'cache-control', 'vary'].map(name => answered.get(name))]
  }
  const kept = ['private, no-cache', 'Accept']
  expect(await ask('json')).toEqual([200, '"1"', ...kept])
  expect(await ask('json', '"1"')).toEqual([304, '"1"', ...kept])
  expect(await ask('xml', '"1"')).toEqual([200, '"1-xml"', ...kept])
  expect(await ask('xml', '"1-xml"')).toEqual([304, '"1-xml"', ...kept])
  expect(outcome(await patch(id, '"1-xml"', { name: 'Ada' }))).toEqual([200])
  expect(await ask('json', '"1"')).toEqual([200, '"2"', ...kept])
  expect(outcome(await remove(id, '"2"'))).toEqual([204])
  expect(await ask('json', '"2"')).toEqual([404, null, 'no-store', 'Accept'])
  const { response: listed } = await client.GET('/v1/profiles', {})
  expect(listed.headers.get('cache-control')).toBe('no-store')
})

it('a start says which migrations it has applied', async () => {
  const applied = await service.logged('migration applied')
  expect(applied).toMatchObject({ level: 'info', name: '0001_profiles' })
})

it('a merge patch changes what it names, and its addresses all together', async () => {
  const id = await created({ ...ADA, email: 'patched@example.org' })
  expect(outcome(await patch(id, undefined, {}))).toEqual([428, 'CONDITION_REQUIRED'])
  expect(outcome(await patch(id, '"7"', {}))).toEqual([412, 'CONDITION_FAILED'])
  const named = await patch(id, '"1"', { name: 'Augusta Ada Lovelace' })
  expect(named.data).toMatchObject({ name: 'Augusta Ada Lovelace', addresses: [HOME], version: 2 })
  const moved = { ...HOME, street: '3 James Square' }
  expect((await patch(id, '"2"', { addresses: [moved, HOME] })).data?.addresses).toEqual([
    moved,
    HOME,
  ])
  const homeless = await patch(id, '*', { addresses: null })
  expect(homeless.data).toMatchObject({ email: 'patched@example.org', addresses: [], version: 4 })
  expect((await read(id)).data).toEqual(homeless.data)
  expect(outcome(await patch(id, '*', { email: 'ada@example.org' }))).toEqual([200])
  expect(outcome(await patch(id, '*', JSON.parse('{"email":null}') as object))).toEqual([
    422,
    'INVALID_REQUEST',
  ])
  const other = await client.PATCH('/v1/profiles/{id}', { params: at(id, '*'), body: {} })
  expect(outcome(other)).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
  expect(other.response.headers.get('accept-patch')).toBe('application/merge-patch+json')
  await remove(id, '*')
})

it('of many who take one e-mail address at once, in any case, one gets it', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, at) => {
      const email = at % 2 === 0 ? 'grace@example.org' : 'Grace@Example.org'
      return create({ email, name: 'Grace Hopper' })
    }),
  )
  const codes = answers.map(answer => outcome(answer).join(' ')).sort()
  expect(codes).toEqual(['201', ...Array.from({ length: 49 }, () => '409 EMAIL_TAKEN')])
  const id = await created({ ...ADA, email: 'other@example.org' })
  const late = await replace(id, '*', { email: 'GRACE@example.org', name: 'x' })
  expect(outcome(late)).toEqual([409, 'EMAIL_TAKEN'])
  expect(outcome(await patch(id, '*', { email: 'GRACE@example.org' }))).toEqual([
    409,
    'EMAIL_TAKEN',
  ])
})

it('of many who change one version at once, one does', async () => {
  const id = await created({ ...ADA, email: 'raced@example.org' })
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, at) => {
      const addresses = Array.from({ length: at % 11 }, () => HOME)
      return patch(id, '"1"', { name: String(at % 11), addresses })
    }),
  )
  expect(answers.filter(({ response }) => response.status === 200)).toHaveLength(1)
  const { data } = await read(id)
  expect([data?.version, data?.addresses.length]).toEqual([2, Number(data?.name)])
})

describe('a creation with an Idempotency-Key', () => {
  const grace = { email: 'once@example.org', name: 'Grace Hopper', addresses: [HOME] }

  it('takes effect once, and gets the same answer each time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => create(grace, 'create-once')),
    )
    const first = answers[0]?.data
    expect(first).toMatchObject(grace)
    for (const { response, data } of answers) {
      expect([response.status, response.headers.get('etag'), data]).toEqual([201, '"1"', first])
    }
    const id = first?.id ?? ''
    await patch(id, '*', { name: 'Admiral Hopper' })
    const late = await create(grace, 'create-once')
    expect([late.response.status, late.data]).toEqual([201, first])
    expect(late.response.headers.get('location')).toBe(`/v1/profiles/${id}`)
    const other = await create({ ...grace, name: 'x' }, 'create-once')
    expect(outcome(other)).toEqual([422, 'IDEMPOTENCY_KEY_REUSED'])
  })

  it('that is refused can come again', async () => {
    expect(outcome(await create(grace, 'refused'))).toEqual([409, 'EMAIL_TAKEN'])
    const [profile] = await search(grace.email)
    await remove(profile?.id ?? '', '*')
    expect(outcome(await create(grace, 'refused'))).toEqual([201])
  })
})

describe('the list', () => {
  type Query = { limit?: number; offset?: number; cursor?: string }

  const list = (query: Query) => client.GET('/v1/profiles', { params: { query } })

  const page = async (query: Query) => pageOf((await list(query)).data)

  it('has every profile once, by cursor and by offset', async () => {
    for (const at of [1, 2, 3, 4, 5]) {
      await created({ ...ADA, email: `listed${String(at)}@example.org` })
    }
    const all = (await page({ limit: 100 })).profiles
    const times = all.map(({ createdAt }) => createdAt)
    expect(times).toEqual(times.toSorted())
    const byCursor: Schemas['Profile'][] = []
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const { profiles, next } = await page({ limit: 2, ...(cursor !== '' && { cursor }) })
      byCursor.push(...profiles)
      cursor = next
    }
    expect(byCursor).toEqual(all)
    const byOffset = await Promise.all(
      all.map(async (_, offset) => (await page({ limit: 1, offset })).profiles[0]),
    )
    expect(byOffset).toEqual(all)
    const { next = '' } = await page({ limit: 2 })
    const { profiles } = await page({ limit: 1, offset: 1, cursor: next })
    expect(profiles).toEqual(all.slice(3, 4))
    expect((await list({ offset: all.length })).data).toEqual({ profiles: [] })
  })

  it('refuses a cursor that no page returned, and what is beyond its limits', async () => {
    const { next: cursor = '' } = await page({ limit: 1 })
    expect(outcome(await list({ cursor: `${cursor.slice(0, -4)}AAAA` }))).toEqual([
      400,
      'BAD_CURSOR',
    ])
    for (const query of [{ limit: 0 }, { limit: 101 }, { offset: -1 }, { offset: 10_001 }]) {
      expect(outcome(await list(query))).toEqual([422, 'INVALID_REQUEST'])
    }
    expect(outcome(await list({ limit: 100, offset: 10_000 }))).toEqual([200])
  })
})

it('a search finds an e-mail address, however it is written, and no part of one', async () => {
  const id = await created({ ...ADA, email: 'found@example.org' })
  expect(await search('FOUND@Example.org')).toMatchObject([{ id, email: 'found@example.org' }])
  for (const email of ['ound@example.org', 'found_@example.org', 'foun%@example.org']) {
    expect(await search(email)).toEqual([])
  }
})

it('personal data is exported, and erased with the answers that are kept', async () => {
  const exported = (id: string) =>
    client.GET('/v1/profiles/{id}/export', { params: { path: { id } } })
  const erase = (id: string) =>
    client.POST('/v1/profiles/{id}/erasure', { params: { path: { id } } })
  const person = { ...ADA, email: 'person@example.org' }
  const { data: profile } = await create(person, 'person')
  const id = profile?.id ?? ''
  const { response, data } = await exported(id.toUpperCase())
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(data).toMatchObject({ profile, answers: [{ profile }] })

  await remove(id, '*')
  expect((await exported(id)).data).toMatchObject({ answers: [{ profile }] })
  expect(outcome(await erase(id.toUpperCase()))).toEqual([204])
  expect(outcome(await exported(id))).toEqual([404, 'PROFILE_NOT_FOUND'])
  for (const body of [person, ADA]) {
    expect(outcome(await create(body, 'person'))).toEqual([409, 'IDEMPOTENT_RESULT_NOT_KEPT'])
  }
  expect(await search(person.email)).toEqual([])

  const other = await created(person)
  expect(outcome(await erase(other))).toEqual([204])
  expect(outcome(await read(other))).toEqual([404, 'PROFILE_NOT_FOUND'])
  expect(outcome(await erase(other))).toEqual([204])
})

it.each<[string, object]>([
  ['an unknown field', { ...ADA, admin: true }],
  ['an address of e-mail that is none', { ...ADA, email: 'ada' }],
  ['half of a character', { ...ADA, name: '\ud800' }],
  ['a character that PostgreSQL does not store', { ...ADA, name: 'a\u0000' }],
  ['too many addresses', { ...ADA, addresses: Array.from({ length: 11 }, () => HOME) }],
  ['an address without a city', { ...ADA, addresses: [{ ...HOME, city: '' }] }],
  ['a country that is none', { ...ADA, addresses: [{ ...HOME, country: 'gb' }] }],
])('a profile with %s is refused', async (_what, body) => {
  expect(outcome(await create(body as Fields))).toEqual([422, 'INVALID_REQUEST'])
})

it('probes, the document, its page and the figures of the database are served', async () => {
  const { url, debugUrl } = service
  expect(await (await fetch(`${url}/v1/readiness?from=balancer`)).json()).toEqual({
    ...{ status: 'ready', database: 'embedded', readers: [] },
  })
  expect(await (await fetch(`${url}/v1/liveness`)).json()).toMatchObject({ status: 'up' })
  expect(await (await fetch(`${url}/docs`)).text()).toContain('<title>profile-api</title>')
  expect(await (await fetch(`${url}/v1/openapi.json`)).json()).toHaveProperty('openapi', '3.1.1')
  expect(await (await fetch(`${debugUrl}/metrics`)).text()).toContain(
    'postgres_waiting{server="writer"} 0',
  )
})

it('the slowest requests are kept with their statements, without what was asked for', async () => {
  await created({ ...ADA, email: 'slow@example.org' })
  const slowest = `${service.debugUrl}/debug/requests?outcome=slow&operation=createProfile`
  const found = await (await fetch(slowest)).text()
  const { requests } = JSON.parse(found) as { requests: RecentRequest[] }
  const [{ spans, event } = { spans: [], event: {} }] = requests
  const asked = spans.filter(span => span.in === 'handle').map(({ name }) => name)
  expect(asked).toEqual(expect.arrayContaining(['begin', 'insert']))
  expect(spans.find(({ name }) => name === 'insert')?.note).toMatch(/insert into .*\$1/)
  expect(event).toMatchObject({ sqlMs: expect.any(Number) as number, sqlCount: asked.length })
  expect(found).not.toMatch(PERSONAL)
})

it('what was answered is there after a stop and a start', async () => {
  const id = await created({ ...ADA, email: 'kept@example.org' })
  await restart()
  expect((await read(id)).data).toMatchObject({ email: 'kept@example.org', addresses: [HOME] })
})

it('no line of the log has a name or an address, whatever was asked', async () => {
  for (const path of ['/ada@example.org', '?email=ada@example.org', '/Lovelace/export']) {
    expect((await fetch(`${service.url}/v1/profiles${path}`)).status).toBe(422)
  }
  expect((await fetch(`${service.url}/ada@example.org`)).status).toBe(404)
  await restart()
  const { output } = service
  expect(output.split('\n').filter(line => PERSONAL.test(line))).toEqual([])
  expect(output).toMatch(/"operation":"readProfile".*"status":200,.*"profile":"[0-9a-f-]{36}"/)
  expect(output).toContain('"operation":"eraseProfile"')
})

docsForms(() => service.url)

it('a flag of a file switches listings by offset off, as long as the file says so', async () => {
  const list = async (query: { offset?: number }) =>
    outcome(await client.GET('/v1/profiles', { params: { query } }))
  const becomes = (status: number) =>
    until(
      async () => ((await list({ offset: 1 }))[0] === status ? true : undefined),
      () => `it is not ${String(status)}`,
    )
  const off = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' }
  expect(await list({ offset: 1 })).toEqual([200])
  setFlags(service.directory, JSON.stringify({ flags: { 'offset-listing': off } }))
  await becomes(400)
  expect(await list({ offset: 1 })).toEqual([400, 'OFFSET_OFF'])
  expect(await list({ offset: 0 })).toEqual([200])
  const line = /"code":"OFFSET_OFF".*"flags":\{"offset-listing":false\}/
  await until(
    () => (line.test(service.output) ? true : undefined),
    () => 'the line of the request does not have the flag',
  )

  setFlags(service.directory, '{"flags":')
  const { level, error } = await service.logged(
    'the file of flags cannot be used: they stay as they were',
  )
  expect([level, JSON.stringify(error)]).toEqual(['warn', expect.stringContaining('JSON')])
  expect(await list({ offset: 1 })).toEqual([400, 'OFFSET_OFF'])
  setFlags(service.directory, NO_FLAGS)
  await becomes(200)
  await service.logged('the file of flags can be used again')
})

it('a file of flags that cannot be used is no start', async () => {
  const places = ['--web-api-host=127.0.0.1:0', '--web-debug-host=127.0.0.1:0']
  const refused = new Program(MAIN, [...places, `--flags-file=${service.directory}`])
  expect(await refused.ended()).toBe(2)
  expect(refused.output).toMatch(/--flags-file: .*it is no file/)
})

describe('a database that a file names', () => {
  let file: string
  const programs: Program[] = []

  const start = (...args: readonly string[]): Program => {
    const places = ['--web-api-host=127.0.0.1:0', '--web-debug-host=127.0.0.1:0']
    const program = new Program(MAIN, [...args, `--db-writer-url-file=${file}`, ...places])
    programs.push(program)
    return program
  }

  beforeAll(async () => {
    const { url } = await service.logged(
      'the embedded PostgreSQL serves: it is for development alone',
    )
    const schema = new URL(String(url))
    const client = new pg.Client({ connectionString: schema.href })
    await client.connect()
    try {
      await client.query('create schema named')
    } finally {
      await client.end()
    }
    schema.searchParams.set('options', '-c search_path=named')
    file = join(service.directory, 'writer-url')
    fs.writeFileSync(file, `${schema.href}\n`)
  })

  afterAll(async () => {
    await Promise.all(programs.map(program => program.kill()))
  })

  it('is migrated by a command; before that, the service gets no traffic', async () => {
    expect(await start('migrate', 'status').ended()).toBe(5)
    const waiting = start('--db-migrate=off')
    const { api } = await waiting.logged('listening')
    const readiness = async (status: number): Promise<string | undefined> => {
      const response = await fetch(`http://127.0.0.1:${String(api)}/v1/readiness`)
      return response.status === status ? await response.text() : undefined
    }
    const refusal = await until(
      async () => {
        const text = await readiness(503)
        return text?.includes('pending') ? text : undefined
      },
      () => 'it is ready',
    )
    expect(refusal).toContain('Migrations are pending: 0001_profiles')
    const up = start('migrate', 'up')
    expect(await up.ended()).toBe(0)
    const applied = up.log.filter(({ msg }) => msg === 'migration applied')
    expect(applied.map(({ name }) => name)).toContain('0004_addresses')
    const status = start('migrate', 'status')
    expect(await status.ended()).toBe(0)
    const told = status.log.filter(({ msg }) => msg === 'migration was applied')
    expect(told.map(({ name }) => name)).toEqual(applied.map(({ name }) => name))
    expect(await readiness(200)).toContain('"database":"external"')
    expect(waiting.output).not.toContain('search_path')
  })
})

it('in production, a database has to be named', async () => {
  const refused = new Program(
    MAIN,
    ['--web-api-host=127.0.0.1:0', '--web-debug-host=127.0.0.1:0'],
    { NODE_ENV: 'production' },
  )
  expect(await refused.ended()).toBe(2)
  expect(refused.output).toContain('PROFILE_DB_WRITER_URL')
})

it('tells once that connections are refused', async () => {
  const args = ['--web-connections-max=1']
  await using small = await TestService.start(MAIN, () => ({ args }))
  const port = Number(new URL(small.url).port)
  const sockets = Array.from({ length: 5 }, () =>
    net.connect({ host: '127.0.0.1', port }).on('error', () => undefined),
  )
  const message = 'connections are refused: there are as many as may be'
  await small.logged(message)
  for (const socket of sockets) socket.destroy()
  expect(small.log.filter(({ msg }) => msg === message).length).toBe(1)
})
