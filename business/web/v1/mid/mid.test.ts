import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { propagation, SpanStatusCode, trace } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'
import { TracerProvider } from '@opentelemetry/sdk-trace'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { Logging } from '#foundation/logger/logger'
import { contract } from '#foundation/web/contract'
import type { Middleware } from '#foundation/web/exchange'
import { TestApp } from '#foundation/web/test-app'
import { RequestMetrics } from '#business/web/metrics/metrics'
import { onion } from './mid.ts'

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'
const LAYERS = ['trace', 'logger', 'errors', 'metrics', 'panics'] as const

const directory = fs.mkdtempSync(join(tmpdir(), 'mid-'))
const host = systemHost()

const done = { description: 'Done', body: 'none' } as const
const problem = { description: 'Busy', body: 'problem' } as const
const api = contract({
  normal: { method: 'get', path: '/normal', summary: '', tag: '', responses: { 204: done } },
  throwing: {
    method: 'get',
    path: '/throwing',
    summary: '',
    tag: '',
    responses: { 204: done, 503: problem },
  },
  refusing: {
    method: 'get',
    path: '/refusing',
    summary: '',
    tag: '',
    responses: { 409: problem },
  },
  limiting: {
    method: 'get',
    path: '/limiting',
    summary: '',
    tag: '',
    responses: { 429: problem },
  },
  panicking: { method: 'get', path: '/panicking', summary: '', tag: '', responses: { 204: done } },
  probe: {
    method: 'get',
    path: '/probe',
    summary: '',
    tag: '',
    isSilent: true,
    responses: { 204: done },
  },
  brokenProbe: {
    method: 'get',
    path: '/broken-probe',
    summary: '',
    tag: '',
    isSilent: true,
    responses: { 204: done },
  },
})

/** Listens for the end of spans. */
let onSpanEnd: (span: ReadableSpan) => void = () => undefined
const processor: SpanProcessor = {
  onStart: () => undefined,
  onEnd: span => {
    onSpanEnd(span)
  },
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
}

beforeAll(() => {
  // Files of one worker share what is global, and the first who sets it wins.
  trace.disable()
  propagation.disable()
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [processor] }))
})

afterAll(() => {
  fs.rmSync(directory, { recursive: true, force: true })
})

type Line = Readonly<Record<string, unknown>>

/** What a request left behind: in the answer, in the log, in the metrics, in the trace. */
type Traces = {
  readonly answer: Readonly<Record<string, unknown>>
  readonly lines: readonly Line[]
  readonly counted: readonly string[]
  readonly panics: number
  readonly spans: readonly object[]
  /** How many requests had been counted when the fault of this one was logged. */
  readonly countedWhenLogged: number | undefined
}

let runs = 0

/** Serves one request with the layers in this order, outermost first, and says what it left behind. */
async function request(path: string, order: readonly number[] = [0, 1, 2, 3, 4]): Promise<Traces> {
  const destination = join(directory, String(++runs))
  const logging = new Logging({ service: 'shop', level: 'info', destination })
  const lines = (): Line[] => {
    logging.flush()
    const text = fs.existsSync(destination) ? fs.readFileSync(destination, 'utf8') : ''
    // What was being written when it was flushed is there twice.
    return [...new Set(text.split('\n').slice(0, -1))].map(line => JSON.parse(line) as Line)
  }
  const spans: object[] = []
  onSpanEnd = ({ name, status, attributes }) => {
    const sent = attributes['http.response.status_code']
    spans.push({
      name,
      isError: status.code === SpanStatusCode.ERROR,
      sent,
      linesBefore: lines().length,
    })
  }
  const registry = new Registry()
  const metrics = new RequestMetrics(registry)
  const { middleware, silentMiddleware } = onion(host, {
    logging,
    component: 'requests',
    metrics,
    isMeasured: true,
    traceProbability: 1,
    loggedPerSecond: 100,
  })
  const ordered = order.map(index => middleware[index]).filter(layer => layer !== undefined)
  let countedWhenLogged: number | undefined
  const fault = Object.defineProperty(new TypeError(), 'message', {
    get: () => {
      countedWhenLogged = metrics.figures(host.clock.monotonic()).total
      return 'secret of the inside'
    },
  })
  const answer = await answered(path, fault, ordered, silentMiddleware)
  const text = await registry.metrics()
  return {
    answer,
    lines: lines(),
    counted: text.split('\n').filter(line => line.startsWith('http_requests_total{')),
    panics: Number(/^http_panics_total (\d+)$/m.exec(text)?.[1]),
    spans,
    countedWhenLogged,
  }
}

