/**
 * Errors by their codes: which status they are answered with. An error that stands here shows its message to the client;
 * every other one is a fault of this program, of which the client learns no more than the trace id.
 */
import { ClientGone, HttpProblem } from '#foundation/web/problem'

type Answer = { readonly status: number; readonly retryAfterSeconds?: number }

/** Also the list of what every write or read may answer besides what its contract says; docs/errors.md explains them. */
export const ERROR_CODES: Readonly<Record<string, Answer>> = {
  INVALID_KEY: { status: 422 },
  FUTURE_REVISION: { status: 400 },
  BAD_EVENT_ID: { status: 400 },
  COMPACTED: { status: 410 },
  IDEMPOTENCY_KEY_REUSED: { status: 422 },
  IDEMPOTENT_RESULT_NOT_KEPT: { status: 409 },
  OPERATION_TOO_LARGE: { status: 413 },
  STORE_BUSY: { status: 503, retryAfterSeconds: 1 },
  STOPPING: { status: 503, retryAfterSeconds: 1 },
  LOG_UNAVAILABLE: { status: 503, retryAfterSeconds: 1 },
  NOT_COMMITTED: { status: 503, retryAfterSeconds: 1 },
  DISK_FULL: { status: 507 },
  STORE_DAMAGED: { status: 500 },
  OUTCOME_UNKNOWN: { status: 500 },
  READ_ONLY_NODE: { status: 421 },
  NODE_UNSOUND: { status: 503 },
  VALUE_REFUSED: { status: 422 },
  WRITE_CONFLICT: { status: 503, retryAfterSeconds: 1 },
  DATABASE_BUSY: { status: 503, retryAfterSeconds: 1 },
  DATABASE_UNAVAILABLE: { status: 503, retryAfterSeconds: 1 },
  DATABASE_TIMEOUT: { status: 504, retryAfterSeconds: 1 },
}

/** The answer to an error; undefined when the client has gone. */
export function problemOf(error: unknown): HttpProblem | undefined {
  if (error instanceof HttpProblem) return error
  if (error instanceof ClientGone) return undefined
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const answer = ERROR_CODES[code]
  if (!(error instanceof Error) || !answer) return internalError(error)
  const { status, retryAfterSeconds } = answer
  const headers = retryAfterSeconds ? { 'Retry-After': String(retryAfterSeconds) } : {}
  return new HttpProblem(status, { code, detail: error.message }, headers, { cause: error })
}

/** Whether the error is a fault of this program, to be mended by its authors. */
export function isFault(problem: HttpProblem): boolean {
  return problem.fields.code === INTERNAL
}

const INTERNAL = 'INTERNAL'

function internalError(cause: unknown): HttpProblem {
  const fields = {
    code: INTERNAL,
    detail: 'The service failed to answer; its log has the details under the trace id',
  }
  return new HttpProblem(500, fields, {}, { cause })
}
