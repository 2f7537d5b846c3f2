/**
 * One line of a log, parsed. Lines are JSON as `foundation/logger` writes them, perhaps with something in front that names
 * where they come from: `[pod/sales-0/sales-api] {...}` by kubectl, `sales-api-1  | {...}` by compose. All else is text, also JSON that
 * has neither a time nor a level nor a message.
 */
import { z } from 'zod'

/** Whatever names the origin of a line is shorter. */
const ORIGIN_CHARACTERS_MAX = 200

/** pino's numbers, of programs that do not write labels. */
const LEVEL_NUMBERS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
}

export type LogRecord = {
  /** What stood in front of the JSON, without its brackets; empty if nothing did. */
  readonly origin: string
  readonly time: string
  readonly level: string
  readonly service: string
  readonly component: string
  readonly message: string
  readonly traceId: string
  /** All other keys, in their order. */
  readonly fields: Readonly<Record<string, unknown>>
}

export type Line =
  | { readonly kind: 'record'; readonly record: LogRecord }
  | { readonly kind: 'text'; readonly text: string; readonly origin: string }

/** Wrong types are tolerated, one by one: a line that is half right is still worth reading. */
const recordSchema = z
  .looseObject({
    time: z.union([z.string(), z.number().transform(isoTime)]).catch(''),
    level: z
      .union([z.string(), z.number().transform(n => LEVEL_NUMBERS[n] ?? String(n))])
      .catch(''),
    service: z.string().catch(''),
    component: z.string().catch(''),
    msg: z.string().catch(''),
    traceId: z.string().optional().catch(undefined),
    trace_id: z.string().optional().catch(undefined),
  })
  .transform(({ time, level, service, component, msg, traceId, trace_id, ...fields }) => ({
    time,
    level,
    service,
    component,
    message: msg,
    traceId: traceId ?? trace_id ?? '',
    fields,
  }))

export function parseLine(text: string): Line {
  const start = text.indexOf('{')
  if (start >= 0 && start <= ORIGIN_CHARACTERS_MAX && text.trimEnd().endsWith('}')) {
    const parsed = recordSchema.safeParse(jsonOf(text.slice(start)))
    const front = text.slice(0, start)
    const isLog = parsed.data && (parsed.data.time || parsed.data.level || parsed.data.message)
    if (parsed.success && isLog && isOrigin(front)) {
      return { kind: 'record', record: { ...parsed.data, origin: originOf(front) } }
    }
  }
  const kubectl = /^\[(pod\/[^\]\s]+)\] /.exec(text)
  return { kind: 'text', text, origin: kubectl?.[1] ?? '' }
}

/** Nothing, or what kubectl and compose put there: words in front of JSON are a text that quotes some. */
function isOrigin(front: string): boolean {
  return front.trim() === '' || /^\[[^\]]*\]\s*$/.test(front) || /^\S+\s*\|\s*$/.test(front)
}

function originOf(front: string): string {
  return front
    .trim()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\s*\|$/, '')
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** pino's own times are milliseconds since 1970. */
function isoTime(ms: number): string {
  const date = new Date(ms)
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString()
}
