import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import type { Answer } from '#foundation/testing/misbehaving'
import {
  cutShort,
  endless,
  json,
  MisbehavingServer,
  silence,
  text,
  trickle,
} from '#foundation/testing/misbehaving'
import type { ClientOptions, Outcome, Reason } from './client.ts'
import { VarsClient } from './client.ts'

const { clock } = systemHost()
const NEVER = new AbortController().signal
const TIMEOUT_MS = 300
/** Later than any machine is, however busy it is with other things. */
const LATE_MS = 60_000
const BYTES_MAX = 4096

/** A document of exactly this many bytes. */
const padded = (bytes: number): string => `{"n":1${' '.repeat(bytes - 7)}}`

async function read(url: string, options: Partial<ClientOptions> = {}): Promise<Outcome> {
  const all = { url, timeoutMs: TIMEOUT_MS, bytesMax: BYTES_MAX, ...options }
  const outcome = await new VarsClient(clock, all).read(NEVER)
  if (!outcome) throw new Error('nothing came of it')
  return outcome
}

/** What comes of an answer. */
async function outcomeOf(answer: Answer): Promise<Outcome> {
  await using server = await MisbehavingServer.start(answer)
  return await read(server.url)
}

it('a document is read, with what it took', async () => {
  const outcome = await outcomeOf(json({ cmdline: ['x'], requests: 7 }))
  expect(outcome).toMatchObject({
    kind: 'read',
    vars: { cmdline: ['x'], metrics: [], tree: { requests: 7 } },
  })
  expect(outcome.durationMs).toBeGreaterThan(0)
})

it('credentials in the URL are sent as such, and told nowhere', async () => {
  let authorization: string | undefined
  const answer: Answer = (request, response) => {
    authorization = request.headers.authorization
    text('refused', 401)(request, response)
  }
  await using server = await MisbehavingServer.start(answer)
  const url = server.url.replace('//', '//me:hun%40ter%@')
  expect(JSON.stringify(await read(url))).not.toMatch(/hun|me:/)
  expect(authorization).toBe(`Basic ${Buffer.from('me:hun@ter%').toString('base64')}`)
})

const BOMB = gzipSync(padded(1024 * BYTES_MAX))

const failures: readonly [what: string, answer: Answer, reason: Reason, detail: string][] = [
  ['an error', text('{"n":1}', 500), 'status', 'The answer was 500, not 200'],
  ['a missing page', text('not here', 404), 'status', 'The answer was 404, not 200'],
  ['a redirect', redirect, 'status', 'The answer was 302, not 200'],
  ['an empty body', text(''), 'malformed', 'JSON'],
  ['HTML', text('<html>'), 'malformed', 'JSON'],
  ['half a document', text('{"requests":'), 'malformed', 'JSON'],
  [
    'bytes that are no UTF-8',
    text(Buffer.from('{"n":1,"t":"\xff"}', 'latin1')),
    'malformed',
    'UTF-8',
  ],
  ['a list', json([1, 2]), 'unusable', 'an array where an object was expected'],
  ['null', json(null), 'unusable', 'null where an object was expected'],
  ['nothing but texts', json({ requests: 'many' }), 'unusable', 'no number'],
  ['one byte too many', text(padded(BYTES_MAX + 1)), 'too_large', `more than ${String(BYTES_MAX)}`],
  ['a document without end', endless, 'too_large', 'more than'],
  ['a small body that grows large', bomb, 'too_large', 'more than'],
  ['silence', silence, 'timeout', `within ${String(TIMEOUT_MS)} ms`],
  ['a byte now and then', trickle(TIMEOUT_MS / 10), 'timeout', `within ${String(TIMEOUT_MS)} ms`],
  ['an answer cut short', cutShort, 'unreachable', ''],
]

describe('a service that answers with', () => {
  it.each(failures)('%s has failed for a reason', async (_what, answer, reason, detail) => {
    const outcome = await outcomeOf(answer)
    expect(outcome).toMatchObject({ kind: 'failed', reason })
    expect(outcome).toHaveProperty('detail', expect.stringContaining(detail))
    expect(outcome.durationMs).toBeLessThan(LATE_MS)
  })

  it('as many bytes as allowed is read', async () => {
    expect(await outcomeOf(text(padded(BYTES_MAX)))).toMatchObject({ kind: 'read' })
  })
})

it('a service that does not listen has failed as unreachable, and it says where', async () => {
  await using server = await MisbehavingServer.start(silence)
  await server.down()
  const outcome = await read(server.url)
  expect(outcome).toMatchObject({ kind: 'failed', reason: 'unreachable' })
  expect(outcome).toHaveProperty('detail', expect.stringContaining(new URL(server.url).port))
})

it('a reading that is called off ends at once and comes to nothing', async () => {
  await using server = await MisbehavingServer.start(silence)
  const stop = new AbortController()
  const options = { url: server.url, timeoutMs: 60_000, bytesMax: BYTES_MAX }
  const reading = new VarsClient(clock, options).read(stop.signal)
  stop.abort()
  expect(await reading).toBeUndefined()
})

it('a connection is let go when the document on it is too large', async () => {
  await using server = await MisbehavingServer.start(endless)
  await read(server.url)
  await expect.poll(() => server.underWay, { timeout: 300_000 }).toBe(0)
})

function redirect(...[, response]: Parameters<Answer>): void {
  response.writeHead(302, { Location: '/elsewhere' }).end()
}

function bomb(...[, response]: Parameters<Answer>): void {
  response.writeHead(200, { 'Content-Encoding': 'gzip' })
  response.end(BOMB)
}
