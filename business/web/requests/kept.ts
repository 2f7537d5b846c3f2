/**
 * The requests that a service kept or has under way, as its debug port answers them: for programs that show them to people, as trees
 * of where their time went.
 */
import { z } from 'zod'
import { printable } from '#foundation/terminal/printable'

/** Of the longest span of a request. */
const BAR_CHARS = 30
/** Of a note, in a tree: the text of a statement is longer. */
const NOTE_CHARS_MAX = 100

const spanSchema = z.object({
  name: z.string(),
  in: z.string().optional(),
  startMs: z.number(),
  ms: z.number(),
  note: z.string().optional(),
})
type Span = z.infer<typeof spanSchema>

const requestSchema = z.looseObject({
  time: z.string(),
  traceId: z.string(),
  operation: z.string(),
  /** Of one that has ended. */
  status: z.number().optional(),
  ms: z.number(),
  spans: z.array(spanSchema),
  event: z.looseObject({
    method: z.string().optional(),
    route: z.string().optional(),
    url: z.string().optional(),
    client: z.string().optional(),
  }),
})
export type KeptRequest = z.infer<typeof requestSchema>

export const keptRequests = z.object({ requests: z.array(requestSchema) })

export type AskedRequests = {
  readonly trace?: string | undefined
  readonly operation?: string | undefined
  readonly outcome?: string | undefined
}

/** What says that none were found. */
export const NONE_KEPT =
  'The service has no such request: it tells those under way for half a second or longer, and keeps the slowest and the failed ones of each operation'

/** Where they are. `debugUrl` is that of the debug port, without a path. */
export function keptUrl(
  debugUrl: string,
  { trace: traceId, operation, outcome }: AskedRequests,
): string {
  const asked = Object.entries({ traceId, operation, outcome })
  const query = asked.filter((pair): pair is [string, string] => pair[1] !== undefined)
  return `${debugUrl}/debug/requests?${new URLSearchParams(query).toString()}`
}

/**
 * A line with what it was, one with what was asked for by whom, and one for each span, with a bar where it lies in the time of the
 * request.
 */
export function keptText(request: KeptRequest): string {
  const { time, traceId, operation, status, ms, spans, event } = request
  const outcome = status === undefined ? 'under way' : String(status)
  const head = `${time}  ${milliseconds(ms)}  ${outcome}  ${operation}  ${traceId}`
  const endMs = Math.max(...spans.map(span => span.startMs + span.ms), Number.MIN_VALUE)
  const outer = spans.filter(span => span.in === undefined)
  const lines = outer.flatMap((span, index) => {
    const isLast = index === outer.length - 1
    const inner = spans.filter(one => one.in === span.name)
    return [
      spanLine(span, isLast ? '└─ ' : '├─ ', endMs),
      ...inner.map((one, at) =>
        spanLine(one, `${isLast ? '   ' : '│  '}${at === inner.length - 1 ? '└─ ' : '├─ '}`, endMs),
      ),
    ]
  })
  return [printable(head), ...askedText(event), ...lines].join('\n')
}

/** Nothing for a command of a Redis client. */
function askedText({ method, route, url = route, client = '' }: KeptRequest['event']): string[] {
  if (method === undefined || url === undefined) return []
  const shown = url.length > NOTE_CHARS_MAX ? `${url.slice(0, NOTE_CHARS_MAX)}…` : url
  return [printable(`${method} ${shown}  from ${client}`)]
}

function spanLine({ name, startMs, ms, note = '' }: Span, branch: string, endMs: number): string {
  const from = Math.min(BAR_CHARS - 1, Math.floor((startMs / endMs) * BAR_CHARS))
  const chars = Math.max(1, Math.min(BAR_CHARS - from, Math.round((ms / endMs) * BAR_CHARS)))
  const bar = (' '.repeat(from) + '█'.repeat(chars)).padEnd(BAR_CHARS)
  const shown = note.length > NOTE_CHARS_MAX ? `${note.slice(0, NOTE_CHARS_MAX)}…` : note
  return `${(branch + printable(name)).padEnd(16)} ${milliseconds(ms)}  ${bar}  ${printable(shown)}`.trimEnd()
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(3).padStart(10)} ms`
}
