import { propagation, trace } from '@opentelemetry/api'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SimulatedHost } from '#foundation/host/simulated'
import { systemHost } from '#foundation/host/system'
import { contract } from '#foundation/web/contract'
import type { Middleware } from '#foundation/web/exchange'
import { TestApp } from '#foundation/web/test-app'
import { tracing } from './trace.ts'

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'

const { clock, random } = systemHost()
const api = contract({
  refusing: {
    method: 'get',
    path: '/',
    summary: '',
    tag: '',
    responses: { 409: { description: 'Busy', body: 'problem' } },
  },
})
const exporter = new InMemorySpanExporter()
beforeAll(() => {
  // Files of one worker share what is global, and the first who sets it wins.
  trace.disable()
  propagation.disable()
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  const spanProcessors = [new SimpleSpanProcessor({ exporter })]
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors }))
})
beforeEach(() => {
  exporter.reset()
})

function serve(middleware: readonly Middleware[]): Promise<TestApp> {
  const refusing = () => ({ status: 409, problem: { code: 'TAKEN', detail: 'Taken' } }) as const
  return TestApp.serve(clock, api, { refusing }, { middleware, silentMiddleware: [] })
}

/** The traces that requests with these headers belong to, one after the other, as their answers say it twice. */
async function tracesOf(
  probability: number | undefined,
  requests: readonly Readonly<Record<string, string>>[],
): Promise<string[]> {
  await using served = await serve([tracing({ clock, random }, probability)])
  const client = await served.connect()
  const traceIds: string[] = []
  for (const headers of requests) {
    const recorded = exporter.getFinishedSpans().length
    client.request('GET', '/', headers)
    const { body, headers: answered } = await client.answer()
    const { traceId } = JSON.parse(body) as { traceId: string }
    const isRecorded = exporter.getFinishedSpans().length > recorded
    expect(answered.traceresponse).toMatch(
      new RegExp(`^00-${traceId}-(?!0{16})[0-9a-f]{16}-${isRecorded ? '01' : '00'}$`),
    )
    traceIds.push(traceId)
  }
  return traceIds
}

async function traceOf(
  probability: number | undefined,
  headers: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  return (await tracesOf(probability, [headers]))[0]
}

/** Section 3.2 of W3C Trace Context, levels 1 and 2. */
const BELIEVED = {
  'of version 00': `00-${TRACE}-${SPAN}-01`,
  'not recorded by its caller': `00-${TRACE}-${SPAN}-00`,
  'with flags that are not defined yet': `00-${TRACE}-${SPAN}-ff`,
  'of a version to come': `cc-${TRACE}-${SPAN}-01`,
  'of a version to come, with more behind a dash': `cc-${TRACE}-${SPAN}-01-what-the-future-holds`,
}
const REFUSED = {
  'of version 00 with more behind a dash': `00-${TRACE}-${SPAN}-01-more`,
  'of version 00 with an empty end': `00-${TRACE}-${SPAN}-01-`,
  'of version 00 with more behind it': `00-${TRACE}-${SPAN}-01.more`,
  'of a version to come with more behind something else': `cc-${TRACE}-${SPAN}-01.more`,
  'of version ff': `ff-${TRACE}-${SPAN}-01`,
  'without a version': `${TRACE}-${SPAN}-01`,
  'whose version is not hexadecimal': `0x-${TRACE}-${SPAN}-01`,
  'with a trace of zeros': `00-${'0'.repeat(32)}-${SPAN}-01`,
  'with a span of zeros': `00-${TRACE}-${'0'.repeat(16)}-01`,
  'in capitals': `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  'with a version in capitals': `CC-${TRACE}-${SPAN}-01`,
  'with a short trace': `00-${TRACE.slice(1)}-${SPAN}-01`,
  'with a long span': `00-${TRACE}-${SPAN}0-01`,
  'with short flags': `00-${TRACE}-${SPAN}-1`,
  'without flags': `00-${TRACE}-${SPAN}`,
  'that is there twice': `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
  'that is empty': '',
}

describe.each([
  ['while spans are recorded', 1],
  ['while none of those are that begin here', 0],
  ['while none are', undefined],
])('%s, a traceparent', (_name, probability) => {
  it.each(Object.entries(BELIEVED))('%s names the trace', async (_name, traceparent) => {
    expect(await traceOf(probability, { traceparent })).toBe(TRACE)
  })

  it.each(Object.entries(REFUSED))('%s begins a new trace', async (_name, traceparent) => {
    const traceId = await traceOf(probability, { traceparent })
    expect(traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/)
    expect(traceId).not.toBe(TRACE)
  })
})

it('a trace whose second half is zeros is answered with a span whose id is not', async () => {
  const trace = `${'1'.repeat(16)}${'0'.repeat(16)}`
  for (const probability of [1, 0, undefined]) {
    expect(await traceOf(probability, { traceparent: `00-${trace}-${SPAN}-01` })).toBe(trace)
  }
})

it('a request without one begins a trace that no other has', async () => {
  for (const probability of [1, 0, undefined]) {
    const ids = await tracesOf(probability, [{}, {}])
    expect(new Set(ids).size).toBe(2)
  }
})

describe('recorded is', () => {
  const names = (): string[] => exporter.getFinishedSpans().map(({ name }) => name)

  it.each([1, 0])('what its caller records, at a probability of %s', async probability => {
    await traceOf(probability, { traceparent: `00-${TRACE}-${SPAN}-01` })
    expect(names()).toEqual(['GET /'])
    await traceOf(probability, { traceparent: `00-${TRACE}-${SPAN}-00` })
    expect(names()).toHaveLength(1)
  })

  it('nothing, whatever a caller wants, without a probability', async () => {
    await traceOf(undefined, { traceparent: `00-${TRACE}-${SPAN}-01` })
    expect(names()).toEqual([])
  })

  it('the set part of what begins here, also of every second and every third request', async () => {
    const traces = await tracesOf(
      0.05,
      Array.from({ length: 600 }, () => ({})),
    )
    const recorded = new Set(exporter.getFinishedSpans().map(span => span.spanContext().traceId))
    for (const step of [1, 2, 3]) {
      const some = traces.filter((traceId, at) => at % step === 0 && recorded.has(traceId))
      expect(Math.abs(some.length - 30 / step), `every ${String(step)}.`).toBeLessThanOrEqual(2)
    }
  })

  it('a hundred of what begins here in a second, and all that callers record', async () => {
    const host = new SimulatedHost(1)
    const middleware = [tracing(host, 0.9)]
    await using served = await serve(middleware)
    const client = await served.connect()
    const recordedOf = async (count: number, headers = {}): Promise<number> => {
      exporter.reset()
      for (let asked = 0; asked < count; asked++) {
        client.request('GET', '/', headers)
        await client.answer()
      }
      return exporter.getFinishedSpans().length
    }
    expect(await recordedOf(150)).toBe(100)
    expect(await recordedOf(20, { traceparent: `00-${TRACE}-${SPAN}-01` })).toBe(20)
    host.clock.advance(500)
    expect(await recordedOf(100)).toBe(50)
    host.clock.advance(60_000)
    expect(await recordedOf(150)).toBe(100)
  })

  it('all of what begins here, if it is to record all', async () => {
    const traces = await tracesOf(
      1,
      Array.from({ length: 150 }, () => ({})),
    )
    expect(exporter.getFinishedSpans()).toHaveLength(traces.length)
  })
})
