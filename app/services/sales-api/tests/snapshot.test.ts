/** What `POST /debug/snapshot` refuses, on the debug port of the real service. What it makes is tested beside `admin backup`. */
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SNAPSHOT_BODY_BYTES_MAX } from '#business/web/debug/snapshot-contract'
import { Service } from './service.ts'

const JSON_TYPE = 'application/json'
/** Asked for at the same time. */
const SNAPSHOTS = 4

let service: Service
let root = ''

beforeAll(async () => {
  root = fs.mkdtempSync(join(os.tmpdir(), 'snapshots-'))
  service = await Service.start()
  expect((await fetch(`${service.url}/v1/kv/a`, { method: 'PUT', body: 'x' })).status).toBe(201)
})
afterAll(async () => {
  await service[Symbol.asyncDispose]()
  fs.rmSync(root, { recursive: true })
})

type Answer = { readonly status: number; readonly code: string | undefined; readonly text: string }

async function post(body: string, type = JSON_TYPE): Promise<Answer> {
  const headers = { 'Content-Type': type }
  const url = `${service.debugUrl}/debug/snapshot`
  const response = await fetch(url, { method: 'POST', headers, body })
  const text = await response.text()
  return { status: response.status, code: (JSON.parse(text) as { code?: string }).code, text }
}

const snapshot = (directory: string): Promise<Answer> => post(JSON.stringify({ directory }))

it('one while another is being made is refused, names that one, and leaves nothing behind', async () => {
  const places = Array.from({ length: SNAPSHOTS }, (_, index) =>
    join(root, `at-once-${String(index)}`),
  )
  const answers = await Promise.all(places.map(snapshot))
  const made = places.filter((_, index) => answers[index]?.status === 200)
  const refused = answers.filter(({ status }) => status !== 200)
  expect(made.length).toBeGreaterThan(0)
  expect(refused.length).toBeGreaterThan(0)
  for (const { status, code, text } of refused) {
    expect([status, code]).toEqual([409, 'SNAPSHOT_RUNNING'])
    expect(made.some(place => text.includes(place))).toBe(true)
  }
  expect(places.filter(place => fs.existsSync(place))).toEqual(made)
  // And it is possible again.
  expect((await snapshot(join(root, 'after'))).status).toBe(200)
})

it('one into a place that holds something is refused, and that stays as it was', async () => {
  const full = join(root, 'full')
  fs.mkdirSync(full)
  fs.writeFileSync(join(full, 'mine'), 'mine')
  const file = join(full, 'mine')
  for (const place of [full, file, service.directory]) {
    const { status, code, text } = await snapshot(place)
    expect([status, code]).toEqual([409, 'BACKUP_EXISTS'])
    expect(text).toContain(place)
  }
  expect(fs.readdirSync(full)).toEqual(['mine'])
  expect(fs.readFileSync(file, 'utf8')).toBe('mine')
  expect((await fetch(`${service.url}/v1/kv/a`)).status).toBe(200)
})

it('one into an empty directory is made, and the same once more is refused', async () => {
  const empty = join(root, 'empty')
  fs.mkdirSync(empty)
  expect((await snapshot(empty)).status).toBe(200)
  expect(await snapshot(empty)).toMatchObject({ status: 409, code: 'BACKUP_EXISTS' })
})

it('one into a place where nothing can be written fails, with the place and the reason; the service goes on', async () => {
  const file = join(root, 'file')
  fs.writeFileSync(file, '')
  for (const place of [join(file, 'backup'), '/proc/backup']) {
    const { status, code, text } = await snapshot(place)
    expect([status, code]).toEqual([500, 'DISK_FAILED'])
    expect(text).toContain(place)
  }
  expect((await fetch(`${service.url}/v1/readiness`)).status).toBe(200)
  expect((await fetch(`${service.url}/v1/kv/b`, { method: 'PUT', body: 'x' })).status).toBe(201)
})

it.each([
  ['that names no directory', '{}', 422],
  ['whose directory is relative', '{"directory":"backup"}', 422],
  ['whose directory is no text', '{"directory":1}', 422],
  ['whose directory is empty', '{"directory":""}', 422],
  ['whose directory has a zero byte', '{"directory":"/tmp/a\\u0000b"}', 422],
  ['whose directory is too long', JSON.stringify({ directory: `/${'x'.repeat(4096)}` }), 422],
  ['with a name that means nothing', '{"directory":"/proc/backup","verify":true}', 422],
  ['that is no JSON', '{"directory":', 400],
  ['that is too long', JSON.stringify({ directory: 'x'.repeat(SNAPSHOT_BODY_BYTES_MAX) }), 413],
])('a body %s is refused', async (_name, body, status) => {
  expect(await post(body)).toMatchObject({ status })
})

it('a body of another type is refused', async () => {
  const answer = await post('{"directory":"/proc/backup"}', 'text/plain')
  expect(answer).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' })
})
