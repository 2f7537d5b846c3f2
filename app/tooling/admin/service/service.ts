/** Calls of the service's API: answers, or the reason why there is none. */
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Clock } from '#foundation/host/host'
import type { SalesClient } from '#business/web/client/client'
import { EXIT, Failed } from '../outcome.ts'

export type Service = {
  readonly client: SalesClient
  readonly url: string
  readonly clock: Clock
  /** How long an answer is waited for; of a write, with all that it takes to try again. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** What openapi-fetch resolves with. */
type Answer = {
  readonly data?: unknown
  readonly error?: unknown
  readonly response: Pick<Response, 'ok' | 'status' | 'url'>
}
type Call = (signal: AbortSignal) => Promise<Answer>

/** Between two tries of the same write. */
const RETRY_MS = 200
/** The last try may take this long, also if the time is up before: it is not cut off before it can have connected. */
const TRY_MS_MIN = 1000
/** How a connection fails that never was: nothing was sent. */
const NOT_SENT = [
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'],
  'UND_ERR_CONNECT_TIMEOUT',
]
/**
 * How one fails that never will be: it is not tried again. The first is fetch's own, for ports of other protocols like 6000; the
 * second is what `https:` meets where TLS is not spoken.
 */
const NEVER_SENT = ['bad port', 'ERR_SSL_WRONG_VERSION_NUMBER']

/** Refusals before a service looks at what is asked: by a node that only reads, or for a client that asks too often. */
const REFUSED_UNREAD = [421, 429]

const problemSchema = z.looseObject({
  code: z.string(),
  detail: z.string(),
  traceId: z.string().optional(),
  errors: z.array(z.object({ location: z.string(), message: z.string() })).optional(),
})

/** Of a page: as much as everything here needs to know of it. */
const itemSchema = z.looseObject({
  key: z.string(),
  modRevision: z.int(),
  bytes: z.int(),
  value: z.string().optional(),
  valueBase64: z.string().optional(),
})
export type KeyItem = z.infer<typeof itemSchema>

export const pageSchema = z.object({
  revision: z.int(),
  cursor: z.string().optional(),
  items: z
    .array(z.union([itemSchema, z.object({ key: z.string(), damaged: z.literal(true) })]))
    .default([]),
})

/** What every sales-api answers, so that it is none that answers with one of these. */
const STRANGE_CODES = ['NO_SUCH_ROUTE', 'METHOD_NOT_ALLOWED']
const NOT_THERE_CODES = [
  ...['KEY_NOT_FOUND', 'CONDITION_FAILED', 'STREAM_NOT_FOUND', 'GROUP_NOT_FOUND'],
]

/** Of a read. Throws `Failed`, also where the answer is not of this kind, so that another program must have given it. */
export async function answerOf<T>(service: Service, schema: z.ZodType<T>, call: Call): Promise<T> {
  const { signal, timeoutMs } = service
  try {
    return dataOf(schema, await call(AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])))
  } catch (error) {
    if (error instanceof Failed) throw error
    signal.throwIfAborted()
    throw unreachable(service, error)
  }
}

/**
 * Of a write that carries an idempotency key: tried again until it is answered or the time is up, and executed once in any
 * case. Throws `Failed`, with the exit code `unknown` if it may have been executed.
 */
export async function outcomeOf<T>(
  service: Service,
  key: string,
  schema: z.ZodType<T>,
  call: Call,
): Promise<T> {
  const { clock, signal, timeoutMs } = service
  const deadline = clock.monotonic() + timeoutMs
  let isSent = false
  for (;;) {
    let failure: Failed
    try {
      const left = Math.max(TRY_MS_MIN, Math.ceil(deadline - clock.monotonic()))
      const answer = await call(AbortSignal.any([signal, AbortSignal.timeout(left)]))
      const { status } = answer.response
      const isOfThisTry = isSent && REFUSED_UNREAD.includes(status)
      if (status < 500 && !isOfThisTry) return dataOf(schema, answer)
      failure = refusal(answer)
      isSent ||= status !== 503 && status !== 507
    } catch (error) {
      if (error instanceof Failed) throw error
      signal.throwIfAborted()
      const reason = reasonOf(error)
      failure = unreachable(service, error)
      if (!isSent && NEVER_SENT.includes(reason)) throw failure
      isSent ||= !NOT_SENT.includes(reason)
    }
    if (clock.monotonic() + RETRY_MS >= deadline) {
      throw isSent ? unknown(key, failure) : failure
    }
    await pause(RETRY_MS, undefined, { signal })
  }
}

/** The newest revision. */
export async function revisionOf(service: Service): Promise<number> {
  // Every page tells it. This one is empty in most stores, and counting costs little in any.
  const query = { prefix: '\0', countOnly: 'true' as const }
  const page = await answerOf(service, pageSchema, signal =>
    service.client.GET('/v1/kv', { params: { query }, signal }),
  )
  return page.revision
}

/** The refusal of an answer that is none. */
export function refusal({ error, response }: Answer): Failed {
  const problem = problemSchema.safeParse(error)
  if (!problem.success || STRANGE_CODES.includes(problem.data.code)) {
    return stranger(response.url, error)
  }
  const { code, detail, errors = [] } = problem.data
  const places = errors.map(({ location, message }) => `\n  ${location}: ${message}`)
  return new Failed(exitCodeOf(response.status, code), code, detail + places.join(''))
}

function exitCodeOf(status: number, code: string): number {
  if (NOT_THERE_CODES.includes(code)) return EXIT.notThere
  if (code === 'STORE_DAMAGED') return EXIT.damaged
  if (status === 503) return EXIT.unreachable
  return status < 500 || status === 507 ? EXIT.refused : EXIT.serviceFailed
}

/** What it means that a call threw. */
export function unreachable({ url, timeoutMs }: Service, cause: unknown): Failed {
  if (cause instanceof SyntaxError) return stranger(url, cause)
  const why =
    cause instanceof Error && cause.name === 'TimeoutError'
      ? `no answer within ${String(timeoutMs)} ms`
      : reasonOf(cause)
  const message = `Cannot reach ${url} (${why}): is sales-api running there? --url names another place`
  return new Failed(EXIT.unreachable, 'UNREACHABLE', message, { cause })
}

function dataOf<T>(schema: z.ZodType<T>, answer: Answer): T {
  if (!answer.response.ok) throw refusal(answer)
  const parsed = schema.safeParse(answer.data)
  if (parsed.success) return parsed.data
  throw stranger(answer.response.url, parsed.error)
}

/** What it means that something answers at a URL, and in no way that sales-api would. */
export function stranger(url: string, cause: unknown): Failed {
  const message = `What answers at ${url} is not the API of sales-api: --url names another place`
  return new Failed(EXIT.unreachable, 'NOT_SALES_API', message, { cause })
}

function unknown(key: string, cause: Failed): Failed {
  return new Failed(
    EXIT.unknown,
    'OUTCOME_UNKNOWN',
    `${cause.message}. The write may have happened: ` +
      `the same command with --idempotency-key ${key} finds out and does it at most once`,
    { cause },
  )
}

/** Whether something may have been sent, though the call failed. */
export function wasSent(error: unknown): boolean {
  return ![...NOT_SENT, ...NEVER_SENT].includes(reasonOf(error))
}

/** The code of what made a call fail, or its message where it has none. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  if (!(cause instanceof Error)) return String(cause)
  return 'code' in cause ? String(cause.code) : cause.message
}
