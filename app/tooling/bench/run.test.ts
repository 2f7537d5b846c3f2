import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compare } from './comparison.ts'
import type { LoadResult } from './load/driver.ts'
import { drive } from './load/driver.ts'
import { connectHttp, requestBytes } from './load/http.ts'
import { Latencies } from './load/latencies.ts'
import { comparisonJson, comparisonTable, hasMeasured } from './report/comparison.ts'
import { curves } from './report/curves.ts'
import type { RunOptions } from './run.ts'
import { run, RunRefused } from './run.ts'
import { Directory } from './target/directory.ts'
import { SalesApi } from './target/sales-api.ts'
import type { Target } from './target/target.ts'
import { givenTarget } from './target/target.ts'
import { ask } from './workload/over-http.ts'
import { APIS, traffic } from './workload/workload.ts'
import { WORKLOADS } from './workload/workloads.ts'

const options: RunOptions = {
  workload: 'get',
  target: 'bare',
  connections: 2,
  keys: 10,
  seconds: 1,
  rounds: 1,
}

let directory: Directory
let service: SalesApi
beforeAll(async () => {
  directory = new Directory()
  service = await SalesApi.start(directory.path)
})
afterAll(async () => {
  await service[Symbol.asyncDispose]()
  directory[Symbol.dispose]()
})

describe('every workload', () => {
  test.each(WORKLOADS.map(({ name, over }) => [name, over] as const))(
    '%s finds on the service what it asks for, also when it is prepared again',
    async (_name, { http, resp }) => {
      const traffic = (http ?? resp)?.(10)
      const address = http ? service.addresses.http : service.addresses.resp
      await traffic?.prepare(address)
      await traffic?.prepare(address)
      const result =
        traffic && (await drive(traffic.connect(address), { connections: 3, seconds: 0.1 }))
      expect(result?.perSecond).toBeGreaterThan(0)
    },
  )
})

test('a server is told when the load is on itself, and not on the others', async () => {
  const told: string[] = []
  const named = (name: string): Target => ({
    name,
    apis: ['http'],
    start: () =>
      Promise.resolve({
        addresses: service.addresses,
        driven: isDriven => told.push(`${name} ${isDriven ? 'begins' : 'ends'}`),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      }),
  })
  const workload = WORKLOADS.find(({ name }) => name === 'get')
  if (!workload) throw new Error('there is no workload get')
  const load = { connections: 1, seconds: 0.1 }
  await compare(
    { workload, keys: 1, load, rounds: 1 },
    [named('one'), named('other')],
    () => undefined,
  )
  const round = ['one begins', 'one ends', 'other begins', 'other ends']
  expect(told).toEqual([...round, ...round])
})

/** Of what the service has answered to PUT: how many took at most so many milliseconds, and where the time of all went. */
async function told(): Promise<{ counts: Map<number, number>; partsMs: number }> {
  const { host, port } = service.addresses.debug
  const text = await (await fetch(`http://${host}:${String(port)}/metrics`)).text()
  const counts = new Map<number, number>()
  const put = /^http_request_duration_seconds_bucket\{le="(.+?)",method="PUT",.*\} (\d+)$/gm
  for (const [, le, count] of text.matchAll(put)) {
    const ms = le === '+Inf' ? Infinity : Number(le) * 1000
    counts.set(ms, (counts.get(ms) ?? 0) + Number(count))
  }
  const parts = /^http_request_part_seconds_total\{part="(?:read|wait|handle)"\} (.+)$/gm
  const partsMs = [...text.matchAll(parts)].reduce((sum, [, part]) => sum + Number(part) * 1000, 0)
  return { counts, partsMs }
}

describe('the latency that a client sees', () => {
  /** Each second request is one that the service has nothing to do for, so that both meet the same machine. */
  const put = requestBytes('PUT', '/v1/kv/seen', {}, Buffer.from('x'))
  const probe = requestBytes('GET', '/v1/liveness')
  const REQUESTS = 100
  /** So many times what a probe takes may a request spend on its way, at the median: a wide margin for a busy machine. */
  const WAYS_MAX = 10

  test('is never less than what the service says of it, and what is more is the way', async () => {
    let number = 0
    const alternating = traffic(connectHttp, () => () => ask(number++ % 2 === 0 ? put : probe))
    const { promise, reject } = Promise.withResolvers<never>()
    const client = await alternating.connect(service.addresses.http)(0, reject)
    const took = async (): Promise<number> => {
      const sentAt = performance.now()
      const answered = new Promise<number>(resolve => {
        client.ask(() => {
          resolve(performance.now() - sentAt)
        })
      })
      return await Promise.race([answered, promise])
    }
    // No write of a test before is under way any more.
    await took()
    await took()
    const before = await told()
    const puts: number[] = []
    const [seen, probes] = [new Latencies(), new Latencies()]
    for (let count = 0; count < REQUESTS; count++) {
      const ms = await took()
      puts.push(ms)
      seen.add(ms)
      probes.add(await took())
    }
    client.close()
    const after = await told()

    const within = (ms: number): number =>
      (after.counts.get(ms) ?? 0) - (before.counts.get(ms) ?? 0)
    const bounds = [...after.counts.keys()]
    expect(within(Infinity)).toBe(REQUESTS)
    for (const bound of bounds) {
      expect(within(bound)).toBeGreaterThanOrEqual(puts.filter(ms => ms <= bound).length)
    }
    const partsMs = after.partsMs - before.partsMs
    expect(partsMs).toBeGreaterThan(0)
    expect(partsMs).toBeLessThanOrEqual(puts.reduce((sum, ms) => sum + ms))
    const median = bounds.find(bound => within(bound) >= REQUESTS / 2) ?? Infinity
    const wayMs = WAYS_MAX * probes.percentiles().p50
    expect(seen.percentiles().p50).toBeLessThanOrEqual(median + wayMs)
  })
})

