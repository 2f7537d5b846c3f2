/** Calls of the service's API: answers, or the reason why there is none. */
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import type { Clock } from '#foundation/host/host'
import type { SalesClient } from '#business/web/client/client'
import { EXIT, Failed } from './outcome.ts'

export type Service = {
  readonly client: SalesClient
  readonly url: string
  readonly clock: Clock
  /** How long an answer is waited for; of a write, with all that it takes to try again. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/** What openapi-fetch resolves with. */
type Answer<T> = { readonly data?: T; readonly error?: unknown; readonly response: Response }
type Call<T> = (signal: AbortSignal) => Promise<Answer<T>>

/** Between two tries of the same write. */
const RETRY_MS = 200
/** How a connection fails that never was: nothing was sent. */
const NOT_SENT = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']

const problemSchema = z.looseObject({
  code: z.string(),
  detail: z.string(),
  traceId: z.string().optional(),
  errors: z.array(z.object({ location: z.string(), message: z.string() })).optional(),
})

/** Of a read. Throws `Failed`. */
export async function answerOf<T>(service: Service, call: Call<T>): Promise<T> {
  const { signal, timeoutMs } = service
  try {
    return dataOf(await call(AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])))
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
export async function outcomeOf<T>(service: Service, key: string, call: Call<T>): Promise<T> {
  const { clock, signal, timeoutMs } = service
  const deadline = clock.monotonic() + timeoutMs
  let isSent = false
  for (;;) {
    let failure: Failed
    try {
      const left = Math.max(1, Math.ceil(deadline - clock.monotonic()))
      const answer = await call(AbortSignal.any([signal, AbortSignal.timeout(left)]))
      if (answer.response.status < 500) return dataOf(answer)
      failure = refusal(answer)
      isSent ||= answer.response.status !== 503 && answer.response.status !== 507
    } catch (error) {
      if (error instanceof Failed) throw error
      signal.throwIfAborted()
      isSent ||= !NOT_SENT.includes(causeCode(error))
      failure = unreachable(service, error)
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
  const page = await answerOf(service, signal =>
    service.client.GET('/v1/kv', { params: { query }, signal }),
  )
  return page.revision
}

/** The refusal of an answer that is none. */
export function refusal({ error, response }: Answer<unknown>): Failed {
  const { status } = response
  const problem = problemSchema.safeParse(error)
  const exitCode =
    status === 404 || status === 412
      ? EXIT.notThere
      : status === 503
        ? EXIT.unreachable
        : EXIT.failed
  if (!problem.success) {
    return stranger(response.url, error)
  }
  const { code, detail, errors = [] } = problem.data
  const places = errors.map(({ location, message }) => `\n  ${location}: ${message}`)
  return new Failed(exitCode, code, detail + places.join(''))
}

/** What it means that a call threw. */
export function unreachable({ url, timeoutMs }: Service, cause: unknown): Failed {
  if (cause instanceof SyntaxError) return stranger(url, cause)
  const why =
    cause instanceof Error && cause.name === 'TimeoutError'
      ? `no answer within ${String(timeoutMs)} ms`
      : causeCode(cause) || (cause instanceof Error ? cause.message : String(cause))
  const message = `Cannot reach ${url} (${why}): is sales-api running there? --url names another place`
  return new Failed(EXIT.unreachable, 'UNREACHABLE', message, { cause })
}

function dataOf<T>(answer: Answer<T>): T {
  // 204 has no data, and its type says so.
  if (answer.response.ok) return answer.data as T
  throw refusal(answer)
}

function stranger(url: string, cause: unknown): Failed {
  const message = `${url} answered, but not as sales-api does: --url names another place`
  return new Failed(EXIT.failed, 'NOT_SALES_API', message, { cause })
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

function causeCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}
