import { W3CTraceContextPropagator } from '@opentelemetry/core'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { NoopSpanProcessor } from '@opentelemetry/sdk-trace'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { contract } from '#foundation/web/contract'
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
const sdk = new NodeSDK({
  resourceDetectors: [],
  textMapPropagator: new W3CTraceContextPropagator(),
  spanProcessors: [new NoopSpanProcessor()],
  metricReaders: [],
  logRecordProcessors: [],
})
beforeAll(() => {
  sdk.start()
})
afterAll(async () => {
  await sdk.shutdown()
})

/** The trace that a request with these headers belongs to, as its answer says it twice. */
async function traceOf(isOn: boolean, headers: Readonly<Record<string, string>>): Promise<string> {
  const refusing = () => ({ status: 409, problem: { code: 'TAKEN', detail: 'Taken' } }) as const
  await using served = await TestApp.serve(
    clock,
    api,
    { refusing },
    {
      middleware: [tracing({ clock, random }, isOn)],
      silentMiddleware: [],
    },
  )
  const client = await served.connect()
  client.request('GET', '/', headers)
  const { body, headers: answered } = await client.answer()
  const { traceId } = JSON.parse(body) as { traceId: string }
  expect(answered.traceresponse).toMatch(
    new RegExp(`^00-${traceId}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$`),
  )
  return traceId
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
  ['while spans are recorded', true],
  ['while none are', false],
])('%s, a traceparent', (_name, isOn) => {
  it.each(Object.entries(BELIEVED))('%s names the trace', async (_name, traceparent) => {
    expect(await traceOf(isOn, { traceparent })).toBe(TRACE)
  })

  it.each(Object.entries(REFUSED))('%s begins a new trace', async (_name, traceparent) => {
    const traceId = await traceOf(isOn, { traceparent })
    expect(traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/)
    expect(traceId).not.toBe(TRACE)
  })
})

it('a trace whose second half is zeros is answered with a span whose id is not', async () => {
  const trace = `${'1'.repeat(16)}${'0'.repeat(16)}`
  for (const isOn of [true, false]) {
    expect(await traceOf(isOn, { traceparent: `00-${trace}-${SPAN}-01` })).toBe(trace)
  }
})

it('a request without one begins a trace that no other has', async () => {
  for (const isOn of [true, false]) {
    const ids = [await traceOf(isOn, {}), await traceOf(isOn, {})]
    expect(new Set(ids).size).toBe(2)
  }
})