describe('a run', () => {
  test.each([
    [{ workload: 'nix' }, 'there is no workload nix; there are get, put'],
    [
      { target: 'nowhere' },
      'nowhere is neither host:port nor one of sales-api, sales-api-on-etcd, bare',
    ],
    [{ against: 'localhost:99999' }, 'localhost:99999 is neither'],
    [{ workload: 'resp-get' }, 'bare does not speak what resp-get asks'],
    [{ against: 'resp://localhost:1' }, 'does not speak what get asks'],
  ])('of %j is refused before anything is started', async (given, message) => {
    const refused = run({ ...options, ...given })
    await expect(refused).rejects.toThrow(RunRefused)
    await expect(refused).rejects.toThrow(message)
  })

  test('compares a server with one that runs already, and says what it did', async () => {
    const { host, port } = service.addresses.http
    const against = `${host}:${String(port)}`
    const { failure, table, json, svg } = await run({ ...options, against, rate: 100 })
    expect(failure).toBeUndefined()
    expect(table).toContain(`bare : ${against}`)
    expect(JSON.parse(json)).toMatchObject({
      workload: 'get',
      load: { rate: 100, connections: 2 },
      sides: [
        { name: 'bare', rounds: [{}] },
        { name: against, rounds: [{}] },
      ],
    })
    expect(svg).toContain(`${against}; dashed: its worst round`)
  })

  test('ends where an answer lacks what was asked for', async () => {
    await expect(run({ ...options, workload: 'outbox' })).rejects.toThrow('HTTP/1.1 200')
  })
})

test.each([
  ['127.0.0.1:80', APIS],
  ['localhost:6379', APIS],
  ['[::1]:6379', APIS],
  ['etcd://db.example:2379', ['etcd']],
  ['resp://localhost:6379', ['resp']],
  ['https://localhost:1', undefined],
  ['localhost', undefined],
  [':80', undefined],
  ['localhost:65536', undefined],
  ['a b:80', undefined],
])('the server %s speaks %j', (text, apis) => {
  expect(givenTarget(text, APIS)?.apis).toEqual(apis)
})

describe('the report of a comparison', () => {
  const workload = { name: 'w', what: 'a & b', unit: 'requests', over: {} }
  const comparison = { workload, keys: 10, load: { connections: 2, seconds: 1 }, rounds: 2 }
  const origin = { commit: 'abc', date: '2026-01-02T03:04:05.000Z' }
  const round = (perSecond: number, ms: number, late: readonly number[] = []): LoadResult => {
    const [answered, unanswered] = [new Latencies(), new Latencies()]
    for (let count = 0; count < 100; count++) answered.add(ms)
    for (const one of late) unanswered.add(one)
    return { perSecond, refusedPerSecond: 0, answered, unanswered }
  }
  const sides = [
    { name: 'one', rounds: [round(100, 0.5), round(300, 2)] },
    { name: 'other', rounds: [round(100, 1), round(100, 1, [900])] },
  ]

  test('has the median and the worst round, the ratios, and what was not answered', () => {
    const [, , , , one, other, ratio] = comparisonTable(comparison, sides)
      .split('\n')
      .map(row => row.split(/ {2,}/))
    expect(one).toEqual(['one', '200', '100', '0.5', '2', '2', '2', '2', '2', '0', '0'])
    expect(other?.slice(0, 7)).toEqual(['other', '100', '100', '1', '1', '1', '900'])
    expect(other?.at(-1)).toBe('1')
    expect(ratio?.slice(0, 4)).toEqual(['one : other', '2.00 ×', '1.00 ×', '0.50 ×'])
    expect(JSON.parse(comparisonJson(comparison, sides, origin))).toMatchObject({
      sides: [
        {
          rate: { median: 200, worst: 100 },
          worstRound: { p50: 2 },
          unanswered: 0,
        },
        {
          rounds: [
            { answered: 100, unanswered: 0 },
            { answered: 100, unanswered: 1 },
          ],
        },
      ],
    })
  })

  test('draws all rounds and the worst one of each server', () => {
    const plot = curves(comparison, sides, origin)
    expect(plot.match(/<polyline/g)).toHaveLength(4)
    expect(plot).toContain('w: a &amp; b')
    expect(plot).not.toContain('NaN')
  })

  test('of a server that did nothing in a round says so, and is drawn all the same', () => {
    const idle = { name: 'idle', rounds: [{ ...round(0, 1), answered: new Latencies() }] }
    expect(hasMeasured(sides)).toBe(true)
    expect(hasMeasured([...sides, idle])).toBe(false)
    expect(curves(comparison, [idle], origin)).not.toContain('NaN')
    expect(comparisonTable(comparison, [idle])).toContain('idle')
  })
})
