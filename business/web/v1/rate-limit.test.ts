import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { Logging } from '#foundation/logger/logger'
import { contract } from '#foundation/web/contract'
import { HttpProblem } from '#foundation/web/problem'
import { TestApp } from '#foundation/web/test-app'
import { RequestMetrics } from '#business/web/metrics/metrics'
import { onion } from './mid/mid.ts'
import type { Identify, Rate } from './rate-limit.ts'
import { clientOf, permitting, rate, RateLimit } from './rate-limit.ts'

const PRINCIPAL = 'x-principal'
const done = { description: 'Done', body: 'none' } as const
const api = contract({
  read: { method: 'get', path: '/read', summary: '', tag: '', responses: { 204: done } },
  probe: {
    ...{ method: 'get', path: '/probe', summary: '', tag: '' },
    ...{ isSilent: true, responses: { 204: done } },
  },
})
const handlers = {
  read: () => ({ status: 204 }) as const,
  probe: () => ({ status: 204 }) as const,
}

/** By a header here. The service refuses `unproved`. */
const identify: Identify = ({ request }) => {
  const principal = request.headers[PRINCIPAL]
  if (principal === 'unproved') throw new HttpProblem(401, { code: 'REFUSED', detail: 'Refused' })
  return typeof principal === 'string' ? { principal, confirm: undefined } : undefined
}

type Asked = readonly [status: number, fields: string | null, retryAfter?: string | null]

class Served implements AsyncDisposable {
  readonly host = new SimulatedHost(1)
  readonly limit: RateLimit
  #app: TestApp | undefined

  static async start(limited: Rate, clientsMax?: number): Promise<Served> {
    const served = new Served(limited, clientsMax)
    const { host, limit } = served
    const logging = new Logging({ service: 'test', level: 'silent', destination: 1 })
    const layers = onion(host, {
      ...{ logging, component: 'requests', metrics: new RequestMetrics(new Registry()) },
      ...{ isMeasured: true, traceProbability: undefined, loggedPerSecond: 1, rateLimit: limit },
    })
    const options = { ...layers, permit: permitting(limit, identify) }
    served.#app = await TestApp.serve(host.clock, api, handlers, options)
    return served
  }

  private constructor(limited: Rate, clientsMax?: number) {
    this.limit = new RateLimit(this.host.clock, limited, undefined, clientsMax)
  }

  async ask(principal?: string, path = '/read'): Promise<Asked> {
    const headers = {
      ...(principal !== undefined && { [PRINCIPAL]: principal }),
      // The server's clock stands still.
      Connection: 'close',
    }
    const response = await fetch(`${this.#app?.url ?? ''}${path}`, { headers })
    await response.body?.cancel()
    const said = response.headers.get('ratelimit')
    const retryAfter = response.headers.get('retry-after')
    return retryAfter === null ? [response.status, said] : [response.status, said, retryAfter]
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#app?.[Symbol.asyncDispose]()
  }
}

it('a client may make so many requests at once, is refused one more, and gets its allowance back evenly', async () => {
  await using served = await Served.start({ requests: 3, seconds: 60 })
  const { host } = served
  expect(await served.ask()).toEqual([204, '"default";r=2;t=20'])
  expect(await served.ask()).toEqual([204, '"default";r=1;t=40'])
  expect(await served.ask()).toEqual([204, '"default";r=0;t=60'])
  expect(await served.ask()).toEqual([429, '"default";r=0;t=60', '20'])
  host.clock.advance(19_000)
  expect(await served.ask()).toEqual([429, '"default";r=0;t=41', '1'])
  host.clock.advance(1_000)
  expect(await served.ask()).toEqual([204, '"default";r=0;t=60'])
  host.clock.advance(60_000)
  expect(await served.ask()).toEqual([204, '"default";r=2;t=20'])
})

it('each principal has an allowance, whatever its address; those without proof share that of theirs', async () => {
  await using served = await Served.start({ requests: 2, seconds: 60 })
  for (const principal of ['ada', 'grace']) {
    expect(await served.ask(principal)).toEqual([204, '"default";r=1;t=30'])
    expect(await served.ask(principal)).toEqual([204, '"default";r=0;t=60'])
    expect(await served.ask(principal)).toEqual([429, '"default";r=0;t=60', '30'])
  }
  expect(await served.ask('unproved')).toEqual([401, '"default";r=1;t=30'])
  expect(await served.ask()).toEqual([204, '"default";r=0;t=60'])
  for (const principal of [undefined, 'unproved']) {
    expect((await served.ask(principal))[0]).toBe(429)
  }
})

it('probes are not counted', async () => {
  await using served = await Served.start({ requests: 1, seconds: 60 })
  expect(await served.ask()).toEqual([204, '"default";r=0;t=60'])
  expect(await served.ask(undefined, '/probe')).toEqual([204, null])
  expect(served.limit.clients).toBe(1)
})

it('so many clients are remembered; others share one allowance until one of those has all of its own', async () => {
  await using served = await Served.start({ requests: 2, seconds: 60 }, 2)
  await served.ask('first')
  await served.ask('second')
  expect(await served.ask('third')).toEqual([204, '"default";r=1;t=30'])
  expect(await served.ask('fourth')).toEqual([204, '"default";r=0;t=60'])
  expect((await served.ask('third'))[0]).toBe(429)
  expect(await served.ask('first')).toEqual([204, '"default";r=0;t=60'])
  expect(served.limit.clients).toBe(3)
  served.host.clock.advance(60_000)
  expect(await served.ask('third')).toEqual([204, '"default";r=1;t=30'])
  expect(served.limit.clients).toBe(1)
})

it.each<[string, string]>([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::5:6', '2001:db8:0:0::/64'],
  ['2001:db8::3:4:5:6:7', '2001:db8:0:3::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('a client with the address %s is %s', (address, client) => {
  expect(clientOf(address)).toBe(client)
})

it.each<[string, Rate | undefined | 'refused']>([
  ['', undefined],
  ['100/1s', { requests: 100, seconds: 1 }],
  ['1000000/1h', { requests: 1_000_000, seconds: 3600 }],
  ['90/15m', { requests: 90, seconds: 900 }],
  ['0/1s', 'refused'],
  ['1/0s', 'refused'],
  ['1000001/1s', 'refused'],
  ['1/2h', 'refused'],
  ['1/100ms', 'refused'],
  ['100', 'refused'],
])('the setting %j', (text, expected) => {
  const { success, data } = rate.safeParse(text)
  expect(success ? data : 'refused').toEqual(expected)
})
