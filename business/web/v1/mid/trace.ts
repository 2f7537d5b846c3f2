/**
 * Outermost: every request belongs to a trace, recorded if tracing is on, from its first byte to the last one of its
 * answer, or to the beginning of an event stream. A valid `traceparent` (W3C Trace Context) names the trace; an invalid one
 * is as good as none: then the header of X-Ray counts where a setting says so, or the request begins a new trace. Every answer names it in `traceresponse` (the draft of the W3C), whether
 * spans are recorded or not.
 */
import type { Span } from '@opentelemetry/api'
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import type { Clock, Random } from '#foundation/host/host'
import { traceIdIn } from '#foundation/telemetry/xray'
import type { Exchange, Middleware, Response } from '#foundation/web/exchange'
import { HttpProblem } from '#foundation/web/problem'

/** In version 00 nothing may follow; what follows in a later version comes behind a dash. */
const TRACEPARENT =
  /^(?!ff|00.{54})[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})[\da-f]{16}-[\da-f]{2}(?:-.*)?$/

export function tracing(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  isOn: boolean,
): Middleware {
  const newTraceId = traceIds(random)
  if (!isOn) {
    return {
      enter: exchange => {
        const { traceparent } = exchange.request.headers
        const given = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent) : undefined
        const other = traceIdIn(propagation.extract(ROOT_CONTEXT, exchange.request.headers))
        exchange.traceId = given?.[1] ?? other ?? newTraceId()
      },
      leave: ({ traceId }, response) =>
        named(response, `00-${traceId}-${newTraceId().slice(16)}-00`),
    }
  }
  const tracer = trace.getTracer('sales-api')
  return {
    enter: exchange => {
      const { headers } = exchange.request
      const parent = propagation.extract(context.active(), headers)
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
    },
    leave: ({ span }, response) => {
      if (!span) return response
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
