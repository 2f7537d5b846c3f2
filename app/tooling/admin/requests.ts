/** requests: the slowest and the failed requests that a service kept, as trees of where their time went. */
import { z } from 'zod'
import { EXIT, Failed } from './outcome.ts'
import { printable } from '#foundation/terminal/printable'
import { reasonOf, refusal, stranger } from './service.ts'
import type { Terminal } from './terminal.ts'

const SHOWN_MAX = 20
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
  status: z.number(),
  ms: z.number(),
  spans: z.array(spanSchema),
})
const answerSchema = z.object({ requests: z.array(requestSchema) })

export type Asked = {
  readonly trace?: string
  readonly operation?: string
  readonly outcome?: string
}

export async function requests(
  debugUrl: string,
  { trace, operation, outcome }: Asked,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const query = new URLSearchParams({
    ...(trace === undefined ? {} : { traceId: trace }),
    ...(operation === undefined ? {} : { operation }),
    ...(outcome === undefined ? {} : { outcome }),
  })
  const found = await ask(`${debugUrl}/debug/requests?${query.toString()}`, debugUrl, signal)
  if (found.length === 0) {
    const what =
      'The service kept no such request: it keeps the slowest and the failed ones of each operation'
    throw new Failed(EXIT.notThere, 'NO_SUCH_REQUEST', what)
  }
  const shown = terminal.isJson ? found : found.slice(0, SHOWN_MAX)
  for (const request of shown) {
    const { time, traceId, operation: name, status, ms, spans } = request
    const head = `${time}  ${milliseconds(ms)}  ${String(status)}  ${name}  ${traceId}`
    terminal.result(request, [head, ...tree(spans)].join('\n'))
  }
  const more = found.length - shown.length
  if (more > 0)
    terminal.note(`${String(more)} more: --operation and --outcome choose, --json has them all`)
}

async function ask(url: string, debugUrl: string, signal: AbortSignal) {
  const response = await fetch(url, { headers: { Accept: 'application/json' }, signal }).catch(
    (cause: unknown) => {
      signal.throwIfAborted()
      const message = `Cannot reach ${debugUrl} (${reasonOf(cause)}): is the service running there? --debug-url names another place`
      throw new Failed(EXIT.unreachable, 'UNREACHABLE', message, { cause })
    },
  )
  const data: unknown = await response.json().catch(() => undefined)
  if (!response.ok) throw refusal({ error: data, response })
  const parsed = answerSchema.safeParse(data)
  if (!parsed.success) throw stranger(debugUrl, parsed.error)
  return parsed.data.requests
}

/** A line for each span, with a bar where it lies in the time of the request. */
function tree(spans: readonly Span[]): string[] {
  const endMs = Math.max(...spans.map(({ startMs, ms }) => startMs + ms), Number.MIN_VALUE)
  const outer = spans.filter(span => span.in === undefined)
  return outer.flatMap((span, index) => {
    const isLast = index === outer.length - 1
    const inner = spans.filter(one => one.in === span.name)
    return [
      spanLine(span, isLast ? '└─ ' : '├─ ', endMs),
      ...inner.map((one, at) =>
        spanLine(one, `${isLast ? '   ' : '│  '}${at === inner.length - 1 ? '└─ ' : '├─ '}`, endMs),
      ),
    ]
  })
}

function spanLine({ name, startMs, ms, note = '' }: Span, branch: string, endMs: number): string {
  const from = Math.min(BAR_CHARS - 1, Math.floor((startMs / endMs) * BAR_CHARS))
  const chars = Math.max(1, Math.min(BAR_CHARS - from, Math.round((ms / endMs) * BAR_CHARS)))
  const bar = (' '.repeat(from) + '█'.repeat(chars)).padEnd(BAR_CHARS)
  const shown = note.length > NOTE_CHARS_MAX ? `${note.slice(0, NOTE_CHARS_MAX)}…` : note
  return `${(branch + name).padEnd(16)} ${milliseconds(ms)}  ${bar}  ${printable(shown)}`.trimEnd()
}

function milliseconds(ms: number): string {
  return `${ms.toFixed(3).padStart(10)} ms`
}
