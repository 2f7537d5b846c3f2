import fs from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Profile } from 'pprof-format'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { varsSchema } from '#business/web/debug/vars'
import { Service, until } from './service.ts'

const MiB = 1024 ** 2
/** Later than any machine is, however busy it is with other things. */
const LATE_MS = 60_000

let service: Service

beforeAll(async () => {
  service = await Service.start({
    args: ['--debug-heap-snapshot=on', '--web-write-timeout=500ms'],
    env: { BUILD_REF: 'abc', BUILD_DATE: '2026-01-02T03:04:05Z', SALES_LOG_LEVEL: 'info' },
  })
})

afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

/** Asks again while the service, on a machine with much else to do, refuses the request as one too many. */
const debug = (path: string, init?: RequestInit): Promise<Response> =>
  until(
    async () => {
      const response = await fetch(`${service.debugUrl}${path}`, init)
      if (response.status !== 503) return response
      await response.arrayBuffer()
      return undefined
    },
    () => `${path} is refused`,
  )

const bytesOf = async (response: Response): Promise<Buffer> => {
  expect(response.status).toBe(200)
  return Buffer.from(await response.arrayBuffer())
}

/** What `work` returns, while clients keep the service busy. */
async function underLoad<T>(work: () => Promise<T>): Promise<T> {
  const over = new AbortController()
  const clients = Array.from({ length: 4 }, async (_, client) => {
    const url = `${service.url}/v1/kv/load-${String(client)}`
    await fetch(url, { method: 'PUT', body: 'x' })
    while (!over.signal.aborted) await (await fetch(url)).arrayBuffer()
  })
  try {
    return await work()
  } finally {
    over.abort()
    await Promise.all(clients)
  }
}

/** A service that gets no processor for the time of a profile does nothing in it: then another one is asked for. */
async function placesUnderLoad(profile: string) {
  return await underLoad(() =>
    until(
      async () => {
        const places = placesIn(await bytesOf(await debug(`/debug/pprof/${profile}`)))
        return places.length > 3 ? places : undefined
      },
      () => 'no profile has functions of the service',
    ),
  )
}

