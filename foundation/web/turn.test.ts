import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { contract } from './contract.ts'
import { problemSchema } from './problem.ts'
import { TestApp } from './test-app.ts'
import { LONG_TURN_MS, OVERLOAD_MS } from './turn.ts'

const responses = { 200: { description: 'Done', body: 'bytes' } } as const
const done = { status: 200, bytes: Buffer.from('done'), contentType: 'text/plain' } as const
const api = contract({
  work: { method: 'get', path: '/work', summary: 'Works', tag: 'test', responses },
  health: {
    method: 'get',
    path: '/health',
    summary: 'A probe',
    tag: 'test',
    query: 'any',
    isSilent: true,
    responses,
  },
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
  const client = await web.connect()
  client.send('GET /work HTTP/1.1\r\nHost: test\r\n\r\n'.repeat(count))
  const answers = []
  while (answers.length < count) answers.push(await client.answer())
  return answers
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
    const client = await web.connect()
    const probes = '/health /health?at=1&at=%zz /work?'.split(' ')
    const targets = [...Array<string>(SERVED).fill('/work'), ...probes]
    client.send(targets.map(target => `GET ${target} HTTP/1.1\r\nHost: test\r\n\r\n`).join(''))
    const answers = []
    while (answers.length < targets.length) answers.push((await client.answer()).status)
    expect(answers).toEqual([...all(200, SERVED), 200, 200, 503])
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

  it('is over with the first turn that is not long', async () => {
    await arriving(SERVED + 1)
    await arriving(1)
    expect(await statuses(SERVED)).toEqual(all(200, SERVED))
    expect(web.app.shed).toBe(1)
  })
})