async function answered(
  path: string,
  fault: Error,
  middleware: readonly Middleware[],
  silentMiddleware: readonly Middleware[],
): Promise<Readonly<Record<string, unknown>>> {
  const busy = Object.assign(new Error('Too much to do'), { code: 'STORE_BUSY' })
  const handlers = {
    normal: () => ({ status: 204 }) as const,
    throwing: () => Promise.reject(busy),
    refusing: () => ({ status: 409, problem: { code: 'TAKEN', detail: 'Taken' } }) as const,
    limiting: () => ({ status: 429, problem: { code: 'RATE_LIMITED', detail: 'Later' } }) as const,
    panicking: () => Promise.reject(fault),
    probe: () => ({ status: 204 }) as const,
    brokenProbe: () => Promise.reject(fault),
  }
  await using served = await TestApp.serve(host.clock, api, handlers, {
    middleware,
    silentMiddleware,
  })
  const client = await served.connect()
  client.request('GET', path, { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` })
  const answer = await client.answer().catch(() => undefined)
  if (!answer) return { isCut: true }
  const { status, headers, body } = answer
  return {
    status,
    retryAfter: headers['retry-after'],
    traceresponse: headers.traceresponse?.slice(3, 35),
    ...(body === '' ? {} : (JSON.parse(body) as object)),
  }
}

const WIDE = {
  // One that took long is a warning.
  level: expect.stringMatching(/^(info|warn)$/) as string,
  service: 'shop',
  component: 'requests',
  msg: 'request',
  traceId: TRACE_ID,
  method: 'GET',
  ms: expect.any(Number) as number,
  client: '127.0.0.1',
}

/** What each request leaves behind when the layers are in their order. */
const EXPECTED: Readonly<Record<string, object>> = {
  '/normal': {
    answer: { status: 204, traceresponse: TRACE_ID },
    lines: [{ ...WIDE, operation: 'normal', route: '/normal', url: '/normal', status: 204 }],
    counted: ['http_requests_total{method="GET",route="/normal",status="204"} 1'],
    panics: 0,
    spans: [{ name: 'GET /normal', isError: false, sent: 204, linesBefore: 0 }],
  },
  '/throwing': {
    answer: {
      status: 503,
      retryAfter: '1',
      traceresponse: TRACE_ID,
      traceId: TRACE_ID,
      code: 'STORE_BUSY',
      detail: 'Too much to do',
    },
    lines: [
      {
        level: 'warn',
        msg: 'requests are refused',
        code: 'STORE_BUSY',
        detail: 'Too much to do',
        operation: 'throwing',
        traceId: TRACE_ID,
      },
      { ...WIDE, level: 'warn', operation: 'throwing', status: 503, code: 'STORE_BUSY' },
    ],
    counted: ['http_requests_total{method="GET",route="/throwing",status="503"} 1'],
    panics: 0,
    spans: [{ name: 'GET /throwing', isError: true, sent: 503, linesBefore: 0 }],
  },
  '/refusing': {
    answer: { status: 409, traceresponse: TRACE_ID, traceId: TRACE_ID, code: 'TAKEN' },
    lines: [{ ...WIDE, operation: 'refusing', status: 409, code: 'TAKEN' }],
    counted: ['http_requests_total{method="GET",route="/refusing",status="409"} 1'],
    panics: 0,
    spans: [{ name: 'GET /refusing', isError: false, sent: 409, linesBefore: 0 }],
  },
  '/limiting': {
    answer: { status: 429, traceresponse: TRACE_ID, traceId: TRACE_ID, code: 'RATE_LIMITED' },
    lines: [
      {
        level: 'warn',
        msg: 'requests are refused',
        code: 'RATE_LIMITED',
        detail: 'Later',
        operation: 'limiting',
        traceId: TRACE_ID,
      },
      { ...WIDE, level: 'warn', operation: 'limiting', status: 429, code: 'RATE_LIMITED' },
    ],
    counted: ['http_requests_total{method="GET",route="/limiting",status="429"} 1'],
    panics: 0,
    spans: [{ name: 'GET /limiting', isError: false, sent: 429, linesBefore: 0 }],
  },
  '/panicking': {
    answer: {
      status: 500,
      traceresponse: TRACE_ID,
      traceId: TRACE_ID,
      code: 'INTERNAL',
      detail: expect.not.stringContaining('secret') as string,
    },
    lines: [
      {
        level: 'error',
        component: 'errors',
        msg: 'request failed',
        traceId: TRACE_ID,
        operation: 'panicking',
        error: {
          type: 'TypeError',
          message: 'secret of the inside',
          stack: expect.stringContaining('mid.test.ts') as string,
        },
      },
      { ...WIDE, level: 'error', operation: 'panicking', status: 500, code: 'INTERNAL' },
    ],
    counted: ['http_requests_total{method="GET",route="/panicking",status="500"} 1'],
    panics: 1,
    spans: [{ name: 'GET /panicking', isError: true, sent: 500, linesBefore: 1 }],
    countedWhenLogged: 1,
  },
}

describe('a request', () => {
  it.each(Object.entries(EXPECTED))(
    '%s is traced, logged in one wide line, answered, measured, and counted if it panicked',
    async (path, expected) => {
      expect(await request(path)).toMatchObject(expected)
    },
  )

  it('that is a probe leaves nothing behind', async () => {
    expect(await request('/probe')).toEqual({
      answer: { status: 204 },
      lines: [],
      counted: [],
      panics: 0,
      spans: [],
      countedWhenLogged: undefined,
    })
  })

  it('that is a probe which panics is answered like others, and its fault is logged and counted', async () => {
    const { answer, lines, panics } = await request('/broken-probe')
    expect(answer).toMatchObject({ status: 500, code: 'INTERNAL' })
    expect(lines.map(({ msg }) => msg)).toEqual(['request failed'])
    expect(panics).toBe(1)
  })
})

it('a request takes from its first byte on: in its line, its metrics and its span', async () => {
  const slow = new SimulatedHost(1)
  const destination = join(directory, 'slow')
  const logging = new Logging({ service: 'shop', level: 'info', destination })
  const registry = new Registry()
  const spans: number[] = []
  onSpanEnd = ({ duration: [seconds, nanoseconds] }) => {
    spans.push(seconds + nanoseconds / 1e9)
  }
  const metrics = new RequestMetrics(registry)
  const layers = onion(slow, {
    logging,
    component: 'requests',
    metrics,
    isMeasured: true,
    traceProbability: 1,
    loggedPerSecond: 100,
  })
  const handlers = {
    normal: () => {
      slow.clock.advance(250)
      return { status: 204 } as const
    },
    throwing: () => Promise.reject(new Error()),
    refusing: () => Promise.reject(new Error()),
    limiting: () => Promise.reject(new Error()),
    panicking: () => Promise.reject(new Error()),
    probe: () => ({ status: 204 }) as const,
    brokenProbe: () => Promise.reject(new Error()),
  }
  await using served = await TestApp.serve(slow.clock, api, handlers, layers)
  const client = await served.connect()
  client.send('GET /nor')
  // Answered in the turn in which the beginning of the other one was read, or later.
  const other = await served.connect()
  other.request('GET', '/probe')
  await other.answer()
  slow.clock.advance(2000)
  client.send('mal HTTP/1.1\r\nHost: test\r\n\r\n')
  await client.answer()
  logging.flush()
  expect(JSON.parse(fs.readFileSync(destination, 'utf8'))).toMatchObject({
    ms: 2250,
    readMs: 2000,
    waitMs: 0,
    handleMs: 250,
    writeMs: 0,
  })
  expect(spans).toEqual([2.25])
  const text = await registry.metrics()
  expect(text).toMatch(/^http_request_duration_seconds_sum\{.*\} 2\.25$/m)
  for (const [part, seconds] of Object.entries({ read: 2, wait: 0, handle: 0.25, write: 0 })) {
    expect(text).toContain(`http_request_part_seconds_total{part="${part}"} ${String(seconds)}\n`)
  }
})

describe('the order of the layers', () => {
  it('is the only one with which every request leaves behind what it should, but for the logger inside of the trace', async () => {
    const right: string[] = []
    for (const order of permutations([0, 1, 2, 3, 4])) {
      let isRight = true
      for (const [path, expected] of Object.entries(EXPECTED)) {
        isRight &&= agrees(await request(path, order), expected)
      }
      if (isRight) right.push(order.map(index => LAYERS[index]).join(' '))
    }
    expect(right).toContain(LAYERS.join(' '))
    const others = new Set(right.map(order => order.replace(' logger', '')))
    expect([...others]).toEqual(['trace errors metrics panics'])
  })
})

function agrees(found: Traces, expected: object): boolean {
  try {
    expect(found).toMatchObject(expected)
    return true
  } catch {
    return false
  }
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]]
  return items.flatMap(first =>
    permutations(items.filter(item => item !== first)).map(rest => [first, ...rest]),
  )
}
