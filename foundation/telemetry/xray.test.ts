import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { TracerProvider } from '@opentelemetry/sdk-trace'
import { expect, it } from 'vitest'
import { systemHost } from '#foundation/host/system'
import { traceIdIn, XRay } from './xray.ts'

const TRACE = '5759e988bd862e3fe1be46a994272793'
const ROOT = 'Root=1-5759e988-bd862e3fe1be46a994272793'
const PARENT = '53995c3f42cd8ad8'

/** The span of a request with this header. */
function spanOf(header: string, before = ROOT_CONTEXT) {
  const xray = new XRay(systemHost())
  const tracer = new TracerProvider({ idGenerator: xray }).getTracer('test')
  const carrier = { 'x-amzn-trace-id': header }
  const context = xray.extract(before, carrier, defaultTextMapGetter)
  const span = tracer.startSpan('request', {}, context).spanContext()
  return { context, span, next: tracer.startSpan('next', {}, ROOT_CONTEXT).spanContext() }
}

it.each([
  ['of a span that is recorded', `${ROOT};Parent=${PARENT};Sampled=1`, PARENT, 1],
  ['of a span that is not', `${ROOT};Parent=${PARENT};Sampled=0`, PARENT, 0],
  ['in another order', `Sampled=1; Parent=${PARENT} ;Self=1-2-3;${ROOT}`, PARENT, 1],
] as const)('a header %s names trace and span', (_name, header, spanId, traceFlags) => {
  const { context, span } = spanOf(header)
  expect(trace.getSpanContext(context)).toMatchObject({ traceId: TRACE, spanId, traceFlags })
  expect(span.traceId).toBe(TRACE)
})

it.each([
  ['with its root alone, as a load balancer sends it', ROOT],
  ['that leaves it open whether the trace is recorded', `${ROOT};Parent=${PARENT};Sampled=?`],
  ['whose span is none', `${ROOT};Parent=0000000000000000;Sampled=1`],
])('a header %s names the trace that the request begins, and no other', (_name, header) => {
  const { context, span, next } = spanOf(header)
  expect(trace.getSpanContext(context)).toBeUndefined()
  expect(traceIdIn(context)).toBe(TRACE)
  expect(span).toMatchObject({ traceId: TRACE, traceFlags: 1 })
  expect(next.traceId).not.toBe(TRACE)
})

it.each([
  '',
  'Root',
  'Root=1-5759e988-bd862e3fe1be46a99427279',
  'Root=2-5759e988-bd862e3fe1be46a994272793',
  'Root=1-00000000-000000000000000000000000',
  `Parent=${PARENT};Sampled=1`,
])('the header %j is as good as none: an id of the time is made', header => {
  const before = Math.floor(Date.now() / 1000)
  const { context, span } = spanOf(header)
  expect(traceIdIn(context)).toBeUndefined()
  expect(span.traceId).toMatch(/^[\da-f]{32}$/)
  expect(Number.parseInt(span.traceId.slice(0, 8), 16)).toBeGreaterThanOrEqual(before)
})

it('a trace that another header names is kept', () => {
  const other = { traceId: 'a'.repeat(32), spanId: PARENT, traceFlags: 1 }
  const { context, span } = spanOf(ROOT, trace.setSpanContext(ROOT_CONTEXT, other))
  expect(traceIdIn(context)).toBe(other.traceId)
  expect(span.traceId).toBe(other.traceId)
})

it('what is sent on is read as it was', () => {
  const sent: Record<string, string> = {}
  const span = { traceId: TRACE, spanId: PARENT, traceFlags: 1 }
  new XRay(systemHost()).inject(
    trace.setSpanContext(ROOT_CONTEXT, span),
    sent,
    defaultTextMapSetter,
  )
  expect(sent).toEqual({ 'x-amzn-trace-id': `${ROOT};Parent=${PARENT};Sampled=1` })
})
