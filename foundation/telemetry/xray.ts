/**
 * Traces as AWS X-Ray names them: by the header `X-Amzn-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`
 * and with ids that begin with the time. A load balancer's header has the root alone.
 */
import type { Context, TextMapGetter, TextMapPropagator, TextMapSetter } from '@opentelemetry/api'
import { createContextKey, trace, TraceFlags } from '@opentelemetry/api'
import type { Clock, Random } from '#foundation/host/host'

export const XRAY_HEADER = 'x-amzn-trace-id'
const ROOT = /^1-([\da-f]{8})-([\da-f]{24})$/
const NO_TRACE = /^0{32}$/
const PARENT = /^(?!0{16})[\da-f]{16}$/
const TRACE_ID = createContextKey('trace id without a span')
const SPAN_BYTES = 8
/** Behind the eight digits of the time. */
const TRACE_BYTES = 12

/** Of a header that another one does not override, `traceparent` for example. */
export function traceIdIn(context: Context): string | undefined {
  const root = context.getValue(TRACE_ID)
  return trace.getSpanContext(context)?.traceId ?? (typeof root === 'string' ? root : undefined)
}

/**
 * The propagator and the generator of ids belong together. A header that names no span, or leaves it open whether the trace is
 * recorded, has no parent that the SDK would take: the span that is started next begins that trace, and the sampler decides. So
 * a span is started right after `extract`, in the same turn.
 */
export class XRay implements TextMapPropagator {
  readonly #clock: Clock
  readonly #random: Random
  #root: string | undefined

  constructor({ clock, random }: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = clock
    this.#random = random
  }

  fields(): string[] {
    return [XRAY_HEADER]
  }

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    this.#root = undefined
    if (trace.getSpanContext(context)) return context
    const header = getter.get(carrier, XRAY_HEADER)
    const found = typeof header === 'string' ? parsed(header) : undefined
    if (!found) return context
    const { traceId, spanId, isSampled } = found
    if (spanId === undefined || isSampled === undefined) {
      this.#root = traceId
      return context.setValue(TRACE_ID, traceId)
    }
    const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE
    return trace.setSpanContext(context, { traceId, spanId, traceFlags, isRemote: true })
  }

  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = trace.getSpanContext(context)
    if (!span) return
    const { traceId, spanId, traceFlags } = span
    const root = `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)}`
    const sampled = `Sampled=${String(traceFlags & TraceFlags.SAMPLED)}`
    setter.set(carrier, XRAY_HEADER, `${root};Parent=${spanId};${sampled}`)
  }

  /** For the SDK. */
  generateTraceId(): string {
    const root = this.#root
    this.#root = undefined
    if (root !== undefined) return root
    const seconds = Math.floor(this.#clock.now() / 1000)
    return seconds.toString(16).padStart(8, '0') + this.#digits(TRACE_BYTES)
  }

  generateSpanId(): string {
    return this.#digits(SPAN_BYTES)
  }

  #digits(bytes: number): string {
    return Buffer.from(this.#random.bytes(bytes)).toString('hex')
  }
}

type Parsed = {
  readonly traceId: string
  readonly spanId: string | undefined
  readonly isSampled: boolean | undefined
}

/** Undefined without a root. What else a header has, `Self` of a load balancer for example, does not matter. */
function parsed(header: string): Parsed | undefined {
  const fields = new Map(
    header.split(';').map(field => {
      const [name = '', value = ''] = field.trim().split('=', 2)
      return [name, value] as const
    }),
  )
  const [, time = '', rest = ''] = ROOT.exec(fields.get('Root') ?? '') ?? []
  const traceId = time + rest
  if (traceId === '' || NO_TRACE.test(traceId)) return undefined
  const parent = fields.get('Parent') ?? ''
  const sampled = fields.get('Sampled')
  return {
    traceId,
    spanId: PARENT.test(parent) ? parent : undefined,
    isSampled: sampled === '1' ? true : sampled === '0' ? false : undefined,
  }
}
