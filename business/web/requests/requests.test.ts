import os from 'node:os'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { SimulatedHost } from '#foundation/host/simulated'
import { Logging } from '#foundation/logger/logger'
import { contract } from '#foundation/web/contract'
import type { Timing } from '#foundation/web/exchange'
import {
  anything,
  doneAnswer,
  eventually,
  operation,
  TestApp,
  textAnswer,
} from '#foundation/web/test-app'
import { RequestMetrics } from '#business/web/metrics/metrics'
import { onion } from '#business/web/v1/mid/mid'
import type { RecentRequest } from './recent.ts'
import { requestsHandlers } from './requests.ts'
import { requestsContract } from './requests-contract.ts'

const tick = { event: 'tick', data: {} } as const
const HOUR_MS = 3_600_000
const logging = new Logging({ service: 'shop', level: 'fatal', destination: os.devNull })
const problem = { description: 'Not done', body: 'problem' } as const

/** Takes as long as it is asked to, and ends as it is asked to. */
const api = contract({
  take: {
    ...operation('get', '/take/{ms}', { ...doneAnswer, 404: problem, 503: problem }),
    params: z.strictObject({ ms: z.coerce.number() }),
    query: z.strictObject({ status: z.enum(['204', '404', '503']).default('204') }),
  },
  /** Has no answer until its test lets it go. */
  hang: { ...operation('put', '/hang', doneAnswer), body: anything },
  /** Has an answer of more than sockets hold. */
  long: operation('get', '/long', textAnswer),
  probe: { ...operation('get', '/probe', doneAnswer), isSilent: true },
  watch: operation('get', '/watch', {
    200: { description: 'Events', body: 'events', events: { tick: z.object({}) } },
  }),
})

/** A service that keeps its requests, and a client of it. `ask` makes one request of each. */
async function start(host = new SimulatedHost(1)) {
  const { clock } = host
  const metrics = new RequestMetrics(new Registry())
  const released = Promise.withResolvers<undefined>()
  const whenReleased = async () => {
    await released.promise
    return { status: 204 } as const
  }
  async function* events() {
    await released.promise
    yield tick
  }
  const handlers = {
    hang: (_input: unknown, exchange: { timing: Timing | undefined }) => {
      const from = clock.monotonic()
      const phases = (to: number) => [{ name: 'select', from, to, note: 'had not ended' }]
      exchange.timing = { phases, figures: () => ({}) }
      return whenReleased()
    },
    long: () =>
      ({
        status: 200,
        bytes: Buffer.alloc(32 * 1024 * 1024, 'x'),
        contentType: 'text/plain',
      }) as const,
    probe: whenReleased,
    watch: () => ({ status: 200, events: events(), farewell: () => tick }) as const,
    take: (
      { params: { ms }, query: { status } }: { params: { ms: number }; query: { status: string } },
      exchange: { timing: Timing | undefined },
    ) => {
      const from = clock.monotonic()
      clock.advance(ms)
      const to = clock.monotonic()
      const fsync = { name: 'fsync', from, to, note: '<2> operations' }
      exchange.timing = { phases: () => [fsync], figures: () => ({ fsyncMs: to - from }) }
      if (status === '404')
        return { status: 404, problem: { code: 'NONE', detail: 'None' } } as const
      if (status === '503')
        return { status: 503, problem: { code: 'BUSY', detail: 'Busy' } } as const
      return { status: 204 } as const
    },
  }
  const served = await TestApp.serve(clock, api, handlers, {
    ...onion(host, {
      logging,
      component: 'requests',
      metrics,
      isMeasured: true,
      traceProbability: undefined,
      loggedPerSecond: 100,
    }),
    deadlineMs: HOUR_MS,
    bufferedBytesMax: 64 * 1024 * 1024,
  })
  served.app.mount(
    requestsContract,
    requestsHandlers('shop', metrics.recentRequests, served.app, clock),
  )
  const client = await served.connect()
  const ask = async (...paths: string[]): Promise<string[]> => {
    const traces: string[] = []
    for (const path of paths) {
      client.request('GET', path)
      const { headers } = await client.answer()
      traces.push(headers.traceresponse?.slice(3, 35) ?? '')
    }
    return traces
  }
  const page = async (query = '', headers = {}): Promise<string> => {
    client.request('GET', `/debug/requests${query}`, headers)
    const { body } = await client.answer()
    return body
  }
  const list = async (query?: string): Promise<RecentRequest[]> =>
    (JSON.parse(await page(query)) as { requests: RecentRequest[] }).requests
  const release = (): void => {
    released.resolve(undefined)
  }
  const stop = async (): Promise<void> => {
    release()
    await served[Symbol.asyncDispose]()
  }
  return { served, ask, clock, list, page, release, [Symbol.asyncDispose]: stop }
}