/** Places of functions in our own TypeScript files, as a profile has them. */
function placesIn(bytes: Buffer) {
  const { stringTable, location, function: functions } = Profile.decode(gunzipSync(bytes))
  const text = (index: number | bigint): string => stringTable.strings[Number(index)] ?? ''
  const byId = new Map(functions.map(entry => [Number(entry.id), entry]))
  return location
    .flatMap(({ line }) => line)
    .map(({ functionId, line }) => {
      const { name = 0, filename = 0 } = byId.get(Number(functionId)) ?? {}
      return { name: text(name), file: text(filename).replace('file://', ''), line: Number(line) }
    })
    .filter(({ file, name }) => file.endsWith('.ts') && /^#?[a-z]\w+$/i.test(name))
}

/** A name may stand on the line before its function. */
const NAME_LINES_MAX = 2

function expectNamed({ name, file, line }: ReturnType<typeof placesIn>[number]): void {
  const lines = fs.readFileSync(file, 'utf8').split('\n')
  const part = lines.slice(Math.max(0, line - NAME_LINES_MAX), line).join('\n')
  // A constructor has the name of its class.
  expect(part, `${name} at ${file}:${String(line)}`).toMatch(new RegExp(`${name}|constructor\\(`))
}

it.each(['/debug/pprof/', '/debug/requests'])('the page %s may use its styles', async path => {
  const { headers } = await debug(path, { headers: { accept: 'text/html' } })
  expect(headers.get('content-type')).toContain('text/html')
  expect(headers.get('content-security-policy')).toContain("style-src 'unsafe-inline'")
})

describe('profiles', () => {
  it('have an index with a link to each that works', async () => {
    const response = await debug('/debug/pprof/')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const page = await response.text()
    expect(page).toContain(`go tool pprof -http=: ${service.debugUrl}/debug/pprof/heap`)
    const links = [...page.matchAll(/href="([^"]+)"/g)].map(([, link]) => link)
    expect(links.length).toBeGreaterThan(8)
    for (const link of links) {
      const url = new URL(link ?? '', `${service.debugUrl}/debug/pprof/`)
      url.searchParams.forEach((_, name) => {
        url.searchParams.set(name, '0.1')
      })
      expect((await bytesOf(await fetch(url))).length, url.pathname).toBeGreaterThan(0)
    }
  })

  it('of time name functions at the line where each begins, and take longer than an answer of the API may', async () => {
    const response = await debug('/debug/pprof/profile?seconds=1.2')
    expect(response.headers.get('content-disposition')).toContain('sales-api.profile.pb.gz')
    for (const place of await placesUnderLoad('profile?seconds=1.2')) expectNamed(place)
  })

  it('of allocations name functions at the line where each begins', async () => {
    for (const place of await placesUnderLoad('allocs?seconds=0.5')) expectNamed(place)
  })

  it('of the heap say what lives', async () => {
    const profile = Profile.decode(gunzipSync(await bytesOf(await debug('/debug/pprof/heap'))))
    expect(profile.sample.length).toBeGreaterThan(0)
    expect(profile.stringTable.strings).toContain('inuse_space')
  })

  it('of handles list the sockets that listen, as text and for go tool pprof', async () => {
    const text = await (await debug('/debug/pprof/handles')).text()
    expect(text).toMatch(/^ +3 TCPServerWrap$/m)
    expect(await (await debug('/debug/pprof/goroutine?debug=1')).text()).toContain('TCPServerWrap')
    const { sample, stringTable } = Profile.decode(
      gunzipSync(await bytesOf(await debug('/debug/pprof/goroutine'))),
    )
    expect(stringTable.strings).toEqual(expect.arrayContaining(['goroutine', 'TCPServerWrap']))
    expect(sample.some(({ value }) => Number(value[0]) === 3)).toBe(true)
  })

  it('in the form of a trace open in Chrome', async () => {
    await underLoad(async () => {
      await until(
        async () => {
          const trace = await debug('/debug/pprof/trace?seconds=0.3')
          const { traceEvents } = (await trace.json()) as { traceEvents: { name: string }[] }
          return traceEvents.some(({ name }) => name === 'http.server.request') || undefined
        },
        () => 'no trace has a request',
      )
    })
  })

  it('in the form of a heap snapshot are read as they are made', async () => {
    const snapshot = await debug('/debug/pprof/heapsnapshot')
    expect(snapshot.headers.get('content-length')).toBeNull()
    expect(await snapshot.json()).toHaveProperty('snapshot.meta.node_fields')
  })

  it('do not tell of secrets or the environment: only of flags', async () => {
    const args = (await (await debug('/debug/pprof/cmdline')).text()).split('\0')
    expect(args[0]).toBe('sales-api')
    expect(args).toContain('--web-write-timeout=500ms')
  })
})

describe('one profile at a time', () => {
  it('another one is told what runs and until when; a client that leaves ends its profile, and that is no failure', async () => {
    const seconds = 300
    const askedAt = Date.now()
    const leaving = new AbortController()
    const ask = (): Promise<Response> =>
      debug(`/debug/pprof/profile?seconds=${String(seconds)}`, { signal: leaving.signal })
    const both = [ask(), ask()]
    // One of them waits, and will do so for minutes.
    const refused = await Promise.race(both)
    expect(refused.status).toBe(409)
    const problem = (await refused.json()) as { until: string }
    expect(problem).toMatchObject({ code: 'PROFILE_RUNNING', running: 'profile' })
    expect(Date.parse(problem.until)).toBeGreaterThanOrEqual(askedAt + seconds * 1000)
    expect(Date.parse(problem.until)).toBeLessThanOrEqual(Date.now() + seconds * 1000)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    leaving.abort()
    const ends = await Promise.allSettled(both)
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await until(
      async () => ((await debug('/debug/pprof/heap')).status === 200 ? true : undefined),
      () => 'it did not end',
    )
    expect(varsSchema.parse(await (await debug('/debug/vars')).json()).panics).toBe(0)
    expect(service.log.some(({ level }) => level === 'error')).toBe(false)
  })

  // go tool pprof, its -http, curl by hand; Pyroscope, Alloy and Parca by their default scrape configurations.
  it.each([
    'profile?seconds=1',
    'profile?seconds=1&debug=0',
    'heap',
    'heap?gc=1',
    'heap?gc=1&debug=1',
    'allocs?seconds=1&gc=1',
    'goroutine',
    'goroutine?debug=0',
    'threadcreate',
    'block',
    'block?debug=0',
    'mutex?seconds=1',
  ])('of /debug/pprof/%s is one that pprof reads', async path => {
    const { sampleType } = Profile.decode(
      gunzipSync(await bytesOf(await debug(`/debug/pprof/${path}`))),
    )
    expect(sampleType.length).toBeGreaterThan(0)
  })

  it.each([
    ['goroutine?debug=1', 'TCPServerWrap'],
    ['goroutine?debug=2', 'TCPServerWrap'],
    ['block?debug=1', 'JavaScript runs on one thread'],
    ['cmdline?debug=1', 'sales-api'],
    ['symbol', 'num_symbols: 0\n'],
  ])('of /debug/pprof/%s is a text', async (path, text) => {
    const response = await debug(`/debug/pprof/${path}`)
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/plain; charset=utf-8',
    ])
    expect(await response.text()).toContain(text)
  })

  it('have the names of their addresses, so that none is told of one that is asked for', async () => {
    const asked = { method: 'POST', body: '0x1234+0x5678' }
    const response = await debug('/debug/pprof/symbol', asked)
    expect([response.status, await response.text()]).toEqual([200, 'num_symbols: 0\n'])
  })

  it.each(['/', '/debug/pprof', '/debug/pprof?debug=1'])(
    '%s leads to what there is',
    async path => {
      const response = await debug(path, { redirect: 'manual' })
      expect([response.status, response.headers.get('location')]).toEqual([301, '/debug/pprof/'])
      expect(await (await debug(path)).text()).toContain('go tool pprof')
    },
  )

  it('that are not here are answered with where to look', async () => {
    const response = await debug('/debug/pprof/fgprof')
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('/debug/pprof/ shows what there is')
  })

  it.each(['0', '0.09', '300.1', '-1', 'ten', '1e1', ''])('%j seconds are refused', async text => {
    const response = await debug(`/debug/pprof/profile?seconds=${text}`)
    expect(response.status).toBe(422)
    expect(await response.text()).toContain('from 0.1 to 300')
  })
})

