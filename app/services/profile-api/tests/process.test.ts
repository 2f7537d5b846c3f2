/** The service as a process, with a PostgreSQL of its own, over HTTP. Every answer is checked against the document. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Program } from '#foundation/program/program'

const MAIN = new URL('../main.ts', import.meta.url).pathname
const DOCUMENT = new URL('../openapi/profile-api.json', import.meta.url)
const ADA = { email: 'ada@example.org', name: 'Ada Lovelace' }

type ProfileBody = { id: string; email: string; name: string; version: number; code: string }

const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(JSON.parse(fs.readFileSync(DOCUMENT, 'utf8')) as object, 'document')

let directory: string
let program: Program
let url: string
let debugUrl: string

beforeAll(async () => {
  directory = fs.mkdtempSync(join(os.tmpdir(), 'profile-'))
  fs.chmodSync(directory, 0o755)
  await start()
})

afterAll(async () => {
  await program.kill()
  fs.rmSync(directory, { recursive: true, force: true })
})

async function start(): Promise<void> {
  program = new Program(MAIN, [
    ...['--web-api-host=127.0.0.1:0', '--web-debug-host=127.0.0.1:0'],
    `--db-dir=${join(directory, 'postgres')}`,
  ])
  await program.logged('ready')
  const { api, debug } = await program.logged('listening')
  url = `http://127.0.0.1:${String(api)}`
  debugUrl = `http://127.0.0.1:${String(debug)}`
}

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  const response = await fetch(url + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const { status } = response
  const data = (text === '' ? {} : JSON.parse(text)) as ProfileBody
  const schema = status >= 400 ? 'Problem' : 'Profile'
  const validate = ajv.getSchema(`document#/components/schemas/${schema}`)
  if (text !== '')
    expect(validate?.(data), `${ajv.errorsText(validate?.errors)}: ${text}`).toBe(true)
  return { status, etag: response.headers.get('etag'), data, headers: response.headers }
}

it('a profile is created, read, replaced and deleted by those who know its version', async () => {
  const created = await ask('POST', '/v1/profiles', ADA)
  expect(created).toMatchObject({ status: 201, etag: '"1"', data: { ...ADA, version: 1 } })
  const path = created.headers.get('location') ?? ''
  expect(await ask('GET', path)).toMatchObject({ status: 200, etag: '"1"', data: ADA })
  const same = await ask('GET', path, undefined, { 'If-None-Match': '"1"' })
  expect(same).toMatchObject({ status: 304, etag: '"1"' })

  const countess = { ...ADA, name: 'Ada, Countess of Lovelace' }
  expect(await ask('PUT', path, countess)).toMatchObject({
    ...{ status: 428, data: { code: 'CONDITION_REQUIRED' } },
  })
  const replaced = await ask('PUT', path, countess, { 'If-Match': '"1"' })
  expect(replaced).toMatchObject({ status: 200, etag: '"2"', data: { ...countess, version: 2 } })
  for (const tag of ['"1"', 'W/"2"']) {
    const stale = await ask('PUT', path, ADA, { 'If-Match': tag })
    expect(stale).toMatchObject({ status: 412, data: { code: 'CONDITION_FAILED' } })
  }
  expect(await ask('DELETE', path, undefined, { 'If-Match': '"1"' })).toMatchObject({ status: 412 })
  expect(await ask('DELETE', path, undefined, { 'If-Match': '*' })).toMatchObject({ status: 204 })
  expect(await ask('GET', path)).toMatchObject({
    ...{ status: 404, data: { code: 'PROFILE_NOT_FOUND' } },
  })
  expect(await ask('PUT', path, ADA, { 'If-Match': '*' })).toMatchObject({ status: 404 })
})

it('of many who take one address at once, in any case, one gets it', async () => {
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, at) => {
      const email = at % 2 === 0 ? 'grace@example.org' : 'Grace@Example.org'
      return ask('POST', '/v1/profiles', { email, name: 'Grace Hopper' })
    }),
  )
  const created = answers.filter(({ status }) => status === 201)
  const taken = answers.filter(({ data }) => data.code === 'EMAIL_TAKEN')
  expect([created.length, taken.length]).toEqual([1, 29])
  const other = await ask('POST', '/v1/profiles', { ...ADA, email: 'other@example.org' })
  const path = `/v1/profiles/${other.data.id}`
  const late = await ask(
    'PUT',
    path,
    { email: 'GRACE@example.org', name: 'x' },
    { 'If-Match': '*' },
  )
  expect(late).toMatchObject({ status: 409, data: { code: 'EMAIL_TAKEN' } })
})

it.each([
  ['an unknown field', { ...ADA, admin: true }],
  ['an address that is none', { ...ADA, email: 'ada' }],
  ['half of a character', { ...ADA, name: '\ud800' }],
  ['a character that PostgreSQL does not store', { ...ADA, name: 'a\u0000' }],
])('a profile with %s is refused', async (_what, body) => {
  expect(await ask('POST', '/v1/profiles', body)).toMatchObject({ status: 422 })
})

it('probes, the document, its page and the figures of the database are served', async () => {
  expect((await fetch(`${url}/v1/readiness?from=balancer`)).status).toBe(200)
  expect(await (await fetch(`${url}/v1/liveness`)).json()).toMatchObject({ status: 'up' })
  expect(await (await fetch(`${url}/docs`)).text()).toContain('<title>profile-api</title>')
  expect(await (await fetch(`${url}/v1/openapi.json`)).json()).toHaveProperty('openapi', '3.1.1')
  expect(await (await fetch(`${debugUrl}/metrics`)).text()).toContain(
    'postgres_waiting{server="writer"} 0',
  )
})

it('what was answered is there after a stop and a start', async () => {
  const { data } = await ask('POST', '/v1/profiles', { ...ADA, email: 'kept@example.org' })
  expect(await program.stop()).toBe(0)
  await start()
  expect(await ask('GET', `/v1/profiles/${data.id}`)).toMatchObject({ status: 200 })
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