describe('the recent requests', () => {
  it('are the slowest five of an operation, the slowest first where that is asked for', async () => {
    await using service = await start()
    await service.ask(...[3, 9, 1, 8, 2, 7, 6, 4, 5].map(ms => `/take/${String(ms)}`))
    const slowest = await service.list('?outcome=slow')
    expect(slowest.map(({ ms }) => ms)).toEqual([9, 8, 7, 6, 5])
    const newest = await service.list()
    expect(newest.map(({ ms }) => ms)).toEqual([5, 6, 7, 8, 9])
  })

  it('are the slowest of each half hour, of three hours', async () => {
    await using service = await start()
    await service.ask('/take/50')
    for (let half = 1; half <= 5; half++) {
      service.clock.advance(HOUR_MS / 2)
      await service.ask(`/take/${String(half)}`)
    }
    expect((await service.list()).map(({ ms }) => ms)).toEqual([5, 4, 3, 2, 1, 50])
    service.clock.advance(HOUR_MS / 2)
    expect((await service.list()).map(({ ms }) => ms)).toEqual([5, 4, 3, 2, 1])
  })

  it('are the last ten that failed, and of those that were refused one a second', async () => {
    await using service = await start()
    await service.ask(...Array.from({ length: 5 }, () => '/take/100'))
    await service.ask(
      ...Array.from({ length: 12 }, (_, index) => `/take/${String(index)}?status=503`),
    )
    const failed = await service.list('?outcome=failed')
    expect(failed.map(({ ms }) => ms)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
    await service.ask('/take/1?status=404', '/take/2?status=404')
    service.clock.advance(1000)
    await service.ask('/take/3?status=404')
    const refused = await service.list('?outcome=refused')
    expect(refused.map(({ ms }) => ms)).toEqual([3, 1])
  })

  it('tell where their time went, and are found by the trace id that their answer carries', async () => {
    await using service = await start()
    const [, traceId = ''] = await service.ask('/take/1', '/take/20')
    expect(await service.list(`?traceId=${traceId}`)).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
        traceId,
        operation: 'take',
        status: 204,
        ms: 20,
        spans: [
          { name: 'wait', startMs: 0, ms: 0 },
          { name: 'read', startMs: 0, ms: 0 },
          { name: 'handle', startMs: 0, ms: 20 },
          { name: 'fsync', in: 'handle', startMs: 0, ms: 20, note: '<2> operations' },
          { name: 'write', startMs: 20, ms: 0 },
        ],
        event: expect.objectContaining({
          route: '/take/{ms}',
          url: '/take/20',
          fsyncMs: 20,
        }) as object,
      },
    ])
    expect(await service.list(`?traceId=${'0'.repeat(32)}`)).toEqual([])
  })

  it('are bounded, whatever a client sends', async () => {
    await using service = await start()
    await service.ask(`/take/7?status=204&${'x'.repeat(6000)}`)
    const [{ event } = { event: {} }] = await service.list()
    expect(event).toMatchObject({ isCut: true, status: 422, ms: 0 })
    expect(JSON.stringify(event).length).toBeLessThan(4096)
  })

  it('begin with those under way for half a second or longer, the oldest first', async () => {
    await using service = await start()
    const { app } = service.served
    const slow = await service.served.connect()
    slow.request('PUT', '/hang', { 'content-length': '2' })
    await eventually(() => [...app.underWay].length).toBe(1)
    service.clock.advance(20)
    slow.send('ab')
    await eventually(() => app.inFlight).toBe(1)
    service.clock.advance(300)
    const sending = await service.served.connect()
    sending.request('PUT', '/hang', { 'content-length': '2', 'user-agent': 'tester' })
    for (const path of ['/probe', '/watch']) (await service.served.connect()).request('GET', path)
    await eventually(() => [...app.underWay].length).toBe(3)
    await eventually(() => app.streams).toBe(1)
    service.clock.advance(499)
    expect((await service.list()).map(({ ms }) => ms)).toEqual([819, 0])
    service.clock.advance(1)
    const [first, second, ...others] = await service.list('?outcome=under-way')
    expect(others).toEqual([])
    expect(first).toMatchObject({
      operation: 'hang',
      ms: 820,
      spans: [
        { name: 'wait', startMs: 0, ms: 0 },
        { name: 'read', startMs: 0, ms: 20 },
        { name: 'handle', startMs: 20, ms: 800 },
        { name: 'select', in: 'handle', startMs: 20, ms: 800, note: 'had not ended' },
        { name: 'write', startMs: 820, ms: 0 },
      ],
      event: { method: 'PUT', route: '/hang', url: '/hang', client: '127.0.0.1' },
    })
    expect(first).not.toHaveProperty('status')
    expect(second).toMatchObject({ ms: 500, event: { userAgent: 'tester' } })
    expect(second?.spans[1]).toEqual({ name: 'read', startMs: 0, ms: 500 })
    const all = await service.list()
    expect(all.slice(0, 2)).toEqual([first, second])
    expect(await service.list(`?traceId=${String(first?.traceId)}`)).toEqual([first])
    expect(await service.page('', { accept: 'text/html' })).toMatch(
      /<span>\D{1,3}<\/span><span>hang/,
    )
    service.release()
    const { headers } = await slow.answer()
    expect(headers.traceresponse).toContain(first?.traceId)
    expect(await service.list(`?traceId=${String(first?.traceId)}`)).toMatchObject([
      { status: 204, ms: 820 },
    ])
  })

  it('are told while their client does not take the answer, until it has gone', async () => {
    await using service = await start()
    const reader = await service.served.connect()
    reader.pause()
    reader.request('GET', '/long')
    await eventually(() => [...service.served.app.underWay].map(one => one.readyAt)).toEqual([
      expect.any(Number),
    ])
    service.clock.advance(700)
    expect(await service.list('?outcome=under-way')).toMatchObject([
      { operation: 'long', spans: [{}, {}, {}, { name: 'write', ms: 700 }] },
    ])
    reader.leave()
    await eventually(() => service.list('?outcome=under-way')).toEqual([])
  })

  it('are a page in a browser, in which nothing of a client is markup', async () => {
    await using service = await start()
    await service.ask('/take/7', '/take/7?<script>')
    const page = await service.page('', { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
    expect(page).toMatch(/^<!doctype html>/)
    expect(page).toContain('take')
    expect(page).not.toContain('<script>')
    expect(page).toContain('&lt;2> operations')
    // A bar is as wide as it says: what makes room for a name makes none for it.
    expect(page.match(/^.*\.inner \{.*padding.*$/gm)).toEqual([
      expect.stringContaining('.name.inner {'),
    ])
  })
})
