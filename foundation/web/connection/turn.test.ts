import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { contract } from '../contract.ts'
import { problemSchema } from '../problem.ts'
import { operation, TestApp } from '../test-app.ts'
import { LONG_TURN_MS, OVERLOAD_MS } from './turn.ts'

const responses = { 200: { description: 'Done', body: 'bytes' } } as const
const done = { status: 200, bytes: Buffer.from('done'), contentType: 'text/plain' } as const
const api = contract({
  work: operation('get', '/work', responses),
  health: { ...operation('get', '/health', responses), query: 'any', isSilent: true },
})

const host = new SimulatedHost(1)
let web: TestApp

beforeEach(async () => {
  web = await TestApp.serve(host.clock, api, {
    // As long as a turn may take without being a long one.
    work: () => {
      host.clock.advance(LONG_TURN_MS)
      return done
    },
    health: () => done,
  })
})
afterEach(() => web[Symbol.asyncDispose]())

/** The answers to requests that all arrive in one turn of the event loop. */
async function arriving(count: number) {
  const clients = []
  while (clients.length < count) clients.push(await web.connect())
  for (const client of clients) client.request('GET', '/work')
  return await Promise.all(clients.map(client => client.answer()))
}

async function statuses(count: number): Promise<number[]> {
  return (await arriving(count)).map(({ status }) => status)
}

const all = (status: number, count: number): number[] => Array<number>(count).fill(status)
/** So many are served before turns have been too long for too long. */
const SERVED = OVERLOAD_MS / LONG_TURN_MS + 1

describe('an overload', () => {
  it('is no single request, and no long turn now and then', async () => {
    expect(await statuses(1)).toEqual([200])
    expect(await statuses(SERVED)).toEqual(all(200, SERVED))
    expect(web.app.shed).toBe(0)
  })

  it('refuses what comes when turns have been long for too long, but no probe', async () => {
    expect(await statuses(SERVED + 2)).toEqual([...all(200, SERVED), 503, 503])
    expect(web.app.shed).toBe(2)
    await supertest(web.url).get('/health').expect(200)
  })

  it('refuses no probe, whatever its query', async () => {
    const probes = '/health /health?at=1&at=%zz /work?'.split(' ')
    const targets = [...Array<string>(SERVED).fill('/work'), ...probes]
    const clients = []
    while (clients.length < targets.length) clients.push(await web.connect())
    for (const [at, client] of clients.entries()) client.request('GET', targets[at] ?? '')
    const answers = await Promise.all(clients.map(client => client.answer()))
    expect(answers.map(({ status }) => status)).toEqual([...all(200, SERVED), 200, 200, 503])
  })

  it('is not made by one connection: what its requests take up goes on when others have had their turn', async () => {
    const [greedy, other] = [await web.connect(), await web.connect()]
    greedy.send('GET /work HTTP/1.1\r\nHost: test\r\n\r\n'.repeat(4 * SERVED))
    other.request('GET', '/work')
    await other.answer()
    const before = host.clock.monotonic()
    for (let answers = 0; answers < 4 * SERVED; answers++) {
      expect((await greedy.answer()).status).toBe(200)
    }
    expect(host.clock.monotonic() - before).toBeGreaterThan((4 * SERVED - 3) * LONG_TURN_MS)
  })

  it('says so, and when to come again', async () => {
    const last = (await arriving(SERVED + 1)).at(-1)
    expect([last?.status, last?.headers['retry-after']]).toEqual([503, '1'])
    expect(problemSchema.parse(JSON.parse(last?.body ?? '')).code).toBe('SERVER_BUSY')
  })

  it('goes on with the next long turn, whose first requests are served', async () => {
    await arriving(SERVED + 1)
    const served = 2
    expect(await statuses(served + 2)).toEqual([...all(200, served), 503, 503])
  })

  it('goes on after a turn between that is not long', async () => {
    await arriving(SERVED + 1)
    await arriving(1)
    const served = 2
    expect(await statuses(served + 1)).toEqual([...all(200, served), 503])
  })

  it('lets all connections in that wait before it goes on with requests', async () => {
    await arriving(SERVED + 1)
    const connecting = Array.from({ length: 10 }, () => web.connect())
    const answers = connecting.map(async connected => {
      const client = await connected
      client.request('GET', '/work')
      return (await client.answer()).status
    })
    // Taken over one a turn, with its request, each would have a short turn of its own.
    expect((await Promise.all(answers)).sort()).toEqual([...all(200, 2), ...all(503, 8)])
  })

  it('is over when there were no long turns for as long as it takes, however long it lasted', async () => {
    for (let turns = 0; turns < 5; turns++) await arriving(SERVED + 1)
    const { shed } = web.app
    host.clock.advance(2 * OVERLOAD_MS)
    expect(await statuses(SERVED)).toEqual(all(200, SERVED))
    expect(web.app.shed).toBe(shed)
  })
})