describe('/debug/vars', () => {
  const vars = async () => varsSchema.parse(await (await debug('/debug/vars')).json())

  it('has what expvarmon reads: texts in cmdline, whole numbers, pauses that never fall', async () => {
    const before = await vars()
    expect(before.cmdline).toEqual(['sales-api'])
    await debug('/debug/pprof/heapsnapshot').then(bytesOf)
    const after = await vars()
    expect(after.memstats.PauseTotalNs).toBeGreaterThan(before.memstats.PauseTotalNs)
    for (const value of Object.values(after.memstats)) expect(Number.isInteger(value)).toBe(true)
  })

  it('has what /metrics tells, with labels and histograms, where it is asked for', async () => {
    await fetch(`${service.url}/v1/kv/told`, { method: 'PUT', body: 'x' })
    expect((await vars()).metrics).toBeUndefined()
    const asked = varsSchema.parse(await (await debug('/debug/vars?with=metrics')).json())
    const metrics = new Map(asked.metrics?.map(metric => [metric.name, metric]))
    const text = await (await debug('/metrics')).text()
    const names = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name)
    expect([...metrics.keys()]).toEqual(names)
    const took = metrics.get('http_request_duration_seconds')
    const labels = { method: 'PUT', route: '/v1/kv/{key}', status: '201' }
    expect(took?.series).toContainEqual(expect.objectContaining({ labels }))
    expect((await debug('/debug/vars?with=all')).status).toBe(422)
  })

  it('counts requests and errors, and leaves probes and itself out', async () => {
    const before = await vars()
    for (const path of ['/v1/kv/none', '/nowhere', '/v1/liveness', '/v1/readiness']) {
      await fetch(`${service.url}${path}`)
    }
    const after = await vars()
    expect(after.requests - before.requests).toBe(2)
    expect([after.errors, after.panics]).toEqual([0, 0])
  })

  it('tells the build, the store and how long requests took', async () => {
    const { revision = 0 } = (await vars()).store ?? {}
    await fetch(`${service.url}/v1/kv/counted`, { method: 'PUT', body: 'x' })
    const now = await vars()
    expect(now).toMatchObject({ build: 'abc', buildDate: '2026-01-02T03:04:05Z' })
    expect(now.store?.revision).toBe(revision + 1)
    expect(now.resp).toMatchObject({ connected_clients: 0, commands: 0, refused: 0, cut: 0 })
    expect(now.request_seconds_p99).toBeGreaterThan(0)
    expect(now.request_seconds_p99).toBeLessThan(LATE_MS / 1000)
    expect(now.goroutines).toBeGreaterThan(1)
  })

  it('answers within a second while the service is busy', async () => {
    await underLoad(async () => {
      // A machine that is busy with other things may be late, but not each time.
      await until(
        async () => {
          const startedAt = performance.now()
          await vars()
          return performance.now() - startedAt < 1000 || undefined
        },
        () => 'every answer was late',
      )
    })
  })
})

