/** What is signed is served once, and nothing else. */
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import type { Middleware } from 'openapi-fetch'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '#foundation/program/program'
import type { SignatureKey } from '#foundation/signature/signature'
import { SIGNATURE_HEADER, WINDOW_SECONDS } from '#foundation/signature/signature'
import { TestPostgres } from '#business/data/postgres/testing/test-postgres'
import { asked, TestService } from '#business/web/service/testing/test-service'
import { MAIN, paymentClient, signing } from './payment-service.ts'

const OLD = { id: '2025', secret: 'the-secret-of-last-year-which-is-good-still' }
const NEW = { id: '2026', secret: 'the-secret-of-this-year-which-is-better' }
const TXID = 'abcdefghijklmnopqrstuvwxyz'
const PATH = `/v1/cob/${TXID}`
const COB = { valor: { original: '37.00' }, chave: 'loja@example.org' }

let service: TestService
let url: string

beforeAll(async () => {
  service = await TestService.start(MAIN, directory => {
    const file = join(directory, 'keys')
    fs.writeFileSync(file, `${[OLD, NEW].map(({ id, secret }) => `${id}:${secret}`).join(',')}\n`)
    return { env: { PAYMENT_SIGNATURE_KEYS_FILE: file } }
  })
  ;({ url } = service)
})

afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

type Given = {
  readonly key?: SignatureKey
  readonly offSeconds?: number
  readonly nonce?: string
  readonly reads?: true
  /** What is sent instead of what was signed. */
  readonly body?: string
  readonly path?: string
}

async function ask({ key = NEW, reads, body, path, ...stamp }: Given = {}) {
  const changing: Middleware = {
    onRequest: ({ request }) => {
      const { method, headers } = request
      if (path !== undefined) return new Request(url + path, request)
      return body === undefined ? request : new Request(request.url, { method, headers, body })
    },
  }
  const client = paymentClient(url, asked, signing(key, stamp), changing)
  const params = { path: { txid: TXID } }
  return toldBy(
    reads
      ? await client.GET('/v1/cob/{txid}', { params })
      : await client.PUT('/v1/cob/{txid}', { params, body: COB }),
  )
}

type Answered = {
  readonly response: Response
  readonly error?: { readonly code: string } | undefined
}

function toldBy({ response, error }: Answered) {
  const challenge = response.headers.get('www-authenticate')
  return { status: response.status, code: error?.code, challenge }
}

const REJECTED = { status: 401, code: 'SIGNATURE_REJECTED', challenge: 'Signature' }

it('a request that is signed by either key is served', async () => {
  for (const key of [OLD, NEW]) expect([200, 201]).toContain((await ask({ key })).status)
})

it('a request that is sent again as it is, is not served again, unless it only reads', async () => {
  const nonce = randomBytes(16).toString('hex')
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask({ nonce })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ code }) => code === REJECTED.code)).toHaveLength(19)
  for (let at = 0; at < 2; at++)
    expect(await ask({ nonce, reads: true })).toMatchObject({ status: 200 })
})

it.each<[string, Given]>([
  ['by another key', { key: { ...NEW, secret: 'x'.repeat(40) } }],
  ['by a key that the service does not know', { key: { ...NEW, id: '2027' } }],
  ['too long ago', { offSeconds: -WINDOW_SECONDS - 60 }],
  ['too early', { offSeconds: WINDOW_SECONDS + 60 }],
  ['with another body', { body: JSON.stringify(COB).replace('37.00', '0.01') }],
  ['with a body that is no JSON', { body: '{' }],
  ['for another path', { path: `${PATH}9` }],
  ['with a query that it did not have', { path: `${PATH}?revisao=0`, reads: true }],
])(
  'a request that is signed %s is rejected before it is parsed, and logged',
  async (_what, given) => {
    expect(await ask(given)).toEqual(REJECTED)
  },
)

it('a request without a signature is rejected, and logged; probes and the document need none', async () => {
  const unsigned: Middleware = {
    onRequest: ({ request }) => {
      request.headers.set(SIGNATURE_HEADER, '')
      return request
    },
  }
  const client = paymentClient(url, asked, unsigned)
  const params = { path: { txid: TXID } }
  expect(toldBy(await client.GET('/v1/cob/{txid}', { params }))).toEqual(REJECTED)
  const why = 'x-signature is not like key=...,time=...,nonce=...,v1=...'
  const logged = await until(
    () => service.log.find(({ rejected }) => rejected === why),
    () => 'it was not logged',
  )
  expect(logged).toMatchObject({ msg: 'request', status: 401, code: REJECTED.code })
  for (const path of ['/v1/liveness', '/v1/readiness', '/v1/openapi.json', '/docs']) {
    expect((await asked(new Request(url + path))).status).toBe(200)
  }
})

it('no secret is logged', () => {
  for (const { secret } of [OLD, NEW]) expect(service.output).not.toContain(secret)
})

it('in production, the document and the service are without the simulator', async () => {
  await using servers = await TestPostgres.start()
  await using production = await TestService.start(MAIN, () => ({
    args: [`--db-writer-url=${servers.writerUrl}`],
    env: { NODE_ENV: 'production', PAYMENT_SIGNATURE_KEYS: `${NEW.id}:${NEW.secret}` },
  }))
  const served = async (at: string) => await (await fetch(`${at}/v1/openapi.json`)).text()
  expect(await served(url)).toContain('/v1/simulador/pix')
  const document = await served(production.url)
  expect(document).not.toMatch(/\/v1\/simulador|"simulador"/)
  expect(document).toContain('/v1/cob/{txid}')
})
