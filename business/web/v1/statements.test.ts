import os from 'node:os'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { Logging } from '#foundation/logger/logger'
import { contract } from '#foundation/web/contract'
import type { Exchange } from '#foundation/web/exchange'
import { TestApp } from '#foundation/web/test-app'
import { RequestMetrics } from '#business/web/metrics/metrics'
import type { RecentRequest } from '#business/web/requests/recent'
import { onion } from './mid/mid.ts'
import { callOf, STATEMENTS_MAX } from './statements.ts'

const api = contract({
  ask: {
    method: 'get',
    path: '/',
    summary: '',
    tag: '',
    responses: { 204: { description: 'Done', body: 'none' } },
  },
})

/** What is kept of a request whose handler asks a database in this way. */
async function kept(
  ask: (run: (text: string, ms: number, end?: object) => void) => void,
): Promise<RecentRequest> {
  const host = new SimulatedHost(1)
  const { clock } = host
  const metrics = new RequestMetrics(new Registry())
  const run =
    ({ observe }: ReturnType<typeof callOf>) =>
    (text: string, ms: number, end = {}): void => {
      const from = clock.monotonic()
      const statement = { text, from, to: undefined, rows: undefined, isFailed: false }
      observe(statement)
      clock.advance(ms)
      Object.assign(statement, { to: clock.monotonic(), ...end })
    }
  const handlers = {
    ask: (_input: object, exchange: Exchange) => {
      ask((...asked) => {
        run(callOf(exchange))(...asked)
      })
      return { status: 204 } as const
    },
  }
  const options = {
    logging: new Logging({ service: 'shop', level: 'fatal', destination: os.devNull }),
    component: 'requests',
    metrics,
    isMeasured: true,
    traceProbability: undefined,
    loggedPerSecond: 100,
  } as const
  await using served = await TestApp.serve(clock, api, handlers, onion(host, options))
  const client = await served.connect()
  client.request('GET', '/')
  await client.answer()
  const [request] = metrics.recentRequests.list(clock)
  if (!request) throw new Error('nothing was kept')
  return request
}

describe('the statements of a request', () => {
  it('stand where its time went, with what is known of them, and their sum in its wide event', async () => {
    const { spans, event } = await kept(run => {
      run('connect', 4)
      run('select  *\n  from accounts\n  where id = $1', 7, { rows: 3 })
      run('commit', 9, { isFailed: true })
      run('rollback', 1, { to: undefined })
    })
    expect(spans.filter(span => span.in === 'handle')).toEqual([
      { name: 'connect', in: 'handle', startMs: 0, ms: 4 },
      {
        name: 'select',
        in: 'handle',
        startMs: 4,
        ms: 7,
        note: '3 rows · select * from accounts where id = $1',
      },
      { name: 'commit', in: 'handle', startMs: 11, ms: 9, note: 'failed', isFailed: true },
      { name: 'rollback', in: 'handle', startMs: 20, ms: 1, note: 'had not ended' },
    ])
    expect(event).toMatchObject({ handleMs: 21, sqlMs: 21, sqlCount: 4 })
  })

  it('are the longest of many, in order, and all of them in the sum', async () => {
    const { spans, event } = await kept(run => {
      for (let ms = 1; ms <= 2 * STATEMENTS_MAX; ms++) run(`select ${'x'.repeat(600)}`, ms)
    })
    const asked = spans.filter(span => span.in === 'handle')
    expect(asked.map(({ ms }) => ms)).toEqual(
      Array.from({ length: STATEMENTS_MAX }, (_, at) => STATEMENTS_MAX + 1 + at),
    )
    expect(Math.max(...asked.map(({ note = '' }) => note.length))).toBeLessThan(600)
    expect(event).toMatchObject({ sqlMs: 32 * 65, sqlCount: 64 })
  })
})
