import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { Logging } from '#foundation/logger/logger'
import { contract } from '#foundation/web/contract'
import { TestApp } from '#foundation/web/test-app'
import { RequestMetrics } from '#business/web/metrics/metrics'
import { onion } from '#business/web/v1/mid/mid'
import { permitting, RateLimit } from '#business/web/v1/rate-limit'
import { AWAY_MS, COUNT_MS_MAX, SharedCount } from '#business/web/v1/shared-count'
import { Service } from './service.ts'

const RATE = { requests: 3, seconds: 60 }
const AWAY = 'requests cannot be counted in sales-api: each replica limits its own'

const api = contract({
  read: {
    ...{ method: 'get', path: '/read', summary: '', tag: '' },
    responses: { 204: { description: 'Done', body: 'none' } },
  },
})

/** Replicas of one program. The principal of a request is in a header. Their clock moves only when a test says so. */
class Replicas implements AsyncDisposable {
  readonly host = new SimulatedHost(1)
  readonly lines: string[] = []
  readonly #apps: TestApp[] = []

  static async start(salesUrl: string, count: number): Promise<Replicas> {
    const replicas = new Replicas()
    for (let at = 0; at < count; at++) await replicas.#add(new URL(salesUrl))
    return replicas
  }

  /** Status, requests that are left, and when to try again if the request is refused. */
  async ask(replica: number, principal = 'ada'): Promise<(number | string)[]> {
    const headers = { 'X-Principal': principal, Connection: 'close' }
    const response = await fetch(`${this.#apps[replica]?.url ?? ''}/read`, { headers })
    await response.body?.cancel()
    const said = ['ratelimit', 'retry-after'].map(name => response.headers.get(name) ?? undefined)
    return [response.status, ...said.filter(value => value !== undefined)]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const app of this.#apps) await app[Symbol.asyncDispose]()
  }

  async #add(salesUrl: URL): Promise<void> {
    const { clock } = this.host
    const quiet = () => undefined
    const say = (_fields: object, message: string) => this.lines.push(message)
    const log = {
      ...{ trace: quiet, debug: quiet, error: quiet, fatal: quiet },
      info: say,
      warn: say,
    }
    const { seconds } = RATE
    const shared = new SharedCount({ salesUrl, program: 'test', seconds, clock, log })
    const rateLimit = new RateLimit(clock, RATE, shared)
    const logging = new Logging({ service: 'test', level: 'silent', destination: 1 })
    const layers = onion(this.host, {
      ...{ logging, component: 'requests', metrics: new RequestMetrics(new Registry()) },
      ...{ isMeasured: true, traceProbability: undefined, loggedPerSecond: 1, rateLimit },
    })
    const permit = permitting(rateLimit, ({ request }) => {
      return { principal: String(request.headers['x-principal']), confirm: undefined }
    })
    const handlers = { read: () => ({ status: 204 }) as const }
    this.#apps.push(await TestApp.serve(clock, api, handlers, { ...layers, permit }))
  }
}

it('replicas that count in sales-api let a client make so many requests together; without it, each limits its own', async () => {
  await using sales = await Service.start()
  await using replicas = await Replicas.start(sales.url, 2)
  const { clock } = replicas.host
  // A window begins.
  clock.advance(60_000 - (clock.now() % 60_000))
  expect(await replicas.ask(0)).toEqual([204, '"default";r=2;t=20'])
  expect(await replicas.ask(1)).toEqual([204, '"default";r=1;t=60'])
  expect(await replicas.ask(0)).toEqual([204, '"default";r=0;t=60'])
  expect(await replicas.ask(1)).toEqual([429, '"default";r=0;t=60', '60'])
  expect(await replicas.ask(1, 'grace')).toEqual([204, '"default";r=2;t=20'])
  expect(replicas.lines).toEqual([])
  clock.advance(60_000)
  expect((await replicas.ask(1))[0]).toBe(204)

  await sales.kill()
  clock.advance(60_000)
  for (const replica of [0, 0, 0, 1, 1, 1]) expect((await replicas.ask(replica))[0]).toBe(204)
  for (const replica of [0, 1]) expect((await replicas.ask(replica))[0]).toBe(429)
  expect(replicas.lines).toEqual([AWAY, AWAY])
})

it('a request waits for sales-api for a time, and those after it not at all for another; then it is asked again', async () => {
  const waiting: ServerResponse[] = []
  const sales = createServer((_request, response) => {
    waiting.push(response)
    sales.emit('asked')
  }).listen(0, '127.0.0.1')
  await once(sales, 'listening')
  const address = sales.address()
  const port = typeof address === 'object' ? String(address?.port) : ''
  await using replicas = await Replicas.start(`http://127.0.0.1:${port}`, 1)
  const { clock } = replicas.host

  const first = replicas.ask(0)
  await once(sales, 'asked')
  clock.advance(COUNT_MS_MAX)
  expect((await first)[0]).toBe(204)
  expect((await replicas.ask(0))[0]).toBe(204)
  expect([waiting.length, replicas.lines]).toEqual([1, [AWAY]])

  clock.advance(AWAY_MS)
  const again = replicas.ask(0)
  await once(sales, 'asked')
  const result = {
    op: 'put',
    key: 'k',
    created: false,
    createRevision: 1,
    modRevision: 2,
    version: 4,
  }
  waiting[1]?.setHeader('Content-Type', 'application/json')
  waiting[1]?.end(JSON.stringify({ results: [result] }))
  expect((await again)[0]).toBe(429)
  expect(replicas.lines).toEqual([AWAY, 'requests are counted in sales-api again'])
  sales.closeAllConnections()
  sales.close()
})