describe('/metrics', () => {
  it('is Prometheus text, unless OpenMetrics is asked for, which has exemplars with the trace', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
    await fetch(`${service.url}/v1/leases/1`, {
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    })
    const plain = await debug('/metrics')
    expect(plain.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const text = await plain.text()
    expect(text).not.toContain(traceId)
    expect(text).toMatch(/^http_requests_total\{/m)
    // As Prometheus 3 asks.
    const accept =
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,' +
      'application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1'
    const open = await debug('/metrics', { headers: { accept } })
    expect(open.headers.get('content-type')).toContain(
      'application/openmetrics-text; version=1.0.0',
    )
    const openText = await open.text()
    expect(openText).toContain(`# {trace_id="${traceId}"}`)
    expect(openText).toMatch(/# EOF\n$/)
    expect(await (await debug('/metrics')).text()).toMatch(/^http_requests_total\{/m)
  })
})

describe('the log level', () => {
  const put = (query: string): Promise<Response> =>
    debug(`/debug/loglevel?${query}`, { method: 'PUT' })
  const levelOf = async (component: string): Promise<unknown> => {
    const { levels } = (await (await debug('/debug/loglevel')).json()) as {
      levels: Record<string, string>
    }
    return levels[component]
  }

  it('of a component changes for a while, and is then what it was', async () => {
    const response = await put('level=debug&component=main&for=300ms')
    expect(await response.json()).toMatchObject({
      levels: { main: 'debug', requests: 'info' },
      temporary: [{ component: 'main', level: 'debug' }],
    })
    await until(
      async () => ((await levelOf('main')) === 'info' ? true : undefined),
      () => 'the level stayed',
    )
  })

  it.each(['for=0s', 'for=25h', 'for=soon', 'level=loud'])('refuses %s', async query => {
    expect((await put(`level=info&${query}`.replace('level=info&level', 'level'))).status).toBe(422)
  })
})

describe('whatever else', () => {
  it('is answered with 404 for unknown paths and 405 for other methods, as problems', async () => {
    const unknown = await debug('/debug/unknown')
    expect(unknown.status).toBe(404)
    expect(await unknown.json()).toMatchObject({ code: 'NO_SUCH_ROUTE' })
    for (const path of ['/debug/pprof/', '/debug/pprof/profile', '/debug/vars', '/metrics']) {
      const posted = await debug(path, { method: 'POST', body: 'x' })
      expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS'])
    }
  })

  it('asks for permission first: a heap snapshot is off by default', async () => {
    await using closed = await Service.start()
    const response = await fetch(`${closed.debugUrl}/debug/pprof/heapsnapshot`)
    expect(response.status).toBe(403)
    expect(await response.text()).toContain('--debug-heap-snapshot=on')
  })
})

describe('quotas', () => {
  const limits = { SALES_CPU_LIMIT: '1', SALES_MEMORY_LIMIT: String(256 * MiB) }
  const liveness = async (limited: Service): Promise<Record<string, unknown>> =>
    (await (await fetch(`${limited.url}/v1/liveness`)).json()) as Record<string, unknown>

  it('are followed by threads, heap and memtable, in the process that was started', async () => {
    const env = { ...limits, KUBERNETES_NAME: 'sales-0', KUBERNETES_POD_IP: '10.0.0.7' }
    await using limited = await Service.start({ env })
    const expected = {
      cpus: 1,
      poolThreads: 2,
      v8Threads: 1,
      memoryBytes: 256 * MiB,
      heapBytes: 64 * MiB,
      memoryTableBytes: 32 * MiB,
      bufferedBytesMax: 16 * MiB,
    }
    expect(await limited.logged('quota')).toMatchObject({ ...expected, cpusFrom: 'setting' })
    const alive = await liveness(limited)
    expect(alive).toMatchObject({ ...expected, name: 'sales-0', podIp: '10.0.0.7' })
    expect(alive).not.toHaveProperty('namespace')
    expect(alive.pid).toBe(limited.pid)
    if (process.platform !== 'linux') return
    // A write goes through libuv's pool, which has all its threads from then on.
    await fetch(`${limited.url}/v1/kv/a`, { method: 'PUT', body: 'x' })
    expect(threadsOf(limited.pid)).toMatchObject({ 'libuv-worker': 2, V8Worker: 1 })
  })

  it('leave alone what was decided otherwise', async () => {
    await using limited = await Service.start({
      args: ['--store-memory=20MiB'],
      env: {
        ...limits,
        UV_THREADPOOL_SIZE: '3',
        NODE_OPTIONS: '--max-heap-size=200 --v8-pool-size=2',
      },
    })
    expect(await liveness(limited)).toMatchObject({
      poolThreads: 3,
      v8Threads: 2,
      heapBytes: 200 * MiB,
      memoryTableBytes: 20 * MiB,
    })
  })
})

function threadsOf(pid: number): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const task of fs.readdirSync(`/proc/${String(pid)}/task`)) {
    const name = fs.readFileSync(`/proc/${String(pid)}/task/${task}/comm`, 'utf8').trim()
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}
