/**
 * Outermost: every request belongs to a trace. A valid `traceparent` (W3C Trace Context) names the trace; an invalid one is as
 * good as none: then the header of X-Ray counts where a setting says so, or the request begins a new trace. Every answer names
 * it in `traceresponse` (the draft of the W3C), whether spans are recorded or not.
 *
 * Whether a request is recorded is decided before anything is made for it: one that is not costs no more than without tracing.
 * A service that is not to record all traces records `PER_SECOND_MAX` new ones in a second at most, so that a busy one pays no more.
 *
 * A span lasts from the first byte of the request to the last one of its answer, or to the beginning of an event stream.
 */
import type { Span, Tracer } from '@opentelemetry/api'
import {
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api'
import type { IncomingHttpHeaders } from 'node:http'
import type { Clock, Random } from '#foundation/host/host'
import { traceIdIn, XRAY_HEADER } from '#foundation/telemetry/xray'
import type { Exchange, Middleware, Response } from '#foundation/web/exchange'
import { HttpProblem } from '#foundation/web/problem'

/** Of traces that begin here. */
const PER_SECOND_MAX = 100
/** In version 00 nothing may follow; what follows in a later version comes behind a dash. */
const TRACEPARENT =
  /^(?!ff|00.{54})[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-([\da-f]{2})(?:-.*)?$/

const COUNT_MAX = 2 ** 32
/** `COUNT_MAX` divided by the golden ratio: multiples of it, modulo `COUNT_MAX`, are spread evenly, in any regular selection. */
const STEP = 0x9e_37_79_b9

/** `probability` is that of traces that begin here; undefined if no spans are recorded, whatever a caller decided. */
export function tracing(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  probability: number | undefined,
): Middleware {
  const newTraceId = traceIds(random)
  const isChosen = evenly(random, probability ?? 0)
  const isLeft = probability === 1 ? () => true : atMost(PER_SECOND_MAX, clock)
  const tracer = trace.getTracer('sales-api')
  return {
    enter: exchange => {
      const given = givenTrace(exchange.request.headers)
      const isRecorded = probability !== undefined && (given.isRecorded ?? (isChosen() && isLeft()))
      if (isRecorded) record(exchange, tracer, clock)
      else exchange.traceId = given.traceId ?? newTraceId()
    },
    leave: ({ span, traceId }, response) => {
      if (!span) return named(response, `00-${traceId}-${newTraceId().slice(16)}-00`)
      span.setAttribute('http.response.status_code', response.status)
      if (response.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
      return named(response, traceresponseOf(span))
    },
    fail: ({ span }, error) => {
      span?.setStatus({ code: SpanStatusCode.ERROR })
      if (error instanceof HttpProblem) {
        span?.setAttribute('http.response.status_code', error.status)
      }
      throw error
    },
  }
}

type Given = {
  readonly traceId: string | undefined
  /** What the caller decided; undefined if it left that open, or there is none. */
  readonly isRecorded: boolean | undefined
}

const NOTHING: Given = { traceId: undefined, isRecorded: undefined }

function givenTrace(headers: IncomingHttpHeaders): Given {
  const { traceparent } = headers
  const [, traceId, flags] =
    (typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent) : undefined) ?? []
  if (traceId !== undefined && flags !== undefined) {
    return { traceId, isRecorded: isSampled(Number.parseInt(flags, 16)) }
  }
  if (headers[XRAY_HEADER] === undefined) return NOTHING
  const context = propagation.extract(ROOT_CONTEXT, headers)
  const span = trace.getSpanContext(context)
  return { traceId: traceIdIn(context), isRecorded: span && isSampled(span.traceFlags) }
}

function isSampled(flags: number): boolean {
  return (flags & TraceFlags.SAMPLED) !== 0
}

/** Begins its span, which ends with it, together with those of what it waited for. */
function record(exchange: Exchange, tracer: Tracer, clock: Clock): void {
  const parent = propagation.extract(ROOT_CONTEXT, exchange.request.headers)
  const { method, path } = exchange.operation
  const name = `${method.toUpperCase()} ${path}`
  const { firstByteAt } = exchange.arrival
  // By the calendar, as spans of other processes are; how long it took is by the other clock, which is finer.
  const startTime = clock.now() - (clock.monotonic() - firstByteAt)
  const options = { kind: SpanKind.SERVER, attributes: attributes(exchange), startTime }
  const span = tracer.startSpan(name, options, parent)
  exchange.traceId = span.spanContext().traceId
  exchange.span = span
  exchange.whenEnded(() => {
    const inTrace = trace.setSpan(parent, span)
    for (const { name, from, to, attributes = {}, isCall, isFailed } of exchange.phases()) {
      const at = startTime + from - firstByteAt
      const kind = isCall ? SpanKind.CLIENT : SpanKind.INTERNAL
      const phase = tracer.startSpan(name, { kind, startTime: at, attributes }, inTrace)
      if (isFailed) phase.setStatus({ code: SpanStatusCode.ERROR })
      phase.end(at + to - from)
    }
    span.end(startTime + clock.monotonic() - firstByteAt)
  })
}

/** True for this part of its calls. */
function evenly(random: Random, part: number): () => boolean {
  const bound = part * COUNT_MAX
  let at = new DataView(random.bytes(4).buffer).getUint32(0)
  return () => {
    at = (at + STEP) % COUNT_MAX
    return at < bound
  }
}

/** A token bucket: true for so many calls in a second, and for so many at once after a second without any. */
function atMost(perSecond: number, clock: Clock): () => boolean {
  let left = perSecond
  let at = clock.monotonic()
  return () => {
    const now = clock.monotonic()
    left = Math.min(perSecond, left + ((now - at) * perSecond) / 1000)
    at = now
    if (left < 1) return false
    left--
    return true
  }
}

function attributes(exchange: Exchange): Record<string, string> {
  const { request, operation, id, hasPersonalUrl } = exchange
  const path = request.url?.split('?', 1)[0] ?? ''
  return {
    'http.request.method': request.method ?? '',
    'http.route': operation.path,
    ...(!hasPersonalUrl && { 'url.path': path }),
    operation: id,
  }
}

function named(response: Response, traceresponse: string): Response {
  return { ...response, headers: { ...response.headers, traceresponse } }
}

function traceresponseOf(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}

/** 32 digits each: half of them this process's, at random, the others counting. */
export function traceIds(random: Random): () => string {
  const prefix = Buffer.from(random.bytes(8)).toString('hex')
  let count = new DataView(random.bytes(4).buffer).getUint32(0)
  return () => {
    count = (count + 1) % 2 ** 48
    return prefix + count.toString(16).padStart(16, '0')
  }
}
